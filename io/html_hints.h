/* Reads what the class names of a page say about its parts.
 *
 *     if (html_hints_of("article-comments clearfix") & HTML_IS_COMMENT)
 *         …what readers wrote…
 */
#ifndef PARLEY_IO_HTML_HINTS_H
#define PARLEY_IO_HTML_HINTS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What class names and the like say about a part of a page; bits. */
typedef enum html_hint {
    HTML_IS_BODY = 1 << 0,     /* the body of the article */
    HTML_IS_TEXT = 1 << 1,     /* article, content, entry, story */
    HTML_IS_COMMENT = 1 << 2,  /* what readers wrote */
    HTML_IS_RELATED = 1 << 3,  /* other articles */
    HTML_IS_SHARE = 1 << 4,    /* share buttons */
    HTML_IS_NAV = 1 << 5,      /* menus, breadcrumbs, page numbers */
    HTML_IS_AD = 1 << 6,       /* advertisements, promotions */
    HTML_IS_CONSENT = 1 << 7,  /* cookie notices, overlays */
    HTML_IS_SIGNUP = 1 << 8,   /* newsletters, subscriptions, logging in */
    HTML_IS_BYLINE = 1 << 9,   /* authors and their lives */
    HTML_IS_META = 1 << 10,    /* dates, tags, categories, reading time */
    HTML_IS_CAPTION = 1 << 11, /* captions and credits of pictures */
    HTML_IS_SIDE = 1 << 12,    /* sidebars, widgets, page heads and feet */
    HTML_IS_HIDDEN = 1 << 13,  /* not shown */
    HTML_IS_HEADING = 1 << 14, /* headlines */
    HTML_IS_TITLE = 1 << 15,   /* the headline of the article */
} html_hint;

/* What a class attribute (names with a blank between two) says: html_hint bits. */
uint16_t html_hints_of(const char *class_names);

#ifdef __cplusplus
}
#endif
#endif
