/* Offsets against a search of every combination, calibration against a known sigmoid. */
#include "../train/decide.h"
#include "parley/metrics.h"
#include "parley/model.h"
#include "support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ROWS = 60, MOST_LABELS = 4 };

/* The figure of labels decided with these offsets. */
static double figure(const double *scores, const int *gold, size_t count, size_t labels,
                     objective what, const double *offsets)
{
    size_t cells[MOST_LABELS * MOST_LABELS] = {0};
    parley_confusion c = {labels, cells};
    for (size_t i = 0; i < count; i++) {
        double row[MOST_LABELS];
        for (size_t l = 0; l < labels; l++)
            row[l] = scores[i * labels + l] + offsets[l];
        parley_confusion_add(&c, (size_t)gold[i], parley_decide(row, labels, 0, row).label);
    }
    return what == OBJECTIVE_ACCURACY ? parley_accuracy(&c) : parley_macro_f1(&c);
}

static void make_case(uint64_t *seed, size_t count, size_t labels, double *scores, int *gold)
{
    for (size_t i = 0; i < count; i++) {
        gold[i] = (int)(test_random(seed) % (labels + 1)); /* the last label is the more frequent */
        if (gold[i] == (int)labels)
            gold[i]--;
        for (size_t l = 0; l < labels; l++)
            scores[i * labels + l] =
                2 * test_uniform(seed) - 1 + ((int)l == gold[i] ? 0.6 : 0) - 0.4 * (double)l;
    }
}

/* The best figure of all offsets on a grid, the first label's being 0. */
static double search_grid(const double *scores, const int *gold, size_t count, size_t labels,
                          objective what)
{
    enum { STEPS = 33 };
    double best = 0;
    size_t all = labels == 2 ? STEPS : STEPS * STEPS;
    for (size_t i = 0; i < all; i++) {
        double offsets[MOST_LABELS] = {0};
        offsets[1] = -4 + 8.0 * (double)(i % STEPS) / (STEPS - 1);
        if (labels == 3)
            offsets[2] = -4 + 8.0 * (double)(i / STEPS) / (STEPS - 1);
        double now = figure(scores, gold, count, labels, what, offsets);
        if (now > best)
            best = now;
    }
    return best;
}

static void offsets_reach_the_best(void **state)
{
    (void)state;
    uint64_t seed = 11;
    double scores[MOST_ROWS * MOST_LABELS], offsets[MOST_LABELS], best, lost = 0;
    int gold[MOST_ROWS], cases = 0;
    for (int round = 0; round < 120; round++) {
        size_t labels = 2 + (size_t)round % 2, count = 10 + test_random(&seed) % (MOST_ROWS - 10);
        objective what = round % 4 < 2 ? OBJECTIVE_MACRO_F1 : OBJECTIVE_ACCURACY;
        make_case(&seed, count, labels, scores, gold);
        assert_int_equal(decide_offsets(scores, gold, count, labels, what, offsets, &best, NULL),
                         PARLEY_OK);
        /* What it says it reaches, it reaches; it is never worse than no offsets at all. */
        const double none[MOST_LABELS] = {0};
        double reached = figure(scores, gold, count, labels, what, offsets);
        assert_true(fabs(reached - best) < 1e-12);
        assert_true(reached >= figure(scores, gold, count, labels, what, none) - 1e-12);
        double sum = 0;
        for (size_t l = 0; l < labels; l++)
            sum += offsets[l];
        assert_true(fabs(sum) < 1e-9);
        double grid = search_grid(scores, gold, count, labels, what);
        if (labels == 2)
            assert_true(reached >= grid - 1e-12); /* one threshold: nothing better exists */
        else if (reached < grid - 0.08)
            fail_msg("round %d: %g instead of %g", round, reached, grid);
        lost += grid > reached ? grid - reached : 0;
        cases++;
    }
    assert_true(lost / cases < 0.01);
}

static void offsets_at_the_edges(void **state)
{
    (void)state;
    double offsets[3] = {9, 9, 9}, best = 9;
    assert_int_equal(decide_offsets(NULL, NULL, 0, 3, OBJECTIVE_MACRO_F1, offsets, &best, NULL),
                     PARLEY_OK);
    assert_true(offsets[0] == 0 && offsets[1] == 0 && offsets[2] == 0);
    /* Right already: nothing moves but by rounding. */
    const double right[] = {1, -1, -1, -1, 1, -1, -1, -1, 1};
    const int gold[] = {0, 1, 2};
    assert_int_equal(decide_offsets(right, gold, 3, 3, OBJECTIVE_MACRO_F1, offsets, &best, NULL),
                     PARLEY_OK);
    assert_true(best == 1);
    for (int l = 0; l < 3; l++)
        assert_true(fabs(offsets[l]) < 1e-12);
    /* One row, and rows that cannot be told apart. */
    assert_int_equal(decide_offsets(right, gold, 1, 3, OBJECTIVE_ACCURACY, offsets, &best, NULL),
                     PARLEY_OK);
    assert_true(best == 1);
    const double same[] = {0.5, 0.5, 0.5, 0.5, 0.5, 0.5};
    const int two[] = {1, 1, 0};
    assert_int_equal(decide_offsets(same, two, 3, 2, OBJECTIVE_ACCURACY, offsets, &best, NULL),
                     PARLEY_OK);
    assert_true(fabs(best - 2.0 / 3) < 1e-12);
    assert_true(fabs(figure(same, two, 3, 2, OBJECTIVE_ACCURACY, offsets) - best) < 1e-12);
}

/* --- how much of the offsets --- */

/* The share is one of those on offer, and its figure is what applying it gives. */
static void shares_by_hand(void **state)
{
    (void)state;
    enum { LABELS = 3, FOLDS = 4 };
    uint64_t seed = 41;
    double scores[MOST_ROWS * LABELS];
    int gold[MOST_ROWS];
    size_t fold[MOST_ROWS];
    for (int round = 0; round < 40; round++) {
        double share = -1, best = -1, expected = -1, expected_share = -1;
        make_case(&seed, MOST_ROWS, LABELS, scores, gold);
        for (size_t i = 0; i < MOST_ROWS; i++)
            fold[i] = test_random(&seed) % FOLDS;
        assert_int_equal(decide_share(scores, gold, fold, FOLDS, MOST_ROWS, LABELS,
                                      OBJECTIVE_ACCURACY, &share, &best, NULL),
                         PARLEY_OK);
        static const double shares[] = {0, 0.5};
        for (size_t k = 0; k < 2; k++) {
            size_t right = 0;
            for (size_t f = 0; f < FOLDS; f++) {
                double others[MOST_ROWS * LABELS], offsets[LABELS], unused;
                int others_gold[MOST_ROWS];
                size_t count = 0;
                for (size_t i = 0; i < MOST_ROWS; i++) {
                    if (fold[i] == f)
                        continue;
                    memcpy(others + count * LABELS, scores + i * LABELS, sizeof offsets);
                    others_gold[count++] = gold[i];
                }
                assert_int_equal(decide_offsets(others, others_gold, count, LABELS,
                                                OBJECTIVE_ACCURACY, offsets, &unused, NULL),
                                 PARLEY_OK);
                for (size_t i = 0; i < MOST_ROWS; i++) {
                    double row[LABELS];
                    for (size_t l = 0; l < LABELS; l++)
                        row[l] = scores[i * LABELS + l] + shares[k] * offsets[l];
                    right +=
                        fold[i] == f && (int)parley_decide(row, LABELS, 0, row).label == gold[i];
                }
            }
            double now = (double)right / MOST_ROWS;
            if (now > expected + 1e-12) {
                expected = now;
                expected_share = shares[k];
            }
        }
        assert_true(fabs(best - expected) < 1e-12);
        assert_true(share == expected_share);
    }
    double share = 5, best = 5;
    assert_int_equal(
        decide_share(NULL, NULL, NULL, 3, 0, 2, OBJECTIVE_MACRO_F1, &share, &best, NULL),
        PARLEY_OK);
    assert_true(share == 0);
}

/* --- calibration -------------------------------------------------------------------------------- */

/* P(right) of a label at a margin. */
static double confidence(double slope, double intercept, double margin)
{
    return 1 / (1 + exp(slope * margin + intercept));
}

static void recovers_a_sigmoid(void **state)
{
    (void)state;
    enum { COUNT = 60000, LABELS = 3 };
    static double margins[COUNT];
    static int given[COUNT], gold[COUNT];
    static const double known[][1 + LABELS] = {
        {-1.5, 0.4, 0.4, 0.4}, {-0.3, -1, 0, 0.5}, {-6, 2, 1, 1.5}, {-2, 0, 0.3, -0.3}};
    uint64_t seed = 21;
    for (size_t k = 0; k < 4; k++) {
        for (size_t i = 0; i < COUNT; i++) {
            given[i] = (int)(test_random(&seed) % LABELS);
            margins[i] = 3 * test_uniform(&seed);
            bool right =
                test_uniform(&seed) < confidence(known[k][0], known[k][1 + given[i]], margins[i]);
            gold[i] = right ? given[i] : (given[i] + 1) % LABELS;
        }
        double slope, intercepts[LABELS];
        assert_int_equal(
            decide_calibration(margins, given, gold, COUNT, LABELS, &slope, intercepts, NULL),
            PARLEY_OK);
        if (fabs(slope - known[k][0]) > 0.05 + 0.05 * fabs(known[k][0]))
            fail_msg("slope %g instead of %g", slope, known[k][0]);
        for (size_t l = 0; l < LABELS; l++)
            if (fabs(intercepts[l] - known[k][1 + l]) > 0.12)
                fail_msg("intercept %g instead of %g", intercepts[l], known[k][1 + l]);
    }
}

/* A label that is hardly ever given gets about the common intercept, not one of its own. */
static void rare_labels_are_drawn_to_the_others(void **state)
{
    (void)state;
    enum { COUNT = 2001, LABELS = 4 };
    double margins[COUNT], slope, intercepts[LABELS];
    int given[COUNT], gold[COUNT];
    uint64_t seed = 23;
    for (size_t i = 0; i < COUNT; i++) {
        given[i] = (int)(i % 2);
        margins[i] = 2 * test_uniform(&seed);
        gold[i] = test_uniform(&seed) < confidence(-1, 0, margins[i]) ? given[i] : 3;
    }
    given[COUNT - 1] = 2; /* once, and wrong */
    gold[COUNT - 1] = 3;
    assert_int_equal(
        decide_calibration(margins, given, gold, COUNT, LABELS, &slope, intercepts, NULL),
        PARLEY_OK);
    double common = (intercepts[0] + intercepts[1]) / 2;
    assert_true(intercepts[2] > common); /* it was wrong */
    if (intercepts[2] > common + 1)
        fail_msg("one row moved it from %g to %g", common, intercepts[2]);
    assert_true(fabs(intercepts[3] - common) < 0.3); /* never given at all */
}

static void the_slope_is_never_positive(void **state)
{
    (void)state;
    enum { COUNT = 400, LABELS = 2 };
    double margins[COUNT], slope, intercepts[LABELS];
    int given[COUNT], gold[COUNT];
    uint64_t seed = 22;
    for (int round = 0; round < 50; round++) {
        size_t rights = 0;
        for (size_t i = 0; i < COUNT; i++) {
            margins[i] = (round % 5 == 0 ? 1e6 : round % 5 == 1 ? 1e-9 : 2) * test_uniform(&seed);
            /* In odd rounds larger margins are more often wrong. */
            bool right = test_uniform(&seed) < (round % 2 ? 1 - (double)i / COUNT : 0.5);
            if (round % 2)
                margins[i] = (double)i / 100;
            given[i] = (int)(i % LABELS);
            gold[i] = right ? given[i] : 1 - given[i];
            rights += right;
        }
        assert_int_equal(
            decide_calibration(margins, given, gold, COUNT, LABELS, &slope, intercepts, NULL),
            PARLEY_OK);
        assert_true(isfinite(slope) && isfinite(intercepts[0]) && isfinite(intercepts[1]));
        assert_true(slope <= 0);
        if (round % 2) { /* what is left is the rate of right labels */
            double rate = (confidence(0, intercepts[0], 0) + confidence(0, intercepts[1], 0)) / 2;
            assert_true(slope == 0);
            assert_true(fabs(rate - (double)rights / COUNT) < 0.02);
        }
    }
}

static void calibration_at_the_edges(void **state)
{
    (void)state;
    const double margins[] = {0.5, 1, 2, 0};
    const int given[] = {1, 1, 1, 1}, wrong[] = {0, 0, 0, 0};
    double slope = 9, intercepts[2] = {9, 9};
    assert_int_equal(decide_calibration(margins, given, given, 0, 2, &slope, intercepts, NULL),
                     PARLEY_OK);
    assert_true(slope == 0 && intercepts[0] == 0 && intercepts[1] == 0);
    assert_int_equal(decide_calibration(margins, given, given, 4, 2, &slope, intercepts, NULL),
                     PARLEY_OK);
    assert_true(slope <= 0 && isfinite(intercepts[0]) && isfinite(intercepts[1]));
    double sure = confidence(slope, intercepts[1], 1);
    assert_true(sure > 0.7 && sure < 1); /* four right rows do not make certainty */
    assert_int_equal(decide_calibration(margins, given, wrong, 4, 2, &slope, intercepts, NULL),
                     PARLEY_OK);
    assert_true(slope <= 0 && confidence(slope, intercepts[1], 1) < 0.3);
    /* Perfectly separable margins must not run off to infinity. */
    enum { COUNT = 200 };
    double wide[COUNT];
    int all[COUNT] = {0}, gold[COUNT];
    for (int i = 0; i < COUNT; i++) {
        wide[i] = i;
        gold[i] = i < COUNT / 2;
    }
    assert_int_equal(decide_calibration(wide, all, gold, COUNT, 2, &slope, intercepts, NULL),
                     PARLEY_OK);
    assert_true(isfinite(slope) && slope < 0 && isfinite(intercepts[0]));
    assert_true(confidence(slope, intercepts[0], COUNT - 1) > 0.95);
    assert_true(confidence(slope, intercepts[0], 0) < 0.05);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offsets_reach_the_best),
        cmocka_unit_test(offsets_at_the_edges),
        cmocka_unit_test(shares_by_hand),
        cmocka_unit_test(recovers_a_sigmoid),
        cmocka_unit_test(rare_labels_are_drawn_to_the_others),
        cmocka_unit_test(the_slope_is_never_positive),
        cmocka_unit_test(calibration_at_the_edges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
