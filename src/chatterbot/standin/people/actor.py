"""A simulated user who uses the bot. An action that Discord would not let this user do raises `SetupError`."""

from __future__ import annotations

import collections
import functools
from typing import TYPE_CHECKING, Any, Literal, Self, overload

from chatterbot.standin import forums, threads
from chatterbot.standin.actions.messages import MAX_REACTIONS
from chatterbot.standin.errors import ApiError
from chatterbot.standin.people import components
from chatterbot.standin.people.client import Client, refuse
from chatterbot.standin.people.invocations import invoke
from chatterbot.standin.protocol import (
    MAX_CONTENT,
    MAX_FILES,
    ChannelType,
    CommandType,
    InteractionType,
    Json,
    MessageFlag,
)
from chatterbot.standin.rules import modals, slowmode
from chatterbot.standin.voice.client import people
from chatterbot.standin.world import clock
from chatterbot.standin.world.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from chatterbot.standin.actions.interactions import Interaction
    from chatterbot.standin.backend import Backend
    from chatterbot.standin.voice.client.peer import PeerOptions
    from chatterbot.standin.voice.client.person import VoicePerson

WAVEFORM = "AAAA"
"""A flat waveform (base64 of up to 256 bytes), for voice messages whose waveform does not matter."""
File = tuple[str, bytes] | tuple[str, bytes, str]


class Actor:
    """A user in a channel.

    Parameters
    ----------
    backend
        The stand-in's parts.
    data
        The user object.
    channel
        The channel where the user acts; see `at`.
    locale
        Locale of the user's client.
    """

    def __init__(self, backend: Backend, data: Json, channel: Json, locale: str = "en-US") -> None:
        self._backend = backend
        self.data = data
        self.channel = channel
        self.locale = locale
        self.id: str = data["id"]
        self.name: str = data["username"]

    def __repr__(self) -> str:
        """Return a text with the user and the channel."""
        return f"<Actor {self.name} in {self.channel.get('name', 'DM')}>"

    @property
    def mention(self) -> str:
        """The text that mentions this user."""
        return f"<@{self.id}>"

    @property
    def client(self) -> Client:
        """The user's client, as it shows this channel."""
        b = self._backend
        return Client(
            world=b.world,
            commands=b.commands,
            cdn=b.cdn,
            user=self.data,
            channel=self.channel,
            locale=self.locale,
            upload_limit=b.chat.upload_limit,
        )

    def at(self, channel: Json) -> Actor:
        """Return the same user in another channel; the user joins that channel's guild if necessary."""
        if "guild_id" in channel and self._backend.world.member(channel["guild_id"], self.id) is None:
            self._backend.builder.join(channel["guild_id"], self.data)
        return Actor(self._backend, self.data, channel, self.locale)

    def dm(self) -> Actor:
        """Return the same user in direct messages with the bot."""
        return self.at(self._backend.world.dm(self.data))

    # -- permissions

    @property
    def permissions(self) -> Permission:
        """The user's permissions in this channel."""
        return self._backend.world.allowed(self.id, self.channel)

    def with_permissions(self, allowed: Permission) -> Self:
        """Add a new role with these permissions to the user."""
        return self.give(self._backend.builder.role(self._guild_id(), f"{self.name}'s role", allowed))

    def give(self, role: Json) -> Self:
        """Add a role to the user."""
        self._backend.builder.set_roles(self._guild_id(), self.id, add=role["id"])
        return self

    def take(self, role: Json) -> Self:
        """Remove a role from the user."""
        self._backend.builder.set_roles(self._guild_id(), self.id, remove=role["id"])
        return self

    def time_out(self, seconds: float) -> Self:
        """Time the user out, as a moderator does; 0 seconds ends the timeout."""
        until = clock.iso(self._backend.world.clock.now() + seconds) if seconds > 0 else None
        self._backend.builder.change_member(self._guild_id(), self.id, communication_disabled_until=until)
        return self

    def leave(self) -> None:
        """Leave the guild."""
        self._backend.builder.leave(self._guild_id(), self.id)

    def close_dms(self) -> None:
        """Accept no more direct messages from the bot."""
        self._backend.world.closed_dms.add(self.id)

    def _guild_id(self) -> str:
        guild_id = self.channel.get("guild_id")
        return guild_id if guild_id is not None else refuse("direct messages have no roles, members or voice")

    def _need(self, needed: Permission) -> None:
        if missing := self._backend.world.required_permissions(self.channel, needed) & ~self.permissions:
            refuse(f"{self.name} lacks {missing.name} here")

    # -- messages

    async def say(
        self,
        content: str = "",
        *,
        files: Sequence[File] = (),
        reply_to: Json | None = None,
        ping: bool = True,
        flags: int = 0,
    ) -> Json:
        """Write a message.

        Parameters
        ----------
        files
            ``(name, bytes)`` or ``(name, bytes, content type)``.
        reply_to
            The message to reply to.
        ping
            Whether the reply mentions that message's author.
        """
        if self.channel["type"] == ChannelType.FORUM:
            refuse("a forum has no messages of its own; see start_post()")
        attachments = self._written(content, files)
        if reply_to is not None:
            self._visible(reply_to)
            self._need(Permission.READ_MESSAGE_HISTORY)
        return self._post(content, attachments, reply_to, flags, ping=ping)

    async def start_post(
        self, title: str, content: str = "", *, files: Sequence[File] = (), tags: Sequence[str] = ()
    ) -> Json:
        """Start a post in this forum, with tags by name, and return its thread; write on in it with ``at(thread)``."""
        b = self._backend
        if self.channel["type"] != ChannelType.FORUM:
            refuse("posts are in forums only")
        attachments = self._written(content, files)
        ids = {tag["name"]: tag["id"] for tag in self.channel["available_tags"]}
        if unknown := [name for name in tags if name not in ids]:
            refuse(f"{unknown} is not among the forum's tags {list(ids)}")
        applied = [ids[name] for name in tags]
        try:
            forums.check_applied(b.world, self.channel, applied, self.id)
        except ApiError as error:
            refuse(str(error))
        new = forums.NewPost(title, {"content": content}, tags=applied, extra={"attachments": attachments})
        return forums.start_post(b, self.channel, self.data, new)

    async def start_thread(self, name: str, message: Json | None = None) -> Json:
        """Start a public thread, from a message or in this channel, and return it; write in it with ``at(thread)``."""
        self._need(Permission.VIEW_CHANNEL | Permission.CREATE_PUBLIC_THREADS)
        if message is not None:
            self._visible(message)
        if self.channel["type"] not in threads.PARENTS or (message and message["id"] in self._backend.world.channels):
            refuse("no thread can be started here")
        return threads.start(self._backend, self.channel, self.id, name, message=message)

    def _written(self, content: str, files: Sequence[File]) -> list[Json]:
        """Check a message that is written here, and return its attachments."""
        needed = Permission.ATTACH_FILES if files else Permission(0)
        self._need(Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES | needed)
        if not content.strip() and not files:
            refuse("an empty message cannot be sent")
        if len(content) > MAX_CONTENT or len(files) > MAX_FILES:
            refuse("the message is too long, or has too many files")
        return [self.client.upload(file) for file in files]

    async def attach_voice(
        self,
        audio: bytes,
        *,
        duration: float = 1.0,
        waveform: str = WAVEFORM,
        filename: str = "voice-message.ogg",
        reply_to: Json | None = None,
    ) -> Json:
        """Send a voice message of the type its name implies; ``duration`` in seconds, ``waveform`` in base64."""
        self._need(Permission.SEND_MESSAGES | Permission.ATTACH_FILES | Permission.SEND_VOICE_MESSAGES)
        attachment = self.client.upload((filename, audio))
        attachment |= {"duration_secs": duration, "waveform": waveform}
        return self._post("", [attachment], reply_to, MessageFlag.IS_VOICE_MESSAGE, ping=True)

    def _post(self, content: str, attachments: list[Json], reply_to: Json | None, flags: int, *, ping: bool) -> Json:
        b = self._backend
        if wait := slowmode.wait_s(b.world, self.channel, self.id):
            refuse(f"slowmode: {self.name} has to wait {wait:.1f} s")
        body: Json = {"content": content, "flags": flags}
        if not ping:
            body["allowed_mentions"] = {"parse": ["users", "roles", "everyone"], "replied_user": False}
        extra: Json = {"attachments": attachments}
        threads.before_message(b, self.channel, self.id)
        return b.chat.post(self.channel, self.data, body, {}, reply_to=reply_to, extra=extra)

    async def edit(self, message: Json, content: str) -> Json:
        """Edit a message of one's own."""
        self._own(message)
        return self._backend.chat.edit(message, {"content": content}, {})

    async def delete(self, message: Json) -> None:
        """Delete a message of one's own, or any message with the permission to manage messages."""
        self._visible(message)
        if message["author"]["id"] != self.id and message["id"] not in self._backend.world.ephemerals:
            self._need(Permission.MANAGE_MESSAGES)
        self._backend.chat.delete(message)

    async def react(self, message: Json, emoji: str) -> None:
        """React to a message."""
        self._visible(message)
        self._need(Permission.READ_MESSAGE_HISTORY)
        shown: list[Json] = message.get("reactions", [])
        if not any(reaction["emoji"]["name"] == emoji for reaction in shown):
            self._need(Permission.ADD_REACTIONS)
            if len(shown) >= MAX_REACTIONS:
                refuse("the message has too many reactions")
        self._backend.chat.react(message, self.id, emoji)

    async def unreact(self, message: Json, emoji: str) -> None:
        """Remove one's own reaction."""
        self._visible(message)
        self._backend.chat.unreact(message, self.id, emoji)

    async def typing(self) -> None:
        """Show that the user is typing."""
        self._need(Permission.SEND_MESSAGES)
        self._backend.chat.typing(self.channel, self.id)

    def messages(self) -> list[Json]:
        """Return the messages the user sees in this channel, oldest first, with the ephemeral messages for them."""
        world = self._backend.world
        if world.required_permissions(self.channel, Permission.VIEW_CHANNEL) & ~self.permissions:
            return []
        own = [m for who, m in world.ephemerals.values() if who == self.id and m["channel_id"] == self.channel["id"]]
        return sorted((*world.messages[self.channel["id"]].values(), *own), key=lambda message: int(message["id"]))

    def _visible(self, message: Json) -> None:
        world = self._backend.world
        who, _ = world.ephemerals.get(message["id"], (None, None))
        if who is not None and who != self.id:
            refuse("that message is ephemeral, for somebody else")
        if who is None and message["id"] not in world.messages[message["channel_id"]]:
            refuse("that message is gone")
        if message["channel_id"] != self.channel["id"]:
            refuse("that message is in another channel; see at()")
        self._need(Permission.VIEW_CHANNEL)

    def _own(self, message: Json) -> None:
        self._visible(message)
        if message["author"]["id"] != self.id:
            refuse("only own messages can be edited")

    # -- commands

    def commands(self) -> list[Json]:
        """Return the commands the user sees in this channel."""
        return self.client.commands()

    async def slash(self, path: str, /, *, wait: bool = True, **options: Any) -> Interaction:
        """Use a chat input command (``"name group subcommand"``) and return the interaction, by default after the first answer.

        Raises
        ------
        SetupError
            If the client would not let the user do it.
        NoAnswerError
            If the bot does not answer in time (3 s).
        """
        interaction = invoke(self._backend, self, InteractionType.COMMAND, self.client.fill_in(path, options))
        return await interaction.acknowledged() if wait else interaction

    async def complete(self, path: str, option: str, text: str | float, /, **others: Any) -> list[Json]:
        """Type into an option with autocomplete; return the suggestions, each ``{"name", "value"}``."""
        data = self.client.fill_in(path, {**others, option: text}, focused=option)
        return (await invoke(self._backend, self, InteractionType.AUTOCOMPLETE, data).acknowledged()).choices

    async def context(self, name: str, target: Json | Actor, *, wait: bool = True) -> Interaction:
        """Use a context menu command on a message or a user."""
        on_user = isinstance(target, Actor) or "username" in target
        command = self.client.find(name, CommandType.USER if on_user else CommandType.MESSAGE)
        data: Json = {"id": command["id"], "name": command["name"], "type": command["type"]}
        if "guild_id" in command:
            data["guild_id"] = command["guild_id"]
        resolved: dict[str, Json] = collections.defaultdict(dict)
        if isinstance(target, Actor) or on_user:
            user = target.data if isinstance(target, Actor) else target
            self.client.resolve_user(user, resolved)
            data["target_id"] = user["id"]
        else:
            self._visible(target)
            resolved["messages"][target["id"]] = target
            data["target_id"] = target["id"]
        interaction = invoke(self._backend, self, InteractionType.COMMAND, data | {"resolved": dict(resolved)})
        return await interaction.acknowledged() if wait else interaction

    # -- components

    async def click(self, message: Json, which: str, *, wait: bool = True) -> Interaction:
        """Click a button, by label, emoji or ``custom_id``."""
        self._visible(message)
        data = components.press(message, which)
        interaction = invoke(self._backend, self, InteractionType.COMPONENT, data, source=message)
        return await interaction.acknowledged() if wait else interaction

    async def choose(self, message: Json, which: str, *values: Any, wait: bool = True) -> Interaction:
        """Choose from a menu found by placeholder or ``custom_id``: values, or users, roles and channels in menus of those."""
        self._visible(message)
        data = components.choose(self.client, message, which, values)
        interaction = invoke(self._backend, self, InteractionType.COMPONENT, data, source=message)
        return await interaction.acknowledged() if wait else interaction

    async def submit(self, opener: Interaction, values: Mapping[str, Any], *, wait: bool = True) -> Interaction:
        """Submit the modal that an interaction opened; see `Interaction.submit`."""
        if opener.modal is None:
            refuse("no modal was opened")

        store = functools.partial(self.client.upload, ephemeral=True)
        data = modals.fill_in(opener.modal, values, store, functools.partial(components.resolved, self.client))
        interaction = invoke(self._backend, self, InteractionType.MODAL, data, source=opener.source, opener=opener)
        return await interaction.acknowledged() if wait else interaction

    # -- voice

    @overload
    async def join_voice(
        self, channel: Json, *, sound: Literal[True] = True, settings: PeerOptions | None = None
    ) -> VoicePerson: ...

    @overload
    async def join_voice(self, channel: Json, *, sound: Literal[False]) -> None: ...

    async def join_voice(
        self, channel: Json, *, sound: bool = True, settings: PeerOptions | None = None
    ) -> VoicePerson | None:
        """Join a voice channel, or move to it.

        Parameters
        ----------
        sound
            Whether the user gets a voice client that speaks and hears; without it there is a voice state only.
        settings
            How that client behaves, for tests with faulty clients.
        """
        there = self.at(channel)
        there._need(Permission.VIEW_CHANNEL | Permission.CONNECT)  # noqa: SLF001  # the same class
        b = self._backend
        if not b.voice.may_connect(self.id, channel):
            refuse(f"{channel.get('name')} is full, or no voice channel")
        await people.hang_up(b, self.id, self._guild_id())
        b.voice.put(self.id, channel["guild_id"], channel["id"])
        if not sound:
            return None
        return await people.bring(b, self.data, channel["guild_id"], settings)

    async def leave_voice(self) -> None:
        """Leave the voice channel."""
        if self._backend.voice.state(self._guild_id(), self.id) is None:
            refuse(f"{self.name} is in no voice channel")
        await people.hang_up(self._backend, self.id, self._guild_id())
        if self._backend.voice.state(self._guild_id(), self.id) is not None:
            self._backend.voice.put(self.id, self._guild_id(), None)
