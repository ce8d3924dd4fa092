/* Reviewed rows: see train/reviewed.h.
 *
 * A sheet comes back sorted, filtered, twice, in part. What it teaches must not depend on that. So the
 * rows of all sheets become one table: each row is known by its key, stands in it once, with the latest
 * decision on it, and the table is ordered by article and sentence, so that an article is a run again
 * and each of its rows has all others as context, also those that nobody decided.
 *
 * A row of a plain file with the same key takes the label of the sheet, wherever the two files stand
 * on the command line: somebody looked at that label and decided. It keeps its own place; the sheet's
 * row stays as context. Rows of plain files are never joined with one another.
 *
 * A text that is not that of its id was damaged on the way. Any row with that id has it whole; where
 * there is none, the decision is given up and counted.
 */
#include "reviewed.h"

#include "../io/files.h"
#include "parley/number.h"
#include "parley/text.h"
#include "written.h"

#include <stdlib.h>
#include <string.h>

#define NONE SIZE_MAX

/* All rows with one key and role. */
typedef struct entry {
    size_t sheet;      /* the row of a sheet that stays, or NONE */
    bool plain;        /* a plain file has it too */
    size_t *decisions; /* [task_count], the latest, or NONE; into the block of all entries */
} entry;

typedef struct settling {
    corpus *c;
    written *words;
    char **file_names;   /* [file_count], as parley-classify calls their articles; of plain files */
    intern_table places; /* role, article, sentence, id */
    size_t *last_file;   /* [places], the file of the latest row there, and how many it has */
    size_t *occurrences;
    intern_table keys;      /* the same with the occurrence */
    size_t *key_of;         /* [rows] */
    size_t *position;       /* [rows], in its run; 1-based */
    entry *entries;         /* [keys] */
    size_t *decisions;      /* [keys][task_count] */
    bool *redecided;        /* [keys][2]: decided in several files; and changed */
    intern_table whole_ids; /* the ids of rows with their own text */
    size_t *whole_rows;     /* [whole_ids] */
} settling;

parley_status reviewed_add(corpus *c, const corpus_decision *decision)
{
    if (c->decision_count == c->decision_capacity) {
        size_t capacity = c->decision_capacity ? 2 * c->decision_capacity : 64;
        corpus_decision *grown = realloc(c->decisions, capacity * sizeof *grown);
        if (!grown)
            return PARLEY_E_MEMORY;
        c->decisions = grown;
        c->decision_capacity = capacity;
    }
    c->decisions[c->decision_count++] = *decision;
    return PARLEY_OK;
}

/* --- keys --------------------------------------------------------------------------------------- */

/* The article as parley-classify names it: where a plain file has none, by the file. */
static parley_str article_of(const settling *s, const corpus_row *row)
{
    if (row->article.size)
        return texts_fold_name(row->article);
    const char *name = s->file_names[row->file];
    return (parley_str){name ? name : "", name ? strlen(name) : 0};
}

static parley_status name_files(settling *s)
{
    corpus *c = s->c;
    s->file_names = calloc(c->file_count + 1, sizeof *s->file_names);
    if (!s->file_names)
        return PARLEY_E_MEMORY;
    for (size_t f = 0; f < c->file_count; f++) {
        file_list list = {0};
        parley_status status = file_list_collect(&c->files[f], 1, FILES_TABLES, &list, NULL);
        if (status == PARLEY_OK && list.count == 1) {
            s->file_names[f] = list.items[0].article;
            list.items[0].article = NULL;
        }
        file_list_fini(&list);
        if (status == PARLEY_E_MEMORY)
            return status;
    }
    return PARLEY_OK;
}

/* The number of the sentence: the cell, or what parley-classify gives to rows that have none. */
static parley_str sentence_of(const settling *s, size_t row, char number[PARLEY_NUMBER_SIZE])
{
    const corpus_row *r = &s->c->rows[row];
    if (r->sentence.size || r->sheet)
        return texts_fold_name(r->sentence);
    parley_number_format_fixed((double)(r->article.size ? s->position[row] : r->number), 0, number);
    return (parley_str){number, strlen(number)};
}

static void number_rows(settling *s)
{
    const corpus *c = s->c;
    for (size_t row = 0; row < c->count; row++) {
        bool goes_on =
            row > 0 && c->rows[row].run != NO_RUN && c->rows[row].run == c->rows[row - 1].run;
        s->position[row] = goes_on ? s->position[row - 1] + 1 : 1;
    }
}

/* Writes the id that a row goes by: its text's own, or the one that its damaged text had. */
static parley_status id_of(const corpus_row *row, parley_buffer *scratch, char id[PARLEY_ID_SIZE])
{
    if (row->id.size == 0)
        return parley_text_id(row->text.data, row->text.size, scratch, id);
    memcpy(id, row->id.data, PARLEY_ID_SIZE - 1);
    id[PARLEY_ID_SIZE - 1] = '\0';
    return PARLEY_OK;
}

static parley_status put_field(parley_buffer *key, const char *data, size_t size)
{
    parley_status status = parley_buffer_append(key, data, size);
    return status == PARLEY_OK ? parley_buffer_append(key, "\n", 1) : status;
}

/* Finds the key of a row; the rows must come in their order. */
static parley_status find_key(settling *s, size_t row, parley_buffer *scratch, parley_buffer *key)
{
    const corpus_row *r = &s->c->rows[row];
    char id[PARLEY_ID_SIZE], number[PARLEY_NUMBER_SIZE];
    parley_str article = article_of(s, r), sentence = sentence_of(s, row, number);
    size_t place, index;
    if (id_of(r, scratch, id) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    key->size = 0;
    if (put_field(key, r->role == ROLE_APART ? "t" : "", r->role == ROLE_APART) ||
        put_field(key, article.data, article.size) ||
        put_field(key, sentence.data, sentence.size) || put_field(key, id, strlen(id)) ||
        intern_add(&s->places, (parley_str){key->data, key->size}, &place))
        return PARLEY_E_MEMORY;
    if (s->last_file[place] != r->file + 1)
        s->occurrences[place] = 0;
    s->last_file[place] = r->file + 1;
    if (parley_buffer_printf(key, "%zu", ++s->occurrences[place]) ||
        intern_add(&s->keys, (parley_str){key->data, key->size}, &index))
        return PARLEY_E_MEMORY;
    s->key_of[row] = index;
    if (r->id.size)
        return PARLEY_OK;
    if (intern_add(&s->whole_ids, (parley_str){id, strlen(id)}, &index) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    s->whole_rows[index] = row;
    return PARLEY_OK;
}

static parley_status find_keys(settling *s)
{
    size_t count = s->c->count + 1;
    s->last_file = calloc(count, sizeof *s->last_file);
    s->occurrences = calloc(count, sizeof *s->occurrences);
    s->key_of = calloc(count, sizeof *s->key_of);
    s->position = calloc(count, sizeof *s->position);
    s->whole_rows = calloc(count, sizeof *s->whole_rows);
    if (!s->last_file || !s->occurrences || !s->key_of || !s->position || !s->whole_rows ||
        name_files(s) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    number_rows(s);
    parley_buffer scratch = {0}, key = {0};
    parley_status status = PARLEY_OK;
    for (size_t row = 0; row < s->c->count && status == PARLEY_OK; row++)
        status = find_key(s, row, &scratch, &key);
    parley_buffer_fini(&scratch);
    parley_buffer_fini(&key);
    return status;
}

/* --- decisions ---------------------------------------------------------------------------------- */

/* Which row of each key stays: the first with its own text. */
static parley_status make_entries(settling *s)
{
    const corpus *c = s->c;
    s->entries = calloc(s->keys.count + 1, sizeof *s->entries);
    s->decisions = malloc((s->keys.count + 1) * c->task_count * sizeof *s->decisions);
    s->redecided = calloc(s->keys.count + 1, 2 * sizeof *s->redecided);
    if (!s->entries || !s->decisions || !s->redecided)
        return PARLEY_E_MEMORY;
    for (size_t k = 0; k < s->keys.count; k++) {
        s->entries[k] = (entry){.sheet = NONE, .decisions = s->decisions + k * c->task_count};
        for (size_t t = 0; t < c->task_count; t++)
            s->entries[k].decisions[t] = NONE;
    }
    for (size_t row = 0; row < c->count; row++) {
        entry *e = &s->entries[s->key_of[row]];
        if (!c->rows[row].sheet)
            e->plain = true;
        else if (e->sheet == NONE || (c->rows[e->sheet].id.size && !c->rows[row].id.size))
            e->sheet = row;
    }
    return PARLEY_OK;
}

/* Turns what was written into numbers of labels, or names the first that is none. */
static parley_status find_labels(settling *s, int *labels, parley_error *error)
{
    corpus *c = s->c;
    size_t wrong = 0, first = NONE;
    for (size_t d = 0; d < c->decision_count; d++) {
        const corpus_decision *decision = &c->decisions[d];
        parley_str label;
        if (written_find(s->words, decision, &label) != PARLEY_OK)
            return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
        if (label.size == 0) {
            first = wrong++ ? first : d;
            continue;
        }
        parley_status status =
            corpus_add_label(c, &c->rows[decision->row], decision->task, label, &labels[d], error);
        if (status != PARLEY_OK)
            return status;
    }
    return wrong ? written_refuse(s->words, &c->decisions[first], wrong - 1, error) : PARLEY_OK;
}

/* Of several decisions on one key and task the last one counts. */
static void choose_decisions(settling *s, const int *labels)
{
    corpus *c = s->c;
    for (size_t d = 0; d < c->decision_count; d++) {
        size_t key = s->key_of[c->decisions[d].row];
        size_t *latest = &s->entries[key].decisions[c->decisions[d].task];
        if (*latest != NONE) {
            s->redecided[2 * key] = true;
            s->redecided[2 * key + 1] |= labels[*latest] != labels[d];
        }
        *latest = d;
    }
    for (size_t key = 0; key < s->keys.count; key++) {
        c->redecided += s->redecided[2 * key];
        c->redecided_changed += s->redecided[2 * key + 1];
    }
}

static void set_labels(settling *s, const entry *e, const int *labels, size_t row)
{
    corpus *c = s->c;
    for (size_t t = 0; t < c->task_count; t++)
        if (e->decisions[t] != NONE)
            c->labels[row * c->task_count + t] = labels[e->decisions[t]];
}

static bool is_decided(const settling *s, const entry *e)
{
    for (size_t t = 0; t < s->c->task_count; t++)
        if (e->decisions[t] != NONE)
            return true;
    return false;
}

/* Labels the row of a sheet that stays, if it has its text or another row does. */
static parley_status label_sheet_row(settling *s, const entry *e, const int *labels)
{
    corpus *c = s->c;
    corpus_row *row = &c->rows[e->sheet];
    size_t whole = row->id.size ? intern_find(&s->whole_ids, row->id) : NONE;
    for (size_t t = 0; t < c->task_count; t++) { /* the row goes by the file that decided */
        if (e->decisions[t] == NONE)
            continue;
        const corpus_row *decided = &c->rows[c->decisions[e->decisions[t]].row];
        if (decided->file > row->file) {
            row->file = decided->file;
            row->line = decided->line;
        }
    }
    if (row->id.size && whole == NONE)
        return corpus_name_place(c, &c->damaged, row->file, row->line);
    if (whole != NONE)
        row->text = c->rows[s->whole_rows[whole]].text;
    set_labels(s, e, labels, e->sheet);
    return PARLEY_OK;
}

static parley_status apply(settling *s, const int *labels)
{
    corpus *c = s->c;
    for (size_t row = 0; row < c->count; row++) {
        const entry *e = &s->entries[s->key_of[row]];
        if (!is_decided(s, e))
            continue;
        if (!c->rows[row].sheet) {
            set_labels(s, e, labels, row);
            c->plain_corrected++;
        } else if (e->sheet == row && !e->plain && label_sheet_row(s, e, labels) != PARLEY_OK) {
            return PARLEY_E_MEMORY;
        }
    }
    return PARLEY_OK;
}

static parley_status decide(settling *s, parley_error *error)
{
    int *labels = calloc(s->c->decision_count + 1, sizeof *labels);
    parley_status status = labels ? PARLEY_OK : PARLEY_E_MEMORY;
    if (status == PARLEY_OK)
        status = find_labels(s, labels, error);
    if (status == PARLEY_OK) {
        choose_decisions(s, labels);
        status = apply(s, labels);
    }
    free(labels);
    return status;
}

/* --- order -------------------------------------------------------------------------------------- */

/* A row and what it is sorted by. */
typedef struct place {
    size_t row;
    bool sheet;
    corpus_role role;
    parley_str article, sentence;
    uint64_t number; /* of the sentence, if it is one */
} place;

static int compare_strings(parley_str a, parley_str b)
{
    int order = memcmp(a.data, b.data, a.size < b.size ? a.size : b.size);
    return order ? order : (a.size > b.size) - (a.size < b.size);
}

/* Plain rows as they came, then those of sheets by role, article and sentence. */
static int compare_places(const void *left, const void *right)
{
    const place *a = left, *b = right;
    if (a->sheet != b->sheet)
        return a->sheet ? 1 : -1;
    int order = 0;
    if (a->sheet) {
        order = (a->role > b->role) - (a->role < b->role);
        if (!order)
            order = compare_strings(a->article, b->article);
        if (!order)
            order = (a->number > b->number) - (a->number < b->number);
        if (!order)
            order = compare_strings(a->sentence, b->sentence);
    }
    return order ? order : (a->row > b->row) - (a->row < b->row);
}

static place place_of(const corpus *c, size_t row)
{
    const corpus_row *r = &c->rows[row];
    place p = {.row = row,
               .sheet = r->sheet,
               .role = r->role,
               .article = texts_fold_name(r->article),
               .sentence = r->sentence};
    if (!parley_number_parse_whole(r->sentence.data, r->sentence.size, 0, UINT64_MAX, &p.number))
        p.number = UINT64_MAX;
    return p;
}

/* Whether a row stays: not a second one of its key, and neither without label nor article. */
static bool stays(const settling *s, size_t row)
{
    const corpus_row *r = &s->c->rows[row];
    if (!r->sheet)
        return true;
    return s->entries[s->key_of[row]].sheet == row &&
           (r->article.size || corpus_has_label(s->c, row));
}

/* Numbers the runs anew. */
static void find_runs(corpus *c, const size_t *old_run)
{
    c->runs = c->unlabelled = 0;
    for (size_t row = 0; row < c->count; row++) {
        corpus_row *r = &c->rows[row];
        const corpus_row *before = row ? r - 1 : NULL;
        c->unlabelled += !corpus_has_label(c, row);
        if (r->run == NO_RUN)
            continue;
        bool goes_on = before && before->run != NO_RUN && before->sheet == r->sheet;
        if (goes_on && r->sheet)
            goes_on = before->role == r->role && compare_strings(texts_fold_name(before->article),
                                                                 texts_fold_name(r->article)) == 0;
        else if (goes_on)
            goes_on = old_run[row - 1] == old_run[row];
        r->run = goes_on ? before->run : c->runs++;
    }
}

static parley_status order_rows(settling *s)
{
    corpus *c = s->c;
    size_t count = 0, room = c->count + 1;
    place *places = calloc(room, sizeof *places);
    corpus_row *rows = calloc(room, sizeof *rows);
    int *labels = calloc(room * c->task_count, sizeof *labels);
    size_t *old_run = calloc(room, sizeof *old_run);
    parley_status status = places && rows && labels && old_run ? PARLEY_OK : PARLEY_E_MEMORY;
    if (status == PARLEY_OK) {
        for (size_t row = 0; row < c->count; row++)
            if (stays(s, row))
                places[count++] = place_of(c, row);
        qsort(places, count, sizeof *places, compare_places);
        for (size_t i = 0; i < count; i++) {
            rows[i] = c->rows[places[i].row];
            old_run[i] = rows[i].run;
            memcpy(&labels[i * c->task_count], &c->labels[places[i].row * c->task_count],
                   c->task_count * sizeof *labels);
        }
        free(c->rows);
        free(c->labels);
        c->rows = rows;
        c->labels = labels;
        c->count = count;
        c->capacity = room;
        rows = NULL;
        labels = NULL;
        find_runs(c, old_run);
    }
    free(places);
    free(rows);
    free(labels);
    free(old_run);
    return status;
}

/* --- all of it ---------------------------------------------------------------------------------- */

static void settling_fini(settling *s)
{
    for (size_t f = 0; s->file_names && f < s->c->file_count; f++)
        free(s->file_names[f]);
    free(s->file_names);
    written_free(s->words);
    intern_fini(&s->places);
    intern_fini(&s->keys);
    intern_fini(&s->whole_ids);
    free(s->last_file);
    free(s->occurrences);
    free(s->key_of);
    free(s->position);
    free(s->entries);
    free(s->decisions);
    free(s->redecided);
    free(s->whole_rows);
}

parley_status reviewed_settle(corpus *c, parley_error *error)
{
    bool sheets = false;
    for (size_t row = 0; row < c->count; row++)
        sheets = sheets || c->rows[row].sheet;
    if (!sheets)
        return PARLEY_OK;
    settling s = {.c = c};
    parley_error cause = {0};
    parley_status status = written_new(c, &s.words);
    if (status == PARLEY_OK)
        status = find_keys(&s);
    if (status == PARLEY_OK)
        status = make_entries(&s);
    if (status == PARLEY_OK)
        status = decide(&s, &cause);
    if (status == PARLEY_OK)
        status = order_rows(&s);
    settling_fini(&s);
    if (status == PARLEY_E_MEMORY)
        return parley_error_set(error, status, "out of memory");
    if (status != PARLEY_OK && error)
        *error = cause;
    return status;
}
