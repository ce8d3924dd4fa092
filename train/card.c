/* The model's card: see train/card.h. */
#include "card.h"

#include "version.h"

#include <string.h>

#define TRY(call)                                                                                  \
    do {                                                                                           \
        if ((call) != PARLEY_OK)                                                                   \
            return PARLEY_E_MEMORY;                                                                \
    } while (0)

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static parley_status write_data(const card *c, parley_buffer *out)
{
    const corpus *rows = c->input->corpus;
    char digest[17];
    corpus_digest(rows, digest);
    TRY(parley_buffer_printf(out, "\n## Trained from\n\n%zu labelled rows", c->training_rows));
    if (c->extra_rows)
        TRY(parley_buffer_printf(out, ", %zu of them extra (they train and are not tested on)",
                                 c->extra_rows));
    TRY(parley_buffer_printf(out, "; fingerprint `%s`.\n\n", digest));
    for (size_t f = 0; f < rows->file_count; f++) {
        size_t count = 0;
        for (size_t row = 0; row < rows->count; row++)
            count += rows->rows[row].file == f && corpus_has_label(rows, row);
        TRY(parley_buffer_printf(out, "- `%s`: %zu rows\n", base_name(rows->files[f]), count));
    }
    if (c->duplicates->rows)
        TRY(parley_buffer_printf(
            out,
            "\n%zu rows are near-duplicates of others, in %zu clusters (%zu labels conflict "
            "inside them); their groups stay together, so %zu groups became %zu.\n",
            c->duplicates->rows, c->duplicates->clusters, c->duplicates->conflicts,
            c->duplicates->groups_before, c->duplicates->groups_after));
    TRY(parley_buffer_puts(out, "\n| task | label | rows |\n| --- | --- | ---: |\n"));
    for (size_t t = 0; t < rows->task_count; t++) {
        for (size_t l = 0; l < rows->tasks[t].label_count; l++) {
            size_t count = 0;
            for (size_t row = 0; row < rows->count; row++)
                count += rows->rows[row].role != ROLE_APART && corpus_label(rows, row, t) == (int)l;
            TRY(parley_buffer_printf(out, "| %s | %s | %zu |\n", rows->tasks[t].name,
                                     rows->tasks[t].labels[l], count));
        }
    }
    return PARLEY_OK;
}

static parley_status write_options(const card *c, parley_buffer *out)
{
    const learner *l = c->input->learner;
    TRY(parley_buffer_printf(out, "\n## How\n\nCommand: `%s`\n\n- features: `", c->command));
    TRY(parley_feature_options_format(&l->rows.features, out));
    TRY(parley_buffer_printf(out, "`, weighting %s, %s; %zu of them occur in %u or more rows\n",
                             parley_weighting_name(l->rows.features.weighting),
                             l->rows.features.normalise ? "divided by their length"
                                                        : "not normalised",
                             c->fitted->space.feature_count, l->rows.min_df));
    const embedding *e = c->input->vectors->embedding;
    if (e)
        TRY(parley_buffer_printf(out,
                                 "- the weighted sum of the words' vectors from `%s` (%zu "
                                 "words, %zu components), times %g\n",
                                 base_name(c->vectors_path), e->count, e->dimension,
                                 l->rows.vector_scale));
    TRY(parley_buffer_printf(out,
                             "- linear support vector machines, one label against the rest, "
                             "solver %s, class weight %s\n",
                             c->fitted->solver, l->balanced ? "balanced" : "none"));
    for (size_t t = 0; t < c->fitted->task_count; t++)
        TRY(parley_buffer_printf(out,
                                 "- %s: cost %g%s, weight of the article's other sentences "
                                 "%g, %g of the best offsets%s\n",
                                 c->input->corpus->tasks[t].name, c->fitted->tasks[t].cost,
                                 l->cost > 0 ? "" : " (chosen by cross-validation)",
                                 c->fitted->tasks[t].context, c->fitted->tasks[t].share,
                                 c->fitted->tasks[t].calibrated
                                     ? ""
                                     : "; **not calibrated**: all rows are of one group"));
    return parley_buffer_printf(out, "- labels decided for the best %s; seed %llu\n",
                                l->optimise == OBJECTIVE_ACCURACY ? "accuracy" : "macro F1",
                                (unsigned long long)l->seed);
}

static parley_status write_figures(const card *c, parley_buffer *out)
{
    if (c->cross) {
        TRY(parley_buffer_printf(
            out,
            "\n## How right it is\n\nCross-validation in %u folds; rows of one "
            "group stay together, and everything that is fitted, thresholds "
            "and calibration too, is fitted without the rows it is tested on. "
            "These figures hold for text like that which it was trained "
            "from; on other text they are lower.\n",
            c->folds));
        for (size_t t = 0; t < c->fitted->task_count; t++) {
            TRY(parley_buffer_printf(out, "\n### %s\n", c->cross[t].task));
            TRY(figures_markdown(&c->cross[t], out));
        }
    } else {
        TRY(parley_buffer_puts(out, "\n## How right it is\n\nNobody knows: it was not "
                                    "cross-validated.\n"));
    }
    for (size_t t = 0; c->apart && t < c->fitted->task_count; t++) {
        TRY(parley_buffer_printf(out, "\n### %s, on rows kept apart\n", c->apart[t].task));
        TRY(figures_markdown(&c->apart[t], out));
    }
    return PARLEY_OK;
}

parley_status card_write(const card *c, parley_buffer *out)
{
    TRY(parley_buffer_printf(out, "# %s\n\nA model of parley %s. It labels sentences with",
                             base_name(c->model_path), PARLEY_VERSION));
    for (size_t t = 0; t < c->fitted->task_count; t++) {
        const corpus_task *task = &c->input->corpus->tasks[t];
        TRY(parley_buffer_printf(out, "%s %s (", t == 0 ? "" : " and", task->name));
        for (size_t l = 0; l < task->label_count; l++)
            TRY(parley_buffer_printf(out, "%s%s", l ? ", " : "", task->labels[l]));
        TRY(parley_buffer_puts(out, ")"));
    }
    TRY(parley_buffer_puts(out, ".\n"));
    TRY(write_data(c, out));
    TRY(write_options(c, out));
    TRY(write_figures(c, out));
    return parley_buffer_puts(
        out,
        "\n## What it must not be used for\n\n- To judge a person, or to decide anything about "
        "one, by the labels of their sentences.\n- As evidence of a single sentence's stance or "
        "sentiment without reading it: the confusion tables above say how often a label is "
        "wrong.\n- On other subjects, languages, times or kinds of text than it was trained from, "
        "without measuring first (`parley-classify --score` on rows labelled by people).\n- To "
        "publish shares of labels as if they were counts: errors do not cancel out; correct for "
        "them, or have a sample coded by people.\n");
}
