/* Where rows that come without their text find it: articles, by name, each with its sentences.
 *
 * A label file can be shared where the articles can't: it holds the article's name, the sentence's
 * number and id, and the labels. Whoever has the articles gives their place (--articles), and each
 * row finds its sentence by article and id.
 */
#ifndef PARLEY_TRAIN_TEXTS_H
#define PARLEY_TRAIN_TEXTS_H

#include "../io/intern.h"
#include "../io/message.h"

typedef struct texts texts;

/* Reads articles: text and HTML files, folders of them, and CSV files with a text column (and an
 * article column), which `text_column` names. PARLEY_E_IO, PARLEY_E_FORMAT, PARLEY_E_MEMORY.
 * `*out` is the caller's; free it with texts_free. */
parley_status texts_load(const char *const *paths, size_t count, const char *text_column,
                         const messages *say, texts **out, parley_error *error);

void texts_free(texts *t);

/* The name of an article as names are compared: 000 and 0 are one. Points into `name`. */
parley_str texts_fold_name(parley_str name);

/* Finds the sentence of an article by its id; an id that splitting did not yield is looked for as a
 * span of the article's text. Without an article (size 0), every article is asked. Articles named
 * by a number match whatever zeros precede it (000 and 0). `*text` is empty if it is not found,
 * and else valid as long as `t`. PARLEY_OK or PARLEY_E_MEMORY. */
parley_status texts_find(texts *t, parley_str article, parley_str id, parley_str *text,
                         parley_error *error);

#endif
