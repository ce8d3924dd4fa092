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

#endif
