/* What the readers of the input formats share: the file, the batch that they fill, and what has been
 * said of it. A reader has three functions: open, next, close.
 *
 *     status = article_input_open(&in, &reading, &error);
 *     do
 *         status = article_input_next(&in, &reading, &more, &error);
 *     while (status == PARLEY_OK && more);
 *     article_input_close(&in);
 */
#ifndef PARLEY_CLASSIFY_READING_H
#define PARLEY_CLASSIFY_READING_H

#include "../io/article.h"
#include "../io/files.h"
#include "../io/intern.h"
#include "source.h"

typedef struct reading {
    const source_settings *settings;
    const file_item *file; /* the one being read */
    row_batch rows;
    intern_table extras; /* the names of foreign columns */
    bool said_converted, said_replaced;
} reading;

/* The name of the file for messages, and that of its article. */
const char *reading_path(const reading *r);
parley_str reading_article(const reading *r);

/* Whether kinds matter for anything. */
bool reading_wants_kinds(const reading *r);

/* Warns, once in a run each, of text that was taken as Windows-1252 or that could not be decoded. */
void reading_say_decoded(reading *r, size_t converted, size_t replaced);

parley_status reading_no_memory(parley_error *error);

/* Adds the sentences of a walk until the batch is full or the walk ends, which it returns in `*ended`.
 * `*number` is that of the last sentence. `like`: the row's article and line. PARLEY_E_MEMORY. */
parley_status reading_add_sentences(reading *r, article_walk *walk, const source_row *like,
                                    const parley_str *extra, size_t *number, bool *ended);

#endif
