"""What a person did, and how to answer: a slash or context-menu command, a button, a form, or a text command.

Handlers are written once, for `Context`; `Loader` makes the right kind. No answer ever pings a person, whatever text is in it.
"""

from __future__ import annotations

import abc
import contextlib
import enum
import logging
from collections.abc import AsyncGenerator, Coroutine, Generator, Mapping, Sequence
from typing import Any, Final

import hikari

from chatterbot import errors
from chatterbot.aio import background
from chatterbot.discord import acknowledging, components
from chatterbot.discord import sending as discord_sending
from chatterbot.discord.localization import Translator
from chatterbot.discord.progress import ProgressMessage

__all__ = ("Context", "InteractionContext", "manages", "roles_of")

_log = logging.getLogger(__name__)

UPLOAD_LIMIT: Final = 10 * 1024 * 1024
"""Bytes of a file the bot may send where Discord names no limit (its default since January 2025)."""
ALREADY_ANSWERED: Final = 40060
"""Discord's code for a second first answer: hikari repeats a request that failed after the work was done."""
TOO_LATE: Final = 10062
"""Discord's code for a first answer later than 3 seconds: the person was told that the bot does not respond."""
EXPIRED: Final = frozenset({10015, 50027})
"""Discord's codes for an interaction older than 15 minutes: unknown webhook, invalid webhook token."""

_MANAGER: Final = hikari.Permissions.MANAGE_GUILD | hikari.Permissions.ADMINISTRATOR

Answerable = hikari.CommandInteraction | hikari.ComponentInteraction | hikari.ModalInteraction


def manages(member: hikari.InteractionMember | None, guild_id: int | None) -> bool:
    """Tell whether the person of an interaction may manage its guild; in a direct message everybody may.

    Parameters
    ----------
    member
        Who used it, as the interaction says; without one nobody manages a guild.
    guild_id
        `None` in a direct message.
    """
    if guild_id is None:
        return True
    return member is not None and bool(member.permissions & _MANAGER)


def roles_of(member: hikari.Member | None) -> frozenset[int]:
    """Return the ids of a member's roles; none for a person who is not known as a member."""
    return frozenset() if member is None else frozenset(int(role) for role in member.role_ids)


class Context(abc.ABC):
    """A person who uses the bot in a channel, and the way to answer them in their language."""

    def __init__(self, *, translate: Translator, author: hikari.User, channel_id: int, guild_id: int | None) -> None:
        self.translate = translate
        self.author = author
        self.channel_id = int(channel_id)
        self.guild_id = None if guild_id is None else int(guild_id)
        self.failed_in_progress = False
        """Whether the answer still shows the progress of work that failed; the error message then takes its place."""

    @property
    def author_id(self) -> int:
        """The id of the person."""
        return int(self.author.id)

    @property
    def scope_id(self) -> int:
        """Whose examples and settings this is about: the guild's id, in a direct message the person's."""
        return self.author_id if self.guild_id is None else self.guild_id

    @property
    def language(self) -> str:
        """The language code of `translate`."""
        return self.translate.language

    @property
    def upload_limit(self) -> int:
        """The size of the largest file that can be sent here, in bytes."""
        return UPLOAD_LIMIT

    @property
    @abc.abstractmethod
    def is_manager(self) -> bool:
        """Whether the person may manage this guild (Manage Server or Administrator); always in a direct message."""

    @property
    @abc.abstractmethod
    def role_ids(self) -> frozenset[int]:
        """The ids of the person's roles in this guild, as Discord said with what they did; empty in a direct message."""

    @property
    @abc.abstractmethod
    def answered(self) -> bool:
        """Whether there is an answer already, other than "thinking"."""

    @abc.abstractmethod
    async def defer(self, *, private: bool = True) -> None:
        """Show "thinking": needed within 3 seconds, before anything slow. `private` also decides for the answer that follows."""

    @abc.abstractmethod
    async def answer(
        self,
        text: str = "",
        *,
        private: bool = True,
        embeds: Sequence[hikari.Embed] = (),
        files: Sequence[hikari.Resourceish] = (),
        buttons: Sequence[components.Component] = (),
    ) -> None:
        """Answer the person; after `defer` in place of "thinking", after an answer in a further message.

        `private` answers are seen by the person only (where Discord can do that: not for text commands).
        A text longer than a message is sent as a file.
        """

    @abc.abstractmethod
    async def revise(
        self,
        text: str = "",
        *,
        embeds: Sequence[hikari.Embed] = (),
        files: Sequence[hikari.Resourceish] = (),
        buttons: Sequence[components.Component] = (),
    ) -> None:
        """Put this in the place of the first answer, or answer if there is none."""

    async def _step(self, text: str, buttons: Sequence[components.Component]) -> None:
        """Show a step of work under way in the first answer; raise Discord's error if that cannot be edited any more."""
        await self.revise(text, buttons=buttons)

    @contextlib.asynccontextmanager
    async def progress(self, *buttons: components.Button) -> AsyncGenerator[ProgressMessage]:
        """Show how far long work is during the block, with `buttons` below.

        Call `defer` before, and `revise` with the result after the block.
        """
        progress = ProgressMessage(lambda text: self._step(text, buttons))
        async with background(progress.run(), "progress"):
            try:
                yield progress
            except Exception:
                self.failed_in_progress = True
                raise
            finally:
                await progress.close()


class _Stage(enum.Enum):
    OPEN = enum.auto()
    DEFERRED = enum.auto()
    ANSWERED = enum.auto()
    LOST = enum.auto()
    """The first answer came too late; Discord takes none any more."""


class InteractionContext(Context):
    """A slash command, context-menu command, button or submitted form.

    Parameters
    ----------
    interaction
        As hikari received it.
    translate
        In the person's language.
    argument
        The part after the verb in the custom id of a button or form; empty for commands.
    """

    def __init__(self, interaction: Answerable, translate: Translator, argument: str = "") -> None:
        super().__init__(
            translate=translate,
            author=interaction.user,
            channel_id=interaction.channel_id,
            guild_id=interaction.guild_id,
        )
        self.interaction = interaction
        self.argument = argument
        self._stage = _Stage.OPEN
        self._replacing = False
        self._form_shown = False

    @property
    def is_manager(self) -> bool:
        return manages(self.interaction.member, self.guild_id)

    @property
    def role_ids(self) -> frozenset[int]:
        return roles_of(self.interaction.member)

    @property
    def answered(self) -> bool:
        return self._stage is _Stage.ANSWERED

    @property
    def takes_more(self) -> bool:
        """Whether a further message can follow: there is an answer, and it is not a form that the person is filling in."""
        return self.answered and not self._form_shown

    @property
    def upload_limit(self) -> int:
        return self.interaction.attachment_size_limit or UPLOAD_LIMIT

    @property
    def message(self) -> hikari.Message:
        """The message of a button (or of the button that opened a form).

        Raises
        ------
        TypeError
            If there is none; that is a bug.
        """
        message = getattr(self.interaction, "message", None)
        if not isinstance(message, hikari.Message):
            raise TypeError("a command has no message of its own")
        return message

    @property
    def number(self) -> int:
        """The argument of a button or form as an id.

        Raises
        ------
        errors.NotFoundError
            As `components.number`.
        """
        return components.number(self.argument)

    @property
    def values(self) -> Sequence[str]:
        """What was chosen from a menu: the choices' values, or ids of users, roles or channels.

        Raises
        ------
        errors.NotFoundError
            ``error-button-broken``, if this is no menu.
        """
        interaction = self.interaction
        if (
            not isinstance(interaction, hikari.ComponentInteraction)
            or interaction.component_type is hikari.ComponentType.BUTTON
        ):
            raise errors.NotFoundError("error-button-broken")
        return interaction.values

    def field(self, name: str) -> str:
        """Return the text typed into a field of a form, without blanks around it.

        Raises
        ------
        errors.NotFoundError
            ``error-button-broken``, if the form has no such text field: somebody made it up, or it is of another version of the bot.
        """
        rows = self.interaction.components if isinstance(self.interaction, hikari.ModalInteraction) else ()
        for item in (item for row in rows for item in row):
            if item.custom_id == name:
                return item.value.strip()
        raise errors.NotFoundError("error-button-broken")

    async def defer(self, *, private: bool = True) -> None:
        if self._stage is _Stage.OPEN:
            flags = hikari.MessageFlag.EPHEMERAL if private else hikari.MessageFlag.NONE
            with self.first_answer(_Stage.DEFERRED):
                await self.interaction.create_initial_response(hikari.ResponseType.DEFERRED_MESSAGE_CREATE, flags=flags)

    async def answer(
        self,
        text: str = "",
        *,
        private: bool = True,
        embeds: Sequence[hikari.Embed] = (),
        files: Sequence[hikari.Resourceish] = (),
        buttons: Sequence[components.Component] = (),
    ) -> None:
        text, files = discord_sending.fitted(text, files)
        said = discord_sending.said(text, embeds, files, buttons)
        flags = hikari.MessageFlag.EPHEMERAL if private else hikari.MessageFlag.NONE
        match self._stage:
            case _Stage.OPEN:
                with self.first_answer():
                    await self.interaction.create_initial_response(
                        hikari.ResponseType.MESSAGE_CREATE, flags=flags, **said
                    )
            case _Stage.DEFERRED:
                await self._later(self.interaction.edit_initial_response(**said), said)
                self._stage = _Stage.ANSWERED
            case _Stage.ANSWERED:
                await self._later(self.interaction.execute(flags=flags, **said), said)
            case _Stage.LOST:
                pass

    async def revise(
        self,
        text: str = "",
        *,
        embeds: Sequence[hikari.Embed] = (),
        files: Sequence[hikari.Resourceish] = (),
        buttons: Sequence[components.Component] = (),
    ) -> None:
        if self._stage is _Stage.OPEN:
            await self.answer(text, embeds=embeds, files=files, buttons=buttons)
            return
        if self._stage is not _Stage.LOST:
            text, files = discord_sending.fitted(text, files)
            said = discord_sending.said(text, embeds, files, buttons, whole=True)
            await self._later(
                self.interaction.edit_initial_response(**said), discord_sending.said(text, embeds, files, buttons)
            )
            self._stage = _Stage.ANSWERED

    async def _step(self, text: str, buttons: Sequence[components.Component]) -> None:
        if self._stage in {_Stage.DEFERRED, _Stage.ANSWERED}:
            # Not by `revise`: after 15 minutes that writes a direct message, and every step would be another one.
            await self.interaction.edit_initial_response(**discord_sending.said(text, (), (), buttons, whole=True))
            self._stage = _Stage.ANSWERED
        else:
            await self.revise(text, buttons=buttons)

    async def replace(
        self, text: str = "", *, embeds: Sequence[hikari.Embed] = (), buttons: Sequence[components.Component] = ()
    ) -> None:
        """Answer a button by changing its message, also after `defer_replace`; what is left out is removed from it."""
        if self._replacing:
            await self.revise(text, embeds=embeds, buttons=buttons)
            return
        with self.first_answer():
            await self.interaction.create_initial_response(
                hikari.ResponseType.MESSAGE_UPDATE,  # pyright: ignore[reportArgumentType] - only buttons and their forms call this
                **discord_sending.said(text, embeds, (), buttons, whole=True),
            )

    async def defer_replace(self) -> None:
        """Tell Discord that `replace` will change the message of a button or menu: needed within 3 seconds, before anything slow."""
        if self._stage is _Stage.OPEN:
            self._replacing = True
            with self.first_answer():
                await self.interaction.create_initial_response(
                    hikari.ResponseType.DEFERRED_MESSAGE_UPDATE  # pyright: ignore[reportArgumentType] - only buttons and menus call this
                )

    def deferring(self, *, replace: bool = False) -> contextlib.AbstractAsyncContextManager[None]:
        """Acknowledge the request if the block takes longer than a moment; `replace` follows, or else `answer`."""
        return acknowledging.in_time(self.defer_replace if replace else self.defer)

    async def ask(self, verb: str, title: str, fields: Sequence[components.Field], argument: str = "") -> None:
        """Answer a command or a button with a form; the handler of `Loader.form(verb)` receives what is typed."""
        if isinstance(self.interaction, hikari.ModalInteraction):
            raise TypeError("Discord does not open a form from a form")
        title, labelled = components.form(title, fields)
        self._form_shown = True
        with self.first_answer():
            await self.interaction.create_modal_response(
                title, components.custom_id(verb, argument), components=labelled
            )

    @contextlib.contextmanager
    def first_answer(self, then: _Stage = _Stage.ANSWERED) -> Generator[None]:
        """Send the first answer in the block; go on if it was given already, or came too late."""
        try:
            yield
        except hikari.BadRequestError as error:
            if error.code != ALREADY_ANSWERED:
                raise
            _log.debug("interaction %s was answered already", self.interaction.id)
        except hikari.NotFoundError as error:
            if error.code != TOO_LATE:
                raise
            _log.warning(
                "interaction %s was answered too late, after 3 s, so the person got no answer: %s",
                self.interaction.id,
                error,
            )
            then = _Stage.LOST
        self._stage = then

    async def _later(self, sending: Coroutine[Any, Any, object], said: Mapping[str, Any]) -> None:
        """Send a later answer; after 15 minutes, when Discord takes no more of them, write a direct message."""
        try:
            await sending
        except (hikari.NotFoundError, hikari.UnauthorizedError) as error:
            if error.code not in EXPIRED:
                raise
            _log.info(
                "interaction %s is older than 15 minutes; its answer is sent as a direct message", self.interaction.id
            )
            rest = self.interaction.app.rest
            await rest.create_message(await rest.create_dm_channel(self.author_id), **said)
