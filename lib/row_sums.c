/* Adding rows: see lib/row_sums.h. x86-64 processors with AVX make four numbers double with one instruction;
 * compilers make eight of the plain loop. */
#include "row_sums.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define HAVE_AVX
#endif

void rows_add(const float *const *rows, size_t count, size_t stride, double *sums)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < stride; k++)
            sums[k] += (double)rows[i][k];
}

#ifdef HAVE_AVX

/* The sums of so many blocks of four columns stay in registers; `blocks` is known where this is used. */
__attribute__((target("avx"), always_inline)) static inline void
add_blocks(const float *const *rows, size_t count, size_t column, size_t blocks, double *sums)
{
    __m256d lanes[6];
    for (size_t b = 0; b < blocks; b++)
        lanes[b] = _mm256_loadu_pd(sums + column + 4 * b);
    for (size_t i = 0; i < count; i++)
        for (size_t b = 0; b < blocks; b++)
            lanes[b] =
                _mm256_add_pd(lanes[b], _mm256_cvtps_pd(_mm_loadu_ps(rows[i] + column + 4 * b)));
    for (size_t b = 0; b < blocks; b++)
        _mm256_storeu_pd(sums + column + 4 * b, lanes[b]);
}

__attribute__((target("avx"))) static void add_with_avx(const float *const *rows, size_t count,
                                                        size_t stride, double *sums)
{
    size_t column = 0;
    for (; stride - column >= 24; column += 24)
        add_blocks(rows, count, column, 6, sums);
    for (; column < stride; column += ROW_LANES)
        add_blocks(rows, count, column, 2, sums);
}

#endif

rows_adder *rows_adder_here(void)
{
#ifdef HAVE_AVX
    if (__builtin_cpu_supports("avx"))
        return add_with_avx;
#endif
    return rows_add;
}
