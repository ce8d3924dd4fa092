/* Tests of classify/journal.h: what was written is read, and what a crash leaves does no harm. */
#include "support.h"

#include "../classify/journal.h"

#include <string.h>

static const journal_origin origin = {.model = 0x0123456789abcdef,
                                      .inputs = 7,
                                      .columns = 0xfedcba9876543210,
                                      .header_bytes = 42,
                                      .options = {"--kind --text=b%20c", 19},
                                      .shard = 2,
                                      .shards = 8};

static const journal_entry entries[] = {
    {.kind = JOURNAL_UNIT, .units = 3, .bytes = 120},
    {.kind = JOURNAL_AT, .units = 9, .bytes = 162, .rows = 2, .hash = 0xabc},
    {.kind = JOURNAL_UNIT, .units = 0, .bytes = 5000000000},
    {.kind = JOURNAL_END, .units = 20, .bytes = 5000000162, .rows = 77, .hash = UINT64_MAX},
};

enum { ENTRIES = sizeof entries / sizeof *entries };

static parley_buffer whole(void)
{
    parley_buffer text = {0};
    assert_int_equal(journal_put_head(&origin, &text), PARLEY_OK);
    for (size_t i = 0; i < ENTRIES; i++)
        assert_int_equal(journal_put(&entries[i], &text), PARLEY_OK);
    return text;
}

static void assert_same(const journal_entry *read, const journal_entry *written)
{
    assert_int_equal(read->kind, written->kind);
    assert_int_equal(read->units, written->units);
    assert_int_equal(read->bytes, written->bytes);
    assert_int_equal(read->rows, written->rows);
    assert_true(read->hash == written->hash);
}

static void test_round_trip(void **state)
{
    (void)state;
    parley_buffer text = whole();
    journal_reader *r = NULL;
    journal_entry entry;
    test_write("a.journal", text.data, text.size);
    assert_int_equal(journal_open("a.journal", &r, NULL), PARLEY_OK);
    assert_null(journal_difference(journal_origin_of(r), &origin));
    assert_int_equal(journal_origin_of(r)->shard, 2);
    assert_int_equal(journal_origin_of(r)->shards, 8);
    assert_int_equal(journal_origin_of(r)->header_bytes, 42);
    for (size_t i = 0; i < ENTRIES; i++) {
        assert_int_equal(journal_next(r, &entry, NULL), PARLEY_OK);
        assert_same(&entry, &entries[i]);
    }
    assert_int_equal(entry.end, text.size);
    assert_int_equal(journal_next(r, &entry, NULL), PARLEY_OK);
    assert_int_equal(entry.kind, JOURNAL_NOTHING);
    journal_close(r);
    parley_buffer_fini(&text);
}

/* Cut at every byte: what is read before the cut is what was written, but for a last entry without its
 * line end, which `end` tells. */
static void test_cut(void **state)
{
    (void)state;
    parley_buffer text = whole();
    for (size_t size = 0; size < text.size; size++) {
        journal_reader *r = NULL;
        journal_entry entry = {0};
        test_write("cut.journal", text.data, size);
        parley_status status = journal_open("cut.journal", &r, NULL);
        assert_true(status == PARLEY_OK || status == PARLEY_E_FORMAT);
        for (size_t i = 0; status == PARLEY_OK; i++) {
            assert_int_equal(journal_next(r, &entry, NULL), PARLEY_OK);
            if (entry.kind == JOURNAL_NOTHING || entry.end > size)
                break;
            assert_true(i < ENTRIES);
            assert_same(&entry, &entries[i]);
        }
        journal_close(r);
    }
    parley_buffer_fini(&text);
}

static void refuse(const char *text, parley_status expected)
{
    journal_reader *r = NULL;
    journal_entry entry = {.kind = JOURNAL_AT};
    parley_status status;
    test_write("bad.journal", text, strlen(text));
    status = journal_open("bad.journal", &r, NULL);
    while (status == PARLEY_OK && entry.kind != JOURNAL_NOTHING)
        status = journal_next(r, &entry, NULL);
    assert_int_equal(status, expected);
    journal_close(r);
}

#define HEAD                                                                                       \
    "parley-journal 1\nmodel 0000000000000001\ninputs 0000000000000002\n"                          \
    "columns 5 0000000000000003\noptions \nshard 1 2\nrows\n"

static void test_refused(void **state)
{
    (void)state;
    refuse("", PARLEY_E_FORMAT);
    refuse("id,text\n", PARLEY_E_FORMAT);
    refuse("parley-journal 2\n", PARLEY_E_VERSION);
    refuse("parley-journal 1\nmodel 12\n", PARLEY_E_FORMAT);
    refuse(HEAD, PARLEY_OK);
    refuse(HEAD "1 2\nrubbish\n3 4\n", PARLEY_E_CORRUPT);
    refuse(HEAD "1 2\n-1 4\n3 4\n", PARLEY_E_CORRUPT);
    refuse(HEAD "99999999999999999999 4\n3 4\n", PARLEY_E_CORRUPT);
    refuse(HEAD "at 1 2 3 xyz\n3 4\n", PARLEY_E_CORRUPT);
}

static void test_differences(void **state)
{
    (void)state;
    journal_origin other = origin;
    other.model++;
    assert_string_equal(journal_difference(&origin, &other), "another model");
    other = origin;
    other.options.size--;
    assert_string_equal(journal_difference(&origin, &other), "other options");
    other = origin;
    other.inputs++;
    assert_string_equal(journal_difference(&origin, &other), "other inputs");
    other = origin;
    other.columns++;
    assert_string_equal(journal_difference(&origin, &other), "inputs with other columns");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_differences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
