/* Spread and error of shares, against groups that were made with a known spread. */
#include "../train/share_errors.h"
#include "support.h"

#include <math.h>
#include <stdlib.h>

enum { GROUPS = 2000, ROWS = 20 };

static const double shifts[] = {0, 0};
static const parley_task_view half = {
    .label_count = 2, .posterior_scale = 1, .posterior_shifts = shifts};

/* Rows whose probability is 0.5 in groups whose share is 0.5 - spread or 0.5 + spread, and higher in half of
 * ten folds by `shift`, lower in the other half. */
static void measure(double spread, double shift, double *found, double *error_of)
{
    double *scores = calloc(2 * GROUPS * ROWS, sizeof *scores);
    int *gold = calloc(GROUPS * ROWS, sizeof *gold);
    size_t *group = calloc(GROUPS * ROWS, sizeof *group);
    size_t *fold = calloc(GROUPS * ROWS, sizeof *fold);
    uint64_t seed = 11;
    assert_true(scores && gold && group && fold);
    for (size_t i = 0; i < GROUPS * ROWS; i++) {
        group[i] = i % GROUPS; /* rows of a group need not be neighbours */
        fold[i] = group[i] / 2 % 10;
        gold[i] = test_uniform(&seed) <
                  0.5 + (group[i] % 2 ? spread : -spread) + (fold[i] % 2 ? shift : -shift);
    }
    assert_int_equal(
        share_errors(&half, scores, gold, group, fold, GROUPS * ROWS, found, error_of, NULL),
        PARLEY_OK);
    free(scores);
    free(gold);
    free(group);
    free(fold);
}

static void the_spread_is_found(void **state)
{
    (void)state;
    double found[2], error_of[2];
    measure(0.2, 0, found, error_of);
    assert_true(fabs(found[0] - 0.2) < 0.01 && fabs(found[1] - 0.2) < 0.01);
    /* sqrt((0.25 / 20 + 0.04) / 2000), but for the share of the 0.04 that the row variance lacks */
    double groups = sqrt((0.21 / ROWS + 0.04) / GROUPS);
    assert_true(error_of[0] > groups - 2e-4 && error_of[0] < 1.6 * groups);
}

static void folds_that_are_off_count(void **state)
{
    (void)state;
    double found[2], error_of[2];
    measure(0, 0.05, found, error_of);
    assert_true(fabs(error_of[0] - 0.05) < 0.005);
}

static void independent_rows_have_none(void **state)
{
    (void)state;
    double found[2], error_of[2];
    measure(0, 0, found, error_of);
    assert_true(found[0] < 0.03);
    double rows = 0.5 / sqrt(GROUPS * ROWS);
    assert_true(error_of[0] > rows - 3e-4 && error_of[0] < 1.6 * rows);
}

static void by_hand(void **state)
{
    (void)state;
    static const double scores[8] = {0};
    static const int gold[] = {1, 1, 1, 0};
    static const size_t group[] = {3, 3, 0, 0}, fold[] = {1, 1, 0, 0};
    double found[2], error_of[2];
    assert_int_equal(share_errors(&half, scores, gold, group, fold, 4, found, error_of, NULL),
                     PARLEY_OK);
    /* d is 1 and 0, v is 0.5 twice, n is 2 twice: (1 - 1) / 4 and sqrt(1) / 4. */
    assert_true(found[1] == 0 && fabs(error_of[1] - 0.25) < 1e-12);
    assert_int_equal(share_errors(&half, scores, gold, group, fold, 0, found, error_of, NULL),
                     PARLEY_OK);
    assert_true(found[0] == 0 && error_of[0] == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_spread_is_found),
        cmocka_unit_test(folds_that_are_off_count),
        cmocka_unit_test(independent_rows_have_none),
        cmocka_unit_test(by_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
