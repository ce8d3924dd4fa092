/* The steps from a sentence to its features, for those who take them one by one: the labeller keeps
 * what it found of a word for the word's next occurrence (lib/lexicon.h). Private to the library. */
#ifndef PARLEY_FEATURES_INTERNAL_H
#define PARLEY_FEATURES_INTERNAL_H

#include "parley/features.h"

/* Replaces what `out` holds by the tokens of a text, without features; else as
 * parley_features_extract. With `spelled` false no line is written, and words (of the others only the
 * hash counts) are places in `out->folded`. */
parley_status features_tokenize(const parley_feature_options *options, const char *text,
                                size_t length, bool spelled, parley_features *out);

/* Makes the line of one word of such a token, and the word's token in that line. PARLEY_OK or
 * PARLEY_E_MEMORY. */
parley_status features_spell(parley_features *out, const parley_token *word, parley_token *spelled);

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
