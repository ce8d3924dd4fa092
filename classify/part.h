/* Where the rows go: a file or standard output; with a journal beside it for --shard and --resume.
 *
 *     part p = {0};
 *     part_settings how = {.path = "rows.csv", .resume = true, .origin = origin};
 *     if (part_open(&p, &how, &error) == PARLEY_OK)
 *         …skip p.done.units units, and the header if p.done.bytes is not 0…
 *         part_put_rows(&p, &job, &group, begin, &error), part_end_job(&p, &job, &error)…
 *         status = part_commit(&p, units, &error);
 *     part_abandon(&p);
 *
 * While a part is unfinished, its rows are in FILE.part and its journal in FILE.part.journal; when it
 * is finished they are FILE and, of a shard, FILE.shard.
 */
#ifndef PARLEY_CLASSIFY_PART_H
#define PARLEY_CLASSIFY_PART_H

#include "../io/output.h"
#include "job.h"
#include "journal.h"

typedef struct part_settings {
    const char *path;      /* NULL or "-": standard output; it, a device, a pipe have no journal */
    bool sharded;          /* --merge will want the journal, even of 1 part of 1 */
    bool resume;           /* go on with FILE.part if it is there, and leave it if this run fails */
    journal_origin origin; /* of a journal; borrowed */
} part_settings;

/* The fields but `done` and `complete` are the part's own. */
typedef struct part {
    output *rows;
    output *journal; /* NULL: none */
    bool complete;   /* an earlier run did all of it: there is nothing to do and to commit */
    bool resume, sharded;
    parley_buffer journal_path, shard_path, part_path; /* zero-terminated */
    void *hash;            /* XXH3_state_t, of the rows so far; NULL: no journal */
    journal_entry done;    /* JOURNAL_AT: what earlier runs did; all zero: nothing */
    size_t bytes, count;   /* rows so far, with those of earlier runs */
    size_t next_unit;      /* behind the last that the journal names */
    journal_entry pending; /* of a unit whose end is not yet known */
    size_t pending_unit;
    bool is_pending;
} part;

/* Opens the outputs. PARLEY_E_IO; PARLEY_E_DATA: what is to be resumed is something else; as
 * journal_open; PARLEY_E_MEMORY. The part is the caller's to abandon, also on failure. */
parley_status part_open(part *p, const part_settings *how, parley_error *error);

/* Writes bytes before the first row: the header. As output_write. */
parley_status part_write(part *p, const char *bytes, size_t size, parley_error *error);

/* Writes the rows of a group; they begin at `begin` of the job's lines. As output_write. */
parley_status part_put_rows(part *p, const job *j, const row_group *group, size_t begin,
                            parley_error *error);

/* Notes that the rows of a job are written, all groups of it. As output_write. */
parley_status part_end_job(part *p, const job *j, parley_error *error);

/* Puts the files in their places. units: how many the input has. As output_commit. */
parley_status part_commit(part *p, size_t units, parley_error *error);

/* Gives up and frees; does nothing after a commit. What can be resumed stays. */
void part_abandon(part *p);

/* How many rows there are, with those of earlier runs. */
size_t part_row_count(const part *p);

#endif
