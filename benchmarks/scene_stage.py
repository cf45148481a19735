"""What a scene in a voice channel is made of, and how it sounds; `scenes` has the scenes themselves."""

from __future__ import annotations

import dataclasses
import enum
from typing import Final, NamedTuple, TypeAlias

import numpy as np
import scene_sounds
from scene_sounds import RATE, Samples, Voices

__all__ = ("Kind", "Line", "Noise", "Outcome", "Played", "Scene", "Speech", "Turn", "outcome", "render")

LEAD_S: Final = 0.5
"""Seconds before anybody makes a sound."""


class Kind(enum.StrEnum):
    """What a scene is about."""

    SINGLE = "single"
    PAUSE = "pause"
    TRAILING = "trailing"
    HABIT = "habit"
    BACKCHANNEL = "backchannel"
    NOISE = "noise"
    EACH_OTHER = "each-other"
    AT_ONCE = "at-once"
    CALLED = "called"
    INTERRUPTION = "interruption"


@dataclasses.dataclass(frozen=True)
class Speech:
    """Words in one language, with a pause of so many seconds between each two parts."""

    language: str
    parts: tuple[str, ...]
    pauses_s: tuple[float, ...] = ()

    @property
    def text(self) -> str:
        """All of it."""
        return " ".join(self.parts)


@dataclasses.dataclass(frozen=True)
class Noise:
    """A noise (see `scene_sounds.NOISES`) of so many seconds."""

    kind: str
    seconds: float


Sound: TypeAlias = Speech | Noise


@dataclasses.dataclass(frozen=True)
class Line:
    """Somebody makes a sound.

    Parameters
    ----------
    gap_s
        Seconds after the end of line `after` (`None`: the one before this); negative: before its end.
    with_start
        Count from its start instead.
    """

    speaker: str
    sound: Sound
    gap_s: float = 0.0
    after: int | None = None
    with_start: bool = False


@dataclasses.dataclass(frozen=True)
class Turn:
    """A turn that the bot should answer: whose, with which line it ends, and in which words it is asked."""

    speaker: str
    last: int
    text: str


@dataclasses.dataclass(frozen=True)
class Scene:
    """See each field.

    Parameters
    ----------
    name
        Unique.
    people
        In the channel, some perhaps silent.
    turns
        What should be answered, each speaker's in their order; nothing else should.
    over_the_bot
        The bot is speaking when the scene begins.
    interrupts
        Whether it should give up what it is saying; without, it should say it to its end.
    """

    name: str
    kind: Kind
    language: str
    lines: tuple[Line, ...]
    turns: tuple[Turn, ...] = ()
    people: int = 1
    over_the_bot: bool = False
    interrupts: bool = False


class Played(NamedTuple):
    """Sound of one speaker without a break; between two of them they send nothing."""

    speaker: str
    start_s: float
    samples: Samples


class Outcome(NamedTuple):
    """A turn that should be answered, on the scene's clock."""

    speaker: str
    text: str
    begins_s: float
    ends_s: float


def render(scene: Scene, voices: Voices) -> list[Played]:
    """Give the scene's sound, in the order of its beginnings; what one speaker does at the same time is mixed."""
    played: list[Played] = []
    for one in sorted(_timed(scene, voices), key=lambda one: one.start_s):
        own = next((index for index, other in enumerate(played) if _overlap(other, one)), None)
        if own is None:
            played.append(one)
        else:
            played[own] = _mixed(played[own], one)
    return played


def outcome(scene: Scene, voices: Voices) -> list[Outcome]:
    """Give what should be answered, with the second at which the last word of each turn ends, in that order."""
    timed = _timed(scene, voices)
    found: list[Outcome] = []
    for turn in scene.turns:
        last = timed[turn.last]
        begins_s = max((one.ends_s for one in found if one.speaker == turn.speaker), default=0.0)
        first = next(one for one in timed if one.speaker == turn.speaker and one.start_s >= begins_s)
        found.append(Outcome(turn.speaker, turn.text, first.start_s, last.start_s + len(last.samples) / RATE))
    return sorted(found, key=lambda one: one.ends_s)


def _timed(scene: Scene, voices: Voices) -> list[Played]:
    timed: list[Played] = []
    for index, line in enumerate(scene.lines):
        before = index - 1 if line.after is None else line.after
        start_s = LEAD_S
        if before >= 0:
            anchor = timed[before]
            start_s = anchor.start_s + (0.0 if line.with_start else len(anchor.samples) / RATE)
        timed.append(Played(line.speaker, max(0.0, start_s + line.gap_s), _sound(line, voices)))
    return timed


def _sound(line: Line, voices: Voices) -> Samples:
    if isinstance(line.sound, Noise):
        return scene_sounds.noise(line.sound.kind, line.sound.seconds)
    pieces: list[Samples] = []
    for index, part in enumerate(line.sound.parts):
        pieces.append(voices.say(line.speaker, line.sound.language, part))
        if index < len(line.sound.pauses_s):
            pieces.append(scene_sounds.silence(line.sound.pauses_s[index]))
    return np.concatenate(pieces)


def _overlap(one: Played, other: Played) -> bool:
    return one.speaker == other.speaker and other.start_s < one.start_s + len(one.samples) / RATE


def _mixed(one: Played, other: Played) -> Played:
    offset = round((other.start_s - one.start_s) * RATE)
    both = np.zeros(max(len(one.samples), offset + len(other.samples)), np.int32)
    both[: len(one.samples)] += one.samples
    both[offset : offset + len(other.samples)] += other.samples
    return Played(one.speaker, one.start_s, np.clip(both, -32_768, 32_767).astype(np.int16))
