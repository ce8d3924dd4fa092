/* Articles: any bytes, as text and as HTML; what comes out is well-formed UTF-8. */
#include "../../io/article.h"
#include "fuzz.h"
#include "parley/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const article_options formats[] = {
        {.format = ARTICLE_TEXT}, {.format = ARTICLE_HTML}, {.encoding = "euc-jp"}};
    article_text a = {0};
    for (size_t i = 0; i < 3; i++) {
        parley_error error = {0};
        const parley_str bytes = {size ? (const char *)data : "", size};
        parley_status status = article_decode("fuzz.html", &formats[i], bytes, &a, &error);
        MUST(status == PARLEY_OK || (status == error.code && error.text[0]));
        if (status != PARLEY_OK)
            continue;
        MUST(parley_utf8_valid(a.text.data ? a.text.data : "", a.text.size));
    }
    article_text_fini(&a);
    return 0;
}
