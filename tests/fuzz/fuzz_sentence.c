/* The splitter: every character that is not white space lies in exactly one sentence, in order. */
#include "fuzz.h"
#include "parley/sentence.h"

static bool space_at(const char *text, size_t size, size_t at, size_t *length)
{
    int32_t c;
    *length = parley_utf8_decode(text + at, size - at, &c);
    return parley_is_space(c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    parley_splitter splitter;
    parley_span span;
    size_t at = 0, length;
    parley_splitter_init(&splitter, text, size, NULL);
    while (parley_splitter_next(&splitter, &span)) {
        MUST(span.begin >= at && span.begin < span.end && span.end <= size);
        while (at < span.begin) {
            MUST(space_at(text, size, at, &length));
            at += length;
        }
        MUST(at == span.begin); /* no sentence begins inside a character */
        bool space = space_at(text, size, at, &length);
        MUST(!space);
        while (at < span.end) {
            space = space_at(text, size, at, &length);
            at += length;
        }
        MUST(at == span.end && !space);
    }
    while (at < size) {
        MUST(space_at(text, size, at, &length));
        at += length;
    }
    return 0;
}
