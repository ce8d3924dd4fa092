/* Memory that is given back all at once: the strings of a corpus. */
#ifndef PARLEY_IO_ARENA_H
#define PARLEY_IO_ARENA_H

#include "parley/buffer.h"

typedef struct arena_block arena_block;

/* All zero is empty. */
typedef struct arena {
    arena_block *blocks;
} arena;

/* Copies `size` bytes and a zero behind them; NULL if memory runs out. What it returns stays where
 * it is until arena_fini. */
char *arena_copy(arena *a, const char *data, size_t size);

void arena_fini(arena *a);

#endif
