"""Everybody who may be heard in a call: each person's sound goes to their own `Participant`, and the clock to all of them."""

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
"""Frames that are analysed on the event loop at most (0.2 ms each); more, after a lag or of many speakers, go to the thread: the way
there and back costs as much as two frames."""
LAG_S: Final = 0.05
"""Seconds that the clock may be late; more means that the program itself was held up. Half of the shortest gap that counts as silence."""
MOST: Final = 64
"""People who are listened to at once at most; Discord's voice channels hold 99, of whom few speak. Whoever is silent longest is forgotten
first."""


class Detectors(Protocol):
    """Makes voice activity detectors (as `vad.Silero` does)."""

    def detector(self) -> vad.VoiceActivityDetector:
        """Return a detector for one person's voice."""
        ...


class Roster:
    """The people of one call; use `open`, which alone calls the constructor.

    Parameters
    ----------
    detectors
        Makes the detectors that tell speech from noise.
    options
        How long to wait for what.
    understand, observer
        See `Participant`.
    over_the_bot
        Tells whether the bot is being heard now.
    executor
        The thread in which many frames are analysed.
    name
        Of the dialogue, for log lines.
    """

    def __init__(
        self,
        detectors: Detectors,
        options: DialogueOptions,
        understand: Understand,
        observer: TurnObserver,
        *,
        over_the_bot: Callable[[], bool],
        executor: Executor,
        name: str,
    ) -> None:
        self._detectors = detectors
        self._options = options
        self._understand = understand
        self._observer = observer
        self._over_the_bot = over_the_bot
        self._executor = executor
        self._name = name
        self._streams: dict[int, WindowStream] = {}
        self._participants: dict[int, Participant] = {}
        self._active = asyncio.Event()
        self.onset: Callable[[int, float], object] = lambda _user_id, _probability: None
        """Called with the probability that the latest window is speech, of everybody whose turn does not go on, while the bot is heard."""
        self._analysing = False
        """Whether sound is being analysed in the thread: that is no silence, however long it takes."""
        self._leaving: set[Participant] = set()
        """People who left while something of theirs was being recognised, which is being cancelled."""

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls,
        detectors: Detectors,
        options: DialogueOptions,
        understand: Understand,
        observer: TurnObserver,
        *,
        over_the_bot: Callable[[], bool],
        name: str = "dialogue",
    ) -> AsyncGenerator[Self]:
        """Own the thread and the clock; on leaving, nothing is left of what was heard."""
        executor = ThreadPoolExecutor(1, "dialogue")
        roster = cls(detectors, options, understand, observer, over_the_bot=over_the_bot, executor=executor, name=name)
        ticking = asyncio.create_task(roster._tick(), name="dialogue clock")
        try:
            yield roster
        finally:
            ticking.cancel()
            await asyncio.wait([ticking])
            for participant in (*roster._participants.values(), *roster._leaving):
                await participant.aclose()
            roster._participants.clear()
            roster._streams.clear()
            await asyncio.to_thread(executor.shutdown, wait=True, cancel_futures=True)

    @property
    def speaking(self) -> bool:
        """Whether anybody's turn goes on, pauses included."""
        return any(one.speaking for one in self._participants.values())

    @property
    def people(self) -> tuple[int, ...]:
        """The ids of the people who were heard, in the order in which they were heard last."""
        return tuple(self._streams)

    @property
    def open_microphones(self) -> frozenset[int]:
        """The ids of the people whose microphones send sound without end."""
        return frozenset(user_id for user_id, one in self._participants.items() if one.microphone_open)

    def get(self, user_id: int) -> Participant | None:
        """Return a person who was heard; `None`: they were not, or are forgotten."""
        return self._participants.get(user_id)

    async def listen(self, frames: AsyncIterator[ParticipantFrame]) -> None:
        """Take the frames of one connection, until it ends."""
        loop = asyncio.get_running_loop()
        async for first in frames:
            batch = [first]
            # Frames that wait already are taken together: after a lag, the loop must not be held up frame by frame.
            while (more := _waiting(frames)) is not None:
                batch.append(more)
            work = [(self._stream(frame.user_id), frame) for frame in batch]
            if len(work) <= INLINE_FRAMES:
                heard = _analyse(work)
            else:
                self._analysing = True
                try:
                    heard = await loop.run_in_executor(self._executor, _analyse, work)
                finally:
                    self._analysing = False
            over_the_bot = self._over_the_bot()
            # All frames of one person together: only the last one of them is from just now.
            together: dict[int, list[VadWindow]] = {}
            for frame, windows in zip(batch, heard, strict=True):
                together.setdefault(frame.user_id, []).extend(windows)
            for user_id, windows in together.items():
                if user_id in self._streams:  # they may have been forgotten meanwhile
                    participant = self._participant(user_id)
                    with self._isolated(participant):
                        probability = participant.hear(windows, loop.time(), over_the_bot=over_the_bot)
                        if over_the_bot and windows and not participant.speaking:
                            self.onset(user_id, probability)
            self._active.set()

    def look_again(self) -> None:
        """Take note that somebody may have begun to wait for the bot: pauses end turns sooner then."""
        for participant in [*self._participants.values()]:
            with self._isolated(participant):
                participant.look_again()

    def forget(self, user_id: int) -> None:
        """Forget a person who left, or does not want to be heard any more."""
        self._streams.pop(user_id, None)
        if (participant := self._participants.pop(user_id, None)) is not None:
            self._leaving = {one for one in self._leaving if one.busy} | {participant}
            participant.leave()

    @contextlib.contextmanager
    def _isolated(self, participant: Participant) -> Generator[None]:
        """Keep the dialogue going for everybody else when a bug shows in what one person's sound leads to."""
        try:
            yield
        except Exception:  # noqa: BLE001 - whatever it is, the others go on
            _log.exception(
                "%s: the sound of %d could not be followed; listening to them from the beginning",
                self._name,
                participant.user_id,
            )
            with contextlib.suppress(Exception):  # it may fail in the same way
                self.forget(participant.user_id)

    def _stream(self, user_id: int) -> WindowStream:
        stream = self._streams.pop(user_id, None) or WindowStream(self._detectors.detector())
        self._streams[user_id] = stream  # the person heard last is forgotten last
        if len(self._streams) > MOST:
            self.forget(next(iter(self._streams)))
        return stream

    def _participant(self, user_id: int) -> Participant:
        if user_id not in self._participants:
            self._participants[user_id] = Participant(user_id, self._options, self._understand, self._observer)
        return self._participants[user_id]

    async def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._active.wait()
            began, busy = loop.time(), False
            await asyncio.sleep(TICK_S)
            now = loop.time()
            late_s = now - began - TICK_S
            away_s = now - began if self._analysing else late_s if late_s > LAG_S else 0.0
            for participant in [*self._participants.values()]:
                with self._isolated(participant):
                    participant.excuse(away_s)
                    participant.tick(now)
                    busy = busy or participant.speaking
            if not busy:
                self._active.clear()


def _analyse(work: Sequence[tuple[WindowStream, ParticipantFrame]]) -> list[list[VadWindow]]:
    return [stream.push(frame.audio) for stream, frame in work]


def _waiting(frames: AsyncIterator[ParticipantFrame]) -> ParticipantFrame | None:
    """Return a frame that waits already, where the stream can tell (`voice.broadcast.Subscription.get_nowait`); `None`: none waits."""
    take = getattr(frames, "get_nowait", None)
    return None if take is None else take()
