"""`CarefulTransport`: sends what is needed and no more, and reads only so much."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

import httpx2

__all__ = ("CarefulTransport", "UnreadableResponseError")

MOST_BYTES: Final = 64 * 2**20
"""Of one response: an answer of 32,000 tokens with some hundred bytes around each has 16 MiB."""
MOST_LINE_BYTES: Final = 4 * 2**20
"""Of one line of server-sent events: the library keeps it in memory until it ends."""
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
            response.stream = _BoundedStream(response.stream, request)
        return response

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()


class _BoundedStream(httpx2.AsyncByteStream):
    def __init__(self, inner: httpx2.AsyncByteStream, request: httpx2.Request) -> None:
        self._inner = inner
        self._request = request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        total = line = 0
        async for part in self._inner:
            total += len(part)
            end = max(part.rfind(b"\n"), part.rfind(b"\r"))
            line = line + len(part) if end < 0 else len(part) - end - 1
            if total > MOST_BYTES or line > MOST_LINE_BYTES:
                raise UnreadableResponseError("a response that is too large", request=self._request)
            yield part

    async def aclose(self) -> None:
        await self._inner.aclose()
