/* Fitting: from rows to machines, offsets and calibration.
 *
 * fit_rows does the whole procedure on a set of rows: it splits them into inner folds, fits in each
 * and scores what was held out, chooses cost, context, offsets and calibration on those scores, and
 * fits the machines on all of the rows. Cross-validation (train/evaluate.h) runs fit_rows in each
 * outer fold. So its figures are of the very procedure that makes the model, and nothing that was
 * fitted has seen the rows it is tested on.
 */
#ifndef PARLEY_TRAIN_FIT_H
#define PARLEY_TRAIN_FIT_H

#include "corpus.h"
#include "decide.h"
#include "solver.h"
#include "vectors.h"

/* The choices that are made before anything is seen. */
typedef struct learner {
    row_options rows;
    double cost;    /* 0: chosen in the inner folds */
    double context; /* weight of the article; below 0: chosen in the inner folds */
    bool balanced;  /* errors on rare labels cost more */
    /* How often a row counts: ordinary ones, and those of ROLE_EXTRA. */
    unsigned char times, extra_times;
    objective optimise;
    solver_kind solver;
    unsigned inner_folds;
    uint64_t seed;
} learner;

typedef struct fitted fitted;

/* What fitting reads; borrowed. */
typedef struct fit_input {
    const corpus *corpus;
    const vectors *vectors;
    const learner *learner;
    const fitted *choices; /* cost, context, offsets and calibration from here; NULL: choose them */
} fit_input;

typedef struct fitted_task {
    double cost, context;
    double *usual_score; /* [machine_count], the mean out-of-fold score */
    double share;        /* of the best offsets that was worth having */
    double figure;       /* macro F1 or accuracy of these choices on the inner folds */
    double *offsets;     /* [label_count] */
    double slope;
    double *intercepts; /* [label_count] */
    double posterior_scale;
    double *posterior_shifts;           /* [label_count] */
    double *prior;                      /* [label_count], the labels' shares of the training rows */
    double *share_spread, *share_error; /* [label_count], see parley/model.h */
    bool calibrated; /* false: too few groups, so there were no scores to calibrate on */
    double *weights; /* [machine_count][columns], row-major */
    double *bias;    /* [machine_count] */
    size_t machine_count;
} fitted_task;

struct fitted {
    space space;
    fitted_task *tasks; /* [task_count] */
    size_t task_count;
    const char *solver; /* the name of what was used */
};

/* Fits on rows: [count]. The inner folds run in `processes` processes. The space of `out` has no
 * matrix. PARLEY_E_MEMORY, PARLEY_E_LIMIT. `out` is the caller's to finish also after a failure. */
parley_status fit_rows(const fit_input *input, const size_t *rows, size_t count, size_t processes,
                       const messages *say, fitted *out, parley_error *error);

/* About how many bytes each process of a fit takes; count: the rows that it is fitted on, of all those
 * of the vectors. PARLEY_OK or PARLEY_E_MEMORY. */
parley_status fit_measure(const fit_input *input, size_t count, uint64_t *bytes,
                          parley_error *error);

/* Only the choices, no machines. */
parley_status fit_choices(const fit_input *input, const size_t *rows, size_t count,
                          size_t processes, const messages *say, fitted *out, parley_error *error);

void fitted_fini(fitted *f);

/* What was said of one row in one task. */
typedef struct verdict {
    int label; /* NO_LABEL: the row was not tested */
    double confidence;
    double own_confidence; /* that the row's own label is right; 0 if it has none */
} verdict;

/* Applies what was fitted to rows: [count], in the order of the corpus. verdicts: [rows of the corpus][task_count]; those of
 * the given rows are written. PARLEY_E_MEMORY. */
parley_status fit_apply(const fit_input *input, const fitted *f, const size_t *rows, size_t count,
                        verdict *verdicts, parley_error *error);

#endif
