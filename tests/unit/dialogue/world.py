"""A call in which everything is scripted but the dialogue: time jumps, words are levels of sound, and what is said is logged.

Each word is spoken as a constant level of its own; the detector takes any level for speech, and the recogniser reads the words off it.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from tests.unit.dialogue.meanings import Choices
from tests.virtual_time import passes

from chatterbot import audio, errors, models
from chatterbot.dialogue.addressing import WakeNames
from chatterbot.dialogue.commands import Command
from chatterbot.dialogue.interfaces import Hints, Phrase, SpokenExchange
from chatterbot.dialogue.latency import StageTimes
from chatterbot.dialogue.options import DialogueOptions
from chatterbot.dialogue.session import DialogueSession
from chatterbot.dialogue.speech_handle import SpeechHandle
from chatterbot.speech.tts.word_timing import WordTiming
from chatterbot.speech.types import DecodedSound, Transcript, Utterance

MEET = "where do we meet"
LIBRARY = "In the old library at six of course"
GAME = "what do we play"
CHESS = "Chess"
"""The questions and answers of most scenes."""
FRAME_S = 0.02
LEVEL_STEP = 0.02
"""Between two words' levels: far more than resampling changes."""
NOISE = 0.01
"""A level that the detector takes for speech, and the recogniser for nothing."""
DOUBTED = "?"
"""Before a word: the recogniser doubts what it hears."""


@dataclasses.dataclass(frozen=True, slots=True)
class Frame:
    """As `voice.events.SpeakerFrame`."""

    user_id: int
    audio: audio.AudioFrame


class Words:
    """Turns words into levels of sound, and levels into words."""

    def __init__(self) -> None:
        self._levels: dict[str, int] = {}

    def level(self, word: str) -> float:
        number = self._levels.setdefault(word, len(self._levels) + 1)
        return NOISE + number * LEVEL_STEP

    def read(self, samples: NDArray[np.float32]) -> str:
        words = {number: word for word, number in self._levels.items()}
        found: list[str] = []
        before = -1
        for start in range(0, len(samples) - 160, 160):  # steps of 10 ms
            step = samples[start : start + 160]
            number = round((float(step.mean()) - NOISE) / LEVEL_STEP) if float(np.ptp(step)) < LEVEL_STEP / 4 else -1
            if number != before and number in words:
                found.append(words[number])
            before = number
        return " ".join(found)


class LevelDetector:
    """A voice activity detector: anything louder than nothing is speech."""

    def probability(self, frame: NDArray[np.float32]) -> float:
        return 0.95 if float(np.abs(frame).mean()) > NOISE / 2 else 0.02

    def reset(self) -> None: ...


class Detectors:
    def detector(self) -> LevelDetector:
        return LevelDetector()


class Recogniser:
    """Reads the words off the sound; takes `takes_s` of the loop's time."""

    model = "scripted"
    ready = True
    tried = True
    widens = True
    problem = None

    def subscribe(self, changed: Callable[[], object]) -> Callable[[], None]:
        return lambda: None

    async def check(self, patience_s: float | None = None) -> None:
        return None

    def __init__(self, words: Words, takes_s: float) -> None:
        self._words = words
        self.takes_s = takes_s
        self.broken = False
        self.heard: list[str] = []
        self.second: dict[str, str] = {}
        """What is recognised where it takes more time (`Utterance.wide`), by what is recognised at first."""
        self.seconds = 0
        """How often it took more time, to the end."""

    async def transcribe(self, utterance: Utterance) -> Transcript:
        await passes(self.takes_s)
        if self.broken:
            raise errors.SpeechToTextError("scripted")
        text = self._words.read(utterance.samples)
        if utterance.wide:
            text = self.second.get(text, text)
            self.seconds += 1
        else:
            self.heard.append(text)
        if text.startswith(DOUBTED):
            return Transcript("", "", 0.0, utterance.duration_s, self.takes_s, doubted=text.replace(DOUBTED, ""))
        return Transcript(text, "en", 0.9, utterance.duration_s, self.takes_s)

    async def transcribe_long(
        self,
        sound: DecodedSound,
        *,
        language: str | None = None,
        likely: Sequence[str] = (),
        glossary: Sequence[str] = (),
        on_progress: Callable[[float], None] | None = None,
    ) -> Transcript:
        raise NotImplementedError


class Floor:
    """Says one thing after the other, as `calls.call.VoiceCall` does, in frames of 20 ms that nobody hears."""

    def __init__(self, log: Callable[[str], None], may_speak: Callable[[], bool]) -> None:
        self._log = log
        self._may_speak = may_speak
        self._waiting: list[SpeechHandle] = []
        self._current: SpeechHandle | None = None
        self._paused = False
        self._stopped = False
        self._sent = 0.0
        self._news = asyncio.Event()

    @property
    def saying(self) -> SpeechHandle | None:
        return self._current

    def say(self, saying: SpeechHandle) -> bool:
        self._waiting.append(saying)
        self._news.set()
        return True

    def withdraw(self, saying: SpeechHandle) -> None:
        if saying is self._current:
            self.give_up()
        elif saying in self._waiting:
            self._waiting.remove(saying)
            saying.end()

    def pause(self) -> None:
        self._log("paused")
        self._paused = True

    def resume(self) -> None:
        if self._paused and not self._stopped:
            self._log("resumed")
        self._paused = False

    def give_up(self) -> None:
        self._stopped = True

    def notice(self) -> None:
        self._news.set()

    async def run(self) -> None:
        while True:
            while not (self._waiting and self._may_speak()):
                self._news.clear()
                await self._news.wait()
            saying = self._current = self._waiting.pop(0)
            self._stopped, self._sent = False, 0.0
            saying.follow(lambda: self._sent)
            async with contextlib.aclosing(saying.sound()) as pieces:
                async for piece in pieces:
                    left = piece.duration_s
                    while left > 0 and not self._stopped:
                        if not self._paused:
                            if saying.begun_at is None:
                                saying.begin(asyncio.get_running_loop().time())
                                self._log(f"bot: {(saying.timing.text or 'sign') if saying.timing else 'tone'}")
                            left -= FRAME_S
                            self._sent += FRAME_S
                        await passes(FRAME_S)
                    if self._stopped:
                        break
            self._current = None
            saying.end(self._sent, interrupted=self._stopped)
            self._log(f"{'stopped' if self._stopped else 'said'}")


class Composition:
    """What a scripted model writes: after so many seconds each, these sentences; then it may have failed."""

    def __init__(self, before: models.Reply, script: Sequence[tuple[float, str]], notice: str = "") -> None:
        self._before = before
        self._script = script
        self._said: list[str] = []
        self.notice = notice
        self.ended: str | None = None
        """``whole`` or ``closed``; `None` while it writes."""
        self.ended_at = 0.0

    async def sentences(self) -> AsyncGenerator[str]:
        try:
            for after_s, sentence in self._script:
                await passes(after_s)
                if sentence:  # otherwise it only takes that long to fail
                    self._said.append(sentence)
                    yield sentence
            self.ended = "whole"
        finally:
            self.ended, self.ended_at = self.ended or "closed", asyncio.get_running_loop().time()

    @property
    def reply(self) -> models.Reply:
        if not self._said:
            return self._before
        made = models.Composed(model="scripted", cut=self.ended == "closed")
        return dataclasses.replace(
            self._before, text=" ".join(self._said), source=models.ReplySource.GENERAL, composed=made
        )


@dataclasses.dataclass(frozen=True)
class Asked:
    """One request to the model."""

    asked: str
    previous: str | None
    recent: list[tuple[int, str, str]]
    composition: Composition


@dataclasses.dataclass
class Partner:
    """An assistant that knows a few answers."""

    answers: dict[str, str]
    names: WakeNames = dataclasses.field(default_factory=lambda: WakeNames(["Chatterbot"]))
    only_called: bool = False
    place: int = 7
    present: int = 1
    takes_s: float = 0.0
    sound_takes_s: float = 0.0
    exchanges: list[SpokenExchange] = dataclasses.field(default_factory=list)
    obeyed: list[tuple[int, Command, str | None]] = dataclasses.field(default_factory=list)
    previous: list[str | None] = dataclasses.field(default_factory=list)
    model: Mapping[str, Sequence[tuple[float, str]]] | None = None  # what it writes about which question
    notice: str = ""
    confidence: float = 1.0  # of each answer
    surer: dict[str, float] = dataclasses.field(default_factory=dict)  # the confidence of some, by the text asked
    alike: dict[str, str] = dataclasses.field(default_factory=dict)  # texts, and taught ones that sound like them
    asked_model: list[Asked] = dataclasses.field(default_factory=list)
    choices: Choices = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        self.choices = Choices(self.answers)

    def people(self) -> int:
        return self.present

    async def hints(self, user_id: int) -> Hints:
        return Hints()

    async def reply(self, user_id: int, text: str, previous: str | None) -> models.Reply:
        await passes(self.takes_s)
        self.previous.append(previous)
        if (answer := self.answers.get(text)) is not None:
            confidence = self.surer.get(text, self.confidence)
            return models.Reply(answer, models.ReplySource.TAUGHT, confidence, 0.5, example_id=1)
        return models.Reply("", models.ReplySource.UNKNOWN, 0.1, 0.5)

    async def compose(
        self, exchange: SpokenExchange, previous: str | None, recent: Sequence[SpokenExchange]
    ) -> Composition | None:
        if self.model is None or exchange.reply.source is models.ReplySource.TAUGHT:
            return None
        script = self.model.get(exchange.asked, [])
        composition = Composition(exchange.reply, script, self.notice)
        told = [(one.user_id, one.asked, one.heard) for one in recent]
        self.asked_model.append(Asked(exchange.asked, previous, told, composition))
        return composition

    async def begins_longer(self, text: str) -> bool:
        return any(question.startswith(text + " ") for question in self.answers)

    async def sounds_like(self, text: str) -> str:
        return self.alike.get(text, "")

    def phrase(self, phrase: Phrase, language: str) -> str:
        return phrase.value

    async def sound(self, text: str, language: str, timing: WordTiming) -> AsyncGenerator[audio.AudioFrame]:
        await passes(self.sound_takes_s)
        timing.begin([text])
        for _ in text.split():
            frame = audio.AudioFrame.silence(0.3, audio.SPEECH_RATE, 1)
            timing.add(0, frame.duration_s)
            yield frame
        timing.end(0)

    async def exchanged(self, exchange: SpokenExchange) -> None:
        self.exchanges.append(exchange)

    async def obey(self, user_id: int, command: Command, last: SpokenExchange | None, language: str) -> str:
        self.obeyed.append((user_id, command, last.asked if last else None))
        return "noted"


class Call:
    """The call: `say` speaks a person's words into it, in virtual time."""

    def __init__(self, partner: Partner, settings: DialogueOptions, *, recognising_s: float) -> None:
        self.words = Words()
        self.partner = partner
        self.settings = settings
        self.recogniser = Recogniser(self.words, recognising_s)
        self.log: list[tuple[float, str]] = []
        self.floor = Floor(self._note, self._quiet)
        self.times = StageTimes()
        self.session: DialogueSession | None = None
        self._frames: asyncio.Queue[Frame] = asyncio.Queue()

    def _quiet(self) -> bool:
        return self.session is None or self.session.quiet

    def _note(self, what: str) -> None:
        self.log.append((round(asyncio.get_running_loop().time(), 2), what))

    @property
    def happened(self) -> list[str]:
        return [what for _, what in self.log]

    def at(self, what: str) -> float:
        return next(moment for moment, said in self.log if said == what)

    async def _stream(self) -> AsyncIterator[Frame]:
        while True:
            yield await self._frames.get()

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncGenerator[None]:
        async with DialogueSession.open(
            self.partner,
            self.floor,
            self.recogniser,
            Detectors(),
            options=self.settings,
            times=self.times,
        ) as self.session:
            session = self.session
            work = [
                asyncio.create_task(one) for one in (session.run(), session.listen(self._stream()), self.floor.run())
            ]
            try:
                yield
            finally:
                for task in work:
                    task.cancel()
                done = await asyncio.gather(*work, return_exceptions=True)
                assert all(isinstance(one, asyncio.CancelledError) for one in done), done

    async def say(self, user_id: int, text: str, *, word_s: float = 0.3, closing: bool = True) -> float:
        """Speak word by word, be silent again, and return the moment of the last sound. ``...0.4`` is a pause, ``#0.3`` a noise."""
        ended = 0.0
        for word in text.split():
            if word.startswith("..."):
                await self._send(user_id, 0.0, float(word[3:]))
            elif word.startswith("#"):
                ended = await self._send(user_id, NOISE, float(word[1:]))
            else:
                ended = await self._send(user_id, self.words.level(word), word_s)
        if closing:
            await self._send(user_id, 0.0, 0.1)
        return ended

    async def _send(self, user_id: int, level: float, seconds: float) -> float:
        samples = np.full((960, 2), round(level * 32_768), np.int16)
        for _ in range(round(seconds / FRAME_S)):
            self._frames.put_nowait(Frame(user_id, audio.AudioFrame(samples, audio.DISCORD_RATE)))
            await passes(FRAME_S)
        return asyncio.get_running_loop().time()
