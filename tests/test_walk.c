/* The sentences of an article and what they are: nothing is lost, and the kinds of plain text. */
#include "../io/article.h"
#include "../io/kinds.h"
#include "parley/text.h"
#include "support.h"

#include <string.h>

static article_parts plain(const char *text, size_t size)
{
    return (article_parts){.text = {text, size}};
}

/* Spans in order, without overlap; all between them is white space. */
static void check_complete(article_parts parts)
{
    article_walk walk;
    article_sentence s;
    size_t at = 0;
    article_walk_init(&walk, parts, NULL, true);
    for (bool more = true; more;) {
        more = article_walk_next(&walk, &s);
        size_t end = more ? s.begin : parts.text.size;
        assert_true(at <= end && end <= parts.text.size);
        for (int32_t code; at < end;) {
            at += parley_utf8_decode(parts.text.data + at, end - at, &code);
            if (!parley_is_space(code))
                fail_msg("U+%04X at %zu is in no sentence", (unsigned)code, at);
        }
        if (!more)
            break;
        assert_true(s.begin < s.end && s.end <= parts.text.size);
        at = s.end;
    }
}

static void nothing_is_lost(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a",
                                         "The dam",
                                         " ",
                                         "\n",
                                         "\n\n",
                                         ".",
                                         "! ",
                                         "\"",
                                         "\xE2\x80\x9C",
                                         "\xE2\x80\x9D ",
                                         "(",
                                         ") ",
                                         "\r\n",
                                         "1. ",
                                         "Mr. ",
                                         "\t",
                                         "\xE2\x80\xA2 ",
                                         "Photo: ",
                                         "\xC2\xA0",
                                         "\xE2\x80\xA8"};
    uint64_t seed = 7;
    for (int round = 0; round < 3000; round++) {
        parley_buffer text = {0};
        size_t count = test_random(&seed) % 60;
        for (size_t i = 0; i < count; i++)
            assert_int_equal(
                parley_buffer_puts(&text,
                                   pieces[test_random(&seed) % (sizeof pieces / sizeof *pieces)]),
                PARLEY_OK);
        check_complete(plain(text.data ? text.data : "", text.size));
        parley_buffer_fini(&text);
    }
}

/* The same for pages: of the text that was extracted. */
static void nothing_of_a_page_is_lost(void **state)
{
    (void)state;
    static const char *const pages[] = {"news", "gallery", "layout", "script", "split"};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        static const article_options all = {.keep = HTML_KEEP_CAPTIONS | HTML_KEEP_FURNITURE};
        parley_buffer path = {0};
        article_text a = {0};
        assert_int_equal(parley_buffer_printf(&path, PARLEY_TESTS_DIR "/html/%s.html", pages[i]),
                         PARLEY_OK);
        assert_int_equal(parley_buffer_append(&path, "", 1), PARLEY_OK);
        assert_int_equal(article_read(path.data, &all, &a, NULL), PARLEY_OK);
        assert_true(a.paragraph_count > 0);
        check_complete(article_text_parts(&a));
        parley_buffer_fini(&path);
        article_text_fini(&a);
    }
}

/* The first letters of the kinds of a text's sentences. */
static void check_kinds(const char *text, const char *expected)
{
    article_walk walk;
    article_sentence s;
    char kinds[64] = "";
    size_t count = 0;
    article_walk_init(&walk, plain(text, strlen(text)), NULL, true);
    while (article_walk_next(&walk, &s) && count < sizeof kinds - 1)
        kinds[count++] = *kinds_name(s.kind);
    if (strcmp(kinds, expected) != 0)
        fail_msg("%s: %s instead of %s", text, kinds, expected);
}

/* Without kinds the sentences are the same, and all are body. */
static void kinds_can_be_skipped(void **state)
{
    (void)state;
    static const char text[] = "Read more\nDam to open\nIt opens. Photo: J. Doe/AFP\n";
    article_walk with, without;
    article_sentence a, b;
    size_t count = 0;
    article_walk_init(&with, plain(text, strlen(text)), NULL, true);
    article_walk_init(&without, plain(text, strlen(text)), NULL, true);
    article_walk_skip_kinds(&without);
    for (; article_walk_next(&with, &a); count++) {
        assert_true(article_walk_next(&without, &b));
        assert_int_equal(a.begin, b.begin);
        assert_int_equal(a.end, b.end);
        assert_int_equal(b.kind, HTML_BODY);
    }
    assert_int_equal(count, 4);
    assert_false(article_walk_next(&without, &b));
}

static void kinds_of_articles(void **state)
{
    (void)state;
    check_kinds("Dam to open\n\nIt opens. All come.", "hbb");
    check_kinds("Dam to open", "b"); /* nothing behind it */
    check_kinds("The dam opens.\nAll come.", "bb");
    check_kinds("Read more\n12 May 2024\nDam to open\nIt opens.\nSmall heading\n", "ffhbb");
    check_kinds("Dam to open\nListen | 20:19\nIt opens.", "hfb");
    check_kinds("We use cookies. You may decline.\nDam to open\nIt opens.", "ffhb");
    /* Wrapped lines: the whole paragraph is one block. */
    check_kinds(
        "Dam to open\n\nthe mayor said that the dam would\nopen in the spring, but not before\n"
        "the fish have gone.\n\nThe dam in the west. Photo: J. Doe/AFP\n",
        "hbcc");
    check_kinds("", "");
}

static void kinds_of_lines(void **state)
{
    (void)state;
    static const struct {
        html_kind kind;
        const char *lines[14];
    } cases[] = {
        {HTML_FURNITURE,
         {"Read more", "READ MORE: The mayor resigns", "Listen | 20:19", "5 min read",
          "Published 3 March 2025, 10:15 GMT", "Updated 2 hours ago", "By Jane Doe and John Roe",
          "WEST HARBOUR, Feb 28 (Agency) -", "Photo: J. Doe/Reuters", "\xC2\xA9 The Isle Post",
          "https://example.org/a-page", "Share this article",
          "Subscribe to our newsletter today."}},
        {HTML_CAPTION,
         {"FILE - The dam in the year of the flood, seen from the west bank.",
          "The dam in the year of the flood. Photo: J. Doe/Getty Images",
          "The mayor speaks at the dam (AP Photo/Jane Doe)", "Image caption The dam in the west"}},
        {HTML_BODY,
         {"The mayor read more than we did.", "By noon the river had risen.", "Listening is hard.",
          "In May 12 of them left.", "Published figures show a fall.", "He said a photo: no more.",
          "They met Getty Images people in the harbour town.", "", "Shares fell.",
          "Advertisements were banned by the council last year.", "What changes for travellers",
          "May went home."}},
    };
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++)
        for (size_t i = 0; i < 14 && cases[c].lines[i]; i++) {
            html_kind kind = kinds_of_block(cases[c].lines[i], strlen(cases[c].lines[i]), false);
            if (kind != cases[c].kind)
                fail_msg("%s: %s", cases[c].lines[i], kinds_name(kind));
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_lost),   cmocka_unit_test(nothing_of_a_page_is_lost),
        cmocka_unit_test(kinds_of_articles), cmocka_unit_test(kinds_can_be_skipped),
        cmocka_unit_test(kinds_of_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
