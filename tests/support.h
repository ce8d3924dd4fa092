/* What several test programs need: files in the working folder, and random numbers that are the same
 * in every run.
 *
 *     uint64_t state = 1;
 *     test_write("rows.csv", "a,b\n", 4);
 *     size_t column = test_random(&state) % 5;
 */
#ifndef PARLEY_TEST_SUPPORT_H
#define PARLEY_TEST_SUPPORT_H

#include "parley/buffer.h"
#include "test.h"

#include <stdbool.h>

/* The next number of a sequence that `state` begins (splitmix64). */
uint64_t test_random(uint64_t *state);

/* A number in [0, 1). */
double test_uniform(uint64_t *state);

/* Writes a file; a failure fails the test. */
void test_write(const char *path, const void *data, size_t size);
void test_puts(const char *path, const char *text);

/* Appends a whole file; false if it cannot be opened. */
bool test_read(const char *path, parley_buffer *out);

bool test_exists(const char *path);

/* How many entries a folder has, hidden ones too, without . and .. */
size_t test_entries(const char *folder);

/* Whether `text` occurs in the message. */
bool test_says(const parley_error *error, const char *text);

#endif
