/* The walk over all inputs: see classify/source.h.
 *
 * Each file is of one of four kinds, by --format or by its ending, and each kind has its reader
 * (classify/from_….h). Here is which file comes next and what is said of it.
 */
#include "source.h"

#include "from_article.h"
#include "from_lines.h"
#include "from_table.h"

#include <stdlib.h>
#include <string.h>

typedef enum input_kind { NO_INPUT, ARTICLE_INPUT, LINE_INPUT, JSON_INPUT, TABLE_INPUT } input_kind;

struct source {
    source_settings settings;
    reading reading;
    file_list files;
    size_t next_file;
    input_kind open;  /* of the file being read */
    bool more;        /* it may have another batch */
    size_t file_rows; /* handed out of it */
    article_input article;
    line_input lines;
    json_input json;
    table_input table;
};

static input_kind kind_of(const source *s, const file_item *file)
{
    switch (s->settings.format) {
    case SOURCE_CSV:
        return TABLE_INPUT;
    case SOURCE_LINES:
        return LINE_INPUT;
    case SOURCE_JSON:
        return JSON_INPUT;
    case SOURCE_AUTO:
        return file_is_kind(file->path, FILES_TABLES) ? TABLE_INPUT
               : file_is_kind(file->path, FILES_JSON) ? JSON_INPUT
                                                      : ARTICLE_INPUT;
    default:
        return ARTICLE_INPUT;
    }
}

/* --- opening ------------------------------------------------------------------------------------ */

static void warn_of_files(const source *s)
{
    const messages *say = s->settings.say;
    const file_list *files = &s->files;
    if (files->skipped)
        message_warning(say, NULL, 0,
                        "%zu files in the folders are of another kind and were passed over, such "
                        "as %s",
                        files->skipped, files->skipped_one);
    if (files->empty == 1)
        message_warning(say, files->empty_one, 0, "nothing to read in this folder");
    else if (files->empty)
        message_warning(say, files->empty_one, 0,
                        "nothing to read in this folder, nor in %zu others", files->empty - 1);
}

parley_status source_open(const source_settings *settings, const char *const *operands,
                          size_t count, source **out, parley_error *error)
{
    static const char *const standard[] = {"-"};
    static const file_kind kinds[] = {FILES_ARTICLES, FILES_TEXT, FILES_HTML,
                                      FILES_TABLES,   FILES_TEXT, FILES_JSON};
    source *s = calloc(1, sizeof *s);
    if (!s)
        return reading_no_memory(error);
    s->settings = *settings;
    s->reading.settings = &s->settings;
    parley_status status = file_list_collect(count ? operands : standard, count ? count : 1,
                                             kinds[settings->format], &s->files, error);
    if (status == PARLEY_OK)
        warn_of_files(s);
    for (size_t i = 0; i < s->files.count && status == PARLEY_OK; i++)
        if (kind_of(s, &s->files.items[i]) == TABLE_INPUT)
            status = table_input_announce(&s->table, &s->reading, s->files.items[i].path, error);
    s->reading.rows.extra_count = s->reading.extras.count;
    s->reading.rows.body_only = settings->body_only;
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
    article_input_close(&s->article);
    line_input_close(&s->lines);
    json_input_fini(&s->json);
    table_input_fini(&s->table);
    batch_fini(&s->reading.rows);
    intern_fini(&s->reading.extras);
    file_list_fini(&s->files);
    free(s);
}

const char *source_reads(const source *s, const char *path)
{
    for (size_t i = 0; i < s->files.count; i++)
        if (file_same(s->files.items[i].path, path))
            return s->files.items[i].path;
    return NULL;
}

size_t source_extra_count(const source *s)
{
    return s->reading.extras.count;
}

parley_str source_extra_name(const source *s, size_t index)
{
    return s->reading.extras.strings[index];
}

const char *source_first_table(const source *s, const char **columns)
{
    *columns = s->table.first_columns.data;
    return s->table.first_path;
}

/* --- reading ------------------------------------------------------------------------------------ */

static parley_status open_next(source *s, parley_error *error)
{
    reading *r = &s->reading;
    r->file = &s->files.items[s->next_file++];
    s->file_rows = 0;
    s->more = true;
    s->open = kind_of(s, r->file);
    switch (s->open) {
    case TABLE_INPUT:
        return table_input_open(&s->table, r, error);
    case LINE_INPUT:
        return line_input_open(&s->lines, r, error);
    case JSON_INPUT:
        return json_input_open(&s->json, r, error);
    default:
        return article_input_open(&s->article, r,
                                  s->settings.format == SOURCE_HTML   ? ARTICLE_HTML
                                  : s->settings.format == SOURCE_TEXT ? ARTICLE_TEXT
                                                                      : ARTICLE_AUTO,
                                  error);
    }
}

static parley_status read_batch(source *s, parley_error *error)
{
    switch (s->open) {
    case TABLE_INPUT:
        return table_input_next(&s->table, &s->reading, &s->more, error);
    case LINE_INPUT:
        return line_input_next(&s->lines, &s->reading, &s->more, error);
    case JSON_INPUT:
        return json_input_next(&s->json, &s->reading, &s->more, error);
    default:
        return article_input_next(&s->article, &s->reading, &s->more, error);
    }
}

static void close_file(source *s)
{
    bool said =
        (s->open == TABLE_INPUT && s->table.empty) || (s->open == JSON_INPUT && s->json.empty);
    if (s->open == TABLE_INPUT)
        table_input_close(&s->table, &s->reading);
    else if (s->open == LINE_INPUT)
        line_input_close(&s->lines);
    else if (s->open == JSON_INPUT)
        json_input_close(&s->json, &s->reading);
    if (s->file_rows == 0 && !said)
        message_warning(s->settings.say, reading_path(&s->reading), 0, "no sentence in it");
    s->open = NO_INPUT;
}

parley_status source_next(source *s, const source_batch **batch, parley_error *error)
{
    *batch = NULL;
    for (;;) {
        parley_status status = PARLEY_OK;
        if (s->open == NO_INPUT) {
            if (s->next_file == s->files.count)
                return PARLEY_OK;
            status = open_next(s, error);
        }
        if (status == PARLEY_OK && s->more) {
            status = read_batch(s, error);
            s->file_rows += s->reading.rows.out.count;
            if (status == PARLEY_OK && s->reading.rows.out.count > 0) {
                *batch = batch_finish(&s->reading.rows);
                return PARLEY_OK;
            }
        } else if (status == PARLEY_OK) {
            close_file(s);
        }
        if (status != PARLEY_OK)
            return status;
    }
}
