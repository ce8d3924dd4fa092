/* The decisions of the sentence splitter, mark by mark.
 *
 * A mark is a full stop, a question or exclamation mark, an ellipsis, or a run of them with the
 * quotation marks and brackets that close behind it. Whether a sentence ends there depends on what
 * follows and, for full stops, on the word in front:
 *
 *   - nothing ends before a small letter, a comma, or without white space behind the mark;
 *   - an abbreviation ends a sentence as its class in lib/abbreviations.txt says;
 *   - a single capital letter is an initial, other letters with full stops are an abbreviation;
 *   - three full stops with blanks on both sides stand for words left out and end nothing; other
 *     ellipses end a sentence before a capital;
 *   - what ascribes a question to its speaker and says no more (`…?" Mr. Lind asked.`) belongs to it,
 *     and so does a credit in brackets or behind a dash (`…by a drone. (Wire/A. Lind)`).
 *
 * An abbreviation that can also be the last word of a sentence (U.S., Inc.) ends it before a word
 * that opens sentences: "the U.S. The" does, "the U.S. Senate" does not. Headlines with a capital on
 * every word ("Why the U.S. Is Leaving") are no openings; the words behind tell.
 *
 * The words are judged in lib/sentence_words.c, credits and datelines in lib/attachments.c.
 *
 * Every look ahead or back is bounded by a constant, or covers only bytes that the walk then leaves
 * behind: what keeps the time linear.
 */
#include "boundary.h"

#include "attachments.h"
#include "glyphs.h"
#include "lines.h"
#include "sentence_words.h"

#include <string.h>
#include <utf8proc.h>

/* What a mark and the marks behind it amount to. */
typedef struct mark_run {
    size_t end;     /* behind the marks and what closes there */
    int dots;       /* full stops; an ellipsis character counts as three */
    bool strong;    /* a question or exclamation mark is among them */
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

/* --- the mark and what follows ---------------------------------------------------------------- */

/* Goes over the marks at `at`. Blanks between full stops are part of an ellipsis. */
static void take_marks(const parley_splitter *s, mark_run *run)
{
    const char *text = s->text;
    size_t length = s->length;
    for (;;) {
        size_t size = run->end < length ? glyph_mark(text, length, run->end) : 0;
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
        else if (glyph_starts(text, length, run->end, "\xE2\x80\xA6"))
            run->dots += run->dots < 100 ? 3 : 0;
        else
            run->strong = true;
        run->wide = (unsigned char)text[run->end] >= 0xE3;
        run->end += size;
    }
}

static mark_run take_run(const parley_splitter *s, size_t begin, size_t mark)
{
    mark_run run = {.end = mark};
    run.separated = mark > begin && glyph_space_before(s->text, begin, mark) > 0;
    for (;;) {
        take_marks(s, &run);
        size_t before = run.end;
        size_t size;
        bool quote = false;
        while (run.end < s->length &&
               ((size = glyph_closer(s->text, s->length, run.end, &quote)) > 0 ||
                (size = attached_note(s, run.end)) > 0)) {
            run.end += size;
            run.closed = true;
            run.quoted = run.quoted || quote;
            quote = false;
        }
        if (run.end == before || run.end == s->length || !glyph_mark(s->text, s->length, run.end))
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
               : glyph_starts(text, length, at, "http") || glyph_starts(text, length, at, "www.")
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
    int32_t code = glyph_code(text, length, at);
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
    f.at = line_skip_space(s, at, &paragraph);
    f.tight = f.at == at && !paragraph;
    if (paragraph)
        return f;
    size_t size;
    for (int marks = 0; marks < 4 && (size = glyph_opener(s->text, s->length, f.at)) > 0; marks++) {
        f.quoted = true;
        f.at += size;
        if (f.at == s->length || glyph_space(s->text, s->length, f.at)) {
            f.kind = FOLLOW_OTHER;
            return f;
        }
    }
    f.kind = classify(s->text, s->length, f.at);
    return f;
}

/* --- the decision ----------------------------------------------------------------------------- */

/* Whether the time of day that ends at `mark` says what something is: "the 3:30 p.m. White House
 * call". */
static bool is_time_of_something(const parley_splitter *s, size_t begin, size_t mark)
{
    static const char *const articles[] = {"the", "The", "a", "A", "an", "An"};
    size_t at = word_before(s, begin, mark).begin;
    size_t floor = at - begin > 8 ? at - 8 : begin;
    while (at > floor && (is_digit(s->text[at - 1]) || memchr(" :", s->text[at - 1], 2)))
        at--;
    word w = word_before(s, begin, at);
    for (size_t i = 0; i < sizeof articles / sizeof *articles; i++)
        if (strlen(articles[i]) == w.end - w.begin &&
            memcmp(articles[i], s->text + w.begin, w.end - w.begin) == 0)
            return true;
    return false;
}

/* Whether a sentence ends behind a time of day, before a capital or a digit. */
static bool ends_after_time(const parley_splitter *s, size_t begin, size_t mark, follow f)
{
    word next = word_at(s, f.at);
    if (next.classes & WORD_CALENDAR)
        return false;
    if (attached_phrase(s, begin, mark) || attached_head(s, begin, mark))
        return false;
    if (!(next.classes & WORD_OPENER) && is_time_of_something(s, begin, mark))
        return false;
    /* "5 a.m. Lisbon time", "5 a.m. 3 March" */
    if (next.end < s->length && s->text[next.end] == ' ') {
        word second = word_at(s, next.end + 1);
        if (glyph_starts(s->text, s->length, second.begin, "time") &&
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
        roman += memchr("IVXLC", s->text[next.begin + i], 5) != NULL;
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
    if (word_is_initial(s, w)) {
        if (word_opens_sentence(s, f.at))
            return true;
        if (s->text[w.begin] != 'I' && s->text[w.begin] != 'X')
            return false;
        /* "you and I." but "Albert I. Jones"; "wrote on X." but "Francis X. Lind" */
        word previous = word_previous(s, begin, w);
        return previous.end == previous.begin || is_small(s->text[previous.begin]);
    }
    if ((w.classes & (WORD_END | WORD_NAME)) || word_is_dotted(s, w) ||
        (w.begin > begin && word_is_clipped(s, w)))
        return word_opens_sentence(s, f.at);
    return !(attached_head(s, begin, w.end) && word_reads_as_sentence(s, f.at));
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
    bool abbreviation = word_is_abbreviation(s, w);
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
    if (run.quoted && !f.quoted && word_ascribes_speech(s, f.at))
        return false;
    if (!run.closed && (word_before(s, begin, mark).classes & WORD_EXCLAIM))
        return word_opens_sentence(s, f.at);
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
    if ((run.quoted || f.quoted) && ((unsigned char)s->text[f.at - 1] & 0x80))
        return true;
    word next = word_at(s, f.at);
    if (run.closed || f.quoted || !(next.classes & WORD_OPENER))
        return false;
    for (size_t i = next.begin; i < next.end; i++)
        if (!is_small(s->text[i]) && !is_capital(s->text[i]))
            return false;
    return true;
}

/* Whether nothing but opening marks stands in [begin, mark). */
static bool is_bare(const parley_splitter *s, size_t begin, size_t mark)
{
    size_t size;
    for (int marks = 0; marks < 4 && begin < mark; marks++, begin += size) {
        size = glyph_opener(s->text, s->length, begin);
        size = size ? size : glyph_space(s->text, s->length, begin);
        if (size == 0)
            return false;
    }
    return begin >= mark;
}

/* Whether a sentence ends at an ellipsis. May set `*end` before it. */
static bool ends_at_ellipsis(const parley_splitter *s, size_t begin, size_t mark, mark_run run,
                             follow f, size_t *end)
{
    if (f.kind == FOLLOW_SMALL || f.kind == FOLLOW_OTHER || is_bare(s, begin, mark))
        return false;
    if (run.dots == 3 && !run.quoted) {
        /* Full stops with blanks around them stand for words left out inside a sentence. */
        if (run.separated && s->text[mark] == '.')
            return false;
        /* "Well… I see": the one word whose capital says nothing. */
        return f.kind == FOLLOW_CAPITAL && !word_is_i(s, f.at);
    }
    /* "compounds. . . . The": a full stop, then words left out. */
    if (run.spaced && run.dots == 4 && !run.separated && !run.closed)
        *end = mark + 1;
    return true;
}

/* Whether a sentence ends in front of a dash, and where: a credit behind it belongs to it. */
static bool ends_at_dash(const parley_splitter *s, size_t dash, size_t *end)
{
    size_t credit = attached_dash(s, dash);
    if (credit) {
        *end = credit;
        return true;
    }
    size_t i = dash;
    while (i < s->length && i - dash < 9 &&
           (s->text[i] == '-' || glyph_starts(s->text, s->length, i, "\xE2\x80")))
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
    size_t behind = attached_stragglers(s, run.end);
    if (behind > run.end) {
        *end = run.end = behind;
        f = follow_at(s, behind);
        if (f.kind == FOLLOW_END)
            return true;
    }
    if (f.kind == FOLLOW_JOIN || (mark == begin && !run.strong))
        return false;
    if (f.kind == FOLLOW_DASH)
        return !(run.dots == 1 && !run.closed &&
                 word_is_abbreviation(s, word_before(s, begin, mark))) &&
               ends_at_dash(s, f.at, end);
    bool ends = run.strong     ? ends_at_strong(s, begin, mark, run, f)
                : run.dots > 1 ? ends_at_ellipsis(s, begin, mark, run, f, end)
                               : ends_at_stop(s, begin, mark, run, f);
    if (ends && f.kind == FOLLOW_BRACKET && !f.quoted) {
        size_t credit = attached_bracket(s, f.at);
        if (credit) {
            *end = credit;
            /* `…stairs." (Lind 55).`: the sentence has a mark of its own behind the reference. */
            if (credit < s->length && !glyph_space(s->text, s->length, credit))
                return false;
        }
    }
    return ends;
}
