/* A growing run of bytes, used wherever text is built.
 *
 *     parley_buffer line = {0};
 *     if (parley_buffer_append(&line, "a,b\n", 4) != PARLEY_OK)
 *         …out of memory; what was there before is still there…
 *     fwrite(line.data, 1, line.size, stdout);
 *     parley_buffer_fini(&line);
 */
#ifndef PARLEY_BUFFER_H
#define PARLEY_BUFFER_H

#include "parley/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A text that somebody else owns. A zero byte is data. */
typedef struct parley_str {
    const char *data;
    size_t size; /* bytes */
} parley_str;

/* All zero is an empty buffer. The bytes are the buffer's; any append may move them. */
typedef struct parley_buffer {
    char *data;
    size_t size;     /* bytes used */
    size_t capacity; /* bytes allocated */
} parley_buffer;

/* Makes room for `more` bytes behind those in use. PARLEY_E_MEMORY leaves the buffer unchanged. */
parley_status parley_buffer_reserve(parley_buffer *buffer, size_t more);

/* Appends `size` bytes; `data` must not point into the buffer. */
parley_status parley_buffer_append(parley_buffer *buffer, const void *data, size_t size);

/* Appends a zero-terminated string, without its zero. */
parley_status parley_buffer_puts(parley_buffer *buffer, const char *string);

/* Appends formatted text. Numbers come out as the current locale has them: parley's programs never
 * set one; for numbers in files see parley/number.h. */
parley_status parley_buffer_printf(parley_buffer *buffer, const char *format, ...)
    PARLEY_PRINTF(2, 3);

/* Makes room for `needed` items in a list of other things, at least twice as many as before if it must
 * grow. list: the address of the pointer to the items, of `size` bytes each. PARLEY_E_MEMORY leaves list and
 * capacity unchanged. */
parley_status parley_list_reserve(void *list, size_t size, size_t *capacity, size_t needed);

/* Frees the bytes and makes the buffer empty. */
void parley_buffer_fini(parley_buffer *buffer);

#ifdef __cplusplus
}
#endif
#endif
