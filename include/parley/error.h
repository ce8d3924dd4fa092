/* How parley's functions report failure.
 *
 * A function that can fail returns a parley_status and takes a parley_error that the caller
 * provides. On success the error is left as it was; on failure it holds the code, the place and
 * one sentence for the user: what is wrong and what to do. The library never prints and never
 * exits.
 *
 *     parley_error error = {0};
 *     parley_model *model = NULL;
 *     if (parley_model_load("my.model", &model, &error) != PARLEY_OK)
 *         fprintf(stderr, "%s: %s\n", error.file, error.text);
 */
#ifndef PARLEY_ERROR_H
#define PARLEY_ERROR_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What went wrong. The numbers are fixed: new codes are added at the end. */
typedef enum parley_status {
    PARLEY_OK = 0,
    PARLEY_E_MEMORY = 1,   /* memory ran out */
    PARLEY_E_IO = 2,       /* the system could not open, read or write */
    PARLEY_E_PIPE = 3,     /* the reader of our output went away */
    PARLEY_E_FORMAT = 4,   /* the input is not what it should be: CSV, model, encoding */
    PARLEY_E_VERSION = 5,  /* the input was made by a newer version, or one too old */
    PARLEY_E_CORRUPT = 6,  /* the input was cut or changed after it was made */
    PARLEY_E_DATA = 7,     /* well-formed data that cannot be used: no labels, one label */
    PARLEY_E_LIMIT = 8,    /* larger than parley handles */
    PARLEY_E_ARGUMENT = 9, /* a value outside what the function accepts */
} parley_status;

/* Where and what. Both texts are cut if they do not fit: they are for people, not for programs. */
typedef struct parley_error {
    parley_status code;
    size_t line;    /* 1-based line of `file`; 0: the whole file */
    char file[256]; /* "" where no file is involved */
    char text[512]; /* one sentence, without line end */
} parley_error;

#if defined(__GNUC__)
#define PARLEY_PRINTF(text, values) __attribute__((format(printf, text, values)))
#else
#define PARLEY_PRINTF(text, values)
#endif

/* Fills `error` (which may be NULL) with a code and a sentence; clears its place.
 * Returns `code`, so that a function can end with `return parley_error_set(…)`. */
parley_status parley_error_set(parley_error *error, parley_status code, const char *format, ...)
    PARLEY_PRINTF(3, 4);

/* The same with a place: `file` may be NULL, `line` 0. */
parley_status parley_error_at(parley_error *error, parley_status code, const char *file,
                              size_t line, const char *format, ...) PARLEY_PRINTF(5, 6);

/* A short fixed name of the code, such as "corrupt"; never NULL. */
const char *parley_status_name(parley_status code);

#ifdef __cplusplus
}
#endif
#endif
