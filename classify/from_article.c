/* Sentences of articles: see classify/from_article.h. */
#define _POSIX_C_SOURCE 200809L

#include "from_article.h"

#include <string.h>
#include <sys/stat.h>

/* Text beyond KEPT is given back. */
enum { SMALL = 1 << 18, KEPT = 1 << 20 };

bool article_input_is_small(const file_item *file, size_t *size)
{
    struct stat info;
    if (stat(file->path, &info) != 0 || !S_ISREG(info.st_mode) || info.st_size > SMALL)
        return false;
    *size = (size_t)info.st_size;
    return true;
}

parley_status article_input_open(article_input *in, reading *r, size_t unit, parley_error *error)
{
    const source_settings *settings = r->settings;
    article_options options = {.format = settings->format == SOURCE_HTML   ? ARTICLE_HTML
                                         : settings->format == SOURCE_TEXT ? ARTICLE_TEXT
                                                                           : ARTICLE_AUTO,
                               .encoding = settings->encoding};
    if (settings->kinds && !settings->body_only)
        options.keep = HTML_KEEP_CAPTIONS | HTML_KEEP_FURNITURE;
    parley_status status = article_read(r->file->path, &options, &in->text, error);
    if (status != PARLEY_OK)
        return status;
    reading_begin_walk(r, &in->walk, article_text_parts(&in->text), true);
    in->begun = false;
    in->number = 0;
    in->unit = unit;
    if (reading_say_decoded(r, in->text.converted, in->text.replaced) != PARLEY_OK)
        return reading_no_memory(error);
    return PARLEY_OK;
}

parley_status article_input_next(article_input *in, reading *r, bool *more, parley_error *error)
{
    source_row like = {.article = reading_article(r), .unit = in->unit};
    memcpy(like.day, in->text.day, sizeof like.day);
    bool ended;
    parley_status status = in->begun ? reading_go_on(r) : reading_begin(r, PARLEY_ARTICLE);
    in->begun = true;
    if (status == PARLEY_OK)
        status = reading_add_sentences(r, &in->walk, &like, NULL, &in->number, &ended);
    if (status == PARLEY_OK)
        status = ended ? reading_end(r) : reading_pause(r);
    if (status != PARLEY_OK)
        return reading_no_memory(error);
    if (ended && in->text.text.capacity > KEPT)
        article_text_fini(&in->text);
    *more = !ended;
    return PARLEY_OK;
}

void article_input_close(article_input *in)
{
    article_text_fini(&in->text);
}
