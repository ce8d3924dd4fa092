/* Evaluation figures: see parley/metrics.h. */
#include "parley/metrics.h"

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

/* The rows of one group stand together: cell gold * labels + predicted of each. */
typedef struct grouped {
    size_t *starts; /* [groups + 1] */
    size_t *cells;  /* [count] */
    size_t groups;  /* those that have rows */
} grouped;

static parley_status group_rows(const size_t *gold, const size_t *predicted, const size_t *group,
                                size_t count, size_t label_count, size_t group_count, grouped *out)
{
    size_t *sizes = calloc(group_count + 1, sizeof *sizes);
    *out = (grouped){.starts = calloc(group_count + 1, sizeof *out->starts),
                     .cells = malloc((count + 1) * sizeof *out->cells)};
    if (!sizes || !out->starts || !out->cells) {
        free(sizes);
        return PARLEY_E_MEMORY;
    }
    for (size_t i = 0; i < count; i++)
        sizes[group[i]]++;
    /* sizes becomes the place of each group's next row; empty groups are left out. */
    size_t at = 0;
    for (size_t g = 0; g < group_count; g++) {
        size_t size = sizes[g];
        sizes[g] = at;
        at += size;
        if (size)
            out->starts[++out->groups] = at;
    }
    for (size_t i = 0; i < count; i++)
        out->cells[sizes[group[i]]++] = gold[i] * label_count + predicted[i];
    free(sizes);
    return PARLEY_OK;
}

static uint64_t next_random(uint64_t *state) /* splitmix64 (Steele, Lea and Flood 2014) */
{
    uint64_t x = *state += UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

static int compare_numbers(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* The middle 95 % of sorted values. */
static parley_bounds middle(double *values, size_t count)
{
    qsort(values, count, sizeof *values, compare_numbers);
    size_t cut = (size_t)((double)count * 0.025);
    return (parley_bounds){values[cut], values[count - 1 - cut]};
}

parley_status parley_bootstrap(const size_t *gold, const size_t *predicted, const size_t *group,
                               size_t count, size_t label_count, size_t group_count, size_t rounds,
                               uint64_t seed, parley_bounds *accuracy, parley_bounds *macro_f1)
{
    grouped rows = {0};
    parley_confusion confusion = {label_count, calloc(label_count * label_count, sizeof(size_t))};
    double *values = calloc(2 * rounds + 1, sizeof *values);
    parley_status status =
        group_rows(gold, predicted, group, count, label_count, group_count, &rows);
    if (!confusion.counts || !values)
        status = PARLEY_E_MEMORY;
    for (size_t round = 0; round < rounds && rows.groups && status == PARLEY_OK; round++) {
        memset(confusion.counts, 0, label_count * label_count * sizeof *confusion.counts);
        for (size_t draw = 0; draw < rows.groups; draw++) {
            size_t g = (size_t)(next_random(&seed) % rows.groups);
            for (size_t i = rows.starts[g]; i < rows.starts[g + 1]; i++)
                confusion.counts[rows.cells[i]]++;
        }
        values[round] = parley_accuracy(&confusion);
        values[rounds + round] = parley_macro_f1(&confusion);
    }
    if (status == PARLEY_OK && rounds > 0) {
        *accuracy = middle(values, rounds);
        *macro_f1 = middle(values + rounds, rounds);
    }
    free(rows.starts);
    free(rows.cells);
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
