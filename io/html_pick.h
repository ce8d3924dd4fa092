/* Tells the paragraphs of the article from all others.
 *
 *     uint8_t *kinds = NULL;
 *     if (html_pick(&tree, title, &kinds, &headline) == PARLEY_OK)
 *         …kinds[i] is the html_kind of tree.paragraphs[i]…
 *     free(kinds);
 */
#ifndef PARLEY_IO_HTML_PICK_H
#define PARLEY_IO_HTML_PICK_H

#include "html.h"
#include "html_tree.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Sets `kinds` to an array of tree->paragraph_count html_kind values (NULL if there are none),
 * which the caller frees. `title` is what the page states as its headline, or NULL; `headline` is
 * set to the index of the paragraph that is the headline, or to tree->paragraph_count. It has the
 * kind HTML_HEADLINE, and so have repetitions of it near the text.
 * PARLEY_OK or PARLEY_E_MEMORY. */
parley_status html_pick(const html_tree *tree, const char *title, uint8_t **kinds,
                        size_t *headline);

/* Whether two texts begin with the same letters (case, blanks and marks aside) and neither is much
 * longer. */
bool html_agree(const char *a, size_t a_size, const char *b, size_t b_size);

#ifdef __cplusplus
}
#endif
#endif
