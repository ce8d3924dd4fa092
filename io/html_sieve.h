/* Reduces a web page to the tags and attributes that say where its text is, before libxml2 sees it.
 *
 *     html_sieve sieve;
 *     parley_buffer piece = {0};
 *     html_sieve_init(&sieve, page.data, page.size);
 *     while (html_sieve_next(&sieve, &piece, &status))
 *         htmlParseChunk(context, piece.data, (int)piece.size, 0);
 */
#ifndef PARLEY_IO_HTML_SIEVE_H
#define PARLEY_IO_HTML_SIEVE_H

#include "parley/text.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The elements that reach the parser; all others are only their content. */
typedef enum html_tag {
    HTML_NONE,
    HTML_A,
    HTML_ARTICLE,
    HTML_ASIDE,
    HTML_BLOCK, /* address, center, details, fieldset and whatever else only breaks lines */
    HTML_BLOCKQUOTE,
    HTML_BR,
    HTML_DD,
    HTML_DIV,
    HTML_DL,
    HTML_DT,
    HTML_FIGCAPTION,
    HTML_FIGURE,
    HTML_FOOTER,
    HTML_FORM,
    HTML_H1,
    HTML_H2,
    HTML_H3,
    HTML_H4,
    HTML_H5,
    HTML_H6,
    HTML_HEADER,
    HTML_HR,
    HTML_LI,
    HTML_LIST, /* ul, ol */
    HTML_MAIN,
    HTML_META,
    HTML_NAV,
    HTML_P,
    HTML_PRE,
    HTML_SECTION,
    HTML_SPAN,
    HTML_TABLE,
    HTML_TD, /* td, th */
    HTML_TIME,
    HTML_TITLE,
    HTML_TR,
} html_tag;

/* In the text that the sieve hands on, this byte and a letter stand for a character that is text
 * but looks like markup: 'a' for an ampersand, 'l' for a less-than sign. */
enum { HTML_ESCAPE = 0x7F };

enum { HTML_JSON_BLOCKS = 32 };

/* The walk over one page. The fields are the sieve's own, but for the JSON blocks. */
typedef struct html_sieve {
    const char *text;    /* borrowed; UTF-8 */
    size_t size;         /* bytes */
    size_t at;           /* where the walk stands */
    uint64_t unclosed;   /* elements (by their index in the table) without an end tag behind `at` */
    unsigned vain;       /* short searches that found nothing */
    bool in_paragraph;   /* a <p> was handed on, and no </p> since */
    bool no_comment_end; /* no "-->" behind `at` */
    bool loose_quotes;   /* a quotation mark never closed: from here on, '>' closes it too */
    size_t json_count;
    parley_span json[HTML_JSON_BLOCKS]; /* contents of <script type="application/ld+json"> */
} html_sieve;

/* The tag of an element's name in lower case; HTML_NONE for all that the sieve does not pass. */
html_tag html_tag_of(const char *name);

/* Starts a walk; `text` is borrowed until it ends. */
void html_sieve_init(html_sieve *sieve, const char *text, size_t size);

/* Empties `piece` and fills it with the next 32 KiB or so of the reduced page. Tags are never cut.
 * Returns false at the end of the page (`piece` may still hold the last bytes only when true) or
 * when memory runs out; `status` says which. */
bool html_sieve_next(html_sieve *sieve, parley_buffer *piece, parley_status *status);

#ifdef __cplusplus
}
#endif
#endif
