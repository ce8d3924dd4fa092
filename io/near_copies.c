/* Near-copies: see io/near_copies.h.
 *
 * First all trigrams of all rows are written down as hashes, and a table of small counters notes which
 * of them occur in two rows or more. A row that shares half of its trigrams with another has at least
 * half of them counted twice; the other rows, most where texts are short, are done with.
 *
 * Of those that are left, each trigram counted twice gets a list of the rows that hold it. A row is
 * compared with the rows on the lists of its trigrams, of each the latest POSTINGS: a cluster hangs
 * together by any of its members, so old members need not be met again, and a trigram that everybody
 * uses costs no more than others. So time and memory grow with the text, also where all is copied.
 */
#include "near_copies.h"

#include "extraction.h"
#include "sorting.h"
#include "threads.h"

#include "parley/prefetch.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { POSTINGS = 32, FEW = 4 };
static const double SIMILAR = 0.5;

/* How many counters a trigram has, and how many bytes of text are reckoned for one: with fewer
 * counters more trigrams are taken for frequent that are not, which costs time and changes nothing. */
enum { COUNTERS_EACH = 8, BYTES_EACH = 4 };

/* The rows that hold a trigram: the first few in place, then the latest as a ring elsewhere. */
typedef struct posting {
    uint64_t shingle;
    uint32_t count; /* of all rows; 0: the slot is empty */
    uint32_t ring;  /* index into rings, if count > FEW */
    uint32_t few[FEW];
} posting;

typedef struct search {
    const parley_str *texts; /* [count] */
    size_t count;
    size_t threads;
    uint64_t *shingles; /* hashes of trigrams, ascending in each row */
    size_t shingle_room;
    size_t *starts;    /* [rows + 1], into shingles */
    uint8_t *counters; /* four in a byte: 0, 1, 2 or more */
    uint64_t mask;     /* of a counter's number */
    posting *postings; /* [posting_room], open addressing */
    size_t posting_count, posting_room;
    uint32_t (*rings)[POSTINGS];
    size_t ring_count, ring_room;
    bool *candidate;  /* [rows], those that may have a near-duplicate */
    uint32_t *shared; /* [rows], shingles with the row in hand */
    uint32_t *met;    /* [rows], those with shared > 0 */
    size_t *cluster;  /* [rows], union-find over rows */
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

/* --- trigrams ----------------------------------------------------------------------------------- */

/* Sorts the trigrams of a row, by their hashes alone; those of a short one are dropped. */
static parley_status sort_shingles(parley_features *found, void *context)
{
    (void)context;
    if (found->token_count < NEAR_COPY_WORDS)
        found->count = 0;
    if (!found->count)
        return PARLEY_OK;
    uint64_t *hashes = malloc(2 * found->count * sizeof *hashes);
    if (!hashes)
        return PARLEY_E_MEMORY;
    for (size_t k = 0; k < found->count; k++)
        hashes[k] = found->items[k].hash;
    sort_hashes(hashes, found->count, hashes + found->count);
    for (size_t k = 0; k < found->count; k++)
        found->items[k].hash = hashes[k];
    free(hashes);
    return PARLEY_OK;
}

/* Counters of so many trigrams ahead are already asked for. */
enum { SOON = 16 };

static void expect_counter(const search *s, uint64_t shingle)
{
    parley_prefetch(&s->counters[(shingle & s->mask) >> 2]);
}

/* One more row has the trigram. */
static void count_shingle(search *s, uint64_t shingle)
{
    uint64_t number = shingle & s->mask;
    unsigned shift = 2 * (number & 3);
    uint8_t *four = &s->counters[number >> 2];
    if ((*four >> shift & 3) < 2)
        *four = (uint8_t)(*four + (1u << shift));
}

static bool in_two_rows(const search *s, uint64_t shingle)
{
    uint64_t number = shingle & s->mask;
    return (s->counters[number >> 2] >> 2 * (number & 3) & 3) >= 2;
}

/* Writes down the different trigrams of a block of rows, and counts them. */
static parley_status take_shingles(const parley_features *found, size_t first, size_t count,
                                   void *context)
{
    search *s = context;
    for (size_t i = 0; i < count; i++) {
        size_t begin = s->starts[first + i], at = begin;
        if (begin + found[i].count > s->shingle_room) {
            size_t room = 2 * (begin + found[i].count);
            uint64_t *grown = realloc(s->shingles, room * sizeof *grown);
            if (!grown)
                return PARLEY_E_MEMORY;
            s->shingles = grown;
            s->shingle_room = room;
        }
        for (size_t k = 0; k < found[i].count; k++) {
            uint64_t shingle = found[i].items[k].hash;
            if (k + SOON < found[i].count)
                expect_counter(s, found[i].items[k + SOON].hash);
            if (at > begin && s->shingles[at - 1] == shingle)
                continue;
            s->shingles[at++] = shingle;
            count_shingle(s, shingle);
        }
        s->starts[first + i + 1] = at;
    }
    return PARLEY_OK;
}

static parley_status find_shingles(search *s)
{
    static const parley_feature_options trigrams = {.word_min = 3, .word_max = 3};
    size_t bytes = 0, counters = 1024;
    for (size_t row = 0; row < s->count; row++)
        bytes += s->texts[row].size;
    while (counters < bytes / BYTES_EACH * COUNTERS_EACH)
        counters *= 2;
    s->mask = counters - 1;
    s->counters = calloc(counters / 4, 1);
    s->starts = calloc(s->count + 1, sizeof *s->starts);
    if (!s->counters || !s->starts)
        return PARLEY_E_MEMORY;
    return extract_rows(s->texts, s->count, &trigrams, s->threads, sort_shingles, take_shingles, s);
}

static size_t size_of(const search *s, size_t row)
{
    return s->starts[row + 1] - s->starts[row];
}

/* --- lists of rows ------------------------------------------------------------------------------- */

static size_t first_slot(size_t room, uint64_t shingle)
{
    return shingle >> 20 & (room - 1); /* the counters took the lowest bits */
}

/* The list of a trigram, or the empty slot where it belongs. */
static posting *find_slot(posting *postings, size_t room, uint64_t shingle)
{
    size_t at = first_slot(room, shingle);
    while (postings[at].count && postings[at].shingle != shingle)
        at = (at + 1) & (room - 1);
    return &postings[at];
}

static parley_status grow_postings(search *s)
{
    size_t room = s->posting_room ? 2 * s->posting_room : 4096;
    posting *grown = calloc(room, sizeof *grown);
    if (!grown)
        return PARLEY_E_MEMORY;
    for (size_t i = 0; i < s->posting_room; i++)
        if (s->postings[i].count)
            *find_slot(grown, room, s->postings[i].shingle) = s->postings[i];
    free(s->postings);
    s->postings = grown;
    s->posting_room = room;
    return PARLEY_OK;
}

/* Moves the rows of a list that has become long into a ring. */
static parley_status make_ring(search *s, posting *p)
{
    if (s->ring_count == s->ring_room) {
        size_t room = s->ring_room ? 2 * s->ring_room : 256;
        void *grown = realloc(s->rings, room * sizeof *s->rings);
        if (!grown)
            return PARLEY_E_MEMORY;
        s->rings = grown;
        s->ring_room = room;
    }
    p->ring = (uint32_t)s->ring_count++;
    memcpy(s->rings[p->ring], p->few, sizeof p->few);
    return PARLEY_OK;
}

/* The rows on a list: the latest POSTINGS. */
static const uint32_t *rows_of(const search *s, const posting *p, uint32_t *count)
{
    *count = p->count < POSTINGS ? p->count : POSTINGS;
    return p->count > FEW ? s->rings[p->ring] : p->few;
}

static parley_status enter(search *s, posting *p, uint64_t shingle, size_t row)
{
    if (p->count == FEW && make_ring(s, p) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    p->shingle = shingle;
    (p->count < FEW ? p->few : s->rings[p->ring])[p->count % POSTINGS] = (uint32_t)row;
    s->posting_count += p->count == 0;
    p->count++;
    return PARLEY_OK;
}

/* --- comparing ---------------------------------------------------------------------------------- */

/* Whether a row can have a near-duplicate at all. */
static bool may_have_copy(const search *s, size_t row)
{
    size_t twice = 0;
    size_t end = s->starts[row + 1];
    for (size_t k = s->starts[row]; k < end; k++) {
        if (k + SOON < end)
            expect_counter(s, s->shingles[k + SOON]);
        twice += in_two_rows(s, s->shingles[k]);
    }
    return twice > 0 && (double)twice >= SIMILAR * (double)size_of(s, row);
}

/* Each thread looks at its share of the rows. */
static void find_candidates(size_t thread, size_t threads, void *context)
{
    search *s = context;
    for (size_t row = thread; row < s->count; row += threads)
        s->candidate[row] = may_have_copy(s, row);
}

/* Compares a row with those before it, joins it with its likes, and enters it. */
static parley_status take_row(search *s, size_t row)
{
    size_t met = 0, end = s->starts[row + 1];
    for (size_t i = s->starts[row]; i < end; i++) {
        uint64_t shingle = s->shingles[i];
        if (i + SOON < end && s->posting_room)
            parley_prefetch(&s->postings[first_slot(s->posting_room, s->shingles[i + SOON])]);
        if (!in_two_rows(s, shingle))
            continue;
        if (4 * (s->posting_count + 1) > 3 * s->posting_room && grow_postings(s) != PARLEY_OK)
            return PARLEY_E_MEMORY;
        posting *p = find_slot(s->postings, s->posting_room, shingle);
        uint32_t count;
        const uint32_t *rows = rows_of(s, p, &count);
        for (uint32_t k = 0; k < count; k++)
            if (s->shared[rows[k]]++ == 0)
                s->met[met++] = rows[k];
        if (enter(s, p, shingle, row) != PARLEY_OK)
            return PARLEY_E_MEMORY;
    }
    for (size_t i = 0; i < met; i++) {
        uint32_t other = s->met[i], both = s->shared[other];
        s->shared[other] = 0;
        double all = (double)size_of(s, row) + (double)size_of(s, other) - both;
        if ((double)both < SIMILAR * all)
            continue;
        unite(s->cluster, row, other);
    }
    return PARLEY_OK;
}

static parley_status compare_rows(search *s)
{
    parley_status status = find_shingles(s);
    if (status == PARLEY_OK)
        threads_run(s->threads ? s->threads : 1, find_candidates, s);
    for (size_t row = 0; row < s->count && status == PARLEY_OK; row++)
        if (s->candidate[row])
            status = take_row(s, row);
    return status;
}

parley_status near_copies_find(const parley_str *texts, size_t count, size_t threads,
                               size_t *cluster)
{
    search s = {.texts = texts,
                .count = count,
                .threads = threads,
                .candidate = calloc(count + 1, sizeof *s.candidate),
                .shared = calloc(count + 1, sizeof *s.shared),
                .met = calloc(count + 1, sizeof *s.met),
                .cluster = cluster};
    parley_status status = s.candidate && s.shared && s.met ? PARLEY_OK : PARLEY_E_MEMORY;
    for (size_t row = 0; row < count; row++)
        cluster[row] = row;
    if (status == PARLEY_OK)
        status = compare_rows(&s);
    for (size_t row = 0; row < count && status == PARLEY_OK; row++)
        cluster[row] = root(cluster, row);
    free(s.shingles);
    free(s.starts);
    free(s.counters);
    free(s.postings);
    free(s.rings);
    free(s.candidate);
    free(s.shared);
    free(s.met);
    return status;
}
