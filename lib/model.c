/* Labelling with a model: see parley/model.h.
 *
 * The order is always the same: features of the sentence → those the model knows, with their counts
 * → values → one dot product for each machine, the sentence's mean word vector included → context of
 * the article → scores of the labels → offsets → the highest wins, and its distance from the next
 * becomes a confidence. The steps up to the dot products are lib/sums.c.
 */
#include "sums.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const parley_model_view *parley_model_view_of(const parley_model *model)
{
    return &model->view;
}

size_t parley_model_find(const parley_model *model, uint64_t hash)
{
    return hash_index_find(&model->features, hash);
}

struct parley_labeller {
    const parley_model *model;
    sentence_sums sentence;
    parley_features features; /* of the sentence that is explained */
    uint32_t *index, *count;  /* [capacity], those of them that the model knows */
    double *values;           /* [capacity] */
    size_t capacity;
    double *sums;  /* [batch_capacity][machine_count], of the sentences of a call */
    size_t *sizes; /* [batch_capacity], their bytes */
    size_t batch_capacity;
    double *context; /* [machine_count], sums over the beginning of the article */
    size_t context_count;
    double *scores; /* [label_count] */
};

parley_status parley_labeller_new(const parley_model *model, parley_labeller **labeller,
                                  parley_error *error)
{
    parley_labeller *l = calloc(1, sizeof *l);
    if (l) {
        l->model = model;
        l->context = calloc(model->view.machine_count, sizeof *l->context);
        l->scores = calloc(model->view.label_count, sizeof *l->scores);
    }
    if (!l || !l->context || !l->scores || sentence_sums_init(&l->sentence, model) != PARLEY_OK) {
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
    sentence_sums_fini(&labeller->sentence);
    parley_features_fini(&labeller->features);
    free(labeller->index);
    free(labeller->count);
    free(labeller->values);
    free(labeller->sums);
    free(labeller->sizes);
    free(labeller->context);
    free(labeller->scores);
    free(labeller);
}

/* --- context ------------------------------------------------------------------------------------ */

/* How many sentences from the beginning are context: those that begin within the bytes that are. */
static size_t context_reach(const size_t *sizes, size_t count)
{
    size_t bytes = 0, reach = 0;
    while (reach < count && bytes < PARLEY_CONTEXT_BYTES)
        bytes += sizes[reach++];
    return reach;
}

/* Adds the context to the scores of one sentence. sums: [machines], over `count` sentences of the
 * beginning; `inside` says that the sentence is one of them. */
static void add_context(double *scores, size_t machines, const double *sums, size_t count,
                        bool inside, double weight, const double *usual)
{
    size_t others = count - (inside ? 1 : 0);
    if (others == 0)
        return;
    double share = weight / (double)(others + PARLEY_CONTEXT_SHRINK);
    for (size_t m = 0; m < machines; m++) {
        double sum = sums[m] - (inside ? scores[m] : 0);
        scores[m] += share * (sum - (double)others * usual[m]);
    }
}

void parley_context_add(double *scores, size_t stride, size_t machines, const size_t *sizes,
                        size_t count, double weight, const double *usual, double *sums)
{
    size_t reach = context_reach(sizes, count);
    memset(sums, 0, machines * sizeof *sums);
    for (size_t i = 0; i < reach; i++)
        for (size_t m = 0; m < machines; m++)
            sums[m] += scores[i * stride + m];
    for (size_t i = 0; i < count; i++)
        add_context(scores + i * stride, machines, sums, reach, i < reach, weight, usual);
}

/* sums: [machine_count of the task]; scores: [label_count of the task], offsets included. */
static void score_task(const parley_task_view *task, const double *sums, double *scores)
{
    if (task->machine_count == 1) {
        scores[0] = -sums[0] + task->offsets[0];
        scores[1] = sums[0] + task->offsets[1];
        return;
    }
    for (size_t label = 0; label < task->label_count; label++)
        scores[label] = sums[label] + task->offsets[label];
}

parley_prediction parley_decide(const double *scores, size_t label_count, double slope,
                                const double *intercepts)
{
    /* The two highest so far; which one a score is, is anybody's guess: no branch depends on it. */
    double top = scores[0], next = -INFINITY;
    size_t best = 0;
    for (size_t i = 1; i < label_count; i++) {
        double score = scores[i], lower = score < top ? score : top;
        next = lower > next ? lower : next;
        best = score > top ? i : best;
        top = score > top ? score : top;
    }
    double margin = top - next;
    return (parley_prediction){best, margin, 1 / (1 + exp(slope * margin + intercepts[best]))};
}

static parley_status make_batch_room(parley_labeller *l, size_t count)
{
    if (count <= l->batch_capacity)
        return PARLEY_OK;
    double *sums = realloc(l->sums, count * l->model->view.machine_count * sizeof *sums);
    l->sums = sums ? sums : l->sums;
    size_t *sizes = realloc(l->sizes, count * sizeof *sizes);
    l->sizes = sizes ? sizes : l->sizes;
    if (!sums || !sizes)
        return PARLEY_E_MEMORY;
    l->batch_capacity = count;
    return PARLEY_OK;
}

/* Takes the sums over an article's beginning from its first call. Returns how many of this call's
 * sentences are among them. */
static size_t gather_context(parley_labeller *l, parley_relation relation, size_t count)
{
    size_t machines = l->model->view.machine_count;
    if (relation == PARLEY_CONTINUED)
        return 0;
    size_t reach = relation == PARLEY_ARTICLE ? context_reach(l->sizes, count) : 0;
    memset(l->context, 0, machines * sizeof *l->context);
    for (size_t i = 0; i < reach; i++)
        for (size_t m = 0; m < machines; m++)
            l->context[m] += l->sums[i * machines + m];
    l->context_count = reach;
    return reach;
}

parley_status parley_labeller_run(parley_labeller *l, parley_relation relation,
                                  const parley_str *sentences, size_t count,
                                  parley_prediction *predictions, double *scores,
                                  parley_error *error)
{
    const parley_model_view *view = &l->model->view;
    if (make_batch_room(l, count) != PARLEY_OK)
        return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    for (size_t i = 0; i < count; i++) {
        if (sentence_sums_run(&l->sentence, sentences[i], l->sums + i * view->machine_count) !=
            PARLEY_OK)
            return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
        l->sizes[i] = sentences[i].size;
    }
    size_t reach = gather_context(l, relation, count);
    for (size_t i = 0; i < count; i++) {
        double *row = scores ? scores + i * view->label_count : l->scores;
        for (size_t t = 0; t < view->task_count; t++) {
            const parley_task_view *task = &view->tasks[t];
            double *sums = l->sums + i * view->machine_count + task->machine_begin;
            if (task->context != 0 && relation != PARLEY_ALONE)
                add_context(sums, task->machine_count, l->context + task->machine_begin,
                            l->context_count, i < reach, task->context, task->usual_score);
            score_task(task, sums, row);
            predictions[i * view->task_count + t] =
                parley_decide(row, task->label_count, task->slope, task->intercepts);
            row += task->label_count;
        }
    }
    return PARLEY_OK;
}

/* --- explanations ------------------------------------------------------------------------------- */

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
    parley_features_weigh(&view->features, *vector, view->families, view->idf, l->values);
    return PARLEY_OK;
}

static int compare_contribution(const void *left, const void *right)
{
    const parley_contribution *a = left, *b = right;
    double x = fabs(a->value), y = fabs(b->value);
    if (x != y)
        return x < y ? 1 : -1;
    size_t shared = a->name.size < b->name.size ? a->name.size : b->name.size;
    int order = memcmp(a->name.data, b->name.data, shared);
    return order ? order : (a->name.size > b->name.size) - (a->name.size < b->name.size);
}

static parley_str feature_name(const parley_model_view *view, size_t feature)
{
    uint32_t begin = feature ? view->name_ends[feature - 1] : 0;
    return (parley_str){view->names + begin, view->name_ends[feature] - begin};
}

/* Adds what a word's vector says to the list: to the word's own entry if it has one.
 * Returns the new length of the list. */
static size_t add_word(const parley_labeller *l, const parley_token *token, double value,
                       parley_contribution *list, size_t count)
{
    parley_str name = {l->features.line.data + token->begin, token->end - token->begin};
    for (size_t i = 0; i < count; i++) {
        if (list[i].family == PARLEY_FAMILY_WORD && list[i].name.size == name.size &&
            memcmp(list[i].name.data, name.data, name.size) == 0) {
            list[i].value += value;
            return count;
        }
    }
    list[count] = (parley_contribution){name, PARLEY_FAMILY_WORD, value};
    return count + 1;
}

/* Adds what the words' vectors say. machine: whose products count, with this sign. */
static size_t add_words(parley_labeller *l, size_t machine, double sign, parley_contribution *list,
                        size_t count)
{
    const parley_model_view *view = &l->model->view;
    size_t stride = 1 + view->machine_count;
    double squares = 0;
    for (size_t i = 0; i < l->features.token_count; i++) {
        size_t word = hash_index_find(&l->model->words, l->features.tokens[i].hash);
        squares += word == SIZE_MAX ? 0 : (double)view->word_rows[word * stride];
    }
    double factor = squares > 0 ? sign * view->vector_scale / sqrt(squares) : 0;
    for (size_t i = 0; i < l->features.token_count && squares > 0; i++) {
        size_t word = hash_index_find(&l->model->words, l->features.tokens[i].hash);
        if (word != SIZE_MAX)
            count = add_word(l, &l->features.tokens[i],
                             factor * (double)view->word_rows[word * stride + 1 + machine], list,
                             count);
    }
    return count;
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
        !(all = calloc(vector.size + l->features.token_count + 1, sizeof *all)))
        return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    size_t machine = t->machine_begin + (t->machine_count == 1 ? 0 : label), found = 0;
    double sign = t->machine_count == 1 && label == 0 ? -1 : 1;
    for (size_t i = 0; i < vector.size; i++) {
        size_t feature = vector.index[i];
        all[found++] = (parley_contribution){
            feature_name(view, feature), (parley_family)view->families[feature],
            sign * l->values[i] * (double)view->weights[feature * view->machine_count + machine]};
    }
    found = add_words(l, machine, sign, all, found);
    qsort(all, found, sizeof *all, compare_contribution);
    *count = found < room ? found : room;
    memcpy(list, all, *count * sizeof *list);
    free(all);
    return PARLEY_OK;
}
