"""The playground's world: one guild, its channels, and the two people one can be."""

from __future__ import annotations

import dataclasses
import secrets
from typing import TYPE_CHECKING, Final, Self

from chatterbot import standin
from chatterbot.standin.world import permissions

if TYPE_CHECKING:
    from types import TracebackType

FOUNDED_S: Final = 1_767_225_600.0
"""When the town was founded, POSIX time: the first second of 2026 UTC. Every id of it holds this moment."""
BOT_NAME: Final = "chatterbot"
BOT_PERMISSIONS: Final = (
    standin.Permission.VIEW_CHANNEL
    | standin.Permission.SEND_MESSAGES
    | standin.Permission.EMBED_LINKS
    | standin.Permission.ATTACH_FILES
    | standin.Permission.READ_MESSAGE_HISTORY
    | standin.Permission.ADD_REACTIONS
    | standin.Permission.CONNECT
    | standin.Permission.SPEAK
    | standin.Permission.SEND_VOICE_MESSAGES
)
"""Permissions of the bot's own role: what its invitation asks for."""
LOCALES: Final = {"en": "en-US", "ru": "ru"}
"""The page's languages, as Discord's clients name them."""
KEPT_CALLS: Final = 200
"""Entries of each of the stand-in's logs that are kept: enough to look at what went wrong, and with files of 10 MiB still bounded."""


class TownClock(standin.WorldClock):
    """Stands still until the town is built, then follows the machine's.

    Ids are made of the time; so the town's are the same at every start, and what was taught to its guild is found again.
    """

    def __init__(self) -> None:
        super().__init__()
        self._built = False

    def start(self) -> None:
        """Begin to follow the machine's clock."""
        self._built = True

    def now(self) -> float:
        """Tell the POSIX time in seconds."""
        return super().now() if self._built else FOUNDED_S


@dataclasses.dataclass(frozen=True, slots=True)
class Person:
    """Somebody the page can act as."""

    id: str
    name: str
    dm: standin.Json
    """The direct messages of this person and the bot."""
    admin: bool
    """Whether they manage the guild."""


class Town:
    """The stand-in of Discord with the playground's world in it; a context.

    The stand-in's own server gets a fresh seed: nobody who has not seen this process's memory knows the bot's token.
    """

    def __init__(self) -> None:
        clock = TownClock()
        self.discord = standin.StandIn(name=BOT_NAME, clock=clock, seed=secrets.token_hex())
        self.discord.keep(KEPT_CALLS)
        self.guild = self.discord.guild("Playground", bot_permissions=BOT_PERMISSIONS)
        self.channels = [
            self._channel("general", standin.ChannelType.TEXT),
            self._channel("help", standin.ChannelType.TEXT),
            self._channel("Lounge", standin.ChannelType.VOICE),
        ]
        managers = self.discord.role(self.guild, "Managers", permissions.EVERYONE | standin.Permission.MANAGE_GUILD)
        self.people = [self._person("Ann"), self._person("Boss", managers)]
        clock.start()

    async def __aenter__(self) -> Self:
        """Start the stand-in's server."""
        await self.discord.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it."""
        await self.discord.__aexit__(kind, error, trace)

    def _channel(self, name: str, kind: standin.ChannelType) -> standin.Json:
        return self.discord.channel(self.guild, name, kind)

    def _person(self, name: str, role: standin.Json | None = None) -> Person:
        actor = self.discord.user(name, self.channels[0])
        if role is not None:
            actor.give(role)
        return Person(actor.id, name, self.discord.dm(actor), role is not None)

    # -- questions

    def person(self, user_id: str | None) -> Person:
        """Find a person; an unknown id gives the first one."""
        return next((person for person in self.people if person.id == user_id), self.people[0])

    def actor(self, person: Person, language: str) -> standin.Actor:
        """Give a person whose client speaks a language, in the first channel."""
        return self.discord.user(person.name, self.channels[0], locale=LOCALES.get(language, "en-US"))

    def channels_of(self, person: Person) -> list[standin.Json]:
        """List the channels a person sees: the guild's and their own direct messages."""
        return [*self.channels, person.dm]

    def channel(self, person: Person, channel_id: str) -> standin.Json:
        """Find a channel a person sees.

        Raises
        ------
        standin.SetupError
            If they see no such channel.
        """
        for channel in self.channels_of(person):
            if channel["id"] == channel_id:
                return channel
        raise standin.SetupError("there is no such channel")
