/* Text: whatever the bytes, folding gives well-formed UTF-8, squeezing twice is squeezing once, and
 * ids ignore white space only. */
#include "fuzz.h"
#include "parley/text.h"

#include <string.h>

static void check_spaces(const char *text, size_t size)
{
    bool before = true; /* none in front */
    for (size_t i = 0; i < size;) {
        int32_t c;
        size_t length = parley_utf8_decode(text + i, size - i, &c);
        MUST(length >= 1 && length <= size - i);
        bool space = parley_is_space(c);
        MUST(!space || (c == ' ' && !before));
        before = space;
        i += length;
    }
    MUST(size == 0 || !before);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    parley_buffer once = {0}, twice = {0}, folded = {0}, latin = {0}, scratch = {0};
    char id[PARLEY_ID_SIZE], other[PARLEY_ID_SIZE];
    bool valid = parley_utf8_valid(text, size);
    MUST(parley_text_squeeze(text, size, &once) == PARLEY_OK);
    MUST(once.size <= size);
    check_spaces(once.data ? once.data : "", once.size);
    MUST(parley_text_squeeze(once.data ? once.data : "", once.size, &twice) == PARLEY_OK);
    MUST(twice.size == once.size);
    MUST(once.size == 0 || memcmp(once.data, twice.data, once.size) == 0);
    MUST(!valid || parley_utf8_valid(once.data ? once.data : "", once.size));

    MUST(parley_text_fold(text, size, &folded) == PARLEY_OK);
    MUST(parley_utf8_valid(folded.data ? folded.data : "", folded.size));
    for (size_t i = 0; i < folded.size; i++)
        MUST(folded.data[i] < 'A' || folded.data[i] > 'Z');

    MUST(parley_text_id(text, size, &scratch, id) == PARLEY_OK);
    MUST(strlen(id) == PARLEY_ID_SIZE - 1 && id[0] == 'p' && id[1] == '1');
    MUST(parley_text_id(once.data ? once.data : "", once.size, &scratch, other) == PARLEY_OK);
    MUST(strcmp(id, other) == 0);
    MUST(parley_squeezed_id(once.data ? once.data : "", once.size, &scratch, other) == PARLEY_OK);
    MUST(strcmp(id, other) == 0);

    MUST(parley_text_from_windows1252(text, size, &latin) == PARLEY_OK);
    MUST(parley_utf8_valid(latin.data ? latin.data : "", latin.size));
    parley_buffer_fini(&once);
    parley_buffer_fini(&twice);
    parley_buffer_fini(&folded);
    parley_buffer_fini(&latin);
    parley_buffer_fini(&scratch);
    return 0;
}
