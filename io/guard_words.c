/* The words: see io/guard_words.h.
 *
 * A spreadsheet reads dates with the month names of the language that it is set to, in full or cut
 * short, so a word of three letters or more counts if one of the names begins with it. The languages
 * are those of Europe's larger countries and Chinese, Japanese; a name that is missing here costs a
 * cell such as "5 Maaliskuu 2025" in a Finnish spreadsheet, and one too many costs a visible dot.
 */
#include "guard_words.h"

#include "parley/text.h"

#include <string.h>

enum { WORD_LETTERS_MAX = 16, PREFIX_LETTERS = 3 };

/* Any three letters or more that one of these begins with. English, German, French, Spanish, Italian,
 * Portuguese, Dutch, Scandinavian, Polish, Czech, Russian, Ukrainian. */
static const char dates[] =
    " january february march april may june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday "
    "januar jänner februar märz april mai juni juli oktober dezember "
    "montag dienstag mittwoch donnerstag freitag samstag sonntag "
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre "
    "lundi mardi mercredi jeudi vendredi samedi dimanche "
    "enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre "
    "diciembre lunes martes miércoles jueves viernes sábado domingo "
    "gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre "
    "lunedì martedì mercoledì giovedì venerdì sabato domenica "
    "janeiro fevereiro março maio junho julho setembro outubro novembro dezembro "
    "segunda terça quarta quinta sexta "
    "januari februari maart mrt mei augustus maandag dinsdag woensdag donderdag vrijdag zaterdag "
    "zondag augusti maj marts desember måndag tisdag onsdag torsdag fredag lördag söndag "
    "mandag tirsdag lørdag søndag "
    "styczeń stycznia luty lutego marzec marca kwiecień kwietnia maja czerwiec czerwca lipiec "
    "lipca "
    "sierpień sierpnia wrzesień września październik października listopad listopada grudzień "
    "grudnia poniedziałek wtorek środa czwartek piątek sobota niedziela "
    "leden ledna únor února březen března duben dubna květen května červen června červenec "
    "července "
    "srpen srpna září říjen října listopadu prosinec prosince "
    "январь января февраль февраля март марта апрель апреля май мая июнь июня июль июля август "
    "августа сентябрь сентября октябрь октября ноябрь ноября декабрь декабря "
    "понедельник вторник среда четверг пятница суббота воскресенье "
    "січень січня лютий лютого березень березня квітень квітня травень травня червень червня "
    "липень "
    "липня серпень серпня вересень вересня жовтень жовтня листопад листопада грудень грудня "
    "понеділок вівторок середа четвер субота неділя ";

/* As a whole, before or behind a number. */
static const char amounts[] =
    " eur usd gbp chf sek nok dkk pln czk uah rub jpy cny kr zł kč грн руб "
    "年 月 日 時 分 秒 时 令和 平成 昭和 ";

/* As a whole, behind a digit only: a.m., p.m., exponents, ISO 8601, hours, of. */
static const char followers[] = " am pm a p m e t z h de ";

static const char truths[] =
    " true false wahr falsch vrai faux verdadero falso vero verdadeiro waar "
    "onwaar sant fals sann prawda fałsz pravda nepravda истина ложь правда "
    "істина хибність ";

/* A letter in small; of those that the lists hold, and that is enough. */
static int32_t lower(int32_t c)
{
    if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7) ||
        (c >= 0x410 && c <= 0x42F))
        return c + 0x20;
    if (c >= 0x400 && c <= 0x40F)
        return c + 0x50;
    if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E)) /* Ł, Ń; Ź, Ż, Ž */
        return c + c % 2;
    return c >= 0x100 && c <= 0x17F ? c | 1 : c;
}

static bool is_letter(int32_t c)
{
    if (c < 0x80)
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    return c >= 0xC0 && c != 0xD7 && c != 0xF7 && (c < 0x2000 || c > 0x206F) &&
           (c < 0xFF00 || c > 0xFF20) && !parley_is_space(c);
}

/* Whether a list has the word (with a blank before it), as a whole or as the start of one. */
static bool listed(const char *list, const char *word, bool start)
{
    size_t size = strlen(word);
    for (const char *at = strstr(list, word); at; at = strstr(at + 1, word))
        if (start || at[size] == ' ')
            return true;
    return false;
}

static void put_letter(char *word, size_t *size, int32_t c)
{
    if (c < 0x80) {
        word[(*size)++] = (char)c;
    } else if (c < 0x800) {
        word[(*size)++] = (char)(0xC0 | c >> 6);
        word[(*size)++] = (char)(0x80 | (c & 0x3F));
    } else {
        word[(*size)++] = (char)(0xE0 | (c >> 12 & 0x0F));
        word[(*size)++] = (char)(0x80 | (c >> 6 & 0x3F));
        word[(*size)++] = (char)(0x80 | (c & 0x3F));
    }
}

guard_word guard_word_find(parley_str text, bool after_digit, size_t *size)
{
    char word[3 * WORD_LETTERS_MAX + 2] = " ";
    size_t letters = 0, bytes = 1, at = 0;
    while (at < text.size) {
        int32_t c;
        size_t step = parley_utf8_decode(text.data + at, text.size - at, &c);
        if (!is_letter(c) || c > 0xFFFF || letters == WORD_LETTERS_MAX)
            break;
        put_letter(word, &bytes, lower(c));
        letters++;
        at += step;
    }
    *size = at ? at : 1;
    if (letters == 0)
        return GUARD_WORD_NONE;
    word[bytes] = '\0';
    if (listed(truths, word, false))
        return GUARD_WORD_TRUTH;
    bool known = (letters >= PREFIX_LETTERS && listed(dates, word, true)) ||
                 listed(amounts, word, false) || (after_digit && listed(followers, word, false));
    return known ? GUARD_WORD_VALUE : GUARD_WORD_NONE;
}
