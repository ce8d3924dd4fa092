/* Radix sorts, a byte at a time: see io/sorting.h. */
#include "sorting.h"

#include <string.h>

/* Shorter lists than this are sorted by insertion. */
enum { SHORT = 48 };

static void insert_numbers(uint32_t *numbers, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        uint32_t number = numbers[i];
        size_t at = i;
        for (; at > 0 && numbers[at - 1] > number; at--)
            numbers[at] = numbers[at - 1];
        numbers[at] = number;
    }
}

static void insert_hashes(uint64_t *hashes, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        uint64_t hash = hashes[i];
        size_t at = i;
        for (; at > 0 && hashes[at - 1] > hash; at--)
            hashes[at] = hashes[at - 1];
        hashes[at] = hash;
    }
}

/* From counts of the 256 values of a byte to the places where their numbers begin. */
static void find_places(size_t places[256])
{
    size_t sum = 0;
    for (size_t value = 0; value < 256; value++) {
        size_t count = places[value];
        places[value] = sum;
        sum += count;
    }
}

void sort_numbers(uint32_t *numbers, size_t count, uint32_t limit, uint32_t *scratch)
{
    if (count < SHORT) {
        insert_numbers(numbers, count);
        return;
    }
    uint32_t *from = numbers, *to = scratch;
    for (unsigned shift = 0; shift < 32 && limit >> shift; shift += 8) {
        size_t places[256] = {0};
        for (size_t i = 0; i < count; i++)
            places[from[i] >> shift & 255]++;
        find_places(places);
        for (size_t i = 0; i < count; i++)
            to[places[from[i] >> shift & 255]++] = from[i];
        uint32_t *other = from;
        from = to;
        to = other;
    }
    if (from != numbers)
        memcpy(numbers, from, count * sizeof *numbers);
}

/* Two passes put the hashes in the order of their upper 16 bits, which leaves next to nothing. */
void sort_hashes(uint64_t *hashes, size_t count, uint64_t *scratch)
{
    uint64_t *from = hashes, *to = scratch;
    for (unsigned shift = 48; shift < 64 && count >= SHORT; shift += 8) {
        size_t places[256] = {0};
        for (size_t i = 0; i < count; i++)
            places[from[i] >> shift & 255]++;
        find_places(places);
        for (size_t i = 0; i < count; i++)
            to[places[from[i] >> shift & 255]++] = from[i];
        uint64_t *other = from;
        from = to;
        to = other;
    }
    insert_hashes(hashes, count);
}

/* Three passes for the upper 24 bits. */
void sort_hash_entries(hash_entry *entries, size_t count, hash_entry *scratch)
{
    hash_entry *from = entries, *to = scratch;
    for (unsigned shift = 40; shift < 64; shift += 8) {
        size_t places[256] = {0};
        for (size_t i = 0; i < count; i++)
            places[from[i].hash >> shift & 255]++;
        find_places(places);
        for (size_t i = 0; i < count; i++)
            to[places[from[i].hash >> shift & 255]++] = from[i];
        hash_entry *other = from;
        from = to;
        to = other;
    }
    for (size_t i = 0; i < count; i++) {
        hash_entry entry = from[i];
        size_t at = i;
        for (; at > 0 && entries[at - 1].hash > entry.hash; at--)
            entries[at] = entries[at - 1];
        entries[at] = entry;
    }
}
