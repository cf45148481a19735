"""Sets of questions with labels for the benchmarks of the engine's quality, and their feature records, made once."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import pathlib
import random
from collections.abc import Sequence
from typing import TypeVar

from held_out import Text

from chatterbot import engine

__all__ = ("DATA", "QuestionSet", "Records", "families", "family", "question_sets", "read", "spread")

DATA = pathlib.Path(__file__).resolve().parents[2] / "shared" / "data" / "engine"
T = TypeVar("T")

_ENDS = {"train": "_train.jsonl", "test": "_test.jsonl", "strangers": "_strangers.jsonl"}
_TOGETHER = ("hass", "xsid", "dream", "pairs")
"""Sets that say the same, or are made alike, in several languages: what is trained without one of them is trained without the others."""

FAR = {
    "en": ("banking77_test", "atis_en_test", "stackoverflow_en_test", "chatterbot_english"),
    "ru": ("hass_ru_test", "school_ru_test", "university_ru_test", "chatterbot_russian"),
    "de": ("hass_de_test", "chatterbot_english"),
}
"""Where questions of another domain come from, by language; other languages take the English ones."""
NOT_FAR = {
    "multidogo_finance": ("banking77_test",),
    "multidogo_airline": ("atis_en_test",),
    "rasa_finance": ("banking77_test",),
    "askubuntu": ("stackoverflow_en_test",),
    "webapps": ("stackoverflow_en_test",),
    "smalltalk": ("chatterbot_russian",),
    "dream": ("chatterbot_english", "chatterbot_russian", "hass_ru_test"),
    "rasa": ("chatterbot_english",),
    "hwu64": ("chatterbot_english",),
    "multidogo": ("chatterbot_english",),
    "university": ("school_ru_test",),
    "applicants": ("school_ru_test", "university_ru_test"),
    "school": ("university_ru_test",),
    "xsid": ("hass_de_test",),
}
"""Sets, by the beginning of their name, for which a source is no other domain."""


@dataclasses.dataclass(frozen=True)
class QuestionSet:
    """What a community could be taught, and asked."""

    name: str
    language: str
    train: Sequence[Text]
    test: Sequence[Text]
    far: Sequence[str]
    """Questions of other domains."""
    own: Sequence[str]
    """Real questions of this domain for which the set has no label."""


def read(data: pathlib.Path, name: str) -> list[Text]:
    """Read the texts and labels of a set's part."""
    lines = (data / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [
        (row.get("text", row.get("prompt")), row.get("label", row.get("response"))) for row in map(json.loads, lines)
    ]


def spread(rows: Sequence[T], most: int) -> Sequence[T]:
    """Keep at most `most` rows, evenly spread."""
    return rows if len(rows) <= most else [rows[place * len(rows) // most] for place in range(most)]


def family(name: str) -> str:
    """Return what a set belongs to: what is trained to judge one set is trained without its whole family."""
    first = name.split("_", maxsplit=1)[0]
    return first if first in _TOGETHER else name


def families(names: Sequence[str]) -> dict[str, list[str]]:
    """Return the sets of each family."""
    return {one: [name for name in names if family(name) == one] for one in dict.fromkeys(map(family, names))}


def question_sets(folders: Sequence[pathlib.Path], *, most: int, asked: int) -> list[QuestionSet]:
    """Read the sets of folders: files `<set>_<language>_train.jsonl` and `_test.jsonl`, with `_val` and `_strangers` where they are.

    Of each set random `most` examples and `asked` questions are taken, and of strangers half as many; always the same ones.
    """
    parts = {path.stem: path.parent for folder in folders for path in sorted(folder.glob("*.jsonl"))}

    def rows(name: str) -> list[Text]:
        return read(parts[name], name) if name in parts else []

    def shuffled(name: str) -> tuple[list[Text], list[Text]]:
        chance = random.Random(name)
        both = rows(f"{name}_train"), [*rows(f"{name}_test"), *rows(f"{name}_val")]
        for part in both:
            chance.shuffle(part)
        return both[0][:most], both[1][:asked]

    def strangers(source: str, few: int) -> list[str]:
        if source.endswith("_test"):
            return [text for text, _ in shuffled(source.removesuffix("_test"))[1][:few]]
        texts = list(dict.fromkeys(text for text, _ in rows(source)))
        random.Random(1 if source.endswith("_strangers") else 0).shuffle(texts)
        return texts[:few]

    found: list[QuestionSet] = []
    for name in (stem.removesuffix("_train") for stem in parts if stem.endswith("_train")):
        language = name.rsplit("_", 1)[-1] if "_" in name else "en"
        far = [source for source in far_sources(name, language) if source in parts]
        found.append(
            QuestionSet(
                name,
                language,
                *shuffled(name),
                [text for source in far for text in strangers(source, asked // 2 // len(far))],
                strangers(f"{name}_strangers", asked // 2),
            )
        )
    return found


def far_sources(name: str, language: str) -> list[str]:
    """Return where a set's questions of another domain come from."""
    near = {source for start, sources in NOT_FAR.items() if name.startswith(start) for source in sources}
    return [
        source
        for source in FAR.get(language, FAR["en"])
        if source not in near and family(source.removesuffix("_test")) != family(name)
    ]


class Records:
    """Feature records of texts, made once."""

    def __init__(self, replies: engine.ReplyEngine, cache: pathlib.Path | None) -> None:
        self._replies = replies
        self._known: dict[str, bytes] = {}
        name = hashlib.sha256(replies.encoder_id.encode()).hexdigest()[:12]
        self._file = cache / f"features-{name}.jsonl" if cache else None
        if self._file and self._file.is_file():
            for line in self._file.read_text("utf-8").splitlines():
                with contextlib.suppress(ValueError):  # a line that was cut off
                    text, record = json.loads(line)
                    self._known[text] = bytes.fromhex(record)

    async def of(self, texts: Sequence[str]) -> list[bytes]:
        """Give the records of texts."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._known]
        fresh = dict(zip(missing, await self._replies.features(missing), strict=True))
        self._known |= fresh
        if self._file and fresh:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("a", encoding="utf-8") as file:
                file.write("".join(json.dumps([text, record.hex()]) + "\n" for text, record in fresh.items()))
        return [self._known[text] for text in texts]
