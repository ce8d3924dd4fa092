/* What the readers of the input formats share: the file, the job that they fill, and what has been said
 * of the file.
 *
 * A reader of lines or rows has three functions: open, next, close. Articles that are small are split
 * by the workers, each with a reading of its own; what is large is read bit by bit by one thread at a
 * time, and only labelled by the workers.
 *
 *     status = line_input_open(&in, &reading, &error);
 *     do
 *         status = line_input_next(&in, &reading, &more, &error);  // until the job is full
 *     while (status == PARLEY_OK && more);
 *     line_input_close(&in);
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
    job *job;              /* the one being filled */
    bool whole;            /* articles are split to their end, whatever the job holds */
    bool said_converted, said_replaced;
    size_t units;       /* how many have begun */
    size_t first_unit;  /* those before it are passed over */
    size_t articles;    /* how many have begun: the number of the last */
    article_head *head; /* of an article that goes on from job to job */
} reading;

/* The name of the file for messages, and that of its article. */
const char *reading_path(const reading *r);
parley_str reading_article(const reading *r);

/* Whether kinds matter for anything. */
bool reading_wants_kinds(const reading *r);

/* Tells, once for this reading each, of text that was taken as Windows-1252 or that could not be
 * decoded. PARLEY_E_MEMORY. */
parley_status reading_say_decoded(reading *r, size_t converted, size_t replaced);

/* Tells of `count` rows or articles without text, the first in `line`; of the end of the file, and
 * whether it is one of articles or of rows. PARLEY_E_MEMORY. */
parley_status reading_say_empty(reading *r, size_t line, size_t count);
parley_status reading_say_end(reading *r, bool articles);

/* Begins a unit of the input, whose number is `units` - 1 then; returns whether its rows are wanted. It is
 * known by its name, or where the input gives it none, by its text. */
bool reading_begin_unit(reading *r, parley_str name_or_text);

/* Whether a unit is of the part of the input that is wanted. */
bool reading_is_of_shard(const reading *r, parley_str name_or_text);

parley_status reading_no_memory(parley_error *error);

/* Begins the group of an article or of rows that are alone; goes on with the article that
 * reading_pause left. PARLEY_E_MEMORY. */
parley_status reading_begin(reading *r, parley_relation relation);
parley_status reading_go_on(reading *r);

/* Ends the group in the middle of its article. PARLEY_E_MEMORY. */
parley_status reading_pause(reading *r);

/* Ends the group, and with it its article. PARLEY_E_MEMORY. */
parley_status reading_end(reading *r);

/* Begins a walk as the settings want it; `whole` as in article_walk_init. */
void reading_begin_walk(const reading *r, article_walk *walk, article_parts parts, bool whole);

/* Adds the sentences of a walk until the job is full or the walk ends, which it returns in `*ended`.
 * `*number` is that of the last sentence. `like`: the row's article and line. PARLEY_E_MEMORY. */
parley_status reading_add_sentences(reading *r, article_walk *walk, const source_row *like,
                                    const parley_str *extra, size_t *number, bool *ended);

void reading_fini(reading *r);

#endif
