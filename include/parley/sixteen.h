/* Sixteen bytes of a text, looked at together: which of them are what one looks for, as sixteen bits.
 *
 *     parley_sixteen s = parley_sixteen_load(text + at);
 *     parley_sixteen ends = parley_sixteen_or(parley_sixteen_is(s, '.'), parley_sixteen_is(s, '!'));
 *     unsigned bits = parley_sixteen_bits(ends);
 *     if (bits)
 *         at += parley_lowest_bit(bits); // the first full stop or exclamation mark
 *
 * An answer has, for each byte, one whose upper bit says yes; the other bits mean nothing. x86-64 has
 * instructions for all of it (SSE2, which each of these processors has); elsewhere it is two numbers of
 * eight bytes. tests/test_sixteen.c holds both to a loop over bytes. */
#ifndef PARLEY_SIXTEEN_H
#define PARLEY_SIXTEEN_H

#include <stdint.h>

#if defined(__SSE2__) && !defined(PARLEY_PORTABLE)
#include <emmintrin.h>
#define PARLEY_SIXTEEN_SSE2
#endif

#ifdef __cplusplus
extern "C" {
#endif

enum { PARLEY_SIXTEEN = 16 };

/* The place of the lowest bit that is set. bits: not 0. */
static inline unsigned parley_lowest_bit(uint64_t bits)
{
#if defined(__GNUC__)
    return (unsigned)__builtin_ctzll(bits);
#else
    unsigned place = 0;
    for (; !(bits & 1); bits >>= 1)
        place++;
    return place;
#endif
}

#ifdef PARLEY_SIXTEEN_SSE2

typedef struct parley_sixteen {
    __m128i bytes;
} parley_sixteen;

/* Reads sixteen bytes. */
static inline parley_sixteen parley_sixteen_load(const char *bytes)
{
    parley_sixteen answer;
    answer.bytes = _mm_loadu_si128((const __m128i *)(const void *)bytes);
    return answer;
}

/* Those that are `c`. */
static inline parley_sixteen parley_sixteen_is(parley_sixteen s, char c)
{
    parley_sixteen answer;
    answer.bytes = _mm_cmpeq_epi8(s.bytes, _mm_set1_epi8(c));
    return answer;
}

/* Those from `first` to `last`, both ASCII. */
static inline parley_sixteen parley_sixteen_from(parley_sixteen s, char first, char last)
{
    __m128i above = _mm_sub_epi8(s.bytes, _mm_set1_epi8(first));
    __m128i within = _mm_min_epu8(above, _mm_set1_epi8((char)(last - first)));
    parley_sixteen answer;
    answer.bytes = _mm_cmpeq_epi8(above, within);
    return answer;
}

static inline parley_sixteen parley_sixteen_or(parley_sixteen a, parley_sixteen b)
{
    parley_sixteen answer;
    answer.bytes = _mm_or_si128(a.bytes, b.bytes);
    return answer;
}

/* The answer, lowest bit first; of the bytes themselves, those beyond ASCII. */
static inline unsigned parley_sixteen_bits(parley_sixteen s)
{
    return (unsigned)_mm_movemask_epi8(s.bytes);
}

/* The bytes, with `c` in the place of those to which an answer says yes. */
static inline parley_sixteen parley_sixteen_put(parley_sixteen s, parley_sixteen yes, char c)
{
    parley_sixteen answer;
    answer.bytes = _mm_or_si128(_mm_andnot_si128(yes.bytes, s.bytes),
                                _mm_and_si128(yes.bytes, _mm_set1_epi8(c)));
    return answer;
}

/* The bytes, with the bits of `c` added to those to which an answer says yes. */
static inline parley_sixteen parley_sixteen_add(parley_sixteen s, parley_sixteen yes, char c)
{
    parley_sixteen answer;
    answer.bytes = _mm_or_si128(s.bytes, _mm_and_si128(yes.bytes, _mm_set1_epi8(c)));
    return answer;
}

/* Writes sixteen bytes. */
static inline void parley_sixteen_store(parley_sixteen s, char *to)
{
    _mm_storeu_si128((__m128i *)(void *)to, s.bytes);
}

#else

typedef struct parley_sixteen {
    uint64_t half[2]; /* the first byte lowest */
} parley_sixteen;

#define PARLEY_EACH_BYTE(value) (UINT64_C(0x0101010101010101) * (uint64_t)(value))

static inline parley_sixteen parley_sixteen_load(const char *bytes)
{
    parley_sixteen s = {{0, 0}};
    for (unsigned i = 0; i < PARLEY_SIXTEEN; i++)
        s.half[i / 8] |= (uint64_t)(unsigned char)bytes[i] << 8 * (i % 8);
    return s;
}

/* Those of eight bytes that are at least `first` and not above `last`: no sum goes over into the next. */
static inline uint64_t parley_eight_from(uint64_t eight, char first, char last)
{
    uint64_t low = eight & PARLEY_EACH_BYTE(0x7F);
    uint64_t reach = low + PARLEY_EACH_BYTE(0x80 - first);
    uint64_t pass = low + PARLEY_EACH_BYTE(0x7F - last);
    return reach & ~pass & ~eight;
}

static inline parley_sixteen parley_sixteen_from(parley_sixteen s, char first, char last)
{
    for (unsigned i = 0; i < 2; i++)
        s.half[i] = parley_eight_from(s.half[i], first, last);
    return s;
}

static inline parley_sixteen parley_sixteen_is(parley_sixteen s, char c)
{
    const uint64_t all = PARLEY_EACH_BYTE((unsigned char)c);
    for (unsigned i = 0; i < 2; i++)
        s.half[i] ^= all;
    return parley_sixteen_from(s, 0, 0);
}

static inline parley_sixteen parley_sixteen_or(parley_sixteen a, parley_sixteen b)
{
    for (unsigned i = 0; i < 2; i++)
        a.half[i] |= b.half[i];
    return a;
}

static inline unsigned parley_sixteen_bits(parley_sixteen s)
{
    const uint64_t top = PARLEY_EACH_BYTE(0x80), gather = UINT64_C(0x0002040810204081);
    return (unsigned)((s.half[0] & top) * gather >> 56) |
           (unsigned)((s.half[1] & top) * gather >> 56) << 8;
}

/* The bytes that an answer says yes to, whole. */
static inline uint64_t parley_eight_whole(uint64_t yes)
{
    return (yes >> 7 & PARLEY_EACH_BYTE(1)) * 0xFF;
}

static inline parley_sixteen parley_sixteen_put(parley_sixteen s, parley_sixteen yes, char c)
{
    const uint64_t all = PARLEY_EACH_BYTE((unsigned char)c);
    for (unsigned i = 0; i < 2; i++)
        s.half[i] ^= (s.half[i] ^ all) & parley_eight_whole(yes.half[i]);
    return s;
}

static inline parley_sixteen parley_sixteen_add(parley_sixteen s, parley_sixteen yes, char c)
{
    const uint64_t all = PARLEY_EACH_BYTE((unsigned char)c);
    for (unsigned i = 0; i < 2; i++)
        s.half[i] |= all & parley_eight_whole(yes.half[i]);
    return s;
}

static inline void parley_sixteen_store(parley_sixteen s, char *to)
{
    for (unsigned i = 0; i < PARLEY_SIXTEEN; i++)
        to[i] = (char)(s.half[i / 8] >> 8 * (i % 8));
}

#undef PARLEY_EACH_BYTE

#endif

#ifdef __cplusplus
}
#endif
#endif
