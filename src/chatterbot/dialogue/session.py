"""A spoken dialogue: turns in, answers out, in order; who is meant, and what becomes of it when somebody speaks on."""

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
from chatterbot.dialogue.interfaces import Assistant, AudioOutput, ParticipantFrame, Phrase, SpokenExchange
from chatterbot.dialogue.interruption import Interruptions
from chatterbot.dialogue.latency import Stage, StageTimes
from chatterbot.dialogue.options import DialogueOptions
from chatterbot.dialogue.participant import Participant, SpokenTurn, Understood, understood_or_none
from chatterbot.dialogue.roster import Detectors, Roster
from chatterbot.dialogue.speech_handle import SpeechHandle
from chatterbot.dialogue.speech_output import SpeechOutput
from chatterbot.dialogue.turn_queue import PendingTurn, TurnQueue
from chatterbot.dialogue.understanding import TurnModel, Understanding, known
from chatterbot.speech.stt import SpeechToText

__all__ = ("DialogueSession", "DialogueState")

_log = logging.getLogger(__name__)

WRITING: Final = 32
"""Exchanges that wait to be written down."""
SOON_S: Final = 0.3
"""Seconds that thinking may take without a sign in any case: an answer that was only waiting for its turn is there by then."""


class DialogueState(enum.Enum):
    """What the bot is doing in the dialogue."""

    LISTENING = "listening"
    THINKING = "thinking"
    SPEAKING = "speaking"


class DialogueSession:
    """One call's dialogue. Use `open`, then `run` in a task and `listen` for each connection.

    Parameters
    ----------
    partner
        Knows the answers.
    floor
        Says them.
    recogniser
        Understands speech.
    settings
        How long to wait for what.
    times
        Where the time goes, of real turns.
    finished
        `None`: there is no turn model.
    """

    def __init__(
        self,
        partner: Assistant,
        floor: AudioOutput,
        recogniser: SpeechToText,
        *,
        options: DialogueOptions,
        times: StageTimes,
        finished: TurnModel | None = None,
    ) -> None:
        self._partner = partner
        self._floor = floor
        self._options = options
        self._times = times
        self._mouth = SpeechOutput(floor, partner, options, times)
        self._understanding = Understanding(partner, recogniser, options, self._mouth.previous, finished)
        self._company: Roster | None = None
        self._interruptions = Interruptions(floor, options, self._talks)
        self._interrupting: set[int] = set()
        """Whose turn, still going on, silenced the bot."""
        self._cases = TurnQueue(options, floor.withdraw)
        self._notes: collections.deque[SpokenExchange] = collections.deque(maxlen=WRITING)
        self._noted = asyncio.Event()
        self._unknowns: collections.Counter[int] = collections.Counter()
        self._deafness_told = False
        self._thinking = False

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls,
        partner: Assistant,
        floor: AudioOutput,
        recogniser: SpeechToText,
        detectors: Detectors,
        *,
        options: DialogueOptions | None = None,
        times: StageTimes | None = None,
        finished: TurnModel | None = None,
    ) -> AsyncGenerator[Self]:
        """Give a session; on leaving nothing that was heard is left in memory."""
        chosen = options or DialogueOptions()
        session = cls(partner, floor, recogniser, options=chosen, times=times or StageTimes(), finished=finished)
        company = Roster.open(
            detectors, chosen, session._understanding, session, over_the_bot=lambda: session._mouth.audible
        )
        async with company as session._company:
            try:
                yield session
            finally:
                session._interruptions.close()

    @property
    def state(self) -> DialogueState:
        """What the bot is doing."""
        if self._mouth.audible:
            return DialogueState.SPEAKING
        return DialogueState.THINKING if self._thinking else DialogueState.LISTENING

    @property
    def quiet(self) -> bool:
        """Whether one may begin to speak: nobody's turn goes on."""
        return self._company is None or not self._company.speaking

    @property
    def people(self) -> set[int]:
        """Of whom anything is remembered."""
        heard = () if self._company is None else self._company.people
        return {*heard, *self._cases.people, *self._mouth.people, *self._unknowns}

    def forget(self, user_id: int) -> None:
        """Somebody left, or does not want to be heard any more: nothing of theirs is answered, written down or remembered."""
        self._cases.forget(user_id)
        self._unknowns.pop(user_id, None)
        self._mouth.forget(user_id)
        for exchange in [one for one in self._notes if one.user_id == user_id]:
            self._notes.remove(exchange)
        if self._company is not None:
            self._company.forget(user_id)
        self._interrupting.discard(user_id)
        self._interruptions.go_on(user_id)
        self._floor.notice()

    def forget_all(self) -> None:
        """Nobody is listened to any more."""
        for user_id in self.people:
            self.forget(user_id)

    async def listen(self, frames: AsyncIterator[ParticipantFrame]) -> None:
        """Hear what a connection gives, until it ends."""
        if self._company is not None:
            await self._company.listen(frames)

    async def run(self) -> None:
        """Answer, one turn after the other, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._write(), name="dialogue notes")
            while True:
                case = await self._cases.next()
                self._thinking = True
                _log.debug("dialogue: %s", self.state.value)
                sign = tasks.create_task(self._sign(case), name="dialogue sign")
                try:
                    await self._answer(case)
                except errors.ChatterbotError as error:
                    _log.warning("a turn of %d is not answered: %s", case.turn.user_id, error)
                    self._interruptions.go_on(case.turn.user_id)
                except Exception:  # noqa: BLE001 - one turn's bug must not end the dialogue
                    _log.exception("a turn of %d is not answered", case.turn.user_id)
                    self._interruptions.go_on(case.turn.user_id)
                finally:
                    self._thinking = False
                    sign.cancel()
                    _log.debug("dialogue: %s", self.state.value)

    # What the participants report.

    def began(self, participant: Participant) -> None:
        """See `Reports`."""
        user_id = participant.user_id
        self._interrupting.discard(user_id)
        was_audible = self._mouth.audible
        if self._interruptions.begin(user_id):
            self._times.add(Stage.BARGE_IN, asyncio.get_running_loop().time() - participant.began_at)
        if was_audible:
            self._interrupting.add(user_id)
        self._cases.began(user_id, participant.began_at)

    def ended(self, participant: Participant, turn: SpokenTurn | None) -> None:
        """See `Reports`."""
        user_id = participant.user_id
        interrupting = user_id in self._interrupting
        self._interrupting.discard(user_id)
        if turn is None:
            self._interruptions.go_on(user_id)
            self._cases.nothing_came(user_id)
        else:
            self._interruptions.ended(user_id)
            for dropped in self._cases.ended(turn, interrupting=interrupting):
                _log.info("too many turns at once: one of %d is left unanswered", dropped.turn.user_id)
                self._interruptions.go_on(dropped.turn.user_id)
        self._floor.notice()

    def _talks(self, user_id: int) -> bool:
        participant = None if self._company is None else self._company.get(user_id)
        return participant is not None and participant.talking

    # Answering.

    async def _answer(self, case: PendingTurn) -> None:
        user_id = case.turn.user_id
        before = self._cases.beginning(case)
        try:
            understood = await understood_or_none(case.turn)
        except errors.SpeechToTextError as error:
            self._not_heard(user_id, error)
            return
        if understood is None or case.gone:
            self._interruptions.go_on(user_id)
            return
        self._deafness_told = False
        if case.exchange is not None:  # what was taken for its end was nothing: it only has to be said
            self._say(case, case.exchange, understood)
            return
        if self._is_nothing(case, understood):
            self._interruptions.go_on(user_id)
            self._cases.was_nothing(case, before)
            return
        case.take(understood, before, follows_up=self._mouth.follows_up(case.turn))
        if case.joined:
            self._cases.hold(case)
            return
        people = self._partner.people()
        if people <= 1 or case.called or case.follows_up or case.interrupting:
            command = commands.understand(case.asked) or commands.understand(understood.asked)
            if command is not None:
                await self._obey(case, command, understood)
                return
        if case.called and not case.asked:
            self._interruptions.give_up(user_id)
            self._greet(case, understood)
            return
        case.asked, reply = await self._understanding.best(user_id, case.asked, understood)
        if case.gone:
            return
        if case.joined:  # meanwhile
            self._cases.hold(case)
            return
        interrupts = self._interruptions.interrupts(user_id)
        reason = why(
            AddressContext(
                people=people,
                called=case.called,
                follows_up=case.follows_up,
                confidence=reply.confidence if known(reply) else 0.0,
                bar=self._understanding.bar(reply),
                only_called=self._partner.only_called,
            )
        )
        if reason is None or not (known(reply) or case.called or (reason is AddressReason.ALONE and not interrupts)):
            case.closed = True
            self._interruptions.go_on(user_id)
            return
        self._interruptions.give_up(user_id)
        self._reply(case, understood, reply, reason)

    def _is_nothing(self, case: PendingTurn, understood: Understood) -> bool:
        """Whether no answer is wanted: noise, "mhm", or the bot's own voice out of somebody's loudspeakers."""
        text = understood.transcript.text
        if not text.strip():
            return True
        return understood.called is None and (backchannels.is_backchannel(text) or self._mouth.is_echo(text, case.turn))

    def _reply(self, case: PendingTurn, understood: Understood, reply: models.Reply, reason: AddressReason) -> None:
        turn, user_id, language = case.turn, case.turn.user_id, understood.transcript.language
        text = reply.text
        if known(reply):
            self._unknowns.pop(user_id, None)
        else:
            self._unknowns[user_id] += 1
            tired = reason is AddressReason.ALONE and self._unknowns[user_id] > self._options.unknowns
            text = "" if tired else self._partner.phrase(Phrase.UNKNOWN, language)
        self._times.add(Stage.ENDPOINT, turn.ended_at - turn.spoke_until)
        self._times.add(Stage.TRANSCRIBE, max(0.0, understood.ready_at - turn.ended_at))
        self._say(case, SpokenExchange(user_id, case.asked, language, reply, text, reason), understood)

    def _greet(self, case: PendingTurn, understood: Understood) -> None:
        """Answer to one's name: what the person says next is meant for the bot."""
        user_id, language = case.turn.user_id, understood.transcript.language
        nothing = models.Reply("", models.ReplySource.UNKNOWN, 0.0, 1.0)
        case.noted = True  # nothing was asked
        said = self._partner.phrase(Phrase.YES, language)
        self._say(case, SpokenExchange(user_id, "", language, nothing, said, AddressReason.CALLED), understood)

    def _say(self, case: PendingTurn, exchange: SpokenExchange, understood: Understood) -> None:
        """Say what was found; it is written down when that begins, or cannot: who speaks on has not been answered."""

        def told(saying: SpeechHandle) -> None:
            if case.noted or case.gone or (case.joined and not saying.begun):
                return
            case.noted = True
            if len(self._notes) == WRITING:
                _log.warning("too much to write down at once: an exchange is left out")
            self._notes.append(exchange)
            self._noted.set()

        case.exchange = exchange
        if exchange.answer:
            case.saying = self._mouth.answer(case.turn, exchange, understood.ready_at, told)
        else:
            case.saying = self._mouth.sign(case.turn.user_id, Earcon.NOTHING, told)

    async def _obey(self, case: PendingTurn, command: Command, understood: Understood) -> None:
        user_id, language = case.turn.user_id, understood.transcript.language
        last = self._mouth.latest(user_id)
        case.closed = True
        self._interruptions.give_up(user_id)
        if command.act is Act.STOP:
            self._mouth.withdraw_all()
            return
        if last is None and command.act is not Act.LEAVE:
            text = self._partner.phrase(Phrase.NOTHING_SAID, language)
        elif last is not None and command.act is Act.REPEAT:
            case.saying = self._mouth.answer(case.turn, last, understood.ready_at)
            return
        else:
            text = await self._partner.obey(user_id, command, last, language)
        if text and not case.gone:
            case.saying = self._mouth.say(user_id, text, language)

    def _not_heard(self, user_id: int, error: errors.SpeechToTextError) -> None:
        """Say once that nothing can be understood, not at each turn."""
        _log.warning("a turn of %d is not understood: %s", user_id, error)
        self._interruptions.go_on(user_id)
        if not self._deafness_told:
            self._deafness_told = True
            self._mouth.say(user_id, self._partner.phrase(Phrase.CANNOT_HEAR, ""), "")

    async def _sign(self, case: PendingTurn) -> None:
        """Make thinking heard, to somebody who is waiting for certain."""
        now, wait_s = asyncio.get_running_loop().time(), self._options.sign_after_s
        sign: SpeechHandle | None = None
        try:
            await asyncio.sleep(max(SOON_S, case.turn.ended_at + wait_s - now))
            while case.saying is None:
                if (sign is None or sign.is_over) and self._partner.people() <= 1 and not self._mouth.audible:
                    sign = self._mouth.sign(case.turn.user_id, Earcon.THINKING)
                await asyncio.sleep(self._options.sign_every_s)
        except Exception:  # noqa: BLE001 - a sign that fails must not end the dialogue
            _log.exception("thinking is not heard")
        finally:
            if sign is not None and not sign.begun:
                self._floor.withdraw(sign)  # it would only delay what is said instead

    async def _write(self) -> None:
        while True:
            while not self._notes:
                self._noted.clear()
                await self._noted.wait()
            try:
                await self._partner.exchanged(self._notes.popleft())
            except Exception:  # noqa: BLE001 - what cannot be written down was said all the same
                _log.exception("an exchange is not written down")
