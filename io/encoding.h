/* Encodings by name, made UTF-8.
 *
 *     decoder *d = NULL;
 *     if (decoder_new("koi8-r", &d, &error) == PARLEY_OK)
 *         status = decoder_run(d, bytes, size, true, &text);
 *     decoder_free(d);
 */
#ifndef PARLEY_IO_ENCODING_H
#define PARLEY_IO_ENCODING_H

#include "parley/buffer.h"

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a name means: itself, or the larger encoding that is written under it. */
const char *encoding_meaning(const char *name);

/* The encoding of bytes that begin so: `name` (or NULL: not known), but UTF-16 is of the order that
 * the byte order mark says, and is known by its mark. */
const char *encoding_by_mark(const char *name, const char *bytes, size_t size);

typedef struct decoder decoder;

/* Makes a decoder; it is the caller's, for decoder_free.
 * PARLEY_E_ARGUMENT: there is no such encoding; PARLEY_E_MEMORY. */
parley_status decoder_new(const char *name, decoder **out, parley_error *error);

/* Appends the bytes as UTF-8. A character that is cut at the end waits for the next call, unless this
 * is the `last` one. What cannot be decoded becomes U+FFFD; a byte order mark becomes U+FEFF.
 * PARLEY_OK or PARLEY_E_MEMORY. */
parley_status decoder_run(decoder *d, const char *bytes, size_t size, bool last,
                          parley_buffer *out);

/* How often U+FFFD was put in the place of something. */
size_t decoder_replaced(const decoder *d);

/* Frees it; NULL is fine. */
void decoder_free(decoder *d);

#ifdef __cplusplus
}
#endif
#endif
