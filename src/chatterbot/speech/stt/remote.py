"""An OpenAI-compatible transcription server in place of a local model (``POST {server}/audio/transcriptions``).

OpenAI itself, faster-whisper-server/speaches, LocalAI, vLLM and whisper.cpp's server offer it. Form fields: ``file`` (WAV), ``model``,
``language``, ``prompt``, ``response_format`` = ``verbose_json``; the answer has ``text``, ``language`` and ``segments`` with
``avg_logprob`` and ``no_speech_prob`` (platform.openai.com, API reference, "Create transcription").
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import wave
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from typing import Any, Final, Self

import aiohttp
import numpy as np
from numpy.typing import NDArray

from chatterbot import audio, errors, redaction
from chatterbot.speech.stt import whisper
from chatterbot.speech.stt.local import SttOptions
from chatterbot.speech.stt.readiness import ReadinessObservers

__all__ = ("RemoteSttBackend", "to_wav")

_TRIES: Final = 3
"""Attempts at one window; only temporary failures are tried again (no connection, 408, 429, 5xx)."""
_PAUSE_S: Final = 0.5
"""Seconds before the second attempt; doubled before the third."""
_LONGEST_PAUSE_S: Final = 5.0
"""Seconds to wait at most, even if the server's Retry-After header asks for more."""
_AT_ONCE: Final = 4
"""Requests at the same time."""
_CONNECT_S: Final = 5.0
_FIRST_PROBE_S: Final = 2.0
_LONGEST_PROBE_S: Final = 900.0
"""Seconds after a failure until the server is tried with silence: `_FIRST_PROBE_S` at first, doubled each time, at most
`_LONGEST_PROBE_S`."""
_SILENCE: Final = np.zeros(audio.SPEECH_RATE // 2, np.float32)
"""The sound a server is tried with: half a second, of nobody."""
_MOST_ANSWER_BYTES: Final = 1 << 20
"""Size limit of an answer; a transcript of thirty seconds has some KB."""
_RETRYABLE: Final = frozenset({408, 429, 500, 502, 503, 504})
_LARGEST: Final = 1e6
"""Limit for numbers in an answer; no logarithm of a probability is as large."""
_LANGUAGE_CODES: Final[Mapping[str, str]] = {
    "english": "en", "russian": "ru", "ukrainian": "uk", "german": "de", "french": "fr", "spanish": "es", "italian": "it",
    "portuguese": "pt", "polish": "pl", "dutch": "nl", "turkish": "tr", "japanese": "ja", "korean": "ko", "chinese": "zh",
}  # fmt: skip
"""Language codes by English name: OpenAI itself answers with the name, other servers with the code."""


class RemoteSttBackend:
    """The `recogniser.SttBackend` that sends sound to a transcription server.

    Make one with `open`, not with the constructor.
    """

    def __init__(self, options: SttOptions, session: aiohttp.ClientSession) -> None:
        self.model = options.model
        self.widens = False
        self._address = f"{(options.server or '').rstrip('/')}/audio/transcriptions"
        self._public_address = redaction.address(self._address)
        self._timeout_s = options.timeout_s
        self._session = session
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._problem: str | None = None
        self._tried = False
        self._observers = ReadinessObservers()
        self._probing: asyncio.Task[None] | None = None

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, options: SttOptions) -> AsyncGenerator[Self, None]:
        """Open the connections to the server; leaving closes them."""
        headers = {"Authorization": f"Bearer {options.server_key}"} if options.server_key else {}
        timeout = aiohttp.ClientTimeout(total=None, connect=_CONNECT_S)  # `recognise` limits the whole request
        async with aiohttp.ClientSession(headers=headers, timeout=timeout) as session:
            backend = cls(options, session)
            try:
                yield backend
            finally:
                if backend._probing is not None:
                    backend._probing.cancel()
                    await asyncio.wait((backend._probing,))

    @property
    def ready(self) -> bool:
        """Whether the last request succeeded, or none was made yet."""
        return self._problem is None

    @property
    def problem(self) -> str | None:
        """Why the last request failed; `None` if it succeeded."""
        return self._problem

    @property
    def tried(self) -> bool:
        """Whether a request was made yet."""
        return self._tried

    def subscribe(self, changed: Callable[[], object]) -> Callable[[], None]:
        """Implement `recogniser.SttBackend.subscribe`."""
        return self._observers.subscribe(changed)

    async def check(self, patience_s: float | None = None) -> None:
        """Implement `recogniser.SttBackend.check`."""
        await self._ask(_SILENCE, None, (), patience_s)

    async def recognise(
        self,
        samples: NDArray[np.float32],
        hints: whisper.RecognitionHints,
        *,
        careful: bool,
        urgent: bool,
    ) -> whisper.WhisperResult:
        """Implement `recogniser.SttBackend.recognise`.

        The protocol has no list of languages to choose among, so a single likely language is sent as the fixed one. It has no search
        width and no priority either, so `careful` and `urgent` have no effect.
        """
        language = hints.language
        if language is None and len(hints.likely) == 1:
            language = hints.likely[0]
        return _to_result(await self._ask(samples, language, hints.glossary), language)

    async def _ask(
        self,
        samples: NDArray[np.float32],
        language: str | None,
        glossary: Sequence[str],
        patience_s: float | None = None,
    ) -> Mapping[str, Any]:
        """Return the server's answer, and note whether it works."""
        limit_s = patience_s or self._timeout_s
        wav = await asyncio.to_thread(to_wav, samples)
        try:
            async with asyncio.timeout(limit_s), self._slots:
                answer = await self._post(wav, language, glossary)
        except TimeoutError:
            problem = f"the transcription server took over {limit_s:g} s"
            self._note(problem)
            raise errors.SpeechToTextError(problem) from None
        except errors.SpeechToTextError as error:
            self._note(str(error))
            raise
        self._note(None)
        return answer

    def _note(self, problem: str | None) -> None:
        self._problem, self._tried = problem, True
        if problem is not None and self._probing is None:
            self._probing = asyncio.create_task(self._probe(), name="probe the transcription server")
        self._observers.tell()

    async def _probe(self) -> None:
        """Try the server until it works again: while it does not, the bot is deafened, and no speech comes that could be sent."""
        pause_s = _FIRST_PROBE_S
        try:
            while self._problem is not None:
                await asyncio.sleep(pause_s)
                pause_s = min(_LONGEST_PROBE_S, pause_s * 2)
                with contextlib.suppress(errors.SpeechToTextError):
                    await self.check()
        finally:
            self._probing = None

    async def _post(self, wav: bytes, language: str | None, glossary: Sequence[str]) -> Mapping[str, Any]:
        pause = _PAUSE_S
        for attempt in range(1, _TRIES + 1):
            form = aiohttp.FormData()
            form.add_field("file", wav, filename="speech.wav", content_type="audio/wav")
            fields = {"model": self.model, "response_format": "verbose_json", "temperature": "0"}
            fields |= {"language": language} if language else {}
            fields |= {"prompt": ", ".join(glossary) + "."} if glossary else {}
            for name, value in fields.items():
                form.add_field(name, value)
            try:
                async with self._session.post(self._address, data=form, allow_redirects=False) as response:
                    body = await _read(response)
                    if response.status == 200:
                        return _parsed(body)
                    refusal = f"{response.status} {_excerpt(body, glossary)}".strip()
                    if response.status not in _RETRYABLE:
                        raise errors.SpeechToTextError(
                            f"the transcription server {self._public_address} refused: {refusal}", retryable=False
                        )
                    asked = response.headers.get("Retry-After", "")
                    if asked.isdecimal():
                        pause = min(_LONGEST_PAUSE_S, float(asked))
            except ValueError as error:
                both = self._public_address != self._address and "Authorization" in self._session.headers
                reason = (
                    "it names a user, and there is a key too: keep one of the two" if both else type(error).__name__
                )
                raise errors.SpeechToTextError(
                    f"nothing can be sent to the transcription server {self._public_address}: {reason}; correct speech.server",
                    retryable=False,
                ) from error
            except (aiohttp.ClientError, OSError) as error:
                refusal = f"{type(error).__name__}: {error}"
            if attempt == _TRIES:
                raise errors.SpeechToTextError(f"the transcription server {self._public_address} failed: {refusal}")
            await asyncio.sleep(pause)
            pause *= 2
        raise AssertionError  # pragma: no cover - the loop returns or raises


def to_wav(samples: NDArray[np.float32]) -> bytes:
    """Return 16 kHz mono samples, float32 in [-1, 1], as a WAV file with 16 bits a sample."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(audio.SPEECH_RATE)
        file.writeframes(audio.AudioFrame.from_floats(samples, audio.SPEECH_RATE).to_bytes())
    return buffer.getvalue()


def _parsed(body: bytes) -> Mapping[str, Any]:
    """Read an answer; a server that ignores ``response_format`` sends ``{"text": ...}`` only."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict) or not isinstance(answer.get("text"), str):
        # The answer is not quoted: it may be a transcript in another format.
        raise errors.SpeechToTextError(
            f"the transcription server did not answer with a transcript: {len(body)} bytes without a text"
        )
    return answer


def _to_result(answer: Mapping[str, Any], language: str | None) -> whisper.WhisperResult:
    segments = [one for one in _list(answer.get("segments")) if isinstance(one, dict)]
    known = [one for one in segments if isinstance(one.get("avg_logprob"), float | int)]
    weights = [max(1, len(_list(one.get("tokens")))) for one in known]
    weight = sum(weights)
    no_speech = [
        _number(one["no_speech_prob"]) for one in segments if isinstance(one.get("no_speech_prob"), float | int)
    ]
    language_told = answer.get("language")
    named = (language_told if isinstance(language_told, str) and language_told else language or "").casefold()
    return whisper.WhisperResult(
        # JSON may contain half of a surrogate pair, which cannot be sent in a message.
        text=answer["text"].encode("utf-8", "replace").decode().strip(),
        language=_LANGUAGE_CODES.get(named, named if len(named) == 2 else language or ""),
        avg_logprob=sum(_number(one["avg_logprob"]) * count for one, count in zip(known, weights, strict=True)) / weight
        if weight
        else None,
        no_speech=min(no_speech, default=0.0),  # one stretch with speech is enough
        weight=max(1, weight),
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _number(value: float) -> float:
    """Return a number as a bounded float; JSON may contain integers that are too large for a float."""
    return min(max(value, -_LARGEST), _LARGEST) * 1.0


async def _read(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for piece in response.content.iter_chunked(1 << 16):
        body += piece
        if len(body) > _MOST_ANSWER_BYTES:
            raise errors.SpeechToTextError("the transcription server's answer is too large")
    return bytes(body)


def _excerpt(body: bytes, glossary: Sequence[str]) -> str:
    text = " ".join(body.decode("utf-8", "replace").split())
    # Some servers repeat the whole request in an error about it, and with it words that people taught.
    return f"({len(body)} bytes that repeat the request)" if any(term in text for term in glossary) else text[:200]
