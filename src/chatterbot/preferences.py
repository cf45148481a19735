"""`Preferences`: what each scope has chosen."""

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
"""Most channels in a scope's list; Discord has at most 500 in a guild, and who names so many means everywhere."""

MOST_VOICES: Final = 100
"""Most languages with a voice of their own: more than anybody speaks in one scope."""
LONGEST_VOICE: Final = 100
"""Characters of a voice's id: what fits into a choice on Discord."""

MOST_NAMES: Final = 10
"""Most names the bot is called by beside its own: each is looked for in everything that is said."""
SHORTEST_NAME: Final = 2
"""Characters of a name: one letter is heard everywhere."""
LONGEST_NAME: Final = 32
"""Characters of a name: as long as a name on Discord."""
MOST_DAYS: Final = 30
"""Days that what was said is kept at most: whoever wants a wrong answer put right has noticed it by then."""
DAYS_OF_MIRROR: Final = 1
"""Days that spoken exchanges are kept at least where they are written down: without a record no button below them works."""

MOST_CACHED: Final = 10_000
"""Scopes whose preferences are kept in memory, about 1 KiB each."""


class AnswerMode(enum.StrEnum):
    """Which messages the bot answers."""

    ADDRESSED = "addressed"
    """Those that mention it or reply to it."""
    CHANNELS = "channels"
    """Also every message in the chosen channels."""
    EVERYWHERE = "everywhere"
    """Every message it can read."""


class CallMode(enum.StrEnum):
    """Which replies are also spoken in voice channels."""

    NEVER = "never"
    PRESENT = "present"
    """Those to people in the channel the bot was called into."""
    COME = "come"
    """Those to people in any voice channel: the bot comes to them by itself."""


class TalkMode(enum.StrEnum):
    """What the bot answers of what is said in its voice channel."""

    NEVER = "never"
    """Nothing: it does not listen."""
    CALLED = "called"
    """What somebody says who is alone with it, calls it by its name, or follows up on its answer."""
    FITTING = "fitting"
    """Also what is so close to something taught that it is hardly meant for anybody else."""


class TeacherMode(enum.StrEnum):
    """Who may teach."""

    EVERYONE = "everyone"
    MANAGERS = "managers"
    """People who may manage the guild (Manage Server)."""


@dataclasses.dataclass(frozen=True, slots=True)
class GuildPreferences:
    """What a scope has chosen; the values here are those of a scope that has chosen nothing."""

    language: str | None = None
    """Of ordinary replies, as ``en`` or ``pt-BR``; `None`: the program's setting."""
    answers_in: AnswerMode = AnswerMode.ADDRESSED
    channels: frozenset[int] = frozenset()
    """The channels of `AnswerMode.CHANNELS`."""
    strictness: float | None = None
    """Share of right answers given up to keep wrong ones back, in (0, 0.5); `None`: the program's setting."""
    speak: bool = False
    """Send a spoken version after replies."""
    voice_answers: bool = True
    """Send it after replies to voice messages, whatever `speak` says."""
    voices: Mapping[str, str] = dataclasses.field(default_factory=dict[str, str])
    """Language code to the id of the voice that speaks it (`speech.voices.VoiceInfo`); others: the program's setting."""
    calls: CallMode = CallMode.PRESENT
    teachers: TeacherMode = TeacherMode.EVERYONE
    talk: TalkMode = TalkMode.FITTING
    wake_names: tuple[str, ...] = ()
    """What the bot is called by in voice channels, beside its own name."""
    mirror: bool = False
    """Write into the voice channel's chat who said what, and what was answered."""
    transcripts_kept: int = 0
    """Days that spoken exchanges are kept, so that they can be corrected; 0: they are not."""


class Preferences:
    """Preferences by scope: read from memory, written to the database first.

    Parameters
    ----------
    store
        Where they are kept.
    defaults
        What holds in a scope that has chosen nothing.
    """

    def __init__(self, store: Store, defaults: GuildPreferences | None = None) -> None:
        self._store = store
        self._defaults = defaults or GuildPreferences()
        self._cached: collections.OrderedDict[int, GuildPreferences] = collections.OrderedDict()
        self._changing = asyncio.Lock()
        self._watchers: dict[int, list[Callable[[], None]]] = {}

    async def get(self, scope_id: int) -> GuildPreferences:
        """Give a scope's preferences."""
        cached = self._cached.get(scope_id)
        if cached is not None:
            return cached
        async with self._changing:
            return await self._read(scope_id)

    async def strictness(self, scope_id: int) -> float | None:
        """Give how strict a scope wants the bot to be; the engine's parameter."""
        return (await self.get(scope_id)).strictness

    async def change(self, scope_id: int, **fields: Any) -> GuildPreferences:
        """Change some of a scope's preferences, and give all of them.

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
        """Read the scope's preferences anew at their next use (they were erased)."""
        async with self._changing:  # what is just being read may be what was there before
            self._cached.pop(scope_id, None)
        self._tell(scope_id)

    @contextlib.contextmanager
    def watched(self, scope_id: int, changed: Callable[[], None]) -> Generator[None]:
        """While inside, be told when the scope's preferences have changed."""
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
    """Read what an older or newer version wrote: what is unknown or no longer valid counts as not chosen."""
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
    """Names without the space around them, each once in whichever case, and whether they can be used."""
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
