/* The corpus: labelled sentences from CSV files.
 *
 *     corpus rows = {0};
 *     if (corpus_read(&rows, "labelled.csv", ROLE_TESTED, &settings, &error) == PARLEY_OK &&
 *         corpus_finish(&rows, &error) == PARLEY_OK)
 *         printf("%zu rows\n", rows.count);
 *     corpus_fini(&rows);
 */
#ifndef PARLEY_TRAIN_CORPUS_H
#define PARLEY_TRAIN_CORPUS_H

#include "texts.h"

#include <stdbool.h>

/* What a row is for. */
typedef enum corpus_role {
    ROLE_TESTED, /* trains, and is tested in the fold that holds it out */
    ROLE_EXTRA,  /* trains in every fold, is never tested (--extra) */
    ROLE_APART,  /* never trains; the final machines are tested on it (--test) */
} corpus_role;

enum { NO_LABEL = -1 };

#define NO_RUN SIZE_MAX

/* How many rows without a text are named. */
enum { CORPUS_LOST_NAMED = 10 };

typedef struct corpus_row {
    parley_str text;
    parley_str article;  /* as the file has it; empty without a column */
    parley_str sentence; /* the same */
    size_t group;        /* rows of one group never stand on both sides of a fold */
    size_t run;          /* rows that follow one another with one article; NO_RUN: it has none */
    size_t file;         /* index into corpus.files */
    size_t line;
    corpus_role role;
} corpus_row;

typedef struct corpus_task {
    const char *name;    /* the column */
    const char **labels; /* [label_count], in byte order; after corpus_finish */
    size_t label_count;
    intern_table found; /* in order of arrival */
} corpus_task;

typedef struct corpus {
    corpus_row *rows; /* [count] */
    size_t count;
    size_t capacity;
    corpus_task *tasks; /* [task_count] */
    size_t task_count;
    int *labels; /* [count][task_count], index into the task's labels, or NO_LABEL */
    intern_table groups;
    const char **files; /* [file_count], the paths */
    size_t file_count;
    size_t runs;
    size_t unlabelled;   /* rows that are only context */
    size_t without_text; /* rows whose text was not found */
    parley_buffer lost;  /* the places of the first CORPUS_LOST_NAMED of them, for people */
    size_t converted;    /* rows read as Windows-1252 */
    arena strings;
} corpus;

typedef struct corpus_settings {
    const char *text_column;
    const char *group_column;
    bool group_by_default;            /* nobody named it: a file may lack it */
    const char *const *label_columns; /* [label_count] */
    size_t label_count;
    bool labels_by_default;   /* nobody named them: those that exist will do */
    const char *where_column; /* only rows whose cell is where_value; or NULL */
    const char *where_value;
    texts *articles; /* or NULL */
} corpus_settings;

/* Adds the rows of a file ("-": standard input). The first file decides the tasks. Rows without a
 * text that --articles can supply are kept out and counted; rows without a label are kept if they
 * are part of an article, as context of the others.
 * PARLEY_E_IO, PARLEY_E_FORMAT, PARLEY_E_DATA, PARLEY_E_MEMORY. */
parley_status corpus_read(corpus *c, const char *path, corpus_role role,
                          const corpus_settings *settings, parley_error *error);

/* Sorts the labels and checks that every task can be learned: at least two labels, each on two
 * rows. PARLEY_E_DATA, PARLEY_E_MEMORY. */
parley_status corpus_finish(corpus *c, parley_error *error);

/* The label of a row in a task. */
int corpus_label(const corpus *c, size_t row, size_t task);

/* Whether a row has a label in any task. */
bool corpus_has_label(const corpus *c, size_t row);

/* 16 hexadecimal digits over texts and labels of the rows that train. */
void corpus_digest(const corpus *c, char digest[17]);

void corpus_fini(corpus *c);

#endif
