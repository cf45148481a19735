"""Reads the options of a text command out of what a person wrote after its name.

One form serves every command: ``name: value`` or ``name=value`` for any option, in every language, then the free text, if the command
takes one::

    !feedback rating: 5 I like it
    !say voice: "Ava (English)" Good evening
    !settings teachers: managers language=ru
    !settings teachers managers              (a command without free text needs no sign between name and value)
    !feedback text: I like it rating: 5      (as Discord writes a slash command)

Files are those attached to the message. A value with blanks in it stands between quotation marks, unless it is one of the choices.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from typing import Final

import hikari

from chatterbot import errors, texts
from chatterbot.discord.argument_values import BLANK, SHOWN_LENGTH, ChannelFinder, OptionReader, quoted, unquoted
from chatterbot.discord.localization import Languages, Translator
from chatterbot.discord.options import Option

__all__ = ("ArgumentParser", "Written")

_GAP: Final = re.compile(rf"(?:{BLANK}|[,;](?={BLANK}|$))*")
"""What may stand between two options."""
_BLANKS: Final = re.compile(rf"{BLANK}+")
_END: Final = re.compile(rf"(?<!{BLANK}){BLANK}+\Z")
_VALUE: Final = re.compile(r"[^\s\u200b\u2060\ufeff]+")
_SIGN: Final = rf"{BLANK}*(?::=|[:：＝]|=(?!>)){BLANK}*"
"""What stands between an option's name and its value."""
_ONLY_BLANK: Final = rf"(?:{BLANK}+(?:[–—→]{BLANK}+(?=\S))?|$)"
"""The same where a command takes no free text, so that a name cannot be taken for a word of it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Written:
    """What a person wrote."""

    text: str
    """What stands after the command's name."""
    command: str
    """The prefix and the command's name, as written."""
    attachments: Sequence[hikari.Attachment]
    translate: Translator
    """For the errors, in the person's language."""
    find_channel: ChannelFinder


class ArgumentParser:
    """Reads text commands of one name.

    Parameters
    ----------
    command
        The command's name in the code.
    options
        Its options.
    required
        Those it cannot do without; where a text command leaves out a text, it is empty, and the handler says what is missing.
    """

    def __init__(self, command: str, options: Sequence[Option], required: frozenset[str], languages: Languages) -> None:
        self._readers = [OptionReader.of(command, option, languages) for option in options]
        self._required = required
        self._free = free_option(options, required)
        self._files = [option.name for option in options if option.type is hikari.OptionType.ATTACHMENT]
        self._by_name = {name: reader for reader in reversed(self._readers) for name in reader.names}
        names = "|".join(_pattern(name) for name in sorted(self._by_name, key=len, reverse=True))
        begin = rf"(?:--?|/)?(?P<name>{names})" if names else r"(?!)(?P<name>)"
        self._signed = re.compile(rf"{begin}{_SIGN}", re.IGNORECASE)
        self._bare = re.compile(rf"{begin}(?:{_SIGN}|{_ONLY_BLANK})", re.IGNORECASE)

    def parse(self, written: Written) -> Mapping[str, object]:
        """Return the options by name.

        Raises
        ------
        errors.UserError
            ``error-option-unknown(written, command, options)``, ``error-option-empty(option, allowed)``,
            ``error-option-twice(option)``, ``error-option-files(most, count)``, and those of `OptionReader.convert`.
        """
        if not self._readers:
            return {}  # what stands after the name of such a command is left alone
        values: dict[str, object] = {}
        files = list(written.attachments)
        place = self._named(written, values, files)
        rest = _stripped(written.text[place:])
        if rest:
            self._rest(rest, written, values)
        left = [name for name in self._files if name not in values]
        if self._files and len(files) > len(left):
            raise errors.InvalidInputError(
                "error-option-files", most=len(self._files), count=len(written.attachments), command=written.command
            )
        values |= dict(zip(left, files, strict=False))
        return {name: "" for name in self._required if name not in values} | values

    def usage(self, translate: Translator) -> Sequence[str]:
        """Return a line for each option: its name, and what may be written for it."""
        return [f"`{translate(reader.label)}`: {reader.allowed(translate)}" for reader in self._readers]

    # -- options with a name

    def _named(self, written: Written, values: dict[str, object], files: list[hikari.Attachment]) -> int:
        """Read the options that stand first; return where what follows them begins."""
        text = written.text
        pattern = self._bare if self._free is None else self._signed
        place = _end(_GAP, text, 0)
        while place < len(text) and (match := pattern.match(text, place)):
            reader = self._reader(match)
            if reader.option.type is hikari.OptionType.ATTACHMENT:
                attached = _attached(text, match.end(), files)
                if attached is None:
                    break  # words that only look like an option
                value, place = attached
            elif reader.option.name == self._free:
                value, end = self._free_value(written, match.end(), values)
                value = reader.convert(value, written.translate, written.find_channel)
                place = end
            else:
                value, place = self._value(reader, written, match.end())
            self._add(reader, value, values, written)
            place = _end(_GAP, text, place)
        return place

    def _value(self, reader: OptionReader, written: Written, place: int) -> tuple[object, int]:
        """Read the value that begins at `place`; return it and where it ends."""
        text, translate = written.text, written.translate
        if place >= len(text):
            if reader.option.kind is bool:
                return True, place  # the name alone: yes
            raise errors.InvalidInputError(
                "error-option-empty", option=translate(reader.label), allowed=reader.allowed(translate)
            )
        if (quotation := quoted(text, place)) is not None:
            inner, end = quotation
            return reader.convert(inner, translate, written.find_channel), end
        if reader.phrases and (found := reader.phrase(text, place)):
            return found
        if reader.option.kind is str and self._free is None:
            end = self._next_option(text, place)
        else:
            end = _end(_VALUE, text, place)
        given = text[place:end].rstrip().rstrip(":,;" if reader.is_name else ",;")
        return reader.convert(given, translate, written.find_channel), end

    def _next_option(self, text: str, place: int) -> int:
        """Return where the option after the value at `place` begins: at a name with a sign, or at a name with a value, but not after a comma."""
        for gap in _BLANKS.finditer(text, place):
            match = self._bare.match(text, gap.end())
            if self._signed.match(text, gap.end()) or (
                match and match.end() < len(text) and text[gap.start() - 1] != ","
            ):
                return gap.start()
        return len(text)

    # -- the free text

    def _free_value(self, written: Written, place: int, values: Mapping[str, object]) -> tuple[str, int]:
        """Return the free text after its own name, and where it ends: at options that fill the rest of the message."""
        text = written.text
        quotation = quoted(text, place)
        if quotation is not None:
            after = _end(_GAP, text, quotation[1])
            if after == len(text) or self._signed.match(text, after):
                return quotation
        for gap in _BLANKS.finditer(text, place):
            if self._signed.match(text, gap.end()) and self._only_options(written, gap.end(), values):
                return text[place : gap.start()].strip(), gap.end()
        return text[place:].strip(), len(text)

    def _only_options(self, written: Written, place: int, given: Mapping[str, object]) -> bool:
        """Tell whether nothing but options that are not given yet, with values they can have, fills the rest of the message."""
        values = dict(given)
        while place < len(written.text):
            match = self._signed.match(written.text, place)
            if match is None or match.end() == len(written.text):
                return False
            reader = self._reader(match)
            if reader.is_prose or reader.option.name in values or reader.option.type is hikari.OptionType.ATTACHMENT:
                return False
            try:
                values[reader.option.name], place = self._value(reader, written, match.end())
            except errors.UserError:
                return False
            place = _end(_GAP, written.text, place)
        return True

    def _rest(self, rest: str, written: Written, values: dict[str, object]) -> None:
        """Read what stands after the options."""
        recognising = [one for one in self._readers if one.option.recognise and one.option.name not in values]
        for reader in recognising:
            first = rest[: _end(_VALUE, rest, 0)]
            named = unquoted(first.rstrip(":,;"))
            if reader.option.recognise is not None and reader.option.recognise(named):
                self._add(reader, named, values, written)
                rest = _stripped(rest[len(first) :])
        if not rest:
            return
        free = next((one for one in self._readers if one.option.name == self._free), None)
        if free is None or free.option.name in values:
            raise errors.InvalidInputError(
                "error-option-unknown",
                written=texts.clip(rest.replace("`", "ˋ"), SHOWN_LENGTH),
                command=written.command,
                options="\n".join(f"- {line}" for line in self.usage(written.translate)),
            )
        named_alone = free.option.kind is bool and self._bare.fullmatch(rest)
        value = True if named_alone else free.convert(rest, written.translate, written.find_channel)
        self._add(free, value, values, written)

    def _reader(self, match: re.Match[str]) -> OptionReader:
        return self._by_name[_plain(match["name"])]

    def _add(self, reader: OptionReader, value: object, values: dict[str, object], written: Written) -> None:
        if reader.option.name in values:
            raise errors.InvalidInputError("error-option-twice", option=written.translate(reader.label))
        values[reader.option.name] = value


def free_option(options: Sequence[Option], required: frozenset[str]) -> str | None:
    """Return the name of the option whose value needs no name: the one declared so, the only one, or the only required text."""
    declared = [option.name for option in options if option.free]
    texts_needed = [option.name for option in options if option.name in required and option.kind is str]
    written = [option.name for option in options if option.type is not hikari.OptionType.ATTACHMENT]
    for found in (declared, written if len(options) == 1 else [], texts_needed if len(texts_needed) == 1 else []):
        if found:
            return found[0]
    return None


def _pattern(name: str) -> str:
    """Return what matches an option's name, however its words are joined and "ё" is written."""
    return re.escape(name).replace(r"\ ", r"[ _\-]").replace("е", "[её]")


def _plain(name: str) -> str:
    return re.sub(r"[ _\-]", " ", name.casefold().replace("ё", "е"))


def _stripped(text: str) -> str:
    """Return `text` without white space of any kind around it."""
    end = _END.search(text)
    return text[_end(_BLANKS, text, 0) : end.start() if end else len(text)]


def _end(pattern: re.Pattern[str], text: str, place: int) -> int:
    match = pattern.match(text, place)
    return place if match is None else match.end()


def _attached(text: str, place: int, files: list[hikari.Attachment]) -> tuple[hikari.Attachment, int] | None:
    """Return the attached file that is named at `place`, taken out of `files`, and where its name ends."""
    quotation = quoted(text, place)
    name, end = quotation or (text[place : _end(_VALUE, text, place)], _end(_VALUE, text, place))
    for number, file in enumerate(files):
        if file.filename.casefold() == name.casefold():
            return files.pop(number), end
    return None
