/* From a sentence to its features: tokens, n-grams, counts.
 *
 * A sentence is folded (parley_text_fold), cut into tokens, and its tokens are written one after
 * the other with a blank between them. A word n-gram is then a slice of that line that begins and
 * ends with a token; a character n-gram is a slice of one word with the blanks around it: a blank in
 * front marks the beginning of a word, a blank behind its end. Every feature is known by a 64-bit
 * hash; its spelling is needed only by those who print it.
 *
 *     parley_features found = {0};
 *     if (parley_features_extract(&options, text, length, &found) == PARLEY_OK)
 *         for (size_t i = 0; i < found.count; i++)
 *             printf("%.*s\n", (int)found.items[i].size, found.line.data + found.items[i].begin);
 *     parley_features_fini(&found);
 */
#ifndef PARLEY_FEATURES_H
#define PARLEY_FEATURES_H

#include "parley/text.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The value that a word n-gram takes in a sentence. Character n-grams take their count in the place of
 * the 1, or of 1 + ln count; see parley_features_weigh. */
typedef enum parley_weighting {
    PARLEY_WEIGHTING_BINARY = 0,  /* 1 where it occurs */
    PARLEY_WEIGHTING_TFIDF = 1,   /* (1 + ln count) times the inverse document frequency */
    PARLEY_WEIGHTING_NB = 2,      /* 1, times the naive-Bayes log-count ratio of each machine */
    PARLEY_WEIGHTING_NBTFIDF = 3, /* as TFIDF, times the same ratio */
} parley_weighting;

/* The longest n-gram, in tokens or in characters. */
enum { PARLEY_NGRAM_MAX = 8 };

/* What is counted. Stored in the model; nothing else decides how a text is read. */
typedef struct parley_feature_options {
    unsigned word_min, word_max; /* word n-grams, in tokens; both 0: none */
    unsigned char_min, char_max; /* character n-grams inside words, in code points; both 0: none */
    bool marks;                  /* ? ! " ... and symbols are tokens */
    bool numbers;                /* every number is the one token <num> */
    parley_weighting weighting;
    bool normalise; /* word n-grams are divided by their length, and so are character n-grams */
} parley_feature_options;

/* Reads a list such as "word:1-2,char:3-5,marks,numbers" into the members above `weighting`.
 * PARLEY_E_ARGUMENT names what it does not understand. */
parley_status parley_feature_options_parse(const char *list, parley_feature_options *options,
                                           parley_error *error);

/* Appends the list that parley_feature_options_parse reads. PARLEY_OK or PARLEY_E_MEMORY. */
parley_status parley_feature_options_format(const parley_feature_options *options,
                                            parley_buffer *out);

/* "binary", "tfidf", "nb", "nbtfidf"; NULL for a number outside the enum. */
const char *parley_weighting_name(parley_weighting weighting);

/* Whether values are multiplied by the inverse document frequency; by the log-count ratio. */
bool parley_weighting_has_idf(parley_weighting weighting);
bool parley_weighting_has_ratio(parley_weighting weighting);

/* The reverse of parley_weighting_name; false for an unknown name. */
bool parley_weighting_parse(const char *name, parley_weighting *weighting);

typedef enum parley_family { PARLEY_FAMILY_WORD = 0, PARLEY_FAMILY_CHAR = 1 } parley_family;

/* One occurrence of a feature in a sentence. */
typedef struct parley_feature {
    uint64_t hash;
    uint32_t begin; /* bytes into parley_features.line */
    uint16_t size;  /* bytes; 65,535 stands for any longer spelling */
    uint8_t family; /* parley_family */
} parley_feature;

/* One token of a sentence. */
typedef struct parley_token {
    uint32_t begin, end; /* bytes into parley_features.line */
    uint64_t hash;       /* that of the word as a feature */
    bool word;           /* has letters or digits: character n-grams are taken from it */
} parley_token;

/* The features of one sentence, in the order of the text; all zero is empty and ready for use. */
typedef struct parley_features {
    parley_buffer line;    /* " token token … token " */
    parley_feature *items; /* [count] */
    size_t count;
    size_t capacity;
    parley_buffer folded;        /* scratch */
    struct parley_token *tokens; /* scratch */
    size_t token_count;
    size_t token_capacity;
} parley_features;

/* Replaces what `out` holds by the features of a text of at most PARLEY_TEXT_MAX bytes (what is
 * beyond is not read). `out` keeps its memory from call to call.
 * PARLEY_OK or PARLEY_E_MEMORY. Safe from several threads, each with its own `out`. */
parley_status parley_features_extract(const parley_feature_options *options, const char *text,
                                      size_t length, parley_features *out);

#define PARLEY_TEXT_MAX ((size_t)1 << 20)

void parley_features_fini(parley_features *features);

/* A sparse vector under construction: the known features of a sentence and their counts. */
typedef struct parley_counts {
    uint32_t *index; /* [size], ascending */
    uint32_t *count; /* [size] */
    size_t size;
} parley_counts;

/* Turns counts into values, as both training and labelling do: the weighting, then, of each family by
 * itself, division by its length.
 *
 * A character n-gram counts as often as it occurs, and the length of these is the root of the sum of all
 * occurrences' squares, as if no two of them were of one n-gram. So what the character n-grams of a
 * sentence come to is a sum over its words, and the words of a text are few: labelling adds up what is
 * known of each word. On sentences this is as good as sublinear counts and the Euclidean length (a
 * sentence has few n-grams twice); docs/learning.md has the comparison.
 * families, idf: [vocabulary]; idf is used where parley_weighting_has_idf. values: [counts.size],
 * written. */
void parley_features_weigh(const parley_feature_options *options, parley_counts counts,
                           const uint8_t *families, const float *idf, double *values);

#ifdef __cplusplus
}
#endif
#endif
