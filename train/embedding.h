/* Word vectors, and what a sentence's are made of.
 *
 * A sentence's vector is the sum of its words' vectors, each less the mean over the training rows and
 * weighted by the word's inverse document frequency; divided by the root of the sum of their squared
 * lengths, as if they stood at right angles to one another. Mohammad, Sobhani and Kiritchenko (2017)
 * added such vectors to the n-grams of stance classifiers. As both are sums over words, a model need not
 * know the vectors: for each word it keeps its squared length and what each machine makes of it.
 *
 * Components are bytes with one scale for each word: nothing measurable is lost.
 *
 *     double sum[EMBEDDING_DIMENSION_MAX] = {0}, total = 0, squares = 0;
 *     for (…each known word of the sentence…) {
 *         embedding_add(&words, word, idf, sum);
 *         total += idf;
 *         squares += embedding_squares(&words, word, idf, center);
 *     }
 *     embedding_finish(&words, sum, total, center, squares, 1);
 */
#ifndef PARLEY_TRAIN_EMBEDDING_H
#define PARLEY_TRAIN_EMBEDDING_H

#include <stddef.h>
#include <stdint.h>

/* The longest word vector. */
enum { EMBEDDING_DIMENSION_MAX = 1024 };

/* Word vectors; everything is borrowed. */
typedef struct embedding {
    size_t count;
    size_t dimension;         /* at most EMBEDDING_DIMENSION_MAX */
    const uint64_t *hashes;   /* [count], of the words' tokens, ascending */
    const float *scales;      /* [count]: component = scale times byte */
    const int8_t *components; /* [count][dimension], row-major */
} embedding;

/* Adds `weight` times the vector of a word to `sum`: [dimension]. */
void embedding_add(const embedding *words, size_t word, double weight, double *sum);

/* The squared length of `weight` times the word's vector less `center`: [dimension]. */
double embedding_squares(const embedding *words, size_t word, double weight, const float *center);

/* Turns a weighted sum of vectors into the vector of a sentence, in place.
 * sum: [dimension]; total: of the weights; center: [dimension]; squares: the sum of the words' squared
 * lengths, 0 if no word was known (the vector is then 0); scale: what the vector is multiplied by. */
void embedding_finish(const embedding *words, double *sum, double total, const float *center,
                      double squares, double scale);

#endif
