"""Find the speech in a recording, and cut it into the windows in which it is recognised.

Whisper takes at most thirty seconds at once, and invents words where nobody speaks; so silence is left out, and cuts are made in pauses.
"""

from __future__ import annotations

import dataclasses
import itertools
from typing import Final

import numpy as np
from numpy.typing import NDArray

from chatterbot import audio
from chatterbot.speech.turns import vad

__all__ = ("LONGEST_S", "Region", "fixed_windows", "regions", "speech_s", "windows")

STARTS: Final = 0.5
"""Probability from which a frame counts as speech (Silero's own default)."""
CONTINUES: Final = 0.35
"""Probability from which speech that has begun goes on (Silero's own default: 0.15 less)."""
SHORTEST_SPEECH_S: Final = 0.09
"""Seconds that speech must last: anything shorter (one or two frames) is a click; the shortest words have 150 ms."""
PAUSE_S: Final = 0.3
"""Seconds without speech that end a region."""
PAD_S: Final = 0.3
"""Seconds kept before and after speech: the detector reacts about 60 ms late, and does not count soft consonants as speech."""
LONGEST_S: Final = 28.0
"""Seconds of a window at most: Whisper's thirty, less a margin, so that a word at the end is not cut off."""
GAP_S: Final = 2.0
"""Seconds of silence from which on it is left out; regions with a shorter silence between them stay in one window."""


@dataclasses.dataclass(frozen=True, slots=True)
class Region:
    """A stretch of a recording: samples [start, end) at 16 kHz."""

    start: int
    end: int

    @property
    def seconds(self) -> float:
        """The length of the region in seconds."""
        return (self.end - self.start) / audio.SPEECH_RATE


def speech_s(probabilities: NDArray[np.float32]) -> float:
    """Return the seconds of speech in a recording; without any, the recogniser is not called."""
    return float(np.count_nonzero(probabilities >= STARTS)) * vad.FRAME_S


def regions(probabilities: NDArray[np.float32], length: int) -> list[Region]:
    """Return the regions in which somebody speaks, padded, in order, without overlaps.

    Parameters
    ----------
    probabilities
        Of each frame of 512 samples, shape (n,), from `vad.Silero.probabilities`.
    length
        Samples in the whole recording.
    """
    pause = round(PAUSE_S / vad.FRAME_S)
    spans: list[tuple[int, int]] = []  # frames [start, end)
    start = last = -1
    for index, probability in enumerate(probabilities.tolist()):
        if probability >= STARTS or (start >= 0 and probability >= CONTINUES):
            if start < 0:
                start = index
            last = index
        elif start >= 0 and index - last > pause:
            spans.append((start, last + 1))
            start = -1
    if start >= 0:
        spans.append((start, last + 1))
    pad = round(PAD_S * audio.SPEECH_RATE)
    found: list[Region] = []
    for begin, end in spans:
        if (end - begin) * vad.FRAME_S < SHORTEST_SPEECH_S:
            continue
        region = Region(max(0, begin * vad.FRAME_SAMPLES - pad), min(length, end * vad.FRAME_SAMPLES + pad))
        if found and region.start <= found[-1].end:
            region = Region(found.pop().start, region.end)
        found.append(region)
    return found


def windows(probabilities: NDArray[np.float32], length: int, longest_s: float = LONGEST_S) -> list[Region]:
    """Return windows that together contain all speech, each at most `longest_s` long.

    Neighbouring regions are joined while they fit and are at most two seconds apart, because Whisper recognises a sentence better together
    with the one before. A region that is too long is cut where speech is least probable in its last third.

    Parameters
    ----------
    probabilities, length
        As in `regions`.
    longest_s
        Seconds of a window at most.
    """
    longest = int(longest_s * audio.SPEECH_RATE)
    gap = int(GAP_S * audio.SPEECH_RATE)
    result: list[Region] = []
    for region in regions(probabilities, length):
        pieces = _cut(region, probabilities, longest)
        first = pieces[0]
        if result and first.end - result[-1].start <= longest and first.start - result[-1].end <= gap:
            pieces[0] = Region(result.pop().start, first.end)
        result.extend(pieces)
    return result


def fixed_windows(length: int, longest_s: float = LONGEST_S) -> list[Region]:
    """Return windows of equal length, for a recording without speech probabilities."""
    longest = int(longest_s * audio.SPEECH_RATE)
    count = -(-length // longest)
    bounds = [length * index // count for index in range(count + 1)] if count else [0]
    return [Region(start, end) for start, end in itertools.pairwise(bounds)]


def _cut(region: Region, probabilities: NDArray[np.float32], longest: int) -> list[Region]:
    pieces: list[Region] = []
    while region.end - region.start > longest:
        first = (region.start + longest * 2 // 3) // vad.FRAME_SAMPLES
        last = (region.start + longest) // vad.FRAME_SAMPLES
        cut = (first + int(np.argmin(probabilities[first:last]))) * vad.FRAME_SAMPLES
        pieces.append(Region(region.start, cut))
        region = Region(cut, region.end)
    return [*pieces, region]
