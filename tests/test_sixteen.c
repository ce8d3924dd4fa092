/* Tests of sixteen bytes at once (parley/sixteen.h), for the processor's instructions and, compiled with
 * PARLEY_PORTABLE, for the plain ones: both must say what a loop over the bytes says. */
#include "parley/random.h"
#include "parley/sixteen.h"
#include "support.h"

#include <string.h>

static unsigned bits_is(const unsigned char *bytes, unsigned char c)
{
    unsigned bits = 0;
    for (unsigned i = 0; i < PARLEY_SIXTEEN; i++)
        bits |= (unsigned)(bytes[i] == c) << i;
    return bits;
}

static unsigned bits_from(const unsigned char *bytes, unsigned char first, unsigned char last)
{
    unsigned bits = 0;
    for (unsigned i = 0; i < PARLEY_SIXTEEN; i++)
        bits |= (unsigned)(bytes[i] >= first && bytes[i] <= last) << i;
    return bits;
}

static parley_sixteen load(const unsigned char *bytes)
{
    char plain[PARLEY_SIXTEEN];
    memcpy(plain, bytes, sizeof plain);
    return parley_sixteen_load(plain);
}

/* Bytes beside one another must not disturb each other: each value stands beside each other one. */
static void every_pair_of_bytes(void **state)
{
    (void)state;
    unsigned char bytes[PARLEY_SIXTEEN];
    for (unsigned a = 0; a < 256; a++)
        for (unsigned b = 0; b < 256; b++) {
            for (unsigned i = 0; i < PARLEY_SIXTEEN; i++)
                bytes[i] = (unsigned char)(i % 3 ? b : a);
            parley_sixteen s = load(bytes);
            assert_int_equal(parley_sixteen_bits(s), bits_from(bytes, 0x80, 0xFF));
            assert_int_equal(parley_sixteen_bits(parley_sixteen_is(s, (char)a)),
                             bits_is(bytes, (unsigned char)a));
            assert_int_equal(parley_sixteen_bits(parley_sixteen_from(s, 'a', 'z')),
                             bits_from(bytes, 'a', 'z'));
            assert_int_equal(parley_sixteen_bits(parley_sixteen_from(s, 0, 0x1F)),
                             bits_from(bytes, 0, 0x1F));
            assert_int_equal(parley_sixteen_bits(parley_sixteen_from(s, 0, 0x7F)),
                             bits_from(bytes, 0, 0x7F));
        }
}

static void random_bytes(void **state)
{
    (void)state;
    uint64_t random = 7;
    unsigned char bytes[PARLEY_SIXTEEN];
    for (int round = 0; round < 20000; round++) {
        for (unsigned i = 0; i < PARLEY_SIXTEEN; i++)
            bytes[i] = (unsigned char)parley_random(&random);
        unsigned char first = (unsigned char)(parley_random(&random) % 128);
        unsigned char last = (unsigned char)(first + parley_random(&random) % (128 - first));
        unsigned char c = bytes[parley_random(&random) % PARLEY_SIXTEEN];
        parley_sixteen s = load(bytes);
        parley_sixteen is = parley_sixteen_is(s, (char)c);
        parley_sixteen from = parley_sixteen_from(s, (char)first, (char)last);
        assert_int_equal(parley_sixteen_bits(is), bits_is(bytes, c));
        assert_int_equal(parley_sixteen_bits(from), bits_from(bytes, first, last));
        assert_int_equal(parley_sixteen_bits(parley_sixteen_or(is, from)),
                         bits_is(bytes, c) | bits_from(bytes, first, last));
    }
}

static void bytes_are_changed_where_the_answer_is_yes(void **state)
{
    (void)state;
    uint64_t random = 11;
    char bytes[PARLEY_SIXTEEN], changed[PARLEY_SIXTEEN];
    for (int round = 0; round < 20000; round++) {
        for (unsigned i = 0; i < PARLEY_SIXTEEN; i++)
            bytes[i] = (char)(parley_random(&random) % 2 ? parley_random(&random) : 'A' + i);
        parley_sixteen s = parley_sixteen_load(bytes);
        parley_sixteen capital = parley_sixteen_from(s, 'A', 'Z');
        char c = (char)parley_random(&random);
        parley_sixteen_store(s, changed);
        assert_memory_equal(changed, bytes, PARLEY_SIXTEEN);
        parley_sixteen_store(parley_sixteen_put(s, capital, c), changed);
        for (unsigned i = 0; i < PARLEY_SIXTEEN; i++)
            assert_int_equal(changed[i], bytes[i] >= 'A' && bytes[i] <= 'Z' ? c : bytes[i]);
        parley_sixteen_store(parley_sixteen_add(s, capital, c), changed);
        for (unsigned i = 0; i < PARLEY_SIXTEEN; i++)
            assert_int_equal(changed[i],
                             bytes[i] >= 'A' && bytes[i] <= 'Z' ? (char)(bytes[i] | c) : bytes[i]);
    }
}

static void lowest_bit(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 64; i++) {
        assert_int_equal(parley_lowest_bit(UINT64_C(1) << i), i);
        assert_int_equal(parley_lowest_bit(~UINT64_C(0) << i), i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pair_of_bytes),
        cmocka_unit_test(random_bytes),
        cmocka_unit_test(bytes_are_changed_where_the_answer_is_yes),
        cmocka_unit_test(lowest_bit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
