"""Spoken conversations: connects the sound of a call with recognising, answering and speaking, as its people and their server want it."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from typing import TYPE_CHECKING, Final

from chatterbot import errors, models
from chatterbot.calls import notices
from chatterbot.calls.abilities import Hearing, Speaking
from chatterbot.calls.choosing import CallChoices
from chatterbot.calls.composing import CallComposer
from chatterbot.calls.listening import CallListener
from chatterbot.calls.recording import ExchangeRecorder
from chatterbot.calls.services import CallServices
from chatterbot.calls.spoken_languages import SpokenLanguages
from chatterbot.calls.transcription import RecognitionState
from chatterbot.dialogue import (
    Act,
    Command,
    DialogueOptions,
    DialogueSession,
    Hints,
    Phrase,
    SpokenComposition,
    SpokenExchange,
    WakeNames,
)
from chatterbot.discord import Translator, channel_access
from chatterbot.generation import answer_words
from chatterbot.preferences import GuildPreferences, TalkMode
from chatterbot.proposals import ProposedChange
from chatterbot.speech.turns import smart_turn, vad

if TYPE_CHECKING:
    from chatterbot.audio import AudioFrame
    from chatterbot.calls.abilities import AbilitySource
    from chatterbot.calls.call import VoiceCall
    from chatterbot.speech.stt import FileTranscriber
    from chatterbot.speech.tts import WordTiming

__all__ = ("CallSessions",)

_log = logging.getLogger(__name__)

PHRASES: Final = {
    Phrase.UNKNOWN: "talk-unknown",
    Phrase.CANNOT_HEAR: "talk-cannot-hear",
    Phrase.YES: "talk-yes",
    Phrase.PARDON: "talk-pardon",
    Phrase.NOTHING_SAID: "talk-nothing-said",
}
"""Fixed phrases of the bot, and their keys in the catalogue."""

_HEARING: Final = {
    RecognitionState.OFF: Hearing.OFF,
    RecognitionState.LOADING: Hearing.LOADING,
    RecognitionState.DOWN: Hearing.DOWN,
    RecognitionState.READY: Hearing.ON,
}


class CallSessions:
    """The spoken conversations of all calls.

    Parameters
    ----------
    services
        What they are made of; if it cannot hear or speak, the bot does not listen.
    wanted
        Whether the operator wants it at all.
    turn_model
        What tells whether a person has finished speaking (see `smart_turn.located`); empty: pauses and words alone do.
    options
        How a dialogue is led.
    """

    def __init__(
        self,
        services: CallServices,
        *,
        wanted: bool = True,
        turn_model: str = "",
        options: DialogueOptions | None = None,
    ) -> None:
        self._services = services
        self._wanted = wanted
        self._turn_model = turn_model
        self._options = options or DialogueOptions()
        self._models: _Models | None = None
        self._loading = asyncio.Lock()
        self._models_missing = False
        """Whether the models of turns could not be loaded when that was tried last."""
        self._failed: set[int] = set()
        """Guilds whose dialogue failed, until it is led again."""

    @property
    def available(self) -> bool:
        """Whether the bot can hear and speak, and the operator wants it."""
        return (
            self._wanted
            and self._services.hearing.transcriber is not None
            and self._services.speaking.speaker is not None
        )

    async def hearing(self, guild_id: int) -> Hearing:
        """Return whether the bot hears people in this guild's calls, and if not, why.

        Raises
        ------
        errors.StoreError
            If the guild's settings cannot be read.
        """
        if not self.available:
            return Hearing.OFF
        if (await self._services.preferences.get(guild_id)).talk is TalkMode.NEVER:
            return Hearing.UNWANTED
        return self.able_to_hear(guild_id)

    def able_to_hear(self, guild_id: int) -> Hearing:
        """Return whether the bot could hear people in this guild's calls if the guild wants it."""
        if not self.available:
            return Hearing.OFF
        if self._services.calls.rooms.is_deafened(guild_id):
            return Hearing.DEAFENED
        if guild_id in self._failed or self._models_missing:
            return Hearing.DOWN
        return _HEARING[self._services.hearing.state]

    def speaking(self, guild_id: int) -> Speaking:
        """Return whether people in this guild's calls hear the bot, and if not, why."""
        rooms, voices = self._services.calls.rooms, self._services.speaking
        if voices.speaker is None:
            return Speaking.OFF
        if rooms.is_muted(guild_id):
            return Speaking.MUTED
        if rooms.is_suppressed(guild_id):
            if not rooms.is_on_stage(guild_id):
                return Speaking.FORBIDDEN
            return Speaking.WAITING if rooms.has_asked_to_speak(guild_id) else Speaking.AUDIENCE
        return Speaking.ON if voices.works else Speaking.DOWN

    async def check(self) -> None:
        """Find out what nobody has tried yet: a transcription server, online voices where there are no others, the models of turns."""
        await asyncio.gather(self._services.hearing.check(), self._services.speaking.check(), self._try_models())

    async def _try_models(self) -> None:
        if self.available:
            with contextlib.suppress(errors.ChatterbotError):  # `talk` raises it again, and it is logged there
                await self._turn_models()

    async def _turn_models(self) -> _Models:
        async with self._loading:
            try:
                self._models = self._models or await asyncio.to_thread(_Models, self._turn_model)
            except Exception:
                self._models_missing = True
                raise
            self._models_missing = False
            return self._models

    async def talk(self, call: VoiceCall) -> None:
        """Listen and answer in a call, while its server wants it, until cancelled. If that fails, the bot is deafened."""
        transcriber = self._services.hearing.transcriber
        if not self.available or transcriber is None:
            return
        try:
            await self._lead(call, transcriber)
        except Exception:
            self._failed.add(call.guild_id)
            await call.until(lambda: call.connected)  # it may have failed before the bot was in the channel
            if call.connection is not None:
                with contextlib.suppress(errors.VoiceError):
                    await call.connection.deafen(deaf=True)
            raise
        finally:
            if (task := asyncio.current_task()) is not None and task.cancelling():  # the call is over
                self._failed.discard(call.guild_id)

    async def _lead(self, call: VoiceCall, transcriber: FileTranscriber) -> None:
        await self._services.consents.load(call.guild_id)
        models_ = await self._turn_models()
        abilities = _GuildAbilities(self, self._services, call.guild_id)
        conversation = _Conversation(self._services, call, abilities)
        async with DialogueSession.open(
            conversation,
            call,
            transcriber.recogniser,
            models_.detectors,
            options=self._options,
            times=self._services.stage_times,
            finished=models_.finished,
            name=f"guild {call.guild_id}",
        ) as session:
            self._failed.discard(call.guild_id)
            await conversation.run(session)


class _GuildAbilities:
    """What the bot could do in one guild's calls (an `AbilitySource`)."""

    def __init__(self, sessions: CallSessions, services: CallServices, guild_id: int) -> None:
        self._sessions = sessions
        self._services = services
        self._guild_id = guild_id

    def hearing(self) -> Hearing:
        return self._sessions.able_to_hear(self._guild_id)

    def speaking(self) -> Speaking:
        return self._sessions.speaking(self._guild_id)

    @property
    def has_model(self) -> bool:
        return self._services.conversation.has_model

    def subscribe(self, changed: Callable[[], object]) -> Callable[[], None]:
        return self._services.hearing.subscribe(changed)


class _Models:
    """The models that all calls share, loaded at the first call. The constructor blocks.

    Parameters
    ----------
    turn_model
        See `CallSessions`.
    """

    def __init__(self, turn_model: str) -> None:
        self.detectors = vad.Silero()
        self.finished = smart_turn.SmartTurn(turn_model).probability if turn_model else None


class _Conversation:
    """The conversation in one call (an `Assistant` of `dialogue.interfaces`)."""

    def __init__(self, services: CallServices, call: VoiceCall, abilities: AbilitySource) -> None:
        self._services = services
        self._call = call
        self._guild_id = call.guild_id
        self._listening = CallListener(
            call,
            rest=services.bot.rest,
            preferences=services.preferences,
            consents=services.consents,
            rooms=services.calls.rooms,
            languages=services.languages,
            speaking=services.speaking,
            abilities=abilities,
        )
        self._composer = CallComposer(services, call.guild_id)
        self._recorder = ExchangeRecorder(services)
        self.choices = CallChoices(services, prompt=self._prompt, words=self._in, chosen=lambda: self._chosen)
        self._names = WakeNames(())
        self._named: tuple[str, ...] = ()
        self._languages = SpokenLanguages()

    async def run(self, session: DialogueSession) -> None:
        """Listen on one connection after the other."""
        await self._listening.run(session, self._languages.forget)

    @property
    def _chosen(self) -> GuildPreferences:
        return self._listening.chosen

    async def _words(self) -> Translator:
        return await self._services.languages.of_message(self._guild_id, None)

    # What the dialogue calls; see `dialogue.interfaces.Assistant`.

    @property
    def names(self) -> WakeNames:
        """The bot's own names, its nickname in this guild, and the names the server added."""
        bot = self._services.bot
        me = bot.get_me()
        member = None if me is None else bot.cache.get_member(self._guild_id, me.id)
        own = () if me is None else (me.username, me.global_name or "", "" if member is None else member.display_name)
        named = tuple(dict.fromkeys(name for name in (*own, *self._chosen.wake_names) if name))
        if named != self._named:
            self._names, self._named = WakeNames(named), named
        return self._names

    @property
    def only_called(self) -> bool:
        """Whether the bot stays out of a talk between several people unless it is called by its name."""
        return self._chosen.talk is TalkMode.CALLED

    @property
    def place(self) -> int:
        """The id of the channel in which people talk now."""
        return self._call.channel_id

    def people(self) -> int:
        """Return how many people are in the channel."""
        return len(self._services.calls.rooms.people(self._guild_id, self._call.channel_id))

    async def hints(self, user_id: int) -> Hints:
        """Return what the recogniser may expect of a person."""
        spoken = self._languages.of(user_id)
        likely = self._services.hearing.likely(spoken, self._chosen.language)
        terms = (await self._services.vocabulary.of(self._guild_id)).terms
        return Hints(likely, (*self.names.given, *terms), spoken)

    async def reply(self, user_id: int, text: str, previous: str | None) -> models.Reply:
        """Return the reply to what a person asked; a quotation that is too long to be said is none."""
        reply = await self._services.conversation.reply(self._prompt(user_id, text, previous))
        if reply.is_answer and not reply.speech:
            return dataclasses.replace(reply, text="", source=models.ReplySource.UNKNOWN, passage_id=None)
        return reply

    async def compose(
        self, exchange: SpokenExchange, previous: str | None, recent: Sequence[SpokenExchange]
    ) -> SpokenComposition | None:
        """Let a language model answer a question, where the server wants that."""
        prompt = self._prompt(exchange.user_id, exchange.asked, previous)
        translate, readable = self._in(exchange.language), self._chosen.mirror
        return await self._composer.compose(prompt, exchange, recent, translate, readable=readable)

    def _prompt(self, user_id: int, text: str, previous: str | None = None, *, channel_id: int = 0) -> models.Prompt:
        channel_id = channel_id or self._call.channel_id
        place = channel_access.place_of(self._services.bot, channel_id)
        return models.Prompt(text, user_id, self._guild_id, channel_id, previous=previous, place=place)

    async def begins_longer(self, text: str) -> bool:
        """Tell whether a known question begins with these words and goes on after them."""
        return (await self._services.vocabulary.of(self._guild_id)).begins_longer(text)

    async def sounds_like(self, text: str) -> str:
        """Return a text with taught words in place of others that sound alike; empty if there are none."""
        return await asyncio.to_thread((await self._services.vocabulary.of(self._guild_id)).alike.replaced, text)

    def _in(self, language: str) -> Translator:
        codes = self._services.languages.codes
        chosen = language if language in codes else self._chosen.language
        return self._services.languages.of_locale(chosen or self._services.speaking.language)

    def phrase(self, phrase: Phrase, language: str) -> str:
        """Return a fixed phrase in a language."""
        return self._in(language)(PHRASES[phrase])

    def sound(self, text: str, language: str, timing: WordTiming) -> AsyncGenerator[AudioFrame]:
        """Return the sound of a text."""
        return self._services.speaking.aloud(text, self._chosen, language, timing)

    async def exchanged(self, exchange: SpokenExchange) -> None:
        """Post and record an exchange, as far as the server wants it."""
        self._languages.note(exchange.user_id, exchange.language, len(exchange.asked.split()))
        prompt = self._prompt(exchange.user_id, exchange.asked, channel_id=exchange.place)
        await self._recorder.record(exchange, prompt, self._chosen, self._in(exchange.language))
        await self.choices.learn(exchange)

    async def obey(self, user_id: int, command: Command, last: SpokenExchange | None, language: str) -> str:
        """Carry out a spoken command; return what to say, nothing if empty."""
        translate = self._in(language)
        if command.act is Act.LEAVE:
            await self._confirm((await self._words())("voice-left", channel=f"<#{self._call.channel_id}>"))
            self._services.calls.go(self._guild_id)
            return ""
        if last is None:
            return translate("talk-nothing-said")
        turn = last.reference if isinstance(last.reference, models.Turn) else None
        if command.act is not Act.CORRECT and last.reply.example_id is None:
            return translate("talk-not-taught")
        proposal = ProposedChange(
            guild_id=self._guild_id,
            channel_id=self._call.channel_id,
            author_id=user_id,
            question=last.asked,
            present=answer_words(last.reply),
            turn=turn,
            asker_id=last.user_id,
            example_id=last.reply.example_id,
        )
        proposals, written = self._services.proposals, await self._words()
        try:
            if command.act is Act.CORRECT:
                posted = await proposals.correction(proposal, command.better, written)
            else:
                posted = await proposals.forgetting(proposal, written)
        except errors.RefusedError as error:
            return translate(error.key, **error.params)
        return translate("talk-proposed") if posted is not None else translate("talk-cannot-write")

    async def _confirm(self, text: str) -> None:
        """Post what was done in the channel's chat, for people who did not hear the command."""
        await notices.post(self._services.bot.rest, self._guild_id, (self._call.channel_id,), text)
