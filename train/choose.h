/* Choosing on out-of-fold scores: cost, context, offsets, calibration. */
#ifndef PARLEY_TRAIN_CHOOSE_H
#define PARLEY_TRAIN_CHOOSE_H

#include "machines.h"

/* Splits rows: [count] into inner folds, fits in each and scores what it holds out; then chooses, for
 * each task of `out`, what does best on these scores. The folds run in `processes` processes.
 * PARLEY_E_MEMORY, PARLEY_E_LIMIT. */
parley_status choose_all(const fit_input *in, const size_t *rows, size_t count, size_t processes,
                         const messages *say, fitted *out, parley_error *error);

#endif
