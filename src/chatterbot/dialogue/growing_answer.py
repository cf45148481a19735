"""One answer that a language model writes while it is said: its sentences so far, and the work behind it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Final

from chatterbot.dialogue.interfaces import SpokenComposition, SpokenExchange

__all__ = ("GrowingAnswer",)

MOST_AT_ONCE: Final = 240
"""Characters of several sentences that are given to a voice at once, where it is behind: each time it has to begin anew."""


class GrowingAnswer:
    """An answer on its way. It is written in `work`, and ends with it.

    Parameters
    ----------
    exchange
        What was asked; its answer and its reply are what is written by now.
    composition
        What the model writes.
    ready_at, asked_at
        When it was known what the person had said, and when the model was asked, in seconds of the loop's clock.
    """

    def __init__(
        self, exchange: SpokenExchange, composition: SpokenComposition, *, ready_at: float, asked_at: float
    ) -> None:
        self.exchange = exchange
        self.composition = composition
        self.ready_at = ready_at
        self.asked_at = asked_at
        self.work: asyncio.Task[None] | None = None
        self._sentences: list[str] = []
        self._over = False
        self._news = asyncio.Event()

    @property
    def begun(self) -> bool:
        """Whether its first sentence is whole."""
        return bool(self._sentences)

    @property
    def over(self) -> bool:
        """Whether nothing more is written."""
        return self._over

    def add(self, sentence: str) -> None:
        """Add a sentence that is whole."""
        self._sentences.append(sentence)
        self.exchange.answer = " ".join(self._sentences)
        self._news.set()

    def end(self) -> None:
        """Note that nothing more is written."""
        self._over = True
        self.exchange.writing = False
        if self.begun:
            self.exchange.reply = self.composition.reply
        self._news.set()

    def close(self) -> None:
        """End the request to the model at once, if it goes on."""
        if self.work is not None:
            self.work.cancel()

    async def follow(self) -> AsyncGenerator[str]:
        """Yield the text from its beginning, as soon as there is more of it: a sentence, or several that are there already."""
        number = 0
        while True:
            found: list[str] = []
            while number < len(self._sentences) and (
                not found or len(" ".join([*found, self._sentences[number]])) <= MOST_AT_ONCE
            ):
                found.append(self._sentences[number])
                number += 1
            if found:
                yield " ".join(found)
            elif self._over:
                return
            else:
                self._news.clear()
                await self._news.wait()
