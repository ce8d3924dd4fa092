/* Stock phrases.
 *
 * A few words that stand alone in a paragraph are furniture wherever they stand, and some phrases
 * are so at the end of an article, where nothing else tells them from its text. Both lists are short
 * on purpose: what structure can tell is told by structure. Matching is by ASCII letters without
 * case; labels may have blanks, colons and the like around them.
 */
#include "html_phrases.h"

#include <string.h>

enum { LABEL_MAX = 40, NOTICE_MAX = 500 };

static const char *const LABELS[] = {
    "ad",
    "advertisement",
    "advertising",
    "advertisement - story continues below",
    "also read",
    "anzeige",
    "article continues below",
    "click to expand",
    "comments",
    "continue reading",
    "copy link",
    "email",
    "explore further",
    "facebook",
    "follow us",
    "like this",
    "linkedin",
    "listen to this article",
    "loading",
    "more on this story",
    "permalink",
    "pinterest",
    "print",
    "publicidad",
    "publicite",
    "read also",
    "read more",
    "read next",
    "recommended",
    "reddit",
    "reklama",
    "related",
    "related articles",
    "related coverage",
    "related posts",
    "related stories",
    "related topics",
    "reply",
    "scroll to continue",
    "see also",
    "share",
    "share on facebook",
    "share on twitter",
    "share this",
    "share this article",
    "share this post",
    "sponsored",
    "story continues below",
    "story continues below advertisement",
    "tags",
    "topics",
    "tweet",
    "twitter",
    "werbung",
    "whatsapp",
    "you may also like",
    "you might also like",
};

/* Headings that begin what follows an article; behind a '*' anything may follow: "More from Arden". */
static const char *const ENDINGS[] = {
    "about the author",    "also read",           "comments",
    "discussion",          "editor's picks",      "join the conversation",
    "join the discussion", "kommentare",          "latest news",
    "leave a comment",     "leave a reply",       "mehr zum thema",
    "more from*",          "more news",           "more on this story",
    "more stories",        "most popular",        "most read",
    "read also",           "read more",           "read next",
    "recommended",         "recommended for you", "related",
    "related articles",    "related content",     "related news",
    "related posts",       "related stories",     "related topics",
    "share this",          "top stories",         "trending",
    "you may also like",   "you might also like",
};

/* Both parts must be there; an empty one always is. */
static const struct notice {
    const char *one;
    const char *two;
} NOTICES[] = {
    {"all rights reserved", ""},
    {"\xC2\xA9", ""},
    {"copyright 20", ""},
    {"copyright (c)", ""},
    {"copyright", "property of"},
    {"copyright", "permission"},
    {"written permission", "reprint"},
    {"written permission", "republish"},
    {"may not be", "rewritten or redistributed"},
    {"not responsible for", "opinions"},
    {"opinions expressed", "author"},
    {"views expressed", "author"},
    {"subscribe", "to the"},
    {"subscribe", "to our"},
    {"subscribe", "now"},
    {"subscriber", "log in"},
    {"sign up", "newsletter"},
    {"sign up", "inbox"},
    {"sign up for", "our"},
    {"our newsletter", ""},
    {"follow", "on twitter"},
    {"follow", "on facebook"},
    {"follow", "on instagram"},
    {"follow", "on linkedin"},
    {"like us on", ""},
    {"join us on", ""},
    {"join our", "channel"},
    {"join the conversation", ""},
    {"download", "our app"},
    {"download", "apps for"},
    {"download", "app store"},
    {"our app", "android"},
    {"your email address will not be published", ""},
    {"leave a comment", ""},
    {"privacy policy", ""},
    {"terms of use", ""},
    {"cookie policy", ""},
    {"support our journalism", ""},
    {"become a member", ""},
    {"make a donation", ""},
    {"affiliate", "commission"},
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool equals(const char *text, size_t size, const char *phrase)
{
    size_t i = 0;
    while (i < size && phrase[i] && lower(text[i]) == phrase[i])
        i++;
    return i == size && !phrase[i];
}

/* Whether the text is the phrase, or begins with it where the phrase ends in '*'. */
static bool matches(const char *text, size_t size, const char *phrase)
{
    size_t length = strlen(phrase);
    if (length == 0 || phrase[length - 1] != '*')
        return equals(text, size, phrase);
    size_t i = 0;
    while (i < size && i < length - 1 && lower(text[i]) == phrase[i])
        i++;
    return i == length - 1 && (i == size || text[i] == ' ');
}

static bool contains(const char *text, size_t size, const char *phrase)
{
    size_t length = strlen(phrase);
    for (size_t at = 0; at + length <= size; at++)
        if (equals(text + at, length, phrase))
            return true;
    return false;
}

static bool is_edge(char c)
{
    switch (c) {
    case ' ':
    case '.':
    case ':':
    case '!':
    case '*':
    case '|':
    case '>':
    case '-':
    case '+':
    case '#':
    case '[':
    case ']':
    case '(':
    case ')':
        return true;
    default:
        return false;
    }
}

/* Whether the text, but for blanks and marks around it, is one of `phrases`, or nothing. */
static bool is_one_of(const char *text, size_t size, const char *const *phrases, size_t count)
{
    while (size > 0 && is_edge(text[size - 1]))
        size--;
    while (size > 0 && is_edge(*text)) {
        text++;
        size--;
    }
    if (size == 0)
        return true;
    if (size == 1)
        return false; /* no phrase is one letter */
    char first = lower(*text);
    for (size_t i = 0; size <= LABEL_MAX && i < count; i++)
        if (phrases[i][0] == first && matches(text, size, phrases[i]))
            return true;
    return false;
}

bool html_is_label(const char *text, size_t size)
{
    return is_one_of(text, size, LABELS, sizeof LABELS / sizeof *LABELS);
}

bool html_is_ending(const char *text, size_t size)
{
    return is_one_of(text, size, ENDINGS, sizeof ENDINGS / sizeof *ENDINGS);
}

bool html_is_notice(const char *text, size_t size)
{
    if (size > NOTICE_MAX)
        return false;
    for (size_t i = 0; i < sizeof NOTICES / sizeof *NOTICES; i++)
        if (contains(text, size, NOTICES[i].one) && contains(text, size, NOTICES[i].two))
            return true;
    return false;
}
