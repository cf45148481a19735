"""What the bot says in a dialogue: begun, timed, taken back; and what people had heard of it by the end."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import dataclasses
from collections.abc import AsyncGenerator, Callable
from typing import Final

from chatterbot import folding
from chatterbot.audio import AudioFrame
from chatterbot.dialogue.earcons import Earcon, patient, tone
from chatterbot.dialogue.interfaces import Assistant, AudioOutput, SpokenExchange
from chatterbot.dialogue.latency import Stage, StageTimes
from chatterbot.dialogue.options import DialogueOptions
from chatterbot.dialogue.participant import SpokenTurn
from chatterbot.dialogue.speech_handle import SpeechHandle
from chatterbot.speech.tts import WordTiming

__all__ = ("SpeechOutput",)

CONTEXT_S: Final = 600.0
"""Seconds for which the latest answer to a person counts as what they speak about; as in text. Then it is forgotten."""
ECHO: Final = 0.8
"""Share of words of what was heard that the bot is saying itself at that moment, from which on it is its own echo."""
ECHO_WORDS: Final = 3
"""Fewer words prove nothing: "yes" may be anybody's."""
ECHO_S: Final = 1.0
"""Seconds after which the bot's last word is back at the latest: through two networks, a room, and their buffers."""
SPOKEN: Final = 4
"""Things said lately of which there may still be an echo."""
SOON_S: Final = 0.3
"""Seconds in which a voice that is at hand begins: whoever waited long already is not made to listen to a sign before it."""


@dataclasses.dataclass(slots=True, eq=False)
class _Said:
    """The latest answer to somebody.

    Parameters
    ----------
    exchange
        What it was.
    saying
        How it is, or was, said.
    before
        What they had heard before, as long as nothing of this was.
    ended_at
        When it ended; `None`: it is being said.
    """

    exchange: SpokenExchange
    saying: SpeechHandle
    before: str
    ended_at: float | None = None


class SpeechOutput:
    """Speaks through the call's floor, and remembers the latest answer to each person.

    Parameters
    ----------
    floor
        Where everything that is said in the call is said.
    partner
        Makes the sound.
    settings
        What is too late to be said.
    times
        Where the time goes, of real turns.
    """

    def __init__(self, floor: AudioOutput, partner: Assistant, options: DialogueOptions, times: StageTimes) -> None:
        self._floor = floor
        self._partner = partner
        self._options = options
        self._times = times
        self._said: dict[int, _Said] = {}
        self._last: _Said | None = None
        self._sayings: dict[SpeechHandle, int] = {}
        """What waits or is being said, and whose words it answers."""
        self._spoken: collections.deque[tuple[str, float]] = collections.deque(maxlen=SPOKEN)
        """What was said lately, and when it ended."""

    @property
    def audible(self) -> bool:
        """Whether the bot is being heard now, or was until it was interrupted."""
        saying = self._floor.saying
        return saying is not None and saying.begun

    # What was said.

    @property
    def people(self) -> set[int]:
        """Of whom anything is remembered, or to whom something will be said."""
        self._fade()
        told = {said.exchange.user_id for said in self._said.values()}
        last = () if self._last is None else (self._last.exchange.user_id,)
        return {*self._said, *told, *last, *self._sayings.values(), *(saying.user_id for saying in self._sayings)}

    def latest(self, user_id: int) -> SpokenExchange | None:
        """Give the latest exchange with a person, one that is just being said included; or else with anybody."""
        self._fade()
        said = self._said.get(user_id) or self._last
        return None if said is None else said.exchange

    def previous(self, user_id: int) -> str | None:
        """Give what that person heard last of the bot."""
        self._fade()
        said = self._said.get(user_id)
        return None if said is None else said.saying.heard or said.before or None

    def follows_up(self, turn: SpokenTurn) -> bool:
        """Whether a turn follows an answer to the same person at once, or falls into it."""
        said = self._said.get(turn.user_id)
        if said is None:
            return False
        return said.ended_at is None or turn.began_at - said.ended_at <= self._options.follow_up_s

    def is_echo(self, text: str, turn: SpokenTurn) -> bool:
        """Whether the bot heard itself out of somebody's loudspeakers."""
        heard = folding.words(text)
        if len(heard) < ECHO_WORDS:
            return False
        saying = self._floor.saying
        own = [said for said, ended_at in self._spoken if turn.began_at <= ended_at + ECHO_S]
        if saying is not None and saying.telling is not None:
            own.append(saying.telling.text)
        return any(
            sum(word in words for word in heard) >= ECHO * len(heard) for words in map(set, map(folding.words, own))
        )

    def forget(self, user_id: int) -> None:
        """Say nothing more to a person, and remember nothing of what was said to them."""
        for saying, asker_id in [*self._sayings.items()]:
            if user_id in (saying.user_id, asker_id):
                del self._sayings[saying]  # so that its end is not remembered
                self._floor.withdraw(saying)
        for listener_id, said in [*self._said.items()]:
            if user_id in (listener_id, said.exchange.user_id):
                del self._said[listener_id]
        if self._last is not None and user_id in (self._last.saying.user_id, self._last.exchange.user_id):
            self._last = None

    def _fade(self) -> None:
        """What was said long ago is nothing that anybody speaks about."""
        now = self._now()
        for user_id, said in [*self._said.items()]:
            if _is_over(said, now):
                del self._said[user_id]
        if self._last is not None and _is_over(self._last, now):
            self._last = None

    # Saying.

    def answer(
        self,
        turn: SpokenTurn,
        exchange: SpokenExchange,
        ready_at: float,
        told: Callable[[SpeechHandle], None] | None = None,
    ) -> SpeechHandle:
        """Say an answer to who said this turn, and measure how long it took.

        Parameters
        ----------
        ready_at
            When it was known what the person had said, in seconds of the loop's clock.
        told
            Called when it begins to be heard, and when it is over.
        """
        began_at = self._now()
        first_at: list[float] = []
        said: list[_Said] = []

        def begun(saying: SpeechHandle) -> None:
            if saying in self._sayings:
                said.append(_Said(exchange, saying, self.previous(turn.user_id) or ""))
                self._last = self._said[turn.user_id] = said[0]
            if told is not None:
                told(saying)

        def over(saying: SpeechHandle) -> None:
            if saying.begun_at is not None and first_at:
                self._times.add(Stage.ANSWER, max(0.0, began_at - max(ready_at, turn.ended_at)))
                self._times.add(Stage.SPEAK, first_at[0] - began_at)
                self._times.add(Stage.PLAYOUT, max(0.0, saying.begun_at - first_at[0]))
                self._times.add(Stage.TOTAL, saying.begun_at - turn.spoke_until)
            for one in said:
                exchange.heard, one.ended_at = saying.heard, self._now()
            if told is not None:
                told(saying)

        waited_s = began_at - turn.ended_at
        return self.say(
            turn.user_id,
            exchange.answer,
            exchange.language,
            asker_id=exchange.user_id,
            waited_s=waited_s,
            begun=begun,
            over=over,
            first_at=first_at,
        )

    def say(
        self,
        user_id: int,
        text: str,
        language: str,
        *,
        asker_id: int | None = None,
        waited_s: float = 0.0,
        begun: Callable[[SpeechHandle], None] | None = None,
        over: Callable[[SpeechHandle], None] | None = None,
        first_at: list[float] | None = None,
    ) -> SpeechHandle:
        """Say a text to somebody.

        Parameters
        ----------
        asker_id
            Whose words it answers, if not theirs.
        waited_s
            How long they have been waiting for it.
        begun, over
            Called when it begins to be heard, and when it is over.
        first_at
            Gets the moment at which the first sound was made.
        """
        told = WordTiming()
        firsts = [] if first_at is None else first_at

        async def sound() -> AsyncGenerator[AudioFrame]:
            async with contextlib.aclosing(self._partner.sound(text, language, told)) as frames:
                async for frame in frames:
                    if not firsts:
                        firsts.append(self._now())
                    yield frame

        def signed() -> AsyncGenerator[AudioFrame]:
            options = self._options
            saying.before_s = 0.0  # it may be said again
            after_s = max(SOON_S, options.sign_after_s - waited_s)
            return patient(sound(), after_s, options.sign_every_s, signed_s)

        def signed_s(seconds: float) -> None:
            saying.before_s += seconds

        saying = SpeechHandle(user_id, signed, good_until=self._now() + self._options.stale_s, telling=told)
        return self._begin(saying, user_id if asker_id is None else asker_id, begun, over)

    def sign(self, user_id: int, which: Earcon, told: Callable[[SpeechHandle], None] | None = None) -> SpeechHandle:
        """Make a short sign.

        Parameters
        ----------
        told
            Called when it begins to be heard, and when it is over.
        """
        good_until = self._now() + self._options.sign_every_s
        saying = SpeechHandle(user_id, lambda: tone(which), is_answer=False, good_until=good_until)
        return self._begin(saying, user_id, told, told)

    def withdraw_all(self) -> None:
        """Say nothing more of all this."""
        for saying in [*self._sayings]:
            self._floor.withdraw(saying)
        self._floor.give_up()

    def _begin(
        self,
        saying: SpeechHandle,
        asker_id: int,
        begun: Callable[[SpeechHandle], None] | None,
        over: Callable[[SpeechHandle], None] | None,
    ) -> SpeechHandle:
        def ended(same: SpeechHandle) -> None:
            if same.begun and same.telling is not None:
                self._spoken.append((same.telling.text, self._now()))
            if over is not None:
                over(same)
            self._sayings.pop(same, None)

        saying.on_begun, saying.on_over = begun, ended
        self._sayings[saying] = asker_id
        if not self._floor.say(saying):
            saying.end()
        return saying

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()


def _is_over(said: _Said, now: float) -> bool:
    return said.ended_at is not None and now - said.ended_at > CONTEXT_S
