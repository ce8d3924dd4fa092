/* The words beside a mark; see sentence_words.h.
 *
 * A word is a run of letters, digits, full stops and a few joining marks; what it means is looked up
 * (lib/abbreviations.txt) or read from its shape: a single capital is an initial, letters with full
 * stops between them an abbreviation. No look goes further than WORD_SIZE bytes for one word and
 * LOOK_PHRASE bytes for several.
 */
#include "sentence_words.h"

#include "glyphs.h"

#include <string.h>
#include <utf8proc.h>

/* Whether the byte at `at` belongs to a word. Curly apostrophes and dashes end words. */
static bool in_word(const char *text, size_t length, size_t at)
{
    unsigned char c = (unsigned char)text[at];
    if (c < 0x80)
        return is_alphanumeric((char)c) || memchr("./&@", c, 4) != NULL;
    if (c == 0xE2)
        return !glyph_starts(text, length, at, "\xE2\x80");
    return !(c == 0xC2 && glyph_space(text, length, at));
}

word word_at(const parley_splitter *s, size_t at)
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

word word_before(const parley_splitter *s, size_t floor, size_t end)
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

word word_previous(const parley_splitter *s, size_t floor, word w)
{
    size_t at = w.begin;
    size_t size;
    while (at > floor && w.begin - at < 8 && (size = glyph_space_before(s->text, floor, at)) > 0)
        at -= size;
    return word_before(s, floor, at);
}

bool word_is_initial(const parley_splitter *s, word w)
{
    if (w.end - w.begin == 1)
        return is_capital(s->text[w.begin]);
    int32_t code = glyph_code(s->text, w.end, w.begin);
    return w.end - w.begin == 2 && code >= 0xC0 && code < 0x250 + 0x400 && utf8proc_isupper(code);
}

bool word_is_dotted(const parley_splitter *s, word w)
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

bool word_is_clipped(const parley_splitter *s, word w)
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

size_t word_whole_end(const parley_splitter *s, size_t at, size_t limit)
{
    while (at < limit && in_word(s->text, s->length, at))
        at++;
    size_t apostrophe = at < limit && s->text[at] == '\''                      ? 1
                        : glyph_starts(s->text, s->length, at, "\xE2\x80\x99") ? 3
                                                                               : 0;
    if (apostrophe && at + apostrophe < limit && is_small(s->text[at + apostrophe])) {
        at += apostrophe;
        while (at < limit && is_small(s->text[at]))
            at++;
    }
    return at;
}

bool word_is_abbreviation(const parley_splitter *s, word w)
{
    return (w.classes & (WORD_ABBREVIATION & ~(unsigned)WORD_NUMBER)) != 0 ||
           word_is_dotted(s, w) || word_is_initial(s, w);
}

bool word_reads_as_sentence(const parley_splitter *s, size_t at)
{
    size_t limit = s->length - at > LOOK_PHRASE ? at + LOOK_PHRASE : s->length;
    while (at < limit && !glyph_line_end(s->text, s->length, at)) {
        size_t end = word_whole_end(s, at, limit);
        if (end > at + 1 && is_small(s->text[at]) && !(word_at(s, at).classes & WORD_SMALL))
            return true;
        at = end > at ? end : at + 1;
    }
    return false;
}

bool word_opens_sentence(const parley_splitter *s, size_t at)
{
    word w = word_at(s, at);
    if (!(w.classes & WORD_OPENER))
        return false;
    /* "U.S. No. 2" is a number, "J. A. Lind" an initial. */
    if (s->text[w.end - 1] == '.' && ((w.classes & WORD_NUMBER) || w.end - at == 2))
        return false;
    return word_reads_as_sentence(s, at);
}

bool word_is_i(const parley_splitter *s, size_t at)
{
    return s->text[at] == 'I' && (at + 1 == s->length || !is_alphanumeric(s->text[at + 1]) ||
                                  glyph_starts(s->text, s->length, at + 1, "\xE2\x80\x99"));
}

bool word_ascribes_speech(const parley_splitter *s, size_t at)
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
        if ((w.classes & WORD_OPENER) && !(w.classes & WORD_TITLE) && !word_is_i(s, at))
            return false;
        at = w.end;
        if (at >= s->length || s->text[at] != ' ')
            return false;
        at++;
    }
    return false;
}
