"""What the bot says in a dialogue: begun, timed, taken back; and what people had heard of it by the end."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
from collections.abc import AsyncGenerator, Callable
from typing import Final

from chatterbot.audio import AudioFrame
from chatterbot.dialogue.participant import Turn
from chatterbot.dialogue.saying import Saying
from chatterbot.dialogue.seams import Exchange, Floor, Partner
from chatterbot.dialogue.settings import DialogueSettings
from chatterbot.dialogue.stages import Stage, StageTimes
from chatterbot.dialogue.tones import Tone, patient, tone
from chatterbot.speech.telling import Telling

__all__ = ("Mouth",)

CONTEXT_S: Final = 600.0
"""Seconds for which the latest answer to a person counts as what they speak about; as in text."""
ECHO: Final = 0.8
"""Share of words of what was heard that the bot is saying itself at that moment, from which on it is its own echo."""
ECHO_WORDS: Final = 3
"""Fewer words prove nothing: "yes" may be anybody's."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Said:
    """The latest answer to somebody."""

    exchange: Exchange
    ended_at: float


class Mouth:
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
    fell_silent
        Called when something that was said is over.
    """

    def __init__(
        self,
        floor: Floor,
        partner: Partner,
        settings: DialogueSettings,
        times: StageTimes,
        fell_silent: Callable[[], None],
    ) -> None:
        self._floor = floor
        self._partner = partner
        self._settings = settings
        self._times = times
        self._fell_silent = fell_silent
        self._said: dict[int, _Said] = {}
        self._last: Exchange | None = None
        self._sayings: set[Saying] = set()

    @property
    def audible(self) -> bool:
        """Whether the bot is being heard now, or was until it was interrupted."""
        saying = self._floor.saying
        return saying is not None and saying.begun

    # What was said.

    def latest(self, user_id: int) -> Exchange | None:
        """Give the latest exchange with a person, or else with anybody."""
        said = self._said.get(user_id)
        return self._last if said is None else said.exchange

    def previous(self, user_id: int) -> str | None:
        """Give what that person heard last of the bot."""
        said = self._said.get(user_id)
        if said is None or self._now() - said.ended_at > CONTEXT_S:
            return None
        return said.exchange.heard or None

    def follows_up(self, turn: Turn) -> bool:
        """Whether a turn follows an answer to the same person at once."""
        said = self._said.get(turn.user_id)
        return said is not None and turn.began_at - said.ended_at <= self._settings.follow_up_s

    def is_echo(self, text: str) -> bool:
        """Whether the bot heard itself out of somebody's loudspeakers."""
        saying = self._floor.saying
        if saying is None or saying.telling is None:
            return False
        heard, own = _words(text), set(_words(saying.telling.text))
        return len(heard) >= ECHO_WORDS and sum(word in own for word in heard) >= ECHO * len(heard)

    def forget(self, user_id: int) -> None:
        """Remember nothing that was said to a person."""
        self._said.pop(user_id, None)
        if self._last is not None and self._last.user_id == user_id:
            self._last = None

    # Saying.

    def answer(self, turn: Turn, exchange: Exchange, ready_at: float) -> Saying:
        """Say an answer, and measure how long it took.

        Parameters
        ----------
        ready_at
            When it was known what the person had said, in seconds of the loop's clock.
        """
        began_at = self._now()
        first_at: list[float] = []

        def over(saying: Saying) -> None:
            if saying.begun_at is not None and first_at:
                self._times.add(Stage.ANSWER, max(0.0, began_at - max(ready_at, turn.ended_at)))
                self._times.add(Stage.SPEAK, first_at[0] - began_at)
                self._times.add(Stage.PLAYOUT, max(0.0, saying.begun_at - first_at[0]))
                self._times.add(Stage.TOTAL, saying.begun_at - turn.spoke_until)
            if saying.begun:
                exchange.heard = saying.heard
                self._said[exchange.user_id] = _Said(exchange, self._now())

        self._last = exchange
        waited_s = began_at - turn.ended_at
        return self.say(
            exchange.user_id, exchange.answer, exchange.language, waited_s=waited_s, over=over, first_at=first_at
        )

    def say(
        self,
        user_id: int,
        text: str,
        language: str,
        *,
        waited_s: float = 0.0,
        over: Callable[[Saying], None] | None = None,
        first_at: list[float] | None = None,
    ) -> Saying:
        """Say a text to somebody.

        Parameters
        ----------
        waited_s
            How long they have been waiting for it.
        over
            Called when it is over.
        first_at
            Gets the moment at which the first sound was made.
        """
        told = Telling()
        firsts = [] if first_at is None else first_at

        async def sound() -> AsyncGenerator[AudioFrame]:
            async with contextlib.aclosing(self._partner.sound(text, language, told)) as frames:
                async for frame in frames:
                    if not firsts:
                        firsts.append(self._now())
                    yield frame

        def signed() -> AsyncGenerator[AudioFrame]:
            settings = self._settings
            return patient(sound(), max(0.0, settings.sign_after_s - waited_s), settings.sign_every_s)

        saying = Saying(user_id, signed, good_until=self._now() + self._settings.stale_s, telling=told)
        return self._begin(saying, over)

    def sign(self, user_id: int, which: Tone) -> Saying:
        """Make a short sign."""
        good_until = self._now() + self._settings.sign_every_s
        return self._begin(Saying(user_id, lambda: tone(which), is_answer=False, good_until=good_until), None)

    def withdraw_all(self) -> None:
        """Say nothing more of all this."""
        for saying in [*self._sayings]:
            self._floor.withdraw(saying)
        self._floor.give_up()

    def _begin(self, saying: Saying, over: Callable[[Saying], None] | None) -> Saying:
        def ended(same: Saying) -> None:
            self._sayings.discard(same)
            if over is not None:
                over(same)
            self._fell_silent()

        saying.on_over = ended
        self._sayings.add(saying)
        if not self._floor.say(saying):
            saying.end()
        return saying

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()


def _words(text: str) -> list[str]:
    return "".join(one if one.isalnum() else " " for one in text.casefold()).split()
