"""Transcribe sound files sent by people: untrusted bytes in, a transcript out."""

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
"""Seconds beyond which a sound counts as a recording: it is recognised in windows, with a wider search, and its progress is reported."""


class FileTranscriber:
    """A decoder of sound files together with a recogniser.

    Make one with `open`, not with the constructor.
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
        """Open the decoder and the recogniser; the model is loaded in the background.

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
        """The limits on size, length and time of one file."""
        return self._reader.limits

    @property
    def recogniser(self) -> stt_recogniser.Recogniser:
        """The recogniser, which also serves calls."""
        return self._recogniser

    async def prepare(self) -> None:
        """Start the decoding process now, while the file is still being downloaded."""
        await self._reader.prepare()

    async def transcribe(
        self,
        data: bytes,
        name: str,
        *,
        likely: Sequence[str] = (),
        glossary: Sequence[str] = (),
        on_progress: Callable[[float], None] | None = None,
    ) -> types.Transcript:
        """Return the transcript of a file.

        The sound is recognised at once up to `LONG_S`, in windows and with progress beyond that.

        Parameters
        ----------
        data
            The whole file.
        name
            The file's name, for error messages.
        likely
            Languages to choose among, the most likely first; empty: any.
        glossary
            Names and terms that may be said.
        on_progress
            Called with the share that is done, in [0, 1], if the sound is longer than `LONG_S`.

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
