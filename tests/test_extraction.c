/* Features block by block: every row once, in order, whatever the number of threads. */
#include "../io/extraction.h"
#include "support.h"

static const parley_feature_options words = {.word_min = 1, .word_max = 1};

enum { ROWS = 9000 }; /* more than two blocks */

/* Row i has i % 5 + 1 words; one row is longer than a block. The texts share one line of words. */
static void make_texts(parley_buffer *line, parley_str *texts)
{
    size_t ends[6] = {0}, words_of_line = 100000;
    for (size_t k = 0; k < words_of_line; k++) {
        assert_int_equal(parley_buffer_printf(line, "word%zu ", k), PARLEY_OK);
        if (k < 5)
            ends[k + 1] = line->size;
    }
    for (size_t i = 0; i < ROWS; i++)
        texts[i] = (parley_str){line->data, i == 4321 ? line->size : ends[i % 5 + 1]};
}

typedef struct seen {
    size_t rows, blocks, most;
    size_t fail_at; /* the row whose block fails, or whose `each` does */
} seen;

static parley_status take(const parley_features *found, size_t first, size_t count, void *context)
{
    seen *s = context;
    assert_int_equal(first, s->rows);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(found[i].count, first + i == 4321 ? 100000 : (first + i) % 5 + 1);
    if (s->fail_at >= first && s->fail_at < first + count)
        return PARLEY_E_LIMIT;
    s->rows += count;
    s->blocks++;
    s->most = count > s->most ? count : s->most;
    return PARLEY_OK;
}

static parley_status fail_on_long(parley_features *found, void *context)
{
    (void)context;
    return found->count > 1000 ? PARLEY_E_DATA : PARLEY_OK;
}

static void every_row_once(void **state)
{
    (void)state;
    static parley_str texts[ROWS];
    parley_buffer line = {0};
    make_texts(&line, texts);
    static const size_t threads[] = {0, 1, 2, 5, 100};
    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
        seen s = {.fail_at = SIZE_MAX};
        assert_int_equal(extract_rows(texts, ROWS, &words, threads[i], NULL, take, &s), PARLEY_OK);
        assert_int_equal(s.rows, ROWS);
        assert_true(s.blocks > 2 && s.most <= 4096);
        s = (seen){.fail_at = 5000};
        assert_int_equal(extract_rows(texts, ROWS, &words, threads[i], NULL, take, &s),
                         PARLEY_E_LIMIT);
        assert_true(s.rows <= 5000);
        s = (seen){.fail_at = SIZE_MAX};
        assert_int_equal(extract_rows(texts, ROWS, &words, threads[i], fail_on_long, take, &s),
                         PARLEY_E_DATA);
        assert_true(s.rows <= 4321);
    }
    parley_buffer_fini(&line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_row_once)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
