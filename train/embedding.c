/* Word vectors: see train/embedding.h. */
#include "embedding.h"

#include <math.h>

void embedding_add(const embedding *words, size_t word, double weight, double *sum)
{
    const int8_t *components = words->components + word * words->dimension;
    double factor = weight * (double)words->scales[word];
    for (size_t d = 0; d < words->dimension; d++)
        sum[d] += factor * components[d];
}

double embedding_squares(const embedding *words, size_t word, double weight, const float *center)
{
    const int8_t *components = words->components + word * words->dimension;
    double scale = (double)words->scales[word], squares = 0;
    for (size_t d = 0; d < words->dimension; d++) {
        double component = scale * components[d] - (double)center[d];
        squares += component * component;
    }
    return weight * weight * squares;
}

void embedding_finish(const embedding *words, double *sum, double total, const float *center,
                      double squares, double scale)
{
    double factor = squares > 0 ? scale / sqrt(squares) : 0;
    for (size_t d = 0; d < words->dimension; d++)
        sum[d] = factor * (sum[d] - total * (double)center[d]);
}
