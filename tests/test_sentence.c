/* The sentence splitter: the cases of tests/sentences.txt, what must hold for any text, and, where
 * the shared data lie beside the checkout, the golden rules and the labelled articles. */
#define _POSIX_C_SOURCE 200809L

#include "parley/sentence.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifndef PARLEY_TESTS_DIR
#define PARLEY_TESTS_DIR "tests"
#endif
#define SHARED_DIR PARLEY_TESTS_DIR "/../../shared"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

/* Reads a whole file; false if it is not there. */
static bool read_file(const char *path, parley_buffer *out)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    char chunk[4096];
    size_t got;
    while ((got = fread(chunk, 1, sizeof chunk, file)) > 0)
        assert_int_equal(parley_buffer_append(out, chunk, got), PARLEY_OK);
    fclose(file);
    return true;
}

/* Appends the sentences of a text, one a line, white space folded. */
static void split(const char *text, size_t length, const parley_abbreviations *extra,
                  parley_buffer *out)
{
    parley_splitter splitter;
    parley_span span;
    parley_splitter_init(&splitter, text, length, extra);
    while (parley_splitter_next(&splitter, &span)) {
        assert_int_equal(parley_text_squeeze(text + span.begin, span.end - span.begin, out),
                         PARLEY_OK);
        assert_int_equal(parley_buffer_puts(out, "\n"), PARLEY_OK);
    }
}

/* What must hold for any text: spans in order, never empty, without white space at their ends, and
 * nothing but white space between them. */
static void check_cover(const char *text, size_t length)
{
    parley_splitter splitter;
    parley_span span;
    size_t at = 0;
    parley_splitter_init(&splitter, text, length, NULL);
    for (bool more = true; more;) {
        more = parley_splitter_next(&splitter, &span);
        if (!more)
            span = (parley_span){length, length};
        assert_true(span.begin >= at && span.begin <= span.end && span.end <= length);
        assert_true(!more || span.begin < span.end);
        while (at < span.begin) {
            int32_t code;
            at += parley_utf8_decode(text + at, length - at, &code);
            assert_true(parley_is_space(code));
        }
        assert_int_equal(at, span.begin);
        if (more) {
            int32_t code;
            parley_utf8_decode(text + at, length - at, &code);
            assert_false(parley_is_space(code));
            bool space = false;
            while (at < span.end) {
                at += parley_utf8_decode(text + at, length - at, &code);
                space = parley_is_space(code);
            }
            assert_int_equal(at, span.end);
            assert_false(space);
        }
    }
    span = (parley_span){7, 8};
    assert_false(parley_splitter_next(&splitter, &span));
    assert_int_equal(span.begin, 7);
}

/* --- the cases -------------------------------------------------------------------------------- */

/* Makes a line of the file a text and the sentences expected, one a line. */
static void read_case(const char *line, size_t length, parley_buffer *text, parley_buffer *expected)
{
    size_t begin = 0;
    for (size_t i = 0; i <= length;) {
        bool bar = i + 1 < length && !memcmp(line + i, "\xC2\xA6", 2);
        if (bar || i == length) {
            size_t size = expected->size;
            parley_text_squeeze(text->data + begin, text->size - begin, expected);
            if (expected->size > size)
                parley_buffer_puts(expected, "\n");
            begin = text->size;
            i += bar ? 2 : 1;
            if (bar && i < length && line[i] == ' ')
                i++;
        } else if (line[i] == '\\' && i + 1 < length && strchr("nrt", line[i + 1])) {
            char c = line[i + 1] == 'n' ? '\n' : line[i + 1] == 'r' ? '\r' : '\t';
            parley_buffer_append(text, &c, 1);
            i += 2;
        } else {
            parley_buffer_append(text, line + i, 1);
            i++;
        }
    }
}

/* Calls `check` with each case of the file and its line number; returns how many there are. */
static size_t each_case(void (*check)(size_t number, parley_buffer *text, parley_buffer *expected))
{
    parley_buffer file = {0};
    if (!read_file(PARLEY_TESTS_DIR "/sentences.txt", &file))
        fail_msg("cannot read %s/sentences.txt", PARLEY_TESTS_DIR);
    size_t cases = 0;
    size_t number = 0;
    for (size_t at = 0; at < file.size;) {
        const char *line = file.data + at;
        const char *end = memchr(line, '\n', file.size - at);
        size_t length = end ? (size_t)(end - line) : file.size - at;
        at += length + 1;
        number++;
        if (length == 0 || line[0] == '#')
            continue;
        parley_buffer text = {0};
        parley_buffer expected = {0};
        read_case(line, length, &text, &expected);
        check(number, &text, &expected);
        parley_buffer_fini(&text);
        parley_buffer_fini(&expected);
        cases++;
    }
    parley_buffer_fini(&file);
    return cases;
}

static void check_case(size_t number, parley_buffer *text, parley_buffer *expected)
{
    parley_buffer got = {0};
    split(text->data, text->size, NULL, &got);
    if (got.size != expected->size || memcmp(got.data, expected->data, got.size) != 0)
        fail_msg("sentences.txt:%zu: expected\n%.*sbut got\n%.*s", number, (int)expected->size,
                 expected->data, (int)got.size, got.data);
    parley_buffer_fini(&got);
}

static void test_cases(void **state)
{
    (void)state;
    assert_true(each_case(check_case) > 100);
}

/* Every beginning of a case, cut inside characters too, in memory of exactly its size. */
static void check_prefixes(size_t number, parley_buffer *text, parley_buffer *expected)
{
    (void)number;
    (void)expected;
    for (size_t length = 0; length <= text->size; length++) {
        char *copy = malloc(length ? length : 1);
        assert_non_null(copy);
        memcpy(copy, text->data, length);
        check_cover(copy, length);
        free(copy);
    }
}

static void test_prefixes(void **state)
{
    (void)state;
    each_case(check_prefixes);
}

/* --- any text --------------------------------------------------------------------------------- */

static void test_empty(void **state)
{
    (void)state;
    check_cover("", 0);
    check_cover(" \n\r\t\f\v\xC2\xA0\xE2\x80\x89\xE3\x80\x80\xEF\xBB\xBF ", 18);
    parley_splitter splitter;
    parley_span span;
    parley_splitter_init(&splitter, NULL, 0, NULL);
    assert_false(parley_splitter_next(&splitter, &span));
}

static void test_zero_bytes(void **state)
{
    (void)state;
    static const char text[] = "One\0two. Three\0. Four";
    parley_splitter splitter;
    parley_span span;
    parley_splitter_init(&splitter, text, sizeof text - 1, NULL);
    assert_true(parley_splitter_next(&splitter, &span));
    assert_int_equal(span.begin, 0);
    assert_int_equal(span.end, 8);
    check_cover(text, sizeof text - 1);
    check_cover("\0\0\0", 3);
}

/* Texts of random pieces from those that the splitter cares about, and of random bytes. */
static void test_random(void **state)
{
    (void)state;
    static const char *const pieces[] = {".",
                                         "!",
                                         "?",
                                         " ",
                                         " ",
                                         "\n",
                                         "\r\n",
                                         "\"",
                                         "'",
                                         "(",
                                         ")",
                                         "[",
                                         "]",
                                         "-",
                                         "a",
                                         "The",
                                         "U.S",
                                         "Mr",
                                         "No",
                                         "5",
                                         "1.",
                                         "2.",
                                         "a.m",
                                         "...",
                                         ",",
                                         ":",
                                         "/",
                                         "[1]",
                                         "\xE2\x80\xA6",
                                         "\xE2\x80\x9C",
                                         "\xE2\x80\x9D",
                                         "\xE2\x80\xA2",
                                         "\xE2",
                                         "\x80",
                                         "\xC2\xA0",
                                         "\xE2\x80\xA8",
                                         "\f",
                                         "word",
                                         "Name",
                                         "said",
                                         "I",
                                         "X",
                                         "|",
                                         "http",
                                         "\xC3\x89",
                                         "\xE3\x80\x82"};
    uint32_t random = 1;
    for (int round = 0; round < 20000; round++) {
        char text[256];
        size_t length = 0;
        for (int i = 0; i < 24; i++) {
            random = random * 1664525u + 1013904223u;
            const char *piece = pieces[(random >> 16) % (sizeof pieces / sizeof *pieces)];
            char byte[2] = {(char)(random >> 24), '\0'};
            if (round % 4 == 0)
                piece = byte;
            memcpy(text + length, piece, strlen(piece));
            length += strlen(piece);
        }
        check_cover(text, length);
    }
}

/* No text, however odd, takes time out of proportion to its size. */
static void test_hostile(void **state)
{
    (void)state;
    static const char *const pieces[] = {".",
                                         "\"",
                                         "(",
                                         "a",
                                         "A. ",
                                         "A",
                                         "[",
                                         ". ",
                                         "(.",
                                         ".(",
                                         ". (",
                                         ". . ",
                                         "U.S. The Ab Cd ",
                                         "a.A",
                                         "A.B.",
                                         "1. ",
                                         "\n",
                                         ".\n",
                                         "a\n",
                                         "x (\n",
                                         "? \"",
                                         "?\" Ab Cd Ef Gh ",
                                         "At 5 a.m. A",
                                         ". [1] ",
                                         ". - Aa ",
                                         "\xE2\x80\x9C",
                                         ".\xE2\x80\x9C",
                                         "\xE2\x80\xA6",
                                         "\xE2\x80\xA2 ",
                                         "MOSCOW. A",
                                         "\x80",
                                         "\xE2",
                                         " ",
                                         ".)",
                                         "(a) ",
                                         ". (AP ",
                                         "an\nAn (\n",
                                         "a.12 13 14 ",
                                         "\r"};
#ifdef SANITIZED
    size_t size = 1000000;
#else
    size_t size = 10000000;
#endif
    char *text = malloc(size);
    assert_non_null(text);
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        size_t piece = strlen(pieces[i]);
        size_t length = size / piece * piece;
        for (size_t at = 0; at < length; at += piece)
            memcpy(text + at, pieces[i], piece);
        parley_splitter splitter;
        parley_span span;
        clock_t start = clock();
        parley_splitter_init(&splitter, text, length, NULL);
        while (parley_splitter_next(&splitter, &span))
            continue;
        double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
        if (seconds > 2)
            fail_msg("%zu bytes of \"%s\" take %.1f s", length, pieces[i], seconds);
    }
    free(text);
}

/* --- abbreviations of the caller's ------------------------------------------------------------ */

static void expect_split(const char *text, const parley_abbreviations *extra, const char *expected)
{
    parley_buffer got = {0};
    split(text, strlen(text), extra, &got);
    assert_int_equal(parley_buffer_append(&got, "", 1), PARLEY_OK);
    assert_string_equal(got.data, expected);
    parley_buffer_fini(&got);
}

static void test_abbreviations(void **state)
{
    (void)state;
    static const char file[] =
        "\xEF\xBB\xBF# ours\nOrg. # ends\r\n[title]\n Szef  prezes.\n[title] Org";
    parley_abbreviations *extra = NULL;
    parley_error error = {0};
    assert_int_equal(parley_abbreviations_new(file, sizeof file - 1, &extra, &error), PARLEY_OK);
    expect_split("He met Szef. Lind. It rained.", extra, "He met Szef. Lind.\nIt rained.\n");
    expect_split("He met Szef. Lind.", NULL, "He met Szef.\nLind.\n");
    expect_split("He met Prezes. Lind.", extra, "He met Prezes. Lind.\n");
    expect_split("He met szef. Lind.", extra, "He met szef.\nLind.\n");
    expect_split("He met Mr. Lind.", extra, "He met Mr. Lind.\n");
    parley_abbreviations_free(extra);
    parley_abbreviations_free(NULL);

    extra = NULL;
    assert_int_equal(parley_abbreviations_new("", 0, &extra, &error), PARLEY_OK);
    expect_split("One. Two.", extra, "One.\nTwo.\n");
    parley_abbreviations_free(extra);
}

static void test_abbreviations_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t line;
    } bad[] = {{"Org\n\n[titel]\n", 3},
               {"[", 1},
               {"[title\nOrg", 1},
               {"Org\nabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz", 2}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        parley_abbreviations *extra = NULL;
        parley_error error = {0};
        assert_int_equal(parley_abbreviations_new(bad[i].text, strlen(bad[i].text), &extra, &error),
                         PARLEY_E_FORMAT);
        assert_null(extra);
        assert_int_equal(error.line, bad[i].line);
        assert_true(error.text[0] != '\0');
    }
}

/* --- shared data ------------------------------------------------------------------------------ */

/* Reads the JSON string that begins at `at` (a quotation mark); returns where it ends. The rules
 * have no escapes beyond those here. */
static size_t read_string(const parley_buffer *json, size_t at, parley_buffer *out)
{
    for (at++; at < json->size && json->data[at] != '"'; at++) {
        char c = json->data[at];
        if (c == '\\') {
            c = json->data[++at];
            assert_non_null(strchr("\"\\/nt", c));
            c = c == 'n' ? '\n' : c == 't' ? '\t' : c;
        }
        parley_buffer_append(out, &c, 1);
    }
    return at + 1;
}

static void test_golden_rules(void **state)
{
    (void)state;
    parley_buffer json = {0};
    if (!read_file(SHARED_DIR "/segmentation/golden_rules.json", &json)) {
        print_message("skipped: no shared/segmentation/golden_rules.json beside the checkout\n");
        skip();
    }
    /* Strings are keys, or the text of a rule, or its sentences. */
    enum { KEYS, TEXT, SENTENCES } where = KEYS;
    size_t rules = 0;
    parley_buffer text = {0};
    parley_buffer expected = {0};
    for (size_t at = 0; at < json.size;) {
        if (json.data[at] == '}') {
            check_case(++rules, &text, &expected);
            text.size = expected.size = 0;
            where = KEYS;
        }
        if (json.data[at] != '"') {
            at++;
            continue;
        }
        parley_buffer string = {0};
        at = read_string(&json, at, &string);
        if (where == TEXT) {
            parley_buffer_append(&text, string.data, string.size);
            where = KEYS;
        } else if (where == SENTENCES) {
            parley_buffer_append(&expected, string.data, string.size);
            parley_buffer_puts(&expected, "\n");
        } else {
            where = string.size == 4 ? TEXT : SENTENCES;
        }
        parley_buffer_fini(&string);
    }
    assert_int_equal(rules, 48);
    parley_buffer_fini(&json);
    parley_buffer_fini(&text);
    parley_buffer_fini(&expected);
}

/* Reads a CSV field that ends with a comma or line end; returns where the next one begins. */
static size_t read_field(const parley_buffer *csv, size_t at, parley_buffer *out)
{
    bool quoted = at < csv->size && csv->data[at] == '"';
    out->size = 0;
    for (at += quoted; at < csv->size; at++) {
        char c = csv->data[at];
        if (quoted && c == '"') {
            /* Doubled, it stands for itself; alone, it ends the quoted part. */
            quoted = at + 1 < csv->size && csv->data[at + 1] == '"';
            if (!quoted)
                continue;
            at++;
        } else if (!quoted && (c == ',' || c == '\n')) {
            break;
        }
        parley_buffer_append(out, &c, 1);
    }
    return at + 1;
}

/* Whether `line` and a line end are among the lines of `lines`. */
static bool has_line(const parley_buffer *lines, const parley_buffer *line)
{
    for (size_t at = 0; at < lines->size;) {
        const char *end = memchr(lines->data + at, '\n', lines->size - at);
        size_t length = (size_t)(end - (lines->data + at));
        if (length == line->size && !memcmp(lines->data + at, line->data, length))
            return true;
        at += length + 1;
    }
    return false;
}

static void test_articles(void **state)
{
    (void)state;
    parley_buffer csv = {0};
    if (!read_file(SHARED_DIR "/articles/labels.csv", &csv)) {
        print_message("skipped: no shared/articles beside the checkout\n");
        skip();
    }
    parley_buffer field = {0};
    parley_buffer name = {0};
    parley_buffer lines = {0};
    size_t found = 0;
    size_t rows = 0;
    size_t at = (size_t)((char *)memchr(csv.data, '\n', csv.size) - csv.data) + 1;
    while (at < csv.size) {
        at = read_field(&csv, at, &field);
        if (name.size != field.size || memcmp(name.data, field.data, name.size) != 0) {
            name.size = lines.size = 0;
            parley_buffer_append(&name, field.data, field.size);
            parley_buffer path = {0};
            parley_buffer text = {0};
            parley_buffer_printf(&path, "%s/articles/%.*s.txt", SHARED_DIR, (int)name.size,
                                 name.data);
            assert_true(read_file(path.data, &text));
            split(text.data, text.size, NULL, &lines);
            parley_buffer_fini(&path);
            parley_buffer_fini(&text);
        }
        at = read_field(&csv, at, &field);
        at = read_field(&csv, at, &field);
        found += has_line(&lines, &field);
        rows++;
        at = read_field(&csv, at, &field);
        at = read_field(&csv, at, &field);
    }
    assert_int_equal(rows, 137);
    assert_true(found + 1 >= rows);
    parley_buffer_fini(&csv);
    parley_buffer_fini(&field);
    parley_buffer_fini(&name);
    parley_buffer_fini(&lines);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),         cmocka_unit_test(test_prefixes),
        cmocka_unit_test(test_empty),         cmocka_unit_test(test_zero_bytes),
        cmocka_unit_test(test_random),        cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_abbreviations), cmocka_unit_test(test_abbreviations_refused),
        cmocka_unit_test(test_golden_rules),  cmocka_unit_test(test_articles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
