/* Tests of classify/pipeline.h: order, bounds, failures, and a reader that never comes back. */
#define _DEFAULT_SOURCE /* usleep */

#include "support.h"

#include "../classify/pipeline.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { JOBS = 16, THREADS = 8 };

typedef struct test_job {
    size_t number;
    size_t worked; /* how often */
} test_job;

typedef struct test_run {
    test_job jobs[JOBS];
    void *list[JOBS];
    pipeline_stages stages;
    size_t total;      /* how many jobs there are to read */
    size_t read, sunk; /* so far */
    size_t fail_at;    /* the sink fails at this number; SIZE_MAX: never */
    int pipe[2];       /* read from before job `block_at` */
    size_t block_at;   /* SIZE_MAX: never */
    atomic_int reading, sinking;
    atomic_int of_worker[THREADS];
    pthread_t caller;
    atomic_bool elsewhere; /* a stage ran in another thread */
} test_run;

static void note_thread(test_run *r)
{
    if (!pthread_equal(pthread_self(), r->caller))
        atomic_store(&r->elsewhere, true);
}

static bool read_test(void *context, void *taken)
{
    test_run *r = context;
    test_job *j = taken;
    char byte;
    assert_int_equal(atomic_fetch_add(&r->reading, 1), 0);
    note_thread(r);
    if (r->read == r->block_at)
        assert_int_equal(read(r->pipe[0], &byte, 1), 0);
    *j = (test_job){.number = r->read++};
    atomic_fetch_sub(&r->reading, 1);
    return r->read < r->total;
}

/* Takes longer for some jobs than for others, so that they are done out of order. */
static void work_test(void *context, size_t worker, void *taken)
{
    test_run *r = context;
    test_job *j = taken;
    assert_int_equal(atomic_fetch_add(&r->of_worker[worker], 1), 0);
    note_thread(r);
    if (j->number % 7 == 0)
        usleep(2000);
    j->worked++;
    atomic_fetch_sub(&r->of_worker[worker], 1);
}

static parley_status sink_test(void *context, void *taken, parley_error *error)
{
    test_run *r = context;
    test_job *j = taken;
    assert_int_equal(atomic_fetch_add(&r->sinking, 1), 0);
    note_thread(r);
    assert_int_equal(j->number, r->sunk);
    assert_int_equal(j->worked, 1);
    atomic_fetch_sub(&r->sinking, 1);
    if (r->sunk == r->fail_at)
        return parley_error_set(error, PARLEY_E_DATA, "job %zu", r->sunk);
    r->sunk++;
    return PARLEY_OK;
}

static void prepare(test_run *r, size_t total, size_t jobs)
{
    *r = (test_run){.total = total, .fail_at = SIZE_MAX, .block_at = SIZE_MAX};
    r->caller = pthread_self();
    for (size_t i = 0; i < JOBS; i++)
        r->list[i] = &r->jobs[i];
    r->stages = (pipeline_stages){.context = r,
                                  .jobs = r->list,
                                  .job_count = jobs,
                                  .read = read_test,
                                  .work = work_test,
                                  .sink = sink_test};
}

static void test_order(void **state)
{
    (void)state;
    static const size_t threads[] = {1, 2, 3, 8}, jobs[] = {1, 2, 5, 16};
    for (size_t t = 0; t < 4; t++) {
        for (size_t k = 0; k < 4; k++) {
            test_run r;
            bool stuck = false;
            prepare(&r, 200, jobs[k]);
            assert_int_equal(pipeline_run(&r.stages, threads[t], &stuck, NULL), PARLEY_OK);
            assert_int_equal(r.sunk, 200);
            assert_false(stuck);
            assert_int_equal(atomic_load(&r.elsewhere), threads[t] > 1);
        }
    }
}

/* One thread, or one job, needs no other thread. */
static void test_small(void **state)
{
    (void)state;
    test_run r;
    bool stuck = false;
    prepare(&r, 1, 4);
    assert_int_equal(pipeline_run(&r.stages, 4, &stuck, NULL), PARLEY_OK);
    assert_int_equal(r.sunk, 1);
    assert_false(atomic_load(&r.elsewhere));
}

static void test_failure(void **state)
{
    (void)state;
    for (size_t threads = 1; threads <= 4; threads += 3) {
        test_run r;
        bool stuck = false;
        parley_error error = {0};
        prepare(&r, 1000, 8);
        r.fail_at = 33;
        assert_int_equal(pipeline_run(&r.stages, threads, &stuck, &error), PARLEY_E_DATA);
        assert_string_equal(error.text, "job 33");
        assert_int_equal(r.sunk, 33);
        assert_true(r.read <= 33 + 1 + 8);
        assert_false(stuck);
    }
}

/* A failure ends the run though a thread waits for input. */
static void test_stuck(void **state)
{
    (void)state;
    static test_run r; /* the thread outlives the function */
    bool stuck = false;
    parley_error error = {0};
    prepare(&r, 1000, 8);
    assert_int_equal(pipe(r.pipe), 0);
    r.fail_at = 5;
    r.block_at = 9;
    parley_status status = pipeline_run(&r.stages, 3, &stuck, &error);
    assert_int_equal(status, PARLEY_E_DATA);
    assert_int_equal(r.sunk, 5);
    /* It may have failed before job 9 was read. */
    assert_int_equal(stuck, r.read == 9 && atomic_load(&r.reading) == 1);
    close(r.pipe[1]);
    for (int i = 0; i < 1000 && atomic_load(&r.reading) == 1; i++)
        usleep(1000);
    usleep(20000);
}

static void test_processors(void **state)
{
    (void)state;
    assert_true(pipeline_processors() >= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),      cmocka_unit_test(test_small),
        cmocka_unit_test(test_failure),    cmocka_unit_test(test_stuck),
        cmocka_unit_test(test_processors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
