"""A spoken dialogue: turns in, answers out, in order; who is meant, and what follows when a person speaks on."""

from __future__ import annotations

import asyncio
import contextlib
import enum
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Self

from chatterbot import errors, models
from chatterbot.dialogue import backchannels, commands
from chatterbot.dialogue.addressing import AddressContext, AddressReason, why
from chatterbot.dialogue.commands import Act, Command
from chatterbot.dialogue.composing import ComposedAnswers
from chatterbot.dialogue.exchange_writer import ExchangeWriter
from chatterbot.dialogue.interfaces import (
    Assistant,
    AudioOutput,
    ParticipantFrame,
    Phrase,
    SpokenComposition,
    SpokenExchange,
)
from chatterbot.dialogue.interruption import Interruptions
from chatterbot.dialogue.latency import Stage, StageTimes
from chatterbot.dialogue.options import DialogueOptions
from chatterbot.dialogue.participant import Participant, SpokenTurn, Understood, understood_or_none
from chatterbot.dialogue.pending_turn import PendingTurn, TurnState
from chatterbot.dialogue.roster import Detectors, Roster
from chatterbot.dialogue.speech_output import SpeechOutput
from chatterbot.dialogue.spoken_replies import SpokenReplies
from chatterbot.dialogue.thinking_signs import ThinkingSigns
from chatterbot.dialogue.turn_queue import TurnQueue
from chatterbot.dialogue.understanding import TurnModel, Understanding, known
from chatterbot.speech.stt import SpeechToText

__all__ = ("DialogueSession", "DialogueState")

_log = logging.getLogger(__name__)


class DialogueState(enum.Enum):
    """What the bot is doing in the dialogue."""

    LISTENING = "listening"
    THINKING = "thinking"
    SPEAKING = "speaking"


class DialogueSession:
    """One call's dialogue. Use `open`, then `run` in a task and `listen` for each connection.

    Parameters
    ----------
    assistant
        Knows the answers.
    audio_output
        Says them.
    recogniser
        Understands speech.
    options
        How long to wait for what.
    times
        Gets how long each stage of an answer took.
    finished
        `None`: there is no turn model.
    name
        Of the dialogue, for log lines.
    """

    def __init__(
        self,
        assistant: Assistant,
        audio_output: AudioOutput,
        recogniser: SpeechToText,
        *,
        options: DialogueOptions,
        times: StageTimes,
        finished: TurnModel | None = None,
        name: str = "dialogue",
    ) -> None:
        self._assistant = assistant
        self._audio_output = audio_output
        self._options = options
        self._times = times
        self._name = name
        self._speech = SpeechOutput(audio_output, assistant, options, times)
        self._understanding = Understanding(assistant, recogniser, options, self._speech.previous, finished)
        self._roster: Roster | None = None
        self._interruptions = Interruptions(audio_output, options, self._person)
        self._interrupting: set[int] = set()
        """Who made the bot fall silent by a turn that still goes on."""
        self._queue = TurnQueue(options, audio_output.withdraw)
        self._writer = ExchangeWriter(name, assistant)
        self._signs = ThinkingSigns(name, self._speech, assistant, audio_output, options)
        self._replies = SpokenReplies(assistant, self._speech, self._writer, options)
        self._composed = ComposedAnswers(name, self._replies, self._signs, self._writer, options)
        self._failure_told = False
        self._thinking = False

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls,
        assistant: Assistant,
        audio_output: AudioOutput,
        recogniser: SpeechToText,
        detectors: Detectors,
        *,
        options: DialogueOptions | None = None,
        times: StageTimes | None = None,
        finished: TurnModel | None = None,
        name: str = "dialogue",
    ) -> AsyncGenerator[Self]:
        """Make a session, whose `detectors` tell speech from noise; on leaving, nothing that was heard is left in memory."""
        chosen = options or DialogueOptions()
        session = cls(
            assistant,
            audio_output,
            recogniser,
            options=chosen,
            times=times or StageTimes(),
            finished=finished,
            name=name,
        )
        roster = Roster.open(
            detectors,
            chosen,
            session._understanding,
            session,
            over_the_bot=lambda: session._speech.audible,
            name=name,
        )
        async with roster as session._roster:
            session._roster.onset = session._interruptions.onset
            try:
                yield session
            finally:
                session._interruptions.close()

    @property
    def state(self) -> DialogueState:
        """What the bot is doing."""
        if self._speech.audible:
            return DialogueState.SPEAKING
        return DialogueState.THINKING if self._thinking or self._composed.thinking else DialogueState.LISTENING

    @property
    def quiet(self) -> bool:
        """Whether the bot may begin to speak: nobody's turn goes on."""
        return self._roster is None or not self._roster.speaking

    @property
    def open_microphones(self) -> frozenset[int]:
        """The ids of the people whose microphones send sound without end."""
        return frozenset() if self._roster is None else self._roster.open_microphones

    @property
    def people(self) -> set[int]:
        """The ids of everybody about whom something is remembered."""
        heard = () if self._roster is None else self._roster.people
        return {*heard, *self._queue.people, *self._speech.people, *self._replies.people, *self._writer.recent.people}

    def forget(self, user_id: int) -> None:
        """Answer, write down and remember nothing of a person who left, or does not want to be heard any more."""
        self._queue.forget(user_id)
        self._composed.forget(user_id)
        self._replies.forget(user_id)
        self._speech.forget(user_id)
        self._writer.forget(user_id)
        if self._roster is not None:
            self._roster.forget(user_id)
        self._interrupting.discard(user_id)
        self._interruptions.go_on(user_id)
        self._audio_output.notice()

    async def listen(self, frames: AsyncIterator[ParticipantFrame]) -> None:
        """Hear the sound of one connection, until it ends."""
        if self._roster is not None:
            await self._roster.listen(frames)

    async def run(self) -> None:
        """Answer one turn after the other, until cancelled; what a language model writes does not hold up the next turn."""
        async with contextlib.AsyncExitStack() as stack, asyncio.TaskGroup() as tasks:
            stack.push_async_callback(self._composed.aclose)
            tasks.create_task(self._writer.run(), name="dialogue notes")
            while True:
                pending = await self._queue.next()
                self._thinking = True
                _log.debug("%s: %s", self._name, self.state.value)
                sign = tasks.create_task(self._signs.play(pending), name="dialogue sign")
                try:
                    await self._answer(pending)
                    if self._roster is not None and self._speech.busy:
                        self._roster.look_again()
                except errors.ChatterbotError as error:
                    _log.warning("%s: a turn of %d is not answered: %s", self._name, pending.turn.user_id, error)
                    self._give_up(pending)
                except Exception:  # noqa: BLE001 - one turn's bug must not end the dialogue
                    _log.exception("%s: a turn of %d is not answered", self._name, pending.turn.user_id)
                    self._give_up(pending)
                finally:
                    self._thinking = False
                    sign.cancel()
                    _log.debug("%s: %s", self._name, self.state.value)

    # What the participants report (`TurnObserver`).

    def began(self, participant: Participant) -> None:
        """Fall silent, and see whether the person continues their last turn."""
        user_id = participant.user_id
        self._interrupting.discard(user_id)
        was_audible = self._speech.audible
        if self._interruptions.begin(user_id):
            self._times.add(Stage.BARGE_IN, asyncio.get_running_loop().time() - participant.began_at)
        if was_audible:
            self._interrupting.add(user_id)
        self._queue.began(user_id, participant.began_at)

    def ended(self, participant: Participant, turn: SpokenTurn | None) -> None:
        """Let a turn be answered; after a noise, let everything go on."""
        user_id = participant.user_id
        interrupting = user_id in self._interrupting
        self._interrupting.discard(user_id)
        if turn is None:
            self._interruptions.go_on(user_id)
            self._queue.nothing_came(user_id)
        else:
            self._interruptions.ended(user_id)
            for dropped in self._queue.ended(turn, interrupting=interrupting):
                dropped_id = dropped.turn.user_id
                _log.info("%s: too many turns at once: one of %d is not answered", self._name, dropped_id)
                self._interruptions.go_on(dropped_id)
        self._audio_output.notice()

    def is_awaited(self, participant: Participant) -> bool:
        """Tell whether somebody waits for the bot: a person who speaks with it, or anybody to whom something is to be said."""
        user_id = participant.user_id
        if self._assistant.people() <= 1 or self._speech.busy or self._composed.waits(user_id):
            return True
        return user_id in self._interrupting or self._speech.follows_up(user_id, participant.began_at)

    def _person(self, user_id: int) -> Participant | None:
        return None if self._roster is None else self._roster.get(user_id)

    # Answering.

    async def _answer(self, pending: PendingTurn) -> None:
        user_id = pending.turn.user_id
        before = self._queue.take_beginning(pending)
        if pending.composed is not None:  # it was taken back for a noise, while a language model writes its answer
            if not self._is_continued(pending):
                self._composed.resume(pending)
            return
        try:
            understood = await understood_or_none(pending.turn)
        except errors.SpeechToTextError as error:
            self._not_understood(pending, error)
            return
        if understood is None or pending.is_abandoned:
            self._give_up(pending)
            return
        self._failure_told = False
        if pending.exchange is not None:  # it was taken back for a noise: it only has to be said
            if not self._is_continued(pending):
                self._replies.say(pending, pending.exchange, understood.ready_at)
            return
        follows_up, asking = self._speech.follows_up(user_id, pending.turn.began_at), self._replies.asking
        agreement = asking.understand(user_id, understood.asked, follows_up=follows_up)
        if agreement is None and self._is_nothing(pending, understood):
            self._interruptions.go_on(user_id)
            free = self.quiet and before is None and not self._composed.thinking
            if free and self._replies.asks_pardon(pending, understood, follows_up=follows_up):
                return
            self._queue.dismiss(pending, before)
            return
        self._replies.pardons.understood(user_id)
        pending.understand(understood, before, follows_up=follows_up)
        if before is not None:
            self._composed.drop(before)
        if self._is_continued(pending):
            return
        if agreement is not None and (asked := asking.take(user_id)) is not None:
            self._interruptions.give_up(user_id)
            await self._replies.choose(pending, asked, agreement, understood)
            return
        people = self._assistant.people()
        waits = self._composed.waits(user_id)
        if people <= 1 or pending.called or pending.follows_up or pending.interrupting or waits:
            command = commands.understand(pending.asked) or commands.understand(understood.asked)
            if command is not None:
                await self._obey(pending, command, understood)
                return
        asking.drop(user_id)
        if pending.called and not pending.asked:
            self._interruptions.give_up(user_id)
            self._replies.greet(pending, understood)
            return
        pending.asked, reply = await self._understanding.best(user_id, pending.asked, understood)
        if pending.is_abandoned or self._is_continued(pending):
            return
        await self._reply_if_meant(pending, understood, reply, people)

    def _is_continued(self, pending: PendingTurn) -> bool:
        """Tell whether the person spoke on; then the turn is kept for their next one."""
        if pending.state is not TurnState.MERGED:
            return False
        self._queue.hold(pending)
        return True

    def _is_nothing(self, pending: PendingTurn, understood: Understood) -> bool:
        """Tell whether no answer is wanted: noise, "mhm", or the bot's own voice out of a person's loudspeakers."""
        text = understood.transcript.text
        if not text.strip():
            return True
        return understood.called is None and (
            backchannels.is_backchannel(text) or self._speech.is_echo(text, pending.turn)
        )

    async def _reply_if_meant(
        self, pending: PendingTurn, understood: Understood, reply: models.Reply, people: int
    ) -> None:
        user_id = pending.turn.user_id
        interrupts = self._interruptions.interrupts(user_id)
        reason = why(
            AddressContext(
                people=people,
                called=pending.called,
                follows_up=pending.follows_up,
                confidence=reply.confidence if known(reply) else 0.0,
                bar=self._understanding.bar(reply),
                only_called=self._assistant.only_called,
            )
        )
        wanted = known(reply) or pending.called or (reason is AddressReason.ALONE and not interrupts)
        if reason is None or not wanted:
            self._give_up(pending)
            return
        self._interruptions.give_up(user_id)
        turn, ready_at = pending.turn, understood.ready_at
        exchange = SpokenExchange(user_id, pending.asked, understood.transcript.language, reply, "", reason)
        if not known(reply):
            await self._replies.asking.look_up(exchange)
        composition = await self._composition(exchange)
        if pending.is_abandoned or self._is_continued(pending):
            return
        self._times.add(Stage.ENDPOINT, turn.ended_at - turn.spoke_until)
        self._times.add(Stage.TRANSCRIBE, max(0.0, ready_at - turn.ended_at))
        self._composed.drop_all(user_id)  # this is newer
        if composition is None:
            self._replies.reply(pending, exchange, ready_at)
        else:
            self._composed.begin(pending, exchange, composition, ready_at)

    async def _composition(self, exchange: SpokenExchange) -> SpokenComposition | None:
        """Return the answer that a language model is about to write; `None`: none does, or nobody asked the bot."""
        if exchange.why is AddressReason.TAUGHT or self._composed.full:
            return None
        return await self._assistant.compose(exchange, self._speech.previous(exchange.user_id), self._writer.recent.all)

    async def _obey(self, pending: PendingTurn, command: Command, understood: Understood) -> None:
        user_id, language = pending.turn.user_id, understood.transcript.language
        last = self._speech.latest(user_id)
        if command.act is not Act.REPEAT:
            self._replies.asking.drop(user_id)
        pending.change(TurnState.OBEYED)
        self._interruptions.give_up(user_id)
        if command.act is Act.STOP:
            self._composed.drop_all()
            self._speech.withdraw_all()
            return
        if last is None and command.act is not Act.LEAVE:
            text = self._assistant.phrase(Phrase.NOTHING_SAID, language)
        elif last is not None and command.act is Act.REPEAT:
            pending.speech = self._speech.answer(pending.turn, last, understood.ready_at)
            return
        else:
            text = await self._assistant.obey(user_id, command, last, language)
        if text and not pending.is_abandoned:
            pending.speech = self._speech.say(user_id, text, language)

    def _give_up(self, pending: PendingTurn) -> None:
        """Leave a turn unanswered, and let go on what it interrupted."""
        pending.dismiss_unless_decided()
        self._interruptions.go_on(pending.turn.user_id)

    def _not_understood(self, pending: PendingTurn, error: errors.SpeechToTextError) -> None:
        """Say once that nothing can be understood, not at each turn."""
        user_id = pending.turn.user_id
        _log.warning("%s: a turn of %d is not understood: %s", self._name, user_id, error)
        self._give_up(pending)
        if not self._failure_told:
            self._failure_told = True
            self._speech.say(user_id, self._assistant.phrase(Phrase.CANNOT_HEAR, ""), "")
