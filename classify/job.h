/* A job: a part of the input on its way through the pipeline.
 *
 * What reading leaves in it is rows, in groups that are labelled together; or pieces, from which the
 * worker makes rows; or rows and then pieces. What is to be said of the input stands between the groups
 * as events, in the order of the input.
 *
 *     job_begin_group(j, "news.txt", PARLEY_ARTICLE);
 *     while (!job_is_full(j) && …more…)
 *         status = batch_add(&j->rows, &row, NULL);
 *     status = job_end_group(j);
 */
#ifndef PARLEY_CLASSIFY_JOB_H
#define PARLEY_CLASSIFY_JOB_H

#include "../io/files.h"
#include "batch.h"

typedef enum job_event_kind {
    JOB_GROUP,     /* rows: `count` is the group's index */
    JOB_CONVERTED, /* the file is not UTF-8 and was read as Windows-1252 */
    JOB_REPLACED,  /* `count` places of the file could not be decoded */
    JOB_NO_TEXT,   /* `count` rows or articles had no text, the first in `line` */
    JOB_FILE_ENDS, /* `count`: 1 if what may have no text in it are articles, 0 if rows */
} job_event_kind;

typedef struct job_event {
    job_event_kind kind;
    const char *path; /* as messages show it */
    size_t line;
    size_t count;
} job_event;

typedef enum job_piece_kind {
    PIECE_EVENT,
    PIECE_FILE, /* an article to read and to split */
    PIECE_JSON, /* a line of JSON Lines */
    PIECE_CELL, /* a cell of a table to split */
} job_piece_kind;

/* What a piece does not use is zero. */
typedef struct job_piece {
    job_piece_kind kind;
    const file_item *file;
    parley_str text, article;
    size_t line, unit;
    size_t cells; /* PIECE_CELL: where its foreign cells begin in `piece_cells` */
    bool begins;  /* PIECE_CELL: it is the first of its article */
    job_event event;
} job_piece;

/* All zero, but for the first two fields of `rows`, is an empty job. */
typedef struct job {
    row_batch rows;
    job_event *events;
    size_t event_count, event_capacity;
    job_piece *pieces;
    size_t piece_count, piece_capacity;
    parley_str *piece_cells; /* [piece_cell_count] */
    size_t piece_cell_count, piece_cell_capacity;
    size_t next_unit; /* the first unit that is not all in this job or one before */
    bool goes_on;     /* the last article goes on in the next job */
    bool failed;      /* behind all that is in it, with `error` */
    parley_error error;
    parley_prediction *predictions; /* [rows.count][tasks], of the worker */
    double *scores;                 /* [rows.count][labels], if they are wanted */
    size_t prediction_capacity;     /* of both */
    parley_buffer said;  /* warnings of the rows, each with a zero behind it, of the worker */
    parley_buffer lines; /* the rows as CSV, of the worker; groups and rows know where theirs end */
} job;

/* Empties it. */
void job_reset(job *j);
void job_fini(job *j);

/* Whether it holds enough: of an article that is begun, at least all that is context. */
bool job_is_full(const job *j);

/* Groups: begin one, add rows to j->rows, end it. A group without rows is none. `path` is borrowed.
 * PARLEY_OK or PARLEY_E_MEMORY. */
parley_status job_begin_group(job *j, const char *path, parley_relation relation);
parley_status job_end_group(job *j);

/* Adds an event, behind what is there: as a piece where there are pieces. PARLEY_E_MEMORY. */
parley_status job_say(job *j, job_event event);

/* Adds a piece; text and article are copied. cells: [extra_count] of a PIECE_CELL. PARLEY_E_MEMORY. */
parley_status job_add_piece(job *j, const job_piece *piece, const parley_str *cells);

/* Ends the job with a failure, in place of the group that is open. */
void job_fail(job *j, const parley_error *error);

/* The same in place of a group and all behind it. */
void job_fail_at(job *j, size_t group, const parley_error *error);

#endif
