/* Memory given back at once: see io/arena.h. */
#include "arena.h"

#include <stdint.h>

#include <stdlib.h>
#include <string.h>

enum { BLOCK = 1 << 16 };

struct arena_block {
    arena_block *next;
    size_t used, size;
    char bytes[];
};

char *arena_copy(arena *a, const char *data, size_t size)
{
    arena_block *block = a->blocks;
    if (size > SIZE_MAX - sizeof *block - BLOCK)
        return NULL;
    if (!block || block->size - block->used <= size) {
        size_t room = size < BLOCK ? BLOCK : size + 1;
        block = malloc(sizeof *block + room);
        if (!block)
            return NULL;
        *block = (arena_block){.next = a->blocks, .size = room};
        a->blocks = block;
    }
    char *to = block->bytes + block->used;
    if (size)
        memcpy(to, data, size);
    to[size] = '\0';
    block->used += size + 1;
    return to;
}

void arena_fini(arena *a)
{
    while (a->blocks) {
        arena_block *next = a->blocks->next;
        free(a->blocks);
        a->blocks = next;
    }
}
