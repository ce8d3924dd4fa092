/* What belongs to a sentence though a mark stands between; see attachments.h.
 *
 * Newspapers put things beside sentences that are none: "(Wire/A. Lind)" and "– Agencies" behind the
 * last full stop, "GENEVA, May 21." and "14.30." in front of the first word. Each is short, which
 * bounds the look at it, and has little grammar: names, dates, capitals.
 */
#include "attachments.h"

#include "glyphs.h"
#include "lines.h"
#include "sentence_words.h"

#include <string.h>

enum { LOOK_CREDIT = 100 }; /* bytes of a credit */

/* The bytes of the raised digits at `at`; of four at most. */
static size_t raised_digits(const parley_splitter *s, size_t at)
{
    size_t i = at;
    for (int digits = 0; digits < 4; digits++) {
        if (glyph_starts(s->text, s->length, i, "\xC2\xB9") || /* ¹ ² ³ */
            glyph_starts(s->text, s->length, i, "\xC2\xB2") ||
            glyph_starts(s->text, s->length, i, "\xC2\xB3"))
            i += 2;
        else if (glyph_starts(s->text, s->length, i, "\xE2\x81") && s->length - i > 2 &&
                 ((unsigned char)s->text[i + 2] == 0xB0 ||
                  ((unsigned char)s->text[i + 2] >= 0xB4 && (unsigned char)s->text[i + 2] <= 0xB9)))
            i += 3; /* ⁰, ⁴ to ⁹ */
        else
            break;
    }
    return i - at;
}

size_t attached_note(const parley_splitter *s, size_t at)
{
    size_t i = at;
    if (at == s->length)
        return 0;
    if ((unsigned char)s->text[at] >= 0x80)
        return raised_digits(s, at);
    if (s->text[i] == '[') {
        i++;
        while (i < s->length && i - at < 5 && is_digit(s->text[i]))
            i++;
        if (i > at + 1 && i < s->length && s->text[i] == ']')
            return i + 1 - at;
    }
    return 0;
}

/* Whether a bracket holds names and little else, in [at, end): no word with a small letter but
 * particles ("via"), no verb in front ("Reporting by"). */
static bool holds_names(const parley_splitter *s, size_t at, size_t end)
{
    size_t first = word_whole_end(s, at, end);
    if (first - at > 4 && memcmp(s->text + first - 3, "ing", 3) == 0)
        return false;
    while (at < end) {
        size_t word_end = word_whole_end(s, at, end);
        if (word_end > at + 1 && is_small(s->text[at]) && !(word_at(s, at).classes & WORD_SMALL))
            return false;
        at = word_end > at ? word_end : at + 1;
    }
    return true;
}

size_t attached_bracket(const parley_splitter *s, size_t at)
{
    size_t limit = s->length - at > LOOK_CREDIT ? at + LOOK_CREDIT : s->length;
    for (size_t i = at + 1; i < limit; i++) {
        if (s->text[i] == '(' ||
            (glyph_line_end(s->text, s->length, i) && line_ends_paragraph(s, i)))
            return 0;
        if (s->text[i] == ')') {
            size_t last = i;
            while (last > at + 1 && memchr("\"'", s->text[last - 1], 2))
                last--;
            bool sentence = glyph_mark(s->text, s->length, last - 1) > 0;
            return sentence || !holds_names(s, at + 1, i) ? 0 : i + 1;
        }
    }
    return 0;
}

size_t attached_dash(const parley_splitter *s, size_t at)
{
    int words = 0;
    size_t limit = s->length - at > LOOK_CREDIT ? at + LOOK_CREDIT : s->length;
    while (at < limit && !glyph_space(s->text, s->length, at))
        at++;
    while (at < limit && words <= 3) {
        bool paragraph;
        size_t end = at;
        at = line_skip_space(s, at, &paragraph);
        if (paragraph)
            return words > 0 ? end : 0;
        words++;
        while (at < limit && !glyph_space(s->text, s->length, at)) {
            if (glyph_mark(s->text, s->length, at))
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
    if (i == dots && glyph_starts(text, s->length, i, "\xE2\x80\xA6"))
        i += 3;
    if (i - dots < 2)
        return 0;
    if (close) {
        if (i == s->length || text[i] != close)
            return 0;
        i++;
    }
    return i == s->length || glyph_space(text, s->length, i) ? i : 0;
}

size_t attached_stragglers(const parley_splitter *s, size_t end)
{
    bool paragraph;
    size_t at = line_skip_space(s, end, &paragraph);
    if (paragraph || at == end)
        return end;
    size_t extra = lone_ellipsis(s, at);
    if (extra)
        return extra;
    extra = at;
    for (size_t size; (size = attached_note(s, extra)) > 0 && extra - at < 32;)
        extra += size;
    if (extra == at)
        extra += glyph_starts(s->text, s->length, at, "\xE2\x80\x9D") ? 3
                 : glyph_starts(s->text, s->length, at, "\xC2\xBB")   ? 2
                                                                      : 0;
    if (extra > at && (extra == s->length || glyph_space(s->text, s->length, extra)))
        return extra;
    return end;
}

bool attached_phrase(const parley_splitter *s, size_t begin, size_t end)
{
    if (end - begin > LOOK_PHRASE)
        return false;
    size_t first = begin;
    while (first < end && glyph_opener(s->text, s->length, first))
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
    for (size_t size; i > 0 && at - i < 8 && (size = glyph_space_before(s->text, 0, i)) > 0;
         i -= size)
        if (glyph_line_end(s->text, s->length, i - size) && line_ends_paragraph(s, i - size))
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

bool attached_head(const parley_splitter *s, size_t begin, size_t end)
{
    if (end - begin > LOOK_PHRASE || !begins_paragraph(s, begin))
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
        if (count[HEAD_TIME] && glyph_starts(s->text, s->length, at, "time") && w.end - at == 4) {
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
