/* Pretrained word vectors from a file. */
#ifndef PARLEY_TRAIN_WORD_VECTORS_H
#define PARLEY_TRAIN_WORD_VECTORS_H

#include "../io/intern.h"
#include "embedding.h"

typedef struct word_vectors {
    embedding view; /* points into the next three */
    uint64_t *hashes;
    float *scales;
    int8_t *components;
} word_vectors;

/* Reads the usual text format (word2vec, GloVe, fastText .vec): a word and its components on each
 * line, the most frequent words first; a first line of two whole numbers is skipped. Kept are the
 * words of the corpus and the first `frequent` words of the file, folded as the text is; of several
 * that fold alike the first. PARLEY_E_IO, PARLEY_E_FORMAT, PARLEY_E_MEMORY. */
parley_status word_vectors_load(const char *path, const intern_table *corpus_words, size_t frequent,
                                word_vectors *out, parley_error *error);

void word_vectors_fini(word_vectors *v);

#endif
