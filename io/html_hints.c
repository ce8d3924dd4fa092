/* What class names, ids and roles say about a part of a page.
 *
 * Templates name their parts: "entry-content", "comment-list", "shareButtons". Readability's
 * patterns and trafilatura's lists have shown which words carry over from site to site; those below
 * are such words, grouped by what a part is for. A name is cut into words at whatever is no letter
 * or digit and where a capital follows a small letter; a word of the table that ends in '*' matches
 * every word that begins so.
 *
 * Two words together say more than one: an article's, entry's or story's body, text or content is
 * where the main text is. A word that says otherwise in the same name takes that back
 * ("article-body-related"), and a name that begins with has-, with- or no- speaks of something else
 * ("has-sidebar").
 */
#include "html_hints.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* Bits beside html_hint's: halves of the name of a body. */
enum {
    OF_ARTICLE = 1 << 16, /* article, entry, post, story */
    A_BODY = 1 << 17,     /* body, content, text */
    NOT_THIS = 1 << 18,   /* the name speaks of something else */
    NEGATIVE = HTML_IS_COMMENT | HTML_IS_RELATED | HTML_IS_SHARE | HTML_IS_NAV | HTML_IS_AD |
               HTML_IS_CONSENT | HTML_IS_SIGNUP | HTML_IS_BYLINE | HTML_IS_META | HTML_IS_CAPTION |
               HTML_IS_SIDE | HTML_IS_HIDDEN | HTML_IS_HEADING | HTML_IS_TITLE,
};

enum { WORD_MAX = 31 };

static const struct word {
    char text[20];
    uint32_t hints;
} WORDS[] = {
    {"article", OF_ARTICLE | HTML_IS_TEXT},
    {"artikel", OF_ARTICLE | HTML_IS_TEXT},
    {"articlebody", HTML_IS_BODY},
    {"articlecontent", HTML_IS_BODY},
    {"articletext", HTML_IS_BODY},
    {"blog", OF_ARTICLE},
    {"blogpost", HTML_IS_TEXT},
    {"body", A_BODY},
    {"bodytext", HTML_IS_BODY},
    {"bodycopy", HTML_IS_BODY},
    {"content", A_BODY | HTML_IS_TEXT},
    {"copy", A_BODY},
    {"detail*", A_BODY},
    {"entry", OF_ARTICLE | HTML_IS_TEXT},
    {"entrytext", HTML_IS_BODY},
    {"hentry", HTML_IS_TEXT},
    {"inhalt", HTML_IS_TEXT},
    {"main", HTML_IS_TEXT},
    {"maincontent", HTML_IS_TEXT},
    {"news", OF_ARTICLE},
    {"post", OF_ARTICLE | HTML_IS_TEXT},
    {"postbody", HTML_IS_BODY},
    {"postcontent", HTML_IS_BODY},
    {"single", OF_ARTICLE},
    {"story", OF_ARTICLE | HTML_IS_TEXT},
    {"storybody", HTML_IS_BODY},
    {"storycontent", HTML_IS_BODY},
    {"storytext", HTML_IS_BODY},
    {"text", A_BODY | HTML_IS_TEXT},
    {"paragraph*", HTML_IS_TEXT},

    {"comment*", HTML_IS_COMMENT},
    {"discuss*", HTML_IS_COMMENT},
    {"disqus*", HTML_IS_COMMENT},
    {"kommentar*", HTML_IS_COMMENT},
    {"livefyre", HTML_IS_COMMENT},
    {"replies", HTML_IS_COMMENT},
    {"reply", HTML_IS_COMMENT},
    {"respond", HTML_IS_COMMENT},
    {"responses", HTML_IS_COMMENT},
    {"pingback*", HTML_IS_COMMENT},
    {"trackback*", HTML_IS_COMMENT},

    {"also", HTML_IS_RELATED},
    {"furtherreading", HTML_IS_RELATED},
    {"headlines", HTML_IS_RELATED},
    {"latest", HTML_IS_RELATED},
    {"mehr", HTML_IS_RELATED},
    {"more", HTML_IS_RELATED},
    {"mostpopular", HTML_IS_RELATED},
    {"mostread", HTML_IS_RELATED},
    {"next", HTML_IS_RELATED},
    {"outbrain", HTML_IS_RELATED},
    {"popular", HTML_IS_RELATED},
    {"prev*", HTML_IS_RELATED},
    {"readmore", HTML_IS_RELATED},
    {"readnext", HTML_IS_RELATED},
    {"recent*", HTML_IS_RELATED},
    {"recirc*", HTML_IS_RELATED},
    {"recommend*", HTML_IS_RELATED},
    {"related*", HTML_IS_RELATED},
    {"similar", HTML_IS_RELATED},
    {"suggest*", HTML_IS_RELATED},
    {"taboola", HTML_IS_RELATED},
    {"teaser*", HTML_IS_RELATED},
    {"trending", HTML_IS_RELATED},
    {"upnext", HTML_IS_RELATED},
    {"yarpp", HTML_IS_RELATED},
    {"zergnet", HTML_IS_RELATED},

    {"addthis*", HTML_IS_SHARE},
    {"addtoany", HTML_IS_SHARE},
    {"follow", HTML_IS_SHARE},
    {"noprint", HTML_IS_SHARE},
    {"share*", HTML_IS_SHARE},
    {"sharing*", HTML_IS_SHARE},
    {"shariff", HTML_IS_SHARE},
    {"social*", HTML_IS_SHARE},

    {"breadcrumb*", HTML_IS_NAV},
    {"menu*", HTML_IS_NAV},
    {"nav", HTML_IS_NAV},
    {"navbar*", HTML_IS_NAV},
    {"navi", HTML_IS_NAV},
    {"navigation*", HTML_IS_NAV},
    {"pager", HTML_IS_NAV},
    {"pagination", HTML_IS_NAV},
    {"paging", HTML_IS_NAV},
    {"skip", HTML_IS_NAV},
    {"sitemap", HTML_IS_NAV},
    {"subnav*", HTML_IS_NAV},
    {"toolbar", HTML_IS_NAV},
    {"toc", HTML_IS_NAV},

    {"ad", HTML_IS_AD},
    {"ads", HTML_IS_AD},
    {"adsense", HTML_IS_AD},
    {"adslot*", HTML_IS_AD},
    {"advert*", HTML_IS_AD},
    {"affiliate*", HTML_IS_AD},
    {"anzeige*", HTML_IS_AD},
    {"dfp", HTML_IS_AD},
    {"disclaimer", HTML_IS_AD},
    {"disclosure", HTML_IS_AD},
    {"promo*", HTML_IS_AD},
    {"sponsor*", HTML_IS_AD},

    {"consent*", HTML_IS_CONSENT},
    {"cookie*", HTML_IS_CONSENT},
    {"dialog", HTML_IS_CONSENT},
    {"gdpr", HTML_IS_CONSENT},
    {"lightbox", HTML_IS_CONSENT},
    {"modal*", HTML_IS_CONSENT},
    {"onetrust*", HTML_IS_CONSENT},
    {"overlay", HTML_IS_CONSENT},
    {"popup*", HTML_IS_CONSENT},
    {"toast", HTML_IS_CONSENT},
    {"tooltip*", HTML_IS_CONSENT},

    {"cta", HTML_IS_SIGNUP},
    {"donat*", HTML_IS_SIGNUP},
    {"login*", HTML_IS_SIGNUP},
    {"mc4wp", HTML_IS_SIGNUP},
    {"newsletter*", HTML_IS_SIGNUP},
    {"optin", HTML_IS_SIGNUP},
    {"paywall*", HTML_IS_SIGNUP},
    {"register", HTML_IS_SIGNUP},
    {"signin", HTML_IS_SIGNUP},
    {"signup*", HTML_IS_SIGNUP},
    {"subscri*", HTML_IS_SIGNUP},

    {"author*", HTML_IS_BYLINE},
    {"autor*", HTML_IS_BYLINE},
    {"bio", HTML_IS_BYLINE},
    {"byline*", HTML_IS_BYLINE},
    {"contributor*", HTML_IS_BYLINE},

    {"categor*", HTML_IS_META},
    {"date", HTML_IS_META},
    {"datetime", HTML_IS_META},
    {"keywords", HTML_IS_META},
    {"meta", HTML_IS_META},
    {"metadata", HTML_IS_META},
    {"postmeta", HTML_IS_META},
    {"posted", HTML_IS_META},
    {"tag", HTML_IS_META},
    {"tags", HTML_IS_META},
    {"taglist", HTML_IS_META},
    {"timestamp", HTML_IS_META},
    {"topics", HTML_IS_META},

    {"caption*", HTML_IS_CAPTION},
    {"credit*", HTML_IS_CAPTION},
    {"figcaption", HTML_IS_CAPTION},
    {"imagecaption", HTML_IS_CAPTION},
    {"copyright", HTML_IS_CAPTION},

    {"aside", HTML_IS_SIDE},
    {"banner", HTML_IS_SIDE},
    {"complementary", HTML_IS_SIDE},
    {"contentinfo", HTML_IS_SIDE},
    {"footer", HTML_IS_SIDE},
    {"masthead", HTML_IS_SIDE},
    {"rail", HTML_IS_SIDE},
    {"rightcol*", HTML_IS_SIDE},
    {"sidebar*", HTML_IS_SIDE},
    {"widget*", HTML_IS_SIDE},

    {"visuallyhidden", HTML_IS_HIDDEN},

    {"headline", HTML_IS_HEADING},
    {"title", HTML_IS_HEADING},

    {"has", NOT_THIS},
    {"no", NOT_THIS},
    {"with", NOT_THIS},
    {"without", NOT_THIS},
};

/* Names that mean something only as a whole. */
static const struct word NAMES[] = {
    {"hidden", HTML_IS_HIDDEN},          {"hide", HTML_IS_HIDDEN},
    {"sr-only", HTML_IS_HIDDEN},         {"screen-reader-text", HTML_IS_HIDDEN},
    {"visually-hidden", HTML_IS_HIDDEN}, {"entry-title", HTML_IS_TITLE},
    {"post-title", HTML_IS_TITLE},       {"article-title", HTML_IS_TITLE},
};

static bool is_small(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* What a word in lower case says. */
static uint32_t hints_of_word(const char *word, size_t size)
{
    for (size_t i = 0; size > 1 && i < sizeof WORDS / sizeof *WORDS; i++) {
        const char *entry = WORDS[i].text;
        if (entry[0] != word[0] || entry[1] != word[1])
            continue;
        size_t length = strlen(entry);
        bool same = entry[length - 1] == '*' ? strncmp(word, entry, length - 1) == 0
                                             : strcmp(word, entry) == 0;
        if (same)
            return WORDS[i].hints;
    }
    return 0;
}

static uint32_t hints_of_whole(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (strlen(NAMES[i].text) == length && memcmp(NAMES[i].text, name, length) == 0)
            return NAMES[i].hints;
    return 0;
}

/* Whether a name files the page under a term, as WordPress does: "category-sports", "tag-comments".
 * It says what the text is about, not what the element is for. */
static bool is_term(const char *name, size_t length)
{
    return (length > 9 && memcmp(name, "category-", 9) == 0) ||
           (length > 4 && memcmp(name, "tag-", 4) == 0) ||
           (length > 10 && memcmp(name, "elementor-", 10) == 0);
}

/* What one name of a class attribute says. */
static uint32_t hints_of_name(const char *name, size_t length)
{
    if (is_term(name, length))
        return 0;
    uint32_t hints = hints_of_whole(name, length);
    char word[WORD_MAX + 1];
    size_t n = 0;
    for (size_t i = 0; i <= length; i++) {
        char c = i < length ? name[i] : ' ';
        bool capital = is_capital(c);
        bool ends = !(is_small(c) || capital) || (capital && i > 0 && is_small(name[i - 1]));
        if (ends && n > 0) {
            word[n] = '\0';
            hints |= hints_of_word(word, n);
            n = 0;
        }
        if ((is_small(c) || capital) && n < WORD_MAX)
            word[n++] = capital ? (char)(c - 'A' + 'a') : c;
    }
    if (hints & NOT_THIS)
        return 0;
    if ((hints & OF_ARTICLE) && (hints & A_BODY))
        hints |= HTML_IS_BODY;
    if (hints & NEGATIVE)
        hints &= NEGATIVE;
    return hints;
}

uint16_t html_hints_of(const char *class_names)
{
    uint32_t hints = 0;
    const char *at = class_names;
    while (*at) {
        size_t length = strcspn(at, " ");
        if (length > 0)
            hints |= hints_of_name(at, length);
        at += length;
        at += *at == ' ';
    }
    return (uint16_t)(hints & 0xFFFF);
}
