"""Values of options as people write them in a text command: yes and no, choices, numbers, channels, names in quotation marks.

Words are compared in every language the bot speaks, without regard to case, "ё", hyphens and underscores.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import hikari

from chatterbot import errors, texts
from chatterbot.discord.localization import Languages, Translator
from chatterbot.discord.options import Option

__all__ = ("BLANK", "ChannelFinder", "OptionReader", "folded", "quoted", "unquoted")

BLANK: Final = r"[\s\u200b\u2060\ufeff]"
"""White space of every kind: blanks, line breaks, tabs, no-break and ideographic spaces, and those that have no width."""
LONGEST_PHRASE: Final = 24
"""Words of the longest text of a choice that is looked for."""
SHOWN_LENGTH: Final = 60
"""Most characters of what a person wrote that an error message repeats."""
_WORD: Final = re.compile(r"[^\s\u200b\u2060\ufeff]+")
_NO_LETTER: Final = re.compile(r"[\s\u200b\u2060\ufeff_\-]+")
_EDGES: Final = " .,;:!?\"'`«»„“”‘’()[]{}*"
_HEAD: Final = re.compile(r"[:,(]")
_QUOTES: Final[Mapping[str, str]] = {
    '"': '"',
    "“": "”",
    "”": "”",
    "„": "“”",
    "«": "»",
    "»": "«",
    "‘": "’",
    "‚": "‘’",
    "'": "'",
    "`": "`",
    "「": "」",
    "＂": "＂",
}
"""Opening quotation marks, with those that may close them."""
_CHANNEL: Final = re.compile(
    r"<#(\d{1,20})>|(\d{15,20})|(?:https?://)?(?:[\w-]+\.)?discord(?:app)?\.com/channels/\d+/(\d{1,20})/?"
)
"""A channel as a message names it: a mention, its id, or its link."""
_USER: Final = re.compile(r"<@!?(\d{1,20})>|(\d{15,20})")
"""A person as a message names them: a mention, or their id."""
_LARGEST_ID: Final = 2**63 - 1
"""What the database takes."""
_INTEGER: Final = re.compile(r"[+-]?\d{1,9}")

ChannelFinder = Callable[[str, Sequence[hikari.ChannelType]], int | None]
"""``(name or id, types) -> id``; `None`: there is no such channel of these types."""


def folded(text: str) -> str:
    """Return `text` as it is compared: lower case, one blank between words, no marks around it."""
    return _NO_LETTER.sub(" ", text.casefold().replace("ё", "е")).strip(_EDGES)


def quoted(text: str, place: int) -> tuple[str, int] | None:
    """Return what stands between quotation marks at `place`, and where it ends; `None` if there is no quotation."""
    closing = _QUOTES.get(text[place : place + 1])
    if closing is None:
        return None
    found = [end for end in (text.find(mark, place + 1) for mark in closing) if end > place + 1]
    if not found:
        return None
    end = min(found)
    after = text[end + 1 : end + 2]
    return (text[place + 1 : end], end + 1) if not after or re.match(rf"{BLANK}|[,;]", after) else None


def unquoted(text: str) -> str:
    """Return a name without the quotation marks, backticks or angle brackets around all of it."""
    text = text.strip()
    found = quoted(text, 0)
    if found is not None and found[1] == len(text):
        return found[0].strip()
    return text[1:-1] if text.startswith("<") and text.endswith(">") and not text.startswith(("<#", "<@")) else text


@dataclasses.dataclass(frozen=True, slots=True)
class OptionReader:
    """Reads the value of one option."""

    option: Option
    names: Sequence[str]
    """Its names, folded: as it is called in every language, and in the code."""
    phrases: Mapping[str, object]
    """What may be written for its values, folded; empty if it has neither choices nor yes and no."""
    label: str
    """The catalogue key of its name."""

    @classmethod
    def of(cls, command: str, option: Option, languages: Languages) -> OptionReader:
        """Return the reader of an option of the command with this name."""
        label = f"option-{command}-{option.name}"
        names = dict.fromkeys(folded(name) for name in (*languages.everywhere(label).values(), option.name))
        return cls(option, tuple(names), _phrases(option, languages), label)

    @property
    def is_name(self) -> bool:
        """Whether it is a text that names something, such as a file: quotation marks around it do not belong to it."""
        return self.option.kind is str and self.option.autocomplete is not None

    @property
    def is_prose(self) -> bool:
        """Whether it is a text that is kept as it was written."""
        return self.option.kind is str and self.option.autocomplete is None

    def phrase(self, text: str, place: int) -> tuple[object, int] | None:
        """Return the value of the longest phrase of `phrases` that begins at `place`, and where it ends."""
        words: list[re.Match[str]] = []
        while len(words) < LONGEST_PHRASE and (word := _WORD.search(text, words[-1].end() if words else place)):
            words.append(word)
        for last in reversed(words):
            if (written := folded(text[place : last.end()])) in self.phrases:
                return self.phrases[written], last.end()
        return None

    def convert(self, written: str, translate: Translator, find_channel: ChannelFinder) -> object:
        """Return the value that `written`, all of it, stands for.

        Raises
        ------
        errors.InvalidInputError
            ``error-option-value(option, given, allowed)``, ``error-option-too-long(option, most, count)``
        errors.NotFoundError
            The option's own error, with ``name``, if there is no such channel.
        """
        option = self.option
        if self.phrases:
            if (phrase := folded(written)) in self.phrases:
                return self.phrases[phrase]
            raise self._refused(written, translate)
        match option.type:
            case hikari.OptionType.INTEGER:
                number = int(written) if _INTEGER.fullmatch(written := written.strip(" .,;")) else None
                if number is None or not self._in_limits(number):
                    raise self._refused(written, translate)
                return number
            case hikari.OptionType.CHANNEL:
                written = unquoted(written.strip(" ,;"))
                match = _CHANNEL.fullmatch(written)
                given = next(filter(None, match.groups())) if match else written
                if (found := find_channel(given, option.channel_types)) is None:
                    raise errors.NotFoundError(option.missing, name=texts.clip(written, SHOWN_LENGTH))
                return found
            case hikari.OptionType.USER:
                match = _USER.fullmatch(written.strip(" ,;"))
                person = int(match[1] or match[2]) if match else 0
                if not 0 < person <= _LARGEST_ID:
                    raise self._refused(written, translate)
                return person
            case _:
                value = unquoted(written) if self.is_name else written.strip()
                if option.max_length is not None and len(value) > option.max_length:
                    raise errors.InvalidInputError(
                        "error-option-too-long",
                        option=translate(self.label),
                        most=option.max_length,
                        count=len(value),
                    )
                return value

    def _in_limits(self, number: int) -> bool:
        least, most = self.option.min_value, self.option.max_value
        return (least is None or number >= least) and (most is None or number <= most)

    def _refused(self, written: str, translate: Translator) -> errors.InvalidInputError:
        return errors.InvalidInputError(
            "error-option-value",
            option=translate(self.label),
            given=texts.clip(written.replace("`", "ˋ"), SHOWN_LENGTH) or " ",
            allowed=self.allowed(translate),
        )

    def allowed(self, translate: Translator) -> str:
        """Return what may be written for its value, in the person's language."""
        option = self.option
        if option.choices:
            named = _named(translate(option.words)) if option.words else {}
            return ", ".join(f"`{named.get(value, [value])[0]}`" for value in option.choices)
        match option.type:
            case hikari.OptionType.BOOLEAN:
                return ", ".join(f"`{_listed(translate(key))[0]}`" for key in ("argument-yes", "argument-no"))
            case hikari.OptionType.INTEGER:
                return translate("argument-number", least=str(option.min_value), most=str(option.max_value))
            case hikari.OptionType.CHANNEL:
                return translate("argument-channel")
            case hikari.OptionType.USER:
                return translate("argument-user")
            case hikari.OptionType.ATTACHMENT:
                return translate("argument-file")
            case _:
                return translate("argument-text")


def _phrases(option: Option, languages: Languages) -> dict[str, object]:
    """Return what may be written for the values of choices, and for yes and no; of what is ambiguous, the first meaning."""
    found: dict[str, object] = {}
    if option.type is hikari.OptionType.BOOLEAN:
        for value, key in ((True, "argument-yes"), (False, "argument-no")):
            for listed in languages.everywhere(key).values():
                found |= {folded(word): value for word in _listed(listed)}
        return found
    labels = {value: tuple(languages.everywhere(key).values()) for value, key in option.choices.items()}
    for value in option.choices:
        found.setdefault(folded(value), option.read(value))
    for listed in languages.everywhere(option.words).values() if option.words else ():
        for value, words in _named(listed).items():
            for word in words:
                found.setdefault(folded(word), option.read(value))
    for value, texts_of_it in labels.items():
        for label in texts_of_it:
            found.setdefault(folded(label), option.read(value))
            found.setdefault(folded(_HEAD.split(label, maxsplit=1)[0]), option.read(value))
    return found


def _listed(text: str) -> list[str]:
    return [word.strip() for word in text.split(",")]


def _named(text: str) -> dict[str, list[str]]:
    """Read ``value: word, word; value: word``, as the catalogue writes it."""
    return {value.strip(): _listed(words) for value, _, words in (part.partition(":") for part in text.split(";"))}
