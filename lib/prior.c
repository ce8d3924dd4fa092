/* Label shares and what they do to probabilities: see parley/model.h. */
#include "parley/model.h"

#include <math.h>
#include <string.h>

void parley_posterior(const parley_task_view *task, const double *scores, double *posterior)
{
    double largest = -INFINITY, sum = 0;
    for (size_t l = 0; l < task->label_count; l++) {
        posterior[l] = task->posterior_scale * scores[l] + task->posterior_shifts[l];
        largest = posterior[l] > largest ? posterior[l] : largest;
    }
    for (size_t l = 0; l < task->label_count; l++) {
        posterior[l] = exp(posterior[l] - largest); /* the largest is 1: nothing overflows */
        sum += posterior[l];
    }
    for (size_t l = 0; l < task->label_count; l++)
        posterior[l] /= sum;
}

void parley_estimate_shares(const double *posteriors, size_t count, size_t label_count,
                            const double *prior, double *shares, double *next)
{
    enum { ROUNDS = 500 };
    memcpy(shares, prior, label_count * sizeof *shares);
    for (int round = 0; round < ROUNDS && count > 0; round++) {
        double change = 0;
        memset(next, 0, label_count * sizeof *next);
        for (size_t i = 0; i < count; i++) {
            const double *row = posteriors + i * label_count;
            double sum = 0;
            for (size_t l = 0; l < label_count; l++)
                sum += row[l] * shares[l] / prior[l];
            for (size_t l = 0; l < label_count && sum > 0; l++)
                next[l] += row[l] * shares[l] / prior[l] / sum / (double)count;
        }
        for (size_t l = 0; l < label_count; l++) {
            change += fabs(next[l] - shares[l]);
            shares[l] = next[l];
        }
        if (change < 1e-7)
            break;
    }
}

static double odds(double probability)
{
    const double least = 1e-12;
    double p = probability < least ? least : probability > 1 - least ? 1 - least : probability;
    return p / (1 - p);
}

double parley_shift_confidence(double confidence, size_t label, const double *posterior,
                               size_t label_count, const double *prior, const double *shares)
{
    double sum = 0;
    for (size_t l = 0; l < label_count; l++)
        sum += posterior[l] * shares[l] / prior[l];
    if (!(sum > 0))
        return confidence;
    double shifted = posterior[label] * shares[label] / prior[label] / sum;
    double now = odds(confidence) * odds(shifted) / odds(posterior[label]);
    return now / (1 + now);
}
