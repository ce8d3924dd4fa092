/* Figures of a task: see io/figures.h. */
#include "figures.h"

#include "parley/number.h"
#include "table.h"

#include <stdlib.h>
#include <string.h>

parley_status figures_init(figures *f, const char *task, const char *const *labels,
                           size_t label_count)
{
    *f = (figures){.task = task,
                   .labels = labels,
                   .confusion = {label_count, calloc(label_count * label_count, sizeof(size_t))},
                   .ungrouped_macro_f1 = -1,
                   .curve = {-1, -1, -1},
                   .oov = -1};
    return f->confusion.counts ? PARLEY_OK : PARLEY_E_MEMORY;
}

void figures_fini(figures *f)
{
    free(f->confusion.counts);
    *f = (figures){0};
}

void figures_add(figures *f, size_t gold, size_t predicted, double confidence)
{
    parley_confusion_add(&f->confusion, gold, predicted);
    parley_reliability_add(&f->reliability, confidence, gold == predicted);
}

/* The width of the widest label, at least that of a number. */
static int label_width(const figures *f)
{
    size_t width = 8;
    for (size_t l = 0; l < f->confusion.label_count; l++)
        if (strlen(f->labels[l]) > width)
            width = strlen(f->labels[l]);
    return width < 30 ? (int)width : 30;
}

#define TRY(call)                                                                                  \
    do {                                                                                           \
        if ((call) != PARLEY_OK)                                                                   \
            return PARLEY_E_MEMORY;                                                                \
    } while (0)

static parley_status print_labels(const figures *f, int width, parley_buffer *out)
{
    const parley_confusion *c = &f->confusion;
    TRY(parley_buffer_printf(out, "  %-*s  precision  recall     F1   rows   given as\n", width,
                             "label"));
    for (size_t l = 0; l < c->label_count; l++) {
        TRY(parley_buffer_printf(out, "  %-*.*s  %9.3f  %6.3f  %5.3f %6zu  ", width, width,
                                 f->labels[l], parley_precision(c, l), parley_recall(c, l),
                                 parley_f1(c, l), parley_confusion_gold(c, l)));
        for (size_t p = 0; p < c->label_count; p++)
            TRY(parley_buffer_printf(out, " %s %zu%s", f->labels[p],
                                     c->counts[l * c->label_count + p],
                                     p + 1 < c->label_count ? "," : "\n"));
    }
    return PARLEY_OK;
}

parley_status figures_print(const figures *f, parley_buffer *out)
{
    const parley_confusion *c = &f->confusion;
    TRY(parley_buffer_printf(out, "%s: %zu rows\n", f->task, parley_confusion_total(c)));
    TRY(print_labels(f, label_width(f), out));
    TRY(parley_buffer_printf(out,
                             "  macro F1 %.3f (always the most frequent label: %.3f), accuracy "
                             "%.3f (%.3f), kappa %.3f\n",
                             parley_macro_f1(c), parley_baseline_macro_f1(c), parley_accuracy(c),
                             parley_baseline_accuracy(c), parley_kappa(c)));
    if (f->bounded)
        TRY(parley_buffer_printf(out,
                                 "  95 %% bounds: macro F1 %.3f to %.3f, accuracy %.3f to %.3f\n",
                                 f->macro_f1_bounds.low, f->macro_f1_bounds.high,
                                 f->accuracy_bounds.low, f->accuracy_bounds.high));
    return parley_buffer_printf(out, "  confidence: calibration error %.3f, Brier score %.3f\n",
                                parley_ece(&f->reliability), parley_brier(&f->reliability));
}

static parley_status markdown_beyond(const figures *f, parley_buffer *out)
{
    if (f->bounded)
        TRY(parley_buffer_printf(
            out,
            "\n95 %% bounds (1,000 draws of groups): macro F1 %.3f to %.3f, accuracy %.3f to "
            "%.3f.",
            f->macro_f1_bounds.low, f->macro_f1_bounds.high, f->accuracy_bounds.low,
            f->accuracy_bounds.high));
    if (f->curve[0] >= 0)
        TRY(parley_buffer_printf(out,
                                 " Macro F1 from a quarter, half and all of the groups: %.3f, "
                                 "%.3f, %.3f; more rows are worth coding while this rises.",
                                 f->curve[0], f->curve[1], f->curve[2]));
    if (f->ungrouped_macro_f1 >= 0)
        TRY(parley_buffer_printf(out,
                                 " Had rows of one group stood in training and test, it would "
                                 "have seemed to be %.3f.",
                                 f->ungrouped_macro_f1));
    if (f->oov >= 0)
        TRY(parley_buffer_printf(out, " %.1f %% of the words were unknown in training.",
                                 100 * f->oov));
    return parley_buffer_puts(out, f->bounded ? "\n" : "");
}

static parley_status markdown_confusion(const figures *f, parley_buffer *out)
{
    const parley_confusion *c = &f->confusion;
    TRY(parley_buffer_puts(out, "\n| label is, was given as |"));
    for (size_t p = 0; p < c->label_count; p++)
        TRY(parley_buffer_printf(out, " %s |", f->labels[p]));
    TRY(parley_buffer_puts(out, "\n| --- |"));
    for (size_t p = 0; p < c->label_count; p++)
        TRY(parley_buffer_puts(out, " ---: |"));
    for (size_t l = 0; l < c->label_count; l++) {
        TRY(parley_buffer_printf(out, "\n| %s |", f->labels[l]));
        for (size_t p = 0; p < c->label_count; p++)
            TRY(parley_buffer_printf(out, " %zu |", c->counts[l * c->label_count + p]));
    }
    return parley_buffer_puts(out, "\n");
}

static parley_status markdown_reliability(const figures *f, parley_buffer *out)
{
    const parley_reliability *r = &f->reliability;
    TRY(parley_buffer_puts(out, "\n| confidence | rows | mean confidence | right |\n"
                                "| --- | ---: | ---: | ---: |\n"));
    for (size_t i = 0; i < PARLEY_BINS; i++) {
        if (!r->count[i])
            continue;
        double rows = (double)r->count[i];
        TRY(parley_buffer_printf(out, "| %.1f to %.1f | %zu | %.3f | %.3f |\n",
                                 (double)i / PARLEY_BINS, (double)(i + 1) / PARLEY_BINS,
                                 r->count[i], r->confidence[i] / rows, (double)r->right[i] / rows));
    }
    return PARLEY_OK;
}

parley_status figures_markdown(const figures *f, parley_buffer *out)
{
    const parley_confusion *c = &f->confusion;
    TRY(parley_buffer_printf(out,
                             "\n| | score | always the most frequent label |\n| --- | ---: | ---: "
                             "|\n| macro F1 | %.3f | %.3f |\n| accuracy | %.3f | %.3f |\n| kappa | "
                             "%.3f | 0.000 |\n| expected calibration error | %.3f | |\n| Brier "
                             "score | %.3f | |\n",
                             parley_macro_f1(c), parley_baseline_macro_f1(c), parley_accuracy(c),
                             parley_baseline_accuracy(c), parley_kappa(c),
                             parley_ece(&f->reliability), parley_brier(&f->reliability)));
    TRY(markdown_beyond(f, out));
    TRY(parley_buffer_puts(out, "\n| label | precision | recall | F1 | rows |\n"
                                "| --- | ---: | ---: | ---: | ---: |\n"));
    for (size_t l = 0; l < c->label_count; l++)
        TRY(parley_buffer_printf(out, "| %s | %.3f | %.3f | %.3f | %zu |\n", f->labels[l],
                                 parley_precision(c, l), parley_recall(c, l), parley_f1(c, l),
                                 parley_confusion_gold(c, l)));
    TRY(markdown_confusion(f, out));
    return markdown_reliability(f, out);
}

/* --- the metrics file --------------------------------------------------------------------------- */

parley_status figures_csv_value(const char *task, const char *split, const char *metric,
                                const char *label, double value, int digits, parley_buffer *out)
{
    char number[PARLEY_NUMBER_SIZE];
    parley_number_format_fixed(value, digits, number);
    TRY(table_puts(out, task, 1));
    TRY(table_puts(out, split, 0));
    TRY(table_puts(out, metric, 0));
    TRY(table_puts(out, label, 0));
    TRY(table_puts(out, number, 0));
    return parley_buffer_puts(out, "\n");
}

static parley_status put_line(const figures *f, const char *split, const char *metric,
                              const char *label, double value, parley_buffer *out)
{
    return figures_csv_value(f->task, split, metric, label, value, 6, out);
}

static parley_status put_count(const figures *f, const char *split, const char *metric,
                               const char *label, size_t count, parley_buffer *out)
{
    return figures_csv_value(f->task, split, metric, label, (double)count, 0, out);
}

static parley_status put_label(const figures *f, const char *split, size_t label,
                               parley_buffer *out)
{
    const parley_confusion *c = &f->confusion;
    const char *name = f->labels[label];
    TRY(put_line(f, split, "precision", name, parley_precision(c, label), out));
    TRY(put_line(f, split, "recall", name, parley_recall(c, label), out));
    TRY(put_line(f, split, "f1", name, parley_f1(c, label), out));
    TRY(put_count(f, split, "support", name, parley_confusion_gold(c, label), out));
    for (size_t p = 0; p < c->label_count; p++) {
        parley_buffer metric = {0};
        parley_status status = parley_buffer_printf(&metric, "confusion:%s", f->labels[p]);
        if (status == PARLEY_OK)
            status =
                put_count(f, split, metric.data, name, c->counts[label * c->label_count + p], out);
        parley_buffer_fini(&metric);
        TRY(status);
    }
    return PARLEY_OK;
}

static parley_status put_beyond(const figures *f, const char *split, parley_buffer *out)
{
    static const char *const curve[FIGURES_CURVE] = {"quarter_macro_f1", "half_macro_f1",
                                                     "all_macro_f1"};
    if (f->bounded) {
        TRY(put_line(f, split, "accuracy_low", "", f->accuracy_bounds.low, out));
        TRY(put_line(f, split, "accuracy_high", "", f->accuracy_bounds.high, out));
        TRY(put_line(f, split, "macro_f1_low", "", f->macro_f1_bounds.low, out));
        TRY(put_line(f, split, "macro_f1_high", "", f->macro_f1_bounds.high, out));
    }
    if (f->ungrouped_macro_f1 >= 0)
        TRY(put_line(f, split, "ungrouped_macro_f1", "", f->ungrouped_macro_f1, out));
    for (size_t i = 0; i < FIGURES_CURVE; i++)
        if (f->curve[i] >= 0)
            TRY(put_line(f, split, curve[i], "", f->curve[i], out));
    if (f->oov >= 0)
        TRY(put_line(f, split, "oov", "", f->oov, out));
    return PARLEY_OK;
}

parley_status figures_csv_header(parley_buffer *out)
{
    return parley_buffer_puts(out, "task,split,metric,label,value\n");
}

parley_status figures_csv(const figures *f, const char *split, parley_buffer *out)
{
    const parley_confusion *c = &f->confusion;
    TRY(put_line(f, split, "accuracy", "", parley_accuracy(c), out));
    TRY(put_line(f, split, "macro_f1", "", parley_macro_f1(c), out));
    TRY(put_line(f, split, "kappa", "", parley_kappa(c), out));
    TRY(put_count(f, split, "support", "", parley_confusion_total(c), out));
    TRY(put_line(f, split, "ece", "", parley_ece(&f->reliability), out));
    TRY(put_line(f, split, "brier", "", parley_brier(&f->reliability), out));
    TRY(put_line(f, split, "baseline_accuracy", "", parley_baseline_accuracy(c), out));
    TRY(put_line(f, split, "baseline_macro_f1", "", parley_baseline_macro_f1(c), out));
    TRY(put_beyond(f, split, out));
    for (size_t l = 0; l < c->label_count; l++)
        TRY(put_label(f, split, l, out));
    return PARLEY_OK;
}
