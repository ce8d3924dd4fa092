/* Dealing groups into folds. */
#include "../train/folds.h"
#include "support.h"

#include <string.h>

enum { ROWS = 600, GROUPS = 60, CLASSES = 3, FOLDS = 10 };

/* Groups of uneven size and of uneven labels, two columns of classes. */
static void make_rows(uint64_t seed, size_t *groups, int *classes)
{
    for (size_t row = 0; row < ROWS; row++) {
        size_t group = test_random(&seed) % GROUPS;
        groups[row] = group * group / GROUPS;
        classes[2 * row] = (int)(test_random(&seed) % 10 < 6 ? 0 : test_random(&seed) % CLASSES);
        classes[2 * row + 1] = test_random(&seed) % 4 ? (int)(groups[row] % 2) : -1;
    }
}

static void groups_stay_whole(void **state)
{
    (void)state;
    size_t groups[ROWS], fold[ROWS], of_group[GROUPS];
    int classes[2 * ROWS];
    for (uint64_t seed = 0; seed < 50; seed++) {
        make_rows(seed, groups, classes);
        memset(fold, 0xFF, sizeof fold);
        memset(of_group, 0xFF, sizeof of_group);
        assert_int_equal(
            folds_deal(groups, GROUPS, classes, 2, CLASSES, ROWS, FOLDS, seed, fold, NULL),
            PARLEY_OK);
        size_t used[FOLDS] = {0};
        for (size_t row = 0; row < ROWS; row++) {
            assert_true(fold[row] < FOLDS); /* every row is dealt */
            size_t *known = &of_group[groups[row]];
            if (*known == SIZE_MAX)
                *known = fold[row];
            assert_int_equal(*known, fold[row]);
            used[fold[row]]++;
        }
        for (size_t f = 0; f < FOLDS; f++)
            if (used[f] < ROWS / FOLDS / 2 || used[f] > 2 * ROWS / FOLDS)
                fail_msg("seed %u: fold %zu has %zu rows", (unsigned)seed, f, used[f]);
    }
}

/* With groups of one row the labels are dealt as evenly as they can be. */
static void labels_are_balanced(void **state)
{
    (void)state;
    size_t groups[ROWS], fold[ROWS];
    int classes[ROWS];
    uint64_t seed = 7;
    for (size_t row = 0; row < ROWS; row++) {
        groups[row] = row;
        classes[row] = test_random(&seed) % 10 == 0 ? 2 : (int)(test_random(&seed) % 2);
    }
    assert_int_equal(folds_deal(groups, ROWS, classes, 1, CLASSES, ROWS, FOLDS, 1, fold, NULL),
                     PARLEY_OK);
    size_t counts[CLASSES][FOLDS] = {{0}}, total[CLASSES] = {0};
    for (size_t row = 0; row < ROWS; row++) {
        counts[classes[row]][fold[row]]++;
        total[classes[row]]++;
    }
    for (size_t c = 0; c < CLASSES; c++)
        for (size_t f = 0; f < FOLDS; f++)
            if (counts[c][f] + 2 < total[c] / FOLDS || counts[c][f] > total[c] / FOLDS + 3)
                fail_msg("class %zu: %zu of %zu in fold %zu", c, counts[c][f], total[c], f);
}

static void the_seed_decides(void **state)
{
    (void)state;
    size_t groups[ROWS], one[ROWS], two[ROWS], other[ROWS];
    int classes[2 * ROWS];
    make_rows(3, groups, classes);
    for (size_t row = 0; row < ROWS; row++)
        groups[row] = row / 10; /* equal sizes: luck decides the order */
    assert_int_equal(folds_deal(groups, GROUPS, classes, 2, CLASSES, ROWS, FOLDS, 5, one, NULL),
                     PARLEY_OK);
    assert_int_equal(folds_deal(groups, GROUPS, classes, 2, CLASSES, ROWS, FOLDS, 5, two, NULL),
                     PARLEY_OK);
    assert_int_equal(folds_deal(groups, GROUPS, classes, 2, CLASSES, ROWS, FOLDS, 6, other, NULL),
                     PARLEY_OK);
    assert_memory_equal(one, two, sizeof one);
    assert_int_not_equal(memcmp(one, other, sizeof one), 0);
}

static void edges(void **state)
{
    (void)state;
    size_t groups[] = {0, 1, 0, 2}, fold[4] = {9, 9, 9, 9};
    const int classes[] = {0, 1, -1, -1};
    /* Fewer groups than folds: each its own. */
    assert_int_equal(folds_deal(groups, 3, classes, 1, 2, 4, 10, 1, fold, NULL), PARLEY_OK);
    assert_int_equal(fold[0], fold[2]);
    assert_true(fold[0] != fold[1] && fold[1] != fold[3] && fold[0] != fold[3]);
    assert_true(fold[0] < 3 && fold[1] < 3 && fold[3] < 3); /* the last folds stay empty */
    /* One fold, no rows, no classes. */
    assert_int_equal(folds_deal(groups, 3, classes, 1, 2, 4, 1, 1, fold, NULL), PARLEY_OK);
    assert_int_equal(fold[0] + fold[1] + fold[2] + fold[3], 0);
    assert_int_equal(folds_deal(NULL, 0, NULL, 1, 2, 0, 3, 1, NULL, NULL), PARLEY_OK);
    assert_int_equal(folds_deal(groups, 3, NULL, 0, 0, 4, 2, 1, fold, NULL), PARLEY_OK);
    assert_int_equal(fold[0], fold[2]);
    assert_int_not_equal(fold[0], fold[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups_stay_whole),
        cmocka_unit_test(labels_are_balanced),
        cmocka_unit_test(the_seed_decides),
        cmocka_unit_test(edges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
