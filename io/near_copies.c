/* Near-copies: see io/near_copies.h.
 *
 * Every trigram has a list of the rows that hold it. A row is compared with the rows on the lists of
 * its trigrams, of each the latest POSTINGS: a cluster hangs together by any of its members, so old
 * members need not be met again, and a trigram that everybody uses costs no more than others.
 */
#include "near_copies.h"

#include "intern.h"

#include "parley/features.h"

#include <stdlib.h>
#include <string.h>

enum { POSTINGS = 32 };
static const double SIMILAR = 0.5;

/* The latest rows that hold a trigram, as a ring. */
typedef struct posting {
    uint32_t rows[POSTINGS];
    uint32_t count;
} posting;

typedef struct search {
    const parley_str *texts;
    parley_features features;
    uint64_t *shingles; /* of the row, ascending */
    size_t shingle_count, shingle_room;
    intern_table known; /* trigrams, by their hash's bytes */
    posting *postings;  /* [posting_room] */
    size_t posting_room;
    uint32_t *sizes;  /* [rows], shingles of each row */
    uint32_t *shared; /* [rows], with the row in hand */
    uint32_t *met;    /* [rows], those with shared > 0 */
    size_t *cluster;  /* [rows], union-find */
} search;

static size_t root(size_t *parents, size_t i)
{
    while (parents[i] != i) {
        parents[i] = parents[parents[i]];
        i = parents[i];
    }
    return i;
}

/* Joins two sets; the smaller root stays, so that the result does not depend on the order. */
static void unite(size_t *parents, size_t a, size_t b)
{
    a = root(parents, a);
    b = root(parents, b);
    if (a < b)
        parents[b] = a;
    else
        parents[a] = b;
}

static int compare_hashes(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

/* The different trigrams of a row; none of a short one. */
static parley_status take_shingles(search *s, size_t row)
{
    static const parley_feature_options trigrams = {.word_min = 3, .word_max = 3};
    parley_str text = s->texts[row];
    s->shingle_count = 0;
    if (parley_features_extract(&trigrams, text.data, text.size, &s->features) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    if (s->features.token_count < NEAR_COPY_WORDS)
        return PARLEY_OK;
    if (s->features.count > s->shingle_room) {
        uint64_t *grown = realloc(s->shingles, 2 * s->features.count * sizeof *grown);
        if (!grown)
            return PARLEY_E_MEMORY;
        s->shingles = grown;
        s->shingle_room = 2 * s->features.count;
    }
    for (size_t i = 0; i < s->features.count; i++)
        s->shingles[i] = s->features.items[i].hash;
    qsort(s->shingles, s->features.count, sizeof *s->shingles, compare_hashes);
    for (size_t i = 0; i < s->features.count; i++)
        if (s->shingle_count == 0 || s->shingles[s->shingle_count - 1] != s->shingles[i])
            s->shingles[s->shingle_count++] = s->shingles[i];
    return PARLEY_OK;
}

/* The list of a trigram. */
static parley_status find_posting(search *s, uint64_t shingle, posting **out)
{
    size_t index;
    parley_str key = {(const char *)&shingle, sizeof shingle};
    if (intern_add_hashed(&s->known, shingle, key, &index) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    if (index >= s->posting_room) {
        size_t room = s->posting_room ? 2 * s->posting_room : 4096;
        posting *grown = realloc(s->postings, room * sizeof *grown);
        if (!grown)
            return PARLEY_E_MEMORY;
        memset(grown + s->posting_room, 0, (room - s->posting_room) * sizeof *grown);
        s->postings = grown;
        s->posting_room = room;
    }
    *out = &s->postings[index];
    return PARLEY_OK;
}

/* Compares a row with those before it, joins it with its likes, and enters it. */
static parley_status take_row(search *s, size_t row)
{
    if (take_shingles(s, row) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    size_t met = 0;
    s->sizes[row] = (uint32_t)s->shingle_count;
    for (size_t i = 0; i < s->shingle_count; i++) {
        posting *p;
        if (find_posting(s, s->shingles[i], &p) != PARLEY_OK)
            return PARLEY_E_MEMORY;
        for (uint32_t k = 0; k < p->count && k < POSTINGS; k++)
            if (s->shared[p->rows[k]]++ == 0)
                s->met[met++] = p->rows[k];
        p->rows[p->count++ % POSTINGS] = (uint32_t)row;
    }
    for (size_t i = 0; i < met; i++) {
        uint32_t other = s->met[i], both = s->shared[other];
        s->shared[other] = 0;
        double all = (double)s->sizes[row] + (double)s->sizes[other] - both;
        if ((double)both >= SIMILAR * all)
            unite(s->cluster, row, other);
    }
    return PARLEY_OK;
}

parley_status near_copies_find(const parley_str *texts, size_t count, size_t *cluster)
{
    search s = {.texts = texts,
                .sizes = calloc(count + 1, sizeof *s.sizes),
                .shared = calloc(count + 1, sizeof *s.shared),
                .met = calloc(count + 1, sizeof *s.met),
                .cluster = cluster};
    parley_status status = s.sizes && s.shared && s.met ? PARLEY_OK : PARLEY_E_MEMORY;
    for (size_t row = 0; row < count && status == PARLEY_OK; row++)
        cluster[row] = row;
    for (size_t row = 0; row < count && status == PARLEY_OK; row++)
        status = take_row(&s, row);
    for (size_t row = 0; row < count && status == PARLEY_OK; row++)
        cluster[row] = root(cluster, row);
    parley_features_fini(&s.features);
    intern_fini(&s.known);
    free(s.shingles);
    free(s.postings);
    free(s.sizes);
    free(s.shared);
    free(s.met);
    return status;
}
