/* Where rows come from: articles, lines, tables, JSON Lines, one job at a time.
 *
 * The input consists of units, numbered in its order: a file with an article, a line, a run of rows of
 * one article, a row that is alone. A unit is labelled by one shard, and done or not done when a run is
 * resumed.
 *
 * Reading a job is for one thread at a time; making rows of what was read, expanding, is for several,
 * each with a source_worker of its own. Whatever the input is, memory holds what is in the jobs, and of
 * a large article its text.
 *
 *     source *from = NULL;
 *     if (source_open(&settings, operands, count, &from, &error) == PARLEY_OK)
 *         while (more) {
 *             more = source_read(from, &job);
 *             source_expand(worker, &job);
 *             …job.rows.rows[0].text…
 *         }
 *     source_close(from);
 */
#ifndef PARLEY_CLASSIFY_SOURCE_H
#define PARLEY_CLASSIFY_SOURCE_H

#include "../io/message.h"
#include "job.h"
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
    size_t shard, shards;                      /* part 1 to `shards`; 0 of 0: all */
} source_settings;

typedef struct source source;

/* Finds all inputs and reads the headers of all tables. No operands: standard input. What is to be said
 * of folders goes to `say`.
 * As input_open; PARLEY_E_FORMAT, PARLEY_E_DATA. What the settings point to, and the operands, are
 * borrowed until source_close. */
parley_status source_open(const source_settings *settings, const char *const *operands,
                          size_t count, const messages *say, source **out, parley_error *error);
void source_close(source *s);

/* Whether one of the inputs is the file `path`; its path as it was given, or NULL. */
const char *source_reads(const source *s, const char *path);

/* The columns of the tables that are not ours, in order of appearance. */
size_t source_extra_count(const source *s);
parley_str source_extra_name(const source *s, size_t index);

/* The path of the first table among the inputs and the names of its columns, for messages; NULL if
 * there is no table. */
const char *source_first_table(const source *s, const char **columns);

/* Passes over the units before this one. Call before anything is read. */
void source_skip(source *s, size_t units);

/* How many units have been read. */
size_t source_units(const source *s);

/* A number that stays the same as long as the files have the same names and sizes, in the same order. */
uint64_t source_fingerprint(const source *s);

/* Makes a job for this source: one with room for its columns. */
void source_job_init(const source *s, job *j);

/* Empties a job and reads the next part of the input into it; false if it is the last. A failure is a
 * part of the job. */
bool source_read(source *s, job *j);

/* What one thread needs to expand jobs. Borrows the settings of source_open; NULL if memory runs out. */
typedef struct source_worker source_worker;
source_worker *source_worker_new(const source_settings *settings);
void source_worker_free(source_worker *w);

/* Makes the job's pieces rows. A failure becomes a part of the job. */
void source_expand(source_worker *w, job *j);

#endif
