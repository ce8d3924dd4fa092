/* Choosing features and weighting by cross-validation (--tune). */
#ifndef PARLEY_TRAIN_TUNE_H
#define PARLEY_TRAIN_TUNE_H

#include "run.h"

/* Tries a grid of features and weightings, each with all costs, in the inner folds of all training
 * rows; leaves the best in the settings' learner (the cost is then chosen again by every fit) and
 * its vectors in the run. Says how each did. PARLEY_E_MEMORY, PARLEY_E_LIMIT. */
parley_status tune(run *r, parley_error *error);

#endif
