/* The HTML extractor: pages that imitate those of news sites, and pages that nobody would write. */
#define _POSIX_C_SOURCE 200809L
#include "test.h"

#include "html.h"
#include "html_hints.h"
#include "html_json.h"
#include "html_phrases.h"
#include "html_pick.h"
#include "html_tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef PARLEY_TESTS_DIR
#define PARLEY_TESTS_DIR "tests"
#endif

/* ---- helpers ------------------------------------------------------------------------------ */

static void read_page(const char *name, parley_buffer *page)
{
    parley_buffer path = {0};
    assert_int_equal(parley_buffer_printf(&path, "%s/html/%s", PARLEY_TESTS_DIR, name), PARLEY_OK);
    assert_int_equal(parley_buffer_append(&path, "", 1), PARLEY_OK);
    FILE *file = fopen(path.data, "rb");
    if (!file)
        fail_msg("cannot read %s", path.data);
    char block[4096];
    size_t size = 0;
    while ((size = fread(block, 1, sizeof block, file)) > 0)
        assert_int_equal(parley_buffer_append(page, block, size), PARLEY_OK);
    fclose(file);
    parley_buffer_fini(&path);
}

/* Extracts; the text gets a zero behind it. */
static html_article extract_bytes(const char *bytes, size_t size, const char *encoding,
                                  unsigned keep)
{
    html_article article;
    parley_error error = {0};
    parley_status status = html_extract(bytes, size, encoding, keep, &article, &error);
    if (status != PARLEY_OK)
        fail_msg("extraction failed: %s", error.text);
    assert_int_equal(parley_buffer_append(&article.text, "", 1), PARLEY_OK);
    article.text.size--;
    return article;
}

static html_article extract(const char *page)
{
    return extract_bytes(page, strlen(page), NULL, HTML_KEEP_BODY);
}

static html_article extract_file(const char *name, unsigned keep)
{
    parley_buffer page = {0};
    read_page(name, &page);
    html_article article = extract_bytes(page.data, page.size, NULL, keep);
    parley_buffer_fini(&page);
    return article;
}

static void assert_has(const html_article *article, const char *needle)
{
    if (!strstr(article->text.data, needle))
        fail_msg("'%s' is not in:\n%s", needle, article->text.data);
}

static void assert_lacks(const html_article *article, const char *needle)
{
    if (strstr(article->text.data, needle))
        fail_msg("'%s' is in:\n%s", needle, article->text.data);
}

static void assert_text(const char *page, const char *expected)
{
    html_article article = extract(page);
    assert_string_equal(article.text.data, expected);
    html_article_fini(&article);
}

/* The kind of the paragraph that begins so. */
static html_kind kind_of(const html_article *article, const char *beginning)
{
    for (size_t i = 0; i < article->paragraph_count; i++)
        if (strncmp(article->text.data + article->paragraphs[i].begin, beginning,
                    strlen(beginning)) == 0)
            return article->paragraphs[i].kind;
    fail_msg("no paragraph begins with '%s' in:\n%s", beginning, article->text.data);
    return HTML_FURNITURE;
}

/* A page of `count` times `piece` around a text. */
static void repeat(parley_buffer *page, const char *piece, size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_int_equal(parley_buffer_puts(page, piece), PARLEY_OK);
}

/* ---- whole pages -------------------------------------------------------------------------- */

static void test_news_page_gives_its_article_only(void **state)
{
    (void)state;
    html_article article = extract_file("news.html", HTML_KEEP_BODY);
    assert_string_equal(
        article.text.data,
        "Ferry service to the northern isles resumes after nine weeks\n\n"
        "The first boat left the quay at dawn with forty passengers, two tractors and a piano on "
        "board.\n\n"
        "The ferry had been out of service since the second week of January, when a log, washed "
        "down by the floods, broke its rudder.\n\n"
        "\xE2\x80\x9CWe counted every day of it,\xE2\x80\x9D said the harbour master, Edda Thorn, "
        "\xE2\x80\x9C"
        "and so did the shops.\xE2\x80\x9D\n\n"
        "Repairs took longer than planned because the yard had only one dry dock, and that was "
        "taken.\n\n"
        "What changes for travellers\n\n"
        "Boats leave at six and at four, except on Sundays.\n\n"
        "Tickets bought for the lost weeks stay valid until autumn.\n\n"
        "It is a bridge that happens to float, and we had forgotten it.\n\n"
        "The council will decide in May whether a second vessel is to be bought, and at what "
        "price.");
    assert_string_equal(article.title,
                        "Ferry service to the northern isles resumes after nine weeks");
    assert_string_equal(article.date, "2024-03-14T06:30:00+00:00");
    assert_int_equal(article.paragraphs[0].kind, HTML_HEADLINE);
    html_article_fini(&article);
}

static void test_kinds_of_what_is_kept(void **state)
{
    (void)state;
    html_article article = extract_file("news.html", HTML_KEEP_CAPTIONS | HTML_KEEP_FURNITURE);
    assert_int_equal(kind_of(&article, "Ferry service"), HTML_HEADLINE);
    assert_int_equal(kind_of(&article, "The ferry had been"), HTML_BODY);
    assert_int_equal(kind_of(&article, "The old boat waits"), HTML_CAPTION);
    assert_int_equal(kind_of(&article, "We use cookies"), HTML_FURNITURE);
    assert_int_equal(kind_of(&article, "I waited for it"), HTML_FURNITURE);
    assert_int_equal(kind_of(&article, "Island bakery"), HTML_FURNITURE);
    assert_lacks(&article, "Script text");
    assert_lacks(&article, "style text");
    assert_lacks(&article, "A comment in the source");
    html_article_fini(&article);
    article = extract_file("news.html", HTML_KEEP_CAPTIONS);
    assert_has(&article, "The old boat waits");
    assert_lacks(&article, "We use cookies");
    html_article_fini(&article);
}

static void test_paragraphs_are_spans_of_the_text(void **state)
{
    (void)state;
    html_article article = extract_file("news.html", HTML_KEEP_BODY);
    assert_int_equal(article.paragraph_count, 10);
    assert_int_equal(article.paragraphs[0].begin, 0);
    for (size_t i = 0; i < article.paragraph_count; i++) {
        const html_article_paragraph *p = &article.paragraphs[i];
        assert_true(p->begin < p->end);
        assert_null(memchr(article.text.data + p->begin, '\n', p->end - p->begin));
        if (i > 0)
            assert_int_equal(p->begin, article.paragraphs[i - 1].end + 2);
    }
    assert_int_equal(article.paragraphs[9].end, article.text.size);
    html_article_fini(&article);
}

static void test_article_in_pieces_is_found_whole(void **state)
{
    (void)state;
    html_article article = extract_file("split.html", HTML_KEEP_BODY);
    assert_has(&article, "Mill town votes on a new weir\n\nTurnout was the highest");
    assert_has(&article, "Voters in the mill town");
    assert_has(&article, "has no other river.");
    assert_lacks(&article, "Buy our boots");
    assert_lacks(&article, "Turbines explained");
    assert_string_equal(article.title, "Mill town votes on a new weir");
    assert_null(article.date);
    html_article_fini(&article);
}

static void test_layout_tables_and_line_breaks(void **state)
{
    (void)state;
    html_article article = extract_file("layout.html", HTML_KEEP_BODY);
    assert_has(&article, "in a foundry abroad.\n\nIt weighs");
    assert_has(&article, "in F sharp. Nobody has yet explained why.\n\nA collection");
    assert_has(&article, "The Plough 112\n\nThe Ship 97");
    assert_has(&article, "arrives in time.");
    assert_lacks(&article, "Letters");
    html_article_fini(&article);
}

static void test_captions_of_a_gallery_are_its_text(void **state)
{
    (void)state;
    html_article article = extract_file("gallery.html", HTML_KEEP_BODY);
    assert_has(&article, "the best soup on the coast.");
    assert_has(&article, "may not touch.");
    html_article_fini(&article);
}

static void test_text_that_a_script_would_load(void **state)
{
    (void)state;
    html_article article = extract_file("script.html", HTML_KEEP_BODY);
    assert_string_equal(article.title, "Glider lands on the cricket pitch");
    assert_string_equal(article.date, "2023-07-02T15:00:00Z");
    assert_has(&article, "Glider lands on the cricket pitch\n\nA glider landed");
    assert_has(&article, "interval on Sunday.\n\nNobody was hurt");
    assert_has(&article, "\xE2\x80\x9Cnot even the scoreboard\xE2\x80\x9D");
    assert_lacks(&article, "enable JavaScript");
    html_article_fini(&article);
    assert_text("<script type='application/ld+json'>{\"headline\": \"Glider lands\", "
                "\"articleBody\": \"<p>Glider lands<\\/p><p>It landed on &quot;the pitch&quot;."
                "<script>x()<\\/script><\\/p>\\n<p>Nobody was hurt.</p>\"}</script><div></div>",
                "Glider lands\n\nIt landed on \"the pitch\".\n\nNobody was hurt.");
}

static void test_live_blog_is_read_post_by_post(void **state)
{
    (void)state;
    html_article article = extract_file("live.html", HTML_KEEP_BODY);
    assert_has(&article, "Gale live: ferries stay in port\n\nAll ferries are cancelled");
    assert_has(&article, "Last boat is back\n\nThe last boat came back");
    assert_has(&article, "A gale warning stands");
    assert_lacks(&article, "Copy link");
    assert_string_equal(article.date, "2024-11-03T10:00:00Z");
    html_article_fini(&article);
}

/* Three paragraphs of an article, and what a reader wrote. */
#define FERRY                                                                                      \
    "<h1>Ferries stay in port</h1>"                                                                \
    "<p>The ferry to the outer islands stays in port until Friday, the harbour master said.</p>"   \
    "<p>Nobody on the islands is short of bread, coal or company, he added, and mail can "         \
    "wait.</p>"                                                                                    \
    "<p>The last gale of this kind, in March, lasted for nine days.</p>"
#define READER                                                                                     \
    "<p>I have lived on the quay for forty years, and the ferry, I tell you, is never on "         \
    "time.</p>"

static html_article ferry_beside(const char *before, const char *piece, size_t count,
                                 const char *after)
{
    parley_buffer page = {0};
    repeat(&page, before, 1);
    repeat(&page, piece, count);
    repeat(&page, after, 1);
    html_article article = extract_bytes(page.data, page.size, NULL, HTML_KEEP_BODY);
    assert_has(&article, "Ferries stay in port\n\nThe ferry to");
    assert_has(&article, "mail can wait.\n\nThe last gale");
    assert_lacks(&article, "forty years");
    parley_buffer_fini(&page);
    return article;
}

static void test_what_outweighs_the_article(void **state)
{
    (void)state;
    static const struct {
        const char *before;
        const char *after;
    } CASES[] = {
        {"<div class=story>" FERRY "</div><div id=comments>", "</div>"},
        {"<div role=dialog aria-modal=true><h2>Your choices</h2>",
         "</div><div class=c1>" FERRY "</div>"},
        {"<amp-consent><div>", "</div></amp-consent><article>" FERRY "</article>"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        html_article article =
            ferry_beside(CASES[i].before, READER, i == 0 ? 60 : 6, CASES[i].after);
        html_article_fini(&article);
    }
    /* Comments alone are the text. */
    assert_text("<div id=comments>" READER "</div>",
                "I have lived on the quay for forty years, and the ferry, I tell you, is never on "
                "time.");
}

static void test_next_article_is_another(void **state)
{
    (void)state;
    html_article article =
        ferry_beside("<meta property=og:title content='Ferries stay in port'><article>" FERRY
                     "</article><article><h1>A letter to the editor</h1>",
                     READER, 5, "</article>");
    assert_lacks(&article, "letter to the editor");
    html_article_fini(&article);
    article = ferry_beside("<article>" FERRY "<h2>More from the islands</h2></article>",
                           "<p class=teaser>It rains, forty years on.</p>", 1, "");
    assert_lacks(&article, "More from");
    html_article_fini(&article);
}

static void test_subheading_under_the_headline(void **state)
{
    (void)state;
    assert_text("<div class=post-header><h1>Ferries stay in port again</h1><h3>What the gale has "
                "done to us</h3><div class=byline>By A. Finch</div></div><div class=body><p>The "
                "ferry to the "
                "outer islands stays in port until Friday, the harbour master said.</div>",
                "Ferries stay in port again\n\nWhat the gale has done to us\n\nThe ferry to the "
                "outer islands stays in port until Friday, the harbour master said.");
}

/* ---- markup ------------------------------------------------------------------------------- */

static void test_entities(void **state)
{
    (void)state;
    assert_text("<p>a &amp; b &lt;c&gt; &eacute; &#233; &#xe9; &#146; &hellip; &nbsp; d",
                "a & b <c> \xC3\xA9 \xC3\xA9 \xC3\xA9 \xE2\x80\x99 \xE2\x80\xA6 d");
    assert_text("<p>AT&T, R&D, &unknown; &#; &#x; &#0; &#xD800; &#99999999; &amp &lt;",
                "AT&T, R&D, &unknown; &#; &#x; \xEF\xBF\xBD \xEF\xBF\xBD & <");
    assert_text("<p>1 < 2 and a<b>c</b> &lt;p&gt;", "1 < 2 and ac <p>");
}

static void test_blanks_and_breaks(void **state)
{
    (void)state;
    assert_text("<p>  one\n\ttwo &nbsp; three  </p>\n<p>\n</p><p>four<br>five<br/>\n<br />six",
                "one two three\n\nfour five\n\nsix");
    assert_text("<pre>one\ntwo\n\nthree</pre>", "one two\n\nthree");
    assert_text("<p>so<b>me</b>thing <i>else</i></p>", "something else");
    assert_text("<div>one<div>two</div>three</div>", "one\n\ntwo\n\nthree");
    assert_text("<p>hy&shy;phen", "hyphen");
}

static void test_malformed_markup_loses_no_text(void **state)
{
    (void)state;
    assert_text("<p>one<p>two</div></p></b><p>three", "one\n\ntwo\n\nthree");
    assert_text("<div><p>one</span></table>two</div>", "onetwo");
    assert_text("<!-- never closed <p>one<p>two", "one\n\ntwo");
    assert_text("<!-->one<!--->two<!-- x -->three<!-- y --!>four", "onetwothreefour");
    assert_text("<p a='x>one</p><p>two</p>", "one\n\ntwo");
    assert_text("<svg><p>one</p><noscript><p>two", "one\n\ntwo");
    assert_text("<title><p>one</p><p>two", "one\n\ntwo");
    assert_text("<p>one</ ><?php x ?><![CDATA[y]]><!DOCTYPE z>two", "onetwo");
    assert_text("no tags at all", "no tags at all");
    assert_text("<p>cut in a tag<div class=", "cut in a tag");
}

static void test_empty_pages(void **state)
{
    (void)state;
    assert_text("", "");
    assert_text("<html><body></body></html>", "");
    assert_text("<script>only()</script>", "");
    html_article article = extract_bytes("\0\0\0", 3, NULL, HTML_KEEP_BODY);
    assert_int_equal(article.text.size, 0);
    assert_int_equal(article.paragraph_count, 0);
    html_article_fini(&article);
}

static void test_dropped_elements(void **state)
{
    (void)state;
    assert_text("<p>one<script>if (a</b) x('</p>')</script>two<style>p{}</style>", "onetwo");
    assert_text("<p>one<select><option>x</select><button>y</button><textarea><p>z</textarea>two",
                "onetwo");
    assert_text("<p>one<svg><title>x</title><text>y</text></svg><noscript>z</noscript>two",
                "onetwo");
    assert_text("<SCRIPT>x</SCRIPT><P>one", "one");
    assert_text("<p>one</p><script>the rest is lost, as in browsers <p>two", "one");
}

/* ---- title and date ----------------------------------------------------------------------- */

static void test_headline_comes_first_and_once(void **state)
{
    (void)state;
    assert_text("<meta property=og:title content='Snow in the low hills'><p>It fell, all night, "
                "and it stayed, for a week, until the wind came.",
                "Snow in the low hills\n\nIt fell, all night, and it stayed, for a week, until the "
                "wind came.");
    assert_text("<title>Snow in the low hills - Hill Times</title><h1>Snow in the low hills</h1>"
                "<p>It fell, all night, and it stayed, for a week.",
                "Snow in the low hills\n\nIt fell, all night, and it stayed, for a week.");
    assert_text("<meta property=og:title content='Snow in the low hills | Hill Times'>"
                "<div><h2>Snow in the low hills</h2><p>It fell, all night, and it stayed.</div>",
                "Snow in the low hills\n\nIt fell, all night, and it stayed.");
}

static void test_dates(void **state)
{
    (void)state;
    static const struct {
        const char *page;
        const char *date;
    } CASES[] = {
        {"<meta property=article:published_time content=2020-01-02><time datetime=2021-01-01>x",
         "2020-01-02"},
        {"<meta itemprop=datePublished content=2020-01-03><p>x", "2020-01-03"},
        {"<script type=\"application/ld+json\">{\"datePublished\" : \"2020-01-04\"}</script>"
         "<time datetime=2021-01-01>x",
         "2020-01-04"},
        {"<p>x <time datetime='2020-01-05'>today</time> <time datetime='2020-01-06'>",
         "2020-01-05"},
        {"<meta name=date content=today><time datetime=2020-01-07>x", "2020-01-07"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        html_article article = extract(CASES[i].page);
        assert_non_null(article.date);
        assert_string_equal(article.date, CASES[i].date);
        assert_string_equal(article.day, CASES[i].date);
        html_article_fini(&article);
    }
    html_article vague = extract("<meta name=date content=today><p>x");
    assert_string_equal(vague.date, "today");
    assert_string_equal(vague.day, "");
    html_article_fini(&vague);
    html_article article = extract("<p>no date");
    assert_string_equal(article.day, "");
    assert_null(article.date);
    assert_null(article.title);
    html_article_fini(&article);
}

static void test_days(void **state)
{
    (void)state;
    static const char *const CASES[][2] = {
        {"2025-02-28T23:59:00+02:00", "2025-02-28"},
        {"2025-02-28 18:00", "2025-02-28"},
        {"20250228", "2025-02-28"},
        {"2025/2/8", "2025-02-08"},
        {"Fri, 28 Feb 2025 18:00:00 GMT", "2025-02-28"},
        {"Friday 28 February 2025", "2025-02-28"},
        {"Sept. 3rd, 2024", "2024-09-03"},
        {"2024-02-29", "2024-02-29"},
        {"2023-02-29", ""},
        {"2025-13-01", ""},
        {"2025-00-10", ""},
        {"2025-02", ""},
        {"2025-02/03", ""},
        {"2/3/2025", ""},
        {"1740765600", ""},
        {"99999999999999999999-01-01", ""},
        {"Mar 2025", ""},
        {"Marmot 3, 2025", ""},
        {"28 f\xC3\xA9vrier 2025", ""},
        {"yesterday", ""},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        char day[HTML_DAY_SIZE] = "x";
        bool found = html_day_of(CASES[i][0], day);
        assert_string_equal(day, CASES[i][1]);
        assert_int_equal(found, day[0] != '\0');
    }
}

/* ---- encodings ---------------------------------------------------------------------------- */

static void assert_decodes(const char *bytes, size_t size, const char *encoding,
                           const char *expected)
{
    html_article article = extract_bytes(bytes, size, encoding, HTML_KEEP_BODY);
    assert_string_equal(article.text.data, expected);
    html_article_fini(&article);
}

#define BYTES(literal) (literal), sizeof(literal) - 1

static void test_encodings(void **state)
{
    (void)state;
    assert_decodes(BYTES("<p>caf\xC3\xA9"), NULL, "caf\xC3\xA9");
    assert_decodes(BYTES("<p>caf\xE9 \x93x\x94"), NULL, "caf\xC3\xA9 \xE2\x80\x9Cx\xE2\x80\x9D");
    assert_decodes(BYTES("<meta charset=iso-8859-1><p>\x93x\x94"), NULL,
                   "\xE2\x80\x9Cx\xE2\x80\x9D");
    assert_decodes(BYTES("<meta http-equiv=content-type content='text/html; charset=koi8-r'>"
                         "<p>\xCD\xC9\xD2"),
                   NULL, "\xD0\xBC\xD0\xB8\xD1\x80");
    assert_decodes(BYTES("<?xml version='1.0' encoding='windows-1251'?><p>\xEC\xE8\xF0"), NULL,
                   "\xD0\xBC\xD0\xB8\xD1\x80");
    assert_decodes(BYTES("\xEF\xBB\xBF<meta charset=koi8-r><p>\xC3\xA9"), NULL, "\xC3\xA9");
    assert_decodes(BYTES("\xFF\xFE<\0p\0>\0\xE9\0"), NULL, "\xC3\xA9");
    assert_decodes(BYTES("\xFE\xFF\0<\0p\0>\0\xE9"), NULL, "\xC3\xA9");
    assert_decodes(BYTES("<meta charset=utf-16><p>\xC3\xA9"), NULL, "\xC3\xA9");
    assert_decodes(BYTES("<meta charset=nonsense><p>\xC3\xA9"), NULL, "\xC3\xA9");
    assert_decodes(BYTES("<meta charset=utf-8><p>\xC3\xA9 \xE9"), NULL, "\xC3\xA9 \xEF\xBF\xBD");
    assert_decodes(BYTES("<meta charset=utf-8><p>\xE9t\xE9"), NULL, "\xC3\xA9t\xC3\xA9");
    assert_decodes(BYTES("<!-- <meta charset=koi8-r> --><p>\xE9"), NULL, "\xC3\xA9");
}

static void test_callers_encoding_overrides(void **state)
{
    (void)state;
    assert_decodes(BYTES("<meta charset=utf-8><p>\xCD\xC9\xD2"), "koi8-r",
                   "\xD0\xBC\xD0\xB8\xD1\x80");
    assert_decodes(BYTES("<p>\xC3\xA9"), "ISO-8859-1", "\xC3\x83\xC2\xA9");
    assert_decodes(BYTES("<p>\x8A\xBF\x8E\x9A"), "shift_jis", "\xE6\xBC\xA2\xE5\xAD\x97");
    html_article article;
    parley_error error = {0};
    static const char *const WRONG[] = {"no-such-encoding", "utf-7", "utf-8//IGNORE", ""};
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++) {
        parley_status status = html_extract("<p>x", 4, WRONG[i], 0, &article, &error);
        assert_int_equal(status, PARLEY_E_ARGUMENT);
        assert_non_null(strstr(error.text, WRONG[i]));
        assert_null(article.paragraphs);
        assert_null(article.text.data);
    }
}

/* ---- depth and size ----------------------------------------------------------------------- */

static void assert_survives(const char *open, const char *close, size_t depth)
{
    parley_buffer page = {0};
    repeat(&page, open, depth);
    assert_int_equal(parley_buffer_puts(&page, "the deep text"), PARLEY_OK);
    repeat(&page, close, depth);
    assert_int_equal(parley_buffer_puts(&page, "<p>the text behind</p>"), PARLEY_OK);
    html_article article = extract_bytes(page.data, page.size, NULL, HTML_KEEP_FURNITURE);
    assert_has(&article, "the deep text");
    assert_has(&article, "the text behind");
    html_article_fini(&article);
    parley_buffer_fini(&page);
}

static void test_deep_text_survives(void **state)
{
    (void)state;
    static const size_t DEPTHS[] = {100, 127, 128, 129, 300, 10000};
    for (size_t i = 0; i < sizeof DEPTHS / sizeof *DEPTHS; i++) {
        assert_survives("<div>", "</div>", DEPTHS[i]);
        assert_survives("<div>", "", DEPTHS[i]);
        assert_survives("<b>", "</b>", DEPTHS[i]);
        assert_survives("<span>", "", DEPTHS[i]);
        assert_survives("<table><tr><td>", "</table>", DEPTHS[i]);
        assert_survives("<ul><li>", "</ul>", DEPTHS[i]);
        assert_survives("<blockquote>", "</div>", DEPTHS[i]);
        assert_survives("<section><p>", "</section>", DEPTHS[i]);
    }
}

/* Blocks keep nesting below the depth that the parser knows. */
static void test_structure_survives_depth(void **state)
{
    (void)state;
    parley_buffer page = {0};
    repeat(&page, "<div>", 1000);
    assert_int_equal(
        parley_buffer_puts(
            &page,
            "<div class=comments><p>Readers write, at length, with commas, whatever they "
            "like.</div>"
            "<div class=article-body><p>The text itself, which is long, has commas, and goes on "
            "for "
            "a while, line after line, until it has said what it had to say, and then, at last, it "
            "ends.</div>"),
        PARLEY_OK);
    html_article article = extract_bytes(page.data, page.size, NULL, HTML_KEEP_BODY);
    assert_has(&article, "The text itself");
    assert_lacks(&article, "Readers write");
    html_article_fini(&article);
    parley_buffer_fini(&page);
}

/* Pages that have taken parsers quadratic time or memory: each is read to its end. */
static void test_hostile_pages_are_read_to_the_end(void **state)
{
    (void)state;
    static const char *const PIECES[] = {
        "<div>",    "<b>",      "<a href=",  "&",         "<!--",       "<table>",
        "<p",       "<",        "<p>x",      "&#",        "<a b='",     "<div></span>",
        "<b></i>",  "<title>x", "<script",   "</p>",      "<svg>",      "<textarea>",
        "<ul><li>", "&x;",      "<select>x", "<meta a=b", "<div class", "<figure><figcaption>",
        "<br>",     "<time>",   "\0",        "\xE2\x80",  "<p a=b a=c", "<a></p>",
    };
    for (size_t i = 0; i < sizeof PIECES / sizeof *PIECES; i++) {
        parley_buffer page = {0};
        repeat(&page, PIECES[i], 50000);
        assert_int_equal(parley_buffer_puts(&page, "'\"><p>the end</p>"), PARLEY_OK);
        html_article article = extract_bytes(page.data, page.size, NULL, HTML_KEEP_FURNITURE);
        assert_has(&article, "the end");
        html_article_fini(&article);
        parley_buffer_fini(&page);
    }
}

/* Blocks and paragraphs beyond the bounds lose their boundaries, never their text. */
static void test_very_many_paragraphs(void **state)
{
    (void)state;
    parley_buffer page = {0};
    repeat(&page, "<p>x", 600000);
    repeat(&page, "<ol>y", 600000);
    assert_int_equal(parley_buffer_puts(&page, "<p>the end"), PARLEY_OK);
    html_tree tree;
    assert_int_equal(html_tree_read(&tree, page.data, page.size), PARLEY_OK);
    assert_true(tree.paragraph_count <= 1 << 19);
    assert_true(tree.node_count <= 1 << 19);
    assert_int_equal(memcmp(tree.text.data + tree.text.size - 7, "the end", 7), 0);
    size_t letters = 0;
    for (size_t i = 0; i < tree.text.size; i++)
        letters += tree.text.data[i] == 'x' || tree.text.data[i] == 'y';
    assert_int_equal(letters, 1200000);
    html_tree_fini(&tree);
    parley_buffer_fini(&page);
}

/* A page cut anywhere is a page: nothing crashes, nothing is read beyond the end. */
static void test_page_cut_at_every_byte(void **state)
{
    (void)state;
    parley_buffer page = {0};
    read_page("news.html", &page);
    for (size_t size = 0; size < page.size; size += 3) {
        char *cut = malloc(size + 1);
        assert_non_null(cut);
        memcpy(cut, page.data, size);
        html_article article = extract_bytes(cut, size, NULL, HTML_KEEP_BODY);
        assert_true(article.text.size < page.size);
        html_article_fini(&article);
        free(cut);
    }
    parley_buffer_fini(&page);
}

/* ---- parts -------------------------------------------------------------------------------- */

static void test_hints(void **state)
{
    (void)state;
    assert_true(html_hints_of("entry-content") & HTML_IS_BODY);
    assert_true(html_hints_of("c x articleBody") & HTML_IS_BODY);
    assert_true(html_hints_of("story_body__text") & HTML_IS_BODY);
    assert_false(html_hints_of("article-body-related") & HTML_IS_BODY);
    assert_int_equal(html_hints_of("article-body-related"), HTML_IS_RELATED);
    assert_int_equal(html_hints_of("commentList"), HTML_IS_COMMENT);
    assert_int_equal(html_hints_of("dialog"), HTML_IS_CONSENT);
    assert_int_equal(html_hints_of("dialogue"), 0);
    assert_int_equal(html_hints_of("shareButtons"), HTML_IS_SHARE);
    assert_int_equal(html_hints_of("shadow header loading"), 0);
    assert_int_equal(html_hints_of("has-sidebar no-comments"), 0);
    assert_int_equal(html_hints_of("category-comments tag-share"), 0);
    assert_int_equal(html_hints_of("overflow-hidden"), 0);
    assert_int_equal(html_hints_of("hidden"), HTML_IS_HIDDEN);
    assert_int_equal(html_hints_of(""), 0);
}

static void test_phrases(void **state)
{
    (void)state;
    assert_true(html_is_label(BYTES("ADVERTISEMENT")));
    assert_true(html_is_label(BYTES("Read more:")));
    assert_false(html_is_label(BYTES("Read more books")));
    assert_true(html_is_label(BYTES(" | ")));
    assert_true(html_is_ending(BYTES("Related stories")));
    assert_false(html_is_ending(BYTES("Related stories of two rivers")));
    assert_true(html_is_ending(BYTES("More from Example News")));
    assert_false(html_is_ending(BYTES("More fromage")));
    assert_true(html_is_notice(BYTES("Sign up here for our weekly newsletter.")));
    assert_false(html_is_notice(BYTES("The minister wrote on Twitter that talks would go on.")));
}

static void test_json_strings(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        const char *value; /* NULL: none */
    } CASES[] = {
        {"{\"k\":\"v\"}", "v"},
        {"[{\"a\":\"k\"},{\"k\" :\n\"v \\\"w\\\" \\u00e9\\ud83d\\ude00\\n\\/\"}]",
         "v \"w\" \xC3\xA9\xF0\x9F\x98\x80\n/"},
        {"{\"k\":1,\"x\":{\"k\":\"\"},\"k\":\"v\"}", "v"},
        {"{\"k\":\"\\ud800\\uzzzz\\u0000\"}", "\xEF\xBF\xBD\xEF\xBF\xBDzzzz\xEF\xBF\xBD"},
        {"{\"k\":\"\\u201\xC3\xA9\"}", "\xEF\xBF\xBD"
                                       "201\xC3\xA9"},
        {"{\"k\":\"never closed", NULL},
        {"{\"k\":\"v\\", NULL},
        {"{\"k\"", NULL},
        {"{\"kk\":\"v\"}", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        parley_buffer value = {0};
        bool found = true;
        assert_int_equal(
            html_json_string(CASES[i].json, strlen(CASES[i].json), "k", &value, &found), PARLEY_OK);
        assert_int_equal(found, CASES[i].value != NULL);
        assert_int_equal(parley_buffer_append(&value, "", 1), PARLEY_OK);
        if (found)
            assert_string_equal(value.data, CASES[i].value);
        parley_buffer_fini(&value);
    }
}

static void test_agreement(void **state)
{
    (void)state;
    assert_true(html_agree(BYTES("Snow, at last!"), BYTES("snow at last")));
    assert_true(html_agree(BYTES("Snow in the low hills"), BYTES("Snow in the low hills | News")));
    assert_false(html_agree(BYTES("Snow"), BYTES("Snow in the low hills")));
    assert_false(html_agree(BYTES("Snow in the low hills"), BYTES("Rain in the low hills")));
    assert_false(html_agree(BYTES(""), BYTES("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_news_page_gives_its_article_only),
        cmocka_unit_test(test_kinds_of_what_is_kept),
        cmocka_unit_test(test_paragraphs_are_spans_of_the_text),
        cmocka_unit_test(test_article_in_pieces_is_found_whole),
        cmocka_unit_test(test_layout_tables_and_line_breaks),
        cmocka_unit_test(test_captions_of_a_gallery_are_its_text),
        cmocka_unit_test(test_text_that_a_script_would_load),
        cmocka_unit_test(test_live_blog_is_read_post_by_post),
        cmocka_unit_test(test_what_outweighs_the_article),
        cmocka_unit_test(test_next_article_is_another),
        cmocka_unit_test(test_subheading_under_the_headline),
        cmocka_unit_test(test_entities),
        cmocka_unit_test(test_blanks_and_breaks),
        cmocka_unit_test(test_malformed_markup_loses_no_text),
        cmocka_unit_test(test_empty_pages),
        cmocka_unit_test(test_dropped_elements),
        cmocka_unit_test(test_headline_comes_first_and_once),
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_encodings),
        cmocka_unit_test(test_callers_encoding_overrides),
        cmocka_unit_test(test_deep_text_survives),
        cmocka_unit_test(test_structure_survives_depth),
        cmocka_unit_test(test_hostile_pages_are_read_to_the_end),
        cmocka_unit_test(test_very_many_paragraphs),
        cmocka_unit_test(test_page_cut_at_every_byte),
        cmocka_unit_test(test_hints),
        cmocka_unit_test(test_phrases),
        cmocka_unit_test(test_json_strings),
        cmocka_unit_test(test_agreement),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
