"""Download Piper's voices by name: the model and its config, checked by size and digest, whole or not at all.

An interrupted download continues where it stopped, if the server can do that.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import urllib.parse
from collections.abc import AsyncGenerator, Callable, Generator
from pathlib import Path
from typing import Final

import aiohttp

from chatterbot import errors, redaction
from chatterbot.speech.tts import piper_catalog
from chatterbot.speech.tts.piper_catalog import HubFile, HubVoice

__all__ = ("OFFICIAL", "PiperHub")

OFFICIAL: Final = "https://huggingface.co/rhasspy/piper-voices/resolve/main"
"""The address of the collection that Piper's makers publish."""
_LIST: Final = "voices.json"
_MOST_LIST: Final = 16 * 2**20
"""Bytes of the list at most; it has some 300 KB."""
_MOST_CARD: Final = 64 * 2**10
_MOST_MODEL: Final = 400 * 2**20
"""Bytes of a model at most; the largest ones have 130 MB."""
_PARTIAL: Final = 206
_BLOCK: Final = 2**18
_CONNECT_S: Final = 10.0
_SILENCE_S: Final = 30.0
"""Seconds without a byte after which the server counts as silent."""


class PiperHub:
    """A server with Piper's voices. Make one with `open`, not with the constructor.

    Parameters
    ----------
    address
        Where the collection is; `OFFICIAL`, or a mirror with the same files.
    session
        Makes the requests.
    """

    def __init__(self, address: str, session: aiohttp.ClientSession) -> None:
        self._address = address.rstrip("/")
        self._session = session

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, address: str = OFFICIAL) -> AsyncGenerator[PiperHub]:
        """Yield the server; nothing is requested yet."""
        limits = aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_S, sock_read=_SILENCE_S)
        # `trust_env`: proxies of the environment count, as for every other download.
        # Nothing is compressed: sizes and digests are those of the bytes that arrive.
        headers = {"Accept-Encoding": "identity"}
        async with aiohttp.ClientSession(timeout=limits, trust_env=True, headers=headers) as session:
            yield cls(address, session)

    async def voices(self) -> list[HubVoice]:
        """Return all voices that the server has.

        Raises
        ------
        errors.TextToSpeechError
            If the list cannot be downloaded or read.
        """
        content = await self._small(_LIST, _MOST_LIST, "the list of Piper's voices")
        try:
            return piper_catalog.read(content)
        except ValueError as error:
            raise errors.TextToSpeechError(
                f"the list of Piper's voices at {self._url(_LIST)} cannot be read: {error}", retryable=False
            ) from error

    async def licence(self, voice: HubVoice) -> str | None:
        """Return the licence that the voice's card states; `None` if it states none.

        Raises
        ------
        errors.TextToSpeechError
            If the card cannot be downloaded.
        """
        if voice.card is None:
            return None
        content = await self._small(voice.card.path, _MOST_CARD, f"the licence of {voice.name}")
        return piper_catalog.licence_of(content.decode("utf-8", "replace"))

    async def fetch(
        self, voice: HubVoice, folder: Path, on_progress: Callable[[int, int], None] = lambda _done, _total: None
    ) -> Path:
        """Download a voice, unless it is there already, and return the path of its model.

        Parameters
        ----------
        voice
            One of `voices`.
        folder
            Made if it is not there. What was downloaded in part is kept there, for the next attempt.
        on_progress
            Called with the bytes that are there, and all bytes of the voice.

        Raises
        ------
        errors.TextToSpeechError
            If a file cannot be downloaded or written, or arrives damaged; an older copy of the voice is left as it was.
        """
        if voice.size > _MOST_MODEL:
            raise errors.TextToSpeechError(
                f"{voice.name} has {voice.size} bytes, {_MOST_MODEL} at most are downloaded", retryable=False
            )
        # Neither name comes from the server as it is: `piper_catalog` lets only plain names through.
        model, config = folder / f"{voice.name}.onnx", folder / f"{voice.name}.onnx.json"
        try:
            await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
            done = 0
            ready: list[tuple[Path, Path]] = []
            for file, target in ((voice.config, config), (voice.model, model)):
                if not await asyncio.to_thread(_is_whole, target, file):
                    base = done
                    part = await self._part(file, target, lambda got, base=base: on_progress(base + got, voice.size))
                    ready.append((part, target))
                done += file.size
                on_progress(done, voice.size)
            for part, target in ready:
                await asyncio.to_thread(os.replace, part, target)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise errors.TextToSpeechError(
                f"{voice.name} cannot be written to {folder}: {reason}", retryable=False
            ) from error
        return model

    async def _part(self, file: HubFile, target: Path, on_progress: Callable[[int], None]) -> Path:
        """Download a file to the name of an unfinished one, going on where an earlier attempt stopped."""
        part = target.with_name(f".{target.name}.part")
        resumed = await self._append(file, part, on_progress)
        if not await asyncio.to_thread(_is_whole, part, file) and resumed:
            # What was there before may be of another version of the voice.
            await asyncio.to_thread(part.unlink, missing_ok=True)
            await self._append(file, part, on_progress)
        if await asyncio.to_thread(_is_whole, part, file):
            return part
        size = await asyncio.to_thread(_size, part)
        await asyncio.to_thread(part.unlink, missing_ok=True)
        raise errors.TextToSpeechError(
            f"{self._url(file.path)} arrived damaged: {size} bytes in place of {file.size}, or other content. "
            "Nothing was changed; try again later"
        )

    async def _append(self, file: HubFile, part: Path, on_progress: Callable[[int], None]) -> bool:
        """Download a file, or its rest; return whether bytes of an earlier attempt were kept."""
        have = await asyncio.to_thread(_size, part)
        if have >= file.size:
            have = 0
        url = self._url(file.path)
        with self._translated(url):
            async with self._session.get(url, headers={"Range": f"bytes={have}-"} if have else {}) as response:
                response.raise_for_status()
                begins = response.headers.get("Content-Range", "").startswith(f"bytes {have}-")
                resumed = have > 0 and response.status == _PARTIAL and begins
                size = have if resumed else 0
                out = await asyncio.to_thread(part.open, "ab" if resumed else "wb")
                try:
                    async for block in response.content.iter_chunked(_BLOCK):
                        size += len(block)
                        await asyncio.to_thread(out.write, block)
                        on_progress(min(size, file.size))
                        if size > file.size:
                            break  # more than the list says: it is damaged
                finally:
                    await asyncio.to_thread(out.close)
        return resumed

    async def _small(self, path: str, limit: int, what: str) -> bytes:
        with self._translated(what):
            async with self._session.get(self._url(path)) as response:
                response.raise_for_status()
                content = await response.content.read(limit + 1)
                while len(content) <= limit and (more := await response.content.read(limit + 1 - len(content))):
                    content += more
        if len(content) > limit:
            raise errors.TextToSpeechError(f"{what} is larger than {limit} bytes", retryable=False)
        return content

    def _url(self, path: str) -> str:
        """Return an address as it is requested."""
        return f"{self._address}/{urllib.parse.quote(path)}"

    @contextlib.contextmanager
    def _translated(self, what: str) -> Generator[None]:
        """Say plainly why something cannot be downloaded."""
        try:
            yield
        except aiohttp.ClientResponseError as error:
            answer = f"the server answers {error.status} {error.message}".strip()
            raise errors.TextToSpeechError(f"{redaction.address(what)} cannot be downloaded: {answer}") from error
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            host = urllib.parse.urlsplit(self._address).hostname or redaction.address(self._address)
            reason = "it says nothing" if isinstance(error, TimeoutError) else f"{error}" or type(error).__name__
            raise errors.TextToSpeechError(
                f"{redaction.address(what)} cannot be downloaded from {host}: {redaction.address(reason)}. Is this machine connected to the "
                "internet? What arrived is kept, and the next attempt goes on from there"
            ) from error


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _is_whole(path: Path, file: HubFile) -> bool:
    """Tell whether a file is there with the size and digest that the list states."""
    if _size(path) != file.size:
        return False
    try:
        with path.open("rb") as content:
            return hashlib.file_digest(content, lambda: hashlib.md5(usedforsecurity=False)).hexdigest() == file.md5
    except FileNotFoundError:
        return False
