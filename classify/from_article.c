/* Sentences of articles: see classify/from_article.h. */
#include "from_article.h"

parley_status article_input_open(article_input *in, reading *r, article_format format,
                                 parley_error *error)
{
    const source_settings *settings = r->settings;
    article_options options = {.format = format, .encoding = settings->encoding};
    if (settings->kinds && !settings->body_only)
        options.keep = HTML_KEEP_CAPTIONS | HTML_KEEP_FURNITURE;
    parley_status status = article_read(r->file->path, &options, &in->text, error);
    if (status != PARLEY_OK)
        return status;
    reading_say_decoded(r, in->text.converted, in->text.replaced);
    article_walk_init(&in->walk, article_text_parts(&in->text), settings->abbreviations, true);
    in->number = 0;
    return PARLEY_OK;
}

parley_status article_input_next(article_input *in, reading *r, bool *more, parley_error *error)
{
    source_row like = {.article = reading_article(r)};
    bool ended;
    batch_start(&r->rows, r->file->path, in->number ? PARLEY_CONTINUED : PARLEY_ARTICLE);
    if (reading_add_sentences(r, &in->walk, &like, NULL, &in->number, &ended) != PARLEY_OK)
        return reading_no_memory(error);
    *more = !ended;
    return PARLEY_OK;
}

void article_input_close(article_input *in)
{
    article_text_fini(&in->text);
}
