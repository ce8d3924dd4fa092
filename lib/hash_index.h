/* Finding a hash in an ascending array of them: the upper bits choose a bucket of about one. */
#ifndef PARLEY_HASH_INDEX_H
#define PARLEY_HASH_INDEX_H

#include "parley/error.h"

#include <stdint.h>

typedef struct hash_index {
    const uint64_t *hashes; /* [count], ascending; borrowed */
    size_t count;
    uint32_t *starts; /* [(1 << bits) + 1]: bucket b is starts[b] to starts[b + 1] */
    unsigned bits;
} hash_index;

/* PARLEY_OK or PARLEY_E_MEMORY. */
parley_status hash_index_init(hash_index *index, const uint64_t *hashes, size_t count);
void hash_index_fini(hash_index *index);

/* The place of a hash, or SIZE_MAX. */
static inline size_t hash_index_find(const hash_index *index, uint64_t hash)
{
    const uint32_t *bucket = index->starts + (hash >> (64 - index->bits));
    for (uint32_t i = bucket[0]; i < bucket[1]; i++)
        if (index->hashes[i] == hash)
            return i;
    return SIZE_MAX;
}

#endif
