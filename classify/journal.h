/* The journal of an output that is made in parts: what it is made from, and which units of the input
 * (classify/source.h) are in it.
 *
 * It is text. The head names the format and what the rows depend on; behind the line `rows` comes one
 * entry a line. docs/cluster.md describes it.
 */
#ifndef PARLEY_CLASSIFY_JOURNAL_H
#define PARLEY_CLASSIFY_JOURNAL_H

#include "parley/buffer.h"

#include <stdbool.h>
#include <stdint.h>

/* What the rows depend on. */
typedef struct journal_origin {
    uint64_t model;       /* of the model file's bytes; 0: rows are not labelled */
    uint64_t inputs;      /* source_fingerprint */
    uint64_t columns;     /* of the header of the rows */
    size_t header_bytes;  /* its size */
    parley_str options;   /* that change rows; one line */
    size_t shard, shards; /* 1 of 1: all */
} journal_origin;

typedef enum journal_kind {
    JOURNAL_NOTHING, /* the journal ends here, or in the middle of an entry */
    JOURNAL_UNIT,    /* behind `units` units of others comes one with `bytes` bytes of rows */
    JOURNAL_AT,      /* all of the units before number `units` is in the first `bytes` bytes */
    JOURNAL_END,     /* there are `units` units, and the part is complete */
} journal_kind;

typedef struct journal_entry {
    journal_kind kind;
    size_t units, bytes;
    size_t rows;   /* in these bytes; JOURNAL_AT and JOURNAL_END */
    uint64_t hash; /* of these bytes, as rows */
    size_t end;    /* where the entry ends in the journal, in bytes */
} journal_entry;

/* Appends the head, an entry. PARLEY_E_MEMORY. */
parley_status journal_put_head(const journal_origin *origin, parley_buffer *out);
parley_status journal_put(const journal_entry *entry, parley_buffer *out);

typedef struct journal_reader journal_reader;

/* Opens a journal and reads its head. PARLEY_E_IO; PARLEY_E_FORMAT: this is no journal; PARLEY_E_VERSION;
 * PARLEY_E_MEMORY. */
parley_status journal_open(const char *path, journal_reader **out, parley_error *error);
void journal_close(journal_reader *r);

/* What the journal is of; valid as long as the reader. */
const journal_origin *journal_origin_of(const journal_reader *r);

/* What differs between two origins, for a message; NULL: nothing. Shards are not compared. */
const char *journal_difference(const journal_origin *a, const journal_origin *b);

/* The next entry. PARLEY_E_IO, PARLEY_E_MEMORY; PARLEY_E_CORRUPT: this is no entry. */
parley_status journal_next(journal_reader *r, journal_entry *entry, parley_error *error);

#endif
