/* Where rows come from: articles, lines, tables, JSON Lines, one batch at a time.
 *
 * A batch is what is labelled together: the sentences of one article, or a run of rows. Whatever the
 * input is, memory holds one batch, and of an article its text.
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
#include "batch.h"
#include "parley/sentence.h"

typedef enum source_format {
    SOURCE_AUTO, /* tables and JSON Lines by their ending, HTML by ending or first tag, else text */
    SOURCE_TEXT,
    SOURCE_HTML,
    SOURCE_CSV,
    SOURCE_LINES, /* one sentence a line */
    SOURCE_JSON,  /* one article a line */
} source_format;

typedef struct source_settings {
    source_format format;
    const char *text_column;                   /* of tables; the field of JSON Lines */
    const char *encoding;                      /* its name, or NULL */
    const parley_abbreviations *abbreviations; /* beyond the splitter's own, or NULL */
    bool split;                                /* split the rows of tables into sentences */
    bool kinds;                                /* the kinds of the rows are wanted */
    bool body_only;                            /* captions and furniture are not wanted */
    const messages *say;
} source_settings;

typedef struct source source;

/* Finds all inputs and reads the headers of all tables. No operands: standard input.
 * As input_open; PARLEY_E_FORMAT, PARLEY_E_DATA. What the settings point to, and the operands, are
 * borrowed until source_close. */
parley_status source_open(const source_settings *settings, const char *const *operands,
                          size_t count, source **out, parley_error *error);
void source_close(source *s);

/* Whether one of the inputs is the file `path`; its path as it was given, or NULL. */
const char *source_reads(const source *s, const char *path);

/* The columns of the tables that are not ours, in order of appearance. */
size_t source_extra_count(const source *s);
parley_str source_extra_name(const source *s, size_t index);

/* The path of the first table among the inputs and the names of its columns, for messages; NULL if
 * there is no table. */
const char *source_first_table(const source *s, const char **columns);

/* The next batch, valid until the next call; NULL at the end. An input without a sentence is warned
 * of and skipped. */
parley_status source_next(source *s, const source_batch **batch, parley_error *error);

#endif
