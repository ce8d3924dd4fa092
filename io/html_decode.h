/* Turns the bytes of a saved web page into UTF-8.
 *
 *     parley_buffer copy = {0};
 *     parley_str page;
 *     if (html_decode(bytes, size, NULL, &copy, &page, &replaced, &error) == PARLEY_OK)
 *         …page is UTF-8; it points into `bytes` or into `copy`…
 *     parley_buffer_fini(&copy);
 */
#ifndef PARLEY_IO_HTML_DECODE_H
#define PARLEY_IO_HTML_DECODE_H

#include "parley/buffer.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Decodes `size` bytes. `encoding` (a name such as "koi8-r", or NULL) overrides what the page
 * says. On success `page` is well-formed UTF-8 without a byte order mark: a part of `bytes` where
 * those are UTF-8 already, else the content of `copy`, which the caller empties before and frees
 * after use. What cannot be decoded becomes U+FFFD; `replaced` says how often.
 * Returns PARLEY_OK; PARLEY_E_ARGUMENT: no such encoding (only for the caller's name, never for the
 * page's); PARLEY_E_MEMORY. */
parley_status html_decode(const char *bytes, size_t size, const char *encoding, parley_buffer *copy,
                          parley_str *page, size_t *replaced, parley_error *error);

#ifdef __cplusplus
}
#endif
#endif
