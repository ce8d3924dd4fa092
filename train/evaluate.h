/* Cross-validation: what the whole procedure says of rows that it has not seen. */
#ifndef PARLEY_TRAIN_EVALUATE_H
#define PARLEY_TRAIN_EVALUATE_H

#include "fit.h"

typedef struct evaluation {
    const fit_input *input;
    const size_t *rows; /* [count], those that train, in the order of the corpus */
    const size_t *fold; /* [count], the fold that holds a row out, or NO_FOLD */
    size_t count;
    unsigned folds;
    double part; /* of the tested groups that a fold trains on; 1: all (a learning curve) */
    bool
        test_extra; /* extra rows are tested as well, in the fold of their own that they are dealt */
    /* Results, in shared memory (workers_share). */
    verdict *verdicts; /* [rows of the corpus][task_count], NO_LABEL before */
    size_t *unknown;   /* [2 * folds] or NULL: words of tested rows unknown in training, and all */
} evaluation;

/* Runs all folds in `processes` processes. PARLEY_E_MEMORY, PARLEY_E_LIMIT. */
parley_status evaluate(const evaluation *e, size_t processes, const messages *say, const char *what,
                       parley_error *error);

#endif
