/* From a sentence to what each machine makes of it. Private to the library.
 *
 *     sentence_sums s = {0};
 *     double sums[…machine_count…];
 *     if (sentence_sums_init(&s, model) == PARLEY_OK)
 *         status = sentence_sums_run(&s, sentence, sums);
 *     sentence_sums_fini(&s);
 */
#ifndef PARLEY_SUMS_H
#define PARLEY_SUMS_H

#include "lexicon.h"

/* Counts below this have their logarithm in a table. */
enum { COMMON_COUNTS = 64 };

/* Features of a sentence, each once. */
typedef struct feature_list {
    uint32_t *items; /* [size] */
    size_t size, capacity;
} feature_list;

/* What is needed besides the model; all zero is nothing. */
typedef struct sentence_sums {
    const parley_model *model;
    parley_features features; /* the tokens */
    lexicon words;
    /* [feature_count]: `base` and how often in this sentence; below `base` it stands for 0, so that
     * nothing need be cleared between sentences. */
    uint32_t *counts;
    uint32_t base;
    size_t counted;           /* occurrences in this sentence */
    feature_list known_words; /* word n-grams of the sentence */
    feature_list repeated;    /* character n-grams that occur in it more than once */
    double *values;           /* [value_capacity], of a list's features */
    size_t value_capacity;
    double terms[COMMON_COUNTS]; /* what a count counts for */
    double *part;                /* [row_stride], the machines' sums over a list */
    double *records;             /* [words.record_stride], the sum of the words' records */
    float *step;                 /* [stride], the sum of LEXICON_STEP words' vectors */
    bool flushed;                /* `vector` holds those of the words before */
    double *vector;              /* [stride], of all words before, if `flushed` */
    double *center;              /* [stride], of the model; zeros behind */
    size_t stride;               /* the dimension, rounded up */
    double *center_shares;       /* [machine_count], what the machines make of it */
} sentence_sums;

/* PARLEY_OK or PARLEY_E_MEMORY, which leaves it ready for sentence_sums_fini. Borrows the model. */
parley_status sentence_sums_init(sentence_sums *s, const parley_model *model);
void sentence_sums_fini(sentence_sums *s);

/* sums: [machine_count], written: the dot products with the machines' weights, and their biases.
 * PARLEY_OK or PARLEY_E_MEMORY. */
parley_status sentence_sums_run(sentence_sums *s, parley_str sentence, double *sums);

#endif
