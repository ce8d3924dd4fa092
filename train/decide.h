/* From scores to labels and confidences: what is fitted on out-of-fold scores.
 *
 * A machine for each label gives a score for each label; which wins is decided after an offset for
 * each label, and how far it wins by becomes a probability of being right.
 */
#ifndef PARLEY_TRAIN_DECIDE_H
#define PARLEY_TRAIN_DECIDE_H

#include "parley/error.h"

typedef enum objective { OBJECTIVE_MACRO_F1, OBJECTIVE_ACCURACY } objective;

/* Chooses the offsets with which the highest score gives the best figure, one label after the other
 * until none gains (coordinate ascent; each step looks at every threshold that changes a decision).
 * The mean of the offsets is 0.
 *
 * scores: [count][label_count]. gold: [count]. offsets: [label_count], written. `best` is the figure
 * that they reach on these rows, which flatters. PARLEY_OK or PARLEY_E_MEMORY. */
parley_status decide_offsets(const double *scores, const int *gold, size_t count,
                             size_t label_count, objective what, double *offsets, double *best,
                             parley_error *error);

/* Finds whether such offsets are worth having: offsets that look best on the rows they were chosen on
 * overshoot on others, so half of them is the most that is taken. In each fold the offsets chosen on the
 * other folds are applied halved or not at all; the share that does better over all folds wins.
 * `best` is its figure, which no row has seen from inside.
 * fold: [count], below `folds`; the rest as above. PARLEY_OK or PARLEY_E_MEMORY. */
parley_status decide_share(const double *scores, const int *gold, const size_t *fold, size_t folds,
                           size_t count, size_t label_count, objective what, double *share,
                           double *best, parley_error *error);

/* Fits P(right) = 1 / (1 + exp(slope * margin + intercept of the given label)) by maximum likelihood
 * with Platt's regularised targets (Platt 2000), by the Newton method with backtracking of Lin, Lin
 * and Weng (2007). The intercepts are drawn toward one another, so that a label given seldom gets
 * about the common one. slope is kept from being positive: a larger margin never means less
 * confidence.
 *
 * margins, given, gold: [count]. intercepts: [label_count], written. PARLEY_OK or
 * PARLEY_E_MEMORY. */
parley_status decide_calibration(const double *margins, const int *given, const int *gold,
                                 size_t count, size_t label_count, double *slope,
                                 double *intercepts, parley_error *error);

/* Fits the probability of each label, in proportion to exp(scale * score + the label's shift), by maximum
 * likelihood (multinomial logistic regression with one slope), and the labels' shares of the rows,
 * each as if there were one row more.
 *
 * scores: [count][label_count], offsets included. gold: [count]. shifts, prior: [label_count],
 * written. PARLEY_OK or PARLEY_E_MEMORY. */
parley_status decide_posterior(const double *scores, const int *gold, size_t count,
                               size_t label_count, double *scale, double *shifts, double *prior,
                               parley_error *error);

#endif
