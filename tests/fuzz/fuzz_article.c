/* Articles: any bytes, as text and as HTML; what comes out is well-formed UTF-8, and its sentences hold
 * every character that is not white space, in order. */
#include "../../io/article.h"
#include "fuzz.h"
#include "parley/text.h"

/* Whether [from, to) is white space and nothing else. */
static bool all_space(parley_str text, size_t from, size_t to)
{
    for (int32_t c; from < to;) {
        from += parley_utf8_decode(text.data + from, to - from, &c);
        if (!parley_is_space(c))
            return false;
    }
    return true;
}

static void walk(const article_text *a)
{
    article_parts parts = article_text_parts(a);
    article_walk w;
    article_sentence s;
    size_t at = 0;
    article_walk_init(&w, parts, NULL, true);
    while (article_walk_next(&w, &s)) {
        MUST(s.begin >= at && s.begin < s.end && s.end <= parts.text.size);
        MUST(all_space(parts.text, at, s.begin));
        at = s.end;
    }
    MUST(all_space(parts.text, at, parts.text.size));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const article_options formats[] = {
        {.format = ARTICLE_TEXT},
        {.format = ARTICLE_HTML},
        {.format = ARTICLE_HTML, .keep = HTML_KEEP_CAPTIONS | HTML_KEEP_FURNITURE},
        {.encoding = "euc-jp"}};
    article_text a = {0};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        parley_error error = {0};
        const parley_str bytes = {size ? (const char *)data : "", size};
        parley_status status = article_decode("fuzz.html", &formats[i], bytes, &a, &error);
        MUST(status == PARLEY_OK || (status == error.code && error.text[0]));
        if (status != PARLEY_OK)
            continue;
        MUST(parley_utf8_valid(a.text.data ? a.text.data : "", a.text.size));
        walk(&a);
    }
    article_text_fini(&a);
    return 0;
}
