/* Every feature of a corpus, by number: 0 is the feature that occurs in most rows.
 *
 * It is built in parts, which several threads can fill at the same time: a feature belongs to the part
 * that the upper bits of its hash name. Two features with one hash are one feature, as they are in
 * a model.
 *
 *     dictionary d = {0};
 *     uint32_t ticket;
 *     dictionary_begin(&d);
 *     dictionary_add(&d, &feature, spelling, row, &ticket);  (for all features of all rows, in order)
 *     dictionary_finish(&d, rows);
 *     number = dictionary_number(&d, ticket);
 *     dictionary_forget(&d);                                 (no tickets any more)
 *     dictionary_fini(&d);
 */
#ifndef PARLEY_TRAIN_DICTIONARY_H
#define PARLEY_TRAIN_DICTIONARY_H

#include "parley/features.h"

enum { DICTIONARY_PARTS = 16 };

typedef struct dictionary_part dictionary_part;

typedef struct dictionary {
    size_t count;
    uint64_t *hashes;   /* [count] */
    uint8_t *families;  /* [count] */
    uint32_t *name_end; /* [count], into names; a name begins where the one before it ends */
    char *names;
    dictionary_part *parts; /* [DICTIONARY_PARTS] while it is being built, else NULL */
} dictionary;

/* PARLEY_OK or PARLEY_E_MEMORY. */
parley_status dictionary_begin(dictionary *d);

/* The part of a hash. */
static inline size_t dictionary_part_of(uint64_t hash)
{
    return hash >> 60;
}

/* Says that a feature with this hash is added soon. */
void dictionary_expect(const dictionary *d, uint64_t hash);

/* Takes one occurrence of a feature. Rows come in ascending order. Threads may call this at the same
 * time for features of different parts. PARLEY_OK, PARLEY_E_MEMORY, or PARLEY_E_LIMIT: more than
 * 2 to the 28 features in a part. */
parley_status dictionary_add(dictionary *d, const parley_feature *feature, parley_str spelling,
                             size_t row, uint32_t *ticket);

/* Numbers the features: those in most rows first, of these the one of the earliest row. The order depends
 * on nothing but the rows. PARLEY_OK, PARLEY_E_MEMORY, or PARLEY_E_LIMIT: over 4 GiB of spellings. */
parley_status dictionary_finish(dictionary *d, size_t rows);

/* The number behind a ticket, after dictionary_finish. */
uint32_t dictionary_number(const dictionary *d, uint32_t ticket);

/* Gives back what only tickets need. */
void dictionary_forget(dictionary *d);

/* The spelling of a feature; valid as long as `d`. */
parley_str dictionary_name(const dictionary *d, size_t number);

void dictionary_fini(dictionary *d);

#endif
