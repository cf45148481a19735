"""Answers that contradict each other: one question, asked in the same words, with two that differ."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from chatterbot import errors, models
from chatterbot.store import ChangeKind, KeyedExample, NewChange, StoredAnswer
from chatterbot.teaching import changing, keys, receipts

__all__ = (
    "NAMED",
    "Clash",
    "Conflict",
    "Policy",
    "Said",
    "Weighed",
    "named",
    "of_examples",
    "of_stored",
    "settle",
    "weigh",
)

NAMED: Final = 10
"""Questions with contradicting answers that a receipt names; further ones are counted."""


class Policy(enum.StrEnum):
    """What becomes of answers that contradict each other."""

    KEEP = "keep"
    """All are kept; the one taught last is given."""
    REPLACE = "replace"
    """The last of those that are being taught takes the place of all others."""
    LEAVE = "leave"
    """What is known stays, and what contradicts it is not taught; of new ones the first."""


@dataclasses.dataclass(frozen=True, slots=True)
class Conflict:
    """A question with answers that differ."""

    question: str
    answers: tuple[str, ...]
    """What is being taught, in order; empty text: that it is not to be answered."""
    known: tuple[str, ...]
    """What was known before."""


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """What is compared of an example."""

    ref: int
    """Its id, or its place in what is being taught."""
    question: bytes
    """Key of the question, and of what was said before it: the same words mean something else after another message."""
    answer: int | None


@dataclasses.dataclass(frozen=True, slots=True)
class Clash:
    """The examples of one question that contradict each other, by their references; one for each answer."""

    taught: tuple[int, ...]
    known: tuple[int, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Weighed:
    """What contradicts what, and what is to go."""

    clashes: tuple[Clash, ...] = ()
    drop: frozenset[int] = frozenset()
    """Of what is being taught."""
    remove: frozenset[int] = frozenset()
    """Of what is known."""


def of_examples(add: Sequence[KeyedExample]) -> list[Said]:
    """Return what is compared of new examples; what must not be answered contradicts nothing."""
    return [
        Said(place, keyed.prompt_key + keys.prompt_key(keyed.example.previous or ""), keyed.answer)
        for place, keyed in enumerate(add)
        if keyed.example.positive
    ]


def of_stored(stored: Iterable[StoredAnswer]) -> list[Said]:
    """Return what is compared of known examples."""
    return [Said(each.id, each.prompt_key + keys.prompt_key(each.previous or ""), each.answer) for each in stored]


def weigh(taught: Sequence[Said], known: Sequence[Said], policy: Policy) -> Weighed:
    """Compare what is being taught with itself and with what is known.

    Known answers that contradict each other are no business of a source that adds nothing to it, unless it is to take their place.
    """
    before = _by_question(known)
    clashes: list[Clash] = []
    drop: set[int] = set()
    remove: set[int] = set()
    for question, said in _by_question(taught).items():
        old = before.get(question, {})
        if len(said.keys() | old.keys()) < 2 or (policy is not Policy.REPLACE and said.keys() <= old.keys()):
            continue
        clashes.append(Clash(tuple(refs[0] for refs in said.values()), tuple(refs[0] for refs in old.values())))
        if policy is Policy.REPLACE:
            last = max(said, key=lambda answer, said=said: said[answer][-1])
            drop.update(ref for answer, refs in said.items() if answer != last for ref in refs)
            remove.update(ref for answer, refs in old.items() if answer != last for ref in refs)
        elif policy is Policy.LEAVE:
            stays = old.keys() or {next(iter(said))}
            drop.update(ref for answer, refs in said.items() if answer not in stays for ref in refs)
    return Weighed(tuple(clashes), frozenset(drop), frozenset(remove))


def _by_question(said: Sequence[Said]) -> dict[bytes, dict[int | None, list[int]]]:
    found: dict[bytes, dict[int | None, list[int]]] = {}
    for each in said:
        found.setdefault(each.question, {}).setdefault(each.answer, []).append(each.ref)
    return found


def named(weighed: Weighed, add: Sequence[KeyedExample], known: Mapping[int, models.Example]) -> tuple[Conflict, ...]:
    """Put the first conflicts into words."""
    return tuple(
        Conflict(
            question=add[clash.taught[0]].example.prompt,
            answers=tuple(_words(add[place].example) for place in clash.taught),
            known=tuple(_words(known[ref]) for ref in clash.known if ref in known),
        )
        for clash in weighed.clashes[:NAMED]
    )


def _words(example: models.NewExample | models.Example) -> str:
    return example.label or "" if example.reply is None else example.reply


async def settle(
    changes: changing.Changes, scope_id: int, author_id: int, change_id: int, policy: Policy
) -> receipts.Settled:
    """Choose between the answers a change taught and those they contradict, as a change of its own; live on return.

    Raises
    ------
    errors.NotFoundError
        ``error-change-unknown(change_id)``
    errors.RefusedError
        ``error-change-undone``; ``error-conflicts-none``, if nothing contradicts it any more
    """
    began = changes.erasures.moment()
    lessons = changes.store.examples
    change = await lessons.change(scope_id, change_id)
    if change is None:
        raise errors.NotFoundError("error-change-unknown", change_id=change_id)
    if change.undone_by is not None:
        raise errors.RefusedError("error-change-undone")
    async with changes.writing(scope_id):
        taught = await lessons.answers_of_change(scope_id, change_id)
        alike = await lessons.answers_to(scope_id, change.dataset_id, {each.prompt_key for each in taught})
        mine = {each.id for each in taught}
        weighed = weigh(of_stored(taught), of_stored(each for each in alike if each.id not in mine), policy)
        remove = tuple(sorted(weighed.drop | weighed.remove))
        if not remove:
            raise errors.RefusedError("error-conflicts-none")
        applied = await changes.commit_locked(
            NewChange(scope_id, change.dataset_id, author_id, ChangeKind.FORGET, change.source, remove=remove), began
        )
    return receipts.Settled(applied.id, len(applied.removed))
