/* Folds for cross-validation: groups stay whole, labels stay balanced.
 *
 * Rows of one group (one article) share their story and their words; a machine tested on a row whose
 * group it was trained on would look better than it is.
 */
#ifndef PARLEY_TRAIN_FOLDS_H
#define PARLEY_TRAIN_FOLDS_H

#include "corpus.h"

#include <stdint.h>

/* Deals the groups into `fold_count` folds. Groups come in the order of their size, largest first,
 * equal ones in an order that `seed` decides; each goes where it makes the counts of all labels most
 * even (greedy; the sum of squares that counts the more the rarer the label).
 *
 * groups: [row_count], any numbers below group_count. classes: [row_count][class_columns], a number
 * below class_count for each column, or negative for none. fold: [row_count], written.
 * Fewer groups than folds leave the last folds empty. PARLEY_OK or PARLEY_E_MEMORY. */
parley_status folds_deal(const size_t *groups, size_t group_count, const int *classes,
                         size_t class_columns, size_t class_count, size_t row_count,
                         size_t fold_count, uint64_t seed, size_t *fold, parley_error *error);

/* Deals the rows that train into folds: fold[row] is the fold that holds a row out, or NO_FOLD. Of
 * rows that are never tested, those that share a group with tested ones sit that fold out; the others
 * train in all. `folds` is lowered to the number of groups there are. With `extra` those rows are dealt like the
 * others. */
#define NO_FOLD SIZE_MAX
parley_status folds_of_corpus(const corpus *c, const size_t *rows, size_t count, bool extra,
                              unsigned *folds, uint64_t seed, size_t *fold, parley_error *error);

#endif
