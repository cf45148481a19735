"""Images in messages, as a language model is given them: known by their first bytes, not by their names, and bounded in size and number."""

from __future__ import annotations

import asyncio
import collections
import dataclasses
import enum
import logging
import urllib.parse
from collections.abc import Mapping, Sequence
from typing import Final

import aiohttp
import hikari

from chatterbot.discord import author_names
from chatterbot.generation import Remark
from chatterbot.llm import ModelImage

__all__ = ("DISCORD_HOSTS", "FoundImages", "ImageLimits", "ImageOmission", "ImageReader", "image_sources", "media_type")

_log = logging.getLogger(__name__)

DISCORD_HOSTS: Final = frozenset({"cdn.discordapp.com", "media.discordapp.net"})
"""Where Discord keeps what people send."""
DOWNLOAD_S: Final = 10.0
"""Seconds in which the images of one question have to be there: the person is waiting."""
AT_ONCE: Final = 4
"""Images that are downloaded at the same time, of all questions."""
LONGEST_ALT: Final = 500
"""Characters of the description that the sender of an image gave it."""
_CHUNK: Final = 64 * 1024
_ENDINGS: Final = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".heic", ".avif", ".svg", ".tif", ".tiff")
"""Endings of files without a type that may be images."""


class ImageOmission(enum.StrEnum):
    """Why an image does not go along: the catalogue key of the sentence that says so."""

    MANY = "image-left-out-many"
    LARGE = "image-left-out-large"
    KIND = "image-left-out-kind"
    """It is none of the kinds that models know, whatever its name says."""
    GONE = "image-left-out-gone"
    """Discord does not hand it out, or not in time."""


@dataclasses.dataclass(frozen=True, slots=True)
class ImageLimits:
    """What goes along at most."""

    most: int
    """Images of one question."""
    largest: int
    """Bytes of one."""
    hosts: frozenset[str] = DISCORD_HOSTS
    """Where they may be downloaded from."""


@dataclasses.dataclass(frozen=True, slots=True)
class ImageSource:
    """An image that a message has, before it is downloaded."""

    url: str = dataclasses.field(repr=False)
    size: int = 0
    """In bytes, as Discord says; 0: it does not say."""
    alt: str = dataclasses.field(default="", repr=False)
    """How the sender describes it."""


@dataclasses.dataclass(frozen=True, slots=True)
class FoundImages:
    """What came of the images of a question."""

    images: tuple[ModelImage, ...] = ()
    alts: tuple[str, ...] = ()
    """How the sender describes each of them; empty: not at all."""
    left_out: Mapping[ImageOmission, int] = dataclasses.field(default_factory=dict[ImageOmission, int])


def image_sources(message: hikari.PartialMessage) -> list[ImageSource]:
    """Return what may be an image in a message: attachments, and stickers that are single pictures."""
    found = [
        ImageSource(
            file.url, file.size, author_names.cleaned(file.description or "", LONGEST_ALT) if file.description else ""
        )
        for file in message.attachments or ()
        if (file.media_type or "").startswith("image/")
        or (not file.media_type and file.filename.lower().endswith(_ENDINGS))
    ]
    stickers = (each for each in message.stickers or () if each.format_type is hikari.StickerFormatType.PNG)
    return [*found, *(ImageSource(f"https://media.discordapp.net/stickers/{each.id}.png") for each in stickers)]


def media_type(data: bytes) -> str | None:
    """Return the type of an image by its first bytes; `None`: it is not one that models know."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp"
    return None


class ImageReader:
    """Downloads images."""

    def __init__(self, limits: ImageLimits) -> None:
        self._limits = limits
        self._room = asyncio.Semaphore(AT_ONCE)

    async def read(self, sources: Sequence[ImageSource]) -> FoundImages:
        """Download the first images; those that cannot go along are counted by the reason."""
        limits = self._limits
        chosen = sources[: limits.most]
        left_out = collections.Counter[ImageOmission]()
        if len(sources) > limits.most:
            left_out[ImageOmission.MANY] = len(sources) - limits.most
        if not chosen:
            return FoundImages(left_out=left_out)
        timeout = aiohttp.ClientTimeout(total=DOWNLOAD_S)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            read = await asyncio.gather(*(self._one(session, source) for source in chosen))
        images: list[ModelImage] = []
        alts: list[str] = []
        for source, found in zip(chosen, read, strict=True):
            if isinstance(found, ImageOmission):
                left_out[found] += 1
            else:
                images.append(found)
                alts.append(source.alt)
        return FoundImages(tuple(images), tuple(alts), left_out)

    async def _one(self, session: aiohttp.ClientSession, source: ImageSource) -> ModelImage | ImageOmission:
        limit = self._limits.largest
        if source.size > limit:
            return ImageOmission.LARGE
        if urllib.parse.urlsplit(source.url).hostname not in self._limits.hosts:
            return ImageOmission.GONE
        data = bytearray()
        try:
            # Nothing leads from there to another host.
            async with self._room, session.get(source.url, allow_redirects=False) as answer:
                if answer.status != 200:
                    return ImageOmission.GONE
                async for chunk in answer.content.iter_chunked(_CHUNK):
                    data += chunk
                    if len(data) > limit:
                        return ImageOmission.LARGE
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            _log.info("an image cannot be downloaded, so the model is not given it: %s", type(error).__name__)
            return ImageOmission.GONE
        kind = media_type(bytes(data[:16]))
        return ImageOmission.KIND if kind is None else ModelImage(bytes(data), kind)


def described(found: FoundImages, remark: Remark) -> tuple[Remark, ...]:
    """Return what the senders say of their images as remarks like the given one, without a text so far."""
    return tuple(
        dataclasses.replace(remark, text=f"[description of image {number}: {alt}]")
        for number, alt in enumerate(found.alts, 1)
        if alt
    )
