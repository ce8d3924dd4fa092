/* Choosing on out-of-fold scores: see train/choose.h. */
#include "choose.h"

#include "folds.h"
#include "parley/model.h"
#include "share_errors.h"
#include "workers.h"

#include <stdlib.h>
#include <string.h>

static const double cost_grid[] = {0.25, 0.5, 1, 2, 4};
static const double context_grid[] = {0, 1};
enum {
    COSTS = sizeof cost_grid / sizeof *cost_grid,
    CONTEXTS = sizeof context_grid / sizeof *context_grid
};

static parley_status no_memory(parley_error *error)
{
    return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
}

/* Out-of-fold scores of one fit, over the rows it was given. */
typedef struct inner {
    const fit_input *in;
    const size_t *rows; /* [count] */
    const size_t *fold; /* [count] */
    size_t count;
    size_t folds;
    const double *costs; /* [cost_count] */
    size_t cost_count;
    size_t machines;             /* of all tasks */
    double *scores;              /* shared; [cost_count][count][machines] */
    const choose_beside *beside; /* or NULL */
} inner;

/* Scores the rows that a fold holds out, for one cost. */
static void score_held(const inner *n, size_t fold, size_t cost, const space *sp,
                       const machine_set *all, row_vector *r)
{
    for (size_t i = 0; i < n->count; i++) {
        if (n->fold[i] != fold)
            continue;
        space_row(sp, n->in->vectors, n->rows[i], r);
        double *scores = n->scores + (cost * n->count + i) * n->machines;
        for (size_t t = 0; t < n->in->corpus->task_count; t++) {
            machines_score(all[t].weights, all[t].bias, all[t].count, sp->matrix.columns, r,
                           scores);
            scores += all[t].count;
        }
    }
}

/* Fits and scores at every cost, each time from where the cost before ended. starts: [machines][rows
 * of the space], zeroes. all: [tasks], scratch. */
static parley_status try_costs(inner *n, size_t fold, const size_t *rows, const space *sp,
                               double *starts, machine_set *all, row_vector *r, parley_error *error)
{
    size_t tasks = n->in->corpus->task_count;
    solver *s = NULL;
    parley_status status = machines_solver(n->in->learner, sp, &s, error);
    for (size_t k = 0; k < n->cost_count && status == PARLEY_OK; k++) {
        double *start = starts;
        for (size_t t = 0; t < tasks && status == PARLEY_OK; t++) {
            status = machines_fit(n->in, sp, s, rows, t, n->costs[k], start, &all[t], error);
            start += all[t].count * sp->matrix.rows;
        }
        if (status == PARLEY_OK)
            score_held(n, fold, k, sp, all, r);
        for (size_t t = 0; t < tasks; t++)
            machines_fini(&all[t]);
    }
    solver_free(s);
    return status;
}

/* One inner fold: fits on the others, scores its own. */
static parley_status inner_job(size_t fold, void *context, parley_error *error)
{
    inner *n = context;
    size_t *rows = malloc((n->count + 1) * sizeof *rows);
    double *starts = calloc(n->count * n->machines + 1, sizeof *starts);
    machine_set *all = calloc(n->in->corpus->task_count, sizeof *all);
    row_vector r = {0};
    space sp = {0};
    size_t count = 0;
    parley_status status = PARLEY_OK;
    if (!rows || !starts || !all || row_vector_init(&r, n->in->vectors) != PARLEY_OK)
        status = no_memory(error);
    for (size_t i = 0; i < n->count && status == PARLEY_OK; i++)
        if (n->fold[i] != fold)
            rows[count++] = n->rows[i];
    if (status == PARLEY_OK)
        status = space_build(n->in->vectors, &n->in->learner->rows, rows, count, &sp, error);
    if (status == PARLEY_OK)
        status = try_costs(n, fold, rows, &sp, starts, all, &r, error);
    space_fini(&sp);
    row_vector_fini(&r);
    free(all);
    free(starts);
    free(rows);
    return status;
}

/* The job beside the folds is the first: it is the longest. */
static parley_status any_job(size_t job, void *context, parley_error *error)
{
    inner *n = context;
    if (!n->beside)
        return inner_job(job, n, error);
    return job ? inner_job(job - 1, n, error) : n->beside->run(n->beside->context, error);
}

/* --- choosing on out-of-fold scores -------------------------------------------------------------- */

/* One task's scores, with their context; rows without a label or a fold left out. */
typedef struct sample {
    double *scores; /* [count][labels] */
    int *gold;      /* [count] */
    size_t *fold;   /* [count] */
    size_t *group;  /* [count], of the corpus */
    size_t count, labels;
    double *usual; /* [machines], the mean score */
} sample;

static void sample_fini(sample *s)
{
    free(s->scores);
    free(s->gold);
    free(s->fold);
    free(s->group);
    free(s->usual);
}

/* The rows of one task as the machines scored them: those that were tested, with or without a label.
 * at: [n->count], indexes into n->rows. scores: [count][machines]. Returns the count. */
static size_t gather(const inner *n, size_t cost, size_t machine_begin, size_t machines, size_t *at,
                     double *scores)
{
    size_t count = 0;
    for (size_t i = 0; i < n->count; i++) {
        if (n->fold[i] == NO_FOLD || n->in->corpus->rows[n->rows[i]].role != ROLE_TESTED)
            continue;
        memcpy(scores + count * machines,
               n->scores + (cost * n->count + i) * n->machines + machine_begin,
               machines * sizeof *scores);
        at[count++] = i;
    }
    return count;
}

/* Scratch of take_sample. */
typedef struct gathering {
    size_t *at, *rows, *fold, *sizes;
    double *scores, *sums;
} gathering;

static bool gathering_init(gathering *g, size_t count, size_t machines)
{
    *g = (gathering){.at = malloc((count + 1) * sizeof *g->at),
                     .rows = malloc((count + 1) * sizeof *g->rows),
                     .fold = malloc((count + 1) * sizeof *g->fold),
                     .sizes = malloc((count + 1) * sizeof *g->sizes),
                     .scores = malloc((count * machines + 1) * sizeof *g->scores),
                     .sums = malloc((machines + 1) * sizeof *g->sums)};
    return g->at && g->rows && g->fold && g->sizes && g->scores && g->sums;
}

static void gathering_fini(gathering *g)
{
    free(g->at);
    free(g->rows);
    free(g->fold);
    free(g->sizes);
    free(g->scores);
    free(g->sums);
}

/* Keeps the labelled rows of what was gathered. */
static void keep_labelled(const inner *n, size_t t, const gathering *g, size_t count,
                          size_t machines, sample *s)
{
    for (size_t i = 0; i < count; i++) {
        int label = corpus_label(n->in->corpus, g->rows[i], t);
        if (label == NO_LABEL)
            continue;
        machines_spread(g->scores + i * machines, s->labels, s->scores + s->count * s->labels);
        s->fold[s->count] = g->fold[i];
        s->group[s->count] = n->in->corpus->rows[g->rows[i]].group;
        s->gold[s->count++] = label;
    }
}

static parley_status take_sample(const inner *n, size_t cost, size_t t, size_t machine_begin,
                                 double context, sample *s, parley_error *error)
{
    const corpus *c = n->in->corpus;
    size_t machines = machines_of(&c->tasks[t]);
    gathering g;
    *s = (sample){.labels = c->tasks[t].label_count};
    s->scores = malloc((n->count * s->labels + 1) * sizeof *s->scores);
    s->gold = malloc((n->count + 1) * sizeof *s->gold);
    s->fold = malloc((n->count + 1) * sizeof *s->fold);
    s->group = malloc((n->count + 1) * sizeof *s->group);
    s->usual = calloc(machines, sizeof *s->usual);
    if (!gathering_init(&g, n->count, machines) || !s->scores || !s->gold || !s->fold ||
        !s->group || !s->usual) {
        gathering_fini(&g);
        return no_memory(error);
    }
    size_t count = gather(n, cost, machine_begin, machines, g.at, g.scores);
    for (size_t i = 0; i < count; i++) {
        g.rows[i] = n->rows[g.at[i]];
        g.fold[i] = n->fold[g.at[i]];
        for (size_t m = 0; m < machines; m++)
            s->usual[m] += g.scores[i * machines + m] / (double)count;
    }
    machines_add_context(c, g.rows, g.fold, count, g.scores, machines, context, s->usual, g.sizes,
                         g.sums);
    keep_labelled(n, t, &g, count, machines, s);
    gathering_fini(&g);
    return PARLEY_OK;
}

static parley_status calibrate(const sample *s, fitted_task *task, parley_error *error)
{
    double *margins = malloc((s->count + 1) * sizeof *margins);
    int *given = malloc((s->count + 1) * sizeof *given);
    if (!margins || !given) {
        free(margins);
        free(given);
        return no_memory(error);
    }
    for (size_t i = 0; i < s->count; i++) {
        double *scores = s->scores + i * s->labels;
        for (size_t l = 0; l < s->labels; l++)
            scores[l] += task->offsets[l];
        parley_prediction p = parley_decide(scores, s->labels, 0, task->offsets);
        margins[i] = p.margin;
        given[i] = (int)p.label;
    }
    parley_status status = decide_calibration(margins, given, s->gold, s->count, s->labels,
                                              &task->slope, task->intercepts, error);
    if (status == PARLEY_OK)
        status = decide_posterior(s->scores, s->gold, s->count, s->labels, &task->posterior_scale,
                                  task->posterior_shifts, task->prior, error);
    parley_task_view view = {.label_count = s->labels,
                             .posterior_scale = task->posterior_scale,
                             .posterior_shifts = task->posterior_shifts};
    if (status == PARLEY_OK)
        status = share_errors(&view, s->scores, s->gold, s->group, s->fold, s->count,
                              task->share_spread, task->share_error, error);
    task->calibrated = s->count > 0;
    free(margins);
    free(given);
    return status;
}

/* Which of the costs and contexts a task does best with, and with how much of the offsets. */
typedef struct choice {
    size_t cost;
    double context, share, figure;
} choice;

static parley_status choose(const inner *n, size_t t, size_t machine_begin, choice *best,
                            parley_error *error)
{
    const learner *l = n->in->learner;
    bool fixed = l->context >= 0 || n->in->corpus->runs == 0;
    double given = l->context > 0 ? l->context : 0;
    const double *contexts = fixed ? &given : context_grid;
    parley_status status = PARLEY_OK;
    best->figure = -1;
    for (size_t k = 0; k < n->cost_count; k++) {
        for (size_t x = 0; x < (fixed ? 1 : CONTEXTS) && status == PARLEY_OK; x++) {
            sample s;
            choice now = {.cost = k, .context = contexts[x]};
            status = take_sample(n, k, t, machine_begin, contexts[x], &s, error);
            if (status == PARLEY_OK)
                status = decide_share(s.scores, s.gold, s.fold, n->folds, s.count, s.labels,
                                      l->optimise, &now.share, &now.figure, error);
            if (status == PARLEY_OK && now.figure > best->figure)
                *best = now;
            sample_fini(&s);
        }
    }
    return status;
}

/* Chooses for one task, then fits its offsets and calibration on all out-of-fold scores. */
static parley_status settle(const inner *n, size_t t, size_t machine_begin, fitted_task *task,
                            parley_error *error)
{
    choice best = {0};
    sample s = {0};
    double unused;
    parley_status status = choose(n, t, machine_begin, &best, error);
    if (status == PARLEY_OK)
        status = take_sample(n, best.cost, t, machine_begin, best.context, &s, error);
    if (status == PARLEY_OK)
        status = decide_offsets(s.scores, s.gold, s.count, s.labels, n->in->learner->optimise,
                                task->offsets, &unused, error);
    if (status == PARLEY_OK) {
        task->cost = n->costs[best.cost];
        task->context = best.context;
        task->share = best.share;
        task->figure = best.figure;
        memcpy(task->usual_score, s.usual, task->machine_count * sizeof *s.usual);
        for (size_t l = 0; l < s.labels; l++)
            task->offsets[l] *= best.share;
        status = calibrate(&s, task, error);
    }
    sample_fini(&s);
    return status;
}

parley_status choose_all(const fit_input *in, const size_t *rows, size_t count, size_t processes,
                         const choose_beside *beside, const messages *say, fitted *out,
                         parley_error *error)
{
    const learner *l = in->learner;
    inner n = {.in = in,
               .rows = rows,
               .count = count,
               .costs = cost_grid,
               .cost_count = COSTS,
               .beside = beside};
    unsigned folds = l->inner_folds;
    size_t *fold = malloc((count + 1) * sizeof *fold);
    if (!fold)
        return no_memory(error);
    if (l->cost > 0) {
        n.costs = &l->cost;
        n.cost_count = 1;
    }
    for (size_t t = 0; t < in->corpus->task_count; t++)
        n.machines += machines_of(&in->corpus->tasks[t]);
    size_t size = n.cost_count * count * n.machines * sizeof *n.scores;
    parley_status status =
        folds_of_corpus(in->corpus, rows, count, false, &folds, l->seed, fold, error);
    n.fold = fold;
    n.folds = folds;
    if (status == PARLEY_OK && folds >= 2) {
        void *memory = NULL;
        status = workers_share(size, &memory, error);
        n.scores = memory;
        if (status == PARLEY_OK)
            status = workers_run(folds + (beside ? 1 : 0), processes, any_job, &n, say,
                                 "choosing: fold", error);
        for (size_t t = 0, begin = 0; t < out->task_count && status == PARLEY_OK; t++) {
            status = settle(&n, t, begin, &out->tasks[t], error);
            begin += out->tasks[t].machine_count;
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
