/* Evaluation figures: see parley/metrics.h. */
#include "parley/metrics.h"

#include <math.h>

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
