/* parley-train: from labelled CSV files to a model and its card; see train/run.c for what happens in
 * which order. Or, with --agreement, to figures on their coders: train/agreement.c. */
#include "agreement.h"
#include "run.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* The command as typed, for the card. */
static parley_status join_command(int argc, char **argv, parley_buffer *out)
{
    parley_status status = parley_buffer_puts(out, "parley-train");
    for (int i = 1; i < argc && status == PARLEY_OK; i++) {
        bool plain = argv[i][0] && !strpbrk(argv[i], " \t\n'\"`$\\*?;&|<>()");
        status = parley_buffer_puts(out, plain ? " " : " '");
        for (const char *c = argv[i]; *c && status == PARLEY_OK; c++) /* ' becomes '\'' */
            status =
                *c == '\'' ? parley_buffer_puts(out, "'\\''") : parley_buffer_append(out, c, 1);
        if (status == PARLEY_OK && !plain)
            status = parley_buffer_puts(out, "'");
    }
    return status == PARLEY_OK ? parley_buffer_append(out, "", 1) : status;
}

/* The status of the program for an error, which is said. */
static int fail(const settings *s, const parley_error *error)
{
    message_error(&s->say, error);
    if (error->code != PARLEY_E_ARGUMENT)
        return 1;
    fprintf(stderr, "%s: see %s --help\n", s->say.program, s->say.program);
    return 2;
}

static parley_status show_help(const settings *s, parley_error *error)
{
    settings_help(s);
    if (fflush(stdout) == 0 && !ferror(stdout))
        return PARLEY_OK;
    return parley_error_at(error, errno == EPIPE ? PARLEY_E_PIPE : PARLEY_E_IO, "standard output",
                           0, "cannot write: %s", strerror(errno));
}

int main(int argc, char **argv)
{
    settings s;
    option_operands operands = {0};
    parley_buffer command = {0};
    parley_error error = {0};
    run r = {.s = &s};
    output_catch_signals();
    parley_status status = settings_parse(argc, argv, &s, &operands, &error);
    if (status == PARLEY_OK && s.help != HELP_NONE) {
        status = show_help(&s, &error);
    } else if (status == PARLEY_OK && s.agreement) {
        status = agreement_run(&s, &(option_list){operands.list, operands.count}, &error);
    } else if (status == PARLEY_OK) {
        if (join_command(argc, argv, &command) != PARLEY_OK)
            status = parley_error_set(&error, PARLEY_E_MEMORY, "out of memory");
        r.command = command.data;
        if (status == PARLEY_OK)
            status = run_all(&r, &(option_list){operands.list, operands.count}, &error);
    }
    int code = status == PARLEY_OK ? 0 : fail(&s, &error);
    run_fini(&r);
    parley_buffer_fini(&command);
    settings_fini(&s);
    options_fini(&operands);
    return code;
}
