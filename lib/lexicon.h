/* What a model knows of the words of a text, kept from one occurrence to the next. Private to the
 * library.
 *
 * Few words make up most of a text. All that a word brings along (the features that are made of it
 * alone, its vector) depends on nothing but the word: it is looked up once and then found under the
 * word's hash. A lexicon has a fixed size; when it is full it is emptied. What it says never depends on
 * what it holds.
 *
 *     lexicon words = {0};
 *     const lexicon_word *word;
 *     if (lexicon_init(&words, model) != PARLEY_OK)
 *         …
 *     lexicon_make_room(&words);
 *     for (…at most LEXICON_STEP tokens…)
 *         if (lexicon_find(&words, &found, token, &word) == PARLEY_OK && word)
 *             …words.grams[word->grams], words.records + word->record * words.record_stride…
 *     lexicon_fini(&words);
 */
#ifndef PARLEY_LEXICON_H
#define PARLEY_LEXICON_H

#include "model_internal.h"

/* No feature, no vector. */
#define LEXICON_NONE UINT32_MAX

/* So many words can be found before the answers to the first may be gone. */
enum { LEXICON_STEP = 64 };

typedef struct lexicon_word {
    uint64_t hash;
    uint32_t feature; /* of the word itself, or LEXICON_NONE */
    uint32_t vector;  /* the number of its vector in the embedding, or LEXICON_NONE */
    float factor;     /* of the vector's components in the sum of a sentence's */
    uint32_t record;  /* the number of its record */
    uint32_t grams;   /* where its character n-grams begin in `grams`; 0: an empty slot */
    uint32_t gram_count;
} lexicon_word;

typedef struct lexicon {
    const parley_model *model;
    lexicon_word *slots; /* open addressing, at most half full */
    uint32_t *grams;     /* the features that words have as character n-grams, with repetitions */
    size_t gram_count;
    /* [word][record_stride]. What a word adds to the sums of a sentence: the squares of its character
     * n-grams' values and what each machine makes of these, each n-gram taken once for each time it
     * occurs; then, of its vector, what each machine makes of it, and its weight. */
    double *records;
    size_t count, capacity, record_stride; /* words */
    /* [dimension][dense_stride], the machines' weights of the components; zeros behind */
    double *dense;
    size_t dense_stride;
} lexicon;

/* PARLEY_OK or PARLEY_E_MEMORY. Borrows the model. */
parley_status lexicon_init(lexicon *words, const parley_model *model);
void lexicon_fini(lexicon *words);

/* Empties the lexicon unless LEXICON_STEP more words have room. */
void lexicon_make_room(lexicon *words);

/* Two hints: that a token will be looked for, and that what is known of a word will be used. */
void lexicon_expect(const lexicon *words, const parley_token *token);
void lexicon_expect_more(const lexicon *words, const lexicon_word *word);

/* Finds what is known of a token of `found`, which was tokenized without a line; its line and features
 * are overwritten. `*word` is NULL for one too
 * long to keep. PARLEY_OK or PARLEY_E_MEMORY. */
parley_status lexicon_find(lexicon *words, parley_features *found, const parley_token *token,
                           const lexicon_word **word);

/* Adds what one occurrence of a feature adds: to its square and to what the machines make of it.
 * sums: [machine_count + 1]. */
void lexicon_add_feature(const parley_model *model, size_t feature, double *sums);

#endif
