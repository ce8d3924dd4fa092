/* Fitting and cross-validation: see train/fit.h. */
#include "fit.h"

#include "folds.h"
#include "parley/model.h"
#include "workers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double cost_grid[] = {0.25, 0.5, 1, 2, 4};
static const double context_grid[] = {0, 0.5, 1};
enum {
    COSTS = sizeof cost_grid / sizeof *cost_grid,
    CONTEXTS = sizeof context_grid / sizeof *context_grid
};

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
typedef struct machine_set {
    size_t count;
    double *weights; /* [count][columns] */
    double *bias;    /* [count] */
} machine_set;

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
                                     unsigned seed, double *weights, double *bias,
                                     parley_error *error)
{
    const sparse_matrix *m = &sp->matrix;
    double *ratio = malloc((m->columns + 1) * sizeof *ratio);
    double *negative = malloc((m->columns + 1) * sizeof *negative);
    double *values = malloc((m->starts[m->rows] + 1) * sizeof *values);
    solver *s = NULL;
    parley_status status = PARLEY_E_MEMORY;
    if (!ratio || !negative || !values) {
        no_memory(error);
        goto done;
    }
    log_count_ratios(m, sp->feature_count, y, ratio, negative);
    for (size_t k = 0; k < m->starts[m->rows]; k++)
        values[k] = m->value[k] * ratio[m->column[k]];
    sparse_matrix scaled = *m;
    scaled.value = values;
    status = solver_new(l->solver, &scaled, &s, error);
    if (status == PARLEY_OK)
        status = solver_fit(s, y, times, costs[0], costs[1], seed, weights, bias, error);
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

/* Fits the machines of a task. `shared` is the solver that fits without ratios share. */
static parley_status fit_machines(const fit_input *in, const space *sp, solver *shared,
                                  const size_t *rows, size_t t, double cost, machine_set *out,
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
        unsigned seed = fit_seed(l, t, m);
        take_sides(in, rows, count, t, m, cost, times, y, costs);
        status = shared ? solver_fit(shared, y, times, costs[0], costs[1], seed, weights,
                                     &out->bias[m], error)
                        : fit_with_ratios(l, sp, y, times, costs, seed, weights, &out->bias[m],
                                          error);
    }
    free(y);
    free(times);
    return status;
}

static void machines_fini(machine_set *m)
{
    free(m->weights);
    free(m->bias);
    *m = (machine_set){0};
}

/* The solver that all machines of a space share, or NULL where each has values of its own. */
static parley_status shared_solver(const learner *l, const space *sp, solver **out,
                                   parley_error *error)
{
    *out = NULL;
    return l->rows.features.weighting == PARLEY_WEIGHTING_NB
               ? PARLEY_OK
               : solver_new(l->solver, &sp->matrix, out, error);
}

/* --- scores ------------------------------------------------------------------------------------- */

/* What the machines say of a row. scores: [machine_count]. */
static void score_row(const double *weights, const double *bias, size_t machine_count,
                      size_t columns, const row_vector *r, double *scores)
{
    for (size_t m = 0; m < machine_count; m++) {
        double sum = bias[m];
        for (size_t k = 0; k < r->size; k++)
            sum += weights[m * columns + r->column[k]] * r->values[k];
        scores[m] = sum;
    }
}

/* From the machines' scores to those of the labels: [machine_count] to [label_count]. */
static void spread(const double *machine_scores, size_t label_count, double *scores)
{
    if (label_count == 2) { /* one machine, for the second label */
        scores[0] = -machine_scores[0];
        scores[1] = machine_scores[0];
        return;
    }
    memcpy(scores, machine_scores, label_count * sizeof *scores);
}

/* Adds context to the scores of rows, run by run. rows: [count], in the order of the corpus; fold:
 * [count] or NULL: rows of different folds are no context of one another. scores: [count][machines];
 * sizes: [count], scratch; sums: [machines], scratch. */
static void add_context(const corpus *c, const size_t *rows, const size_t *fold, size_t count,
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

/* --- inner folds -------------------------------------------------------------------------------- */

/* Out-of-fold scores of one fit, over the rows it was given. */
typedef struct inner {
    const fit_input *in;
    const size_t *rows; /* [count] */
    const size_t *fold; /* [count] */
    size_t count;
    size_t folds;
    const double *costs; /* [cost_count] */
    size_t cost_count;
    size_t machines; /* of all tasks */
    double *scores;  /* shared; [cost_count][count][machines] */
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
            score_row(all[t].weights, all[t].bias, all[t].count, sp->matrix.columns, r, scores);
            scores += all[t].count;
        }
    }
}

/* One inner fold: fits on the others, scores its own. */
static parley_status inner_job(size_t fold, void *context, parley_error *error)
{
    inner *n = context;
    const corpus *c = n->in->corpus;
    size_t *rows = malloc((n->count + 1) * sizeof *rows);
    machine_set *all = calloc(c->task_count, sizeof *all);
    row_vector r = {0};
    space sp = {0};
    solver *s = NULL;
    size_t count = 0;
    parley_status status = PARLEY_OK;
    if (!rows || !all || row_vector_init(&r, n->in->vectors) != PARLEY_OK) {
        status = no_memory(error);
        goto done;
    }
    for (size_t i = 0; i < n->count; i++)
        if (n->fold[i] != fold)
            rows[count++] = n->rows[i];
    const learner *l = n->in->learner;
    status = space_build(n->in->vectors, &l->rows, rows, count, &sp, error);
    if (status == PARLEY_OK)
        status = shared_solver(l, &sp, &s, error);
    for (size_t k = 0; k < n->cost_count && status == PARLEY_OK; k++) {
        for (size_t t = 0; t < c->task_count && status == PARLEY_OK; t++)
            status = fit_machines(n->in, &sp, s, rows, t, n->costs[k], &all[t], error);
        if (status == PARLEY_OK)
            score_held(n, fold, k, &sp, all, &r);
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

/* One task's scores, with their context; rows without a label or a fold left out. */
typedef struct sample {
    double *scores; /* [count][labels] */
    int *gold;      /* [count] */
    size_t *fold;   /* [count] */
    size_t count, labels;
    double *usual; /* [machines], the mean score */
} sample;

static void sample_fini(sample *s)
{
    free(s->scores);
    free(s->gold);
    free(s->fold);
    free(s->usual);
}

/* The rows of one task as the machines scored them: those that were tested, with or without a label.
 * at: [n->count], indexes into n->rows. scores: [count][machines]. Returns the count. */
static size_t gather(const inner *n, size_t cost, size_t machine_begin, size_t machines,
                     size_t *at, double *scores)
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
        spread(g->scores + i * machines, s->labels, s->scores + s->count * s->labels);
        s->fold[s->count] = g->fold[i];
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
    s->usual = calloc(machines, sizeof *s->usual);
    if (!gathering_init(&g, n->count, machines) || !s->scores || !s->gold || !s->fold ||
        !s->usual) {
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
    add_context(c, g.rows, g.fold, count, g.scores, machines, context, s->usual, g.sizes, g.sums);
    keep_labelled(n, t, &g, count, machines, s);
    gathering_fini(&g);
    return PARLEY_OK;
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
        memcpy(task->usual_score, s.usual, task->machine_count * sizeof *s.usual);
        for (size_t l = 0; l < s.labels; l++)
            task->offsets[l] *= best.share;
        status = calibrate(&s, task, error);
    }
    sample_fini(&s);
    return status;
}

static parley_status fit_choices(const fit_input *in, const size_t *rows, size_t count,
                                 size_t processes, const messages *say, fitted *out,
                                 parley_error *error)
{
    const learner *l = in->learner;
    inner n = {.in = in, .rows = rows, .count = count, .costs = cost_grid, .cost_count = COSTS};
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
    parley_status status = fit_folds(in->corpus, rows, count, &folds, l->seed, fold, error);
    n.fold = fold;
    n.folds = folds;
    if (status == PARLEY_OK && folds >= 2) {
        void *memory = NULL;
        status = workers_share(size, &memory, error);
        n.scores = memory;
        if (status == PARLEY_OK)
            status = workers_run(folds, processes, inner_job, &n, say, "choosing: fold", error);
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

static parley_status new_tasks(const corpus *c, fitted *out, parley_error *error)
{
    *out = (fitted){.tasks = calloc(c->task_count, sizeof *out->tasks),
                    .task_count = c->task_count};
    if (!out->tasks)
        return no_memory(error);
    for (size_t t = 0; t < c->task_count; t++) {
        fitted_task *task = &out->tasks[t];
        task->machine_count = machines_of(&c->tasks[t]);
        task->offsets = calloc(c->tasks[t].label_count, sizeof(double));
        task->usual_score = calloc(task->machine_count, sizeof(double));
        if (!task->offsets || !task->usual_score)
            return no_memory(error);
    }
    return PARLEY_OK;
}

parley_status fit_rows(const fit_input *in, const size_t *rows, size_t count, size_t processes,
                       const messages *say, fitted *out, parley_error *error)
{
    const corpus *c = in->corpus;
    solver *s = NULL;
    parley_status status = new_tasks(c, out, error);
    if (status == PARLEY_OK)
        status = fit_choices(in, rows, count, processes, say, out, error);
    if (status == PARLEY_OK)
        status = space_build(in->vectors, &in->learner->rows, rows, count, &out->space, error);
    if (status == PARLEY_OK)
        status = shared_solver(in->learner, &out->space, &s, error);
    out->solver = solver_name(in->learner->solver, count);
    for (size_t t = 0; t < c->task_count && status == PARLEY_OK; t++) {
        machine_set m = {0};
        status = fit_machines(in, &out->space, s, rows, t, out->tasks[t].cost, &m, error);
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
    return 1 / (1 + exp(task->slope * (scores[own] - best) + task->intercept));
}

/* Turns the machines' scores of rows into verdicts on one task. labels: [label_count], scratch. */
static void judge(const fit_input *in, const fitted *f, size_t t, const size_t *rows, size_t count,
                  const double *scores, double *labels, verdict *verdicts)
{
    const corpus *c = in->corpus;
    const fitted_task *task = &f->tasks[t];
    size_t label_count = c->tasks[t].label_count;
    for (size_t i = 0; i < count; i++) {
        spread(scores + i * task->machine_count, label_count, labels);
        for (size_t l = 0; l < label_count; l++)
            labels[l] += task->offsets[l];
        parley_prediction p = parley_decide(labels, label_count, task->slope, task->intercept);
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
    if (status != PARLEY_OK || !scores || !sizes)
        status = no_memory(error);
    double *sums = scores + count * most, *labels = sums + most;
    for (size_t t = 0; t < c->task_count && status == PARLEY_OK; t++) {
        const fitted_task *task = &f->tasks[t];
        for (size_t i = 0; i < count; i++) {
            space_row(&f->space, in->vectors, rows[i], &r);
            score_row(task->weights, task->bias, task->machine_count, f->space.matrix.columns, &r,
                      scores + i * task->machine_count);
        }
        add_context(c, rows, NULL, count, scores, task->machine_count, task->context,
                    task->usual_score, sizes, sums);
        judge(in, f, t, rows, count, scores, labels, verdicts);
    }
    row_vector_fini(&r);
    free(scores);
    free(sizes);
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
