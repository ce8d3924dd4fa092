/* Rows of tables: see classify/from_table.h.
 *
 * Rows of one article that follow one another are one batch, or several where that grows too long; rows
 * of a table without an article column are alone. With --split a row is an article or a piece of one,
 * and may itself go on from batch to batch.
 */
#include "from_table.h"

#include "../io/kinds.h"

#include <stdlib.h>
#include <string.h>

static bool same(parley_str a, parley_str b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static parley_str str(const char *string)
{
    return (parley_str){string, strlen(string)};
}

/* --- headers ------------------------------------------------------------------------------------ */

static bool is_ours(const reading *r, parley_str name)
{
    return same(name, str(r->settings->text_column)) || same(name, str("article")) ||
           same(name, str("sentence"));
}

/* Checks a header and enters its foreign columns. */
static parley_status enter_columns(table_input *in, reading *r, const char *path,
                                   const table_reader *table, parley_error *error)
{
    parley_buffer names = {0};
    if (table_reader_list(table, &names) != PARLEY_OK) {
        parley_buffer_fini(&names);
        return reading_no_memory(error);
    }
    if (table_reader_column(table, r->settings->text_column) == SIZE_MAX) {
        parley_error_at(error, PARLEY_E_DATA, path, 0,
                        "no column '%s' with the text (name it with --text); this file has: %s",
                        r->settings->text_column, names.data);
        parley_buffer_fini(&names);
        return PARLEY_E_DATA;
    }
    if (!in->first_path) {
        in->first_path = path;
        in->first_columns = names;
        names = (parley_buffer){0};
    }
    parley_buffer_fini(&names);
    for (size_t i = 0; i < table_reader_columns(table); i++) {
        size_t index;
        parley_str name = table_reader_name(table, i);
        if (name.size && !is_ours(r, name) && intern_add(&r->extras, name, &index) != PARLEY_OK)
            return reading_no_memory(error);
    }
    return PARLEY_OK;
}

/* Opens a table; an empty file is NULL, and warned of when its turn comes. */
static parley_status open_table(const reading *r, const char *path, table_reader **table,
                                parley_error *error)
{
    parley_error cause = {0};
    *table = NULL;
    parley_status status = table_reader_open_as(path, r->settings->encoding, table, &cause);
    if (status == PARLEY_E_DATA)
        return PARLEY_OK;
    if (status != PARLEY_OK && error)
        *error = cause;
    return status;
}

parley_status table_input_announce(table_input *in, reading *r, const char *path,
                                   parley_error *error)
{
    bool standard = strcmp(path, "-") == 0;
    table_reader *table = NULL;
    if (standard && in->standard)
        return PARLEY_OK;
    parley_status status = open_table(r, path, &table, error);
    if (status != PARLEY_OK || !table)
        return status;
    status = enter_columns(in, r, standard ? "standard input" : path, table, error);
    if (standard && status == PARLEY_OK)
        in->standard = table; /* it cannot be opened twice */
    else
        table_reader_close(table);
    return status;
}

/* --- rows --------------------------------------------------------------------------------------- */

/* Reads on to the next row with a text. */
static parley_status next_row(table_input *in, reading *r, parley_error *error)
{
    for (;;) {
        parley_status status = table_reader_next(in->table, &in->held, error);
        if (status != PARLEY_OK || !in->held)
            return status;
        reading_say_decoded(r, table_reader_converted(in->table), table_reader_replaced(in->table));
        r->rows.scratch.size = 0;
        parley_str text = in->held->cells[in->text];
        if (parley_text_squeeze(text.data, text.size, &r->rows.scratch) != PARLEY_OK)
            return reading_no_memory(error);
        if (r->rows.scratch.size > 0)
            return PARLEY_OK;
        if (in->empty++ == 0)
            in->empty_line = in->held->line;
    }
}

parley_status table_input_open(table_input *in, reading *r, parley_error *error)
{
    parley_status status = PARLEY_OK;
    in->held = NULL;
    in->goes_on = in->splitting = false;
    in->run = in->empty = 0;
    in->run_name.size = 0;
    if (strcmp(r->file->path, "-") == 0 && in->standard) {
        in->table = in->standard;
        in->standard = NULL;
    } else {
        status = open_table(r, r->file->path, &in->table, error);
    }
    if (status != PARLEY_OK || !in->table)
        return status;
    size_t columns = table_reader_columns(in->table);
    free(in->extra_of);
    free(in->extra);
    in->extra_of = malloc((columns + 1) * sizeof *in->extra_of);
    in->extra = calloc(r->extras.count + 1, sizeof *in->extra);
    if (!in->extra_of || !in->extra)
        return reading_no_memory(error);
    for (size_t i = 0; i < columns; i++) {
        parley_str name = table_reader_name(in->table, i);
        in->extra_of[i] = is_ours(r, name) ? SIZE_MAX : intern_find(&r->extras, name);
    }
    in->text = table_reader_column(in->table, r->settings->text_column);
    in->article = table_reader_column(in->table, "article");
    in->sentence = table_reader_column(in->table, "sentence");
    return next_row(in, r, error);
}

/* The article of the held row: its cell, else the file's name; with --split and without an article
 * every row is one of its own. */
static parley_status name_article(table_input *in, const reading *r)
{
    const table_row *row = in->held;
    in->name.size = 0;
    if (in->article != SIZE_MAX && row->cells[in->article].size)
        return parley_buffer_append(&in->name, row->cells[in->article].data,
                                    row->cells[in->article].size);
    parley_status status = parley_buffer_puts(&in->name, r->file->article);
    if (status == PARLEY_OK && r->settings->split)
        status = parley_buffer_printf(&in->name, "-%zu", row->number);
    return status;
}

/* Whether the held row begins another article than the one before; if so, its run begins. */
static parley_status begin_run(table_input *in, const reading *r, bool *begins)
{
    parley_status status = name_article(in, r);
    parley_str now = {in->name.data, in->name.size};
    parley_str before = {in->run_name.data, in->run_name.size};
    *begins = status == PARLEY_OK && !same(now, before);
    if (*begins && r->rows.out.count == 0) {
        in->run = 0;
        in->run_name.size = 0;
        status = parley_buffer_append(&in->run_name, now.data, now.size);
    }
    return status;
}

/* Adds the held row, or goes on splitting it; `*done`: all of it is in. */
static parley_status add_row(table_input *in, reading *r, bool *done)
{
    const table_row *held = in->held;
    source_row row = {.article = {in->name.data, in->name.size},
                      .text = held->cells[in->text],
                      .line = held->line};
    for (size_t i = 0; i < table_reader_columns(in->table); i++)
        if (in->extra_of[i] != SIZE_MAX)
            in->extra[in->extra_of[i]] = held->cells[i];
    *done = true;
    if (r->settings->split) {
        if (!in->splitting)
            article_walk_init(&in->walk, (article_parts){.text = row.text},
                              r->settings->abbreviations, in->run == 0);
        parley_status status = reading_add_sentences(r, &in->walk, &row, in->extra, &in->run, done);
        in->splitting = !*done;
        return status;
    }
    row.kind =
        reading_wants_kinds(r) ? kinds_of_block(row.text.data, row.text.size, false) : HTML_BODY;
    if (in->sentence != SIZE_MAX)
        row.sentence = held->cells[in->sentence];
    in->run++;
    row.number = in->article == SIZE_MAX ? held->number : in->run;
    return batch_add(&r->rows, &row, in->extra);
}

parley_status table_input_next(table_input *in, reading *r, bool *more, parley_error *error)
{
    bool alone = in->article == SIZE_MAX && !r->settings->split;
    parley_status status = PARLEY_OK;
    batch_start(&r->rows, r->file->path,
                alone         ? PARLEY_ALONE
                : in->goes_on ? PARLEY_CONTINUED
                              : PARLEY_ARTICLE);
    in->goes_on = false;
    while (in->table && in->held && status == PARLEY_OK) {
        bool begins, done;
        if (begin_run(in, r, &begins) != PARLEY_OK)
            return reading_no_memory(error);
        if (begins && r->rows.out.count > 0)
            break;
        if (batch_is_full(&r->rows)) {
            in->goes_on = true;
            break;
        }
        if (add_row(in, r, &done) != PARLEY_OK)
            return reading_no_memory(error);
        if (done)
            status = next_row(in, r, error);
    }
    *more = in->table && in->held;
    return status;
}

void table_input_close(table_input *in, const reading *r)
{
    if (in->empty)
        message_warning(r->settings->say, reading_path(r), in->empty_line,
                        in->empty == 1
                            ? "%zu row has no text and is left out"
                            : "%zu rows have no text and are left out; the first is here",
                        in->empty);
    in->empty = 0;
    table_reader_close(in->table);
    in->table = NULL;
}

void table_input_fini(table_input *in)
{
    table_reader_close(in->standard);
    table_reader_close(in->table);
    free(in->extra_of);
    free(in->extra);
    parley_buffer_fini(&in->first_columns);
    parley_buffer_fini(&in->run_name);
    parley_buffer_fini(&in->name);
}
