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
    source_worker *source;
    const parley_model *model;
    const rows_format *format;
    parley_labeller *labeller;
    size_t article;           /* the number of the one that the labeller remembers; 0: no matter */
    parley_str *texts;        /* [capacity], of a group */
    parley_prediction *spare; /* [capacity][tasks], of a beginning */
    size_t capacity;
    parley_buffer scratch;
};

labelling *labelling_new(const source_settings *settings, const parley_model *model,
                         const rows_format *format, parley_error *error)
{
    labelling *l = calloc(1, sizeof *l);
    if (!l) {
        parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
        return NULL;
    }
    l->model = model;
    l->format = format;
    l->source = source_worker_new(settings);
    if (!l->source || (model && parley_labeller_new(model, &l->labeller, error) != PARLEY_OK)) {
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
    parley_buffer_fini(&l->scratch);
    free(l);
}

static size_t tasks_of(const labelling *l)
{
    return l->model ? parley_model_view_of(l->model)->task_count : 0;
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
    return parley_labeller_run(l->labeller, group->relation, l->texts, group->count,
                               j->predictions + group->first * tasks_of(l), NULL, error);
}

static parley_status format_group(labelling *l, job *j, row_group *group, parley_error *error)
{
    parley_status status = PARLEY_OK;
    for (size_t i = group->first; i < group->first + group->count && status == PARLEY_OK; i++)
        status = rows_put(l->format, &j->rows.rows[i], j->rows.extra_count,
                          l->model ? j->predictions + i * tasks_of(l) : NULL, l->labeller,
                          &l->scratch, &j->lines);
    group->lines_end = j->lines.size;
    return status == PARLEY_OK ? status : parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
}

static parley_status make_predictions(const labelling *l, job *j, parley_error *error)
{
    if (!l->model || j->rows.count <= j->prediction_capacity)
        return PARLEY_OK;
    parley_prediction *grown = realloc(j->predictions, j->rows.count * tasks_of(l) * sizeof *grown);
    if (!grown)
        return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    j->predictions = grown;
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
        if (l->model)
            status = label_group(l, j, group, &error);
        if (status == PARLEY_OK && l->format)
            status = format_group(l, j, group, &error);
        if (status != PARLEY_OK)
            job_fail_at(j, i, &error);
    }
}
