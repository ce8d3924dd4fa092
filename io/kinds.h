/* What the lines of a plain text are: headline, body, caption or furniture.
 *
 *     kinds_of_block("Read more: The mayor resigns", 28, false); // HTML_FURNITURE
 *     kinds_name(HTML_FURNITURE);                                // "furniture"
 */
#ifndef PARLEY_IO_KINDS_H
#define PARLEY_IO_KINDS_H

#include "html.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The kind of a block: a line of a text whose lines are paragraphs, or a paragraph of hard-wrapped
 * lines; `size` bytes, which may have white space around them. `first`: it is the first block of an
 * article that is no furniture, and another follows: it may be the headline. */
html_kind kinds_of_block(const char *text, size_t size, bool first);

/* The name of a kind, as in the column `kind`; never NULL. */
const char *kinds_name(html_kind kind);

#ifdef __cplusplus
}
#endif
#endif
