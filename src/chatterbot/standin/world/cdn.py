"""Attachments: their storage, their links (which look signed, and expire) and their downloads."""

from __future__ import annotations

import asyncio
import mimetypes
import urllib.parse
from typing import TYPE_CHECKING

from aiohttp import web

from chatterbot.standin import images
from chatterbot.standin.world.world import File

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatterbot.standin.protocol import Json
    from chatterbot.standin.world.faults import Faults
    from chatterbot.standin.world.world import World

KEPT_FILES = 1000
"""Number of files from which those with expired links are deleted."""
GONE = "This content is no longer available."
CONTENT_TYPES = {".ogg": "audio/ogg", ".opus": "audio/opus", ".jsonl": "application/json", ".webm": "video/webm"}
"""Content types that Discord gives to some file name endings; Python's own table depends on the machine."""


class Cdn:
    """Stores attachments and answers their downloads.

    Parameters
    ----------
    world
        The world, which holds the files.
    base
        Returns the server's address, which is known only after the server has started.
    lifetime_s
        Seconds for which a link works; one day, as on Discord.
    """

    def __init__(self, world: World, faults: Faults, base: Callable[[], str], lifetime_s: float = 86_400.0) -> None:
        self._world = world
        self._faults = faults
        self._base = base
        self.lifetime_s = lifetime_s

    def store(
        self, channel_id: str, filename: str, data: bytes, content_type: str | None = None, *, ephemeral: bool = False
    ) -> Json:
        """Store a file; return its attachment object."""
        world = self._world
        now = world.clock.now()
        file_id = world.ids.snowflake()
        safe = safe_name(filename)
        kind = content_type or guess_type(filename)
        if len(world.files) >= KEPT_FILES:
            world.files = {key: file for key, file in world.files.items() if file.expires_at > now}
        world.files[file_id] = File(filename, kind, data, now + self.lifetime_s)
        folder = "ephemeral-attachments" if ephemeral else "attachments"
        query = f"?ex={int(now + self.lifetime_s):x}&is={int(now):x}&hm={world.ids.token()}&"
        url = f"{self._base()}/{folder}/{channel_id}/{file_id}/{urllib.parse.quote(safe)}{query}"
        attachment: Json = {
            "id": file_id,
            "filename": safe,
            "size": len(data),
            "content_type": kind,
            "url": url,
            "proxy_url": url,
        }
        if (size := images.size(data)) is not None:
            attachment["width"], attachment["height"] = size
        if safe != filename:
            attachment["title"] = filename
        if ephemeral:
            attachment["ephemeral"] = True
        return attachment

    def read(self, attachment: Json) -> bytes:
        """Return a stored attachment's bytes."""
        return self._world.files[attachment["id"]].data

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer a download."""
        if fault := self._faults.match("GET", request.path, request.path):
            await asyncio.sleep(fault.delay)
            if fault.cut and request.transport is not None:
                request.transport.abort()
            if fault.status is not None:
                return web.Response(status=fault.status, text=GONE)
        file = self._world.files.get(request.match_info["id"])
        signed = all(key in request.query for key in ("ex", "is", "hm"))
        if file is None or not signed or self._world.clock.now() > file.expires_at:
            return web.Response(status=404, text=GONE)
        return web.Response(body=file.data, headers={"Content-Type": file.content_type})


def safe_name(filename: str) -> str:
    """Return a file's name as Discord stores it: other characters than letters, digits and ``._-`` become ``_``."""
    return "".join(c if c.isalnum() or c in "._-" else "_" for c in filename) or "file"


def guess_type(filename: str) -> str:
    """Return a file's content type by its ending."""
    ending = "." + filename.rpartition(".")[2].lower()
    return CONTENT_TYPES.get(ending) or mimetypes.guess_type(filename)[0] or "application/octet-stream"
