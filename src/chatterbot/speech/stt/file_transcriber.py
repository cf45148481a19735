"""Hears files: strangers' bytes in, a transcript out."""

from __future__ import annotations

import contextlib
import pathlib
from collections.abc import AsyncGenerator, Callable, Sequence
from typing import Final, Self

from chatterbot.speech import types
from chatterbot.speech.codecs import decoding
from chatterbot.speech.stt import model_hub
from chatterbot.speech.stt import recogniser as stt_recogniser

__all__ = ("FileTranscriber",)

LONG_S: Final = 30.0
"""Seconds beyond which a sound is a recording, not an utterance: heard in windows, more carefully, with its progress told."""


class FileTranscriber:
    """A reader of files and a recogniser.

    Use `open`; the constructor is for it alone.
    """

    def __init__(self, reader: decoding.SoundReader, recogniser: stt_recogniser.Recogniser) -> None:
        self._reader = reader
        self._recogniser = recogniser

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls,
        options: stt_recogniser.SttOptions,
        limits: decoding.DecodingLimits,
        models: pathlib.Path,
        on_progress: Callable[[model_hub.Download], None] | None = None,
    ) -> AsyncGenerator[Self]:
        """Open both; the model is loaded meanwhile.

        Parameters
        ----------
        models
            Folder where models are looked for and downloaded to.
        on_progress
            Called on the event loop while a model is downloaded.
        """
        async with (
            decoding.SoundReader.open(limits) as reader,
            stt_recogniser.Recogniser.open(options, models, on_progress) as recogniser,
        ):
            yield cls(reader, recogniser)

    @property
    def limits(self) -> decoding.DecodingLimits:
        """What one file may cost."""
        return self._reader.limits

    @property
    def recogniser(self) -> stt_recogniser.Recogniser:
        """What understands speech."""
        return self._recogniser

    async def prepare(self) -> None:
        """Get ready for a file that is on its way."""
        await self._reader.prepare()

    async def listen(
        self,
        data: bytes,
        name: str,
        *,
        likely: Sequence[str] = (),
        glossary: Sequence[str] = (),
        on_progress: Callable[[float], None] | None = None,
    ) -> types.Transcript:
        """Tell what is said in a file.

        Parameters
        ----------
        name
            The file's, for messages.
        likely
            Languages to choose among, the most likely first; empty: any.
        glossary
            Names and terms that may be said.
        on_progress
            Told the share that is done, in [0, 1], if the sound is longer than `LONG_S`.

        Raises
        ------
        errors.UserError
            ``error-audio-...``: see `decoding.SoundReader.read`.
        errors.SpeechToTextError
            If there is no recogniser, or it fails.
        """
        sound = await self._reader.read(data, name, self._recogniser.most_speech)
        del data
        if sound.duration_s <= LONG_S:
            utterance = types.Utterance(sound.samples, likely=tuple(likely), glossary=tuple(glossary))
            return await self._recogniser.transcribe(utterance)
        if on_progress is not None:
            on_progress(0.0)
        return await self._recogniser.transcribe_long(
            sound, likely=tuple(likely), glossary=tuple(glossary), on_progress=on_progress
        )
