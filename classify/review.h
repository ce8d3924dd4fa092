/* What to review first: an order, a sample, and how much can be left alone.
 *
 * All three go by the confidences, which are calibrated: a row's doubt is the probability that at least
 * one of its labels is wrong, as if the tasks erred independently.
 *
 *     review_rows rows = {.count = n, .tasks = 2, .predictions = p, .cluster = near_copies};
 *     status = review_order(&rows, order);
 *     …rows order[0], order[1] … are what a person should look at first…
 */
#ifndef PARLEY_CLASSIFY_REVIEW_H
#define PARLEY_CLASSIFY_REVIEW_H

#include "parley/model.h"

#include <stdbool.h>

typedef struct review_rows {
    size_t count, tasks;
    const parley_prediction *predictions; /* [count][tasks] */
    const size_t *cluster; /* [count], of near-copies: the first row of each; NULL: no row is one */
} review_rows;

/* Orders the rows by doubt, spread over kinds: a kind is a combination of labels, and with each row that
 * was taken of its kind a row counts REVIEW_FADE as much. Near-copies of a row that came already
 * stand behind all others.
 * order: [count], written. PARLEY_OK or PARLEY_E_MEMORY. */
#define REVIEW_FADE 0.95
parley_status review_order(const review_rows *rows, size_t *order);

/* Chooses `wanted` rows (all, if there are not so many): half of them, rounded up, at random from all
 * rows, each as likely as the other; the rest those that come first in `order` of what is left.
 * The random ones alone say without bias how right the labels are.
 * chosen, at_random: [count], written. PARLEY_OK or PARLEY_E_MEMORY. */
parley_status review_sample(const review_rows *rows, const size_t *order, size_t wanted,
                            uint64_t seed, bool *chosen, bool *at_random);

/* Marks the rows that need a look if of what is left unmarked the share `accuracy` of each task's labels
 * is to be right, by their confidences: the surest rows are left alone, as many as will do.
 * marked: [count], written. Returns how many were marked through `*marks`. PARLEY_OK or
 * PARLEY_E_MEMORY. */
parley_status review_mark(const review_rows *rows, double accuracy, bool *marked, size_t *marks);

#endif
