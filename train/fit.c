/* Fitting and applying: see train/fit.h. */
#include "fit.h"

#include "choose.h"
#include "parley/model.h"
#include "workers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static parley_status no_memory(parley_error *error)
{
    return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
}

static parley_status new_tasks(const corpus *c, fitted *out, parley_error *error)
{
    *out =
        (fitted){.tasks = calloc(c->task_count, sizeof *out->tasks), .task_count = c->task_count};
    if (!out->tasks)
        return no_memory(error);
    for (size_t t = 0; t < c->task_count; t++) {
        fitted_task *task = &out->tasks[t];
        task->machine_count = machines_of(&c->tasks[t]);
        task->offsets = calloc(c->tasks[t].label_count, sizeof(double));
        task->usual_score = calloc(task->machine_count, sizeof(double));
        task->intercepts = calloc(c->tasks[t].label_count, sizeof(double));
        task->posterior_shifts = calloc(c->tasks[t].label_count, sizeof(double));
        task->prior = calloc(c->tasks[t].label_count, sizeof(double));
        task->share_spread = calloc(c->tasks[t].label_count, sizeof(double));
        task->share_error = calloc(c->tasks[t].label_count, sizeof(double));
        task->posterior_scale = 1;
        for (size_t l = 0; l < c->tasks[t].label_count && task->prior; l++)
            task->prior[l] = 1 / (double)c->tasks[t].label_count;
        if (!task->offsets || !task->usual_score || !task->intercepts || !task->posterior_shifts ||
            !task->prior || !task->share_spread || !task->share_error)
            return no_memory(error);
        for (size_t l = 0; l < c->tasks[t].label_count; l++)
            task->share_error[l] = 1; /* nothing is known until it is calibrated */
    }
    return PARLEY_OK;
}

/* Takes over what an earlier fit chose. */
static void copy_choices(const corpus *c, const fitted *from, fitted *to)
{
    for (size_t t = 0; t < to->task_count; t++) {
        const fitted_task *a = &from->tasks[t];
        fitted_task *b = &to->tasks[t];
        b->cost = a->cost;
        b->context = a->context;
        b->share = a->share;
        b->slope = a->slope;
        b->calibrated = a->calibrated;
        memcpy(b->offsets, a->offsets, c->tasks[t].label_count * sizeof *b->offsets);
        b->posterior_scale = a->posterior_scale;
        memcpy(b->intercepts, a->intercepts, c->tasks[t].label_count * sizeof *b->intercepts);
        memcpy(b->posterior_shifts, a->posterior_shifts,
               c->tasks[t].label_count * sizeof *b->posterior_shifts);
        memcpy(b->prior, a->prior, c->tasks[t].label_count * sizeof *b->prior);
        memcpy(b->share_spread, a->share_spread, c->tasks[t].label_count * sizeof *b->prior);
        memcpy(b->share_error, a->share_error, c->tasks[t].label_count * sizeof *b->prior);
        memcpy(b->usual_score, a->usual_score, b->machine_count * sizeof *b->usual_score);
    }
}

/* --- machines on all rows ------------------------------------------------------------------------ */

/* Fits the machines of all tasks on a space and its rows, each at its task's cost. */
static parley_status fit_machines(const fit_input *in, const space *sp, const size_t *rows,
                                  fitted_task *tasks, parley_error *error)
{
    solver *s = NULL;
    parley_status status = machines_solver(in->learner, sp, &s, error);
    for (size_t t = 0; t < in->corpus->task_count && status == PARLEY_OK; t++) {
        machine_set m = {0};
        status = machines_fit(in, sp, s, rows, t, tasks[t].cost, NULL, &m, error);
        tasks[t].weights = m.weights;
        tasks[t].bias = m.bias;
    }
    solver_free(s);
    return status;
}

/* Builds the space, fits the machines, and drops what only fitting needed. */
static parley_status fit_all(const fit_input *in, const size_t *rows, size_t count, fitted *out,
                             parley_error *error)
{
    parley_status status =
        space_build(in->vectors, &in->learner->rows, rows, count, &out->space, error);
    if (status == PARLEY_OK)
        status = fit_machines(in, &out->space, rows, out->tasks, error);
    space_drop_matrix(&out->space);
    return status;
}

/* The same in a process of its own, beside the inner folds: where the cost is given, nothing that they
 * choose is needed. What it finds lies in shared memory. */
typedef struct early_fit {
    const fit_input *in;
    const size_t *rows;
    size_t count;
    double *numbers; /* shared: whether it is done, then biases and weights, task by task */
    size_t size;     /* its bytes */
} early_fit;

/* Copies a task's numbers to or from `at`, and returns where those of the next begin. */
static double *copy_numbers(double *at, fitted_task *task, size_t columns, bool into_task)
{
    size_t biases = task->machine_count, weights = task->machine_count * columns;
    memcpy(into_task ? task->bias : at, into_task ? at : task->bias, biases * sizeof *at);
    at += biases;
    memcpy(into_task ? task->weights : at, into_task ? at : task->weights, weights * sizeof *at);
    return at + weights;
}

static parley_status early_run(void *context, parley_error *error)
{
    early_fit *e = context;
    fitted f = {0};
    parley_status status = new_tasks(e->in->corpus, &f, error);
    for (size_t t = 0; t < f.task_count && status == PARLEY_OK; t++)
        f.tasks[t].cost = e->in->learner->cost;
    if (status == PARLEY_OK)
        status = fit_all(e->in, e->rows, e->count, &f, error);
    double *at = e->numbers + 1;
    for (size_t t = 0; t < f.task_count && status == PARLEY_OK; t++)
        at = copy_numbers(at, &f.tasks[t], f.space.matrix.columns, false);
    e->numbers[0] = status == PARLEY_OK;
    fitted_fini(&f);
    return status;
}

static parley_status early_share(early_fit *e, parley_error *error)
{
    const vectors *v = e->in->vectors;
    size_t columns = v->dictionary.count + (v->embedding ? v->embedding->dimension : 0);
    size_t machines = 0;
    void *memory = NULL;
    for (size_t t = 0; t < e->in->corpus->task_count; t++)
        machines += machines_of(&e->in->corpus->tasks[t]);
    e->size = (1 + machines * (1 + columns)) * sizeof *e->numbers;
    parley_status status = workers_share(e->size, &memory, error);
    e->numbers = memory;
    return status;
}

/* Takes over what it found. */
static parley_status early_take(early_fit *e, fitted *out, parley_error *error)
{
    parley_status status =
        space_learn(e->in->vectors, &e->in->learner->rows, e->rows, e->count, &out->space, error);
    double *at = e->numbers + 1;
    for (size_t t = 0; t < out->task_count && status == PARLEY_OK; t++) {
        fitted_task *task = &out->tasks[t];
        task->weights =
            malloc((task->machine_count * out->space.matrix.columns + 1) * sizeof *task->weights);
        task->bias = malloc(task->machine_count * sizeof *task->bias);
        if (task->weights && task->bias)
            at = copy_numbers(at, task, out->space.matrix.columns, true);
        else
            status = no_memory(error);
    }
    return status;
}

/* --- memory -------------------------------------------------------------------------------------- */

parley_status fit_measure(const fit_input *in, size_t count, uint64_t *bytes, parley_error *error)
{
    const vectors *v = in->vectors;
    const learner *l = in->learner;
    size_t values, columns, machines = 0;
    if (vectors_measure(v, l->rows.min_df, &values, &columns) != PARLEY_OK)
        return no_memory(error);
    for (size_t t = 0; t < in->corpus->task_count; t++)
        machines += machines_of(&in->corpus->tasks[t]);
    const char *name = solver_name(l->solver, count);
    uint64_t value = sizeof(uint32_t) + sizeof(float);          /* the matrix */
    uint64_t column = 4 * sizeof(uint32_t) + 1;                 /* the space */
    uint64_t row = (8 + 2 * machines) * sizeof(double);         /* the solver and the scores */
    column += machines * sizeof(double);                        /* weights */
    if (parley_weighting_has_ratio(l->rows.features.weighting)) /* values of each machine */
        value += sizeof(float), column += 2 * sizeof(double);
    if (strcmp(name, "liblinear") == 0)
        value += 16;
    if (strcmp(name, "libsvm") == 0)
        row += 16 * (uint64_t)count;
    *bytes = value * values + column * columns + row * count;
    return PARLEY_OK;
}

/* --- the procedure ------------------------------------------------------------------------------- */

parley_status fit_choices(const fit_input *in, const size_t *rows, size_t count, size_t processes,
                          const messages *say, fitted *out, parley_error *error)
{
    parley_status status = new_tasks(in->corpus, out, error);
    if (status == PARLEY_OK && !in->choices)
        return choose_all(in, rows, count, processes, NULL, say, out, error);
    if (status == PARLEY_OK)
        copy_choices(in->corpus, in->choices, out);
    return status;
}

/* fit_rows where the cost is given and there are processes to share the work. */
static parley_status fit_beside(const fit_input *in, const size_t *rows, size_t count,
                                size_t processes, const messages *say, fitted *out,
                                parley_error *error)
{
    early_fit e = {.in = in, .rows = rows, .count = count};
    const choose_beside beside = {early_run, &e};
    parley_status status = new_tasks(in->corpus, out, error);
    if (status == PARLEY_OK)
        status = early_share(&e, error);
    if (status == PARLEY_OK)
        status = choose_all(in, rows, count, processes, &beside, say, out, error);
    if (status == PARLEY_OK && e.numbers[0] == 1)
        status = early_take(&e, out, error);
    else if (status == PARLEY_OK)
        status = fit_all(in, rows, count, out, error);
    workers_unshare(e.numbers, e.size);
    return status;
}

parley_status fit_rows(const fit_input *in, const size_t *rows, size_t count, size_t processes,
                       const messages *say, fitted *out, parley_error *error)
{
    parley_status status;
    if (processes > 1 && !in->choices && in->learner->cost > 0) {
        status = fit_beside(in, rows, count, processes, say, out, error);
    } else {
        status = fit_choices(in, rows, count, processes, say, out, error);
        if (status == PARLEY_OK)
            status = fit_all(in, rows, count, out, error);
    }
    out->solver = solver_name(in->learner->solver, count);
    return status;
}

void fitted_fini(fitted *f)
{
    for (size_t t = 0; f->tasks && t < f->task_count; t++) {
        free(f->tasks[t].offsets);
        free(f->tasks[t].usual_score);
        free(f->tasks[t].intercepts);
        free(f->tasks[t].posterior_shifts);
        free(f->tasks[t].prior);
        free(f->tasks[t].share_spread);
        free(f->tasks[t].share_error);
        free(f->tasks[t].weights);
        free(f->tasks[t].bias);
    }
    free(f->tasks);
    space_fini(&f->space);
    *f = (fitted){0};
}

/* --- applying ----------------------------------------------------------------------------------- */

/* The confidence that a label is right that did not win: the further it is behind, the less. */
static double own_confidence(const double *scores, size_t label_count, int own,
                             const fitted_task *task)
{
    double best = -INFINITY;
    for (size_t l = 0; l < label_count; l++)
        if ((int)l != own && scores[l] > best)
            best = scores[l];
    return 1 / (1 + exp(task->slope * (scores[own] - best) + task->intercepts[own]));
}

/* Turns the machines' scores of rows into verdicts on one task. labels: [label_count], scratch. */
static void judge(const fit_input *in, const fitted *f, size_t t, const size_t *rows, size_t count,
                  const double *scores, double *labels, verdict *verdicts)
{
    const corpus *c = in->corpus;
    const fitted_task *task = &f->tasks[t];
    size_t label_count = c->tasks[t].label_count;
    for (size_t i = 0; i < count; i++) {
        machines_spread(scores + i * task->machine_count, label_count, labels);
        for (size_t l = 0; l < label_count; l++)
            labels[l] += task->offsets[l];
        parley_prediction p = parley_decide(labels, label_count, task->slope, task->intercepts);
        int own = corpus_label(c, rows[i], t);
        verdicts[rows[i] * c->task_count + t] =
            (verdict){(int)p.label, p.confidence,
                      own == NO_LABEL ? 0 : own_confidence(labels, label_count, own, task)};
    }
}

parley_status fit_apply(const fit_input *in, const fitted *f, const size_t *rows, size_t count,
                        verdict *verdicts, parley_error *error)
{
    const corpus *c = in->corpus;
    size_t most = 1;
    for (size_t t = 0; t < c->task_count; t++)
        if (c->tasks[t].label_count > most)
            most = c->tasks[t].label_count;
    double *scores = malloc((count + 2) * most * sizeof *scores); /* and two rows of scratch */
    size_t *sizes = malloc((count + 1) * sizeof *sizes);
    row_vector r = {0};
    parley_status status = row_vector_init(&r, in->vectors);
    double *sums = NULL, *labels = NULL;
    if (status == PARLEY_OK && scores && sizes) {
        sums = scores + count * most;
        labels = sums + most;
    } else {
        status = no_memory(error);
    }
    for (size_t t = 0; t < c->task_count && status == PARLEY_OK; t++) {
        const fitted_task *task = &f->tasks[t];
        for (size_t i = 0; i < count; i++) {
            space_row(&f->space, in->vectors, rows[i], &r);
            machines_score(task->weights, task->bias, task->machine_count, f->space.matrix.columns,
                           &r, scores + i * task->machine_count);
        }
        machines_add_context(c, rows, NULL, count, scores, task->machine_count, task->context,
                             task->usual_score, sizes, sums);
        judge(in, f, t, rows, count, scores, labels, verdicts);
    }
    row_vector_fini(&r);
    free(scores);
    free(sizes);
    return status;
}
