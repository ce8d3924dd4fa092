/* Label shares: posteriors, their estimate, shifted confidences. */
#include "test.h"

#include "parley/model.h"

#include <math.h>
#include <stdlib.h>

enum { ROWS = 4000 };

static void posteriors_are_probabilities(void **state)
{
    (void)state;
    static const double shifts[] = {0.5, 0, -0.5};
    parley_task_view task = {.label_count = 3, .posterior_scale = 2, .posterior_shifts = shifts};
    double posterior[3];
    parley_posterior(&task, (double[]){-1, 1, 0.5}, posterior);
    assert_true(fabs(posterior[0] + posterior[1] + posterior[2] - 1) < 1e-12);
    assert_true(posterior[1] > posterior[2] && posterior[2] > posterior[0]);
    assert_true(fabs(log(posterior[1] / posterior[0]) - (2 * 2 - 0.5)) < 1e-9);
    parley_posterior(&task, (double[]){1e6, -1e6, 0}, posterior); /* nothing overflows */
    assert_true(posterior[0] == 1 && posterior[1] == 0);
}

/* Posteriors of two classes whose scores are a known distance apart, seen with equal shares; the rows
 * hold the second class with another share. */
static double estimate(double share)
{
    static double posteriors[ROWS][2];
    static const double prior[] = {0.5, 0.5};
    double shares[2], next[2];
    unsigned seed = 7;
    for (size_t i = 0; i < ROWS; i++) {
        int second = (double)i < share * ROWS;
        double sum = 0; /* about normal */
        for (int k = 0; k < 12; k++) {
            seed = seed * 1103515245u + 12345u;
            sum += (double)(seed >> 16 & 0x7FFF) / 32768;
        }
        double x = sum - 6 + (second ? 1 : -1);
        posteriors[i][1] = 1 / (1 + exp(-2 * x));
        posteriors[i][0] = 1 - posteriors[i][1];
    }
    parley_estimate_shares(&posteriors[0][0], ROWS, 2, prior, shares, next);
    assert_true(fabs(shares[0] + shares[1] - 1) < 1e-9);
    return shares[1];
}

static void shares_are_found(void **state)
{
    (void)state;
    for (double share = 0.1; share < 0.95; share += 0.2)
        if (fabs(estimate(share) - share) > 0.03)
            fail_msg("%.3f where it is %.3f", estimate(share), share);
}

static void no_rows_keep_the_prior(void **state)
{
    (void)state;
    static const double prior[] = {0.2, 0.8};
    double shares[2], next[2];
    parley_estimate_shares(NULL, 0, 2, prior, shares, next);
    assert_true(shares[0] == 0.2 && shares[1] == 0.8);
}

static void confidence_follows_the_shares(void **state)
{
    (void)state;
    static const double prior[] = {0.5, 0.5}, rare[] = {0.9, 0.1}, posterior[] = {0.3, 0.7};
    assert_true(fabs(parley_shift_confidence(0.8, 1, posterior, 2, prior, prior) - 0.8) < 1e-9);
    double less = parley_shift_confidence(0.8, 1, posterior, 2, prior, rare);
    double more = parley_shift_confidence(0.8, 0, posterior, 2, prior, rare);
    assert_true(less < 0.8 && more > 0.8 && less > 0 && more < 1);
    /* The odds change ninefold: 0.8 is 4 to 1, so 4 to 9. */
    assert_true(fabs(less - 4.0 / 13) < 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(posteriors_are_probabilities),
        cmocka_unit_test(shares_are_found),
        cmocka_unit_test(no_rows_keep_the_prior),
        cmocka_unit_test(confidence_follows_the_shares),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
