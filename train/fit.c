/* Fitting and cross-validation: see train/fit.h. */
#include "fit.h"

#include "folds.h"
#include "parley/model.h"
#include "workers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double cost_grid[] = {0.1, 0.3, 1, 3, 10};
enum { GRID = sizeof cost_grid / sizeof *cost_grid };

static parley_status no_memory(parley_error *error)
{
    return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
}

static size_t machines_of(const corpus_task *task)
{
    return task->label_count == 2 ? 1 : task->label_count;
}

/* --- machines ----------------------------------------------------------------------------------- */

/* The machines of one task over a space. */
typedef struct machines {
    size_t count;
    double *weights; /* [count][columns] */
    double *bias;    /* [count] */
} machines;

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

/* The naive-Bayes log-count ratio of every column for one machine (Wang and Manning 2012):
 * ln((p / |p|₁) / (q / |q|₁)), p and q one more than the rows of each side that have the feature. */
static void log_count_ratios(const sparse_matrix *m, const signed char *y, double *ratio,
                             double *negative)
{
    double positive_sum = 0, negative_sum = 0;
    for (size_t j = 0; j < m->columns; j++)
        ratio[j] = negative[j] = 1;
    for (size_t row = 0; row < m->rows; row++)
        for (size_t k = m->starts[row]; k < m->starts[row + 1] && y[row] != 0; k++)
            (y[row] > 0 ? ratio : negative)[m->column[k]]++;
    for (size_t j = 0; j < m->columns; j++) {
        positive_sum += ratio[j];
        negative_sum += negative[j];
    }
    double shift = log(negative_sum / positive_sum);
    for (size_t j = 0; j < m->columns; j++)
        ratio[j] = log(ratio[j] / negative[j]) + shift;
}

/* Fits a machine over a matrix whose values are first multiplied by the ratios; the weights are
 * multiplied by them afterwards, so that they apply to the plain vectors. */
static parley_status fit_with_ratios(const learner *l, const sparse_matrix *m, const signed char *y,
                                     const double costs[2], unsigned seed, double *weights,
                                     double *bias, parley_error *error)
{
    double *ratio = malloc((m->columns + 1) * sizeof *ratio);
    double *negative = malloc((m->columns + 1) * sizeof *negative);
    double *values = malloc((m->starts[m->rows] + 1) * sizeof *values);
    solver *s = NULL;
    parley_status status = PARLEY_E_MEMORY;
    if (!ratio || !negative || !values) {
        no_memory(error);
        goto done;
    }
    log_count_ratios(m, y, ratio, negative);
    for (size_t k = 0; k < m->starts[m->rows]; k++)
        values[k] = m->value[k] * ratio[m->column[k]];
    sparse_matrix scaled = *m;
    scaled.value = values;
    status = solver_new(l->solver, &scaled, &s, error);
    if (status == PARLEY_OK)
        status = solver_fit(s, y, costs[0], costs[1], seed, weights, bias, error);
    for (size_t j = 0; j < m->columns && status == PARLEY_OK; j++)
        weights[j] *= ratio[j];
done:
    solver_free(s);
    free(ratio);
    free(negative);
    free(values);
    return status;
}

/* Fits the machines of a task. `shared` is the solver that fits without ratios share. */
static parley_status fit_machines(const fit_input *in, const space *sp, solver *shared,
                                  const size_t *rows, size_t t, double cost, machines *out,
                                  parley_error *error)
{
    const corpus_task *task = &in->corpus->tasks[t];
    size_t count = sp->matrix.rows, columns = sp->matrix.columns;
    signed char *y = malloc(count + 1);
    *out = (machines){.count = machines_of(task)};
    out->weights = calloc(out->count * columns + 1, sizeof *out->weights);
    out->bias = calloc(out->count, sizeof *out->bias);
    parley_status status = PARLEY_OK;
    if (!y || !out->weights || !out->bias)
        status = no_memory(error);
    for (size_t m = 0; m < out->count && status == PARLEY_OK; m++) {
        size_t positive = 0, labelled = 0;
        for (size_t i = 0; i < count; i++) {
            int label = corpus_label(in->corpus, rows[i], t);
            y[i] = label == NO_LABEL ? 0 : label == positive_label(task, m) ? 1 : -1;
            positive += y[i] > 0;
            labelled += y[i] != 0;
        }
        double costs[2] = {cost, cost};
        if (in->learner->balanced && positive > 0 && positive < labelled) {
            costs[0] = cost * (double)labelled / (2 * (double)positive);
            costs[1] = cost * (double)labelled / (2 * (double)(labelled - positive));
        }
        unsigned seed = fit_seed(in->learner, t, m);
        double *weights = out->weights + m * columns;
        status = shared ? solver_fit(shared, y, costs[0], costs[1], seed, weights, &out->bias[m],
                                     error)
                        : fit_with_ratios(in->learner, &sp->matrix, y, costs, seed, weights,
                                          &out->bias[m], error);
    }
    free(y);
    return status;
}

static void machines_fini(machines *m)
{
    free(m->weights);
    free(m->bias);
    *m = (machines){0};
}

/* The solver that all machines of a space share, or NULL where each has values of its own. */
static parley_status shared_solver(const learner *l, const space *sp, solver **out,
                                   parley_error *error)
{
    *out = NULL;
    return l->features.weighting == PARLEY_WEIGHTING_NB
               ? PARLEY_OK
               : solver_new(l->solver, &sp->matrix, out, error);
}

/* --- scores ------------------------------------------------------------------------------------- */

/* Scratch for one row's vector. */
typedef struct row_vector {
    uint32_t *column, *count;
    double *values;
    size_t size;
} row_vector;

static bool row_vector_init(row_vector *r, const vectors *v)
{
    size_t longest = vectors_longest(v) + 1;
    *r = (row_vector){.column = malloc(longest * sizeof(uint32_t)),
                      .count = malloc(longest * sizeof(uint32_t)),
                      .values = malloc(longest * sizeof(double))};
    return r->column && r->count && r->values;
}

static void row_vector_fini(row_vector *r)
{
    free(r->column);
    free(r->count);
    free(r->values);
}

/* The scores of a row in one task. scores: [label_count]. */
static void score_row(const double *weights, const double *bias, size_t machine_count,
                      size_t columns, const row_vector *r, double *scores)
{
    for (size_t m = 0; m < machine_count; m++) {
        double sum = bias[m];
        for (size_t k = 0; k < r->size; k++)
            sum += weights[m * columns + r->column[k]] * r->values[k];
        scores[m] = sum;
    }
    if (machine_count == 1) { /* one machine for two labels */
        scores[1] = scores[0];
        scores[0] = -scores[1];
    }
}

/* --- inner folds -------------------------------------------------------------------------------- */

/* Out-of-fold scores of one fit, over the rows it was given. */
typedef struct inner {
    const fit_input *in;
    const size_t *rows; /* [count] */
    const size_t *fold; /* [count] */
    size_t count;
    const double *costs; /* [cost_count] */
    size_t cost_count;
    size_t labels; /* of all tasks */
    double *scores; /* shared; [cost_count][count][labels] */
} inner;

/* Scores the rows that a fold holds out, for one cost. */
static parley_status score_held(const inner *n, size_t fold, size_t cost, const space *sp,
                                const machines *all, row_vector *r)
{
    const corpus *c = n->in->corpus;
    for (size_t i = 0; i < n->count; i++) {
        if (n->fold[i] != fold)
            continue;
        r->size = space_row(sp, n->in->vectors, n->rows[i], r->column, r->count, r->values);
        double *scores = n->scores + (cost * n->count + i) * n->labels;
        for (size_t t = 0; t < c->task_count; t++) {
            score_row(all[t].weights, all[t].bias, all[t].count, sp->matrix.columns, r, scores);
            scores += c->tasks[t].label_count;
        }
    }
    return PARLEY_OK;
}

/* One inner fold: fits on the others, scores its own. */
static parley_status inner_job(size_t fold, void *context, parley_error *error)
{
    inner *n = context;
    const corpus *c = n->in->corpus;
    size_t *rows = malloc((n->count + 1) * sizeof *rows);
    machines *all = calloc(c->task_count, sizeof *all);
    row_vector r = {0};
    space sp = {0};
    solver *s = NULL;
    size_t count = 0;
    parley_status status = PARLEY_OK;
    if (!rows || !all || !row_vector_init(&r, n->in->vectors)) {
        status = no_memory(error);
        goto done;
    }
    for (size_t i = 0; i < n->count; i++)
        if (n->fold[i] != fold)
            rows[count++] = n->rows[i];
    const learner *l = n->in->learner;
    status = space_build(n->in->vectors, &l->features, l->min_df, rows, count, &sp, error);
    if (status == PARLEY_OK)
        status = shared_solver(l, &sp, &s, error);
    for (size_t k = 0; k < n->cost_count && status == PARLEY_OK; k++) {
        for (size_t t = 0; t < c->task_count && status == PARLEY_OK; t++)
            status = fit_machines(n->in, &sp, s, rows, t, n->costs[k], &all[t], error);
        if (status == PARLEY_OK)
            status = score_held(n, fold, k, &sp, all, &r);
        for (size_t t = 0; t < c->task_count; t++)
            machines_fini(&all[t]);
    }
done:
    solver_free(s);
    space_fini(&sp);
    row_vector_fini(&r);
    free(all);
    free(rows);
    return status;
}

/* --- choosing on out-of-fold scores -------------------------------------------------------------- */

/* One task's scores and gold labels, rows without a label or a fold left out. */
typedef struct sample {
    double *scores; /* [count][labels] */
    int *gold;      /* [count] */
    size_t count, labels;
} sample;

static bool take_sample(const inner *n, size_t cost, size_t t, size_t label_begin, sample *s)
{
    const corpus *c = n->in->corpus;
    s->labels = c->tasks[t].label_count;
    s->count = 0;
    s->scores = malloc((n->count * s->labels + 1) * sizeof *s->scores);
    s->gold = malloc((n->count + 1) * sizeof *s->gold);
    if (!s->scores || !s->gold)
        return false;
    for (size_t i = 0; i < n->count; i++) {
        int label = corpus_label(c, n->rows[i], t);
        if (label == NO_LABEL || n->fold[i] == NO_FOLD || c->rows[n->rows[i]].role != ROLE_TESTED)
            continue;
        memcpy(s->scores + s->count * s->labels,
               n->scores + (cost * n->count + i) * n->labels + label_begin,
               s->labels * sizeof *s->scores);
        s->gold[s->count++] = label;
    }
    return true;
}

static void sample_fini(sample *s)
{
    free(s->scores);
    free(s->gold);
}

static parley_status calibrate(const sample *s, fitted_task *task, parley_error *error)
{
    double *margins = malloc((s->count + 1) * sizeof *margins);
    unsigned char *right = malloc(s->count + 1);
    if (!margins || !right) {
        free(margins);
        free(right);
        return no_memory(error);
    }
    for (size_t i = 0; i < s->count; i++) {
        double *scores = s->scores + i * s->labels;
        for (size_t l = 0; l < s->labels; l++)
            scores[l] += task->offsets[l];
        parley_prediction p = parley_decide(scores, s->labels, 0, 0);
        margins[i] = p.margin;
        right[i] = (int)p.label == s->gold[i];
    }
    decide_calibration(margins, right, s->count, &task->slope, &task->intercept);
    task->calibrated = s->count > 0;
    free(margins);
    free(right);
    return PARLEY_OK;
}

/* Chooses the cost of a task, then its offsets and calibration. */
static parley_status choose(const inner *n, size_t t, size_t label_begin, fitted_task *task,
                            parley_error *error)
{
    double best = -1;
    parley_status status = PARLEY_OK;
    double *offsets = calloc(n->in->corpus->tasks[t].label_count, sizeof *offsets);
    if (!offsets)
        return no_memory(error);
    size_t chosen = 0;
    for (size_t k = 0; k < n->cost_count && status == PARLEY_OK; k++) {
        sample s = {0};
        double figure;
        if (!take_sample(n, k, t, label_begin, &s))
            status = no_memory(error);
        if (status == PARLEY_OK)
            status = decide_offsets(s.scores, s.gold, s.count, s.labels, n->in->learner->optimise,
                                    offsets, &figure, error);
        if (status == PARLEY_OK && figure > best) {
            best = figure;
            chosen = k;
            memcpy(task->offsets, offsets, s.labels * sizeof *offsets);
        }
        sample_fini(&s);
    }
    free(offsets);
    task->cost = n->costs[chosen];
    sample s = {0};
    if (status == PARLEY_OK && !take_sample(n, chosen, t, label_begin, &s))
        status = no_memory(error);
    if (status == PARLEY_OK)
        status = calibrate(&s, task, error);
    sample_fini(&s);
    return status;
}

static parley_status fit_choices(const fit_input *in, const size_t *rows, size_t count,
                                 size_t processes, const messages *say, fitted *out,
                                 parley_error *error)
{
    const learner *l = in->learner;
    inner n = {.in = in, .rows = rows, .count = count, .costs = cost_grid, .cost_count = GRID};
    unsigned folds = l->inner_folds;
    size_t *fold = malloc((count + 1) * sizeof *fold);
    if (!fold)
        return no_memory(error);
    if (l->cost > 0) {
        n.costs = &l->cost;
        n.cost_count = 1;
    }
    for (size_t t = 0; t < in->corpus->task_count; t++)
        n.labels += in->corpus->tasks[t].label_count;
    size_t size = n.cost_count * count * n.labels * sizeof *n.scores;
    parley_status status = fit_folds(in->corpus, rows, count, &folds, l->seed, fold, error);
    n.fold = fold;
    if (status == PARLEY_OK && folds >= 2) {
        void *memory = NULL;
        status = workers_share(size, &memory, error);
        n.scores = memory;
        if (status == PARLEY_OK)
            status = workers_run(folds, processes, inner_job, &n, say, "choosing: fold", error);
        for (size_t t = 0, begin = 0; t < out->task_count && status == PARLEY_OK; t++) {
            status = choose(&n, t, begin, &out->tasks[t], error);
            begin += in->corpus->tasks[t].label_count;
        }
        workers_unshare(memory, size);
    } else if (status == PARLEY_OK) { /* one group: nothing to choose on */
        for (size_t t = 0; t < out->task_count; t++) {
            out->tasks[t].cost = l->cost > 0 ? l->cost : 1;
            out->tasks[t].slope = -1;
        }
    }
    free(fold);
    return status;
}

parley_status fit_rows(const fit_input *in, const size_t *rows, size_t count, size_t processes,
                       const messages *say, fitted *out, parley_error *error)
{
    const corpus *c = in->corpus;
    solver *s = NULL;
    *out = (fitted){.tasks = calloc(c->task_count, sizeof *out->tasks),
                    .task_count = c->task_count};
    parley_status status = out->tasks ? PARLEY_OK : no_memory(error);
    for (size_t t = 0; t < c->task_count && status == PARLEY_OK; t++) {
        out->tasks[t].offsets = calloc(c->tasks[t].label_count, sizeof(double));
        if (!out->tasks[t].offsets)
            status = no_memory(error);
    }
    if (status == PARLEY_OK)
        status = fit_choices(in, rows, count, processes, say, out, error);
    if (status == PARLEY_OK)
        status = space_build(in->vectors, &in->learner->features, in->learner->min_df, rows, count,
                             &out->space, error);
    if (status == PARLEY_OK)
        status = shared_solver(in->learner, &out->space, &s, error);
    out->solver = solver_name(in->learner->solver, count);
    for (size_t t = 0; t < c->task_count && status == PARLEY_OK; t++) {
        fitted_task *task = &out->tasks[t];
        machines m = {0};
        status = fit_machines(in, &out->space, s, rows, t, task->cost, &m, error);
        task->weights = m.weights;
        task->bias = m.bias;
        task->machine_count = m.count;
    }
    solver_free(s);
    return status;
}

void fitted_fini(fitted *f)
{
    for (size_t t = 0; f->tasks && t < f->task_count; t++) {
        free(f->tasks[t].offsets);
        free(f->tasks[t].weights);
        free(f->tasks[t].bias);
    }
    free(f->tasks);
    space_fini(&f->space);
    *f = (fitted){0};
}

/* --- applying ----------------------------------------------------------------------------------- */

parley_status fit_apply(const fit_input *in, const fitted *f, const size_t *rows, size_t count,
                        verdict *verdicts, parley_error *error)
{
    const corpus *c = in->corpus;
    size_t most = 0;
    for (size_t t = 0; t < c->task_count; t++)
        if (c->tasks[t].label_count > most)
            most = c->tasks[t].label_count;
    double *scores = malloc(most * sizeof *scores);
    row_vector r = {0};
    parley_status status = PARLEY_OK;
    if (!scores || !row_vector_init(&r, in->vectors))
        status = no_memory(error);
    for (size_t i = 0; i < count && status == PARLEY_OK; i++) {
        r.size = space_row(&f->space, in->vectors, rows[i], r.column, r.count, r.values);
        for (size_t t = 0; t < c->task_count; t++) {
            const fitted_task *task = &f->tasks[t];
            score_row(task->weights, task->bias, task->machine_count, f->space.matrix.columns, &r,
                      scores);
            for (size_t l = 0; l < c->tasks[t].label_count; l++)
                scores[l] += task->offsets[l];
            parley_prediction p =
                parley_decide(scores, c->tasks[t].label_count, task->slope, task->intercept);
            verdicts[rows[i] * c->task_count + t] = (verdict){(int)p.label, p.margin, p.confidence};
        }
    }
    row_vector_fini(&r);
    free(scores);
    return status;
}

/* --- folds and cross-validation ------------------------------------------------------------------ */

/* Gives every group that occurs among tested rows a number, in order of appearance; the others get
 * SIZE_MAX. Returns how many there are. */
static size_t number_groups(const corpus *c, const size_t *rows, size_t count, size_t *number)
{
    size_t groups = 0;
    for (size_t g = 0; g < c->groups.count; g++)
        number[g] = SIZE_MAX;
    for (size_t i = 0; i < count; i++)
        if (c->rows[rows[i]].role == ROLE_TESTED && number[c->rows[rows[i]].group] == SIZE_MAX)
            number[c->rows[rows[i]].group] = groups++;
    return groups;
}

parley_status fit_folds(const corpus *c, const size_t *rows, size_t count, unsigned *folds,
                        uint64_t seed, size_t *fold, parley_error *error)
{
    size_t *number = malloc((c->groups.count + 1) * sizeof *number);
    size_t *group = calloc(count + 1, sizeof *group);
    size_t *dealt = malloc((count + 1) * sizeof *dealt);
    size_t *of_group = malloc((c->groups.count + 1) * sizeof *of_group);
    int *classes = calloc(count * c->task_count + 1, sizeof *classes);
    parley_status status = PARLEY_OK;
    if (!number || !group || !dealt || !of_group || !classes) {
        status = no_memory(error);
        goto done;
    }
    size_t groups = number_groups(c, rows, count, number), tested = 0, most = 1;
    if (*folds > groups)
        *folds = (unsigned)groups;
    for (size_t t = 0; t < c->task_count; t++)
        if (c->tasks[t].label_count > most)
            most = c->tasks[t].label_count;
    for (size_t i = 0; i < count; i++) {
        if (c->rows[rows[i]].role != ROLE_TESTED)
            continue;
        group[tested] = number[c->rows[rows[i]].group];
        for (size_t t = 0; t < c->task_count; t++)
            classes[tested * c->task_count + t] = corpus_label(c, rows[i], t);
        tested++;
    }
    if (*folds > 0)
        status = folds_deal(group, groups, classes, c->task_count, most, tested, *folds, seed,
                            dealt, error);
    if (status != PARLEY_OK)
        goto done;
    for (size_t i = 0; i < tested && *folds > 0; i++)
        of_group[group[i]] = dealt[i];
    for (size_t i = 0; i < count; i++) {
        size_t g = number[c->rows[rows[i]].group];
        fold[i] = *folds > 0 && g != SIZE_MAX ? of_group[g] : NO_FOLD;
    }
done:
    free(number);
    free(group);
    free(dealt);
    free(of_group);
    free(classes);
    return status;
}

typedef struct outer {
    const fit_input *in;
    const size_t *rows, *fold;
    size_t count;
    verdict *verdicts;
} outer;

static parley_status outer_job(size_t fold, void *context, parley_error *error)
{
    outer *o = context;
    size_t *train = malloc((o->count + 1) * sizeof *train);
    size_t *held = malloc((o->count + 1) * sizeof *held);
    size_t train_count = 0, held_count = 0;
    fitted f = {0};
    parley_status status = train && held ? PARLEY_OK : no_memory(error);
    for (size_t i = 0; i < o->count && status == PARLEY_OK; i++) {
        if (o->fold[i] != fold)
            train[train_count++] = o->rows[i];
        else if (o->in->corpus->rows[o->rows[i]].role == ROLE_TESTED)
            held[held_count++] = o->rows[i];
    }
    if (status == PARLEY_OK)
        status = fit_rows(o->in, train, train_count, 1, NULL, &f, error);
    if (status == PARLEY_OK)
        status = fit_apply(o->in, &f, held, held_count, o->verdicts, error);
    fitted_fini(&f);
    free(train);
    free(held);
    return status;
}

parley_status fit_evaluate(const fit_input *in, const size_t *rows, size_t count,
                           const size_t *fold, unsigned folds, size_t processes,
                           const messages *say, verdict *verdicts, parley_error *error)
{
    outer o = {.in = in, .rows = rows, .fold = fold, .count = count, .verdicts = verdicts};
    return workers_run(folds, processes, outer_job, &o, say, "cross-validation: fold", error);
}
