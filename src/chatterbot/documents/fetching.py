"""Fetch documents from public addresses of the web."""

from __future__ import annotations

import contextlib
import dataclasses
import ipaddress
from collections.abc import AsyncGenerator, Callable
from typing import Self

from chatterbot.documents import values

__all__ = ("DocumentFetcher", "FetchLimits")


@dataclasses.dataclass(frozen=True, slots=True)
class FetchLimits:
    """What fetching one document may cost."""

    max_bytes: int = 20 << 20
    """Bytes of the document, packed and unpacked (20 MiB): as `ParseLimits.max_bytes`."""
    time_limit_s: float = 30.0
    """Seconds for everything: redirects, and the document to its last byte."""
    max_redirects: int = 5
    """Redirects that are followed."""
    ports: frozenset[int] = frozenset({80, 443})
    """Ports that are connected to: on others there are seldom websites, but often services that trust their network."""


class DocumentFetcher:
    """Fetches documents by http and https, from public addresses only."""

    def __init__(
        self,
        fetch_limits: FetchLimits,
        is_allowed: Callable[[ipaddress.IPv4Address | ipaddress.IPv6Address], bool] | None = None,
    ) -> None:
        self.limits = fetch_limits
        self._is_allowed = is_allowed

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls,
        fetch_limits: FetchLimits | None = None,
        is_allowed: Callable[[ipaddress.IPv4Address | ipaddress.IPv6Address], bool] | None = None,
    ) -> AsyncGenerator[Self, None]:
        """Yield a fetcher; leaving it closes its connections.

        Parameters
        ----------
        fetch_limits
            What one document may cost.
        is_allowed
            Which addresses may be connected to; by default the public ones of the internet.
        """
        yield cls(fetch_limits or FetchLimits(), is_allowed)

    async def fetch(self, address: str) -> values.SourceFile:
        """Return the document at an address (http or https).

        Raises
        ------
        errors.InvalidInputError
            ``error-fetch-...``: the address cannot or must not be fetched, or what is there is no document.
        """
        raise NotImplementedError
