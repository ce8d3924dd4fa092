/* The grid of --tune: see train/tune.h.
 *
 * The grid is small, since docs/learning.md found few choices that matter: whether there are
 * character n-grams, how long, and whether features are weighted by how rare they are or by how they
 * lean to a label. Each candidate is judged by the figure that train/choose.c gives its best cost:
 * on rows held out, with offsets from the other folds.
 */
#include "tune.h"

#include "choose.h"

#include <stdio.h>
#include <string.h>

typedef struct candidate {
    const char *features;
    parley_weighting weighting;
} candidate;

static const candidate grid[] = {
    {"word:1-2,marks", PARLEY_WEIGHTING_TFIDF},
    {"word:1-2,marks", PARLEY_WEIGHTING_NBTFIDF},
    {"word:1-2,char:2-4,marks", PARLEY_WEIGHTING_TFIDF},
    {"word:1-2,char:3-5,marks", PARLEY_WEIGHTING_TFIDF},
    {"word:1-2,char:3-5,marks", PARLEY_WEIGHTING_NB},
    {"word:1-2,char:3-5,marks", PARLEY_WEIGHTING_NBTFIDF},
    {"word:1-3,char:2-5,marks", PARLEY_WEIGHTING_TFIDF},
};
enum { GRID = sizeof grid / sizeof *grid };

static parley_status take(run *r, const candidate *c, parley_error *error)
{
    row_options *rows = &r->s->learner.rows;
    rows->features.weighting = c->weighting;
    parley_status status = parley_feature_options_parse(c->features, &rows->features, error);
    vectors_fini(&r->vectors);
    word_vectors_fini(&r->words);
    return status == PARLEY_OK ? run_extract(r, error) : status;
}

/* The mean figure over the tasks. */
static parley_status judge(run *r, const candidate *c, size_t number, double *figure,
                           parley_error *error)
{
    fitted f = {0};
    parley_buffer line = {0};
    parley_status status = take(r, c, error);
    if (status == PARLEY_OK)
        status = fit_choices(&r->input, r->rows, r->count, r->s->threads, &r->s->say, &f, error);
    *figure = 0;
    for (size_t t = 0; t < f.task_count && status == PARLEY_OK; t++) {
        *figure += f.tasks[t].figure / (double)f.task_count;
        if (parley_buffer_printf(&line, "%s%s %.3f (cost %g)", t ? ", " : "",
                                 r->corpus.tasks[t].name, f.tasks[t].figure, f.tasks[t].cost))
            status = parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    }
    if (status == PARLEY_OK && !r->s->say.quiet)
        fprintf(stderr, "%s: tune %zu of %d: %s, %s: %.*s\n", r->s->say.program, number, GRID,
                c->features, parley_weighting_name(c->weighting), (int)line.size, line.data);
    parley_buffer_fini(&line);
    fitted_fini(&f);
    return status;
}

parley_status tune(run *r, parley_error *error)
{
    size_t best = 0;
    double best_figure = -1;
    r->s->learner.cost = 0;
    r->s->learner.rows.features.normalise = true;
    for (size_t i = 0; i < GRID; i++) {
        double figure;
        parley_status status = judge(r, &grid[i], i + 1, &figure, error);
        if (status != PARLEY_OK)
            return status;
        if (figure > best_figure) {
            best_figure = figure;
            best = i;
        }
    }
    return take(r, &grid[best], error);
}
