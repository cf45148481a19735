"""`CarefulTransport`: sends what is needed and no more, and reads only so much."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import AsyncIterator
from typing import Final

import httpx2

__all__ = ("CarefulTransport", "UnreadableResponseError")

MOST_BYTES: Final = 64 * 2**20
"""Of one stream: an answer of 32,000 tokens with some hundred bytes around each has 16 MiB."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Bounds:
    """Of one JSON text: the library reads it at once, with an object for each value, while nothing else runs."""

    size: int
    """Bytes."""
    values: int
    """Brackets and commas. A million values in 4 MiB take half a minute."""


EVENT: Final = _Bounds(2**20, 20_000)
"""Of an event of a stream: mostly a word, at most a whole answer."""
BODY: Final = _Bounds(4 * 2**20, 50_000)
"""Of every other response: mostly some values, at most a list of some hundred models with all that is known of them."""
_STREAM: Final = "text/event-stream"
_EVENT_ENDS: Final = re.compile(rb"\r\n\r\n|\n\n|\r\r")
_SIGNS: Final = (b",", b"[", b"{")
_SENT: Final = frozenset(
    {
        "accept",
        "authorization",
        "connection",
        "content-length",
        "content-type",
        "host",
        "transfer-encoding",
        "user-agent",
    }
)
"""Headers that are sent. The library adds others: about this machine, and from environment variables that were set for other programs."""


class UnreadableResponseError(httpx2.RemoteProtocolError):
    """A response is packed, or too large."""


class CarefulTransport(httpx2.AsyncBaseTransport):
    """Passes requests on without needless headers; a response that is packed or too large ends with an error.

    Parameters
    ----------
    inner
        What sends them.
    stand_in
        A key that stands for none, because the library wants one: it is not sent.
    """

    def __init__(self, inner: httpx2.AsyncBaseTransport, stand_in: str) -> None:
        self._inner = inner
        self._unsent = f"Bearer {stand_in}"

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request."""
        sent = [
            (name, value) for name, value in request.headers.multi_items() if name in _SENT and value != self._unsent
        ]
        request.headers = httpx2.Headers(sent)
        request.headers["accept-encoding"] = "identity"  # a packed response could unpack to any size
        response = await self._inner.handle_async_request(request)
        if response.headers.get("content-encoding", "identity") != "identity":
            await response.aclose()
            raise UnreadableResponseError("a packed response, which was not asked for", request=request)
        if isinstance(response.stream, httpx2.AsyncByteStream):
            streamed = response.headers.get("content-type", "").lower().startswith(_STREAM)
            response.stream = _BoundedStream(response.stream, request, streamed=streamed)
        return response

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()


class _BoundedStream(httpx2.AsyncByteStream):
    def __init__(self, inner: httpx2.AsyncByteStream, request: httpx2.Request, *, streamed: bool) -> None:
        self._inner = inner
        self._request = request
        self._bounds = EVENT if streamed else BODY
        self._streamed = streamed

    async def __aiter__(self) -> AsyncIterator[bytes]:
        total = size = values = 0
        end = b""
        """Line breaks at the end of the part before: the end of an event may be cut."""
        async for part in self._inner:
            total += len(part)
            joined = end + part
            *before, last = _EVENT_ENDS.split(joined) if self._streamed else [part]
            for event in before:
                self._check(size + len(event), values + _values(event))
                size = values = 0
            size, values = size + len(last), values + _values(last)
            self._check(size, values)
            if total > MOST_BYTES:
                raise self._too_large()
            end = joined[len(joined.rstrip(b"\r\n")) :][-3:]
            yield part

    def _check(self, size: int, values: int) -> None:
        if size > self._bounds.size or values > self._bounds.values:
            raise self._too_large()

    def _too_large(self) -> UnreadableResponseError:
        return UnreadableResponseError("a response that is too large", request=self._request)

    async def aclose(self) -> None:
        await self._inner.aclose()


def _values(part: bytes) -> int:
    return sum(map(part.count, _SIGNS))
