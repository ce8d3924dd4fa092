/* Kinds of blocks in plain text: see io/kinds.h.
 *
 * Text that is copied from a page brings along what stood around the article, a line each. Nothing but
 * the words tells such a line from the article, so the rules are few, ask for short lines, and leave
 * all that they are not sure of to the body:
 *
 *   furniture  labels and links to elsewhere ("Read more: …", "Share this"), notices (cookies,
 *              newsletters, rights), stamps (dates, times, lengths: "Listen | 20:19", "5 min read"),
 *              bylines, datelines with nothing behind them, credits with nothing before them, addresses
 *              of pages
 *   caption    what begins as a caption ("FILE - …") or ends with the credit of a picture
 *   headline   the first of the rest, if it is short, has text behind it and no full stop at its end
 *
 * Matching is by ASCII letters without case.
 */
#include "kinds.h"

#include "html_phrases.h"

#include <string.h>

enum {
    HEADLINE_MAX = 200, /* bytes */
    LINK_MAX = 160,     /* of a line that begins with one of `beginnings` */
    STAMP_MAX = 120,
    NOTICE_MIN = 12, /* no notice below is shorter */
    NOTICE_MAX = 400,
    CAPTION_MAX = 600,
    CREDIT_MAX = 80, /* how far from the end of a caption its credit begins */
    CREDIT_WORDS = 7,
};

/* Lines without a full stop that begin so lead elsewhere. */
static const char *const beginnings[] = {
    "read more",    "read also",     "also read",       "read next",      "see also",
    "more on this", "related:",      "click here",      "watch:",         "watch |",
    "watch live",   "listen:",       "listen |",        "listen to this", "follow us",
    "share this",   "share on",      "advertisement",   "subscribe now",  "subscribe to our",
    "sign up for",  "sign up to",    "add us on",       "get our app",    "skip to content",
    "skip to main", "view comments", "leave a comment", "post a comment",
};

/* Both parts must be there; an empty one always is. */
static const struct notice {
    const char *one;
    const char *two;
} notices[] = {
    {"we use cookies", ""},
    {"use of cookies", ""},
    {"uses cookies", ""},
    {"accept", "cookies"},
    {"cookie policy", ""},
    {"privacy policy", ""},
    {"terms of use", ""},
    {"terms of service", ""},
    {"all rights reserved", ""},
    {"may not be", "redistributed"},
    {"sign up", "newsletter"},
    {"subscribe", "newsletter"},
    {"our newsletter", ""},
    {"follow us on", ""},
    {"download our app", ""},
    {"enable javascript", ""},
    {"email address will not be published", ""},
};

/* A block of numbers and of these words alone says when, or how long. */
static const char *const stamp_words[] = {
    "ago",     "am",      "april",    "at",        "aug",     "august",   "bst",       "cet",
    "cest",    "audio",   "day",      "days",      "dec",     "december", "duration",  "edt",
    "est",     "et",      "feb",      "february",  "fri",     "friday",   "gmt",       "hour",
    "hours",   "hrs",     "jan",      "january",   "jul",     "july",     "jun",       "june",
    "last",    "length",  "listen",   "mar",       "march",   "may",      "min",       "mins",
    "minute",  "minutes", "modified", "mon",       "monday",  "nov",      "november",  "oct",
    "october", "on",      "play",     "pm",        "podcast", "posted",   "pst",       "published",
    "read",    "sat",     "saturday", "sec",       "sep",     "sept",     "september", "sun",
    "sunday",  "thu",     "thursday", "time",      "tue",     "tuesday",  "updated",   "utc",
    "video",   "watch",   "wed",      "wednesday", "apr",
};

/* What begins a line that is nothing but a credit. */
static const char *const credits[] = {
    "photo:",        "photo by",      "photos:",       "photo credit", "photograph:",
    "photograph by", "photographs:",  "photographer:", "image:",       "images:",
    "image credit",  "image source",  "picture:",      "pictures:",    "picture by",
    "credit:",       "illustration:", "getty images",  "ap photo",     "(ap photo",
    "(photo",        "[photo",        "reuters/",      "afp/",         "\xC2\xA9",
};

/* What begins a caption. */
static const char *const captions[] = {
    "image caption",     "photo caption",          "caption:",
    "file photo",        "file picture",           "file -",
    "file \xE2\x80\x93", "file \xE2\x80\x94",      "pictured:",
    "in this image",     "in this photo provided",
};

/* A caption ends with one of these and a few words. */
static const char *const sources[] = {
    "photo:", "photos:",  "photo by",     "photograph:", "photograph by", "picture:",
    "image:", "credit:",  "getty images", "/getty",      "ap photo",      "/ap",
    "via ap", "/reuters", "reuters/",     "via reuters", "/afp",          "afp/",
    "/epa",   "epa/",     "/alamy",       "\xC2\xA9",
};

#define COUNT(list) (sizeof(list) / sizeof *(list))

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_letter(char c)
{
    return (lower(c) >= 'a' && lower(c) <= 'z') || (unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool begins(parley_str s, const char *phrase)
{
    size_t i = 0;
    while (i < s.size && phrase[i] && lower(s.data[i]) == phrase[i])
        i++;
    if (phrase[i])
        return false;
    /* A phrase that ends with a letter ends a word. */
    return i == s.size || !is_letter(phrase[i - 1]) || !is_letter(s.data[i]);
}

/* The bytes that phrases begin with: what a text is searched for, before the phrases. */
typedef struct byte_set {
    uint64_t bits[4];
} byte_set;

static void set_add(byte_set *set, const char *phrase)
{
    unsigned char first = (unsigned char)*phrase;
    set->bits[first / 64] |= (uint64_t)(*phrase != '\0') << first % 64;
}

static bool set_has(const byte_set *set, char c)
{
    unsigned char byte = (unsigned char)lower(c);
    return set->bits[byte / 64] >> byte % 64 & 1;
}

static bool begins_one_of(parley_str s, const char *const *phrases, size_t count)
{
    char first = s.size ? lower(*s.data) : '\0';
    for (size_t i = 0; i < count; i++)
        if (phrases[i][0] == first && begins(s, phrases[i]))
            return true;
    return false;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
}

static parley_str trimmed(const char *text, size_t size)
{
    while (size > 0 && is_blank(*text))
        text++, size--;
    while (size > 0 && is_blank(text[size - 1]))
        size--;
    return (parley_str){text, size};
}

/* Without the quotation marks and brackets at its end. */
static parley_str opened(parley_str s)
{
    for (;;) {
        char last = s.size > 0 ? s.data[s.size - 1] : '\0';
        if (last == '"' || last == '\'' || last == ')' || last == ']')
            s.size--;
        else if (s.size > 3 && (memcmp(s.data + s.size - 3, "\xE2\x80\x9D", 3) == 0 ||
                                memcmp(s.data + s.size - 3, "\xE2\x80\x99", 3) == 0))
            s.size -= 3;
        else
            return s;
    }
}

static bool ends_with(parley_str s, const char *marks)
{
    s = opened(s);
    return s.size > 0 && strchr(marks, s.data[s.size - 1]);
}

/* The next word or number; false at the end. */
static bool next_word(parley_str *rest, parley_str *word)
{
    while (rest->size > 0 && !is_letter(*rest->data) && !is_digit(*rest->data))
        rest->data++, rest->size--;
    *word = (parley_str){rest->data, 0};
    while (rest->size > 0 && (is_letter(*rest->data) || is_digit(*rest->data)))
        rest->data++, rest->size--, word->size++;
    return word->size > 0;
}

static size_t count_words(parley_str s)
{
    size_t count = 0;
    for (parley_str word; next_word(&s, &word);)
        count++;
    return count;
}

static bool has_digit(parley_str s)
{
    for (size_t i = 0; i < s.size; i++)
        if (is_digit(s.data[i]))
            return true;
    return false;
}

/* "Updated 3 March 2025, 10:15 GMT", "Listen | 20:19", "5 min read". */
static bool is_stamp(parley_str s)
{
    bool number = false;
    if (s.size > STAMP_MAX || !has_digit(s))
        return false;
    for (parley_str word; next_word(&s, &word);) {
        size_t digits = 0;
        while (digits < word.size && is_digit(word.data[digits]))
            digits++;
        number = number || digits > 0;
        if (digits > 0 && word.size - digits <= 2) /* 7, 7th, 7pm */
            continue;
        bool known = false;
        for (size_t i = 0; i < COUNT(stamp_words) && !known; i++)
            known = strlen(stamp_words[i]) == word.size && begins(word, stamp_words[i]);
        if (!known)
            return false;
    }
    return number;
}

/* "By Jane Doe and John Roe, in Exampleton": names, and the small words between them. */
static bool is_byline(parley_str s)
{
    static const char *const small[] = {"and", "for", "in",  "of",  "the",
                                        "de",  "van", "von", "with"};
    parley_str rest = s, word;
    if (s.size > STAMP_MAX || !begins(s, "by") || ends_with(s, ".?!") || !next_word(&rest, &word))
        return false;
    size_t names = 0;
    while (next_word(&rest, &word)) {
        if (lower(*word.data) == *word.data && !begins_one_of(word, small, COUNT(small)))
            return false;
        names += lower(*word.data) != *word.data;
    }
    return names >= 2;
}

/* "WASHINGTON, Feb 28 (Agency) -" with nothing behind it. */
static bool is_dateline(parley_str s)
{
    bool dash = s.size > 1 && s.data[s.size - 1] == '-';
    dash = dash || (s.size > 3 && (memcmp(s.data + s.size - 3, "\xE2\x80\x93", 3) == 0 ||
                                   memcmp(s.data + s.size - 3, "\xE2\x80\x94", 3) == 0));
    return dash && s.size <= STAMP_MAX && s.data[0] >= 'A' && s.data[0] <= 'Z' &&
           count_words(s) <= 8;
}

static bool is_address(parley_str s)
{
    return (begins(s, "http:") || begins(s, "https:") || begins(s, "www.")) &&
           !memchr(s.data, ' ', s.size) && memchr(s.data, '.', s.size);
}

/* One walk over the text finds all parts of all notices. */
static bool is_notice(parley_str s)
{
    byte_set firsts = {0};
    bool one[COUNT(notices)], two[COUNT(notices)];
    if (s.size < NOTICE_MIN || s.size > NOTICE_MAX)
        return false;
    for (size_t i = 0; i < COUNT(notices); i++) {
        set_add(&firsts, notices[i].one);
        set_add(&firsts, notices[i].two);
        one[i] = false;
        two[i] = notices[i].two[0] == '\0';
    }
    for (; s.size > 0; s.data++, s.size--) {
        if (!set_has(&firsts, *s.data))
            continue;
        char first = lower(*s.data);
        for (size_t i = 0; i < COUNT(notices); i++) {
            one[i] = one[i] || (notices[i].one[0] == first && begins(s, notices[i].one));
            two[i] = two[i] || (notices[i].two[0] == first && begins(s, notices[i].two));
            if (one[i] && two[i])
                return true;
        }
    }
    return false;
}

static bool is_furniture(parley_str s)
{
    if (s.size <= LINK_MAX && !ends_with(s, ".") && begins_one_of(s, beginnings, COUNT(beginnings)))
        return true;
    return html_is_label(s.data, s.size) || is_stamp(s) || is_byline(s) || is_dateline(s) ||
           is_address(s) || is_notice(s);
}

/* Where the credit at the end begins, or the size if there is none. */
static size_t find_credit(parley_str s)
{
    byte_set firsts = {0};
    size_t from = s.size > CREDIT_MAX ? s.size - CREDIT_MAX : 0;
    for (size_t i = 0; i < COUNT(sources); i++)
        set_add(&firsts, sources[i]);
    for (size_t at = from; at < s.size; at++)
        if (set_has(&firsts, s.data[at]) &&
            begins_one_of((parley_str){s.data + at, s.size - at}, sources, COUNT(sources)))
            return at;
    return s.size;
}

/* A credit ends in no full stop, unless in brackets: sentences that speak of agencies do. */
static bool has_credit(parley_str s)
{
    char last = s.data[s.size - 1];
    return (last == ')' || last == ']' || !ends_with(s, ".?!")) && find_credit(s) < s.size;
}

html_kind kinds_of_block(const char *text, size_t size, bool first)
{
    parley_str s = trimmed(text, size);
    if (s.size == 0 || s.size > CAPTION_MAX || (s.size == 1 && is_letter(*s.data)))
        return HTML_BODY;
    if (is_furniture(s))
        return HTML_FURNITURE;
    if (begins_one_of(s, captions, COUNT(captions)))
        return HTML_CAPTION;
    if (has_credit(s) || begins_one_of(s, credits, COUNT(credits))) {
        bool alone = count_words(s) <= CREDIT_WORDS && !ends_with(s, ".");
        if (alone || has_credit(s))
            return alone ? HTML_FURNITURE : HTML_CAPTION;
    }
    if (first && s.size <= HEADLINE_MAX && !ends_with(s, ".:,;") &&
        memchr(s.data, ' ', s.size) != NULL)
        return HTML_HEADLINE;
    return HTML_BODY;
}

const char *kinds_name(html_kind kind)
{
    static const char *const names[] = {"headline", "body", "caption", "furniture"};
    return names[kind];
}
