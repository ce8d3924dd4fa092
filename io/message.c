/* Messages: see io/message.h. */
#define _POSIX_C_SOURCE 200809L

#include "message.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

static void print_place(const messages *say, const char *file, size_t line)
{
    fprintf(stderr, "%s: ", say->program);
    if (file && *file && line)
        fprintf(stderr, "%s:%zu: ", file, line);
    else if (file && *file)
        fprintf(stderr, "%s: ", file);
}

void message_error(const messages *say, const parley_error *error)
{
    if (error->code == PARLEY_E_PIPE)
        return;
    print_place(say, error->file, error->line);
    fprintf(stderr, "%s\n", error->text);
}

void message_warning(const messages *say, const char *file, size_t line, const char *format, ...)
{
    if (say->quiet)
        return;
    va_list arguments;
    va_start(arguments, format);
    print_place(say, file, line);
    fputs("warning: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
}

static void print_line(const messages *say, const char *format, va_list arguments)
{
    print_place(say, NULL, 0);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
}

void message_result(const messages *say, const char *format, ...)
{
    if (say->quiet)
        return;
    va_list arguments;
    va_start(arguments, format);
    print_line(say, format, arguments);
    va_end(arguments);
}

void message_note(const messages *say, const char *format, ...)
{
    if (!say->verbose || say->quiet)
        return;
    va_list arguments;
    va_start(arguments, format);
    print_line(say, format, arguments);
    va_end(arguments);
}

void message_progress(const messages *say, const char *what, size_t done, size_t total)
{
    if (say->quiet || !isatty(STDERR_FILENO))
        return;
    if (done >= total)
        fprintf(stderr, "\r\033[K");
    else
        fprintf(stderr, "\r\033[K%s: %s %zu of %zu", say->program, what, done, total);
    fflush(stderr);
}
