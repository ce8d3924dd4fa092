/* The walk of the sentence splitter; see parley/sentence.h.
 *
 * Nearly all bytes of a text say nothing about where sentences end. The walk runs over them with one
 * look into a table for each and stops at the few that may: marks, line ends, brackets, and the first
 * bytes of those beyond ASCII. What a mark means is decided in lib/boundary.c; the walk itself knows
 *
 *   - brackets: what opens inside a sentence and closes within a few hundred bytes holds no boundary;
 *   - lists in one line: a sentence that begins "1." ends before "2.", one that begins with a bullet
 *     ends before the next;
 *   - line ends that are ends of paragraphs, as lib/lines.c tells.
 */
#include "parley/sentence.h"

#include "boundary.h"
#include "glyphs.h"
#include "lines.h"
#include "parley/sixteen.h"

#include <string.h>

/* How far a bracket may close behind its opening, in bytes. */
enum { LOOK_BRACKET = 400 };

/* What a byte is to the walk; 0 for those it runs over. */
enum { PLAIN = 0, MARK = 1, LINE = 2, OPEN = 3, CLOSE = 4, WIDE = 5 };

static const unsigned char byte_kind[256] = {
    ['.'] = MARK, ['!'] = MARK,  ['?'] = MARK,  ['\n'] = LINE, ['\r'] = LINE, ['\f'] = LINE,
    ['('] = OPEN, [')'] = CLOSE, [0xE2] = WIDE, [0xE3] = WIDE, [0xEF] = WIDE,
};

/* Which of sixteen bytes may be of interest: all that are, and control characters. */
static unsigned may_interest(const char *text)
{
    parley_sixteen bytes = parley_sixteen_load(text);
    parley_sixteen marks = parley_sixteen_or(
        parley_sixteen_is(bytes, '.'),
        parley_sixteen_or(parley_sixteen_is(bytes, '!'), parley_sixteen_is(bytes, '?')));
    parley_sixteen rest = parley_sixteen_or(parley_sixteen_from(bytes, '(', ')'),
                                            parley_sixteen_from(bytes, 0, ' ' - 1));
    unsigned ascii = parley_sixteen_bits(parley_sixteen_or(marks, rest));
    if (!parley_sixteen_bits(bytes))
        return ascii;
    parley_sixteen wide = parley_sixteen_or(
        parley_sixteen_is(bytes, '\xE2'),
        parley_sixteen_or(parley_sixteen_is(bytes, '\xE3'), parley_sixteen_is(bytes, '\xEF')));
    return ascii | parley_sixteen_bits(wide);
}

/* The first byte of interest at `at` or behind. */
static size_t next_of_interest(const char *text, size_t length, size_t at)
{
    while (at < length) {
        if (length - at >= PARLEY_SIXTEEN) {
            unsigned bits = may_interest(text + at);
            at += bits ? parley_lowest_bit(bits) : PARLEY_SIXTEEN;
            if (!bits)
                continue;
        }
        if (byte_kind[(unsigned char)text[at]] == PLAIN) {
            at++;
            continue;
        }
        /* Curly quotation marks and dashes are frequent, and of no interest. */
        if (text[at] != '\xE2' || length - at < 3 || text[at + 1] != '\x80' ||
            (unsigned char)text[at + 2] < 0x93 || (unsigned char)text[at + 2] > 0x9F)
            return at;
        at += 3;
    }
    return at;
}

/* --- brackets and lists ----------------------------------------------------------------------- */

/* Where the bracket that opens at `at` closes, if it does so in the same paragraph and not far away;
 * else `at`. Gives up on brackets nested more than DEPTH times, so that in "((((" no byte is looked
 * at more often than that. */
static size_t find_closing(const parley_splitter *s, size_t at)
{
    enum { DEPTH = 4 };
    size_t limit = s->length - at > LOOK_BRACKET ? at + LOOK_BRACKET : s->length;
    int depth = 1;
    for (size_t i = at + 1; i < limit && depth <= DEPTH; i++) {
        char c = s->text[i];
        if (c == '(')
            depth++;
        else if (c == ')' && --depth == 0)
            return i;
        else if (byte_kind[(unsigned char)c] == LINE && line_ends_paragraph(s, i))
            break;
    }
    return at;
}

/* Whether the item behind `marker` begins at `at`: "2." after "1.", with a blank in front. */
static bool is_next_item(const parley_splitter *s, list_marker marker, size_t begin, size_t at)
{
    if (!glyph_space_before(s->text, begin, at))
        return false;
    list_marker next = glyph_list_marker(s->text, s->length, at);
    if (next.number != marker.number + 1 || next.kind != marker.kind ||
        next.first != marker.first || next.bracket != marker.bracket)
        return false;
    size_t word = next.end + 1;
    return word < s->length && s->text[word] >= 'A' && s->text[word] <= 'Z';
}

/* Where the number or letter in front of the list mark at `at` begins. */
static size_t marker_start(const char *text, size_t begin, size_t at)
{
    size_t start = at;
    while (start > begin && at - start < 4 && text[start - 1] >= '0' && text[start - 1] <= 'z' &&
           !glyph_space_before(text, begin, start))
        start--;
    if (start < at && start > begin && text[start - 1] == '(')
        start--;
    return start;
}

/* --- the walk --------------------------------------------------------------------------------- */

/* What is known of the sentence that the walk is in. */
typedef struct state {
    size_t begin;
    size_t protected;   /* no boundary before here: inside a bracket */
    size_t bullet;      /* bytes of the bullet it began with, or 0 */
    list_marker marker; /* the number it began with */
} state;

static size_t trim(const parley_splitter *s, size_t begin, size_t end)
{
    size_t size;
    while (end > begin && (size = glyph_space_before(s->text, begin, end)) > 0)
        end -= size;
    return end;
}

/* Looks at the byte of interest at `*at`. Returns whether the sentence ends, with `*end`; else moves
 * `*at` on. */
static bool examine(parley_splitter *s, state *now, size_t *at, size_t *end)
{
    const char *text = s->text;
    size_t i = *at;
    unsigned char kind = byte_kind[(unsigned char)text[i]];
    if (kind == WIDE) {
        size_t bullet = glyph_bullet(text, s->length, i);
        if (glyph_mark(text, s->length, i))
            kind = MARK;
        else if (glyph_line_end(text, s->length, i) > 0)
            kind = LINE;
        else if (bullet && now->bullet && i > now->begin &&
                 !memcmp(text + i, text + now->begin, bullet) &&
                 glyph_space_before(text, now->begin, i)) {
            *end = i;
            return true;
        }
    }
    if ((kind == MARK || kind == CLOSE) && now->marker.number) {
        size_t start = marker_start(text, now->begin, i);
        if (start < i && is_next_item(s, now->marker, now->begin, start)) {
            *end = start;
            return true;
        }
    }
    *at = i + 1;
    switch (kind) {
    case MARK:
        if (boundary_at_mark(s, now->begin, i, end) && *end > now->protected)
            return true;
        *at = *end;
        return false;
    case LINE:
        *end = i;
        if (line_ends_paragraph(s, i))
            return true;
        *at = i + glyph_line_end(text, s->length, i);
        return false;
    case OPEN:
        if (i >= now->protected && i > now->begin)
            now->protected = find_closing(s, i);
        return false;
    default:
        return false;
    }
}

void parley_splitter_init(parley_splitter *splitter, const char *text, size_t length,
                          const parley_abbreviations *extra)
{
    *splitter = (parley_splitter){.text = text, .length = length, .extra = extra};
    splitter->width = line_find_width(text, length);
}

bool parley_splitter_next(parley_splitter *s, parley_span *sentence)
{
    const char *text = s->text;
    size_t length = s->length;
    size_t at = s->at;
    size_t size;
    while (at < length && (size = glyph_space(text, length, at)) > 0)
        at += size;
    s->at = at;
    if (at == length)
        return false;

    state now = {.begin = at};
    now.bullet = glyph_bullet(text, length, at);
    at += now.bullet;
    while (now.bullet && at < length && text[at] == ' ')
        at++;
    now.marker = glyph_list_marker(text, length, at);
    if (now.marker.number)
        at = now.marker.end;

    size_t end = length;
    for (;;) {
        at = next_of_interest(text, length, at);
        if (at == length) {
            end = length;
            break;
        }
        if (examine(s, &now, &at, &end))
            break;
    }
    s->at = end;
    *sentence = (parley_span){now.begin, trim(s, now.begin, end)};
    return true;
}
