/* Machines: see train/machines.h. */
#include "machines.h"

#include "parley/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static parley_status no_memory(parley_error *error)
{
    return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
}

size_t machines_of(const corpus_task *task)
{
    return task->label_count == 2 ? 1 : task->label_count;
}

/* The label that a machine's positive side stands for: with two labels the second. */
static int positive_label(const corpus_task *task, size_t machine)
{
    return machines_of(task) == 1 ? 1 : (int)machine;
}

/* A seed that depends on nothing but what is fitted. */
static unsigned fit_seed(const learner *l, size_t task, size_t machine)
{
    return (unsigned)(l->seed * 1000003 + task * 1009 + machine + 1);
}

/* The naive-Bayes log-count ratio of every feature for one machine (Wang and Manning 2012):
 * ln((p / |p|₁) / (q / |q|₁)), p and q one more than the rows of each side that have the feature. */
static void log_count_ratios(const sparse_matrix *m, size_t features, const signed char *y,
                             double *ratio, double *negative)
{
    double positive_sum = 0, negative_sum = 0;
    for (size_t j = 0; j < m->columns; j++)
        ratio[j] = negative[j] = 1;
    for (size_t row = 0; row < m->rows; row++)
        for (size_t k = m->starts[row]; k < m->starts[row + 1] && y[row] != 0; k++)
            (y[row] > 0 ? ratio : negative)[m->column[k]]++;
    for (size_t j = 0; j < features; j++) {
        positive_sum += ratio[j];
        negative_sum += negative[j];
    }
    double shift = log(negative_sum / positive_sum);
    for (size_t j = 0; j < m->columns; j++) /* the word vectors stay as they are */
        ratio[j] = j < features ? log(ratio[j] / negative[j]) + shift : 1;
}

/* Fits a machine over a matrix whose values are first multiplied by the ratios; the weights are
 * multiplied by them afterwards, so that they apply to the plain vectors. */
static parley_status fit_with_ratios(const learner *l, const space *sp, const signed char *y,
                                     const unsigned char *times, const double costs[2],
                                     unsigned seed, double *start, double *weights, double *bias,
                                     parley_error *error)
{
    const sparse_matrix *m = &sp->matrix;
    double *ratio = malloc((m->columns + 1) * sizeof *ratio);
    double *negative = malloc((m->columns + 1) * sizeof *negative);
    float *values = malloc((m->starts[m->rows] + 1) * sizeof *values);
    solver *s = NULL;
    parley_status status = PARLEY_E_MEMORY;
    if (!ratio || !negative || !values) {
        no_memory(error);
        goto done;
    }
    log_count_ratios(m, sp->feature_count, y, ratio, negative);
    for (size_t k = 0; k < m->starts[m->rows]; k++)
        values[k] = (float)((double)m->value[k] * ratio[m->column[k]]);
    sparse_matrix scaled = *m;
    scaled.value = values;
    status = solver_new(l->solver, &scaled, &s, error);
    if (status == PARLEY_OK)
        status = solver_fit(s, y, times, costs[0], costs[1], seed, start, weights, bias, error);
    for (size_t j = 0; j < m->columns && status == PARLEY_OK; j++)
        weights[j] *= ratio[j];
done:
    solver_free(s);
    free(ratio);
    free(negative);
    free(values);
    return status;
}

/* The sides of the rows for one machine. times: [rows], how often each counts. Returns the costs of an
 * error on either side through `costs`. */
static void take_sides(const fit_input *in, const size_t *rows, size_t count, size_t t,
                       size_t machine, double cost, const unsigned char *times, signed char *y,
                       double costs[2])
{
    int positive_side = positive_label(&in->corpus->tasks[t], machine);
    double positive = 0, labelled = 0;
    for (size_t i = 0; i < count; i++) {
        int label = corpus_label(in->corpus, rows[i], t);
        y[i] = label == NO_LABEL ? 0 : label == positive_side ? 1 : -1;
        positive += y[i] > 0 ? times[i] : 0;
        labelled += y[i] != 0 ? times[i] : 0;
    }
    /* A row that counts several times costs as much as one that counts once in other fits. */
    costs[0] = costs[1] = cost / in->learner->times;
    if (in->learner->balanced && positive > 0 && positive < labelled) {
        costs[0] *= labelled / (2 * positive);
        costs[1] *= labelled / (2 * (labelled - positive));
    }
}

parley_status machines_fit(const fit_input *in, const space *sp, solver *shared, const size_t *rows,
                           size_t t, double cost, double *starts, machine_set *out,
                           parley_error *error)
{
    const learner *l = in->learner;
    size_t count = sp->matrix.rows, columns = sp->matrix.columns;
    signed char *y = malloc(count + 1);
    unsigned char *times = malloc(count + 1);
    *out = (machine_set){.count = machines_of(&in->corpus->tasks[t])};
    out->weights = calloc(out->count * columns + 1, sizeof *out->weights);
    out->bias = calloc(out->count, sizeof *out->bias);
    parley_status status = PARLEY_OK;
    if (!y || !times || !out->weights || !out->bias)
        status = no_memory(error);
    for (size_t i = 0; i < count && status == PARLEY_OK; i++)
        times[i] = in->corpus->rows[rows[i]].role == ROLE_EXTRA ? l->extra_times : l->times;
    for (size_t m = 0; m < out->count && status == PARLEY_OK; m++) {
        double costs[2], *weights = out->weights + m * columns;
        double *start = starts ? starts + m * count : NULL;
        unsigned seed = fit_seed(l, t, m);
        take_sides(in, rows, count, t, m, cost, times, y, costs);
        status = shared ? solver_fit(shared, y, times, costs[0], costs[1], seed, start, weights,
                                     &out->bias[m], error)
                        : fit_with_ratios(l, sp, y, times, costs, seed, start, weights,
                                          &out->bias[m], error);
    }
    free(y);
    free(times);
    return status;
}

void machines_fini(machine_set *m)
{
    free(m->weights);
    free(m->bias);
    *m = (machine_set){0};
}

parley_status machines_solver(const learner *l, const space *sp, solver **out, parley_error *error)
{
    *out = NULL;
    return parley_weighting_has_ratio(l->rows.features.weighting)
               ? PARLEY_OK
               : solver_new(l->solver, &sp->matrix, out, error);
}

void machines_score(const double *weights, const double *bias, size_t machine_count, size_t columns,
                    const row_vector *r, double *scores)
{
    for (size_t m = 0; m < machine_count; m++) {
        double sum = bias[m];
        for (size_t k = 0; k < r->size; k++)
            sum += weights[m * columns + r->column[k]] * r->values[k];
        scores[m] = sum;
    }
}

void machines_spread(const double *machine_scores, size_t label_count, double *scores)
{
    if (label_count == 2) { /* one machine, for the second label */
        scores[0] = -machine_scores[0];
        scores[1] = machine_scores[0];
        return;
    }
    memcpy(scores, machine_scores, label_count * sizeof *scores);
}

void machines_add_context(const corpus *c, const size_t *rows, const size_t *fold, size_t count,
                          double *scores, size_t machines, double weight, const double *usual,
                          size_t *sizes, double *sums)
{
    for (size_t begin = 0, end; weight != 0 && begin < count; begin = end) {
        const corpus_row *first = &c->rows[rows[begin]];
        for (end = begin; end < count; end++) {
            const corpus_row *row = &c->rows[rows[end]];
            if (end > begin && (row->run != first->run || row->run == NO_RUN ||
                                (fold && fold[end] != fold[begin])))
                break;
            sizes[end - begin] = row->text.size;
        }
        parley_context_add(scores + begin * machines, machines, machines, sizes, end - begin,
                           weight, usual, sums);
    }
}
