/* Text: decoding, folding, squeezing, ids. */
#include "parley/text.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define S(literal) literal, sizeof(literal) - 1

/* --- decoding ----------------------------------------------------------------------------------- */

static void valid_and_malformed(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t size;
        bool valid;
    } cases[] = {
        {S(""), true},
        {S("plain"), true},
        {S("a\0b"), true},
        {S("\xC2\x80"), true},
        {S("\xDF\xBF"), true},
        {S("\xE0\xA0\x80"), true},
        {S("\xED\x9F\xBF"), true},
        {S("\xEE\x80\x80"), true},
        {S("\xEF\xBF\xBF"), true},
        {S("\xF0\x90\x80\x80"), true},
        {S("\xF4\x8F\xBF\xBF"), true},
        {S("\x80"), false},             /* a continuation alone */
        {S("\xC0\x80"), false},         /* overlong, two bytes */
        {S("\xC1\xBF"), false},         /* overlong, two bytes */
        {S("\xE0\x9F\xBF"), false},     /* overlong, three bytes */
        {S("\xF0\x8F\xBF\xBF"), false}, /* overlong, four bytes */
        {S("\xED\xA0\x80"), false},     /* the first surrogate */
        {S("\xED\xBF\xBF"), false},     /* the last surrogate */
        {S("\xF4\x90\x80\x80"), false}, /* beyond U+10FFFF */
        {S("\xF5\x80\x80\x80"), false}, /* a byte that begins nothing */
        {S("\xFE"), false},
        {S("\xC3"), false},         /* cut after one of two */
        {S("\xE2\x80"), false},     /* cut after two of three */
        {S("\xF0\x9F\x98"), false}, /* cut after three of four */
        {S("\xC3\x28"), false},     /* the second byte is none */
        {S("\xE2\x28\xA1"), false},
        {S("12345678901234567\xFF"), false}, /* behind two words of ASCII */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (parley_utf8_valid(cases[i].text, cases[i].size) != cases[i].valid)
            fail_msg("case %zu should be %s", i, cases[i].valid ? "valid" : "malformed");
}

/* Every code point, written by hand, is read back; no shorter text is. */
static void every_code_point(void **state)
{
    (void)state;
    for (int32_t c = 0; c <= 0x10FFFF; c++) {
        unsigned char s[4];
        size_t size = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
        int32_t rest = c;
        for (size_t i = size; i-- > 1; rest >>= 6)
            s[i] = (unsigned char)(0x80 | (rest & 0x3F));
        s[0] = (unsigned char)(lead[size] | rest);
        bool surrogate = c >= 0xD800 && c < 0xE000;
        int32_t back = -1;
        size_t got = parley_utf8_decode((const char *)s, size, &back);
        if (got != (surrogate ? 1 : size) || back != (surrogate ? 0xFFFD : c))
            fail_msg("U+%04X is read as U+%04X in %zu bytes", (unsigned)c, (unsigned)back, got);
        if (size > 1 &&
            (parley_utf8_decode((const char *)s, size - 1, &back) != 1 || back != 0xFFFD))
            fail_msg("U+%04X cut is read as U+%04X", (unsigned)c, (unsigned)back);
    }
}

static void white_space(void **state)
{
    (void)state;
    static const int32_t spaces[] = {9,      10,     11,     12,     13,     32,     0x85,
                                     0xA0,   0x1680, 0x2000, 0x2009, 0x200A, 0x200B, 0x2028,
                                     0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF};
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
        assert_true(parley_is_space(spaces[i]));
    static const int32_t others[] = {0,      8,      14,     31,     33,     'a',    0x84,
                                     0x86,   0x9F,   0xA1,   0x180E, 0x1FFF, 0x200C, 0x200D,
                                     0x2027, 0x202E, 0x2060, 0x3001, 0xFFFD, -1};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(parley_is_space(others[i]));
}

static void windows_1252(void **state)
{
    (void)state;
    parley_buffer out = {0};
    assert_int_equal(parley_text_from_windows1252(S("\x93"
                                                    "caf\xE9\x94 \x96 10 \x80\x85"),
                                                  &out),
                     PARLEY_OK);
    assert_int_equal(parley_buffer_append(&out, "", 1), PARLEY_OK);
    assert_string_equal(out.data, "“café” – 10 €…");
    /* All bytes give well-formed text; five have no meaning. */
    out.size = 0;
    size_t unknown = 0;
    for (int byte = 0; byte < 256; byte++) {
        char c = (char)byte;
        size_t before = out.size;
        assert_int_equal(parley_text_from_windows1252(&c, 1, &out), PARLEY_OK);
        unknown += out.size - before == 3 && memcmp(out.data + before, "\xEF\xBF\xBD", 3) == 0;
        assert_true(parley_utf8_valid(out.data + before, out.size - before));
    }
    assert_int_equal(unknown, 5);
    parley_buffer_fini(&out);
}

/* --- squeezing ---------------------------------------------------------------------------------- */

static void check_squeeze(const char *text, size_t size, const char *expected, size_t expected_size)
{
    parley_buffer out = {0};
    assert_int_equal(parley_buffer_puts(&out, "before "), PARLEY_OK);
    assert_int_equal(parley_text_squeeze(text, size, &out), PARLEY_OK);
    assert_int_equal(out.size, 7 + expected_size);
    assert_memory_equal(out.data, "before ", 7);
    assert_memory_equal(out.data + 7, expected, expected_size);
    parley_buffer_fini(&out);
}

static void squeezes(void **state)
{
    (void)state;
    check_squeeze(S(""), S(""));
    check_squeeze(S("   "), S(""));
    check_squeeze(S("a"), S("a"));
    check_squeeze(S("  a  "), S("a"));
    check_squeeze(S("a b"), S("a b"));
    check_squeeze(S("a \t\r\n b\n"), S("a b"));
    check_squeeze(S("a\xC2\xA0\xE2\x80\x89"
                    "b"),
                  S("a b"));
    check_squeeze(S("\xEF\xBB\xBF"
                    "a\xE3\x80\x80"),
                  S("a"));
    check_squeeze(S("a\xE2\x80\x8B"
                    "b"),
                  S("a b"));
    check_squeeze(S("a\0 \0b"), S("a\0 \0b"));
    check_squeeze(S("\xC2 \xA0"), S("\xC2 \xA0")); /* malformed bytes stay, and stay apart */
}

static void squeezes_nothing_into_nothing(void **state)
{
    (void)state;
    parley_buffer out = {0};
    assert_int_equal(parley_text_squeeze("", 0, &out), PARLEY_OK);
    assert_int_equal(out.size, 0);
    parley_buffer_fini(&out);
}

/* --- folding ------------------------------------------------------------------------------------ */

static void check_fold(const char *text, size_t size, const char *expected)
{
    parley_buffer out = {0};
    assert_int_equal(parley_buffer_puts(&out, "Z"), PARLEY_OK); /* what stands before is not ours */
    assert_int_equal(parley_text_fold(text, size, &out), PARLEY_OK);
    assert_int_equal(parley_buffer_append(&out, "", 1), PARLEY_OK);
    assert_int_equal(out.data[0], 'Z');
    assert_string_equal(out.data + 1, expected);
    parley_buffer_fini(&out);
}

static void folds_marks(void **state)
{
    (void)state;
    check_fold(S("‘It’s’ “so” „low‟ «guillemets» ‹x›"), "'it's' \"so\" \"low\" \"guillemets\" 'x'");
    check_fold(S("a‐b‑c‒d–e—f―g−h"), "a-b-c-d-e-f-g-h");
    check_fold(S("wait…"), "wait...");
    check_fold(S("co\xC2\xADoperate"), "cooperate"); /* soft hyphen */
    check_fold(S("a\xE2\x80\x8D"
                 "b\xE2\x81\xA0"
                 "c\xEF\xB8\x8F"),
               "abc"); /* joiners */
    check_fold(S("a\tb\nc\xC2\xA0"
                 "d\xE3\x80\x80"
                 "e"),
               "a b c d e");
}

static void folds_letters(void **state)
{
    (void)state;
    check_fold(S("NATO"), "nato");
    check_fold(S("Straße GROẞ"), "strasse gross");
    check_fold(S("İ"), "i\xCC\x87"); /* i and a dot above: there is no such letter */
    check_fold(S("ΣΑΣ ς"), "σασ σ");
    check_fold(S("КИЇВ"), "київ");
    check_fold(S("e\xCC\x81"), "é"); /* a combining accent joins the ASCII letter before it */
    check_fold(S("CAFE\xCC\x81S"), "cafés");
    check_fold(S("\xCC\x81"
                 "a"),
               "\xCC\x81"
               "a");
    check_fold(S("ÉTÉ"), "été");
    check_fold(S("\xE2\x84\xAA"), "k"); /* the Kelvin sign */
    check_fold(S("한국 \xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB"), "한국 한");
}

static void folds_malformed(void **state)
{
    (void)state;
    check_fold(S("a\xFFz"), "a\xEF\xBF\xBDz");
    check_fold(S("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    check_fold(S("caf\xC3"), "caf\xEF\xBF\xBD");
    check_fold(S("e\xCC"), "e\xEF\xBF\xBD");
}

/* A run that is longer than any buffer on a stack, and letters that grow when folded. */
static void folds_long_runs(void **state)
{
    (void)state;
    parley_buffer text = {0}, out = {0};
    for (int i = 0; i < 50000; i++)
        assert_int_equal(parley_buffer_puts(&text, "Жΐ"), PARLEY_OK);
    assert_int_equal(parley_text_fold(text.data, text.size, &out), PARLEY_OK);
    assert_true(parley_utf8_valid(out.data, out.size));
    assert_int_equal(out.size, 50000 * strlen("жΐ"));
    assert_memory_equal(out.data, "жΐжΐ", strlen("жΐжΐ"));
    parley_buffer_fini(&text);
    parley_buffer_fini(&out);
}

/* Text in either normal form is the same to features. */
static void folding_ignores_the_normal_form(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"Caf\xC3\xA9", "Cafe\xCC\x81"},
        {"\xC3\x85ngstr\xC3\xB6m", "A\xCC\x8Angstro\xCC\x88m"},
        {"\xD0\x99", "\xD0\x98\xCC\x86"},
        {"\xE1\xBB\x87", "e\xCC\xA3\xCC\x82"},
        {"\xE1\xBB\x87", "e\xCC\x82\xCC\xA3"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        parley_buffer out = {0};
        assert_int_equal(parley_text_fold(pairs[i][0], strlen(pairs[i][0]), &out), PARLEY_OK);
        assert_int_equal(parley_buffer_append(&out, "", 1), PARLEY_OK);
        check_fold(pairs[i][1], strlen(pairs[i][1]), out.data);
        parley_buffer_fini(&out);
    }
}

/* --- ids ---------------------------------------------------------------------------------------- */

static void make_id(const char *text, size_t size, char id[PARLEY_ID_SIZE])
{
    parley_buffer scratch = {0};
    parley_buffer squeezed = {0};
    char again[PARLEY_ID_SIZE];
    assert_int_equal(parley_text_id(text, size, &scratch, id), PARLEY_OK);
    assert_int_equal(parley_text_squeeze(text, size, &squeezed), PARLEY_OK);
    assert_int_equal(
        parley_squeezed_id(squeezed.data ? squeezed.data : "", squeezed.size, &scratch, again),
        PARLEY_OK);
    assert_string_equal(id, again);
    parley_buffer_fini(&scratch);
    parley_buffer_fini(&squeezed);
    assert_int_equal(strlen(id), PARLEY_ID_SIZE - 1);
    assert_memory_equal(id, "p1", 2);
    assert_int_equal(strspn(id + 2, "0123456789abcdefghjkmnpqrstvwxyz"), 13);
}

static bool same_id(const char *a, size_t a_size, const char *b, size_t b_size)
{
    char one[PARLEY_ID_SIZE], two[PARLEY_ID_SIZE];
    make_id(a, a_size, one);
    make_id(b, b_size, two);
    return strcmp(one, two) == 0;
}

static void what_ids_ignore(void **state)
{
    (void)state;
    assert_true(same_id(S("Caf\xC3\xA9 talks"), S("Cafe\xCC\x81 talks")));
    assert_true(same_id(S("No deal  was\n struck. "), S("No deal was struck.")));
    assert_true(same_id(S("\xC2\xA0"
                          "a\xE2\x80\x83"
                          "b"),
                        S("a b")));
    assert_true(same_id(S("a\xFF"), S("a\xEF\xBF\xBD")));
    assert_true(same_id(S(""), S(" \n")));
}

static void what_ids_see(void **state)
{
    (void)state;
    assert_false(same_id(S("Talks"), S("talks")));
    assert_false(same_id(S("'a'"), S("‘a’")));
    assert_false(same_id(S("a-b"), S("a–b")));
    assert_false(same_id(S("a b"), S("ab")));
    assert_false(same_id(S("a\0b"), S("a b")));
    assert_false(same_id(S("a"), S("a.")));
}

/* The scheme is fixed for good: label files in the world hold these ids. */
static void ids_never_drift(void **state)
{
    (void)state;
    static const struct {
        const char *text, *id;
    } known[] = {
        {"", "p12t1m00mwd7562"},
        {"No deal was struck.", "p15jv4av197pkf9"},
        {"The ministers met in Łódź – and left.", "p104vkczjsavmgp"},
        {"Переговори тривають.", "p1696wpm0nz6wkk"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        char id[PARLEY_ID_SIZE];
        make_id(known[i].text, strlen(known[i].text), id);
        assert_string_equal(id, known[i].id);
    }
}

/* --- the short ways beside the long ones -------------------------------------------------------- */

static size_t encode(int32_t c, char *to)
{
    return (size_t)utf8proc_encode_char(c, (utf8proc_uint8_t *)to);
}

/* The id of a text is that of its normal form C, which utf8proc makes of the whole text at once. */
static void check_normal(const char *text, size_t size)
{
    utf8proc_uint8_t *normal = NULL;
    utf8proc_ssize_t length = utf8proc_map((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)size,
                                           &normal, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    assert_true(length >= 0);
    if (!same_id(text, size, (const char *)normal, (size_t)length))
        fail_msg("the id of '%.*s' is not that of its normal form", (int)size, text);
    free(normal);
}

/* Each code point by itself, behind letters that many marks combine with, and in front of a mark. */
static void ids_are_of_the_normal_form(void **state)
{
    (void)state;
    for (int32_t c = 1; c <= 0x2FA1F; c++) {
        if (c >= 0xD800 && c < 0xE000)
            continue;
        char text[40];
        size_t size = 0;
        text[size++] = 'e';
        size += encode(c, text + size);
        size += encode(0x1100, text + size); /* Hangul: a leading consonant */
        size += encode(c, text + size);
        size += encode(0x0323, text + size);
        size += encode(c, text + size);
        size += encode(0x0301, text + size);
        check_normal(text, size);
    }
}

static void ids_of_mixed_texts(void **state)
{
    (void)state;
    static const int32_t pool[] = {'a',   'b',    ' ',    ' ',    '\n',   0xE9,    0xA0,   0x301,
                                   0x323, 0x200B, 0x2019, 0x2000, 0x1100, 0x1161,  0x11A8, 0x130,
                                   0x416, 0x439,  0x3099, 0x304B, 0xFEFF, 0x1F600, 0x212B, 0x345};
    uint64_t seed = 3;
    char text[2400];
    for (int round = 0; round < 3000; round++) {
        size_t size = 0, length = test_random(&seed) % (round % 100 ? 40 : 500);
        for (size_t i = 0; i < length; i++)
            size += encode(pool[test_random(&seed) % (sizeof pool / sizeof *pool)], text + size);
        /* No run of marks longer than a segment is in here. */
        check_normal(text, size);
    }
}

/* Texts of nothing but marks are cut, and take no quadratic time; long ones are hashed in pieces. */
static void ids_of_long_texts(void **state)
{
    (void)state;
    enum { PAIRS = 100000 };
    char *text = malloc(4 * PAIRS), *copy = malloc(4 * PAIRS + PAIRS);
    assert_non_null(text);
    assert_non_null(copy);
    char id[PARLEY_ID_SIZE];
    for (size_t i = 0; i < PAIRS; i++)
        memcpy(text + 4 * i, "\xCC\x81\xCC\xA3", 4);
    make_id(text, 4 * PAIRS, id);
    /* The same words with other white space between them. */
    size_t size = 0, other = 0;
    for (size_t i = 0; i + 8 < PAIRS; i += 8) {
        memcpy(text + size, i % 3 ? "Ж\xC2\xA0y " : "peace \xE2\x80\x89", i % 3 ? 6 : 9);
        size += i % 3 ? 6 : 9;
        memcpy(copy + other, i % 3 ? "Ж y\n\t" : "peace\n", i % 3 ? 6 : 6);
        other += 6;
    }
    assert_true(same_id(text, size, copy, other));
    text[size / 2] = 'x';
    assert_false(same_id(text, size, copy, other));
    free(text);
    free(copy);
}

/* Squeezing, code point by code point. */
static void squeeze_slowly(const char *text, size_t size, parley_buffer *out)
{
    bool blank = false;
    for (size_t i = 0; i < size;) {
        int32_t c;
        size_t length = parley_utf8_decode(text + i, size - i, &c);
        if (parley_is_space(c)) {
            blank = out->size > 0;
        } else {
            if (blank)
                assert_int_equal(parley_buffer_append(out, " ", 1), PARLEY_OK);
            blank = false;
            assert_int_equal(parley_buffer_append(out, text + i, length), PARLEY_OK);
        }
        i += length;
    }
}

/* Runs without white space are taken sixteen bytes at a time, in all alignments. */
static void short_ways(void **state)
{
    (void)state;
    static const char pool[] = "abcXYZ09.,'!\x01\x1F\x7F \t\n  \xC2\xA0\xE2\x80\x89\xC3\xA9\xFF"
                               "\xD0\xB9\xD1\x8F\xE1\x9A\x80\xE2\x80\xA8\xE3\x80\x80\xEF\xBB\xBF";
    uint64_t seed = 11;
    for (int round = 0; round < 20000; round++) {
        char text[64];
        size_t size = test_random(&seed) % sizeof text;
        size_t kinds = round % 2 ? sizeof pool - 1 : 16; /* half of them without wide characters */
        for (size_t i = 0; i < size; i++)
            text[i] = pool[test_random(&seed) % kinds];
        for (size_t i = 0; i + 1 < size && round % 2 == 0; i += 1 + test_random(&seed) % 9)
            text[i] = ' ';
        parley_buffer fast = {0}, slow = {0}, folded = {0};
        assert_int_equal(parley_text_squeeze(text, size, &fast), PARLEY_OK);
        squeeze_slowly(text, size, &slow);
        assert_int_equal(fast.size, slow.size);
        assert_memory_equal(fast.data ? fast.data : "", slow.data ? slow.data : "", slow.size);
        assert_true(same_id(text, size, slow.data ? slow.data : "", slow.size));
        if (round % 2 == 0) { /* ASCII folds byte by byte */
            assert_int_equal(parley_text_fold(text, size, &folded), PARLEY_OK);
            assert_int_equal(folded.size, size);
            for (size_t i = 0; i < size; i++) {
                char c = text[i];
                char expected = c >= 'A' && c <= 'Z'     ? (char)(c + 32)
                                : c >= '\t' && c <= '\r' ? ' '
                                                         : c;
                assert_int_equal(folded.data[i], expected);
            }
        }
        parley_buffer_fini(&fast);
        parley_buffer_fini(&slow);
        parley_buffer_fini(&folded);
    }
}

/* Accented letters of Western Europe, and Cyrillic ones, have a way of their own, and case folding is
 * utf8proc's. */
static void folds_letters_of_two_bytes(void **state)
{
    (void)state;
    static const char *const behind[] = {"",
                                         "t",
                                         "\xC3\xA9",
                                         "\xCC\x81",
                                         "\xE2\x80\x99",
                                         "\xD0\xB9",
                                         "\xD0\x98\xCC\x86",
                                         "\xD1\x8F",
                                         "\xD2\x83",
                                         "\xC3\x97",
                                         "\xD1\xB6"};
    for (int32_t c = 0xC0; c <= 0x52F; c = c == 0x17F ? 0x400 : c + 1)
        for (size_t b = 0; b < sizeof behind / sizeof *behind; b++) {
            char text[16];
            utf8proc_uint8_t *expected = NULL;
            text[0] = 'o';
            size_t size = 1 + encode(c, text + 1);
            memcpy(text + size, behind[b], strlen(behind[b]));
            size += strlen(behind[b]);
            if (b == 4)
                size -= 3; /* folds to something else; what matters is that it is there */
            utf8proc_ssize_t length = utf8proc_map(
                (const utf8proc_uint8_t *)text, (utf8proc_ssize_t)size, &expected,
                UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
            assert_true(length > 0);
            char with_mark[32];
            memcpy(with_mark, expected, (size_t)length);
            memcpy(with_mark + length, b == 4 ? "'" : "", b == 4 ? 2 : 1);
            check_fold(text, size + (b == 4 ? 3 : 0), with_mark);
            free(expected);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(valid_and_malformed),
        cmocka_unit_test(every_code_point),
        cmocka_unit_test(white_space),
        cmocka_unit_test(windows_1252),
        cmocka_unit_test(squeezes),
        cmocka_unit_test(squeezes_nothing_into_nothing),
        cmocka_unit_test(folds_marks),
        cmocka_unit_test(folds_letters),
        cmocka_unit_test(folds_malformed),
        cmocka_unit_test(folds_long_runs),
        cmocka_unit_test(folding_ignores_the_normal_form),
        cmocka_unit_test(what_ids_ignore),
        cmocka_unit_test(what_ids_see),
        cmocka_unit_test(ids_never_drift),
        cmocka_unit_test(ids_are_of_the_normal_form),
        cmocka_unit_test(ids_of_mixed_texts),
        cmocka_unit_test(ids_of_long_texts),
        cmocka_unit_test(short_ways),
        cmocka_unit_test(folds_letters_of_two_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
