"""What a list of entries looks for, and where in it a page lies, as the message itself keeps it.

The short part stands in the custom ids of its buttons, what may be long in the footer of its embed, as it is read there. So nothing has to
be kept anywhere, and the buttons work after a restart.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping
from typing import Final

import hikari

from chatterbot import errors
from chatterbot.browsing import FIRST, EntrySearch, ListPosition
from chatterbot.discord import formatting, moments
from chatterbot.store import EntrySelection

__all__ = ("NAME_LENGTH", "QUERY_LENGTH", "ListState", "cleaned", "day_of", "footer")

QUERY_LENGTH: Final = 400
"""Most characters that are looked for: a long question, and short enough for a footer, which has room for 2048."""
NAME_LENGTH: Final = 200
"""Most characters of a label or a source."""
DAYS: Final = range(1, 3651)
"""How many days back a list may begin."""

_CODES: Final[Mapping[EntrySelection, str]] = {
    EntrySelection.ALL: "l",
    EntrySelection.ANSWERS: "a",
    EntrySelection.VETOES: "v",
    EntrySelection.SILENT: "s",
    EntrySelection.UNUSED: "u",
    EntrySelection.DISPUTED: "d",
    EntrySelection.CONFLICTING: "c",
}
_SHOWN: Final[Mapping[str, EntrySelection]] = {code: shown for shown, code in _CODES.items()}
_STATE: Final = re.compile(r"([lavsudc])([wm])(\d{0,19})\.(\d{8}|)\.([bak]\d{1,18}|)")
_DATE: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})\.(\d{1,2})\.(\d{4})")
_ISOLATES: Final = "\u2068\u2069"
_MARKS: Final[Mapping[str, str]] = {"text": "🔎", "label": "🏷️", "source": "📄"}
"""What the lines of a footer begin with."""


@dataclasses.dataclass(frozen=True, slots=True)
class ListState:
    """A search, and a place in its list."""

    search: EntrySearch
    position: ListPosition = FIRST

    def argument(self) -> str:
        """Return what a button carries of it: without text, label and source, which the footer has."""
        search, position = self.search, self.position
        place = ""
        for mark, value in (("b", position.before), ("a", position.after), ("k", position.skip or None)):
            if value is not None:
                place = f"{mark}{value}"
        since = "" if search.since is None else f"{search.since:%Y%m%d}"
        way = "m" if search.by_meaning else "w"
        return f"{_CODES[search.shown]}{way}{search.teacher_id or ''}.{since}.{place}"

    @classmethod
    def read(cls, argument: str, message: hikari.Message) -> ListState:
        """Return the state that a button and its message say.

        Raises
        ------
        errors.NotFoundError
            ``error-button-broken``: the button is of another version of the bot, or made up.
        """
        match = _STATE.fullmatch(argument)
        if match is None:
            raise errors.NotFoundError("error-button-broken")
        shown, way, teacher, since, place = match.groups()
        written = _written(message)
        search = EntrySearch(
            text=written.get("text", ""),
            by_meaning=way == "m",
            shown=_SHOWN[shown],
            label=written.get("label"),
            source=written.get("source"),
            teacher_id=int(teacher) if teacher else None,
            since=_moment(int(since[:4]), int(since[4:6]), int(since[6:])) if since else None,
        )
        number = int(place[1:]) if place else 0
        match place[:1]:
            case "b":
                return cls(search, ListPosition(before=number))
            case "a":
                return cls(search, ListPosition(after=number))
            case "k":
                return cls(search, ListPosition(skip=number))
            case _:
                return cls(search)


def cleaned(text: str, length: int = QUERY_LENGTH) -> str:
    """Return a text as it is read again from a footer: on one line, without controls of direction, of at most `length` characters."""
    return formatting.isolated(text, length).strip(_ISOLATES)


def footer(search: EntrySearch) -> str:
    """Return the footer of a list, or of an entry opened from it; empty if nothing stands in it."""
    parts = {"text": search.text, "label": search.label, "source": search.source}
    return "\n".join(
        f"{_MARKS[name]} {formatting.isolated(value, QUERY_LENGTH + 2)}" for name, value in parts.items() if value
    )


def _written(message: hikari.Message) -> Mapping[str, str]:
    """Return what stands in a message's footer."""
    shown = next((embed.footer.text for embed in message.embeds if embed.footer is not None), None) or ""
    found: dict[str, str] = {}
    for line in shown.split("\n"):
        for name, mark in _MARKS.items():
            if line.startswith(f"{mark} "):
                found[name] = line.removeprefix(f"{mark} ").strip(_ISOLATES)
    return found


def day_of(text: str, now: dt.datetime) -> dt.datetime:
    """Return the beginning of the day from which on a person wants to see entries: a number of days, or what /history understands, too.

    Raises
    ------
    errors.InvalidInputError
        ``error-knowledge-since``
    """
    text = text.strip()
    if text.isascii() and text.isdecimal() and len(text) <= 4 and int(text) in DAYS:
        return (now - dt.timedelta(days=int(text))).replace(hour=0, minute=0, second=0, microsecond=0)
    match = _DATE.fullmatch(text)
    if match is None:
        moment = moments.parse_moment(text, now)
        if moment is None:
            raise errors.InvalidInputError("error-knowledge-since")
        return moment.replace(hour=0, minute=0, second=0, microsecond=0)
    year, month, day = (match[1], match[2], match[3]) if match[1] else (match[6], match[5], match[4])
    return _moment(int(year), int(month), int(day))


def _moment(year: int, month: int, day: int) -> dt.datetime:
    try:
        return dt.datetime(year, month, day, tzinfo=dt.UTC)
    except ValueError:
        raise errors.InvalidInputError("error-knowledge-since") from None
