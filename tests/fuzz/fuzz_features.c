/* Features: the first byte chooses the options, the rest is the text. */
#include "fuzz.h"
#include "parley/features.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const lists[] = {"word:1-2", "char:3-5", "word:1-3,char:2-4,marks,numbers",
                                        "word:1-8,char:1-8,marks", "word:2,numbers"};
    if (size == 0)
        return 0;
    parley_feature_options options = {0};
    parley_features found = {0}, again = {0};
    const char *text = (const char *)data + 1;
    size--;
    MUST(parley_feature_options_parse(lists[data[0] % 5], &options, NULL) == PARLEY_OK);
    MUST(parley_features_extract(&options, text, size, &found) == PARLEY_OK);
    MUST(parley_utf8_valid(found.line.data, found.line.size));
    for (size_t i = 0; i < found.count; i++) {
        const parley_feature *f = &found.items[i];
        MUST(f->size > 0 && f->begin + (size_t)f->size <= found.line.size);
        MUST(f->size == UINT16_MAX || parley_utf8_valid(found.line.data + f->begin, f->size));
        MUST(f->family == PARLEY_FAMILY_WORD || f->family == PARLEY_FAMILY_CHAR);
    }
    /* The line is read as it was written: the same words are found in it. */
    options.char_min = options.char_max = 0;
    options.word_min = options.word_max = 1;
    options.marks = options.numbers = false;
    MUST(parley_features_extract(&options, text, size, &found) == PARLEY_OK);
    MUST(parley_features_extract(&options, text, size, &again) == PARLEY_OK);
    MUST(found.count == again.count);
    for (size_t i = 0; i < found.count; i++)
        MUST(found.items[i].hash == again.items[i].hash);
    parley_features_fini(&found);
    parley_features_fini(&again);
    return 0;
}
