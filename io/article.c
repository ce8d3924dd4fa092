/* Articles: see io/article.h. */
#include "article.h"

#include "files.h"
#include "parley/text.h"

#include <string.h>

/* UTF-8 without its mark, or Windows-1252 made UTF-8. */
static parley_status decode_text(parley_str bytes, article_text *a)
{
    if (bytes.size >= 3 && memcmp(bytes.data, "\xEF\xBB\xBF", 3) == 0) {
        bytes.data += 3;
        bytes.size -= 3;
    }
    if (parley_utf8_valid(bytes.data, bytes.size))
        return parley_buffer_append(&a->text, bytes.data, bytes.size);
    a->converted = true;
    return parley_text_from_windows1252(bytes.data, bytes.size, &a->text);
}

parley_status article_decode(const char *path, article_format format, parley_str bytes, article_text *a,
                             parley_error *error)
{
    (void)format;
    a->text.size = 0;
    a->converted = false;
    if (decode_text(bytes, a) != PARLEY_OK)
        return parley_error_at(error, PARLEY_E_MEMORY, path, 0, "out of memory");
    return PARLEY_OK;
}

parley_status article_read(const char *path, article_format format, article_text *a,
                           parley_error *error)
{
    parley_buffer bytes = {0};
    parley_status status = file_read(path, &bytes, error);
    if (status == PARLEY_OK)
        status = article_decode(path, format, (parley_str){bytes.data ? bytes.data : "", bytes.size},
                                a, error);
    parley_buffer_fini(&bytes);
    return status;
}

void article_text_fini(article_text *a)
{
    parley_buffer_fini(&a->text);
}
