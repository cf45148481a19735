"""Turn a message with Discord's markup into the words that a voice says.

Pure: it never raises, leaves no markup, and limits the length of the result for any input. Discord's markup is described in its
documentation ("Message Formatting") and in its help centre ("Markdown Text 101").
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from chatterbot.speech.tts import (
    addresses,
    dates,
    emoticons,
    language_detection,
    signs,
    times,
    units,
    versions,
    voices,
)

__all__ = ("MAX_SPOKEN", "speakable")

MAX_READ: Final = 8_000
"""Characters of a message that are read; Discord's longest message has 4000."""
MAX_SPOKEN: Final = 4_000
"""Characters of the result at most: some 5 minutes of speech."""
_MAX_SPOKEN_CODE: Final = 40
"""Characters of inline code that are read out; for longer code only the word "code" is said."""

_LINK, _CODE, _SPOILER = 0, 1, 2
_SPOKEN_WORDS: Final[Mapping[str, tuple[str, str, str]]] = {
    "en": ("link", "code", "spoiler"),
    "ru": ("ссылка", "код", "спойлер"),
    "uk": ("посилання", "код", "спойлер"),
    "be": ("спасылка", "код", "спойлер"),
    "bg": ("връзка", "код", "спойлер"),
    "de": ("Link", "Code", "Spoiler"),
    "fr": ("lien", "code", "spoiler"),
    "es": ("enlace", "código", "spoiler"),
    "it": ("link", "codice", "spoiler"),
    "pt": ("link", "código", "spoiler"),
    "nl": ("link", "code", "spoiler"),
    "pl": ("link", "kod", "spoiler"),
    "cs": ("odkaz", "kód", "spoiler"),
    "sv": ("länk", "kod", "spoiler"),
    "tr": ("bağlantı", "kod", "spoiler"),
    "ja": ("リンク", "コード", "ネタバレ"),
    "ko": ("링크", "코드", "스포일러"),
    "zh": ("链接", "代码", "剧透"),
}
"""The words said in place of a link, of code and of a spoiler; in other languages nothing is said."""
_ESCAPED: Final = re.compile(r"\\([\\`*_~|<>#\[\]()\-.!:@])")
_HIDDEN: Final = "\ue000"
"""Replaces the backslash of an escaped character while markup is read; it is from the private use area, so no text contains it then."""
_FENCE: Final = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_INLINE_CODE: Final = re.compile(r"(`{1,2})([^`\n]+)\1")
_SPOILED: Final = re.compile(r"\|\|.{1,2000}?\|\|", re.DOTALL)
_CUSTOM_EMOJI: Final = re.compile(r"<a?:\w{1,40}:\d{1,25}>")
_MENTION: Final = re.compile(r"<(?:@[!&]?|#)(\d{1,25})>")
_COMMAND: Final = re.compile(r"</([\w\- ]{1,100}):\d{1,25}>")
_GUIDE: Final = re.compile(r"<id:(\w{1,30})(?::\d{1,25})?>")
_TIME: Final = re.compile(r"<t:(-?\d{1,17})(?::([tTdDfFRsS]))?>")
_MASKED_LINK: Final = re.compile(
    r"!?\[([^\[\]\n]{0,500})\]\(\s{0,3}<?[^\s()<>]{1,2000}(?:\([^\s()]{0,200}\)[^\s()]{0,500})?>?[^()\n]{0,200}\)"
)
_URL: Final = re.compile(
    r"<?(?:(?:https?|ftp|discord|steam)://|\bmailto:)[^\s<>]{0,2000}>?|\bwww\.[^\s<>]{2,2000}"
    r"|(?<![\w@./:-])(?:[a-z0-9-]{1,63}\.){1,4}(?:com|org|net|gg|io|me|ru|su|by|ua|kz|de|uk|eu|tv|co|dev|app|xyz|info)/[^\s<>]{1,2000}",
    re.IGNORECASE,
)
_URL_TAIL: Final = re.compile(r"(?<![.,;:!?…)\]}'\"»”])[.,;:!?…)\]}'\"»”]++$")
_SHORTCODE: Final = re.compile(r":(?=\w{0,39}[a-z])[\w+\-]{2,40}:", re.IGNORECASE)
_EMOJI: Final = re.compile(
    "[\U0001f000-\U0001faff\U00002600-\U000027bf\U00002b00-\U00002bff\U00002300-\U000023ff\U00002190-\U000021ff"
    "\U00002460-\U000024ff\U000025a0-\U000025ff\U0000fe00-\U0000fe0f\U000e0000-\U000e007f\u200d\u20e3]+"
)
_TABLE_RULE: Final = re.compile(
    r"^[ \t]*\|?[ \t]*:?--[-:| \t]*$|^[ \t]{0,20}\|[ \t]{0,20}:?-[-:| \t]*$|^[ \t]*(?:[-*_=][ \t]*){3,}$", re.MULTILINE
)
_LINE_MARK: Final = re.compile(
    r"^[ \t]{0,20}(?:(?:>>>|>|#{1,3}|-#|[-*+•‣▪])[ \t]+|\d{1,3}[.)][ \t]+(?=\S))+", re.MULTILINE
)
_HASH_NUMBER: Final = re.compile(r"#(?=\d)")
_ABOUT: Final = re.compile(r"(?<![~≈\w])[~≈] ?(?=[$€£₽]?\d)")
_SHARP: Final = re.compile(r"\b([CF])#(?!\w)")
_RU_SHARP: Final[Mapping[str, str]] = {"C": "си", "F": "эф"}
_PIPE: Final = re.compile(r"(?:(?<![ \t])[ \t]*+)?\|++[ \t]*+")
_LEFTOVER: Final = re.compile(r"[*_~`|<>\[\]{}^\\#\ue000@]+")
_SPACE: Final = re.compile(r"[^\S\n]+")
_NO_STOP: Final = re.compile(r"(?<![.!?…:;,。！？؟।\n])\n+")
_GAP: Final = re.compile(r"(?<! ) ++([.,!?;:…])(?!\w)")
_STOPS: Final = re.compile(r"([,;:]) *(?=[.!?,;:])|(?<=[.!?…]) *[,;:.](?= |$)")
_WORDLESS: Final = re.compile(r"[\W_]*")


def speakable(text: str, language: str | None = None, names: Mapping[int, str] | None = None) -> str:
    """Return a message's text as it is spoken.

    Parameters
    ----------
    text
        The content of a message.
    language
        Its language (``en``, ``ru-RU``); `None`: detected.
    names
        Names of the mentioned people, roles and channels by id; a mention without a name is left out.

    Returns
    -------
        One line without markup of at most `MAX_SPOKEN` characters; empty if there is nothing to say.
    """
    text = _clean(text[:MAX_READ])
    code = (
        voices.language_of(language)
        if language
        else language_detection.detect_language(_CUSTOM_EMOJI.sub("", _URL.sub("", text))) or ""
    )
    words = _SPOKEN_WORDS.get(code, ("", "", ""))
    text = signs.before_markup(emoticons.without_shrugs(text), code)
    text = _ESCAPED.sub(lambda match: f"{_HIDDEN}{match[1]}" if match[1] in "\\:.!-()" else " ", text)
    text = _FENCE.sub(f"\n{words[_CODE]}\n", text)
    text = _INLINE_CODE.sub(lambda match: _spoken_code(match[2], words[_CODE]), text)
    text = _SPOILED.sub(f" {words[_SPOILER]} ", text)
    text = _references(text, code, names or {})
    text = _MASKED_LINK.sub(lambda match: match[1] if _has_words(match[1]) else words[_LINK], text)
    text = _URL.sub(lambda match: _spoken_link(match[0], words[_LINK]), text)
    text = addresses.read_out(text, code)
    text = _TABLE_RULE.sub("", text)
    text = _LINE_MARK.sub("", text)
    text = emoticons.leave_out(text)
    text = _EMOJI.sub(" ", text)
    text = _SHORTCODE.sub(" ", text)
    text = _SHARP.sub(
        lambda match: f"{_RU_SHARP[match[1]] if code == 'ru' else match[1]} {'шарп' if code == 'ru' else 'sharp'}", text
    )
    text = _HASH_NUMBER.sub({"en": "number ", "ru": "номер "}.get(code, ""), text)
    text = _ABOUT.sub({"en": "about ", "ru": "примерно "}.get(code, ""), text)
    text = _PIPE.sub(", ", text)
    text = _LEFTOVER.sub(" ", text)
    return _join_lines(_spelled(text, code))


def _spelled(text: str, language: str) -> str:
    """Return a text without markup with its figures, abbreviations and signs as words, in the languages that have rules for that."""
    if language not in ("en", "ru"):
        return text
    for write_out in (dates.write_out, times.write_out, units.write_out, versions.write_out, signs.write_out):
        text = write_out(text, language)
    return text


def _clean(text: str) -> str:
    """Remove what no voice can say: controls, surrogates, private and unassigned characters, invisible marks; joiners stay."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    kept = [
        letter
        for letter in text
        if letter == "\n"
        or letter in "\u200c\u200d"
        or (letter.isascii() and letter.isprintable())
        or (not letter.isascii() and unicodedata.category(letter) not in ("Cc", "Cs", "Co", "Cn", "Cf", "Zl", "Zp"))
    ]
    return _SPACE.sub(" ", "".join(kept))  # long white space would slow down the searches below


def _references(text: str, language: str, names: Mapping[int, str]) -> str:
    """Replace mentions, commands and times by words."""
    text = _CUSTOM_EMOJI.sub(" ", text)
    text = _MENTION.sub(lambda match: _LEFTOVER.sub(" ", _clean(names.get(int(match[1]), ""))[:100]), text)
    text = _COMMAND.sub(r"\1", text)
    text = _GUIDE.sub(r"\1", text)
    return _TIME.sub(lambda match: _spoken_time(int(match[1]), match[2] or "f", language), text)


def _spoken_time(seconds: int, style: str, language: str) -> str:
    try:
        moment = dt.datetime.fromtimestamp(seconds, dt.UTC)
    except (ValueError, OverflowError, OSError):
        return ""
    clock = f"{moment:%H:%M} UTC"
    if style in "tT":
        return clock
    months = dates.MONTHS.get(language)
    day = f"{moment.day} {months[moment.month - 1]} {moment.year}" if months else f"{moment:%Y-%m-%d}"
    return f"{day}, {clock}" if style in "fFsS" else day


def _spoken_code(code: str, words: str) -> str:
    return code if len(code) <= _MAX_SPOKEN_CODE else f" {words} "


def _spoken_link(url: str, words: str) -> str:
    """Return the word for a link, and the punctuation after it, which belongs to the sentence."""
    tail = _URL_TAIL.search(url.rstrip(">"))
    kept = tail[0] if tail else ""
    return words + kept.replace(")", "", url.count("("))


def _has_words(text: str) -> bool:
    return _WORDLESS.fullmatch(text) is None and _URL.fullmatch(text.strip()) is None


def _join_lines(text: str) -> str:
    """Join the lines as sentences and limit the length."""
    text = "\n".join(line.strip(" ,;") for line in _SPACE.sub(" ", text).split("\n"))
    text = _SPACE.sub(" ", _NO_STOP.sub(". ", text.strip()).replace("\n", " "))
    text = _STOPS.sub("", _GAP.sub(r"\1", text))
    # Removing punctuation may have made a new emoji short code: ":a0;:".
    text = _SPACE.sub(" ", _SHORTCODE.sub(" ", text)).strip(" ,;")
    if len(text) > MAX_SPOKEN:
        text = text[:MAX_SPOKEN].rpartition(" ")[0] or text[:MAX_SPOKEN]
    return "" if _WORDLESS.fullmatch(text) else text
