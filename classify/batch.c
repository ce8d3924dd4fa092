/* Rows of a batch: see classify/batch.h. */
#include "batch.h"

#include "parley/text.h"

#include <stdlib.h>
#include <string.h>

/* A batch is full with so many rows, or with so many bytes; scratch space beyond KEPT is given back,
 * as the longest sentences need the memory elsewhere. */
enum { BATCH_ROWS = 1024, BATCH_BYTES = 1 << 20, KEPT = 1 << 20 };

void batch_start(row_batch *b, const char *path, parley_relation relation)
{
    b->out.path = path;
    b->out.relation = relation;
    b->out.count = 0;
    b->text_bytes = 0;
    b->bytes = 0;
    arena_fini(&b->strings);
}

bool batch_is_full(const row_batch *b)
{
    if (b->bytes >= BATCH_BYTES && b->text_bytes >= PARLEY_CONTEXT_BYTES)
        return true;
    return b->out.count >= BATCH_ROWS &&
           (b->out.relation == PARLEY_ALONE || b->text_bytes >= PARLEY_CONTEXT_BYTES);
}

static parley_status grow(row_batch *b)
{
    if (b->out.count < b->capacity)
        return PARLEY_OK;
    size_t capacity = b->capacity ? 2 * b->capacity : 64;
    source_row *rows = realloc(b->out.rows, capacity * sizeof *rows);
    if (!rows)
        return PARLEY_E_MEMORY;
    b->out.rows = rows;
    parley_str *cells = realloc(b->cells, (capacity * b->extra_count + 1) * sizeof *cells);
    if (!cells)
        return PARLEY_E_MEMORY;
    b->cells = cells;
    b->capacity = capacity;
    return PARLEY_OK;
}

static parley_status keep(row_batch *b, parley_str from, parley_str *to)
{
    const char *copy = arena_copy(&b->strings, from.data, from.size);
    *to = (parley_str){copy, from.size};
    b->bytes += from.size;
    return copy ? PARLEY_OK : PARLEY_E_MEMORY;
}

/* The name of the article is most often that of the row before. */
static parley_status keep_article(row_batch *b, parley_str from, parley_str *to)
{
    const parley_str *before = b->out.count ? &b->out.rows[b->out.count - 1].article : NULL;
    if (!before || before->size != from.size ||
        (from.size && memcmp(before->data, from.data, from.size) != 0))
        return keep(b, from, to);
    *to = *before;
    return PARLEY_OK;
}

/* The bytes of white space at the beginning, and at the end. */
static size_t space_in_front(parley_str s)
{
    size_t at = 0;
    for (int32_t code; at < s.size;) {
        size_t size = parley_utf8_decode(s.data + at, s.size - at, &code);
        if (!parley_is_space(code))
            break;
        at += size;
    }
    return at;
}

static size_t space_behind(parley_str s)
{
    size_t end = s.size;
    while (end > 0) {
        size_t at = end - 1;
        while (at > 0 && end - at < 4 && ((unsigned char)s.data[at] & 0xC0) == 0x80)
            at--;
        int32_t code;
        if (parley_utf8_decode(s.data + at, end - at, &code) != end - at || !parley_is_space(code))
            break;
        end = at;
    }
    return s.size - end;
}

/* Fills the row that grow has made room for. */
static parley_status fill(row_batch *b, source_row *row, const source_row *from)
{
    *row = (source_row){.number = from->number, .kind = from->kind, .line = from->line};
    row->begin = from->begin + space_in_front(from->text);
    row->end = from->begin + from->text.size - space_behind(from->text);
    if (keep_article(b, from->article, &row->article) != PARLEY_OK ||
        (from->sentence.data && keep(b, from->sentence, &row->sentence) != PARLEY_OK))
        return PARLEY_E_MEMORY;
    return keep(b, (parley_str){b->scratch.data, b->scratch.size}, &row->text);
}

parley_status batch_add(row_batch *b, const source_row *row, const parley_str *extra)
{
    if (b->body_only && (row->kind == HTML_CAPTION || row->kind == HTML_FURNITURE))
        return PARLEY_OK;
    b->scratch.size = 0;
    if (parley_text_squeeze(row->text.data, row->text.size, &b->scratch) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    if (b->scratch.size == 0)
        return PARLEY_OK;
    if (grow(b) != PARLEY_OK || fill(b, &b->out.rows[b->out.count], row) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    for (size_t i = 0; i < b->extra_count; i++) {
        parley_str *cell = &b->cells[b->out.count * b->extra_count + i];
        *cell = (parley_str){"", 0};
        if (extra && extra[i].size && keep(b, extra[i], cell) != PARLEY_OK)
            return PARLEY_E_MEMORY;
    }
    if (b->scratch.capacity > KEPT)
        parley_buffer_fini(&b->scratch);
    b->bytes += sizeof *row + b->extra_count * sizeof *b->cells;
    b->text_bytes += b->out.rows[b->out.count].text.size;
    b->out.count++;
    return PARLEY_OK;
}

const source_batch *batch_finish(row_batch *b)
{
    for (size_t i = 0; i < b->out.count; i++)
        b->out.rows[i].extra = b->cells + i * b->extra_count;
    return &b->out;
}

void batch_fini(row_batch *b)
{
    free(b->out.rows);
    free(b->cells);
    arena_fini(&b->strings);
    parley_buffer_fini(&b->scratch);
    *b = (row_batch){0};
}
