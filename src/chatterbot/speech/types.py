"""What is heard and what is understood of it."""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

from chatterbot import audio

__all__ = ("DecodedSound", "Segment", "Transcript", "Utterance")


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class DecodedSound:
    """What was read out of a file.

    Parameters
    ----------
    samples
        16 kHz mono, float32 in [-1, 1], shape (n,).
    container, codec
        What it came in: ``"Ogg"``, ``"opus"``.
    """

    samples: NDArray[np.float32]
    container: str = ""
    codec: str = ""

    @property
    def duration_s(self) -> float:
        """How long it sounds, in seconds."""
        return len(self.samples) / audio.SPEECH_RATE


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Utterance:
    """One person's stretch of speech, and what is known before listening.

    Parameters
    ----------
    samples
        16 kHz mono, float32 in [-1, 1], shape (n,).
    language
        ISO 639-1 (``"ru"``): fixed. `None`: heard, among `likely` where given.
    likely
        Languages to choose among, most likely first: the speaker's, the guild's.
    glossary
        Names and terms that may be said, see `glossary.choose_terms`; a dozen at most are used.
    urgent
        Whether somebody is waiting in a conversation: goes before files.
    live
        Whether they are speaking with the bot at this moment: what is heard twice is taken for said once, and not listened to again.
    """

    samples: NDArray[np.float32]
    language: str | None = None
    likely: tuple[str, ...] = ()
    glossary: tuple[str, ...] = ()
    urgent: bool = True
    live: bool = False

    @property
    def duration_s(self) -> float:
        """How long it sounds, in seconds."""
        return len(self.samples) / audio.SPEECH_RATE


@dataclasses.dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a transcript, in seconds from the beginning of the sound."""

    start_s: float
    end_s: float
    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class Transcript:
    """What was understood.

    Parameters
    ----------
    text
        Empty: nothing was said.
    language
        ISO 639-1 of what was heard (or was fixed); empty if nothing was said and no language was fixed.
    confidence
        In [0, 1]: the geometric mean of the probabilities that the recogniser gave its own words (see `guards.confidence`).
    duration_s, took_s
        Of the sound, and from asking to the answer (waiting in the queue included), in seconds.
    no_speech
        Whisper's probability that nobody speaks, [0, 1].
    retried
        Whether the short window's answer was thrown away for the full window's.
    segments
        In order, without overlaps.
    """

    text: str
    language: str
    confidence: float
    duration_s: float
    took_s: float
    no_speech: float = 0.0
    retried: bool = False
    segments: tuple[Segment, ...] = ()
