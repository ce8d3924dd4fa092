/* The dictionary of features: numbers by frequency, spellings, limits. */
#include "../train/dictionary.h"
#include "support.h"

#include <stdio.h>
#include <string.h>

enum { FEATURES = 5000, ROWS = 40 };

static uint64_t hash_of(size_t i)
{
    uint64_t seed = i;
    return test_random(&seed);
}

/* Feature i stands in rows 0 to i % ROWS of its own order, so df is i % ROWS + 1. */
static bool stands_in(size_t i, size_t row)
{
    return (row + i) % ROWS <= i % ROWS;
}

static void numbers_by_frequency(void **state)
{
    (void)state;
    static uint32_t tickets[FEATURES];
    dictionary d = {0};
    assert_int_equal(dictionary_begin(&d), PARLEY_OK);
    for (size_t row = 0; row < ROWS; row++) {
        for (size_t i = 0; i < FEATURES; i++) {
            char name[24];
            int size = snprintf(name, sizeof name, "f%zu", i);
            const parley_feature f = {hash_of(i), 0, (uint16_t)size, (uint8_t)(i % 2)};
            uint32_t ticket;
            dictionary_expect(&d, f.hash);
            for (int twice = 0; twice < 2 && stands_in(i, row); twice++) {
                assert_int_equal(
                    dictionary_add(&d, &f, (parley_str){name, (size_t)size}, row, &ticket),
                    PARLEY_OK);
                tickets[i] = ticket;
            }
        }
    }
    assert_int_equal(dictionary_finish(&d, ROWS), PARLEY_OK);
    assert_int_equal(d.count, FEATURES);
    size_t df_before = ROWS, first_before = 0;
    static size_t feature_of[FEATURES];
    for (size_t i = 0; i < FEATURES; i++) {
        uint32_t number = dictionary_number(&d, tickets[i]);
        char name[24];
        int size = snprintf(name, sizeof name, "f%zu", i);
        parley_str found = dictionary_name(&d, number);
        assert_int_equal(found.size, size);
        assert_memory_equal(found.data, name, found.size);
        assert_true(d.hashes[number] == hash_of(i));
        assert_int_equal(d.families[number], i % 2);
        feature_of[number] = i;
    }
    for (size_t number = 0; number < FEATURES; number++) {
        size_t df = feature_of[number] % ROWS + 1, first = 0;
        while (!stands_in(feature_of[number], first))
            first++;
        assert_true(df <= df_before);
        if (df == df_before)
            assert_true(first >= first_before);
        df_before = df;
        first_before = first;
    }
    dictionary_forget(&d);
    assert_int_equal(dictionary_name(&d, 0).size > 1, true);
    dictionary_fini(&d);
}

static void nothing_in_it(void **state)
{
    (void)state;
    dictionary d = {0};
    dictionary_fini(&d);
    assert_int_equal(dictionary_begin(&d), PARLEY_OK);
    dictionary_expect(&d, 7);
    assert_int_equal(dictionary_finish(&d, 0), PARLEY_OK);
    assert_int_equal(d.count, 0);
    dictionary_fini(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_by_frequency),
        cmocka_unit_test(nothing_in_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
