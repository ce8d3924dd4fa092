/* The rows of the corpus as counts of features, before anything is fitted.
 *
 * The dictionary numbers every feature of the corpus; it says nothing of which are used or what they
 * weigh. That is a space's, which is built from training rows alone.
 */
#ifndef PARLEY_TRAIN_VECTORS_H
#define PARLEY_TRAIN_VECTORS_H

#include "corpus.h"
#include "parley/features.h"
#include "solver.h"

typedef struct vectors {
    intern_table dictionary; /* a family (one byte) and a spelling, with the feature's hash */
    size_t row_count;
    size_t *starts;  /* [row_count + 1], into the next two */
    uint32_t *index; /* into the dictionary, ascending in each row */
    uint32_t *count; /* how often it occurs in the row */
} vectors;

/* Extracts the features of all rows. PARLEY_OK or PARLEY_E_MEMORY; `v` is the caller's to finish
 * also after a failure. */
parley_status vectors_build(const corpus *c, const parley_feature_options *options, vectors *v,
                            parley_error *error);

void vectors_fini(vectors *v);

/* What one set of training rows knows: its vocabulary, and their vectors. */
typedef struct space {
    parley_feature_options options;
    uint32_t *column;    /* [dictionary], or NO_COLUMN */
    uint32_t *feature;   /* [matrix.columns], into the dictionary */
    float *idf;          /* [matrix.columns]; 1 where the weighting has none */
    sparse_matrix matrix; /* the training rows, in the order given */
    size_t *starts;      /* the matrix's memory */
    uint32_t *columns;
    double *values;
} space;

#define NO_COLUMN UINT32_MAX

/* Builds a space from rows: [count]. Features that occur in fewer than `min_df` of them are left
 * out. The inverse document frequency is 1 + ln((1 + rows) / (1 + df)). PARLEY_OK or
 * PARLEY_E_MEMORY; `s` is the caller's to finish also after a failure. */
parley_status space_build(const vectors *v, const parley_feature_options *options, unsigned min_df,
                          const size_t *rows, size_t count, space *s, parley_error *error);

/* The vector of any row in a space. column, count: [length of the row], scratch and result; values:
 * the same. Returns how many were written. */
size_t space_row(const space *s, const vectors *v, size_t row, uint32_t *column, uint32_t *count,
                 double *values);

/* The length of the longest row: what space_row needs. */
size_t vectors_longest(const vectors *v);

void space_fini(space *s);

#endif
