/* Codings: see train/codings.h.
 *
 * All files are opened first, since the key of a row is made of what every one of them has. While
 * they are read, each has two slots for labels: 2f for the person of file f, 2f + 1 for the machine
 * whose labels the file carries. Then the machines that agree become one, and slots without a label
 * are dropped: what is left are the coders.
 */
#include "codings.h"

#include "../io/sheet.h"
#include "../io/table.h"
#include "parley/text.h"

#include <stdlib.h>
#include <string.h>

enum { LABELS_MAX = 1000 };

/* Where the columns of a task are; SIZE_MAX: there is none. */
typedef struct task_columns {
    size_t label, corrected;
    bool machine; /* `label` is a machine's */
} task_columns;

/* A file that is read. */
typedef struct source {
    const char *path;
    table_reader *table;
    size_t text, article, sentence, id, group, where;
    task_columns *tasks; /* [task_count] */
} source;

/* How often a key came in the file that is read. */
typedef struct repeats {
    size_t file, count;
} repeats;

/* What is needed while the files are read. */
typedef struct reading {
    codings *c;
    const corpus_settings *settings;
    source *sources;          /* [c->files.count] */
    intern_table bases, keys; /* keys without and with the occurrence; the latter number the rows */
    repeats *repeats;         /* [bases.count] */
    size_t repeat_capacity;
    parley_buffer id, key, text, scratch;
} reading;

static parley_status no_memory(parley_error *error)
{
    return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
}

/* --- columns ------------------------------------------------------------------------------------ */

/* An error that ends with the columns that the file has. */
static parley_status bad_columns(const source *s, const char *what, const char *column,
                                 parley_error *error)
{
    parley_buffer names = {0};
    bool listed = table_reader_list(s->table, &names) == PARLEY_OK;
    parley_error_at(error, PARLEY_E_DATA, s->path, 0, "%s '%s'; this file has: %s", what, column,
                    listed ? names.data : "");
    parley_buffer_fini(&names);
    return PARLEY_E_DATA;
}

/* The column of a task with this suffix, or SIZE_MAX; `name` is scratch. */
static parley_status find_suffixed(const source *s, const char *task, const char *suffix,
                                   parley_buffer *name, size_t *column)
{
    name->size = 0;
    if (parley_buffer_printf(name, "%s%s", task, suffix) != PARLEY_OK ||
        parley_buffer_append(name, "", 1) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    *column = table_reader_column(s->table, name->data);
    return PARLEY_OK;
}

static parley_status find_task(const source *s, const char *task, parley_buffer *name,
                               task_columns *at)
{
    size_t confidence = SIZE_MAX;
    at->label = table_reader_column(s->table, task);
    parley_status status = find_suffixed(s, task, SHEET_CORRECTED, name, &at->corrected);
    if (status == PARLEY_OK)
        status = find_suffixed(s, task, "_confidence", name, &confidence);
    at->machine = status == PARLEY_OK && at->label != SIZE_MAX &&
                  (at->corrected != SIZE_MAX || confidence != SIZE_MAX);
    return status;
}

static bool has_task(const task_columns *at)
{
    return at->label != SIZE_MAX || at->corrected != SIZE_MAX;
}

/* The tasks: those that were named, or those of the usual names that any file has. */
static parley_status find_tasks(reading *r, parley_error *error)
{
    codings *c = r->c;
    const corpus_settings *s = r->settings;
    c->tasks = calloc(s->label_count, sizeof *c->tasks);
    if (!c->tasks)
        return no_memory(error);
    for (size_t i = 0; i < s->label_count; i++) {
        bool any = false;
        for (size_t f = 0; f < c->files.count; f++) {
            task_columns *at = &r->sources[f].tasks[c->task_count];
            if (find_task(&r->sources[f], s->label_columns[i], &r->scratch, at) != PARLEY_OK)
                return no_memory(error);
            any = any || has_task(at);
            if (!has_task(at) && !s->labels_by_default)
                return bad_columns(&r->sources[f], "no column of labels", s->label_columns[i],
                                   error);
        }
        if (any)
            c->tasks[c->task_count++] = (coded_task){.name = s->label_columns[i]};
    }
    for (size_t f = 0; f < c->files.count; f++) {
        bool any = false;
        for (size_t t = 0; t < c->task_count; t++) {
            any = any || has_task(&r->sources[f].tasks[t]);
            c->about[f].sheet = c->about[f].sheet || r->sources[f].tasks[t].corrected != SIZE_MAX;
        }
        if (!any)
            return bad_columns(&r->sources[f],
                               "no column of labels: name one with --label, there is no",
                               "stance' or 'sentiment", error);
    }
    return PARLEY_OK;
}

static parley_status open_source(source *s, const char *path, const corpus_settings *settings,
                                 parley_error *error)
{
    s->path = path;
    s->tasks = calloc(settings->label_count, sizeof *s->tasks);
    if (!s->tasks)
        return no_memory(error);
    parley_status status = table_reader_open(path, &s->table, error);
    if (status != PARLEY_OK)
        return status;
    s->text = table_reader_column(s->table, settings->text_column);
    s->article = table_reader_column(s->table, "article");
    s->sentence = table_reader_column(s->table, "sentence");
    s->id = table_reader_column(s->table, "id");
    s->group = table_reader_column(s->table, settings->group_column);
    s->where = SIZE_MAX;
    if (!settings->where_column)
        return PARLEY_OK;
    s->where = table_reader_column(s->table, settings->where_column);
    if (s->where == SIZE_MAX)
        return bad_columns(s, "--where: no column", settings->where_column, error);
    return PARLEY_OK;
}

/* Decides what rows are matched by: what all files have. A number of a sentence says something only
 * beside its article. */
static parley_status decide_key(reading *r, parley_error *error)
{
    codings *c = r->c;
    bool grouped = false;
    c->by_article = c->by_sentence = c->by_id = true;
    for (size_t f = 0; f < c->files.count; f++) {
        const source *s = &r->sources[f];
        c->by_article = c->by_article && s->article != SIZE_MAX;
        c->by_sentence = c->by_sentence && s->sentence != SIZE_MAX;
        c->by_id = c->by_id && (s->id != SIZE_MAX || s->text != SIZE_MAX);
        grouped = grouped || s->group != SIZE_MAX;
    }
    c->by_sentence = c->by_sentence && c->by_article;
    if (!grouped && !r->settings->group_by_default)
        return bad_columns(&r->sources[0], "--group: no column", r->settings->group_column, error);
    if (c->by_id || c->by_sentence)
        return PARLEY_OK;
    for (size_t f = 0; f < c->files.count; f++)
        if (r->sources[f].id == SIZE_MAX && r->sources[f].text == SIZE_MAX)
            return bad_columns(&r->sources[f],
                               "rows are matched by article, sentence and id, or by the text: "
                               "name it with --text, there is no",
                               r->settings->text_column, error);
    return PARLEY_OK;
}

/* --- rows --------------------------------------------------------------------------------------- */

static parley_str trimmed(parley_str s)
{
    while (s.size && (s.data[0] == ' ' || (s.data[0] >= '\t' && s.data[0] <= '\r')))
        s.data++, s.size--;
    while (s.size && (s.data[s.size - 1] == ' ' ||
                      (s.data[s.size - 1] >= '\t' && s.data[s.size - 1] <= '\r')))
        s.size--;
    return s;
}

static parley_str cell(const table_row *row, size_t column)
{
    return column == SIZE_MAX ? (parley_str){"", 0} : trimmed(row->cells[column]);
}

/* The row's text, squeezed, into r->text; its id, or that of the text, into r->id. */
static parley_status find_id(reading *r, const source *s, const table_row *row)
{
    char made[PARLEY_ID_SIZE];
    parley_str id = cell(row, s->id), text = cell(row, s->text);
    r->text.size = r->id.size = 0;
    parley_status status = parley_text_squeeze(text.data, text.size, &r->text);
    if (status == PARLEY_OK && id.size == 0 && r->text.size) {
        status = parley_text_id(r->text.data, r->text.size, &r->scratch, made);
        id = (parley_str){made, PARLEY_ID_SIZE - 1};
    }
    return status == PARLEY_OK ? parley_buffer_append(&r->id, id.data, id.size) : status;
}

/* Counts the occurrence of r->key in a file, and adds it to the key. */
static parley_status add_occurrence(reading *r, size_t file)
{
    size_t base;
    if (intern_add(&r->bases, (parley_str){r->key.data, r->key.size}, &base) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    if (base >= r->repeat_capacity) {
        size_t capacity = r->repeat_capacity ? 2 * r->repeat_capacity : 256;
        repeats *grown = realloc(r->repeats, capacity * sizeof *grown);
        if (!grown)
            return PARLEY_E_MEMORY;
        memset(grown + r->repeat_capacity, 0, (capacity - r->repeat_capacity) * sizeof *grown);
        r->repeats = grown;
        r->repeat_capacity = capacity;
    }
    if (r->repeats[base].file != file)
        r->repeats[base] = (repeats){.file = file};
    return parley_buffer_printf(&r->key, "%zu", r->repeats[base].count++);
}

static parley_status keep(codings *c, parley_str from, parley_str *to)
{
    if (to->size || from.size == 0)
        return PARLEY_OK;
    const char *copy = arena_copy(&c->strings, from.data, from.size);
    if (!copy)
        return PARLEY_E_MEMORY;
    *to = (parley_str){copy, from.size};
    return PARLEY_OK;
}

static parley_status grow_rows(codings *c)
{
    if (c->row_count < c->row_capacity)
        return PARLEY_OK;
    size_t capacity = c->row_capacity ? 2 * c->row_capacity : 256, slots = 2 * c->files.count;
    coded_row *rows = realloc(c->rows, capacity * sizeof *rows);
    if (!rows)
        return PARLEY_E_MEMORY;
    c->rows = rows;
    for (size_t t = 0; t < c->task_count; t++) {
        size_t *grown = realloc(c->tasks[t].slots, capacity * slots * sizeof *grown);
        if (!grown)
            return PARLEY_E_MEMORY;
        c->tasks[t].slots = grown;
    }
    c->row_capacity = capacity;
    return PARLEY_OK;
}

/* Makes r->key of r->id and of what else counts. No cell holds the zero byte between its parts. */
static parley_status make_key(reading *r, size_t file, const table_row *row)
{
    const source *s = &r->sources[file];
    const codings *c = r->c;
    const parley_str parts[] = {{r->id.data, r->id.size},
                                texts_fold_name(cell(row, s->article)),
                                texts_fold_name(cell(row, s->sentence))};
    const bool used[] = {c->by_id, c->by_article, c->by_sentence};
    parley_status status = PARLEY_OK;
    r->key.size = 0;
    for (size_t i = 0; i < 3 && status == PARLEY_OK; i++) {
        if (used[i])
            status = parley_buffer_append(&r->key, parts[i].data, parts[i].size);
        if (status == PARLEY_OK)
            status = parley_buffer_append(&r->key, "", 1);
    }
    return status == PARLEY_OK ? add_occurrence(r, file) : status;
}

/* Finds the row of r->key, or adds it. */
static parley_status find_row(reading *r, size_t *index)
{
    codings *c = r->c;
    if (intern_add(&r->keys, (parley_str){r->key.data, r->key.size}, index) != PARLEY_OK ||
        grow_rows(c) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    if (*index < c->row_count)
        return PARLEY_OK;
    size_t slots = 2 * c->files.count;
    c->rows[c->row_count] = (coded_row){.group = SIZE_MAX};
    for (size_t t = 0; t < c->task_count; t++)
        for (size_t k = 0; k < slots; k++)
            c->tasks[t].slots[c->row_count * slots + k] = PARLEY_UNCODED;
    c->row_count++;
    return PARLEY_OK;
}

/* Keeps of the row what no file before had. */
static parley_status fill_row(reading *r, const source *s, const table_row *row, coded_row *to)
{
    codings *c = r->c;
    parley_str group = texts_fold_name(cell(row, s->group));
    to->files++;
    if (keep(c, (parley_str){r->id.data, r->id.size}, &to->id) != PARLEY_OK ||
        keep(c, cell(row, s->article), &to->article) != PARLEY_OK ||
        keep(c, cell(row, s->sentence), &to->sentence) != PARLEY_OK ||
        keep(c, (parley_str){r->text.data, r->text.size}, &to->text) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    return to->group == SIZE_MAX && group.size ? intern_add(&c->groups, group, &to->group)
                                               : PARLEY_OK;
}

static parley_status take_label(coded_task *task, const source *s, const table_row *row,
                                parley_str label, size_t *slot, parley_error *error)
{
    if (label.size == 0)
        return PARLEY_OK;
    if (sheet_is_ok(label))
        return parley_error_at(error, PARLEY_E_DATA, s->path, row->line,
                               "'ok' is no label: it stands for the machine's own label in a "
                               "%s_corrected column",
                               task->name);
    if (intern_add(&task->found, label, slot) != PARLEY_OK)
        return no_memory(error);
    if (task->found.count > LABELS_MAX)
        return parley_error_at(error, PARLEY_E_DATA, s->path, row->line,
                               "more than %d different labels in column '%s'; is it the right "
                               "column?",
                               LABELS_MAX, task->name);
    return PARLEY_OK;
}

/* The labels of a row, into the slots of its file. */
static parley_status take_labels(coded_task *task, const source *s, const task_columns *at,
                                 const table_row *row, size_t *slots, bool *reviewed,
                                 parley_error *error)
{
    parley_str label = cell(row, at->label), corrected = cell(row, at->corrected);
    if (!at->machine)
        return take_label(task, s, row, at->corrected == SIZE_MAX ? label : corrected, slots,
                          error);
    if (sheet_is_ok(corrected) && label.size == 0)
        return parley_error_at(error, PARLEY_E_DATA, s->path, row->line,
                               "%s_corrected is 'ok', but there is no label in column '%s'",
                               task->name, task->name);
    parley_status status = take_label(task, s, row, label, slots + 1, error);
    if (status == PARLEY_OK && sheet_is_ok(corrected))
        slots[0] = slots[1];
    else if (status == PARLEY_OK)
        status = take_label(task, s, row, corrected, slots, error);
    *reviewed = *reviewed || corrected.size;
    return status;
}

static bool has_label(const reading *r, const source *s, const table_row *row)
{
    for (size_t t = 0; t < r->c->task_count; t++)
        if (cell(row, s->tasks[t].label).size || cell(row, s->tasks[t].corrected).size)
            return true;
    return false;
}

static bool is_wanted(const reading *r, const source *s, const table_row *row)
{
    if (s->where == SIZE_MAX)
        return true;
    parley_str value = cell(row, s->where);
    return value.size == strlen(r->settings->where_value) &&
           memcmp(value.data, r->settings->where_value, value.size) == 0;
}

static parley_status add_row(reading *r, size_t file, const table_row *row, parley_error *error)
{
    codings *c = r->c;
    const source *s = &r->sources[file];
    size_t index;
    if (!is_wanted(r, s, row))
        return PARLEY_OK;
    if (find_id(r, s, row) != PARLEY_OK)
        return no_memory(error);
    if (c->by_id && r->id.size == 0)
        return !has_label(r, s, row)
                   ? PARLEY_OK
                   : parley_error_at(error, PARLEY_E_DATA, s->path, row->line,
                                     "this row has labels, but no id and no text to match it by");
    if (make_key(r, file, row) != PARLEY_OK || find_row(r, &index) != PARLEY_OK ||
        fill_row(r, s, row, &c->rows[index]) != PARLEY_OK)
        return no_memory(error);
    c->about[file].labelled += has_label(r, s, row);
    bool decided = false;
    parley_status status = PARLEY_OK;
    for (size_t t = 0; t < c->task_count && status == PARLEY_OK; t++) {
        size_t *slots = c->tasks[t].slots + index * 2 * c->files.count + 2 * file;
        status = take_labels(&c->tasks[t], s, &s->tasks[t], row, slots, &c->reviewed, error);
        decided = decided || slots[0] != PARLEY_UNCODED;
    }
    c->about[file].decided += decided;
    return status;
}

static parley_status read_source(reading *r, size_t file, parley_error *error)
{
    table_reader *table = r->sources[file].table;
    const table_row *row = NULL;
    parley_status status = PARLEY_OK;
    while (status == PARLEY_OK && (status = table_reader_next(table, &row, error)) == PARLEY_OK &&
           row)
        status = add_row(r, file, row, error);
    r->c->converted += table_reader_converted(table);
    return status;
}

/* --- coders ------------------------------------------------------------------------------------- */

/* Whether a slot has a label in any task. */
static bool is_used(const codings *c, size_t slot)
{
    for (size_t t = 0; t < c->task_count; t++)
        for (size_t row = 0; row < c->row_count; row++)
            if (c->tasks[t].slots[row * 2 * c->files.count + slot] != PARLEY_UNCODED)
                return true;
    return false;
}

/* Gives all machines' labels to the first machine; false, and nothing is done, if two have different
 * labels for a row. */
static bool join_machines(codings *c)
{
    size_t slots = 2 * c->files.count, first = 1;
    while (first + 2 < slots && !is_used(c, first))
        first += 2;
    for (int pass = 0; pass < 2; pass++) { /* looks, then does */
        for (size_t i = 0; i < c->task_count * c->row_count; i++) {
            size_t *row = c->tasks[i / c->row_count].slots + i % c->row_count * slots;
            size_t label = PARLEY_UNCODED;
            for (size_t slot = 1; slot < slots; slot += 2) {
                if (row[slot] == PARLEY_UNCODED)
                    continue;
                if (label != PARLEY_UNCODED && row[slot] != label)
                    return false;
                label = row[slot];
                if (pass == 1)
                    row[slot] = PARLEY_UNCODED;
            }
            if (pass == 1)
                row[first] = label;
        }
    }
    return true;
}

/* Whether no file is called so. */
static bool is_free(const codings *c, const char *name)
{
    for (size_t f = 0; f < c->files.count; f++)
        if (strcmp(c->files.items[f].article, name) == 0)
            return false;
    return true;
}

static parley_status name_coder(codings *c, size_t slot, bool joined, parley_buffer *scratch)
{
    const char *file = c->files.items[slot / 2].article;
    parley_status status = PARLEY_OK;
    scratch->size = 0;
    if (slot % 2 == 0)
        status = parley_buffer_puts(scratch, file);
    else if (joined && is_free(c, "model"))
        status = parley_buffer_puts(scratch, "model");
    else
        status = parley_buffer_printf(scratch, "model:%s", file);
    const char *name =
        status == PARLEY_OK ? arena_copy(&c->strings, scratch->data, scratch->size) : NULL;
    if (!name)
        return PARLEY_E_MEMORY;
    c->coders[c->coder_count++] = name;
    return PARLEY_OK;
}

/* Chooses the slots that are coders, persons first. slots: [2 * files], filled to coder_count. */
static parley_status find_coders(reading *r, size_t *slots, parley_error *error)
{
    codings *c = r->c;
    bool joined = join_machines(c);
    c->coders = calloc(2 * c->files.count, sizeof *c->coders);
    if (!c->coders)
        return no_memory(error);
    for (size_t kind = 0; kind < 2; kind++) {
        for (size_t f = 0; f < c->files.count; f++) {
            if (!is_used(c, 2 * f + kind))
                continue;
            slots[c->coder_count] = 2 * f + kind;
            c->person_count += kind == 0;
            if (name_coder(c, 2 * f + kind, joined, &r->scratch) != PARLEY_OK)
                return no_memory(error);
        }
    }
    if (c->coder_count >= 2)
        return PARLEY_OK;
    return parley_error_set(
        error, PARLEY_E_DATA,
        "%s; give the file of another coder, or a reviewed sheet, which has the "
        "machine's labels and the reviewer's",
        c->coder_count ? "only one coder has labels in these files"
                       : "no row in these files has a label");
}

static int compare_labels(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* The labels of a task in byte order; place: [found.count], where each went. */
static parley_status sort_labels(coded_task *task, size_t *place)
{
    size_t count = task->found.count;
    task->labels = calloc(count + 1, sizeof *task->labels);
    if (!task->labels)
        return PARLEY_E_MEMORY;
    for (size_t i = 0; i < count; i++)
        task->labels[i] = task->found.strings[i].data;
    qsort(task->labels, count, sizeof *task->labels, compare_labels);
    for (size_t k = 0; k < count; k++)
        for (size_t i = 0; i < count; i++)
            if (task->labels[k] == task->found.strings[i].data)
                place[i] = k;
    return PARLEY_OK;
}

/* From the slots of the files to the coders' labels, with the labels in byte order. */
static parley_status gather(codings *c, coded_task *task, const size_t *slots)
{
    size_t width = 2 * c->files.count;
    size_t *place = calloc(task->found.count + 1, sizeof *place);
    size_t *given = malloc((c->row_count * c->coder_count + 1) * sizeof *given);
    task->given = (parley_codings){given, c->row_count, c->coder_count, task->found.count};
    parley_status status = place && given ? sort_labels(task, place) : PARLEY_E_MEMORY;
    for (size_t row = 0; row < c->row_count && status == PARLEY_OK; row++) {
        for (size_t coder = 0; coder < c->coder_count; coder++) {
            size_t label = task->slots[row * width + slots[coder]];
            given[row * c->coder_count + coder] = label == PARLEY_UNCODED ? label : place[label];
        }
    }
    free(task->slots);
    task->slots = NULL;
    free(place);
    return status;
}

/* Rows that no file groups are each a group. */
static void finish_groups(codings *c)
{
    c->groups_named = c->group_count = c->groups.count;
    for (size_t row = 0; row < c->row_count; row++)
        if (c->rows[row].group == SIZE_MAX)
            c->rows[row].group = c->group_count++;
}

static parley_status check_overlap(const codings *c, parley_error *error)
{
    for (size_t t = 0; t < c->task_count; t++)
        for (size_t row = 0; row < c->row_count; row++)
            if (parley_codings_given(&c->tasks[t].given, row) >= 2)
                return PARLEY_OK;
    return parley_error_set(
        error, PARLEY_E_DATA,
        "no row has labels of two coders: rows are matched by %s%s%s; do the files have the same "
        "sentences?",
        c->by_article ? "article" : "",
        c->by_sentence ? c->by_id ? ", sentence" : " and sentence" : "",
        c->by_id ? c->by_article ? " and id" : "id" : "");
}

static parley_status finish(reading *r, parley_error *error)
{
    codings *c = r->c;
    size_t *slots = calloc(2 * c->files.count, sizeof *slots);
    parley_status status = slots ? find_coders(r, slots, error) : no_memory(error);
    for (size_t t = 0; t < c->task_count && status == PARLEY_OK; t++)
        if (gather(c, &c->tasks[t], slots) != PARLEY_OK)
            status = no_memory(error);
    free(slots);
    if (status != PARLEY_OK)
        return status;
    finish_groups(c);
    return check_overlap(c, error);
}

/* --- all of it ---------------------------------------------------------------------------------- */

static parley_status collect_files(codings *c, const option_list *paths, parley_error *error)
{
    parley_status status =
        file_list_collect(paths->items, paths->count, FILES_TABLES, &c->files, error);
    if (status == PARLEY_OK && c->files.empty)
        return parley_error_at(error, PARLEY_E_DATA, c->files.empty_one, 0,
                               "there is no .csv or .tsv file in this folder");
    for (size_t i = 0; i < c->files.count && status == PARLEY_OK; i++)
        for (size_t k = 0; k < i && status == PARLEY_OK; k++)
            if (strcmp(c->files.items[i].path, c->files.items[k].path) == 0 ||
                file_same(c->files.items[i].path, c->files.items[k].path))
                status = parley_error_set(error, PARLEY_E_ARGUMENT,
                                          "%s is given twice; a file is one coder",
                                          c->files.items[i].path);
    return status;
}

static parley_status read_all(reading *r, parley_error *error)
{
    codings *c = r->c;
    parley_status status = PARLEY_OK;
    for (size_t f = 0; f < c->files.count && status == PARLEY_OK; f++)
        status = open_source(&r->sources[f], c->files.items[f].path, r->settings, error);
    if (status == PARLEY_OK)
        status = find_tasks(r, error);
    if (status == PARLEY_OK)
        status = decide_key(r, error);
    for (size_t f = 0; f < c->files.count && status == PARLEY_OK; f++)
        status = read_source(r, f, error);
    return status == PARLEY_OK ? finish(r, error) : status;
}

parley_status codings_read(codings *c, const option_list *paths, const corpus_settings *settings,
                           parley_error *error)
{
    reading r = {.c = c, .settings = settings};
    parley_status status = collect_files(c, paths, error);
    if (status != PARLEY_OK)
        return status;
    r.sources = calloc(c->files.count + 1, sizeof *r.sources);
    c->about = calloc(c->files.count + 1, sizeof *c->about);
    status = r.sources && c->about ? read_all(&r, error) : no_memory(error);
    for (size_t f = 0; f < c->files.count && r.sources; f++) {
        table_reader_close(r.sources[f].table);
        free(r.sources[f].tasks);
    }
    free(r.sources);
    free(r.repeats);
    intern_fini(&r.bases);
    intern_fini(&r.keys);
    parley_buffer_fini(&r.id);
    parley_buffer_fini(&r.key);
    parley_buffer_fini(&r.text);
    parley_buffer_fini(&r.scratch);
    return status;
}

void codings_fini(codings *c)
{
    for (size_t t = 0; t < c->task_count; t++) {
        free(c->tasks[t].labels);
        free((void *)c->tasks[t].given.labels);
        free(c->tasks[t].slots);
        intern_fini(&c->tasks[t].found);
    }
    free(c->tasks);
    free(c->coders);
    free(c->rows);
    free(c->about);
    file_list_fini(&c->files);
    intern_fini(&c->groups);
    arena_fini(&c->strings);
    *c = (codings){0};
}
