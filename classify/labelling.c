/* Labelling a job: see classify/labelling.h.
 *
 * A labeller remembers the beginning of the article that it labelled last, as the context of what
 * follows. Where an article is divided among several jobs, another worker may have had its beginning:
 * then this one labels it too, for the context alone. So what a row's label is does not depend on who
 * labelled the rows before.
 */
#include "labelling.h"

#include <stdlib.h>

struct labelling {
    const labelling_plan *plan;
    source_worker *source;
    parley_labeller *labeller;
    size_t article;           /* the number of the one that the labeller remembers; 0: no matter */
    parley_str *texts;        /* [capacity], of a group */
    parley_prediction *spare; /* [capacity][tasks], of a beginning */
    size_t capacity;
    double *posterior; /* [labels], scratch */
    parley_buffer scratch;
};

static size_t tasks_of(const labelling *l)
{
    return l->plan->model ? parley_model_view_of(l->plan->model)->task_count : 0;
}

static size_t labels_of(const labelling *l)
{
    return l->plan->model ? parley_model_view_of(l->plan->model)->label_count : 0;
}

labelling *labelling_new(const labelling_plan *plan, parley_error *error)
{
    labelling *l = calloc(1, sizeof *l);
    if (!l) {
        parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
        return NULL;
    }
    l->plan = plan;
    l->source = source_worker_new(plan->settings);
    l->posterior = malloc((labels_of(l) + 1) * sizeof *l->posterior);
    if (!l->source || !l->posterior ||
        (plan->model && parley_labeller_new(plan->model, &l->labeller, error) != PARLEY_OK)) {
        parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
        labelling_free(l);
        return NULL;
    }
    return l;
}

void labelling_free(labelling *l)
{
    if (!l)
        return;
    source_worker_free(l->source);
    parley_labeller_free(l->labeller);
    free(l->texts);
    free(l->spare);
    free(l->posterior);
    parley_buffer_fini(&l->scratch);
    free(l);
}

/* Room for `count` sentences that are labelled together. */
static parley_status make_room(labelling *l, size_t count)
{
    if (count <= l->capacity)
        return PARLEY_OK;
    parley_str *texts = realloc(l->texts, count * sizeof *texts);
    l->texts = texts ? texts : l->texts;
    parley_prediction *spare = realloc(l->spare, count * tasks_of(l) * sizeof *spare);
    l->spare = spare ? spare : l->spare;
    if (!texts || !spare)
        return PARLEY_E_MEMORY;
    l->capacity = count;
    return PARLEY_OK;
}

/* Makes the labeller remember the article that a group goes on with. */
static parley_status recall(labelling *l, const row_group *group, parley_error *error)
{
    const article_head *head = group->head;
    if (group->relation != PARLEY_CONTINUED || group->article == l->article)
        return PARLEY_OK;
    if (make_room(l, head->count) != PARLEY_OK)
        return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    return parley_labeller_run(l->labeller, PARLEY_ARTICLE, head->texts, head->count, l->spare,
                               NULL, error);
}

static parley_status label_group(labelling *l, job *j, const row_group *group, parley_error *error)
{
    const source_row *rows = j->rows.rows + group->first;
    parley_status status = recall(l, group, error);
    if (status == PARLEY_OK && make_room(l, group->count) != PARLEY_OK)
        status = parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    if (status != PARLEY_OK)
        return status;
    for (size_t i = 0; i < group->count; i++)
        l->texts[i] = rows[i].text;
    l->article = group->article;
    double *scores = j->scores ? j->scores + group->first * labels_of(l) : NULL;
    parley_prediction *predictions = j->predictions + group->first * tasks_of(l);
    status = parley_labeller_run(l->labeller, group->relation, l->texts, group->count, predictions,
                                 scores, error);
    for (size_t i = 0; i < group->count && status == PARLEY_OK && l->plan->prior; i++)
        prior_shift(parley_model_view_of(l->plan->model), l->plan->prior, scores + i * labels_of(l),
                    predictions + i * tasks_of(l), l->posterior);
    return status;
}

static parley_status format_group(labelling *l, job *j, row_group *group, parley_error *error)
{
    const rows_tools tools = {l->labeller, &l->scratch, &j->said};
    parley_status status = PARLEY_OK;
    for (size_t i = group->first; i < group->first + group->count && status == PARLEY_OK; i++) {
        status = rows_put(l->plan->format, &j->rows.rows[i], j->rows.extra_count,
                          l->labeller ? j->predictions + i * tasks_of(l) : NULL, NULL, &tools,
                          &j->lines);
        j->rows.rows[i].lines_end = j->lines.size;
    }
    group->lines_end = j->lines.size;
    group->said_end = j->said.size;
    return status == PARLEY_OK ? status : parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
}

static parley_status make_predictions(const labelling *l, job *j, parley_error *error)
{
    bool scores = l->plan->scores || l->plan->prior;
    if (!l->labeller || j->rows.count <= j->prediction_capacity)
        return PARLEY_OK;
    parley_prediction *grown = realloc(j->predictions, j->rows.count * tasks_of(l) * sizeof *grown);
    j->predictions = grown ? grown : j->predictions;
    double *longer =
        scores && grown ? realloc(j->scores, j->rows.count * labels_of(l) * sizeof *longer) : NULL;
    j->scores = longer ? longer : j->scores;
    if (!grown || (scores && !longer))
        return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    j->prediction_capacity = j->rows.count;
    return PARLEY_OK;
}

void labelling_run(labelling *l, job *j)
{
    parley_error error = {0};
    source_expand(l->source, j);
    parley_status status = make_predictions(l, j, &error);
    if (status != PARLEY_OK)
        job_fail_at(j, 0, &error);
    for (size_t i = 0; i < j->rows.group_count && status == PARLEY_OK; i++) {
        row_group *group = &j->rows.groups[i];
        if (l->labeller)
            status = label_group(l, j, group, &error);
        if (status == PARLEY_OK && l->plan->format)
            status = format_group(l, j, group, &error);
        if (status != PARLEY_OK)
            job_fail_at(j, i, &error);
    }
}
