/* Merging parts: see classify/merge.h.
 *
 * The journal of a part names its units of the input by their number, in ascending order, and the bytes
 * of each in the part. So the whole is made by copying the unit with the lowest number, again and again;
 * no row is read as a row, and memory holds one line of each journal. What was copied is compared with
 * the journals' hashes, so that a part that somebody edited is not taken for the original.
 */
#define _POSIX_C_SOURCE 200809L

#include "merge.h"

#include "../io/input.h"
#include "journal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

typedef struct shard {
    const char *path;
    parley_buffer journal_path;
    journal_reader *journal;
    input *rows;
    XXH3_state_t *hash;
    size_t bytes; /* taken so far */
    size_t next;  /* the unit behind the last */
    journal_entry entry;
    size_t unit; /* of `entry`, if it is one */
} shard;

typedef struct merging {
    shard *shards; /* [count] */
    size_t count;
    output *out;
} merging;

/* --- opening and checking ----------------------------------------------------------------------- */

static parley_status no_memory(parley_error *error)
{
    return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
}

static parley_status open_shard(shard *s, const char *path, parley_error *error)
{
    s->path = path;
    s->hash = XXH3_createState();
    if (!s->hash || parley_buffer_puts(&s->journal_path, path) ||
        parley_buffer_append(&s->journal_path, ".shard", sizeof ".shard"))
        return no_memory(error);
    XXH3_64bits_reset(s->hash);
    parley_status status = input_open(path, NULL, &s->rows, error);
    if (status == PARLEY_OK && access(s->journal_path.data, F_OK) != 0)
        return parley_error_at(error, PARLEY_E_DATA, path, 0,
                               "no part of --shard, or its journal %s was left behind: it belongs "
                               "beside the part",
                               s->journal_path.data);
    if (status == PARLEY_OK)
        status = journal_open(s->journal_path.data, &s->journal, error);
    return status;
}

static parley_status wrong_part(const shard *s, parley_error *error, const char *what)
{
    return parley_error_at(error, PARLEY_E_DATA, s->path, 0, "%s", what);
}

/* All parts are of one run: same model, options, inputs, number of shards. */
static parley_status check_origins(const merging *m, parley_error *error)
{
    const journal_origin *first = journal_origin_of(m->shards[0].journal);
    for (size_t i = 1; i < m->count; i++) {
        const journal_origin *other = journal_origin_of(m->shards[i].journal);
        const char *difference = other->shards != first->shards ? "another number of shards"
                                                                : journal_difference(first, other);
        if (difference)
            return parley_error_at(error, PARLEY_E_DATA, m->shards[i].path, 0,
                                   "this part was made with %s than %s; make one of them again",
                                   difference, m->shards[0].path);
    }
    return PARLEY_OK;
}

/* Each shard is there once. */
static parley_status check_numbers(const merging *m, parley_error *error)
{
    size_t shards = journal_origin_of(m->shards[0].journal)->shards;
    const shard **found = calloc(shards, sizeof *found);
    parley_status status = found ? PARLEY_OK : no_memory(error);
    for (size_t i = 0; i < m->count && status == PARLEY_OK; i++) {
        size_t number = journal_origin_of(m->shards[i].journal)->shard;
        if (found[number - 1])
            status = parley_error_at(error, PARLEY_E_DATA, m->shards[i].path, 0,
                                     "shard %zu of %zu is there twice, also as %s", number, shards,
                                     found[number - 1]->path);
        found[number - 1] = &m->shards[i];
    }
    for (size_t i = 0; i < shards && status == PARLEY_OK; i++)
        if (!found[i])
            status =
                parley_error_set(error, PARLEY_E_DATA, "shard %zu of %zu is missing; there are %zu",
                                 i + 1, shards, m->count);
    free(found);
    return status;
}

/* --- copying ------------------------------------------------------------------------------------ */

/* Copies the next bytes of a part, or passes over them. */
static parley_status take_bytes(const merging *m, shard *s, size_t size, bool copy,
                                parley_error *error)
{
    char block[1 << 14];
    parley_status status = PARLEY_OK;
    s->bytes += size;
    while (size > 0 && status == PARLEY_OK) {
        size_t got;
        status = input_read(s->rows, block, size < sizeof block ? size : sizeof block, &got, error);
        if (status == PARLEY_OK && got == 0)
            return wrong_part(s, error,
                              "this part is shorter than its journal says; make it again");
        XXH3_64bits_update(s->hash, block, got);
        if (status == PARLEY_OK && copy)
            status = output_write(m->out, block, got, error);
        size -= got;
    }
    return status;
}

/* Reads on to the next unit or the end of the journal. */
static parley_status next_unit(shard *s, parley_error *error)
{
    do {
        parley_status status = journal_next(s->journal, &s->entry, error);
        if (status != PARLEY_OK)
            return status;
        if (s->entry.kind == JOURNAL_AT)
            s->next = s->entry.units;
    } while (s->entry.kind == JOURNAL_AT);
    if (s->entry.kind == JOURNAL_NOTHING)
        return parley_error_at(error, PARLEY_E_DATA, s->journal_path.data, 0,
                               "this journal has no end: the part is not finished");
    if (s->entry.kind == JOURNAL_UNIT) {
        s->unit = s->next + s->entry.units;
        s->next = s->unit + 1;
    }
    return PARLEY_OK;
}

/* The part whose next unit has the lowest number; NULL if none has any. */
static shard *lowest(const merging *m)
{
    shard *best = NULL;
    for (size_t i = 0; i < m->count; i++)
        if (m->shards[i].entry.kind == JOURNAL_UNIT && (!best || m->shards[i].unit < best->unit))
            best = &m->shards[i];
    return best;
}

/* The headers are alike; one is copied. */
static parley_status take_headers(const merging *m, parley_error *error)
{
    parley_status status = PARLEY_OK;
    for (size_t i = 0; i < m->count && status == PARLEY_OK; i++) {
        shard *s = &m->shards[i];
        const journal_origin *origin = journal_origin_of(s->journal);
        status = take_bytes(m, s, origin->header_bytes, i == 0, error);
        if (status == PARLEY_OK && XXH3_64bits_digest(s->hash) != origin->columns)
            status = wrong_part(s, error, "this part was changed after it was made; make it again");
        if (status == PARLEY_OK)
            status = next_unit(s, error);
    }
    return status;
}

static parley_status take_units(const merging *m, parley_error *error)
{
    size_t last = SIZE_MAX;
    for (shard *s = lowest(m); s; s = lowest(m)) {
        if (s->unit == last)
            return parley_error_at(
                error, PARLEY_E_DATA, s->path, 0,
                "it has rows that another part has too: the parts were made from "
                "different inputs");
        last = s->unit;
        parley_status status = take_bytes(m, s, s->entry.bytes, true, error);
        if (status == PARLEY_OK)
            status = next_unit(s, error);
        if (status != PARLEY_OK)
            return status;
    }
    return PARLEY_OK;
}

/* All parts saw the whole input, and are what their journals say. */
static parley_status check_ends(const merging *m, size_t *rows, parley_error *error)
{
    *rows = 0;
    for (size_t i = 0; i < m->count; i++) {
        shard *s = &m->shards[i];
        char byte;
        size_t got = 0;
        if (s->entry.units != m->shards[0].entry.units)
            return parley_error_at(error, PARLEY_E_DATA, s->path, 0,
                                   "it was made from an input of %zu articles or rows, and %s from "
                                   "one of %zu",
                                   s->entry.units, m->shards[0].path, m->shards[0].entry.units);
        parley_status status = input_read(s->rows, &byte, 1, &got, error);
        if (status != PARLEY_OK)
            return status;
        if (got > 0 || s->entry.bytes != s->bytes || s->entry.hash != XXH3_64bits_digest(s->hash))
            return wrong_part(s, error, "this part was changed after it was made; make it again");
        *rows += s->entry.rows;
    }
    return PARLEY_OK;
}

parley_status merge_parts(const char *const *paths, size_t count, output *out, size_t *rows,
                          parley_error *error)
{
    merging m = {.shards = calloc(count, sizeof *m.shards), .count = count, .out = out};
    parley_status status = m.shards ? PARLEY_OK : no_memory(error);
    for (size_t i = 0; i < count && status == PARLEY_OK; i++)
        status = open_shard(&m.shards[i], paths[i], error);
    if (status == PARLEY_OK)
        status = check_origins(&m, error);
    if (status == PARLEY_OK)
        status = check_numbers(&m, error);
    if (status == PARLEY_OK)
        status = take_headers(&m, error);
    if (status == PARLEY_OK)
        status = take_units(&m, error);
    if (status == PARLEY_OK)
        status = check_ends(&m, rows, error);
    for (size_t i = 0; m.shards && i < count; i++) {
        input_close(m.shards[i].rows);
        journal_close(m.shards[i].journal);
        XXH3_freeState(m.shards[i].hash);
        parley_buffer_fini(&m.shards[i].journal_path);
    }
    free(m.shards);
    return status;
}
