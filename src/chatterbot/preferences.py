"""`Preferences`: the settings that each scope has chosen with /settings."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import dataclasses
import enum
import re
from collections.abc import Callable, Generator, Iterable, Mapping
from typing import Any, Final

from chatterbot import errors
from chatterbot.store import Store

__all__ = (
    "DAYS_OF_MIRROR",
    "LONGEST_NAME",
    "MOST_DAYS",
    "MOST_NAMES",
    "SHORTEST_NAME",
    "AnswerMode",
    "CallMode",
    "GuildPreferences",
    "Preferences",
    "TalkMode",
    "TeacherMode",
)

MOST_CHANNELS: Final = 200
"""Most channels in a scope's list. Discord has at most 500 in a guild; `AnswerMode.EVERYWHERE` covers them all."""

MOST_VOICES: Final = 100
"""Most languages with a voice of their own: more than are spoken in one scope."""
LONGEST_VOICE: Final = 100
"""Most characters of a voice's id: as many as a choice on Discord can have."""

MOST_NAMES: Final = 10
"""Most further names of the bot: each is searched for in everything that is said."""
SHORTEST_NAME: Final = 2
"""Fewest characters of a name: a single letter would be found in almost everything that is said."""
LONGEST_NAME: Final = 32
"""Most characters of a name: as many as a name on Discord can have."""
MOST_DAYS: Final = 30
"""Most days that spoken exchanges are kept: a wrong answer has been noticed by then."""
DAYS_OF_MIRROR: Final = 1
"""Fewest days that spoken exchanges are kept where they are written into the chat: the buttons below them need the record."""

MOST_CACHED: Final = 10_000
"""Most scopes whose preferences are kept in memory, about 1 KiB each."""


class AnswerMode(enum.StrEnum):
    """Which messages the bot answers."""

    ADDRESSED = "addressed"
    """Messages that mention it or reply to it."""
    CHANNELS = "channels"
    """Also every message in the chosen channels."""
    EVERYWHERE = "everywhere"
    """Every message it can read."""


class CallMode(enum.StrEnum):
    """Which replies are also spoken in voice channels."""

    NEVER = "never"
    PRESENT = "present"
    """Replies to people in the voice channel that the bot was called into."""
    COME = "come"
    """Replies to people in any voice channel: the bot joins it by itself."""


class TalkMode(enum.StrEnum):
    """Which spoken sentences the bot answers in its voice channel."""

    NEVER = "never"
    """None: it does not listen."""
    CALLED = "called"
    """Those of a person who is alone with it, calls it by its name, or follows up on its answer."""
    FITTING = "fitting"
    """Also those so close to something taught that they are hardly meant for anyone else."""


class TeacherMode(enum.StrEnum):
    """Who may teach."""

    EVERYONE = "everyone"
    MANAGERS = "managers"
    """People with the permission Manage Server."""


@dataclasses.dataclass(frozen=True, slots=True)
class GuildPreferences:
    """The settings of one scope; the defaults are those of a scope that has chosen nothing."""

    language: str | None = None
    """Language of ordinary replies, such as ``en`` or ``pt-BR``; `None`: the operator's setting."""
    answers_in: AnswerMode = AnswerMode.ADDRESSED
    channels: frozenset[int] = frozenset()
    """The channels of `AnswerMode.CHANNELS`."""
    strictness: float | None = None
    """Share of right answers given up to hold wrong ones back, in (0, 0.5); `None`: the operator's setting."""
    speak: bool = False
    """Whether a spoken version is sent after replies."""
    voice_answers: bool = True
    """Whether it is sent after replies to voice messages, even if `speak` is off."""
    voices: Mapping[str, str] = dataclasses.field(default_factory=dict[str, str])
    """The id of the voice (`speech.tts.VoiceInfo`) for each language code; other languages: the operator's setting."""
    calls: CallMode = CallMode.PRESENT
    teachers: TeacherMode = TeacherMode.EVERYONE
    talk: TalkMode = TalkMode.FITTING
    wake_names: tuple[str, ...] = ()
    """Names the bot answers to in voice channels, besides its own."""
    mirror: bool = False
    """Whether the voice channel's chat gets a transcript: who said what, and what was answered."""
    transcripts_kept: int = 0
    """Days that spoken exchanges are kept, so that they can be corrected; 0: they are not kept."""


class Preferences:
    """The preferences of every scope: a cache of the database, which is written first.

    Parameters
    ----------
    store
        The database.
    defaults
        The preferences of a scope that has chosen nothing.
    """

    def __init__(self, store: Store, defaults: GuildPreferences | None = None) -> None:
        self._store = store
        self._defaults = defaults or GuildPreferences()
        self._cached: collections.OrderedDict[int, GuildPreferences] = collections.OrderedDict()
        self._changing = asyncio.Lock()
        self._watchers: dict[int, list[Callable[[], None]]] = {}

    async def get(self, scope_id: int) -> GuildPreferences:
        """Return a scope's preferences."""
        cached = self._cached.get(scope_id)
        if cached is not None:
            return cached
        async with self._changing:
            return await self._read(scope_id)

    async def strictness(self, scope_id: int) -> float | None:
        """Return how strict a scope wants the bot to be (`GuildPreferences.strictness`)."""
        return (await self.get(scope_id)).strictness

    async def change(self, scope_id: int, **fields: Any) -> GuildPreferences:
        """Change some of a scope's preferences and return all of them.

        Raises
        ------
        errors.InvalidInputError
            ``error-preference-unknown(name)``, ``error-preference-value(name, value)``
        """
        checked = {name: _check(name, value) for name, value in fields.items()}
        async with self._changing:
            changed = dataclasses.replace(await self._read(scope_id), **checked)
            await self._store.people.put_preferences(scope_id, _to_row(changed))
            self._keep(scope_id, changed)
        self._tell(scope_id)
        return changed

    async def forget(self, scope_id: int) -> None:
        """Read the scope's preferences from the database again at their next use, as they were erased."""
        async with self._changing:  # a read that is under way may still return what was erased
            self._cached.pop(scope_id, None)
        self._tell(scope_id)

    @contextlib.contextmanager
    def watched(self, scope_id: int, changed: Callable[[], None]) -> Generator[None]:
        """Call `changed` inside the block whenever the scope's preferences have changed."""
        watchers = self._watchers.setdefault(scope_id, [])
        watchers.append(changed)
        try:
            yield
        finally:
            watchers.remove(changed)
            if not watchers and self._watchers.get(scope_id) is watchers:
                del self._watchers[scope_id]

    def _tell(self, scope_id: int) -> None:
        for changed in [*self._watchers.get(scope_id, ())]:
            changed()

    async def _read(self, scope_id: int) -> GuildPreferences:
        cached = self._cached.get(scope_id)
        if cached is None:
            cached = _from_row(await self._store.people.preferences(scope_id), self._defaults)
            self._keep(scope_id, cached)
        return cached

    def _keep(self, scope_id: int, preferences: GuildPreferences) -> None:
        self._cached[scope_id] = preferences
        if len(self._cached) > MOST_CACHED:
            self._cached.popitem(last=False)


def _to_row(preferences: GuildPreferences) -> dict[str, Any]:
    row = {field.name: getattr(preferences, field.name) for field in dataclasses.fields(preferences)}
    return {
        **row,
        "channels": sorted(preferences.channels),
        "voices": dict(preferences.voices),
        "wake_names": list(preferences.wake_names),
    }


def _from_row(row: Mapping[str, Any], defaults: GuildPreferences) -> GuildPreferences:
    """Read a row that may be of an older or newer version: unknown or invalid values count as not chosen."""
    values: dict[str, Any] = {}
    for name, value in row.items():
        try:
            values[name] = _check(name, value)
        except errors.InvalidInputError:
            continue
    return dataclasses.replace(defaults, **values)


def _check(name: str, value: Any) -> Any:
    try:
        match name:
            case "language":
                valid = value is None or (
                    isinstance(value, str) and re.fullmatch(r"[a-z]{2,3}(-[A-Za-z]{2,4})?", value)
                )
                checked: Any = value
            case "answers_in":
                checked, valid = AnswerMode(value), True
            case "calls":
                checked, valid = CallMode(value), True
            case "teachers":
                checked, valid = TeacherMode(value), True
            case "channels":
                checked = frozenset(_integers(value))
                valid = len(checked) <= MOST_CHANNELS
            case "strictness":
                checked = None if value is None else float(value)
                valid = checked is None or 0 < checked < 0.5
            case "talk":
                checked, valid = TalkMode(value), True
            case "wake_names":
                checked, valid = _names(value)
            case "transcripts_kept":
                checked, valid = value, type(value) is int and 0 <= value <= MOST_DAYS
            case "speak" | "voice_answers" | "mirror":
                checked, valid = value, isinstance(value, bool)
            case "voices":
                checked = {str(language): str(voice) for language, voice in value.items()}
                valid = len(checked) <= MOST_VOICES and all(
                    re.fullmatch(r"[a-z]{2,3}", language) and 0 < len(voice) <= LONGEST_VOICE
                    for language, voice in checked.items()
                )
            case _:
                raise errors.InvalidInputError("error-preference-unknown", name=name)
    except (AttributeError, TypeError, ValueError):
        checked, valid = value, False
    if not valid:
        raise errors.InvalidInputError("error-preference-value", name=name, value=str(value)[:100])
    return checked


def _names(value: Any) -> tuple[tuple[str, ...], bool]:
    """Return the names without spaces around them, each once (upper and lower case are the same), and whether all are allowed."""
    if isinstance(value, str):
        raise TypeError(value)
    names = {name.casefold(): name for name in (" ".join(each.split()) for each in value)}
    fits = all(SHORTEST_NAME <= len(name) <= LONGEST_NAME for name in names.values())
    return tuple(names.values()), fits and len(names) <= MOST_NAMES


def _integers(values: Iterable[Any]) -> Iterable[int]:
    for value in values:
        if isinstance(value, bool) or int(value) != value:
            raise ValueError(value)
        yield int(value)
