/* The walk of the sentence splitter; see parley/sentence.h.
 *
 * Nearly all bytes of a text say nothing about where sentences end. The walk runs over them with one
 * look into a table for each and stops at the few that may: marks, line ends, brackets, and the first
 * bytes of those beyond ASCII. What a mark means is decided in lib/boundary.c; the walk itself knows
 *
 *   - brackets: what opens inside a sentence and closes within a few hundred bytes holds no boundary;
 *   - lists in one line: a sentence that begins "1." ends before "2.", one that begins with a bullet
 *     ends before the next;
 *   - line ends: in text of one paragraph a line each ends a sentence, in hard-wrapped text only one
 *     that is followed by an empty line, or comes early on purpose.
 *
 * The two kinds of text are told apart once, at the start. A line that follows another without an
 * empty line in between begins with a small letter in about four of five cases where lines are
 * wrapped, and almost never where each is a paragraph.
 */
#include "parley/sentence.h"

#include "boundary.h"

#include <string.h>

/* How much of the text the decision about wrapped lines looks at, in bytes. */
enum { LOOK = 8192 };

/* Lines with more columns are not wrapped by anybody. */
enum { WIDEST = 110 };

/* What a byte is to the walk; 0 for those it runs over. */
enum { PLAIN = 0, MARK = 1, LINE = 2, OPEN = 3, CLOSE = 4, WIDE = 5 };

static const unsigned char byte_kind[256] = {
    ['.'] = MARK, ['!'] = MARK, ['?'] = MARK,  ['\n'] = LINE, ['\r'] = LINE, ['\f'] = LINE,
    ['('] = OPEN, ['['] = OPEN, [')'] = CLOSE, [0xE2] = WIDE, [0xE3] = WIDE, [0xEF] = WIDE,
};

/* --- wrapped lines ---------------------------------------------------------------------------- */

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
        size_t size = boundary_line_end(text, limit, at);
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

/* The columns at which lines are wrapped, or 0. Either many lines begin with a small letter, or a few
 * do and no line has room for the word that begins the next one. */
static size_t find_width(const char *text, size_t length)
{
    size_t limit = length < LOOK ? length : LOOK;
    evidence seen = read_lines(text, limit, 0);
    if (seen.small == 0 || seen.wide * 5 > seen.joined)
        return 0;
    if (seen.small * 5 >= seen.joined * 2)
        return seen.width;
    return seen.wide == 0 && read_lines(text, limit, seen.width).early == 0 ? seen.width : 0;
}

/* --- brackets and lists ----------------------------------------------------------------------- */

/* Where the bracket that opens at `at` closes, if it does so in the same paragraph and not far away;
 * else `at`. Gives up on brackets nested more than DEPTH times, so that in "((((" no byte is looked
 * at more often than that. */
static size_t find_closing(const parley_splitter *s, size_t at)
{
    enum { DEPTH = 4 };
    const char open = s->text[at];
    const char close = open == '(' ? ')' : ']';
    size_t limit = s->length - at > BOUNDARY_BRACKET ? at + BOUNDARY_BRACKET : s->length;
    int depth = 1;
    for (size_t i = at + 1; i < limit && depth <= DEPTH; i++) {
        char c = s->text[i];
        if (c == open)
            depth++;
        else if (c == close && --depth == 0)
            return i;
        else if (byte_kind[(unsigned char)c] == LINE && boundary_at_line_end(s, i))
            break;
    }
    return at;
}

/* Whether the item behind `marker` begins at `at`: "2." after "1.", with a blank in front. */
static bool is_next_item(const parley_splitter *s, list_marker marker, size_t begin, size_t at)
{
    if (!boundary_space_before(s->text, begin, at))
        return false;
    list_marker next = boundary_list_marker(s->text, s->length, at);
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
           !boundary_space_before(text, begin, start))
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
    while (end > begin && (size = boundary_space_before(s->text, begin, end)) > 0)
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
    size_t size = 1;
    if (kind == WIDE) {
        size_t bullet = boundary_bullet(text, s->length, i);
        if (boundary_mark(text, s->length, i))
            kind = MARK;
        else if ((size = boundary_line_end(text, s->length, i)) > 0)
            kind = LINE;
        else if (bullet && now->bullet && i > now->begin &&
                 !memcmp(text + i, text + now->begin, bullet) &&
                 boundary_space_before(text, now->begin, i)) {
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
        if (boundary_at_line_end(s, i))
            return true;
        *at = i + boundary_line_end(text, s->length, i);
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
    splitter->width = find_width(text, length);
}

bool parley_splitter_next(parley_splitter *s, parley_span *sentence)
{
    const char *text = s->text;
    size_t length = s->length;
    size_t at = s->at;
    size_t size;
    while (at < length && (size = boundary_space(text, length, at)) > 0)
        at += size;
    s->at = at;
    if (at == length)
        return false;

    state now = {.begin = at};
    now.bullet = boundary_bullet(text, length, at);
    at += now.bullet;
    while (now.bullet && at < length && text[at] == ' ')
        at++;
    now.marker = boundary_list_marker(text, length, at);
    if (now.marker.number)
        at = now.marker.end;

    size_t end = length;
    for (;;) {
        while (at < length && byte_kind[(unsigned char)text[at]] == PLAIN)
            at++;
        if (at >= length) {
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
