"""Exchanges that are written down, each once, when its answer begins to be heard or turns out not to be said."""

from __future__ import annotations

import asyncio
import collections
import dataclasses
import logging
from typing import Final

from chatterbot.dialogue.interfaces import Assistant, SpokenExchange
from chatterbot.dialogue.pending_turn import PendingTurn, TurnState
from chatterbot.dialogue.recent_exchanges import RecentExchanges
from chatterbot.dialogue.speech_handle import SpeechHandle, SpeechObserver

__all__ = ("ExchangeWriter",)

_log = logging.getLogger(__name__)

MOST_WAITING: Final = 32
"""Exchanges that wait to be written down at most."""


class ExchangeWriter:
    """The exchanges of one call that wait to be written down.

    Parameters
    ----------
    name
        Of the dialogue, for log lines.
    assistant
        Writes one exchange down, where that is wanted.
    """

    def __init__(self, name: str, assistant: Assistant) -> None:
        self._name = name
        self._assistant = assistant
        self._waiting: collections.deque[SpokenExchange] = collections.deque(maxlen=MOST_WAITING)
        self._not_empty = asyncio.Event()
        self.recent = RecentExchanges()
        """The latest of them, for a language model."""

    async def run(self) -> None:
        """Write down one exchange after the other, until cancelled."""
        while True:
            while not self._waiting:
                self._not_empty.clear()
                await self._not_empty.wait()
            try:
                await self._assistant.exchanged(self._waiting.popleft())
            except Exception:  # noqa: BLE001 - what cannot be written down was said all the same
                _log.exception("%s: an exchange is not written down", self._name)

    def observer(self, pending: PendingTurn, exchange: SpokenExchange) -> SpeechObserver:
        """Return what writes an exchange down once its answer begins to be heard, or cannot be said any more.

        A turn whose person spoke on before they heard the answer has not been answered, and is not written down.
        """
        exchange.place = exchange.place or self._assistant.place  # the bot may be moved before its answer is heard
        return _WhenSaid(self, pending, exchange)

    def add(self, exchange: SpokenExchange) -> None:
        """Let an exchange be written down; if too many wait, the oldest is left out."""
        if len(self._waiting) == MOST_WAITING:
            _log.warning(
                "%s: too much to write down at once: an exchange is left out; is the database slow?", self._name
            )
        self._waiting.append(exchange)
        self._not_empty.set()
        self.recent.add(exchange)

    def settle(self, pending: PendingTurn, exchange: SpokenExchange) -> None:
        """Let an exchange be written down whose answer is final now, if it is being heard already, or was."""
        if pending.speech is not None and (pending.speech.begun or pending.speech.is_over):
            _WhenSaid(self, pending, exchange).speech_began(pending.speech)

    def forget(self, user_id: int) -> None:
        """Write down nothing more of a person."""
        for exchange in [one for one in self._waiting if one.user_id == user_id]:
            self._waiting.remove(exchange)
        self.recent.forget(user_id)


@dataclasses.dataclass(frozen=True, slots=True, eq=False, repr=False)
class _WhenSaid:
    """Writes an exchange down, once."""

    writer: ExchangeWriter
    pending: PendingTurn
    exchange: SpokenExchange

    def speech_began(self, speech: SpeechHandle) -> None:
        self._record(speech)

    def speech_ended(self, speech: SpeechHandle) -> None:
        self._record(speech)

    def _record(self, speech: SpeechHandle) -> None:
        pending = self.pending
        unheard = pending.state is TurnState.MERGED and not speech.begun
        if pending.recorded or pending.is_abandoned or unheard or self.exchange.writing:
            return
        pending.recorded = True
        self.writer.add(self.exchange)
