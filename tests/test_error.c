/* Errors: fixed numbers, and texts that are cut where they do not fit. */
#include "parley/error.h"
#include "support.h"

#include <string.h>

static void numbers_are_pinned(void **state)
{
    (void)state;
    static const struct {
        parley_status code;
        int number;
        const char *name;
    } expected[] = {{PARLEY_OK, 0, "ok"},
                    {PARLEY_E_MEMORY, 1, "memory"},
                    {PARLEY_E_IO, 2, "io"},
                    {PARLEY_E_PIPE, 3, "pipe"},
                    {PARLEY_E_FORMAT, 4, "format"},
                    {PARLEY_E_VERSION, 5, "version"},
                    {PARLEY_E_CORRUPT, 6, "corrupt"},
                    {PARLEY_E_DATA, 7, "data"},
                    {PARLEY_E_LIMIT, 8, "limit"},
                    {PARLEY_E_ARGUMENT, 9, "argument"}};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        assert_int_equal(expected[i].code, expected[i].number);
        assert_string_equal(parley_status_name(expected[i].code), expected[i].name);
    }
    assert_string_equal(parley_status_name((parley_status)99), "unknown");
}

static void set_fills_and_clears(void **state)
{
    (void)state;
    parley_error error;
    memset(&error, 'x', sizeof error);
    assert_int_equal(parley_error_set(&error, PARLEY_E_DATA, "%d of %s", 3, "four"), PARLEY_E_DATA);
    assert_int_equal(error.code, PARLEY_E_DATA);
    assert_int_equal(error.line, 0);
    assert_string_equal(error.file, "");
    assert_string_equal(error.text, "3 of four");
    assert_int_equal(parley_error_at(&error, PARLEY_E_IO, "a.csv", 7, "gone"), PARLEY_E_IO);
    assert_string_equal(error.file, "a.csv");
    assert_int_equal(error.line, 7);
    assert_int_equal(parley_error_at(&error, PARLEY_E_IO, NULL, 0, "gone"), PARLEY_E_IO);
    assert_string_equal(error.file, "");
}

static void nobody_listens(void **state)
{
    (void)state;
    assert_int_equal(parley_error_set(NULL, PARLEY_E_LIMIT, "x"), PARLEY_E_LIMIT);
    assert_int_equal(parley_error_at(NULL, PARLEY_E_PIPE, "f", 1, "x"), PARLEY_E_PIPE);
}

/* A file name is fitted by its length: 255 bytes stay, of 256 and more the end does. */
static void long_file_names_keep_their_end(void **state)
{
    (void)state;
    char name[600];
    for (size_t length = 250; length < 600; length++) {
        parley_error error = {0};
        for (size_t i = 0; i < length; i++)
            name[i] = (char)('a' + i % 26);
        name[length] = '\0';
        parley_error_at(&error, PARLEY_E_IO, name, 1, "x");
        if (length < sizeof error.file) {
            assert_string_equal(error.file, name);
            continue;
        }
        assert_int_equal(strlen(error.file), sizeof error.file - 1);
        assert_memory_equal(error.file, "...", 3);
        size_t kept = strlen(error.file) - 3;
        assert_string_equal(error.file + 3, name + length - kept);
    }
}

static void long_texts_are_cut(void **state)
{
    (void)state;
    char text[2000];
    memset(text, 'y', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    parley_error error = {0};
    parley_error_set(&error, PARLEY_E_DATA, "%s", text);
    assert_int_equal(strlen(error.text), sizeof error.text - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_pinned), cmocka_unit_test(set_fills_and_clears),
        cmocka_unit_test(nobody_listens),     cmocka_unit_test(long_file_names_keep_their_end),
        cmocka_unit_test(long_texts_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
