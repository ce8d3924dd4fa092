/* Rows kept until the end: see classify/kept.h. */
#include "kept.h"

#include <stdlib.h>
#include <string.h>

/* Makes an array longer; what cannot be made longer stays as it is. */
static bool grow(void *array, size_t count, size_t size)
{
    void **at = array;
    void *grown = realloc(*at, count * size);
    if (grown)
        *at = grown;
    return grown != NULL;
}

static parley_status make_room(kept_rows *k, size_t more)
{
    size_t capacity = k->capacity ? k->capacity : 1024;
    while (capacity < k->count + more)
        capacity *= 2;
    if (capacity == k->capacity)
        return PARLEY_OK;
    if (!grow(&k->rows, capacity, sizeof *k->rows) ||
        !grow(&k->paths, capacity, sizeof *k->paths) ||
        !grow(&k->predictions, capacity, k->tasks * sizeof *k->predictions) ||
        !grow(&k->scores, capacity, k->labels * sizeof *k->scores) ||
        (k->extra_count && !grow(&k->cells, capacity, k->extra_count * sizeof *k->cells)))
        return PARLEY_E_MEMORY;
    k->capacity = capacity;
    return PARLEY_OK;
}

static parley_status keep(kept_rows *k, parley_str *string)
{
    if (!string->data)
        return PARLEY_OK;
    string->data = arena_copy(&k->strings, string->data, string->size);
    return string->data ? PARLEY_OK : PARLEY_E_MEMORY;
}

/* The name of the article is most often that of the row before. */
static parley_status keep_article(kept_rows *k, parley_str *article)
{
    const parley_str *before = k->count ? &k->rows[k->count - 1].article : NULL;
    if (!before || before->size != article->size ||
        (article->size && memcmp(before->data, article->data, article->size) != 0))
        return keep(k, article);
    *article = *before;
    return PARLEY_OK;
}

static parley_status keep_row(kept_rows *k, const source_row *from)
{
    source_row *row = &k->rows[k->count];
    parley_str *cells = k->extra_count ? k->cells + k->count * k->extra_count : NULL;
    *row = *from;
    row->extra = NULL;
    if (keep_article(k, &row->article) != PARLEY_OK || keep(k, &row->sentence) != PARLEY_OK ||
        keep(k, &row->text) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    for (size_t i = 0; i < k->extra_count; i++) {
        cells[i] = from->extra[i];
        if (cells[i].size && keep(k, &cells[i]) != PARLEY_OK)
            return PARLEY_E_MEMORY;
        if (!cells[i].size)
            cells[i].data = "";
    }
    return PARLEY_OK;
}

parley_status kept_add(kept_rows *k, const char *path, const source_row *rows, size_t count,
                       const parley_prediction *predictions, const double *scores)
{
    if (make_room(k, count) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    for (size_t i = 0; i < count; i++) {
        if (keep_row(k, &rows[i]) != PARLEY_OK)
            return PARLEY_E_MEMORY;
        k->paths[k->count] = path;
        memcpy(k->predictions + k->count * k->tasks, predictions + i * k->tasks,
               k->tasks * sizeof *predictions);
        memcpy(k->scores + k->count * k->labels, scores + i * k->labels,
               k->labels * sizeof *scores);
        k->count++;
    }
    return PARLEY_OK;
}

source_row kept_row(const kept_rows *k, size_t index)
{
    source_row row = k->rows[index];
    row.extra = k->extra_count ? k->cells + index * k->extra_count : NULL;
    return row;
}

void kept_fini(kept_rows *k)
{
    free(k->rows);
    free(k->paths);
    free(k->predictions);
    free(k->scores);
    free(k->cells);
    arena_fini(&k->strings);
    *k = (kept_rows){0};
}
