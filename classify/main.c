/* parley-classify: articles in, labelled sentences out.
 *
 * The order of things: find the inputs → open the model → open the output → read, label and write job
 * by job, in several threads (classify/pipeline.h).
 */
#define _POSIX_C_SOURCE 200809L

#include "dump.h"
#include "labelling.h"
#include "merge.h"
#include "notices.h"
#include "part.h"
#include "pipeline.h"
#include "rows.h"
#include "score.h"
#include "settings.h"
#include "shipped.h"
#include "source.h"
#include "summary.h"
#include "whole.h"

#include "../io/article.h"
#include "../io/output.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

typedef struct run {
    const settings *s;
    parley_buffer model_path; /* zero-terminated */
    parley_model *model;
    source *from;
    job *jobs; /* [job_count], on their way */
    void **job_list;
    size_t job_count;
    labelling **workers; /* [worker_count], one for each thread */
    size_t worker_count;
    part rows;
    bool writing;    /* rows are wanted */
    output *metrics; /* of --metrics */
    score score;
    bool scoring; /* `score` is in use */
    rows_format format;
    notices notices;
    prior prior;          /* of --prior LABEL=SHARE */
    labelling_plan plan;  /* of all workers */
    whole whole;          /* with an option that needs all rows */
    bool keeping;         /* `whole` is in use */
    output *summary;      /* of --summary=FILE */
    parley_buffer header; /* of the rows, until it is written */
    size_t row_count;
    bool stuck; /* a thread waits for input: nothing may be freed */
} run;

static parley_status no_memory(parley_error *error)
{
    return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
}

/* --- the three stages of the pipeline ----------------------------------------------------------- */

static bool read_job(void *context, void *j)
{
    run *r = context;
    return source_read(r->from, j);
}

static void label_job(void *context, size_t worker, void *j)
{
    run *r = context;
    labelling_run(r->workers[worker], j);
}

static parley_status write_header(run *r, parley_error *error)
{
    parley_status status = part_write(&r->rows, r->header.data, r->header.size, error);
    parley_buffer_fini(&r->header);
    return status;
}

/* Says what is in [begin, end) of a job's `said`. */
static void say_all(const run *r, const parley_buffer *said, size_t begin, size_t end)
{
    for (size_t at = begin; at < end; at += strlen(said->data + at) + 1)
        message_warning(&r->s->say, NULL, 0, "%s", said->data + at);
}

/* Compares rows with their labels. */
static parley_status score_rows(run *r, const char *path, const source_row *rows, size_t count,
                                const parley_prediction *predictions, parley_error *error)
{
    parley_status status = PARLEY_OK;
    for (size_t i = 0; i < count && status == PARLEY_OK; i++)
        status = score_add(&r->score, path, &rows[i], predictions + i * r->format.model->task_count,
                           error);
    return status;
}

/* A group of rows of a job, whose lines and warnings begin where those of the group before end. */
static parley_status take_group(run *r, const job *j, const row_group *group,
                                const row_group *before, parley_error *error)
{
    const source_row *rows = j->rows.rows + group->first;
    size_t begin = before ? before->lines_end : 0;
    const parley_prediction *predictions =
        r->plan.model ? j->predictions + group->first * r->format.model->task_count : NULL;
    parley_status status = PARLEY_OK;
    notices_count_rows(&r->notices, group->count);
    r->row_count += group->count;
    if (r->keeping)
        return kept_add(&r->whole.kept, group->path, rows, group->count, predictions,
                        j->scores + group->first * r->format.model->label_count) == PARLEY_OK
                   ? PARLEY_OK
                   : no_memory(error);
    if (r->scoring)
        status = score_rows(r, group->path, rows, group->count, predictions, error);
    if (status != PARLEY_OK || !r->writing)
        return status;
    say_all(r, &j->said, before ? before->said_end : 0, group->said_end);
    if (r->header.size)
        status = write_header(r, error);
    return status == PARLEY_OK ? part_put_rows(&r->rows, j, group, begin, error) : status;
}

/* Jobs come here in the order of the input. */
static parley_status sink_job(void *context, void *taken, parley_error *error)
{
    run *r = context;
    const job *j = taken;
    const row_group *before = NULL;
    parley_status status = PARLEY_OK;
    for (size_t i = 0; i < j->event_count && status == PARLEY_OK; i++) {
        const job_event *event = &j->events[i];
        if (event->kind == JOB_GROUP) {
            const row_group *group = &j->rows.groups[event->count];
            status = take_group(r, j, group, before, error);
            before = group;
        } else {
            notices_take(&r->notices, event);
        }
    }
    if (status == PARLEY_OK && j->failed) {
        *error = j->error;
        status = j->error.code;
    }
    return status == PARLEY_OK && r->writing ? part_end_job(&r->rows, j, error) : status;
}

/* Makes the jobs and the workers. */
static parley_status make_workers(run *r, parley_error *error)
{
    size_t threads = r->s->threads;
    r->job_count = threads == 1 ? 1 : 2 * threads;
    r->jobs = calloc(r->job_count, sizeof *r->jobs);
    r->job_list = calloc(r->job_count, sizeof *r->job_list);
    r->workers = calloc(threads, sizeof(labelling *));
    if (!r->jobs || !r->job_list || !r->workers)
        return no_memory(error);
    for (size_t i = 0; i < r->job_count; i++) {
        source_job_init(r->from, &r->jobs[i]);
        r->job_list[i] = &r->jobs[i];
    }
    for (; r->worker_count < threads; r->worker_count++) {
        r->workers[r->worker_count] = labelling_new(&r->plan, error);
        if (!r->workers[r->worker_count])
            return PARLEY_E_MEMORY;
    }
    return PARLEY_OK;
}

static parley_status run_jobs(run *r, parley_error *error)
{
    parley_status status = make_workers(r, error);
    pipeline_stages stages = {.context = r,
                              .jobs = r->job_list,
                              .job_count = r->job_count,
                              .read = read_job,
                              .work = label_job,
                              .sink = sink_job};
    return status == PARLEY_OK ? pipeline_run(&stages, r->s->threads, &r->stuck, error) : status;
}

/* --- figures ------------------------------------------------------------------------------------ */

static parley_status write_text(output **out, parley_buffer *text, parley_status status,
                                parley_error *error)
{
    status = status == PARLEY_OK
                 ? output_write(*out, text->data ? text->data : "", text->size, error)
                 : no_memory(error);
    parley_buffer_fini(text);
    return status == PARLEY_OK ? output_commit(out, error) : status;
}

/* Figures for people go to standard output, unless a table does. `made` is how the text came about. */
static parley_status print_figures(run *r, parley_buffer *text, parley_status made,
                                   parley_error *error)
{
    output *out = NULL;
    if (settings_data_on_stdout(r->s)) {
        if (made == PARLEY_OK)
            fwrite(text->data, 1, text->size, stderr);
        else
            no_memory(error);
        parley_buffer_fini(text);
        return made;
    }
    parley_status status = output_open(NULL, &out, error);
    if (status == PARLEY_OK)
        status = write_text(&out, text, made, error);
    output_abandon(&out);
    parley_buffer_fini(text);
    return status;
}

static parley_status write_scores(run *r, parley_error *error)
{
    parley_status status = PARLEY_OK;
    if (r->metrics) {
        parley_buffer text = {0};
        parley_status made = score_csv(&r->score, &text);
        status = write_text(&r->metrics, &text, made, error);
    }
    parley_buffer text = {0};
    return status == PARLEY_OK && r->s->score
               ? print_figures(r, &text, score_print(&r->score, &text), error)
               : status;
}

static parley_status write_summary(run *r, parley_error *error)
{
    summary s = {0};
    parley_buffer text = {0};
    parley_status status =
        summary_make(&r->whole.kept, r->format.model, whole_prior(&r->whole, &r->prior), &s, error);
    if (status == PARLEY_OK && r->summary)
        status = write_text(&r->summary, &text, summary_csv(&s, &text), error);
    else if (status == PARLEY_OK)
        status = print_figures(r, &text, summary_print(&s, &text), error);
    summary_fini(&s);
    return status;
}

/* --- rows --------------------------------------------------------------------------------------- */

/* Writes the rows that were kept, in their new order. */
static parley_status write_kept(run *r, parley_error *error)
{
    whole *w = &r->whole;
    size_t tasks = r->format.model->task_count;
    parley_labeller *labeller = NULL;
    parley_buffer scratch = {0}, said = {0}, line = {0};
    parley_status status = parley_labeller_new(r->model, &labeller, error);
    for (size_t i = 0; i < w->count && status == PARLEY_OK; i++) {
        size_t at = w->order[i];
        source_row row = kept_row(&w->kept, at);
        rows_marks marks = {w->at_random && w->at_random[at], w->marked && w->marked[at]};
        line.size = said.size = 0;
        status = rows_put(&r->format, &row, w->kept.extra_count, w->kept.predictions + at * tasks,
                          &marks, &(rows_tools){labeller, &scratch, &said}, &line);
        if (status != PARLEY_OK) {
            no_memory(error);
            break;
        }
        say_all(r, &said, 0, said.size);
        if (r->header.size)
            status = write_header(r, error);
        if (status == PARLEY_OK)
            status = part_write(&r->rows, line.data, line.size, error);
    }
    parley_labeller_free(labeller);
    parley_buffer_fini(&scratch);
    parley_buffer_fini(&said);
    parley_buffer_fini(&line);
    return status;
}

/* What had to wait for the last row. */
static parley_status run_whole(run *r, parley_error *error)
{
    whole *w = &r->whole;
    size_t tasks = r->format.model->task_count;
    parley_status status = whole_settle(w, &r->s->say, error);
    for (size_t i = 0; i < w->kept.count && status == PARLEY_OK && r->scoring; i++) {
        source_row row = kept_row(&w->kept, i);
        status = score_rows(r, w->kept.paths[i], &row, 1, w->kept.predictions + i * tasks, error);
    }
    return status == PARLEY_OK && r->writing ? write_kept(r, error) : status;
}

static parley_status run_rows(run *r, parley_error *error)
{
    parley_status status = run_jobs(r, error);
    if (status == PARLEY_OK && r->keeping)
        status = run_whole(r, error);
    if (status == PARLEY_OK && r->scoring)
        status = score_check(&r->score, r->from, error);
    /* The header of an output without rows. */
    if (status == PARLEY_OK && r->header.size)
        status = write_header(r, error);
    if (status == PARLEY_OK && r->writing)
        status = part_commit(&r->rows, source_units(r->from), error);
    if (status == PARLEY_OK && r->scoring)
        status = write_scores(r, error);
    if (status == PARLEY_OK && r->s->whole.summary)
        status = write_summary(r, error);
    if (status == PARLEY_OK)
        message_note(&r->s->say, "%zu rows", r->row_count);
    return status;
}

/* --- the run ------------------------------------------------------------------------------------ */

static parley_status load_model(run *r, parley_error *error)
{
    parley_status status = PARLEY_OK;
    if (!r->s->model)
        status = shipped_model_find(&r->model_path, error);
    else if (parley_buffer_append(&r->model_path, r->s->model, strlen(r->s->model) + 1))
        status = no_memory(error);
    if (status == PARLEY_OK)
        status = settings_check_model(r->s, r->model_path.data, error);
    if (status == PARLEY_OK)
        status = parley_model_load(r->model_path.data, &r->model, error);
    if (status == PARLEY_OK && !r->s->model)
        message_note(&r->s->say, "model %s", r->model_path.data);
    return status;
}

static parley_status run_dump(run *r, parley_error *error)
{
    parley_status status = load_model(r, error);
    output *out = NULL;
    if (status == PARLEY_OK)
        status = output_open(r->s->output, &out, error);
    if (status == PARLEY_OK)
        status = dump_model(parley_model_view_of(r->model), out, error);
    if (status == PARLEY_OK)
        status = output_commit(&out, error);
    output_abandon(&out);
    return status;
}

static parley_status run_merge(run *r, parley_error *error)
{
    const settings *s = r->s;
    output *out = NULL;
    parley_status status = output_open(s->output, &out, error);
    if (status == PARLEY_OK)
        status = merge_parts(s->operands.list, s->operands.count, out, &r->row_count, error);
    if (status == PARLEY_OK)
        status = output_commit(&out, error);
    output_abandon(&out);
    if (status == PARLEY_OK)
        message_note(&s->say, "%zu rows", r->row_count);
    return status;
}

/* An input that is also an output is a slip of the hand: nothing would be left to try again with. */
static parley_status check_outputs(const run *r, parley_error *error)
{
    const struct {
        const char *option, *path;
    } outputs[] = {
        {"-o", r->s->output}, {"--metrics", r->s->metrics}, {"--summary", r->s->summary}};
    for (size_t i = 0; i < sizeof outputs / sizeof *outputs; i++) {
        const char *path = outputs[i].path ? source_reads(r->from, outputs[i].path) : NULL;
        if (path)
            return parley_error_set(error, PARLEY_E_ARGUMENT,
                                    "%s names the input %s, which would be overwritten",
                                    outputs[i].option, path);
    }
    return PARLEY_OK;
}

/* The hash of a file's bytes. */
static parley_status hash_file(const char *path, uint64_t *hash, parley_error *error)
{
    FILE *file = fopen(path, "rb");
    XXH3_state_t *state = XXH3_createState();
    char block[1 << 14];
    size_t got = 1;
    if (state)
        XXH3_64bits_reset(state);
    while (file && state && (got = fread(block, 1, sizeof block, file)) > 0)
        XXH3_64bits_update(state, block, got);
    parley_status status = PARLEY_OK;
    if (!state)
        status = no_memory(error);
    else if (!file || ferror(file))
        status = parley_error_at(error, PARLEY_E_IO, path, 0, "cannot read: %s", strerror(errno));
    else
        *hash = XXH3_64bits_digest(state);
    XXH3_freeState(state);
    if (file)
        fclose(file);
    return status;
}

/* Opens the output of rows, and passes over what an earlier run did. */
static parley_status open_rows(run *r, parley_error *error)
{
    const settings *s = r->s;
    part_settings how = {.path = s->output, .sharded = s->source.shards > 0, .resume = s->resume};
    bool in_parts = s->resume || s->source.shards > 0;
    parley_status status = PARLEY_OK;
    if (rows_put_header(&r->format, r->from, &r->header) != PARLEY_OK)
        return no_memory(error);
    how.origin = (journal_origin){.inputs = source_fingerprint(r->from),
                                  .header_bytes = r->header.size,
                                  .columns = XXH3_64bits(r->header.data, r->header.size),
                                  .options = {s->given.data ? s->given.data : "", s->given.size},
                                  .shard = s->source.shards ? s->source.shard : 1,
                                  .shards = s->source.shards ? s->source.shards : 1};
    if (in_parts && r->model)
        status = hash_file(r->model_path.data, &how.origin.model, error);
    if (status == PARLEY_OK)
        status = part_open(&r->rows, &how, error);
    r->notices.partial = in_parts;
    source_skip(r->from, r->rows.done.units);
    r->row_count = part_row_count(&r->rows);
    if (r->row_count)
        message_note(&s->say, "%zu rows are there", r->row_count);
    /* A part begins with its header; other outputs get it with their first row. */
    if (status == PARLEY_OK && r->rows.done.bytes)
        parley_buffer_fini(&r->header);
    else if (status == PARLEY_OK && s->resume && !r->rows.complete)
        status = write_header(r, error);
    return status;
}

static parley_status open_outputs(run *r, parley_error *error)
{
    const settings *s = r->s;
    parley_status status = PARLEY_OK;
    if (s->metrics)
        status = output_open(s->metrics, &r->metrics, error);
    if (status == PARLEY_OK && s->summary)
        status = output_open(s->summary, &r->summary, error);
    if (status == PARLEY_OK && r->writing)
        status = open_rows(r, error);
    return status;
}

/* What is to be made of the input, once the model is known. */
static parley_status make_plan(run *r)
{
    const settings *s = r->s;
    r->format = (rows_format){.model = r->model ? parley_model_view_of(r->model) : NULL,
                              .explain = s->explain,
                              .kinds = s->source.kinds,
                              .offsets = s->offsets,
                              .dates = s->dates,
                              .review = s->review,
                              .no_text = s->no_text,
                              .sample = s->whole.sample > 0,
                              .marks = s->whole.accuracy > 0,
                              .from = r->from};
    r->keeping = whole_is_wanted(&s->whole);
    r->plan = (labelling_plan){.settings = &s->source,
                               .model = r->model,
                               .format = settings_want_rows(s) && !r->keeping ? &r->format : NULL,
                               .prior = s->prior ? &r->prior : NULL,
                               .scores = r->keeping};
    if (r->keeping) {
        r->whole.settings = &s->whole;
        whole_init(&r->whole, r->format.model, source_extra_count(r->from));
    }
    return rows_format_init(&r->format);
}

static parley_status run_all(run *r, parley_error *error)
{
    const settings *s = r->s;
    if (s->dump)
        return run_dump(r, error);
    if (s->merge)
        return run_merge(r, error);
    if (s->operands.count == 0 && isatty(STDIN_FILENO))
        message_warning(&s->say, NULL, 0, "reading from the keyboard; Ctrl-D ends the text");
    parley_status status =
        source_open(&s->source, s->operands.list, s->operands.count, &s->say, &r->from, error);
    if (status == PARLEY_OK)
        status = check_outputs(r, error);
    if (status == PARLEY_OK && !s->sentences)
        status = load_model(r, error);
    if (status != PARLEY_OK)
        return status;
    if (make_plan(r) != PARLEY_OK)
        return no_memory(error);
    if (s->prior)
        status = prior_parse(r->format.model, s->prior, &r->prior, error);
    if (status != PARLEY_OK)
        return status;
    if (settings_want_score(s)) {
        r->scoring = true;
        status = score_init(&r->score, r->format.model, r->from, error);
    }
    r->writing = settings_want_rows(s);
    if (status == PARLEY_OK)
        status = open_outputs(r, error);
    if (status == PARLEY_OK && r->rows.complete)
        return PARLEY_OK;
    return status == PARLEY_OK ? run_rows(r, error) : status;
}

static void run_fini(run *r)
{
    if (r->scoring)
        score_fini(&r->score);
    whole_fini(&r->whole);
    prior_fini(&r->prior);
    for (size_t i = 0; i < r->worker_count; i++)
        labelling_free(r->workers[i]);
    for (size_t i = 0; r->jobs && i < r->job_count; i++)
        job_fini(&r->jobs[i]);
    free(r->workers);
    free(r->jobs);
    free(r->job_list);
    source_close(r->from);
    rows_format_fini(&r->format);
    parley_model_free(r->model);
    parley_buffer_fini(&r->header);
    parley_buffer_fini(&r->model_path);
}

/* The status of the program for an error, which is said. */
static int fail(const settings *s, const parley_error *error)
{
    message_error(&s->say, error);
    if (error->code != PARLEY_E_ARGUMENT)
        return 1;
    fprintf(stderr, "%s: see %s --help\n", s->say.program, s->say.program);
    return 2;
}

int main(int argc, char **argv)
{
    settings s = {.say = {.program = "parley-classify"}};
    parley_error error = {0};
    run r = {.s = &s, .notices = {.say = &s.say}};
    output_catch_signals();
    article_library_init();
    parley_status status = settings_parse(&s, argc, argv, &error);
    if (status == PARLEY_OK)
        status = s.help ? settings_show_help(&s, &error) : run_all(&r, &error);
    int code = status == PARLEY_OK ? 0 : fail(&s, &error);
    part_abandon(&r.rows);
    output_abandon(&r.metrics);
    output_abandon(&r.summary);
    if (r.stuck)
        _exit(code);
    run_fini(&r);
    settings_fini(&s);
    return code;
}
