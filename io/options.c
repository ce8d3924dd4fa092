/* Command lines through popt: see io/options.h. */
#define _POSIX_C_SOURCE 200809L

#include "options.h"

#include "parley/number.h"

#include <math.h>
#include <popt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HELP_COLUMN = 29, HELP_WIDTH = 79 };

static size_t spec_count(const option_spec *specs)
{
    size_t count = 0;
    while (specs[count].name)
        count++;
    return count;
}

static parley_status take_fallbacks(const option_spec *specs, option_take *take, void *context,
                                    parley_error *error)
{
    for (const option_spec *s = specs; s->name; s++) {
        if (!s->fallback)
            continue;
        parley_status status = take(s->key, s->fallback, context, error);
        if (status != PARLEY_OK)
            return status;
    }
    return PARLEY_OK;
}

/* Keeps a string for as long as the operands live. */
static parley_status own(option_operands *operands, char *string, parley_error *error)
{
    char **owned =
        string ? realloc(operands->owned, (operands->owned_count + 1) * sizeof *owned) : NULL;
    if (!owned) {
        free(string);
        return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    }
    operands->owned = owned;
    operands->owned[operands->owned_count++] = string;
    return PARLEY_OK;
}

static parley_status take_one(const option_spec *spec, poptContext popt, option_take *take,
                              void *context, option_operands *operands, parley_error *error)
{
    char *value = spec->argument ? poptGetOptArg(popt) : NULL; /* a copy that is ours */
    parley_status status = value ? own(operands, value, error) : PARLEY_OK;
    if (status != PARLEY_OK)
        return status;
    if (value && !*value)
        return parley_error_set(error, PARLEY_E_ARGUMENT, "--%s: '' is no value", spec->name);
    parley_error cause = {0};
    status = take(spec->key, value, context, &cause);
    if (status == PARLEY_E_ARGUMENT)
        parley_error_set(error, status, "--%s: %s", spec->name, cause.text);
    else if (status != PARLEY_OK && error)
        *error = cause;
    return status;
}

static parley_status collect_operands(poptContext popt, option_operands *operands,
                                      parley_error *error)
{
    const char **list = poptGetArgs(popt); /* popt's own */
    size_t count = 0;
    while (list && list[count])
        count++;
    operands->list = calloc(count + 1, sizeof *operands->list);
    if (!operands->list)
        return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    for (size_t i = 0; i < count; i++) {
        if (!*list[i])
            return parley_error_set(error, PARLEY_E_ARGUMENT,
                                    "one of the names is empty; give a file, or - for standard "
                                    "input");
        char *copy = strdup(list[i]);
        parley_status status = own(operands, copy, error);
        if (status != PARLEY_OK)
            return status;
        operands->list[operands->count++] = copy;
    }
    return PARLEY_OK;
}

/* popt's table; the caller frees it. NULL: out of memory. */
static struct poptOption *make_table(const option_spec *specs)
{
    size_t count = spec_count(specs);
    struct poptOption *table = calloc(count + 1, sizeof *table);
    for (size_t i = 0; i < count && table; i++) {
        table[i].longName = specs[i].name;
        table[i].shortName = specs[i].letter;
        table[i].argInfo = specs[i].argument ? POPT_ARG_STRING : POPT_ARG_NONE;
        if (specs[i].argument && specs[i].argument[0] == '[')
            table[i].argInfo |= POPT_ARGFLAG_OPTIONAL;
        table[i].val = (int)i + 1;
    }
    return table;
}

parley_status options_parse(const option_spec *specs, int argc, char **argv, option_take *take,
                            void *context, option_operands *operands, parley_error *error)
{
    *operands = (option_operands){0};
    parley_status status = take_fallbacks(specs, take, context, error);
    if (status != PARLEY_OK)
        return status;
    struct poptOption *table = make_table(specs);
    poptContext popt = table ? poptGetContext(NULL, argc, (const char **)argv, table, 0) : NULL;
    if (!popt) {
        free(table);
        return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    }
    int found = -1;
    while (status == PARLEY_OK && (found = poptGetNextOpt(popt)) > 0)
        status = take_one(&specs[found - 1], popt, take, context, operands, error);
    if (status == PARLEY_OK && found < -1)
        status = parley_error_set(
            error, PARLEY_E_ARGUMENT, "%s: %s", poptBadOption(popt, POPT_BADOPTION_NOALIAS),
            found == POPT_ERROR_BADOPT ? "there is no such option" : poptStrerror(found));
    if (status == PARLEY_OK)
        status = collect_operands(popt, operands, error);
    poptFreeContext(popt);
    free(table);
    return status;
}

void options_fini(option_operands *operands)
{
    for (size_t i = 0; i < operands->owned_count; i++)
        free(operands->owned[i]);
    free(operands->owned);
    free(operands->list);
    *operands = (option_operands){0};
}

/* Prints words from column HELP_COLUMN on, in lines of up to HELP_WIDTH columns. */
static void print_wrapped(const char *text, int *column)
{
    while (*text) {
        int size = (int)strcspn(text, " ");
        if (*column > HELP_COLUMN && *column + 1 + size > HELP_WIDTH) {
            printf("\n%*s", HELP_COLUMN, "");
            *column = HELP_COLUMN;
        }
        *column += printf("%s%.*s", *column > HELP_COLUMN ? " " : "", size, text);
        text += size + (text[size] == ' ');
    }
}

static void print_option(const option_spec *s)
{
    bool optional = s->argument && s->argument[0] == '[';
    int column = printf("  %s%c%s --%s%s%s", s->letter ? "-" : " ", s->letter ? s->letter : ' ',
                        s->letter ? "," : " ", s->name, s->argument && !optional ? " " : "",
                        s->argument ? s->argument : "");
    if (column < HELP_COLUMN)
        column += printf("%*s", HELP_COLUMN - column, "");
    print_wrapped(s->help, &column);
    if (s->fallback && *s->fallback) {
        char shown[80];
        snprintf(shown, sizeof shown, "[%s]", s->fallback);
        print_wrapped(shown, &column);
    }
    putchar('\n');
}

void options_help(const option_spec *specs, bool all)
{
    for (const option_spec *s = specs; s->name; s++)
        if (s->common || all)
            print_option(s);
}

parley_status option_whole(const char *value, uint64_t low, uint64_t high, uint64_t *number,
                           parley_error *error)
{
    if (parley_number_parse_whole(value, strlen(value), low, high, number))
        return PARLEY_OK;
    return parley_error_set(error, PARLEY_E_ARGUMENT, "'%s' is no whole number from %llu to %llu",
                            value, (unsigned long long)low, (unsigned long long)high);
}

parley_status option_number(const char *value, double low, double high, double *number,
                            parley_error *error)
{
    double parsed;
    if (parley_number_parse(value, strlen(value), &parsed) && parsed >= low && parsed <= high) {
        *number = parsed;
        return PARLEY_OK;
    }
    return parley_error_set(error, PARLEY_E_ARGUMENT, "'%s' is no number from %g to %g", value, low,
                            high);
}

parley_status option_list_add(option_list *list, const char *item, parley_error *error)
{
    const char **items = realloc(list->items, (list->count + 1) * sizeof *items);
    if (!items)
        return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    list->items = items;
    list->items[list->count++] = item;
    return PARLEY_OK;
}
