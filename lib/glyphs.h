/* The characters and marks that the sentence splitter tells apart. Private to the library.
 *
 * Each function looks at one place of a text and returns how many bytes what it knows takes there, or
 * 0 if something else stands there. The place must lie inside the text.
 *
 *     size_t size;
 *     while (at < length && (size = glyph_space(text, length, at)) > 0)
 *         at += size;
 */
#ifndef PARLEY_GLYPHS_H
#define PARLEY_GLYPHS_H

#include "parley/text.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ASCII; is_alphanumeric takes any byte beyond it for part of a letter. */
static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool is_small(char c)
{
    return c >= 'a' && c <= 'z';
}

static inline bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static inline bool is_alphanumeric(char c)
{
    return is_small(c) || is_capital(c) || is_digit(c) || ((unsigned char)c & 0x80);
}

/* Whether the bytes of a string stand at `at`. */
bool glyph_starts(const char *text, size_t length, size_t at, const char *bytes);

/* The code point at `at`; -1 at the end. */
int32_t glyph_code(const char *text, size_t length, size_t at);

/* White space, one character. */
size_t glyph_space(const char *text, size_t length, size_t at);

/* White space, one character, that ends at `at` and begins at `floor` or later. */
size_t glyph_space_before(const char *text, size_t floor, size_t at);

/* A line end; a carriage return and a line feed count as one. */
size_t glyph_line_end(const char *text, size_t length, size_t at);

/* A mark that may end a sentence: . ! ? … and their like. */
size_t glyph_mark(const char *text, size_t length, size_t at);

/* A bullet. */
size_t glyph_bullet(const char *text, size_t length, size_t at);

/* A quotation mark or bracket that closes, or a mark of emphasis. Sets `*quote` to true if it may be
 * a quotation mark; else leaves it alone. */
size_t glyph_closer(const char *text, size_t length, size_t at, bool *quote);

/* A quotation mark that opens, an upside-down mark, or a bracket of an editor's words. */
size_t glyph_opener(const char *text, size_t length, size_t at);

/* The number or letter of an item of a list, as in "3.", "(3)", "c)" or "3.)". */
typedef struct list_marker {
    int number;   /* 1 and up; letters count from 1; 0: there is none */
    char kind;    /* '1', 'a' or 'A' */
    char first;   /* the mark behind it: '.' or ')' */
    bool bracket; /* a bracket stands in front */
    size_t end;   /* where it ends in the text */
} list_marker;

/* Reads the marker at `at`, which a blank follows; `.number` is 0 if there is none. */
list_marker glyph_list_marker(const char *text, size_t length, size_t at);

#ifdef __cplusplus
}
#endif
#endif
