/* The corpus: see train/corpus.h. */
#define _POSIX_C_SOURCE 200809L

#include "corpus.h"

#include "../io/sheet.h"
#include "../io/table.h"
#include "parley/text.h"
#include "reviewed.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* Where the columns of one file are; SIZE_MAX: there is none. */
typedef struct columns {
    size_t text, article, sentence, id, group, where;
    size_t *label;     /* [task_count] */
    size_t *corrected; /* [task_count], TASK_corrected of a sheet */
    bool sheet;        /* one of them is there */
} columns;

static parley_status no_memory(parley_error *error)
{
    return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
}

/* An error that ends with the columns that the file has. */
static parley_status bad_columns(const char *path, const table_reader *table, const char *what,
                                 const char *column, parley_error *error)
{
    parley_buffer names = {0};
    bool listed = table_reader_list(table, &names) == PARLEY_OK;
    parley_error_at(error, PARLEY_E_DATA, path, 0, "%s '%s'; this file has: %s", what, column,
                    listed ? names.data : "");
    parley_buffer_fini(&names);
    return PARLEY_E_DATA;
}

/* --- tasks -------------------------------------------------------------------------------------- */

static parley_status add_task(corpus *c, const char *name, parley_error *error)
{
    corpus_task *tasks = realloc(c->tasks, (c->task_count + 1) * sizeof *tasks);
    if (!tasks)
        return no_memory(error);
    c->tasks = tasks;
    c->tasks[c->task_count++] = (corpus_task){.name = name};
    return PARLEY_OK;
}

static size_t find_suffixed(const table_reader *table, const char *task, const char *suffix)
{
    size_t length = strlen(task);
    for (size_t i = 0; i < table_reader_columns(table); i++) {
        parley_str name = table_reader_name(table, i);
        if (name.size == length + strlen(suffix) && memcmp(name.data, task, length) == 0 &&
            memcmp(name.data + length, suffix, name.size - length) == 0)
            return i;
    }
    return SIZE_MAX;
}

static parley_status decide_tasks(corpus *c, const char *path, const table_reader *table,
                                  const corpus_settings *s, parley_error *error)
{
    for (size_t i = 0; i < s->label_count; i++) {
        const char *name = s->label_columns[i];
        if (s->labels_by_default && table_reader_column(table, name) == SIZE_MAX &&
            find_suffixed(table, name, SHEET_CORRECTED) == SIZE_MAX)
            continue;
        parley_status status = add_task(c, name, error);
        if (status != PARLEY_OK)
            return status;
    }
    if (c->task_count > 0)
        return PARLEY_OK;
    return bad_columns(path, table, "no column of labels: name one with --label, there is no",
                       "stance' or 'sentiment", error);
}

static parley_status find_label_columns(const corpus *c, const char *path,
                                        const table_reader *table, const corpus_settings *s,
                                        columns *at, parley_error *error)
{
    at->label = malloc(c->task_count * sizeof *at->label);
    at->corrected = malloc(c->task_count * sizeof *at->corrected);
    if (!at->label || !at->corrected)
        return no_memory(error);
    bool any = false;
    for (size_t t = 0; t < c->task_count; t++) {
        const char *name = c->tasks[t].name;
        at->label[t] = table_reader_column(table, name);
        at->corrected[t] = find_suffixed(table, name, SHEET_CORRECTED);
        at->sheet = at->sheet || at->corrected[t] != SIZE_MAX;
        any = any || at->label[t] != SIZE_MAX || at->corrected[t] != SIZE_MAX;
        if (at->label[t] == SIZE_MAX && at->corrected[t] == SIZE_MAX && !s->labels_by_default)
            return bad_columns(path, table, "no column of labels", name, error);
        if (at->corrected[t] == SIZE_MAX && find_suffixed(table, name, "_confidence") != SIZE_MAX)
            return parley_error_at(
                error, PARLEY_E_DATA, path, 0,
                "these labels are a machine's (there is a column %s_confidence): a machine that "
                "learns from its own labels learns its own errors; review them in a column "
                "%s_corrected, or remove the confidences if people decided",
                name, name);
    }
    return any ? PARLEY_OK
               : bad_columns(path, table, "no column of labels", c->tasks[0].name, error);
}

static parley_status find_columns(const corpus *c, const char *path, const table_reader *table,
                                  const corpus_settings *s, columns *at, parley_error *error)
{
    at->text = table_reader_column(table, s->text_column);
    at->article = table_reader_column(table, "article");
    at->sentence = table_reader_column(table, "sentence");
    at->id = table_reader_column(table, "id");
    at->group = table_reader_column(table, s->group_column);
    at->where = s->where_column ? table_reader_column(table, s->where_column) : SIZE_MAX;
    if (at->text == SIZE_MAX && !(s->articles && at->id != SIZE_MAX))
        return bad_columns(path, table,
                           at->id == SIZE_MAX
                               ? "no column of sentences: name it with --text, there is no"
                               : "no column of sentences: name it with --text, or say with "
                                 "--articles where the articles are; there is no",
                           s->text_column, error);
    if (s->where_column && at->where == SIZE_MAX)
        return bad_columns(path, table, "--where: no column", s->where_column, error);
    if (at->group == SIZE_MAX && !s->group_by_default)
        return bad_columns(path, table, "--group: no column", s->group_column, error);
    return find_label_columns(c, path, table, s, at, error);
}

/* --- rows --------------------------------------------------------------------------------------- */

/* Only ASCII blanks: a byte of a longer character must not be taken for one. */
static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static parley_str trimmed(parley_str s)
{
    while (s.size && is_blank(s.data[0]))
        s.data++, s.size--;
    while (s.size && is_blank(s.data[s.size - 1]))
        s.size--;
    return s;
}

static parley_str cell(const table_row *row, size_t column)
{
    return column == SIZE_MAX ? (parley_str){"", 0} : row->cells[column];
}

static bool equals(parley_str s, const char *word)
{
    return s.size == strlen(word) && memcmp(s.data, word, s.size) == 0;
}

static bool same(parley_str a, parley_str b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static parley_status keep(corpus *c, parley_str from, parley_str *to)
{
    to->data = arena_copy(&c->strings, from.data, from.size);
    to->size = from.size;
    return to->data ? PARLEY_OK : PARLEY_E_MEMORY;
}

static bool is_id(parley_str id)
{
    return id.size == PARLEY_ID_SIZE - 1 && memcmp(id.data, "p1", 2) == 0;
}

/* Whether a text of a sheet is not that of the row's id: a spreadsheet or an encoding changed it. */
static parley_status is_damaged(const table_row *row, const columns *at, parley_str text,
                                bool *damaged)
{
    parley_str given = trimmed(cell(row, at->id));
    char id[PARLEY_ID_SIZE];
    parley_buffer scratch = {0};
    *damaged = false;
    if (!at->sheet || text.size == 0 || !is_id(given))
        return PARLEY_OK;
    parley_status status = parley_text_id(text.data, text.size, &scratch, id);
    *damaged = status == PARLEY_OK && memcmp(id, given.data, given.size) != 0;
    parley_buffer_fini(&scratch);
    return status;
}

/* The row's text, squeezed and kept; size 0 if there is none. `*damaged`: it is not that of its id, and
 * the articles do not have that. */
static parley_status find_text(corpus *c, const table_row *row, const columns *at,
                               const corpus_settings *s, parley_str *text, bool *damaged,
                               parley_error *error)
{
    parley_buffer squeezed = {0};
    parley_str raw = cell(row, at->text);
    *text = (parley_str){"", 0};
    *damaged = false;
    parley_status status = PARLEY_OK;
    if (parley_text_squeeze(raw.data, raw.size, &squeezed) != PARLEY_OK)
        status = no_memory(error);
    parley_str own = {squeezed.data, squeezed.size}, found = {"", 0};
    if (status == PARLEY_OK && is_damaged(row, at, own, damaged) != PARLEY_OK)
        status = no_memory(error);
    if (status == PARLEY_OK && (own.size == 0 || *damaged) && s->articles && at->id != SIZE_MAX)
        status = texts_find(s->articles, cell(row, at->article), trimmed(row->cells[at->id]),
                            &found, error);
    *damaged = *damaged && found.size == 0;
    found = found.size ? found : own;
    if (status == PARLEY_OK && found.size && keep(c, found, text) != PARLEY_OK)
        status = no_memory(error);
    parley_buffer_fini(&squeezed);
    return status;
}

static parley_status grow_rows(corpus *c)
{
    if (c->count < c->capacity)
        return PARLEY_OK;
    size_t capacity = c->capacity ? 2 * c->capacity : 256;
    corpus_row *rows = realloc(c->rows, capacity * sizeof *rows);
    if (!rows)
        return PARLEY_E_MEMORY;
    c->rows = rows;
    int *labels = realloc(c->labels, capacity * c->task_count * sizeof *labels);
    if (!labels)
        return PARLEY_E_MEMORY;
    c->labels = labels;
    c->capacity = capacity;
    return PARLEY_OK;
}

/* Enters a label in one of the task's tables. */
static parley_status add_label(const corpus *c, const corpus_row *row, size_t task,
                               intern_table *table, parley_str label, size_t *number,
                               parley_error *error)
{
    if (intern_add(table, label, number) != PARLEY_OK)
        return no_memory(error);
    if (*number >= 1000)
        return parley_error_at(error, PARLEY_E_DATA, c->files[row->file], row->line,
                               "more than 1000 different labels in column '%s'; is it the right "
                               "column?",
                               c->tasks[task].name);
    return PARLEY_OK;
}

parley_status corpus_add_label(corpus *c, const corpus_row *row, size_t task, parley_str label,
                               int *index, parley_error *error)
{
    size_t number = 0;
    parley_status status = add_label(c, row, task, &c->tasks[task].found, label, &number, error);
    *index = (int)number;
    return status;
}

/* Notes what a person decided in a sheet; the label follows in corpus_finish. */
static parley_status take_decision(corpus *c, const corpus_row *to, const table_row *row,
                                   const columns *at, size_t t, bool *any, parley_error *error)
{
    parley_buffer squeezed = {0};
    size_t number;
    parley_str machine = trimmed(cell(row, at->label[t])), written = cell(row, at->corrected[t]);
    if (machine.size) {
        parley_status status = add_label(c, to, t, &c->tasks[t].machine, machine, &number, error);
        if (status != PARLEY_OK)
            return status;
    }
    parley_status status = parley_text_squeeze(written.data, written.size, &squeezed);
    if (status == PARLEY_OK && squeezed.size) {
        corpus_decision d = {.row = c->count, .task = t};
        *any = true;
        status = keep(c, (parley_str){squeezed.data, squeezed.size}, &d.written);
        if (status == PARLEY_OK)
            status = keep(c, machine, &d.machine);
        if (status == PARLEY_OK)
            status = reviewed_add(c, &d);
    }
    parley_buffer_fini(&squeezed);
    return status == PARLEY_OK ? PARLEY_OK : no_memory(error);
}

static parley_status take_labels(corpus *c, const corpus_row *to, const table_row *row,
                                 const columns *at, bool *any, parley_error *error)
{
    for (size_t t = 0; t < c->task_count; t++) {
        int *index = &c->labels[c->count * c->task_count + t];
        *index = NO_LABEL;
        if (at->corrected[t] != SIZE_MAX) {
            parley_status status = take_decision(c, to, row, at, t, any, error);
            if (status != PARLEY_OK)
                return status;
            continue;
        }
        parley_str label = trimmed(cell(row, at->label[t]));
        if (label.size == 0)
            continue;
        if (sheet_is_ok(label))
            return parley_error_at(error, PARLEY_E_DATA, c->files[to->file], row->line,
                                   "'ok' is no label: it stands for the machine's own label in a "
                                   "%s_corrected column",
                                   c->tasks[t].name);
        parley_status status = corpus_add_label(c, to, t, label, index, error);
        if (status != PARLEY_OK)
            return status;
        *any = true;
    }
    return PARLEY_OK;
}

/* A group has the name of its cell; rows without one stand each for itself. */
static parley_status find_group(corpus *c, const table_row *row, const columns *at, size_t *group)
{
    parley_buffer name = {0};
    parley_str own = texts_fold_name(cell(row, at->group));
    parley_status status;
    if (own.size)
        status = parley_buffer_append(&name, own.data, own.size);
    else
        status = parley_buffer_printf(&name, "\n%zu:%zu", c->file_count, row->number);
    if (status == PARLEY_OK)
        status = intern_add(&c->groups, (parley_str){name.data, name.size}, group);
    parley_buffer_fini(&name);
    return status;
}

/* Whether people gave the row a label: in a sheet only TASK_corrected is theirs. */
static bool has_label(const corpus *c, const table_row *row, const columns *at)
{
    for (size_t t = 0; t < c->task_count; t++)
        if (trimmed(cell(row, at->corrected[t] != SIZE_MAX ? at->corrected[t] : at->label[t])).size)
            return true;
    return false;
}

parley_status corpus_name_place(const corpus *c, corpus_places *places, size_t file, size_t line)
{
    if (places->count++ >= CORPUS_PLACES_NAMED)
        return PARLEY_OK;
    return parley_buffer_printf(&places->text, "%s%s:%zu", places->text.size ? ", " : "",
                                c->files[file], line);
}

/* Fills in the next row but its labels. PARLEY_OK or PARLEY_E_MEMORY. */
static parley_status fill_row(corpus *c, const table_row *row, const columns *at, bool damaged,
                              corpus_row *to)
{
    parley_status status = keep(c, cell(row, at->article), &to->article);
    if (status == PARLEY_OK)
        status = keep(c, cell(row, at->sentence), &to->sentence);
    if (status == PARLEY_OK && damaged)
        status = keep(c, trimmed(row->cells[at->id]), &to->id);
    if (status == PARLEY_OK)
        status = find_group(c, row, at, &to->group);
    const corpus_row *before = c->count ? to - 1 : NULL;
    if (to->article.size)
        to->run = before && before->file == to->file && same(before->article, to->article)
                      ? before->run
                      : c->runs++;
    return status;
}

static parley_status add_row(corpus *c, const table_row *row, const columns *at, corpus_role role,
                             const corpus_settings *s, parley_error *error)
{
    if (at->where != SIZE_MAX && !equals(trimmed(row->cells[at->where]), s->where_value))
        return PARLEY_OK;
    if (grow_rows(c) != PARLEY_OK)
        return no_memory(error);
    bool any = false, damaged;
    parley_str text;
    parley_status status = find_text(c, row, at, s, &text, &damaged, error);
    if (status != PARLEY_OK)
        return status;
    if (text.size == 0) {
        if (has_label(c, row, at))
            status = corpus_name_place(c, &c->lost, c->file_count - 1, row->line);
        return status == PARLEY_OK ? PARLEY_OK : no_memory(error);
    }
    corpus_row *to = &c->rows[c->count];
    *to = (corpus_row){.text = text,
                       .file = c->file_count - 1,
                       .line = row->line,
                       .number = row->number,
                       .role = role,
                       .sheet = at->sheet,
                       .run = NO_RUN};
    status = take_labels(c, to, row, at, &any, error);
    if (status != PARLEY_OK || (!any && cell(row, at->article).size == 0))
        return status;
    if (fill_row(c, row, at, damaged, to) != PARLEY_OK)
        return no_memory(error);
    c->unlabelled += !any;
    c->count++;
    return PARLEY_OK;
}

parley_status corpus_read(corpus *c, const char *path, corpus_role role,
                          const corpus_settings *settings, parley_error *error)
{
    table_reader *table = NULL;
    columns at = {0};
    parley_status status = table_reader_open(path, &table, error);
    if (status != PARLEY_OK)
        return status;
    const char **files = realloc(c->files, (c->file_count + 1) * sizeof *files);
    if (!files) {
        status = no_memory(error);
        goto done;
    }
    c->files = files;
    c->files[c->file_count++] = path;
    c->new_labels = settings->new_labels;
    c->new_label_count = settings->new_label_count;
    if (c->task_count == 0)
        status = decide_tasks(c, path, table, settings, error);
    if (status == PARLEY_OK)
        status = find_columns(c, path, table, settings, &at, error);
    const table_row *row = NULL;
    while (status == PARLEY_OK && (status = table_reader_next(table, &row, error)) == PARLEY_OK &&
           row)
        status = add_row(c, row, &at, role, settings, error);
    c->converted += table_reader_converted(table);
done:
    free(at.label);
    free(at.corrected);
    table_reader_close(table);
    return status;
}

int corpus_label(const corpus *c, size_t row, size_t task)
{
    return c->labels[row * c->task_count + task];
}

bool corpus_has_label(const corpus *c, size_t row)
{
    for (size_t t = 0; t < c->task_count; t++)
        if (corpus_label(c, row, t) != NO_LABEL)
            return true;
    return false;
}

/* --- finishing ---------------------------------------------------------------------------------- */

static int compare_labels(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* Puts the labels of a task into byte order, and the rows' numbers with them. */
static parley_status sort_labels(corpus *c, size_t t)
{
    corpus_task *task = &c->tasks[t];
    task->label_count = task->found.count;
    task->labels = calloc(task->label_count + 1, sizeof *task->labels);
    int *place = calloc(task->label_count + 1, sizeof *place);
    if (!task->labels || !place) {
        free(place);
        return PARLEY_E_MEMORY;
    }
    for (size_t i = 0; i < task->label_count; i++)
        task->labels[i] = task->found.strings[i].data;
    qsort(task->labels, task->label_count, sizeof *task->labels, compare_labels);
    for (size_t i = 0; i < task->label_count; i++)
        for (size_t k = 0; k < task->label_count; k++)
            if (task->labels[k] == task->found.strings[i].data)
                place[i] = (int)k;
    for (size_t row = 0; row < c->count; row++) {
        int *label = &c->labels[row * c->task_count + t];
        if (*label != NO_LABEL)
            *label = place[*label];
    }
    free(place);
    return PARLEY_OK;
}

static parley_status check_task(const corpus *c, size_t t, parley_error *error)
{
    const corpus_task *task = &c->tasks[t];
    size_t *rows = calloc(task->label_count + 1, sizeof *rows);
    if (!rows)
        return no_memory(error);
    for (size_t row = 0; row < c->count; row++)
        if (c->rows[row].role != ROLE_APART && corpus_label(c, row, t) != NO_LABEL)
            rows[corpus_label(c, row, t)]++;
    parley_status status = PARLEY_OK;
    size_t trained = 0;
    for (size_t l = 0; l < task->label_count && status == PARLEY_OK; l++) {
        trained += rows[l] > 0;
        if (rows[l] == 1)
            status = parley_error_set(error, PARLEY_E_DATA,
                                      "%s: the label '%s' stands in one row only, and from one row "
                                      "nothing can be learned and tested; label more rows, or "
                                      "merge it with another",
                                      task->name, task->labels[l]);
        else if (rows[l] == 0)
            status = parley_error_set(error, PARLEY_E_DATA,
                                      "%s: the label '%s' stands in the --test rows only, so it "
                                      "cannot be learned",
                                      task->name, task->labels[l]);
    }
    if (status == PARLEY_OK && trained == 0)
        status = parley_error_set(error, PARLEY_E_DATA,
                                  "%s: no row has both a text and a label; nothing can be learned",
                                  task->name);
    if (status == PARLEY_OK && trained == 1)
        status = parley_error_set(error, PARLEY_E_DATA,
                                  "%s: all rows have the one label '%s'; a machine learns to tell "
                                  "labels apart, so there must be two",
                                  task->name, task->labels[0]);
    free(rows);
    return status;
}

parley_status corpus_finish(corpus *c, parley_error *error)
{
    parley_status status = reviewed_settle(c, error);
    if (status != PARLEY_OK)
        return status;
    for (size_t t = 0; t < c->task_count; t++) {
        if (sort_labels(c, t) != PARLEY_OK)
            return no_memory(error);
        status = check_task(c, t, error);
        if (status != PARLEY_OK)
            return status;
    }
    return PARLEY_OK;
}

void corpus_digest(const corpus *c, char digest[17])
{
    uint64_t sum = 0;
    for (size_t row = 0; row < c->count; row++) {
        if (c->rows[row].role == ROLE_APART)
            continue;
        sum = XXH3_64bits_withSeed(c->rows[row].text.data, c->rows[row].text.size, sum);
        for (size_t t = 0; t < c->task_count; t++) {
            int label = corpus_label(c, row, t);
            const char *name = label == NO_LABEL ? "" : c->tasks[t].labels[label];
            sum = XXH3_64bits_withSeed(name, strlen(name), sum);
        }
    }
    snprintf(digest, 17, "%016" PRIx64, sum);
}

void corpus_fini(corpus *c)
{
    for (size_t t = 0; t < c->task_count; t++) {
        free(c->tasks[t].labels);
        intern_fini(&c->tasks[t].found);
        intern_fini(&c->tasks[t].machine);
    }
    free(c->tasks);
    free(c->rows);
    free(c->labels);
    free(c->files);
    intern_fini(&c->groups);
    arena_fini(&c->strings);
    free(c->decisions);
    parley_buffer_fini(&c->lost.text);
    parley_buffer_fini(&c->damaged.text);
    *c = (corpus){0};
}
