"""A spoken dialogue: turns in, answers out, in order; who is meant, and what becomes of it when somebody speaks on."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import dataclasses
import enum
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Final, Self

from chatterbot import errors, models
from chatterbot.dialogue import backchannels, commands
from chatterbot.dialogue.addressing import Scene, Why, why
from chatterbot.dialogue.commands import Act, Command
from chatterbot.dialogue.company import Company, Detectors
from chatterbot.dialogue.interruption import Interruptions
from chatterbot.dialogue.mouth import Mouth
from chatterbot.dialogue.participant import Participant, Turn, Understood, understood_or_none
from chatterbot.dialogue.saying import Saying
from chatterbot.dialogue.seams import Exchange, Floor, Partner, Phrase, SpeakerFrame
from chatterbot.dialogue.settings import DialogueSettings
from chatterbot.dialogue.stages import Stage, StageTimes
from chatterbot.dialogue.tones import Tone
from chatterbot.dialogue.understanding import TurnModel, Understanding, known
from chatterbot.speech.stt import SpeechToText

__all__ = ("State", "VoiceSession")

_log = logging.getLogger(__name__)

WRITING: Final = 32
"""Exchanges that wait to be written down."""


class State(enum.Enum):
    """What the bot is doing in the dialogue."""

    LISTENING = "listening"
    THINKING = "thinking"
    SPEAKING = "speaking"


@dataclasses.dataclass(slots=True, eq=False)
class _Case:
    """A turn, and what becomes of it."""

    turn: Turn
    asked: str = ""
    saying: Saying | None = None
    joined: bool = False
    """The person spoke on: it is the beginning of their next turn."""


class VoiceSession:
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
        partner: Partner,
        floor: Floor,
        recogniser: SpeechToText,
        *,
        settings: DialogueSettings,
        times: StageTimes,
        finished: TurnModel | None = None,
    ) -> None:
        self._partner = partner
        self._floor = floor
        self._settings = settings
        self._times = times
        self._mouth = Mouth(floor, partner, settings, times, self._fell_silent)
        self._understanding = Understanding(partner, recogniser, settings, self._mouth.previous, finished)
        self._company: Company | None = None
        self._interruptions = Interruptions(floor, settings, self._talks)
        self._cases: asyncio.Queue[_Case] = asyncio.Queue()
        self._latest: dict[int, _Case] = {}
        """The latest turn of each person."""
        self._held: dict[int, _Case] = {}
        """What a person said just before they spoke on: the beginning of their turn, unless what follows is nothing."""
        self._notes: asyncio.Queue[Exchange] = asyncio.Queue(WRITING)
        self._unknowns: collections.Counter[int] = collections.Counter()
        self._deafness_told = False
        self._state = State.LISTENING

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls,
        partner: Partner,
        floor: Floor,
        recogniser: SpeechToText,
        detectors: Detectors,
        *,
        settings: DialogueSettings | None = None,
        times: StageTimes | None = None,
        finished: TurnModel | None = None,
    ) -> AsyncGenerator[Self]:
        """Give a session; on leaving nothing that was heard is left in memory."""
        chosen = settings or DialogueSettings()
        session = cls(partner, floor, recogniser, settings=chosen, times=times or StageTimes(), finished=finished)
        company = Company.open(
            detectors, chosen, session._understanding, session, over_the_bot=lambda: session._mouth.audible
        )
        async with company as session._company:
            try:
                yield session
            finally:
                session._interruptions.close()

    @property
    def state(self) -> State:
        """What the bot is doing."""
        return self._state

    @property
    def quiet(self) -> bool:
        """Whether one may begin to speak: nobody's turn goes on."""
        return self._company is None or not self._company.speaking

    def forget(self, user_id: int) -> None:
        """Somebody left, or does not want to be heard any more: nothing of theirs is answered."""
        if self._company is not None:
            self._company.forget(user_id)
        self._latest.pop(user_id, None)
        self._held.pop(user_id, None)
        self._unknowns.pop(user_id, None)
        self._mouth.forget(user_id)
        self._interruptions.go_on(user_id)

    def forget_all(self) -> None:
        """Nobody is listened to any more."""
        if self._company is not None:
            for user_id in self._company.people:
                self.forget(user_id)

    async def listen(self, frames: AsyncIterator[SpeakerFrame]) -> None:
        """Hear what a connection gives, until it ends."""
        if self._company is not None:
            await self._company.listen(frames)

    async def run(self) -> None:
        """Answer, one turn after the other, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._write(), name="dialogue notes")
            while True:
                case = await self._cases.get()
                self._become(State.THINKING)
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
                    sign.cancel()
                self._fell_silent()

    # What the participants report.

    def began(self, participant: Participant) -> None:
        """See `Reports`."""
        user_id = participant.user_id
        if self._interruptions.begin(user_id):
            self._times.add(Stage.BARGE_IN, asyncio.get_running_loop().time() - participant.began_at)
        case = self._latest.get(user_id)
        if case is not None and participant.began_at - case.turn.ended_at < self._settings.join_s:
            case.joined = True
            if case.saying is not None:  # else `_answer` is still at it, and will see
                self._held[user_id] = case
                if not case.saying.begun:
                    self._floor.withdraw(case.saying)

    def ended(self, participant: Participant, turn: Turn | None) -> None:
        """See `Reports`."""
        if turn is None:
            self._was_nothing(participant.user_id)
        else:
            case = self._latest[participant.user_id] = _Case(turn)
            while self._cases.qsize() >= self._settings.waiting:
                _log.info("too many turns at once: one of %d is left unanswered", self._cases.get_nowait().turn.user_id)
            self._cases.put_nowait(case)
        self._floor.notice()

    def _talks(self, user_id: int) -> bool:
        participant = None if self._company is None else self._company.get(user_id)
        return participant is not None and participant.talking

    # Answering.

    async def _answer(self, case: _Case) -> None:
        user_id = case.turn.user_id
        try:
            understood = await understood_or_none(case.turn)
        except errors.SpeechToTextError as error:
            self._not_heard(user_id, error)
            return
        if understood is None or self._latest.get(user_id) is None:
            return  # who said it has gone, or does not want to be heard any more
        self._deafness_told = False
        if self._is_nothing(understood):
            self._was_nothing(user_id)
            return
        before = self._held.pop(user_id, None)
        asked = case.asked or understood.asked
        case.asked = asked if before is None else f"{before.asked} {asked}"
        if case.joined:
            self._held[user_id] = case
            return
        interrupting = self._interruptions.by == user_id
        called, follows_up = understood.called is not None, self._mouth.follows_up(case.turn)
        people = self._partner.people()
        command = commands.understand(understood.asked)
        if command is not None and (people <= 1 or called or follows_up or interrupting):
            self._interruptions.give_up(user_id)
            await self._obey(case, command, understood)
            return
        if called and not understood.asked:
            self._interruptions.give_up(user_id)
            self._greet(case, understood)
            return
        case.asked, reply = await self._understanding.best(user_id, case.asked, understood)
        reason = why(
            Scene(
                people=people,
                called=called,
                follows_up=follows_up,
                confidence=reply.confidence if known(reply) else 0.0,
                bar=self._understanding.bar(reply),
                only_called=self._partner.only_called,
            )
        )
        if reason is None or not (known(reply) or called or (reason is Why.ALONE and not interrupting)):
            self._interruptions.go_on(user_id)
            return
        self._interruptions.give_up(user_id)
        if case.joined:  # meanwhile
            self._held[user_id] = case
        else:
            self._reply(case, understood, reply, reason)

    def _was_nothing(self, user_id: int) -> None:
        """Go on as if it had not been: with what the bot was saying, or was about to say."""
        self._interruptions.go_on(user_id)
        before = self._held.pop(user_id, None)
        if before is not None and (before.saying is None or not before.saying.begun):
            before.joined, before.saying = False, None
            self._cases.put_nowait(before)

    def _is_nothing(self, understood: Understood) -> bool:
        """Whether no answer is wanted: noise, "mhm", or the bot's own voice out of somebody's loudspeakers."""
        text = understood.transcript.text
        if not text.strip():
            return True
        return understood.called is None and (backchannels.is_backchannel(text) or self._mouth.is_echo(text))

    def _reply(self, case: _Case, understood: Understood, reply: models.Reply, reason: Why) -> None:
        turn, user_id, language = case.turn, case.turn.user_id, understood.transcript.language
        text = reply.text
        if known(reply):
            self._unknowns.pop(user_id, None)
        else:
            self._unknowns[user_id] += 1
            tired = reason is Why.ALONE and self._unknowns[user_id] > self._settings.unknowns
            text = "" if tired else self._partner.phrase(Phrase.UNKNOWN, language)
        exchange = Exchange(user_id, case.asked, language, reply, text, reason)
        self._times.add(Stage.ENDPOINT, turn.ended_at - turn.spoke_until)
        self._times.add(Stage.TRANSCRIBE, max(0.0, understood.ready_at - turn.ended_at))
        if text:
            case.saying = self._mouth.answer(turn, exchange, understood.ready_at)
        else:
            case.saying = self._mouth.sign(user_id, Tone.NOTHING)
        try:
            self._notes.put_nowait(exchange)
        except asyncio.QueueFull:
            _log.warning("too much to write down at once: an exchange is left out")

    def _greet(self, case: _Case, understood: Understood) -> None:
        """Answer to one's name: what the person says next is meant for the bot."""
        user_id, language = case.turn.user_id, understood.transcript.language
        nothing = models.Reply("", models.ReplySource.UNKNOWN, 0.0, 1.0)
        exchange = Exchange(user_id, "", language, nothing, self._partner.phrase(Phrase.YES, language), Why.CALLED)
        case.saying = self._mouth.answer(case.turn, exchange, understood.ready_at)

    async def _obey(self, case: _Case, command: Command, understood: Understood) -> None:
        user_id, language = case.turn.user_id, understood.transcript.language
        last = self._mouth.latest(user_id)
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
        if text:
            case.saying = self._mouth.say(user_id, text, language)

    def _not_heard(self, user_id: int, error: errors.SpeechToTextError) -> None:
        """Say once that nothing can be understood, not at each turn."""
        _log.warning("a turn of %d is not understood: %s", user_id, error)
        self._interruptions.go_on(user_id)
        if not self._deafness_told:
            self._deafness_told = True
            self._mouth.say(user_id, self._partner.phrase(Phrase.CANNOT_HEAR, ""), "")

    async def _sign(self, case: _Case) -> None:
        """Make thinking heard, to somebody who is waiting for certain."""
        loop = asyncio.get_running_loop()
        await asyncio.sleep(max(0.0, case.turn.ended_at + self._settings.sign_after_s - loop.time()))
        while case.saying is None:
            if self._partner.people() <= 1 and not self._mouth.audible:
                self._mouth.sign(case.turn.user_id, Tone.THINKING)
            await asyncio.sleep(self._settings.sign_every_s)

    async def _write(self) -> None:
        while True:
            exchange = await self._notes.get()
            try:
                await self._partner.exchanged(exchange)
            except Exception:  # noqa: BLE001 - what cannot be written down was said all the same
                _log.exception("an exchange is not written down")

    def _fell_silent(self) -> None:
        self._become(State.SPEAKING if self._mouth.audible else State.LISTENING)

    def _become(self, state: State) -> None:
        if state is not self._state:
            _log.debug("dialogue: %s", state.value)
            self._state = state
