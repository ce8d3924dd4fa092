/* Parts: see classify/part.h.
 *
 * The journal never promises what is not written: before an entry `at` is flushed, the rows that it
 * tells of are. What a crash of the machine leaves may still be less than that, so the entry has the
 * hash of all rows before it, and a run that is resumed reads the rows again and goes on behind the
 * last entry that holds.
 */
#define _POSIX_C_SOURCE 200809L

#include "part.h"

#include "../io/input.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

static parley_status no_memory(parley_error *error)
{
    return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
}

static parley_status add_suffix(const char *path, const char *suffix, parley_buffer *out)
{
    parley_status status = parley_buffer_puts(out, path);
    if (status == PARLEY_OK)
        status = parley_buffer_puts(out, suffix);
    return status == PARLEY_OK ? parley_buffer_append(out, "", 1) : status;
}

/* The size of a file; 0 if there is none. */
static size_t size_of(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 ? (size_t)info.st_size : 0;
}

/* Whether the rows go where a journal can stand beside them: not to a device or a pipe. */
static bool has_journal(const part_settings *how)
{
    struct stat info;
    if (!how->path || strcmp(how->path, "-") == 0 || (!how->resume && !how->sharded))
        return false;
    return how->resume || stat(how->path, &info) != 0 || S_ISREG(info.st_mode);
}

/* --- what an earlier run left ------------------------------------------------------------------- */

/* Reads `size` bytes of rows into the hash; `*there` tells whether there are so many. */
static parley_status hash_rows(input *rows, size_t size, XXH3_state_t *hash, bool *there,
                               parley_error *error)
{
    char block[1 << 14];
    size_t got = 1;
    parley_status status = PARLEY_OK;
    for (; size > 0 && got > 0 && status == PARLEY_OK; size -= got) {
        status = input_read(rows, block, size < sizeof block ? size : sizeof block, &got, error);
        XXH3_64bits_update(hash, block, got);
    }
    *there = size == 0;
    return status;
}

/* Finds the last entry that holds, and leaves the hash of the rows up to it in p->hash. */
static parley_status find_done(part *p, journal_reader *journal, input *rows, parley_error *error)
{
    XXH3_state_t *hash = XXH3_createState();
    size_t read = 0, journal_size = size_of(p->journal_path.data);
    bool holds = hash != NULL;
    parley_status status = hash ? PARLEY_OK : no_memory(error);
    if (hash)
        XXH3_64bits_reset(hash);
    while (holds && status == PARLEY_OK) {
        journal_entry entry;
        /* An entry that is damaged ends the journal. */
        if (journal_next(journal, &entry, NULL) != PARLEY_OK || entry.kind == JOURNAL_NOTHING ||
            entry.end > journal_size)
            break;
        if (entry.kind == JOURNAL_UNIT)
            continue;
        status = hash_rows(rows, entry.bytes - read, hash, &holds, error);
        holds = holds && status == PARLEY_OK && XXH3_64bits_digest(hash) == entry.hash;
        read = entry.bytes;
        if (holds && entry.kind == JOURNAL_AT) {
            p->done = entry;
            XXH3_copyState(p->hash, hash);
        }
    }
    XXH3_freeState(hash);
    return status;
}

static parley_status not_ours(const part *p, parley_error *error)
{
    return parley_error_at(error, PARLEY_E_DATA, p->part_path.data, 0,
                           "there is no journal of this file, so it cannot be resumed; delete or "
                           "rename it");
}

/* Looks at FILE.part and its journal. */
static parley_status look_back(part *p, const journal_origin *origin, parley_error *error)
{
    journal_reader *journal = NULL;
    input *rows = NULL;
    if (size_of(p->part_path.data) == 0)
        return PARLEY_OK;
    if (size_of(p->journal_path.data) == 0)
        return not_ours(p, error);
    parley_status status = journal_open(p->journal_path.data, &journal, error);
    if (status == PARLEY_OK) {
        const journal_origin *was = journal_origin_of(journal);
        const char *difference = was->shard != origin->shard || was->shards != origin->shards
                                     ? "another shard"
                                     : journal_difference(was, origin);
        if (difference)
            status = parley_error_at(error, PARLEY_E_DATA, p->part_path.data, 0,
                                     "it was begun with %s; give those to go on, or delete it "
                                     "to begin anew",
                                     difference);
    }
    if (status == PARLEY_OK)
        status = input_open(p->part_path.data, NULL, &rows, error);
    if (status == PARLEY_OK)
        status = find_done(p, journal, rows, error);
    input_close(rows);
    journal_close(journal);
    return status;
}

/* Whether FILE and FILE.shard are there and all is done. */
static parley_status look_for_end(part *p, const part_settings *how, parley_error *error)
{
    journal_reader *journal = NULL;
    input *rows = NULL;
    journal_entry entry = {.kind = JOURNAL_AT};
    if (size_of(p->shard_path.data) == 0 || size_of(how->path) == 0 ||
        journal_open(p->shard_path.data, &journal, NULL) != PARLEY_OK)
        return PARLEY_OK;
    const journal_origin *was = journal_origin_of(journal);
    bool same = was->shard == how->origin.shard && was->shards == how->origin.shards &&
                !journal_difference(was, &how->origin);
    while (same && entry.kind != JOURNAL_END && entry.kind != JOURNAL_NOTHING)
        if (journal_next(journal, &entry, NULL) != PARLEY_OK)
            break;
    parley_status status = PARLEY_OK;
    if (same && entry.kind == JOURNAL_END && entry.bytes == size_of(how->path)) {
        XXH3_state_t *hash = p->hash;
        status = input_open(how->path, NULL, &rows, error);
        if (status == PARLEY_OK)
            status = hash_rows(rows, entry.bytes, hash, &same, error);
        p->complete = status == PARLEY_OK && same && XXH3_64bits_digest(hash) == entry.hash;
        p->count = p->complete ? entry.rows : 0;
        XXH3_64bits_reset(hash);
    }
    input_close(rows);
    journal_close(journal);
    return status;
}

/* --- opening ------------------------------------------------------------------------------------ */

static parley_status open_resumable(part *p, const part_settings *how, parley_error *error)
{
    bool begun = access(p->part_path.data, F_OK) == 0;
    parley_status status = !begun && p->sharded ? look_for_end(p, how, error) : PARLEY_OK;
    if (status != PARLEY_OK || p->complete)
        return status;
    status = output_open_part(how->path, p->part_path.data, &p->rows, error);
    if (status == PARLEY_OK)
        status = look_back(p, &how->origin, error);
    if (status == PARLEY_OK)
        status = output_open_part(p->shard_path.data, p->journal_path.data, &p->journal, error);
    if (status == PARLEY_OK)
        status = output_cut(p->rows, p->done.bytes, error);
    if (status == PARLEY_OK)
        status = output_cut(p->journal, p->done.end, error);
    p->bytes = p->done.bytes;
    p->count = p->done.rows;
    p->next_unit = p->done.units;
    return status;
}

static parley_status begin_journal(part *p, const journal_origin *origin, parley_error *error)
{
    parley_buffer head = {0};
    parley_status status =
        journal_put_head(origin, &head) == PARLEY_OK ? PARLEY_OK : no_memory(error);
    if (status == PARLEY_OK)
        status = output_write(p->journal, head.data, head.size, error);
    if (status == PARLEY_OK && p->resume)
        status = output_flush(p->journal, error);
    parley_buffer_fini(&head);
    return status;
}

parley_status part_open(part *p, const part_settings *how, parley_error *error)
{
    p->resume = how->resume;
    p->sharded = how->sharded;
    if (!has_journal(how))
        return output_open(how->path, &p->rows, error);
    p->hash = XXH3_createState();
    if (!p->hash || add_suffix(how->path, ".part", &p->part_path) ||
        add_suffix(how->path, ".part.journal", &p->journal_path) ||
        add_suffix(how->path, ".shard", &p->shard_path))
        return no_memory(error);
    XXH3_64bits_reset(p->hash);
    parley_status status = PARLEY_OK;
    if (p->resume) {
        status = open_resumable(p, how, error);
    } else {
        status = output_open(how->path, &p->rows, error);
        if (status == PARLEY_OK)
            status = output_open(p->shard_path.data, &p->journal, error);
    }
    return status == PARLEY_OK && !p->complete && p->done.bytes == 0
               ? begin_journal(p, &how->origin, error)
               : status;
}

/* --- writing ------------------------------------------------------------------------------------ */

parley_status part_write(part *p, const char *bytes, size_t size, parley_error *error)
{
    if (p->journal)
        XXH3_64bits_update(p->hash, bytes, size);
    p->bytes += size;
    return output_write(p->rows, bytes, size, error);
}

static parley_status put_entry(part *p, const journal_entry *entry, parley_error *error)
{
    parley_buffer line = {0};
    parley_status status = journal_put(entry, &line) == PARLEY_OK
                               ? output_write(p->journal, line.data, line.size, error)
                               : no_memory(error);
    parley_buffer_fini(&line);
    return status;
}

/* Writes the entry of the unit whose end is known now; only shards are merged, and need them. */
static parley_status end_unit(part *p, parley_error *error)
{
    if (!p->is_pending)
        return PARLEY_OK;
    p->is_pending = false;
    p->next_unit = p->pending_unit + 1;
    return p->sharded ? put_entry(p, &p->pending, error) : PARLEY_OK;
}

static parley_status put_row(part *p, const source_row *row, const char *line, size_t size,
                             parley_error *error)
{
    parley_status status = PARLEY_OK;
    if (p->is_pending && row->unit != p->pending_unit)
        status = end_unit(p, error);
    if (!p->is_pending) {
        p->is_pending = true;
        p->pending_unit = row->unit;
        p->pending = (journal_entry){.kind = JOURNAL_UNIT, .units = row->unit - p->next_unit};
    }
    p->pending.bytes += size;
    p->count++;
    return status == PARLEY_OK ? part_write(p, line, size, error) : status;
}

/* Promises that all of the units before `unit` is written. */
static parley_status check_point(part *p, size_t unit, parley_error *error)
{
    journal_entry entry = {.kind = JOURNAL_AT,
                           .units = unit,
                           .bytes = p->bytes,
                           .rows = p->count,
                           .hash = XXH3_64bits_digest(p->hash)};
    parley_status status = end_unit(p, error);
    p->next_unit = unit;
    if (status == PARLEY_OK)
        status = output_flush(p->rows, error);
    if (status == PARLEY_OK)
        status = put_entry(p, &entry, error);
    return status == PARLEY_OK ? output_flush(p->journal, error) : status;
}

parley_status part_put_rows(part *p, const job *j, const row_group *group, size_t begin,
                            parley_error *error)
{
    parley_status status = PARLEY_OK;
    const source_row *rows = j->rows.rows + group->first;
    if (!p->journal) {
        p->count += group->count;
        return part_write(p, j->lines.data + begin, group->lines_end - begin, error);
    }
    for (size_t i = 0; i < group->count && status == PARLEY_OK; i++) {
        /* The last article goes on in the next job: until its end it is not done. */
        bool open = p->resume && rows[i].unit >= j->next_unit;
        if (open && (!p->is_pending || p->pending_unit != rows[i].unit))
            status = check_point(p, j->next_unit, error);
        if (status == PARLEY_OK)
            status = put_row(p, &rows[i], j->lines.data + begin, rows[i].lines_end - begin, error);
        begin = rows[i].lines_end;
    }
    return status;
}

parley_status part_end_job(part *p, const job *j, parley_error *error)
{
    return p->journal && p->resume && !j->goes_on ? check_point(p, j->next_unit, error) : PARLEY_OK;
}

/* --- the end ------------------------------------------------------------------------------------ */

static parley_status end_journal(part *p, size_t units, parley_error *error)
{
    journal_entry end = {.kind = JOURNAL_END,
                         .units = units,
                         .bytes = p->bytes,
                         .rows = p->count,
                         .hash = XXH3_64bits_digest(p->hash)};
    parley_status status = end_unit(p, error);
    return status == PARLEY_OK ? put_entry(p, &end, error) : status;
}

parley_status part_commit(part *p, size_t units, parley_error *error)
{
    parley_status status = p->journal ? end_journal(p, units, error) : PARLEY_OK;
    if (status == PARLEY_OK)
        status = output_commit(&p->rows, error);
    if (status == PARLEY_OK && p->journal && p->sharded)
        status = output_commit(&p->journal, error);
    if (status == PARLEY_OK && p->journal) {
        output_abandon(&p->journal);
        unlink(p->journal_path.data); /* nothing is left to resume */
    }
    return status;
}

void part_abandon(part *p)
{
    output_abandon(&p->rows);
    output_abandon(&p->journal);
    XXH3_freeState(p->hash);
    parley_buffer_fini(&p->part_path);
    parley_buffer_fini(&p->journal_path);
    parley_buffer_fini(&p->shard_path);
    *p = (part){0};
}

size_t part_row_count(const part *p)
{
    return p->count;
}
