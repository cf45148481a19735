"""``transcribe``: print what is said in sound files."""

from __future__ import annotations

import argparse
import asyncio
import os
import pathlib
import sys
from typing import Any, Final

from chatterbot import errors, services, settings
from chatterbot.cli import console, process, words
from chatterbot.cli.progress import TerminalProgress
from chatterbot.speech.stt import Download, FileTranscriber
from chatterbot.speech.types import Transcript

__all__ = ("transcribe",)

_MEGABYTE: Final = 1_000_000
_PERCENT: Final = 100


def transcribe(arguments: argparse.Namespace, sourced: settings.Sourced) -> int:
    """Print what is said in each file. Files that cannot be read are named on standard error, and the status is then `process.REFUSED`.

    Raises
    ------
    errors.SpeechToTextError
        If there is no model for speech recognition.
    """

    async def work() -> int:
        with TerminalProgress.shown() as progress:

            def downloading(download: Download) -> None:
                done, total = download.done // _MEGABYTE, download.total // _MEGABYTE
                progress.show(f"downloading {download.model}, MB", done, max(done, total))

            async with services.speech(sourced.settings, hear=True, speak=False, on_progress=downloading) as speech:
                if speech.transcriber is None:
                    raise errors.SpeechToTextError(
                        "speech recognition needs the extra `speech` (in the clone: pip install -c constraints.txt '.[speech]')",
                        retryable=False,
                    )
                likely = (arguments.language,) if arguments.language else sourced.settings.speech.languages
                results = [
                    await _transcribe_file(speech.transcriber, file, likely, progress, arguments)
                    for file in arguments.files
                ]
        if arguments.json:
            print(console.as_json({"files": results}, indent=2))
        return process.REFUSED if any("error" in result for result in results) else process.OK

    return process.run_async(work())


async def _transcribe_file(
    transcriber: FileTranscriber,
    file: pathlib.Path,
    likely: tuple[str, ...],
    progress: TerminalProgress,
    arguments: argparse.Namespace,
) -> dict[str, Any]:
    try:
        data = await asyncio.to_thread(_read, file, transcriber.limits.max_bytes)
        transcript = await transcriber.transcribe(
            data,
            file.name,
            likely=likely,
            on_progress=lambda share: progress.show(file.name, round(_PERCENT * share), _PERCENT),
        )
        if not transcript.text:
            raise errors.InvalidInputError("error-audio-no-words", name=file.name)
    except errors.UserError as error:
        progress.clear()
        problem = words.explain(error)
        print(f"chatterbot: {problem}", file=sys.stderr)
        return {"file": str(file), "error": problem}
    progress.clear()
    if not arguments.json:
        several = len(arguments.files) > 1
        print(f"{file}: {transcript.text}" if several else transcript.text, flush=True)
    return {"file": str(file), **_as_json(transcript)}


def _read(file: pathlib.Path, limit: int) -> bytes:
    try:
        with file.open("rb") as source:
            data = source.read(limit + 1)  # not more than the limit: a device such as /dev/zero has no size and no end
            if len(data) > limit:
                size = max(len(data), os.fstat(source.fileno()).st_size)
                raise errors.InvalidInputError("error-audio-too-large", name=file.name, size=size, limit=limit)
            return data
    except FileNotFoundError:
        raise errors.NotFoundError("error-path-missing", path=str(file)) from None
    except IsADirectoryError:
        raise errors.InvalidInputError("error-path-not-a-file", path=str(file)) from None
    except OSError:
        raise errors.InvalidInputError("error-path-closed", path=str(file)) from None


def _as_json(transcript: Transcript) -> dict[str, Any]:
    return {
        "text": transcript.text,
        "language": transcript.language,
        "confidence": round(transcript.confidence, 3),
        "duration_s": round(transcript.duration_s, 3),
        "took_s": round(transcript.took_s, 3),
        "segments": [
            {"start_s": round(one.start_s, 3), "end_s": round(one.end_s, 3), "text": one.text}
            for one in transcript.segments
        ],
    }
