/* Rows in groups that are labelled together; part of a job (classify/job.h). */
#ifndef PARLEY_CLASSIFY_BATCH_H
#define PARLEY_CLASSIFY_BATCH_H

#include "../io/arena.h"
#include "../io/html.h"
#include "parley/model.h"

#include <stdatomic.h>

typedef struct source_row {
    parley_str article;
    parley_str sentence; /* what the table says; without data: its number */
    size_t number;
    parley_str text; /* squeezed */
    html_kind kind;
    char day[HTML_DAY_SIZE]; /* of publication, or "" */
    size_t begin,
        end;          /* of the text before it was squeezed; bytes of the decoded article or cell */
    size_t line;      /* of the file, for tables and lines; else 0 */
    size_t unit;      /* which of the input's it is of; see source.h */
    size_t lines_end; /* where it ends in the job's lines */
    const parley_str *extra; /* [source_extra_count], empty where this input has no such column */
} source_row;

/* The beginning of an article, kept for those of its rows that are labelled in another job. Shared:
 * whoever keeps it holds it. */
typedef struct article_head {
    atomic_size_t holders;
    size_t count;
    parley_str *texts; /* [count], of its sentences: all that is context */
    arena strings;
} article_head;

/* Rows that are labelled together. */
typedef struct row_group {
    const char *path;         /* for messages */
    parley_relation relation; /* of the rows: an article's are one another's context */
    size_t first, count;      /* of the batch's rows */
    size_t text_bytes;        /* of their texts */
    size_t article;           /* a number of the article that it begins or goes on with; 0: none */
    article_head *head;       /* with PARLEY_CONTINUED; held */
    size_t lines_end;         /* where its rows end in the job's lines */
    size_t said_end;          /* where what is said of them ends */
} row_group;

/* All zero, but for the first two, is an empty batch. The rest are the batch's own. */
typedef struct row_batch {
    size_t extra_count; /* foreign columns of a row */
    bool body_only;     /* leave captions and furniture out */
    source_row *rows;
    size_t count, capacity;
    row_group *groups; /* the last one may be open */
    size_t group_count, group_capacity;
    bool open;
    size_t bytes;      /* of all that the rows hold */
    parley_str *cells; /* [capacity][extra_count] */
    arena strings;
    parley_buffer scratch;
} row_batch;

/* Empties it. */
void batch_reset(row_batch *b);

/* Begins a group; PARLEY_E_MEMORY. */
parley_status batch_begin(row_batch *b, const char *path, parley_relation relation);

/* Takes the last group and its rows away. */
void batch_drop(row_batch *b);

/* Whether the batch holds enough: an article's first all that is context, if it has so much. */
bool batch_is_full(const row_batch *b);

/* Adds a row to the last group: `row->text` as it stands in the input, from `row->begin` on. Texts are
 * copied; the text is squeezed, its span shrunk to what is not white space. A text that is all white
 * space is no row. extra: [extra_count], or NULL.
 * PARLEY_OK or PARLEY_E_MEMORY. */
parley_status batch_add(row_batch *b, const source_row *row, const parley_str *extra);

/* Call when all rows are in: sets their `extra`. */
void batch_finish(row_batch *b);

void batch_fini(row_batch *b);

/* Copies the beginning of the article that a group begins; NULL if memory runs out. One holder. */
article_head *article_head_new(const row_batch *b, const row_group *group);
article_head *article_head_hold(article_head *head);

/* Lets go of it; NULL is fine. */
void article_head_release(article_head *head);

#endif
