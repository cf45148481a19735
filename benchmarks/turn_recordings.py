"""Recordings of people for `human_turns`: what reaches a call, when somebody speaks, and what the bot is taught."""

from __future__ import annotations

import dataclasses
import pathlib
from collections.abc import Iterator, Sequence
from typing import Final

import human_orders
import human_recordings
import numpy as np
from numpy.typing import NDArray

from chatterbot import audio, models
from chatterbot.speech.turns import vad

__all__ = ("Recording", "lessons", "read", "speech")

AMONG_THEMSELVES: Final = frozenset({"conversation"})
"""Kinds in which people talk with one another, and not with the bot."""
SPONTANEOUS: Final = frozenset({"conversation", "monologue", "lecture"})
"""Kinds that are no single utterance."""
SILENT: Final = frozenset({"no speech", "noise", "laughter", "music"})
"""Kinds in which nobody says anything."""
LEAST_SPEECH_S: Final = 0.128
"""Speech that is shorter, and that no other speech is near, is a click or a breath."""
NEAR_S: Final = 0.25
"""Silence that is shorter lies inside a word or between two."""


@dataclasses.dataclass(frozen=True, slots=True)
class Recording:
    """One file of the manifest.

    Parameters
    ----------
    name
        The file's name.
    kind, language
        As the manifest has them.
    segments
        Who speaks from when to when, in seconds; empty if it is not known.
    sound
        16 kHz mono, in [-1, 1], as a client's Opus leaves it.
    """

    name: str
    kind: str
    language: str
    segments: tuple[tuple[str, float, float], ...]
    sound: NDArray[np.float32]

    @property
    def spontaneous(self) -> bool:
        """Whether it is free talk, of which each turn is judged, and not a single utterance."""
        return self.kind in SPONTANEOUS

    @property
    def silent(self) -> bool:
        """Whether nobody says anything."""
        return self.kind in SILENT

    @property
    def people(self) -> int:
        """How many people are in the channel."""
        return 3 if self.kind in AMONG_THEMSELVES else 1

    def frames(self) -> Iterator[audio.AudioFrame]:
        """Yield it in pieces of 20 ms, as a call has them."""
        size = round(audio.DISCORD_FRAME_S * audio.SPEECH_RATE)
        whole = np.pad(self.sound, (0, -len(self.sound) % size))
        for start in range(0, len(whole), size):
            yield audio.AudioFrame.from_floats(whole[start : start + size], audio.SPEECH_RATE)


def read(folder: pathlib.Path) -> list[Recording]:
    """Read all recordings of a folder with a ``manifest.jsonl``."""
    return [
        Recording(known.path.name, known.kind, known.language or "", known.segments, human_recordings.sound(known))
        for known in human_recordings.read(folder)
    ]


def speech(silero: vad.Silero, sound: NDArray[np.float32]) -> list[tuple[float, float]]:
    """Return from when to when somebody speaks, in seconds, with every pause: the detector's own judgement, without waiting."""
    detector, found, began = silero.detector(), list[tuple[float, float]](), -1
    windows = len(sound) // vad.FRAME_SAMPLES
    for number in range(windows + 1):
        window = sound[number * vad.FRAME_SAMPLES : (number + 1) * vad.FRAME_SAMPLES]
        probability = detector.probability(window) if number < windows else 0.0
        if began < 0 and probability >= 0.5:
            began = number
        elif began >= 0 and probability < 0.35:
            found.append((began * vad.FRAME_S, number * vad.FRAME_S))
            began = -1
    return [one for place, one in enumerate(found) if one[1] - one[0] >= LEAST_SPEECH_S or _near(found, place)]


def _near(found: Sequence[tuple[float, float]], place: int) -> bool:
    """Tell whether other speech is so near that both are one."""
    before = found[place][0] - found[place - 1][1] if place else NEAR_S
    after = found[place + 1][0] - found[place][1] if place + 1 < len(found) else NEAR_S
    return min(before, after) < NEAR_S


def lessons() -> list[models.NewExample]:
    """Return what the bot is taught: the orders and paraphrases of `human_speech`."""
    return [models.NewExample(question, answer) for question, answer in human_orders.lessons()]
