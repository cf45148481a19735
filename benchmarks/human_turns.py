"""Taking turns with people: recordings of human speech, frame by frame, into the real dialogue (Silero, Whisper, the engine).

Each recording is a call of its own: single utterances are said by a person who is alone with the bot, conversations by one of three people.
Three settings are measured on the same sounds: `before` (the rules as they were on 30 November 2026), `after` (the rules as they are),
and with ``--turn-model`` `after, with the model`.

`decision`      from the last speech to the moment at which the turn counts as over, seconds: median and nine in ten, with the median's 95 %
`early / normal / long`   decisions after less than 0.45 s, less than 0.75 s, and later
`cut in`        utterances of which a turn ended before the last speech; `audible`: of these, the bot was heard before that
`missed`        utterances with no end of turn within 3.5 s of the last speech
`went on`       free talk: turns after whose end speech went on within one second, of how many; where the manifest says who speaks, also whether
                the same person went on
`intrusions`    sounds of the bot in conversations of people among themselves, and in recordings in which nobody speaks

Load does not matter: the clock is stepped by the sound (`stepped_clock`). It stands still while the recogniser and the engine work, and what
they would take is added: by default 0.15 s and 0.03 s for each second of sound (the medians of Whisper base on two cores), 0.03 s for
an answer, 0.05 s more with a turn model; with ``--recognition measured`` what it took here. Everything recognised is kept for the next
setting, so all see the same words.

::

    PYTHONPATH=. python benchmarks/human_turns.py [--data ../shared/data/human] [--turn-model smart-turn-v3.2-cpu.onnx] [--json]
        [--only order --only read] [--most 20] [--kept transcripts.json] [--each]
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import dataclasses
import hashlib
import json
import pathlib
import random
import statistics
import tempfile
from collections.abc import AsyncIterator, Callable, Generator, Iterable, Sequence
from typing import Any, Final

import numpy as np
import turn_recordings
from intervals import share_interval
from numpy.typing import NDArray
from paced_recogniser import PacedRecogniser
from stepped_clock import SteppedLoop, stepped
from tests.speech_model import assemble
from turn_recordings import Recording
from turn_scenes import Floor, Frame, Partner

from chatterbot import audio, models, settings
from chatterbot.calls.vocabulary import Vocabulary
from chatterbot.dialogue import backchannels, unfinished
from chatterbot.dialogue.endpointing import EndpointOptions
from chatterbot.dialogue.interfaces import Hints
from chatterbot.dialogue.options import DialogueOptions
from chatterbot.dialogue.participant import Participant, SpokenTurn, understood_or_none
from chatterbot.dialogue.pause_model import PauseModel
from chatterbot.dialogue.session import DialogueSession
from chatterbot.dialogue.speech_handle import SpeechHandle
from chatterbot.dialogue.understanding import TurnModel
from chatterbot.services import Services, services
from chatterbot.speech.stt import recogniser as stt_recogniser
from chatterbot.speech.turns import smart_turn, vad
from chatterbot.speech.types import Utterance

SCOPE: Final = 1
PERSON: Final = 1
LEAD_S: Final = 0.3
"""Seconds of nothing before each recording."""
AFTER_S: Final = 3.5
"""Seconds after each recording: the slowest decision has been made by then."""
WITHIN_S: Final = 1.0
"""Speech that begins so soon after the end of a turn shows that it was none."""
ANSWER_S: Final = 0.03
EARLY_S: Final = 0.45
NORMAL_S: Final = 0.75
DRAWS: Final = 2_000

BEFORE: Final = DialogueOptions(
    endpoint=EndpointOptions(
        early_s=0.25,
        rephrased_s=0.25,
        likely_s=0.32,
        brisk_s=0.6,
        normal_s=0.6,
        long_s=0.9,
        telling_s=0.6,
        patient_s=0.6,
    )
)


@contextlib.contextmanager
def as_before() -> Generator[None]:
    """Decide by the words alone, and learn only from pauses inside turns, as on 30 November 2026."""
    learned, signs = PauseModel.note_wrong_end, unfinished.is_unfinished
    PauseModel.note_wrong_end = lambda _, __: None  # type: ignore[method-assign]
    unfinished.is_unfinished = backchannels.trails_off
    try:
        yield
    finally:
        PauseModel.note_wrong_end, unfinished.is_unfinished = learned, signs


class Listener(Partner):
    """Answers from the engine, and knows how what was taught begins."""

    def __init__(self, parts: Services, people: int, vocabulary: Vocabulary) -> None:
        super().__init__(parts, people)
        self._vocabulary = vocabulary

    async def hints(self, user_id: int) -> Hints:
        """See `dialogue.Assistant`."""
        known = await self._vocabulary.of(SCOPE)
        return Hints(likely=("en", "ru"), glossary=(*self.names.given, *known.terms))

    async def reply(self, user_id: int, text: str, previous: str | None) -> models.Reply:
        """See `dialogue.Assistant`."""
        await asyncio.sleep(ANSWER_S)
        return await super().reply(user_id, text, previous)

    async def begins_longer(self, text: str) -> bool:
        """See `dialogue.Assistant`."""
        return (await self._vocabulary.of(SCOPE)).begins_longer(text)

    async def sounds_like(self, text: str) -> str:
        """See `dialogue.Assistant`."""
        return await asyncio.to_thread((await self._vocabulary.of(SCOPE)).alike.replaced, text)


@dataclasses.dataclass(frozen=True, slots=True)
class Decision:
    """The end of a turn: when, in seconds of the recording, and what was understood."""

    at_s: float
    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class Result:
    """What came of a recording."""

    recording: Recording
    speech: Sequence[tuple[float, float]]
    decisions: Sequence[Decision]
    sounds: Sequence[float]
    """When the bot began to say something, in seconds of the recording."""

    @property
    def ends_s(self) -> float:
        """When the last speech ended."""
        return self.speech[-1][1] if self.speech else 0.0

    @property
    def delay_s(self) -> float | None:
        """Seconds from the last speech to the end of the turn."""
        later = [one.at_s for one in self.decisions if one.at_s >= self.ends_s]
        return later[0] - self.ends_s if later and later[0] - self.ends_s < AFTER_S else None

    @property
    def cut_in(self) -> bool:
        """Whether a turn ended before the last speech."""
        return any(one.at_s < self.ends_s for one in self.decisions)

    @property
    def audible(self) -> bool:
        """Whether the bot spoke before that."""
        return self.cut_in and any(at_s < self.ends_s for at_s in self.sounds)

    @property
    def went_on(self) -> list[Decision]:
        """The turns after whose end speech went on."""
        starts = [start for start, _ in self.speech]
        return [one for one in self.decisions if any(0 < start - one.at_s <= WITHIN_S for start in starts)]

    def same_person(self, decision: Decision) -> bool:
        """Tell whether the person who spoke last before the end of a turn goes on soon after it; False if it is not known who speaks."""
        begun = [(min(end, decision.at_s), who) for who, start, end in self.recording.segments if start < decision.at_s]
        last = max(begun, default=(0.0, ""))[1]
        until = decision.at_s + WITHIN_S
        return any(
            who == last and start <= until and end > decision.at_s for who, start, end in self.recording.segments
        )


class WatchedSession(DialogueSession):
    """Tells about each end of a turn."""

    told: Callable[[SpokenTurn], object] = staticmethod(lambda _: None)

    def ended(self, participant: Participant, turn: SpokenTurn | None) -> None:
        """Tell, and go on."""
        if turn is not None:
            self.told(turn)
        super().ended(participant, turn)


class WatchedFloor(Floor):
    """Remembers what was to be said."""

    def __init__(self) -> None:
        super().__init__()
        self.speeches: list[SpeechHandle] = []

    def say(self, saying: SpeechHandle) -> bool:
        """See `seams.Floor`."""
        self.speeches.append(saying)
        return super().say(saying)


@dataclasses.dataclass(frozen=True, slots=True)
class Stage:
    """What all recordings share."""

    parts: Services
    recogniser: PacedRecogniser
    silero: vad.Silero
    vocabulary: Vocabulary


async def play(recording: Recording, stage: Stage, options: DialogueOptions, model: TurnModel | None) -> Result:
    """Play one recording to a new call."""
    loop = asyncio.get_running_loop()
    listener, floor = Listener(stage.parts, recording.people, stage.vocabulary), WatchedFloor()
    turns: list[SpokenTurn] = []
    begin = loop.time() + LEAD_S

    async def stream() -> AsyncIterator[Frame]:
        for number, frame in enumerate(recording.frames(), start=1):
            await asyncio.sleep(max(0.0, begin + number * audio.DISCORD_FRAME_S - loop.time()))
            yield Frame(PERSON, frame)

    opened = WatchedSession.open(
        listener,
        floor,
        stage.recogniser,  # type: ignore[arg-type]
        stage.silero,
        options=options,
        finished=model,
    )
    async with opened as session:
        session.told = turns.append
        floor.session = session
        work = [asyncio.create_task(one) for one in (session.run(), floor.run())]
        try:
            await session.listen(stream())
            await asyncio.sleep(AFTER_S)
            decisions = [Decision(turn.ended_at - begin, await _text(turn)) for turn in turns]
        finally:
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)
    sounds = [one.begun_at - begin for one in floor.speeches if one.begun_at is not None]
    return Result(recording, turn_recordings.speech(stage.silero, recording.sound), decisions, sounds)


async def _text(turn: SpokenTurn) -> str:
    understood = await understood_or_none(turn)
    return "" if understood is None else understood.transcript.text


def median_interval(values: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % interval of a median, by drawing again; the same draws in each run."""
    chance = random.Random(1)
    medians = sorted(statistics.median(chance.choices(values, k=len(values))) for _ in range(DRAWS))
    return medians[round(0.025 * DRAWS)], medians[round(0.975 * DRAWS) - 1]


def _share(count: int, of: int) -> dict[str, Any]:
    low, high = share_interval(count, of)
    return {"count": count, "of": of, "interval": [round(low, 3), round(high, 3)]}


def _utterances(results: Sequence[Result]) -> dict[str, Any]:
    delays = sorted(one.delay_s for one in results if one.delay_s is not None)
    row: dict[str, Any] = {
        "recordings": len(results),
        "cut_in": _share(sum(one.cut_in for one in results), len(results)),
        "audible": _share(sum(one.audible for one in results), len(results)),
        "missed": len(results) - len(delays),
        "without_words": sum(not "".join(each.text for each in one.decisions).strip() for one in results),
    }
    if delays:
        row["decision_p50_s"] = round(statistics.median(delays), 3)
        row["decision_p50_interval"] = [round(value, 3) for value in median_interval(delays)]
        row["decision_p90_s"] = round(delays[min(len(delays) - 1, int(0.9 * len(delays)))], 3)
        row["early"] = sum(delay < EARLY_S for delay in delays)
        row["normal"] = sum(EARLY_S <= delay < NORMAL_S for delay in delays)
        row["long"] = sum(delay >= NORMAL_S for delay in delays)
    return row


def _free_talk(results: Sequence[Result]) -> dict[str, Any]:
    turns = sum(len(one.decisions) for one in results)
    return {
        "recordings": len(results),
        "went_on": _share(sum(len(one.went_on) for one in results), turns),
        "went_on_with_words": sum(bool(each.text.strip()) for one in results for each in one.went_on),
        "went_on_same_person": sum(one.same_person(each) for one in results for each in one.went_on),
        "sounds": sum(len(one.sounds) for one in results),
    }


def summary(results: Sequence[Result]) -> dict[str, Any]:
    """Return the figures of one setting."""
    single = [one for one in results if not one.recording.spontaneous and not one.recording.silent]
    kinds = {f"{one.recording.kind} {one.recording.language}".strip(): None for one in single}
    found: dict[str, Any] = {"utterances": {"all": _utterances(single)}}
    for kind in kinds:
        own = [one for one in single if f"{one.recording.kind} {one.recording.language}".strip() == kind]
        found["utterances"][kind] = _utterances(own)
    found["among_themselves"] = _free_talk([one for one in results if one.recording.people > 1])
    found["free_talk_alone"] = _free_talk(
        [one for one in results if one.recording.spontaneous and one.recording.people == 1]
    )
    quiet = [one for one in results if one.recording.silent]
    found["noise"] = {"recordings": len(quiet), "sounds": sum(len(one.sounds) for one in quiet)}
    return found


@dataclasses.dataclass(frozen=True, slots=True)
class Setting:
    """One way to decide."""

    name: str
    options: DialogueOptions
    model: TurnModel | None = None


def _remembering(model: TurnModel, kept: dict[str, Any]) -> TurnModel:
    def finished(sound: NDArray[np.float32]) -> float:
        key = hashlib.sha1(b"turn model" + sound.tobytes()).hexdigest()
        if key not in kept:
            kept[key] = model(sound)
        return float(kept[key])

    return finished


async def run(
    chosen: Sequence[Recording],
    listed: Callable[[dict[str, Any]], Sequence[Setting]],
    folder: pathlib.Path,
    kept: dict[str, Any],
    *,
    measured: bool = False,
) -> dict[str, list[Result]]:
    """Teach, and play the chosen recordings with each setting."""
    model = assemble(folder / "models")
    if model is None:
        raise SystemExit("needs the extra `dev`: Whisper base")
    given = settings.Settings.model_validate({"files": {"data": folder / "data"}, "teaching": {"starter": False}})
    found: dict[str, list[Result]] = {}
    async with (
        services(given) as parts,
        stt_recogniser.Recogniser.open(stt_recogniser.SttOptions(model=str(model)), folder) as recogniser,
    ):
        await parts.teaching.teach(SCOPE, 0, turn_recordings.lessons(), source="benchmark")
        dataset = await parts.teaching.indexes.ready(SCOPE)
        await parts.engine.settled(dataset.id)
        vocabulary = Vocabulary(parts.store.examples, parts.teaching)
        await recogniser.transcribe(Utterance(np.zeros(audio.SPEECH_RATE, np.float32)))  # loads the model
        paced = PacedRecogniser(recogniser, kept, measured=measured)
        stage = Stage(parts, paced, vad.Silero(), vocabulary)
        stepped().step()
        for setting in listed(kept):
            paced.extra_s = 0.0 if setting.model is None else 0.05
            results = found[setting.name] = []
            with as_before() if setting.options is BEFORE else contextlib.nullcontext():
                results += [await play(one, stage, setting.options, setting.model) for one in chosen]
    return found


def _chosen(recordings: Sequence[Recording], only: Sequence[str], most: int | None) -> list[Recording]:
    counts: dict[str, int] = {}
    chosen: list[Recording] = []
    for one in recordings:
        counts[one.kind] = counts.get(one.kind, 0) + 1
        if (not only or one.kind in only) and (most is None or counts[one.kind] <= most):
            chosen.append(one)
    return chosen


def _lines(name: str, found: dict[str, Any]) -> Iterable[str]:
    for kind, row in found["utterances"].items():
        low, high = row.get("decision_p50_interval", (0, 0))
        waits = f"{row.get('early', 0)} / {row.get('normal', 0)} / {row.get('long', 0)}"
        yield (
            f"| {name} | {kind} | {row['recordings']} | {row.get('decision_p50_s', '-')} [{low}, {high}] | {row.get('decision_p90_s', '-')} "
            f"| {waits} | {row['cut_in']['count']} ({row['audible']['count']}) | {row['missed']} | {row['without_words']} |"
        )
    for kind in ("among_themselves", "free_talk_alone"):
        row = found[kind]
        low, high = row["went_on"]["interval"]
        yield (
            f"{name}, {kind}: {row['went_on']['count']} of {row['went_on']['of']} turns went on [{low}, {high}], "
            f"{row['went_on_with_words']} of them with words, {row['went_on_same_person']} certainly the same person's; "
            f"{row['sounds']} sounds of the bot"
        )
    yield f"{name}, noise: {found['noise']['sounds']} sounds of the bot in {found['noise']['recordings']} recordings"


def _each(name: str, result: Result) -> str:
    decisions = ", ".join(f"{one.at_s:.2f} {one.text!r}" for one in result.decisions)
    delay = "missed" if result.delay_s is None else f"{result.delay_s:.2f}"
    told = f"{name}\t{result.recording.name}\t{delay}\tcut in {result.cut_in:d} ({result.audible:d})"
    return f"{told}\twent on {len(result.went_on)}\tsounds {len(result.sounds)}\t{decisions}"


def main() -> None:
    """Run, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path, default=pathlib.Path("../shared/data/human"))
    parser.add_argument("--turn-model", help='the ONNX file of Smart Turn v3, or "pipecat"')
    parser.add_argument(
        "--only", action="append", default=[], help="a kind of the manifest; may be given several times"
    )
    parser.add_argument("--most", type=int, help="at most so many of each kind")
    parser.add_argument("--recognition", choices=("fixed", "measured"), default="fixed")
    parser.add_argument(
        "--kept", type=pathlib.Path, help="a JSON file of what was recognised, read and written: later runs are quick"
    )
    parser.add_argument("--each", action="store_true", help="also a line for each recording")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    recordings = turn_recordings.read(given.data)
    kept = json.loads(given.kept.read_text()) if given.kept is not None and given.kept.exists() else {}

    def listed(kept: dict[str, Any]) -> list[Setting]:
        chosen = [Setting("before", BEFORE), Setting("after", DialogueOptions())]
        if given.turn_model is not None:
            model = _remembering(smart_turn.SmartTurn(given.turn_model).probability, kept)
            chosen.append(Setting("before, with the model", BEFORE, model))
            chosen.append(Setting("after, with the model", DialogueOptions(), model))
        return chosen

    chosen = _chosen(recordings, given.only, given.most)
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner(loop_factory=SteppedLoop) as runner:
        place, measured = pathlib.Path(folder), given.recognition == "measured"
        found = runner.run(run(chosen, listed, place, kept, measured=measured))
    if given.kept is not None:
        given.kept.write_text(json.dumps(kept))
    if given.each:
        for name, results in found.items():
            print(*(_each(name, one) for one in results), sep="\n")
    tables = {name: summary(results) for name, results in found.items()}
    if given.json:
        print(json.dumps(tables))
        return
    print(
        "| setting | kind | recordings | decision p50 [95 %] | p90, s | early / normal / long | cut in (audible) | missed | without words |"
    )
    print("|" + "---|" * 9)
    for name, table in tables.items():
        print(*_lines(name, table), sep="\n")


if __name__ == "__main__":
    main()
