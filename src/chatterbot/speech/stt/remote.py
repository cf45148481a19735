"""An OpenAI-compatible transcription server in place of a model here (``POST {server}/audio/transcriptions``).

Spoken by OpenAI itself, faster-whisper-server/speaches, LocalAI, vLLM and whisper.cpp's server. Form fields: ``file`` (WAV), ``model``,
``language``, ``prompt``, ``response_format`` = ``verbose_json``; the answer has ``text``, ``language`` and ``segments`` with
``avg_logprob`` and ``no_speech_prob`` (platform.openai.com, API reference, "Create transcription").
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import wave
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any, Final, Self

import aiohttp
import numpy as np
from numpy.typing import NDArray

from chatterbot import audio, errors, redaction
from chatterbot.speech.stt import whisper
from chatterbot.speech.stt.local import SttOptions

__all__ = ("RemoteSttBackend", "to_wav")

_TRIES: Final = 3
"""Attempts at one window; only what may go away is tried again (no connection, 408, 429, 5xx)."""
_PAUSE_S: Final = 0.5
"""Seconds before the second attempt; doubled before the third."""
_LONGEST_PAUSE_S: Final = 5.0
"""Seconds of a server's own Retry-After that are waited for."""
_AT_ONCE: Final = 4
"""Requests at a time."""
_CONNECT_S: Final = 5.0
_MOST_ANSWER_BYTES: Final = 1 << 20
"""A transcript of thirty seconds has some KB."""
_RETRYABLE: Final = frozenset({408, 429, 500, 502, 503, 504})
_LARGEST: Final = 1e6
"""Beyond any logarithm of a probability."""
_NAMES: Final[Mapping[str, str]] = {
    "english": "en", "russian": "ru", "ukrainian": "uk", "german": "de", "french": "fr", "spanish": "es", "italian": "it",
    "portuguese": "pt", "polish": "pl", "dutch": "nl", "turkish": "tr", "japanese": "ja", "korean": "ko", "chinese": "zh",
}  # fmt: skip
"""OpenAI itself answers with a language's English name; other servers with its code."""


class RemoteSttBackend:
    """See `stt.Ear`."""

    def __init__(self, options: SttOptions, session: aiohttp.ClientSession) -> None:
        self.model = options.model
        self._address = f"{(options.server or '').rstrip('/')}/audio/transcriptions"
        self._named = redaction.address(self._address)
        self._timeout_s = options.timeout_s
        self._session = session
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._problem: str | None = None

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, options: SttOptions) -> AsyncGenerator[Self, None]:
        """Own the connections."""
        headers = {"Authorization": f"Bearer {options.server_key}"} if options.server_key else {}
        timeout = aiohttp.ClientTimeout(total=None, connect=_CONNECT_S)  # `hear` limits the whole
        async with aiohttp.ClientSession(headers=headers, timeout=timeout) as session:
            yield cls(options, session)

    @property
    def ready(self) -> bool:
        """Whether the last request was answered (or none was made)."""
        return self._problem is None

    @property
    def problem(self) -> str | None:
        """See `stt.SpeechToText`."""
        return self._problem

    async def hear(
        self,
        samples: NDArray[np.float32],
        *,
        language: str | None,
        likely: Sequence[str],
        glossary: Sequence[str],
        careful: bool,
        urgent: bool,
        live: bool = False,
    ) -> whisper.WhisperResult:
        """See `stt.Ear`; a server cannot be told to choose among several languages, so one likely language is taken as fixed."""
        if language is None and len(likely) == 1:
            language = likely[0]
        wav = await asyncio.to_thread(to_wav, samples)
        try:
            async with asyncio.timeout(self._timeout_s), self._turns:
                answer = await self._post(wav, language, glossary)
        except TimeoutError:
            self._problem = f"the transcription server took over {self._timeout_s:g} s"
            raise errors.SpeechToTextError(self._problem) from None
        except errors.SpeechToTextError as error:
            self._problem = str(error)
            raise
        self._problem = None
        return _heard(answer, language)

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
                    complaint = f"{response.status} {_excerpt(body, glossary)}".strip()
                    if response.status not in _RETRYABLE:
                        raise errors.SpeechToTextError(
                            f"the transcription server {self._named} refused: {complaint}", retryable=False
                        )
                    asked = response.headers.get("Retry-After", "")
                    if asked.isdecimal():
                        pause = min(_LONGEST_PAUSE_S, float(asked))
            except (aiohttp.ClientError, OSError) as error:
                complaint = f"{type(error).__name__}: {error}"
            if attempt == _TRIES:
                raise errors.SpeechToTextError(f"the transcription server {self._named} failed: {complaint}")
            await asyncio.sleep(pause)
            pause *= 2
        raise AssertionError  # pragma: no cover - the loop returns or raises


def to_wav(samples: NDArray[np.float32]) -> bytes:
    """Give a WAV file: 16 kHz mono, 16 bits."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(audio.SPEECH_RATE)
        file.writeframes(audio.AudioFrame.from_floats(samples, audio.SPEECH_RATE).to_bytes())
    return buffer.getvalue()


def _parsed(body: bytes) -> Mapping[str, Any]:
    """Read an answer; a server that ignores ``response_format`` gives ``{"text": ...}`` only."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict) or not isinstance(answer.get("text"), str):
        # Not quoted: it may be what somebody said, in another format.
        raise errors.SpeechToTextError(
            f"the transcription server did not answer with a transcript: {len(body)} bytes without a text"
        )
    return answer


def _heard(answer: Mapping[str, Any], language: str | None) -> whisper.WhisperResult:
    segments = [one for one in _list(answer.get("segments")) if isinstance(one, dict)]
    known = [one for one in segments if isinstance(one.get("avg_logprob"), float | int)]
    weights = [max(1, len(_list(one.get("tokens")))) for one in known]
    weight = sum(weights)
    no_speech = [
        _number(one["no_speech_prob"]) for one in segments if isinstance(one.get("no_speech_prob"), float | int)
    ]
    told = answer.get("language")
    named = (told if isinstance(told, str) and told else language or "").casefold()
    return whisper.WhisperResult(
        # JSON may hold half of a surrogate pair, which no message can.
        text=answer["text"].encode("utf-8", "replace").decode().strip(),
        language=_NAMES.get(named, named if len(named) == 2 else language or ""),
        avg_logprob=sum(_number(one["avg_logprob"]) * count for one, count in zip(known, weights, strict=True)) / weight
        if weight
        else None,
        no_speech=min(no_speech, default=0.0),  # of several stretches one that is speech is enough
        weight=max(1, weight),
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _number(value: float) -> float:
    """Give a number that is one; JSON may hold integers larger than any."""
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
    # Some servers repeat the whole request in a complaint about it, and with it words of what was taught.
    return f"({len(body)} bytes that repeat the request)" if any(term in text for term in glossary) else text[:200]
