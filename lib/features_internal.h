/* The steps from a sentence to its features, for those who take them one by one: the labeller keeps
 * what it found of a word for the word's next occurrence (lib/lexicon.h). Private to the library. */
#ifndef PARLEY_FEATURES_INTERNAL_H
#define PARLEY_FEATURES_INTERNAL_H

#include "parley/features.h"

/* Replaces the tokens of `out` by those of a text: places in `out->folded`, behind whose last token
 * sixteen bytes can be read; no hashes, no line, and its features are left alone. At most PARLEY_TEXT_MAX
 * bytes are read. PARLEY_OK or PARLEY_E_MEMORY. */
parley_status features_tokenize(const parley_feature_options *options, const char *text,
                                size_t length, parley_features *out);

/* The hash of such a token as a feature. */
uint64_t features_hash(const parley_features *out, const parley_token *token);

/* Replaces the line of `out` by one such token, and makes it the line's. PARLEY_OK or PARLEY_E_MEMORY. */
parley_status features_spell(parley_features *out, parley_token *token);

/* Adds the character n-grams of a token that is a word: those that begin at `*at` and behind, not all
 * of them at once for a long word. `*at` begins as token->begin - 1 and is token->end + 1 when all are
 * there. PARLEY_OK or PARLEY_E_MEMORY. */
parley_status features_of_word(const parley_feature_options *options, const parley_token *token,
                               size_t *at, parley_features *out);

/* What `count` occurrences of a word n-gram count for. */
double features_term(parley_weighting weighting, uint32_t count);

/* The hash of an n-gram with one more token behind it (the finaliser is splitmix64's, Steele, Lea
 * and Flood 2014). */
static inline uint64_t features_extend(uint64_t hash, uint64_t token_hash)
{
    uint64_t h = hash * UINT64_C(0x9E3779B97F4A7C15) + token_hash;
    h = (h ^ (h >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    h = (h ^ (h >> 27)) * UINT64_C(0x94D049BB133111EB);
    return h ^ (h >> 31);
}

#endif
