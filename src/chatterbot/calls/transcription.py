"""Voice messages and audio files: which ones there are in a message, what is said in them, and how that is told."""

from __future__ import annotations

import collections
import dataclasses
import logging
from collections.abc import Callable, Sequence
from typing import Final

import hikari

from chatterbot import errors, texts
from chatterbot.discord import Translator, error_messages, formatting, sending
from chatterbot.discord import attachments as discord_attachments
from chatterbot.speech.stt import FileTranscriber
from chatterbot.speech.types import Transcript

__all__ = ("MessageTranscriber", "TranscribedFile", "TranscribedMessage", "is_sound")

_log = logging.getLogger(__name__)

QUOTED: Final = 1500
"""Characters of transcripts quoted in a message; the rest stands in a file. A minute of speech has about 900."""
ENDINGS: Final = (".aac", ".amr", ".flac", ".m4a", ".mp3", ".oga", ".ogg", ".opus", ".wav", ".weba", ".wma")
"""Names of sounds whose content type Discord does not know."""
REMEMBERED: Final = 1000
"""Latest messages known to have been listened to."""


def is_sound(attachment: hikari.Attachment, *, videos: bool) -> bool:
    """Whether an attachment is something to listen to, as far as its type and name tell.

    Parameters
    ----------
    videos
        Whether videos count, for their sound (what a browser records is called one).
    """
    kind = (attachment.media_type or "").partition(";")[0].strip().lower()
    if kind.startswith("audio/") or (videos and kind.startswith("video/")):
        return True
    return kind in {"", "application/octet-stream", "application/ogg"} and attachment.filename.lower().endswith(ENDINGS)


@dataclasses.dataclass(frozen=True, slots=True)
class TranscribedFile:
    """One file, and what was understood of it."""

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
        """What was said, one after the other; empty if nothing was."""
        return "\n".join(item.transcript.text for item in self.recordings if item.transcript)

    @property
    def language(self) -> str | None:
        """The language of the first one."""
        return next((item.transcript.language for item in self.recordings if item.transcript), None) or None

    def told(self, translate: Translator) -> tuple[str, list[hikari.Bytes]]:
        """Say what was heard and what was not, as quotes; with a file where the quotes are cut."""
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


class MessageTranscriber:
    """Listens to the files people send.

    Parameters
    ----------
    ears
        What understands speech; `None`: nothing does.
    most_files
        Of one message that are listened to.
    languages
        Those that are spoken here; empty: any.
    """

    def __init__(self, ears: FileTranscriber | None, *, most_files: int, languages: tuple[str, ...]) -> None:
        self._ears = ears
        self._most_files = most_files
        self._languages = languages
        self._messages: collections.OrderedDict[int, None] = collections.OrderedDict()

    @property
    def ears(self) -> FileTranscriber | None:
        """What understands speech."""
        return self._ears

    @property
    def loading(self) -> bool:
        """Whether whoever asks now has to wait until the model is there: the first time it is downloaded."""
        return self._ears is not None and not self._ears.recogniser.ready and self._ears.recogniser.problem is None

    def status(self, translate: Translator) -> str:
        """Say what hears, and whether it can."""
        if self._ears is None:
            return translate("status-ears-off")
        recogniser = self._ears.recogniser
        if recogniser.ready:
            return recogniser.model
        key = "status-ears-loading" if recogniser.problem is None else "status-ears-down"
        return translate(key, model=recogniser.model)

    def first(self, message_id: int) -> bool:
        """Whether this message is seen for the first time: after an interruption the gateway may send one again."""
        if message_id in self._messages:
            return False
        self._messages[message_id] = None
        if len(self._messages) > REMEMBERED:
            self._messages.popitem(last=False)
        return True

    def sounds(self, message: hikari.PartialMessage, *, direct: bool) -> list[hikari.Attachment]:
        """Give what there is to listen to in a message.

        Parameters
        ----------
        direct
            Whether it was sent to the bot for certain: then videos count too, as they do where nothing is written.
        """
        attachments = message.attachments or ()
        return [item for item in attachments if is_sound(item, videos=direct or not message.content)]

    def likely(self, *first: str | None) -> tuple[str, ...]:
        """Give the languages spoken here, those first that are named first; `None` names none. Empty: any."""
        return tuple(dict.fromkeys((*(code for code in first if code and code in self._languages), *self._languages)))

    async def hear(
        self,
        sounds: Sequence[hikari.Attachment],
        *,
        likely: Sequence[str | None] = (),
        glossary: tuple[str, ...] = (),
        on_progress: Callable[[float], None] | None = None,
    ) -> TranscribedMessage:
        """Download and understand, one file after the other.

        Parameters
        ----------
        likely
            Those of the languages spoken here that come first: what the guild chose, the person's own; `None` says nothing.
        glossary
            Names and terms that may be said.
        on_progress
            Told the share that is done, in [0, 1], while something long is listened to.

        Raises
        ------
        errors.RefusedError
            ``error-hearing-off``
        errors.ServiceError
            If Discord does not hand a file out, or the recogniser does not work.
        """
        if self._ears is None:
            raise errors.RefusedError("error-hearing-off")
        chosen = sounds[: self._most_files]
        order = self.likely(*likely)
        await self._ears.prepare()
        recordings: list[TranscribedFile] = []
        for number, sound in enumerate(chosen):

            def progress(share: float, number: int = number) -> None:
                if on_progress is not None:
                    on_progress((number + share) / len(chosen))

            recordings.append(await self._one(self._ears, sound, order, glossary, progress))
        return TranscribedMessage(tuple(recordings), left_out=len(sounds) - len(chosen))

    async def _one(
        self,
        ears: FileTranscriber,
        sound: hikari.Attachment,
        likely: tuple[str, ...],
        glossary: tuple[str, ...],
        progress: Callable[[float], None],
    ) -> TranscribedFile:
        name, limits = sound.filename, ears.limits
        try:
            if sound.duration is not None and sound.duration > limits.max_duration_s:
                raise errors.InvalidInputError(
                    "error-audio-too-long", name=name, seconds=sound.duration, limit=limits.max_duration_s
                )
            transcript = await ears.transcribe(
                # Not kept in a variable: it would stay in memory while the sound is listened to, which takes minutes.
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
        _log.debug("heard %.1f s in %.2f s", transcript.duration_s, transcript.took_s)
        return TranscribedFile(name, transcript)


async def _download(sound: hikari.Attachment, limit: int) -> bytes:
    try:
        return await discord_attachments.read(sound, limit)
    except errors.InvalidInputError as large:
        size = large.params.get("size", sound.size)
        raise errors.InvalidInputError("error-audio-too-large", name=sound.filename, size=size, limit=limit) from None


def _whole(recordings: Sequence[TranscribedFile]) -> str:
    """Everything that was said, with the time before each stretch."""
    parts: list[str] = []
    for item in recordings:
        if item.transcript is None:
            continue
        lines = [f"[{_time(segment.start_s)}] {segment.text.strip()}" for segment in item.transcript.segments]
        parts.append("\n".join([*([item.name] if len(recordings) > 1 else []), *(lines or [item.transcript.text]), ""]))
    return "\n".join(parts)


def _time(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"
