/* Figures that say how right labels are.
 *
 *     size_t counts[4 * 4] = {0};
 *     parley_confusion confusion = {4, counts};
 *     parley_confusion_add(&confusion, gold, predicted);
 *     printf("%.3f\n", parley_macro_f1(&confusion));
 *
 * A figure whose denominator is zero is 0. All functions are pure.
 */
#ifndef PARLEY_METRICS_H
#define PARLEY_METRICS_H

#include "parley/error.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How often each label was given for each gold label. counts: [gold][predicted], row-major; the
 * caller's. */
typedef struct parley_confusion {
    size_t label_count;
    size_t *counts;
} parley_confusion;

void parley_confusion_add(parley_confusion *confusion, size_t gold, size_t predicted);

/* Rows in all, with this gold label, with this prediction. */
size_t parley_confusion_total(const parley_confusion *confusion);
size_t parley_confusion_gold(const parley_confusion *confusion, size_t label);
size_t parley_confusion_predicted(const parley_confusion *confusion, size_t label);

double parley_accuracy(const parley_confusion *confusion);
double parley_precision(const parley_confusion *confusion, size_t label);
double parley_recall(const parley_confusion *confusion, size_t label);
double parley_f1(const parley_confusion *confusion, size_t label);

/* The mean F1 of the labels that occur, as gold or as prediction. */
double parley_macro_f1(const parley_confusion *confusion);

/* Agreement with the gold beyond chance (Cohen 1960). 0 where chance alone agrees always. */
double parley_kappa(const parley_confusion *confusion);

/* What always guessing the most frequent gold label would score. */
double parley_baseline_accuracy(const parley_confusion *confusion);
double parley_baseline_macro_f1(const parley_confusion *confusion);

/* A figure's bounds. */
typedef struct parley_bounds {
    double low, high;
} parley_bounds;

/* 95 % bounds of accuracy and macro F1 by the percentile bootstrap (Efron 1979), drawing groups and not
 * rows, since rows of one article are not independent.
 * gold, predicted, group: [count]; labels are below label_count, groups any numbers below
 * group_count. rounds: how often to draw, such as 1000. The same seed gives the same bounds.
 * PARLEY_OK or PARLEY_E_MEMORY. */
parley_status parley_bootstrap(const size_t *gold, const size_t *predicted, const size_t *group,
                               size_t count, size_t label_count, size_t group_count, size_t rounds,
                               uint64_t seed, parley_bounds *accuracy, parley_bounds *macro_f1);

/* One of ten equal bins of confidence: [0, 0.1), …, [0.9, 1]. */
enum { PARLEY_BINS = 10 };

/* How confidence and truth go together. All zero is empty. */
typedef struct parley_reliability {
    size_t count[PARLEY_BINS];
    size_t right[PARLEY_BINS];
    double confidence[PARLEY_BINS]; /* sum over the rows of the bin */
    double squares;                 /* sum of (confidence - right)² */
    size_t total;
} parley_reliability;

void parley_reliability_add(parley_reliability *reliability, double confidence, int right);

/* Expected calibration error of the printed label (Naeini, Cooper and Hauskrecht 2015): the mean
 * distance of confidence and accuracy over the bins, weighted by their rows. */
double parley_ece(const parley_reliability *reliability);

/* The mean squared distance between the confidence of the printed label and whether it is right. */
double parley_brier(const parley_reliability *reliability);

#ifdef __cplusplus
}
#endif
#endif
