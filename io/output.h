/* Files that appear whole or not at all.
 *
 * A regular file is written beside its place under a name of its own and renamed when it is
 * complete; what stood there before stays until then. If the program fails or is interrupted, the
 * unfinished file is removed. Devices, pipes and standard output are written as the data comes.
 *
 *     output *out = NULL;
 *     if (output_open("rows.csv", &out, &error) == PARLEY_OK &&
 *         output_write(out, "a,b\n", 4, &error) == PARLEY_OK)
 *         status = output_commit(&out, &error);
 *     output_abandon(&out);   // does nothing after a commit
 */
#ifndef PARLEY_IO_OUTPUT_H
#define PARLEY_IO_OUTPUT_H

#include "parley/buffer.h"

typedef struct output output;

/* Begins to write `path`; NULL or "-" is standard output. PARLEY_E_IO, PARLEY_E_MEMORY. */
parley_status output_open(const char *path, output **out, parley_error *error);

/* Opens `part`, or makes it: a file that stays if the program fails or is interrupted, and becomes `path`
 * when it is committed. No other process can open it so until then. Call output_cut before anything is
 * written. PARLEY_E_IO, PARLEY_E_MEMORY. */
parley_status output_open_part(const char *path, const char *part, output **out,
                               parley_error *error);

/* Cuts a part off behind its first `keep` bytes; it is written on from there. PARLEY_E_IO. */
parley_status output_cut(output *out, size_t keep, parley_error *error);

/* Writes, sooner or later. PARLEY_E_IO (disk full), PARLEY_E_PIPE (nobody reads any more). */
parley_status output_write(output *out, const void *data, size_t size, parley_error *error);

/* Hands what is buffered to the system now, for readers that wait. */
parley_status output_flush(output *out, parley_error *error);

/* Writes the rest and puts the file in its place. Only after this is the data safe. Frees and
 * clears `*out` whatever happens; on failure the old file is untouched. */
parley_status output_commit(output **out, parley_error *error);

/* Gives up and removes what was written; NULL is fine. */
void output_abandon(output **out);

/* Makes an interrupt (INT, TERM, HUP) remove unfinished files, and a closed pipe an error instead
 * of a signal. Call once, first thing in main. */
void output_catch_signals(void);

/* For child processes: an interrupt ends them without touching the parent's files. */
void output_release_signals(void);

#endif
