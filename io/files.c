/* Files and folders: see io/files.h. */
#define _POSIX_C_SOURCE 200809L

#include "files.h"

#include "input.h"

#include <dirent.h>
#include <errno.h>
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

/* The ending of a name [base, end) with its dot, or its end. A leading dot begins no ending. */
static const char *ending_before(const char *base, const char *end)
{
    for (const char *c = end; c > base + 1; c--)
        if (c[-1] == '.')
            return c - 1;
    return end;
}

/* The kinds of an ending, as bits of file_kind. */
static unsigned kinds_of(const char *ending, size_t size)
{
    static const struct {
        const char *ending;
        unsigned kinds;
    } known[] = {{".txt", 1u << FILES_ARTICLES | 1u << FILES_TEXT},
                 {".text", 1u << FILES_ARTICLES | 1u << FILES_TEXT},
                 {".html", 1u << FILES_ARTICLES | 1u << FILES_HTML},
                 {".htm", 1u << FILES_ARTICLES | 1u << FILES_HTML},
                 {".xhtml", 1u << FILES_ARTICLES | 1u << FILES_HTML},
                 {".csv", 1u << FILES_TABLES},
                 {".tsv", 1u << FILES_TABLES},
                 {".jsonl", 1u << FILES_JSON},
                 {".ndjson", 1u << FILES_JSON}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strlen(known[i].ending) == size && strncasecmp(ending, known[i].ending, size) == 0)
            return known[i].kinds;
    return 0;
}

/* The ending of a path, or its end: with .gz behind it, the two are one. */
static const char *ending(const char *path, unsigned *kinds)
{
    const char *base = base_name(path);
    const char *end = base + strlen(base);
    const char *last = ending_before(base, end);
    *kinds = kinds_of(last, (size_t)(end - last));
    if (strcasecmp(last, ".gz") != 0)
        return last;
    const char *inner = ending_before(base, last);
    *kinds = kinds_of(inner, (size_t)(last - inner));
    return *kinds ? inner : last;
}

bool file_is_kind(const char *path, file_kind kind)
{
    unsigned kinds;
    ending(path, &kinds);
    return (kinds & 1u << kind) != 0;
}

/* --- one file under two names ------------------------------------------------------------------- */

/* The folder of a path that is not there, and the path's name in it. */
static bool stat_folder(const char *path, struct stat *info)
{
    size_t size = (size_t)(base_name(path) - path);
    char *folder = malloc(size + 2);
    if (!folder)
        return false;
    memcpy(folder, path, size);
    memcpy(folder + size, ".", 2);
    bool there = stat(folder, info) == 0;
    free(folder);
    return there;
}

bool file_same(const char *left, const char *right)
{
    struct stat a, b;
    if (strcmp(left, "-") == 0 || strcmp(right, "-") == 0)
        return false;
    bool left_there = stat(left, &a) == 0, right_there = stat(right, &b) == 0;
    if (left_there != right_there)
        return false;
    if (left_there)
        return S_ISREG(a.st_mode) && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
    return strcmp(base_name(left), base_name(right)) == 0 && stat_folder(left, &a) &&
           stat_folder(right, &b) && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* --- folders ------------------------------------------------------------------------------------ */

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
    size_t before = list->count;
    parley_status status =
        walk(list, path, length + (path[length - 1] == '/' ? 0 : 1), kind, 0, error);
    if (list->count == before && list->empty++ == 0)
        list->empty_one = operand;
    free(path);
    return status;
}

/* --- names of articles -------------------------------------------------------------------------- */

typedef struct naming {
    file_item *item; /* `article` is still the path below the operand */
    int candidate;
} naming;

/* The candidates from the shortest on: base without ending, path below the operand without ending,
 * path below the operand, path. */
enum { CANDIDATES = 4 };

static parley_str candidate_of(const naming *n)
{
    const char *below = n->candidate == CANDIDATES - 1 ? n->item->path : n->item->article;
    const char *begin = n->candidate == 0 ? base_name(below) : below;
    unsigned kinds;
    const char *end = n->candidate < 2 ? ending(below, &kinds) : below + strlen(below);
    return (parley_str){begin, (size_t)(end - begin)};
}

static int compare_candidates(const void *left, const void *right)
{
    const naming *const *p = left, *const *q = right;
    parley_str a = candidate_of(*p), b = candidate_of(*q);
    int order = memcmp(a.data, b.data, a.size < b.size ? a.size : b.size);
    return order ? order : (a.size > b.size) - (a.size < b.size);
}

/* Gives every file the shortest name that no other has; two that are the same path stay alike. */
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
    for (int round = 1; round < CANDIDATES; round++) {
        qsort(sorted, list->count, sizeof *sorted, compare_candidates);
        for (size_t i = 0, end; i < list->count; i = end) {
            for (end = i + 1; end < list->count; end++)
                if (compare_candidates(&sorted[i], &sorted[end]) != 0)
                    break;
            for (size_t k = i; end - i > 1 && k < end; k++)
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
    input *in = NULL;
    parley_status status = input_open(path, NULL, &in, error);
    if (status == PARLEY_OK)
        status = input_read_all(in, INPUT_ARTICLE_MAX, out, error);
    input_close(in);
    return status;
}
