/* Agreement of coders against published examples and by hand. */
#include "parley/coders.h"
#include "support.h"

#include <math.h>
#include <stdlib.h>

enum { X = 9 }; /* in the tables below: no label */

static void near(double value, double expected, double within)
{
    if (!(fabs(value - expected) <= within))
        fail_msg("%.17g instead of %.17g", value, expected);
}

/* Turns [coder][unit], as the examples are printed, into codings; free the labels. */
static parley_codings codings_of(const int *table, size_t coders, size_t units, size_t label_count)
{
    size_t *labels = malloc(coders * units * sizeof *labels);
    for (size_t coder = 0; coder < coders; coder++)
        for (size_t unit = 0; unit < units; unit++) {
            int label = table[coder * units + unit];
            labels[unit * coders + coder] = label == X ? PARLEY_UNCODED : (size_t)label;
        }
    return (parley_codings){labels, units, coders, label_count};
}

static double alpha_of(const parley_codings *c)
{
    double alpha = -9;
    assert_int_equal(parley_alpha(c, &alpha), PARLEY_OK);
    return alpha;
}

/* Krippendorff 2011, part C: four observers, twelve units, missing values; alpha is 0.743. */
static const int four[4 * 12] = {
    1, 2, 3, 3, 2, 1, 4, 1, 2, X, X, X, /* A */
    1, 2, 3, 3, 2, 2, 4, 1, 2, 5, X, 3, /* B */
    X, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, X, /* C */
    1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, X, /* D */
};

static void four_observers(void **state)
{
    (void)state;
    parley_codings c = codings_of(four, 4, 12, 6);
    near(alpha_of(&c), 0.743, 0.0005);
    near(alpha_of(&c), 113.0 / 152, 1e-12);
    assert_int_equal(parley_codings_given(&c, 0), 3);
    assert_int_equal(parley_codings_given(&c, 11), 1);
    assert_true(parley_codings_disputed(&c, 1));
    assert_false(parley_codings_disputed(&c, 0)); /* a missing label is no other label */
    assert_false(parley_codings_disputed(&c, 11));
    free((void *)c.labels);
}

/* Krippendorff 2011, parts A and B: two observers, 0.095 and 0.692. */
static void two_observers(void **state)
{
    (void)state;
    static const int binary[] = {0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0};
    static const int nominal[] = {0, 0, 1, 1, 3, 2, 2, 2, 4, 3, 3, 0,
                                  1, 0, 1, 1, 1, 2, 2, 2, 4, 3, 3, 3};
    parley_codings a = codings_of(binary, 2, 10, 2), b = codings_of(nominal, 2, 12, 5);
    near(alpha_of(&a), 0.095, 0.0005);
    near(alpha_of(&b), 0.692, 0.0005);
    free((void *)a.labels);
    free((void *)b.labels);
}

/* Units with one label, labels that nobody gave, and the order of coders change nothing. */
static void what_does_not_count(void **state)
{
    (void)state;
    static const int less[] = {0, 1, 1, 0, 0, 1, 0, 0};
    static const int more[] = {5, 6, 5, 5, X, X, 5, 6, 6, 5, X, 5};
    parley_codings a = codings_of(less, 2, 4, 2), b = codings_of(more, 2, 6, 9);
    near(alpha_of(&a), alpha_of(&b), 1e-12);
    near(alpha_of(&a), 1 - 7.0 * 2 / (64 - 25 - 9), 1e-12);
    free((void *)a.labels);
    free((void *)b.labels);
}

static void the_ends_of_alpha(void **state)
{
    (void)state;
    static const int equal[] = {0, 1, 0, 1}, other[] = {0, 1, 1, 0}, one[] = {1, 1, 1, 1};
    static const int apart[] = {0, X, X, 1}, lone[] = {0, 1};
    parley_codings c = codings_of(equal, 2, 2, 2);
    near(alpha_of(&c), 1, 1e-12);
    free((void *)c.labels);
    c = codings_of(other, 2, 2, 2);
    near(alpha_of(&c), -0.5, 1e-12); /* below chance */
    free((void *)c.labels);
    c = codings_of(one, 2, 2, 2);
    assert_true(isnan(alpha_of(&c))); /* one label only */
    free((void *)c.labels);
    c = codings_of(apart, 2, 2, 2);
    assert_true(isnan(alpha_of(&c))); /* no unit has two */
    free((void *)c.labels);
    c = codings_of(lone, 1, 2, 2);
    assert_true(isnan(alpha_of(&c)));
    free((void *)c.labels);
    c = (parley_codings){NULL, 0, 2, 0};
    assert_true(isnan(alpha_of(&c)));
}

/* Cohen 1960, table 1: 200 cases, kappa 0.492. */
static void cohens_example(void **state)
{
    (void)state;
    static const size_t cells[3][3] = {{88, 10, 2}, {14, 40, 6}, {18, 10, 12}};
    static size_t labels[3 * 200];
    size_t counts[9] = {0}, unit = 0;
    for (size_t i = 0; i < 200; i++)
        labels[3 * i] = labels[3 * i + 1] = labels[3 * i + 2] = PARLEY_UNCODED;
    for (size_t a = 0; a < 3; a++)
        for (size_t b = 0; b < 3; b++)
            for (size_t i = 0; i < cells[a][b]; i++, unit++) {
                labels[3 * unit] = a;
                labels[3 * unit + 2] = b;
            }
    assert_int_equal(unit, 200);
    const parley_codings c = {labels, 200, 3, 3};
    parley_confusion confusion = {3, counts};
    parley_codings_confusion(&c, 0, 2, &confusion);
    for (size_t i = 0; i < 9; i++)
        assert_int_equal(counts[i], cells[i / 3][i % 3]);
    assert_true(parley_kappa_defined(&confusion));
    near(parley_kappa(&confusion), 0.492, 0.0005);
    near(parley_accuracy(&confusion), 0.7, 1e-12);
    size_t none[9] = {0}; /* the coder between them left out everything */
    parley_codings_confusion(&c, 0, 1, &(parley_confusion){3, none});
    assert_int_equal(parley_confusion_total(&(parley_confusion){3, none}), 0);
}

static void kappa_undefined(void **state)
{
    (void)state;
    size_t none[4] = {0}, one[4] = {0, 0, 0, 7}, apart[4] = {0, 7, 0, 0}, two[4] = {3, 0, 0, 4};
    assert_false(parley_kappa_defined(&(parley_confusion){2, none}));
    assert_false(parley_kappa_defined(&(parley_confusion){2, one}));
    assert_true(parley_kappa_defined(&(parley_confusion){2, apart})); /* and it is 0 */
    assert_true(parley_kappa_defined(&(parley_confusion){2, two}));
    assert_false(parley_kappa_defined(&(parley_confusion){0, none}));
}

/* --- bounds ------------------------------------------------------------------------------------- */

enum { UNITS = 300 };

/* Two coders; in even groups of 30 they mostly agree, in odd ones less. group, lone: [UNITS]. */
static parley_codings groups_of_units(size_t *labels, size_t *group, size_t *lone)
{
    uint64_t seed = 3;
    for (size_t i = 0; i < UNITS; i++) {
        group[i] = i / 30;
        lone[i] = i;
        labels[2 * i] = test_random(&seed) % 3;
        labels[2 * i + 1] = test_random(&seed) % 10 < (group[i] % 2 ? 9 : 3)
                                ? labels[2 * i]
                                : (labels[2 * i] + 1) % 3;
    }
    return (parley_codings){labels, UNITS, 2, 3};
}

/* Bounds hold alpha, repeat themselves, and are wider where whole groups go together. */
static void bounds(void **state)
{
    (void)state;
    static size_t labels[2 * UNITS], group[UNITS], lone[UNITS];
    const parley_codings c = groups_of_units(labels, group, lone);
    double alpha = alpha_of(&c);
    parley_bounds by_group, again, by_unit;
    size_t drawn;
    assert_int_equal(parley_alpha_bounds(&c, group, 10, 1000, 5, &by_group, &drawn), PARLEY_OK);
    assert_int_equal(drawn, 10);
    assert_int_equal(parley_alpha_bounds(&c, group, 10, 1000, 5, &again, &drawn), PARLEY_OK);
    assert_true(by_group.low == again.low && by_group.high == again.high);
    assert_int_equal(parley_alpha_bounds(&c, lone, UNITS, 1000, 5, &by_unit, &drawn), PARLEY_OK);
    assert_int_equal(drawn, UNITS);
    assert_true(by_unit.low < alpha && alpha < by_unit.high);
    assert_true(by_group.low < by_unit.low && by_unit.high < by_group.high);
    assert_true(by_group.high <= 1);
    /* The normal approximation of a share of UNITS units, alpha being near a linear map of it. */
    near(by_unit.high - by_unit.low, 2 * 1.96 * sqrt(0.6 * 0.4 / UNITS) * 1.5, 0.03);
}

/* Groups without a unit of two labels are not drawn; one group has no bounds. */
static void bounds_of_few(void **state)
{
    (void)state;
    static const int table[] = {0, 1, 0, 1, X, X, 0, 1, 1, 1, 0, X};
    static const size_t group[] = {0, 0, 2, 2, 1, 3}, one[6] = {0};
    parley_codings c = codings_of(table, 2, 6, 2);
    parley_bounds b;
    size_t drawn;
    assert_int_equal(parley_alpha_bounds(&c, group, 4, 200, 1, &b, &drawn), PARLEY_OK);
    assert_int_equal(drawn, 2);
    near(b.high, 1, 1e-12);               /* the first group alone: agreement */
    near(b.low, 1 - 7 * 4 / 24.0, 1e-12); /* the other twice: 2 and 6 labels, 2 disputes */
    assert_int_equal(parley_alpha_bounds(&c, one, 1, 200, 1, &b, &drawn), PARLEY_OK);
    assert_int_equal(drawn, 1);
    assert_true(isnan(b.low) && isnan(b.high));
    free((void *)c.labels);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(four_observers),
        cmocka_unit_test(two_observers),
        cmocka_unit_test(what_does_not_count),
        cmocka_unit_test(the_ends_of_alpha),
        cmocka_unit_test(cohens_example),
        cmocka_unit_test(kappa_undefined),
        cmocka_unit_test(bounds),
        cmocka_unit_test(bounds_of_few),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
