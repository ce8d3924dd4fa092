/* Jobs in processes: what comes out never depends on how many there are. */
#define _POSIX_C_SOURCE 200809L

#include "../io/threads.h"
#include "../train/memory.h"
#include "../train/workers.h"
#include "support.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { JOBS = 23 };

typedef struct plan {
    uint64_t *results; /* shared */
    size_t failing;    /* jobs from here on fail, if they are odd */
    size_t dying;      /* this one ends its process */
    int signal_number; /* …with a signal */
} plan;

static parley_status job(size_t number, void *context, parley_error *error)
{
    plan *p = context;
    if (number == p->dying) {
        if (p->signal_number)
            raise(p->signal_number);
        _exit(3);
    }
    if (number >= p->failing && number % 2)
        return parley_error_at(error, PARLEY_E_LIMIT, "file", number, "job %zu failed", number);
    uint64_t seed = number;
    for (int i = 0; i < 1000; i++)
        p->results[number] ^= test_random(&seed);
    return PARLEY_OK;
}

static void the_same_for_any_number(void **state)
{
    (void)state;
    static const size_t processes[] = {1, 2, 5, JOBS, 100, 0};
    uint64_t expected[JOBS];
    for (size_t i = 0; i < sizeof processes / sizeof *processes; i++) {
        void *memory = NULL;
        assert_int_equal(workers_share(JOBS * sizeof(uint64_t), &memory, NULL), PARLEY_OK);
        plan p = {memory, JOBS, JOBS, 0};
        for (size_t k = 0; k < JOBS; k++)
            assert_true(p.results[k] == 0); /* shared memory is zeroed */
        assert_int_equal(workers_run(JOBS, processes[i], job, &p, NULL, "job", NULL), PARLEY_OK);
        if (i == 0)
            memcpy(expected, p.results, sizeof expected);
        assert_memory_equal(p.results, expected, sizeof expected);
        workers_unshare(memory, JOBS * sizeof(uint64_t));
    }
}

/* Of several failures the lowest job's is told, in one process as in many. */
static void the_first_failure_is_told(void **state)
{
    (void)state;
    static const size_t processes[] = {1, 2, 5, JOBS};
    for (size_t i = 0; i < sizeof processes / sizeof *processes; i++) {
        void *memory = NULL;
        parley_error error = {0};
        assert_int_equal(workers_share(JOBS * sizeof(uint64_t), &memory, NULL), PARLEY_OK);
        plan p = {memory, 10, JOBS, 0};
        assert_int_equal(workers_run(JOBS, processes[i], job, &p, NULL, "job", &error),
                         PARLEY_E_LIMIT);
        assert_string_equal(error.text, "job 11 failed");
        assert_string_equal(error.file, "file");
        assert_int_equal(error.line, 11);
        assert_int_equal(error.code, PARLEY_E_LIMIT);
        assert_int_equal(workers_run(JOBS, processes[i], job, &p, NULL, "job", NULL),
                         PARLEY_E_LIMIT);
        workers_unshare(memory, JOBS * sizeof(uint64_t));
    }
}

/* A worker that the system ends (out of memory) is an error, not a result. */
static void workers_that_die(void **state)
{
    (void)state;
    static const int signals[] = {0, SIGKILL, SIGTERM};
    for (size_t i = 0; i < 3; i++) {
        void *memory = NULL;
        parley_error error = {0};
        assert_int_equal(workers_share(JOBS * sizeof(uint64_t), &memory, NULL), PARLEY_OK);
        plan p = {memory, JOBS, 7, signals[i]};
        assert_int_not_equal(workers_run(JOBS, 3, job, &p, NULL, "job", &error), PARLEY_OK);
        assert_true(test_says(&error, "worker"));
        workers_unshare(memory, JOBS * sizeof(uint64_t));
    }
}

static void nobody_is_left_behind(void **state)
{
    (void)state;
    void *memory = NULL;
    assert_int_equal(workers_share(JOBS * sizeof(uint64_t), &memory, NULL), PARLEY_OK);
    plan p = {memory, JOBS, JOBS, 0};
    assert_int_equal(workers_run(JOBS, 4, job, &p, NULL, "job", NULL), PARLEY_OK);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* no child, not even a dead one */
    workers_unshare(memory, JOBS * sizeof(uint64_t));
}

static void nothing_to_do(void **state)
{
    (void)state;
    void *memory = NULL;
    assert_int_equal(workers_run(0, 4, job, NULL, NULL, "job", NULL), PARLEY_OK);
    assert_int_equal(workers_share(0, &memory, NULL), PARLEY_OK);
    workers_unshare(memory, 0);
    workers_unshare(NULL, 0);
}

/* Every part runs once. */
static void count_part(size_t thread, size_t threads, void *context)
{
    size_t *runs = context;
    runs[thread]++;
    if (thread == 0)
        runs[99] = threads;
}

static void threads_do_all_parts(void **state)
{
    (void)state;
    static const size_t threads[] = {0, 1, 2, 7, 64, 99};
    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
        size_t runs[100] = {0}, expected = threads[i] > 64 ? 64 : threads[i] ? threads[i] : 1;
        threads_run(threads[i], count_part, runs);
        for (size_t part = 0; part < 99; part++)
            assert_int_equal(runs[part], part < expected);
        assert_int_equal(runs[99], expected);
    }
}

static void as_many_as_fit(void **state)
{
    (void)state;
    assert_int_equal(memory_processes(1000, 300, 2), 2);
    assert_int_equal(memory_processes(1000, 300, 8), 3);
    assert_int_equal(memory_processes(1000, 1001, 8), 0);
    assert_int_equal(memory_processes(1000, 0, 8), 8);
    assert_int_equal(memory_processes(UINT64_MAX, 1, 64), 64);
    assert_true(memory_available() > 1 << 20);
}

/* A control group is charged for the files that were read; they make way. */
static void files_in_memory_make_way(void **state)
{
    (void)state;
    mkdir("group", 0777);
    assert_true(memory_left_of_group("group") == UINT64_MAX);
    test_puts("group/memory.max", "max\n");
    test_puts("group/memory.current", "900\n");
    assert_true(memory_left_of_group("group") == UINT64_MAX);
    test_puts("group/memory.max", "1000\n");
    assert_int_equal(memory_left_of_group("group"), 100);
    test_puts("group/memory.stat", "anon 90\nfile 800\ninactive_file 500\nactive_file 300\n");
    assert_int_equal(memory_left_of_group("group"), 900);
    test_puts("group/memory.stat", "inactive_file 5000\n"); /* read at another moment */
    assert_int_equal(memory_left_of_group("group"), 1000);
    test_puts("group/memory.current", "1200\n");
    remove("group/memory.stat");
    assert_int_equal(memory_left_of_group("group"), 0);
    remove("group/memory.max");
    remove("group/memory.current");
    remove("group");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_for_any_number), cmocka_unit_test(the_first_failure_is_told),
        cmocka_unit_test(workers_that_die),        cmocka_unit_test(nobody_is_left_behind),
        cmocka_unit_test(nothing_to_do),           cmocka_unit_test(threads_do_all_parts),
        cmocka_unit_test(as_many_as_fit),          cmocka_unit_test(files_in_memory_make_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
