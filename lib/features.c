/* N-grams of tokens and their values: see parley/features.h. Tokens are cut in lib/tokenizer.c.
 *
 * The hash of a word n-gram is built from the hashes of its tokens, left to right, so n-grams of
 * all lengths that begin at a token cost one step each.
 */
#include "features_internal.h"

#include "parley/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* --- options ---------------------------------------------------------------------------------- */

static bool parse_range(const char *text, size_t length, unsigned *low, unsigned *high)
{
    const char *dash = memchr(text, '-', length);
    size_t first = dash ? (size_t)(dash - text) : length;
    uint64_t from, to;
    if (!parley_number_parse_whole(text, first, 1, PARLEY_NGRAM_MAX, &from))
        return false;
    to = from;
    if (dash &&
        !parley_number_parse_whole(dash + 1, length - first - 1, from, PARLEY_NGRAM_MAX, &to))
        return false;
    *low = (unsigned)from;
    *high = (unsigned)to;
    return true;
}

static bool equals(const char *text, size_t length, const char *word)
{
    return strlen(word) == length && memcmp(text, word, length) == 0;
}

parley_status parley_feature_options_parse(const char *list, parley_feature_options *options,
                                           parley_error *error)
{
    parley_feature_options o = {.weighting = options->weighting, .normalise = options->normalise};
    for (const char *at = list;;) {
        size_t length = strcspn(at, ",");
        bool ok = true;
        if (length > 5 && memcmp(at, "word:", 5) == 0)
            ok = parse_range(at + 5, length - 5, &o.word_min, &o.word_max);
        else if (length > 5 && memcmp(at, "char:", 5) == 0)
            ok = parse_range(at + 5, length - 5, &o.char_min, &o.char_max);
        else if (equals(at, length, "marks"))
            o.marks = true;
        else if (equals(at, length, "numbers"))
            o.numbers = true;
        else
            ok = false;
        if (!ok)
            return parley_error_set(
                error, PARLEY_E_ARGUMENT,
                "'%.*s' is no feature: use word:1-2, char:3-5 (lengths 1 to %d), "
                "marks, numbers",
                (int)(length < 40 ? length : 40), at, PARLEY_NGRAM_MAX);
        if (at[length] == '\0')
            break;
        at += length + 1;
    }
    if (!o.word_max && !o.char_max)
        return parley_error_set(error, PARLEY_E_ARGUMENT,
                                "the features need word: or char: n-grams, such as word:1-2");
    *options = o;
    return PARLEY_OK;
}

parley_status parley_feature_options_format(const parley_feature_options *o, parley_buffer *out)
{
    size_t start = out->size;
    parley_status status = PARLEY_OK;
    if (o->word_max)
        status = parley_buffer_printf(out, "word:%u-%u", o->word_min, o->word_max);
    if (status == PARLEY_OK && o->char_max)
        status = parley_buffer_printf(out, "%schar:%u-%u", out->size > start ? "," : "",
                                      o->char_min, o->char_max);
    if (status == PARLEY_OK && o->marks)
        status = parley_buffer_puts(out, ",marks");
    if (status == PARLEY_OK && o->numbers)
        status = parley_buffer_puts(out, ",numbers");
    return status;
}

static const char *const weighting_names[] = {"binary", "tfidf", "nb", "nbtfidf"};
enum { WEIGHTINGS = sizeof weighting_names / sizeof *weighting_names };

const char *parley_weighting_name(parley_weighting weighting)
{
    return (unsigned)weighting < WEIGHTINGS ? weighting_names[weighting] : NULL;
}

bool parley_weighting_parse(const char *name, parley_weighting *weighting)
{
    for (unsigned i = 0; i < WEIGHTINGS; i++) {
        if (strcmp(name, weighting_names[i]) == 0) {
            *weighting = (parley_weighting)i;
            return true;
        }
    }
    return false;
}

bool parley_weighting_has_idf(parley_weighting weighting)
{
    return weighting == PARLEY_WEIGHTING_TFIDF || weighting == PARLEY_WEIGHTING_NBTFIDF;
}

bool parley_weighting_has_ratio(parley_weighting weighting)
{
    return weighting == PARLEY_WEIGHTING_NB || weighting == PARLEY_WEIGHTING_NBTFIDF;
}

/* --- tokens ----------------------------------------------------------------------------------- */

/* Adds a token to the line. */
static parley_status spell(parley_features *out, parley_str token)
{
    if (out->line.capacity - out->line.size <= token.size &&
        parley_buffer_reserve(&out->line, token.size + 1) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    memcpy(out->line.data + out->line.size, token.data, token.size);
    out->line.size += token.size;
    out->line.data[out->line.size++] = ' ';
    return PARLEY_OK;
}

/* Begins a line. */
static parley_status begin_line(parley_features *out)
{
    out->line.size = 0;
    return spell(out, (parley_str){"", 0});
}

/* Ends it with a zero byte that is not part of it, so that next_character may look there. */
static parley_status end_line(parley_features *out)
{
    parley_status status = parley_buffer_append(&out->line, "", 1);
    out->line.size -= status == PARLEY_OK;
    return status;
}

uint64_t features_hash(const parley_features *out, const parley_token *token)
{
    return XXH3_64bits(out->folded.data + token->begin, token->end - token->begin);
}

/* Adds a token of folded text to the line, and makes it the line's. */
static parley_status spell_token(parley_features *out, parley_token *token)
{
    size_t begin = out->line.size, size = token->end - token->begin;
    if (spell(out, (parley_str){out->folded.data + token->begin, size}) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    token->begin = (uint32_t)begin;
    token->end = (uint32_t)(begin + size);
    return PARLEY_OK;
}

parley_status features_spell(parley_features *out, parley_token *token)
{
    if (begin_line(out) != PARLEY_OK || spell_token(out, token) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    return end_line(out);
}

/* The same for all tokens, with their hashes. */
static parley_status spell_all(parley_features *out)
{
    parley_status status = begin_line(out);
    for (size_t i = 0; i < out->token_count && status == PARLEY_OK; i++) {
        out->tokens[i].hash = features_hash(out, &out->tokens[i]);
        status = spell_token(out, &out->tokens[i]);
    }
    return status == PARLEY_OK ? end_line(out) : status;
}

/* --- n-grams ---------------------------------------------------------------------------------- */

static parley_status push_feature(parley_features *out, uint64_t hash, size_t begin, size_t end,
                                  parley_family family)
{
    if (out->count == out->capacity &&
        parley_list_reserve(&out->items, sizeof *out->items, &out->capacity, out->count + 1) !=
            PARLEY_OK)
        return PARLEY_E_MEMORY;
    size_t size = end - begin;
    out->items[out->count++] = (parley_feature){
        hash, (uint32_t)begin, (uint16_t)(size < UINT16_MAX ? size : UINT16_MAX), (uint8_t)family};
    return PARLEY_OK;
}

static parley_status word_ngrams(const parley_feature_options *options, parley_features *out)
{
    for (size_t i = 0; i < out->token_count; i++) {
        uint64_t hash = out->tokens[i].hash;
        for (unsigned n = 1; n <= options->word_max && i + n <= out->token_count; n++) {
            const parley_token *last = &out->tokens[i + n - 1];
            if (n > 1)
                hash = features_extend(hash, last->hash);
            if (n >= options->word_min &&
                push_feature(out, hash, out->tokens[i].begin, last->end, PARLEY_FAMILY_WORD))
                return PARLEY_E_MEMORY;
        }
    }
    return PARLEY_OK;
}

/* The n-grams of so many bytes of a word are made at once. */
enum { GRAMS_STEP = 1 << 12 };

/* The end of the UTF-8 character of the line that begins at `at`. The line is well-formed. */
static size_t next_character(const char *line, size_t at)
{
    do
        at++;
    while (((unsigned char)line[at] & 0xC0) == 0x80);
    return at;
}

parley_status features_of_word(const parley_feature_options *options, const parley_token *t,
                               size_t *at, parley_features *out)
{
    const char *line = out->line.data;
    size_t limit = (size_t)t->end + 1; /* with the blank behind */
    size_t stop = limit - *at > GRAMS_STEP ? *at + GRAMS_STEP : limit;
    for (; *at < stop; *at = next_character(line, *at)) {
        size_t begin = *at, end = begin;
        for (unsigned n = 1; n <= options->char_max && end < limit; n++) {
            end = next_character(line, end);
            if (n < options->char_min)
                continue;
            /* Mixed once more, and not seeded: the seeds of XXH3 do not keep short texts apart. */
            uint64_t hash = features_extend(XXH3_64bits(line + begin, end - begin), 1);
            if (push_feature(out, hash, begin, end, PARLEY_FAMILY_CHAR) != PARLEY_OK)
                return PARLEY_E_MEMORY;
        }
    }
    return PARLEY_OK;
}

parley_status parley_features_extract(const parley_feature_options *options, const char *text,
                                      size_t length, parley_features *out)
{
    out->count = 0;
    if (features_tokenize(options, text, length, out) != PARLEY_OK || spell_all(out) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    if (options->word_max && word_ngrams(options, out) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    if (options->char_max)
        for (size_t i = 0; i < out->token_count; i++)
            for (size_t at = out->tokens[i].begin - 1;
                 out->tokens[i].word && at <= out->tokens[i].end;)
                if (features_of_word(options, &out->tokens[i], &at, out) != PARLEY_OK)
                    return PARLEY_E_MEMORY;
    return PARLEY_OK;
}

void parley_features_fini(parley_features *features)
{
    parley_buffer_fini(&features->line);
    parley_buffer_fini(&features->folded);
    free(features->items);
    free(features->tokens);
    *features = (parley_features){0};
}

/* --- values ----------------------------------------------------------------------------------- */

double features_term(parley_weighting weighting, uint32_t count)
{
    return parley_weighting_has_idf(weighting) && count > 1 ? 1 + log(count) : 1;
}

void parley_features_weigh(const parley_feature_options *options, parley_counts counts,
                           const uint8_t *families, const float *idf, double *values)
{
    bool has_idf = parley_weighting_has_idf(options->weighting);
    double squares[2] = {0, 0}; /* by family */
    for (size_t i = 0; i < counts.size; i++) {
        uint32_t count = counts.count[i];
        uint8_t family = families[counts.index[i]];
        double once = has_idf ? (double)idf[counts.index[i]] : 1;
        if (family == PARLEY_FAMILY_CHAR) {
            values[i] = count * once;
            squares[family] += count * once * once;
        } else {
            values[i] = features_term(options->weighting, count) * once;
            squares[family] += values[i] * values[i];
        }
    }
    if (!options->normalise)
        return;
    for (int family = 0; family < 2; family++)
        squares[family] = squares[family] > 0 ? 1 / sqrt(squares[family]) : 0;
    for (size_t i = 0; i < counts.size; i++)
        values[i] *= squares[families[counts.index[i]]];
}
