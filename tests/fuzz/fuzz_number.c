/* Numbers: what is taken for one comes back from its own text. */
#include "fuzz.h"
#include "parley/number.h"

#include <math.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    double value = 0, back = 0, other = 0;
    uint64_t whole = 0;
    if (parley_number_parse(text, size, &value)) {
        char written[PARLEY_NUMBER_SIZE];
        MUST(isfinite(value));
        parley_number_format(value, written);
        MUST(parley_number_parse(written, strlen(written), &back));
        MUST(memcmp(&value, &back, sizeof value) == 0);
    }
    if (parley_number_parse_whole(text, size, 0, UINT64_MAX, &whole) && size < 20) {
        MUST(parley_number_parse(text, size, &other));
        MUST(other == (double)whole);
    }
    if (size >= sizeof value) {
        memcpy(&value, data, sizeof value);
        char written[PARLEY_NUMBER_SIZE];
        parley_number_format(value, written);
        parley_number_format_fixed(value, data[0] % 18, written);
        MUST(strlen(written) < PARLEY_NUMBER_SIZE);
    }
    return 0;
}
