/* The tokenizer: see lib/features_internal.h.
 *
 * It is made for news and for social media: a token is a run of letters and digits with the apostrophes,
 * hyphens and decimal marks that stand inside it; 's is a token of its own, so that a name and its
 * genitive share one; # and @ stay with the word behind them; the marks that carry tone are tokens when
 * the options say so; all other punctuation only separates.
 *
 * Most tokens are runs of small ASCII letters and digits with a blank behind. They are found 64 bytes at a
 * time: where such runs begin and end is read from bits, one for each byte. What is not so plain is read
 * character by character, from the one where it begins.
 */
#include "features_internal.h"

#include "parley/sixteen.h"
#include "parley/text.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* --- characters --------------------------------------------------------------------------------- */

/* What a character is to the tokenizer; none of these: it separates. */
typedef enum kind {
    OTHER = 0,
    LETTER = 1,
    DIGIT = 2,
    WORD = LETTER | DIGIT,
    MARK = 4,   /* a token where marks are */
    INNER = 8,  /* a byte that may stand inside a word: ' , - . : and all beyond ASCII */
    PREFIX = 16 /* # and @, part of the word behind */
} kind;

#define L LETTER
#define D DIGIT
#define M MARK
#define I INNER
#define P PREFIX
static const unsigned char byte_kind[256] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, M, M, P, M, M, 0, I, 0, 0, 0, 0, I, I, I, 0, D, D, D, D, D, D, D, D, D, D, I, 0, 0, 0, 0, M,
    P, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, 0, 0, 0, 0, L,
    0, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, 0, 0, 0, 0, 0,
    I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I,
    I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I,
    I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I,
    I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I};
#undef L
#undef D
#undef M
#undef I
#undef P

static kind byte_at(const char *at)
{
    return (kind)byte_kind[(unsigned char)*at];
}

static kind kind_of(int32_t c)
{
    if (c < 0x80)
        return (kind)(byte_kind[c] & (WORD | MARK));
    if ((c >= 0xC0 && c < 0x250 && c != 0xD7 && c != 0xF7) || (c >= 0x400 && c < 0x482))
        return LETTER; /* most letters of Europe, without a look into a table */
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
    return k & WORD;
}

/* Whether 's stands at `at` and no letter follows. */
static bool genitive_at(parley_str text, size_t at)
{
    size_t size;
    return at + 1 < text.size && text.data[at] == '\'' && text.data[at + 1] == 's' &&
           !is_word_kind(kind_at(text, at + 2, &size));
}

/* Whether a word goes on behind a mark between characters of these kinds; 's is not asked for. */
static bool goes_on(kind last, char mark, kind next)
{
    if (!is_word_kind(last) || !is_word_kind(next))
        return false;
    return mark == '\'' || mark == '-' || (mark == '.' && last == LETTER && next == LETTER) ||
           ((mark == '.' || mark == ',' || mark == ':') && last == DIGIT && next == DIGIT);
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
        if (!goes_on(last, c, next) || genitive_at(text, at))
            break;
        if (c == '-' || c == '\'')
            *digits = false;
        at++;
        last = OTHER;
    }
    return at;
}

/* --- one token after the other ------------------------------------------------------------------ */

/* A scan over folded text for its tokens. */
typedef struct scan {
    const parley_feature_options *options;
    parley_str text;
    parley_features *out;
} scan;

/* The bytes that are looked at together; so many zero bytes stand behind the folded text. */
enum { STRETCH = 64 };

/* What numbers become stands behind these. */
static const char number_token[PARLEY_SIXTEEN] = "<num>";

/* Adds a token: bytes of `out->folded`. There is room. */
static void add_token(const scan *s, size_t begin, size_t end, bool word)
{
    s->out->tokens[s->out->token_count++] =
        (parley_token){.begin = (uint32_t)begin, .end = (uint32_t)end, .word = word};
}

/* Takes a mark, or passes over what is no token. k, size: of the character at `at`. */
static void take_mark(const scan *s, size_t *at, kind k, size_t size)
{
    parley_str text = s->text;
    size_t begin = *at;
    *at = begin + size;
    if (!s->options->marks)
        return;
    if (k == MARK) { /* a run of one mark is that mark once, or doubled */
        while (text.size - *at >= size && memcmp(text.data + *at, text.data + begin, size) == 0)
            *at += size;
        add_token(s, begin, begin + (*at - begin > size ? 2 * size : size), false);
        return;
    }
    if (text.size - begin >= 3 && memcmp(text.data + begin, "...", 3) == 0) {
        while (*at < text.size && text.data[*at] == '.')
            ++*at;
        add_token(s, begin, begin + 3, false);
    }
}

/* Takes the token at `at`, which is no blank, and sets where to go on. */
static void take_token(const scan *s, size_t *at)
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
            add_token(s, text.size + STRETCH, text.size + STRETCH + strlen(number_token), false);
        else
            add_token(s, begin, end, true);
        return;
    }
    if (genitive_at(text, begin) && begin > 0 && text.data[begin - 1] != ' ') {
        *at = begin + 2;
        add_token(s, begin, begin + 2, false);
        return;
    }
    take_mark(s, at, k, size);
}

/* --- many at a time ------------------------------------------------------------------------------ */

/* Some bytes of the text, a bit for each, the first lowest. */
typedef struct stretch {
    uint64_t words;  /* small ASCII letters and digits; first_of_note adds the marks inside words */
    uint64_t others; /* neither these nor blanks; with `numbers`, where a number begins */
} stretch;

/* The bits of so many bytes. */
static uint64_t first_bits(size_t count)
{
    return count < STRETCH ? (UINT64_C(1) << count) - 1 : UINT64_MAX;
}

/* Looks at `size` bytes, or at STRETCH; so many can be read in any case. */
static stretch look(const char *at, size_t size, bool numbers)
{
    uint64_t words = 0, digits = 0, blanks = 0;
    for (unsigned i = 0; i < STRETCH; i += PARLEY_SIXTEEN) {
        parley_sixteen bytes = parley_sixteen_load(at + i);
        parley_sixteen digit = parley_sixteen_from(bytes, '0', '9');
        parley_sixteen letter =
            parley_sixteen_or(parley_sixteen_from(bytes, 'a', 'z'), parley_sixteen_is(bytes, '_'));
        words |= (uint64_t)parley_sixteen_bits(parley_sixteen_or(letter, digit)) << i;
        digits |= numbers ? (uint64_t)parley_sixteen_bits(digit) << i : 0;
        blanks |= (uint64_t)parley_sixteen_bits(parley_sixteen_is(bytes, ' ')) << i;
    }
    uint64_t others = ~(words | blanks) | (digits & ~(words << 1));
    return (stretch){words, others & first_bits(size)};
}

/* Adds a token for each run of `words`, bytes of the text from `at` on; none has the last bit. */
static void add_runs(const scan *s, size_t at, uint64_t words)
{
    parley_token *to = s->out->tokens + s->out->token_count;
    uint64_t begins = words & ~(words << 1), ends = ~words & words << 1;
    for (; begins; begins &= begins - 1, ends &= ends - 1, to++) {
        to->begin = (uint32_t)at + parley_lowest_bit(begins);
        to->end = (uint32_t)at + parley_lowest_bit(ends);
        to->word = true;
    }
    s->out->token_count = (size_t)(to - s->out->tokens);
}

/* What one of the others is. */
typedef enum role {
    NOTHING, /* no token, nor part of one */
    INSIDE,  /* part of the word around it */
    BEHIND,  /* perhaps a token: the word in front ends here */
    JOINED   /* perhaps part of the word in front */
} role;

/* What take_token would find at `at`, where a glance is enough. There is a zero byte behind the text.
 * in_word: the byte in front belongs to a word. */
static role role_of(const scan *s, const char *at, bool in_word)
{
    kind k = byte_at(at), last = in_word ? byte_at(at - 1) : OTHER, next = byte_at(at + 1);
    if (k == OTHER || (k == MARK && !s->options->marks))
        return NOTHING;
    if (k == MARK || k == PREFIX)
        return BEHIND;
    if (k != INNER ||
        (at[0] | at[1]) & 0x80) /* a number; a character beyond ASCII, or in front of one */
        return JOINED;
    if (*at == '\'' && at[1] == 's' && !is_word_kind(byte_at(at + 2))) /* a genitive, or 's and é */
        return at[2] & 0x80 ? JOINED : BEHIND;
    if (*at == '.' && at[1] == '.') /* perhaps "..." */
        return BEHIND;
    return goes_on(last, *at, next) ? INSIDE : NOTHING;
}

/* The first of the others that may be a token, or part of one that has to be looked for, or STRETCH; and
 * its role. Those in front are done with. */
static unsigned first_of_note(const scan *s, const char *text, stretch *left, role *what)
{
    for (; left->others; left->others &= left->others - 1) {
        unsigned at = parley_lowest_bit(left->others);
        *what = role_of(s, text + at, at > 0 && left->words >> (at - 1) & 1);
        if (*what == INSIDE)
            left->words |= UINT64_C(1) << at;
        else if (*what != NOTHING)
            return at;
    }
    *what = JOINED;
    return STRETCH;
}

/* Takes the tokens that begin in the stretch from `at` on, at most one for each byte, but for a last one that
 * goes on beyond it. Returns where to go on. */
static size_t take_stretch(const scan *s, size_t at)
{
    const char *text = s->text.data + at;
    stretch left = look(text, s->text.size - at, s->options->numbers);
    for (;;) {
        role what;
        unsigned stop = first_of_note(s, text, &left, &what), begin = stop;
        while (what == JOINED && begin > 0 && left.words >> (begin - 1) & 1)
            begin--; /* the word in front may go on, with it or beyond the stretch */
        add_runs(s, at, left.words & first_bits(begin));
        if (stop == STRETCH && begin > 0)
            return at + begin;
        size_t next = at + begin;
        take_token(s, &next);
        if (next - at >= STRETCH)
            return next;
        left.words &= UINT64_MAX << (next - at);
        left.others &= UINT64_MAX << (next - at);
    }
}

parley_status features_tokenize(const parley_feature_options *options, const char *text,
                                size_t length, parley_features *out)
{
    out->token_count = 0;
    out->folded.size = 0;
    if (length > PARLEY_TEXT_MAX)
        length = PARLEY_TEXT_MAX;
    if (parley_text_fold(text, length, &out->folded) != PARLEY_OK ||
        parley_buffer_reserve(&out->folded, STRETCH + sizeof number_token) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    const scan s = {options, {out->folded.data, out->folded.size}, out};
    memset(out->folded.data + s.text.size, 0, STRETCH);
    memcpy(out->folded.data + s.text.size + STRETCH, number_token, sizeof number_token);
    for (size_t at = 0; at < s.text.size; at = take_stretch(&s, at))
        if (parley_list_reserve(&out->tokens, sizeof *out->tokens, &out->token_capacity,
                                out->token_count + STRETCH) != PARLEY_OK)
            return PARLEY_E_MEMORY;
    return PARLEY_OK;
}
