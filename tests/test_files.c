/* Operands and what they mean: files, folders, names of articles. */
#define _POSIX_C_SOURCE 200809L

#include "../io/files.h"
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void make_folder(const char *name)
{
    assert_int_equal(mkdir(name, 0777), 0);
}

static void make_tree(void)
{
    assert_int_equal(system("rm -rf tree other"), 0); /* NOLINT(cert-env33-c) */
    make_folder("tree");
    make_folder("tree/b");
    make_folder("tree/b/c");
    make_folder("other");
    static const char *const files[] = {"tree/zeta.txt",    "tree/Alpha.TXT", "tree/b/one.html",
                                        "tree/b/c/two.htm", "tree/b/zeta.md", "tree/.hidden.txt",
                                        "tree/data.csv",    "tree/no-ending", "tree/x.tar.txt"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        test_puts(files[i], "x");
}

/* The paths, or the articles, of what the operands give; "!" and a status if they fail. */
static void list(const char *const *operands, size_t count, file_kind kind, bool articles,
                 parley_buffer *out)
{
    file_list files = {0};
    parley_error error = {0};
    parley_status status = file_list_collect(operands, count, kind, &files, &error);
    if (status != PARLEY_OK)
        assert_int_equal(
            parley_buffer_printf(out, "!%s %s", parley_status_name(status), error.file), PARLEY_OK);
    for (size_t i = 0; status == PARLEY_OK && i < files.count; i++)
        assert_int_equal(
            parley_buffer_printf(out, "%s%s", i ? " " : "",
                                 articles ? files.items[i].article : files.items[i].path),
            PARLEY_OK);
    assert_int_equal(parley_buffer_append(out, "", 1), PARLEY_OK);
    file_list_fini(&files);
}

#define CHECK(kind, articles, expected, ...)                                                       \
    do {                                                                                           \
        const char *const operands[] = {__VA_ARGS__};                                              \
        parley_buffer out = {0};                                                                   \
        list(operands, sizeof operands / sizeof *operands, kind, articles, &out);                  \
        assert_string_equal(out.data, expected);                                                   \
        parley_buffer_fini(&out);                                                                  \
    } while (0)

static void folders_in_byte_order(void **state)
{
    (void)state;
    make_tree();
    CHECK(FILES_ARTICLES, false,
          "tree/Alpha.TXT tree/b/c/two.htm tree/b/one.html tree/x.tar.txt tree/zeta.txt", "tree");
    CHECK(FILES_ARTICLES, false,
          "tree/Alpha.TXT tree/b/c/two.htm tree/b/one.html tree/x.tar.txt tree/zeta.txt", "tree//");
    CHECK(FILES_TEXT, false, "tree/Alpha.TXT tree/x.tar.txt tree/zeta.txt", "tree");
    CHECK(FILES_HTML, false, "tree/b/c/two.htm tree/b/one.html", "tree");
    CHECK(FILES_TABLES, false, "tree/data.csv", "tree");
    CHECK(FILES_ARTICLES, false, "", "other");
}

static void operands_keep_their_order(void **state)
{
    (void)state;
    make_tree();
    CHECK(FILES_ARTICLES, false, "tree/zeta.txt - tree/data.csv tree/Alpha.TXT", "tree/zeta.txt",
          "-", "tree/data.csv", "tree/Alpha.TXT");
}

static void names_of_articles(void **state)
{
    (void)state;
    make_tree();
    CHECK(FILES_ARTICLES, true, "Alpha two one x.tar zeta", "tree");
    CHECK(FILES_ARTICLES, true, "stdin no-ending data .hidden", "-", "tree/no-ending",
          "tree/data.csv", "tree/.hidden.txt");
}

static void names_that_collide(void **state)
{
    (void)state;
    make_tree();
    test_puts("tree/b/zeta.txt", "x");
    CHECK(FILES_ARTICLES, true, "Alpha two one b/zeta x.tar zeta", "tree");
    test_puts("tree/zeta.html", "x");
    CHECK(FILES_ARTICLES, true, "Alpha two one b/zeta x.tar zeta.html zeta.txt", "tree");
    test_puts("other/zeta.md", "x");
    CHECK(FILES_ARTICLES, true, "tree/zeta other/zeta", "tree/zeta.txt", "other/zeta.md");
}

/* Two folders with files of one name: the names must tell them apart. */
static void names_that_collide_across_folders(void **state)
{
    (void)state;
    file_list files = {0};
    make_tree();
    test_puts("other/zeta.txt", "x");
    const char *const operands[] = {"tree", "other"};
    assert_int_equal(file_list_collect(operands, 2, FILES_ARTICLES, &files, NULL), PARLEY_OK);
    size_t same = 0;
    for (size_t i = 0; i < files.count; i++)
        for (size_t k = 0; k < i; k++)
            same += strcmp(files.items[i].article, files.items[k].article) == 0;
    file_list_fini(&files);
    assert_int_equal(same, 0);
}

static void what_is_passed_over_is_counted(void **state)
{
    (void)state;
    file_list files = {0};
    const char *const operands[] = {"tree"};
    make_tree();
    assert_int_equal(file_list_collect(operands, 1, FILES_ARTICLES, &files, NULL), PARLEY_OK);
    assert_int_equal(files.skipped, 3); /* zeta.md, data.csv, no-ending; hidden ones never */
    assert_string_equal(files.skipped_one, "zeta.md");
    file_list_fini(&files);
}

static void links(void **state)
{
    (void)state;
    make_tree();
    assert_int_equal(symlink("..", "tree/b/up"), 0); /* a loop */
    assert_int_equal(symlink("nowhere", "tree/b/dead.txt"), 0);
    assert_int_equal(symlink("../zeta.txt", "tree/b/link.txt"), 0);
    CHECK(FILES_TEXT, false, "tree/Alpha.TXT tree/b/link.txt tree/x.tar.txt tree/zeta.txt", "tree");
    assert_int_equal(symlink("tree", "other/tree"), 0);
}

static void what_is_not_there(void **state)
{
    (void)state;
    make_tree();
    CHECK(FILES_ARTICLES, false, "!io tree/absent.txt", "tree/zeta.txt", "tree/absent.txt");
    CHECK(FILES_ARTICLES, false, "!io absent", "absent");
    CHECK(FILES_ARTICLES, false, "!io ", "");
}

static void endings(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        int articles, tables;
    } cases[] = {{"a.txt", 1, 0},   {"a.TXT", 1, 0}, {"a.text", 1, 0}, {"a.Html", 1, 0},
                 {"a.xhtml", 1, 0}, {"a.csv", 0, 1}, {"a.TSV", 0, 1},  {"a.txt.gz", 1, 0},
                 {"txt", 0, 0},     {".txt", 0, 0},  {"x/.txt", 0, 0}, {"a.txt/b", 0, 0},
                 {"a.", 0, 0},      {"", 0, 0},      {"-", 0, 0},      {"a.b.csv", 0, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(file_is_kind(cases[i].path, FILES_ARTICLES), cases[i].articles);
        assert_int_equal(file_is_kind(cases[i].path, FILES_TABLES), cases[i].tables);
    }
}

static void one_file_under_two_names(void **state)
{
    (void)state;
    make_tree();
    assert_int_equal(symlink("zeta.txt", "tree/link.txt"), 0);
    assert_true(file_same("tree/zeta.txt", "tree/zeta.txt"));
    assert_true(file_same("tree/zeta.txt", "tree/b/../zeta.txt"));
    assert_true(file_same("tree/zeta.txt", "tree/link.txt"));
    assert_false(file_same("tree/zeta.txt", "tree/Alpha.TXT"));
    assert_true(file_same("tree/new", "tree/../tree/new")); /* not there yet */
    assert_false(file_same("tree/new", "tree/b/new"));
    assert_false(file_same("tree/new", "absent/new"));
    assert_false(file_same("-", "-"));
    assert_false(file_same("/dev/null", "/dev/null"));
}

static void empty_folders_are_counted(void **state)
{
    (void)state;
    file_list files = {0};
    const char *const operands[] = {"tree", "other", "tree/b"};
    make_tree();
    assert_int_equal(file_list_collect(operands, 3, FILES_TABLES, &files, NULL), PARLEY_OK);
    assert_int_equal(files.empty, 2);
    assert_string_equal(files.empty_one, "other");
    file_list_fini(&files);
}

static void reads_whole_files(void **state)
{
    (void)state;
    parley_buffer text = {0}, out = {0};
    parley_error error = {0};
    for (int i = 0; i < 40000; i++)
        assert_int_equal(parley_buffer_append(&text, "\0line\n", 6), PARLEY_OK);
    test_write("whole", text.data, text.size);
    assert_int_equal(parley_buffer_puts(&out, "<"), PARLEY_OK);
    assert_int_equal(file_read("whole", &out, &error), PARLEY_OK);
    assert_int_equal(out.size, text.size + 1);
    assert_memory_equal(out.data + 1, text.data, text.size);
    test_puts("nothing", "");
    out.size = 0;
    assert_int_equal(file_read("nothing", &out, &error), PARLEY_OK);
    assert_int_equal(out.size, 0);
    assert_int_equal(file_read("absent", &out, &error), PARLEY_E_IO);
    assert_string_equal(error.file, "absent");
    assert_int_equal(file_read(".", &out, &error), PARLEY_E_IO);
    parley_buffer_fini(&text);
    parley_buffer_fini(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folders_in_byte_order),
        cmocka_unit_test(operands_keep_their_order),
        cmocka_unit_test(names_of_articles),
        cmocka_unit_test(names_that_collide),
        cmocka_unit_test(names_that_collide_across_folders),
        cmocka_unit_test(what_is_passed_over_is_counted),
        cmocka_unit_test(links),
        cmocka_unit_test(what_is_not_there),
        cmocka_unit_test(endings),
        cmocka_unit_test(one_file_under_two_names),
        cmocka_unit_test(empty_folders_are_counted),
        cmocka_unit_test(reads_whole_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
