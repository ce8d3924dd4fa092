/* Shares with their bounds, and the shares that --prior names. */
#include "../classify/summary.h"
#include "sample_model.h"
#include "support.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 4000 };

/* Rows of one task with two labels, whose probability of the second is known. */
typedef struct case_rows {
    kept_rows rows;
    parley_task_view task;
    parley_model_view model;
    source_row list[MOST];
    parley_prediction predictions[MOST];
    double scores[MOST][2];
} case_rows;

static case_rows *new_case(double spread, double share_error)
{
    static const char *const labels[] = {"no", "yes"};
    static const double shifts[2] = {0}, equal[] = {0.5, 0.5};
    static double spreads[2], errors[2];
    spreads[0] = spreads[1] = spread;
    errors[0] = errors[1] = share_error;
    case_rows *c = calloc(1, sizeof *c);
    assert_non_null(c);
    c->task = (parley_task_view){.name = "answer",
                                 .label_count = 2,
                                 .labels = labels,
                                 .posterior_scale = 1,
                                 .posterior_shifts = shifts,
                                 .prior = equal,
                                 .share_spread = spreads,
                                 .share_error = errors};
    c->model = (parley_model_view){.task_count = 1, .tasks = &c->task, .label_count = 2};
    c->rows = (kept_rows){.tasks = 1,
                          .labels = 2,
                          .rows = c->list,
                          .predictions = c->predictions,
                          .scores = &c->scores[0][0]};
    return c;
}

static void add(case_rows *c, const char *article, double probability)
{
    size_t i = c->rows.count++;
    c->list[i].article = (parley_str){article, strlen(article)};
    c->scores[i][1] = log(probability / (1 - probability));
    c->predictions[i].label = probability > 0.5;
}

static void shares_by_hand(void **state)
{
    (void)state;
    summary s;
    case_rows *c = new_case(0.1, 0.02);
    add(c, "one", 0.8);
    add(c, "one", 0.4);
    add(c, "two", 0.9);
    assert_int_equal(summary_make(&c->rows, &c->model, NULL, &s, NULL), PARLEY_OK);
    assert_int_equal(s.articles.count, 2);
    assert_int_equal(s.sizes[0], 2);
    assert_int_equal(s.sizes[2], 3);
    const summary_cell *one = &s.table[1], *two = &s.table[s.cells + 1],
                       *all = &s.table[2 * s.cells + 1];
    assert_true(fabs(one->share - 0.6) < 1e-12 && fabs(two->share - 0.9) < 1e-12);
    assert_true(fabs(all->share - 0.7) < 1e-12 && fabs(all->printed - 2.0 / 3) < 1e-12);
    assert_true(fabs(s.table[2 * s.cells].share - 0.3) < 1e-12);
    /* Variance of the whole: (.16 + .24 + .09) / 9 + .01 * 2 / 9 + .0004 */
    double reach = 1.96 * sqrt(0.49 / 9 + 0.02 / 9 + 0.0004);
    assert_true(fabs(all->low - (0.7 - reach)) < 1e-9 && all->high == 1);
    reach = 1.96 * sqrt(0.09 + 0.0004); /* of one sentence the spread says nothing */
    assert_true(fabs(two->low - (0.9 - reach)) < 1e-9);
    summary_fini(&s);
    free(c);
}

/* Articles whose share differs from the probability's by a known spread: the bounds hold for about 95 in
 * 100 of them. */
static void bounds_hold(void **state)
{
    (void)state;
    enum { ARTICLES = 200, ROWS = 20 };
    static char names[ARTICLES][8];
    uint64_t seed = 5;
    size_t inside = 0;
    summary s;
    case_rows *c = new_case(0.15, 0);
    double truth[ARTICLES];
    for (size_t a = 0; a < ARTICLES; a++) {
        double own = 0.4 + (test_random(&seed) % 2 ? 0.15 : -0.15), hits = 0;
        snprintf(names[a], sizeof names[a], "a%zu", a);
        for (size_t i = 0; i < ROWS; i++) {
            add(c, names[a], 0.4);
            hits += test_uniform(&seed) < own;
        }
        truth[a] = hits / ROWS;
    }
    assert_int_equal(summary_make(&c->rows, &c->model, NULL, &s, NULL), PARLEY_OK);
    for (size_t a = 0; a < ARTICLES; a++) {
        const summary_cell *cell = &s.table[a * s.cells + 1];
        inside += truth[a] >= cell->low && truth[a] <= cell->high;
    }
    if (inside < 184 || inside > 199)
        fail_msg("%zu of %d", inside, ARTICLES);
    summary_fini(&s);
    free(c);
}

static void pairs_add_up(void **state)
{
    (void)state;
    sample_model model;
    assert_int_equal(sample_model_init(&model), 0);
    double scores[2][SAMPLE_LABELS] = {{0.5, 0.1, -0.2, 0.3, -0.3}, {-1, 1, 0.25, -0.5, 0.5}};
    parley_prediction predictions[2][2] = {{{0, 0, 0}, {0, 0, 0}}, {{1, 0, 0}, {1, 0, 0}}};
    source_row list[2] = {{.article = {"a", 1}}, {.article = {"a", 1}}};
    kept_rows rows = {.tasks = 2,
                      .labels = SAMPLE_LABELS,
                      .rows = list,
                      .predictions = &predictions[0][0],
                      .scores = &scores[0][0],
                      .count = 2};
    summary s;
    parley_buffer text = {0};
    assert_int_equal(summary_make(&rows, &model.view, NULL, &s, NULL), PARLEY_OK);
    assert_int_equal(s.cells, SAMPLE_LABELS + 6);
    for (size_t a = 0; a < 3; a++) {
        double sum = 0;
        for (size_t b = 0; b < 2; b++)
            sum += s.table[SAMPLE_LABELS + 2 * a + b].share;
        assert_true(fabs(sum - s.table[a].share) < 1e-12);
    }
    assert_true(s.table[SAMPLE_LABELS].printed == 0.5); /* con and bad mood: the first row */
    assert_int_equal(summary_print(&s, &text), PARLEY_OK);
    assert_int_equal(summary_csv(&s, &text), PARLEY_OK);
    assert_non_null(strstr(text.data, "\na,stance:tone of voice,con:bad mood,"));
    parley_buffer_fini(&text);
    summary_fini(&s);
}

static void parse(const parley_model_view *model, const char *text, const char *expected)
{
    prior p = {0};
    parley_error error = {0};
    parley_buffer out = {0};
    if (prior_parse(model, text, &p, &error) != PARLEY_OK) {
        assert_int_equal(error.code, PARLEY_E_ARGUMENT);
        assert_non_null(strstr(error.text, expected));
        return;
    }
    assert_int_equal(prior_print(model, &p, &out), PARLEY_OK);
    assert_int_equal(parley_buffer_append(&out, "", 1), PARLEY_OK);
    assert_string_equal(out.data, expected);
    parley_buffer_fini(&out);
    prior_fini(&p);
}

static void priors_are_parsed(void **state)
{
    (void)state;
    sample_model model;
    assert_int_equal(sample_model_init(&model), 0);
    const parley_model_view *m = &model.view;
    parse(m, "neutral=0.8",
          "stance:con=0.1,stance:neutral=0.8,stance:pro=0.1,tone of voice:bad mood=0.375,"
          "tone of voice:good %=0.625");
    parse(m, "stance:con=0.5,pro=0.25,good %=0.5,bad mood=0.5",
          "stance:con=0.5,stance:neutral=0.25,stance:pro=0.25,tone of voice:bad mood=0.5,"
          "tone of voice:good %=0.5");
    parse(m, "neutral", "no LABEL=SHARE");
    parse(m, "", "no LABEL=SHARE");
    parse(m, "neutral=0.5,", "no LABEL=SHARE");
    parse(m, "neutral=x", "above 0");
    parse(m, "neutral=0", "above 0");
    parse(m, "neutral=1.5", "above 0");
    parse(m, "natural=0.5", "no label");
    parse(m, "neutral=0.5,stance:neutral=0.5", "named twice");
    parse(m, "neutral=0.5,pro=0.7", "in sum");
    parse(m, "neutral=1", "with labels left");
    parse(m, "good %=0.5,bad mood=0.2", "in sum");
}

static void a_prior_shifts_confidence(void **state)
{
    (void)state;
    sample_model model;
    assert_int_equal(sample_model_init(&model), 0);
    prior p = {0};
    double scores[SAMPLE_LABELS] = {0.5, 0.1, -0.2, 0.3, -0.3}, scratch[SAMPLE_LABELS];
    parley_prediction now[2] = {{0, 0.4, 0.6}, {0, 0.6, 0.7}};
    assert_int_equal(prior_parse(&model.view, "con=0.05", &p, NULL), PARLEY_OK);
    prior_shift(&model.view, &p, scores, now, scratch);
    assert_true(now[0].confidence < 0.6 && now[0].confidence > 0);
    assert_true(fabs(now[1].confidence - 0.7) < 1e-9); /* nothing was said of the other task */
    prior_posterior(&model.tasks[0], p.shares, scores, scratch);
    assert_true(fabs(scratch[0] + scratch[1] + scratch[2] - 1) < 1e-12);
    prior_fini(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_by_hand),
        cmocka_unit_test(bounds_hold),
        cmocka_unit_test(pairs_add_up),
        cmocka_unit_test(priors_are_parsed),
        cmocka_unit_test(a_prior_shifts_confidence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
