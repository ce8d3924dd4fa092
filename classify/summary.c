/* Shares with bounds: see classify/summary.h. */
#include "summary.h"

#include "../io/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TRY(call)                                                                                  \
    do {                                                                                           \
        if ((call) != PARLEY_OK)                                                                   \
            return PARLEY_E_MEMORY;                                                                \
    } while (0)

/* --- summing up --------------------------------------------------------------------------------- */

/* Sums behind a cell, before they become shares. */
typedef struct cell_sums {
    double probability, variance; /* of independent sentences */
    double printed;
} cell_sums;

typedef struct work {
    const kept_rows *rows;
    const parley_model_view *model;
    const prior *prior;
    size_t *article;   /* [rows] */
    double *posterior; /* [labels], of one row */
    cell_sums *sums;   /* [articles + 1][cells] */
} work;

/* The labels of all tasks, then for each two tasks all pairs of their labels. */
static size_t count_cells(const parley_model_view *model)
{
    size_t cells = model->label_count;
    for (size_t t = 0; t < model->task_count; t++)
        for (size_t u = t + 1; u < model->task_count; u++)
            cells += model->tasks[t].label_count * model->tasks[u].label_count;
    return cells;
}

static void add_cell(cell_sums *cell, double probability, bool printed)
{
    cell->probability += probability;
    cell->variance += probability * (1 - probability);
    cell->printed += printed;
}

/* Adds a row, whose posterior is in hand, to the sums of an article or of all. */
static void add_row(const work *w, size_t row, cell_sums *sums)
{
    const parley_model_view *m = w->model;
    const parley_prediction *given = w->rows->predictions + row * m->task_count;
    const double *first = w->posterior;
    for (size_t t = 0; t < m->task_count; first += m->tasks[t++].label_count)
        for (size_t l = 0; l < m->tasks[t].label_count; l++)
            add_cell(sums++, first[l], given[t].label == l);
    first = w->posterior;
    for (size_t t = 0; t < m->task_count; first += m->tasks[t++].label_count) {
        const double *second = first + m->tasks[t].label_count;
        for (size_t u = t + 1; u < m->task_count; second += m->tasks[u++].label_count)
            for (size_t a = 0; a < m->tasks[t].label_count; a++)
                for (size_t b = 0; b < m->tasks[u].label_count; b++)
                    add_cell(sums++, first[a] * second[b],
                             given[t].label == a && given[u].label == b);
    }
}

static void add_rows(work *w, summary *s)
{
    const parley_model_view *m = w->model;
    for (size_t i = 0; i < w->rows->count; i++) {
        const double *scores = w->rows->scores + i * m->label_count;
        for (size_t t = 0, begin = 0; t < m->task_count; begin += m->tasks[t++].label_count)
            prior_posterior(&m->tasks[t], w->prior ? w->prior->shares + begin : NULL,
                            scores + begin, w->posterior + begin);
        add_row(w, i, w->sums + w->article[i] * s->cells);
        add_row(w, i, w->sums + s->articles.count * s->cells);
        s->sizes[w->article[i]]++;
        s->sizes[s->articles.count]++;
    }
}

/* --- bounds ------------------------------------------------------------------------------------- */

/* Variance of a share beyond that of independent sentences. `common`: the share of pairs of different
 * sentences that are of one article. */
static double beyond(double spread, double share_error, double common)
{
    return spread * spread * common + share_error * share_error;
}

static void settle_cell(summary_cell *cell, const cell_sums *sums, double rows, double extra)
{
    cell->share = sums->probability / rows;
    cell->printed = sums->printed / rows;
    double reach = 1.96 * sqrt(sums->variance / (rows * rows) + extra);
    cell->low = fmax(0, cell->share - reach);
    cell->high = fmin(1, cell->share + reach);
}

/* Sums to shares, of an article or of all. A pair's errors are those of its labels, each times the other's
 * share. */
static void settle(const summary *s, size_t row, const cell_sums *sums, double common)
{
    const parley_model_view *m = s->model;
    summary_cell *cells = s->table + row * s->cells;
    double rows = (double)s->sizes[row];
    size_t at = 0;
    for (size_t t = 0; t < m->task_count; t++)
        for (size_t l = 0; l < m->tasks[t].label_count; l++, at++)
            settle_cell(&cells[at], &sums[at], rows,
                        beyond(m->tasks[t].share_spread[l], m->tasks[t].share_error[l], common));
    const summary_cell *first = cells;
    for (size_t t = 0; t < m->task_count; first += m->tasks[t++].label_count) {
        const summary_cell *second = first + m->tasks[t].label_count;
        for (size_t u = t + 1; u < m->task_count; second += m->tasks[u++].label_count)
            for (size_t a = 0; a < m->tasks[t].label_count; a++)
                for (size_t b = 0; b < m->tasks[u].label_count; b++, at++) {
                    const parley_task_view *x = &m->tasks[t], *y = &m->tasks[u];
                    double left = beyond(x->share_spread[a], x->share_error[a], common);
                    double right = beyond(y->share_spread[b], y->share_error[b], common);
                    double p = second[b].share, q = first[a].share;
                    settle_cell(&cells[at], &sums[at], rows, p * p * left + q * q * right);
                }
    }
}

static void settle_all(const work *w, summary *s)
{
    double pairs = 0, all = (double)s->sizes[s->articles.count];
    for (size_t a = 0; a < s->articles.count; a++) {
        double n = (double)s->sizes[a];
        pairs += n * (n - 1);
        settle(s, a, w->sums + a * s->cells, (n - 1) / n);
    }
    if (all > 0)
        settle(s, s->articles.count, w->sums + s->articles.count * s->cells, pairs / (all * all));
}

parley_status summary_make(const kept_rows *rows, const parley_model_view *model, const prior *p,
                           summary *out, parley_error *error)
{
    work w = {.rows = rows, .model = model, .prior = p};
    parley_status status = PARLEY_OK;
    *out = (summary){.model = model, .cells = count_cells(model)};
    w.article = malloc((rows->count + 1) * sizeof *w.article);
    w.posterior = malloc((model->label_count + 1) * sizeof *w.posterior);
    if (!w.article || !w.posterior)
        status = PARLEY_E_MEMORY;
    for (size_t i = 0; i < rows->count && status == PARLEY_OK; i++)
        status = intern_add(&out->articles, rows->rows[i].article, &w.article[i]);
    if (status == PARLEY_OK) {
        size_t count = out->articles.count + 1;
        w.sums = calloc(count * out->cells, sizeof *w.sums);
        out->table = calloc(count * out->cells, sizeof *out->table);
        out->sizes = calloc(count, sizeof *out->sizes);
        status = w.sums && out->table && out->sizes ? PARLEY_OK : PARLEY_E_MEMORY;
    }
    if (status == PARLEY_OK) {
        add_rows(&w, out);
        settle_all(&w, out);
    } else {
        parley_error_set(error, status, "out of memory");
    }
    free(w.article);
    free(w.posterior);
    free(w.sums);
    return status;
}

void summary_fini(summary *s)
{
    intern_fini(&s->articles);
    free(s->sizes);
    free(s->table);
    *s = (summary){0};
}

/* --- for people --------------------------------------------------------------------------------- */

/* How many columns a text takes, near enough: its characters. */
static size_t width_of(const char *text, size_t size)
{
    size_t width = 0;
    for (size_t i = 0; i < size; i++)
        width += ((unsigned char)text[i] & 0xC0) != 0x80;
    return width;
}

/* Appends a text, and blanks up to a width. */
static parley_status put_padded(parley_buffer *out, parley_str text, size_t width)
{
    size_t taken = width_of(text.data, text.size);
    TRY(parley_buffer_append(out, text.data, text.size));
    for (; taken < width; taken++)
        TRY(parley_buffer_puts(out, " "));
    return PARLEY_OK;
}

static parley_str str_of(const char *text)
{
    return (parley_str){text, strlen(text)};
}

static size_t longest_label(const parley_task_view *task)
{
    size_t longest = 0;
    for (size_t l = 0; l < task->label_count; l++) {
        size_t width = width_of(task->labels[l], strlen(task->labels[l]));
        longest = width > longest ? width : longest;
    }
    return longest;
}

static parley_status print_task(const summary *s, size_t t, const summary_cell *cells,
                                parley_buffer *out)
{
    const parley_task_view *task = &s->model->tasks[t];
    size_t width = longest_label(task) > 5 ? longest_label(task) : 5;
    TRY(parley_buffer_printf(out, "%s: shares over %zu sentences of %zu article%s\n  ", task->name,
                             s->sizes[s->articles.count], s->articles.count,
                             s->articles.count == 1 ? "" : "s"));
    TRY(put_padded(out, str_of("label"), width));
    TRY(parley_buffer_puts(out, "   share  95 % bounds       as printed\n"));
    for (size_t l = 0; l < task->label_count; l++) {
        TRY(parley_buffer_puts(out, "  "));
        TRY(put_padded(out, str_of(task->labels[l]), width));
        TRY(parley_buffer_printf(out, "  %6.3f  %.3f to %.3f    %6.3f\n", cells[l].share,
                                 cells[l].low, cells[l].high, cells[l].printed));
    }
    return PARLEY_OK;
}

/* One line for each article: its sentences, and each label's share and bounds in per cent. */
static parley_status print_articles(const summary *s, size_t t, size_t begin, parley_buffer *out)
{
    const parley_task_view *task = &s->model->tasks[t];
    size_t shown = s->articles.count < SUMMARY_ARTICLES ? s->articles.count : SUMMARY_ARTICLES;
    size_t width = 7;
    for (size_t a = 0; a < shown; a++) {
        size_t own = width_of(s->articles.strings[a].data, s->articles.strings[a].size);
        width = own > width ? own : width;
    }
    TRY(parley_buffer_puts(out, "  "));
    TRY(put_padded(out, str_of("article"), width));
    TRY(parley_buffer_puts(out, "  sentences"));
    for (size_t l = 0; l < task->label_count; l++) {
        TRY(parley_buffer_puts(out, "  "));
        TRY(put_padded(out, str_of(task->labels[l]), l + 1 < task->label_count ? 16 : 0));
    }
    TRY(parley_buffer_puts(out, "\n"));
    for (size_t a = 0; a < shown; a++) {
        const summary_cell *cells = s->table + a * s->cells + begin;
        TRY(parley_buffer_puts(out, "  "));
        TRY(put_padded(out, s->articles.strings[a], width));
        TRY(parley_buffer_printf(out, "  %9zu", s->sizes[a]));
        for (size_t l = 0; l < task->label_count; l++)
            TRY(parley_buffer_printf(out, "  %3.0f %% (%2.0f to %3.0f)", 100 * cells[l].share,
                                     100 * cells[l].low, 100 * cells[l].high));
        TRY(parley_buffer_puts(out, "\n"));
    }
    return shown == s->articles.count
               ? PARLEY_OK
               : parley_buffer_printf(out, "  and %zu more: --summary=FILE.csv has all\n",
                                      s->articles.count - shown);
}

/* One task's labels by another's, over all. */
static parley_status print_pair(const summary *s, size_t t, size_t u, const summary_cell *cells,
                                parley_buffer *out)
{
    const parley_task_view *down = &s->model->tasks[t], *across = &s->model->tasks[u];
    size_t width = longest_label(down);
    TRY(parley_buffer_printf(out, "%s by %s: shares of all sentences\n  ", down->name,
                             across->name));
    TRY(put_padded(out, str_of(""), width));
    for (size_t b = 0; b < across->label_count; b++) {
        TRY(parley_buffer_puts(out, "  "));
        TRY(put_padded(out, str_of(across->labels[b]), b + 1 < across->label_count ? 22 : 0));
    }
    TRY(parley_buffer_puts(out, "\n"));
    for (size_t a = 0; a < down->label_count; a++) {
        TRY(parley_buffer_puts(out, "  "));
        TRY(put_padded(out, str_of(down->labels[a]), width));
        for (size_t b = 0; b < across->label_count; b++, cells++)
            TRY(parley_buffer_printf(out, "  %.3f (%.3f to %.3f)", cells->share, cells->low,
                                     cells->high));
        TRY(parley_buffer_puts(out, "\n"));
    }
    return PARLEY_OK;
}

parley_status summary_print(const summary *s, parley_buffer *out)
{
    const parley_model_view *m = s->model;
    const summary_cell *all = s->table + s->articles.count * s->cells;
    if (s->articles.count == 0)
        return parley_buffer_puts(out, "no sentences to sum up\n");
    size_t at = 0;
    for (size_t t = 0; t < m->task_count; at += m->tasks[t++].label_count) {
        TRY(print_task(s, t, all + at, out));
        if (s->articles.count > 1)
            TRY(print_articles(s, t, at, out));
    }
    for (size_t t = 0; t < m->task_count; t++)
        for (size_t u = t + 1; u < m->task_count; u++) {
            TRY(print_pair(s, t, u, all + at, out));
            at += m->tasks[t].label_count * m->tasks[u].label_count;
        }
    return PARLEY_OK;
}

/* --- as a table --------------------------------------------------------------------------------- */

static parley_status put_line(const summary *s, size_t row, const char *task, const char *label,
                              const summary_cell *cell, parley_buffer *out)
{
    bool one = row < s->articles.count;
    TRY(table_put(out, one ? s->articles.strings[row].data : "",
                  one ? s->articles.strings[row].size : 0, 1));
    TRY(table_puts(out, task, 0));
    TRY(table_puts(out, label, 0));
    return parley_buffer_printf(out, ",%.6f,%.6f,%.6f,%.6f,%zu\n", cell->share, cell->low,
                                cell->high, cell->printed, s->sizes[row]);
}

static parley_status put_pairs(const summary *s, size_t row, size_t t, size_t u,
                               const summary_cell *cells, parley_buffer *out)
{
    const parley_task_view *x = &s->model->tasks[t], *y = &s->model->tasks[u];
    parley_buffer task = {0}, label = {0};
    parley_status status = parley_buffer_printf(&task, "%s:%s", x->name, y->name);
    for (size_t a = 0; a < x->label_count && status == PARLEY_OK; a++) {
        for (size_t b = 0; b < y->label_count && status == PARLEY_OK; b++, cells++) {
            label.size = 0;
            status = parley_buffer_printf(&label, "%s:%s", x->labels[a], y->labels[b]);
            if (status == PARLEY_OK)
                status = put_line(s, row, task.data, label.data, cells, out);
        }
    }
    parley_buffer_fini(&task);
    parley_buffer_fini(&label);
    return status;
}

parley_status summary_csv(const summary *s, parley_buffer *out)
{
    const parley_model_view *m = s->model;
    TRY(parley_buffer_puts(out, SUMMARY_HEADER));
    for (size_t i = 0; i <= s->articles.count && s->articles.count > 0; i++) {
        size_t row = i == 0 ? s->articles.count : i - 1; /* all first */
        const summary_cell *cells = s->table + row * s->cells;
        for (size_t t = 0; t < m->task_count; t++)
            for (size_t l = 0; l < m->tasks[t].label_count; l++)
                TRY(put_line(s, row, m->tasks[t].name, m->tasks[t].labels[l], cells++, out));
        for (size_t t = 0; t < m->task_count; t++)
            for (size_t u = t + 1; u < m->task_count; u++) {
                TRY(put_pairs(s, row, t, u, cells, out));
                cells += m->tasks[t].label_count * m->tasks[u].label_count;
            }
    }
    return PARLEY_OK;
}
