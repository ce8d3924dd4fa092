/* Command lines: fallbacks first, then what was typed; everything else is refused by name. */
#include "../io/options.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

enum { KEY_OUT = 1, KEY_FOLDS, KEY_LABEL, KEY_QUIET, KEY_HELP };

static const option_spec specs[] = {{'o', "output", KEY_OUT, "FILE", "where", NULL, true},
                                    {0, "folds", KEY_FOLDS, "K", "how many", "10", true},
                                    {0, "label", KEY_LABEL, "COLUMN", "repeatable", NULL, false},
                                    {'q', "quiet", KEY_QUIET, NULL, "less", NULL, true},
                                    {'h', "help", KEY_HELP, "[=all]", "this", NULL, true},
                                    {0}};

/* What was taken, in order. */
typedef struct taken {
    parley_buffer log;
    option_list labels;
    uint64_t folds;
} taken;

static parley_status take(int key, const char *value, void *context, parley_error *error)
{
    taken *t = context;
    assert_int_equal(parley_buffer_printf(&t->log, "%d=%s ", key, value ? value : "(none)"),
                     PARLEY_OK);
    if (key == KEY_FOLDS)
        return option_whole(value, 0, 1000, &t->folds, error);
    if (key == KEY_LABEL)
        return option_list_add(&t->labels, value, error);
    return PARLEY_OK;
}

#define COUNT(list) ((int)(sizeof(list) / sizeof *(list)))

/* Parses a line; checks the log of what was taken and the operands. */
static void check(int argc, const char *const *argv, const char *log, const char *operands)
{
    taken t = {0};
    option_operands found = {0};
    parley_error error = {0};
    parley_buffer joined = {0};
    if (options_parse(specs, argc, (char **)(uintptr_t)argv, take, &t, &found, &error) != PARLEY_OK)
        fail_msg("%s", error.text);
    for (size_t i = 0; i < found.count; i++)
        assert_int_equal(parley_buffer_printf(&joined, "%s ", found.list[i]), PARLEY_OK);
    assert_int_equal(parley_buffer_append(&joined, "", 1), PARLEY_OK);
    assert_int_equal(parley_buffer_append(&t.log, "", 1), PARLEY_OK);
    assert_string_equal(t.log.data, log);
    assert_string_equal(joined.data, operands);
    parley_buffer_fini(&joined);
    parley_buffer_fini(&t.log);
    free(t.labels.items);
    options_fini(&found);
    options_fini(&found);
}

static void takes(void **state)
{
    (void)state;
    const char *const none[] = {"p"};
    check(1, none, "2=10 ", ""); /* the fallback goes through take */
    const char *const all[] = {"p", "a.csv", "-o", "x", "--folds", "3", "b.csv", "--quiet"};
    check(COUNT(all), all, "2=10 1=x 2=3 4=(none) ", "a.csv b.csv ");
    const char *const joined[] = {"p", "-ox", "--folds=0", "-q", "-", "--output=a=b"};
    check(COUNT(joined), joined, "2=10 1=x 2=0 4=(none) 1=a=b ", "- ");
    const char *const together[] = {"p", "-qo", "x"};
    check(COUNT(together), together, "2=10 4=(none) 1=x ", "");
    const char *const behind[] = {"p", "--", "-o", "--folds"};
    check(COUNT(behind), behind, "2=10 ", "-o --folds ");
}

static void optional_values(void **state)
{
    (void)state;
    const char *const bare[] = {"p", "--help"};
    check(2, bare, "2=10 5=(none) ", "");
    const char *const given[] = {"p", "--help=all"};
    check(2, given, "2=10 5=all ", "");
    const char *const letter[] = {"p", "-h"};
    check(2, letter, "2=10 5=(none) ", "");
}

static void repeated(void **state)
{
    (void)state;
    taken t = {0};
    option_operands found = {0};
    const char *argv[] = {"p", "--label", "a", "--label=b", "--folds",
                          "2", "--label", "a", "--folds",   "7"};
    assert_int_equal(
        options_parse(specs, COUNT(argv), (char **)(uintptr_t)argv, take, &t, &found, NULL),
        PARLEY_OK);
    assert_int_equal(t.folds, 7); /* the last one counts */
    assert_int_equal(t.labels.count, 3);
    assert_string_equal(t.labels.items[0], "a");
    assert_string_equal(t.labels.items[1], "b");
    assert_string_equal(t.labels.items[2], "a");
    free(t.labels.items);
    parley_buffer_fini(&t.log);
    options_fini(&found);
}

static void refuses(void **state)
{
    (void)state;
    static const struct {
        const char *argv[4];
        int argc;
        const char *says;
    } cases[] = {{{"p", "--nonsense"}, 2, "--nonsense"},
                 {{"p", "-x"}, 2, "-x"},
                 {{"p", "--fold", "3"}, 3, "--fold"},
                 {{"p", "--folds"}, 2, "--folds"},
                 {{"p", "-o"}, 2, "-o"},
                 {{"p", "--folds", "12abc"}, 3, "'12abc'"},
                 {{"p", "--folds", "-1"}, 3, "'-1'"},
                 {{"p", "--folds=1001"}, 2, "'1001'"},
                 {{"p", "--folds="}, 2, "''"},
                 {{"p", "--output="}, 2, "''"},
                 {{"p", "-o", ""}, 3, "''"},
                 {{"p", "a.csv", ""}, 3, "empty"},
                 {{"p", "--folds", "1e2"}, 3, "'1e2'"},
                 {{"p", "--folds", " 3"}, 3, "' 3'"},
                 {{"p", "--quiet=yes"}, 2, "--quiet"},
                 {{"p", "--folds", "3", "-Z"}, 4, "-Z"},
                 {{"p", "-"
                        "-=x"},
                  2,
                  "="}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        taken t = {0};
        option_operands found = {0};
        parley_error error = {0};
        parley_status status = options_parse(
            specs, cases[i].argc, (char **)(uintptr_t)cases[i].argv, take, &t, &found, &error);
        if (status != PARLEY_E_ARGUMENT || !test_says(&error, cases[i].says))
            fail_msg("case %zu: %s: %s", i, parley_status_name(status), error.text);
        assert_null(strchr(error.text, '\n'));
        parley_buffer_fini(&t.log);
        free(t.labels.items);
        options_fini(&found);
    }
    /* A bad value names its option. */
    taken t = {0};
    option_operands found = {0};
    parley_error error = {0};
    const char *argv[] = {"p", "--folds", "x"};
    assert_int_equal(options_parse(specs, 3, (char **)(uintptr_t)argv, take, &t, &found, &error),
                     PARLEY_E_ARGUMENT);
    assert_memory_equal(error.text, "--folds: ", 9);
    parley_buffer_fini(&t.log);
    options_fini(&found);
}

static void numbers(void **state)
{
    (void)state;
    uint64_t whole = 5;
    double number = 5;
    parley_error error = {0};
    assert_int_equal(option_whole("4", 1, 4, &whole, NULL), PARLEY_OK);
    assert_int_equal(whole, 4);
    assert_int_equal(option_whole("0", 1, 4, &whole, &error), PARLEY_E_ARGUMENT);
    assert_true(test_says(&error, "1") && test_says(&error, "4"));
    assert_int_equal(option_number("0.25", 0, 1, &number, NULL), PARLEY_OK);
    assert_true(number == 0.25);
    static const char *const bad[] = {"2", "-0.1", "x", "", "nan", "0x1", "0.5 ", "1e999"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(option_number(bad[i], 0, 1, &number, &error), PARLEY_E_ARGUMENT);
        assert_true(number == 0.25);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes),   cmocka_unit_test(optional_values), cmocka_unit_test(repeated),
        cmocka_unit_test(refuses), cmocka_unit_test(numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
