/* The command line of parley-classify.
 *
 *     settings s = {.say = {.program = "parley-classify"}};
 *     if (settings_parse(&s, argc, argv, &error) == PARLEY_OK && !s.help)
 *         …s.operands.list…
 *     settings_fini(&s);
 */
#ifndef PARLEY_CLASSIFY_SETTINGS_H
#define PARLEY_CLASSIFY_SETTINGS_H

#include "../io/options.h"
#include "source.h"
#include "whole.h"

typedef enum settings_help { HELP_NONE, HELP_COMMON, HELP_ALL, HELP_VERSION } settings_help;

typedef struct settings {
    messages say;
    const char *model, *output, *metrics; /* paths, or NULL */
    const char *abbreviations;            /* path, or NULL */
    const char *summary;                  /* the path of --summary=FILE, or NULL */
    const char *prior;                    /* LABEL=SHARE,…, or NULL */
    whole_settings whole;
    source_settings source;
    size_t explain;
    size_t threads; /* at least 1 */
    bool resume, merge;
    parley_buffer given; /* the options that change what comes out, as they were given */
    bool sentences, score, dump, offsets, dates, review, no_text;
    settings_help help;
    option_operands operands;
    parley_abbreviations *extra; /* of the file */
} settings;

/* Parses and checks the command line and reads the file of abbreviations. PARLEY_E_ARGUMENT: wrong
 * usage; PARLEY_E_IO, PARLEY_E_FORMAT, PARLEY_E_MEMORY. With `help` set nothing is checked. */
parley_status settings_parse(settings *s, int argc, char **argv, parley_error *error);

/* Where rows and figures go. */
bool settings_want_rows(const settings *s);
bool settings_want_score(const settings *s);
bool settings_data_on_stdout(const settings *s);

/* Whether all outputs are other files than the model: one that is found without -m is to be checked when it
 * is. PARLEY_E_ARGUMENT. */
parley_status settings_check_model(const settings *s, const char *model, parley_error *error);

/* Prints what was asked for. PARLEY_E_IO, PARLEY_E_PIPE. */
parley_status settings_show_help(const settings *s, parley_error *error);

void settings_fini(settings *s);

#endif
