"""Voices of external programs that turn text into WAV: espeak-ng, festival's `text2wave`, RHVoice, Piper's own command line.

A program runs as a process of its own over pipes (so its licence does not extend to this code), without a shell, without this process's
environment variables, and in a process group that is killed as a whole.
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
from chatterbot.speech.tts import plain_text
from chatterbot.speech.tts.voices import Gender, SynthesisError, SynthesisFault, VoiceInfo, language_of

__all__ = ("ESPEAK", "ProgramOptions", "ProgramVoices", "WavReader", "espeak_ng")

ESPEAK: Final = "espeak-ng"
"""The program that speaks every language, but sounds like a robot."""
_BLOCK: Final = 8_192
"""Bytes read at once: 0.2 s at 22.05 kHz."""
_STDERR_BYTES: Final = 2_000
"""Bytes of a program's standard error that are kept for the error message."""
_WORDS_A_MINUTE: Final = 175
"""espeak-ng's normal speed."""
_LISTING_S: Final = 5.0
"""Seconds `espeak-ng --voices` may take; 10 ms on an idle machine."""


@dataclasses.dataclass(frozen=True, slots=True)
class ProgramOptions:
    """One program and the languages that it speaks."""

    name: str
    """The name that people see, also in voice ids: ``festival``."""
    command: tuple[str, ...]
    """The program and its arguments. ``{language}``, ``{speed}`` (1.0 = normal), ``{wpm}`` (words a minute) and ``{percent}`` (of the
    normal speed) are filled in. An argument ``{text}`` is replaced by the text; without one, the text is written to standard input in
    UTF-8."""
    languages: tuple[str, ...]
    """ISO 639-1 codes that it speaks."""
    gender: Gender = Gender.UNKNOWN
    codes: tuple[tuple[str, str], ...] = ()
    """The program's own language names, where they differ: ``(("en", "en-us"),)``."""
    pcm_rate: int | None = None
    """Samples a second, if the program writes raw 16-bit mono samples in place of WAV."""
    first_s: float = 10.0
    """Seconds until the first sound: festival loads its voice at every start (0.5 s, or 3 s on a busy machine)."""
    total_s: float = 60.0
    """Seconds for one piece as a whole."""
    cacheable: bool = True
    """Whether its sound is cached; not worth it for a program that takes 10 ms."""


class ProgramVoices:
    """The voices of one program, a `voices.Synthesizer`.

    Parameters
    ----------
    options
        How the program is called.

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
        """As `voices.Synthesizer.name`."""
        return self._options.name

    @property
    def cacheable(self) -> bool:
        """As `voices.Synthesizer.cacheable`."""
        return self._options.cacheable

    def voices(self) -> Sequence[VoiceInfo]:
        """Return one voice for each language."""
        return self._voices

    async def speak(self, text: str, voice: VoiceInfo, rate: float) -> AsyncGenerator[audio.AudioFrame]:
        """Implement `voices.Synthesizer.speak`."""
        options = self._options
        text = plain_text.plain(text, voice.language)
        # In espeak-ng "[[" begins a list of phonemes; for a program that gets its text as an argument, a leading "-" would begin an option.
        safe = text.replace("[[", "[ [").lstrip(" \t\n-").encode("utf-8", "ignore").decode("utf-8").replace("\0", " ")
        arguments = [self._fill_in(argument, safe, voice.own_name, rate) for argument in options.command[1:]]
        on_stdin = "{text}" not in options.command
        reader = WavReader(options.pcm_rate)
        deadline = asyncio.get_running_loop().time() + options.total_s
        async with _running(self._path, arguments, safe if on_stdin else "") as program:
            got_sound = False
            while True:
                limit = options.total_s if got_sound else options.first_s
                data = await self._read(
                    program.output, min(asyncio.get_running_loop().time() + limit, deadline), got_sound=got_sound
                )
                if not data:
                    break
                try:
                    frame = reader.push(data)
                except ValueError as error:
                    raise SynthesisError(f"{self.name} wrote {error}") from error
                if frame is not None:
                    got_sound = True
                    yield frame
            code, stderr = await self._wait_for_exit(program, deadline)
            if code != 0 or not got_sound:
                message = stderr.decode("utf-8", "replace").strip() or "nothing"
                raise SynthesisError(f"{self.name} ended with {code}, having said {message!r}")

    async def _read(self, output: asyncio.StreamReader, until: float, *, got_sound: bool) -> bytes:
        try:
            async with asyncio.timeout_at(until):
                return await output.read(_BLOCK)
        except TimeoutError:
            fault = SynthesisFault.SERVICE if got_sound else SynthesisFault.SLOW
            raise SynthesisError(f"{self.name} took too long", fault) from None

    async def _wait_for_exit(self, program: _Program, until: float) -> tuple[int, bytes]:
        """Wait for the program's end, which may come long after it has closed its output; return its exit code and standard error."""
        try:
            async with asyncio.timeout_at(until):
                return await program.process.wait(), await program.stderr
        except TimeoutError:
            raise SynthesisError(f"{self.name} took too long to end") from None

    def _fill_in(self, argument: str, text: str, language: str, rate: float) -> str:
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
    """Return espeak-ng with all its languages; `None` if it is not installed."""
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
        codes["en"] = "en-us"  # the accent that Whisper, and most people, understand best
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
    stderr: asyncio.Task[bytes]
    """Returns the beginning of its standard error."""


@contextlib.asynccontextmanager
async def _running(path: str, arguments: Sequence[str], text: str) -> AsyncGenerator[_Program]:
    """Run a program with a text on its standard input; leaving kills it, and every process that it started."""
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
    # The casts are safe: the call above makes all three of them pipes.
    writing = asyncio.create_task(_write_text(cast("asyncio.StreamWriter", process.stdin), text.encode()))
    stderr = asyncio.create_task(_read_beginning(cast("asyncio.StreamReader", process.stderr)))
    try:
        yield _Program(process, cast("asyncio.StreamReader", process.stdout), stderr)
    finally:
        await processes.end(process, writing, stderr, group=True)


async def _write_text(pipe: asyncio.StreamWriter, text: bytes) -> None:
    """Write the text; it is no error if the program does not read it to the end."""
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        pipe.write(text)
        await pipe.drain()
    pipe.close()
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        # Cancelling `wait_closed` would cancel the pipe's own future, and asyncio would fail when the pipe is closed.
        await asyncio.shield(pipe.wait_closed())


async def _read_beginning(pipe: asyncio.StreamReader) -> bytes:
    """Read all of a program's standard error, so that it never blocks on writing, and return the beginning."""
    kept = b""
    while data := await pipe.read(_BLOCK):
        kept = (kept + data)[:_STDERR_BYTES]
    return kept


class WavReader:
    """Reads WAV (RIFF, 16-bit PCM) from a pipe as it arrives.

    Programs that write to a pipe cannot go back to fill in the length: espeak-ng writes 2 GB, festival 2 bytes. So the length is ignored,
    and the sound ends with the pipe.

    Parameters
    ----------
    pcm_rate
        The rate of raw samples that come without a header; `None`: WAV comes.
    """

    def __init__(self, pcm_rate: int | None = None) -> None:
        self._rate = pcm_rate
        self._channels = 1
        self._waiting = b""
        self._in_data = pcm_rate is not None

    def push(self, data: bytes) -> audio.AudioFrame | None:
        """Take more bytes and return the sound that is complete now, mono; `None` if there is none yet.

        Raises
        ------
        ValueError
            If the bytes are not WAV, or not 16-bit PCM.
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
        """Read chunks up to the sound; return whether it is reached."""
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
