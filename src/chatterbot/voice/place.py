"""Where the bot is, according to the main gateway: the link between the main gateway and the voice driver."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from chatterbot import aio

__all__ = ("ConnectionInfo", "Place")


@dataclasses.dataclass(frozen=True, slots=True)
class ConnectionInfo:
    """Everything that is needed to open a voice session.

    Parameters
    ----------
    guild_id, channel_id, user_id
        The channel, and the bot's user.
    session_id
        The session id of the voice state.
    token
        The secret token; it is left out of the repr.
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
    """Collects the two dispatches that make a `ConnectionInfo`: the bot's voice state and the voice server, in either order.

    After a change of channel or a rejoin the known server is invalid until Discord names the next one; a null ``endpoint`` makes it
    invalid, too.

    Parameters
    ----------
    info
        The initial state.
    """

    def __init__(self, info: ConnectionInfo) -> None:
        self._guild_id = info.guild_id
        self._user_id = info.user_id
        self._channel_id: int | None = info.channel_id
        self._session_id = info.session_id
        self._token = info.token
        self._endpoint: str | None = info.endpoint
        self._server_is_fresh = False  # named since `mark_used`
        self._leave_expected = False
        self._changed = aio.Signal()

    def on_voice_state(self, channel_id: int | None, session_id: str) -> None:
        """Take the bot's voice state; without a channel the bot has left, unless `expect_rejoin` was called before."""
        if channel_id is None:
            if not self._leave_expected:
                self._channel_id = None
            self._leave_expected = False
        else:
            self._leave_expected = False
            if (channel_id, session_id) != (self._channel_id, self._session_id) and not self._server_is_fresh:
                self._endpoint = None
            self._channel_id, self._session_id = channel_id, session_id
        self._changed.tell()

    def on_voice_server(self, endpoint: str | None, token: str) -> None:
        """Take the voice server; an endpoint of `None` means that there is none for now."""
        self._endpoint, self._token = endpoint, token
        self._server_is_fresh = endpoint is not None
        self._changed.tell()

    def expect_rejoin(self) -> None:
        """Note that the bot leaves and joins again to get a new session: what is known of the old one is invalid."""
        self._leave_expected = True
        self._endpoint = None
        self._server_is_fresh = False

    @property
    def left(self) -> bool:
        """Whether the bot is in no channel."""
        return self._channel_id is None

    @property
    def channel_id(self) -> int | None:
        """The channel of the last voice state."""
        return self._channel_id

    def info(self) -> ConnectionInfo | None:
        """Return what to connect with; `None` while a part is missing."""
        if self._channel_id is None or self._endpoint is None:
            return None
        return ConnectionInfo(
            self._guild_id, self._channel_id, self._user_id, self._session_id, self._token, self._endpoint
        )

    def mark_used(self) -> None:
        """Note that the current `info` is being used for a connection."""
        self._server_is_fresh = False

    async def until(self, condition: Callable[[], bool], timeout_s: float | None = None) -> bool:
        """Wait until a condition on this object is true; return False if it was not in time."""
        return await self._changed.until(condition, timeout_s)
