"""Fetch documents from public addresses of the web.

A person may name any address, so it must not lead to what only this machine can reach. Every name is resolved here, every address it
has must be public, and the connection goes to the addresses that were looked at, not to what the name means a moment later. This is done
again for each redirect.
"""

from __future__ import annotations

import asyncio
import dataclasses
import ipaddress
import logging
import pathlib
import re
import socket
import zlib
from collections.abc import Callable
from typing import Any, Final
from urllib import parse

import aiohttp
import aiohttp.abc

import chatterbot
from chatterbot import errors
from chatterbot.documents import addresses, values

__all__ = ("DocumentFetcher", "FetchLimits")

_log = logging.getLogger(__name__)

_BLOCK: Final = 1 << 16
"""Bytes read or unpacked at once."""
_LONGEST_ADDRESS: Final = 2_000
_AGENT: Final = f"chatterbot/{chatterbot.__version__} (Discord bot; reads one page at a person's request)"
_ACCEPT: Final = "text/html,application/xhtml+xml,text/markdown,text/plain;q=0.9,application/pdf;q=0.9,*/*;q=0.5"
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_DOCUMENTS: Final = re.compile(
    r"text/(?!css|javascript)[\w.+-]{1,60}|application/(?:xhtml\+xml|pdf|x-pdf|json|[\w.-]{1,60}\+json|x-ndjson|jsonl?|yaml|x-yaml|zip"
    r"|x-zip-compressed|octet-stream|binary|msword|vnd\.[\w.+-]{1,100}|csv|markdown)|binary/octet-stream"
)
"""Types of what may be a document; its content decides what it is."""
_ENDINGS: Final = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/markdown": ".md",
    "text/plain": ".txt",
    "text/csv": ".csv",
    "application/pdf": ".pdf",
    "application/json": ".json",
}
"""Endings for pages whose address has none."""
_UNUSUAL: Final = re.compile(r"[^\w./:+-]")
_FILE_NAME: Final = re.compile(r"[^\w.() +-]")


@dataclasses.dataclass(frozen=True, slots=True)
class FetchLimits:
    """What fetching one document may cost."""

    max_bytes: int = 20 << 20
    """Bytes of the document, packed and unpacked (20 MiB): as `ParseLimits.max_bytes`."""
    time_limit_s: float = 30.0
    """Seconds for everything: names, redirects, and the document to its last byte."""
    max_redirects: int = 5
    """Redirects that are followed."""
    ports: frozenset[int] = frozenset({80, 443})
    """Ports that are connected to: on others there are seldom websites, but often services that trust their network."""
    at_once: int = 4
    """Documents fetched at the same time; others wait within their time limit."""


class DocumentFetcher:
    """Fetches documents by http and https, from public addresses only; keeps no connection and no cookie.

    Parameters
    ----------
    fetch_limits
        What one document may cost.
    is_allowed
        Which addresses may be connected to; by default the public ones of the internet.
    """

    def __init__(
        self,
        fetch_limits: FetchLimits | None = None,
        is_allowed: Callable[[addresses.IPAddress], bool] = addresses.is_public,
    ) -> None:
        self.limits = fetch_limits or FetchLimits()
        self._is_allowed = is_allowed
        self._slots = asyncio.Semaphore(self.limits.at_once)

    async def fetch(self, address: str) -> values.SourceFile:
        """Return the document at an address (http or https).

        Raises
        ------
        errors.InvalidInputError
            The address cannot or must not be fetched, or no document is there: ``error-fetch-address``, ``error-fetch-scheme``,
            ``error-fetch-credentials``, ``error-fetch-port(port)``, ``error-fetch-private(host)``, ``error-fetch-redirects(limit)``,
            ``error-fetch-status(status)``, ``error-fetch-type(type)``, ``error-fetch-too-large(limit)``,
            ``error-fetch-took-too-long(seconds)``, ``error-fetch-unreachable(host)``.
        """
        try:
            async with asyncio.timeout(self.limits.time_limit_s), self._slots:
                return await self._fetch(address.strip().removeprefix("<").removesuffix(">"))
        except TimeoutError:
            raise errors.InvalidInputError("error-fetch-took-too-long", seconds=self.limits.time_limit_s) from None

    async def _fetch(self, address: str) -> values.SourceFile:
        connector = aiohttp.TCPConnector(
            resolver=_CheckedResolver(self._is_allowed),
            socket_factory=self._socket,
            use_dns_cache=False,
            force_close=True,
        )
        async with aiohttp.ClientSession(
            connector=connector,
            headers={"User-Agent": _AGENT, "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"},
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,  # a proxy would resolve names by itself
            auto_decompress=False,  # unpacked here, within the limit
            requote_redirect_url=True,
            timeout=aiohttp.ClientTimeout(total=None),  # one limit for all of it
        ) as session:
            for _ in range(self.limits.max_redirects + 1):
                host = self._check(address)
                try:
                    async with session.get(address, allow_redirects=False) as response:
                        if response.status in _REDIRECTS and (target := response.headers.get("Location")):
                            address = _joined(address, target)
                            continue
                        return await self._document(address, response)
                except _ForbiddenAddressError:
                    raise errors.InvalidInputError("error-fetch-private", host=_harmless(host)) from None
                except (aiohttp.ClientError, OSError, ValueError) as error:
                    _log.info("a document could not be fetched: %s", type(error).__name__)
                    raise errors.InvalidInputError("error-fetch-unreachable", host=_harmless(host)) from None
        raise errors.InvalidInputError("error-fetch-redirects", limit=self.limits.max_redirects)

    def _socket(self, place: tuple[int, int, int, str, tuple[Any, ...]]) -> socket.socket:
        """Open a socket for an address, if it may be connected to.

        No name comes here unchecked. But what stands for a number does ("127.1", or one in full-width digits): it is no name to be resolved.
        """
        family, kind, protocol, _, target = place
        try:
            allowed = self._is_allowed(ipaddress.ip_address(str(target[0])))
        except ValueError:
            allowed = False
        if not allowed:
            raise _ForbiddenAddressError
        return socket.socket(family, kind, protocol)

    def _check(self, address: str) -> str:
        """Return the host of an address that may be asked."""
        try:
            parts = parse.urlsplit(address)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            raise errors.InvalidInputError("error-fetch-address") from None
        if len(address) > _LONGEST_ADDRESS or any(sign.isspace() or not sign.isprintable() for sign in address):
            raise errors.InvalidInputError("error-fetch-address")
        if parts.scheme not in {"http", "https"}:
            raise errors.InvalidInputError("error-fetch-scheme")
        if not host:
            raise errors.InvalidInputError("error-fetch-address")
        if "@" in parts.netloc:
            raise errors.InvalidInputError("error-fetch-credentials")
        if port is not None and port not in self.limits.ports:
            raise errors.InvalidInputError("error-fetch-port", port=str(port))
        try:
            literal = ipaddress.ip_address(host)
        except ValueError:
            return host  # a name; the resolver looks at its addresses
        if not self._is_allowed(literal):
            raise errors.InvalidInputError("error-fetch-private", host=_harmless(host))
        return host

    async def _document(self, address: str, response: aiohttp.ClientResponse) -> values.SourceFile:
        if response.status != 200:
            raise errors.InvalidInputError("error-fetch-status", status=response.status)
        said = response.headers.get("Content-Type", "")
        media_type = said.partition(";")[0].strip().casefold()
        if media_type and _DOCUMENTS.fullmatch(media_type) is None:
            raise errors.InvalidInputError("error-fetch-type", type=_harmless(media_type))
        declared = response.content_length
        if declared is not None and declared > self.limits.max_bytes:
            raise errors.InvalidInputError("error-fetch-too-large", limit=self.limits.max_bytes)
        data = await self._body(response)
        try:
            charset = response.charset or ""
        except (LookupError, ValueError, RuntimeError):
            charset = ""
        disposition = response.content_disposition
        name = (disposition.filename if disposition is not None else None) or parse.unquote(
            pathlib.PurePosixPath(parse.urlsplit(address).path).name
        )
        return values.SourceFile(_file_name(name, media_type), data, media_type, charset, address.partition("#")[0])

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        """Return what a server sends, unpacked, and stop where it is too much."""
        encoding = response.headers.get("Content-Encoding", "identity").strip().casefold()
        if encoding not in {"identity", "", "gzip", "x-gzip", "deflate"}:
            raise errors.InvalidInputError("error-fetch-type", type=_harmless(encoding))
        unpacker = None if encoding in {"identity", ""} else _Unpacker(raw=encoding == "deflate")
        data = bytearray()
        received = 0
        async for block in response.content.iter_chunked(_BLOCK):
            received += len(block)
            data += block if unpacker is None else unpacker.unpacked(block, self.limits.max_bytes - len(data))
            if max(received, len(data)) > self.limits.max_bytes:
                raise errors.InvalidInputError("error-fetch-too-large", limit=self.limits.max_bytes)
        return bytes(data)


class _ForbiddenAddressError(Exception):
    """A name has an address that must not be connected to. No `OSError`: aiohttp makes others of those."""


class _CheckedResolver(aiohttp.abc.AbstractResolver):
    """Resolves names, and refuses those that have any address which is not allowed."""

    def __init__(self, is_allowed: Callable[[addresses.IPAddress], bool]) -> None:
        self._is_allowed = is_allowed

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[aiohttp.abc.ResolveResult]:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM)
        results: list[aiohttp.abc.ResolveResult] = []
        for kind, _, protocol, _, place in found:
            address = str(place[0])
            if not self._is_allowed(ipaddress.ip_address(address)):
                raise _ForbiddenAddressError
            results.append(
                aiohttp.abc.ResolveResult(
                    hostname=host,
                    host=address,
                    port=int(place[1]),
                    family=kind,
                    proto=protocol,
                    flags=socket.AI_NUMERICHOST,
                )
            )
        return results

    async def close(self) -> None:
        return


class _Unpacker:
    """Unpacks a body block by block, and no further than the limit."""

    def __init__(self, *, raw: bool) -> None:
        self._raw = raw
        self._stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
        self._began = False

    def unpacked(self, block: bytes, most: int) -> bytes:
        """Return the content of a block, at most one byte more than `most`."""
        try:
            return self._next(block, most)
        except zlib.error:
            if self._began or not self._raw:
                raise errors.InvalidInputError("error-fetch-type", type="gzip") from None
            self._stream = zlib.decompressobj(wbits=-zlib.MAX_WBITS)  # what some servers mean by "deflate"
        try:
            return self._next(block, most)
        except zlib.error:
            raise errors.InvalidInputError("error-fetch-type", type="deflate") from None

    def _next(self, block: bytes, most: int) -> bytes:
        content = self._stream.decompress(block, most + 1)
        self._began = True
        return content


def _harmless(text: str) -> str:
    """Return what a server or an address says, short and without characters that mean something in Markdown."""
    return _UNUSUAL.sub("_", text)[:60]


def _joined(address: str, target: str) -> str:
    try:
        return parse.urljoin(address, target)
    except ValueError:
        raise errors.InvalidInputError("error-fetch-address") from None


def _file_name(name: str, media_type: str) -> str:
    """Return a name for what was fetched, with an ending."""
    plain = _FILE_NAME.sub("_", pathlib.PurePosixPath(name.replace("\\\\", "/")).name)[-100:]
    ending = _ENDINGS.get(media_type, "")
    if not pathlib.PurePosixPath(plain).suffix:
        return f"{plain or 'page'}{ending}"
    return plain
