/* Rows that are labelled together.
 *
 *     batch_start(&b, "news.txt", PARLEY_ARTICLE);
 *     while (!batch_is_full(&b) && …more…)
 *         status = batch_add(&b, &row, NULL);
 *     const source_batch *rows = batch_finish(&b);
 */
#ifndef PARLEY_CLASSIFY_BATCH_H
#define PARLEY_CLASSIFY_BATCH_H

#include "../io/arena.h"
#include "../io/html.h"
#include "parley/model.h"

typedef struct source_row {
    parley_str article;
    parley_str sentence; /* what the table says; without data: its number */
    size_t number;
    parley_str text; /* squeezed */
    html_kind kind;
    size_t begin,
        end;     /* of the text before it was squeezed; bytes of the decoded article or cell */
    size_t line; /* of the file, for tables and lines; else 0 */
    const parley_str *extra; /* [source_extra_count], empty where this input has no such column */
} source_row;

typedef struct source_batch {
    const char *path;
    source_row *rows;
    size_t count;
    parley_relation relation; /* of the rows: an article's are one another's context */
} source_batch;

/* All zero, but for the first two, is an empty batch. The rest are the batch's own. */
typedef struct row_batch {
    size_t extra_count; /* foreign columns of a row */
    bool body_only;     /* leave captions and furniture out */
    source_batch out;
    size_t capacity;
    size_t text_bytes; /* of the rows' texts */
    size_t bytes;      /* of all that the rows hold */
    parley_str *cells; /* [capacity][extra_count] */
    arena strings;
    parley_buffer scratch;
} row_batch;

/* Empties it. `path` is borrowed. */
void batch_start(row_batch *b, const char *path, parley_relation relation);

/* Whether the batch holds enough: an article's first all that is context, if it has so much. */
bool batch_is_full(const row_batch *b);

/* Adds a row: `row->text` as it stands in the input, from `row->begin` on. Texts are copied; the text
 * is squeezed, its span shrunk to what is not white space. A text that is all white space is no row.
 * extra: [extra_count], or NULL.
 * PARLEY_OK or PARLEY_E_MEMORY. */
parley_status batch_add(row_batch *b, const source_row *row, const parley_str *extra);

/* The rows, valid until the next batch_start. */
const source_batch *batch_finish(row_batch *b);

void batch_fini(row_batch *b);

#endif
