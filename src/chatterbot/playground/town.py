"""The playground's world: one guild, its channels, and the two people the page can act as."""

from __future__ import annotations

import dataclasses
import secrets
from typing import TYPE_CHECKING, Final, Self

from chatterbot import standin
from chatterbot.standin import protocol
from chatterbot.standin.world import permissions

if TYPE_CHECKING:
    from types import TracebackType

FOUNDED_S: Final = 1_767_225_600.0
"""POSIX time at which the town's objects were made: the first second of 2026 UTC. All their ids contain it."""
BOT_NAME: Final = "chatterbot"
BOT_PERMISSIONS: Final = (
    standin.Permission.VIEW_CHANNEL
    | standin.Permission.SEND_MESSAGES
    | standin.Permission.SEND_MESSAGES_IN_THREADS
    | standin.Permission.EMBED_LINKS
    | standin.Permission.ATTACH_FILES
    | standin.Permission.READ_MESSAGE_HISTORY
    | standin.Permission.ADD_REACTIONS
    | standin.Permission.CONNECT
    | standin.Permission.SPEAK
    | standin.Permission.SEND_VOICE_MESSAGES
)
"""Permissions of the bot's own role: those its invitation asks for."""
POSTS: Final = (
    ("Ann", "Where do I report a bug?", "Something is broken in the app. Where do I write about it?"),
    ("Boss", "Как предложить новую функцию?", "Есть идея, как сделать приложение лучше. Куда её написать?"),
)
"""The posts that the forum begins with: who wrote it, its title and its text."""
VIEW: Final = standin.Permission.VIEW_CHANNEL
LOCALES: Final = {"en": "en-US", "ru": "ru"}
"""Discord's locale for each language of the page."""
KEPT_CALLS: Final = 200
"""Entries kept in each of the stand-in's logs: enough to find an error, and few enough for the memory, as an entry may hold 10 MiB."""


class TownClock(standin.WorldClock):
    """A clock that stands still until the town is built, and then follows the machine's clock.

    Ids are made from the time. So the town's ids are the same at every start, and what was taught to its guild is found again.
    """

    def __init__(self) -> None:
        super().__init__()
        self._built = False

    def start(self) -> None:
        """Begin to follow the machine's clock."""
        self._built = True

    def now(self) -> float:
        """Return the POSIX time in seconds."""
        return super().now() if self._built else FOUNDED_S


@dataclasses.dataclass(frozen=True, slots=True)
class Person:
    """A person the page can act as."""

    id: str
    name: str
    dm: standin.Json
    """The direct message channel of this person and the bot."""
    admin: bool
    """Whether the person may manage the guild."""


class Town:
    """The stand-in of Discord with the playground's world in it, as an async context.

    The stand-in gets a random seed, so that nobody outside this process can guess the bot's token.

    Parameters
    ----------
    restarted
        Whether the playground ran before with the same data folder. The town lives in memory, so the page says that the chat is gone.
    """

    def __init__(self, *, restarted: bool = False) -> None:
        self.restarted = restarted
        clock = TownClock()
        self.discord = standin.StandIn(standin.StandInOptions(name=BOT_NAME, seed=secrets.token_hex()), clock=clock)
        self.discord.keep(KEPT_CALLS)
        self.guild = self.discord.guild("Playground", bot_permissions=BOT_PERMISSIONS)
        self.channels = [
            self._channel("general", standin.ChannelType.TEXT),
            self._channel("help", standin.ChannelType.TEXT),
            self._channel("Lounge", standin.ChannelType.VOICE),
        ]
        managers = self.discord.role(self.guild, "Managers", permissions.EVERYONE | standin.Permission.MANAGE_GUILD)
        self.people = [self._person("Ann"), self._person("Boss", managers)]
        # After the people, whose ids stay as they were in older versions: what they taught is kept under these.
        self.forum = self.discord.forum(self.guild, "questions", ["Solved"])
        self.channels.insert(2, self.forum)
        clock.start()

    async def __aenter__(self) -> Self:
        """Start the stand-in's server, and write the forum's first posts."""
        await self.discord.__aenter__()
        for name, title, content in POSTS:
            await self.discord.user(name, self.forum).start_post(title, content)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the stand-in's server."""
        await self.discord.__aexit__(kind, error, trace)

    def _channel(self, name: str, kind: standin.ChannelType) -> standin.Json:
        return self.discord.channel(self.guild, name, kind)

    def _person(self, name: str, role: standin.Json | None = None) -> Person:
        actor = self.discord.user(name, self.channels[0])
        if role is not None:
            actor.give(role)
        return Person(actor.id, name, self.discord.dm(actor), role is not None)

    # -- lookups

    def person(self, user_id: str | None) -> Person:
        """Return the person with this id, or the first person if the id is unknown."""
        return next((person for person in self.people if person.id == user_id), self.people[0])

    def actor(self, person: Person, language: str) -> standin.Actor:
        """Return the actor for a person in the first channel, whose client uses this language of the page."""
        return self.discord.user(person.name, self.channels[0], locale=LOCALES.get(language, "en-US"))

    def threads_of(self, person: Person) -> list[standin.Json]:
        """Return the threads a person sees, posts of forums included, those with the latest message first."""
        world = self.discord.world
        found = (
            channel
            for channel in world.channels.values()
            if channel["type"] in protocol.THREADS and world.allowed(person.id, channel) & VIEW
        )
        return sorted(found, key=lambda thread: int(thread["last_message_id"] or thread["id"]), reverse=True)

    def channels_of(self, person: Person) -> list[standin.Json]:
        """Return the channels a person sees: the guild's with their threads, and their direct messages with the bot."""
        return [*self.channels, *self.threads_of(person), person.dm]

    def channel(self, person: Person, channel_id: str) -> standin.Json:
        """Return a channel that a person sees.

        Raises
        ------
        standin.SetupError
            If they see no such channel.
        """
        for channel in self.channels_of(person):
            if channel["id"] == channel_id:
                return channel
        raise standin.SetupError("there is no such channel")
