/* The rows of the corpus as counts of features, before anything is fitted.
 *
 * The dictionary numbers every feature of the corpus; it says nothing of which are used or what they
 * weigh. That is a space's, which is built from training rows alone.
 */
#ifndef PARLEY_TRAIN_VECTORS_H
#define PARLEY_TRAIN_VECTORS_H

#include "corpus.h"
#include "dictionary.h"
#include "parley/features.h"
#include "solver.h"
#include "word_vectors.h"

typedef struct vectors {
    dictionary dictionary;
    size_t row_count;
    size_t *starts;  /* [row_count + 1], into the next two */
    uint32_t *index; /* into the dictionary, ascending in each row */
    uint32_t *count; /* how often it occurs in the row */
    /* The words of the rows, for word vectors; or nothing. */
    intern_table words;    /* the tokens' spellings */
    uint64_t *word_hashes; /* [words.count] */
    size_t *word_starts;   /* [row_count + 1], into the next */
    uint32_t *word;        /* into `words`; after vectors_embed into the embedding, or NO_WORD */
    const embedding *embedding; /* borrowed; NULL: none */
} vectors;

#define NO_WORD UINT32_MAX

/* Extracts the features of all rows, and their words if those are to have vectors. What comes out does
 * not depend on the number of threads. PARLEY_OK, PARLEY_E_MEMORY, or PARLEY_E_LIMIT: more features
 * than can be numbered. `v` is the caller's to finish also after a failure. */
parley_status vectors_build(const corpus *c, const parley_feature_options *options, bool words,
                            size_t threads, vectors *v, parley_error *error);

/* Gives the rows word vectors, which are borrowed. Once. PARLEY_OK or PARLEY_E_MEMORY. */
parley_status vectors_embed(vectors *v, const embedding *words, parley_error *error);

/* What every row is made of. */
typedef struct row_options {
    parley_feature_options features;
    unsigned min_df;     /* features that occur in fewer training rows are left out */
    double vector_scale; /* what a row's word vector is multiplied by */
} row_options;

/* Gives back the rows; the dictionary stays, for a model that is to be saved. */
void vectors_drop_rows(vectors *v);
void vectors_fini(vectors *v);

/* How large the matrix of a space of all rows would be: its values and its columns. PARLEY_OK or
 * PARLEY_E_MEMORY. */
parley_status vectors_measure(const vectors *v, unsigned min_df, size_t *values, size_t *columns);

/* What one set of training rows knows: its vocabulary, and their vectors. */
typedef struct space {
    row_options options;
    uint32_t *column;  /* [dictionary], or NO_COLUMN */
    uint32_t *feature; /* [feature_count], into the dictionary */
    uint8_t *families; /* [feature_count] */
    float *idf;        /* [feature_count]; 1 where the weighting has none */
    size_t feature_count;
    float *word_weights; /* [words of the embedding] */
    float *word_squares; /* likewise: squared lengths of their vectors, weighted, less the center */
    float *center;       /* [dimension] */
    sparse_matrix matrix; /* the training rows in the order given: features, then the components of
                             the word vector */
    size_t *starts;       /* the matrix's memory */
    uint32_t *columns;
    float *values;
} space;

#define NO_COLUMN UINT32_MAX

/* Builds a space from rows: [count]. The inverse document frequency, of features and of words with a
 * vector, is 1 + ln((1 + rows) / (1 + df)). PARLEY_OK or PARLEY_E_MEMORY; `s` is the caller's to
 * finish also after a failure. */
parley_status space_build(const vectors *v, const row_options *options, const size_t *rows,
                          size_t count, space *s, parley_error *error);

/* The same without the matrix (but for the count of its columns): enough for space_row. */
parley_status space_learn(const vectors *v, const row_options *options, const size_t *rows,
                          size_t count, space *s, parley_error *error);

/* Gives back the matrix; the count of its columns stays. */
void space_drop_matrix(space *s);

/* Room for the vector of any row. */
typedef struct row_vector {
    uint32_t *column; /* [size], ascending */
    double *values;   /* [size] */
    size_t size;
    uint32_t *count; /* scratch */
    double *mean;    /* scratch */
} row_vector;

/* PARLEY_OK or PARLEY_E_MEMORY; the row is the caller's to finish also after a failure. */
parley_status row_vector_init(row_vector *r, const vectors *v);
void row_vector_fini(row_vector *r);

/* The vector of any row in a space. */
void space_row(const space *s, const vectors *v, size_t row, row_vector *r);

void space_fini(space *s);

#endif
