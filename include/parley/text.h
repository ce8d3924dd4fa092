/* Text: UTF-8, spans, folding, and the id of a sentence.
 *
 * Texts are pointer and length; lengths count bytes; spans are half-open [begin, end). Functions
 * that produce text append it to a parley_buffer of the caller. All are safe to call from several
 * threads at once.
 *
 *     char id[PARLEY_ID_SIZE];
 *     parley_buffer scratch = {0};
 *     parley_text_id("No deal  was struck.", 20, &scratch, id);   // two blanks count as one
 *     puts(id);                                                   // p1 and 13 digits
 */
#ifndef PARLEY_TEXT_H
#define PARLEY_TEXT_H

#include "parley/buffer.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A part of a text: bytes [begin, end). */
typedef struct parley_span {
    size_t begin;
    size_t end;
} parley_span;

/* An id with its zero: "p1", 13 digits, '\0'. */
enum { PARLEY_ID_SIZE = 16 };

/* Whether the bytes are well-formed UTF-8 (no surrogates, no overlong forms). */
bool parley_utf8_valid(const char *text, size_t length);

/* Reads the code point at the start of `text` (length > 0) and returns how many bytes it takes. A
 * byte that begins no well-formed sequence is read as U+FFFD of length 1. */
size_t parley_utf8_decode(const char *text, size_t length, int32_t *code_point);

/* Whether a code point separates words: Unicode White_Space, and the zero-width space and BOM. */
bool parley_is_space(int32_t code_point);

/* Appends Windows-1252 bytes as UTF-8; the five bytes without a meaning become U+FFFD.
 * PARLEY_OK or PARLEY_E_MEMORY. */
parley_status parley_text_from_windows1252(const char *bytes, size_t size, parley_buffer *out);

/* Appends the text with every run of white space made one blank, none at either end: the text of a
 * row. PARLEY_OK or PARLEY_E_MEMORY. */
parley_status parley_text_squeeze(const char *text, size_t length, parley_buffer *out);

/* Appends the text as features see it: Unicode case folding and normal form C; typographic
 * apostrophes, quotation marks and dashes made ' " and -; the ellipsis made three full stops; soft
 * hyphens and other invisible marks dropped; white space made blanks. Malformed bytes become
 * U+FFFD. PARLEY_OK or PARLEY_E_MEMORY. */
parley_status parley_text_fold(const char *text, size_t length, parley_buffer *out);

/* Writes the id of a text: "p1" (the scheme) and XXH3-64 of the text in normal form C with white
 * space folded, as 13 digits of 0-9a-z without i, l, o and u (Crockford's base 32), most
 * significant first. Case and quotation marks count. `scratch` is emptied and used. PARLEY_OK or
 * PARLEY_E_MEMORY. */
parley_status parley_text_id(const char *text, size_t length, parley_buffer *scratch,
                             char id[PARLEY_ID_SIZE]);

/* The same, and faster, for a text that parley_text_squeeze has made. */
parley_status parley_squeezed_id(const char *text, size_t length, parley_buffer *scratch,
                                 char id[PARLEY_ID_SIZE]);

#ifdef __cplusplus
}
#endif
#endif
