/* Error texts: see parley/error.h. Long file names keep their end, which is what tells them apart.
 */
#include "parley/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void fill(parley_error *error, parley_status code, const char *file, size_t line,
                 const char *format, va_list arguments)
{
    if (!error)
        return;
    error->code = code;
    error->line = line;
    error->file[0] = '\0';
    if (file) {
        size_t length = strlen(file);
        size_t room = sizeof error->file - 1;
        if (length <= room) {
            memcpy(error->file, file, length + 1);
        } else {
            memcpy(error->file, "...", 3);
            memcpy(error->file + 3, file + length - (room - 3), room - 3 + 1);
        }
    }
    vsnprintf(error->text, sizeof error->text, format, arguments);
}

parley_status parley_error_set(parley_error *error, parley_status code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fill(error, code, NULL, 0, format, arguments);
    va_end(arguments);
    return code;
}

parley_status parley_error_at(parley_error *error, parley_status code, const char *file,
                              size_t line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fill(error, code, file, line, format, arguments);
    va_end(arguments);
    return code;
}

const char *parley_status_name(parley_status code)
{
    switch (code) {
    case PARLEY_OK:
        return "ok";
    case PARLEY_E_MEMORY:
        return "memory";
    case PARLEY_E_IO:
        return "io";
    case PARLEY_E_PIPE:
        return "pipe";
    case PARLEY_E_FORMAT:
        return "format";
    case PARLEY_E_VERSION:
        return "version";
    case PARLEY_E_CORRUPT:
        return "corrupt";
    case PARLEY_E_DATA:
        return "data";
    case PARLEY_E_LIMIT:
        return "limit";
    case PARLEY_E_ARGUMENT:
        return "argument";
    }
    return "unknown";
}
