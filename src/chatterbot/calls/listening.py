"""Who is listened to in a call, by the consents of its people and the settings of its server at each moment."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, Self

import hikari

from chatterbot import errors
from chatterbot.calls import notices
from chatterbot.calls.abilities import ABLE, AbilitySource, Hearing, cannot_hear
from chatterbot.calls.channels import VoiceChannels
from chatterbot.calls.consents import Consents, announcement, nobody
from chatterbot.calls.origins import CallArrival
from chatterbot.calls.speaking import AnswerSpeaker
from chatterbot.dialogue import DialogueSession
from chatterbot.discord import Languages, Translator, components, sending
from chatterbot.preferences import GuildPreferences, Preferences, TalkMode
from chatterbot.voice import Reconnected, SpeakerFrame, Subscription

if TYPE_CHECKING:
    from chatterbot.calls.call import VoiceCall
    from chatterbot.voice import DiscordVoiceConnection

__all__ = ("CallListener",)

_log = logging.getLogger(__name__)

CODE_S: Final = 3.0
"""Seconds that the announcement waits for the call's privacy code, which is known a moment after joining."""
MOMENT_S: Final = 10.0
"""Seconds that a failure of the recogniser has to last before the bot reports it in the channel's chat."""
AGAIN_S: Final = 30.0
"""Seconds until the server's settings are read again after a failure."""


class CallListener:
    """Listens in one call; `run` ends with the call.

    Parameters
    ----------
    call
        The call.
    rest
        To post the announcement with.
    preferences, consents, rooms
        What the server chose, who may be heard, who is in the channel.
    languages
        For the texts of the announcement.
    speaking
        To have answers ready as sound.
    abilities
        Tells whether the bot can hear and speak at all.
    """

    def __init__(
        self,
        call: VoiceCall,
        *,
        rest: hikari.api.RESTClient,
        preferences: Preferences,
        consents: Consents,
        rooms: VoiceChannels,
        languages: Languages,
        speaking: AnswerSpeaker,
        abilities: AbilitySource = ABLE,
    ) -> None:
        self.chosen = GuildPreferences()
        """The server's settings as they were read last."""
        self._call = call
        self._guild_id = call.guild_id
        self._rest = rest
        self._preferences = preferences
        self._consents = consents
        self._rooms = rooms
        self._languages = languages
        self._speaking = speaking
        self._abilities = abilities
        self._wanted = False
        """Whether the server wants it to listen."""
        self._listens = False
        """Whether it also can."""
        self._changes = 0
        """How often the server's settings changed."""
        self._arrived_in: int | None = None
        self._announced_in: int | None = None
        self._told = Hearing.ON
        """What the bot last said in the channel's chat about whether it hears."""
        self._told_of_microphones: set[int] = set()
        """Who was told in this call that their microphone sends sound without end."""
        self._loads_quietly = False
        """Whether it is not said that the speech model is being loaded, since the bot was restarted several times in a row."""

    async def run(self, session: DialogueSession, forgotten: Callable[[int], object]) -> None:
        """Listen on one connection after the other; raise what ends the dialogue.

        Parameters
        ----------
        forgotten
            Called with the id of each person of whom nothing may be remembered any more.
        """

        def forget(user_id: int) -> None:
            session.forget(user_id)
            forgotten(user_id)

        def consented(guild_id: int, user_id: int, granted: bool) -> None:
            if guild_id == self._guild_id and not granted:
                forget(user_id)

        with self._call.holding_back(lambda: session.quiet), contextlib.ExitStack() as stack:
            stack.callback(self._consents.subscribe(consented))
            stack.callback(self._abilities.subscribe(self._call.notice))
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(session.run(), name=f"dialogue {self._guild_id}")
                while True:
                    await self._call.until(lambda: self._call.connected)
                    connection = self._call.connection
                    if connection is not None:
                        await self._listen(session, connection, forget)

    async def _listen(
        self, session: DialogueSession, connection: DiscordVoiceConnection, forget: Callable[[int], None]
    ) -> None:
        self._wanted, self._listens, self._arrived_in = False, False, int(connection.channel_id)
        async with contextlib.aclosing(connection.receive()) as frames, asyncio.TaskGroup() as tasks:
            beside = [
                tasks.create_task(duty, name=f"dialogue {name} {self._guild_id}")
                for name, duty in (
                    ("settings", self._follow(session, connection, forget)),
                    ("moves", self._watch(connection)),
                    ("announcement", self._introduce(connection)),
                    ("preparations", self._prepare()),
                    ("microphones", self._tell_of_microphones(session)),
                )
            ]
            try:
                await session.listen(_Allowed(frames, self._may_hear))
            finally:
                connection.listens_to = nobody
                for task in beside:
                    task.cancel()
        # The subscription ends with the connection; the call notices that a moment later.
        await self._call.until(lambda: self._call.connection is not connection)

    def _may_hear(self, user_id: int) -> bool:
        return self._listens and self._consents.may_hear(self._guild_id, user_id)

    async def _follow(
        self, session: DialogueSession, connection: DiscordVoiceConnection, forget: Callable[[int], None]
    ) -> None:
        """Keep up with the server's settings and the recogniser, and forget people who are not listened to here any more."""
        seen, able, known = 0, Hearing.OFF, False
        with self._preferences.watched(self._guild_id, self._changed):
            while True:
                if not known or seen != self._changes or able is not self._abilities.hearing():
                    seen, able = self._changes, self._abilities.hearing()
                    known = await self._choose(connection)
                for user_id in self._absent(session):
                    forget(user_id)
                changed = functools.partial(self._has_changed, session, seen, able)
                await self._call.until(changed, None if known else AGAIN_S)

    def _changed(self) -> None:
        self._changes += 1
        self._call.notice()

    def _has_changed(self, session: DialogueSession, seen: int, able: Hearing) -> bool:
        return self._changes != seen or self._abilities.hearing() is not able or bool(self._absent(session))

    def _absent(self, session: DialogueSession) -> set[int]:
        """Return the people about whom something is remembered although the bot does not listen to them here."""
        here = self._rooms.people(self._guild_id, self._call.channel_id) if self._listens else []
        return session.people.difference(here)

    async def _choose(self, connection: DiscordVoiceConnection) -> bool:
        """Read the server's settings and follow them; return False if they cannot be read."""
        try:
            self.chosen = await self._preferences.get(self._guild_id)
        except errors.ServiceError as error:
            _log.warning(
                "guild %d: its settings cannot be read, trying again in %.0f s: %s", self._guild_id, AGAIN_S, error
            )
            return False
        self._wanted = self._call.announces = self.chosen.talk is not TalkMode.NEVER
        self._listens = self._wanted and self._abilities.hearing() is Hearing.ON
        connection.listens_to = self._may_hear
        try:
            await connection.deafen(deaf=not self._listens)
        except errors.VoiceError as error:
            _log.warning("guild %d: Discord may show wrongly whether the bot is deafened: %s", self._guild_id, error)
        self._call.notice()
        return True

    async def _watch(self, connection: DiscordVoiceConnection) -> None:
        """Notice when the connection has moved to another channel."""
        async with contextlib.aclosing(connection.events()) as events:
            async for event in events:
                if isinstance(event, Reconnected):
                    self._arrived_in = int(connection.channel_id)
                    self._call.notice()

    async def _introduce(self, connection: DiscordVoiceConnection) -> None:
        """Post the announcement in the chat of each channel the bot comes into to listen, and there say when it begins or ceases to hear."""
        while True:
            await self._call.until(lambda: self._wanted and (self._is_new_here() or self._has_news()))
            if self._is_new_here():
                self._announced_in = self._arrived_in
                await self._announce(connection)
            elif not await self._passes():
                self._told = self._abilities.hearing()
                await self._tell_news(self._told)

    def _is_new_here(self) -> bool:
        return self._arrived_in not in {None, self._announced_in}

    def _has_news(self) -> bool:
        """Tell whether the chat was told something else of the bot's hearing than what is true."""
        hearing = self._abilities.hearing()
        if self._loads_quietly and hearing is Hearing.LOADING:
            return False
        return self._announced_in is not None and self._told is not hearing

    async def _passes(self) -> bool:
        """Tell whether a failure is over within a moment, so that nobody needs to be told of it."""
        if self._told is not Hearing.ON:
            return False
        return await self._call.until(lambda: not self._wanted or not self._has_news(), MOMENT_S)

    async def _announce(self, connection: DiscordVoiceConnection) -> None:
        arrival = CallArrival.CALLED if self._call.introduced else self._call.origin.arrival
        self._call.introduced = True
        self._call.notice()
        if arrival is CallArrival.RETURNED_QUIETLY:
            self._loads_quietly = True
            return
        if arrival is CallArrival.RETURNED:
            await self._say_it_is_back()
            return
        code = await _privacy_code(connection)
        if (translate := await self._translator()) is None:
            return
        self._told = self._abilities.hearing()
        text, buttons = announcement(
            translate,
            self.chosen,
            channel_id=self._announced_in or 0,
            code=code,
            hearing=self._told,
            speaking=self._abilities.speaking(),
            has_model=self._abilities.has_model,
        )
        await self._post(text, buttons)

    async def _say_it_is_back(self) -> None:
        """Post that the bot is back after a restart: people know already what becomes of what they say."""
        if (translate := await self._translator()) is None:
            return
        self._told = self._abilities.hearing()
        text, buttons = notices.returned(translate, self._announced_in or 0, self._told, self._abilities.speaking())
        channels = (self._announced_in, self._call.origin.text_channel_id)
        await notices.post(self._rest, self._guild_id, channels, text, buttons)

    async def _tell_news(self, hearing: Hearing) -> None:
        if (translate := await self._translator()) is not None:
            ready = hearing is Hearing.ON
            where = f"<#{self._announced_in}>"
            await self._post(translate("listen-ready", channel=where) if ready else cannot_hear(translate, hearing), ())

    async def _tell_of_microphones(self, session: DialogueSession) -> None:
        """Tell each person once in a call that their microphone sends sound without end, and what helps."""
        while True:
            await self._call.until(lambda: bool(session.open_microphones - self._told_of_microphones))
            for user_id in session.open_microphones - self._told_of_microphones:
                self._told_of_microphones.add(user_id)
                if (translate := await self._translator()) is not None:
                    await self._post(translate("listen-open-microphone", person=f"<@{user_id}>"), ())

    async def _translator(self) -> Translator | None:
        """Return the texts in the guild's language; `None` if its settings cannot be read."""
        try:
            return await self._languages.of_message(self._guild_id, None)
        except errors.ServiceError as error:
            _log.warning("guild %d: nothing is announced, its language cannot be read: %s", self._guild_id, error)
            return None

    async def _post(self, text: str, buttons: Sequence[components.Component]) -> None:
        if self._announced_in is None:
            return
        try:
            said = sending.said(text, (), (), buttons)
            await sending.post(self._rest, self._announced_in, None, **said)
        except (hikari.HikariError, errors.ChatterbotError) as error:
            _log.warning(
                "guild %d: who may be heard, and whether the bot hears, could not be posted in channel %d; /listen works without it: %s",
                self._guild_id,
                self._announced_in,
                error,
            )

    async def _prepare(self) -> None:
        await self._call.until(lambda: self._listens)
        try:
            await self._speaking.prepare(self._guild_id, self.chosen)
        except errors.ChatterbotError as error:
            _log.info("guild %d: answers are not prepared as sound: %s", self._guild_id, error)


class _Allowed:
    """Frames of people who may be heard at the moment the frame is used, not only when it came: a consent taken back drops what waits."""

    def __init__(self, frames: Subscription[SpeakerFrame], may_hear: Callable[[int], bool]) -> None:
        self._frames = frames
        self._may_hear = may_hear

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> SpeakerFrame:
        frame = await anext(self._frames)
        while not self._may_hear(frame.user_id):
            frame = await anext(self._frames)
        return frame

    def get_nowait(self) -> SpeakerFrame | None:
        """Return the next frame if one waits, else `None` (as `Subscription`)."""
        frame = self._frames.get_nowait()
        while frame is not None and not self._may_hear(frame.user_id):
            frame = self._frames.get_nowait()
        return frame


async def _privacy_code(connection: DiscordVoiceConnection) -> str | None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(CODE_S), contextlib.aclosing(connection.events()) as events:
            while connection.privacy_code is None and await anext(events, None) is not None:
                pass
    return connection.privacy_code
