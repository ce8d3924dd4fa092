/* Rows of single numbers, added to sums of double ones: what labelling a sentence comes down to. Private to
 * the library.
 *
 *     rows_adder *add = rows_adder_here();
 *     add(rows, count, stride, sums);
 *
 * Both ways do the same additions in the same order: results are the same to the last bit, as
 * tests/test_row_sums.c says. */
#ifndef PARLEY_ROW_SUMS_H
#define PARLEY_ROW_SUMS_H

#include <stddef.h>

/* Rows have a multiple of so many columns. */
enum { ROW_LANES = 8 };

/* Adds rows to sums. rows: [count][stride]; sums: [stride], a multiple of ROW_LANES. */
typedef void rows_adder(const float *const *rows, size_t count, size_t stride, double *sums);

/* For any processor. */
void rows_add(const float *const *rows, size_t count, size_t stride, double *sums);

/* The fastest one for the processor that this runs on. */
rows_adder *rows_adder_here(void);

#endif
