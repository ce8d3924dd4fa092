/* Labelling with a model: see parley/model.h.
 *
 * The order is always the same: features of the sentence → those the model knows, with their counts
 * → values → one dot product for each machine → scores of the labels → offsets → the highest wins,
 * and its distance from the next becomes a confidence.
 */
#include "model_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const parley_model_view *parley_model_view_of(const parley_model *model)
{
    return &model->view;
}

size_t parley_model_find(const parley_model *model, uint64_t hash)
{
    const uint32_t *bucket = model->starts + (hash >> (64 - model->bucket_bits));
    for (uint32_t i = bucket[0]; i < bucket[1]; i++)
        if (model->view.hashes[i] == hash)
            return i;
    return SIZE_MAX;
}

struct parley_labeller {
    const parley_model *model;
    parley_features features;
    uint32_t *index, *count; /* [capacity], the known features of the sentence */
    double *values;          /* [capacity] */
    size_t capacity;
    double *sums;   /* [machine_count] */
    double *scores; /* [label_count] */
};

parley_status parley_labeller_new(const parley_model *model, parley_labeller **labeller,
                                  parley_error *error)
{
    parley_labeller *l = calloc(1, sizeof *l);
    if (l) {
        l->model = model;
        l->sums = calloc(model->view.machine_count, sizeof *l->sums);
        l->scores = calloc(model->view.label_count, sizeof *l->scores);
    }
    if (!l || !l->sums || !l->scores) {
        parley_labeller_free(l);
        return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    }
    *labeller = l;
    return PARLEY_OK;
}

void parley_labeller_free(parley_labeller *labeller)
{
    if (!labeller)
        return;
    parley_features_fini(&labeller->features);
    free(labeller->index);
    free(labeller->count);
    free(labeller->values);
    free(labeller->sums);
    free(labeller->scores);
    free(labeller);
}

static parley_status make_room(parley_labeller *l, size_t count)
{
    if (count <= l->capacity)
        return PARLEY_OK;
    size_t capacity = 2 * count;
    uint32_t *index = realloc(l->index, capacity * sizeof *index);
    l->index = index ? index : l->index;
    uint32_t *counts = realloc(l->count, capacity * sizeof *counts);
    l->count = counts ? counts : l->count;
    double *values = realloc(l->values, capacity * sizeof *values);
    l->values = values ? values : l->values;
    if (!index || !counts || !values)
        return PARLEY_E_MEMORY;
    l->capacity = capacity;
    return PARLEY_OK;
}

static int compare_index(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

/* The vector of a sentence: what the model knows of it, in index, count and values. */
static parley_status vectorize(parley_labeller *l, parley_str sentence, parley_counts *vector)
{
    const parley_model_view *view = &l->model->view;
    parley_status status =
        parley_features_extract(&view->features, sentence.data, sentence.size, &l->features);
    if (status == PARLEY_OK)
        status = make_room(l, l->features.count);
    if (status != PARLEY_OK)
        return status;
    size_t known = 0;
    for (size_t i = 0; i < l->features.count; i++) {
        size_t found = parley_model_find(l->model, l->features.items[i].hash);
        if (found != SIZE_MAX)
            l->index[known++] = (uint32_t)found;
    }
    if (known > 1)
        qsort(l->index, known, sizeof *l->index, compare_index);
    size_t size = 0;
    for (size_t i = 0; i < known; i++) {
        if (size > 0 && l->index[size - 1] == l->index[i]) {
            l->count[size - 1]++;
        } else {
            l->index[size] = l->index[i];
            l->count[size++] = 1;
        }
    }
    *vector = (parley_counts){l->index, l->count, size};
    parley_features_weigh(&view->features, *vector, view->idf, l->values);
    return PARLEY_OK;
}

/* sums: [machine_count], without the biases. */
static void multiply(const parley_model_view *view, parley_counts vector, const double *values,
                     double *sums)
{
    size_t machines = view->machine_count;
    memset(sums, 0, machines * sizeof *sums);
    for (size_t i = 0; i < vector.size; i++) {
        const float *row = view->weights + vector.index[i] * machines;
        for (size_t m = 0; m < machines; m++)
            sums[m] += values[i] * (double)row[m];
    }
}

/* scores: [label_count of the task], offsets included. */
static void score_task(const parley_task_view *task, const double *sums, double *scores)
{
    for (size_t label = 0; label < task->label_count; label++) {
        double score;
        if (task->machine_count == 1) {
            score = sums[task->machine_begin] + task->bias[0];
            score = label == 1 ? score : -score;
        } else {
            score = sums[task->machine_begin + label] + task->bias[label];
        }
        scores[label] = score + task->offsets[label];
    }
}

parley_prediction parley_decide(const double *scores, size_t label_count, double slope,
                                double intercept)
{
    size_t best = 0;
    for (size_t i = 1; i < label_count; i++)
        if (scores[i] > scores[best])
            best = i;
    double next = -INFINITY;
    for (size_t i = 0; i < label_count; i++)
        if (i != best && scores[i] > next)
            next = scores[i];
    double margin = scores[best] - next;
    return (parley_prediction){best, margin, 1 / (1 + exp(slope * margin + intercept))};
}

parley_status parley_labeller_run(parley_labeller *l, const parley_str *sentences, size_t count,
                                  parley_prediction *predictions, double *scores,
                                  parley_error *error)
{
    const parley_model_view *view = &l->model->view;
    for (size_t i = 0; i < count; i++) {
        parley_counts vector;
        if (vectorize(l, sentences[i], &vector) != PARLEY_OK)
            return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
        multiply(view, vector, l->values, l->sums);
        double *row = scores ? scores + i * view->label_count : l->scores;
        for (size_t t = 0; t < view->task_count; t++) {
            const parley_task_view *task = &view->tasks[t];
            score_task(task, l->sums, row);
            predictions[i * view->task_count + t] =
                parley_decide(row, task->label_count, task->slope, task->intercept);
            row += task->label_count;
        }
    }
    return PARLEY_OK;
}

static int compare_contribution(const void *left, const void *right)
{
    const parley_contribution *a = left, *b = right;
    double x = fabs(a->value), y = fabs(b->value);
    if (x != y)
        return x < y ? 1 : -1;
    return (a->feature > b->feature) - (a->feature < b->feature);
}

parley_status parley_labeller_explain(parley_labeller *l, parley_str sentence, size_t task,
                                      size_t label, parley_contribution *list, size_t room,
                                      size_t *count, parley_error *error)
{
    const parley_model_view *view = &l->model->view;
    const parley_task_view *t = &view->tasks[task];
    parley_counts vector;
    parley_contribution *all = NULL;
    if (vectorize(l, sentence, &vector) != PARLEY_OK ||
        !(all = calloc(vector.size + 1, sizeof *all)))
        return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    size_t machine = t->machine_begin + (t->machine_count == 1 ? 0 : label);
    double sign = t->machine_count == 1 && label == 0 ? -1 : 1;
    for (size_t i = 0; i < vector.size; i++)
        all[i] = (parley_contribution){
            vector.index[i],
            sign * l->values[i] *
                (double)view->weights[vector.index[i] * view->machine_count + machine]};
    qsort(all, vector.size, sizeof *all, compare_contribution);
    *count = vector.size < room ? vector.size : room;
    memcpy(list, all, *count * sizeof *list);
    free(all);
    return PARLEY_OK;
}
