/* Sorting: qsort is the oracle. */
#include "../io/sorting.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

enum { MOST = 3000 };

static int compare_numbers(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static int compare_hashes(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

static void numbers(void **state)
{
    (void)state;
    static const size_t counts[] = {0, 1, 2, 47, 48, 49, 300, MOST};
    static const uint32_t limits[] = {1, 2, 255, 256, 257, 70000, 16777217, UINT32_MAX};
    uint32_t ours[MOST], expected[MOST], scratch[MOST];
    uint64_t seed = 5;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        for (size_t k = 0; k < sizeof limits / sizeof *limits; k++) {
            for (size_t n = 0; n < counts[i]; n++)
                ours[n] = expected[n] = (uint32_t)(test_random(&seed) % limits[k]);
            sort_numbers(ours, counts[i], limits[k], scratch);
            qsort(expected, counts[i], sizeof *expected, compare_numbers);
            assert_memory_equal(ours, expected, counts[i] * sizeof *ours);
        }
    }
}

/* Spread evenly, and with the upper bits the same. */
static void hashes(void **state)
{
    (void)state;
    static const size_t counts[] = {0, 1, 47, 48, 300, MOST};
    static const uint64_t masks[] = {UINT64_MAX, 0xFFFF, 7, 0xFFFF000000000000};
    uint64_t ours[MOST], expected[MOST], scratch[MOST], seed = 6;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        for (size_t k = 0; k < sizeof masks / sizeof *masks; k++) {
            for (size_t n = 0; n < counts[i]; n++)
                ours[n] = expected[n] = test_random(&seed) & masks[k];
            sort_hashes(ours, counts[i], scratch);
            qsort(expected, counts[i], sizeof *expected, compare_hashes);
            assert_memory_equal(ours, expected, counts[i] * sizeof *ours);
        }
    }
}

static int compare_entries(const void *left, const void *right)
{
    const hash_entry *a = left, *b = right;
    return a->hash != b->hash ? (a->hash > b->hash ? 1 : -1)
                              : (a->place > b->place) - (a->place < b->place);
}

/* Entries of one hash stay in their order. */
static void entries(void **state)
{
    (void)state;
    static const size_t counts[] = {0, 1, 2, 300, MOST};
    static const uint64_t masks[] = {UINT64_MAX, 0xFFFF, 7, 0xFFFF000000000000};
    hash_entry ours[MOST], expected[MOST], scratch[MOST];
    uint64_t seed = 7;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        for (size_t k = 0; k < sizeof masks / sizeof *masks; k++) {
            for (size_t n = 0; n < counts[i]; n++)
                ours[n] = expected[n] = (hash_entry){test_random(&seed) & masks[k], n};
            sort_hash_entries(ours, counts[i], scratch);
            qsort(expected, counts[i], sizeof *expected, compare_entries);
            assert_memory_equal(ours, expected, counts[i] * sizeof *ours);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(numbers), cmocka_unit_test(hashes),
                                       cmocka_unit_test(entries)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
