/* Finds strings in the data that news pages carry for search engines (JSON-LD).
 *
 *     parley_buffer date = {0};
 *     bool found = false;
 *     status = html_json_string(json, size, "datePublished", &date, &found);
 *     parley_buffer_fini(&date);
 */
#ifndef PARLEY_IO_HTML_JSON_H
#define PARLEY_IO_HTML_JSON_H

#include "parley/buffer.h"

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Appends to `out` the first string that stands under `key` anywhere in `size` bytes of JSON, with
 * its escapes resolved. `found` tells whether there is one that is not empty. What is not JSON does
 * no harm. PARLEY_OK or PARLEY_E_MEMORY. */
parley_status html_json_string(const char *json, size_t size, const char *key, parley_buffer *out,
                               bool *found);

#ifdef __cplusplus
}
#endif
#endif
