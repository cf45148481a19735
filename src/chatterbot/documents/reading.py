"""Read untrusted documents, each in a process of its own, within limits on time and memory.

`parsing.process` describes what this process and the other one say to each other.
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
import os
import pathlib
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from chatterbot import errors, processes
from chatterbot.documents import limits, values
from chatterbot.documents.parsing import answers

__all__ = ("DocumentReader",)

_SECRET_PREFIX: Final = "CHATTERBOT_"  # noqa: S105 - the prefix of variable names, no secret itself
"""Prefix of the environment variables that are hidden from the parsing process: among them is the bot's token."""
_HEADER_BYTES: Final = 4
_MOST_HEADER: Final = 16_384
"""Bytes of an answer's header at most; real ones have a hundred."""
_ITEM_BYTES: Final = 1_000
"""Bytes of an answer for what stands beside each pair's or passage's text."""
_LONGEST_NAME: Final = 200
"""Characters of a file's name or address that are passed on."""


class DocumentReader:
    """Parses each document in a new process."""

    def __init__(self, parse_limits: limits.ParseLimits) -> None:
        self.limits = parse_limits
        self._slots = asyncio.Semaphore(parse_limits.at_once)
        self._in_progress = 0

    async def read(self, *files: values.SourceFile, kind: values.DocumentKind | None = None) -> values.ParsedDocument:
        """Read one document, or the files of one bot.

        Parameters
        ----------
        files
            One file; several only for a bot whose export has several (Rasa, ChatterBot).
        kind
            The format, if the person said it. `None`: it is told by the content, and then by the name.

        Raises
        ------
        errors.InvalidInputError
            The document cannot be used (``error-document-...``, each with the file's name as ``name``; ``error-dataset-...`` for tables and
            examples, with the name as ``file``); nothing of it is returned.
        errors.RefusedError
            ``error-document-busy``: too many documents wait. ``error-document-not-installed``: the extra `documents` is missing.
        errors.ServiceError
            If no process can be started.
        """
        name = files[0].name
        size = sum(len(file.data) for file in files)
        if size > self.limits.max_bytes:
            raise errors.InvalidInputError(
                "error-document-too-large", name=name, size=size, limit=self.limits.max_bytes
            )
        if self._in_progress >= self.limits.at_once + self.limits.waiting:
            raise errors.RefusedError("error-document-busy")
        self._in_progress += 1
        try:
            async with self._slots:
                return await self._read(files, kind)
        finally:
            self._in_progress -= 1

    async def _read(
        self, files: Sequence[values.SourceFile], kind: values.DocumentKind | None
    ) -> values.ParsedDocument:
        name = files[0].name
        try:
            async with asyncio.timeout(self.limits.time_limit_s):
                answer, body = await self._ask(files, kind)
            if answer is None:
                # It crashed, or the kernel killed it because of its memory or processor time: in any case the document is the cause.
                raise errors.InvalidInputError("error-document-too-complex", name=name)
            if "missing" in answer:
                raise errors.RefusedError(
                    "error-document-not-installed", name=name, library=str(answer["missing"])[:40]
                )
            if "refused" in answer:
                key, params = answers.refusal(answer, self.limits)
                named = {"name": name} if key.startswith("error-document-") else {"file": name, "path": name}
                raise errors.InvalidInputError(key, **{**params, **named})
            document = await asyncio.to_thread(answers.decoded, body, self.limits)
        except TimeoutError:
            raise errors.InvalidInputError(
                "error-document-took-too-long", name=name, seconds=self.limits.time_limit_s
            ) from None
        except answers.AnswerError:
            raise errors.InvalidInputError("error-document-broken", name=name) from None
        except OSError as error:
            raise errors.ServiceError(f"the parsing process cannot be started: {error}") from error
        return dataclasses.replace(document, address=files[0].address)

    async def _ask(
        self, files: Sequence[values.SourceFile], kind: values.DocumentKind | None
    ) -> tuple[Mapping[str, Any] | None, bytes]:
        """Send files to a parsing process; return the answer's header and document, or `None` if it ended without an answer."""
        process = await self._start()
        assert process.stdin is not None  # noqa: S101 - both are pipes
        assert process.stdout is not None  # noqa: S101
        described = [
            {
                "name": file.name[-_LONGEST_NAME:],
                "media_type": file.media_type[:_LONGEST_NAME],
                "charset": file.charset[:_LONGEST_NAME],
                "address": file.address,
                "size": len(file.data),
            }
            for file in files
        ]
        request = {"files": described, "kind": kind, "limits": dataclasses.asdict(self.limits)}
        header = json.dumps(request).encode()
        try:
            process.stdin.write(len(header).to_bytes(_HEADER_BYTES, "big") + header)
            for file in files:
                process.stdin.write(file.data)
                await process.stdin.drain()
            length = int.from_bytes(await process.stdout.readexactly(_HEADER_BYTES), "big")
            if length > _MOST_HEADER:
                return None, b""
            answer: Any = json.loads(await process.stdout.readexactly(length))
            if not isinstance(answer, dict):
                return None, b""
            size = cast("dict[str, Any]", answer).get("size", 0)
            if type(size) is not int or not 0 <= size <= self._most_bytes():
                return None, b""
            return cast("dict[str, Any]", answer), await process.stdout.readexactly(size)
        except (asyncio.IncompleteReadError, ConnectionError, ValueError, RecursionError):  # ValueError: not JSON
            return None, b""
        finally:
            await processes.end(process)

    def _most_bytes(self) -> int:
        return 4 * self.limits.max_characters + _ITEM_BYTES * (self.limits.max_examples + self.limits.max_passages)

    async def _start(self) -> asyncio.subprocess.Process:
        environment = {name: value for name, value in os.environ.items() if not name.upper().startswith(_SECRET_PREFIX)}
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "chatterbot.documents.parsing.process",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,  # the libraries' messages about people's documents
            env=environment,
            cwd=pathlib.Path(sys.executable).anchor or None,
        )
