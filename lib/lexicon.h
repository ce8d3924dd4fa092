/* What a model knows of the words of a text, kept from one occurrence to the next. Private to the
 * library.
 *
 * Few words make up most of a text. All that a word brings along (the row of the word itself, the sum of
 * its character n-grams' rows, its vector's row, its hash) depends on nothing but the word: it is made once
 * and then found under the word's bytes. A lexicon has a fixed size; when it is full it is emptied. What it
 * says never depends on what it holds.
 *
 *     lexicon words = {0};
 *     if (lexicon_init(&words, model) != PARLEY_OK)
 *         …
 *     lexicon_make_room(&words);
 *     for (…at most LEXICON_STEP tokens…) {
 *         lexicon_key key = lexicon_key_of(&found, token);
 *         lexicon_word *word = lexicon_home(&words, key);
 *         if (!lexicon_is(word, key))
 *             word = lexicon_find_or_enter(&words, &found, token, word);
 *         …words.records + word->record…
 *     }
 *     lexicon_fini(&words);
 */
#ifndef PARLEY_LEXICON_H
#define PARLEY_LEXICON_H

#include "features_internal.h"
#include "model_internal.h"

#include <string.h>

/* So many words can be found before the records of the first may be gone. */
enum { LEXICON_STEP = 64, LEXICON_SLOT_BITS = 16, LEXICON_WORDS = 1 << (LEXICON_SLOT_BITS - 1) };

/* A word is looked for in so many slots. */
enum { LEXICON_PROBES = 16, LEXICON_SLOTS = (1 << LEXICON_SLOT_BITS) + LEXICON_PROBES };

/* The bytes of a word that has at most 16, zeros behind; else its hash, and its length under a byte that
 * is in no text. */
typedef struct lexicon_key {
    uint64_t low, high;
} lexicon_key;

typedef struct lexicon_word {
    lexicon_key key;
    uint64_t hash;
    uint32_t feature; /* of the word itself; feature_count: it is none */
    uint32_t record;  /* where its record begins; 0: an empty slot */
} lexicon_word;

/* The parts of a record. Each begins with a square, then comes what each machine makes of it. */
enum { LEXICON_WORD, LEXICON_CHARS, LEXICON_VECTOR, LEXICON_PARTS };

typedef struct lexicon {
    const parley_model *model;
    lexicon_word *slots; /* [LEXICON_SLOTS], open addressing, at most half full */
    lexicon_word spare;  /* the last word that found no free slot */
    /* [word][record_stride]: the row of the word as a feature (see model_internal.h), the sum of its
     * character n-grams' rows, the row of its vector. Parts that the model has no use for are left out:
     * `part` says where each begins, or SIZE_MAX. */
    float *records;
    size_t part[LEXICON_PARTS];
    size_t record_stride;   /* a multiple of ROW_LANES */
    size_t count, capacity; /* words; the first place of `records` is nobody's */
    double *sum;            /* [row_stride], scratch */
} lexicon;

/* PARLEY_OK or PARLEY_E_MEMORY. Borrows the model. */
parley_status lexicon_init(lexicon *words, const parley_model *model);
void lexicon_fini(lexicon *words);

/* Empties the lexicon unless LEXICON_STEP more words have room. */
void lexicon_make_room(lexicon *words);

/* The key of a token of `found`, which was tokenized and has no line yet. */
static inline lexicon_key lexicon_key_of(const parley_features *found, const parley_token *token)
{
    static const unsigned char ones[2 * sizeof(lexicon_key)] = {
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};
    size_t size = token->end - token->begin;
    lexicon_key key, mask;
    if (size > sizeof key)
        return (lexicon_key){features_hash(found, token), UINT64_MAX << 56 | size};
    memcpy(&key, found->folded.data + token->begin, sizeof key);
    memcpy(&mask, ones + sizeof key - size, sizeof mask);
    return (lexicon_key){key.low & mask.low, key.high & mask.high};
}

/* Where a word is looked for first. */
static inline lexicon_word *lexicon_home(const lexicon *words, lexicon_key key)
{
    uint64_t mixed =
        key.low * UINT64_C(0x9E3779B97F4A7C15) + key.high * UINT64_C(0xC2B2AE3D27D4EB4F);
    return words->slots + (mixed >> (64 - LEXICON_SLOT_BITS));
}

static inline bool lexicon_is(const lexicon_word *slot, lexicon_key key)
{
    return ((slot->key.low ^ key.low) | (slot->key.high ^ key.high)) == 0;
}

/* Finds what is known of a token of `found`, which is not at home in `slot`, or enters it; the line and the
 * features of `found` are overwritten. NULL: no memory. */
lexicon_word *lexicon_find_or_enter(lexicon *words, parley_features *found,
                                    const parley_token *token, lexicon_word *slot);

#endif
