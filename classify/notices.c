/* What is said of the input: see classify/notices.h. */
#include "notices.h"

static void say_empty(const notices *n, const job_event *event)
{
    bool articles = event->count > 0;
    const char *what = articles        ? n->empty == 1 ? "article" : "articles"
                       : n->empty == 1 ? "row"
                                       : "rows";
    if (articles)
        message_warning(n->say, event->path, n->empty_line,
                        "%zu %s without text; the first is here", n->empty, what);
    else
        message_warning(n->say, event->path, n->empty_line,
                        n->empty == 1 ? "%zu %s has no text and is left out"
                                      : "%zu %s have no text and are left out; the first is here",
                        n->empty, what);
}

static void end_file(notices *n, const job_event *event)
{
    if (n->empty)
        say_empty(n, event);
    else if (n->rows == 0 && !n->partial)
        message_warning(n->say, event->path, 0, "no sentence in it");
    n->rows = 0;
    n->empty = 0;
}

void notices_take(notices *n, const job_event *event)
{
    if (event->kind == JOB_CONVERTED && !n->said_converted) {
        message_warning(n->say, event->path, 0, "not UTF-8, read as Windows-1252 (said once)");
        n->said_converted = true;
    } else if (event->kind == JOB_REPLACED && !n->said_replaced) {
        message_warning(n->say, event->path, 0,
                        "%zu place%s cannot be decoded; U+FFFD stands there (said once)",
                        event->count, event->count == 1 ? "" : "s");
        n->said_replaced = true;
    } else if (event->kind == JOB_NO_TEXT) {
        n->empty_line = n->empty ? n->empty_line : event->line;
        n->empty += event->count;
    } else if (event->kind == JOB_FILE_ENDS) {
        end_file(n, event);
    }
}

void notices_count_rows(notices *n, size_t rows)
{
    n->rows += rows;
}
