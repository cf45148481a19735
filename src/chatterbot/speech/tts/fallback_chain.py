"""Speaks one answer: piece by piece, one piece ahead of what is heard, from voice to voice where one fails."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import dataclasses
import logging
from collections.abc import AsyncGenerator, Callable, Sequence

from chatterbot import audio, errors
from chatterbot.speech.tts import circuit_breaker, leading_silence, voices, word_timing

__all__ = ("FallbackChain", "SpeakPiece", "speak")

_log = logging.getLogger(__name__)

SpeakPiece = Callable[[voices.VoiceCandidate, str], AsyncGenerator[audio.AudioFrame]]
"""Gives the sound of one piece in one voice, from wherever it is had."""

_AHEAD = 1
"""Pieces that are made while an earlier one is heard."""


class _Piece:
    """The sound of one piece on its way to the listener."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.take = 0
        """How many voices have failed at it."""
        self.frames: collections.deque[audio.AudioFrame] = collections.deque()
        self.whole = False


class _Line:
    """Pieces between the one who makes them and the one who hears them."""

    def __init__(self, *, live: bool) -> None:
        self._live = live
        self._pieces: collections.deque[_Piece] = collections.deque()
        self._places = asyncio.Semaphore(1 + _AHEAD)
        self._news = asyncio.Event()
        self._ended = False
        self._begun = 0

    async def begin(self) -> _Piece:
        """Wait until the next piece may be made."""
        await self._places.acquire()
        piece = _Piece(self._begun)
        self._begun += 1
        self._pieces.append(piece)
        return piece

    def add(self, piece: _Piece, frame: audio.AudioFrame) -> None:
        piece.frames.append(frame)
        self._news.set()

    def finish(self, piece: _Piece) -> None:
        piece.whole = True
        self._news.set()

    def end(self) -> None:
        """Nothing more will come."""
        self._ended = True
        self._news.set()

    async def frames(self) -> AsyncGenerator[tuple[_Piece, audio.AudioFrame | None]]:
        """Give what there is, in order, until the end, with its piece; no frame: the piece has ended."""
        while True:
            self._news.clear()
            if self._pieces and (self._live or self._pieces[0].whole):
                piece = self._pieces[0]
                while piece.frames:
                    yield piece, piece.frames.popleft()
                if piece.whole:
                    self._pieces.popleft()
                    self._places.release()
                    yield piece, None
                    continue
            if self._ended and not (self._pieces and self._pieces[0].whole):
                return
            await self._news.wait()


@dataclasses.dataclass(frozen=True, slots=True)
class FallbackChain:
    """How sound is had."""

    circuits: circuit_breaker.CircuitBreakers
    """Who is passed over; told of failures."""
    make: SpeakPiece
    kept: Callable[[voices.VoiceCandidate, str], bool]
    """Whether a piece is in the cache: then it is spoken even where its synthesizer does not work."""


async def speak(
    texts: Sequence[str],
    chain: Sequence[voices.VoiceCandidate],
    ways: FallbackChain,
    *,
    live: bool,
    told: word_timing.WordTiming | None = None,
) -> AsyncGenerator[audio.AudioFrame]:
    """Give the sound of an answer, all of one rate; closing the generator ends all work at once.

    A voice that fails is left for the rest of the answer: voices that come and go are worse than the second-best one. A piece that was
    cut off is said again from its beginning by the next voice, without what had not been heard yet: the answer's point may be in it.

    Parameters
    ----------
    texts
        The pieces.
    chain
        Who is asked, in order.
    ways
        How sound is had.
    live
        Somebody listens meanwhile: give sound as soon as there is some, without the silence before it. Otherwise only whole pieces are
        given, so that a file never has a sentence that breaks off.
    told
        Learns how much sound each piece has, as it is given.

    Raises
    ------
    TextToSpeechError
        If no voice could speak the next piece; what could be spoken has been given.
    """
    line = _Line(live=live)
    maker = asyncio.create_task(_make_all(line, texts, list(chain), ways), name="speaking")
    steady, start = _Steady(), leading_silence.LeadingSilence() if live else None
    told = told or word_timing.WordTiming()
    told.begin(texts)
    try:
        async with contextlib.aclosing(line.frames()) as frames:
            async for piece, frame in frames:
                if frame is None:
                    told.end(piece.number)
                    continue
                even = steady.push(frame)
                heard = even if start is None or not len(even) else start.push(even)
                if heard is not None and len(heard):
                    told.add(piece.number, heard.duration_s, piece.take)
                    yield heard
        await maker
    finally:
        maker.cancel()
        await asyncio.gather(maker, return_exceptions=True)


async def _make_all(line: _Line, texts: Sequence[str], left: list[voices.VoiceCandidate], ways: FallbackChain) -> None:
    try:
        for text in texts:
            piece = await line.begin()
            await _make(line, piece, text, left, ways)
            line.finish(piece)
    finally:
        line.end()


async def _make(line: _Line, piece: _Piece, text: str, left: list[voices.VoiceCandidate], ways: FallbackChain) -> None:
    """Make one piece with the first of those left that can; those before it are left no more."""
    while left:
        candidate = left[0]
        engine = candidate.synthesizer.name
        others = [other for other in left if other.synthesizer.name != engine]
        # The last one is asked in any case: it may work again, and nobody else is there to speak.
        if others and not ways.circuits.available(engine) and not ways.kept(candidate, text):
            left[:] = others
            continue
        try:
            async with contextlib.aclosing(ways.make(candidate, text)) as frames:
                async for frame in frames:
                    line.add(piece, frame)
        except voices.SynthesisError as error:
            ways.circuits.failed(engine, error)
            left[:] = left[1:] if error.fault is voices.SynthesisFault.VOICE else others
            following = left[0].voice.id if left else "nobody"
            _log.warning("%s failed, %s goes on: %s", candidate.voice.id, following, error)
            piece.frames.clear()
            piece.take += 1
        else:
            return
    raise errors.TextToSpeechError("no voice can speak at the moment")


class _Steady:
    """Keeps the first frame's rate through a change of voice: whoever plays or encodes an answer need not know of it."""

    def __init__(self) -> None:
        self._rate = 0
        self._source = 0
        self._resampler: audio.Resampler | None = None

    def push(self, frame: audio.AudioFrame) -> audio.AudioFrame:
        self._rate = self._rate or frame.rate
        if frame.rate != self._source:
            self._source = frame.rate
            self._resampler = None if frame.rate == self._rate else audio.Resampler(self._rate, 1)
        return frame if self._resampler is None else self._resampler.push(frame)
