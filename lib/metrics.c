/* Evaluation figures: see parley/metrics.h. */
#include "parley/metrics.h"

#include "resample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void parley_confusion_add(parley_confusion *confusion, size_t gold, size_t predicted)
{
    confusion->counts[gold * confusion->label_count + predicted]++;
}

size_t parley_confusion_total(const parley_confusion *confusion)
{
    size_t total = 0;
    for (size_t i = 0; i < confusion->label_count * confusion->label_count; i++)
        total += confusion->counts[i];
    return total;
}

size_t parley_confusion_gold(const parley_confusion *confusion, size_t label)
{
    size_t sum = 0;
    for (size_t i = 0; i < confusion->label_count; i++)
        sum += confusion->counts[label * confusion->label_count + i];
    return sum;
}

size_t parley_confusion_predicted(const parley_confusion *confusion, size_t label)
{
    size_t sum = 0;
    for (size_t i = 0; i < confusion->label_count; i++)
        sum += confusion->counts[i * confusion->label_count + label];
    return sum;
}

static double ratio(double part, double whole)
{
    return whole > 0 ? part / whole : 0;
}

static size_t hits(const parley_confusion *confusion, size_t label)
{
    return confusion->counts[label * confusion->label_count + label];
}

double parley_accuracy(const parley_confusion *confusion)
{
    size_t right = 0;
    for (size_t i = 0; i < confusion->label_count; i++)
        right += hits(confusion, i);
    return ratio((double)right, (double)parley_confusion_total(confusion));
}

double parley_precision(const parley_confusion *confusion, size_t label)
{
    return ratio((double)hits(confusion, label),
                 (double)parley_confusion_predicted(confusion, label));
}

double parley_recall(const parley_confusion *confusion, size_t label)
{
    return ratio((double)hits(confusion, label), (double)parley_confusion_gold(confusion, label));
}

double parley_f1(const parley_confusion *confusion, size_t label)
{
    return ratio(2 * (double)hits(confusion, label),
                 (double)(parley_confusion_gold(confusion, label) +
                          parley_confusion_predicted(confusion, label)));
}

double parley_macro_f1(const parley_confusion *confusion)
{
    double sum = 0;
    size_t occurring = 0;
    for (size_t i = 0; i < confusion->label_count; i++) {
        if (parley_confusion_gold(confusion, i) + parley_confusion_predicted(confusion, i) == 0)
            continue;
        sum += parley_f1(confusion, i);
        occurring++;
    }
    return ratio(sum, (double)occurring);
}

double parley_kappa(const parley_confusion *confusion)
{
    double total = (double)parley_confusion_total(confusion);
    double chance = 0;
    for (size_t i = 0; i < confusion->label_count; i++)
        chance += ratio((double)parley_confusion_gold(confusion, i), total) *
                  ratio((double)parley_confusion_predicted(confusion, i), total);
    return ratio(parley_accuracy(confusion) - chance, 1 - chance);
}

static size_t most_frequent_count(const parley_confusion *confusion)
{
    size_t most = 0;
    for (size_t i = 0; i < confusion->label_count; i++)
        if (parley_confusion_gold(confusion, i) > most)
            most = parley_confusion_gold(confusion, i);
    return most;
}

double parley_baseline_accuracy(const parley_confusion *confusion)
{
    return ratio((double)most_frequent_count(confusion), (double)parley_confusion_total(confusion));
}

double parley_baseline_macro_f1(const parley_confusion *confusion)
{
    /* The guessed label is always predicted; the F1 of every other gold label is 0. */
    size_t occurring = 0;
    for (size_t i = 0; i < confusion->label_count; i++)
        occurring += parley_confusion_gold(confusion, i) > 0;
    double most = (double)most_frequent_count(confusion);
    double f1 = ratio(2 * most, most + (double)parley_confusion_total(confusion));
    return ratio(f1, (double)occurring);
}

/* --- bootstrap ---------------------------------------------------------------------------------- */

parley_status parley_bootstrap(const size_t *gold, const size_t *predicted, const size_t *group,
                               size_t count, size_t label_count, size_t group_count, size_t rounds,
                               uint64_t seed, parley_bounds *accuracy, parley_bounds *macro_f1)
{
    resample rows;
    parley_confusion confusion = {label_count, calloc(label_count * label_count, sizeof(size_t))};
    double *values = calloc(2 * rounds + 1, sizeof *values);
    parley_status status = resample_init(&rows, group, count, group_count);
    if (!confusion.counts || !values)
        status = PARLEY_E_MEMORY;
    for (size_t round = 0; round < rounds && rows.groups && status == PARLEY_OK; round++) {
        memset(confusion.counts, 0, label_count * label_count * sizeof *confusion.counts);
        for (size_t draw = 0; draw < rows.groups; draw++) {
            size_t g = resample_draw(&rows, &seed);
            for (size_t i = rows.starts[g]; i < rows.starts[g + 1]; i++)
                parley_confusion_add(&confusion, gold[rows.rows[i]], predicted[rows.rows[i]]);
        }
        values[round] = parley_accuracy(&confusion);
        values[rounds + round] = parley_macro_f1(&confusion);
    }
    if (status == PARLEY_OK && rounds > 0) {
        *accuracy = resample_middle(values, rounds);
        *macro_f1 = resample_middle(values + rounds, rounds);
    }
    resample_fini(&rows);
    free(confusion.counts);
    free(values);
    return status;
}

void parley_reliability_add(parley_reliability *reliability, double confidence, int right)
{
    size_t bin = confidence > 0 ? (size_t)(confidence * PARLEY_BINS) : 0;
    if (bin >= PARLEY_BINS)
        bin = PARLEY_BINS - 1;
    reliability->count[bin]++;
    reliability->right[bin] += right != 0;
    reliability->confidence[bin] += confidence;
    double distance = confidence - (right != 0);
    reliability->squares += distance * distance;
    reliability->total++;
}

double parley_ece(const parley_reliability *reliability)
{
    double sum = 0;
    for (size_t i = 0; i < PARLEY_BINS; i++)
        sum += fabs(reliability->confidence[i] - (double)reliability->right[i]);
    return ratio(sum, (double)reliability->total);
}

double parley_brier(const parley_reliability *reliability)
{
    return ratio(reliability->squares, (double)reliability->total);
}
