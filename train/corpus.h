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

/* How many rows of a kind that teach nothing are named. */
enum { CORPUS_PLACES_NAMED = 10 };

typedef struct corpus_row {
    parley_str text;
    parley_str article;  /* as the file has it; empty without a column */
    parley_str sentence; /* the same */
    size_t group;        /* rows of one group never stand on both sides of a fold */
    size_t run;          /* rows that follow one another with one article; NO_RUN: it has none */
    size_t file;         /* index into corpus.files */
    size_t line;
    size_t number; /* of the record in its file, without the header; 1-based */
    corpus_role role;
    bool sheet;    /* stands in a sheet for review (io/sheet.h) */
    parley_str id; /* the id that its text does not have: the text was damaged; else empty */
} corpus_row;

/* What a person wrote into a cell TASK_corrected. */
typedef struct corpus_decision {
    size_t row, task;
    parley_str written; /* not empty */
    parley_str machine; /* the machine's label; perhaps empty */
} corpus_decision;

typedef struct corpus_task {
    const char *name;    /* the column */
    const char **labels; /* [label_count], in byte order; after corpus_finish */
    size_t label_count;
    intern_table found;   /* in order of arrival */
    intern_table machine; /* labels that a machine gave in sheets */
} corpus_task;

/* The first rows of a kind, for people: "a.csv:3, a.csv:5". */
typedef struct corpus_places {
    size_t count;       /* all of them */
    parley_buffer text; /* the first CORPUS_PLACES_NAMED */
} corpus_places;

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
    size_t unlabelled;     /* rows that are only context */
    corpus_places lost;    /* labelled rows whose text was not found */
    corpus_places damaged; /* decided rows whose text is not that of their id, and was not found */
    size_t converted;      /* rows read as Windows-1252 */
    corpus_decision *decisions; /* [decision_count], in the order of the files */
    size_t decision_count, decision_capacity;
    size_t redecided;              /* rows decided in several files */
    size_t redecided_changed;      /* of these, those whose latest label is another */
    size_t plain_corrected;        /* rows of plain files that sheets decided */
    const char *const *new_labels; /* [new_label_count], of the settings */
    size_t new_label_count;
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
    const char *const
        *new_labels; /* [new_label_count], that sheets may bring; borrowed by the corpus */
    size_t new_label_count;
    texts *articles; /* or NULL */
} corpus_settings;

/* Adds the rows of a file ("-": standard input). The first file decides the tasks. Rows without a
 * text that --articles can supply are kept out and counted; rows without a label are kept if they
 * are part of an article, as context of the others. Rows of sheets get their labels, and their final
 * order, in corpus_finish.
 * PARLEY_E_IO, PARLEY_E_FORMAT, PARLEY_E_DATA, PARLEY_E_MEMORY. */
parley_status corpus_read(corpus *c, const char *path, corpus_role role,
                          const corpus_settings *settings, parley_error *error);

/* Settles the decisions of sheets (train/reviewed.h), sorts the labels and checks that every task can be learned: at least two labels, each on two
 * rows. PARLEY_E_DATA, PARLEY_E_MEMORY. */
parley_status corpus_finish(corpus *c, parley_error *error);

/* The number of a label of a task before corpus_finish, new or known; the row is for errors.
 * PARLEY_E_DATA: too many different labels; PARLEY_E_MEMORY. */
parley_status corpus_add_label(corpus *c, const corpus_row *row, size_t task, parley_str label,
                               int *index, parley_error *error);

/* Counts a row, and names it if it is one of the first. PARLEY_OK or PARLEY_E_MEMORY. */
parley_status corpus_name_place(const corpus *c, corpus_places *places, size_t file, size_t line);

/* The label of a row in a task. */
int corpus_label(const corpus *c, size_t row, size_t task);

/* Whether a row has a label in any task. */
bool corpus_has_label(const corpus *c, size_t row);

/* 16 hexadecimal digits over texts and labels of the rows that train. */
void corpus_digest(const corpus *c, char digest[17]);

void corpus_fini(corpus *c);

#endif
