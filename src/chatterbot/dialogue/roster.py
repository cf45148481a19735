"""Everybody who may be heard in a call: their sound goes to their own listener, and the clock to all."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Final, Protocol, Self

from chatterbot.dialogue.interfaces import ParticipantFrame
from chatterbot.dialogue.options import DialogueOptions
from chatterbot.dialogue.participant import Participant, TurnObserver, Understand
from chatterbot.dialogue.vad_stream import VadWindow, WindowStream
from chatterbot.speech.turns import vad

__all__ = ("Detectors", "Roster")

_log = logging.getLogger(__name__)

TICK_S: Final = 0.02
"""Seconds between two looks at the clock while anybody speaks: as often as packets come."""
INLINE_FRAMES: Final = 3
"""So many frames are looked at where they are (0.2 ms each); more, after a lag or of many speakers, in the thread: a hop there and
back costs as much as two."""
LAG_S: Final = 0.05
"""Seconds that the clock may be late before that counts as the program's own absence: half of the shortest gap that counts as silence."""
MOST: Final = 64
"""People who are listened to at once; Discord's voice channels hold 99, of whom few speak. The longest silent is forgotten first."""


class Detectors(Protocol):
    """Makes voice activity detectors (`vad.Silero`)."""

    def detector(self) -> vad.VoiceActivityDetector:
        """Give one for one person's voice."""
        ...


class Roster:
    """Use `open`; the constructor is for it alone.

    Parameters
    ----------
    detectors
        Tell speech from noise.
    settings
        How long to wait for what.
    understand, reports
        See `Participant`.
    over_the_bot
        Whether the bot is speaking now.
    executor
        Where many frames are looked at.
    name
        Of the dialogue, for log lines.
    """

    def __init__(
        self,
        detectors: Detectors,
        options: DialogueOptions,
        understand: Understand,
        reports: TurnObserver,
        *,
        over_the_bot: Callable[[], bool],
        executor: Executor,
        name: str,
    ) -> None:
        self._detectors = detectors
        self._options = options
        self._understand = understand
        self._reports = reports
        self._over_the_bot = over_the_bot
        self._executor = executor
        self._name = name
        self._ears: dict[int, WindowStream] = {}
        self._participants: dict[int, Participant] = {}
        self._active = asyncio.Event()
        self._looking = False
        """Whether sound that came is being looked at in the thread: it is no silence, however long that takes."""
        self._gone: set[Participant] = set()
        """Left, but something of theirs is still being recognised, and about to be broken off."""

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls,
        detectors: Detectors,
        options: DialogueOptions,
        understand: Understand,
        reports: TurnObserver,
        *,
        over_the_bot: Callable[[], bool],
        name: str = "dialogue",
    ) -> AsyncGenerator[Self]:
        """Own the thread and the clock; on leaving, nothing is left of what was heard."""
        executor = ThreadPoolExecutor(1, "dialogue")
        roster = cls(detectors, options, understand, reports, over_the_bot=over_the_bot, executor=executor, name=name)
        ticking = asyncio.create_task(roster._tick(), name="dialogue clock")
        try:
            yield roster
        finally:
            ticking.cancel()
            await asyncio.wait([ticking])
            for participant in (*roster._participants.values(), *roster._gone):
                await participant.aclose()
            roster._participants.clear()
            roster._ears.clear()
            await asyncio.to_thread(executor.shutdown, wait=True, cancel_futures=True)

    @property
    def speaking(self) -> bool:
        """Whether anybody's turn goes on."""
        return any(one.speaking for one in self._participants.values())

    @property
    def people(self) -> tuple[int, ...]:
        """Who was heard."""
        return tuple(self._ears)

    def get(self, user_id: int) -> Participant | None:
        """Find who was heard."""
        return self._participants.get(user_id)

    async def listen(self, frames: AsyncIterator[ParticipantFrame]) -> None:
        """Take in what a connection gives, until it ends."""
        loop = asyncio.get_running_loop()
        async for first in frames:
            batch = [first]
            # What waits already is taken along: after a lag the loop shall not be held up frame by frame.
            while (more := _waiting(frames)) is not None:
                batch.append(more)
            work = [(self._ear(frame.user_id), frame) for frame in batch]
            if len(work) <= INLINE_FRAMES:
                heard = _look(work)
            else:
                self._looking = True
                try:
                    heard = await loop.run_in_executor(self._executor, _look, work)
                finally:
                    self._looking = False
            over_the_bot = self._over_the_bot()
            # All of one person's together: of several frames, the last one alone is from just now.
            together: dict[int, list[VadWindow]] = {}
            for frame, windows in zip(batch, heard, strict=True):
                together.setdefault(frame.user_id, []).extend(windows)
            for user_id, windows in together.items():
                if user_id in self._ears:  # not forgotten meanwhile
                    participant = self._participant(user_id)
                    with self._at_most_without(participant):
                        participant.hear(windows, loop.time(), over_the_bot=over_the_bot)
            self._active.set()

    def forget(self, user_id: int) -> None:
        """Somebody left, or does not want to be heard any more."""
        self._ears.pop(user_id, None)
        if (participant := self._participants.pop(user_id, None)) is not None:
            self._gone = {one for one in self._gone if one.busy} | {participant}
            participant.leave()

    @contextlib.contextmanager
    def _at_most_without(self, participant: Participant) -> Generator[None]:
        """Keep the dialogue going for everybody else when a bug shows in what one person's sound leads to."""
        try:
            yield
        except Exception:  # noqa: BLE001 - as said
            _log.exception(
                "%s: the sound of %d could not be followed; listening to them from the beginning",
                self._name,
                participant.user_id,
            )
            with contextlib.suppress(Exception):  # the same once more
                self.forget(participant.user_id)

    def _ear(self, user_id: int) -> WindowStream:
        ear = self._ears.pop(user_id, None) or WindowStream(self._detectors.detector())
        self._ears[user_id] = ear  # the last one heard is the last one forgotten
        if len(self._ears) > MOST:
            self.forget(next(iter(self._ears)))
        return ear

    def _participant(self, user_id: int) -> Participant:
        if user_id not in self._participants:
            self._participants[user_id] = Participant(user_id, self._options, self._understand, self._reports)
        return self._participants[user_id]

    async def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._active.wait()
            began, busy = loop.time(), False
            await asyncio.sleep(TICK_S)
            now = loop.time()
            late_s = now - began - TICK_S
            away_s = now - began if self._looking else late_s if late_s > LAG_S else 0.0
            for participant in [*self._participants.values()]:
                with self._at_most_without(participant):
                    participant.excuse(away_s)
                    participant.tick(now)
                    busy = busy or participant.speaking
            if not busy:
                self._active.clear()


def _look(work: Sequence[tuple[WindowStream, ParticipantFrame]]) -> list[list[VadWindow]]:
    return [ear.push(frame.audio) for ear, frame in work]


def _waiting(frames: AsyncIterator[ParticipantFrame]) -> ParticipantFrame | None:
    """Take a frame that waits already, where the stream can tell (`voice.broadcast.Subscription.get_nowait`)."""
    take = getattr(frames, "get_nowait", None)
    return None if take is None else take()
