/* Inputs: see classify/source.h. */
#include "source.h"

#include "../io/arena.h"
#include "../io/article.h"
#include "../io/files.h"
#include "../io/intern.h"
#include "../io/table.h"
#include "parley/sentence.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Rows of a table or lines that are labelled in one go; an article gets more, up to the end of what
 * is context. */
enum { BATCH_ROWS = 1024 };

struct source {
    source_settings settings;
    file_list files;
    size_t next_file;
    const file_item *file; /* the one being read */
    intern_table extras;   /* the names of foreign columns */
    bool converted;        /* said that something was not UTF-8 */
    size_t file_rows;      /* handed out of this file */

    table_reader *standard; /* standard input's table, opened early for its header */
    table_reader *table;    /* the table being read */
    const table_row *held;  /* a row of it that is yet to come */
    size_t text, article, sentence; /* its columns */
    size_t *extra_of;       /* [columns], or SIZE_MAX */
    bool goes_on;           /* the next batch is of the same article */
    size_t run;             /* how many rows of this article came before */
    parley_buffer run_name; /* the article of the run */

    article_text whole; /* lines: the file */
    size_t line_at, line_number;

    arena strings;
    source_row *rows;
    size_t row_count, row_capacity;
    size_t batch_bytes; /* of the rows' texts */
    parley_str *cells; /* [row_capacity][extra_count] */
    source_batch batch;
    parley_buffer scratch;
};

static parley_status no_memory(parley_error *error)
{
    return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
}

/* --- rows of a batch ---------------------------------------------------------------------------- */

static parley_status grow(source *s)
{
    if (s->row_count < s->row_capacity)
        return PARLEY_OK;
    size_t capacity = s->row_capacity ? 2 * s->row_capacity : 64;
    size_t extras = s->extras.count;
    source_row *rows = realloc(s->rows, capacity * sizeof *rows);
    if (!rows)
        return PARLEY_E_MEMORY;
    s->rows = rows;
    parley_str *cells = realloc(s->cells, (capacity * extras + 1) * sizeof *cells);
    if (!cells)
        return PARLEY_E_MEMORY;
    s->cells = cells;
    s->row_capacity = capacity;
    return PARLEY_OK;
}

static parley_status keep(source *s, parley_str from, parley_str *to)
{
    const char *copy = arena_copy(&s->strings, from.data, from.size);
    *to = (parley_str){copy, from.size};
    return copy ? PARLEY_OK : PARLEY_E_MEMORY;
}

/* Adds a row with its text squeezed; a text that is all white space is no row. `extra` may be NULL. */
static parley_status add_row(source *s, parley_str article, parley_str sentence, parley_str text,
                             size_t line, const parley_str *extra)
{
    s->scratch.size = 0;
    if (parley_text_squeeze(text.data, text.size, &s->scratch) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    if (s->scratch.size == 0)
        return PARLEY_OK;
    if (grow(s) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    source_row *row = &s->rows[s->row_count];
    *row = (source_row){.line = line};
    if (keep(s, article, &row->article) != PARLEY_OK ||
        keep(s, sentence, &row->sentence) != PARLEY_OK ||
        keep(s, (parley_str){s->scratch.data, s->scratch.size}, &row->text) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    for (size_t i = 0; i < s->extras.count; i++) {
        parley_str *cell = &s->cells[s->row_count * s->extras.count + i];
        *cell = (parley_str){"", 0};
        if (extra && extra[i].size && keep(s, extra[i], cell) != PARLEY_OK)
            return PARLEY_E_MEMORY;
    }
    s->batch_bytes += row->text.size;
    s->row_count++;
    return PARLEY_OK;
}

static parley_status add_numbered(source *s, parley_str article, size_t number, parley_str text,
                                  size_t line, const parley_str *extra)
{
    char digits[32];
    int size = snprintf(digits, sizeof digits, "%zu", number);
    return add_row(s, article, (parley_str){digits, (size_t)size}, text, line, extra);
}

/* Splits a text and adds its sentences, numbered from `*number` + 1 on. */
static parley_status add_sentences(source *s, parley_str article, parley_str text, size_t line,
                                   const parley_str *extra, size_t *number)
{
    parley_splitter splitter;
    parley_span span;
    parley_splitter_init(&splitter, text.data, text.size, NULL);
    while (parley_splitter_next(&splitter, &span)) {
        parley_str sentence = {text.data + span.begin, span.end - span.begin};
        if (add_numbered(s, article, ++*number, sentence, line, extra) != PARLEY_OK)
            return PARLEY_E_MEMORY;
    }
    return PARLEY_OK;
}

static void start_batch(source *s, parley_relation relation)
{
    s->row_count = 0;
    s->batch_bytes = 0;
    arena_fini(&s->strings);
    s->batch = (source_batch){.path = s->file->path, .relation = relation};
}

static const source_batch *finish_batch(source *s)
{
    for (size_t i = 0; i < s->row_count; i++)
        s->rows[i].extra = s->cells + i * s->extras.count;
    s->batch.rows = s->rows;
    s->batch.count = s->row_count;
    s->file_rows += s->row_count;
    return &s->batch;
}

static void say_converted(source *s)
{
    if (!s->converted)
        message_warning(s->settings.say, s->file->path, 0,
                        "not UTF-8, read as Windows-1252 (said once)");
    s->converted = true;
}

static parley_str article_name(const source *s)
{
    return (parley_str){s->file->article, strlen(s->file->article)};
}

/* --- articles and lines ------------------------------------------------------------------------- */

static parley_status read_whole(source *s, article_format format, parley_error *error)
{
    parley_status status = article_read(s->file->path, format, &s->whole, error);
    if (status == PARLEY_OK && s->whole.converted)
        say_converted(s);
    return status;
}

static parley_status next_article(source *s, parley_error *error)
{
    size_t number = 0;
    start_batch(s, PARLEY_ARTICLE);
    parley_str text = {s->whole.text.data ? s->whole.text.data : "", s->whole.text.size};
    if (add_sentences(s, article_name(s), text, 0, NULL, &number) != PARLEY_OK)
        return no_memory(error);
    return PARLEY_OK;
}

static parley_status next_lines(source *s, parley_error *error)
{
    start_batch(s, PARLEY_ALONE);
    const char *text = s->whole.text.data;
    size_t size = s->whole.text.size;
    while (s->line_at < size && s->row_count < BATCH_ROWS) {
        const char *begin = text + s->line_at;
        const char *end = memchr(begin, '\n', size - s->line_at);
        size_t length = end ? (size_t)(end - begin) : size - s->line_at;
        s->line_at += length + (end ? 1 : 0);
        s->line_number++;
        if (add_numbered(s, article_name(s), s->line_number, (parley_str){begin, length},
                         s->line_number, NULL) != PARLEY_OK)
            return no_memory(error);
    }
    return PARLEY_OK;
}

/* --- tables ------------------------------------------------------------------------------------- */

static bool is_ours(const source *s, parley_str name)
{
    static const char *const ours[] = {"article", "sentence"};
    if (name.size == strlen(s->settings.text_column) &&
        memcmp(name.data, s->settings.text_column, name.size) == 0)
        return true;
    for (size_t i = 0; i < 2; i++)
        if (name.size == strlen(ours[i]) && memcmp(name.data, ours[i], name.size) == 0)
            return true;
    return false;
}

/* Checks a header and enters its foreign columns. */
static parley_status enter_columns(source *s, const char *path, const table_reader *table,
                                   parley_error *error)
{
    if (table_reader_column(table, s->settings.text_column) == SIZE_MAX) {
        parley_buffer names = {0};
        bool listed = table_reader_list(table, &names) == PARLEY_OK;
        parley_error_at(error, PARLEY_E_DATA, path, 0,
                        "no column '%s' with the text (name it with --text); this file has: %s",
                        s->settings.text_column, listed ? names.data : "");
        parley_buffer_fini(&names);
        return PARLEY_E_DATA;
    }
    for (size_t i = 0; i < table_reader_columns(table); i++) {
        size_t index;
        parley_str name = table_reader_name(table, i);
        if (name.size && !is_ours(s, name) && intern_add(&s->extras, name, &index) != PARLEY_OK)
            return no_memory(error);
    }
    return PARLEY_OK;
}

static bool is_table(const source *s, const file_item *file)
{
    return s->settings.format == SOURCE_CSV ||
           (s->settings.format == SOURCE_AUTO && file_is_kind(file->path, FILES_TABLES));
}

/* Reads the headers of all tables: the header of the output needs them all. Standard input cannot be
 * opened twice, so its table stays open. */
static parley_status enter_all_columns(source *s, parley_error *error)
{
    for (size_t i = 0; i < s->files.count; i++) {
        const char *path = s->files.items[i].path;
        bool standard = strcmp(path, "-") == 0;
        table_reader *table = NULL;
        if (!is_table(s, &s->files.items[i]) || (standard && s->standard))
            continue;
        parley_error cause = {0};
        parley_status status = table_reader_open(path, &table, &cause);
        if (status == PARLEY_E_DATA) /* empty: warned of when its turn comes */
            continue;
        if (status != PARLEY_OK) {
            if (error)
                *error = cause;
            return status;
        }
        status = enter_columns(s, path, table, error);
        if (standard && status == PARLEY_OK)
            s->standard = table;
        else
            table_reader_close(table);
        if (status != PARLEY_OK)
            return status;
    }
    return PARLEY_OK;
}

static parley_status open_table(source *s, parley_error *error)
{
    if (strcmp(s->file->path, "-") == 0 && s->standard) {
        s->table = s->standard;
        s->standard = NULL;
    } else {
        parley_error cause = {0};
        parley_status status = table_reader_open(s->file->path, &s->table, &cause);
        if (status == PARLEY_E_DATA)
            return PARLEY_OK; /* empty: no rows come */
        if (status != PARLEY_OK) {
            if (error)
                *error = cause;
            return status;
        }
    }
    size_t columns = table_reader_columns(s->table);
    free(s->extra_of);
    s->extra_of = malloc((columns + 1) * sizeof *s->extra_of);
    if (!s->extra_of)
        return no_memory(error);
    for (size_t i = 0; i < columns; i++) {
        parley_str name = table_reader_name(s->table, i);
        s->extra_of[i] = is_ours(s, name) ? SIZE_MAX : intern_find(&s->extras, name);
    }
    s->text = table_reader_column(s->table, s->settings.text_column);
    s->article = table_reader_column(s->table, "article");
    s->sentence = table_reader_column(s->table, "sentence");
    s->held = NULL;
    s->run = 0;
    return table_reader_next(s->table, &s->held, error);
}

static bool same(parley_str a, parley_str b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

/* The article of a table's row: its cell, else the file's name; with --split and without an article
 * column every row is an article of its own. */
static parley_status row_article(source *s, const table_row *row, parley_buffer *name)
{
    name->size = 0;
    if (s->article != SIZE_MAX && row->cells[s->article].size)
        return parley_buffer_append(name, row->cells[s->article].data, row->cells[s->article].size);
    parley_status status = parley_buffer_puts(name, s->file->article);
    if (status == PARLEY_OK && s->settings.split)
        status = parley_buffer_printf(name, "-%zu", row->number);
    return status;
}

static parley_status add_table_row(source *s, const table_row *row, parley_str article,
                                   parley_error *error)
{
    size_t extras = s->extras.count, columns = table_reader_columns(s->table);
    parley_str *extra = calloc(extras + 1, sizeof *extra);
    if (!extra)
        return no_memory(error);
    for (size_t i = 0; i < columns; i++)
        if (s->extra_of[i] != SIZE_MAX)
            extra[s->extra_of[i]] = row->cells[i];
    parley_str text = row->cells[s->text];
    parley_status status;
    if (s->settings.split)
        status = add_sentences(s, article, text, row->line, extra, &s->run);
    else if (s->sentence != SIZE_MAX)
        status = add_row(s, article, row->cells[s->sentence], text, row->line, extra);
    else
        status = add_numbered(s, article, s->article == SIZE_MAX ? row->number : ++s->run, text,
                              row->line, extra);
    free(extra);
    return status == PARLEY_OK ? PARLEY_OK : no_memory(error);
}

/* Rows of one article as they stand, or as many as a batch holds. */
static parley_status next_rows(source *s, parley_error *error)
{
    start_batch(s, s->article == SIZE_MAX && !s->settings.split ? PARLEY_ALONE
                   : s->goes_on                                 ? PARLEY_CONTINUED
                                                                : PARLEY_ARTICLE);
    s->goes_on = false;
    parley_buffer name = {0};
    parley_status status = PARLEY_OK;
    while (s->held && status == PARLEY_OK) {
        if (row_article(s, s->held, &name) != PARLEY_OK) {
            status = no_memory(error);
            break;
        }
        parley_str now = {name.data, name.size}, before = {s->run_name.data, s->run_name.size};
        if (!same(now, before)) {
            if (s->row_count > 0)
                break;
            s->run = 0;
            s->run_name.size = 0;
            if (parley_buffer_append(&s->run_name, now.data, now.size) != PARLEY_OK) {
                status = no_memory(error);
                break;
            }
        } else if (s->row_count >= BATCH_ROWS && s->batch_bytes >= PARLEY_CONTEXT_BYTES) {
            s->goes_on = true; /* the first batch holds all that is context */
            break;
        }
        status = add_table_row(s, s->held, now, error);
        if (status == PARLEY_OK)
            status = table_reader_next(s->table, &s->held, error);
        if (table_reader_converted(s->table))
            say_converted(s);
    }
    parley_buffer_fini(&name);
    return status;
}

/* --- the walk over all inputs -------------------------------------------------------------------- */

parley_status source_open(const source_settings *settings, const char *const *operands,
                          size_t count, source **out, parley_error *error)
{
    static const char *const standard[] = {"-"};
    static const file_kind kinds[] = {FILES_ARTICLES, FILES_TEXT, FILES_HTML, FILES_TABLES,
                                      FILES_TEXT};
    source *s = calloc(1, sizeof *s);
    if (!s)
        return no_memory(error);
    s->settings = *settings;
    parley_status status =
        file_list_collect(count ? operands : standard, count ? count : 1, kinds[settings->format],
                          &s->files, error);
    if (status == PARLEY_OK && s->files.skipped)
        message_warning(settings->say, NULL, 0,
                        "%zu files in the folders are of another kind and were passed over, such "
                        "as %s",
                        s->files.skipped, s->files.skipped_one);
    if (status == PARLEY_OK)
        status = enter_all_columns(s, error);
    if (status == PARLEY_OK)
        *out = s;
    else
        source_close(s);
    return status;
}

void source_close(source *s)
{
    if (!s)
        return;
    file_list_fini(&s->files);
    intern_fini(&s->extras);
    table_reader_close(s->standard);
    table_reader_close(s->table);
    free(s->extra_of);
    parley_buffer_fini(&s->run_name);
    article_text_fini(&s->whole);
    arena_fini(&s->strings);
    free(s->rows);
    free(s->cells);
    parley_buffer_fini(&s->scratch);
    free(s);
}

size_t source_extra_count(const source *s)
{
    return s->extras.count;
}

parley_str source_extra_name(const source *s, size_t index)
{
    return s->extras.strings[index];
}

static parley_status open_next(source *s, parley_error *error)
{
    static const article_format formats[] = {ARTICLE_AUTO, ARTICLE_TEXT, ARTICLE_HTML,
                                             ARTICLE_TEXT, ARTICLE_TEXT};
    s->file = &s->files.items[s->next_file++];
    s->file_rows = 0;
    s->line_at = s->line_number = 0;
    s->run_name.size = 0;
    s->goes_on = false;
    if (is_table(s, s->file))
        return open_table(s, error);
    return read_whole(s, formats[s->settings.format], error);
}

/* Reads the next batch of the open input; no rows: it is exhausted. */
static parley_status read_batch(source *s, parley_error *error)
{
    if (s->table)
        return next_rows(s, error);
    if (is_table(s, s->file)) { /* an empty one */
        start_batch(s, PARLEY_ALONE);
        return PARLEY_OK;
    }
    if (s->settings.format == SOURCE_LINES)
        return next_lines(s, error);
    parley_status status = next_article(s, error);
    s->whole.text.size = 0; /* it is read once */
    return status;
}

parley_status source_next(source *s, const source_batch **batch, parley_error *error)
{
    *batch = NULL;
    for (;;) {
        parley_status status;
        if (!s->file) {
            if (s->next_file == s->files.count)
                return PARLEY_OK;
            status = open_next(s, error);
            if (status != PARLEY_OK)
                return status;
        }
        do /* a batch of blank lines or cells is empty without being the last */
            status = read_batch(s, error);
        while (status == PARLEY_OK && s->row_count == 0 &&
               ((s->table && s->held) || s->line_at < s->whole.text.size));
        if (status != PARLEY_OK)
            return status;
        if (s->row_count > 0) {
            *batch = finish_batch(s);
            return PARLEY_OK;
        }
        if (s->file_rows == 0)
            message_warning(s->settings.say,
                            strcmp(s->file->path, "-") == 0 ? "standard input" : s->file->path, 0,
                            "no sentence in it");
        table_reader_close(s->table);
        s->table = NULL;
        s->file = NULL;
    }
}
