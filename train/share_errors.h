/* How far a label's share may be from what the probabilities say.
 *
 * The share of a label in an article is estimated by the mean of its probability over the sentences.
 * Articles differ in ways that no sentence shows, so their shares scatter about that mean more widely than
 * independent sentences would; and the calibration itself came from a limited number of articles.
 * Both are measured on out-of-fold scores, and the model carries them, so that who labels articles
 * can bound their shares.
 */
#ifndef PARLEY_TRAIN_SHARE_ERRORS_H
#define PARLEY_TRAIN_SHARE_ERRORS_H

#include "parley/model.h"

/* Measures, for each label, with d the rows of a group that have the label less the sum of its
 * probability, v the variance of that if rows were independent, and n the rows of the group:
 *   spread: the standard deviation of a group's share beyond chance, by the method of moments,
 *           sqrt(max(0, sum(d² - v) / sum(n(n - 1))));
 *   error:  the standard error of the mean over all rows, from two sources: sqrt(sum(d²)) / rows,
 *           which allows for what rows of one group have in common (Liang and Zeger 1986); and how far
 *           the folds' machines, each a little different, are off beyond what their groups explain,
 *           sqrt(max(0, mean over folds of (D² - sum(d²)) / N²)), D and N being sums over a fold.
 * task: its label_count, posterior_scale and posterior_shifts are read. scores: [count][label_count],
 * offsets included. gold, group, fold: [count]; a group lies in one fold. spread, error_of:
 * [label_count], written. PARLEY_OK or PARLEY_E_MEMORY. */
parley_status share_errors(const parley_task_view *task, const double *scores, const int *gold,
                           const size_t *group, const size_t *fold, size_t count, double *spread,
                           double *error_of, parley_error *error);

#endif
