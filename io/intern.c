/* Numbers for strings: see io/intern.h. Open addressing, at most half full. */
#include "intern.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

static uint64_t hash_of(parley_str s)
{
    return XXH3_64bits(s.size ? s.data : "", s.size);
}

/* The slot of a string, or the empty one where it belongs. */
static size_t find_slot(const intern_table *t, uint64_t hash, parley_str s)
{
    size_t mask = t->slot_count - 1;
    size_t slot = hash & mask;
    for (; t->slots[slot]; slot = (slot + 1) & mask) {
        size_t i = t->slots[slot] - 1;
        if (t->hashes[i] == hash && t->strings[i].size == s.size &&
            (s.size == 0 || memcmp(t->strings[i].data, s.data, s.size) == 0))
            break;
    }
    return slot;
}

static bool grow_slots(intern_table *t)
{
    size_t count = t->slot_count ? 2 * t->slot_count : 64;
    uint32_t *slots = calloc(count, sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; i < t->count; i++) {
        size_t slot = t->hashes[i] & (count - 1);
        while (slots[slot])
            slot = (slot + 1) & (count - 1);
        slots[slot] = (uint32_t)(i + 1);
    }
    free(t->slots);
    t->slots = slots;
    t->slot_count = count;
    return true;
}

static bool grow_strings(intern_table *t)
{
    size_t capacity = t->capacity ? 2 * t->capacity : 32;
    parley_str *strings = realloc(t->strings, capacity * sizeof *strings);
    if (!strings)
        return false;
    t->strings = strings;
    uint64_t *hashes = realloc(t->hashes, capacity * sizeof *hashes);
    if (!hashes)
        return false;
    t->hashes = hashes;
    t->capacity = capacity;
    return true;
}

parley_status intern_add_hashed(intern_table *t, uint64_t hash, parley_str s, size_t *index)
{
    if (2 * (t->count + 1) > t->slot_count && !grow_slots(t))
        return PARLEY_E_MEMORY;
    size_t slot = find_slot(t, hash, s);
    if (!t->slots[slot]) {
        if (t->count >= UINT32_MAX - 1 || (t->count == t->capacity && !grow_strings(t)))
            return PARLEY_E_MEMORY;
        const char *copy = arena_copy(&t->bytes, s.data, s.size);
        if (!copy)
            return PARLEY_E_MEMORY;
        t->strings[t->count] = (parley_str){copy, s.size};
        t->hashes[t->count++] = hash;
        t->slots[slot] = (uint32_t)t->count;
    }
    *index = t->slots[slot] - 1;
    return PARLEY_OK;
}

parley_status intern_add(intern_table *t, parley_str s, size_t *index)
{
    return intern_add_hashed(t, hash_of(s), s, index);
}

size_t intern_find(const intern_table *t, parley_str s)
{
    if (!t->slot_count)
        return SIZE_MAX;
    size_t slot = find_slot(t, hash_of(s), s);
    return t->slots[slot] ? t->slots[slot] - 1 : SIZE_MAX;
}

void intern_fini(intern_table *t)
{
    free(t->strings);
    free(t->hashes);
    free(t->slots);
    arena_fini(&t->bytes);
    *t = (intern_table){0};
}
