/* Safe output: see io/output.h.
 *
 * The names of unfinished files stand in a small static table, the one mutable global of parley: a
 * signal handler has nothing else to look at. A slot is filled before the file is made and emptied
 * after it is gone, and the handler only calls unlink and _exit, which are safe there.
 */
#define _POSIX_C_SOURCE 200809L
#define _XOPEN_SOURCE   700

#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER = 1 << 16, UNFINISHED_MAX = 16, NAME_PART = 200 };

static _Atomic(const char *) unfinished[UNFINISHED_MAX];

struct output {
    int file;
    char *shown;     /* the path as it was given, for messages; NULL for standard output */
    char *path;      /* where it is to stand, links followed; NULL where it is written in place */
    char *temporary; /* where it is written; NULL where it is written in place */
    bool stays;      /* `temporary` outlives a failure */
    size_t slot;     /* of `temporary` in the table; UNFINISHED_MAX: none */
    size_t used;
    char buffer[BUFFER];
};

static void on_signal(int signal_number)
{
    for (size_t i = 0; i < UNFINISHED_MAX; i++) {
        const char *path = atomic_load(&unfinished[i]);
        if (path)
            unlink(path);
    }
    _exit(128 + signal_number);
}

static void handle(int signal_number, void (*handler)(int))
{
    struct sigaction action = {0}, old;
    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    /* What the caller had ignored (nohup) stays ignored. */
    if (sigaction(signal_number, NULL, &old) == 0 && old.sa_handler == SIG_IGN)
        return;
    sigaction(signal_number, &action, NULL);
}

void output_catch_signals(void)
{
    signal(SIGPIPE, SIG_IGN);
    handle(SIGINT, on_signal);
    handle(SIGTERM, on_signal);
    handle(SIGHUP, on_signal);
}

void output_release_signals(void)
{
    handle(SIGINT, SIG_DFL);
    handle(SIGTERM, SIG_DFL);
    handle(SIGHUP, SIG_DFL);
}

static parley_status failed(const output *out, parley_error *error)
{
    int cause = errno;
    if (cause == EPIPE)
        return parley_error_at(error, PARLEY_E_PIPE, out->shown, 0, "the reader went away");
    return parley_error_at(error, PARLEY_E_IO, out->shown ? out->shown : "standard output", 0,
                           "cannot write: %s", strerror(cause));
}

static void note_unfinished(output *out)
{
    for (out->slot = 0; out->slot < UNFINISHED_MAX; out->slot++) {
        const char *empty = NULL;
        if (atomic_compare_exchange_strong(&unfinished[out->slot], &empty, out->temporary))
            return;
    }
}

static void forget_unfinished(output *out)
{
    if (out->slot < UNFINISHED_MAX)
        atomic_store(&unfinished[out->slot], NULL);
    out->slot = UNFINISHED_MAX;
}

/* Makes an empty file beside `out->path`, under a name that nobody has. The name of the file is a part
 * of it, cut where that would make a name longer than file systems take. */
static parley_status create_temporary(output *out, mode_t mode, parley_error *error)
{
    const char *slash = strrchr(out->path, '/');
    const char *name = slash ? slash + 1 : out->path;
    int folder = (int)(name - out->path);
    size_t size = strlen(out->path) + 64;
    out->temporary = malloc(size);
    if (!out->temporary)
        return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    for (unsigned attempt = 0; attempt < 100; attempt++) {
        snprintf(out->temporary, size, "%.*s.%.*s.%ld-%u.tmp", folder, out->path, NAME_PART, name,
                 (long)getpid(), attempt);
        note_unfinished(out);
        out->file = open(out->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        if (out->file >= 0)
            return PARLEY_OK;
        forget_unfinished(out);
        if (errno != EEXIST)
            break;
    }
    free(out->temporary);
    out->temporary = NULL;
    return failed(out, error);
}

static parley_status open_path(output *out, const char *path, parley_error *error)
{
    struct stat info;
    bool exists = stat(path, &info) == 0;
    out->shown = strdup(path);
    if (!out->shown)
        return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    if (exists && S_ISDIR(info.st_mode))
        errno = EISDIR;
    if (!*path)
        errno = ENOENT;
    if (!*path || (exists && S_ISDIR(info.st_mode)))
        return failed(out, error);
    if (exists && !S_ISREG(info.st_mode)) { /* a device, a pipe */
        out->file = open(path, O_WRONLY | O_CLOEXEC);
        return out->file < 0 ? failed(out, error) : PARLEY_OK;
    }
    /* A link is followed, so that the file it points to is replaced and not the link. */
    out->path = exists ? realpath(path, NULL) : strdup(path);
    if (!out->path || (exists && access(out->path, W_OK) != 0))
        return failed(out, error);
    parley_status status = create_temporary(out, 0666, error);
    if (status == PARLEY_OK && exists)
        (void)!fchmod(out->file, info.st_mode & 07777); /* best effort: the data matters more */
    return status;
}

parley_status output_open(const char *path, output **out, parley_error *error)
{
    output *o = calloc(1, sizeof *o);
    if (!o)
        return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    o->slot = UNFINISHED_MAX;
    o->file = STDOUT_FILENO;
    if (path && strcmp(path, "-") != 0) {
        o->file = -1;
        parley_status status = open_path(o, path, error);
        if (status != PARLEY_OK) {
            output_abandon(&o);
            return status;
        }
    }
    *out = o;
    return PARLEY_OK;
}

/* Locks a file for this process; false if another one has it. One that was killed has it until it is
 * gone, so this waits a little. Some file systems know no locks: there the file is taken as it is. */
static bool lock(int file)
{
    enum { TRIES = 50 };
    const struct timespec pause = {.tv_nsec = 100 * 1000 * 1000};
    for (int i = 0; i < TRIES; i++) {
        if (flock(file, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
            return true;
        nanosleep(&pause, NULL);
    }
    return false;
}

/* Opens the part for this process alone. Whoever had it may have finished it while this one waited. */
static parley_status open_locked(output *out, const char *part, parley_error *error)
{
    struct stat opened, there;
    out->file = open(part, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (out->file < 0)
        return parley_error_at(error, PARLEY_E_IO, part, 0, "cannot write: %s", strerror(errno));
    if (!lock(out->file) || fstat(out->file, &opened) != 0 || stat(part, &there) != 0 ||
        opened.st_ino != there.st_ino || opened.st_dev != there.st_dev)
        return parley_error_at(error, PARLEY_E_IO, part, 0, "another process is writing this file");
    return PARLEY_OK;
}

static parley_status open_part(output *out, const char *path, const char *part, parley_error *error)
{
    struct stat info;
    bool exists = stat(path, &info) == 0;
    out->shown = strdup(path);
    out->temporary = strdup(part);
    out->path = exists ? realpath(path, NULL) : strdup(path);
    if (!out->shown || !out->temporary || !out->path)
        return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    if (exists && !S_ISREG(info.st_mode))
        return parley_error_at(error, PARLEY_E_IO, path, 0, "this is no regular file");
    return open_locked(out, part, error);
}

parley_status output_open_part(const char *path, const char *part, output **out,
                               parley_error *error)
{
    output *o = calloc(1, sizeof *o);
    if (!o)
        return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    o->slot = UNFINISHED_MAX;
    o->file = -1;
    o->stays = true;
    parley_status status = open_part(o, path, part, error);
    if (status == PARLEY_OK)
        *out = o;
    else
        output_abandon(&o);
    return status;
}

parley_status output_cut(output *out, size_t keep, parley_error *error)
{
    if (ftruncate(out->file, (off_t)keep) != 0 || lseek(out->file, 0, SEEK_END) != (off_t)keep)
        return failed(out, error);
    return PARLEY_OK;
}

static parley_status write_all(output *out, const char *data, size_t size, parley_error *error)
{
    while (size > 0) {
        ssize_t written = write(out->file, data, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return failed(out, error);
        data += written;
        size -= (size_t)written;
    }
    return PARLEY_OK;
}

parley_status output_flush(output *out, parley_error *error)
{
    size_t size = out->used;
    out->used = 0;
    return write_all(out, out->buffer, size, error);
}

parley_status output_write(output *out, const void *data, size_t size, parley_error *error)
{
    if (size > BUFFER - out->used) {
        parley_status status = output_flush(out, error);
        if (status != PARLEY_OK || size > BUFFER)
            return status == PARLEY_OK ? write_all(out, data, size, error) : status;
    }
    if (size)
        memcpy(out->buffer + out->used, data, size);
    out->used += size;
    return PARLEY_OK;
}

parley_status output_commit(output **out, parley_error *error)
{
    output *o = *out;
    parley_status status = output_flush(o, error);
    if (status == PARLEY_OK && o->shown) {
        int file = o->file;
        o->file = -1;
        if ((o->temporary && fsync(file) != 0 && errno != EINVAL) || close(file) != 0)
            status = failed(o, error);
    }
    if (status == PARLEY_OK && o->temporary) {
        if (rename(o->temporary, o->path) != 0) {
            status = failed(o, error);
        } else {
            forget_unfinished(o);
            free(o->temporary);
            o->temporary = NULL;
        }
    }
    output_abandon(out);
    return status;
}

void output_abandon(output **out)
{
    output *o = *out;
    if (!o)
        return;
    if (o->shown && o->file >= 0)
        close(o->file);
    if (o->temporary && !o->stays) {
        unlink(o->temporary);
        forget_unfinished(o);
    }
    free(o->temporary);
    free(o->path);
    free(o->shown);
    free(o);
    *out = NULL;
}
