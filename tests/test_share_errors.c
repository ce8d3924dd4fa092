/* Spread and error of shares, against groups that were made with a known spread. */
#include "../train/share_errors.h"
#include "support.h"

#include <math.h>
#include <stdlib.h>

enum { GROUPS = 2000, ROWS = 20 };

static const double shifts[] = {0, 0};
static const parley_task_view half = {
    .label_count = 2, .posterior_scale = 1, .posterior_shifts = shifts};

/* Rows whose probability is 0.5 in groups whose share is 0.5 - spread or 0.5 + spread. */
static void measure(double spread, double *found, double *error_of)
{
    double *scores = calloc(2 * GROUPS * ROWS, sizeof *scores);
    int *gold = calloc(GROUPS * ROWS, sizeof *gold);
    size_t *group = calloc(GROUPS * ROWS, sizeof *group);
    uint64_t seed = 11;
    assert_true(scores && gold && group);
    for (size_t i = 0; i < GROUPS * ROWS; i++) {
        group[i] = i % GROUPS; /* rows of a group need not be neighbours */
        gold[i] = test_uniform(&seed) < 0.5 + (group[i] % 2 ? spread : -spread);
    }
    assert_int_equal(share_errors(&half, scores, gold, group, GROUPS * ROWS, found, error_of, NULL),
                     PARLEY_OK);
    free(scores);
    free(gold);
    free(group);
}

static void the_spread_is_found(void **state)
{
    (void)state;
    double found[2], error_of[2];
    measure(0.2, found, error_of);
    assert_true(fabs(found[0] - 0.2) < 0.01 && fabs(found[1] - 0.2) < 0.01);
    /* sqrt((0.25 / 20 + 0.04) / 2000), but for the share of the 0.04 that the row variance lacks */
    assert_true(fabs(error_of[0] - sqrt((0.21 / ROWS + 0.04) / GROUPS)) < 2e-4);
}

static void independent_rows_have_none(void **state)
{
    (void)state;
    double found[2], error_of[2];
    measure(0, found, error_of);
    assert_true(found[0] < 0.03);
    assert_true(fabs(error_of[0] - 0.5 / sqrt(GROUPS * ROWS)) < 3e-4);
}

static void by_hand(void **state)
{
    (void)state;
    static const double scores[8] = {0};
    static const int gold[] = {1, 1, 1, 0};
    static const size_t group[] = {3, 3, 0, 0};
    double found[2], error_of[2];
    assert_int_equal(share_errors(&half, scores, gold, group, 4, found, error_of, NULL), PARLEY_OK);
    /* d is 1 and 0, v is 0.5 twice, n is 2 twice: (1 - 1) / 4 and sqrt(1) / 4. */
    assert_true(found[1] == 0 && fabs(error_of[1] - 0.25) < 1e-12);
    assert_int_equal(share_errors(&half, scores, gold, group, 0, found, error_of, NULL), PARLEY_OK);
    assert_true(found[0] == 0 && error_of[0] == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_spread_is_found),
        cmocka_unit_test(independent_rows_have_none),
        cmocka_unit_test(by_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
