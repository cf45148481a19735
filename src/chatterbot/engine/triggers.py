"""Keywords and patterns: which of a community's triggers a text hits, in time that grows with the text alone.

A keyword is compared by whole words, a pattern by RE2, which never goes back over a text (https://github.com/google/re2/wiki/WhyRE2).
"""

from __future__ import annotations

import dataclasses
import logging
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol

import regex

from chatterbot import errors, folding
from chatterbot.models import TriggerKind

__all__ = ("LONGEST_PATTERN", "MOST_INSTRUCTIONS", "TriggerMatcher", "TriggerRule")

_LOGGER: Final = logging.getLogger(__name__)

LONGEST_PATTERN: Final = 500
"""Characters of a trigger's keywords or pattern: a page of keywords; a longer pattern is read by nobody."""
MOST_KEYWORDS: Final = 50
"""Keywords of one trigger, joined or not."""
MOST_TEXT: Final = 2_000
"""Characters of a text that are looked at: as many as a question may have."""
MEMORY: Final = 1 << 17
"""Bytes that RE2 may use for a pattern (128 KiB). With so much, no pattern takes more than 20 ms for a text of `MOST_TEXT` characters."""
MOST_INSTRUCTIONS: Final = 30_000
"""Size of all patterns of a dataset together, in instructions of RE2's programs. A pattern has some 30, with classes of letters 500: they
all together take a tenth of a second in the worst case, in a thread."""

_TOKEN: Final = regex.compile(r"\w[\w\p{M}]*+[+#]*+|[^\w\s]")
"""A word (``C++`` and ``C#`` are words of their own), or one sign."""
_APOSTROPHE: Final = regex.compile(r"(?<=\w)['’ʼ](?=\w)")
_SPACE: Final = "\x1f"
"""Stands between two words; no text has it, as it is a blank to the pattern above."""


@dataclasses.dataclass(frozen=True, slots=True)
class TriggerRule:
    """What a trigger is compared by."""

    id: int
    kind: TriggerKind
    pattern: str


class _Pattern(Protocol):
    """What is used of a compiled pattern of RE2's, whose module has no types."""

    @property
    def programsize(self) -> int: ...

    def search(self, text: str) -> object | None: ...


@dataclasses.dataclass(frozen=True, slots=True)
class _Text:
    """A text as triggers are compared with it."""

    written: str
    words: str
    """Its words, each between two spaces."""
    signs: str
    """Its words and signs."""


Test = Callable[[_Text], bool]


class TriggerMatcher:
    """The triggers of one dataset, ready to be compared with texts.

    Parameters
    ----------
    rules
        In the order in which they are looked at. One that cannot be read any more (it was stored by another version) is left out.
    """

    def __init__(self, rules: Sequence[TriggerRule]) -> None:
        self._tests: list[tuple[TriggerRule, Test]] = []
        self.instructions = 0
        """Size of all patterns; 0: there are only keywords, and a search takes a few microseconds."""
        for rule in rules:
            try:
                test, size = _prepared(rule.kind, rule.pattern)
            except errors.InvalidInputError as error:
                _LOGGER.warning("trigger %d cannot be read and is left out: %s", rule.id, error.key)
                continue
            self._tests.append((rule, test))
            self.instructions += size

    def hits(self, text: str) -> list[TriggerRule]:
        """Return the triggers that a text hits, in their order. With patterns it may take a tenth of a second: call it in a thread."""
        read = _read(text)
        return [rule for rule, test in self._tests if test(read)]

    def first(self, text: str) -> TriggerRule | None:
        """Return the first trigger that a text hits; see `hits`."""
        read = _read(text)
        return next((rule for rule, test in self._tests if test(read)), None)

    @classmethod
    def check(cls, kind: TriggerKind, pattern: str) -> int:
        """Return the size of a trigger's pattern in instructions, 0 for keywords.

        Raises
        ------
        errors.InvalidInputError
            ``error-trigger-empty``; ``error-trigger-too-long(length, limit)``; ``error-trigger-keywords(limit)``;
            ``error-trigger-pattern(problem, name)``, where problem is a word of the catalogue's selector and name the part of the pattern
        """
        return _prepared(kind, pattern)[1]


def _read(text: str) -> _Text:
    text = unicodedata.normalize("NFC", text[:MOST_TEXT])
    tokens = _tokens(text)
    return _Text(_undotted(text), _joined(token for token in tokens if _is_word(token)), _joined(tokens))


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(_APOSTROPHE.sub("", folding.fold(text)))


def _is_word(token: str) -> bool:
    return token[0].isalnum() or token[0] == "_"


def _joined(tokens: Any) -> str:
    return f"{_SPACE}{_SPACE.join(tokens)}{_SPACE}"


def _undotted(text: str) -> str:
    return text.replace("ё", "е").replace("Ё", "Е")


def _prepared(kind: TriggerKind, pattern: str) -> tuple[Test, int]:
    if not pattern.strip():
        raise errors.InvalidInputError("error-trigger-empty")
    if len(pattern) > LONGEST_PATTERN:
        raise errors.InvalidInputError("error-trigger-too-long", length=len(pattern), limit=LONGEST_PATTERN)
    if kind is TriggerKind.KEYWORD:
        return _keywords(pattern), 0
    compiled = _compiled(pattern)
    return lambda text: compiled.search(text.written) is not None, compiled.programsize


# -- keywords ----------------------------------------------------------------------------------------------------------


def _keywords(pattern: str) -> Test:
    wanted: list[list[tuple[str, bool]]] = []
    for one in regex.split(r"[,;\n]", pattern):
        phrases = [_tokens(phrase) for phrase in regex.split(r"(?<=\s)\+(?=\s)", one)]
        if not any(phrases):
            continue  # a comma at the end
        if not all(phrases):
            raise errors.InvalidInputError("error-trigger-empty")
        wanted.append([(_joined(tokens), all(map(_is_word, tokens))) for tokens in phrases])
    if not wanted:
        raise errors.InvalidInputError("error-trigger-empty")
    if sum(map(len, wanted)) > MOST_KEYWORDS:
        raise errors.InvalidInputError("error-trigger-keywords", limit=MOST_KEYWORDS)

    def test(text: _Text) -> bool:
        return any(
            all(phrase in (text.words if only_words else text.signs) for phrase, only_words in phrases)
            for phrases in wanted
        )

    return test


# -- patterns ----------------------------------------------------------------------------------------------------------

_LETTER: Final = r"\p{L}\p{M}\p{N}_"
"""What ``\\w`` means in any script; RE2's own knows Latin letters only."""
_REASONS: Final = (
    (b"missing )", "open"),
    (b"unexpected )", "closed"),
    (b"missing ]", "class"),
    (b"invalid character class", "range"),
    (b"no argument for repetition", "repeat"),
    (b"bad repetition", "repeat"),
    (b"invalid repetition", "times"),
    (b"invalid perl operator", "lookaround"),
    (b"invalid escape", "escape"),
    (b"trailing \\", "escape"),
    (b"invalid named capture", "name"),
    (b"pattern too large", "large"),
)
"""How RE2's messages begin, to the words of the catalogue's selector."""


def _compiled(pattern: str) -> _Pattern:
    import re2  # noqa: PLC0415 - only communities with patterns need it

    options = re2.Options()
    options.case_sensitive = False
    options.never_capture = True
    options.log_errors = False
    options.max_mem = MEMORY
    written = _of_any_script(_undotted(unicodedata.normalize("NFC", pattern)))
    try:
        compiled: Any = re2.compile(written.encode("utf-8", "replace"), options)
    except re2.error as error:
        told: bytes = error.args[0]
        reason = next((word for start, word in _REASONS if told.startswith(start)), "other")
        place = told.partition(b": ")[2].decode("utf-8", "replace")
        raise errors.InvalidInputError("error-trigger-pattern", problem=reason, name=place or pattern) from None
    if compiled.search(b"") is not None:
        raise errors.InvalidInputError("error-trigger-pattern", problem="everything", name=pattern)
    return _Encoded(compiled)


class _Encoded:
    """A compiled pattern that takes any text, half surrogate pairs included."""

    def __init__(self, compiled: Any) -> None:
        self._compiled = compiled
        self.programsize: int = compiled.programsize

    def search(self, text: str) -> object | None:
        return self._compiled.search(text.encode("utf-8", "replace"))


def _of_any_script(pattern: str) -> str:
    r"""Return a pattern in which ``\w``, ``\W`` and ``\b`` mean letters of every script.

    RE2 cannot look around: a ``\b`` is read at the start and at the end only. One elsewhere is right between Latin letters, so it is
    refused in a pattern with other letters.
    """
    found: list[str] = []
    place, in_class = 0, False
    while place < len(pattern):
        sign, escaped = pattern[place], pattern[place : place + 2]
        if escaped == r"\Q":
            end = pattern.find(r"\E", place)
            end = len(pattern) if end < 0 else end + 2
            found.append(pattern[place:end])
            place = end
            continue
        if sign == "\\":
            found.append(_escape(escaped, pattern, place, in_class=in_class))
            place += 2
            continue
        if in_class:
            in_class = sign != "]" or pattern[place - 1] == "[" or pattern[place - 2 : place] == "[^"
        else:
            in_class = sign == "["
        found.append(sign)
        place += 1
    return "".join(found)


def _escape(escaped: str, pattern: str, place: int, *, in_class: bool) -> str:
    match escaped:
        case r"\w":
            return _LETTER if in_class else f"[{_LETTER}]"
        case r"\W" if not in_class:
            return f"[^{_LETTER}]"
        case r"\b" if not in_class and place == 0:
            return f"(?:^|[^{_LETTER}])"
        case r"\b" if not in_class and place == len(pattern) - 2:
            return f"(?:$|[^{_LETTER}])"
        case r"\b" | r"\B" if not pattern.isascii():
            raise errors.InvalidInputError(
                "error-trigger-pattern", problem="boundary", name=pattern[max(0, place - 10) : place + 12]
            )
        case _:
            return escaped
