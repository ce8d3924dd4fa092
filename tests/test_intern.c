/* Numbers for strings, and the memory they stand in. */
#include "../io/intern.h"
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STR(literal) ((parley_str){literal, sizeof(literal) - 1})

static void numbers_in_order_of_arrival(void **state)
{
    (void)state;
    intern_table t = {0};
    size_t index = 99;
    assert_true(intern_find(&t, STR("a")) == SIZE_MAX);
    static const char *const words[] = {"b", "a", "", "b", "a\0", "", "c"};
    static const size_t sizes[] = {1, 1, 0, 1, 2, 0, 1}, expected[] = {0, 1, 2, 0, 3, 2, 4};
    for (size_t i = 0; i < 7; i++) {
        assert_int_equal(intern_add(&t, (parley_str){words[i], sizes[i]}, &index), PARLEY_OK);
        assert_int_equal(index, expected[i]);
    }
    assert_int_equal(t.count, 5);
    assert_int_equal(intern_find(&t, (parley_str){NULL, 0}), 2);
    assert_int_equal(intern_find(&t, (parley_str){"a\0", 2}), 3);
    assert_true(intern_find(&t, STR("d")) == SIZE_MAX);
    assert_string_equal(t.strings[4].data, "c"); /* with a zero behind it */
    intern_fini(&t);
    assert_int_equal(t.count, 0);
    intern_fini(&t);
}

static void many_strings_stay_where_they_are(void **state)
{
    (void)state;
    enum { COUNT = 100000 };
    intern_table t = {0};
    size_t index;
    char word[32];
    const char *first = NULL;
    for (size_t i = 0; i < COUNT; i++) {
        int size = snprintf(word, sizeof word, "word-%zu", i);
        assert_int_equal(intern_add(&t, (parley_str){word, (size_t)size}, &index), PARLEY_OK);
        assert_int_equal(index, i);
        if (i == 0)
            first = t.strings[0].data;
    }
    assert_ptr_equal(first, t.strings[0].data);
    for (size_t i = 0; i < COUNT; i++) {
        int size = snprintf(word, sizeof word, "word-%zu", i);
        assert_int_equal(intern_find(&t, (parley_str){word, (size_t)size}), i);
        assert_string_equal(t.strings[i].data, word);
    }
    intern_fini(&t);
}

/* Hashes of the caller's: equal hashes do not make strings equal. */
static void given_hashes(void **state)
{
    (void)state;
    intern_table t = {0};
    size_t a, b, again;
    assert_int_equal(intern_add_hashed(&t, 7, STR("a"), &a), PARLEY_OK);
    assert_int_equal(intern_add_hashed(&t, 7, STR("b"), &b), PARLEY_OK);
    assert_int_equal(intern_add_hashed(&t, 7, STR("a"), &again), PARLEY_OK);
    assert_int_not_equal(a, b);
    assert_int_equal(a, again);
    assert_true(t.hashes[a] == 7 && t.hashes[b] == 7);
    intern_fini(&t);
}

static void arenas(void **state)
{
    (void)state;
    arena a = {0};
    enum { COUNT = 3000 };
    static char *copies[COUNT];
    static size_t sizes[COUNT];
    static char text[200000];
    uint64_t seed = 4;
    for (size_t i = 0; i < COUNT; i++) {
        sizes[i] = i == 0         ? 0
                   : i % 500 == 0 ? sizeof text
                   : i % 7 == 0   ? 65535 + i % 3
                                  : test_random(&seed) % 90;
        memset(text, (int)('a' + i % 26), sizes[i]);
        copies[i] = arena_copy(&a, text, sizes[i]);
        assert_non_null(copies[i]);
    }
    for (size_t i = 0; i < COUNT; i++) {
        assert_int_equal(copies[i][sizes[i]], '\0');
        for (size_t k = 0; k < sizes[i]; k++)
            if (copies[i][k] != (char)('a' + i % 26))
                fail_msg("copy %zu was overwritten at %zu", i, k);
    }
    assert_non_null(arena_copy(&a, NULL, 0));
    assert_null(arena_copy(&a, text, SIZE_MAX - 100));
    arena_fini(&a);
    arena_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_in_order_of_arrival),
        cmocka_unit_test(many_strings_stay_where_they_are),
        cmocka_unit_test(given_hashes),
        cmocka_unit_test(arenas),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
