"""Any program that turns text into WAV: espeak-ng, festival's `text2wave`, RHVoice, Piper's own command line.

It runs as a process of its own over pipes (so that its licence is its own matter, too), without a shell, without this process's
environment, and in a process group that is killed as one.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import os
import shutil
import struct
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path
from typing import Final, cast

from chatterbot import audio, errors, processes
from chatterbot.speech.tts.voices import Gender, SynthesisError, SynthesisFault, VoiceInfo, language_of

__all__ = ("ESPEAK", "ProgramOptions", "ProgramVoices", "WavReader", "espeak_ng")

ESPEAK: Final = "espeak-ng"
"""The program that speaks every language, and none of them well."""
_BLOCK: Final = 8_192
"""Bytes read at once: 0.2 s at 22.05 kHz."""
_COMPLAINT: Final = 2_000
"""Bytes of its standard error that are kept for the log."""
_WORDS_A_MINUTE: Final = 175
"""espeak-ng's ordinary speed."""
_LISTING_S: Final = 5.0
"""Seconds `espeak-ng --voices` may take; 10 ms on an idle machine."""


@dataclasses.dataclass(frozen=True, slots=True)
class ProgramOptions:
    """One program and what it speaks."""

    name: str
    """For people and in voice ids: ``festival``."""
    command: tuple[str, ...]
    """The program and its arguments. ``{language}``, ``{speed}`` (1.0 = normal), ``{wpm}`` (words a minute) and ``{percent}`` (of the
    normal speed) are filled in. An argument that is ``{text}`` gets the text; without one, the text comes on standard input, UTF-8."""
    languages: tuple[str, ...]
    """ISO 639-1 codes that it speaks."""
    gender: Gender = Gender.UNKNOWN
    codes: tuple[tuple[str, str], ...] = ()
    """The program's own names of languages, where they differ: ``(("en", "en-us"),)``."""
    pcm_rate: int | None = None
    """Samples a second where it gives bare 16-bit mono samples in place of WAV."""
    first_s: float = 10.0
    """Seconds until the first sound: festival loads its voice at every start (0.5 s, 3 s on a busy machine)."""
    total_s: float = 60.0
    """Seconds for one piece in all."""
    cacheable: bool = True
    """Whether its sound is kept; pointless for one that answers in 10 ms."""


class ProgramVoices:
    """The voices of one program.

    Parameters
    ----------
    settings
        How it is called.

    Raises
    ------
    TextToSpeechError
        If the program is not installed.
    """

    def __init__(self, options: ProgramOptions) -> None:
        path = shutil.which(options.command[0])
        if path is None:
            raise errors.TextToSpeechError(f"{options.command[0]} is not installed", retryable=False)
        self.remote: Final = False
        self._path = path
        self._options = options
        self._codes = dict(options.codes)
        self._voices = tuple(
            VoiceInfo(f"{options.name}/{language}", options.name, language_of(language), options.gender, options.name)
            for language in options.languages
        )

    @property
    def name(self) -> str:
        """See `voices.Synthesizer.name`."""
        return self._options.name

    @property
    def cacheable(self) -> bool:
        """See `voices.Synthesizer.cacheable`."""
        return self._options.cacheable

    def voices(self) -> Sequence[VoiceInfo]:
        """One for each language."""
        return self._voices

    async def speak(self, text: str, voice: VoiceInfo, rate: float) -> AsyncGenerator[audio.AudioFrame]:
        """See `voices.Synthesizer.speak`."""
        options = self._options
        # "[[" begins phonemes in espeak-ng; a leading "-" would begin an option in a program that has its text as an argument.
        safe = text.replace("[[", "[ [").lstrip(" \t\n-").encode("utf-8", "ignore").decode("utf-8").replace("\0", " ")
        arguments = [self._filled(argument, safe, voice.own_name, rate) for argument in options.command[1:]]
        on_stdin = "{text}" not in options.command
        reader = WavReader(options.pcm_rate)
        deadline = asyncio.get_running_loop().time() + options.total_s
        async with _running(self._path, arguments, safe if on_stdin else "") as program:
            heard = False
            while True:
                limit = options.total_s if heard else options.first_s
                data = await self._read(
                    program.output, min(asyncio.get_running_loop().time() + limit, deadline), heard=heard
                )
                if not data:
                    break
                try:
                    frame = reader.push(data)
                except ValueError as error:
                    raise SynthesisError(f"{self.name} gave {error}") from error
                if frame is not None:
                    heard = True
                    yield frame
            code, complaint = await self._ended(program, deadline)
            if code != 0 or not heard:
                said = complaint.decode("utf-8", "replace").strip() or "nothing"
                raise SynthesisError(f"{self.name} ended with {code}, having said {said!r}")

    async def _read(self, output: asyncio.StreamReader, until: float, *, heard: bool) -> bytes:
        try:
            async with asyncio.timeout_at(until):
                return await output.read(_BLOCK)
        except TimeoutError:
            fault = SynthesisFault.SERVICE if heard else SynthesisFault.SLOW
            raise SynthesisError(f"{self.name} took too long", fault) from None

    async def _ended(self, program: _Program, until: float) -> tuple[int, bytes]:
        """Wait for its end; its exit code and its complaints. One that has closed its output may still not end."""
        try:
            async with asyncio.timeout_at(until):
                return await program.process.wait(), await program.complaint
        except TimeoutError:
            raise SynthesisError(f"{self.name} took too long to end") from None

    def _filled(self, argument: str, text: str, language: str, rate: float) -> str:
        if argument == "{text}":
            return text
        values = {
            "{language}": self._codes.get(language, language),
            "{speed}": f"{rate:g}",
            "{wpm}": str(round(_WORDS_A_MINUTE * rate)),
            "{percent}": str(round(100 * rate)),
        }
        for name, value in values.items():
            argument = argument.replace(name, value)
        return argument


async def espeak_ng() -> ProgramVoices | None:
    """Give espeak-ng with every language it has; `None` if it is not installed."""
    path = shutil.which(ESPEAK)
    if path is None:
        return None
    try:
        async with asyncio.timeout(_LISTING_S), _running(path, ["--voices"], "") as program:
            listed = (await program.output.read()).decode("utf-8", "replace")
    except (TimeoutError, SynthesisError):
        return None
    codes: dict[str, str] = {}
    for line in listed.splitlines()[1:]:
        if len(fields := line.split()) > 1:
            # The plain code of a language before its regions and dialects: "es" before "es-419".
            language = language_of(fields[1])
            if language not in codes or fields[1] == language:
                codes[language] = fields[1]
    if "en" in codes:
        codes["en"] = "en-us"  # the one most Whispers, and most people, understand best
    return ProgramVoices(
        ProgramOptions(
            name=ESPEAK,
            command=(path, "-v", "{language}", "-s", "{wpm}", "-b", "1", "--stdin", "--stdout"),
            languages=tuple(codes),
            codes=tuple(codes.items()),
            gender=Gender.MALE,
            cacheable=False,
        )
    )


@dataclasses.dataclass(frozen=True, slots=True)
class _Program:
    process: asyncio.subprocess.Process
    output: asyncio.StreamReader
    complaint: asyncio.Task[bytes]
    """The beginning of its standard error."""


@contextlib.asynccontextmanager
async def _running(path: str, arguments: Sequence[str], text: str) -> AsyncGenerator[_Program]:
    """Run a program with a text on its standard input; on leaving it is dead, and so is what it started."""
    environment = {"PATH": os.pathsep.join((str(Path(path).parent), os.defpath)), "LANG": "C.UTF-8"}
    try:
        process = await asyncio.create_subprocess_exec(
            path,
            *arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=environment,
            start_new_session=True,
        )
    except OSError as error:
        raise SynthesisError(f"{path} cannot be started: {error}") from error
    # All three are pipes by the call above.
    feeding = asyncio.create_task(_feed(cast("asyncio.StreamWriter", process.stdin), text.encode()))
    complaint = asyncio.create_task(_first_bytes(cast("asyncio.StreamReader", process.stderr)))
    try:
        yield _Program(process, cast("asyncio.StreamReader", process.stdout), complaint)
    finally:
        await processes.end(process, feeding, complaint, group=True)


async def _feed(pipe: asyncio.StreamWriter, text: bytes) -> None:
    """Write the text; a program that does not read it to the end is no error."""
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        pipe.write(text)
        await pipe.drain()
    pipe.close()
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        await pipe.wait_closed()


async def _first_bytes(pipe: asyncio.StreamReader) -> bytes:
    """Read all of its standard error, so that it never blocks on it, and keep the beginning."""
    kept = b""
    while data := await pipe.read(_BLOCK):
        kept = (kept + data)[:_COMPLAINT]
    return kept


class WavReader:
    """Reads WAV (RIFF, 16-bit PCM) from a pipe as it comes.

    Programs that write to a pipe cannot go back to fill in the length: espeak-ng says 2 GB there, festival 2 bytes. So the sound ends
    where the pipe does.

    Parameters
    ----------
    pcm_rate
        Bare samples of this rate come, without a header.
    """

    def __init__(self, pcm_rate: int | None = None) -> None:
        self._rate = pcm_rate
        self._channels = 1
        self._waiting = b""
        self._in_data = pcm_rate is not None

    def push(self, data: bytes) -> audio.AudioFrame | None:
        """Give the sound that is whole now, mono; `None` if there is none yet.

        Raises
        ------
        ValueError
            If it is not WAV, or not 16-bit PCM.
        """
        self._waiting += data
        if not self._in_data and not self._header():
            return None
        size = 2 * self._channels
        whole = len(self._waiting) // size * size
        if not whole or self._rate is None:
            return None
        pcm, self._waiting = self._waiting[:whole], self._waiting[whole:]
        frame = audio.AudioFrame.from_bytes(pcm, self._rate, self._channels)
        return frame if self._channels == 1 else audio.AudioFrame.from_floats(frame.to_floats(), self._rate)

    def _header(self) -> bool:
        """Read chunks up to the sound; whether it is reached."""
        if len(self._waiting) < 12:
            return False
        if self._waiting[:4] != b"RIFF" or self._waiting[8:12] != b"WAVE":
            raise ValueError("no WAV")
        position = 12
        while len(self._waiting) >= position + 8:
            kind, size = struct.unpack_from("<4sI", self._waiting, position)
            if kind == b"data":
                if self._rate is None:
                    raise ValueError("WAV without a format")
                self._waiting = self._waiting[position + 8 :]
                self._in_data = True
                return True
            if size > _BLOCK:
                raise ValueError("WAV with an overlong header")
            if len(self._waiting) < position + 8 + size:
                return False
            if kind == b"fmt ":
                self._format(self._waiting[position + 8 : position + 8 + size])
            position += 8 + size + size % 2
        return False

    def _format(self, chunk: bytes) -> None:
        if len(chunk) < 16:
            raise ValueError("WAV with a broken format")
        kind, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", chunk)
        if kind not in (1, 0xFFFE) or bits != 16 or channels not in (1, 2) or not 4_000 <= rate <= 192_000:
            raise ValueError(f"WAV of format {kind}, {bits} bits, {channels} channels, {rate} Hz")
        self._rate, self._channels = rate, channels
