/* Text: decoding, folding, squeezing, ids. */
#include "parley/text.h"
#include "support.h"

#include <string.h>

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
    assert_int_equal(parley_text_id(text, size, &scratch, id), PARLEY_OK);
    parley_buffer_fini(&scratch);
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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
