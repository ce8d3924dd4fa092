/* Articles and their sentences, for rows without text: see train/texts.h.
 *
 * Every sentence is entered in one table under "article, id" and under "id" alone. The text of an id
 * is the same wherever it stands, up to normal form, so the first one entered serves. Only an id
 * that no splitting yields costs more: all spans of the article that begin and end at a blank, up to
 * SPAN_WORDS words long, are tried.
 */
#include "texts.h"

#include "../io/article.h"
#include "../io/files.h"
#include "../io/table.h"
#include "parley/sentence.h"

#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

enum { SPAN_WORDS = 120 };

/* An article as it stands, for spans. */
typedef struct whole_text {
    parley_str text;       /* squeezed; size 0 from a CSV */
    unsigned char *filter; /* [filter_bits / 8], which ids its spans may have; NULL until needed */
    size_t filter_bits;    /* a power of two */
} whole_text;

struct texts {
    intern_table keys;     /* "article\nid" and "\nid" */
    parley_str *sentences; /* [keys.count] */
    size_t capacity;
    intern_table articles; /* names, zeros folded */
    whole_text *wholes;    /* [articles.count] */
    size_t whole_capacity;
    arena bytes;
    parley_buffer key, scratch; /* scratch */
};

static parley_status no_memory(parley_error *error)
{
    return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
}

static parley_status make_key(parley_buffer *key, parley_str article, const char *id, size_t size)
{
    key->size = 0;
    parley_status status = parley_buffer_append(key, article.data, article.size);
    if (status == PARLEY_OK)
        status = parley_buffer_append(key, "\n", 1);
    return status == PARLEY_OK ? parley_buffer_append(key, id, size) : status;
}

/* Makes room for `needed` zeroed items of a size in the list that `list` points to. */
static parley_status grow(void *list, size_t item, size_t *capacity, size_t needed)
{
    char **memory = list;
    if (needed <= *capacity)
        return PARLEY_OK;
    size_t size = *capacity ? 2 * *capacity : 64;
    char *grown = realloc(*memory, size * item);
    if (!grown)
        return PARLEY_E_MEMORY;
    memset(grown + *capacity * item, 0, (size - *capacity) * item);
    *memory = grown;
    *capacity = size;
    return PARLEY_OK;
}

static parley_status enter(texts *t, parley_str article, const char *id, parley_str text)
{
    size_t index;
    if (make_key(&t->key, article, id, PARLEY_ID_SIZE - 1) != PARLEY_OK ||
        intern_add(&t->keys, (parley_str){t->key.data, t->key.size}, &index) != PARLEY_OK ||
        grow(&t->sentences, sizeof *t->sentences, &t->capacity, index + 1) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    if (!t->sentences[index].data)
        t->sentences[index] = text;
    return PARLEY_OK;
}

/* Enters a sentence as it stands in the article: white space is squeezed here. */
static parley_status add_sentence(texts *t, parley_str article, const char *text, size_t size)
{
    parley_buffer *squeezed = &t->scratch;
    char id[PARLEY_ID_SIZE];
    squeezed->size = 0;
    if (parley_text_squeeze(text, size, squeezed) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    if (squeezed->size == 0)
        return PARLEY_OK;
    const char *copy = arena_copy(&t->bytes, squeezed->data, squeezed->size);
    parley_str kept = {copy, squeezed->size};
    if (!copy || parley_text_id(copy, kept.size, &t->scratch, id) != PARLEY_OK ||
        enter(t, article, id, kept) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    return enter(t, (parley_str){"", 0}, id, kept);
}

static parley_status add_article(texts *t, parley_str name, size_t *index)
{
    if (intern_add(&t->articles, name, index) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    return grow(&t->wholes, sizeof *t->wholes, &t->whole_capacity, *index + 1);
}

static parley_status load_file(texts *t, const file_item *file, article_text *a,
                               const messages *say, parley_error *error)
{
    /* Rows may have been made with captions and all, or without. */
    static const article_options everything = {.keep = HTML_KEEP_CAPTIONS | HTML_KEEP_FURNITURE};
    parley_status status = article_read(file->path, &everything, a, error);
    if (status != PARLEY_OK)
        return status;
    if (a->converted)
        message_warning(say, file->path, 0, "not UTF-8, read as Windows-1252");
    parley_str name = texts_fold_name((parley_str){file->article, strlen(file->article)});
    size_t index;
    t->scratch.size = 0;
    if (add_article(t, name, &index) != PARLEY_OK ||
        parley_text_squeeze(a->text.data, a->text.size, &t->scratch) != PARLEY_OK)
        return no_memory(error);
    const char *whole = arena_copy(&t->bytes, t->scratch.data, t->scratch.size);
    if (!whole)
        return no_memory(error);
    t->wholes[index].text = (parley_str){whole, t->scratch.size};
    article_walk walk;
    article_sentence sentence;
    article_walk_init(&walk, article_text_parts(a), NULL, true);
    while (article_walk_next(&walk, &sentence))
        if (add_sentence(t, name, a->text.data + sentence.begin, sentence.end - sentence.begin))
            return no_memory(error);
    return PARLEY_OK;
}

static parley_status load_table(texts *t, const char *path, const char *text_column,
                                parley_error *error)
{
    table_reader *table = NULL;
    parley_status status = table_reader_open(path, &table, error);
    if (status != PARLEY_OK)
        return status;
    size_t text = table_reader_column(table, text_column);
    size_t article = table_reader_column(table, "article");
    if (text == SIZE_MAX) {
        parley_buffer names = {0};
        status = table_reader_list(table, &names);
        status = parley_error_at(error, PARLEY_E_DATA, path, 0,
                                 "articles need a column '%s'; this file has: %s", text_column,
                                 status == PARLEY_OK ? names.data : "");
        parley_buffer_fini(&names);
    }
    const table_row *row = NULL;
    while (status == PARLEY_OK && (status = table_reader_next(table, &row, error)) == PARLEY_OK &&
           row) {
        parley_str name = article == SIZE_MAX ? (parley_str){"", 0} : row->cells[article];
        if (add_sentence(t, texts_fold_name(name), row->cells[text].data, row->cells[text].size))
            status = no_memory(error);
    }
    table_reader_close(table);
    return status;
}

parley_status texts_load(const char *const *paths, size_t count, const char *text_column,
                         const messages *say, texts **out, parley_error *error)
{
    texts *t = calloc(1, sizeof *t);
    article_text a = {0};
    parley_status status = t ? PARLEY_OK : no_memory(error);
    for (size_t i = 0; i < count && status == PARLEY_OK; i++) {
        if (file_is_kind(paths[i], FILES_TABLES)) {
            status = load_table(t, paths[i], text_column, error);
            continue;
        }
        file_list files = {0};
        status = file_list_collect(&paths[i], 1, FILES_ARTICLES, &files, error);
        for (size_t k = 0; k < files.count && status == PARLEY_OK; k++)
            status = load_file(t, &files.items[k], &a, say, error);
        file_list_fini(&files);
    }
    article_text_fini(&a);
    if (status == PARLEY_OK)
        *out = t;
    else
        texts_free(t);
    return status;
}

void texts_free(texts *t)
{
    if (!t)
        return;
    intern_fini(&t->keys);
    intern_fini(&t->articles);
    free(t->sentences);
    for (size_t i = 0; i < t->whole_capacity; i++)
        free(t->wholes[i].filter);
    free(t->wholes);
    arena_fini(&t->bytes);
    parley_buffer_fini(&t->key);
    parley_buffer_fini(&t->scratch);
    free(t);
}

/* A name of digits loses its zeros in front. */
parley_str texts_fold_name(parley_str name)
{
    for (size_t i = 0; i < name.size; i++)
        if (name.data[i] < '0' || name.data[i] > '9')
            return name;
    while (name.size > 1 && name.data[0] == '0')
        name.data++, name.size--;
    return name;
}

/* Walks over the spans of a squeezed text that begin and end at a blank and hands each to `visit`
 * with its id, until that returns false. */
typedef bool span_visitor(parley_str span, const char *id, void *context);

static parley_status walk_spans(texts *t, parley_str whole, span_visitor *visit, void *context)
{
    for (size_t begin = 0; begin < whole.size;) {
        size_t words = 0;
        for (size_t end = begin; end < whole.size && words < SPAN_WORDS; words++) {
            const char *blank = memchr(whole.data + end + 1, ' ', whole.size - end - 1);
            end = blank ? (size_t)(blank - whole.data) : whole.size;
            parley_str span = {whole.data + begin, end - begin};
            char id[PARLEY_ID_SIZE];
            if (parley_text_id(span.data, span.size, &t->scratch, id) != PARLEY_OK)
                return PARLEY_E_MEMORY;
            if (!visit(span, id, context))
                return PARLEY_OK;
        }
        const char *blank = memchr(whole.data + begin, ' ', whole.size - begin);
        begin = blank ? (size_t)(blank - whole.data) + 1 : whole.size;
    }
    return PARLEY_OK;
}

static size_t filter_bit(const whole_text *w, const char *id)
{
    return XXH3_64bits(id, PARLEY_ID_SIZE - 1) & (w->filter_bits - 1);
}

static bool enter_filter(parley_str span, const char *id, void *context)
{
    (void)span;
    whole_text *w = context;
    size_t bit = filter_bit(w, id);
    w->filter[bit / 8] |= (unsigned char)(1u << bit % 8);
    return true;
}

/* Notes the ids of all spans of an article, one bit each: rows that were made from another version of
 * it are many, and each would cost a walk. */
static parley_status make_filter(texts *t, whole_text *w)
{
    size_t words = 1;
    for (size_t i = 0; i < w->text.size; i++)
        words += w->text.data[i] == ' ';
    w->filter_bits = 1024;
    while (w->filter_bits < 8 * SPAN_WORDS * words)
        w->filter_bits *= 2;
    w->filter = calloc(w->filter_bits / 8, 1);
    if (!w->filter || walk_spans(t, w->text, enter_filter, w) != PARLEY_OK) {
        free(w->filter); /* a half-filled one would hide spans */
        w->filter = NULL;
        return PARLEY_E_MEMORY;
    }
    return PARLEY_OK;
}

/* What is looked for, and what was found. */
typedef struct wanted {
    parley_str id;
    parley_str *text;
} wanted;

static bool is_wanted(parley_str span, const char *id, void *context)
{
    wanted *w = context;
    if (memcmp(id, w->id.data, w->id.size) != 0)
        return true;
    *w->text = span;
    return false;
}

/* Looks for the span of an article that has the id. */
static parley_status find_span(texts *t, whole_text *w, parley_str id, parley_str *text)
{
    if (w->text.size == 0)
        return PARLEY_OK;
    if (!w->filter && make_filter(t, w) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    size_t bit = filter_bit(w, id.data);
    if (!(w->filter[bit / 8] >> bit % 8 & 1))
        return PARLEY_OK;
    return walk_spans(t, w->text, is_wanted, &(wanted){id, text});
}

parley_status texts_find(texts *t, parley_str article, parley_str id, parley_str *text,
                         parley_error *error)
{
    *text = (parley_str){"", 0};
    if (id.size != PARLEY_ID_SIZE - 1)
        return PARLEY_OK;
    parley_str name = texts_fold_name(article);
    if (make_key(&t->key, name, id.data, id.size) != PARLEY_OK)
        return no_memory(error);
    size_t found = intern_find(&t->keys, (parley_str){t->key.data, t->key.size});
    if (found != SIZE_MAX) {
        *text = t->sentences[found];
        return PARLEY_OK;
    }
    size_t index = intern_find(&t->articles, name);
    if (index != SIZE_MAX && find_span(t, &t->wholes[index], id, text) != PARLEY_OK)
        return no_memory(error);
    return PARLEY_OK;
}
