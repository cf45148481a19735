"""``speak``: write a text as speech into a sound file."""

from __future__ import annotations

import argparse
import asyncio
import pathlib
import sys
from collections.abc import Sequence

from chatterbot import errors, services, settings
from chatterbot.audio import AudioFrame
from chatterbot.cli import console, process
from chatterbot.speech.codecs import encoding
from chatterbot.speech.tts import Speaker

__all__ = ("speak",)


def speak(arguments: argparse.Namespace, sourced: settings.Sourced) -> int:
    """Write a text as speech into a sound file, or list the voices.

    Raises
    ------
    errors.SettingsError
        If the text or the file is not named, or the file cannot be written.
    errors.UserError
        ``error-voice-unknown``: there is no such voice. ``error-speech-nothing-to-say``: the text holds no words.
    errors.TextToSpeechError
        If no voice can speak.
    """
    container = None if arguments.voices else _container(arguments.out)

    async def work() -> int:
        async with services.speech(sourced.settings, hear=False, speak=True, keep=False) as speech:
            if speech.speaker is None:
                raise errors.TextToSpeechError(
                    "no voice is available: install the extra `speech` (in the clone: pip install -c constraints.txt '.[speech]')",
                    retryable=False,
                )
            if container is None:
                _list(speech.speaker)
                return process.OK
            if arguments.voice and speech.speaker.voice(arguments.voice) is None:
                raise errors.InvalidInputError("error-voice-unknown", name=arguments.voice)
            text = await asyncio.to_thread(_text, arguments.text)
            frames = [frame async for frame in speech.speaker.synthesize(text, voice=arguments.voice, live=False)]
            await asyncio.to_thread(_write, arguments.out, frames, container)
        return process.OK

    if container is not None and not arguments.text:
        raise errors.SettingsError('There is no text to speak. Example: chatterbot speak "Hello!" --out hello.ogg')
    return process.run_async(work())


def _text(given: str) -> str:
    """Return the text to speak: the argument, or for ``-`` standard input."""
    if given == "-":
        return console.read_all(sys.stdin.buffer, sys.stdin.encoding)
    if not console.encodable(given):
        raise errors.SettingsError("The text to speak is not UTF-8; write UTF-8.")
    return given


def _container(out: pathlib.Path | None) -> encoding.OutputFormat:
    if out is None:
        raise errors.SettingsError(
            'Name the file to write with --out. Example: chatterbot speak "Hello!" --out hello.ogg'
        )
    ending = out.suffix.lower().removeprefix(".")
    try:
        return encoding.OutputFormat({"opus": "ogg", "oga": "ogg", "wave": "wav"}.get(ending, ending))
    except ValueError:
        known = ", ".join(f".{one.value}" for one in encoding.OutputFormat)
        raise errors.SettingsError(f"{out}: the name must end in one of {known}.") from None


def _list(speaker: Speaker) -> None:
    for voice in speaker.voices():
        print(f"{voice.id:<48} {voice.locale or voice.language:<12} {voice.name} {voice.gender.value}".rstrip())


def _write(path: pathlib.Path, frames: Sequence[AudioFrame], container: encoding.OutputFormat) -> None:
    content = encoding.encode(frames, container)
    new = path.with_name(f".{path.name}.new")
    try:
        new.write_bytes(content)
        new.replace(path)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise errors.SettingsError(f"{path}: cannot be written: {error.strerror}.") from None
