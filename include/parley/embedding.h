/* Word vectors, and the mean vector of a sentence.
 *
 * A sentence's vector is the mean of its words' vectors, each word weighted by its inverse document
 * frequency; less the mean over the training rows; made of unit length. Mohammad, Sobhani and
 * Kiritchenko (2017) added such vectors to the n-grams of stance classifiers.
 *
 * Components are bytes with one scale for each word: nothing measurable is lost, and training sees
 * the same rounded numbers as labelling.
 *
 *     double mean[PARLEY_DIMENSION_MAX] = {0}, total = 0;
 *     for (…each known word of the sentence…) {
 *         parley_embedding_add(&embedding, word, idf, mean);
 *         total += idf;
 *     }
 *     parley_embedding_finish(&embedding, mean, total, center, 1);
 */
#ifndef PARLEY_EMBEDDING_H
#define PARLEY_EMBEDDING_H

#include "parley/features.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The longest word vector. */
enum { PARLEY_DIMENSION_MAX = 1024 };

/* Word vectors; everything is borrowed. */
typedef struct parley_embedding {
    size_t count;
    size_t dimension;         /* at most PARLEY_DIMENSION_MAX */
    const uint64_t *hashes;   /* [count], of the words' tokens, ascending */
    const float *scales;      /* [count]: component = scale times byte */
    const int8_t *components; /* [count][dimension], row-major */
} parley_embedding;

/* Adds `weight` times the vector of a word to `sum`: [dimension]. */
void parley_embedding_add(const parley_embedding *embedding, size_t word, double weight,
                          double *sum);

/* Turns a weighted sum of vectors into the vector of a sentence, in place.
 * sum: [dimension]; total: of the weights, 0 if no word was known (the vector is then 0);
 * center: [dimension], or NULL for none; scale: the length that it gets. */
void parley_embedding_finish(const parley_embedding *embedding, double *sum, double total,
                             const float *center, double scale);

#ifdef __cplusplus
}
#endif
#endif
