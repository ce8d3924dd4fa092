/* Tests of adding rows (lib/row_sums.h): every processor's way adds the same numbers in the same order. */
#include "../lib/row_sums.h"
#include "parley/random.h"
#include "support.h"

#include <string.h>

enum { COUNT = 100, COLUMNS = 8 * ROW_LANES };

static void check(rows_adder *add)
{
    static float table[COUNT][COLUMNS];
    const float *rows[COUNT];
    uint64_t random = 3;
    for (size_t i = 0; i < COUNT; i++) {
        rows[i] = table[i];
        for (size_t k = 0; k < COLUMNS; k++)
            table[i][k] = (float)(parley_random_fraction(parley_random(&random)) - 0.5) *
                          (i % 7 ? 1.0F : 1e12F);
    }
    for (size_t stride = ROW_LANES; stride <= COLUMNS; stride += ROW_LANES)
        for (size_t count = 0; count <= COUNT; count += 9) {
            double sums[COLUMNS + 1], expected[COLUMNS + 1];
            for (size_t k = 0; k <= COLUMNS; k++)
                expected[k] = sums[k] = (double)k / 3;
            for (size_t i = 0; i < count; i++)
                for (size_t k = 0; k < stride; k++)
                    expected[k] += (double)table[i][k];
            add(rows, count, stride, sums);
            assert_memory_equal(sums, expected, sizeof sums);
        }
}

static void sums_are_the_same(void **state)
{
    (void)state;
    check(rows_add);
    check(rows_adder_here());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_are_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
