/* Finding a hash in an ascending array of them.
 *
 * Most hashes that are asked for are not there. A filter of one bit for a hash, at most an eighth of
 * them set, answers for most of these with one look into a small table; the upper bits of the rest
 * choose a bucket of about one. */
#ifndef PARLEY_HASH_INDEX_H
#define PARLEY_HASH_INDEX_H

#include "parley/error.h"
#include "parley/prefetch.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct hash_index {
    const uint64_t *hashes; /* [count], ascending; borrowed */
    size_t count;
    uint32_t *starts; /* [(1 << bits) + 1]: bucket b is starts[b] to starts[b + 1] */
    unsigned bits;
    uint64_t *filter; /* [filter_mask + 1] words: the bits of the hashes' lower ends */
    uint64_t filter_mask;
} hash_index;

/* PARLEY_OK or PARLEY_E_MEMORY. */
parley_status hash_index_init(hash_index *index, const uint64_t *hashes, size_t count);
void hash_index_fini(hash_index *index);

/* False: it is not there. */
static inline bool hash_index_may_have(const hash_index *index, uint64_t hash)
{
    return index->filter[hash >> 6 & index->filter_mask] >> (hash & 63) & 1;
}

/* Two hints that a hash will be looked for: the second needs what the first has asked for, and returns the
 * place from which it will be looked for. */
static inline void hash_index_expect(const hash_index *index, uint64_t hash)
{
    parley_prefetch(&index->starts[hash >> (64 - index->bits)]);
}

static inline size_t hash_index_expect_more(const hash_index *index, uint64_t hash)
{
    size_t first = index->starts[hash >> (64 - index->bits)];
    parley_prefetch(&index->hashes[first]);
    return first;
}

/* The place of a hash that may be there, or SIZE_MAX. Most that are asked for are, among the first three of
 * their bucket; which one of these it is, is anybody's guess, so no branch depends on it. */
static inline size_t hash_index_look(const hash_index *index, uint64_t hash)
{
    const uint64_t *hashes = index->hashes;
    size_t i = index->starts[hash >> (64 - index->bits)], count = index->count;
    if (i + 2 < count) {
        i += hashes[i] < hash;
        i += hashes[i] < hash;
    }
    while (i < count && hashes[i] < hash)
        i++;
    return i < count && hashes[i] == hash ? i : SIZE_MAX;
}

/* The place of any hash, or SIZE_MAX. */
static inline size_t hash_index_find(const hash_index *index, uint64_t hash)
{
    return hash_index_may_have(index, hash) ? hash_index_look(index, hash) : SIZE_MAX;
}

#endif
