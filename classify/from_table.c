/* Rows of tables: see classify/from_table.h.
 *
 * Rows of one article that follow one another are one group, or several where that grows too long; rows
 * of a table without an article column are alone. With --split a row is an article or a piece of one:
 * the workers split it, as a sentence's number depends on nothing but its own article. An article whose
 * rows are more than a job should hold is split here instead, row by row.
 */
#include "from_table.h"

#include "../io/kinds.h"
#include "parley/text.h"

#include <stdlib.h>
#include <string.h>

/* An article of so many bytes is split here. */
enum { LARGE = 1 << 20 };

static bool same(parley_str a, parley_str b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static parley_str str(const char *string)
{
    return (parley_str){string, strlen(string)};
}

/* --- headers ------------------------------------------------------------------------------------ */

static bool is_ours(const source_settings *settings, parley_str name)
{
    return same(name, str(settings->text_column)) || same(name, str("article")) ||
           same(name, str("sentence"));
}

/* Checks a header and enters its foreign columns. */
static parley_status enter_columns(table_input *in, const source_settings *settings,
                                   const char *path, const table_reader *table,
                                   intern_table *extras, parley_error *error)
{
    parley_buffer names = {0};
    if (table_reader_list(table, &names) != PARLEY_OK) {
        parley_buffer_fini(&names);
        return reading_no_memory(error);
    }
    if (table_reader_column(table, settings->text_column) == SIZE_MAX) {
        parley_error_at(error, PARLEY_E_DATA, path, 0,
                        "no column '%s' with the text (name it with --text); this file has: %s",
                        settings->text_column, names.data);
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
        if (name.size && !is_ours(settings, name) && intern_add(extras, name, &index) != PARLEY_OK)
            return reading_no_memory(error);
    }
    return PARLEY_OK;
}

/* Opens a table; an empty file is NULL, and warned of when its turn comes. */
static parley_status open_table(const source_settings *settings, const char *path,
                                table_reader **table, parley_error *error)
{
    parley_error cause = {0};
    *table = NULL;
    parley_status status = table_reader_open_as(path, settings->encoding, table, &cause);
    if (status == PARLEY_E_DATA)
        return PARLEY_OK;
    if (status != PARLEY_OK && error)
        *error = cause;
    return status;
}

parley_status table_input_announce(table_input *in, const source_settings *settings,
                                   const char *path, intern_table *extras, parley_error *error)
{
    bool standard = strcmp(path, "-") == 0;
    table_reader *table = NULL;
    if (standard && in->standard)
        return PARLEY_OK;
    parley_status status = open_table(settings, path, &table, error);
    if (status != PARLEY_OK || !table)
        return status;
    in->extras = extras;
    status = enter_columns(in, settings, standard ? "standard input" : path, table, extras, error);
    if (standard && status == PARLEY_OK)
        in->standard = table; /* it cannot be opened twice */
    else
        table_reader_close(table);
    return status;
}

/* --- rows --------------------------------------------------------------------------------------- */

static bool has_text(parley_str s)
{
    int32_t code;
    for (size_t at = 0; at < s.size;) {
        at += parley_utf8_decode(s.data + at, s.size - at, &code);
        if (!parley_is_space(code))
            return true;
    }
    return false;
}

/* Reads on to the next row with a text. */
static parley_status next_row(table_input *in, reading *r, parley_error *error)
{
    for (;;) {
        parley_status status = table_reader_next(in->table, &in->held, error);
        if (status != PARLEY_OK || !in->held)
            return status;
        if (reading_say_decoded(r, table_reader_converted(in->table),
                                table_reader_replaced(in->table)) != PARLEY_OK)
            return reading_no_memory(error);
        if (has_text(in->held->cells[in->text]))
            return PARLEY_OK;
        if (in->empty++ == 0)
            in->empty_line = in->held->line;
    }
}

parley_status table_input_open(table_input *in, reading *r, parley_error *error)
{
    parley_status status = PARLEY_OK;
    in->held = NULL;
    in->open = in->large = in->splitting = false;
    in->empty = 0;
    if (strcmp(r->file->path, "-") == 0 && in->standard) {
        in->table = in->standard;
        in->standard = NULL;
    } else {
        status = open_table(r->settings, r->file->path, &in->table, error);
    }
    if (status != PARLEY_OK || !in->table)
        return status;
    size_t columns = table_reader_columns(in->table);
    free(in->extra_of);
    free(in->extra);
    in->extra_of = malloc((columns + 1) * sizeof *in->extra_of);
    in->extra = calloc(r->job->rows.extra_count + 1, sizeof *in->extra);
    if (!in->extra_of || !in->extra)
        return reading_no_memory(error);
    for (size_t i = 0; i < columns; i++) {
        parley_str name = table_reader_name(in->table, i);
        in->extra_of[i] = is_ours(r->settings, name) ? SIZE_MAX : intern_find(in->extras, name);
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
    in->named = true;
    if (in->article != SIZE_MAX && row->cells[in->article].size)
        return parley_buffer_append(&in->name, row->cells[in->article].data,
                                    row->cells[in->article].size);
    parley_status status = parley_buffer_puts(&in->name, r->file->article);
    in->named = !r->settings->split;
    if (status == PARLEY_OK && r->settings->split)
        status = parley_buffer_printf(&in->name, "-%zu", row->number);
    return status;
}

static bool is_alone(const table_input *in, const reading *r)
{
    return in->article == SIZE_MAX && !r->settings->split;
}

/* Begins the article of the held row. */
static parley_status begin_article(table_input *in, reading *r)
{
    parley_str known_by =
        in->named ? (parley_str){in->name.data, in->name.size} : in->held->cells[in->text];
    in->open = true;
    in->large = false;
    in->run = in->run_bytes = 0;
    in->run_name.size = 0;
    if (!is_alone(in, r))
        in->wanted = reading_begin_unit(r, known_by);
    return parley_buffer_append(&in->run_name, in->name.data, in->name.size);
}

/* Makes sure that rows can be added: a group, if rows are added here. */
static parley_status begin_group(table_input *in, reading *r)
{
    if (in->here || (r->settings->split && !in->large) || (!is_alone(in, r) && !in->wanted))
        return PARLEY_OK;
    in->here = true;
    if (is_alone(in, r))
        return reading_begin(r, PARLEY_ALONE);
    return in->run == 0 ? reading_begin(r, PARLEY_ARTICLE) : reading_go_on(r);
}

static void take_extra(table_input *in)
{
    for (size_t i = 0; i < table_reader_columns(in->table); i++)
        if (in->extra_of[i] != SIZE_MAX)
            in->extra[in->extra_of[i]] = in->held->cells[i];
}

/* Adds the held row as it is. */
static parley_status add_row(table_input *in, reading *r)
{
    const table_row *held = in->held;
    source_row row = {.article = {in->name.data, in->name.size},
                      .text = held->cells[in->text],
                      .kind = HTML_BODY,
                      .line = held->line,
                      .unit = r->units - 1};
    if (reading_wants_kinds(r))
        row.kind = kinds_of_block(row.text.data, row.text.size, false);
    if (in->sentence != SIZE_MAX)
        row.sentence = held->cells[in->sentence];
    in->run++;
    row.number = in->article == SIZE_MAX ? held->number : in->run;
    return batch_add(&r->job->rows, &row, in->extra);
}

/* Adds the held row for a worker to split. */
static parley_status add_piece(table_input *in, reading *r)
{
    job_piece piece = {.kind = PIECE_CELL,
                       .file = r->file,
                       .text = in->held->cells[in->text],
                       .article = {in->name.data, in->name.size},
                       .line = in->held->line,
                       .unit = r->units - 1,
                       .begins = in->run == 0};
    in->run++;
    in->run_bytes += piece.text.size;
    return job_add_piece(r->job, &piece, in->extra);
}

/* Adds sentences of the held row; `*done`: all of it is in. */
static parley_status split_row(table_input *in, reading *r, bool *done)
{
    const table_row *held = in->held;
    source_row like = {
        .article = {in->name.data, in->name.size}, .line = held->line, .unit = r->units - 1};
    if (!in->splitting)
        reading_begin_walk(r, &in->walk, (article_parts){.text = held->cells[in->text]},
                           in->run == 0);
    parley_status status = reading_add_sentences(r, &in->walk, &like, in->extra, &in->run, done);
    in->splitting = !*done;
    return status;
}

static parley_status add(table_input *in, reading *r, bool *done)
{
    *done = true;
    if (is_alone(in, r))
        in->wanted = reading_begin_unit(r, in->held->cells[in->text]);
    if (!in->wanted)
        return PARLEY_OK;
    take_extra(in);
    if (!r->settings->split)
        return add_row(in, r);
    return in->large ? split_row(in, r, done) : add_piece(in, r);
}

bool table_input_is_large(const table_input *in)
{
    return in->open && !in->large && in->run_bytes > LARGE;
}

void table_input_split_here(table_input *in, reading *r, size_t number)
{
    in->large = in->here = true;
    in->run = number;
    r->job->rows.groups[r->job->rows.group_count - 1].article = ++r->articles;
}

/* Whether the job has enough, between two rows; an article that a worker splits is not divided. */
static bool is_enough(const table_input *in, const reading *r)
{
    bool divisible = !in->open || !r->settings->split || in->large;
    return (divisible && job_is_full(r->job)) || table_input_is_large(in);
}

static parley_status end_job(table_input *in, reading *r)
{
    if (!in->here)
        return PARLEY_OK;
    in->here = false;
    return in->held && in->open && !is_alone(in, r) ? reading_pause(r) : reading_end(r);
}

parley_status table_input_next(table_input *in, reading *r, bool *more, parley_error *error)
{
    parley_status status = PARLEY_OK;
    while (in->table && in->held && status == PARLEY_OK) {
        bool done;
        if (name_article(in, r) != PARLEY_OK)
            return reading_no_memory(error);
        parley_str now = {in->name.data, in->name.size};
        if (in->open && !same(now, (parley_str){in->run_name.data, in->run_name.size})) {
            in->open = in->here = false;
            if (reading_end(r) != PARLEY_OK)
                return reading_no_memory(error);
        }
        if (is_enough(in, r))
            break;
        if ((!in->open && begin_article(in, r) != PARLEY_OK) || begin_group(in, r) != PARLEY_OK ||
            add(in, r, &done) != PARLEY_OK)
            return reading_no_memory(error);
        if (done)
            status = next_row(in, r, error);
    }
    *more = in->table && in->held;
    if (status == PARLEY_OK && !table_input_is_large(in) && end_job(in, r) != PARLEY_OK)
        return reading_no_memory(error);
    return status;
}

parley_status table_input_close(table_input *in, reading *r)
{
    parley_status status = PARLEY_OK;
    if (in->empty)
        status = reading_say_empty(r, in->empty_line, in->empty);
    in->empty = 0;
    table_reader_close(in->table);
    in->table = NULL;
    return status;
}

parley_status table_take_cell(reading *r, const job_piece *piece, const parley_str *cells,
                              size_t *number)
{
    article_walk walk;
    bool ended;
    source_row like = {.article = piece->article, .line = piece->line, .unit = piece->unit};
    reading_begin_walk(r, &walk, (article_parts){.text = piece->text}, piece->begins);
    return reading_add_sentences(r, &walk, &like, cells, number, &ended);
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
