"""A spoken dialogue: turns in, answers out, in order; who is meant, and what follows when a person speaks on."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import enum
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Final, Self

from chatterbot import errors, models
from chatterbot.dialogue import backchannels, commands
from chatterbot.dialogue.addressing import AddressContext, AddressReason, why
from chatterbot.dialogue.commands import Act, Command
from chatterbot.dialogue.earcons import Earcon
from chatterbot.dialogue.exchange_writer import ExchangeWriter
from chatterbot.dialogue.interfaces import Assistant, AudioOutput, ParticipantFrame, Phrase, SpokenExchange
from chatterbot.dialogue.interruption import Interruptions
from chatterbot.dialogue.latency import Stage, StageTimes
from chatterbot.dialogue.options import DialogueOptions
from chatterbot.dialogue.participant import Participant, SpokenTurn, Understood, understood_or_none
from chatterbot.dialogue.pending_turn import PendingTurn, TurnState
from chatterbot.dialogue.roster import Detectors, Roster
from chatterbot.dialogue.speech_handle import SpeechHandle
from chatterbot.dialogue.speech_output import SpeechOutput
from chatterbot.dialogue.turn_queue import TurnQueue
from chatterbot.dialogue.understanding import TurnModel, Understanding, known
from chatterbot.speech.stt import SpeechToText

__all__ = ("DialogueSession", "DialogueState")

_log = logging.getLogger(__name__)

SOON_S: Final = 0.3
"""Seconds that thinking always takes without a sign: an answer that was only waiting for its turn is there by then."""


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
        self._interruptions = Interruptions(audio_output, options, self._is_talking)
        self._interrupting: set[int] = set()
        """Who made the bot fall silent by a turn that still goes on."""
        self._queue = TurnQueue(options, audio_output.withdraw)
        self._writer = ExchangeWriter(name, assistant)
        self._unknowns: collections.Counter[int] = collections.Counter()
        """How often in a row each person asked something that the bot does not know."""
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
        """Make a session; on leaving, nothing that was heard is left in memory.

        Parameters
        ----------
        detectors
            Make the detectors that tell speech from noise; for the others see the class.
        """
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
            try:
                yield session
            finally:
                session._interruptions.close()

    @property
    def state(self) -> DialogueState:
        """What the bot is doing."""
        if self._speech.audible:
            return DialogueState.SPEAKING
        return DialogueState.THINKING if self._thinking else DialogueState.LISTENING

    @property
    def quiet(self) -> bool:
        """Whether the bot may begin to speak: nobody's turn goes on."""
        return self._roster is None or not self._roster.speaking

    @property
    def people(self) -> set[int]:
        """The ids of everybody about whom something is remembered."""
        heard = () if self._roster is None else self._roster.people
        return {*heard, *self._queue.people, *self._speech.people, *self._unknowns}

    def forget(self, user_id: int) -> None:
        """Answer, write down and remember nothing of a person who left, or does not want to be heard any more."""
        self._queue.forget(user_id)
        self._unknowns.pop(user_id, None)
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
        """Answer one turn after the other, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._writer.run(), name="dialogue notes")
            while True:
                pending = await self._queue.next()
                self._thinking = True
                _log.debug("%s: %s", self._name, self.state.value)
                sign = tasks.create_task(self._sign(pending), name="dialogue sign")
                try:
                    await self._answer(pending)
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

    def _is_talking(self, user_id: int) -> bool:
        participant = None if self._roster is None else self._roster.get(user_id)
        return participant is not None and participant.talking

    # Answering.

    async def _answer(self, pending: PendingTurn) -> None:
        user_id = pending.turn.user_id
        before = self._queue.take_beginning(pending)
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
                self._say(pending, pending.exchange, understood)
            return
        if self._is_nothing(pending, understood):
            self._interruptions.go_on(user_id)
            self._queue.dismiss(pending, before)
            return
        pending.understand(understood, before, follows_up=self._speech.follows_up(pending.turn))
        if self._is_continued(pending):
            return
        people = self._assistant.people()
        if people <= 1 or pending.called or pending.follows_up or pending.interrupting:
            command = commands.understand(pending.asked) or commands.understand(understood.asked)
            if command is not None:
                await self._obey(pending, command, understood)
                return
        if pending.called and not pending.asked:
            self._interruptions.give_up(user_id)
            self._greet(pending, understood)
            return
        pending.asked, reply = await self._understanding.best(user_id, pending.asked, understood)
        if pending.is_abandoned or self._is_continued(pending):
            return
        self._reply_if_meant(pending, understood, reply, people)

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

    def _reply_if_meant(self, pending: PendingTurn, understood: Understood, reply: models.Reply, people: int) -> None:
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
        self._reply(pending, understood, reply, reason)

    def _reply(self, pending: PendingTurn, understood: Understood, reply: models.Reply, reason: AddressReason) -> None:
        turn, user_id, language = pending.turn, pending.turn.user_id, understood.transcript.language
        text = reply.speech
        if known(reply):
            self._unknowns.pop(user_id, None)
        else:
            self._unknowns[user_id] += 1
            too_often = reason is AddressReason.ALONE and self._unknowns[user_id] > self._options.unknowns
            text = "" if too_often else self._assistant.phrase(Phrase.UNKNOWN, language)
        self._times.add(Stage.ENDPOINT, turn.ended_at - turn.spoke_until)
        self._times.add(Stage.TRANSCRIBE, max(0.0, understood.ready_at - turn.ended_at))
        self._say(pending, SpokenExchange(user_id, pending.asked, language, reply, text, reason), understood)

    def _greet(self, pending: PendingTurn, understood: Understood) -> None:
        """Answer to the bot's name alone: what the person says next is meant for the bot."""
        user_id, language = pending.turn.user_id, understood.transcript.language
        nothing = models.Reply("", models.ReplySource.UNKNOWN, 0.0, 1.0)
        pending.recorded = True  # nothing was asked
        text = self._assistant.phrase(Phrase.YES, language)
        self._say(pending, SpokenExchange(user_id, "", language, nothing, text, AddressReason.CALLED), understood)

    def _say(self, pending: PendingTurn, exchange: SpokenExchange, understood: Understood) -> None:
        """Say the answer that was found, or play a sign if there is none."""
        observer = self._writer.observer(pending, exchange)
        pending.answer(exchange)
        if exchange.answer:
            pending.speech = self._speech.answer(pending.turn, exchange, understood.ready_at, observer)
        else:
            pending.speech = self._speech.sign(pending.turn.user_id, Earcon.NOTHING, observer)

    async def _obey(self, pending: PendingTurn, command: Command, understood: Understood) -> None:
        user_id, language = pending.turn.user_id, understood.transcript.language
        last = self._speech.latest(user_id)
        pending.change(TurnState.OBEYED)
        self._interruptions.give_up(user_id)
        if command.act is Act.STOP:
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

    async def _sign(self, pending: PendingTurn) -> None:
        """Play the sign of thinking to a person who is certainly waiting for an answer."""
        now, wait_s = asyncio.get_running_loop().time(), self._options.sign_after_s
        sign: SpeechHandle | None = None
        try:
            await asyncio.sleep(max(SOON_S, pending.turn.ended_at + wait_s - now))
            while pending.speech is None:
                if (sign is None or sign.is_over) and self._assistant.people() <= 1 and not self._speech.audible:
                    sign = self._speech.sign(pending.turn.user_id, Earcon.THINKING)
                await asyncio.sleep(self._options.sign_every_s)
        except Exception:  # noqa: BLE001 - a sign that fails must not end the dialogue
            _log.exception("%s: the sign of thinking is not played", self._name)
        finally:
            if sign is not None and not sign.begun:
                self._audio_output.withdraw(sign)  # it would only delay what is said instead
