/* Memory: see train/memory.h.
 *
 * Linux promises more memory than it has and ends the process that takes it at its word, which says
 * nothing to whoever waits for a model. So parley asks before it begins.
 */
#define _POSIX_C_SOURCE 200809L

#include "memory.h"

#include "parley/number.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

/* The number at the beginning of a text, behind blanks. */
static bool parse(const char *text, uint64_t *number)
{
    text += strspn(text, " \t");
    return parley_number_parse_whole(text, strspn(text, "0123456789"), 0, UINT64_MAX, number);
}

/* The number behind a word at the beginning of a line of a file of the kernel; an empty word: the
 * first number. */
static bool read_number(const char *path, const char *word, uint64_t *number)
{
    char line[256];
    bool found = false;
    FILE *file = fopen(path, "r");
    if (!file)
        return false;
    while (!found && fgets(line, sizeof line, file))
        found = strncmp(line, word, strlen(word)) == 0 && parse(line + strlen(word), number);
    fclose(file);
    return found;
}

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static uint64_t left_of(uint64_t limit, uint64_t used)
{
    return limit > used ? limit - used : 0;
}

uint64_t memory_left_of_group(const char *folder)
{
    static const char *const reclaimable[] = {"active_file ", "inactive_file "};
    char path[256];
    uint64_t limit, used, number;
    snprintf(path, sizeof path, "%s/memory.max", folder);
    if (!read_number(path, "", &limit))
        return UINT64_MAX; /* there is no such group, or it says "max" */
    snprintf(path, sizeof path, "%s/memory.current", folder);
    if (!read_number(path, "", &used))
        return UINT64_MAX;
    /* The group is charged for files that were read, which the kernel forgets on demand. */
    snprintf(path, sizeof path, "%s/memory.stat", folder);
    for (size_t i = 0; i < sizeof reclaimable / sizeof *reclaimable; i++)
        if (read_number(path, reclaimable[i], &number))
            used = left_of(used, number);
    return left_of(limit, used);
}

uint64_t memory_available(void)
{
    uint64_t available = UINT64_MAX, number;
    struct rlimit space;
    if (read_number("/proc/meminfo", "MemAvailable:", &number))
        available = number * 1024;
    available = least(available, memory_left_of_group("/sys/fs/cgroup"));
    if (getrlimit(RLIMIT_AS, &space) == 0 && space.rlim_cur != RLIM_INFINITY &&
        read_number("/proc/self/status", "VmSize:", &number))
        available = least(available, left_of(space.rlim_cur, number * 1024));
    return available;
}

size_t memory_processes(uint64_t available, uint64_t each, size_t wanted)
{
    uint64_t fitting = each ? available / each : wanted;
    return fitting < wanted ? (size_t)fitting : wanted;
}
