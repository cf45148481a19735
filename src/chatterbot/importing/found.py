"""What was found in a document, as the store keeps it until somebody decides, and as it is taught."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from chatterbot import errors, models, texts
from chatterbot.citations import HEADINGS
from chatterbot.documents.values import DocumentNote, DocumentPlace, FoundPair, FoundPassage, ParsedDocument, SourceFile
from chatterbot.store import NewDocument, NewPassage
from chatterbot.teaching import Limits, check_example, clean, encoded_text, keyed, text_key

__all__ = (
    "FoundDocument",
    "digest_of",
    "document_of",
    "examples_of",
    "from_json",
    "identities_of",
    "of_parsed",
    "passages_of",
    "to_json",
)

LONGEST_NAME: Final = 400
"""Characters of the name by which a document is recognised."""
LONGEST_TITLE: Final = 200
"""Characters of a document's title, and of the headings of a passage."""
MOST_COMBINED: Final = 100
"""Examples made of one pair with several questions and several answers."""


@dataclasses.dataclass(frozen=True, slots=True)
class FoundDocument:
    """A document that was read: nothing of it counts yet."""

    name: str
    """Its address or file name: importing it again updates it."""
    title: str
    kind: str
    address: str
    """Where it was fetched from; empty for a file."""
    digest: bytes
    """SHA-256 of its bytes."""
    pairs: tuple[FoundPair, ...]
    passages: tuple[FoundPassage, ...]
    pages: int | None = None
    notes: tuple[DocumentNote, ...] = ()


def digest_of(files: Iterable[SourceFile]) -> bytes:
    """Return the SHA-256 of the bytes of one or more files."""
    state = hashlib.sha256()
    for file in files:
        state.update(b"%d:" % len(file.data))
        state.update(file.data)
    return state.digest()


def of_parsed(name: str, digest: bytes, parsed: ParsedDocument) -> FoundDocument:
    """Return a parsed document with the name and the digest by which it is recognised."""
    name = clean(name)[:LONGEST_NAME]
    return FoundDocument(
        name=name,
        title=texts.clip(clean(parsed.title) or name, LONGEST_TITLE),
        kind=parsed.kind.value,
        address=parsed.address,
        digest=digest,
        pairs=parsed.examples,
        passages=parsed.passages,
        pages=parsed.pages,
        notes=parsed.notes,
    )


def examples_of(
    found: FoundDocument, limits: Limits, left_out: Sequence[int] = ()
) -> tuple[tuple[models.NewExample, ...], int]:
    """Return the examples of a document's pairs but for those at the places `left_out`, and how many could not be used."""
    made: dict[models.NewExample, None] = {}
    unusable = 0
    without = set(left_out)
    for place, pair in enumerate(found.pairs):
        if place in without:
            continue
        for example in _examples(pair, found.address, limits.label_chars):
            try:
                made[check_example(example, limits)] = None
            except errors.InvalidInputError:
                unusable += 1
    return tuple(made), unusable


def identities_of(found: FoundDocument, limits: Limits) -> list[set[bytes]]:
    """Return for each pair of a document the identities of its examples; of one that cannot be used none."""
    found_: list[set[bytes]] = []
    for pair in found.pairs:
        usable: set[bytes] = set()
        for example in _examples(pair, found.address, limits.label_chars):
            with contextlib.suppress(errors.InvalidInputError):
                usable.add(keyed(check_example(example, limits)).identity)
        found_.append(usable)
    return found_


def _examples(pair: FoundPair, address: str, label_chars: int) -> Iterable[models.NewExample]:
    origin = pair.origin or pair.place.link(address) or None
    answers = (pair.answer, *pair.further_answers)
    if pair.label:
        # With a label, the answers belong to all questions.
        label = texts.clip(pair.label, label_chars)
        for place, (question, answer) in enumerate(itertools.zip_longest(pair.questions, answers)):
            if place >= MOST_COMBINED and answer is None:
                yield models.NewExample(question, label=label, origin=origin)
                continue
            yield models.NewExample(
                question or pair.questions[0], answer, label, origin=origin, credited_id=pair.credited_id
            )
        return
    combined = itertools.islice(itertools.product(pair.questions, answers), MOST_COMBINED)
    for question, answer in combined:
        yield models.NewExample(question, answer, origin=origin, credited_id=pair.credited_id)


def passages_of(found: FoundDocument) -> tuple[NewPassage, ...]:
    """Return a document's passages as they are stored, each once."""
    made: dict[bytes, NewPassage] = {}
    for passage in found.passages:
        heading = HEADINGS.join(name for each in passage.headings if (name := texts.clip(clean(each), LONGEST_TITLE)))
        text = clean(passage.text)
        if texts.is_blank(text):
            continue
        key = text_key(encoded_text(heading, found.title, text))
        made.setdefault(key, NewPassage(heading, text, passage.place.link(found.address) or None, key))
    return tuple(made.values())


def document_of(found: FoundDocument, passages: tuple[NewPassage, ...]) -> NewDocument:
    """Return a document as it is stored."""
    return NewDocument(found.name, found.title, found.kind, found.address or None, found.digest, passages)


def to_json(found: FoundDocument) -> dict[str, Any]:
    """Return what a draft keeps of a document beside its name, title, kind, address and digest."""
    return {
        "pairs": [_plain(dataclasses.asdict(pair)) for pair in found.pairs],
        "passages": [_plain(dataclasses.asdict(passage)) for passage in found.passages],
        "pages": found.pages,
        "notes": [
            {"key": note.key, "params": {name: _param(value) for name, value in note.params.items()}}
            for note in found.notes
        ],
    }


def from_json(
    content: Mapping[str, Any], *, name: str, title: str, kind: str, address: str, digest: bytes
) -> FoundDocument:
    """Return a document from what a draft kept of it."""
    return FoundDocument(
        name=name,
        title=title,
        kind=kind,
        address=address,
        digest=digest,
        pairs=tuple(_pair(pair) for pair in content["pairs"]),
        passages=tuple(
            FoundPassage(tuple(each["headings"]), each["text"], DocumentPlace(**each["place"]))
            for each in content["passages"]
        ),
        pages=content["pages"],
        notes=tuple(DocumentNote(note["key"], note["params"]) for note in content["notes"]),
    )


def _pair(kept: Mapping[str, Any]) -> FoundPair:
    return FoundPair(
        questions=tuple(kept["questions"]),
        answer=kept["answer"],
        place=DocumentPlace(**kept["place"]),
        headings=tuple(kept["headings"]),
        further_answers=tuple(kept["further_answers"]),
        label=kept["label"],
        keyword=kept["keyword"],
        credited_id=kept["credited_id"],
        origin=kept["origin"],
    )


def _plain(value: Any) -> Any:
    """Return a value that a database takes as JSON: without NUL and lone surrogates."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value


def _param(value: object) -> object:
    return value if isinstance(value, int | float | None) else _plain(str(value))
