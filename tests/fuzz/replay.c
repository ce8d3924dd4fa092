/* The main of a fuzz target that is built without libFuzzer: runs every file of a corpus folder, and
 * some hundred deterministic changes of each.
 *
 *     fuzz_text [-changes=N] FOLDER|FILE...
 */
#define _POSIX_C_SOURCE 200809L

#include "fuzz.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

enum { CHANGES = 300, LARGEST = 1 << 22 };

static uint64_t next_random(uint64_t *state)
{
    uint64_t x = *state += UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

/* Runs a copy in a block of its own size, so that a byte read too far is seen. */
static void run(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size ? size : 1);
    MUST(copy);
    if (size)
        memcpy(copy, data, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

/* One to four small changes: bits, bytes, cuts, repeats. `data` has room for twice `size`. */
static size_t change(uint8_t *data, size_t size, uint64_t *state)
{
    static const uint8_t odd[] = {0, 0xFF, '"', '\n', '\r', ',', ' ', '.', 0xC3, 0x80, '%', '9'};
    for (uint64_t n = 1 + next_random(state) % 4; n > 0 && size > 0; n--) {
        size_t at = next_random(state) % size, length = 1 + next_random(state) % 8;
        if (length > size - at)
            length = size - at;
        switch (next_random(state) % 5) {
        case 0:
            data[at] ^= (uint8_t)(1u << next_random(state) % 8);
            break;
        case 1:
            data[at] = odd[next_random(state) % sizeof odd];
            break;
        case 2: /* cut out */
            memmove(data + at, data + at + length, size - at - length);
            size -= length;
            break;
        case 3: /* repeat */
            memmove(data + at + length, data + at, size - at);
            size += length;
            break;
        default: /* cut short */
            size = at;
            break;
        }
    }
    return size;
}

static void run_changes(const uint8_t *data, size_t size, unsigned changes)
{
    uint64_t state = size;
    uint8_t *copy = malloc(2 * size + 64);
    MUST(copy);
    for (unsigned i = 0; i < changes; i++) {
        memcpy(copy, data, size);
        run(copy, change(copy, size, &state));
    }
    free(copy);
}

static int run_file(const char *path, unsigned changes)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        fprintf(stderr, "%s: cannot open\n", path);
        return 1;
    }
    uint8_t *data = malloc(LARGEST);
    MUST(data);
    size_t size = fread(data, 1, LARGEST, file);
    fclose(file);
    run(data, size);
    run_changes(data, size, changes);
    free(data);
    return 0;
}

static int run_path(const char *path, unsigned changes, size_t *files)
{
    struct stat info;
    if (stat(path, &info) != 0) {
        fprintf(stderr, "%s: is not there\n", path);
        return 1;
    }
    if (!S_ISDIR(info.st_mode)) {
        ++*files;
        return run_file(path, changes);
    }
    DIR *folder = opendir(path);
    if (!folder)
        return 1;
    int result = 0;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        size_t size = strlen(path) + strlen(entry->d_name) + 2;
        char *child = malloc(size);
        MUST(child);
        snprintf(child, size, "%s/%s", path, entry->d_name);
        result |= run_path(child, changes, files);
        free(child);
    }
    closedir(folder);
    return result;
}

int main(int argc, char **argv)
{
    unsigned changes = CHANGES;
    size_t files = 0;
    int result = 0;
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "-changes=", 9) == 0)
            changes = (unsigned)strtoul(argv[i] + 9, NULL, 10);
        else
            result |= run_path(argv[i], changes, &files);
    }
    if (files == 0) {
        fprintf(stderr, "no file was run\n");
        return 1;
    }
    printf("%zu files, each with %u changes\n", files, changes);
    return result;
}
