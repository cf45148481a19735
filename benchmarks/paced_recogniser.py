"""A recogniser on a clock that is stepped (`stepped_clock`): real words, in a time that the machine's load does not change."""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
from typing import Any, Final

from stepped_clock import stepped

from chatterbot.speech.stt import recogniser as stt_recogniser
from chatterbot.speech.types import Transcript, Utterance

__all__ = ("PacedRecogniser",)

FIXED_S: Final = 0.15
EACH_SECOND_S: Final = 0.03
"""Seconds that recognising takes, and more for each second of sound: the medians of Whisper base on two cores (live, 1 to 14 s)."""
_FIELDS: Final = tuple(field.name for field in dataclasses.fields(Transcript) if field.name != "segments")


class PacedRecogniser:
    """A recogniser that takes no time of its own, and as much of the clock's as is asked for."""

    def __init__(self, inner: stt_recogniser.Recogniser, kept: dict[str, Any], *, measured: bool) -> None:
        self._inner = inner
        self._kept = kept
        self._measured = measured
        self.extra_s = 0.0

    @property
    def widens(self) -> bool:
        """See `SpeechToText`."""
        return self._inner.widens

    async def transcribe(self, utterance: Utterance) -> Transcript:
        """Recognise it, or look up what was recognised before."""
        about = f"{utterance.likely} {utterance.spoken} {utterance.glossary} {utterance.live} {utterance.wide}".encode()
        key = hashlib.sha1(utterance.samples.tobytes() + about).hexdigest()
        if not self._measured:  # before the work, so that a guess that is given up meanwhile costs none
            await asyncio.sleep(FIXED_S + EACH_SECOND_S * utterance.duration_s + self.extra_s)
        if (known := self._kept.get(key)) is None:
            with stepped().hold():
                transcript = await self._inner.transcribe(utterance)
            known = self._kept[key] = {name: getattr(transcript, name) for name in _FIELDS}
        if self._measured:
            await asyncio.sleep(known["took_s"] + self.extra_s)
        return Transcript(**known)
