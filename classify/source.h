/* Where rows come from: articles, lines, tables, one batch at a time.
 *
 * A batch is what is labelled together: the sentences of one article, or a run of rows. Whatever the
 * input is, memory holds one batch.
 *
 *     source *from = NULL;
 *     const source_batch *batch;
 *     if (source_open(&settings, operands, count, &from, &error) == PARLEY_OK)
 *         while (source_next(from, &batch, &error) == PARLEY_OK && batch)
 *             …batch->rows[0].text…
 *     source_close(from);
 */
#ifndef PARLEY_CLASSIFY_SOURCE_H
#define PARLEY_CLASSIFY_SOURCE_H

#include "../io/message.h"
#include "parley/model.h"

typedef enum source_format {
    SOURCE_AUTO, /* tables by their ending, HTML by ending or first tag, else text */
    SOURCE_TEXT,
    SOURCE_HTML,
    SOURCE_CSV,
    SOURCE_LINES, /* one sentence a line */
} source_format;

typedef struct source_settings {
    source_format format;
    const char *text_column; /* of tables */
    bool split;              /* split the rows of tables into sentences */
    const messages *say;
} source_settings;

typedef struct source_row {
    parley_str article;
    parley_str sentence; /* its number, or what the table says */
    parley_str text;     /* squeezed */
    size_t line;         /* of the file, for tables and lines; else 0 */
    const parley_str *extra; /* [source_extra_count], empty where this input has no such column */
} source_row;

typedef struct source_batch {
    const char *path;
    source_row *rows;
    size_t count;
    parley_relation relation; /* of the rows: an article's are one another's context */
} source_batch;

typedef struct source source;

/* Finds all inputs and reads the headers of all tables. No operands: standard input.
 * PARLEY_E_IO, PARLEY_E_FORMAT, PARLEY_E_DATA, PARLEY_E_MEMORY. The settings' strings and `say` are
 * borrowed until source_close. */
parley_status source_open(const source_settings *settings, const char *const *operands,
                          size_t count, source **out, parley_error *error);
void source_close(source *s);

/* The columns of the tables that are not ours, in order of appearance. */
size_t source_extra_count(const source *s);
parley_str source_extra_name(const source *s, size_t index);

/* The next batch, valid until the next call; NULL at the end. An input without a sentence is warned
 * of and skipped. */
parley_status source_next(source *s, const source_batch **batch, parley_error *error);

#endif
