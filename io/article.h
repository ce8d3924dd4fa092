/* From a file to the text of an article.
 *
 *     article_text text = {0};
 *     if (article_read("news/001.txt", ARTICLE_AUTO, &text, &error) == PARLEY_OK)
 *         …text.text.data, text.text.size…
 *     article_text_fini(&text);
 */
#ifndef PARLEY_IO_ARTICLE_H
#define PARLEY_IO_ARTICLE_H

#include "parley/buffer.h"

#include <stdbool.h>

typedef enum article_format {
    ARTICLE_AUTO, /* HTML by its ending or its first tag, else text */
    ARTICLE_TEXT,
    ARTICLE_HTML,
} article_format;

/* The decoded text: UTF-8, without a byte order mark. All zero is empty. */
typedef struct article_text {
    parley_buffer text;
    bool converted; /* it was not UTF-8 and was read as Windows-1252 */
} article_text;

/* Reads a file ("-": standard input) into `a`, which keeps its memory from call to call.
 * PARLEY_E_IO, PARLEY_E_FORMAT, PARLEY_E_MEMORY. */
parley_status article_read(const char *path, article_format format, article_text *a,
                           parley_error *error);

/* The same from bytes; `path` is for messages and for ARTICLE_AUTO. */
parley_status article_decode(const char *path, article_format format, parley_str bytes, article_text *a,
                             parley_error *error);

void article_text_fini(article_text *a);

#endif
