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
enum { COMMON_COUNTS = 16 };

/* What is needed besides the model; all zero is nothing. */
typedef struct sentence_sums {
    const parley_model *model;
    parley_features features; /* the tokens */
    lexicon words;
    /* [feature_count + 1], of word n-grams: `base` and how often in this sentence; below `base` it stands
     * for 0, so that nothing need be cleared between sentences. The last is of words that are no feature. */
    uint32_t *counts;
    uint32_t base;
    double terms[COMMON_COUNTS]; /* what a count counts for */
    uint32_t
        *repeated; /* [repeated_capacity]: the word n-grams that occur more than once, each once */
    size_t repeated_count, repeated_capacity;
    rows_adder *add_rows;
    double *parts; /* [words.record_stride]: the sum of all words' records and word n-grams' rows */
} sentence_sums;

/* PARLEY_OK or PARLEY_E_MEMORY; `s` is to be finished also after a failure. Borrows the model. */
parley_status sentence_sums_init(sentence_sums *s, const parley_model *model);
void sentence_sums_fini(sentence_sums *s);

/* Writes what each machine makes of a sentence, its bias included. sums: [machine_count]. At most
 * PARLEY_TEXT_MAX bytes are read. PARLEY_OK or PARLEY_E_MEMORY. */
parley_status sentence_sums_run(sentence_sums *s, parley_str sentence, double *sums);

#endif
