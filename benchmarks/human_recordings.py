"""Recordings of people with their texts, as `human_speech` and other benchmarks read them; and how wrong a transcript of one is.

The folder holds ``manifest.jsonl``, one object a line: ``file``, ``text`` (null: not known; empty: nobody speaks), ``language``, ``kind``
(order, read, command, prompt, name, conversation, "no speech", ...), and for orders ``slots`` with the drink.
"""

from __future__ import annotations

import dataclasses
import json
import pathlib
import re
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from stt import through_opus

from chatterbot.dialogue.options import DialogueOptions
from chatterbot.dialogue.vad_stream import VadStream, VadWindow
from chatterbot.speech.turns import vad
from chatterbot.speech.turns.turn_detector import Paused, Resumed, SpeechStarted

__all__ = ("RATE", "Recording", "Samples", "cut_out", "decoded", "interval", "read", "sound", "word_errors", "words")

Samples = NDArray[np.float32]
RATE: Final = 16_000
DRAWS: Final = 2_000
"""Draws of the bootstrap."""
NO_END_S: Final = 29.0
"""Silence that ends a turn while a recording is cut out: none does."""


@dataclasses.dataclass(frozen=True)
class Recording:
    """One recording: see the manifest.

    Parameters
    ----------
    slots
        What was ordered, by kind.
    speaker
        Who speaks, if that is known.
    segments
        Who speaks from when to when, in seconds; empty if it is not known.
    """

    path: pathlib.Path
    text: str | None
    language: str | None
    kind: str
    slots: dict[str, str]
    speaker: str | None
    segments: tuple[tuple[str, float, float], ...]

    @property
    def group(self) -> str:
        """Under which rows of the table it counts."""
        if self.kind == "order":
            return "orders"
        if self.kind in {"read", "read-notext", "command", "name"}:
            return {"read-notext": "read"}.get(self.kind, self.kind)
        return "russian" if self.language == "ru" else self.kind


def read(folder: pathlib.Path) -> list[Recording]:
    """Return what a manifest lists, in its order."""
    with (folder / "manifest.jsonl").open(encoding="utf-8") as lines:
        rows: list[dict[str, Any]] = [json.loads(line) for line in lines if line.strip()]
    return [
        Recording(
            folder / row["file"],
            row["text"],
            row["language"],
            row["kind"],
            row.get("slots") or {},
            row.get("speaker"),
            tuple((str(who), float(start), float(end)) for who, start, end in row.get("segments") or ()),
        )
        for row in rows
    ]


def sound(recording: Recording) -> Samples:
    """Return a recording as it comes out of Discord: through Opus, 16 kHz mono."""
    return through_opus(decoded(recording), RATE)


def decoded(recording: Recording) -> NDArray[np.int16]:
    """Return a recording as it is in its file: 16 kHz mono."""
    import av  # noqa: PLC0415 - needed for some parts only

    resampler = av.AudioResampler("s16", "mono", RATE)
    with av.open(str(recording.path)) as container:
        pieces = [piece for frame in container.decode(audio=0) for piece in resampler.resample(frame)]
        pieces += resampler.resample(None)
    return np.concatenate([piece.to_ndarray().reshape(-1) for piece in pieces]).astype(np.int16)


def cut_out(samples: Samples, silero: vad.Silero) -> Samples | None:
    """Return what a call would recognise if the person made no pause that ends the turn; `None`: the detector finds no speech."""
    options = DialogueOptions()
    stream, detector = VadStream(options.turns, options.preroll_s), silero.detector()
    padded = np.concatenate([samples, np.zeros(RATE, np.float32)])
    found: Samples | None = None
    for start in range(0, len(padded) - vad.FRAME_SAMPLES + 1, vad.FRAME_SAMPLES):
        window = padded[start : start + vad.FRAME_SAMPLES]
        match stream.hear(VadWindow(window, detector.probability(window))):
            case SpeechStarted() | Resumed():
                stream.wait(NO_END_S)
                found = None
            case Paused():
                stream.wait(NO_END_S)
                found = stream.sound.copy()
            case _:
                pass
    return found


# How wrong a transcript is.

_NUMBERS: Final = {
    "en": (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
        "twenty thirty forty fifty sixty seventy eighty ninety",
    ),
    "ru": (
        (
            "ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать "
            "шестнадцать семнадцать восемнадцать девятнадцать"
        ),
        "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто",
    ),
}
"""The words for 0 to 19, and for the tens."""
_SHORT: Final = {
    "i'd": "i would", "i'm": "i am", "i'll": "i will", "i've": "i have", "it's": "it is", "that's": "that is", "don't": "do not",
    "can't": "can not", "cannot": "can not", "let's": "let us", "what's": "what is", "we're": "we are", "oz": "ounce", "mr": "mister",
    "ok": "okay",
}  # fmt: skip
"""Two ways to write the same words."""
_PIECES: Final = re.compile(r"\d+|[^\W\d_]+(?:'[^\W\d_]+)*")


def words(text: str, language: str | None) -> list[str]:
    """Return the words of a text as they are compared: digits and words alike, without punctuation, case and dots on letters."""
    found: list[str] = []
    for piece in _PIECES.findall(text.casefold().replace("’", "'").replace("ё", "е")):
        if piece.isdigit():
            ones, tens = _NUMBERS["ru" if language == "ru" else "en"]
            found += _number(piece, ones.split(), tens.split())
        else:
            found += (_SHORT.get(piece) or piece).split()
    return found


def _number(digits: str, ones: Sequence[str], tens: Sequence[str]) -> list[str]:
    value = int(digits)
    if value < 20:
        return [ones[value]]
    if value < 100:
        return [tens[value // 10 - 2], *([ones[value % 10]] if value % 10 else [])]
    return [ones[int(digit)] for digit in digits]


def word_errors(said: Sequence[str], heard: Sequence[str]) -> int:
    """Return how many words have to be changed, left out or put in to make one of the other."""
    import jiwer  # noqa: PLC0415 - needed for some parts only

    if not said or not heard:
        return len(said) + len(heard)
    found = jiwer.process_words(" ".join(said), " ".join(heard))
    return found.substitutions + found.deletions + found.insertions


def interval(errors: Sequence[float], weights: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % interval of ``sum(errors) / sum(weights)`` in percent, by drawing utterances anew."""
    if not errors:
        return float("nan"), float("nan")
    chance = np.random.default_rng(1)
    drawn = chance.integers(0, len(errors), (DRAWS, len(errors)))
    rates = 100 * np.asarray(errors)[drawn].sum(axis=1) / np.maximum(1e-9, np.asarray(weights)[drawn].sum(axis=1))
    low, high = np.quantile(rates, (0.025, 0.975))
    return float(low), float(high)
