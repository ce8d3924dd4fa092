/* Line ends, as the sentence splitter takes them. Private to the library.
 *
 *     splitter->width = line_find_width(text, length);
 *     bool paragraph;
 *     at = line_skip_space(splitter, at, &paragraph);
 */
#ifndef PARLEY_LINES_H
#define PARLEY_LINES_H

#include "parley/sentence.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The columns at which the lines of a text are wrapped, or 0 if each is a paragraph. */
size_t line_find_width(const char *text, size_t length);

/* Whether the line end at `at` (where glyph_line_end is not 0) also ends the paragraph. */
bool line_ends_paragraph(const parley_splitter *splitter, size_t at);

/* Goes over white space from `at` on, up to the line end that ends the paragraph, and tells with
 * `*paragraph` whether it came to one or to the end of the text. Returns where it stopped. */
size_t line_skip_space(const parley_splitter *splitter, size_t at, bool *paragraph);

#ifdef __cplusplus
}
#endif
#endif
