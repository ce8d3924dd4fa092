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

#include <stdbool.h>

/* What is taken from a folder, by the ending of the name; .gz behind it does not count. */
typedef enum file_kind {
    FILES_ARTICLES, /* .txt .text .html .htm .xhtml */
    FILES_TEXT,     /* .txt .text */
    FILES_HTML,     /* .html .htm .xhtml */
    FILES_TABLES,   /* .csv .tsv */
    FILES_JSON,     /* .jsonl .ndjson: one object a line */
} file_kind;

typedef struct file_item {
    char *path;    /* as it is opened; "-" is standard input */
    char *article; /* the name without folder and ending; with the path below the operand where
                      names collide; with the ending where that collides too */
} file_item;

typedef struct file_list {
    file_item *items;
    size_t count;
    size_t skipped;        /* files in folders that are of another kind */
    char skipped_one[64];  /* the name of one of them */
    size_t empty;          /* folders among the operands without a file of the kind */
    const char *empty_one; /* the first of them; the caller's operand */
} file_list;

/* Collects the files of all operands, in the order of the operands, those of a folder (and the
 * folders below it) in byte order of their names. Links to folders are not followed, hidden files
 * are left out. A file that is named itself is taken whatever its ending. PARLEY_E_IO if an operand
 * is not there, PARLEY_E_MEMORY. `list` is the caller's to finish, also after a failure. */
parley_status file_list_collect(const char *const *operands, size_t count, file_kind kind,
                                file_list *list, parley_error *error);

void file_list_fini(file_list *list);

/* Whether a path ends like this kind of file. */
bool file_is_kind(const char *path, file_kind kind);

/* Whether two paths name one regular file: one that is there, by whatever links, or one that both
 * would make. "-" is no path. */
bool file_same(const char *left, const char *right);

/* Appends all bytes of a file, unpacked if it is a gzip; "-" is standard input. As input_open and
 * input_read_all, at most INPUT_ARTICLE_MAX bytes. */
parley_status file_read(const char *path, parley_buffer *out, parley_error *error);

#endif
