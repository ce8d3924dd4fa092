/* Bytes as they are read: gzip and its breakages, encodings by name and by mark, limits; and lines. */
#include "../io/encoding.h"
#include "../io/files.h"
#include "../io/input.h"
#include "../io/lines.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* Packs bytes as one gzip, appended to a buffer. */
static void pack(const char *data, size_t size, parley_buffer *out)
{
    z_stream zip = {0};
    assert_int_equal(deflateInit2(&zip, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    size_t room = deflateBound(&zip, size) + 64;
    assert_int_equal(parley_buffer_reserve(out, room), PARLEY_OK);
    zip.next_in = (unsigned char *)(uintptr_t)data;
    zip.avail_in = (uInt)size;
    zip.next_out = (unsigned char *)out->data + out->size;
    zip.avail_out = (uInt)room;
    assert_int_equal(deflate(&zip, Z_FINISH), Z_STREAM_END);
    out->size += room - zip.avail_out;
    deflateEnd(&zip);
}

static parley_status read_back(const char *path, const char *encoding, parley_buffer *out,
                               parley_error *error)
{
    input *in = NULL;
    out->size = 0;
    parley_status status = input_open(path, encoding, &in, error);
    if (status == PARLEY_OK)
        status = input_read_all(in, 1 << 20, out, error);
    input_close(in);
    return status;
}

static void gzip_is_unpacked(void **state)
{
    (void)state;
    parley_buffer packed = {0}, got = {0}, text = {0};
    parley_error error = {0};
    uint64_t seed = 1;
    for (int i = 0; i < 200000; i++)
        assert_int_equal(parley_buffer_append(&text, &"abcd \n"[test_random(&seed) % 6], 1),
                         PARLEY_OK);
    pack(text.data, text.size, &packed);
    test_write("one.gz", packed.data, packed.size);
    assert_int_equal(read_back("one.gz", NULL, &got, &error), PARLEY_OK);
    assert_int_equal(got.size, text.size);
    assert_memory_equal(got.data, text.data, text.size);
    pack("more", 4, &packed); /* a second one behind it, and zeros */
    assert_int_equal(parley_buffer_append(&packed, "\0\0\0", 3), PARLEY_OK);
    test_write("two.gz", packed.data, packed.size);
    assert_int_equal(read_back("two.gz", NULL, &got, &error), PARLEY_OK);
    assert_int_equal(got.size, text.size + 4);
    assert_memory_equal(got.data + text.size, "more", 4);
    parley_buffer_fini(&packed);
    parley_buffer_fini(&got);
    parley_buffer_fini(&text);
}

/* Cut anywhere it is refused, or (before its third byte) no gzip; a flipped byte that changes the text
 * is noticed. */
static void broken_gzip_is_refused(void **state)
{
    (void)state;
    static const char text[] = "The dam holds. The rain has gone, and the river falls.\n";
    parley_buffer packed = {0}, got = {0};
    pack(text, sizeof text - 1, &packed);
    for (size_t cut = 3; cut < packed.size; cut++) {
        parley_error error = {0};
        test_write("cut.gz", packed.data, cut);
        if (read_back("cut.gz", NULL, &got, &error) != PARLEY_E_CORRUPT)
            fail_msg("cut at %zu of %zu was taken", cut, packed.size);
        assert_string_equal(error.file, "cut.gz");
    }
    for (size_t at = 3; at < packed.size; at++) {
        parley_error error = {0};
        packed.data[at] = (char)(packed.data[at] ^ 0x55);
        test_write("flip.gz", packed.data, packed.size);
        parley_status status = read_back("flip.gz", NULL, &got, &error);
        bool same = got.size == sizeof text - 1 && memcmp(got.data, text, got.size) == 0;
        if (status == PARLEY_OK && !same)
            fail_msg("a flip at %zu was not noticed", at);
        packed.data[at] = (char)(packed.data[at] ^ 0x55);
    }
    assert_int_equal(parley_buffer_append(&packed, "tail", 4), PARLEY_OK);
    test_write("tail.gz", packed.data, packed.size);
    assert_int_equal(read_back("tail.gz", NULL, &got, NULL), PARLEY_E_CORRUPT);
    parley_buffer_fini(&packed);
    parley_buffer_fini(&got);
}

static void limits_hold(void **state)
{
    (void)state;
    parley_buffer packed = {0}, got = {0};
    parley_error error = {0};
    char *zeros = calloc(1, 3 << 20);
    assert_non_null(zeros);
    memset(zeros, 'a', 3 << 20);
    pack(zeros, 3 << 20, &packed);
    free(zeros);
    assert_true(packed.size < 10000);
    test_write("bomb.gz", packed.data, packed.size);
    assert_int_equal(read_back("bomb.gz", NULL, &got, &error), PARLEY_E_LIMIT);
    assert_true(got.capacity <= 4 << 20);
    assert_true(test_says(&error, "1 MiB"));
    parley_buffer_fini(&packed);
    parley_buffer_fini(&got);
}

static void check(const char *bytes, size_t size, const char *encoding, const char *expected)
{
    parley_buffer got = {0};
    parley_error error = {0};
    test_write("bytes", bytes, size);
    if (read_back("bytes", encoding, &got, &error) != PARLEY_OK)
        fail_msg("%s", error.text);
    assert_int_equal(parley_buffer_append(&got, "", 1), PARLEY_OK);
    assert_string_equal(got.data, expected);
    parley_buffer_fini(&got);
}

#define CHECK(bytes, encoding, expected) check(bytes, sizeof bytes - 1, encoding, expected)

static void encodings(void **state)
{
    (void)state;
    CHECK("plain", NULL, "plain");
    CHECK("", NULL, "");
    CHECK("", "utf-16", "");
    CHECK("caf\xE9", NULL, "caf\xE9"); /* as it is: its reader decides */
    CHECK("caf\xE9", "latin1", "caf\xC3\xA9");
    CHECK("\x93no\x94", "ISO-8859-1", "\xE2\x80\x9Cno\xE2\x80\x9D");
    CHECK("\xFF\xFEh\0i\0", NULL, "hi");
    CHECK("\xFE\xFF\0h\0i", NULL, "hi");
    CHECK("\xFE\xFF\0h\0i", "utf-16", "hi");
    CHECK("h\0i\0", "utf-16", "hi");
    CHECK("\xEF\xBB\xBFhi", "utf-8", "hi");
    CHECK("\xEF\xBB\xBFhi", NULL, "\xEF\xBB\xBFhi");
    CHECK("\xEF\xBB\xBF", "utf-8", "");
    CHECK("a\xFF\xC3", "utf-8", "a\xEF\xBF\xBD\xEF\xBF\xBD");
    CHECK("\xF4\x90\x80\x80", "utf-8",
          "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"); /* beyond Unicode */
    CHECK("\x00\xD8h\0i\0", "utf-16le", "\xEF\xBF\xBDhi");     /* half a pair; the step is kept */
    CHECK("h\0i\0x", "utf-16le", "hi\xEF\xBF\xBD");
    parley_error error = {0};
    input *in = NULL;
    assert_int_equal(input_open("bytes", "klingon", &in, &error), PARLEY_E_ARGUMENT);
    assert_int_equal(input_open("bytes", "utf-7", &in, &error), PARLEY_E_ARGUMENT);
    assert_int_equal(input_open("bytes", "utf-8//IGNORE", &in, &error), PARLEY_E_ARGUMENT);
    assert_int_equal(input_open("absent", NULL, &in, &error), PARLEY_E_IO);
    assert_null(in);
}

/* Bytes that come in pieces of any size make the same text. */
static void pieces(void **state)
{
    (void)state;
    static const char utf8[] = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\xFF\xE2\x82z\xF0\x9F";
    static const char utf16[] = "\x3D\xD8\x00\xDE"
                                "a\0\x00\xD8"
                                "b\0\xAC\x20";
    static const struct {
        const char *name, *bytes;
        size_t size, replaced;
    } cases[] = {{"utf-8", utf8, sizeof utf8 - 1, 5}, {"utf-16le", utf16, sizeof utf16 - 1, 1}};
    for (size_t c = 0; c < 2; c++) {
        parley_buffer whole = {0}, parts = {0};
        for (size_t step = cases[c].size; step > 0; step--) {
            decoder *d = NULL;
            assert_int_equal(decoder_new(cases[c].name, &d, NULL), PARLEY_OK);
            parts.size = 0;
            for (size_t at = 0; at < cases[c].size; at += step) {
                size_t left = cases[c].size - at, size = left < step ? left : step;
                assert_int_equal(decoder_run(d, cases[c].bytes + at, size, size == left, &parts),
                                 PARLEY_OK);
            }
            assert_int_equal(decoder_replaced(d), cases[c].replaced);
            decoder_free(d);
            if (step == cases[c].size)
                assert_int_equal(parley_buffer_append(&whole, parts.data, parts.size), PARLEY_OK);
            assert_int_equal(parts.size, whole.size);
            assert_memory_equal(parts.data, whole.data, whole.size);
        }
        parley_buffer_fini(&whole);
        parley_buffer_fini(&parts);
    }
}

/* The lines of a file, joined: number, begin and text. */
static parley_status describe(const char *path, parley_buffer *out, parley_error *error)
{
    line_reader *lines = NULL;
    const text_line *line = NULL;
    out->size = 0;
    parley_status status = line_reader_open(path, NULL, &lines, error);
    while (status == PARLEY_OK && (status = line_reader_next(lines, &line, error)) == PARLEY_OK &&
           line)
        assert_int_equal(parley_buffer_printf(out, "%zu@%zu %.*s|", line->number, line->begin,
                                              (int)line->text.size, line->text.data),
                         PARLEY_OK);
    assert_int_equal(parley_buffer_append(out, "", 1), PARLEY_OK);
    line_reader_close(lines);
    return status;
}

static void lines_of_a_file(void **state)
{
    (void)state;
    parley_buffer out = {0};
    parley_error error = {0};
    test_puts("lines", "\xEF\xBB\xBFone\n\ntwo caf\xE9\nlast");
    assert_int_equal(describe("lines", &out, &error), PARLEY_OK);
    assert_string_equal(out.data, "1@0 one|2@4 |3@5 two caf\xC3\xA9|4@15 last|");
    test_puts("lines", "");
    assert_int_equal(describe("lines", &out, &error), PARLEY_OK);
    assert_string_equal(out.data, "");
    test_write("lines", "a\nb\0c\n", 6);
    assert_int_equal(describe("lines", &out, &error), PARLEY_E_FORMAT);
    assert_int_equal(error.line, 2);
    parley_buffer_fini(&out);
}

/* Lines around the size of what is read at once. */
static void long_lines(void **state)
{
    (void)state;
    for (size_t size = 65530; size < 65545; size++) {
        parley_buffer text = {0};
        for (int i = 0; i < 3; i++) {
            assert_int_equal(parley_buffer_reserve(&text, size), PARLEY_OK);
            memset(text.data + text.size, 'a' + i, size);
            text.size += size;
            assert_int_equal(parley_buffer_puts(&text, i < 2 ? "\n" : ""), PARLEY_OK);
        }
        test_write("long", text.data, text.size);
        parley_buffer_fini(&text);
        line_reader *lines = NULL;
        const text_line *line = NULL;
        assert_int_equal(line_reader_open("long", NULL, &lines, NULL), PARLEY_OK);
        for (int i = 0; i < 3; i++) {
            assert_int_equal(line_reader_next(lines, &line, NULL), PARLEY_OK);
            assert_non_null(line);
            assert_int_equal(line->text.size, size);
            assert_int_equal(line->text.data[0], 'a' + i);
            assert_int_equal(line->text.data[size - 1], 'a' + i);
        }
        assert_int_equal(line_reader_next(lines, &line, NULL), PARLEY_OK);
        assert_null(line);
        line_reader_close(lines);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gzip_is_unpacked), cmocka_unit_test(broken_gzip_is_refused),
        cmocka_unit_test(limits_hold),      cmocka_unit_test(encodings),
        cmocka_unit_test(pieces),           cmocka_unit_test(lines_of_a_file),
        cmocka_unit_test(long_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
