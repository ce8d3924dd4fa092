/* Loops that are worth compiling twice: for any processor, and for those with vectors of 32 bytes. The
 * system's loader chooses when the program starts. Both are the same C, and do the same operations in the
 * same order: results are the same to the last bit. Private to the library.
 *
 *     PARLEY_WIDE static void add(float *restrict sum, const float *restrict more, size_t count) …
 *
 * Where the compiler or the system cannot (the sanitizers cannot), there is the one version. */
#ifndef PARLEY_WIDE_H
#define PARLEY_WIDE_H

#if defined(__x86_64__) && defined(__gnu_linux__) && defined(__GNUC__) && !defined(__clang__) &&   \
    !defined(__SANITIZE_ADDRESS__)
#define PARLEY_WIDE __attribute__((target_clones("avx2", "default")))
#else
#define PARLEY_WIDE
#endif

#endif
