"""Voice messages and audio files: which ones a message has, what is said in them, and how that is shown."""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import enum
import logging
from collections.abc import Callable, Sequence
from typing import Final

import hikari

from chatterbot import errors, spans, texts
from chatterbot.admission import Admission, AdmissionLimits, AdmissionRefusals, Requester
from chatterbot.audio import SPEECH_RATE
from chatterbot.discord import Translator, error_messages, formatting, sending
from chatterbot.discord import attachments as discord_attachments
from chatterbot.speech.codecs.decoding import DecodingLimits
from chatterbot.speech.stt import FileTranscriber
from chatterbot.speech.types import Transcript

__all__ = ("MessageTranscriber", "RecognitionState", "TranscribedFile", "TranscribedMessage", "is_sound")

_log = logging.getLogger(__name__)

QUOTED: Final = 1500
"""Characters of transcripts quoted in a message; the rest goes into a file. A minute of speech has about 900."""
ENDINGS: Final = (".aac", ".amr", ".flac", ".m4a", ".mp3", ".oga", ".ogg", ".opus", ".wav", ".weba", ".wma")
"""Endings of audio files, for those whose content type Discord does not know."""
LEAST_BYTES_A_SECOND: Final = 750
"""Of speech in a file: Opus at 6 kbit/s. Sound that was not measured is assumed to be as long as this allows."""
USUAL_BYTES_A_SECOND: Final = 4_000
"""Of a compressed recording: 32 kbit/s. What a message says about its length is not trusted further than this allows."""
SECOND_BYTES: Final = SPEECH_RATE * (2 + 4)
"""Memory of a second of decoded sound: samples as the decoder sends them (16 bits), and as the recogniser takes them (32 bits)."""
REFUSALS: Final = AdmissionRefusals(
    person="error-recordings-busy", scope="error-recordings-busy-here", process="error-audio-busy"
)
PROMPTLY_S: Final = 5.0
"""Seconds to wait for a model or a server before a call begins: loading a model takes about one, downloading it minutes."""
REMEMBERED: Final = 1000
"""How many of the latest messages are remembered as transcribed."""


def is_sound(attachment: hikari.Attachment, *, videos: bool) -> bool:
    """Tell whether an attachment is a recording, as far as its type and name say.

    Parameters
    ----------
    videos
        Whether videos count, too: a recording made by a browser is often called one.
    """
    kind = (attachment.media_type or "").partition(";")[0].strip().lower()
    if kind.startswith("audio/") or (videos and kind.startswith("video/")):
        return True
    return kind in {"", "application/octet-stream", "application/ogg"} and attachment.filename.lower().endswith(ENDINGS)


@dataclasses.dataclass(frozen=True, slots=True)
class TranscribedFile:
    """One file, and what was understood."""

    name: str
    transcript: Transcript | None = None
    problem: errors.UserError | None = None
    """Why nothing was understood."""


@dataclasses.dataclass(frozen=True, slots=True)
class TranscribedMessage:
    """All files of a message."""

    recordings: tuple[TranscribedFile, ...]
    left_out: int = 0
    """Files that were too many."""

    @property
    def text(self) -> str:
        """What was said in all files, one after the other; empty if nothing was."""
        return "\n".join(item.transcript.text for item in self.recordings if item.transcript)

    @property
    def language(self) -> str | None:
        """The language of the first one."""
        return next((item.transcript.language for item in self.recordings if item.transcript), None) or None

    def told(self, translate: Translator) -> tuple[str, list[hikari.Bytes]]:
        """Return a message with what was understood, as quotations, and what was not, and why; with a file if the quotations are cut."""
        understood = [item for item in self.recordings if item.transcript]
        room = QUOTED // max(1, len(understood))
        lines: list[str] = []
        for item in self.recordings:
            if item.transcript is not None:
                name = f"{formatting.code(item.name, 40)}: " if len(self.recordings) > 1 else ""
                lines.append(
                    f"> {formatting.HEARD} {name}{formatting.inert(texts.clip(item.transcript.text, room, whole_words=True))}"
                )
            elif item.problem is not None:
                lines.append(f"⚠️ {error_messages.explain(item.problem, translate)}")
        if self.left_out:
            lines.append(f"-# {translate('heard-more', count=len(self.recordings))}")
        long = any(len(item.transcript.text) > room for item in understood if item.transcript)
        files = [hikari.Bytes(_whole(understood).encode(), "transcript.txt", mimetype="text/plain")] if long else []
        return "\n".join(lines)[: sending.LONGEST_MESSAGE], files


class RecognitionState(enum.Enum):
    """Whether speech can be recognised."""

    OFF = "off"
    """Switched off by the operator, or its library is not installed."""
    LOADING = "loading"
    """The model is being loaded, the first time downloaded."""
    DOWN = "down"
    """The model is missing, or the recogniser failed."""
    READY = "ready"


_STATUS: Final = {RecognitionState.LOADING: "status-ears-loading", RecognitionState.DOWN: "status-ears-down"}
"""Catalogue keys for a recogniser that is not ready."""


class MessageTranscriber:
    """Transcribes the files people send.

    Parameters
    ----------
    transcriber
        Recognises speech; `None`: hearing is switched off, or its library is missing.
    most_files
        Files of one message that are transcribed.
    languages
        Codes of the languages spoken here; empty: any.
    limits
        How many messages are transcribed at the same time and wait; amounts are bytes of memory, costs are seconds of sound.
    """

    def __init__(
        self,
        transcriber: FileTranscriber | None,
        *,
        most_files: int,
        languages: tuple[str, ...],
        limits: AdmissionLimits,
    ) -> None:
        self.admission = Admission(limits, REFUSALS)
        self._transcriber = transcriber
        self._most_files = most_files
        self._languages = languages
        self._messages: collections.OrderedDict[int, None] = collections.OrderedDict()

    @property
    def transcriber(self) -> FileTranscriber | None:
        """What recognises speech; `None`: nothing does."""
        return self._transcriber

    @property
    def state(self) -> RecognitionState:
        """Whether speech can be recognised now."""
        if self._transcriber is None:
            return RecognitionState.OFF
        recogniser = self._transcriber.recogniser
        if recogniser.ready:
            return RecognitionState.READY
        return RecognitionState.LOADING if recogniser.problem is None else RecognitionState.DOWN

    @property
    def loading(self) -> bool:
        """Whether a request has to wait until the model is there: the first time it is downloaded."""
        return self.state is RecognitionState.LOADING

    def status(self, translate: Translator) -> str:
        """Return which model recognises speech, and whether it is ready, for /status; of a folder only its last part, since everybody reads it."""
        if self._transcriber is None:
            return translate("status-ears-off")
        model = formatting.inert(formatting.last_part(self._transcriber.recogniser.model))
        key = _STATUS.get(self.state)
        return model if key is None else translate(key, model=model)

    async def check(self) -> None:
        """Wait a moment for a model that is being loaded, and try a server that was not asked yet; the result is in `state`."""
        if self._transcriber is None or (self._transcriber.recogniser.tried and not self.loading):
            return
        with contextlib.suppress(errors.SpeechToTextError):
            await self._transcriber.recogniser.check(PROMPTLY_S)

    def subscribe(self, changed: Callable[[], object]) -> Callable[[], None]:
        """Call `changed` whenever `state` may have changed; return what ends that."""
        return (lambda: None) if self._transcriber is None else self._transcriber.recogniser.subscribe(changed)

    def first(self, message_id: int) -> bool:
        """Tell whether this message comes for the first time: after an interruption the gateway may send one again."""
        if message_id in self._messages:
            return False
        self._messages[message_id] = None
        if len(self._messages) > REMEMBERED:
            self._messages.popitem(last=False)
        return True

    def sounds(self, message: hikari.PartialMessage, *, direct: bool) -> list[hikari.Attachment]:
        """Return the recordings in a message.

        Parameters
        ----------
        direct
            Whether it is certainly for the bot: then videos count, too, as they do in messages without text.
        """
        attachments = message.attachments or ()
        return [item for item in attachments if is_sound(item, videos=direct or not message.content)]

    def likely(self, *first: str | None) -> tuple[str, ...]:
        """Return the languages spoken here, with those of `first` first; `None` among them is skipped. Empty: any."""
        return tuple(dict.fromkeys((*(code for code in first if code and code in self._languages), *self._languages)))

    async def hear(
        self,
        sounds: Sequence[hikari.Attachment],
        requester: Requester,
        *,
        likely: Sequence[str | None] = (),
        glossary: tuple[str, ...] = (),
        on_progress: Callable[[float], None] | None = None,
    ) -> TranscribedMessage:
        """Download and transcribe recordings, one after the other, when it is their turn.

        Parameters
        ----------
        requester
            Who wants it: the turns of scopes and people are fair (`admission`).
        likely
            Which of the languages spoken here come first: the one the guild chose, the person's own; `None` is skipped.
        glossary
            Names and terms that may be said.
        on_progress
            Called with the share that is done, in [0, 1], during a long recording.

        Raises
        ------
        errors.RefusedError
            ``error-hearing-off``; ``error-recordings-busy(waiting)``, ``error-recordings-busy-here(waiting)`` and
            ``error-audio-busy`` if too many wait
        errors.ServiceError
            If a file cannot be downloaded, or the recogniser does not work.
        """
        if self._transcriber is None:
            raise errors.RefusedError("error-hearing-off")
        chosen = sounds[: self._most_files]
        order = self.likely(*likely)
        recordings: list[TranscribedFile] = []
        async with self.admission.request(
            requester,
            cost=sum(_likely_seconds(sound) for sound in chosen),
            amount=max((_memory(sound, self._transcriber.limits) for sound in chosen), default=0),
        ):
            await self._transcriber.prepare()
            for number, sound in enumerate(chosen):

                def progress(share: float, number: int = number) -> None:
                    if on_progress is not None:
                        on_progress((number + share) / len(chosen))

                recordings.append(await self._one(self._transcriber, sound, order, glossary, progress))
        return TranscribedMessage(tuple(recordings), left_out=len(sounds) - len(chosen))

    async def _one(
        self,
        transcriber: FileTranscriber,
        sound: hikari.Attachment,
        likely: tuple[str, ...],
        glossary: tuple[str, ...],
        progress: Callable[[float], None],
    ) -> TranscribedFile:
        name, limits = sound.filename, transcriber.limits
        try:
            if sound.duration is not None and sound.duration > limits.max_duration_s:
                raise errors.InvalidInputError(
                    "error-audio-too-long", name=name, seconds=sound.duration, limit=limits.max_duration_s
                )
            with spans.span("recognition"):
                transcript = await transcriber.transcribe(
                    # Not kept in a variable: it would stay in memory for the minutes that recognition takes.
                    await _download(sound, limits.max_bytes),
                    name,
                    likely=likely,
                    glossary=glossary,
                    on_progress=progress,
                )
        except errors.UserError as problem:
            return TranscribedFile(name, problem=problem)
        if not transcript.text:
            return TranscribedFile(name, problem=errors.InvalidInputError("error-audio-no-words", name=name))
        _log.debug("transcribed %.1f s of speech in %.2f s", transcript.duration_s, transcript.took_s)
        return TranscribedFile(name, transcript)


def _likely_seconds(sound: hikari.Attachment) -> float:
    """Return how long a recording probably is, in seconds."""
    return max(sound.duration or 0.0, sound.size / USUAL_BYTES_A_SECOND)


def _memory(sound: hikari.Attachment, limits: DecodingLimits) -> int:
    """Return how many bytes of memory a recording needs at most: the file, a copy of it on its way, and its sound."""
    size = min(sound.size, limits.max_bytes)
    seconds = min(limits.max_duration_s, max(sound.duration or 0.0, size / LEAST_BYTES_A_SECOND))
    return 2 * size + int(seconds * SECOND_BYTES)


async def _download(sound: hikari.Attachment, limit: int) -> bytes:
    try:
        return await discord_attachments.read(sound, limit)
    except errors.InvalidInputError as large:
        size = large.params.get("size", sound.size)
        raise errors.InvalidInputError("error-audio-too-large", name=sound.filename, size=size, limit=limit) from None


def _whole(recordings: Sequence[TranscribedFile]) -> str:
    """Return everything that was said, each segment with its time (minutes and seconds)."""
    parts: list[str] = []
    for item in recordings:
        if item.transcript is None:
            continue
        lines = [f"[{_time(segment.start_s)}] {segment.text.strip()}" for segment in item.transcript.segments]
        parts.append("\n".join([*([item.name] if len(recordings) > 1 else []), *(lines or [item.transcript.text]), ""]))
    return "\n".join(parts)


def _time(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"
