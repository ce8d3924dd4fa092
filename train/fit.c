/* Fitting and applying: see train/fit.h. */
#include "fit.h"

#include "choose.h"
#include "parley/model.h"

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

parley_status fit_choices(const fit_input *in, const size_t *rows, size_t count, size_t processes,
                          const messages *say, fitted *out, parley_error *error)
{
    parley_status status = new_tasks(in->corpus, out, error);
    if (status == PARLEY_OK && !in->choices)
        return choose_all(in, rows, count, processes, say, out, error);
    if (status == PARLEY_OK)
        copy_choices(in->corpus, in->choices, out);
    return status;
}

parley_status fit_rows(const fit_input *in, const size_t *rows, size_t count, size_t processes,
                       const messages *say, fitted *out, parley_error *error)
{
    const corpus *c = in->corpus;
    solver *s = NULL;
    parley_status status = fit_choices(in, rows, count, processes, say, out, error);
    if (status == PARLEY_OK)
        status = space_build(in->vectors, &in->learner->rows, rows, count, &out->space, error);
    if (status == PARLEY_OK)
        status = machines_solver(in->learner, &out->space, &s, error);
    out->solver = solver_name(in->learner->solver, count);
    for (size_t t = 0; t < c->task_count && status == PARLEY_OK; t++) {
        machine_set m = {0};
        status = machines_fit(in, &out->space, s, rows, t, out->tasks[t].cost, &m, error);
        out->tasks[t].weights = m.weights;
        out->tasks[t].bias = m.bias;
    }
    solver_free(s);
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
