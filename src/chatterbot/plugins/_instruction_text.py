"""The instruction as one person sees it on Discord: the parts that are for them, in the Markdown that Discord shows.

A part for some people only stands between two comments, which no Markdown page shows::

    <!-- only: managers -->
    `/train` teaches me.
    <!-- end -->

Several conditions, with commas between them, must all hold. Discord has no tables, no headings below the third level and no rules:
they become lists, bold text and nothing (https://support.discord.com/hc/en-us/articles/210298617).
"""

from __future__ import annotations

import dataclasses
import enum
import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

__all__ = ("Condition", "for_discord", "for_person")

FENCE: Final = re.compile(r"^(\s*)(```+|~~~+)(.*)$")
"""A line that opens or closes a code block (CommonMark 0.31, section 4.5)."""
_ONLY: Final = re.compile(r"^\s*<!--\s*only:\s*([\w ,]+?)\s*-->\s*$")
_END: Final = re.compile(r"^\s*<!--\s*end\s*-->\s*$")
_HEADING: Final = re.compile(r"^\s{0,3}#{4,}\s+(\S.*)$")
_RULE: Final = re.compile(r"^\s{0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$")
_IMAGE: Final = re.compile(r"!\[([^\[\]\n]{0,500})\]\(([^()\s]{1,500})(?:\s[^()\n]{0,500})?\)")
_BREAK: Final = re.compile(r"<br\s*/?>", re.IGNORECASE)
_DELIMITER: Final = re.compile(r":?-+:?")
"""A cell of the line below the heads of a table."""


class Condition(enum.StrEnum):
    """For whom, or for which bot, a part of the instruction is."""

    TEACHERS = "teachers"
    """People who may teach here."""
    MANAGERS = "managers"
    """People who may manage this server."""
    HEARING = "hearing"
    """The bot recognises speech."""
    SPEECH = "speech"
    """The bot has a voice."""
    CALLS = "calls"
    """The bot can talk in the voice channels of this server."""
    PREFIX = "prefix"
    """Text commands begin with an exclamation mark, as in the examples."""
    MENTION = "mention"
    """In channels the bot reads only messages that address it, text commands included."""


def for_person(text: str, met: Collection[Condition]) -> str:
    """Return the parts of the instruction whose conditions are all met. A word that is no condition is never met."""
    known = {condition.value for condition in met}
    kept: list[str] = []
    shown = [True]
    fences = _Fences()
    for line in text.split("\n"):
        in_code = fences.read(line)
        if not in_code and (only := _ONLY.match(line)):
            shown.append(shown[-1] and {word.strip() for word in only[1].split(",")} <= known)
        elif not in_code and _END.match(line):
            shown = shown[:-1] or [True]
        elif shown[-1]:
            kept.append(line)
    return "\n".join(kept)


def for_discord(text: str) -> str:
    """Return Markdown as Discord shows it; code blocks stay as they are."""
    parts: list[str] = []
    for in_code, lines in _parts(text):
        if in_code:
            parts += (_backticks(line) for line in lines)
        else:
            parts += _lines(_without_comments("\n".join(lines)).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(parts)).strip()


class _Fences:
    """Tells which lines are in a code block, read one after the other."""

    def __init__(self) -> None:
        self._opened = ""

    def read(self, line: str) -> bool:
        """Tell whether a line belongs to a code block, its marks included."""
        match = FENCE.match(line)
        if not self._opened:
            closed_at_once = match is not None and match[2][0] in match[3]  # ```code``` on one line
            self._opened = match[2] if match and not closed_at_once else ""
            return match is not None
        if match and match[2].startswith(self._opened) and not match[3].strip():
            self._opened = ""
        return True


def _parts(text: str) -> Iterator[tuple[bool, Sequence[str]]]:
    """Return the lines of code blocks and the lines between them, in turn, with whether they are code."""
    fences = _Fences()
    lines: list[str] = []
    before = False
    for line in text.split("\n"):
        in_code = fences.read(line)
        if in_code != before and lines:
            yield before, lines
            lines = []
        before = in_code
        lines.append(line)
    yield before, lines


def _without_comments(text: str) -> str:
    kept: list[str] = []
    place = 0
    while (start := text.find("<!--", place)) >= 0 and (end := text.find("-->", start)) >= 0:
        kept.append(text[place:start])
        place = end + len("-->")
    return "".join([*kept, text[place:]])


def _backticks(line: str) -> str:
    """Return a line of a code block with the marks Discord knows."""
    match = FENCE.match(line)
    return f"{match[1]}```{match[3].strip()}" if match and match[2].startswith("~") else line


def _lines(lines: Sequence[str]) -> Iterator[str]:
    at = 0
    while at < len(lines):
        line = lines[at]
        if "|" in line and at + 1 < len(lines) and _delimits(lines[at + 1]):
            table = _Table(_cells(line))
            at += 2
            while at < len(lines) and "|" in lines[at] and lines[at].strip():
                yield table.row(_cells(lines[at]))
                at += 1
            continue
        at += 1
        if _RULE.match(line):
            continue
        heading = _HEADING.match(line)
        line = f"**{heading[1].rstrip('# ').strip('*')}**" if heading else line
        yield _BREAK.sub("\n", _IMAGE.sub(r"[\1](\2)", line))


@dataclasses.dataclass(frozen=True, slots=True)
class _Table:
    heads: Sequence[str]

    def row(self, cells: Sequence[str]) -> str:
        """Return a row as an item of a list; from the third column on with the heads."""
        first, *others = cells or [""]
        heads = [*self.heads[1:], *([""] * len(others))]
        several = len(others) > 1
        named = [
            f"{head}: {cell}" if several and head else cell for head, cell in zip(heads, others, strict=False) if cell
        ]
        return f"- {first}: {'; '.join(named)}" if named else f"- {first}"


def _delimits(line: str) -> bool:
    """Tell whether a line parts the heads of a table from its rows."""
    return "|" in line and all(_DELIMITER.fullmatch(cell) for cell in _cells(line))


def _cells(line: str) -> list[str]:
    """Return the cells of a table's line; an escaped bar is a part of a cell."""
    cells = re.split(r"(?<!\\)\|", line.strip())
    cells = cells[1 if cells[0] == "" else 0 : -1 if len(cells) > 1 and cells[-1] == "" else len(cells)]
    return [cell.strip().replace("\\|", "|") for cell in cells]
