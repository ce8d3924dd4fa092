/* Files and folders: see io/files.h. */
#define _POSIX_C_SOURCE 200809L

#include "files.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

/* Below this many folders something is wrong with the file system. */
enum { DEPTH_MAX = 200 };

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* The ending with its dot, or the end of the name. A leading dot begins no ending. */
static const char *ending(const char *path)
{
    const char *base = base_name(path);
    const char *dot = strrchr(base, '.');
    return dot && dot > base ? dot : base + strlen(base);
}

int file_is_kind(const char *path, file_kind kind)
{
    static const struct {
        const char *ending;
        unsigned kinds; /* bits of file_kind */
    } known[] = {{".txt", 1u << FILES_ARTICLES | 1u << FILES_TEXT},
                 {".text", 1u << FILES_ARTICLES | 1u << FILES_TEXT},
                 {".html", 1u << FILES_ARTICLES | 1u << FILES_HTML},
                 {".htm", 1u << FILES_ARTICLES | 1u << FILES_HTML},
                 {".xhtml", 1u << FILES_ARTICLES | 1u << FILES_HTML},
                 {".csv", 1u << FILES_TABLES},
                 {".tsv", 1u << FILES_TABLES}};
    const char *end = ending(path);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcasecmp(end, known[i].ending) == 0)
            return (known[i].kinds & 1u << kind) != 0;
    return 0;
}

static parley_status no_memory(parley_error *error)
{
    return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
}

/* Adds a file. `below` is its path below the operand, from which its name is made. */
static parley_status add(file_list *list, const char *path, const char *below, parley_error *error)
{
    if ((list->count & (list->count - 1)) == 0) { /* full at each power of two */
        size_t capacity = list->count ? 2 * list->count : 1;
        file_item *items = realloc(list->items, capacity * sizeof *items);
        if (!items)
            return no_memory(error);
        list->items = items;
    }
    file_item *item = &list->items[list->count];
    item->path = strdup(path);
    item->article = strdup(below);
    if (!item->path || !item->article) {
        free(item->path);
        free(item->article);
        return no_memory(error);
    }
    list->count++;
    return PARLEY_OK;
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static void free_names(char **names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(names[i]);
    free(names);
}

/* The names in a folder that are not hidden, sorted. */
static parley_status read_folder(const char *path, char ***names, size_t *count,
                                 parley_error *error)
{
    char **list = NULL;
    size_t size = 0;
    DIR *folder = opendir(path);
    if (!folder)
        return parley_error_at(error, PARLEY_E_IO, path, 0, "cannot read the folder: %s",
                               strerror(errno));
    parley_status status = PARLEY_OK;
    for (struct dirent *entry; status == PARLEY_OK && (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        if ((size & (size - 1)) == 0) {
            char **grown = realloc(list, (size ? 2 * size : 1) * sizeof *grown);
            if (!grown) {
                status = no_memory(error);
                break;
            }
            list = grown;
        }
        list[size] = strdup(entry->d_name);
        if (list[size])
            size++;
        else
            status = no_memory(error);
    }
    closedir(folder);
    if (status != PARLEY_OK) {
        free_names(list, size);
        return status;
    }
    if (size > 1)
        qsort(list, size, sizeof *list, compare_names);
    *names = list;
    *count = size;
    return PARLEY_OK;
}

static parley_status walk(file_list *list, const char *path, size_t root, file_kind kind,
                          unsigned depth, parley_error *error);

/* One entry of a folder: a folder to walk, a file to take, or nothing of ours. */
static parley_status visit(file_list *list, const char *path, size_t root, file_kind kind,
                           unsigned depth, parley_error *error)
{
    struct stat info, target;
    if (lstat(path, &info) != 0 || stat(path, &target) != 0)
        return PARLEY_OK; /* gone, or a link to nowhere */
    if (S_ISDIR(info.st_mode))
        return walk(list, path, root, kind, depth + 1, error);
    if (!S_ISREG(target.st_mode))
        return PARLEY_OK;
    if (file_is_kind(path, kind))
        return add(list, path, path + root, error);
    if (list->skipped++ == 0)
        snprintf(list->skipped_one, sizeof list->skipped_one, "%s", base_name(path));
    return PARLEY_OK;
}

static parley_status walk(file_list *list, const char *path, size_t root, file_kind kind,
                          unsigned depth, parley_error *error)
{
    if (depth > DEPTH_MAX)
        return parley_error_at(error, PARLEY_E_LIMIT, path, 0, "folders are nested too deep");
    char **names = NULL;
    size_t count = 0;
    parley_status status = read_folder(path, &names, &count, error);
    for (size_t i = 0; i < count && status == PARLEY_OK; i++) {
        parley_buffer child = {0};
        status = parley_buffer_printf(&child, "%s/%s", path, names[i]);
        if (status == PARLEY_OK)
            status = parley_buffer_append(&child, "", 1);
        status = status == PARLEY_OK ? visit(list, child.data, root, kind, depth, error)
                                     : no_memory(error);
        parley_buffer_fini(&child);
    }
    free_names(names, count);
    return status;
}

static parley_status collect_operand(const char *operand, file_kind kind, file_list *list,
                                     parley_error *error)
{
    if (strcmp(operand, "-") == 0)
        return add(list, operand, "stdin", error);
    struct stat info;
    if (stat(operand, &info) != 0)
        return parley_error_at(error, PARLEY_E_IO, operand, 0, "cannot open: %s", strerror(errno));
    if (!S_ISDIR(info.st_mode))
        return add(list, operand, operand, error);
    /* "news/" and "news" are the same folder. */
    char *path = strdup(operand);
    if (!path)
        return no_memory(error);
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/')
        path[--length] = '\0';
    parley_status status =
        walk(list, path, length + (path[length - 1] == '/' ? 0 : 1), kind, 0, error);
    free(path);
    return status;
}

/* --- names of articles -------------------------------------------------------------------------- */

/* Three candidates, from the shortest on: base without ending, path without ending, path. */
static size_t candidate_begin(const char *below, int candidate)
{
    return candidate == 0 ? (size_t)(base_name(below) - below) : 0;
}

static size_t candidate_end(const char *below, int candidate)
{
    return candidate < 2 ? (size_t)(ending(below) - below) : strlen(below);
}

typedef struct naming {
    file_item *item;
    int candidate;
} naming;

static parley_str candidate_of(const naming *n)
{
    size_t begin = candidate_begin(n->item->article, n->candidate);
    return (parley_str){n->item->article + begin,
                        candidate_end(n->item->article, n->candidate) - begin};
}

static int compare_candidates(const void *left, const void *right)
{
    const naming *const *p = left, *const *q = right;
    parley_str a = candidate_of(*p), b = candidate_of(*q);
    int order = memcmp(a.data, b.data, a.size < b.size ? a.size : b.size);
    return order ? order : (a.size > b.size) - (a.size < b.size);
}

/* Gives every file the shortest name that no other has; two operands that are the same path stay
 * alike. */
static parley_status name_articles(file_list *list, parley_error *error)
{
    naming *all = calloc(list->count + 1, sizeof *all);
    naming **sorted = calloc(list->count + 1, sizeof *sorted);
    parley_status status = PARLEY_OK;
    if (!all || !sorted) {
        status = no_memory(error);
        goto done;
    }
    for (size_t i = 0; i < list->count; i++) {
        all[i].item = &list->items[i];
        sorted[i] = &all[i];
    }
    for (int round = 0; round < 2; round++) {
        qsort(sorted, list->count, sizeof *sorted, compare_candidates);
        for (size_t i = 0, end; i < list->count; i = end) {
            for (end = i + 1; end < list->count; end++)
                if (compare_candidates(&sorted[i], &sorted[end]) != 0)
                    break;
            for (size_t k = i; end - i > 1 && k < end; k++)
                if (sorted[k]->candidate < 2)
                    sorted[k]->candidate++;
        }
    }
    for (size_t i = 0; i < list->count; i++) {
        parley_str name = candidate_of(&all[i]);
        char *article = malloc(name.size + 1);
        if (!article) {
            status = no_memory(error);
            goto done;
        }
        memcpy(article, name.data, name.size);
        article[name.size] = '\0';
        free(list->items[i].article);
        list->items[i].article = article;
    }
done:
    free(all);
    free(sorted);
    return status;
}

parley_status file_list_collect(const char *const *operands, size_t count, file_kind kind,
                                file_list *list, parley_error *error)
{
    for (size_t i = 0; i < count; i++) {
        parley_status status = collect_operand(operands[i], kind, list, error);
        if (status != PARLEY_OK)
            return status;
    }
    return name_articles(list, error);
}

void file_list_fini(file_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->items[i].path);
        free(list->items[i].article);
    }
    free(list->items);
    *list = (file_list){0};
}

/* --- contents ----------------------------------------------------------------------------------- */

parley_status file_read(const char *path, parley_buffer *out, parley_error *error)
{
    bool standard = strcmp(path, "-") == 0;
    FILE *file = standard ? stdin : fopen(path, "rb");
    if (!file)
        return parley_error_at(error, PARLEY_E_IO, path, 0, "cannot open: %s", strerror(errno));
    parley_status status = PARLEY_OK;
    enum { STEP = 1 << 16 };
    for (;;) {
        if (parley_buffer_reserve(out, STEP) != PARLEY_OK) {
            status = parley_error_at(error, PARLEY_E_MEMORY, path, 0, "out of memory");
            break;
        }
        size_t got = fread(out->data + out->size, 1, STEP, file);
        out->size += got;
        if (got < STEP)
            break;
    }
    if (status == PARLEY_OK && ferror(file))
        status = parley_error_at(error, PARLEY_E_IO, standard ? "standard input" : path, 0,
                                 "cannot read: %s", strerror(errno));
    if (!standard)
        fclose(file);
    return status;
}
