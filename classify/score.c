/* Scoring against labelled input: see classify/score.h. */
#include "score.h"

#include <stdlib.h>
#include <string.h>

static bool equals(parley_str s, const char *word)
{
    return s.size == strlen(word) && memcmp(s.data, word, s.size) == 0;
}

parley_status score_init(score *s, const parley_model_view *model, const source *from,
                         parley_error *error)
{
    bool any = false;
    *s = (score){.model = model,
                 .tasks = calloc(model->task_count, sizeof *s->tasks),
                 .columns = calloc(model->task_count, sizeof *s->columns)};
    if (!s->tasks || !s->columns)
        return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    for (size_t t = 0; t < model->task_count; t++) {
        const parley_task_view *task = &model->tasks[t];
        if (figures_init(&s->tasks[t], task->name, task->labels, task->label_count) != PARLEY_OK)
            return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
        s->columns[t] = SIZE_MAX;
        for (size_t i = 0; i < source_extra_count(from); i++)
            if (equals(source_extra_name(from, i), task->name))
                s->columns[t] = i;
        any = any || s->columns[t] != SIZE_MAX;
    }
    if (!any)
        return parley_error_set(error, PARLEY_E_DATA,
                                "--score: the input has no column '%s' with labels to compare with",
                                model->tasks[0].name);
    return PARLEY_OK;
}

parley_status score_add(score *s, const source_batch *batch, const source_row *row,
                        const parley_prediction *predictions, parley_error *error)
{
    for (size_t t = 0; t < s->model->task_count; t++) {
        const parley_task_view *task = &s->model->tasks[t];
        parley_str gold = s->columns[t] == SIZE_MAX ? (parley_str){"", 0}
                                                    : row->extra[s->columns[t]];
        size_t label = 0;
        if (gold.size == 0)
            continue;
        while (label < task->label_count && !equals(gold, task->labels[label]))
            label++;
        if (label == task->label_count)
            return parley_error_at(error, PARLEY_E_DATA, batch->path, row->line,
                                   "'%.*s' is no label of the model's task %s",
                                   (int)(gold.size < 100 ? gold.size : 100), gold.data, task->name);
        figures_add(&s->tasks[t], label, predictions[t].label, predictions[t].confidence);
    }
    return PARLEY_OK;
}

parley_status score_print(const score *s, parley_buffer *out)
{
    parley_status status = PARLEY_OK;
    for (size_t t = 0; t < s->model->task_count && status == PARLEY_OK; t++)
        if (s->columns[t] != SIZE_MAX)
            status = figures_print(&s->tasks[t], out);
    return status;
}

parley_status score_csv(const score *s, parley_buffer *out)
{
    parley_status status = figures_csv_header(out);
    for (size_t t = 0; t < s->model->task_count && status == PARLEY_OK; t++)
        if (s->columns[t] != SIZE_MAX)
            status = figures_csv(&s->tasks[t], "test", out);
    return status;
}

void score_fini(score *s)
{
    for (size_t t = 0; s->tasks && t < s->model->task_count; t++)
        figures_fini(&s->tasks[t]);
    free(s->tasks);
    free(s->columns);
    *s = (score){0};
}
