/* Sorting many lists of numbers, or long ones, where qsort takes most of the time that there is. */
#ifndef PARLEY_IO_SORTING_H
#define PARLEY_IO_SORTING_H

#include <stddef.h>
#include <stdint.h>

/* Sorts numbers: [count] below `limit`, upwards. scratch: [count]. */
void sort_numbers(uint32_t *numbers, size_t count, uint32_t limit, uint32_t *scratch);

/* The same for hashes, which may be anything; made for those that are spread evenly. */
void sort_hashes(uint64_t *hashes, size_t count, uint64_t *scratch);

/* A hash and what it belongs to. */
typedef struct hash_entry {
    uint64_t hash;
    size_t place;
} hash_entry;

/* Sorts entries by their hashes, upwards; entries of one hash stay in their order. For many of them.
 * scratch: [count]. */
void sort_hash_entries(hash_entry *entries, size_t count, hash_entry *scratch);

#endif
