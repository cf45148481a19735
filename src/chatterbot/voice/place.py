"""Where the bot is, by the main gateway's word: a small value that joins the main gateway to the voice driver."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from chatterbot import aio

__all__ = ("ConnectionInfo", "Place")


@dataclasses.dataclass(frozen=True, slots=True)
class ConnectionInfo:
    """All that a voice session is opened with.

    Parameters
    ----------
    guild_id, channel_id, user_id
        Where, and who.
    session_id
        Of the voice state.
    token
        Secret; left out of the representation.
    endpoint
        Address of the voice server with its scheme, ``wss://host:port``.
    """

    guild_id: int
    channel_id: int
    user_id: int
    session_id: str
    token: str = dataclasses.field(repr=False)
    endpoint: str


class Place:
    """Gathers the two dispatches that make a `ConnectionInfo`: own voice state and voice server, in either order.

    A change of channel, or a rejoin, voids the server until it is named anew; ``endpoint`` null voids it too.

    Parameters
    ----------
    info
        What is known at the start.
    """

    def __init__(self, info: ConnectionInfo) -> None:
        self._guild_id = info.guild_id
        self._user_id = info.user_id
        self._channel_id: int | None = info.channel_id
        self._session_id = info.session_id
        self._token = info.token
        self._endpoint: str | None = info.endpoint
        self._server_is_news = False  # named since the last `info` was used
        self._leave_expected = False
        self._news = aio.Signal()

    def state(self, channel_id: int | None, session_id: str) -> None:
        """Own voice state; without a channel the bot is out, unless `rejoining` announced it."""
        if channel_id is None:
            if not self._leave_expected:
                self._channel_id = None
            self._leave_expected = False
        else:
            self._leave_expected = False
            if (channel_id, session_id) != (self._channel_id, self._session_id) and not self._server_is_news:
                self._endpoint = None
            self._channel_id, self._session_id = channel_id, session_id
        self._news.tell()

    def server(self, endpoint: str | None, token: str) -> None:
        """The voice server, or none for now."""
        self._endpoint, self._token = endpoint, token
        self._server_is_news = endpoint is not None
        self._news.tell()

    def rejoining(self) -> None:
        """We leave and join again to get a fresh session: all that is known is void."""
        self._leave_expected = True
        self._endpoint = None
        self._server_is_news = False

    @property
    def gone(self) -> bool:
        """Whether the bot is in no channel."""
        return self._channel_id is None

    @property
    def channel_id(self) -> int | None:
        """The channel, by the last voice state."""
        return self._channel_id

    def info(self) -> ConnectionInfo | None:
        """What to connect with; `None` while a part is missing."""
        if self._channel_id is None or self._endpoint is None:
            return None
        return ConnectionInfo(
            self._guild_id, self._channel_id, self._user_id, self._session_id, self._token, self._endpoint
        )

    def used(self) -> None:
        """The present `info` is being connected with."""
        self._server_is_news = False

    async def until(self, condition: Callable[[], bool], timeout_s: float | None = None) -> bool:
        """Wait for news that fulfil a condition; False if none came in time."""
        return await self._news.until(condition, timeout_s)
