"""Recordings of people with a manifest: how they are read, what reaches a call, when they speak, and what the bot is taught for them."""

from __future__ import annotations

import dataclasses
import io
import itertools
import json
import pathlib
from collections.abc import Iterator, Sequence
from typing import Any, Final

import av
import numpy as np
from numpy.typing import NDArray
from scenes import LESSONS
from stt import through_opus

from chatterbot import audio, models
from chatterbot.speech.turns import vad

__all__ = ("TAUGHT_EVERY", "Recording", "lessons", "read", "speech")

AMONG_THEMSELVES: Final = frozenset({"conversation"})
"""Kinds in which people talk with one another, and not with the bot."""
SPONTANEOUS: Final = frozenset({"conversation", "monologue", "lecture"})
"""Kinds that are no single utterance."""
SILENT: Final = frozenset({"no speech", "noise", "laughter", "music"})
"""Kinds in which nobody says anything."""
TAUGHT_EVERY: Final = 4
"""Of the texts that are no orders, each N-th is taught, word for word."""
LEAST_SPEECH_S: Final = 0.128
"""Speech that is shorter, and that no other speech is near, is a click or a breath."""
NEAR_S: Final = 0.25
"""Silence that is shorter lies inside a word or between two."""

_ORDERS: Final = (
    "I want a {a} {drink}",
    "could I get a {a} {drink} with {b}",
    "please make me a {b} {drink}",
    "one {drink} please",
    "can I have a {drink} with {a}",
    "give me a {a} {b} {drink}",
    "I'd like to order a {drink}",
    "get me a {b} {drink} with {a}",
    "brew a {drink}",
    "make a {a} {drink}",
)
"""Orders in words of our own; `a` and `b` are any other slots of the recordings."""


@dataclasses.dataclass(frozen=True, slots=True)
class Recording:
    """One file of the manifest.

    Parameters
    ----------
    name
        The file's name.
    text
        What is said; empty if it is not known.
    kind, language
        As the manifest has them.
    segments
        Who speaks from when to when, in seconds; empty if it is not known.
    slots
        What is ordered; empty for anything else.
    speaker
        Who speaks; empty if it is not known.
    sound
        16 kHz mono, in [-1, 1], as a client's Opus leaves it.
    """

    name: str
    text: str
    kind: str
    language: str
    segments: tuple[tuple[str, float, float], ...]
    slots: dict[str, str]
    speaker: str
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
    rows = [json.loads(line) for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines() if line]
    return [_recording(folder, row) for row in rows]


def _recording(folder: pathlib.Path, row: dict[str, Any]) -> Recording:
    return Recording(
        name=row["file"],
        text=row.get("text") or "",
        kind=row["kind"],
        language=row.get("language") or "",
        segments=tuple((str(who), float(start), float(end)) for who, start, end in row.get("segments") or ()),
        slots=row.get("slots") or {},
        speaker=row.get("speaker") or "",
        sound=_decoded(folder / row["file"]),
    )


def _decoded(path: pathlib.Path) -> NDArray[np.float32]:
    resampler = av.AudioResampler("s16", "mono", audio.SPEECH_RATE)
    with av.open(io.BytesIO(path.read_bytes()), "r") as container:
        pieces = [piece for frame in container.decode(audio=0) for piece in resampler.resample(frame)]
    pieces += resampler.resample(None)
    return through_opus(
        np.concatenate([piece.to_ndarray().reshape(-1) for piece in pieces]).astype(np.int16), audio.SPEECH_RATE
    )


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


def lessons(recordings: Sequence[Recording]) -> list[models.NewExample]:
    """Return what the bot is taught: orders of each drink in other words, and each fourth of the other texts word for word."""
    orders = [one for one in recordings if one.slots.get("coffeeDrink")]
    drinks = sorted({one.slots["coffeeDrink"] for one in orders})
    others = sorted({value for one in orders for name, value in one.slots.items() if name != "coffeeDrink"})
    pairs = itertools.cycle(itertools.permutations(others, 2)) if len(others) > 1 else itertools.repeat(("", ""))
    taught: list[models.NewExample] = []
    for drink in drinks:
        for form in _ORDERS:
            a, b = next(pairs)
            prompt = " ".join(form.format(drink=drink, a=a, b=b).split())
            taught.append(models.NewExample(prompt, f"One {drink}, right away."))
    texts = [one.text for one in recordings if one.text and not one.slots and len(one.text.split()) > 1]
    taught += [
        models.NewExample(text, f"Answer number {number}.")
        for number, text in enumerate(dict.fromkeys(texts[::TAUGHT_EVERY]))
    ]
    return taught or [models.NewExample(question, answer) for _, question, answer in LESSONS]
