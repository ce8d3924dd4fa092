/* The article on a saved web page.
 *
 * Finds the main text of a news page and leaves out what stands around it: navigation, comments,
 * related links, cookie notices, share buttons. Whatever the page holds, time is linear in its
 * size, memory is less than ten times its size, and nothing is fetched.
 *
 *     html_article article = {0};
 *     if (html_extract(bytes, size, NULL, HTML_KEEP_BODY, &article, &error) == PARLEY_OK)
 *         fwrite(article.text.data, 1, article.text.size, stdout);
 *     html_article_fini(&article);
 */
#ifndef PARLEY_IO_HTML_H
#define PARLEY_IO_HTML_H

#include "html_date.h"
#include "parley/buffer.h"
#include "parley/text.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What a paragraph is. */
typedef enum html_kind {
    HTML_HEADLINE,  /* the headline of the article */
    HTML_BODY,      /* its text, subheadings and lists included */
    HTML_CAPTION,   /* the caption or credit of a picture or table */
    HTML_FURNITURE, /* all else */
} html_kind;

/* Which kinds of paragraphs to keep beside headline and body; bits. */
typedef enum html_keep {
    HTML_KEEP_BODY = 0,
    HTML_KEEP_CAPTIONS = 1 << 0,
    HTML_KEEP_FURNITURE = 1 << 1,
} html_keep;

/* One paragraph of an article: text [begin, end) of html_article.text. */
typedef struct html_article_paragraph {
    uint32_t begin;
    uint32_t end;
    html_kind kind;
} html_article_paragraph;

/* All zero is an empty article. */
typedef struct html_article {
    parley_buffer text; /* UTF-8; a paragraph a line, a blank line between two, no line end last */
    html_article_paragraph *paragraphs; /* in the order of the text */
    size_t paragraph_count;
    char *title;             /* as the page states it, or NULL */
    size_t replaced;         /* how often something could not be decoded and became U+FFFD */
    char *date;              /* of publication, as the page states it (mostly ISO 8601), or NULL */
    char day[HTML_DAY_SIZE]; /* that date's day, such as 2025-02-28, or "" */
} html_article;

/* Extracts the article from `size` bytes of HTML. `encoding` is the name of their encoding, or NULL
 * to go by the page: a byte order mark, <meta charset>, else UTF-8 if well-formed, else Windows-1252.
 * `keep` is HTML_KEEP_ bits. The headline is the first paragraph wherever the page states one.
 * `article` is overwritten, and is the caller's to free with html_article_fini on success; on
 * failure it is empty. A page without text is no failure: the article is empty.
 * PARLEY_OK; PARLEY_E_ARGUMENT: no such encoding; PARLEY_E_LIMIT: 4 GiB of text or more;
 * PARLEY_E_MEMORY. May be called from several threads at once after one call of xmlInitParser. */
parley_status html_extract(const char *bytes, size_t size, const char *encoding, unsigned keep,
                           html_article *article, parley_error *error);

/* Frees what the article holds and makes it empty. */
void html_article_fini(html_article *article);

#ifdef __cplusplus
}
#endif
#endif
