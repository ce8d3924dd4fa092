/* Jobs: see classify/job.h. */
#include "job.h"

#include <stdlib.h>

/* Memory beyond these is given back: an article of the largest kind is rare. */
enum { LINES_KEPT = 1 << 20, PREDICTIONS_KEPT = 1 << 15, LEAST_OF_A_PIECE = 64 };

void job_reset(job *j)
{
    batch_reset(&j->rows);
    j->failed = j->goes_on = false;
    j->event_count = 0;
    j->piece_count = 0;
    j->piece_cell_count = 0;
    if (j->lines.capacity > LINES_KEPT)
        parley_buffer_fini(&j->lines);
    j->lines.size = j->said.size = 0;
    if (j->prediction_capacity > PREDICTIONS_KEPT) {
        free(j->predictions);
        free(j->scores);
        j->predictions = NULL;
        j->scores = NULL;
        j->prediction_capacity = 0;
    }
}

void job_fini(job *j)
{
    batch_fini(&j->rows);
    free(j->events);
    free(j->pieces);
    free(j->piece_cells);
    free(j->predictions);
    free(j->scores);
    parley_buffer_fini(&j->said);
    parley_buffer_fini(&j->lines);
    *j = (job){0};
}

bool job_is_full(const job *j)
{
    return batch_is_full(&j->rows);
}

/* Makes room for one more event and one more piece than there are. */
static parley_status grow(job *j)
{
    if (j->event_count == j->event_capacity) {
        size_t capacity = j->event_capacity ? 2 * j->event_capacity : 16;
        job_event *events = realloc(j->events, capacity * sizeof *events);
        if (!events)
            return PARLEY_E_MEMORY;
        j->events = events;
        j->event_capacity = capacity;
    }
    if (j->piece_count == j->piece_capacity) {
        size_t capacity = j->piece_capacity ? 2 * j->piece_capacity : 16;
        job_piece *pieces = realloc(j->pieces, capacity * sizeof *pieces);
        if (!pieces)
            return PARLEY_E_MEMORY;
        j->pieces = pieces;
        j->piece_capacity = capacity;
    }
    return PARLEY_OK;
}

parley_status job_begin_group(job *j, const char *path, parley_relation relation)
{
    return batch_begin(&j->rows, path, relation);
}

parley_status job_end_group(job *j)
{
    row_batch *rows = &j->rows;
    if (!rows->open)
        return PARLEY_OK;
    row_group *last = &rows->groups[rows->group_count - 1];
    if (last->count == 0) {
        batch_drop(rows);
        return PARLEY_OK;
    }
    rows->open = false;
    return job_say(
        j, (job_event){.kind = JOB_GROUP, .path = last->path, .count = rows->group_count - 1});
}

parley_status job_say(job *j, job_event event)
{
    if (grow(j) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    if (j->piece_count > 0)
        j->pieces[j->piece_count++] = (job_piece){.kind = PIECE_EVENT, .event = event};
    else
        j->events[j->event_count++] = event;
    return PARLEY_OK;
}

static parley_status keep(job *j, parley_str *text)
{
    const char *copy = arena_copy(&j->rows.strings, text->data, text->size);
    text->data = copy;
    j->rows.bytes += text->size;
    return copy ? PARLEY_OK : PARLEY_E_MEMORY;
}

parley_status job_add_piece(job *j, const job_piece *piece, const parley_str *cells)
{
    size_t count = cells ? j->rows.extra_count : 0;
    if (parley_list_reserve(&j->piece_cells, sizeof *j->piece_cells, &j->piece_cell_capacity,
                            j->piece_cell_count + count) != PARLEY_OK ||
        grow(j) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    job_piece *to = &j->pieces[j->piece_count];
    *to = *piece;
    to->cells = j->piece_cell_count;
    if (keep(j, &to->text) != PARLEY_OK || keep(j, &to->article) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    for (size_t i = 0; i < count; i++) {
        j->piece_cells[to->cells + i] = cells[i];
        if (keep(j, &j->piece_cells[to->cells + i]) != PARLEY_OK)
            return PARLEY_E_MEMORY;
    }
    j->rows.bytes += LEAST_OF_A_PIECE;
    j->piece_cell_count += count;
    j->piece_count++;
    return PARLEY_OK;
}

void job_fail(job *j, const parley_error *error)
{
    if (j->rows.open)
        batch_drop(&j->rows);
    j->failed = true;
    j->error = *error;
}

void job_fail_at(job *j, size_t group, const parley_error *error)
{
    size_t at = 0;
    while (at < j->event_count &&
           !(j->events[at].kind == JOB_GROUP && j->events[at].count == group))
        at++;
    j->event_count = at;
    job_fail(j, error);
}
