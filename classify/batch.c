/* Rows of a batch: see classify/batch.h. */
#include "batch.h"

#include "parley/text.h"

#include <stdlib.h>
#include <string.h>

/* A batch is full with so many bytes: few enough to stay near the processor on their way, many enough
 * that the turns of the threads cost nothing. Scratch space beyond KEPT is given back, as the longest
 * sentences need the memory elsewhere. */
enum { BATCH_BYTES = 1 << 18, KEPT = 1 << 20, ROWS_KEPT = 1 << 14 };

void batch_reset(row_batch *b)
{
    for (size_t i = 0; i < b->group_count; i++)
        article_head_release(b->groups[i].head);
    if (b->capacity > ROWS_KEPT) {
        free(b->rows);
        free(b->cells);
        b->rows = NULL;
        b->cells = NULL;
        b->capacity = 0;
    }
    b->group_count = 0;
    b->open = false;
    b->count = 0;
    b->bytes = 0;
    arena_fini(&b->strings);
}

parley_status batch_begin(row_batch *b, const char *path, parley_relation relation)
{
    if (b->group_count == b->group_capacity) {
        size_t capacity = b->group_capacity ? 2 * b->group_capacity : 16;
        row_group *groups = realloc(b->groups, capacity * sizeof *groups);
        if (!groups)
            return PARLEY_E_MEMORY;
        b->groups = groups;
        b->group_capacity = capacity;
    }
    b->groups[b->group_count++] =
        (row_group){.path = path, .relation = relation, .first = b->count};
    b->open = true;
    return PARLEY_OK;
}

void batch_drop(row_batch *b)
{
    row_group *last = &b->groups[--b->group_count];
    article_head_release(last->head);
    b->count = last->first;
    b->open = false;
}

bool batch_is_full(const row_batch *b)
{
    const row_group *group = b->open ? &b->groups[b->group_count - 1] : NULL;
    return b->bytes >= BATCH_BYTES && (!group || group->relation != PARLEY_ARTICLE ||
                                       group->text_bytes >= PARLEY_CONTEXT_BYTES);
}

static parley_status grow(row_batch *b)
{
    if (b->count < b->capacity)
        return PARLEY_OK;
    size_t capacity = b->capacity ? 2 * b->capacity : 64;
    source_row *rows = realloc(b->rows, capacity * sizeof *rows);
    if (!rows)
        return PARLEY_E_MEMORY;
    b->rows = rows;
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
    const parley_str *before = b->count ? &b->rows[b->count - 1].article : NULL;
    if (!before || before->size != from.size ||
        (from.size && memcmp(before->data, from.data, from.size) != 0))
        return keep(b, from, to);
    *to = *before;
    return PARLEY_OK;
}

/* Whether a byte is a character that is no white space. */
static bool is_plain(char c)
{
    return c > ' ' && c < 0x7F;
}

/* The bytes of white space at the beginning, and at the end. */
static size_t space_in_front(parley_str s)
{
    size_t at = 0;
    if (s.size > 0 && is_plain(s.data[0]))
        return 0;
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
    if (end > 0 && is_plain(s.data[end - 1]))
        return 0;
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
    *row = (source_row){
        .number = from->number, .kind = from->kind, .line = from->line, .unit = from->unit};
    memcpy(row->day, from->day, sizeof row->day);
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
    if (grow(b) != PARLEY_OK || fill(b, &b->rows[b->count], row) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    for (size_t i = 0; i < b->extra_count; i++) {
        parley_str *cell = &b->cells[b->count * b->extra_count + i];
        *cell = (parley_str){"", 0};
        if (extra && extra[i].size && keep(b, extra[i], cell) != PARLEY_OK)
            return PARLEY_E_MEMORY;
    }
    if (b->scratch.capacity > KEPT)
        parley_buffer_fini(&b->scratch);
    b->bytes += sizeof *row + b->extra_count * sizeof *b->cells;
    row_group *group = &b->groups[b->group_count - 1];
    group->text_bytes += b->rows[b->count].text.size;
    group->count++;
    b->count++;
    return PARLEY_OK;
}

void batch_finish(row_batch *b)
{
    for (size_t i = 0; i < b->count; i++)
        b->rows[i].extra = b->cells + i * b->extra_count;
}

void batch_fini(row_batch *b)
{
    batch_reset(b);
    free(b->rows);
    free(b->cells);
    free(b->groups);
    parley_buffer_fini(&b->scratch);
    *b = (row_batch){0};
}

/* --- the beginning of an article ---------------------------------------------------------------- */

article_head *article_head_new(const row_batch *b, const row_group *group)
{
    article_head *head = calloc(1, sizeof *head);
    size_t bytes = 0;
    if (!head || !(head->texts = calloc(group->count + 1, sizeof *head->texts))) {
        free(head);
        return NULL;
    }
    atomic_init(&head->holders, 1);
    for (; head->count < group->count && bytes < PARLEY_CONTEXT_BYTES; head->count++) {
        parley_str text = b->rows[group->first + head->count].text;
        const char *copy = arena_copy(&head->strings, text.data, text.size);
        if (!copy) {
            article_head_release(head);
            return NULL;
        }
        head->texts[head->count] = (parley_str){copy, text.size};
        bytes += text.size;
    }
    return head;
}

article_head *article_head_hold(article_head *head)
{
    atomic_fetch_add(&head->holders, 1);
    return head;
}

void article_head_release(article_head *head)
{
    if (!head || atomic_fetch_sub(&head->holders, 1) > 1)
        return;
    free(head->texts);
    arena_fini(&head->strings);
    free(head);
}
