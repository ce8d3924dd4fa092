/* From a file to the text of an article: encodings, gzip, and web pages.
 *
 *     article_text text = {0};
 *     if (article_read("news/001.html", NULL, &text, &error) == PARLEY_OK)
 *         …text.text.data, text.text.size…
 *     article_text_fini(&text);
 */
#ifndef PARLEY_IO_ARTICLE_H
#define PARLEY_IO_ARTICLE_H

#include "html.h"
#include "walk.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum article_format {
    ARTICLE_AUTO, /* HTML by the ending of the name or the first tag, else text */
    ARTICLE_TEXT,
    ARTICLE_HTML,
} article_format;

/* All zero, or NULL in its place, is the default. */
typedef struct article_options {
    article_format format;
    const char *encoding; /* NULL: by byte order mark or the page's own word, else UTF-8 if it is
                             well-formed, else Windows-1252 */
    unsigned keep;        /* of a page, beside headline and body: HTML_KEEP_ bits */
} article_options;

/* The decoded text: UTF-8, without a byte order mark. All zero is empty. */
typedef struct article_text {
    parley_buffer text;
    html_article_paragraph *paragraphs; /* of a page; none for text */
    size_t paragraph_count;
    char day[HTML_DAY_SIZE]; /* of publication, where a page states it, or "" */
    bool converted;          /* it was not UTF-8 and was read as Windows-1252 */
    size_t replaced;         /* how often something could not be decoded and became U+FFFD */
} article_text;

/* Call once before anything is read, if articles are read in several threads. */
void article_library_init(void);

/* Reads a file ("-": standard input) into `a`, which keeps its memory from call to call.
 * PARLEY_E_IO; PARLEY_E_CORRUPT: a broken gzip; PARLEY_E_FORMAT: a NUL byte; PARLEY_E_LIMIT: more than
 * INPUT_ARTICLE_MAX of text; PARLEY_E_ARGUMENT: there is no such encoding; PARLEY_E_MEMORY. */
parley_status article_read(const char *path, const article_options *options, article_text *a,
                           parley_error *error);

/* The same from bytes; `path` is for messages and for ARTICLE_AUTO. */
parley_status article_decode(const char *path, const article_options *options, parley_str bytes,
                             article_text *a, parley_error *error);

/* The text and its paragraphs, for a walk over the sentences; valid as long as `a`. */
article_parts article_text_parts(const article_text *a);

void article_text_fini(article_text *a);

#ifdef __cplusplus
}
#endif
#endif
