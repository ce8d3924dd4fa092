/* What readers share: see classify/reading.h. */
#include "reading.h"

#include <string.h>
#include <xxhash.h>

const char *reading_path(const reading *r)
{
    return strcmp(r->file->path, "-") == 0 ? "standard input" : r->file->path;
}

parley_str reading_article(const reading *r)
{
    return (parley_str){r->file->article, strlen(r->file->article)};
}

bool reading_wants_kinds(const reading *r)
{
    return r->settings->kinds || r->settings->body_only;
}

parley_status reading_no_memory(parley_error *error)
{
    return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
}

/* --- what is said ------------------------------------------------------------------------------- */

static parley_status say(reading *r, job_event_kind kind, size_t line, size_t count)
{
    return job_say(r->job, (job_event){kind, reading_path(r), line, count});
}

parley_status reading_say_decoded(reading *r, size_t converted, size_t replaced)
{
    parley_status status = PARLEY_OK;
    if (converted && !r->said_converted)
        status = say(r, JOB_CONVERTED, 0, converted);
    if (status == PARLEY_OK && replaced && !r->said_replaced)
        status = say(r, JOB_REPLACED, 0, replaced);
    r->said_converted = r->said_converted || converted;
    r->said_replaced = r->said_replaced || replaced;
    return status;
}

parley_status reading_say_empty(reading *r, size_t line, size_t count)
{
    return say(r, JOB_NO_TEXT, line, count);
}

parley_status reading_say_end(reading *r, bool articles)
{
    return say(r, JOB_FILE_ENDS, 0, articles);
}

/* --- units --------------------------------------------------------------------------------------- */

bool reading_is_of_shard(const reading *r, parley_str name_or_text)
{
    const source_settings *s = r->settings;
    return s->shards < 2 ||
           XXH3_64bits(name_or_text.size ? name_or_text.data : "", name_or_text.size) % s->shards ==
               s->shard - 1;
}

bool reading_begin_unit(reading *r, parley_str name_or_text)
{
    return r->units++ >= r->first_unit && reading_is_of_shard(r, name_or_text);
}

/* --- groups ------------------------------------------------------------------------------------- */

static row_group *last_group(const reading *r)
{
    return &r->job->rows.groups[r->job->rows.group_count - 1];
}

parley_status reading_begin(reading *r, parley_relation relation)
{
    parley_status status = job_begin_group(r->job, r->file->path, relation);
    if (status == PARLEY_OK && relation == PARLEY_ARTICLE && !r->whole)
        last_group(r)->article = ++r->articles;
    return status;
}

parley_status reading_go_on(reading *r)
{
    parley_status status = job_begin_group(r->job, r->file->path, PARLEY_CONTINUED);
    if (status != PARLEY_OK)
        return status;
    last_group(r)->article = r->articles;
    last_group(r)->head = article_head_hold(r->head);
    return PARLEY_OK;
}

parley_status reading_pause(reading *r)
{
    if (!r->head)
        r->head = article_head_new(&r->job->rows, last_group(r));
    r->job->goes_on = true;
    return r->head ? job_end_group(r->job) : PARLEY_E_MEMORY;
}

parley_status reading_end(reading *r)
{
    article_head_release(r->head);
    r->head = NULL;
    return job_end_group(r->job);
}

void reading_begin_walk(const reading *r, article_walk *walk, article_parts parts, bool whole)
{
    article_walk_init(walk, parts, r->settings->abbreviations, whole);
    if (!reading_wants_kinds(r))
        article_walk_skip_kinds(walk);
}

parley_status reading_add_sentences(reading *r, article_walk *walk, const source_row *like,
                                    const parley_str *extra, size_t *number, bool *ended)
{
    source_row row = *like;
    article_sentence s;
    *ended = false;
    while (r->whole || !job_is_full(r->job)) {
        if (!article_walk_next(walk, &s)) {
            *ended = true;
            return PARLEY_OK;
        }
        row.text = (parley_str){walk->parts.text.data + s.begin, s.end - s.begin};
        row.kind = s.kind;
        row.begin = s.begin;
        row.number = ++*number;
        if (batch_add(&r->job->rows, &row, extra) != PARLEY_OK)
            return PARLEY_E_MEMORY;
    }
    return PARLEY_OK;
}

void reading_fini(reading *r)
{
    article_head_release(r->head);
    r->head = NULL;
}
