/* Line ends, as the sentence splitter takes them; see lines.h.
 *
 * News comes with one paragraph a line, where each line end also ends a sentence, or hard-wrapped,
 * where only one does that an empty line follows, or that comes early on purpose. The two are told
 * apart once, at the start. A line that follows another without an empty line in between begins with
 * a small letter in about four of five cases where lines are wrapped, and almost never where each is
 * a paragraph.
 */
#include "lines.h"

#include "glyphs.h"

#include <string.h>

enum {
    LOOK = 8192,     /* bytes of the text that the decision about wrapped lines looks at */
    WIDEST = 110,    /* lines with more columns are not wrapped by anybody */
    LOOK_LINE = 200, /* bytes from a line end back to the start of the line */
};

typedef struct line {
    size_t columns; /* without white space at its ends; 0: empty */
    size_t word;    /* columns of the first word */
    bool small;     /* begins with a small letter */
} line;

/* Reads the line at `at` up to `limit`; returns where the next one begins. */
static size_t read_line(const char *text, size_t limit, size_t at, line *out)
{
    *out = (line){0};
    size_t blanks = 0;
    for (; at < limit; at++) {
        size_t size = glyph_line_end(text, limit, at);
        if (size > 0)
            return at + size;
        char c = text[at];
        if (c == ' ' || c == '\t') {
            if (out->word == 0)
                out->word = out->columns;
            blanks += out->columns > 0;
            continue;
        }
        if (out->columns == 0)
            out->small = c >= 'a' && c <= 'z';
        out->columns += blanks + (((unsigned char)c & 0xC0) != 0x80);
        blanks = 0;
    }
    return limit;
}

/* What the lines say that another follows without an empty one. */
typedef struct evidence {
    size_t joined; /* how many they are */
    size_t small;  /* how many are followed by a small letter */
    size_t wide;   /* how many have more columns than WIDEST */
    size_t width;  /* the most columns that one of the others has */
    size_t early;  /* how many had room for the next word within `room` columns */
} evidence;

static evidence read_lines(const char *text, size_t limit, size_t room)
{
    evidence seen = {0};
    line one;
    line next;
    size_t at = read_line(text, limit, 0, &one);
    while (at < limit) {
        at = read_line(text, limit, at, &next);
        if (one.columns > 0 && next.columns > 0) {
            size_t word = next.word ? next.word : next.columns;
            seen.joined++;
            seen.small += next.small;
            if (one.columns > WIDEST)
                seen.wide++;
            else if (one.columns > seen.width)
                seen.width = one.columns;
            seen.early += one.columns + 1 + word <= room;
        }
        one = next;
    }
    return seen;
}

/* Whether a line end may begin among some bytes. A loop that compilers make 16 bytes wide. */
static bool may_end_line(const char *bytes, size_t size)
{
    unsigned char control = 0, separator = 0;
    for (size_t i = 0; i < size; i++) {
        control |= (unsigned char)bytes[i] < ' ';
        separator |= (unsigned char)bytes[i] == 0xE2;
    }
    return control | separator;
}

/* False: no line behind another begins with a small letter. So it is in most texts. */
static bool has_small_line(const char *text, size_t limit)
{
    enum { BLOCK = 32 };
    for (size_t i = 0; i < limit;) {
        while (limit - i >= BLOCK && !may_end_line(text + i, BLOCK))
            i += BLOCK;
        size_t stop = limit - i > BLOCK ? i + BLOCK : limit, size = 0;
        while (i < stop && (size = glyph_line_end(text, limit, i)) == 0)
            i++;
        if (size == 0)
            continue;
        i += size;
        while (i < limit && (text[i] == ' ' || text[i] == '\t'))
            i++;
        if (i < limit && is_small(text[i]))
            return true;
    }
    return false;
}

/* The columns at which lines are wrapped, or 0. Either many lines begin with a small letter, or a few
 * do and no line has room for the word that begins the next one. */
size_t line_find_width(const char *text, size_t length)
{
    size_t limit = length < LOOK ? length : LOOK;
    if (!has_small_line(text, limit))
        return 0;
    evidence seen = read_lines(text, limit, 0);
    if (seen.small == 0 || seen.wide * 5 > seen.joined)
        return 0;
    if (seen.small * 5 >= seen.joined * 2)
        return seen.width;
    return seen.wide == 0 && read_lines(text, limit, seen.width).early == 0 ? seen.width : 0;
}

/* The columns of the line that ends at `at`; more than LOOK_LINE counts as that. */
static size_t columns_before(const char *text, size_t at)
{
    size_t columns = 0;
    for (size_t i = at; i > 0 && at - i < LOOK_LINE; i--) {
        char c = text[i - 1];
        if (c == '\n' || c == '\r' || c == '\f')
            break;
        columns += ((unsigned char)c & 0xC0) != 0x80;
    }
    return columns;
}

bool line_ends_paragraph(const parley_splitter *s, size_t at)
{
    const char *text = s->text;
    if (s->width == 0 || text[at] == '\f' || text[at] == '\xE2')
        return true;
    size_t next = at + glyph_line_end(text, s->length, at);
    size_t size;
    while (next < s->length && (size = glyph_space(text, s->length, next)) > 0) {
        if (glyph_line_end(text, s->length, next))
            return true;
        next += size;
    }
    if (next == s->length || glyph_bullet(text, s->length, next))
        return true;
    /* "- item": a list with a line for each. */
    if (memchr("-*>", text[next], 3) && next + 1 < s->length && text[next + 1] == ' ')
        return true;
    if (glyph_list_marker(text, s->length, next).number == 1)
        return true;
    if (is_small(text[next]))
        return false;
    /* A line that had ample room for the next word was ended on purpose. */
    size_t word_columns = 0;
    for (size_t i = next; i < s->length && i - next < s->width; i++) {
        if (glyph_space(text, s->length, i))
            break;
        word_columns += ((unsigned char)text[i] & 0xC0) != 0x80;
    }
    return columns_before(text, at) + 1 + word_columns + s->width / 5 < s->width;
}

size_t line_skip_space(const parley_splitter *s, size_t at, bool *paragraph)
{
    size_t size;
    *paragraph = false;
    while (at < s->length && (size = glyph_space(s->text, s->length, at)) > 0) {
        if (glyph_line_end(s->text, s->length, at)) {
            if (line_ends_paragraph(s, at)) {
                *paragraph = true;
                return at;
            }
            size = glyph_line_end(s->text, s->length, at);
        }
        at += size;
    }
    if (at == s->length)
        *paragraph = true;
    return at;
}
