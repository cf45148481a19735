"""How soon the bot's sound is held back when a person speaks over it, and how often a noise does that; on recordings of people, without a bot.

Each recording of speech is played from its first audible sample, after half a second of a quiet room, in packets of 20 ms through the real
jitter buffer, on an even network; each noise from its beginning. The detector and the limits are those of a call.

`held`      from sending the first audible sample to the window that holds the sound back, ms; the sender ends within 20 ms more.
`turn`      the same until the turn begins, which is when the sound was paused before there was holding back.
`delayed`   `turn`, if each packet waits its 20 ms in the jitter buffer, as all did before.
`false`     how often noises hold the sound back, of how many seconds; and how often they begin a turn.

::

    PYTHONPATH=. python benchmarks/barge_in.py --data FOLDER [--json]
"""

from __future__ import annotations

import argparse
import json
import pathlib
from typing import Any, Final

import human_recordings
import numpy as np
from human_recordings import RATE, Samples

from chatterbot import audio, numbers
from chatterbot.dialogue.interruption import HELD_FROM
from chatterbot.dialogue.options import DialogueOptions
from chatterbot.speech.turns import vad
from chatterbot.speech.turns.turn_detector import SpeechEnded, SpeechStarted, TurnDetector
from chatterbot.voice import jitter

AUDIBLE: Final = 300 / 32_768
"""What is louder is heard."""
ROOM_S: Final = 0.5
PACKET: Final = round(RATE * audio.DISCORD_FRAME_S)


def arrivals(count: int, *, at_once: bool) -> list[float]:
    """Return when each packet comes out of the jitter buffer, in seconds after the first was sent."""
    buffer = jitter.JitterBuffer(0.02, 0.2)
    out: list[float] = []
    for number in range(count + 3):
        now = number * audio.DISCORD_FRAME_S
        if number < count:
            buffer.push(number, number * audio.DISCORD_FRAME_SAMPLES, b"", audio.DISCORD_FRAME_S, now)
        due = [*buffer.pop(now), *(buffer.pop_in_order(now) if at_once else [])]
        out += [now] * len(due)
    return out


def onsets(samples: Samples, silero: vad.Silero) -> tuple[list[int], list[int]]:
    """Return the numbers of the windows that hold the sound back outside of turns, and of those in which turns begin."""
    detector, turns = silero.detector(), TurnDetector(DialogueOptions().turns)
    turns.interrupting = True
    held: list[int] = []
    began: list[int] = []
    before = 0.0
    for number, start in enumerate(range(0, len(samples) - vad.FRAME_SAMPLES + 1, vad.FRAME_SAMPLES)):
        probability = detector.probability(samples[start : start + vad.FRAME_SAMPLES])
        outside = not turns.speaking
        event = turns.push(probability, vad.FRAME_S)
        if outside and probability >= HELD_FROM > before:
            held.append(number)
        if isinstance(event, SpeechStarted):
            began.append(number)
        before = 0.0 if isinstance(event, SpeechEnded) else probability
    return held, began


def summary(seconds: list[float]) -> dict[str, int]:
    """Median, 90th and 95th percentile in ms."""
    found = sorted(seconds)
    return {
        "count": len(found),
        **{f"p{round(100 * q)}_ms": round(1000 * (numbers.quantile(found, q) or 0.0)) for q in (0.5, 0.9, 0.95)},
    }


def measure(folder: pathlib.Path) -> dict[str, Any]:
    """Play all recordings."""
    silero, source = vad.Silero(), np.random.default_rng(1)
    room = source.normal(0, 8 / 32_768, round(ROOM_S * RATE)).astype(np.float32)
    windows = len(room) // vad.FRAME_SAMPLES
    room = room[: windows * vad.FRAME_SAMPLES]
    seconds: dict[str, list[float]] = {"held": [], "turn": [], "delayed": []}
    noises = {"seconds": 0.0, "held": 0, "turns": 0}
    for recording in human_recordings.read(folder):
        samples = human_recordings.sound(recording).astype(np.float32)
        if recording.kind == "no speech":
            held, began = onsets(np.concatenate([room, samples]), silero)
            noises["seconds"] += len(samples) / RATE
            noises["held"] += len(held)
            noises["turns"] += len(began)
            continue
        loud = np.flatnonzero(np.abs(samples) > AUDIBLE)
        if not len(loud):
            continue
        held, began = onsets(np.concatenate([room, samples[loud[0] : loud[0] + 2 * RATE]]), silero)
        at_once, delayed = arrivals(120, at_once=True), arrivals(120, at_once=False)

        def needed(number: int, came: list[float]) -> float:
            return came[-(-(number - windows + 1) * vad.FRAME_SAMPLES // PACKET) - 1]

        begins = [number for number in began if number >= windows]
        holds = [number for number in (*held, *begins) if number >= windows]
        if begins:
            seconds["held"].append(needed(min(holds), at_once))
            seconds["turn"].append(needed(begins[0], at_once))
            seconds["delayed"].append(needed(begins[0], delayed))
    return {**{name: summary(found) for name, found in seconds.items()}, "false": noises}


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path, default=pathlib.Path("../shared/data/human"))
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    found = measure(chosen.data)
    if chosen.json:
        print(json.dumps(found))
        return
    for name, value in found.items():
        print(f"{name}: {value}")


if __name__ == "__main__":
    main()
