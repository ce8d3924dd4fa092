/* What readers share: see classify/reading.h. */
#include "reading.h"

#include <string.h>

const char *reading_path(const reading *r)
{
    return strcmp(r->file->path, "-") == 0 ? "standard input" : r->file->path;
}

parley_str reading_article(const reading *r)
{
    return (parley_str){r->file->article, strlen(r->file->article)};
}

bool reading_wants_kinds(const reading *r)
{
    return r->settings->kinds || r->settings->body_only;
}

void reading_say_decoded(reading *r, size_t converted, size_t replaced)
{
    const messages *say = r->settings->say;
    if (converted && !r->said_converted)
        message_warning(say, reading_path(r), 0, "not UTF-8, read as Windows-1252 (said once)");
    if (replaced && !r->said_replaced)
        message_warning(say, reading_path(r), 0,
                        "%zu place%s cannot be decoded; U+FFFD stands there (said once)", replaced,
                        replaced == 1 ? "" : "s");
    r->said_converted = r->said_converted || converted;
    r->said_replaced = r->said_replaced || replaced;
}

parley_status reading_no_memory(parley_error *error)
{
    return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
}

parley_status reading_add_sentences(reading *r, article_walk *walk, const source_row *like,
                                    const parley_str *extra, size_t *number, bool *ended)
{
    source_row row = *like;
    article_sentence s;
    *ended = false;
    while (!batch_is_full(&r->rows)) {
        if (!article_walk_next(walk, &s)) {
            *ended = true;
            return PARLEY_OK;
        }
        row.text = (parley_str){walk->parts.text.data + s.begin, s.end - s.begin};
        row.kind = s.kind;
        row.begin = s.begin;
        row.number = ++*number;
        if (batch_add(&r->rows, &row, extra) != PARLEY_OK)
            return PARLEY_E_MEMORY;
    }
    return PARLEY_OK;
}
