/* Buckets over ascending hashes: see lib/hash_index.h. */
#include "hash_index.h"

#include <stdlib.h>

parley_status hash_index_init(hash_index *index, const uint64_t *hashes, size_t count)
{
    unsigned bits = 1;
    while (bits < 31 && ((size_t)1 << bits) < count)
        bits++;
    size_t buckets = (size_t)1 << bits, i = 0;
    uint32_t *starts = malloc((buckets + 1) * sizeof *starts);
    if (!starts)
        return PARLEY_E_MEMORY;
    for (size_t b = 0; b < buckets; b++) {
        while (i < count && hashes[i] >> (64 - bits) < b)
            i++;
        starts[b] = (uint32_t)i;
    }
    starts[buckets] = (uint32_t)count;
    *index = (hash_index){hashes, count, starts, bits};
    return PARLEY_OK;
}

void hash_index_fini(hash_index *index)
{
    free(index->starts);
    *index = (hash_index){0};
}
