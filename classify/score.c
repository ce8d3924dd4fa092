/* Scoring against labelled input: see classify/score.h. */
#include "score.h"

#include "../io/sheet.h"
#include "parley/text.h"

#include <stdlib.h>
#include <string.h>

static bool equals(parley_str s, const char *word)
{
    return s.size == strlen(word) && memcmp(s.data, word, s.size) == 0;
}

static parley_status no_memory(parley_error *error)
{
    return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
}

/* No task has a column: names the columns that were looked for, and those that are there. */
static parley_status no_column(const parley_model_view *model, const source *from,
                               parley_error *error)
{
    const char *columns = NULL;
    const char *path = source_first_table(from, &columns);
    parley_buffer wanted = {0};
    parley_status status = PARLEY_OK;
    for (size_t t = 0; t < model->task_count && status == PARLEY_OK; t++)
        status = parley_buffer_printf(&wanted, "%s'%s'", t ? " or " : "", model->tasks[t].name);
    int size = (int)(wanted.size < 150 ? wanted.size : 150);
    if (status != PARLEY_OK)
        no_memory(error);
    else if (path)
        status = parley_error_at(error, PARLEY_E_DATA, path, 0,
                                 "no column %.*s with labels to compare with; this file has: %s",
                                 size, wanted.data, columns);
    else
        status = parley_error_set(error, PARLEY_E_DATA,
                                  "no labels to compare with: they come in a CSV file, in a column "
                                  "%.*s",
                                  size, wanted.data);
    parley_buffer_fini(&wanted);
    return status;
}

/* The extra column TASK and suffix, or SIZE_MAX. */
static size_t find_column(const source *from, const char *task, const char *suffix)
{
    size_t length = strlen(task);
    for (size_t i = 0; i < source_extra_count(from); i++) {
        parley_str name = source_extra_name(from, i);
        if (name.size == length + strlen(suffix) && memcmp(name.data, task, length) == 0 &&
            equals((parley_str){name.data + length, name.size - length}, suffix))
            return i;
    }
    return SIZE_MAX;
}

static bool is_compared(const score *s, size_t t)
{
    return s->columns[t] != SIZE_MAX || s->corrected[t] != SIZE_MAX;
}

parley_status score_init(score *s, const parley_model_view *model, const source *from,
                         parley_error *error)
{
    bool any = false;
    *s = (score){.model = model,
                 .tasks = calloc(model->task_count, sizeof *s->tasks),
                 .columns = calloc(model->task_count, sizeof *s->columns),
                 .corrected = calloc(model->task_count, sizeof *s->corrected),
                 .confidences = calloc(model->task_count, sizeof *s->confidences)};
    if (!s->tasks || !s->columns || !s->corrected || !s->confidences)
        return no_memory(error);
    for (size_t t = 0; t < model->task_count; t++) {
        const parley_task_view *task = &model->tasks[t];
        if (figures_init(&s->tasks[t], task->name, task->labels, task->label_count) != PARLEY_OK)
            return no_memory(error);
        s->columns[t] = find_column(from, task->name, "");
        s->corrected[t] = find_column(from, task->name, SHEET_CORRECTED);
        s->confidences[t] = find_column(from, task->name, "_confidence");
        any = any || is_compared(s, t);
    }
    return any ? PARLEY_OK : no_column(model, from, error);
}

static parley_status unknown_label(const parley_task_view *task, parley_str gold, const char *path,
                                   const source_row *row, parley_error *error)
{
    parley_buffer known = {0};
    parley_status status = PARLEY_OK;
    for (size_t l = 0; l < task->label_count && status == PARLEY_OK && known.size < 250; l++)
        status = parley_buffer_printf(&known, "%s%s", l ? ", " : "", task->labels[l]);
    parley_error_at(error, PARLEY_E_DATA, path, row->line,
                    "'%.*s' is no label of the model's task %s, which has: %.*s",
                    (int)(gold.size < 100 ? gold.size : 100), gold.data, task->name,
                    (int)known.size, known.data ? known.data : "");
    parley_buffer_fini(&known);
    return PARLEY_E_DATA;
}

/* Blanks around a label are no part of it, as in training. */
static parley_str trimmed(parley_str s)
{
    while (s.size && parley_is_space((unsigned char)*s.data))
        s.data++, s.size--;
    while (s.size && parley_is_space((unsigned char)s.data[s.size - 1]))
        s.size--;
    return s;
}

static parley_str cell(const source_row *row, size_t column)
{
    return column == SIZE_MAX ? (parley_str){"", 0} : trimmed(row->extra[column]);
}

/* The label that people gave: in a sheet what they decided, in other tables the task's column. */
static parley_str gold_of(const score *s, const source_row *row, size_t t)
{
    parley_str label = cell(row, s->columns[t]), written = cell(row, s->corrected[t]);
    if (s->corrected[t] == SIZE_MAX || sheet_is_ok(written))
        return label;
    bool machine = written.size > 0 || cell(row, s->confidences[t]).size > 0;
    return machine ? written : label;
}

/* Letters of ASCII in any case, as spreadsheets write TRUE for true. */
static bool same_letters(parley_str a, const char *b)
{
    bool same = a.size == strlen(b);
    for (size_t i = 0; i < a.size && same; i++) {
        char x = a.data[i], y = b[i];
        bool letters = (x | 0x20) >= 'a' && (x | 0x20) <= 'z';
        same = x == y || (letters && (x ^ y) == 0x20);
    }
    return same;
}

/* The label's number, written as it is, else in any case; label_count if there is none. */
static size_t find_label(const parley_task_view *task, parley_str gold)
{
    size_t label = 0;
    while (label < task->label_count && !equals(gold, task->labels[label]))
        label++;
    if (label < task->label_count)
        return label;
    for (label = 0; label < task->label_count && !same_letters(gold, task->labels[label]);)
        label++;
    return label;
}

parley_status score_add(score *s, const char *path, const source_row *row,
                        const parley_prediction *predictions, parley_error *error)
{
    for (size_t t = 0; t < s->model->task_count; t++) {
        const parley_task_view *task = &s->model->tasks[t];
        parley_str gold = gold_of(s, row, t);
        if (gold.size == 0)
            continue;
        size_t label = find_label(task, gold);
        if (label == task->label_count)
            return unknown_label(task, gold, path, row, error);
        figures_add(&s->tasks[t], label, predictions[t].label, predictions[t].confidence);
        s->labels++;
    }
    return PARLEY_OK;
}

parley_status score_check(const score *s, const source *from, parley_error *error)
{
    const char *columns;
    if (s->labels > 0)
        return PARLEY_OK;
    return parley_error_at(error, PARLEY_E_DATA, source_first_table(from, &columns), 0,
                           "no row has a label to compare with");
}

parley_status score_print(const score *s, parley_buffer *out)
{
    parley_status status = PARLEY_OK;
    for (size_t t = 0; t < s->model->task_count && status == PARLEY_OK; t++)
        if (is_compared(s, t))
            status = figures_print(&s->tasks[t], out);
    return status;
}

parley_status score_csv(const score *s, parley_buffer *out)
{
    parley_status status = figures_csv_header(out);
    for (size_t t = 0; t < s->model->task_count && status == PARLEY_OK; t++)
        if (is_compared(s, t))
            status = figures_csv(&s->tasks[t], "test", out);
    return status;
}

void score_fini(score *s)
{
    for (size_t t = 0; s->tasks && t < s->model->task_count; t++)
        figures_fini(&s->tasks[t]);
    free(s->tasks);
    free(s->columns);
    free(s->corrected);
    free(s->confidences);
    *s = (score){0};
}
