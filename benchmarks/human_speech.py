"""How well people's own voices are understood, beside faster-whisper as it comes, on the same files in the same run.

    PYTHONPATH=. python benchmarks/human_speech.py [--data FOLDER] [--model FOLDER] [--only orders noises ...] [--most N] [--cache FOLDER] [--json]

All sound passes through Opus (`stt.through_opus`). `live`: what the voice activity detector cuts out, recognised as in a call. `named`: the
same with the names of the bot and the terms of what was taught, as a server has them, and the language that the speaker spoke before. `plain`: `faster_whisper.WhisperModel.transcribe` with
its defaults. Which of them goes first changes from file to file.

`words wrong`  %, with the 95 % interval (bootstrap over utterances); digits and words, contractions, case and punctuation are made alike
`refused`      speech of which no words were believed
`noises`       recognitions of sound without speech that were believed, the detector bypassed: each noise as English, as Russian and as
               either, with and without the list of names
`answers`      the FAQ of `human_orders` is taught, and what was recorded is asked: as its true text, as it is understood in a call
               (`dialogue.understanding`), and as plain faster-whisper writes it. Right / wrong / not known.

`--cache`: recognitions are kept there for the next run, as long as `speech/stt/whisper.py` stays as it is; times are those of the first run.
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import hashlib
import json
import pathlib
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from typing import Any, Final

import human_orders
import human_recordings
import numpy as np
import scene_sounds
import stt
from human_recordings import Recording, Samples
from tests.speech_model import assemble
from turn_scenes import SCOPE, Partner

from chatterbot import folding, models, settings
from chatterbot.calls.spoken_languages import SpokenLanguages
from chatterbot.dialogue import COMMON_WORDS, SoundAlikes
from chatterbot.dialogue.addressing import WakeNames
from chatterbot.dialogue.interfaces import Hints
from chatterbot.dialogue.options import DialogueOptions
from chatterbot.dialogue.understanding import Understanding, known
from chatterbot.services import Services, services
from chatterbot.speech import native_executor
from chatterbot.speech.stt import choose_keyterms, choose_topic_words, local, recogniser, whisper
from chatterbot.speech.turns import vad
from chatterbot.speech.types import Utterance

DATA: Final = pathlib.Path("../shared/data/human")
GROUPS: Final = ("orders", "read", "command", "name", "russian")
PARTS: Final = (*GROUPS, "noises", "answers")
LIKELY: Final = ("en", "ru")
NOISE_S: Final = 5.0
PATIENCE_S: Final = 30.0
"""Seconds until which the second look at uncertain words may take here, so that it is measured on a busy machine, too; in a call 0.45."""


@dataclasses.dataclass
class Heard:
    """What one recogniser made of one recording."""

    text: str
    language: str
    ms: float


@dataclasses.dataclass
class Row:
    """One recording and what was made of it."""

    recording: Recording
    live: Heard
    named: Heard
    plain: Heard


class Kept:
    """Keeps results in a folder, by what they were made of; without a folder it keeps none."""

    def __init__(self, folder: pathlib.Path | None, model: pathlib.Path) -> None:
        self._folder = folder
        source = pathlib.Path(whisper.__file__).read_bytes()
        self._made_by = hashlib.sha256(source + str((model / "model.bin").stat().st_size).encode()).hexdigest()
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)

    def place(self, samples: Samples, made_of: object, *, ours: bool) -> pathlib.Path | None:
        """Return the file of a result."""
        if self._folder is None:
            return None
        key = f"{hashlib.sha256(samples.tobytes()).hexdigest()} {made_of!r} {self._made_by if ours else ''}"
        return self._folder / f"{hashlib.sha256(key.encode()).hexdigest()}.json"


class Backend:
    """The local model; notes how long it took, and keeps what it found (an `SttBackend`)."""

    def __init__(self, inner: local.LocalSttBackend, kept: Kept) -> None:
        self.model = inner.model
        self.widens = True
        self.ready, self.problem, self.tried = True, None, True
        self.ms = 0.0
        self._inner = inner
        self._kept = kept

    def subscribe(self, changed: Any) -> Any:
        """See `SttBackend`."""
        return self._inner.subscribe(changed)

    async def check(self, patience_s: float | None = None) -> None:
        """See `SttBackend`."""
        await self._inner.check(patience_s)

    async def recognise(self, samples: Samples, hints: Any, **options: Any) -> whisper.WhisperResult:
        """See `SttBackend`."""
        place = self._kept.place(samples, (hints, sorted(options.items())), ours=True)
        if place is not None and place.exists():
            ms, fields = json.loads(place.read_text("utf-8"))
            self.ms += ms
            return whisper.WhisperResult(**fields)
        began = time.perf_counter()
        result = await self._inner.recognise(samples, hints, **options)
        ms = 1_000 * (time.perf_counter() - began)
        self.ms += ms
        if place is not None:
            place.write_text(json.dumps([ms, dataclasses.asdict(result)]), "utf-8")
        return result


class Plain:
    """faster-whisper with its defaults."""

    def __init__(self, folder: pathlib.Path, kept: Kept) -> None:
        self._folder, self._kept = folder, kept
        self._model: Any = None

    def __call__(self, samples: Samples) -> Heard:
        """Transcribe; blocks."""
        place = self._kept.place(samples, "plain", ours=False)
        if place is not None and place.exists():
            return Heard(**json.loads(place.read_text("utf-8")))
        if self._model is None:
            import faster_whisper  # noqa: PLC0415 - an extra

            self._model = faster_whisper.WhisperModel(
                str(self._folder), device="cpu", compute_type="int8", cpu_threads=2, local_files_only=True
            )
            list(self._model.transcribe(np.zeros(stt.RATE, np.float32))[0])
        began = time.perf_counter()
        segments, info = self._model.transcribe(samples)
        text = " ".join(segment.text.strip() for segment in segments)
        heard = Heard(text, info.language, 1_000 * (time.perf_counter() - began))
        if place is not None:
            place.write_text(json.dumps(dataclasses.asdict(heard)), "utf-8")
        return heard


class Bench:
    """Everything that is measured."""

    def __init__(self, hears: recogniser.Recogniser, backend: Backend, plain: Plain, most: int | None) -> None:
        self.hears = hears
        self.silero = vad.Silero()
        taught = human_orders.lessons()
        names = choose_keyterms(text for lesson in taught for text in lesson)
        self.terms = (*human_orders.NAMES, *names, *choose_topic_words(taught, COMMON_WORDS))
        self.rows: list[Row] = []
        self._backend, self._plain, self._most = backend, plain, most
        self._languages = SpokenLanguages()
        self._sounds: dict[pathlib.Path, tuple[Samples, Samples | None]] = {}

    def few(self, recordings: Sequence[Recording]) -> Sequence[Recording]:
        """Return the first of them, as many as wanted."""
        return recordings[: self._most]

    def sounds(self, recording: Recording) -> tuple[Samples, Samples | None]:
        """Return a recording's sound, and what a call would recognise of it."""
        if recording.path not in self._sounds:
            whole = human_recordings.sound(recording)
            self._sounds[recording.path] = whole, human_recordings.cut_out(whole, self.silero)
        return self._sounds[recording.path]

    async def live(
        self,
        samples: Samples | None,
        terms: Sequence[str] = (),
        likely: Sequence[str] = LIKELY,
        spoken: str | None = None,
    ) -> Heard:
        """Recognise as a call does."""
        if samples is None:
            return Heard("", "", 0.0)
        self._backend.ms = 0.0
        found = await self.hears.transcribe(
            Utterance(samples, likely=tuple(likely), spoken=spoken, glossary=tuple(terms), live=True)
        )
        return Heard(found.text, found.language, self._backend.ms)

    async def hear(self, recordings: Sequence[Recording]) -> None:
        """Recognise them in every way."""
        for number, recording in enumerate(recordings):
            whole, cut = self.sounds(recording)
            plain = await asyncio.to_thread(self._plain, whole) if number % 2 else None
            live = await self.live(cut)
            # As in a call: the language that the same person spoke before is expected first.
            speaker = hash(recording.speaker or recording.path)
            spoken = self._languages.of(speaker)
            likely = tuple(dict.fromkeys((spoken or LIKELY[0], *LIKELY)))
            named = await self.live(cut, self.terms, likely, spoken)
            self._languages.note(speaker, named.language, len(named.text.split()))
            self.rows.append(Row(recording, live, named, plain or await asyncio.to_thread(self._plain, whole)))

    async def noises(self, recordings: Sequence[Recording]) -> dict[str, Any]:
        """Recognise sound without speech."""
        sounds = {recording.path.name: self.sounds(recording)[0] for recording in recordings}
        sounds |= stt.noises()
        for kind in scene_sounds.NOISES:
            sounds[f"scene {kind}"] = stt.through_opus(scene_sounds.noise(kind, NOISE_S), scene_sounds.RATE)
        believed, tries = [], 0
        for name, samples in sounds.items():
            for likely in (("en",), ("ru",), LIKELY):
                for terms in ((), self.terms):
                    tries += 1
                    if (heard := await self.live(samples, terms, likely)).text:
                        believed.append(f"{name}: {heard.text}")
        return {"noises": len(sounds), "recognitions": tries, "believed": len(believed), "words": believed}


class Asker(Partner):
    """Knows the FAQ, and the terms of what was taught."""

    def __init__(self, parts: Services, terms: tuple[str, ...]) -> None:
        super().__init__(parts, 1)
        self.names = WakeNames(human_orders.NAMES)
        self.terms = terms
        words = (word for question, _ in human_orders.lessons() for word in folding.words(question))
        self._alike = SoundAlikes(words, COMMON_WORDS)

    async def sounds_like(self, text: str) -> str:
        """See `dialogue.Assistant`."""
        return self._alike.replaced(text) if self.terms else ""

    async def hints(self, user_id: int) -> Hints:
        """See `dialogue.Assistant`."""
        return Hints(LIKELY, self.terms)

    async def begins_longer(self, text: str) -> bool:
        """See `dialogue.Assistant`."""
        return False


async def answers(bench: Bench, recordings: Sequence[Recording], folder: pathlib.Path) -> dict[str, Any]:
    """Teach, and ask what was recorded."""
    given = settings.Settings.model_validate({"files": {"data": folder / "data"}, "teaching": {"starter": False}})
    heard = {row.recording.path: row for row in bench.rows}
    found: dict[str, dict[str, list[int]]] = {}
    lost: list[str] = []
    async with services(given) as parts:
        taught = [models.NewExample(question, answer) for question, answer in human_orders.lessons()]
        await parts.teaching.teach(SCOPE, 0, taught, source="benchmark")
        await parts.engine.settled((await parts.teaching.indexes.ready(SCOPE)).id)
        asker = Asker(parts, ())
        understanding = Understanding(asker, bench.hears, DialogueOptions(second_pass_s=PATIENCE_S), lambda _: None)
        for recording in recordings:
            if recording.text is None:
                continue
            cut = bench.sounds(recording)[1]
            paraphrased = human_orders.paraphrased(recording.text)
            expected = human_orders.DRINKS.get(recording.slots.get("coffeeDrink", ""), paraphrased)
            kind = "orders" if recording.kind == "order" else "paraphrases" if paraphrased else "not taught"
            for way in ("true", "live", "named", "plain"):
                said = recording.text
                if way == "plain":
                    said = heard[recording.path].plain.text
                reply = await asker.reply(1, said, None) if way in {"true", "plain"} and said else None
                if way in {"live", "named"} and cut is not None:
                    asker.terms = bench.terms if way == "named" else ()
                    understood = await understanding(1, cut)
                    said, reply = understood.transcript.text, understood.reply
                given_answer = reply.text if reply is not None and known(reply) else None
                place = 2 if given_answer is None else 0 if given_answer == expected else 1
                key = f"{kind}, {recording.language}"
                found.setdefault(key, {}).setdefault(way, [0, 0, 0])[place] += 1
                if (place != 0) == (expected is not None) and not (expected is None and place == 2):
                    lost.append(f"{way}: {recording.text} | {said} | {given_answer}")
    return {"answers": found, "lost": lost}


def rates(rows: Sequence[Row], way: str) -> tuple[float, tuple[float, float], list[float], list[float]]:
    """Return the error rate, its interval, and the errors and words of each utterance."""
    errors, lengths = [], []
    for row in rows:
        said = human_recordings.words(row.recording.text or "", row.recording.language)
        heard = human_recordings.words(getattr(row, way).text, row.recording.language)
        errors.append(float(human_recordings.word_errors(said, heard)))
        lengths.append(float(len(said)))
    rate = 100 * sum(errors) / max(1.0, sum(lengths))
    return rate, human_recordings.interval(errors, lengths), errors, lengths


def summary(rows: Sequence[Row]) -> dict[str, Any]:
    """Return one row of the table."""
    known_texts = [row for row in rows if row.recording.text]
    told: dict[str, Any] = {"n": len(rows)}
    each: dict[str, list[float]] = {}
    for way in ("live", "named", "plain"):
        rate, (low, high), each[way], lengths = rates(known_texts, way)
        times = sorted(getattr(row, way).ms for row in rows)
        told[way] = {
            "wer": round(rate, 1),
            "interval": [round(low, 1), round(high, 1)],
            "exact": sum(not errors for errors in each[way]),
            "ms": [round(statistics.median(times)), round(times[int(0.95 * (len(times) - 1))])],
            "language": sum(getattr(row, way).language not in {row.recording.language, ""} for row in rows),
            "refused": sum(not getattr(row, way).text for row in rows),
        }
        if way != "live":
            difference = [ours - theirs for ours, theirs in zip(each["live"], each[way], strict=True)]
            low, high = human_recordings.interval(difference, lengths)
            told[way]["live_less"] = [
                round(100 * sum(difference) / max(1.0, sum(lengths)), 1),
                round(low, 1),
                round(high, 1),
            ]
    return told


def called(rows: Sequence[Row]) -> dict[str, int]:
    """Return in how many recordings of a name the name was found."""
    return {
        way: sum(WakeNames([row.recording.text or ""]).find(getattr(row, way).text) is not None for row in rows)
        for way in ("live", "named", "plain")
    }


def show(found: dict[str, Any]) -> None:
    """Print tables."""
    print(
        "| | n | way | words wrong, % | exact | ms p50 / p95 | wrong language | refused | live less this |\n|"
        + "---|" * 9
    )
    for name, told in found["heard"].items():
        for way in ("live", "named", "plain"):
            one = told[way]
            low, high = one["interval"]
            less = "{} [{}, {}]".format(*one["live_less"]) if "live_less" in one else ""
            print(
                f"| {name} | {told['n']} | {way} | {one['wer']} [{low}, {high}] | {one['exact']} | {one['ms'][0]} / {one['ms'][1]} | "
                f"{one['language']} | {one['refused']} | {less} |"
            )
    if "called" in found:
        print(f"\nNames found: {found['called']}")
    if "noises" in found:
        print(
            "\n{believed} of {recognitions} recognitions of {noises} noises are believed: {words}".format(
                **found["noises"]
            )
        )
    if "answers" in found:
        print("\n| right / wrong / not known | true text | live | named | plain |\n|---|---|---|---|---|")
        for kind, ways in sorted(found["answers"]["answers"].items()):
            print(
                f"| {kind} | "
                + " | ".join(" / ".join(map(str, ways[way])) for way in ("true", "live", "named", "plain"))
                + " |"
            )
        print(*found["answers"]["lost"], sep="\n")


async def run(given: argparse.Namespace, folder: pathlib.Path) -> dict[str, Any]:
    """Measure what is wanted."""
    model: pathlib.Path | None = given.model or assemble(given.cache or folder)
    if model is None:
        raise SystemExit("no model: give --model, or install the test packages")
    recordings = human_recordings.read(given.data)
    groups = {name: [one for one in recordings if one.group == name] for name in (*GROUPS, "no speech")}
    kept = Kept(None if given.cache is None else given.cache / "recognitions", model)
    options = recogniser.SttOptions(model=str(model), threads=2)
    async with (
        native_executor.NativeExecutor.open(1, "benchmark-vad") as worker,
        local.LocalSttBackend.open(options, folder) as inner,
    ):
        await inner.check(600)
        backend = Backend(inner, kept)
        hears = recogniser.Recogniser(backend, lambda: None, worker)
        bench = Bench(hears, backend, Plain(model, kept), given.most)
        chosen = [one for name in GROUPS if name in given.only for one in bench.few(groups[name])]
        await bench.hear(chosen)
        heard: dict[str, Any] = {}
        english = [row for row in bench.rows if row.recording.group in {"orders", "read", "command"}]
        for name, rows in [("English", english)] + [
            (name, [row for row in bench.rows if row.recording.group == name]) for name in GROUPS
        ]:
            if rows:
                heard[name] = summary(rows)
        found: dict[str, Any] = {"heard": heard, "terms": bench.terms}
        if names := [row for row in bench.rows if row.recording.group == "name"]:
            found["called"] = called(names)
        if "noises" in given.only:
            found["noises"] = await bench.noises(groups["no speech"])
        if "answers" in given.only:
            found["answers"] = await answers(bench, [one for one in chosen if one.group != "name"], folder)
        if given.words:
            found["words"] = [
                {"file": row.recording.path.name, "said": row.recording.text}
                | {way: getattr(row, way).text for way in ("live", "named", "plain")}
                for row in bench.rows
            ]
    return found


def main() -> None:
    """Run, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path, default=DATA)
    parser.add_argument("--model", type=pathlib.Path, help="a folder with a Whisper model")
    parser.add_argument("--only", nargs="*", choices=PARTS, default=PARTS)
    parser.add_argument("--most", type=int, help="only so many recordings of each group")
    parser.add_argument("--cache", type=pathlib.Path, help="where recognitions are kept; outside the repository")
    parser.add_argument("--words", action="store_true", help="with --json: give what was heard, too")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    if not (given.data / "manifest.jsonl").is_file():
        sys.exit(f"{given.data} holds no manifest.jsonl")
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(run(given, pathlib.Path(folder)))
    if given.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        show(found)


if __name__ == "__main__":
    main()
