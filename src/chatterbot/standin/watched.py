"""What has happened in the stand-in, and waiting for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatterbot.standin.protocol import Json
from chatterbot.standin.world.events import SUBSCRIPTION_LIMIT, EventSubscription, WorldEvents

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatterbot.standin.actions.interactions import Interaction
    from chatterbot.standin.backend import Backend
    from chatterbot.standin.gateway.gateway import GatewayServer
    from chatterbot.standin.rest.exchange import Exchange
    from chatterbot.standin.rest.server import Rest
    from chatterbot.standin.world.world import World

WAIT_S = 5.0
"""Seconds a test waits for something, unless it says otherwise."""


class WatchedStandIn:
    """The part of the stand-in that tests look at."""

    world: World
    backend: Backend
    changes: WorldEvents
    gateway: GatewayServer
    rest: Rest

    @property
    def app_id(self) -> str:
        """Identity of the application, and of the bot's user."""
        return self.world.app_id

    def messages(self, channel: Json) -> list[Json]:
        """List a channel's messages, oldest first; ephemeral ones are in `Actor.messages`."""
        return list(self.world.messages[channel["id"]].values())

    @property
    def commands(self) -> list[Json]:
        """Global commands as registered."""
        return self.backend.commands.all()

    def guild_commands(self, guild: Json) -> list[Json]:
        """List commands registered for one guild."""
        return self.backend.commands.all(guild["id"])

    @property
    def interactions(self) -> list[Interaction]:
        """All interactions, oldest first."""
        return self.backend.answers.all()

    @property
    def calls(self) -> list[Exchange]:
        """REST calls, oldest first."""
        return self.rest.calls

    @property
    def unrouted(self) -> list[tuple[str, str]]:
        """REST calls the stand-in knows nothing of; they got 404."""
        return self.rest.unrouted

    def transcript(self, last: int = 10) -> str:
        """Show the latest REST calls, a line each."""
        return self.rest.transcript(last)

    def subscribe(self, limit: int = SUBSCRIPTION_LIMIT) -> EventSubscription:
        """Follow changes of the world; a context, to be read with ``async for``."""
        return self.changes.subscribe(limit)

    async def wait_message(
        self,
        channel: Json,
        predicate: Callable[[Json], object] = lambda _: True,
        timeout_s: float = WAIT_S,
        *,
        by_bot: bool = True,
        after: Json | None = None,
    ) -> Json:
        """Wait for a message in a channel; gives the newest that fits, also of those already there.

        Parameters
        ----------
        after
            Only messages after this one count.
        """
        least = int(after["id"]) if after is not None else 0

        def find() -> list[Json]:
            return [
                message
                for message in self.messages(channel)
                if int(message["id"]) > least
                and (not by_bot or message["author"]["id"] == self.app_id)
                and predicate(message)
            ]

        def words() -> str:
            written = [(m["author"]["username"], m["content"]) for m in self.messages(channel)[-5:]]
            return f"no such message within {timeout_s} s; latest: {written}; traffic:\n{self.transcript()}"

        return (await self.changes.until(find, timeout_s, words))[-1]

    async def wait_reply(self, message: Json, timeout_s: float = WAIT_S) -> Json:
        """Wait for the bot's reply to a message."""

        def answers(candidate: Json) -> bool:
            return candidate.get("message_reference", {}).get("message_id") == message["id"]

        return await self.wait_message(self.world.channels[message["channel_id"]], answers, timeout_s)

    async def wait_until(self, predicate: Callable[[], object], timeout_s: float = WAIT_S) -> None:
        """Wait until something is so; looked at after every change and every call."""
        await self.changes.until(predicate, timeout_s, lambda: f"not so within {timeout_s} s:\n{self.transcript()}")

    async def wait_ready(self, timeout_s: float = 10.0) -> None:
        """Wait until a client is connected to the gateway."""
        await self.gateway.wait_ready(timeout_s)
