/* Choosing on out-of-fold scores: cost, context, offsets, calibration. */
#ifndef PARLEY_TRAIN_CHOOSE_H
#define PARLEY_TRAIN_CHOOSE_H

#include "machines.h"

/* Work that needs no choice and may run beside the inner folds, in a process of its own. */
typedef struct choose_beside {
    parley_status (*run)(void *context, parley_error *error);
    void *context;
} choose_beside;

/* Splits rows: [count] into inner folds, fits in each and scores what it holds out; then chooses, for
 * each task of `out`, what does best on these scores. The folds run in `processes` processes, with
 * `beside` if it is not NULL; where there is nothing to choose on, that is not run.
 * PARLEY_E_MEMORY, PARLEY_E_LIMIT. */
parley_status choose_all(const fit_input *in, const size_t *rows, size_t count, size_t processes,
                         const choose_beside *beside, const messages *say, fitted *out,
                         parley_error *error);

#endif
