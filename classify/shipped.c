/* The shipped model: see classify/shipped.h. */
#define _POSIX_C_SOURCE 200809L

#include "shipped.h"

#include <stdlib.h>
#include <unistd.h>

static parley_status no_memory(parley_error *error)
{
    return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
}

/* The folder of the running program with a slash, or "" where the system does not tell. */
static parley_status program_folder(parley_buffer *out)
{
    for (size_t room = 256;; room *= 2) {
        out->size = 0;
        if (parley_buffer_reserve(out, room) != PARLEY_OK)
            return PARLEY_E_MEMORY;
        ssize_t size = readlink("/proc/self/exe", out->data, room);
        if (size < 0)
            return PARLEY_OK;
        if ((size_t)size == room)
            continue;
        while (size > 0 && out->data[size - 1] != '/')
            size--;
        out->size = (size_t)size;
        return PARLEY_OK;
    }
}

parley_status shipped_model_find(parley_buffer *path, parley_error *error)
{
    static const char *const places[] = {"../share/parley/", "../../models/", ""};
    const char *named = getenv("PARLEY_MODEL");
    if (named && *named) {
        if (parley_buffer_puts(path, named) || parley_buffer_append(path, "", 1))
            return no_memory(error);
        return PARLEY_OK;
    }
    parley_buffer folder = {0};
    parley_status status = program_folder(&folder);
    for (size_t i = 0; i < 3 && status == PARLEY_OK; i++) {
        path->size = 0;
        if (parley_buffer_append(path, folder.data, folder.size) ||
            parley_buffer_puts(path, places[i]) || parley_buffer_puts(path, "peace-talks.model") ||
            parley_buffer_append(path, "", 1))
            status = PARLEY_E_MEMORY;
        else if (access(path->data, R_OK) == 0)
            break;
        else if (i == 2)
            status = parley_error_set(error, PARLEY_E_IO,
                                      "the shipped model peace-talks.model is not beside the "
                                      "program; name a model with -m");
    }
    parley_buffer_fini(&folder);
    return status == PARLEY_E_MEMORY ? no_memory(error) : status;
}
