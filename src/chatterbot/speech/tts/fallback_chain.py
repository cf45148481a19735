"""Speak one answer piece by piece, one piece ahead of the listener, and go on with the next voice where one fails."""

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
"""A function that yields the sound of one piece in one voice, from the cache or from the synthesizer."""

_AHEAD = 1
"""Pieces that are synthesized while an earlier one is played."""


class _Piece:
    """The sound of one piece, between its synthesis and the listener."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.attempt = 0
        """How many voices have failed at this piece."""
        self.frames: collections.deque[audio.AudioFrame] = collections.deque()
        self.complete = False


class _PieceQueue:
    """The pieces between the task that synthesizes them and the caller that plays them."""

    def __init__(self, *, live: bool) -> None:
        self._live = live
        self._pieces: collections.deque[_Piece] = collections.deque()
        self._slots = asyncio.Semaphore(1 + _AHEAD)
        self._changed = asyncio.Event()
        self._ended = False
        self._count = 0

    async def begin(self) -> _Piece:
        """Wait until the next piece may be synthesized, and return it."""
        await self._slots.acquire()
        piece = _Piece(self._count)
        self._count += 1
        self._pieces.append(piece)
        return piece

    def add(self, piece: _Piece, frame: audio.AudioFrame) -> None:
        piece.frames.append(frame)
        self._changed.set()

    def finish(self, piece: _Piece) -> None:
        piece.complete = True
        self._changed.set()

    def end(self) -> None:
        """Note that no further piece follows."""
        self._ended = True
        self._changed.set()

    async def frames(self) -> AsyncGenerator[tuple[_Piece, audio.AudioFrame | None]]:
        """Yield the frames in order, each with its piece; `None` in place of a frame means that the piece has ended."""
        while True:
            self._changed.clear()
            if self._pieces and (self._live or self._pieces[0].complete):
                piece = self._pieces[0]
                while piece.frames:
                    yield piece, piece.frames.popleft()
                if piece.complete:
                    self._pieces.popleft()
                    self._slots.release()
                    yield piece, None
                    continue
            if self._ended and not (self._pieces and self._pieces[0].complete):
                return
            await self._changed.wait()


@dataclasses.dataclass(frozen=True, slots=True)
class FallbackChain:
    """Where the sound of a piece comes from, and which synthesizers are skipped."""

    circuits: circuit_breaker.CircuitBreakers
    """The circuit breakers: they tell which synthesizers are skipped, and are told of failures."""
    synthesize: SpeakPiece
    is_cached: Callable[[voices.VoiceCandidate, str], bool]
    """Tells whether a piece is in the cache: then it is spoken even if its synthesizer does not work."""


async def speak(
    texts: Sequence[str],
    candidates: Sequence[voices.VoiceCandidate],
    chain: FallbackChain,
    *,
    live: bool,
    timing: word_timing.WordTiming | None = None,
) -> AsyncGenerator[audio.AudioFrame]:
    """Yield the sound of an answer, all of one rate; closing the generator ends all work at once.

    A voice that fails is not used for the rest of the answer: changing back and forth sounds worse than the second-best voice. The next
    voice says a piece that was cut off again from its beginning, because the missing words may be the important ones. Sound of the failed
    attempt that was not yielded yet is dropped.

    Parameters
    ----------
    texts
        The pieces.
    candidates
        The voices to use, in order.
    chain
        Where the sound comes from.
    live
        Whether somebody listens while it is spoken: then sound is yielded as soon as there is some, without the silence before it.
        Otherwise only complete pieces are yielded, so that a file never contains a sentence that breaks off.
    timing
        Records how much sound each piece has, as it is yielded.

    Raises
    ------
    TextToSpeechError
        If no voice could speak the next piece; the sound of the earlier ones has been yielded.
    """
    queue = _PieceQueue(live=live)
    producer = asyncio.create_task(_synthesize_all(queue, texts, list(candidates), chain), name="speaking")
    fixed_rate, silence = _FixedRate(), leading_silence.LeadingSilence() if live else None
    timing = timing or word_timing.WordTiming()
    timing.begin(texts)
    try:
        async with contextlib.aclosing(queue.frames()) as frames:
            async for piece, frame in frames:
                if frame is None:
                    timing.end(piece.number)
                    continue
                resampled = fixed_rate.push(frame)
                audible = resampled if silence is None or not len(resampled) else silence.push(resampled)
                if audible is not None and len(audible):
                    timing.add(piece.number, audible.duration_s, piece.attempt)
                    yield audible
        await producer
    finally:
        producer.cancel()
        await asyncio.gather(producer, return_exceptions=True)


async def _synthesize_all(
    queue: _PieceQueue, texts: Sequence[str], candidates: list[voices.VoiceCandidate], chain: FallbackChain
) -> None:
    try:
        for text in texts:
            piece = await queue.begin()
            await _synthesize_piece(queue, piece, text, candidates, chain)
            queue.finish(piece)
    finally:
        queue.end()


async def _synthesize_piece(
    queue: _PieceQueue, piece: _Piece, text: str, candidates: list[voices.VoiceCandidate], chain: FallbackChain
) -> None:
    """Synthesize one piece with the first candidate that can; remove the candidates that failed from the list."""
    while candidates:
        candidate = candidates[0]
        engine = candidate.synthesizer.name
        other_engines = [other for other in candidates if other.synthesizer.name != engine]
        # The last one is used in any case: it may work again, and there is no other voice.
        if other_engines and not chain.circuits.available(engine) and not chain.is_cached(candidate, text):
            candidates[:] = other_engines
            continue
        try:
            async with contextlib.aclosing(chain.synthesize(candidate, text)) as frames:
                async for frame in frames:
                    queue.add(piece, frame)
        except voices.SynthesisError as error:
            chain.circuits.failed(engine, error)
            candidates[:] = candidates[1:] if error.fault is voices.SynthesisFault.VOICE else other_engines
            following = candidates[0].voice.id if candidates else "nobody"
            _log.warning("the voice %s failed, %s goes on: %s", candidate.voice.id, following, error)
            piece.frames.clear()
            piece.attempt += 1
        else:
            return
    raise errors.TextToSpeechError("no voice can speak at the moment")


class _FixedRate:
    """Resamples all frames to the rate of the first one, so that a change of voice does not change the rate of an answer."""

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
