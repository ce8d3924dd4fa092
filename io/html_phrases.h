/* Stock phrases of web pages.
 *
 *     html_is_label("ADVERTISEMENT", 13);                    // true: a label that stands alone
 *     html_is_notice("All rights reserved by the Mirror.", 34); // true: what pages end with
 */
#ifndef PARLEY_IO_HTML_PHRASES_H
#define PARLEY_IO_HTML_PHRASES_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Whether a paragraph is nothing but a label of furniture, such as "Read more:". */
bool html_is_label(const char *text, size_t size);

/* Whether a heading begins what follows an article, such as "Comments" or "Related stories". */
bool html_is_ending(const char *text, size_t size);

/* Whether a paragraph, standing at the end of an article, is about rights, subscriptions or whom to
 * follow where. */
bool html_is_notice(const char *text, size_t size);

#ifdef __cplusplus
}
#endif
#endif
