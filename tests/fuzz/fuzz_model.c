/* Models: whatever the bytes, they are refused, or they are a model that labels and can be written.
 *
 * Changed bytes nearly always fail a checksum. So each input is also read with its checksums made
 * right, which lets changes through to the checks behind them.
 */
#include "fuzz.h"
#include "parley/model.h"

#include <inttypes.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

static void label_something(const parley_model *model)
{
    const parley_model_view *view = parley_model_view_of(model);
    const parley_str texts[] = {{"Peace talks stall, war goes on.", 31}, {"", 0}, {"hope \xFF", 6}};
    parley_labeller *labeller = NULL;
    parley_contribution list[4];
    size_t count;
    MUST(parley_labeller_new(model, &labeller, NULL) == PARLEY_OK);
    parley_prediction *p = calloc(3 * view->task_count, sizeof *p);
    MUST(p);
    MUST(parley_labeller_run(labeller, PARLEY_ARTICLE, texts, 3, p, NULL, NULL) == PARLEY_OK);
    for (size_t i = 0; i < 3 * view->task_count; i++)
        MUST(p[i].label < view->tasks[i % view->task_count].label_count);
    MUST(parley_labeller_explain(labeller, texts[0], view->task_count - 1, 0, list, 4, &count,
                                 NULL) == PARLEY_OK);
    free(p);
    parley_labeller_free(labeller);
}

/* Reads bytes; if they are a model, uses it and writes it. `exact`: what is written must be what was
 * read. Where checksums were made right, numbers may be spelled otherwise; then what is written must
 * be stable. */
static void try(const char *bytes, size_t size, bool exact)
{
    parley_model *model = NULL, *again = NULL;
    parley_buffer first = {0}, second = {0};
    parley_error error = {0};
    parley_status status = parley_model_read(bytes, size, &model, &error);
    if (status != PARLEY_OK) {
        MUST(!model && (status == PARLEY_E_FORMAT || status == PARLEY_E_VERSION ||
                        status == PARLEY_E_CORRUPT));
        return;
    }
    label_something(model);
    MUST(parley_model_write(parley_model_view_of(model), &first, NULL) == PARLEY_OK);
    MUST(!exact || (first.size == size && memcmp(first.data, bytes, size) == 0));
    MUST(parley_model_read(first.data, first.size, &again, NULL) == PARLEY_OK);
    MUST(parley_model_write(parley_model_view_of(again), &second, NULL) == PARLEY_OK);
    MUST(first.size == second.size && memcmp(first.data, second.data, first.size) == 0);
    parley_model_free(model);
    parley_model_free(again);
    parley_buffer_fini(&first);
    parley_buffer_fini(&second);
}

static void put_checksum(char *to, uint64_t sum)
{
    char digits[17];
    snprintf(digits, sizeof digits, "%016" PRIx64, sum);
    memcpy(to, digits, 16);
}

/* Makes the checksums of the sections, then that of the header, what they should be. */
static void repair(char *bytes, size_t size)
{
    char *line = bytes, *end = bytes + size;
    while (line < end) {
        char *stop = memchr(line, '\n', (size_t)(end - line));
        if (!stop)
            return;
        unsigned long long offset, length;
        char name[32], copy[128];
        size_t room = (size_t)(stop - line);
        if (room == 20 && memcmp(line, "end ", 4) == 0) {
            put_checksum(line + 4, XXH3_64bits(bytes, (size_t)(line - bytes)));
            return;
        }
        if (room > 24 && room < sizeof copy && memcmp(line, "section ", 8) == 0) {
            memcpy(copy, line, room);
            copy[room] = '\0';
            if (sscanf(copy, "section %31s %15llu %15llu ", name, &offset, &length) == 3 &&
                offset <= size && length <= size - offset)
                put_checksum(stop - 16, XXH3_64bits(bytes + offset, length));
        }
        line = stop + 1;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    try((const char *)data, size, true);
    char *copy = malloc(size + 1);
    MUST(copy);
    if (size)
        memcpy(copy, data, size);
    repair(copy, size);
    try(copy, size, false);
    free(copy);
    return 0;
}
