/* Command lines: one table says what an option is called, what it takes, what it does, and what it
 * is when nobody gives it.
 *
 *     static const option_spec specs[] = {
 *         {'o', "output", KEY_OUTPUT, "FILE", "where the rows go", NULL, true},
 *         {'\0', "folds", KEY_FOLDS, "K", "cross-validation folds; 0 for none", "10", true},
 *         {0}};
 *     status = options_parse(specs, argc, argv, take, &settings, &operands, &error);
 *
 * Every fallback of the table is handed to `take` first, so that a default is written once.
 */
#ifndef PARLEY_IO_OPTIONS_H
#define PARLEY_IO_OPTIONS_H

#include "parley/buffer.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct option_spec {
    char letter;          /* of the short form, or '\0' */
    const char *name;     /* of the long form; NULL ends the table */
    int key;              /* for `take`; not 0 */
    const char *argument; /* what the value is called, or NULL for a switch */
    const char *help;
    const char *fallback; /* the value if none is given, shown in brackets; or NULL */
    bool common;          /* shown by --help; the rest by --help=all */
} option_spec;

/* Takes one option; `value` is NULL for a switch. PARLEY_E_ARGUMENT for a value that will not do:
 * the message names it; options_parse adds the option. */
typedef parley_status option_take(int key, const char *value, void *context, parley_error *error);

/* The operands: what is no option. They, and the values that `take` was given, live until
 * options_fini. */
typedef struct option_operands {
    const char **list;
    size_t count;
    char **owned;
    size_t owned_count;
} option_operands;

/* Parses a command line; empty values and operands are refused. PARLEY_E_ARGUMENT (say the message and exit with 2) or PARLEY_E_MEMORY.
 * `operands` is the caller's to finish, on success and failure. */
parley_status options_parse(const option_spec *specs, int argc, char **argv, option_take *take,
                            void *context, option_operands *operands, parley_error *error);

void options_fini(option_operands *operands);

/* Prints the table on standard output, in lines of fewer than 80 columns: common options, or all. */
void options_help(const option_spec *specs, bool all);

/* Values for `take`: a whole number from `low` to `high`, a number. */
parley_status option_whole(const char *value, uint64_t low, uint64_t high, uint64_t *number,
                           parley_error *error);
parley_status option_number(const char *value, double low, double high, double *number,
                            parley_error *error);

/* A growing list of strings for options that can be repeated. The strings are borrowed. */
typedef struct option_list {
    const char **items;
    size_t count;
} option_list;

parley_status option_list_add(option_list *list, const char *item, parley_error *error);

#endif
