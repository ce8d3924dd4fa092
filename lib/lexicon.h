/* What a model knows of the words of a text, kept from one occurrence to the next. Private to the
 * library.
 *
 * Few words make up most of a text. All that a word brings along (the row of the word itself, the sum of
 * its character n-grams' rows, its vector's row) depends on nothing but the word: it is summed up once and
 * then found under the word's hash. A lexicon has a fixed size; when it is full it is emptied. What it says
 * never depends on what it holds.
 *
 *     lexicon words = {0};
 *     const lexicon_word *word;
 *     if (lexicon_init(&words, model) != PARLEY_OK)
 *         …
 *     lexicon_make_room(&words);
 *     for (…at most LEXICON_STEP tokens…)
 *         if (lexicon_find(&words, &found, token, &word) == PARLEY_OK)
 *             …words.records + word->record * words.record_stride…
 *     lexicon_fini(&words);
 */
#ifndef PARLEY_LEXICON_H
#define PARLEY_LEXICON_H

#include "model_internal.h"

/* No feature. */
#define LEXICON_NONE UINT32_MAX

/* So many words can be found before the answers to the first may be gone. */
enum { LEXICON_STEP = 64, LEXICON_WORDS = 1 << 15, LEXICON_SLOTS = 2 * LEXICON_WORDS };

typedef struct lexicon_word {
    uint64_t hash;
    uint32_t feature; /* of the word itself, or LEXICON_NONE */
    uint32_t record;  /* the number of its record; 0: an empty slot */
} lexicon_word;

/* The parts of a record. Each begins with a square, then comes what each machine makes of it. */
enum { LEXICON_WORD, LEXICON_CHARS, LEXICON_VECTOR, LEXICON_PARTS };

typedef struct lexicon {
    const parley_model *model;
    lexicon_word *slots; /* [LEXICON_SLOTS], open addressing, at most half full */
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

static inline size_t lexicon_slot(uint64_t hash)
{
    return hash % LEXICON_SLOTS;
}

/* Two hints: that a token will be looked for, and that what is known of a word will be used. */
static inline void lexicon_expect(const lexicon *words, const parley_token *token)
{
    parley_prefetch(&words->slots[lexicon_slot(token->hash)]);
}

static inline void lexicon_expect_more(const lexicon *words, const lexicon_word *word)
{
    parley_prefetch_all(words->records + word->record * words->record_stride,
                        words->record_stride * sizeof *words->records);
}

/* Enters a token of `found` that the lexicon does not have; see lexicon_find. */
parley_status lexicon_enter(lexicon *words, parley_features *found, const parley_token *token,
                            lexicon_word *slot);

/* Finds what is known of a token of `found`, which was tokenized without a line; its line and features
 * are overwritten. PARLEY_OK or PARLEY_E_MEMORY. */
static inline parley_status lexicon_find(lexicon *words, parley_features *found,
                                         const parley_token *token, const lexicon_word **word)
{
    lexicon_word *slot = words->slots + lexicon_slot(token->hash);
    while (slot->record && slot->hash != token->hash)
        slot = slot + 1 < words->slots + LEXICON_SLOTS ? slot + 1 : words->slots;
    *word = slot;
    return slot->record ? PARLEY_OK : lexicon_enter(words, found, token, slot);
}

#endif
