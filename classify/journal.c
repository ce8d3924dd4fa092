/* Journals: see classify/journal.h. */
#include "journal.h"

#include "../io/lines.h"
#include "parley/number.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { VERSION = 1, HASH_DIGITS = 16 };

static const char magic[] = "parley-journal ";

struct journal_reader {
    line_reader *lines;
    const char *path; /* borrowed */
    journal_origin origin;
    parley_buffer options;
    bool ended;
};

/* --- writing ------------------------------------------------------------------------------------ */

parley_status journal_put_head(const journal_origin *o, parley_buffer *out)
{
    parley_status status = parley_buffer_printf(
        out,
        "%s%d\nmodel %016" PRIx64 "\ninputs %016" PRIx64 "\ncolumns %zu %016" PRIx64 "\noptions ",
        magic, VERSION, o->model, o->inputs, o->header_bytes, o->columns);
    if (status == PARLEY_OK)
        status = parley_buffer_append(out, o->options.data, o->options.size);
    return status == PARLEY_OK
               ? parley_buffer_printf(out, "\nshard %zu %zu\nrows\n", o->shard, o->shards)
               : status;
}

parley_status journal_put(const journal_entry *e, parley_buffer *out)
{
    if (e->kind == JOURNAL_UNIT)
        return parley_buffer_printf(out, "%zu %zu\n", e->units, e->bytes);
    return parley_buffer_printf(out, "%s %zu %zu %zu %016" PRIx64 "\n",
                                e->kind == JOURNAL_END ? "end" : "at", e->units, e->bytes, e->rows,
                                e->hash);
}

/* --- reading ------------------------------------------------------------------------------------ */

/* The next word of a line, with the blank behind it. */
static parley_str take_word(parley_str *line)
{
    const char *blank = line->size ? memchr(line->data, ' ', line->size) : NULL;
    parley_str word = {line->data, blank ? (size_t)(blank - line->data) : line->size};
    size_t step = word.size + (blank ? 1 : 0);
    line->data += step;
    line->size -= step;
    return word;
}

static bool take_name(parley_str *line, const char *name)
{
    parley_str word = take_word(line);
    return word.size == strlen(name) && memcmp(word.data, name, word.size) == 0;
}

static bool take_whole(parley_str *line, size_t *value)
{
    uint64_t number;
    parley_str word = take_word(line);
    if (!parley_number_parse_whole(word.data, word.size, 0, SIZE_MAX / 4, &number))
        return false;
    *value = (size_t)number;
    return true;
}

static bool take_hash(parley_str *line, uint64_t *value)
{
    static const char digits[] = "0123456789abcdef";
    parley_str word = take_word(line);
    *value = 0;
    for (size_t i = 0; i < word.size; i++) {
        const char *digit = memchr(digits, word.data[i], HASH_DIGITS);
        if (!digit)
            return false;
        *value = *value << 4 | (uint64_t)(digit - digits);
    }
    return word.size == HASH_DIGITS;
}

static parley_status read_line(journal_reader *r, const text_line **line, parley_error *error)
{
    return line_reader_next(r->lines, line, error);
}

static parley_status no_journal(const journal_reader *r, parley_error *error)
{
    return parley_error_at(error, PARLEY_E_FORMAT, r->path, 0,
                           "this is no journal of parley-classify, or only its beginning");
}

/* Takes one line of the head; false if it is not what it should be. */
static bool take_head(journal_reader *r, size_t number, parley_str line)
{
    journal_origin *o = &r->origin;
    switch (number) {
    case 2:
        return take_name(&line, "model") && take_hash(&line, &o->model);
    case 3:
        return take_name(&line, "inputs") && take_hash(&line, &o->inputs);
    case 4:
        return take_name(&line, "columns") && take_whole(&line, &o->header_bytes) &&
               take_hash(&line, &o->columns);
    case 5:
        return take_name(&line, "options") &&
               parley_buffer_append(&r->options, line.data, line.size) == PARLEY_OK;
    case 6:
        return take_name(&line, "shard") && take_whole(&line, &o->shard) &&
               take_whole(&line, &o->shards) && o->shard >= 1 && o->shard <= o->shards;
    default:
        return take_name(&line, "rows") && line.size == 0;
    }
}

static parley_status read_head(journal_reader *r, parley_error *error)
{
    enum { HEAD_LINES = 7 };
    const text_line *line = NULL;
    for (size_t number = 1; number <= HEAD_LINES; number++) {
        parley_status status = read_line(r, &line, error);
        if (status != PARLEY_OK)
            return status;
        if (!line)
            return no_journal(r, error);
        parley_str text = line->text;
        size_t version = 0;
        if (number == 1 && (!take_name(&text, "parley-journal") || !take_whole(&text, &version)))
            return no_journal(r, error);
        if (number == 1 && version != VERSION)
            return parley_error_at(error, PARLEY_E_VERSION, r->path, 0,
                                   "another version of parley-classify wrote this");
        if (number > 1 && !take_head(r, number, text))
            return no_journal(r, error);
    }
    r->origin.options = (parley_str){r->options.data ? r->options.data : "", r->options.size};
    return PARLEY_OK;
}

parley_status journal_open(const char *path, journal_reader **out, parley_error *error)
{
    journal_reader *r = calloc(1, sizeof *r);
    if (!r)
        return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    r->path = path;
    parley_status status = line_reader_open(path, NULL, &r->lines, error);
    if (status == PARLEY_OK)
        status = read_head(r, error);
    if (status == PARLEY_OK)
        *out = r;
    else
        journal_close(r);
    return status;
}

void journal_close(journal_reader *r)
{
    if (!r)
        return;
    line_reader_close(r->lines);
    parley_buffer_fini(&r->options);
    free(r);
}

const journal_origin *journal_origin_of(const journal_reader *r)
{
    return &r->origin;
}

const char *journal_difference(const journal_origin *a, const journal_origin *b)
{
    if (a->model != b->model)
        return "another model";
    if (a->options.size != b->options.size ||
        memcmp(a->options.data, b->options.data, a->options.size) != 0)
        return "other options";
    if (a->inputs != b->inputs)
        return "other inputs";
    return a->columns != b->columns ? "inputs with other columns" : NULL;
}

static bool parse_entry(parley_str line, journal_entry *e)
{
    parley_str all = line;
    parley_str word = take_word(&line);
    bool end = word.size == 3 && memcmp(word.data, "end", 3) == 0;
    if (end || (word.size == 2 && memcmp(word.data, "at", 2) == 0)) {
        e->kind = end ? JOURNAL_END : JOURNAL_AT;
        return take_whole(&line, &e->units) && take_whole(&line, &e->bytes) &&
               take_whole(&line, &e->rows) && take_hash(&line, &e->hash) && line.size == 0;
    }
    e->kind = JOURNAL_UNIT;
    return take_whole(&all, &e->units) && take_whole(&all, &e->bytes) && all.size == 0;
}

parley_status journal_next(journal_reader *r, journal_entry *entry, parley_error *error)
{
    const text_line *line = NULL;
    *entry = (journal_entry){0};
    parley_status status = r->ended ? PARLEY_OK : read_line(r, &line, error);
    if (status != PARLEY_OK || !line)
        return status;
    entry->end = line->begin + line->text.size + 1;
    if (parse_entry(line->text, entry)) {
        r->ended = entry->kind == JOURNAL_END;
        return PARLEY_OK;
    }
    /* The last line may have been cut off in the middle. */
    size_t number = line->number;
    *entry = (journal_entry){0};
    r->ended = true;
    status = read_line(r, &line, error);
    if (status == PARLEY_OK && line)
        return parley_error_at(error, PARLEY_E_CORRUPT, r->path, number,
                               "this journal was changed after it was made");
    return status;
}
