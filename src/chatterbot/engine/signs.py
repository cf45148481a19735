r"""Which signs of a text count: the pieces of a folded text that `text.normalise` puts together again.

The rule behind the rules: a normal form that is too narrow costs a little (the engine still finds the nearest question, and is only less
sure of it), one that is too wide gives the answer to another question, with certainty. So every sign counts, except where it only says
how a sentence is to be read:

- **Words** are letters, digits, ``_`` and the combining marks of every script (as in UAX 29; Python's ``\\w`` has no marks, so it lost the
  vowels of Hindi, Bengali and Thai). Scripts without blanks stay as they are written.
- **Emoji** are words of their own: 🔵 and 🔴, flags, families.
- **Signs at words** count: C++, C#, A+, A-, .NET, #rules, @rules, /command, !command, --help, $5, 100%, R&B, a=b, arrows. Between digits
  so do ``. , : - ' "``: 1.2, 10:30, 1-5, 5'10". A dash behind a word counts where the word is short (A-, AB-, BBB-); behind a long one it
  is a slip. Numbers and one-letter names stand beside their operators and currencies however they are spaced: 7 + 2, 5 €.
- **Sentence marks** do not count: ``. , ; : ! ?`` in every script, brackets, quotes, dashes and Discord's ``**bold**``, ``||spoiler||``. Nor
  does what joins two words: well-known, don't, and/or, node.js are "well known", "don t", "and or", "node js". A lone ``!`` or ``?`` inside
  a sentence counts ("what does ! mean"), but not where there is a blank before the last mark, too, as the French write. Marks in quotes
  count (``what does ";" mean``), and so do ``()``, ``[]`` and ``{}`` alone.
- **Smileys at the end** do not count (faces, waving hands, red hearts, ``:)``): "hello!!! :)", "hi 👋". Inside a sentence, before a
  question mark, or behind a word that waits for something ("what is :)"), they may be what is asked about, and count; and so do other
  emoji at the end ("how do I get 🔵"). ``:-)``, ``=)`` and ``:)))`` are ``:)``.
- **Discord's own words** count by what they name: ``<@!1>`` is ``@1``, ``<:cat:1>`` is ``:cat: 1``, ``<https://a.b>`` is the address.

A text of which nothing would be left keeps all its signs. Everything here takes linear time: repetitions give nothing back, and what
looks around looks at a few characters, or as far as the next mark of its kind.
"""

from __future__ import annotations

from typing import Final

import regex

__all__ = ("apart", "pieces", "signs", "words")


def _pattern(text: str) -> regex.Pattern[str]:
    return regex.compile(text, regex.VERSION1 | regex.VERBOSE)


_LETTER: Final = r"[\p{L}\p{M}]"
_WORD_CHARS: Final = r"\p{L}\p{M}\p{N}\p{Pc}\u200c\u200d"
_WORD: Final = rf"[{_WORD_CHARS}]"
_EMOJI: Final = r"[\p{Extended_Pictographic}--[©®]]"
_SIGN: Final = (
    r"[[\p{S}\p{Co}\p{Cn}\#%&*@\\§¶†‡‰‱‖※‴⁗؉؊٪٫٬٭]--\p{Extended_Pictographic}--\p{Regional_Indicator}--\p{Dash}--[`~]]"
)
"""Characters that count wherever they stand; dashes, ``~``, ``/`` and sentence marks do in some places."""

_FACES: Final = _pattern(
    "[☹☺✌❣❤✨\U0001f389\U0001f44b-\U0001f44d\U0001f44f\U0001f493-\U0001f498\U0001f49d\U0001f49e\U0001f600-\U0001f644"
    "\U0001f647-\U0001f64f\U0001f910-\U0001f917\U0001f91d\U0001f91f-\U0001f92f\U0001f937\U0001f970-\U0001f97a\U0001f9d0"
    "\U0001fae0-\U0001fae9\U0001faf6]"
)
"""Emoji that say how something is meant: not 👎, 🙅, 💔 nor the coloured hearts, which have a meaning of their own."""

_OPEN_WORDS: Final = (
    *("is", "does", "s", "whats", "a", "an", "the", "of", "between", "and", "or", "than", "explain", "define"),
    *("такое", "значит", "означает", "обозначает", "между", "и", "или", "с", "без", "для", "в", "на", "о", "про", "из"),
    *(
        "от",
        "к",
        "по",
        "за",
        "под",
        "ist",
        "bedeutet",
        "zwischen",
        "und",
        "oder",
        "est",
        "signifie",
        "entre",
        "et",
        "ou",
    ),
    *("es", "significa"),
)
"""Words that hardly end a sentence: a mark or smiley that stands alone behind one of them is what is asked about."""

_TOKEN: Final = _pattern(
    rf"""
    (?P<emoji> \p{{RI}}{{1,2}}+ | 🏴[\U000e0020-\U000e007f]++ | (?<!{_WORD})[©®] | {_EMOJI} (?: \u200d{_EMOJI} )*+ )
    | (?P<smiley>
        (?<![(\[{{\d:;=]) [:;=] [-'^]?+ (?P<mouth> [()\[\]{{}}] ) (?P=mouth)*+ (?! {_WORD} )
        | (?<= ^ | [ ] )
          (?: [:;] [-']?+ (?: [dpox3/\\|*$] ) | </?+3 | >[:;]\( | \^_?+\^ | -_++- | >_< | [()\[\]] [-']?+ [:;=] )
          (?= $ | [ ?!.,;] )
      )
    | (?P<quoted> (?<= ^ | [ (] ) ["'] (?P<inner> [!?.,;:()\[\]{{}}~/—-]{{1,8}}+ ) ["'] (?! {_WORD} ) )
    | (?P<whole>
        (?<! [\p{{L}}\p{{N}}:] ) : [\p{{L}}\p{{N}}_+-]{{2,40}}+ : (?! [\p{{L}}\p{{N}}:] )
        | (?<= ^ | [ ] ) (?: \(\) | \[\] | \{{\}} ) (?= $ | [ ?!.,;:] )
      )
    | (?P<named> (?= ["'.,:;()\[\]{{}}~/—-] ) (?<= (?: ^ | [ ] ) (?: {"|".join(_OPEN_WORDS)} ) [ ] )
        ["'.,:;()\[\]{{}}~/—-]{{1,3}}+ (?= $ | [ ] | [?!]++ (?: $ | [ ] ) ) )
    | (?P<lone> (?<= ^ | [ ] ) [!?]++ (?= [ ] ) )
    | (?P<glued> (?:
        {_WORD}++
        | {_SIGN}++
        | (?<= \p{{Nd}} ) (?: [.,:]++ | -++ | ['"] ) (?= \p{{Nd}} )
        | (?<= \p{{Nd}} ) ['"] (?= [ ?!.,;:)] | $ )
        | (?<! - ) -++ (?= {_SIGN} ) | (?<= {_SIGN} ) -++
        | (?<= ^ | [ (\[{{"'/] ) -++ (?= {_WORD} )
        | (?<= (?<! {_WORD} ) {_WORD}{{1,3}} ) -++ (?! {_WORD} )
        | /++ (?! {_LETTER} ) | (?<! {_LETTER} ) /++
        | (?<= ^ | [ (\[{{"'/] | {_SIGN} ) \. (?= {_WORD} )
        | (?<= ^ | [ (\[{{"'/] ) ~++ (?= {_WORD} | [./] ) | (?<= \p{{Nd}} ) ~++ (?= \p{{Nd}} ) | (?<= ^ | [ ] ) ~++ (?= [ ] )
        | (?<= ^ | [ (\[{{"'] ) [!?:;]{{1,3}}+ (?= {_WORD} )
        | (?<= ^ | [ ] ) [!?:.]++ (?= {_SIGN} )
        | [!?:] (?= = )
      )++ )
    """
)

_LAST: Final = 16
"""Characters at the end that are looked at for a mark with a blank before it."""

_WORDS: Final = _pattern(rf"{_WORD}++")
_PLAIN: Final = _pattern(rf"[{_WORD_CHARS}\x20]*+")
_SENTENCE_MARKS: Final = _pattern(
    rf"(?<= {_LETTER} ) (?: [.,!?;…]++ (?= [ ] | $ ) | ['-] (?= \p{{L}} ) ) | (?<= \p{{Nd}} ) [.,!?;…]++ (?= [ ] | $ )"
)
"""What is left out of most texts that have any marks at all; only a shorter way to the same."""

_RUNS: Final = _pattern(rf"[^{_WORD_CHARS}\s]++")
_BORDERS: Final = _pattern(rf"(?<= {_WORD} ) (?= [^{_WORD_CHARS}\s] ) | (?<= [^{_WORD_CHARS}\s] ) (?= {_WORD} )")

_DISCORD: Final = _pattern(
    r"""
    <(?:
        (?P<mention> @!?+ | @& | \# ) (?P<who> \d{1,20}+ )
        | a?+ (?P<emoji> : \w{2,32}+ : ) (?P<number> \d{1,20}+ )
        | (?P<command> /[^:<> ]{1,100}+ ) : \d{1,20}+
        | (?P<address> https?+://[^<> ]++ )
    )>
    """
)
_QUOTES: Final = _pattern(r"""(?<= ^ | [ (] ) (?P<quote> ["'] ) (?P<inner> [^"']*+ ) (?P=quote)""")
_STYLES: Final = _pattern(r"\*{1,3}+ | ~~ | \|\|")
_RANGES: Final = _pattern(r"(?<= \p{Nd} ) (?: [ ]-[ ] | [ ]?+—[ ]?+ ) (?= \p{Nd} )")
_CHOICES: Final = _pattern(rf"(?<= {_LETTER} ) [ ]/[ ] (?= {_LETTER} )")
_SPACED_LAST: Final = _pattern(rf"(?<= {_WORD} | [)\]\"'] ) [ ] [!?]++ $")

_OPERATORS: Final = _pattern(
    rf"""
    (?<= \p{{Nd}} | (?<! {_WORD} ) \p{{L}} ) [ ] (?P<sign> [+*=<>^×÷]{{1,2}}+ ) [ ] (?= \p{{Nd}} | \p{{L}} (?! {_WORD} ) )
    | (?<= \p{{Nd}} ) [ ] (?P<over> / ) [ ] (?= \p{{Nd}} )
    | (?<= \p{{Nd}} ) [ ] (?P<equals> = ) $
    | (?<= \p{{Nd}} ) [ ] (?P<unit> [\p{{Sc}}%‰°] ) (?= $ | [ ] )
    """
)
_CURRENCIES: Final = _pattern(r"(?<= (?: ^ | [ ] ) \p{Sc} ) [ ] (?= \p{Nd} )")


def pieces(folded: str) -> str:
    """Return what counts of a folded text without blanks at its ends or double ones; all of it, where that would be nothing."""
    if _PLAIN.fullmatch(folded):
        return folded
    easy = " ".join(_SENTENCE_MARKS.sub(" ", folded).split())
    if easy and _PLAIN.fullmatch(easy):
        return easy
    tokens = _counting(_rewritten(folded))
    if not tokens:
        return folded
    joined = " ".join(tokens)
    return _CURRENCIES.sub(
        "", _OPERATORS.sub(lambda found: found["sign"] or found["over"] or found["equals"] or found["unit"], joined)
    )


def apart(normal: str) -> str:
    """Put blanks between the words and signs of a normal form: "c++" has the words "c" and "++"."""
    return normal if _PLAIN.fullmatch(normal) else _BORDERS.sub(" ", normal)


def signs(normal: str) -> list[str]:
    """Return the signs of a normal form in their order."""
    return [] if _PLAIN.fullmatch(normal) else _RUNS.findall(normal)


def words(normal: str) -> int:
    """Count the words of a normal form that has any; else what it is made of."""
    return len(_WORDS.findall(normal)) or normal.count(" ") + 1


def _rewritten(text: str) -> str:
    """Take away what is about the look of a text, and write Discord's own words by what they name."""
    if "<" in text:
        text = _DISCORD.sub(_named, text)
    if '"' in text or "'" in text:
        text = _QUOTES.sub(lambda found: f" {found['inner']} " if _WORDS.search(found["inner"]) else found[0], text)
    if "*" in text or "~~" in text or "||" in text:
        text = _without_styles(text)
    return _CHOICES.sub(" ", _RANGES.sub("-", " ".join(text.split())))


def _named(found: regex.Match[str]) -> str:
    if found["who"]:
        return f" {found['mention'].replace('!', '')}{found['who']} "
    if found["emoji"]:
        return f" {found['emoji']} {found['number']} "
    return f" {found['command'] or found['address']} "


def _without_styles(text: str) -> str:
    """Take away Discord's marks for bold and the like, where one that opens has one that closes."""
    opened: dict[str, list[int]] = {}
    gone: list[tuple[int, int]] = []
    for found in _STYLES.finditer(text):
        start, end = found.span()
        before, after = text[start - 1 : start] or " ", text[end : end + 1] or " "
        waiting = opened.setdefault(found[0], [])
        if before != " " and waiting and not after.isalnum():
            gone += [(waiting.pop(), len(found[0])), (start, len(found[0]))]
        elif after != " " and not before.isalnum():
            waiting.append(start)
    if not gone:
        return text
    parts: list[str] = []
    place = 0
    for start, length in sorted(gone):
        parts.append(text[place:start])
        place = start + length
    return "".join([*parts, text[place:]])


def _counting(text: str) -> list[str]:
    """Return the tokens that count; none, where there are sentence marks alone."""
    spaced = _SPACED_LAST.search(text, max(0, len(text) - _LAST)) is not None
    tokens: list[str] = []
    kinds: list[str] = []
    end = 0
    for found in _TOKEN.finditer(text):
        end = found.end()
        kind = found.lastgroup or ""
        if kind == "lone" and spaced:
            continue
        smiley = found["smiley"]
        if kind == "quoted":
            tokens.append(f'"{found["inner"]}"')
        elif smiley:
            tokens.append(_plain_smiley(smiley))
        else:
            tokens.append(found[0])
        kinds.append("smiley" if kind == "emoji" and _FACES.match(found[0]) else kind)
    if set(kinds) <= {"lone"}:
        return []
    if kinds[-1] == "smiley" and "?" in text[end:]:
        return [*tokens, "?"]
    kept = len(tokens)
    while kept and (kinds[kept - 1] == "lone" or (kinds[kept - 1] == "smiley" and _is_last(tokens, kept))):
        if kinds[kept - 1] == "smiley" and kept > 1 and tokens[kept - 2] in _OPEN_WORDS:
            break
        kept -= 1
    return tokens[:kept] if kept else tokens


def _is_last(tokens: list[str], kept: int) -> bool:
    """Tell whether what looks like a smiley at the end is one: "<3" behind a number is not."""
    before = tokens[kept - 2] if kept > 1 else ""
    return "3" not in tokens[kept - 1] or (len(before) > 1 and not any(char.isdigit() for char in before))


def _plain_smiley(smiley: str) -> str:
    """Write a smiley without a nose and with one mouth: the same face."""
    if smiley[0] in ":;=" and smiley[-1] in "()[]{}":
        return (";" if smiley[0] == ";" else ":") + smiley[-1]
    return smiley[0] + smiley[-1] if smiley[0] in ":;" else smiley
