/* Numbers for features: see train/dictionary.h.
 *
 * A part is a table of open addressing, at most three quarters full. A slot holds the hash itself, so
 * that a feature which is known costs one look into memory; there are millions of them, and memory is
 * what takes the time.
 *
 * Numbers by frequency keep the weights of frequent features side by side, in the processor's cache
 * while a machine is fitted; those of the features that occur in one row stand together by row.
 */
#include "dictionary.h"

#include "parley/buffer.h"
#include "parley/prefetch.h"

#include <stdlib.h>
#include <string.h>

enum { PART_BITS = 4, LOCAL_BITS = 32 - PART_BITS };
static const uint32_t LOCAL_MOST = (UINT32_C(1) << LOCAL_BITS) - 1;

typedef struct slot {
    uint64_t hash;
    uint32_t local; /* place in `entries` + 1, or 0: empty */
} slot;

typedef struct entry {
    uint64_t hash;
    uint32_t first_row, last_row; /* where it occurs */
    uint32_t df;                  /* in how many rows */
    uint32_t number;              /* after dictionary_finish */
    uint16_t name_size;
    uint8_t family;
} entry;

struct dictionary_part {
    slot *slots; /* [slot_count] */
    size_t slot_count;
    entry *entries; /* [count], in order of arrival */
    size_t count, room;
    parley_buffer names; /* one behind the other */
};

parley_status dictionary_begin(dictionary *d)
{
    d->parts = calloc(DICTIONARY_PARTS, sizeof *d->parts);
    return d->parts ? PARLEY_OK : PARLEY_E_MEMORY;
}

/* The slot of a hash, or the empty one where it belongs. */
static slot *find_slot(slot *slots, size_t slot_count, uint64_t hash)
{
    size_t mask = slot_count - 1, at = hash & mask;
    while (slots[at].local && slots[at].hash != hash)
        at = (at + 1) & mask;
    return &slots[at];
}

void dictionary_expect(const dictionary *d, uint64_t hash)
{
    const dictionary_part *p = &d->parts[dictionary_part_of(hash)];
    if (p->slot_count)
        parley_prefetch(&p->slots[hash & (p->slot_count - 1)]);
}

static parley_status grow_slots(dictionary_part *p)
{
    size_t count = p->slot_count ? 2 * p->slot_count : 256;
    slot *slots = calloc(count, sizeof *slots);
    if (!slots)
        return PARLEY_E_MEMORY;
    for (size_t i = 0; i < p->slot_count; i++)
        if (p->slots[i].local)
            *find_slot(slots, count, p->slots[i].hash) = p->slots[i];
    free(p->slots);
    p->slots = slots;
    p->slot_count = count;
    return PARLEY_OK;
}

static parley_status add_entry(dictionary_part *p, const parley_feature *feature,
                               parley_str spelling, size_t row)
{
    if (p->count >= LOCAL_MOST)
        return PARLEY_E_LIMIT;
    if (p->count == p->room) {
        size_t room = p->room ? p->room + p->room / 2 : 128;
        entry *grown = realloc(p->entries, room * sizeof *grown);
        if (!grown)
            return PARLEY_E_MEMORY;
        p->entries = grown;
        p->room = room;
    }
    if (parley_buffer_append(&p->names, spelling.data, spelling.size) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    p->entries[p->count++] = (entry){.hash = feature->hash,
                                     .first_row = (uint32_t)row,
                                     .last_row = (uint32_t)row,
                                     .df = 1,
                                     .name_size = (uint16_t)spelling.size,
                                     .family = feature->family};
    return PARLEY_OK;
}

parley_status dictionary_add(dictionary *d, const parley_feature *feature, parley_str spelling,
                             size_t row, uint32_t *ticket)
{
    size_t number = dictionary_part_of(feature->hash);
    dictionary_part *p = &d->parts[number];
    if (4 * (p->count + 1) > 3 * p->slot_count && grow_slots(p) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    slot *s = find_slot(p->slots, p->slot_count, feature->hash);
    if (!s->local) {
        parley_status status = add_entry(p, feature, spelling, row);
        if (status != PARLEY_OK)
            return status;
        *s = (slot){feature->hash, (uint32_t)p->count};
    }
    entry *e = &p->entries[s->local - 1];
    e->df += e->last_row != row;
    e->last_row = (uint32_t)row;
    *ticket = (uint32_t)(number << LOCAL_BITS) | (s->local - 1);
    return PARLEY_OK;
}

static entry *entry_of(const dictionary *d, uint32_t ticket)
{
    return &d->parts[ticket >> LOCAL_BITS].entries[ticket & LOCAL_MOST];
}

uint32_t dictionary_number(const dictionary *d, uint32_t ticket)
{
    return entry_of(d, ticket)->number;
}

/* What tickets are sorted by: the first row upwards, or the count of rows downwards. */
static size_t rank(const entry *e, bool by_df, size_t rows)
{
    return by_df ? rows - e->df : e->first_row;
}

/* Sorts tickets by counting, equal ones in the order they had. starts: [rows + 1], scratch. */
static void sort_tickets(const dictionary *d, bool by_df, size_t rows, size_t *starts,
                         const uint32_t *from, uint32_t *to)
{
    memset(starts, 0, (rows + 1) * sizeof *starts);
    for (size_t i = 0; i < d->count; i++)
        starts[rank(entry_of(d, from[i]), by_df, rows) + 1]++;
    for (size_t r = 0; r < rows; r++)
        starts[r + 1] += starts[r];
    for (size_t i = 0; i < d->count; i++)
        to[starts[rank(entry_of(d, from[i]), by_df, rows)]++] = from[i];
}

/* Gives all features their numbers. tickets, other: [count], scratch. */
static parley_status number_all(dictionary *d, size_t rows, uint32_t *tickets, uint32_t *other)
{
    size_t *starts = malloc((rows + 2) * sizeof *starts), at = 0;
    if (!starts)
        return PARLEY_E_MEMORY;
    for (size_t p = 0; p < DICTIONARY_PARTS; p++)
        for (size_t i = 0; i < d->parts[p].count; i++)
            tickets[at++] = (uint32_t)(p << LOCAL_BITS | i);
    sort_tickets(d, false, rows, starts, tickets, other);
    sort_tickets(d, true, rows, starts, other, tickets);
    for (size_t i = 0; i < d->count; i++)
        entry_of(d, tickets[i])->number = (uint32_t)i;
    free(starts);
    return PARLEY_OK;
}

/* Moves hashes, families and spellings to their numbers' places. */
static void place_all(dictionary *d)
{
    for (size_t p = 0; p < DICTIONARY_PARTS; p++) {
        for (size_t i = 0; i < d->parts[p].count; i++) {
            const entry *e = &d->parts[p].entries[i];
            d->hashes[e->number] = e->hash;
            d->families[e->number] = e->family;
            d->name_end[e->number] = e->name_size;
        }
    }
    for (size_t i = 1; i < d->count; i++)
        d->name_end[i] += d->name_end[i - 1];
    for (size_t p = 0; p < DICTIONARY_PARTS; p++) {
        const char *name = d->parts[p].names.data;
        for (size_t i = 0; i < d->parts[p].count; i++) {
            const entry *e = &d->parts[p].entries[i];
            if (e->name_size)
                memcpy(d->names + d->name_end[e->number] - e->name_size, name, e->name_size);
            name += e->name_size;
        }
    }
}

parley_status dictionary_finish(dictionary *d, size_t rows)
{
    size_t bytes = 0;
    d->count = 0;
    for (size_t p = 0; p < DICTIONARY_PARTS; p++) {
        d->count += d->parts[p].count;
        bytes += d->parts[p].names.size;
        free(d->parts[p].slots);
        d->parts[p].slots = NULL;
        d->parts[p].slot_count = 0;
    }
    if (bytes > UINT32_MAX || d->count > UINT32_MAX - 1)
        return PARLEY_E_LIMIT;
    uint32_t *tickets = malloc((2 * d->count + 1) * sizeof *tickets);
    parley_status status =
        tickets ? number_all(d, rows, tickets, tickets + d->count) : PARLEY_E_MEMORY;
    free(tickets);
    if (status != PARLEY_OK)
        return status;
    d->hashes = malloc((d->count + 1) * sizeof *d->hashes);
    d->families = malloc(d->count + 1);
    d->name_end = malloc((d->count + 1) * sizeof *d->name_end);
    d->names = malloc(bytes + 1);
    if (!d->hashes || !d->families || !d->name_end || !d->names)
        return PARLEY_E_MEMORY;
    place_all(d);
    for (size_t p = 0; p < DICTIONARY_PARTS; p++)
        parley_buffer_fini(&d->parts[p].names);
    return PARLEY_OK;
}

void dictionary_forget(dictionary *d)
{
    for (size_t p = 0; d->parts && p < DICTIONARY_PARTS; p++) {
        free(d->parts[p].slots);
        free(d->parts[p].entries);
        parley_buffer_fini(&d->parts[p].names);
    }
    free(d->parts);
    d->parts = NULL;
}

parley_str dictionary_name(const dictionary *d, size_t number)
{
    size_t begin = number ? d->name_end[number - 1] : 0;
    return (parley_str){d->names + begin, d->name_end[number] - begin};
}

void dictionary_fini(dictionary *d)
{
    dictionary_forget(d);
    free(d->hashes);
    free(d->families);
    free(d->name_end);
    free(d->names);
    *d = (dictionary){0};
}
