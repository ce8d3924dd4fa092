/* Rows of single numbers, added to sums of double ones. Private to the library.
 *
 * x86-64 has instructions that make two numbers double at once, which compilers do not find in the plain
 * loop (SSE2). Both ways do the same additions in the same order: results are the same to the last bit, as
 * tests/test_rows.c says. */
#ifndef PARLEY_ROWS_H
#define PARLEY_ROWS_H

#include <stddef.h>

#if defined(__SSE2__) && !defined(PARLEY_PORTABLE)
#include <emmintrin.h>
#endif

/* Rows have a multiple of so many columns. */
enum { ROW_LANES = 8 };

/* Adds rows to sums. rows: [count][stride]; sums: [stride], a multiple of ROW_LANES. */
static inline void rows_add(const float *const *rows, size_t count, size_t stride, double *sums)
{
    for (size_t column = 0; column < stride; column += ROW_LANES) {
        double *lanes = sums + column;
#if defined(__SSE2__) && !defined(PARLEY_PORTABLE)
        __m128d a = _mm_loadu_pd(lanes), b = _mm_loadu_pd(lanes + 2), c = _mm_loadu_pd(lanes + 4),
                d = _mm_loadu_pd(lanes + 6);
        for (size_t i = 0; i < count; i++) {
            const float *row = rows[i] + column;
            __m128 low = _mm_loadu_ps(row), high = _mm_loadu_ps(row + 4);
            a = _mm_add_pd(a, _mm_cvtps_pd(low));
            b = _mm_add_pd(b, _mm_cvtps_pd(_mm_movehl_ps(low, low)));
            c = _mm_add_pd(c, _mm_cvtps_pd(high));
            d = _mm_add_pd(d, _mm_cvtps_pd(_mm_movehl_ps(high, high)));
        }
        _mm_storeu_pd(lanes, a);
        _mm_storeu_pd(lanes + 2, b);
        _mm_storeu_pd(lanes + 4, c);
        _mm_storeu_pd(lanes + 6, d);
#else
        for (size_t i = 0; i < count; i++)
            for (size_t k = 0; k < ROW_LANES; k++)
                lanes[k] += (double)rows[i][column + k];
#endif
    }
}

#endif
