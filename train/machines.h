/* The machines of a task: one for each label against the rest, or one for two labels.
 *
 *     machine_set set;
 *     status = machines_fit(&input, &space, solver, rows, task, 1.0, NULL, &set, &error);
 *     machines_score(set.weights, set.bias, set.count, space.matrix.columns, &row, scores);
 *     machines_fini(&set);
 */
#ifndef PARLEY_TRAIN_MACHINES_H
#define PARLEY_TRAIN_MACHINES_H

#include "fit.h"

typedef struct machine_set {
    size_t count;
    double *weights; /* [count][columns of the space], row-major */
    double *bias;    /* [count] */
} machine_set;

/* How many machines a task has: 1 for two labels, else one for each. */
size_t machines_of(const corpus_task *task);

/* The solver that all machines of a space share, or NULL where each has values of its own. */
parley_status machines_solver(const learner *l, const space *sp, solver **out, parley_error *error);

/* Fits the machines of a task over the rows of a space: rows[i] is the row of the corpus behind row i
 * of its matrix. `shared` is machines_solver's. starts: [machines][rows of the space] or NULL, see
 * solver_fit. `out` is the caller's to finish also after a
 * failure. PARLEY_E_MEMORY, PARLEY_E_LIMIT. */
parley_status machines_fit(const fit_input *in, const space *sp, solver *shared, const size_t *rows,
                           size_t t, double cost, double *starts, machine_set *out,
                           parley_error *error);

void machines_fini(machine_set *m);

/* What the machines say of a row. weights: [machine_count][columns]. scores: [machine_count]. */
void machines_score(const double *weights, const double *bias, size_t machine_count, size_t columns,
                    const row_vector *r, double *scores);

/* From the machines' scores to those of the labels: [machine_count] to [label_count]. */
void machines_spread(const double *machine_scores, size_t label_count, double *scores);

/* Adds context to the scores of rows, run by run. rows: [count], in the order of the corpus; fold:
 * [count] or NULL: rows of different folds are no context of one another. scores:
 * [count][machines]; sizes: [count], scratch; sums: [machines], scratch. */
void machines_add_context(const corpus *c, const size_t *rows, const size_t *fold, size_t count,
                          double *scores, size_t machines, double weight, const double *usual,
                          size_t *sizes, double *sums);

#endif
