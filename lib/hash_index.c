/* Buckets over ascending hashes: see lib/hash_index.h. */
#include "hash_index.h"

#include <stdlib.h>

parley_status hash_index_init(hash_index *index, const uint64_t *hashes, size_t count)
{
    unsigned bits = 1;
    while (bits < 31 && ((size_t)1 << bits) < count)
        bits++;
    size_t buckets = (size_t)1 << bits, i = 0;
    uint64_t mask = (buckets + 7) / 8 - 1; /* eight bits for a bucket */
    uint32_t *starts = malloc((buckets + 1) * sizeof *starts);
    uint64_t *filter = calloc(mask + 1, sizeof *filter);
    if (!starts || !filter) {
        free(starts);
        free(filter);
        return PARLEY_E_MEMORY;
    }
    for (size_t k = 0; k < count; k++)
        filter[hashes[k] >> 6 & mask] |= UINT64_C(1) << (hashes[k] & 63);
    for (size_t b = 0; b < buckets; b++) {
        while (i < count && hashes[i] >> (64 - bits) < b)
            i++;
        starts[b] = (uint32_t)i;
    }
    starts[buckets] = (uint32_t)count;
    *index = (hash_index){hashes, count, starts, bits, filter, mask};
    return PARLEY_OK;
}

void hash_index_fini(hash_index *index)
{
    free(index->starts);
    free(index->filter);
    *index = (hash_index){0};
}
