"""The values that speech recognition takes and returns: a decoded sound, an utterance, a transcript."""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

from chatterbot import audio

__all__ = ("DecodedSound", "Segment", "Transcript", "Utterance")


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class DecodedSound:
    """The sound of a file, decoded.

    Parameters
    ----------
    samples
        16 kHz mono, float32 in [-1, 1], shape (n,).
    container, codec
        The file's container and audio codec: ``"Ogg"``, ``"opus"``.
    """

    samples: NDArray[np.float32]
    container: str = ""
    codec: str = ""

    @property
    def duration_s(self) -> float:
        """The length of the sound in seconds."""
        return len(self.samples) / audio.SPEECH_RATE


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Utterance:
    """One person's stretch of speech, and what is known about it before recognition.

    Parameters
    ----------
    samples
        16 kHz mono, float32 in [-1, 1], shape (n,).
    language
        The language, ISO 639-1 (``"ru"``), where it is fixed. `None`: the recogniser detects it, among `likely` where given.
    likely
        Languages to choose among, the most likely first: the speaker's, the guild's.
    spoken
        The language that the speaker spoke before; `None`: not known.
    glossary
        Names and terms that may be said, see `keyterms.choose_keyterms`; a dozen at most are used.
    urgent
        Whether a person in a conversation waits for the answer: then it is recognised before files.
    wide
        Whether to take more time for it: see `whisper.WIDE_MARGIN_FRAMES`.
    live
        Whether the person is in a conversation with the bot right now. A phrase that the model repeats is then taken as said once, and the
        sound is not recognised a second time to make sure.
    """

    samples: NDArray[np.float32]
    language: str | None = None
    likely: tuple[str, ...] = ()
    spoken: str | None = None
    glossary: tuple[str, ...] = ()
    urgent: bool = True
    live: bool = False
    wide: bool = False

    @property
    def duration_s(self) -> float:
        """The length of the sound in seconds."""
        return len(self.samples) / audio.SPEECH_RATE


@dataclasses.dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a transcript; its start and end are in seconds from the beginning of the sound."""

    start_s: float
    end_s: float
    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class Transcript:
    """The recognised text of a sound.

    Parameters
    ----------
    text
        What was said; empty if nothing was said.
    language
        The language that was detected or fixed, ISO 639-1; empty if nothing was said and no language was fixed.
    confidence
        In [0, 1]: the geometric mean of the probabilities that the recogniser gave its own words (see `hallucinations.confidence`).
    duration_s, took_s
        The length of the sound, and the time from the request to the answer (waiting in the queue included), in seconds.
    no_speech
        Whisper's probability that nobody speaks, in [0, 1].
    retried
        Whether the result of the short window was replaced by that of the full window.
    segments
        The stretches of the transcript, in order, without overlaps.
    doubted
        Words that were not believed although somebody probably spoke, if none were believed: enough to tell that something was said, and too
        uncertain to act on.
    """

    text: str
    language: str
    confidence: float
    duration_s: float
    took_s: float
    no_speech: float = 0.0
    retried: bool = False
    segments: tuple[Segment, ...] = ()
    doubted: str = ""
