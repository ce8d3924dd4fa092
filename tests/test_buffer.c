/* The growing buffer: contents, overflow, and what a failure leaves. */
#include "parley/buffer.h"
#include "support.h"

#include <stdint.h>
#include <string.h>

static void appends_in_order(void **state)
{
    (void)state;
    parley_buffer b = {0};
    for (int i = 0; i < 10000; i++) {
        char c = (char)(i * 7);
        assert_int_equal(parley_buffer_append(&b, &c, 1), PARLEY_OK);
        assert_true(b.capacity >= b.size);
    }
    assert_int_equal(b.size, 10000);
    for (int i = 0; i < 10000; i++)
        assert_int_equal(b.data[i], (char)(i * 7));
    parley_buffer_fini(&b);
    assert_null(b.data);
    assert_int_equal(b.size + b.capacity, 0);
}

static void nothing_to_append(void **state)
{
    (void)state;
    parley_buffer b = {0};
    assert_int_equal(parley_buffer_append(&b, NULL, 0), PARLEY_OK);
    assert_int_equal(parley_buffer_puts(&b, ""), PARLEY_OK);
    assert_int_equal(b.size, 0);
    parley_buffer_fini(&b);
    parley_buffer_fini(&b);
}

static void zero_bytes_are_data(void **state)
{
    (void)state;
    parley_buffer b = {0};
    assert_int_equal(parley_buffer_append(&b, "a\0b", 3), PARLEY_OK);
    assert_int_equal(parley_buffer_puts(&b, "c"), PARLEY_OK);
    assert_int_equal(b.size, 4);
    assert_memory_equal(b.data, "a\0bc", 4);
    parley_buffer_fini(&b);
}

static void prints_any_length(void **state)
{
    (void)state;
    parley_buffer b = {0};
    for (int length = 0; length < 300; length++) {
        size_t before = b.size;
        assert_int_equal(parley_buffer_printf(&b, "%*s", length, ""), PARLEY_OK);
        assert_int_equal(b.size, before + (size_t)length);
    }
    b.size = 0;
    assert_int_equal(parley_buffer_printf(&b, "%d-%s", 12, "x"), PARLEY_OK);
    assert_int_equal(parley_buffer_printf(&b, "+%c", 'y'), PARLEY_OK);
    assert_int_equal(b.size, 6);
    assert_memory_equal(b.data, "12-x+y", 6);
    parley_buffer_fini(&b);
}

/* Sizes that no machine has must not wrap around. */
static void impossible_sizes_are_refused(void **state)
{
    (void)state;
    parley_buffer b = {0};
    assert_int_equal(parley_buffer_puts(&b, "kept"), PARLEY_OK);
    const size_t sizes[] = {SIZE_MAX, SIZE_MAX - 1, SIZE_MAX - 4, SIZE_MAX / 2 + 1, SIZE_MAX / 2};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        assert_int_equal(parley_buffer_reserve(&b, sizes[i]), PARLEY_E_MEMORY);
        assert_int_equal(b.size, 4);
        assert_memory_equal(b.data, "kept", 4);
    }
    assert_int_equal(parley_buffer_puts(&b, "!"), PARLEY_OK);
    parley_buffer_fini(&b);
}

static void reserve_keeps_the_size(void **state)
{
    (void)state;
    parley_buffer b = {0};
    assert_int_equal(parley_buffer_reserve(&b, 1000), PARLEY_OK);
    assert_true(b.capacity >= 1000);
    assert_int_equal(b.size, 0);
    char *data = b.data;
    for (int i = 0; i < 1000; i++)
        assert_int_equal(parley_buffer_append(&b, "x", 1), PARLEY_OK);
    assert_ptr_equal(data, b.data);
    parley_buffer_fini(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(appends_in_order),
        cmocka_unit_test(nothing_to_append),
        cmocka_unit_test(zero_bytes_are_data),
        cmocka_unit_test(prints_any_length),
        cmocka_unit_test(impossible_sizes_are_refused),
        cmocka_unit_test(reserve_keeps_the_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
