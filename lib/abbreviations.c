/* What the sentence splitter knows about words; see lib/abbreviations.txt for the words.
 *
 * Words are looked up folded to small letters (ASCII only: no abbreviation needs more) in a sorted
 * table, by their first letter and then by halves. An entry has two sets of classes: those of any
 * spelling, and those that the word has only with a capital in front. So "Sat." may be a day while
 * "sat." is a verb, in one table.
 *
 * The same notation makes the built-in table, by cmake/abbreviations.cmake when parley is built,
 * and the tables that a caller adds, by the parser below.
 */
#include "abbreviations.h"

#include <stdlib.h>
#include <string.h>

typedef struct word_entry {
    const char *word; /* folded, without its last full stop; not terminated in a caller's table */
    size_t length;    /* bytes */
    unsigned any;     /* classes in every spelling */
    unsigned capital; /* classes if the word begins with a capital */
} word_entry;

#include "abbreviations_table.h"

struct parley_abbreviations {
    char *bytes;         /* the words, one behind the other */
    word_entry *entries; /* sorted */
    size_t count;
};

static const struct {
    const char *name;
    unsigned flag;
} classes[] = {
    {"title", WORD_TITLE},
    {"name", WORD_NAME},
    {"number", WORD_NUMBER},
    {"end", WORD_END},
    {"exclaim", WORD_EXCLAIM},
    {"time", WORD_TIME},
    {"list", WORD_LIST},
    {"inner", WORD_INNER},
    {"calendar", WORD_CALENDAR},
    {"opener", WORD_OPENER},
    {"small", WORD_SMALL},
    {"speech", WORD_SPEECH},
    {"preposition", WORD_PREPOSITION},
};

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static char fold(char c)
{
    return is_capital(c) ? (char)(c + ('a' - 'A')) : c;
}

static int compare(const char *a, size_t a_length, const char *b, size_t b_length)
{
    int order = memcmp(a, b, a_length < b_length ? a_length : b_length);
    return order ? order : (a_length > b_length) - (a_length < b_length);
}

static int compare_entries(const void *a, const void *b)
{
    const word_entry *one = a;
    const word_entry *other = b;
    return compare(one->word, one->length, other->word, other->length);
}

/* The classes of a folded word in one sorted table. */
static unsigned find(const word_entry *entries, size_t count, const char *word, size_t length,
                     bool capital)
{
    size_t low = 0;
    while (low < count) {
        size_t middle = low + (count - low) / 2;
        const word_entry *entry = &entries[middle];
        int order = compare(word, length, entry->word, entry->length);
        if (order == 0)
            return entry->any | (capital ? entry->capital : 0);
        if (order < 0)
            count = middle;
        else
            low = middle + 1;
    }
    return 0;
}

unsigned abbreviations_find(const parley_abbreviations *extra, const char *word, size_t length)
{
    char folded[WORD_SIZE];
    if (length == 0 || length > WORD_SIZE)
        return 0;
    for (size_t i = 0; i < length; i++)
        folded[i] = fold(word[i]);
    bool capital = folded[0] != word[0];
    unsigned found;
    if (folded[0] >= 'a' && folded[0] <= 'z') {
        const unsigned short *first = &built_in_letters[folded[0] - 'a'];
        found =
            find(built_in_words + first[0], (size_t)(first[1] - first[0]), folded, length, capital);
    } else {
        found = find(built_in_words, sizeof built_in_words / sizeof *built_in_words, folded, length,
                     capital);
    }
    if (extra)
        found |= find(extra->entries, extra->count, folded, length, capital);
    return found;
}

/* --- a caller's abbreviations ----------------------------------------------------------------- */

/* Walks over the notation. `class` holds from one line to the next. */
typedef struct reader {
    const char *text;
    size_t length;
    size_t at;
    size_t line; /* 1-based, of `at` */
    unsigned class;
} reader;

/* Reads "[name]" into the reader's class. */
static parley_status read_class(reader *in, parley_error *error)
{
    const char *name = in->text + in->at + 1;
    size_t left = in->length - in->at - 1;
    size_t length = 0;
    while (length < left && name[length] != ']' && name[length] != '\n')
        length++;
    in->at += length + 1;
    if (length < left && name[length] == ']') {
        in->at++;
        for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
            if (strlen(classes[i].name) == length && !memcmp(classes[i].name, name, length)) {
                in->class = classes[i].flag;
                return PARLEY_OK;
            }
        }
    }
    return parley_error_at(
        error, PARLEY_E_FORMAT, NULL, in->line,
        "there is no class of words [%.*s]; those known are title, name, number, "
        "end, time, list, inner and a few more",
        length < 40 ? (int)length : 40, name);
}

/* Finds the next word; an empty one marks the end of the text. */
static parley_status read_word(reader *in, parley_str *word, parley_error *error)
{
    *word = (parley_str){0};
    while (in->at < in->length) {
        char c = in->text[in->at];
        if (c == '#') {
            const char *end = memchr(in->text + in->at, '\n', in->length - in->at);
            in->at = end ? (size_t)(end - in->text) : in->length;
        } else if (c == '[') {
            parley_status status = read_class(in, error);
            if (status != PARLEY_OK)
                return status;
        } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
            in->line += c == '\n';
            in->at++;
        } else {
            size_t begin = in->at;
            while (in->at < in->length && !memchr(" \t\r\n#", in->text[in->at], 5))
                in->at++;
            *word = (parley_str){in->text + begin, in->at - begin};
            if (word->size > 1 && word->data[word->size - 1] == '.')
                word->size--;
            if (word->size > WORD_SIZE)
                return parley_error_at(error, PARLEY_E_FORMAT, NULL, in->line,
                                       "an abbreviation has more than %d bytes", WORD_SIZE);
            return PARLEY_OK;
        }
    }
    return PARLEY_OK;
}

/* Sorts the entries and joins those of one word. */
static void settle(parley_abbreviations *table)
{
    if (table->count == 0)
        return;
    qsort(table->entries, table->count, sizeof *table->entries, compare_entries);
    size_t last = 0;
    for (size_t i = 1; i < table->count; i++) {
        if (compare_entries(&table->entries[last], &table->entries[i]) == 0) {
            table->entries[last].any |= table->entries[i].any;
            table->entries[last].capital |= table->entries[i].capital;
        } else {
            table->entries[++last] = table->entries[i];
        }
    }
    table->count = last + 1;
}

parley_status parley_abbreviations_new(const char *text, size_t length, parley_abbreviations **out,
                                       parley_error *error)
{
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        text += 3;
        length -= 3;
    }
    /* Once to count the words and to find what is wrong, once to keep them. */
    size_t count = 0;
    size_t size = 0;
    parley_str word;
    reader in = {.text = text, .length = length, .line = 1, .class = WORD_END};
    for (;;) {
        parley_status status = read_word(&in, &word, error);
        if (status != PARLEY_OK)
            return status;
        if (word.size == 0)
            break;
        count++;
        size += word.size;
    }
    parley_abbreviations *table = calloc(1, sizeof *table);
    if (table) {
        table->bytes = malloc(size + 1);
        table->entries = calloc(count + 1, sizeof *table->entries);
    }
    if (!table || !table->bytes || !table->entries) {
        parley_abbreviations_free(table);
        return parley_error_set(error, PARLEY_E_MEMORY, "not enough memory for the abbreviations");
    }
    char *to = table->bytes;
    in = (reader){.text = text, .length = length, .line = 1, .class = WORD_END};
    while (read_word(&in, &word, NULL) == PARLEY_OK && word.size > 0) {
        bool capital = false;
        for (size_t i = 0; i < word.size; i++) {
            capital = capital || is_capital(word.data[i]);
            to[i] = fold(word.data[i]);
        }
        table->entries[table->count++] = (word_entry){.word = to,
                                                      .length = word.size,
                                                      .any = capital ? 0 : in.class,
                                                      .capital = capital ? in.class : 0};
        to += word.size;
    }
    settle(table);
    *out = table;
    return PARLEY_OK;
}

void parley_abbreviations_free(parley_abbreviations *table)
{
    if (!table)
        return;
    free(table->bytes);
    free(table->entries);
    free(table);
}
