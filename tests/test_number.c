/* Numbers: strict in, exact out. */
#include "parley/number.h"
#include "support.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static void refuses_what_is_no_number(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",      " ",      "12abc", " 1",   "1 ", "nan",   "NaN", "inf", "-inf",     "0x10",
        "1e999", "-1e999", "1,5",   "1..2", "1e", "e5",    "--1", "+-1", ".",        "-",
        "+",     "1e+",    "1_0",   "0b1",  "1f", "1.5.2", "\t1", "1\n", "infinity", "1e5e5"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        double value = 42;
        if (parley_number_parse(bad[i], strlen(bad[i]), &value))
            fail_msg("'%s' was taken for a number", bad[i]);
        assert_true(value == 42);
    }
    double value = 42;
    assert_false(parley_number_parse("1\0", 2, &value));
    assert_false(parley_number_parse("\0", 1, &value));
    char digits[200];
    memset(digits, '1', sizeof digits);
    for (size_t length = 60; length < sizeof digits; length++)
        if (parley_number_parse(digits, length, &value))
            assert_true(length < 64);
}

static void reads_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double value;
    } good[] = {{"0", 0},
                {"1", 1},
                {"-2.5", -2.5},
                {"0.25", 0.25},
                {"1e3", 1000},
                {"1E-2", 0.01},
                {"007", 7},
                {"+4", 4},
                {".5", 0.5},
                {"5.", 5},
                {"1e308", 1e308},
                {"-1e-308", -1e-308},
                {"4.9406564584124654e-324", 4.9406564584124654e-324}};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        double value = 42;
        assert_true(parley_number_parse(good[i].text, strlen(good[i].text), &value));
        assert_true(value == good[i].value);
    }
    double value;
    assert_true(parley_number_parse("12abc", 2, &value)); /* the length counts, not what follows */
    assert_true(value == 12);
}

static void whole_numbers_stay_in_bounds(void **state)
{
    (void)state;
    uint64_t value = 42;
    static const char *const bad[] = {"",
                                      "-1",
                                      "+1",
                                      " 1",
                                      "1 ",
                                      "1.0",
                                      "12abc",
                                      "0x1",
                                      "1e3",
                                      "18446744073709551616",
                                      "99999999999999999999999"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(parley_number_parse_whole(bad[i], strlen(bad[i]), 0, UINT64_MAX, &value));
        assert_int_equal(value, 42);
    }
    assert_false(parley_number_parse_whole("2", 1, 3, 5, &value));
    assert_false(parley_number_parse_whole("6", 1, 3, 5, &value));
    assert_int_equal(value, 42);
    assert_true(parley_number_parse_whole("3", 1, 3, 5, &value));
    assert_int_equal(value, 3);
    assert_true(parley_number_parse_whole("0005", 4, 3, 5, &value));
    assert_int_equal(value, 5);
    assert_true(parley_number_parse_whole("18446744073709551615", 20, 0, UINT64_MAX, &value));
    assert_true(value == UINT64_MAX);
}

static void check_round_trip(double value)
{
    char text[PARLEY_NUMBER_SIZE];
    double back = 0;
    parley_number_format(value, text);
    assert_true(strlen(text) < PARLEY_NUMBER_SIZE);
    if (!parley_number_parse(text, strlen(text), &back) || memcmp(&back, &value, sizeof value) != 0)
        fail_msg("%a came back from '%s' as %a", value, text, back);
}

/* All bit patterns that are finite numbers come back as they were. */
static void round_trips(void **state)
{
    (void)state;
    uint64_t seed = 1;
    const double edges[] = {0.0,           -0.0,
                            DBL_MIN,       DBL_MAX,
                            -DBL_MAX,      DBL_EPSILON,
                            1 / 3.0,       0.1,
                            DBL_MIN / 3.0, 1e22,
                            1e23,          9007199254740993.0,
                            1e-5,          123456789012345678.0};
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++)
        check_round_trip(edges[i]);
    for (int i = 0; i < 100000; i++) {
        uint64_t bits = test_random(&seed);
        double value;
        memcpy(&value, &bits, sizeof value);
        if (isfinite(value))
            check_round_trip(value);
        check_round_trip(test_uniform(&seed) - 0.5);
    }
}

static void fixed_digits(void **state)
{
    (void)state;
    char text[PARLEY_NUMBER_SIZE];
    parley_number_format_fixed(0.125, 2, text);
    assert_string_equal(text, "0.12");
    parley_number_format_fixed(-3, 0, text);
    assert_string_equal(text, "-3");
    parley_number_format_fixed(0.5, 6, text);
    assert_string_equal(text, "0.500000");
    parley_number_format_fixed(1, 17, text);
    assert_string_equal(text, "1.00000000000000000");
}

/* However large: what is written is the number, not its first digits. */
static void fixed_digits_of_large_numbers(void **state)
{
    (void)state;
    for (double value = 1; value < 1e300; value *= 10) {
        char text[PARLEY_NUMBER_SIZE];
        double back = 0;
        parley_number_format_fixed(value, 6, text);
        assert_true(parley_number_parse(text, strlen(text), &back));
        if (fabs(back - value) > 1e-6 * value)
            fail_msg("%g was written as '%s'", value, text);
    }
}

/* A locale of the program must not get into files. Skipped where no such locale is installed. */
static void ignores_the_locale(void **state)
{
    (void)state;
    static const char *const commas[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "uk_UA.UTF-8", "de_DE"};
    bool found = false;
    for (size_t i = 0; i < 4 && !found; i++)
        found = setlocale(LC_NUMERIC, commas[i]) != NULL;
    if (!found) {
        print_message("no locale with a decimal comma is installed\n");
        skip();
    }
    double value = 0;
    char text[PARLEY_NUMBER_SIZE];
    bool right = parley_number_parse("0.5", 3, &value) && value == 0.5;
    bool refused = !parley_number_parse("0,5", 3, &value);
    parley_number_format_fixed(0.5, 1, text);
    setlocale(LC_NUMERIC, "C");
    assert_true(right && refused);
    assert_string_equal(text, "0.5");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_what_is_no_number),
        cmocka_unit_test(reads_numbers),
        cmocka_unit_test(whole_numbers_stay_in_bounds),
        cmocka_unit_test(round_trips),
        cmocka_unit_test(fixed_digits),
        cmocka_unit_test(fixed_digits_of_large_numbers),
        cmocka_unit_test(ignores_the_locale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
