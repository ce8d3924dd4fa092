/* Lines and JSON Lines: see classify/from_lines.h.
 *
 * A line of JSON is an object with the text of an article; what it is called is in `article`, else in
 * `id`. A `title` that the text does not begin with comes first, as its headline; offsets count from
 * there. A `date` is that of publication. All other fields are passed over.
 */
#include "from_lines.h"

#include "../io/kinds.h"

#include <jansson.h>
#include <string.h>

/* --- one sentence a line ------------------------------------------------------------------------ */

parley_status line_input_open(line_input *in, reading *r, parley_error *error)
{
    return line_reader_open(r->file->path, r->settings->encoding, &in->lines, error);
}

parley_status line_input_next(line_input *in, reading *r, bool *more, parley_error *error)
{
    const text_line *line = NULL;
    parley_status status = PARLEY_OK;
    if (reading_begin(r, PARLEY_ALONE) != PARLEY_OK)
        return reading_no_memory(error);
    while (!job_is_full(r->job)) {
        status = line_reader_next(in->lines, &line, error);
        if (status != PARLEY_OK || !line)
            break;
        source_row row = {.article = reading_article(r),
                          .number = line->number,
                          .text = line->text,
                          .kind = HTML_BODY,
                          .begin = line->begin,
                          .line = line->number,
                          .unit = r->units};
        if (!reading_begin_unit(r, row.text))
            continue;
        if (reading_wants_kinds(r))
            row.kind = kinds_of_block(row.text.data, row.text.size, false);
        if (batch_add(&r->job->rows, &row, NULL) != PARLEY_OK)
            return reading_no_memory(error);
    }
    *more = line != NULL;
    if (reading_say_decoded(r, line_reader_converted(in->lines), line_reader_replaced(in->lines)))
        return reading_no_memory(error);
    if (status == PARLEY_OK && reading_end(r) != PARLEY_OK)
        return reading_no_memory(error);
    return status;
}

void line_input_close(line_input *in)
{
    line_reader_close(in->lines);
    in->lines = NULL;
}

/* --- one article a line ------------------------------------------------------------------------- */

static bool is_blank(parley_str s)
{
    while (s.size > 0 && memchr(" \t\r", *s.data, 3))
        s.data++, s.size--;
    return s.size == 0;
}

parley_status json_input_open(line_input *in, reading *r, parley_error *error)
{
    return line_input_open(in, r, error);
}

parley_status json_input_next(line_input *in, reading *r, bool *more, parley_error *error)
{
    const text_line *line = NULL;
    *more = true;
    while (!job_is_full(r->job)) {
        parley_status status = line_reader_next(in->lines, &line, error);
        *more = status == PARLEY_OK && line;
        if (!*more)
            return status;
        if (is_blank(line->text))
            continue;
        job_piece piece = {.kind = PIECE_JSON,
                           .file = r->file,
                           .text = line->text,
                           .line = line->number,
                           .unit = r->units++};
        if (piece.unit < r->first_unit)
            continue;
        if (reading_say_decoded(r, line_reader_converted(in->lines),
                                line_reader_replaced(in->lines)) != PARLEY_OK ||
            job_add_piece(r->job, &piece, NULL) != PARLEY_OK)
            return reading_no_memory(error);
    }
    return PARLEY_OK;
}

/* --- taking articles out of lines --------------------------------------------------------------- */

/* jansson takes a hundred bytes for the smallest value: a line of nothing but brackets and commas
 * would take fifty times its size. Text has far fewer. */
static bool is_dense(parley_str line)
{
    enum { FREE = 10000, BYTES_A_VALUE = 16 };
    size_t values = 0;
    bool quoted = false;
    if (line.size <= FREE)
        return false;
    for (size_t i = 0; i < line.size; i++) {
        char c = line.data[i];
        if (c == '\\' && quoted)
            i++;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted)
            values += c == ',' || c == '[' || c == '{';
    }
    return values > FREE && values > line.size / BYTES_A_VALUE;
}

static parley_status bad_line(const reading *r, size_t line, parley_status status,
                              parley_error *error, const char *what)
{
    return parley_error_at(error, status, reading_path(r), line, "%s", what);
}

static parley_status parse(const reading *r, const job_piece *line, json_t **object,
                           parley_error *error)
{
    json_error_t cause;
    if (is_dense(line->text))
        return bad_line(r, line->line, PARLEY_E_LIMIT, error,
                        "this line holds far more values than text");
    *object = json_loadb(line->text.data, line->text.size, 0, &cause);
    if (!*object && json_error_code(&cause) == json_error_numeric_overflow)
        /* A number that no integer holds is in a field that is passed over, most likely. */
        *object = json_loadb(line->text.data, line->text.size, JSON_DECODE_INT_AS_REAL, &cause);
    if (!*object && json_error_code(&cause) == json_error_out_of_memory)
        return reading_no_memory(error);
    if (!*object)
        return parley_error_at(error, PARLEY_E_FORMAT, reading_path(r), line->line,
                               "no JSON: %s (column %d)", cause.text, cause.column);
    if (json_is_object(*object))
        return PARLEY_OK;
    json_decref(*object);
    *object = NULL;
    return bad_line(r, line->line, PARLEY_E_FORMAT, error,
                    "this line is no JSON object; each line is one, such as {\"text\": \"…\"}");
}

static parley_status no_text_field(const reading *r, size_t line, json_t *object,
                                   parley_error *error)
{
    parley_buffer names = {0};
    const char *name;
    json_t *value;
    parley_status status = PARLEY_OK;
    json_object_foreach(object, name, value)
    {
        if (status == PARLEY_OK && names.size < 300)
            status = parley_buffer_printf(&names, "%s%s", names.size ? ", " : "", name);
    }
    parley_error_at(error, PARLEY_E_DATA, reading_path(r), line,
                    "no field '%s' with the text (name it with --text); this line has: %.*s",
                    r->settings->text_column, (int)names.size, names.data ? names.data : "");
    parley_buffer_fini(&names);
    return PARLEY_E_DATA;
}

/* The string of a field; size 0 for none, and for null. */
static parley_str string_of(json_t *object, const char *field)
{
    const json_t *value = json_object_get(object, field);
    if (!json_is_string(value))
        return (parley_str){"", 0};
    return (parley_str){json_string_value(value), json_string_length(value)};
}

/* The article's name: `article`, else `id`, else the file's with the line's number. */
static parley_status take_name(json_taker *in, const reading *r, size_t line, json_t *object,
                               bool *named)
{
    static const char *const fields[] = {"article", "id"};
    in->name.size = 0;
    *named = true;
    for (size_t i = 0; i < 2; i++) {
        const json_t *value = json_object_get(object, fields[i]);
        parley_str name = string_of(object, fields[i]);
        if (name.size)
            return parley_text_squeeze(name.data, name.size, &in->name);
        if (json_is_integer(value))
            return parley_buffer_printf(&in->name, "%" JSON_INTEGER_FORMAT,
                                        json_integer_value(value));
    }
    *named = false;
    return parley_buffer_printf(&in->name, "%s-%zu", r->file->article, line);
}

/* The title, unless the text begins with it. */
static parley_status take_title(json_taker *in, parley_str title, parley_str text)
{
    parley_buffer squeezed = {0}, start = {0};
    size_t looked = text.size < 2 * title.size + 100 ? text.size : 2 * title.size + 100;
    parley_status status = parley_text_squeeze(title.data, title.size, &squeezed);
    if (status == PARLEY_OK)
        status = parley_text_squeeze(text.data, looked, &start);
    bool repeated = squeezed.size <= start.size && squeezed.size > 0 &&
                    memcmp(squeezed.data, start.data, squeezed.size) == 0;
    if (status == PARLEY_OK && squeezed.size > 0 && !repeated) {
        status = parley_buffer_append(&in->text, title.data, title.size);
        in->title = (html_article_paragraph){.end = (uint32_t)title.size, .kind = HTML_HEADLINE};
        if (status == PARLEY_OK)
            status = parley_buffer_puts(&in->text, "\n\n");
    }
    parley_buffer_fini(&squeezed);
    parley_buffer_fini(&start);
    return status;
}

/* Takes an article out of its object and begins to split it; `*wanted`: if it is of the shard. */
static parley_status take_article(json_taker *in, reading *r, size_t line, json_t *object,
                                  bool *wanted, parley_error *error)
{
    const json_t *value = json_object_get(object, r->settings->text_column);
    const json_t *date = json_object_get(object, "date");
    parley_str text = string_of(object, r->settings->text_column);
    if (!value)
        return no_text_field(r, line, object, error);
    if (!json_is_string(value) && !json_is_null(value))
        return parley_error_at(error, PARLEY_E_DATA, reading_path(r), line,
                               "the field '%s' is no string", r->settings->text_column);
    bool named;
    html_day_of(json_is_string(date) ? json_string_value(date) : "", in->day);
    in->text.size = 0;
    in->title = (html_article_paragraph){0};
    if (take_name(in, r, line, object, &named) != PARLEY_OK)
        return reading_no_memory(error);
    *wanted = reading_is_of_shard(r, named ? (parley_str){in->name.data, in->name.size} : text);
    if (!*wanted)
        return PARLEY_OK;
    if (take_title(in, string_of(object, "title"), text) != PARLEY_OK ||
        parley_buffer_append(&in->text, text.data, text.size) != PARLEY_OK ||
        (text.size == 0 && reading_say_empty(r, line, 1) != PARLEY_OK))
        return reading_no_memory(error);
    article_parts parts = {.text = {in->text.data ? in->text.data : "", in->text.size},
                           .paragraphs = &in->title,
                           .paragraph_count = in->title.end > 0};
    reading_begin_walk(r, &in->walk, parts, true);
    return PARLEY_OK;
}

parley_status json_take(json_taker *in, reading *r, const job_piece *piece, parley_error *error)
{
    json_t *object = NULL;
    size_t number = 0;
    bool ended, wanted = false;
    parley_status status = parse(r, piece, &object, error);
    if (status == PARLEY_OK)
        status = take_article(in, r, piece->line, object, &wanted, error);
    json_decref(object);
    if (status != PARLEY_OK || !wanted)
        return status;
    source_row like = {
        .article = {in->name.data, in->name.size}, .line = piece->line, .unit = piece->unit};
    memcpy(like.day, in->day, sizeof like.day);
    if (reading_begin(r, PARLEY_ARTICLE) != PARLEY_OK ||
        reading_add_sentences(r, &in->walk, &like, NULL, &number, &ended) != PARLEY_OK ||
        reading_end(r) != PARLEY_OK)
        return reading_no_memory(error);
    return PARLEY_OK;
}

void json_taker_fini(json_taker *in)
{
    parley_buffer_fini(&in->name);
    parley_buffer_fini(&in->text);
}
