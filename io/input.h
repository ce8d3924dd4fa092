/* Files as they are read: gzip is unpacked, and what is not UTF-8 by name or by mark is decoded.
 *
 *     input *in = NULL;
 *     size_t got = 0;
 *     if (input_open("news.txt.gz", NULL, &in, &error) == PARLEY_OK)
 *         while (input_read(in, block, sizeof block, &got, &error) == PARLEY_OK && got > 0)
 *             fwrite(block, 1, got, stdout);
 *     input_close(in);
 */
#ifndef PARLEY_IO_INPUT_H
#define PARLEY_IO_INPUT_H

#include "parley/buffer.h"

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How much text is held in memory at once, whatever the size of a file, and of a gzip that is small
 * on disk: an article; a record of a table; a line. In bytes. */
enum { INPUT_ARTICLE_MAX = 256 << 20, INPUT_RECORD_MAX = 64 << 20 };

typedef struct input input;

/* Opens a file ("-": standard input) and looks at its beginning. `encoding`: its name, or NULL, and
 * then only UTF-16 with a byte order mark is decoded. The input is the caller's, for input_close.
 * PARLEY_E_IO; PARLEY_E_CORRUPT: a gzip that is broken or cut; PARLEY_E_ARGUMENT: there is no such
 * encoding; PARLEY_E_MEMORY. */
parley_status input_open(const char *path, const char *encoding, input **out, parley_error *error);

/* Reads up to `room` bytes; `*got` is 0 at the end only. The same errors. */
parley_status input_read(input *in, char *to, size_t room, size_t *got, parley_error *error);

/* Appends all that is left; PARLEY_E_LIMIT where that makes more than `limit` bytes in the buffer. */
parley_status input_read_all(input *in, size_t limit, parley_buffer *out, parley_error *error);

/* The name for messages: the path, or "standard input"; lives as long as the input. */
const char *input_name(const input *in);

/* Whether the bytes were decoded: they are UTF-8 then, without a byte order mark. */
bool input_decoded(const input *in);

/* How often something could not be decoded and became U+FFFD. */
size_t input_replaced(const input *in);

/* Closes it; NULL is fine. */
void input_close(input *in);

#ifdef __cplusplus
}
#endif
#endif
