/* The order, the sample and the marks of review. */
#include "../classify/review.h"
#include "support.h"

#include <math.h>
#include <stdlib.h>

/* Rows of two tasks: label and confidence of each. */
static parley_prediction rows8[8][2] = {
    {{0, 0, 0.9}, {0, 0, 0.9}},  {{0, 0, 0.5}, {0, 0, 0.9}},  {{0, 0, 0.51}, {0, 0, 0.9}},
    {{1, 0, 0.8}, {1, 0, 0.6}},  {{1, 0, 0.8}, {0, 0, 0.99}}, {{0, 0, 0.99}, {0, 0, 0.99}},
    {{1, 0, 0.81}, {1, 0, 0.6}}, {{0, 0, 0.5}, {0, 0, 0.9}},
};

static const review_rows eight = {.count = 8, .tasks = 2, .predictions = &rows8[0][0]};

static void by_doubt_and_kind(void **state)
{
    (void)state;
    size_t order[8];
    assert_int_equal(review_order(&eight, order), PARLEY_OK);
    /* Doubts: .19 .55 .541 .52 .208 .0199 .514 .55; the second of its kind counts 0.95 times. */
    assert_int_equal(order[0], 1);
    /* 7 fades to 0.5225, 3 is 0.52 and the first of its kind, 2 fades to 0.488, 6 to 0.4883. */
    static const size_t rest[] = {7, 3, 6, 2, 4, 0, 5};
    for (size_t i = 0; i < 7; i++)
        assert_int_equal(order[i + 1], rest[i]);
}

static void copies_come_last(void **state)
{
    (void)state;
    static const size_t cluster[] = {0, 1, 1, 3, 4, 5, 6, 1};
    review_rows rows = eight;
    size_t order[8];
    rows.cluster = cluster;
    assert_int_equal(review_order(&rows, order), PARLEY_OK);
    assert_int_equal(order[0], 1);
    assert_int_equal(order[6], 7); /* the more doubtful copy first */
    assert_int_equal(order[7], 2);
}

static void the_sample_is_half_random(void **state)
{
    (void)state;
    enum { COUNT = 1000, WANTED = 101, SEEDS = 400 };
    static parley_prediction predictions[COUNT];
    static size_t order[COUNT], times[COUNT];
    static bool chosen[COUNT], at_random[COUNT];
    review_rows rows = {.count = COUNT, .tasks = 1, .predictions = predictions};
    for (size_t i = 0; i < COUNT; i++)
        predictions[i].confidence = 0.5 + 0.4 * (double)i / COUNT;
    assert_int_equal(review_order(&rows, order), PARLEY_OK);
    assert_int_equal(order[0], 0);
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        size_t all = 0, random = 0, first = 0;
        assert_int_equal(review_sample(&rows, order, WANTED, seed, chosen, at_random), PARLEY_OK);
        for (size_t i = 0; i < COUNT; i++) {
            all += chosen[i];
            random += at_random[i];
            times[i] += at_random[i];
            assert_true(chosen[i] || !at_random[i]);
        }
        assert_int_equal(all, WANTED);
        assert_int_equal(random, 51);
        while (chosen[order[first]])
            first++;
        assert_true(first >= 50); /* the rest are the most doubtful */
    }
    /* Each row is drawn as often as any other, doubtful or not: 400 * 0.051 = 20.4 times. */
    double low = 0, high = 0;
    for (size_t i = 0; i < COUNT; i++)
        *(i < COUNT / 2 ? &low : &high) += (double)times[i] / (COUNT / 2);
    assert_true(fabs(low - 20.4) < 1 && fabs(high - 20.4) < 1);
    assert_int_equal(review_sample(&rows, order, 5 * COUNT, 1, chosen, at_random), PARLEY_OK);
    for (size_t i = 0; i < COUNT; i++)
        assert_true(chosen[i]);
}

static void marks_what_needs_a_look(void **state)
{
    (void)state;
    bool marked[8];
    size_t marks = 0;
    assert_int_equal(review_mark(&eight, 0.9, marked, &marks), PARLEY_OK);
    /* By the lowest confidence: 5, 0, 4, 3 and 6, … The second task of 5, 0, 4 has 0.96 on average, the
     * first 0.897: 4 has to be marked, with all that are less sure. */
    assert_int_equal(marks, 6);
    assert_false(marked[5] || marked[0]);
    assert_true(marked[4] && marked[3] && marked[6]);
    assert_int_equal(review_mark(&eight, 0.1, marked, &marks), PARLEY_OK);
    assert_int_equal(marks, 0);
    assert_int_equal(review_mark(&eight, 0.9999, marked, &marks), PARLEY_OK);
    assert_int_equal(marks, 8);
}

static void no_rows_at_all(void **state)
{
    (void)state;
    review_rows none = {.tasks = 2};
    size_t marks = 7, order[1];
    bool flags[1];
    assert_int_equal(review_order(&none, order), PARLEY_OK);
    assert_int_equal(review_sample(&none, order, 10, 1, flags, flags), PARLEY_OK);
    assert_int_equal(review_mark(&none, 0.9, flags, &marks), PARLEY_OK);
    assert_int_equal(marks, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_doubt_and_kind),
        cmocka_unit_test(copies_come_last),
        cmocka_unit_test(the_sample_is_half_random),
        cmocka_unit_test(marks_what_needs_a_look),
        cmocka_unit_test(no_rows_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
