/* The characters and marks that the sentence splitter tells apart; see glyphs.h.
 *
 * English news needs few of them beyond ASCII: curly quotation marks, dashes, the ellipsis, bullets,
 * blanks of other widths. They are compared as bytes of UTF-8, which is both shorter and faster than
 * decoding; bytes that are not UTF-8 match nothing and so count as letters.
 */
#include "glyphs.h"

bool glyph_starts(const char *text, size_t length, size_t at, const char *bytes)
{
    for (; *bytes; bytes++, at++)
        if (at >= length || text[at] != *bytes)
            return false;
    return true;
}

int32_t glyph_code(const char *text, size_t length, size_t at)
{
    int32_t code = -1;
    if (at < length)
        parley_utf8_decode(text + at, length - at, &code);
    return code;
}

size_t glyph_space(const char *text, size_t length, size_t at)
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

size_t glyph_space_before(const char *text, size_t floor, size_t at)
{
    for (size_t size = 1; size <= 3 && size <= at - floor; size++)
        if (glyph_space(text, at, at - size) == size)
            return size;
    return 0;
}

size_t glyph_line_end(const char *text, size_t length, size_t at)
{
    switch (text[at]) {
    case '\r':
        return at + 1 < length && text[at + 1] == '\n' ? 2 : 1;
    case '\n':
    case '\f':
        return 1;
    case '\xE2': /* line and paragraph separator */
        return glyph_starts(text, length, at, "\xE2\x80\xA8") ||
                       glyph_starts(text, length, at, "\xE2\x80\xA9")
                   ? 3
                   : 0;
    default:
        return 0;
    }
}

size_t glyph_mark(const char *text, size_t length, size_t at)
{
    switch ((unsigned char)text[at]) {
    case '.':
    case '!':
    case '?':
        return 1;
    case 0xE2: /* … ‼ ⁇ ⁈ ⁉ */
        return glyph_starts(text, length, at, "\xE2\x80\xA6") ||
                       glyph_starts(text, length, at, "\xE2\x80\xBC") ||
                       (glyph_starts(text, length, at, "\xE2\x81") && length - at > 2 &&
                        (unsigned char)text[at + 2] >= 0x87 && (unsigned char)text[at + 2] <= 0x89)
                   ? 3
                   : 0;
    case 0xE3: /* the ideographic full stop */
        return glyph_starts(text, length, at, "\xE3\x80\x82") ? 3 : 0;
    case 0xEF: /* the full-width marks */
        return glyph_starts(text, length, at, "\xEF\xBC\x81") ||
                       glyph_starts(text, length, at, "\xEF\xBC\x9F")
                   ? 3
                   : 0;
    default:
        return 0;
    }
}

size_t glyph_bullet(const char *text, size_t length, size_t at)
{
    static const char *const bullets[] = {"\xE2\x80\xA2", "\xE2\x80\xA3", "\xE2\x81\x83",
                                          "\xE2\x97\xA6", "\xE2\x97\x8F", "\xE2\x96\xAA",
                                          "\xE2\x96\xA0", "\xE2\x96\xB6", "\xE2\x96\xBA"};
    if (text[at] != '\xE2')
        return 0;
    for (size_t i = 0; i < sizeof bullets / sizeof *bullets; i++)
        if (glyph_starts(text, length, at, bullets[i]))
            return 3;
    return 0;
}

size_t glyph_closer(const char *text, size_t length, size_t at, bool *quote)
{
    switch ((unsigned char)text[at]) {
    case '"':
    case '\'':
        /* Straight marks also open; before a letter that is what they do. */
        *quote = true;
        return at + 1 < length && is_alphanumeric(text[at + 1]) &&
                       glyph_code(text, length, at + 1) < 0x2000
                   ? 0
                   : 1;
    case ')':
    case ']':
    case '}':
    case '*':
        return 1;
    case 0xC2: /* » */
        *quote = true;
        return glyph_starts(text, length, at, "\xC2\xBB") ? 2 : 0;
    case 0xE2: /* ’ ” › and the “ that closes „ and opens no word */
        *quote = true;
        if (glyph_starts(text, length, at, "\xE2\x80\x9C"))
            return at + 3 == length || glyph_space(text, length, at + 3) ? 3 : 0;
        return glyph_starts(text, length, at, "\xE2\x80\x99") ||
                       glyph_starts(text, length, at, "\xE2\x80\x9D") ||
                       glyph_starts(text, length, at, "\xE2\x80\xBA")
                   ? 3
                   : 0;
    default:
        return 0;
    }
}

size_t glyph_opener(const char *text, size_t length, size_t at)
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
        return glyph_starts(text, length, at, "\xC2\xAB") ||
                       glyph_starts(text, length, at, "\xC2\xA1") ||
                       glyph_starts(text, length, at, "\xC2\xBF")
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

list_marker glyph_list_marker(const char *text, size_t length, size_t at)
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
