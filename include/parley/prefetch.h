/* A hint that memory will be read soon: what is asked for at once comes at once, and not one after the
 * other. It changes no result; compilers without it do nothing. */
#ifndef PARLEY_PREFETCH_H
#define PARLEY_PREFETCH_H

#include <stddef.h>

/* The bytes that come together. */
enum { PARLEY_CACHE_LINE = 64 };

static inline void parley_prefetch(const void *at)
{
#if defined(__GNUC__)
    __builtin_prefetch(at);
#else
    (void)at;
#endif
}

/* The same for `size` bytes. */
static inline void parley_prefetch_all(const void *at, size_t size)
{
    for (size_t i = 0; i < size; i += PARLEY_CACHE_LINE)
        parley_prefetch((const char *)at + i);
}

#endif
