/* Helpers of the test programs: see support.h. */
#define _POSIX_C_SOURCE 200809L

#include "support.h"

#include "parley/random.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

uint64_t test_random(uint64_t *state)
{
    return parley_random(state);
}

double test_uniform(uint64_t *state)
{
    return parley_random_fraction(parley_random(state));
}

void test_write(const char *path, const void *data, size_t size)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

void test_puts(const char *path, const char *text)
{
    test_write(path, text, strlen(text));
}

bool test_read(const char *path, parley_buffer *out)
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

bool test_exists(const char *path)
{
    struct stat info;
    return lstat(path, &info) == 0;
}

size_t test_entries(const char *folder)
{
    DIR *open = opendir(folder);
    assert_non_null(open);
    size_t count = 0;
    for (struct dirent *entry; (entry = readdir(open)) != NULL;)
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(open);
    return count;
}

bool test_says(const parley_error *error, const char *text)
{
    return strstr(error->text, text) != NULL;
}
