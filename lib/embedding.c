/* Word vectors: see parley/embedding.h. */
#include "parley/embedding.h"

#include <math.h>

void parley_embedding_add(const parley_embedding *embedding, size_t word, double weight,
                          double *sum)
{
    const int8_t *components = embedding->components + word * embedding->dimension;
    double factor = weight * (double)embedding->scales[word];
    for (size_t d = 0; d < embedding->dimension; d++)
        sum[d] += factor * components[d];
}

void parley_embedding_finish(const parley_embedding *embedding, double *sum, double total,
                             const float *center, double scale)
{
    double squares = 0;
    for (size_t d = 0; d < embedding->dimension; d++) {
        sum[d] = total > 0 ? sum[d] / total - (center ? (double)center[d] : 0) : 0;
        squares += sum[d] * sum[d];
    }
    double factor = squares > 0 ? scale / sqrt(squares) : 0;
    for (size_t d = 0; d < embedding->dimension; d++)
        sum[d] *= factor;
}
