/* The support vector machines: one interface over libsvm, a solver of our own, and liblinear.
 *
 * All minimise ½|w|² + Σ Cᵢ max(0, 1 - yᵢ(w·xᵢ + b)): libsvm in the dual with a precomputed Gram
 * matrix (Chang and Lin 2011), the other two by dual coordinate descent (Hsieh et al. 2008), which
 * also regularises b. What comes out is a weight vector and a bias; support vectors are not kept.
 *
 *     solver *s = NULL;
 *     if (solver_new(SOLVER_AUTO, &matrix, &s, &error) == PARLEY_OK)
 *         status = solver_fit(s, y, NULL, cost, cost, seed, NULL, weights, &bias, &error);
 *     solver_free(s);
 */
#ifndef PARLEY_TRAIN_SOLVER_H
#define PARLEY_TRAIN_SOLVER_H

#include "parley/error.h"

#include <stdint.h>

typedef enum solver_kind {
    SOLVER_AUTO,
    SOLVER_LIBSVM,
    SOLVER_LIBLINEAR,
    SOLVER_DESCENT
} solver_kind;

/* Up to this many rows SOLVER_AUTO takes libsvm: its time and memory grow with their square. */
enum { SOLVER_LIBSVM_ROWS = 2000 };

/* More rows than this libsvm does not get: the Gram matrix would take over 6 GB. */
enum { SOLVER_LIBSVM_MAX = 20000 };

/* Rows of a sparse matrix, one behind the other. Borrowed by the solver. */
typedef struct sparse_matrix {
    size_t rows, columns;
    const size_t *starts;   /* [rows + 1], into the next two */
    const uint32_t *column; /* ascending in each row */
    const float *value;
} sparse_matrix;

typedef struct solver solver;

/* Prepares the problem that fits of several labels and costs share. PARLEY_E_LIMIT if libsvm is asked
 * for more rows than it can take, PARLEY_E_MEMORY. */
parley_status solver_new(solver_kind kind, const sparse_matrix *matrix, solver **out,
                         parley_error *error);

void solver_free(solver *s);

/* Fits one machine. y: [rows], 1, -1, or 0 for a row that takes no part. times: [rows], how often a
 * row counts, or NULL for once each. A problem with rows on one side only gives zero weights
 * and the bias of that side. `seed` decides the order in which rows are visited.
 * start: [rows], the rows' coefficients of a fit at another cost, zeroes, or NULL; overwritten by
 * those of this one where both sides have rows. From a near start `descent` needs few visits; the others do not look at it.
 * weights: [columns], written. PARLEY_E_MEMORY. With liblinear not safe in several threads at once
 * (its rand()). */
parley_status solver_fit(solver *s, const signed char *y, const unsigned char *times,
                         double positive_cost, double negative_cost, unsigned seed, double *start,
                         double *weights, double *bias, parley_error *error);

/* "auto", "libsvm", "liblinear", "descent". */
int solver_parse(const char *name, solver_kind *kind);

/* What `kind` means for so many rows: the smaller sets of folds are fitted by the solver of the whole. */
solver_kind solver_resolve(solver_kind kind, size_t rows);

/* The name of what `kind` means for so many rows. */
const char *solver_name(solver_kind kind, size_t rows);

#endif
