"""Scripted scenes of taking turns, played in real time to the real dialogue: Silero, Whisper base, the engine; two cores, no network.

The bot was taught `scenes.LESSONS`, is called by `scenes.NAME`, and everybody allows it to hear them. What it says has the length that it
would have, and no sound. Each scene is judged by what should come of it:

`answered`       turns that should be answered, and were, with the answer to the right question
`wrong`          answered with something else
`missed`         turns that should be answered, and were not: missed ends of turn are among them
`early`          answers that had begun before the person had finished (the person speaks on, so they are taken back)
`extra`          answers that nobody asked for
`false stops`    the bot gave up what it was saying for nothing (a cough, "mhm", noise)
`missed stops`   it spoke on through an interruption
`held`           seconds for which it fell silent and went on, where it should not stop

::

    PYTHONPATH=. python benchmarks/turn_scenes.py [--every 1] [--kind pause] [--sounds FOLDER] [--stepped] [--json]

With ``--stepped`` the time is not the machine's (`stepped_clock`), so that its load changes nothing, and recognising takes a fixed time
(`paced_recogniser`); without, everything is as in a call.
"""

from __future__ import annotations

import argparse
import asyncio
import collections
import contextlib
import dataclasses
import json
import pathlib
import statistics
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from typing import Any, Final

import numpy as np
from paced_recogniser import PacedRecogniser
from scene_sounds import RATE, Voices
from scene_stage import Kind, Outcome, Played, Scene, outcome, render
from scenes import LESSONS, NAME, SCENES, STORY
from stepped_clock import SteppedLoop
from tests.speech_model import assemble

from chatterbot import audio, models, settings
from chatterbot.dialogue.addressing import WakeNames
from chatterbot.dialogue.commands import Command
from chatterbot.dialogue.interfaces import Hints, Phrase, SpokenExchange, SpokenSuggestion
from chatterbot.dialogue.latency import Stage, StageTimes
from chatterbot.dialogue.options import DialogueOptions
from chatterbot.dialogue.session import DialogueSession
from chatterbot.dialogue.speech_handle import SpeechHandle
from chatterbot.services import Services, services
from chatterbot.speech.stt import recogniser as stt_recogniser
from chatterbot.speech.tts.word_timing import WordTiming
from chatterbot.speech.turns import vad

SCOPE: Final = 1
LETTER_S: Final = 0.065
"""Seconds of speech for each letter."""
AFTER_S: Final = 3.5
"""Seconds to wait after a scene's last sound: the slowest answer has begun by then."""
SAME: Final = 0.6
"""From so many words in common on, a turn asks a question that was taught."""
USERS: Final = {"ann": 1, "bob": 2, "cid": 3, "dan": 4}
STEP_S: Final = audio.DISCORD_FRAME_S


@dataclasses.dataclass(frozen=True, slots=True)
class Frame:
    """As `voice.events.SpeakerFrame`."""

    user_id: int
    audio: audio.AudioFrame


class Floor:
    """Says everything in silence, as long as it would take."""

    def __init__(self) -> None:
        self.paused_s = 0.0
        self.began = asyncio.Event()
        """Set when it has begun to say the first thing."""
        self.session: DialogueSession | None = None
        self._waiting: list[SpeechHandle] = []
        self._current: SpeechHandle | None = None
        self._paused = self._stopped = False
        self._sent = 0.0
        self._news = asyncio.Event()

    @property
    def saying(self) -> SpeechHandle | None:
        """See `seams.Floor`."""
        return self._current

    def say(self, saying: SpeechHandle) -> bool:
        """See `seams.Floor`."""
        self._waiting.append(saying)
        self._news.set()
        return True

    def withdraw(self, saying: SpeechHandle) -> None:
        """See `seams.Floor`."""
        if saying is self._current:
            self._stopped = True
        elif saying in self._waiting:
            self._waiting.remove(saying)
            saying.end()

    def pause(self) -> None:
        """See `seams.Floor`."""
        self._paused = True

    def resume(self) -> None:
        """See `seams.Floor`."""
        self._paused = False

    def give_up(self) -> None:
        """See `seams.Floor`."""
        self._stopped = True

    def notice(self) -> None:
        """See `seams.Floor`."""
        self._news.set()

    async def run(self) -> None:
        """Say what comes."""
        loop = asyncio.get_running_loop()
        while True:
            while not (self._waiting and (self.session is None or self.session.quiet)):
                self._news.clear()
                await self._news.wait()
            saying = self._current = self._waiting.pop(0)
            self._stopped, self._sent = False, 0.0
            saying.follow(lambda: self._sent)
            async with contextlib.aclosing(saying.sound()) as pieces:
                async for piece in pieces:
                    left = piece.duration_s
                    while left > 0 and not self._stopped:
                        if not saying.begun and not self._paused:
                            saying.begin(loop.time())
                            self.began.set()
                        await asyncio.sleep(STEP_S)
                        if self._paused and saying.begun:
                            self.paused_s += STEP_S
                        elif not self._paused:
                            left -= STEP_S
                            self._sent += STEP_S
                    if self._stopped:
                        break
            self._current = None
            saying.end(self._sent, interrupted=self._stopped)


class NoChoices:
    """Nothing is near: the scenes judge when it answers, not what it asks back. See `dialogue.SpokenChoices`."""

    async def suggestions(self, exchange: SpokenExchange) -> Sequence[SpokenSuggestion]:
        """Return nothing."""
        return ()

    def question(self, suggestion: SpokenSuggestion, language: str, *, another: bool) -> str:
        """Return the question itself."""
        return suggestion.question

    async def meant(self, exchange: SpokenExchange, suggestion: SpokenSuggestion) -> models.Reply | None:
        """Return nothing."""
        return None

    async def none_meant(self, exchange: SpokenExchange) -> None:
        """Take no note."""


class Partner:
    """Answers from the real engine."""

    def __init__(self, parts: Services, people: int) -> None:
        self._parts = parts
        self._people = people
        self._questions = sorted(" ".join(question.lower().strip("?").split()) for _, question, _ in LESSONS)
        self.names = WakeNames([NAME])
        self.only_called = False
        self.place = 1
        self.choices = NoChoices()
        self.exchanges: list[tuple[float, SpokenExchange]] = []

    def people(self) -> int:
        """See `dialogue.Assistant`."""
        return self._people

    async def hints(self, user_id: int) -> Hints:
        """See `dialogue.Assistant`."""
        return Hints(likely=("en", "ru"))

    async def reply(self, user_id: int, text: str, previous: str | None) -> models.Reply:
        """See `dialogue.Assistant`."""
        return await self._parts.conversation.reply(models.Prompt(text, user_id, SCOPE, 1, previous=previous))

    async def compose(self, exchange: SpokenExchange, previous: str | None, recent: Sequence[SpokenExchange]) -> None:
        """Ask no language model."""

    async def begins_longer(self, text: str) -> bool:
        """See `dialogue.Assistant`."""
        beginning = " ".join("".join(one if one.isalnum() else " " for one in text.lower()).split())
        return any(question.startswith(beginning + " ") for question in self._questions)

    async def sounds_like(self, text: str) -> str:
        """See `dialogue.Assistant`."""
        return ""

    def phrase(self, phrase: Phrase, language: str) -> str:
        """See `dialogue.Assistant`."""
        return "I don't know that yet."

    async def sound(self, text: str, language: str, timing: WordTiming) -> AsyncGenerator[audio.AudioFrame]:
        """See `dialogue.Assistant`."""
        timing.begin([text])
        seconds = LETTER_S * len(text)
        timing.add(0, seconds)
        timing.end(0)
        yield audio.AudioFrame.silence(seconds, audio.SPEECH_RATE, 1)

    async def exchanged(self, exchange: SpokenExchange) -> None:
        """See `dialogue.Assistant`."""
        self.exchanges.append((asyncio.get_running_loop().time(), exchange))

    async def obey(self, user_id: int, command: Command, last: SpokenExchange | None, language: str) -> str:
        """See `dialogue.Assistant`."""
        return "Noted."


@dataclasses.dataclass(slots=True)
class Verdict:
    """What came of a scene."""

    scene: Scene
    answered: int = 0
    wrong: int = 0
    missed: int = 0
    early: int = 0
    extra: int = 0
    false_stops: int = 0
    missed_stops: int = 0
    held_s: float = 0.0
    delays_s: list[float] = dataclasses.field(default_factory=list)
    heard: list[str] = dataclasses.field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether all is as it should be."""
        return not (self.wrong or self.missed or self.extra or self.false_stops or self.missed_stops)


@dataclasses.dataclass(frozen=True, slots=True)
class Stagehands:
    """What all scenes share."""

    parts: Services
    recogniser: stt_recogniser.Recogniser
    silero: vad.Silero
    voices: Voices


async def play(scene: Scene, hands: Stagehands, times: StageTimes) -> Verdict:
    """Play a scene, and judge."""
    loop = asyncio.get_running_loop()
    played = await asyncio.to_thread(render, scene, hands.voices)
    expected = await asyncio.to_thread(outcome, scene, hands.voices)
    partner, floor = Partner(hands.parts, scene.people), Floor()
    frames: asyncio.Queue[Frame] = asyncio.Queue()

    async def stream() -> AsyncIterator[Frame]:
        while True:
            yield await frames.get()

    opened = DialogueSession.open(
        partner, floor, hands.recogniser, hands.silero, options=DialogueOptions(), times=times
    )
    async with opened as session:
        floor.session = session
        work = [asyncio.create_task(one) for one in (session.run(), session.listen(stream()), floor.run())]
        try:
            story: SpeechHandle | None = None
            if scene.over_the_bot:
                told = WordTiming()
                text = STORY[scene.language][1]
                story = SpeechHandle(1, lambda: partner.sound(text, scene.language, told), timing=told)
                floor.say(story)
                await floor.began.wait()
            begin = loop.time()
            async with asyncio.TaskGroup() as speaking:
                for one in played:
                    speaking.create_task(_speak(one, begin, frames))
            await asyncio.sleep(AFTER_S)
        finally:
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)
    exchanges = [(at - begin, exchange) for at, exchange in partner.exchanges]
    return _judge(scene, expected, exchanges, story, held_s=floor.paused_s)


async def _speak(one: Played, begin: float, frames: asyncio.Queue[Frame]) -> None:
    """Send a sound in its time, in frames of 20 ms, and five of silence after it."""
    loop = asyncio.get_running_loop()
    size = audio.DISCORD_FRAME_SAMPLES
    padded = np.concatenate((one.samples, np.zeros(-len(one.samples) % size + 5 * size, np.int16)))
    for number in range(len(padded) // size):
        await asyncio.sleep(max(0.0, begin + one.start_s + (number + 1) * STEP_S - loop.time()))
        mono = padded[number * size : (number + 1) * size]
        stereo = np.repeat(mono.reshape(-1, 1), 2, axis=1)
        frames.put_nowait(Frame(USERS[one.speaker], audio.AudioFrame(stereo, RATE)))


def _judge(
    scene: Scene,
    expected: Sequence[Outcome],
    exchanges: Sequence[tuple[float, SpokenExchange]],
    story: SpeechHandle | None,
    *,
    held_s: float,
) -> Verdict:
    verdict = Verdict(scene, heard=[exchange.asked for _, exchange in exchanges])
    answers = {question: answer for _, question, answer in LESSONS}
    left = list(exchanges)
    for turn in expected:
        question = max(answers, key=lambda one: _alike(one, turn.text))
        wanted = answers[question] if _alike(question, turn.text) >= SAME else ""
        own = [one for one in left if one[1].user_id == USERS[turn.speaker]]
        # What was answered before the person had finished is taken back, whatever it was.
        early = [one for one in own if one[0] < turn.ends_s]
        late = [one for one in own if one[0] >= turn.ends_s]
        verdict.early += sum(bool(one[1].answer) for one in early)
        right = next((one for one in late if one[1].reply.text == wanted), None)
        if right is not None:
            verdict.answered += 1
            verdict.delays_s.append(right[0] - turn.ends_s)
        elif late:
            right = late[0]
            verdict.wrong += 1
        else:
            verdict.missed += 1
        left = [one for one in left if one not in early and one is not right]
    verdict.extra = sum(bool(exchange.answer) for _, exchange in left)
    if story is not None:
        verdict.held_s = held_s
        stopped = story.is_over and story.interrupted
        verdict.false_stops = int(stopped and not scene.interrupts)
        verdict.missed_stops = int(scene.interrupts and not stopped)
    return verdict


def _alike(question: str, text: str) -> float:
    """Share of the words of two texts that both have; what stands around a question in a longer sentence counts little."""
    words, said = ({"".join(filter(str.isalnum, word.lower())) for word in one.split()} for one in (question, text))
    return len(words & said) / len(words) - 0.01 * len(said - words)


async def run(chosen: Sequence[Scene], sounds: pathlib.Path, folder: pathlib.Path) -> dict[str, Any]:
    """Play them all, by the clock of the loop."""
    model = assemble(folder / "models")
    if model is None:
        raise SystemExit("needs the extra `dev`: Whisper base")
    voices, silero, times = Voices(sounds), vad.Silero(), StageTimes()
    given = settings.Settings.model_validate({"files": {"data": folder / "data"}, "teaching": {"starter": False}})
    verdicts: list[Verdict] = []
    async with (
        services(given) as parts,
        stt_recogniser.Recogniser.open(stt_recogniser.SttOptions(model=str(model)), folder) as recogniser,
    ):
        lessons = [models.NewExample(question, answer) for _, question, answer in LESSONS]
        lessons += [models.NewExample(question, answer) for question, answer in STORY.values()]
        await parts.teaching.teach(SCOPE, 0, lessons, source="benchmark")
        hands = Stagehands(parts, recogniser, silero, voices)
        await play(
            SCENES[0], hands, StageTimes()
        )  # the first one waits until the model is loaded, and warms everything up
        if isinstance(loop := asyncio.get_running_loop(), SteppedLoop):
            await parts.engine.settled((await parts.teaching.indexes.ready(SCOPE)).id)
            paced: Any = PacedRecogniser(recogniser, {}, measured=False)
            hands = Stagehands(parts, paced, silero, voices)
            loop.step()
        for number, scene in enumerate(chosen):
            verdict = await play(scene, hands, times)
            verdicts.append(verdict)
            if not verdict.good or verdict.early:
                print(f"{number}: {scene.name}: {_told(verdict)} {verdict.heard}", flush=True)
    return _summary(verdicts, times)


def _told(verdict: Verdict) -> str:
    names = ("answered", "wrong", "missed", "early", "extra", "false_stops", "missed_stops")
    return ", ".join(f"{name} {value}" for name in names if (value := getattr(verdict, name)))


def _summary(verdicts: Sequence[Verdict], times: StageTimes) -> dict[str, Any]:
    rows: dict[str, Any] = {}
    kinds: dict[str, list[Verdict]] = collections.defaultdict(list)
    for verdict in verdicts:
        kinds[verdict.scene.kind.value].append(verdict)
    for kind, own in [*kinds.items(), ("all", list(verdicts))]:
        delays = [delay for verdict in own for delay in verdict.delays_s]
        rows[kind] = {
            "scenes": len(own),
            "good": sum(verdict.good for verdict in own),
            **{
                name: sum(getattr(verdict, name) for verdict in own)
                for name in ("answered", "wrong", "missed", "early", "extra", "false_stops", "missed_stops")
            },
            "held_s": round(sum(verdict.held_s for verdict in own), 1),
            "delay_p50_ms": round(1000 * statistics.median(delays)) if delays else 0,
        }
    stages = {
        stage.value: [round(1000 * (times.quantile(stage, share) or 0)) for share in (0.5, 0.95)] for stage in Stage
    }
    return {"kinds": rows, "stages_ms": stages}


def main() -> None:
    """Run, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, help="only each N-th scene")
    parser.add_argument(
        "--from", type=int, default=0, dest="first", help="number of the first one: for runs side by side"
    )
    parser.add_argument("--kind", choices=[kind.value for kind in Kind])
    parser.add_argument("--sounds", type=pathlib.Path, help="where spoken sentences are kept for the next run")
    parser.add_argument(
        "--stepped", action="store_true", help="by a clock that the sound steps: whatever else the machine does"
    )
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    chosen = [scene for scene in SCENES if given.kind in {None, scene.kind.value}]
    chosen = chosen[given.first :: given.every]
    with tempfile.TemporaryDirectory() as folder:
        place = pathlib.Path(folder)
        with asyncio.Runner(loop_factory=SteppedLoop if given.stepped else None) as runner:
            found = runner.run(run(chosen, given.sounds or place / "sounds", place))
    if given.json:
        print(json.dumps(found))
        return
    columns = list(next(iter(found["kinds"].values())))
    print("| kind | " + " | ".join(columns) + " |\n|" + "---|" * (len(columns) + 1))
    for kind, row in found["kinds"].items():
        print(f"| {kind} | " + " | ".join(str(value) for value in row.values()) + " |")
    print(found["stages_ms"])


if __name__ == "__main__":
    main()
