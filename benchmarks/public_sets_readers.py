"""Read public sets of questions from clones of the repositories that publish them: one function for each form of file.

`prepared` makes a benchmark's set of what was read: without repeats, and with a part that is asked.
"""

from __future__ import annotations

import csv
import dataclasses
import functools
import hashlib
import io
import itertools
import json
import pathlib
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

Text = tuple[str, str]
"""A text and its label."""
RASA_MARK = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})")
"""What Rasa's files write around a name or a number: `[words](kind)` or `[words]{"entity": "kind"}`."""


@dataclasses.dataclass
class Split:
    """What a set teaches, what it asks, and questions of real people that none of its labels answers."""

    train: list[Text] = dataclasses.field(default_factory=list)
    test: list[Text] = dataclasses.field(default_factory=list)
    strangers: list[str] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(frozen=True)
class Clone:
    """A clone of a repository: its newest commit is read, whether files are checked out or not."""

    folder: pathlib.Path

    def _git(self, *words: str) -> str:
        command = ["git", "-C", str(self.folder), "-c", "core.quotePath=false", *words]
        return subprocess.run(command, check=True, capture_output=True).stdout.decode("utf-8-sig")

    @functools.cached_property
    def commit(self) -> str:
        """Return the newest commit."""
        return self._git("rev-parse", "HEAD").strip()

    def text(self, path: str) -> str:
        """Return the text of a file."""
        return self._git("show", f"HEAD:{path}")

    def paths(self, under: str) -> list[str]:
        """Return the paths of the files in a folder and in the folders below it."""
        return self._git("ls-tree", "-r", "--name-only", "HEAD", f"{under}/").splitlines()


Reader = Callable[[Clone], Split]


def tables(
    train: Sequence[str],
    test: Sequence[str] = (),
    *,
    columns: tuple[str, str],
    stranger: str = "",
    delimiter: str = ",",
) -> Reader:
    """Read .csv files with the named columns of texts and labels; `stranger` is the label of what has no answer."""

    def rows(clone: Clone, paths: Sequence[str]) -> Iterator[Text]:
        for path in paths:
            for row in csv.DictReader(io.StringIO(clone.text(path)), delimiter=delimiter):
                yield row[columns[0]], row[columns[1]]

    def read(clone: Clone) -> Split:
        asked = list(rows(clone, test))
        return Split(
            list(rows(clone, train)),
            [row for row in asked if row[1] != stranger],
            [text for text, label in asked if label == stranger],
        )

    return read


def two_files(train: tuple[str, str] | Sequence[tuple[str, str]], test: Sequence[tuple[str, str]] = ()) -> Reader:
    """Read pairs of files: texts, one a line, and beside them the labels."""

    def rows(clone: Clone, pairs: Any) -> list[Text]:
        return [
            row
            for texts, labels in pairs
            for row in zip(clone.text(texts).splitlines(), clone.text(labels).splitlines(), strict=True)
        ]

    return lambda clone: Split(rows(clone, train), rows(clone, test))


def snips(clone: Clone) -> Split:
    """Read the seven intents of SNIPS, whose texts are stored in pieces."""
    folder = "2017-06-custom-intent-engines"

    def rows(name: str) -> Iterator[Text]:
        for intent in sorted({path.split("/")[1] for path in clone.paths(folder) if path.count("/") == 2}):
            data = json.loads(clone.text(f"{folder}/{intent}/{name.format(intent)}"))
            for row in data[intent]:
                yield "".join(piece["text"] for piece in row["data"]), intent

    return Split(list(rows("train_{}.json")), list(rows("validate_{}.json")))


def hwu(clone: Clone) -> Split:
    """Read the first fold of the NLU evaluation data: scenario and intent together are the label."""
    fold = next(path for path in clone.paths("CrossValidation") if "/KFold_1/trainset/" in path).split("/trainset/")[0]

    def rows(folder: str) -> Iterator[Text]:
        for path in clone.paths(f"{fold}/{folder}"):
            for row in csv.DictReader(io.StringIO(clone.text(path)), delimiter=";"):
                yield row["answer_from_anno"], f"{row['scenario']}_{row['intent']}"

    return Split(list(rows("trainset")), list(rows("testset/csv")))


def _scalar(text: str) -> str:
    return text.strip().strip("'\"")


def rasa(*paths: str, strangers: Sequence[str] = ()) -> Reader:
    """Read training files of Rasa, as Markdown or YAML; `strangers` begin the names of intents that have no answer."""

    def rows(text: str) -> Iterator[Text]:
        intent = ""
        for line in text.splitlines():
            heading = re.match(r"\s*(?:-\s+)?(intent|synonym|lookup|regex)\s*:\s*(.+)", line)
            heading = heading or re.match(r"\s*##\s*(intent|synonym|lookup|regex)\s*:\s*(.+)", line)
            if heading:
                intent = _scalar(heading[2].split("<!--")[0]) if heading[1] == "intent" else ""
            elif intent and (example := re.match(r"\s*[-*]\s+(.+)", line)):
                yield _scalar(RASA_MARK.sub(r"\1", example[1].split("<!--")[0])), intent

    def read(clone: Clone) -> Split:
        found = [row for path in paths for row in rows(clone.text(path))]
        strange = tuple(strangers)
        return Split(
            [row for row in found if not (strange and row[1].startswith(strange))],
            strangers=[text for text, label in found if strange and label.startswith(strange)],
        )

    return read


def conll(train: Sequence[str], test: Sequence[str]) -> Reader:
    """Read files of tagged words whose comments give the text and the intent."""

    def rows(clone: Clone, paths: Sequence[str]) -> Iterator[Text]:
        for path in paths:
            text = ""
            for line in clone.text(path).splitlines():
                if line.startswith("# text = "):
                    text = line[9:]
                elif text and line.startswith("# intent = "):
                    yield text, line[11:]

    return lambda clone: Split(list(rows(clone, train)), list(rows(clone, test)))


def corpora(path: str) -> Reader:
    """Read a corpus of the NLU evaluation corpora, whose sentences say which of them were for training."""

    def read(clone: Clone) -> Split:
        rows = json.loads(clone.text(path))["sentences"]
        parts = {use: [(row["text"], row["intent"]) for row in rows if row["training"] is use] for use in (True, False)}
        return Split(parts[True], parts[False])

    return read


def intents(path: str, *, tag: str = "tag", texts: str = "patterns") -> Reader:
    """Read a file of intents: a list of them, or names with their examples."""

    def read(clone: Clone) -> Split:
        found = json.loads(clone.text(path), strict=False)["intents"]
        rows = found.items() if isinstance(found, dict) else ((row[tag], row) for row in found)
        return Split([(text, name) for name, row in rows for text in row[texts]])

    return read


def turns(folder: str, *, strangers: Sequence[str], leave_out: Sequence[str]) -> Reader:
    """Read the turns of talks as .tsv files; turns with several intents, and intents in `leave_out`, are left out."""

    def rows(clone: Clone, name: str) -> list[Text]:
        table = csv.DictReader(io.StringIO(clone.text(f"{folder}/{name}.tsv")), delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["utterance"], row["intent"]) for row in table if row["intent"] and row["intent"] not in leave_out]

    def read(clone: Clone) -> Split:
        train, test = rows(clone, "train"), rows(clone, "test")
        single = [[row for row in part if row[1] not in strangers and "<div>" not in row[1]] for part in (train, test)]
        return Split(*single, strangers=[text for text, label in test if label in strangers])

    return read


def said(pattern: str) -> Iterator[str]:
    """Give the texts that a small pattern stands for: `((a)|(b)) c( d){0,1}`."""
    alternatives, place = _alternatives(pattern, 0)
    if place != len(pattern):
        raise ValueError(pattern)
    yield from alternatives


def _alternatives(pattern: str, place: int) -> tuple[list[str], int]:
    done: list[str] = []
    now = [""]
    while place < len(pattern) and pattern[place] != ")":
        char = pattern[place]
        if char == "|":
            done, now = done + now, [""]
            place += 1
            continue
        if char == "(":
            parts, place = _alternatives(pattern, place + 1)
            place += 1
        elif char == "\\":
            parts, place = [pattern[place + 1]], place + 2
        else:
            parts, place = [char], place + 1
        for mark in ("{0,1}", "?"):
            if pattern.startswith(mark, place) and (mark != "?" or char == "("):
                parts, place = ["", *parts], place + len(mark)
        now = [one + two for one, two in itertools.islice(itertools.product(now, parts), 20_000)]
    return done + now, place


def phrases(path: str, most: int = 60) -> Reader:
    """Read the phrases of DeepPavlov's intent catcher: patterns, of whose texts at most `most` a label are kept, evenly spread."""

    def read(clone: Clone) -> Split:
        data = json.loads(clone.text(path))
        train: list[Text] = []
        for intent, row in data["intent_phrases"].items():
            texts = list(dict.fromkeys(text for pattern in row["phrases"] for text in said(pattern)))
            kept = texts if len(texts) <= most else [texts[n * len(texts) // most] for n in range(most)]
            train += [(text, intent) for text in kept]
        return Split(train, strangers=list(data.get("random_phrases", {}).get("phrases", [])))

    return read


def without_repeats(rows: Iterable[Text], known: Iterable[str] = ()) -> list[Text]:
    """Keep the first of each text, written alike but for case and spaces, and leave out what is known already."""
    seen = {" ".join(text.casefold().split()) for text in known}
    kept: list[Text] = []
    for text, label in rows:
        folded = " ".join(text.casefold().split())
        if folded and folded not in seen:
            seen.add(folded)
            kept.append((" ".join(text.split()), label.strip()))
    return kept


def part(text: str, parts: int = 5) -> int:
    """Return the part of a set that a text belongs to, the same on every machine."""
    return hashlib.sha256(text.encode()).digest()[0] % parts


def at_most(rows: Sequence[Text], most: int) -> list[Text]:
    """Keep at most `most` rows, evenly spread."""
    return list(rows) if len(rows) <= most else [rows[place * len(rows) // most] for place in range(most)]


def prepared(split: Split, most: int) -> Split:
    """Return a set without repeats, with a test part, and with at most `most` lines a part."""
    train, test = without_repeats(split.train), split.test
    if not test:
        train, test = [row for row in train if part(row[0])], [row for row in train if not part(row[0])]
    taught = {label for _, label in train}
    asked = [row for row in without_repeats(test, [text for text, _ in train]) if row[1] in taught]
    strangers = without_repeats(((text, "") for text in split.strangers), [text for text, _ in (*train, *asked)])
    return Split(at_most(train, most), at_most(asked, most), [text for text, _ in at_most(strangers, most)])
