/* Evaluation figures against values worked out by hand. */
#include "parley/metrics.h"
#include "support.h"

#include <math.h>

static void near(double value, double expected)
{
    if (!(fabs(value - expected) < 1e-12))
        fail_msg("%.17g instead of %.17g", value, expected);
}

/*          predicted a  b  c
 * gold a             5  1  0
 *      b             2  3  1
 *      c             0  2  6   */
static void by_hand(void **state)
{
    (void)state;
    size_t counts[9] = {0};
    parley_confusion c = {3, counts};
    static const size_t cells[3][3] = {{5, 1, 0}, {2, 3, 1}, {0, 2, 6}};
    for (size_t g = 0; g < 3; g++)
        for (size_t p = 0; p < 3; p++)
            for (size_t i = 0; i < cells[g][p]; i++)
                parley_confusion_add(&c, g, p);
    for (size_t i = 0; i < 9; i++)
        assert_int_equal(counts[i], cells[i / 3][i % 3]);
    assert_int_equal(parley_confusion_total(&c), 20);
    assert_int_equal(parley_confusion_gold(&c, 1), 6);
    assert_int_equal(parley_confusion_predicted(&c, 0), 7);
    near(parley_accuracy(&c), 14.0 / 20);
    near(parley_precision(&c, 0), 5.0 / 7);
    near(parley_recall(&c, 0), 5.0 / 6);
    near(parley_f1(&c, 0), 10.0 / 13);
    near(parley_precision(&c, 1), 3.0 / 6);
    near(parley_recall(&c, 2), 6.0 / 8);
    near(parley_f1(&c, 1), 0.5);
    near(parley_f1(&c, 2), 12.0 / 15);
    near(parley_macro_f1(&c), (10.0 / 13 + 0.5 + 0.8) / 3);
    double chance = (6.0 * 7 + 6 * 6 + 8 * 7) / 400;
    near(parley_kappa(&c), (0.7 - chance) / (1 - chance));
    near(parley_baseline_accuracy(&c), 8.0 / 20);
    near(parley_baseline_macro_f1(&c), 16.0 / 28 / 3);
}

/* The mean is over labels that occur as gold or as prediction; others do not pull it down. */
static void macro_f1_counts_what_occurs(void **state)
{
    (void)state;
    size_t unused[16] = {0};
    parley_confusion c = {4, unused};
    parley_confusion_add(&c, 0, 0);
    parley_confusion_add(&c, 1, 1);
    near(parley_macro_f1(&c), 1);
    parley_confusion_add(&c, 0, 3); /* label 3 is only ever predicted: its F1 is 0, and counts */
    near(parley_macro_f1(&c), (2.0 / 3 + 1 + 0) / 3);
    parley_confusion_add(&c, 2, 1); /* label 2 is only ever gold */
    near(parley_macro_f1(&c), (2.0 / 3 + 2.0 / 3 + 0 + 0) / 4);
    near(parley_baseline_macro_f1(&c), (4.0 / 6) / 3); /* 0, 1 and 2 occur as gold */
}

static void nothing_counted(void **state)
{
    (void)state;
    size_t counts[4] = {0};
    const parley_confusion c = {2, counts};
    near(parley_accuracy(&c), 0);
    near(parley_macro_f1(&c), 0);
    near(parley_kappa(&c), 0);
    near(parley_precision(&c, 0), 0);
    near(parley_baseline_accuracy(&c), 0);
    near(parley_baseline_macro_f1(&c), 0);
    const parley_reliability r = {0};
    near(parley_ece(&r), 0);
    near(parley_brier(&r), 0);
}

static void kappa_at_its_ends(void **state)
{
    (void)state;
    size_t right[4] = {3, 0, 0, 5}, wrong[4] = {0, 4, 4, 0}, one[4] = {6, 0, 0, 0};
    near(parley_kappa(&(parley_confusion){2, right}), 1);
    near(parley_kappa(&(parley_confusion){2, wrong}), -1);
    near(parley_kappa(&(parley_confusion){2, one}), 0); /* chance alone agrees always */
}

static void reliability_by_hand(void **state)
{
    (void)state;
    parley_reliability r = {0};
    parley_reliability_add(&r, 0.95, 1);
    parley_reliability_add(&r, 0.85, 0);
    parley_reliability_add(&r, 0.89, 1);
    parley_reliability_add(&r, 0.30, 0);
    assert_int_equal(r.count[8], 2);
    assert_int_equal(r.count[9], 1);
    assert_int_equal(r.count[3], 1);
    near(parley_ece(&r), (0.05 + (1.74 - 1) + 0.30) / 4);
    near(parley_brier(&r), (0.05 * 0.05 + 0.85 * 0.85 + 0.11 * 0.11 + 0.09) / 4);
}

/* Bins are closed below and open above; 1 is in the last, and nothing falls outside. */
static void bins(void **state)
{
    (void)state;
    for (size_t i = 0; i < PARLEY_BINS; i++) {
        parley_reliability r = {0};
        parley_reliability_add(&r, (double)i / 10, 1);
        assert_int_equal(r.count[i], 1);
        parley_reliability_add(&r, nextafter((double)(i + 1) / 10, 0) - 1e-9, 1);
        assert_int_equal(r.count[i], 2);
    }
    parley_reliability r = {0};
    parley_reliability_add(&r, 1, 1);
    parley_reliability_add(&r, 1.0000001, 1);
    assert_int_equal(r.count[9], 2);
    parley_reliability_add(&r, 0, 0);
    parley_reliability_add(&r, -0.5, 0);
    assert_int_equal(r.count[0], 2);
}

/* Bounds hold the figure, repeat themselves, and are wide where groups are few. */
static void bootstrap(void **state)
{
    (void)state;
    enum { COUNT = 400 };
    size_t gold[COUNT], predicted[COUNT], group[COUNT], lone[COUNT], counts[9] = {0};
    parley_confusion c = {3, counts};
    uint64_t seed = 1;
    for (size_t i = 0; i < COUNT; i++) {
        gold[i] = test_random(&seed) % 3;
        group[i] = i / 40; /* ten groups, each right or wrong as a whole, nearly */
        lone[i] = i;
        predicted[i] =
            test_random(&seed) % 10 < (group[i] % 2 ? 9 : 3) ? gold[i] : (gold[i] + 1) % 3;
        parley_confusion_add(&c, gold[i], predicted[i]);
    }
    parley_bounds accuracy, macro, again, again_macro, rows, rows_macro;
    assert_int_equal(
        parley_bootstrap(gold, predicted, group, COUNT, 3, 10, 1000, 5, &accuracy, &macro),
        PARLEY_OK);
    assert_int_equal(
        parley_bootstrap(gold, predicted, group, COUNT, 3, 10, 1000, 5, &again, &again_macro),
        PARLEY_OK);
    assert_true(accuracy.low == again.low && macro.high == again_macro.high);
    assert_true(accuracy.low < parley_accuracy(&c) && parley_accuracy(&c) < accuracy.high);
    assert_true(macro.low < parley_macro_f1(&c) && parley_macro_f1(&c) < macro.high);
    assert_true(accuracy.low >= 0 && accuracy.high <= 1);
    assert_int_equal(
        parley_bootstrap(gold, predicted, lone, COUNT, 3, COUNT, 1000, 5, &rows, &rows_macro),
        PARLEY_OK);
    assert_true(accuracy.high - accuracy.low > 1.5 * (rows.high - rows.low));
    /* About 1.96 standard deviations of a share on either side. */
    double p = parley_accuracy(&c), half = 1.96 * sqrt(p * (1 - p) / COUNT);
    assert_true(fabs((rows.high - rows.low) / 2 - half) < 0.25 * half);
    /* All right: no doubt. */
    assert_int_equal(parley_bootstrap(gold, gold, group, COUNT, 3, 10, 100, 5, &accuracy, &macro),
                     PARLEY_OK);
    assert_true(accuracy.low == 1 && accuracy.high == 1 && macro.low == 1 && macro.high == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_hand),
        cmocka_unit_test(macro_f1_counts_what_occurs),
        cmocka_unit_test(nothing_counted),
        cmocka_unit_test(kappa_at_its_ends),
        cmocka_unit_test(reliability_by_hand),
        cmocka_unit_test(bins),
        cmocka_unit_test(bootstrap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
