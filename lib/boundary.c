/* The decisions of the sentence splitter, mark by mark.
 *
 * A mark is a full stop, a question or exclamation mark, an ellipsis, or a run of them with the
 * quotation marks and brackets that close behind it. Whether a sentence ends there depends on what
 * follows and, for full stops, on the word in front:
 *
 *   - nothing ends before a small letter, a comma, or without white space behind the mark;
 *   - an abbreviation ends a sentence as its class in lib/abbreviations.txt says;
 *   - a single capital letter is an initial, other letters with full stops are an abbreviation;
 *   - an ellipsis with a blank on both sides stands for words left out and ends nothing, unless a
 *     fourth full stop says so;
 *   - what ascribes a question to its speaker (`…?" Mr. Lind asked`) belongs to it, and so does a
 *     credit in brackets or behind a dash (`…by a drone. (Wire/A. Lind)`).
 *
 * An abbreviation that can also be the last word of a sentence (U.S., Inc.) ends it before a word
 * that opens sentences: "the U.S. The" does, "the U.S. Senate" does not. Headlines with a capital on
 * every word ("Why the U.S. Is Leaving") are no openings; the words behind tell.
 *
 * Every look ahead or back is bounded by the constants in boundary.h, or covers only bytes that the
 * walk then leaves behind. That, and not luck, keeps the time linear.
 */
#include "boundary.h"

#include "abbreviations.h"

#include <string.h>
#include <utf8proc.h>

/* A word: bytes [begin, end) of the text, with its classes. */
typedef struct word {
    size_t begin;
    size_t end;
    unsigned classes;
} word;

/* What a mark and the marks behind it amount to. */
typedef struct mark_run {
    size_t end;     /* behind the marks and what closes there */
    int dots;       /* full stops; an ellipsis character counts as three */
    bool strong;    /* a question or exclamation mark is among them */
    bool question;  /* …a question mark */
    bool spaced;    /* full stops with blanks between */
    bool closed;    /* quotation marks or brackets close behind */
    bool quoted;    /* …quotation marks */
    bool wide;      /* East Asian marks, which need no blank behind */
    bool separated; /* white space in front of the first mark */
} mark_run;

/* What stands behind a mark. */
enum follow_kind {
    FOLLOW_END,     /* the end of the paragraph */
    FOLLOW_SMALL,   /* a small letter */
    FOLLOW_CAPITAL, /* a capital, or a letter of a script without */
    FOLLOW_DIGIT,
    FOLLOW_BRACKET, /* an opening bracket */
    FOLLOW_DASH,
    FOLLOW_JOIN,  /* what goes on with a sentence: , ; & | / … */
    FOLLOW_OTHER, /* symbols, bullets */
};

typedef struct follow {
    enum follow_kind kind;
    size_t at;   /* the character that decides */
    bool quoted; /* a quotation mark opens in front of it */
    bool tight;  /* no white space in between */
} follow;

/* --- characters ------------------------------------------------------------------------------- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_small(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_alphanumeric(char c)
{
    return is_small(c) || is_capital(c) || is_digit(c) || (unsigned char)c >= 0x80;
}

static bool starts(const char *text, size_t length, size_t at, const char *bytes)
{
    size_t size = strlen(bytes);
    return length - at >= size && memcmp(text + at, bytes, size) == 0;
}

/* The code point at `at`; -1 at the end. */
static int32_t code_at(const char *text, size_t length, size_t at)
{
    int32_t code = -1;
    if (at < length)
        parley_utf8_decode(text + at, length - at, &code);
    return code;
}

size_t boundary_space(const char *text, size_t length, size_t at)
{
    unsigned char c = (unsigned char)text[at];
    if (c < 0x80)
        return c == ' ' || (c >= '\t' && c <= '\r');
    /* White space of more bytes begins with one of these. */
    if (c != 0xC2 && c != 0xE1 && c != 0xE2 && c != 0xE3 && c != 0xEF)
        return 0;
    int32_t code;
    size_t size = parley_utf8_decode(text + at, length - at, &code);
    return parley_is_space(code) ? size : 0;
}

size_t boundary_space_before(const char *text, size_t floor, size_t at)
{
    for (size_t size = 1; size <= 3 && size <= at - floor; size++)
        if (boundary_space(text, at, at - size) == size)
            return size;
    return 0;
}

size_t boundary_line_end(const char *text, size_t length, size_t at)
{
    switch (text[at]) {
    case '\r':
        return at + 1 < length && text[at + 1] == '\n' ? 2 : 1;
    case '\n':
    case '\f':
        return 1;
    case '\xE2': /* line and paragraph separator */
        return starts(text, length, at, "\xE2\x80\xA8") || starts(text, length, at, "\xE2\x80\xA9")
                   ? 3
                   : 0;
    default:
        return 0;
    }
}

size_t boundary_mark(const char *text, size_t length, size_t at)
{
    switch ((unsigned char)text[at]) {
    case '.':
    case '!':
    case '?':
        return 1;
    case 0xE2: /* … ‼ ⁇ ⁈ ⁉ */
        return starts(text, length, at, "\xE2\x80\xA6") ||
                       starts(text, length, at, "\xE2\x80\xBC") ||
                       (starts(text, length, at, "\xE2\x81") && length - at > 2 &&
                        (unsigned char)text[at + 2] >= 0x87 && (unsigned char)text[at + 2] <= 0x89)
                   ? 3
                   : 0;
    case 0xE3: /* the ideographic full stop */
        return starts(text, length, at, "\xE3\x80\x82") ? 3 : 0;
    case 0xEF: /* the full-width marks */
        return starts(text, length, at, "\xEF\xBC\x81") || starts(text, length, at, "\xEF\xBC\x9F")
                   ? 3
                   : 0;
    default:
        return 0;
    }
}

size_t boundary_bullet(const char *text, size_t length, size_t at)
{
    static const char *const bullets[] = {"\xE2\x80\xA2", "\xE2\x80\xA3", "\xE2\x81\x83",
                                          "\xE2\x97\xA6", "\xE2\x97\x8F", "\xE2\x96\xAA",
                                          "\xE2\x96\xA0", "\xE2\x96\xB6", "\xE2\x96\xBA"};
    if (text[at] != '\xE2')
        return 0;
    for (size_t i = 0; i < sizeof bullets / sizeof *bullets; i++)
        if (starts(text, length, at, bullets[i]))
            return 3;
    return 0;
}

/* A quotation mark or bracket that closes, or a mark of emphasis: its bytes, or 0. */
static size_t closer(const char *text, size_t length, size_t at, bool *quote)
{
    switch ((unsigned char)text[at]) {
    case '"':
    case '\'':
        /* Straight marks also open; before a letter that is what they do. */
        *quote = true;
        return at + 1 < length && is_alphanumeric(text[at + 1]) &&
                       code_at(text, length, at + 1) < 0x2000
                   ? 0
                   : 1;
    case ')':
    case ']':
    case '}':
    case '*':
        return 1;
    case 0xC2: /* » */
        *quote = true;
        return starts(text, length, at, "\xC2\xBB") ? 2 : 0;
    case 0xE2: /* ’ ” › */
        *quote = true;
        return starts(text, length, at, "\xE2\x80\x99") ||
                       starts(text, length, at, "\xE2\x80\x9D") ||
                       starts(text, length, at, "\xE2\x80\xBA")
                   ? 3
                   : 0;
    default:
        return 0;
    }
}

/* A quotation mark that opens, an upside-down mark, or a bracket of an editor's words. */
static size_t opener(const char *text, size_t length, size_t at)
{
    switch ((unsigned char)text[at]) {
    case '"':
    case '\'':
    case '`':
    case '[':
    case '*':
    case '_':
        return 1;
    case 0xC2: /* « ¡ ¿ */
        return starts(text, length, at, "\xC2\xAB") || starts(text, length, at, "\xC2\xA1") ||
                       starts(text, length, at, "\xC2\xBF")
                   ? 2
                   : 0;
    case 0xE2: /* ‘ ’ ‚ “ ” „ ‹: the closing ones open in some countries, and in bad copy */
        if (length - at < 3 || text[at + 1] != '\x80')
            return 0;
        return ((unsigned char)text[at + 2] >= 0x98 && (unsigned char)text[at + 2] <= 0x9F) ||
                       text[at + 2] == '\xB9'
                   ? 3
                   : 0;
    default:
        return 0;
    }
}

/* --- line ends -------------------------------------------------------------------------------- */

/* The columns of the line that ends at `at`; more than BOUNDARY_LINE counts as that. */
static size_t columns_before(const char *text, size_t at)
{
    size_t columns = 0;
    for (size_t i = at; i > 0 && at - i < BOUNDARY_LINE; i--) {
        char c = text[i - 1];
        if (c == '\n' || c == '\r' || c == '\f')
            break;
        columns += ((unsigned char)c & 0xC0) != 0x80;
    }
    return columns;
}

bool boundary_at_line_end(const parley_splitter *s, size_t at)
{
    const char *text = s->text;
    if (s->width == 0 || text[at] == '\f' || text[at] == '\xE2')
        return true;
    size_t next = at + boundary_line_end(text, s->length, at);
    size_t size;
    while (next < s->length && (size = boundary_space(text, s->length, next)) > 0) {
        if (boundary_line_end(text, s->length, next))
            return true;
        next += size;
    }
    if (next == s->length || boundary_bullet(text, s->length, next))
        return true;
    /* "- item": a list with a line for each. */
    if (memchr("-*>", text[next], 3) && next + 1 < s->length && text[next + 1] == ' ')
        return true;
    if (boundary_list_marker(text, s->length, next).number == 1)
        return true;
    if (is_small(text[next]))
        return false;
    /* A line that had ample room for the next word was ended on purpose. */
    size_t word_columns = 0;
    for (size_t i = next; i < s->length && i - next < s->width; i++) {
        if (boundary_space(text, s->length, i))
            break;
        word_columns += ((unsigned char)text[i] & 0xC0) != 0x80;
    }
    return columns_before(text, at) + 1 + word_columns + s->width / 5 < s->width;
}

/* Goes over white space; tells whether a paragraph ends in it. Stops at that line end. */
static size_t skip_space(const parley_splitter *s, size_t at, bool *paragraph)
{
    size_t size;
    *paragraph = false;
    while (at < s->length && (size = boundary_space(s->text, s->length, at)) > 0) {
        if (boundary_line_end(s->text, s->length, at)) {
            if (boundary_at_line_end(s, at)) {
                *paragraph = true;
                return at;
            }
            size = boundary_line_end(s->text, s->length, at);
        }
        at += size;
    }
    if (at == s->length)
        *paragraph = true;
    return at;
}

/* --- words ------------------------------------------------------------------------------------ */

/* Whether the byte at `at` belongs to a word. Curly apostrophes and dashes end words. */
static bool in_word(const char *text, size_t length, size_t at)
{
    unsigned char c = (unsigned char)text[at];
    if (c < 0x80)
        return is_alphanumeric((char)c) || memchr("./&@", c, 4) != NULL;
    if (c == 0xE2)
        return !starts(text, length, at, "\xE2\x80");
    return !(c == 0xC2 && boundary_space(text, length, at));
}

/* The word that begins at `at`, with its classes; no further than WORD_SIZE bytes. */
static word word_at(const parley_splitter *s, size_t at)
{
    word w = {.begin = at, .end = at};
    while (w.end < s->length && w.end - at <= WORD_SIZE && in_word(s->text, s->length, w.end))
        w.end++;
    size_t end = w.end;
    while (end > at && s->text[end - 1] == '.')
        end--;
    w.classes = abbreviations_find(s->extra, s->text + at, end - at);
    return w;
}

/* The word that ends at `end` and begins at `floor` or later; no longer than WORD_SIZE bytes. */
static word word_before(const parley_splitter *s, size_t floor, size_t end)
{
    word w = {.begin = end, .end = end};
    while (w.begin > floor && end - w.begin <= WORD_SIZE) {
        size_t at = w.begin - 1;
        unsigned char c = (unsigned char)s->text[at];
        if (c < 0x80 ? !in_word(s->text, end, at)
                     : (c & 0xC0) == 0x80 && ((at >= floor + 2 && !in_word(s->text, end, at - 2)) ||
                                              (at >= floor + 1 && !in_word(s->text, end, at - 1) &&
                                               s->text[at - 1] == '\xC2')))
            break;
        w.begin = at;
    }
    w.classes = abbreviations_find(s->extra, s->text + w.begin, end - w.begin);
    return w;
}

/* The word in front of `w`, over white space; empty at `floor` or behind punctuation. */
static word previous_word(const parley_splitter *s, size_t floor, word w)
{
    size_t at = w.begin;
    size_t size;
    while (at > floor && w.begin - at < 8 && (size = boundary_space_before(s->text, floor, at)) > 0)
        at -= size;
    return word_before(s, floor, at);
}

/* Whether the word is one capital letter. */
static bool is_initial(const parley_splitter *s, word w)
{
    if (w.end - w.begin == 1)
        return is_capital(s->text[w.begin]);
    int32_t code = code_at(s->text, w.end, w.begin);
    return w.end - w.begin == 2 && code >= 0xC0 && code < 0x250 + 0x400 && utf8proc_isupper(code);
}

/* Whether letters and full stops alternate, as in U.S and p.m. */
static bool is_dotted(const parley_splitter *s, word w)
{
    size_t length = w.end - w.begin;
    if (length < 3 || length % 2 == 0)
        return false;
    for (size_t i = 0; i < length; i++) {
        char c = s->text[w.begin + i];
        if (i % 2 ? c != '.' : !is_small(c) && !is_capital(c))
            return false;
    }
    return true;
}

/* Whether it looks like an abbreviation that no table knows: a capital and up to three small
 * letters without a vowel ("Sgt"). */
static bool is_clipped(const parley_splitter *s, word w)
{
    size_t length = w.end - w.begin;
    if (length < 2 || length > 4 || !is_capital(s->text[w.begin]) ||
        strchr("AEIOUY", s->text[w.begin]))
        return false;
    for (size_t i = w.begin + 1; i < w.end; i++)
        if (!is_small(s->text[i]) || strchr("aeiouy", s->text[i]))
            return false;
    return true;
}

/* Where the word at `at` ends; an apostrophe and what it shortens are part of it. */
static size_t whole_word_end(const parley_splitter *s, size_t at, size_t limit)
{
    while (at < limit && in_word(s->text, s->length, at))
        at++;
    size_t apostrophe = at < limit && s->text[at] == '\''                ? 1
                        : starts(s->text, s->length, at, "\xE2\x80\x99") ? 3
                                                                         : 0;
    if (apostrophe && at + apostrophe < limit && is_small(s->text[at + apostrophe])) {
        at += apostrophe;
        while (at < limit && is_small(s->text[at]))
            at++;
    }
    return at;
}

/* Whether a full stop behind the word may be that of an abbreviation, whatever follows. */
static bool is_abbreviation(const parley_splitter *s, word w)
{
    return (w.classes & (WORD_ABBREVIATION & ~(unsigned)WORD_NUMBER)) != 0 || is_dotted(s, w) ||
           is_initial(s, w);
}

/* Whether the words from `at` on read like a sentence rather than a headline with a capital on every
 * word: one that is no mere particle begins with a small letter. */
static bool reads_as_sentence(const parley_splitter *s, size_t at)
{
    size_t limit = s->length - at > BOUNDARY_PHRASE ? at + BOUNDARY_PHRASE : s->length;
    while (at < limit && !boundary_line_end(s->text, s->length, at)) {
        size_t end = whole_word_end(s, at, limit);
        if (end > at + 1 && is_small(s->text[at]) && !(word_at(s, at).classes & WORD_SMALL))
            return true;
        at = end > at ? end : at + 1;
    }
    return false;
}

/* Whether the word at `at` opens a sentence. */
static bool opens_sentence(const parley_splitter *s, size_t at)
{
    word w = word_at(s, at);
    if (!(w.classes & WORD_OPENER))
        return false;
    /* "U.S. No. 2" is a number, "J. A. Lind" an initial. */
    if (s->text[w.end - 1] == '.' && ((w.classes & WORD_NUMBER) || w.end - at == 2))
        return false;
    return reads_as_sentence(s, at);
}

/* Whether the word at `at` is "I", "I'm" and the like. */
static bool starts_with_i(const parley_splitter *s, size_t at)
{
    return s->text[at] == 'I' && (at + 1 == s->length || !is_alphanumeric(s->text[at + 1]) ||
                                  starts(s->text, s->length, at + 1, "\xE2\x80\x99"));
}

/* Whether up to four names, a verb of speech and nothing more stand at `at`: "Mr. Lind asked." With
 * more behind the verb it is a sentence as often as not. */
static bool ascribes_speech(const parley_splitter *s, size_t at)
{
    for (int words = 0; words < 5 && at < s->length; words++) {
        word w = word_at(s, at);
        if (w.end == at)
            return false;
        if (w.classes & WORD_SPEECH)
            return words > 0 && (w.end == s->length || memchr(".,;:\n", s->text[w.end - 1], 5) ||
                                 memchr(".,;:\n", s->text[w.end], 5));
        if (is_small(s->text[at]) || is_digit(s->text[at]))
            return false;
        /* "He asked" begins a sentence of its own; "I asked" may go on. */
        if ((w.classes & WORD_OPENER) && !(w.classes & WORD_TITLE) && !starts_with_i(s, at))
            return false;
        at = w.end;
        if (at >= s->length || s->text[at] != ' ')
            return false;
        at++;
    }
    return false;
}

/* --- the mark and what follows ---------------------------------------------------------------- */

/* Goes over the marks at `at`. Blanks between full stops are part of an ellipsis. */
static void take_marks(const parley_splitter *s, mark_run *run)
{
    const char *text = s->text;
    size_t length = s->length;
    for (;;) {
        size_t size = run->end < length ? boundary_mark(text, length, run->end) : 0;
        if (size == 0) {
            if (run->strong || run->dots == 0 || run->closed || length - run->end < 2 ||
                text[run->end] != ' ' || text[run->end + 1] != '.')
                return;
            /* ". ." but not "end. ...and": that ellipsis is the next sentence's. */
            if (!run->spaced && run->dots != 1)
                return;
            if (length - run->end > 2 && text[run->end + 2] != ' ' && !run->spaced)
                return;
            run->spaced = true;
            run->end++;
            continue;
        }
        if (text[run->end] == '.')
            run->dots += run->dots < 100;
        else if (starts(text, length, run->end, "\xE2\x80\xA6"))
            run->dots += run->dots < 100 ? 3 : 0;
        else
            run->strong = true;
        run->question = run->question || text[run->end] == '?';
        run->wide = (unsigned char)text[run->end] >= 0xE3;
        run->end += size;
    }
}

/* Goes over a note number in brackets, as encyclopedias have them: "end.[12]". */
static size_t take_note(const parley_splitter *s, size_t at)
{
    size_t i = at;
    if (i < s->length && s->text[i] == '[') {
        i++;
        while (i < s->length && i - at < 5 && is_digit(s->text[i]))
            i++;
        if (i > at + 1 && i < s->length && s->text[i] == ']')
            return i + 1 - at;
    }
    return 0;
}

static mark_run take_run(const parley_splitter *s, size_t begin, size_t mark)
{
    mark_run run = {.end = mark};
    run.separated = mark > begin && boundary_space_before(s->text, begin, mark) > 0;
    for (;;) {
        take_marks(s, &run);
        size_t before = run.end;
        size_t size;
        bool quote = false;
        while (run.end < s->length && ((size = closer(s->text, s->length, run.end, &quote)) > 0 ||
                                       (size = take_note(s, run.end)) > 0)) {
            run.end += size;
            run.closed = true;
            run.quoted = run.quoted || quote;
            quote = false;
        }
        if (run.end == before || run.end == s->length ||
            !boundary_mark(s->text, s->length, run.end))
            return run;
    }
}

static enum follow_kind classify(const char *text, size_t length, size_t at)
{
    unsigned char c = (unsigned char)text[at];
    if (is_capital((char)c))
        return FOLLOW_CAPITAL;
    if (is_small((char)c))
        /* A second capital makes a name: iPhone. Addresses keep their small letters. */
        return at + 1 < length && is_capital(text[at + 1]) ? FOLLOW_CAPITAL
               : starts(text, length, at, "http") || starts(text, length, at, "www.")
                   ? FOLLOW_OTHER
                   : FOLLOW_SMALL;
    if (is_digit((char)c))
        return FOLLOW_DIGIT;
    switch (c) {
    case '(':
    case '{':
        return FOLLOW_BRACKET;
    case '-':
        return FOLLOW_DASH;
    case ',':
    case ';':
    case ':':
    case ')':
    case ']':
    case '}':
    case '&':
    case '|':
    case '/':
    case '\\':
    case '=':
    case '+':
    case '%':
        return FOLLOW_JOIN;
    default:
        break;
    }
    if (c < 0x80)
        return FOLLOW_OTHER;
    int32_t code = code_at(text, length, at);
    if (code == 0x2013 || code == 0x2014 || code == 0x2015)
        return FOLLOW_DASH;
    switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_LL:
        return FOLLOW_SMALL;
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LO:
        return FOLLOW_CAPITAL;
    default:
        return FOLLOW_OTHER;
    }
}

/* What stands at `at`, behind a mark. */
static follow follow_at(const parley_splitter *s, size_t at)
{
    follow f = {.kind = FOLLOW_END, .at = at, .tight = true};
    bool paragraph;
    f.at = skip_space(s, at, &paragraph);
    f.tight = f.at == at && !paragraph;
    if (paragraph)
        return f;
    size_t size;
    for (int marks = 0; marks < 4 && (size = opener(s->text, s->length, f.at)) > 0; marks++) {
        f.quoted = true;
        f.at += size;
        if (f.at == s->length || boundary_space(s->text, s->length, f.at)) {
            f.kind = FOLLOW_OTHER;
            return f;
        }
    }
    f.kind = classify(s->text, s->length, f.at);
    return f;
}

/* --- what belongs to the sentence though a mark stands in front ------------------------------- */

/* Whether a bracket holds names and little else, in [at, end): no word with a small letter but
 * particles ("via"), no verb in front ("Reporting by"). */
static bool holds_names(const parley_splitter *s, size_t at, size_t end)
{
    size_t first = whole_word_end(s, at, end);
    if (first - at > 4 && memcmp(s->text + first - 3, "ing", 3) == 0)
        return false;
    while (at < end) {
        size_t word_end = whole_word_end(s, at, end);
        if (word_end > at + 1 && is_small(s->text[at]) && !(word_at(s, at).classes & WORD_SMALL))
            return false;
        at = word_end > at ? word_end : at + 1;
    }
    return true;
}

/* The end of a bracket that opens at `at` and holds a credit or a reference, not a sentence: names,
 * and no mark at its end. 0 if there is none such. */
static size_t credit_in_brackets(const parley_splitter *s, size_t at)
{
    size_t limit = s->length - at > BOUNDARY_CREDIT ? at + BOUNDARY_CREDIT : s->length;
    for (size_t i = at + 1; i < limit; i++) {
        if (s->text[i] == '(' ||
            (boundary_line_end(s->text, s->length, i) && boundary_at_line_end(s, i)))
            return 0;
        if (s->text[i] == ')') {
            size_t last = i;
            while (last > at + 1 && strchr("\"'", s->text[last - 1]))
                last--;
            bool sentence = boundary_mark(s->text, s->length, last - 1) > 0;
            return sentence || !holds_names(s, at + 1, i) ? 0 : i + 1;
        }
    }
    return 0;
}

/* The end of a credit behind a dash at `at`, up to three words that end the paragraph, or 0. */
static size_t credit_behind_dash(const parley_splitter *s, size_t at)
{
    int words = 0;
    size_t limit = s->length - at > BOUNDARY_CREDIT ? at + BOUNDARY_CREDIT : s->length;
    while (at < limit && !boundary_space(s->text, s->length, at))
        at++;
    while (at < limit && words <= 3) {
        bool paragraph;
        size_t end = at;
        at = skip_space(s, at, &paragraph);
        if (paragraph)
            return words > 0 ? end : 0;
        words++;
        while (at < limit && !boundary_space(s->text, s->length, at)) {
            if (boundary_mark(s->text, s->length, at))
                return 0;
            at++;
        }
        if (at == s->length)
            return words <= 3 ? at : 0;
    }
    return 0;
}

/* The end of an ellipsis, bare or in brackets, that stands by itself at `at`, or 0. */
static size_t lone_ellipsis(const parley_splitter *s, size_t at)
{
    const char *text = s->text;
    size_t i = at;
    char close = i < s->length && text[i] == '[' ? ']' : i < s->length && text[i] == '(' ? ')' : 0;
    i += close != 0;
    size_t dots = i;
    while (i < s->length && text[i] == '.')
        i++;
    if (i == dots && starts(text, s->length, i, "\xE2\x80\xA6"))
        i += 3;
    if (i - dots < 2)
        return 0;
    if (close) {
        if (i == s->length || text[i] != close)
            return 0;
        i++;
    }
    return i == s->length || boundary_space(text, s->length, i) ? i : 0;
}

/* --- the decision ----------------------------------------------------------------------------- */

/* Whether the sentence has only just begun, with a phrase of time or place: "At about 5 a.m." */
static bool is_opening_phrase(const parley_splitter *s, size_t begin, size_t end)
{
    if (end - begin > BOUNDARY_PHRASE)
        return false;
    size_t first = begin;
    while (first < end && opener(s->text, s->length, first))
        first++;
    if (!(word_at(s, first).classes & WORD_PREPOSITION))
        return false;
    int blanks = 0;
    for (size_t i = begin; i < end; i++)
        blanks += s->text[i] == ' ';
    return blanks < 5;
}

/* Whether a paragraph begins at `at`. */
static bool begins_paragraph(const parley_splitter *s, size_t at)
{
    size_t i = at;
    for (size_t size; i > 0 && at - i < 8 && (size = boundary_space_before(s->text, 0, i)) > 0;
         i -= size)
        if (boundary_line_end(s->text, s->length, i - size) && boundary_at_line_end(s, i - size))
            return true;
    return i == 0;
}

/* What a word may be in the line that heads a report. */
enum { HEAD_NONE, HEAD_NUMBER, HEAD_TIME, HEAD_DATE, HEAD_CAPITALS, HEAD_PLACE };

static int head_word(const parley_splitter *s, word w)
{
    size_t capitals = 0;
    size_t dots = 0;
    for (size_t i = w.begin; i < w.end; i++) {
        capitals += is_capital(s->text[i]) || (unsigned char)s->text[i] >= 0x80;
        dots += s->text[i] == '.';
    }
    if (is_digit(s->text[w.begin]))
        return dots == 1 && w.end - w.begin <= 5 ? HEAD_TIME : HEAD_NUMBER;
    if (w.classes & WORD_TIME)
        return HEAD_TIME;
    if (w.classes & WORD_CALENDAR)
        return HEAD_DATE;
    if (capitals + dots == w.end - w.begin && w.end - w.begin > 1)
        return HEAD_CAPITALS;
    return is_capital(s->text[w.begin]) ? HEAD_PLACE : HEAD_NONE;
}

/* Whether [begin, end) is what stands in front of a report's first sentence and belongs to it: a
 * dateline ("MINSK, June 2", "Minsk, 2 June"), the time stamp of a live blog ("Friday, 14.30",
 * "2:30 p.m"), a heading in capitals ("GAS PRICES"). */
static bool is_head(const parley_splitter *s, size_t begin, size_t end)
{
    if (end - begin > BOUNDARY_PHRASE || !begins_paragraph(s, begin))
        return false;
    int count[HEAD_PLACE + 1] = {0};
    size_t at = begin;
    while (at < end) {
        word w = word_at(s, at);
        if (w.end > end)
            w.end = end;
        if (w.end == at) {
            /* Names of places count only if a comma sets them off, or if they tell the time. */
            if (s->text[at] == ',')
                count[HEAD_PLACE] = 0;
            else if (s->text[at] == ':' && at > begin && is_digit(s->text[at - 1]))
                count[HEAD_TIME]++;
            else if (!memchr(" '-&\xE2\x80\x99", s->text[at], 7))
                return false;
            at++;
            continue;
        }
        if (count[HEAD_TIME] && starts(s->text, s->length, at, "time") && w.end - at == 4) {
            count[HEAD_PLACE] = 0;
        } else {
            int kind = head_word(s, w);
            if (kind == HEAD_NONE)
                return false;
            count[kind] += kind == HEAD_CAPITALS ? (int)(w.end - at) : 1;
        }
        at = w.end;
    }
    if (count[HEAD_PLACE] > 0)
        return false;
    return count[HEAD_TIME] > 0 || (count[HEAD_DATE] > 0 && count[HEAD_NUMBER] > 0) ||
           (count[HEAD_CAPITALS] >= 4 && count[HEAD_DATE] + count[HEAD_NUMBER] == 0);
}

/* Whether a sentence ends behind a time of day, before a capital or a digit. */
static bool ends_after_time(const parley_splitter *s, size_t begin, size_t mark, follow f)
{
    word next = word_at(s, f.at);
    if (next.classes & WORD_CALENDAR)
        return false;
    if (is_opening_phrase(s, begin, mark) || is_head(s, begin, mark))
        return false;
    /* "5 a.m. Lisbon time", "5 a.m. 3 March" */
    if (next.end < s->length && s->text[next.end] == ' ') {
        word second = word_at(s, next.end + 1);
        if (starts(s->text, s->length, second.begin, "time") &&
            (second.begin + 4 == s->length || !is_alphanumeric(s->text[second.begin + 4])))
            return false;
        if (f.kind == FOLLOW_DIGIT && (second.classes & WORD_CALENDAR) &&
            is_capital(s->text[second.begin]))
            return false;
    }
    return true;
}

/* Whether what follows an abbreviation such as No. or Feb. is its number. */
static bool is_number(const parley_splitter *s, follow f)
{
    if (f.kind == FOLLOW_DIGIT)
        return true;
    if (f.kind != FOLLOW_CAPITAL)
        return false;
    word next = word_at(s, f.at);
    if (next.classes & WORD_CALENDAR)
        return true;
    size_t digits = 0;
    size_t roman = 0;
    size_t length = next.end - next.begin;
    while (length > 0 && s->text[next.begin + length - 1] == '.')
        length--;
    for (size_t i = 0; i < length; i++) {
        digits += is_digit(s->text[next.begin + i]);
        roman += strchr("IVXLC", s->text[next.begin + i]) != NULL;
    }
    /* "I" alone is more often the speaker. */
    return digits > 0 || (roman == length && !(length == 1 && s->text[next.begin] == 'I'));
}

/* Whether a sentence ends at a full stop behind the word `w`, before a capital. */
static bool ends_before_capital(const parley_splitter *s, size_t begin, word w, follow f)
{
    if (w.classes & (WORD_TITLE | WORD_INNER))
        return false;
    if (w.classes & WORD_TIME)
        return ends_after_time(s, begin, w.end, f);
    if (w.classes & WORD_LIST)
        return true;
    if ((w.classes & WORD_NUMBER) && is_number(s, f))
        return false;
    if (is_initial(s, w)) {
        if (opens_sentence(s, f.at))
            return true;
        if (s->text[w.begin] != 'I' && s->text[w.begin] != 'X')
            return false;
        /* "you and I." but "Albert I. Jones"; "wrote on X." but "Francis X. Lind" */
        word previous = previous_word(s, begin, w);
        return previous.end == previous.begin || is_small(s->text[previous.begin]);
    }
    if ((w.classes & (WORD_END | WORD_NAME)) || is_dotted(s, w) ||
        (w.begin > begin && is_clipped(s, w)))
        return opens_sentence(s, f.at);
    return !(is_head(s, begin, w.end) && reads_as_sentence(s, f.at));
}

/* Whether the word may be one before a full stop that is followed by a small letter: an ordinary
 * one of some length, so that the writer merely does without capitals. */
static bool is_plain_word(const parley_splitter *s, word w)
{
    if (w.classes || w.end - w.begin < 5)
        return false;
    for (size_t i = w.begin; i < w.end; i++)
        if (!is_small(s->text[i]))
            return false;
    return true;
}

/* Whether a sentence ends at one full stop. */
static bool ends_at_stop(const parley_splitter *s, size_t begin, size_t mark, mark_run run,
                         follow f)
{
    word w = word_before(s, begin, mark);
    /* "/TASS/." */
    if (w.end - w.begin > 2 && s->text[w.begin] == '/' && s->text[w.end - 1] == '/')
        return false;
    bool abbreviation = is_abbreviation(s, w);
    switch (f.kind) {
    case FOLLOW_SMALL:
        return !run.closed && !f.quoted && is_plain_word(s, w);
    case FOLLOW_CAPITAL:
        return run.quoted || ends_before_capital(s, begin, w, f);
    case FOLLOW_DIGIT:
        if (w.classes & WORD_TIME)
            return ends_after_time(s, begin, mark, f);
        return !(w.classes & WORD_NUMBER) && (!abbreviation || (w.classes & WORD_LIST));
    case FOLLOW_BRACKET:
    case FOLLOW_OTHER:
        return !abbreviation || run.quoted;
    default:
        return true;
    }
}

/* Whether a sentence ends at a question or exclamation mark. */
static bool ends_at_strong(const parley_splitter *s, size_t begin, size_t mark, mark_run run,
                           follow f)
{
    if (f.kind == FOLLOW_SMALL)
        return false;
    if (f.kind != FOLLOW_CAPITAL)
        return true;
    if (run.quoted && !f.quoted && ascribes_speech(s, f.at))
        return false;
    if (!run.closed && (word_before(s, begin, mark).classes & WORD_EXCLAIM))
        return opens_sentence(s, f.at);
    return true;
}

/* Whether a sentence ends at a full stop with the numbers of notes behind it, which were raised
 * before the layout was lost: "the end.11 12 The next". Sets `*end` behind them. */
static bool ends_at_note(const parley_splitter *s, size_t begin, size_t mark, size_t *end)
{
    if (mark < begin + 4)
        return false;
    for (size_t i = mark - 4; i < mark; i++)
        if (!is_small(s->text[i]))
            return false;
    size_t i = mark + 1;
    size_t last = i;
    while (i < s->length && i - mark < 24) {
        size_t first = i;
        while (i < s->length && is_digit(s->text[i]))
            i++;
        if (i == first || i - first > 3)
            break;
        last = i;
        if (i == s->length || !memchr(" ,-", s->text[i], 3))
            return false;
        i++;
    }
    if (s->text[last] != ' ' || last + 1 == s->length || !is_capital(s->text[last + 1]) ||
        (word_before(s, begin, mark).classes & WORD_ABBREVIATION))
        return false;
    *end = last;
    return true;
}

/* Whether a sentence ends at a mark that no white space follows, as careless copy has it:
 * "the end.The next". */
static bool ends_tight(const parley_splitter *s, size_t begin, size_t mark, mark_run run, follow f,
                       size_t *end)
{
    if (run.wide)
        return true;
    if (f.kind == FOLLOW_DIGIT && run.dots == 1 && !run.closed && !f.quoted)
        return ends_at_note(s, begin, mark, end);
    if (f.kind != FOLLOW_CAPITAL || run.dots > 1)
        return false;
    if (mark < begin + 2 || (!run.strong && !is_small(s->text[mark - 1])))
        return false;
    if (!run.strong && !is_small(s->text[mark - 2]))
        return false;
    if (!run.strong && (word_before(s, begin, mark).classes & WORD_ABBREVIATION))
        return false;
    /* A curly quotation mark says which side it belongs to. */
    if ((run.quoted || f.quoted) && s->text[f.at - 1] < 0)
        return true;
    word next = word_at(s, f.at);
    if (run.closed || f.quoted || !(next.classes & WORD_OPENER))
        return false;
    for (size_t i = next.begin; i < next.end; i++)
        if (!is_small(s->text[i]) && !is_capital(s->text[i]))
            return false;
    return true;
}

/* Whether a sentence ends at an ellipsis. May set `*end` before it. */
static bool ends_at_ellipsis(const parley_splitter *s, size_t mark, mark_run run, follow f,
                             size_t *end)
{
    if (f.kind == FOLLOW_SMALL || f.kind == FOLLOW_OTHER)
        return false;
    if (run.dots == 3 && !run.quoted) {
        /* Full stops with blanks around them stand for words left out inside a sentence. */
        if (run.separated && s->text[mark] == '.')
            return false;
        /* "Well… I see": the one word whose capital says nothing. */
        return f.kind == FOLLOW_CAPITAL && !starts_with_i(s, f.at);
    }
    /* "compounds. . . . The": a full stop, then words left out. */
    if (run.spaced && run.dots == 4 && !run.separated && !run.closed)
        *end = mark + 1;
    return true;
}

/* Takes in what stands by itself behind the mark but belongs to its sentence: an ellipsis, the
 * number of a note, a typographic quotation mark that can only close. Returns where it ends, or
 * `end` if there is nothing. */
static size_t take_stragglers(const parley_splitter *s, size_t end)
{
    bool paragraph;
    size_t at = skip_space(s, end, &paragraph);
    if (paragraph || at == end)
        return end;
    size_t extra = lone_ellipsis(s, at);
    if (extra)
        return extra;
    extra = at;
    for (size_t size; (size = take_note(s, extra)) > 0 && extra - at < 32;)
        extra += size;
    if (extra == at)
        extra += starts(s->text, s->length, at, "\xE2\x80\x9D") ? 3
                 : starts(s->text, s->length, at, "\xC2\xBB")   ? 2
                                                                : 0;
    if (extra > at && (extra == s->length || boundary_space(s->text, s->length, extra)))
        return extra;
    return end;
}

/* Whether a sentence ends in front of a dash, and where: a credit behind it belongs to it. */
static bool ends_at_dash(const parley_splitter *s, size_t dash, size_t *end)
{
    size_t credit = credit_behind_dash(s, dash);
    if (credit) {
        *end = credit;
        return true;
    }
    size_t i = dash;
    while (i < s->length && i - dash < 9 &&
           (s->text[i] == '-' || starts(s->text, s->length, i, "\xE2\x80")))
        i += s->text[i] == '-' ? 1 : 3;
    while (i < s->length && i - dash < 9 && s->text[i] == ' ')
        i++;
    return i >= s->length || classify(s->text, s->length, i) != FOLLOW_SMALL;
}

bool boundary_at_mark(const parley_splitter *s, size_t begin, size_t mark, size_t *end)
{
    mark_run run = take_run(s, begin, mark);
    *end = run.end;
    follow f = follow_at(s, run.end);
    if (f.kind == FOLLOW_END)
        return true;
    if (f.tight)
        return ends_tight(s, begin, mark, run, f, end);
    size_t behind = take_stragglers(s, run.end);
    if (behind > run.end) {
        *end = run.end = behind;
        f = follow_at(s, behind);
        if (f.kind == FOLLOW_END)
            return true;
    }
    if (f.kind == FOLLOW_JOIN || (mark == begin && !run.strong))
        return false;
    if (f.kind == FOLLOW_DASH)
        return !(run.dots == 1 && !run.closed && is_abbreviation(s, word_before(s, begin, mark))) &&
               ends_at_dash(s, f.at, end);
    bool ends = run.strong     ? ends_at_strong(s, begin, mark, run, f)
                : run.dots > 1 ? ends_at_ellipsis(s, mark, run, f, end)
                               : ends_at_stop(s, begin, mark, run, f);
    if (ends && f.kind == FOLLOW_BRACKET && !f.quoted) {
        size_t credit = credit_in_brackets(s, f.at);
        if (credit) {
            *end = credit;
            /* `…stairs." (Lind 55).`: the sentence has a mark of its own behind the reference. */
            if (credit < s->length && !boundary_space(s->text, s->length, credit))
                return false;
        }
    }
    return ends;
}

/* --- lists ------------------------------------------------------------------------------------ */

list_marker boundary_list_marker(const char *text, size_t length, size_t at)
{
    list_marker none = {0};
    list_marker marker = {0};
    size_t i = at;
    bool bracket = i < length && text[i] == '(';
    marker.bracket = bracket;
    i += bracket;
    if (i == length)
        return none;
    if (is_digit(text[i])) {
        marker.kind = '1';
        size_t first = i;
        while (i < length && i - first < 4 && is_digit(text[i]))
            marker.number = marker.number * 10 + (text[i++] - '0');
        if (i - first > 3)
            return none;
    } else if (is_small(text[i]) || is_capital(text[i])) {
        marker.kind = is_small(text[i]) ? 'a' : 'A';
        marker.number = text[i++] - marker.kind + 1;
    }
    if (i == length || marker.number == 0 || (text[i] != ')' && (text[i] != '.' || bracket)))
        return none;
    marker.first = text[i++];
    if (marker.first == '.' && i < length && text[i] == ')')
        i++;
    marker.end = i;
    return i < length && text[i] == ' ' ? marker : none;
}
