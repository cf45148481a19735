"""Somebody speaks while the bot does: it falls silent at once, and then goes on, or gives up, by what it turns out to be.

A cough and "mhm" are over soon and say nothing: the bot goes on where it was. Whoever speaks on is let speak. So silence is quick, and
wrong only for a moment.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from chatterbot.dialogue.saying import Saying
from chatterbot.dialogue.seams import Floor
from chatterbot.dialogue.settings import DialogueSettings

__all__ = ("Interruptions",)

LOOK_S: Final = 0.1
"""Seconds between two looks at somebody who said little and is silent: they may go on."""


class Interruptions:
    """One at a time: whoever else speaks meanwhile changes nothing.

    Parameters
    ----------
    floor
        What is being said.
    settings
        When to yield.
    talks
        Whether that person is speaking at this moment, and not in a pause.
    """

    def __init__(self, floor: Floor, settings: DialogueSettings, talks: Callable[[int], bool]) -> None:
        self._floor = floor
        self._settings = settings
        self._talks = talks
        self._saying: Saying | None = None
        self._user_id: int | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._since = 0.0

    @property
    def by(self) -> int | None:
        """Who interrupts; `None`: nobody."""
        return self._user_id

    def begin(self, user_id: int) -> bool:
        """Somebody began to speak; returns whether the bot was speaking and is silent now."""
        saying = self._floor.saying
        if saying is None or not saying.begun or self._user_id is not None:
            return False
        self._floor.pause()
        self._saying, self._user_id = saying, user_id
        loop = asyncio.get_running_loop()
        self._since = loop.time()
        self._timer = loop.call_later(self._settings.yield_s, self._late)
        return True

    def go_on(self, user_id: int) -> None:
        """That was nothing: say the rest."""
        if self._user_id == user_id:
            self._end()
            self._floor.resume()

    def give_up(self, user_id: int) -> None:
        """That was meant: say no more of it."""
        if self._user_id != user_id:
            return
        saying = self._saying
        self._end()
        if saying is not None and self._floor.saying is saying:
            self._floor.give_up()
        self._floor.resume()  # what comes next is not paused

    def close(self) -> None:
        """Nobody interrupts any more."""
        if self._user_id is not None:
            self.go_on(self._user_id)

    def _late(self) -> None:
        """The person speaks on, or is being understood; nothing else keeps the bot silent for long."""
        user_id, loop = self._user_id, asyncio.get_running_loop()
        if user_id is None:
            return
        if self._talks(user_id):
            self.give_up(user_id)
        elif loop.time() - self._since >= self._settings.decide_s:
            self.go_on(user_id)
        else:
            self._timer = loop.call_later(LOOK_S, self._late)

    def _end(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._saying = self._user_id = None
