/* Output: a file appears whole or not at all. */
#define _POSIX_C_SOURCE 200809L

#include "../io/output.h"
#include "support.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void check_file(const char *path, const char *expected)
{
    parley_buffer text = {0};
    if (!test_read(path, &text))
        fail_msg("%s is not there", path);
    assert_int_equal(parley_buffer_append(&text, "", 1), PARLEY_OK);
    assert_string_equal(text.data, expected);
    parley_buffer_fini(&text);
}

/* An empty folder of this name. */
static void fresh_folder(const char *name)
{
    char command[200];
    snprintf(command, sizeof command, "rm -rf '%s' && mkdir '%s'", name, name);
    assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): names of our own */
}

static void appears_at_commit(void **state)
{
    (void)state;
    output *out = NULL;
    fresh_folder("commit");
    assert_int_equal(output_open("commit/rows.csv", &out, NULL), PARLEY_OK);
    assert_false(test_exists("commit/rows.csv"));
    assert_int_equal(output_write(out, "a,b\n", 4, NULL), PARLEY_OK);
    assert_int_equal(output_flush(out, NULL), PARLEY_OK);
    assert_false(test_exists("commit/rows.csv"));
    assert_int_equal(output_write(out, "c", 1, NULL), PARLEY_OK);
    assert_int_equal(output_write(out, NULL, 0, NULL), PARLEY_OK);
    assert_int_equal(output_commit(&out, NULL), PARLEY_OK);
    assert_null(out);
    check_file("commit/rows.csv", "a,b\nc");
    assert_int_equal(test_entries("commit"), 1);
    output_abandon(&out);
    struct stat info;
    mode_t mask = umask(0);
    umask(mask);
    assert_int_equal(stat("commit/rows.csv", &info), 0);
    assert_int_equal(info.st_mode & 0777, 0666 & ~mask);
}

static void abandoned_leaves_the_old(void **state)
{
    (void)state;
    output *out = NULL;
    fresh_folder("abandon");
    test_puts("abandon/old", "old");
    assert_int_equal(output_open("abandon/old", &out, NULL), PARLEY_OK);
    assert_int_equal(output_write(out, "new", 3, NULL), PARLEY_OK);
    assert_int_equal(output_flush(out, NULL), PARLEY_OK);
    check_file("abandon/old", "old");
    output_abandon(&out);
    assert_null(out);
    check_file("abandon/old", "old");
    assert_int_equal(test_entries("abandon"), 1);
    assert_int_equal(output_open("abandon/new", &out, NULL), PARLEY_OK);
    output_abandon(&out);
    assert_false(test_exists("abandon/new"));
    assert_int_equal(test_entries("abandon"), 1);
}

static void replaces(void **state)
{
    (void)state;
    output *out = NULL;
    struct stat info;
    fresh_folder("replace");
    test_puts("replace/old", "a much longer text than the new one");
    assert_int_equal(chmod("replace/old", 0640), 0);
    assert_int_equal(output_open("replace/old", &out, NULL), PARLEY_OK);
    assert_int_equal(output_write(out, "new", 3, NULL), PARLEY_OK);
    assert_int_equal(output_commit(&out, NULL), PARLEY_OK);
    check_file("replace/old", "new");
    assert_int_equal(stat("replace/old", &info), 0);
    assert_int_equal(info.st_mode & 07777, 0640); /* permissions stay */
    assert_int_equal(test_entries("replace"), 1);
}

static void links_stay_links(void **state)
{
    (void)state;
    output *out = NULL;
    struct stat info;
    fresh_folder("link");
    assert_int_equal(mkdir("link/there", 0777), 0);
    test_puts("link/there/file", "old");
    assert_int_equal(symlink("there/file", "link/here"), 0);
    assert_int_equal(output_open("link/here", &out, NULL), PARLEY_OK);
    assert_int_equal(output_write(out, "new", 3, NULL), PARLEY_OK);
    assert_int_equal(output_commit(&out, NULL), PARLEY_OK);
    assert_int_equal(lstat("link/here", &info), 0);
    assert_true(S_ISLNK(info.st_mode));
    check_file("link/there/file", "new");
    assert_int_equal(test_entries("link"), 2);
    assert_int_equal(test_entries("link/there"), 1);
}

/* More than any buffer, in pieces of all sizes. */
static void large_files(void **state)
{
    (void)state;
    parley_buffer expected = {0}, text = {0};
    output *out = NULL;
    uint64_t seed = 9;
    char piece[200000];
    assert_int_equal(output_open("large", &out, NULL), PARLEY_OK);
    for (int i = 0; i < 60; i++) {
        size_t size = test_random(&seed) % (i % 3 ? 300 : sizeof piece);
        memset(piece, 'a' + i % 26, size);
        assert_int_equal(output_write(out, piece, size, NULL), PARLEY_OK);
        assert_int_equal(parley_buffer_append(&expected, piece, size), PARLEY_OK);
    }
    assert_int_equal(output_commit(&out, NULL), PARLEY_OK);
    assert_true(test_read("large", &text));
    assert_int_equal(text.size, expected.size);
    assert_memory_equal(text.data, expected.data, text.size);
    parley_buffer_fini(&text);
    parley_buffer_fini(&expected);
}

static void a_full_disk_is_noticed(void **state)
{
    (void)state;
    if (!test_exists("/dev/full")) {
        print_message("there is no /dev/full\n");
        skip();
    }
    output *out = NULL;
    parley_error error = {0};
    assert_int_equal(output_open("/dev/full", &out, &error), PARLEY_OK);
    assert_int_equal(output_write(out, "x", 1, &error), PARLEY_OK); /* it is only buffered */
    assert_int_equal(output_commit(&out, &error), PARLEY_E_IO);
    assert_null(out);
    assert_string_equal(error.file, "/dev/full");
    char piece[100000] = {0};
    assert_int_equal(output_open("/dev/full", &out, &error), PARLEY_OK);
    assert_int_equal(output_write(out, piece, sizeof piece, &error), PARLEY_E_IO);
    output_abandon(&out);
    assert_true(test_exists("/dev/full")); /* nobody removed it */
}

static void places_that_cannot_be_written(void **state)
{
    (void)state;
    static const char *const paths[] = {"absent-folder/x", "/proc/parley-test", ".", "/", ""};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        output *out = NULL;
        parley_error error = {0};
        if (output_open(paths[i], &out, &error) != PARLEY_E_IO)
            fail_msg("'%s' was opened", paths[i]);
        assert_null(out);
        assert_true(error.text[0] != '\0');
    }
    if (geteuid() == 0)
        return; /* root may write anywhere */
    fresh_folder("locked");
    test_puts("locked/file", "old");
    assert_int_equal(chmod("locked/file", 0444), 0);
    assert_int_equal(chmod("locked", 0555), 0);
    output *out = NULL;
    assert_int_equal(output_open("locked/new", &out, NULL), PARLEY_E_IO);
    assert_int_equal(output_open("locked/file", &out, NULL), PARLEY_E_IO);
    assert_int_equal(chmod("locked", 0755), 0);
}

/* As long as a name may be. */
static void long_names(void **state)
{
    (void)state;
    char path[300] = "long/";
    output *out = NULL;
    parley_error error = {0};
    fresh_folder("long");
    memset(path + 5, 'n', 255);
    path[5 + 255] = '\0';
    FILE *plain = fopen(path, "w");
    if (!plain) {
        print_message("the file system takes no names of 255 bytes\n");
        skip();
    }
    fclose(plain);
    assert_int_equal(remove(path), 0);
    if (output_open(path, &out, &error) != PARLEY_OK)
        fail_msg("%s", error.text);
    assert_int_equal(output_commit(&out, &error), PARLEY_OK);
    assert_true(test_exists(path));
}

/* A pipe that the shell made a path of: `-o >(gzip > rows.csv.gz)`. */
static void pipes_by_path(void **state)
{
    (void)state;
    int ends[2];
    char path[64], got[16] = "";
    output *out = NULL;
    parley_error error = {0};
    assert_int_equal(pipe(ends), 0);
    snprintf(path, sizeof path, "/dev/fd/%d", ends[1]);
    if (!test_exists(path)) {
        print_message("there is no /dev/fd\n");
        skip();
    }
    parley_status status = output_open(path, &out, &error);
    if (status == PARLEY_OK)
        status = output_write(out, "rows", 4, &error);
    if (status == PARLEY_OK)
        status = output_commit(&out, &error);
    output_abandon(&out);
    close(ends[1]);
    ssize_t size = status == PARLEY_OK ? read(ends[0], got, sizeof got - 1) : 0;
    close(ends[0]);
    if (status != PARLEY_OK)
        fail_msg("%s", error.text);
    assert_int_equal(size, 4);
    assert_string_equal(got, "rows");
}

/* A reader that went away is no signal but a status. */
static void closed_pipes(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    close(ends[0]);
    pid_t child = fork();
    if (child == 0) {
        output *out = NULL;
        parley_error error = {0};
        output_catch_signals();
        if (dup2(ends[1], STDOUT_FILENO) < 0 || output_open("-", &out, &error) != PARLEY_OK ||
            output_write(out, "x", 1, &error) != PARLEY_OK)
            _exit(1);
        _exit(output_commit(&out, &error) == PARLEY_E_PIPE && error.code == PARLEY_E_PIPE ? 0 : 2);
    }
    close(ends[1]);
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

/* Interrupted: the unfinished file goes, the old one stays. */
static void interrupted(void **state)
{
    (void)state;
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < 3; i++) {
        fresh_folder("interrupt");
        test_puts("interrupt/file", "old");
        pid_t child = fork();
        if (child == 0) {
            output *out = NULL;
            signal(signals[i], SIG_DFL);
            output_catch_signals();
            if (output_open("interrupt/file", &out, NULL) == PARLEY_OK &&
                output_write(out, "new", 3, NULL) == PARLEY_OK &&
                output_flush(out, NULL) == PARLEY_OK)
                raise(signals[i]);
            _exit(0);
        }
        int status = 0;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 128 + signals[i]);
        check_file("interrupt/file", "old");
        assert_int_equal(test_entries("interrupt"), 1);
    }
}

/* More files at once than the table of unfinished ones has room for. */
static void many_at_once(void **state)
{
    (void)state;
    enum { MANY = 40 };
    output *out[MANY] = {NULL};
    char path[32];
    fresh_folder("many");
    for (int i = 0; i < MANY; i++) {
        snprintf(path, sizeof path, "many/%d", i);
        assert_int_equal(output_open(path, &out[i], NULL), PARLEY_OK);
    }
    for (int i = 0; i < MANY; i++) {
        if (i % 2)
            output_abandon(&out[i]);
        else
            assert_int_equal(output_commit(&out[i], NULL), PARLEY_OK);
    }
    assert_int_equal(test_entries("many"), MANY / 2);
}

/* Two writers of one file: the last one to commit has it, and neither spoils the other's. */
static void two_at_one_file(void **state)
{
    (void)state;
    output *one = NULL, *two = NULL;
    fresh_folder("two");
    assert_int_equal(output_open("two/file", &one, NULL), PARLEY_OK);
    assert_int_equal(output_open("two/file", &two, NULL), PARLEY_OK);
    assert_int_equal(output_write(one, "one", 3, NULL), PARLEY_OK);
    assert_int_equal(output_write(two, "two", 3, NULL), PARLEY_OK);
    assert_int_equal(output_commit(&two, NULL), PARLEY_OK);
    check_file("two/file", "two");
    assert_int_equal(output_commit(&one, NULL), PARLEY_OK);
    check_file("two/file", "one");
    assert_int_equal(test_entries("two"), 1);
}

/* A part stays when it is abandoned, is cut and gone on with, and becomes the file when committed. */
static void parts_stay(void **state)
{
    (void)state;
    output *out = NULL;
    fresh_folder("parts");
    test_puts("parts/rows.csv", "old");
    assert_int_equal(output_open_part("parts/rows.csv", "parts/rows.csv.part", &out, NULL),
                     PARLEY_OK);
    assert_int_equal(output_cut(out, 0, NULL), PARLEY_OK);
    assert_int_equal(output_write(out, "a,b\nhalf", 8, NULL), PARLEY_OK);
    assert_int_equal(output_flush(out, NULL), PARLEY_OK);
    output_abandon(&out);
    check_file("parts/rows.csv", "old");
    check_file("parts/rows.csv.part", "a,b\nhalf");
    assert_int_equal(output_open_part("parts/rows.csv", "parts/rows.csv.part", &out, NULL),
                     PARLEY_OK);
    assert_int_equal(output_cut(out, 4, NULL), PARLEY_OK);
    assert_int_equal(output_write(out, "c,d\n", 4, NULL), PARLEY_OK);
    assert_int_equal(output_commit(&out, NULL), PARLEY_OK);
    check_file("parts/rows.csv", "a,b\nc,d\n");
    assert_int_equal(test_entries("parts"), 1);
}

/* Nobody else writes a part; whoever waited for one that is finished meanwhile has not got it. */
static void parts_are_locked(void **state)
{
    (void)state;
    output *first = NULL, *second = NULL;
    parley_error error = {0};
    fresh_folder("locked");
    assert_int_equal(output_open_part("locked/a", "locked/a.part", &first, NULL), PARLEY_OK);
    assert_int_equal(output_open_part("locked/a", "locked/a.part", &second, &error), PARLEY_E_IO);
    assert_true(test_says(&error, "another process is writing"));
    assert_null(second);
    output_abandon(&first);
    assert_int_equal(output_open_part("locked/a", "locked/a.part", &second, NULL), PARLEY_OK);
    output_abandon(&second);
    assert_int_equal(output_open_part("locked", "locked/b.part", &second, &error), PARLEY_E_IO);
    assert_int_equal(output_open_part("a", "nowhere/a.part", &second, &error), PARLEY_E_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(appears_at_commit),
        cmocka_unit_test(abandoned_leaves_the_old),
        cmocka_unit_test(replaces),
        cmocka_unit_test(links_stay_links),
        cmocka_unit_test(large_files),
        cmocka_unit_test(a_full_disk_is_noticed),
        cmocka_unit_test(places_that_cannot_be_written),
        cmocka_unit_test(long_names),
        cmocka_unit_test(pipes_by_path),
        cmocka_unit_test(closed_pipes),
        cmocka_unit_test(interrupted),
        cmocka_unit_test(many_at_once),
        cmocka_unit_test(two_at_one_file),
        cmocka_unit_test(parts_stay),
        cmocka_unit_test(parts_are_locked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
