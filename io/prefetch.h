/* Asking for memory before it is needed, so that the first look at it need not wait. With other
 * compilers than gcc and clang it waits; nothing else differs. */
#ifndef PARLEY_IO_PREFETCH_H
#define PARLEY_IO_PREFETCH_H

static inline void prefetch(const void *memory)
{
#ifdef __GNUC__
    __builtin_prefetch(memory);
#else
    (void)memory;
#endif
}

#endif
