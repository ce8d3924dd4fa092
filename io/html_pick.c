/* Which paragraphs are the article's.
 *
 * Four steps, each of them a loop or two over the paragraphs and blocks:
 *
 * 1. Weigh. A paragraph speaks for being running text by its length and its commas, and against it
 *    by the part of it that is links (Readability's measure; boilerpipe and jusText look at the same
 *    things). List items, which are as often references or teasers, count for less; headings and
 *    captions for nothing. Where nearly all text of a page is in captions, as in a gallery, they
 *    count as text.
 *
 * 2. Rule out. A block whose class, id or element says that it is comments, related links, a footer
 *    and so on is furniture with all that it holds. Names err: a block that holds more than half of
 *    the page's weight, or the named body of the article with a good part of it, is not ruled out
 *    (for comments, nine tenths, or more if what is beside them will do for an article: a long
 *    discussion outweighs its article), nor is one said to be links that holds none.
 *
 * 3. Choose. Each block's score is the weight of its own paragraphs and, with a loss for each level,
 *    what its children score; the best is the article's, with a bonus for being named so. From there
 *    the choice climbs to the parent while that adds text and little else: an article cut into
 *    pieces by advertisements is found whole.
 *
 * 4. Sort. Inside the chosen block furniture goes by what it is named, by its links and by stock
 *    phrases ("Advertisement", "All rights reserved"), and so is a next article with an <h1> of its
 *    own; outside it, text between the headline and the block is the article's lead.
 *
 * The numbers are chosen by measurement on one half of the pages of a public evaluation set and
 * checked on the other; see bench/html.
 */
#include "html_pick.h"

#include "html_phrases.h"

#include <stdlib.h>
#include <string.h>

enum {
    BAD = HTML_IS_COMMENT | HTML_IS_RELATED | HTML_IS_SHARE | HTML_IS_NAV | HTML_IS_AD |
          HTML_IS_CONSENT | HTML_IS_SIGNUP | HTML_IS_BYLINE | HTML_IS_META | HTML_IS_SIDE |
          HTML_IS_HIDDEN,
    /* of an element that says that it is the article, only these are believed */
    BAD_ARTICLE = HTML_IS_COMMENT | HTML_IS_RELATED | HTML_IS_AD | HTML_IS_HIDDEN,
    /* these are believed of more than half of a page */
    STUBBORN = HTML_IS_COMMENT | HTML_IS_CONSENT | HTML_IS_HIDDEN,
    /* hints that only links bear out */
    LINKS = HTML_IS_RELATED | HTML_IS_NAV,
};

enum {
    TEXT_MIN = 25,  /* bytes: shorter paragraphs weigh nothing */
    LEAD_MIN = 50,  /* bytes: what is shorter between headline and body is no lead, but for a
                       heading right under the headline */
    LEAD_FAR = 100, /* paragraphs: how far above the body its headline is looked for */
    TAIL = 8,       /* paragraphs at the end that are searched for stock phrases */
    TITLE_MIN = 8,  /* bytes of letters: what is shorter agrees with nothing */
    H1_MIN = 15,    /* bytes: a shorter <h1> is a rubric, if nothing confirms it */
    FIRST = 4,      /* paragraphs in which a repetition of the headline is looked for */
};

static const float HALF = 0.5F; /* part of the page's weight that no furniture has */
static const float MOST = 0.9F; /* … that no comments and overlays have */
static const float APART = 8;   /* weight beside them that is an article, however many comments */
static const float BODY_MIN = 0.3F;   /* … that a block named as the body has, if it is */
static const float LEFT_MIN = 0.02F;  /* part of the page's weight that must be left */
static const float LOSS = 0.75F;      /* what is left of a score one level up */
static const float NAMED_BODY = 1.3F; /* bonus of a block that is named as the article's body */
static const float NAMED_TEXT = 1.1F; /* … as article or content */
static const float LIST_ITEM = 0.4F;  /* what a list item's weight counts */
static const float LINKS_MIN =
    0.1F; /* part of a block's bytes that is links, if it is about links */
static const float LINKS_MAX = 0.5F;    /* part of a paragraph's bytes that may be links */
static const float CLIMB_GAIN = 0.12F;  /* what a parent must add to be worth the climb */
static const float ENOUGH = 0.75F;      /* part of the page's text that is all of the article */
static const float REST = 0.3F;         /* part of the text that may stand behind its end */
static const float CLIMB_CLEAN = 0.65F; /* … and which part of what it adds must be text */

typedef struct block {
    float own;    /* weight of its own paragraphs, and of pieces of one paragraph */
    float score;  /* with its descendants', less the loss */
    float sum;    /* weight of all in it, whatever it is named */
    float good;   /* … of all in it that is not ruled out */
    float bytes;  /* bytes of all in it that is not ruled out */
    float clean;  /* … of paragraphs that weigh something or are headings */
    float links;  /* bytes in links, of all in it */
    float length; /* bytes of all in it */
    float body;   /* the largest sum of a named body in it */
} block;

typedef struct pick {
    const html_tree *tree;
    block *blocks;   /* [tree->node_count] */
    uint8_t *bad;    /* [tree->node_count] ruled out */
    float *weights;  /* [tree->paragraph_count] */
    uint8_t *kinds;  /* [tree->paragraph_count] html_kind */
    size_t top;      /* the chosen block */
    size_t headline; /* the paragraph that is; the number of paragraphs if none is */
    bool captions;   /* captions are text */
} pick;

static size_t length_of(const html_paragraph *p)
{
    return p->end - p->begin;
}

static bool is_heading(const html_paragraph *p)
{
    return p->tag >= HTML_H1 && p->tag <= HTML_H6;
}

static bool is_caption(const html_tree *tree, const html_paragraph *p)
{
    const html_node *node = &tree->nodes[p->node];
    return p->tag == HTML_FIGCAPTION || (p->hints & HTML_IS_CAPTION) ||
           (node->inherited & HTML_IS_CAPTION);
}

/* What is not text about a set of hints; those that only links bear out need links. */
static unsigned bad_hints(unsigned hints, float links, float length)
{
    if ((hints & LINKS) && links < LINKS_MIN * length)
        hints &= ~(unsigned)LINKS;
    return hints & BAD;
}

/* Whether a paragraph is called something that is not text. */
static bool is_bad(const html_paragraph *p)
{
    return bad_hints(p->hints, (float)p->links, (float)length_of(p)) != 0;
}

static bool is_linky(const html_paragraph *p)
{
    return (float)p->links + (float)p->marked > LINKS_MAX * (float)length_of(p);
}

/* ---- 1. weigh ----------------------------------------------------------------------------- */

/* What a paragraph speaks for being running text, whatever its blocks are named. */
static float weight_of(const html_tree *tree, const html_paragraph *p)
{
    size_t length = length_of(p);
    if (length < TEXT_MIN || is_heading(p) || is_bad(p) || is_linky(p))
        return 0;
    const char *text = tree->text.data + p->begin;
    float commas = 0;
    for (size_t i = 0; i < length && commas < 4; i++)
        commas += text[i] == ',' ? 1 : 0;
    float size = 1 + (float)length / 100;
    float weight = (size < 4 ? size : 4) + commas;
    if (p->tag == HTML_LI)
        weight *= LIST_ITEM;
    return weight * (1 - (float)(p->links + p->marked) / (float)length);
}

/* Whether a block is but one paragraph. */
static bool is_piece(const html_node *node)
{
    return node->first + 1 == node->last && !(node->hints & HTML_IS_BODY);
}

static void weigh(pick *k)
{
    const html_tree *tree = k->tree;
    float text = 0;
    float captions = 0;
    for (size_t i = 0; i < tree->paragraph_count; i++) {
        const html_paragraph *p = &tree->paragraphs[i];
        k->weights[i] = weight_of(tree, p);
        *(is_caption(tree, p) ? &captions : &text) += k->weights[i];
    }
    k->captions = captions > 2 * text;
    for (size_t i = 0; i < tree->paragraph_count; i++) {
        const html_paragraph *p = &tree->paragraphs[i];
        if (!k->captions && is_caption(tree, p))
            k->weights[i] = 0;
        size_t at = p->node;
        k->blocks[at].sum += k->weights[i];
        k->blocks[at].links += (float)p->links;
        k->blocks[at].length += (float)length_of(p);
        if (is_piece(&tree->nodes[at]))
            at = tree->nodes[at].parent;
        k->blocks[at].own += k->weights[i];
    }
    for (size_t i = tree->node_count; i-- > 1;) {
        block *b = &k->blocks[i];
        block *parent = &k->blocks[tree->nodes[i].parent];
        parent->sum += b->sum;
        parent->links += b->links;
        parent->length += b->length;
        float body = tree->nodes[i].hints & HTML_IS_BODY ? b->sum : b->body;
        parent->body = parent->body > body ? parent->body : body;
    }
}

/* ---- 2. rule out -------------------------------------------------------------------------- */

/* Whether what a block is called makes it furniture. */
static bool is_named_bad(const html_node *node, const block *b)
{
    if (node->tag == HTML_NAV || node->tag == HTML_ASIDE || node->tag == HTML_FOOTER)
        return true;
    bool article =
        node->tag == HTML_ARTICLE || node->tag == HTML_MAIN || (node->hints & HTML_IS_BODY);
    unsigned hints = node->hints & (article ? (unsigned)BAD_ARTICLE : (unsigned)BAD);
    return bad_hints(hints, b->links, b->length) != 0;
}

/* Ruling out may err on a whole page: where next to nothing is left, nothing is ruled out. */
static void reconsider(pick *k)
{
    float good = 0;
    for (size_t i = 0; i < k->tree->paragraph_count; i++)
        good += k->bad[k->tree->paragraphs[i].node] ? 0 : k->weights[i];
    if (good < LEFT_MIN * k->blocks[0].sum)
        memset(k->bad, 0, k->tree->node_count);
}

static void rule_out(pick *k)
{
    const html_tree *tree = k->tree;
    float total = k->blocks[0].sum;
    for (size_t i = 1; i < tree->node_count; i++) {
        const html_node *node = &tree->nodes[i];
        const block *b = &k->blocks[i];
        float share = node->hints & STUBBORN ? MOST : HALF;
        bool light =
            b->sum <= share * total || ((node->hints & HTML_IS_COMMENT) && total - b->sum >= APART);
        bool bad = is_named_bad(node, b) && light && b->body <= BODY_MIN * total;
        k->bad[i] = bad || k->bad[node->parent];
    }
    reconsider(k);
}

/* ---- 3. choose ---------------------------------------------------------------------------- */

static void score(pick *k)
{
    const html_tree *tree = k->tree;
    for (size_t i = 0; i < tree->paragraph_count; i++) {
        const html_paragraph *p = &tree->paragraphs[i];
        if (k->bad[p->node] || is_bad(p))
            continue;
        block *b = &k->blocks[p->node];
        float length = (float)length_of(p);
        b->good += k->weights[i];
        b->bytes += length;
        b->clean += k->weights[i] > 0 || (is_heading(p) && !is_linky(p)) ? length : 0;
    }
    for (size_t i = tree->node_count; i-- > 0;) {
        block *b = &k->blocks[i];
        block *parent = &k->blocks[tree->nodes[i].parent];
        if (k->bad[i])
            continue;
        b->score += b->own;
        if (i == 0)
            break;
        parent->score += LOSS * b->score;
        parent->good += b->good;
        parent->bytes += b->bytes;
        parent->clean += b->clean;
    }
}

static void choose(pick *k)
{
    const html_tree *tree = k->tree;
    float best = -1;
    for (size_t i = 0; i < tree->node_count; i++) {
        const html_node *node = &tree->nodes[i];
        float bonus = 1;
        if (node->hints & HTML_IS_BODY)
            bonus = NAMED_BODY;
        else if (node->tag == HTML_ARTICLE || (node->hints & HTML_IS_TEXT))
            bonus = NAMED_TEXT;
        if (k->blocks[i].score * bonus > best) {
            best = k->blocks[i].score * bonus;
            k->top = i;
        }
    }
}

/* Goes up to an ancestor that adds text and little else. */
static void climb(pick *k)
{
    const html_tree *tree = k->tree;
    size_t at = k->top;
    for (unsigned level = 0; level < 8 && at > 0; level++) {
        at = tree->nodes[at].parent;
        const block *from = &k->blocks[k->top];
        const block *to = &k->blocks[at];
        if (from->good > ENOUGH * k->blocks[0].good)
            break;
        float bytes = to->bytes - from->bytes;
        if (to->good - from->good < CLIMB_GAIN * from->good)
            continue;
        if (to->clean - from->clean < CLIMB_CLEAN * bytes)
            break;
        k->top = at;
    }
}

/* ---- 4. sort ------------------------------------------------------------------------------ */

/* What a paragraph inside the chosen block is. */
static html_kind kind_of(const pick *k, const html_paragraph *p)
{
    const html_tree *tree = k->tree;
    if (k->bad[p->node] || is_bad(p) || is_linky(p))
        return HTML_FURNITURE;
    if (!k->captions && is_caption(tree, p))
        return HTML_CAPTION;
    if (html_is_label(tree->text.data + p->begin, length_of(p)))
        return HTML_FURNITURE;
    return HTML_BODY;
}

static void sort(pick *k)
{
    const html_tree *tree = k->tree;
    const html_node *top = &tree->nodes[k->top];
    for (size_t i = 0; i < tree->paragraph_count; i++)
        k->kinds[i] = i >= top->first && i < top->last ? (uint8_t)kind_of(k, &tree->paragraphs[i])
                                                       : HTML_FURNITURE;
}

/* ---- the headline ------------------------------------------------------------------------- */

/* The next letter or digit (any byte beyond ASCII is one), without case; 0 at the end. */
static char next_letter(const char *text, size_t size, size_t *at)
{
    while (*at < size) {
        char c = text[(*at)++];
        if (c >= 'A' && c <= 'Z')
            return (char)(c - 'A' + 'a');
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80)
            return c;
    }
    return 0;
}

/* Whether two texts begin with the same letters, and the shorter is not much shorter. */
bool html_agree(const char *a, size_t a_size, const char *b, size_t b_size)
{
    size_t i = 0;
    size_t j = 0;
    size_t same = 0;
    for (;;) {
        char c = next_letter(a, a_size, &i);
        char d = next_letter(b, b_size, &j);
        if (!c || !d)
            break;
        if (c != d)
            return false;
        same++;
    }
    size_t longer = a_size > b_size ? a_size : b_size;
    return same >= TITLE_MIN && 2 * same >= longer - longer / 4;
}

/* How well a paragraph above the text would do as headline; 0: not at all. */
static unsigned rank_of(const html_tree *tree, const html_paragraph *p, const char *title)
{
    const char *text = tree->text.data + p->begin;
    size_t size = length_of(p);
    if (title && html_agree(text, size, title, strlen(title)))
        return p->tag == HTML_H1 ? 4 : is_heading(p) ? 3 : 2 * p->links < size ? 2 : 0;
    return p->tag == HTML_H1 && size >= H1_MIN && 2 * p->links < size ? 1 : 0;
}

/* Looks for the headline above the text and in its first paragraphs: the last of the best. */
static void find_headline(pick *k, const char *title)
{
    const html_tree *tree = k->tree;
    size_t last = tree->nodes[k->top].first + FIRST;
    size_t first = last > LEAD_FAR ? last - LEAD_FAR : 0;
    unsigned best = 0;
    k->headline = tree->paragraph_count;
    for (size_t i = first; i < tree->paragraph_count && i <= last; i++) {
        unsigned rank = rank_of(tree, &tree->paragraphs[i], title);
        if (rank == 0 || rank < best)
            continue;
        best = rank;
        k->headline = i;
    }
}

/* Marks the headline, and what repeats it in the first paragraphs of the text. */
static void mark_headline(pick *k, const char *title)
{
    const html_tree *tree = k->tree;
    size_t size = title ? strlen(title) : 0;
    if (k->headline < tree->paragraph_count) {
        const html_paragraph *p = &tree->paragraphs[k->headline];
        k->kinds[k->headline] = HTML_HEADLINE;
        title = tree->text.data + p->begin;
        size = length_of(p);
    }
    unsigned seen = 0;
    for (size_t i = 0; title && i < tree->paragraph_count && seen < FIRST; i++) {
        const html_paragraph *p = &tree->paragraphs[i];
        if (k->kinds[i] != HTML_BODY)
            continue;
        seen++;
        if (html_agree(tree->text.data + p->begin, length_of(p), title, size))
            k->kinds[i] = HTML_HEADLINE;
    }
}

/* Adds what stands between the headline and the chosen block. */
static void add_lead(pick *k)
{
    const html_tree *tree = k->tree;
    size_t first = tree->nodes[k->top].first;
    for (size_t i = k->headline + 1; i < first; i++) {
        const html_paragraph *p = &tree->paragraphs[i];
        size_t least = is_heading(p) && i == k->headline + 1 ? TEXT_MIN : LEAD_MIN;
        if (length_of(p) >= least && 3 * (p->links + p->marked) < length_of(p))
            k->kinds[i] = (uint8_t)kind_of(k, p);
    }
}

/* ---- the end ------------------------------------------------------------------------------ */

/* The <article> around a block, if it is not far outside; else 0. */
static size_t article_around(const html_tree *tree, size_t at)
{
    for (unsigned level = 0; level < 16 && at > 0; level++, at = tree->nodes[at].parent)
        if (tree->nodes[at].tag == HTML_ARTICLE)
            return at;
    return 0;
}

/* Ends the article where another <article> with an <h1> of its own begins, as pages have it that go
 * on with the next one. */
static void cut_at_next_article(pick *k)
{
    const html_tree *tree = k->tree;
    const html_node *top = &tree->nodes[k->top];
    size_t headline = 0;
    while (headline < top->last && k->kinds[headline] != HTML_HEADLINE)
        headline++;
    size_t own = headline < top->last ? article_around(tree, tree->paragraphs[headline].node) : 0;
    size_t cut = top->last;
    for (size_t i = headline + 1; own > 0 && i < top->last; i++) {
        const html_paragraph *p = &tree->paragraphs[i];
        if (p->tag != HTML_H1 || length_of(p) < H1_MIN || i < tree->nodes[own].last)
            continue;
        size_t next = article_around(tree, p->node);
        if (next == 0)
            continue;
        cut = tree->nodes[next].first;
        break;
    }
    for (size_t i = cut; i < top->last; i++)
        k->kinds[i] = HTML_FURNITURE;
}

/* Ends the article at a heading such as "Related stories", if not much of its text stands behind. */
static void cut_at_ending(pick *k)
{
    const html_tree *tree = k->tree;
    const html_node *top = &tree->nodes[k->top];
    float rest = 0;
    size_t cut = top->last;
    for (size_t i = top->last; i-- > top->first;) {
        const html_paragraph *p = &tree->paragraphs[i];
        if (k->bad[p->node] || is_bad(p)) /* a box in the text does not end it */
            continue;
        rest += k->kinds[i] == HTML_BODY ? k->weights[i] : 0;
        if (rest > REST * k->blocks[k->top].good)
            break;
        if (is_heading(p) && html_is_ending(tree->text.data + p->begin, length_of(p)))
            cut = i;
    }
    for (size_t i = cut; i < top->last; i++)
        if (k->kinds[i] == HTML_BODY)
            k->kinds[i] = HTML_FURNITURE;
}

/* Takes back stock phrases, and headings without text, at the end. */
static void cut_tail(pick *k)
{
    const html_tree *tree = k->tree;
    size_t count = 0;
    for (size_t i = 0; i < tree->paragraph_count; i++)
        count += k->kinds[i] == HTML_BODY;
    size_t limit = count / 2 < TAIL ? count / 2 : TAIL;
    size_t seen = 0;
    bool text = false;
    for (size_t i = tree->nodes[k->top].last; i-- > 0 && seen < limit;) {
        const html_paragraph *p = &tree->paragraphs[i];
        if (k->kinds[i] != HTML_BODY)
            continue;
        seen++;
        if ((is_heading(p) && !text) || html_is_notice(tree->text.data + p->begin, length_of(p)))
            k->kinds[i] = HTML_FURNITURE;
        else
            text = true;
    }
}

parley_status html_pick(const html_tree *tree, const char *title, uint8_t **kinds, size_t *headline)
{
    *kinds = NULL;
    *headline = tree->paragraph_count;
    if (tree->paragraph_count == 0)
        return PARLEY_OK;
    pick k = {.tree = tree};
    parley_status status = PARLEY_E_MEMORY;
    k.blocks = calloc(tree->node_count, sizeof *k.blocks);
    k.bad = calloc(tree->node_count, sizeof *k.bad);
    k.weights = calloc(tree->paragraph_count, sizeof *k.weights);
    k.kinds = calloc(tree->paragraph_count, sizeof *k.kinds);
    if (!k.blocks || !k.bad || !k.weights || !k.kinds)
        goto done;
    weigh(&k);
    rule_out(&k);
    score(&k);
    choose(&k);
    climb(&k);
    sort(&k);
    find_headline(&k, title);
    add_lead(&k);
    mark_headline(&k, title);
    cut_at_next_article(&k);
    cut_at_ending(&k);
    cut_tail(&k);
    *headline = k.headline;
    *kinds = k.kinds;
    k.kinds = NULL;
    status = PARLEY_OK;
done:
    free(k.blocks);
    free(k.bad);
    free(k.weights);
    free(k.kinds);
    return status;
}
