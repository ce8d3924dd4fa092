/* Which files the operands of a command mean, and what their articles are called.
 *
 *     file_list files = {0};
 *     if (file_list_collect(paths, count, FILES_ARTICLES, &files, &error) == PARLEY_OK)
 *         for (size_t i = 0; i < files.count; i++)
 *             puts(files.items[i].path);
 *     file_list_fini(&files);
 */
#ifndef PARLEY_IO_FILES_H
#define PARLEY_IO_FILES_H

#include "parley/buffer.h"

/* What is taken from a folder, by the ending of the name. */
typedef enum file_kind {
    FILES_ARTICLES, /* .txt .text .html .htm .xhtml */
    FILES_TEXT,     /* .txt .text */
    FILES_HTML,     /* .html .htm .xhtml */
    FILES_TABLES,   /* .csv .tsv */
} file_kind;

typedef struct file_item {
    char *path;    /* as it is opened; "-" is standard input */
    char *article; /* the name without folder and ending; with the path below the operand where
                      names collide; with the ending where that collides too */
} file_item;

typedef struct file_list {
    file_item *items;
    size_t count;
    size_t skipped;     /* files in folders that are of another kind */
    char skipped_one[64]; /* the name of one of them */
} file_list;

/* Collects the files of all operands, in the order of the operands, those of a folder (and the
 * folders below it) in byte order of their names. Links to folders are not followed, hidden files
 * are left out. A file that is named itself is taken whatever its ending. PARLEY_E_IO if an operand
 * is not there, PARLEY_E_MEMORY. `list` is the caller's to finish, also after a failure. */
parley_status file_list_collect(const char *const *operands, size_t count, file_kind kind,
                                file_list *list, parley_error *error);

void file_list_fini(file_list *list);

/* Whether a path ends like this kind of file. */
int file_is_kind(const char *path, file_kind kind);

/* Appends all bytes of a file; "-" is standard input. PARLEY_E_IO, PARLEY_E_MEMORY. */
parley_status file_read(const char *path, parley_buffer *out, parley_error *error);

#endif
