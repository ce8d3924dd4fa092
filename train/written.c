/* What reviewers write: see train/written.h.
 *
 * A slip of the pen (favour for favor, in thirty rows) must not become a label that a machine learns,
 * and no count tells a slip from a new label. So a label is known if a plain file on the command line
 * has it or the machine gave it in one of the sheets, and a new one is announced (--new-label). Only
 * where nothing is known at all, in sheets that were made by hand and have no label column, whatever
 * is written is a label.
 *
 * Spreadsheets write TRUE for true, and people Favor for favor: case and blanks do not count, unless
 * two known labels differ by them alone.
 */
#include "written.h"

#include "../io/sheet.h"
#include "parley/text.h"

#include <stdlib.h>
#include <string.h>

/* What is longer than this was not meant as a label; and how much of it a message shows. */
enum { NEAREST_BYTES = 200, SHOWN_BYTES = 60 };

typedef struct known_labels {
    parley_str *labels; /* [count] */
    parley_str *folded; /* [count] */
    size_t count;
} known_labels;

struct written {
    const corpus *c;
    known_labels *tasks; /* [task_count] */
    arena strings;
};

static bool same(parley_str a, parley_str b)
{
    return a.size == b.size && memcmp(a.data, b.data, a.size) == 0;
}

/* As labels are compared where case and blanks do not count. Appends. */
static parley_status fold(parley_str text, parley_buffer *out)
{
    parley_buffer squeezed = {0};
    parley_status status = parley_text_squeeze(text.data, text.size, &squeezed);
    if (status == PARLEY_OK && squeezed.size)
        status = parley_text_fold(squeezed.data, squeezed.size, out);
    parley_buffer_fini(&squeezed);
    return status;
}

static parley_status add_known(written *w, known_labels *k, parley_str label)
{
    for (size_t i = 0; i < k->count; i++)
        if (same(k->labels[i], label))
            return PARLEY_OK;
    parley_buffer folded = {0};
    parley_status status = fold(label, &folded);
    k->labels[k->count] = label;
    k->folded[k->count].data =
        status == PARLEY_OK ? arena_copy(&w->strings, folded.data ? folded.data : "", folded.size)
                            : NULL;
    k->folded[k->count].size = folded.size;
    parley_buffer_fini(&folded);
    return k->folded[k->count++].data ? PARLEY_OK : PARLEY_E_MEMORY;
}

static parley_status collect(written *w, size_t t)
{
    const corpus *c = w->c;
    const intern_table *tables[] = {&c->tasks[t].found, &c->tasks[t].machine};
    known_labels *k = &w->tasks[t];
    size_t room = tables[0]->count + tables[1]->count + c->new_label_count + 1;
    k->labels = calloc(room, sizeof *k->labels);
    k->folded = calloc(room, sizeof *k->folded);
    parley_status status = k->labels && k->folded ? PARLEY_OK : PARLEY_E_MEMORY;
    for (size_t i = 0; i < 2; i++)
        for (size_t l = 0; l < tables[i]->count && status == PARLEY_OK; l++)
            status = add_known(w, k, tables[i]->strings[l]);
    for (size_t i = 0; i < c->new_label_count && k->count && status == PARLEY_OK; i++)
        status = add_known(w, k, (parley_str){c->new_labels[i], strlen(c->new_labels[i])});
    return status;
}

parley_status written_new(const corpus *c, written **out)
{
    written *w = calloc(1, sizeof *w);
    if (!w)
        return PARLEY_E_MEMORY;
    w->c = c;
    w->tasks = calloc(c->task_count + 1, sizeof *w->tasks);
    parley_status status = w->tasks ? PARLEY_OK : PARLEY_E_MEMORY;
    for (size_t t = 0; t < c->task_count && status == PARLEY_OK; t++)
        status = collect(w, t);
    if (status == PARLEY_OK)
        *out = w;
    else
        written_free(w);
    return status;
}

void written_free(written *w)
{
    if (!w)
        return;
    for (size_t t = 0; w->tasks && t < w->c->task_count; t++) {
        free(w->tasks[t].labels);
        free(w->tasks[t].folded);
    }
    free(w->tasks);
    arena_fini(&w->strings);
    free(w);
}

parley_status written_find(written *w, const corpus_decision *d, parley_str *label)
{
    const known_labels *k = &w->tasks[d->task];
    *label = (parley_str){"", 0};
    if (sheet_is_ok(d->written)) {
        *label = d->machine;
        return PARLEY_OK;
    }
    if (k->count == 0) {
        *label = d->written;
        return PARLEY_OK;
    }
    parley_buffer folded = {0};
    size_t matches = 0;
    parley_status status = fold(d->written, &folded);
    for (size_t i = 0; i < k->count && status == PARLEY_OK; i++) {
        if (same(k->labels[i], d->written)) {
            *label = k->labels[i];
            matches = 1;
            break;
        }
        if (same(k->folded[i], (parley_str){folded.data, folded.size})) {
            *label = k->labels[i];
            matches++;
        }
    }
    if (matches != 1)
        *label = (parley_str){"", 0};
    parley_buffer_fini(&folded);
    return status;
}

/* --- the nearest label -------------------------------------------------------------------------- */

/* Insertions, deletions and substitutions of bytes (Levenshtein 1966), and swaps of neighbours
 * (Damerau 1964) as one. */
static size_t edit_distance(parley_str a, parley_str b)
{
    size_t rows[3][NEAREST_BYTES + 1];
    size_t *before = rows[0], *above = rows[1], *now = rows[2];
    for (size_t k = 0; k <= b.size; k++)
        above[k] = k;
    for (size_t i = 1; i <= a.size; i++) {
        now[0] = i;
        for (size_t k = 1; k <= b.size; k++) {
            size_t best = above[k - 1] + (a.data[i - 1] != b.data[k - 1]);
            best = best < above[k] + 1 ? best : above[k] + 1;
            best = best < now[k - 1] + 1 ? best : now[k - 1] + 1;
            if (i > 1 && k > 1 && a.data[i - 1] == b.data[k - 2] &&
                a.data[i - 2] == b.data[k - 1] && before[k - 2] + 1 < best)
                best = before[k - 2] + 1;
            now[k] = best;
        }
        size_t *free_row = before;
        before = above;
        above = now;
        now = free_row;
    }
    return above[b.size];
}

static parley_str nearest(const known_labels *k, parley_str folded)
{
    parley_str best = {"ok", 2};
    size_t least = edit_distance(folded, best);
    for (size_t i = 0; i < k->count; i++) {
        if (k->folded[i].size > NEAREST_BYTES)
            continue;
        size_t distance = edit_distance(folded, k->folded[i]);
        if (distance < least) {
            least = distance;
            best = k->labels[i];
        }
    }
    return best;
}

static int shown(parley_str s)
{
    size_t size = s.size < SHOWN_BYTES ? s.size : SHOWN_BYTES;
    while (size < s.size && size > 0 && ((unsigned char)s.data[size] & 0xC0) == 0x80)
        size--;
    return (int)size;
}

/* The sheet's row where the line of the file does not tell it, and how many more rows there are. */
static parley_status describe(const corpus_row *row, size_t others, parley_buffer *out)
{
    parley_status status = PARLEY_OK;
    if (row->number + 1 != row->line)
        status = parley_buffer_printf(out, "row %zu: ", row->number + 1);
    if (status == PARLEY_OK && others)
        status = parley_buffer_printf(out, "(and %zu more) ", others);
    return status == PARLEY_OK ? parley_buffer_append(out, "", 1) : status;
}

parley_status written_refuse(written *w, const corpus_decision *d, size_t others,
                             parley_error *error)
{
    const corpus_row *row = &w->c->rows[d->row];
    const char *task = w->c->tasks[d->task].name, *path = w->c->files[row->file];
    if (sheet_is_ok(d->written))
        return parley_error_at(error, PARLEY_E_DATA, path, row->line,
                               "'ok' in %s" SHEET_CORRECTED ", but there is no label in %s that it "
                               "could mean; write the label",
                               task, task);
    parley_buffer folded = {0}, where = {0};
    parley_status status = fold(d->written, &folded);
    if (status == PARLEY_OK)
        status = describe(row, others, &where);
    if (status != PARLEY_OK) {
        parley_buffer_fini(&folded);
        parley_buffer_fini(&where);
        return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    }
    parley_str text = {folded.data,
                       folded.size < NEAREST_BYTES ? folded.size : (size_t)NEAREST_BYTES};
    parley_str best = nearest(&w->tasks[d->task], text);
    status = parley_error_at(error, PARLEY_E_DATA, path, row->line,
                             "%s'%.*s' in %s" SHEET_CORRECTED " is no label of %s; did you mean "
                             "'%.*s'? A label that is new is announced with --new-label",
                             where.data, shown(d->written), d->written.data, task, task,
                             shown(best), best.data);
    parley_buffer_fini(&folded);
    parley_buffer_fini(&where);
    return status;
}
