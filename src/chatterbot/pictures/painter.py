"""Starts the drawing process, sends it descriptions and reads its pictures, within a time limit."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from typing import Final

from chatterbot import errors, processes
from chatterbot.pictures import descriptions

__all__ = ("FRAME_HEADER_BYTES", "Painter")

FRAME_HEADER_BYTES: Final = 4
"""Bytes of the length (big-endian) before each picture's own bytes."""

SECRET_PREFIX: Final = "CHATTERBOT_"  # noqa: S105 - the prefix of variable names, not a secret
"""Prefix of variables that the drawing process does not get: it needs none of them, and one is the bot's token."""


class Painter:
    """Draws pictures in a process of its own, one process at a time.

    Parameters
    ----------
    time_limit
        Seconds for one call, including the wait for an earlier one. A drawing takes about 1.5 s, most of it the import of
        matplotlib; the first one on a machine takes some seconds more, for the list of its fonts.
    """

    def __init__(self, *, time_limit: float = 30.0) -> None:
        self._time_limit = time_limit
        self._one_at_a_time = asyncio.Semaphore(1)

    def environment(self) -> dict[str, str]:
        """Return the drawing process's environment: this process's own, without the variables of the program."""
        return {name: value for name, value in os.environ.items() if not name.upper().startswith(SECRET_PREFIX)}

    async def draw(self, pictures: Sequence[descriptions.Picture]) -> tuple[bytes, ...]:
        """Return each of `pictures` as a PNG file (1200 x 900 pixels).

        Raises
        ------
        errors.ServiceError
            If the process fails or takes too long. In each case, also after a cancellation, the process has ended.
        """
        if not pictures:
            return ()
        request = json.dumps([descriptions.to_json(picture) for picture in pictures]).encode()
        try:
            async with asyncio.timeout(self._time_limit), self._one_at_a_time:
                return await self._run(request, len(pictures))
        except TimeoutError:
            raise errors.ServiceError(f"drawing {len(pictures)} pictures took over {self._time_limit:g} s") from None
        except OSError as error:
            raise errors.ServiceError(f"the drawing process cannot be started: {error}") from error

    async def _run(self, request: bytes, expected: int) -> tuple[bytes, ...]:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "chatterbot.pictures.drawing",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=self.environment(),
        )
        try:
            output, complaint = await process.communicate(request)
        finally:
            await processes.end(process)
        pictures = _frames(output)
        if process.returncode != 0 or len(pictures) != expected:
            last = complaint.decode(errors="replace").strip().rsplit("\n", 1)[-1]
            raise errors.ServiceError(f"the drawing process ended with {process.returncode}: {last}", retryable=False)
        return pictures


def _frames(output: bytes) -> tuple[bytes, ...]:
    """Return the complete pictures in `output`."""
    frames: list[bytes] = []
    start = 0
    while start + FRAME_HEADER_BYTES <= len(output):
        end = start + FRAME_HEADER_BYTES + int.from_bytes(output[start : start + FRAME_HEADER_BYTES], "big")
        if end > len(output):
            break
        frames.append(output[start + FRAME_HEADER_BYTES : end])
        start = end
    return tuple(frames)
