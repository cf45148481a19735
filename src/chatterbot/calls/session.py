"""Spoken conversations: joins a call's sound with hearing, answering and speaking, as its people and their server want it."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
import pathlib
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Final

import hikari

from chatterbot import errors, models
from chatterbot.calls.consents import Consents
from chatterbot.calls.listening import CallListener
from chatterbot.calls.manager import CallManager
from chatterbot.calls.proposals import Proposals
from chatterbot.calls.speaking import AnswerSpeaker
from chatterbot.calls.transcript import TranscriptMirror
from chatterbot.calls.transcription import MessageTranscriber
from chatterbot.calls.vocabulary import Vocabulary
from chatterbot.conversation import Conversation
from chatterbot.dialogue import (
    Act,
    Command,
    DialogueOptions,
    DialogueSession,
    Hints,
    Phrase,
    SpokenExchange,
    StageTimes,
    WakeNames,
)
from chatterbot.discord import Languages, Translator, replies, sending
from chatterbot.preferences import GuildPreferences, Preferences, TalkMode
from chatterbot.speech.turns import smart_turn, vad

if TYPE_CHECKING:
    from chatterbot.audio import AudioFrame
    from chatterbot.calls.call import VoiceCall
    from chatterbot.speech.tts import WordTiming

__all__ = ("CallSessions",)

_log = logging.getLogger(__name__)

PHRASES: Final = {
    Phrase.UNKNOWN: "talk-unknown",
    Phrase.CANNOT_HEAR: "talk-cannot-hear",
    Phrase.YES: "talk-yes",
    Phrase.NOTHING_SAID: "talk-nothing-said",
}
"""What the bot says of itself to keys of the catalogue."""


class CallSessions:
    """The spoken conversations of all calls.

    Parameters
    ----------
    bot
        For the bot's names, and to write with.
    conversation, preferences, consents, lore
        What is answered, what the server chose, who may be heard, what was taught.
    languages
        What the bot says of itself.
    hearing, speaking
        Ears and voices; without either the bot does not listen.
    calls
        Where people are.
    mirror, proposals
        Write down what was said, where that is wanted.
    times
        Where the time goes.
    wanted
        Whether the operator wants it at all.
    turn_model
        An ONNX file that tells whether somebody has finished; `None`: pauses alone do.
    settings
        How a dialogue is led.
    """

    def __init__(
        self,
        bot: hikari.GatewayBot,
        *,
        conversation: Conversation,
        preferences: Preferences,
        consents: Consents,
        lore: Vocabulary,
        languages: Languages,
        hearing: MessageTranscriber,
        speaking: AnswerSpeaker,
        calls: CallManager,
        mirror: TranscriptMirror,
        proposals: Proposals,
        times: StageTimes,
        wanted: bool = True,
        turn_model: pathlib.Path | None = None,
        options: DialogueOptions | None = None,
    ) -> None:
        self.bot = bot
        self.conversation = conversation
        self.preferences = preferences
        self.consents = consents
        self.lore = lore
        self.languages = languages
        self.hearing = hearing
        self.speaking = speaking
        self.calls = calls
        self.mirror = mirror
        self.proposals = proposals
        self.times = times
        self._wanted = wanted
        self._turn_model = turn_model
        self._options = options or DialogueOptions()
        self._models: _Models | None = None

    @property
    def available(self) -> bool:
        """Whether the bot can and shall hear and speak at all."""
        return self._wanted and self.hearing.ears is not None and self.speaking.speaker is not None

    async def listens(self, guild_id: int) -> bool:
        """Whether the bot listens in this guild's calls."""
        return self.available and (await self.preferences.get(guild_id)).talk is not TalkMode.NEVER

    async def talk(self, call: VoiceCall) -> None:
        """Listen and answer in a call, whenever its server wants it, until cancelled."""
        ears = self.hearing.ears
        if not self.available or ears is None:
            return
        await self.consents.load(call.guild_id)
        models_ = self._models = self._models or await asyncio.to_thread(_Models, self._turn_model)
        talk = _Talk(self, call)
        async with DialogueSession.open(
            talk,
            call,
            ears.recogniser,
            models_.detectors,
            options=self._options,
            times=self.times,
            finished=models_.finished,
        ) as session:
            await talk.run(session)


class _Models:
    """Loaded at the first call, and shared by all. Blocks.

    Parameters
    ----------
    turn_model
        See `CallSessions`.
    """

    def __init__(self, turn_model: pathlib.Path | None) -> None:
        self.detectors = vad.Silero()
        self.finished = None if turn_model is None else smart_turn.SmartTurn(turn_model).probability


class _Talk:
    """One call's conversation, as `dialogue.seams.Partner` sees it."""

    def __init__(self, talks: CallSessions, call: VoiceCall) -> None:
        self._talks = talks
        self._call = call
        self._guild_id = call.guild_id
        self._listening = CallListener(
            call,
            rest=talks.bot.rest,
            preferences=talks.preferences,
            consents=talks.consents,
            rooms=talks.calls.rooms,
            languages=talks.languages,
            speaking=talks.speaking,
        )
        self._names = WakeNames(())
        self._named: tuple[str, ...] = ()
        self._languages: dict[int, str] = {}
        """Which language each person spoke last."""

    async def run(self, session: DialogueSession) -> None:
        """Listen on one connection after the other."""
        await self._listening.run(session, lambda user_id: self._languages.pop(user_id, None))

    @property
    def _chosen(self) -> GuildPreferences:
        return self._listening.chosen

    async def _words(self) -> Translator:
        return await self._talks.languages.of_message(self._guild_id, None)

    # What the dialogue asks.

    @property
    def names(self) -> WakeNames:
        """The bot's own name, its nickname here, and what the server added."""
        bot = self._talks.bot
        me = bot.get_me()
        member = None if me is None else bot.cache.get_member(self._guild_id, me.id)
        own = () if me is None else (me.username, me.global_name or "", "" if member is None else member.display_name)
        named = tuple(dict.fromkeys(name for name in (*own, *self._chosen.wake_names) if name))
        if named != self._named:
            self._names, self._named = WakeNames(named), named
        return self._names

    @property
    def only_called(self) -> bool:
        """See `Partner`."""
        return self._chosen.talk is TalkMode.CALLED

    def people(self) -> int:
        """See `Partner`."""
        return len(self._talks.calls.rooms.people(self._guild_id, self._call.channel_id))

    async def hints(self, user_id: int) -> Hints:
        """See `Partner`."""
        likely = self._talks.hearing.likely(self._languages.get(user_id), self._chosen.language)
        return Hints(likely, (*self.names.given, *(await self._talks.lore.of(self._guild_id)).terms))

    async def reply(self, user_id: int, text: str, previous: str | None) -> models.Reply:
        """See `Partner`."""
        prompt = self._prompt(user_id, text, previous)
        return await self._talks.conversation.reply(prompt)

    def _prompt(self, user_id: int, text: str, previous: str | None = None) -> models.Prompt:
        return models.Prompt(text, user_id, self._guild_id, self._call.channel_id, previous=previous)

    async def begins_longer(self, text: str) -> bool:
        """See `Partner`."""
        return (await self._talks.lore.of(self._guild_id)).begins_longer(text)

    def _in(self, language: str) -> Translator:
        codes = self._talks.languages.codes
        chosen = language if language in codes else self._chosen.language
        return self._talks.languages.of_locale(chosen or self._talks.speaking.language)

    def phrase(self, phrase: Phrase, language: str) -> str:
        """See `Partner`."""
        return self._in(language)(PHRASES[phrase])

    def sound(self, text: str, language: str, told: WordTiming) -> AsyncGenerator[AudioFrame]:
        """See `Partner`."""
        return self._talks.speaking.aloud(text, self._chosen, language, told)

    async def exchanged(self, exchange: SpokenExchange) -> None:
        """See `Partner`."""
        if exchange.language:
            self._languages[exchange.user_id] = exchange.language
        chosen, channel_id = self._chosen, self._call.channel_id
        translate = self._in(exchange.language)
        taught = exchange.reply.source is models.ReplySource.TAUGHT
        message_id: int | None = None
        if chosen.mirror:
            kept = replies.votes() if taught else replies.teach_button(translate)
            message_id = await self._talks.mirror.exchange(
                channel_id=channel_id,
                speaker_id=exchange.user_id,
                said=exchange.asked,
                answer=exchange.answer or None,
                translate=translate,
                buttons=kept if chosen.transcripts_kept else [],
            )
        if chosen.transcripts_kept:
            with contextlib.suppress(errors.RefusedError):  # the person was erased meanwhile
                exchange.reference = await self._talks.conversation.delivered(
                    self._prompt(exchange.user_id, exchange.asked),
                    exchange.reply,
                    message_id,
                    keep_for=dt.timedelta(days=chosen.transcripts_kept),
                )

    async def obey(self, user_id: int, command: Command, last: SpokenExchange | None, language: str) -> str:
        """See `Partner`."""
        translate = self._in(language)
        if command.act is Act.LEAVE:
            await self._confirm((await self._words())("voice-left", channel=f"<#{self._call.channel_id}>"))
            self._talks.calls.go(self._guild_id)
            return ""
        if last is None:
            return translate("talk-nothing-said")
        turn = last.reference if isinstance(last.reference, models.Turn) else None
        here = {"guild_id": self._guild_id, "channel_id": self._call.channel_id, "author_id": user_id}
        if command.act is Act.CORRECT:
            posted = await self._talks.proposals.correction(
                **here,
                turn=turn,
                question=last.asked,
                present=last.reply.text,
                better=command.better,
                translate=await self._words(),
                asker_id=last.user_id,
                example_id=last.reply.example_id,
            )
        elif last.reply.example_id is None:
            return translate("talk-not-taught")
        else:
            posted = await self._talks.proposals.forgetting(
                **here,
                turn=turn,
                question=last.asked,
                present=last.reply.text,
                example_id=last.reply.example_id,
                translate=await self._words(),
                asker_id=last.user_id,
            )
        return translate("talk-proposed") if posted is not None else translate("talk-cannot-write")

    async def _confirm(self, text: str) -> None:
        """Write what was done into the channel's chat: who was not listening reads it there."""
        try:
            said = sending.said(text, (), (), ())
            await sending.post(self._talks.bot.rest, self._call.channel_id, None, **said)
        except hikari.HikariError as error:
            _log.info("guild %d: nobody could read what was done: %s", self._guild_id, error)
