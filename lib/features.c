/* Tokens, n-grams and their values: see parley/features.h.
 *
 * The tokenizer is made for news and for social media: a token is a run of letters and digits with
 * the apostrophes, hyphens and decimal marks that stand inside it; 's is a token of its own, so
 * that a name and its genitive share one; # and @ stay with the word behind them; the marks that
 * carry tone are tokens when the options say so; all other punctuation only separates.
 *
 * The hash of a word n-gram is built from the hashes of its tokens, left to right, so n-grams of
 * all lengths that begin at a token cost one step each.
 */
#include "features_internal.h"

#include "parley/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

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

typedef enum kind { OTHER, LETTER, DIGIT, MARK } kind;

static kind kind_of(int32_t c)
{
    if (c < 0x80) {
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_')
            return LETTER;
        if (c >= '0' && c <= '9')
            return DIGIT;
        return c == '?' || c == '!' || c == '"' || c == '$' || c == '%' ? MARK : OTHER;
    }
    switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return LETTER;
    case UTF8PROC_CATEGORY_ND:
        return DIGIT;
    case UTF8PROC_CATEGORY_SO: /* emoji and the like */
    case UTF8PROC_CATEGORY_SC:
        return MARK;
    default:
        return OTHER;
    }
}

/* The kind of the character at `at`, and its size; OTHER of size 0 at the end of the text. */
static kind kind_at(parley_str text, size_t at, size_t *size)
{
    if (at >= text.size) {
        *size = 0;
        return OTHER;
    }
    int32_t c;
    *size = parley_utf8_decode(text.data + at, text.size - at, &c);
    return kind_of(c);
}

static bool is_word_kind(kind k)
{
    return k == LETTER || k == DIGIT;
}

/* Whether 's stands at `at` and no letter follows. */
static bool genitive_at(parley_str text, size_t at)
{
    size_t size;
    return at + 1 < text.size && text.data[at] == '\'' && text.data[at + 1] == 's' &&
           !is_word_kind(kind_at(text, at + 2, &size));
}

/* The end of the word that begins at `at`; `digits` says whether it is a number. */
static size_t word_end(parley_str text, size_t at, bool *digits)
{
    kind last = OTHER;
    *digits = true;
    while (at < text.size) {
        size_t size, next_size;
        kind k = kind_at(text, at, &size);
        if (is_word_kind(k)) {
            *digits = *digits && k == DIGIT;
            last = k;
            at += size;
            continue;
        }
        char c = text.data[at];
        kind next = kind_at(text, at + 1, &next_size);
        bool inner = (c == '\'' && is_word_kind(next) && !genitive_at(text, at)) ||
                     (c == '-' && is_word_kind(next)) ||
                     ((c == '.' || c == ',' || c == ':') && last == DIGIT && next == DIGIT) ||
                     (c == '.' && last == LETTER && next == LETTER);
        if (!inner || last == OTHER)
            break;
        if (c == '-' || c == '\'')
            *digits = false;
        at++;
        last = OTHER;
    }
    return at;
}

/* A scan over folded text for its tokens. */
typedef struct scan {
    const parley_feature_options *options;
    parley_str text;
    bool spelled; /* the tokens' line is wanted */
    parley_features *out;
} scan;

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

/* Memory for twice as many items, `first` at the beginning; NULL, and all is as before, if there is none. */
static void *grow(void *items, size_t size, size_t first, size_t *capacity)
{
    size_t more = *capacity ? 2 * *capacity : first;
    void *grown = realloc(items, more * size);
    if (grown)
        *capacity = more;
    return grown;
}

static parley_status grow_tokens(parley_features *out)
{
    parley_token *tokens = grow(out->tokens, sizeof *tokens, 64, &out->token_capacity);
    out->tokens = tokens ? tokens : out->tokens;
    return tokens ? PARLEY_OK : PARLEY_E_MEMORY;
}

/* Adds a token and its hash (XXH3 of its bytes); a word lies in the text. */
static inline parley_status add_token(const scan *s, parley_str token, uint64_t hash, bool word)
{
    parley_features *out = s->out;
    size_t begin = s->spelled ? out->line.size : word ? (size_t)(token.data - s->text.data) : 0;
    if (out->token_count == out->token_capacity && grow_tokens(out) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    out->tokens[out->token_count++] = (parley_token){.begin = (uint32_t)begin,
                                                     .end = (uint32_t)(begin + token.size),
                                                     .hash = hash,
                                                     .word = word};
    return s->spelled ? spell(out, token) : PARLEY_OK;
}

/* The same, for tokens that are rare. */
static parley_status push_token(const scan *s, const char *text, size_t size, bool word)
{
    return add_token(s, (parley_str){text, size}, XXH3_64bits(text, size), word);
}

parley_status features_spell(parley_features *out, const parley_token *word, parley_token *spelled)
{
    size_t size = word->end - word->begin;
    out->line.size = 0;
    if (spell(out, (parley_str){"", 0}) != PARLEY_OK ||
        spell(out, (parley_str){out->folded.data + word->begin, size}) != PARLEY_OK ||
        parley_buffer_append(&out->line, "", 1) != PARLEY_OK) /* as behind every line */
        return PARLEY_E_MEMORY;
    out->line.size--;
    *spelled = *word;
    spelled->begin = 1;
    spelled->end = (uint32_t)(1 + size);
    return PARLEY_OK;
}

/* What a byte of folded text is to the scan for plain words. */
enum { CLASS_LETTER = 1, CLASS_DIGIT = 2, CLASS_WORD = 3, CLASS_INNER = 4 };

#define L CLASS_LETTER
#define D CLASS_DIGIT
#define I CLASS_INNER /* ' , - . : and all beyond ASCII */
static const unsigned char byte_class[256] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, I, 0, 0, 0, 0, I, I, I, 0, D, D, D, D, D, D, D, D, D, D, I, 0, 0, 0, 0, 0,
    0, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, 0, 0, 0, 0, L,
    0, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, 0, 0, 0, 0, 0,
    I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I,
    I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I,
    I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I,
    I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I};
#undef L
#undef D
#undef I

/* The place of the lowest byte whose upper bit is set, of eight of which only upper bits are. */
static size_t lowest_byte(uint64_t upper)
{
#if defined(__GNUC__)
    return (size_t)__builtin_ctzll(upper) / 8;
#else
    size_t place = 0;
    while (!(upper >> (8 * place + 7) & 1))
        place++;
    return place;
#endif
}

/* The end of the run of small letters, a to z, that begins at `at`; within the last bytes of the text
 * perhaps not all of it. */
static size_t small_letters_end(parley_str text, size_t at)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    for (uint64_t eight; text.size - at >= 8; at += 8) {
        memcpy(&eight, text.data + at, 8);
        uint64_t low = eight & ones * 0x7F;
        uint64_t from_a = low + ones * (0x80 - 'a');
        uint64_t beyond_z = low + ones * (0x7F - 'z');
        uint64_t others = ~(from_a & ~beyond_z & ~eight) & ones * 0x80;
        if (others)
            return at + lowest_byte(others);
    }
    return at;
}

/* The end of the word that begins at `at` if it is plain: ASCII letters and digits, behind which
 * nothing can go on with it. Else `at`. */
static size_t plain_word_end(parley_str text, size_t at, bool *digits)
{
    size_t end = small_letters_end(text, at);
    unsigned seen = end > at ? CLASS_LETTER : 0;
    for (unsigned c; end < text.size; end++, seen |= c) {
        c = byte_class[(unsigned char)text.data[end]];
        if (!(c & CLASS_WORD))
            break;
    }
    *digits = seen == CLASS_DIGIT;
    if (end == text.size || byte_class[(unsigned char)text.data[end]] != CLASS_INNER)
        return end;
    /* A mark goes on with a word only before a letter or digit. */
    bool stops = !((unsigned char)text.data[end] & 0x80) &&
                 (end + 1 == text.size || byte_class[(unsigned char)text.data[end + 1]] == 0);
    return stops ? end : at;
}

/* Takes a mark, or passes over what is no token. k, size: of the character at `at`. */
static parley_status take_mark(const scan *s, size_t *at, kind k, size_t size)
{
    parley_str text = s->text;
    size_t begin = *at;
    *at = begin + size;
    if (!s->options->marks)
        return PARLEY_OK;
    if (k == MARK) { /* a run of one mark is that mark once, or doubled */
        while (text.size - *at >= size && memcmp(text.data + *at, text.data + begin, size) == 0)
            *at += size;
        return push_token(s, text.data + begin, *at - begin > size ? 2 * size : size, false);
    }
    if (text.size - begin >= 3 && memcmp(text.data + begin, "...", 3) == 0) {
        while (*at < text.size && text.data[*at] == '.')
            ++*at;
        return push_token(s, "...", 3, false);
    }
    return PARLEY_OK;
}

/* Takes the token at `at`, which is no blank, and sets where to go on. */
static parley_status take_token(const scan *s, size_t *at)
{
    parley_str text = s->text;
    size_t begin = *at, size, next_size;
    kind k = kind_at(text, begin, &size);
    char c = text.data[begin];
    bool tag = (c == '#' || c == '@') && is_word_kind(kind_at(text, begin + 1, &next_size));
    if (is_word_kind(k) || tag) {
        bool digits;
        size_t end = word_end(text, begin + (tag ? 1 : 0), &digits);
        *at = end;
        if (digits && !tag && s->options->numbers)
            return push_token(s, "<num>", 5, false);
        return push_token(s, text.data + begin, end - begin, true);
    }
    if (genitive_at(text, begin) && begin > 0 && text.data[begin - 1] != ' ') {
        *at = begin + 2;
        return push_token(s, "'s", 2, false);
    }
    return take_mark(s, at, k, size);
}

/* Whether one of ' , - . : stands there with a blank behind: no token, whatever is in front. */
static bool is_bare_mark(parley_str text, size_t at)
{
    unsigned char c = (unsigned char)text.data[at];
    return c < 0x80 && byte_class[c] == CLASS_INNER && at + 1 < text.size &&
           text.data[at + 1] == ' ';
}

static parley_status tokenize(const scan *s)
{
    parley_str text = s->text;
    parley_status status = PARLEY_OK;
    for (size_t at = 0; at < text.size && status == PARLEY_OK;) {
        size_t end = small_letters_end(text, at);
        if (end < text.size && text.data[end] == ' ') { /* most words, and blanks */
            if (end > at)
                status = add_token(s, (parley_str){text.data + at, end - at},
                                   XXH3_64bits(text.data + at, end - at), true);
            at = end + 1;
            continue;
        }
        bool digits;
        end = plain_word_end(text, at, &digits);
        if (end == at && is_bare_mark(text, at))
            at += 2;
        else if (end == at)
            status = take_token(s, &at);
        else if (digits && s->options->numbers)
            status = push_token(s, "<num>", 5, false);
        else
            status = push_token(s, text.data + at, end - at, true);
        at = end > at ? end : at;
    }
    return status;
}

/* --- n-grams ---------------------------------------------------------------------------------- */

static parley_status push_feature(parley_features *out, uint64_t hash, size_t begin, size_t end,
                                  parley_family family)
{
    if (out->count == out->capacity) {
        parley_feature *items = grow(out->items, sizeof *items, 256, &out->capacity);
        if (!items)
            return PARLEY_E_MEMORY;
        out->items = items;
    }
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

parley_status features_tokenize(const parley_feature_options *options, const char *text,
                                size_t length, bool spelled, parley_features *out)
{
    out->count = 0;
    out->token_count = 0;
    out->folded.size = 0;
    out->line.size = 0;
    if (length > PARLEY_TEXT_MAX)
        length = PARLEY_TEXT_MAX;
    parley_status status = parley_text_fold(text, length, &out->folded);
    if (status == PARLEY_OK && spelled)
        status = spell(out, (parley_str){"", 0});
    scan s = {options, {out->folded.data, out->folded.size}, spelled, out};
    if (status == PARLEY_OK)
        status = tokenize(&s);
    /* A terminating zero, so that next_character may look one byte beyond the line. */
    if (status == PARLEY_OK)
        status = parley_buffer_append(&out->line, "", 1);
    if (status == PARLEY_OK)
        out->line.size--;
    return status;
}

parley_status parley_features_extract(const parley_feature_options *options, const char *text,
                                      size_t length, parley_features *out)
{
    if (features_tokenize(options, text, length, true, out) != PARLEY_OK)
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
