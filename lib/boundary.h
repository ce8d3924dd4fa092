/* The decisions of the sentence splitter: does a sentence end at this mark? Private to the library;
 * lib/sentence.c walks, lib/boundary.c decides.
 *
 *     size_t end;
 *     if (boundary_at_mark(splitter, begin, mark, &end))
 *         …the sentence is [begin, end)…
 *     else
 *         …it goes on; nothing before `end` needs another look…
 */
#ifndef PARLEY_BOUNDARY_H
#define PARLEY_BOUNDARY_H

#include "parley/sentence.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Whether a sentence that begins at `begin` ends at the mark (. ! ? … and their like) at `mark`.
 * `*end`: if so, where it ends, behind marks and quotation marks; if not, where to go on. */
bool boundary_at_mark(const parley_splitter *splitter, size_t begin, size_t mark, size_t *end);

#ifdef __cplusplus
}
#endif
#endif
