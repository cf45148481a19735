"""Answers that contradict each other: two different answers to the same question, in the same words."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Collection, Iterable, Mapping, Sequence
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
    "other_answers",
    "others",
    "settle",
    "weigh",
)

NAMED: Final = 10
"""Most questions with contradicting answers that a receipt names; further ones are only counted."""


class Policy(enum.StrEnum):
    """What becomes of answers that contradict each other."""

    KEEP = "keep"
    """All are kept; the one that was taught last is given."""
    REPLACE = "replace"
    """The last one that is being taught replaces all others."""
    LEAVE = "leave"
    """The known answer stays, and what contradicts it is not taught; without a known answer, the first new one is taught."""


@dataclasses.dataclass(frozen=True, slots=True)
class Conflict:
    """A question with answers that differ."""

    question: str
    answers: tuple[str, ...]
    """The answers that are being taught, in order; an empty text means that the question must not be answered."""
    known: tuple[str, ...]
    """The answers that were known before."""


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """The parts of an example that are compared."""

    ref: int
    """The example's id, or its position in what is being taught."""
    question: bytes
    """Key of the question and of the message before it: after another message, the same words mean something else."""
    answer: int | None


@dataclasses.dataclass(frozen=True, slots=True)
class Clash:
    """One example of each of the contradicting answers to one question, by `Said.ref`."""

    taught: tuple[int, ...]
    known: tuple[int, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Weighed:
    """All contradictions, and what a policy removes."""

    clashes: tuple[Clash, ...] = ()
    drop: frozenset[int] = frozenset()
    """New examples that are not taught, by their positions."""
    remove: frozenset[int] = frozenset()
    """Known examples that are no longer used, by their ids."""


def of_examples(add: Sequence[KeyedExample]) -> list[Said]:
    """Return the compared parts of new examples; those that forbid an answer contradict nothing and are left out."""
    return [
        Said(place, keyed.prompt_key + keys.prompt_key(keyed.example.previous or ""), keyed.answer)
        for place, keyed in enumerate(add)
        if keyed.example.positive
    ]


def of_stored(stored: Iterable[StoredAnswer]) -> list[Said]:
    """Return the compared parts of known examples."""
    return [Said(each.id, each.prompt_key + keys.prompt_key(each.previous or ""), each.answer) for each in stored]


def weigh(taught: Sequence[Said], known: Sequence[Said], policy: Policy) -> Weighed:
    """Find contradictions within what is being taught and with what is known, and apply a policy to them.

    Contradictions among known answers are reported only if the source adds an answer to their question, or replaces them.
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
    """Return the first contradictions with their texts."""
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


async def others(
    changes: changing.Changes, scope_id: int, dataset_id: int, add: Sequence[KeyedExample]
) -> frozenset[int]:
    """Return the ids of the examples in use that answer the questions of new ones, in the same words, with something else."""
    keyed = {each.prompt_key for each in add if each.example.positive}
    known = await changes.store.examples.answers_to(scope_id, dataset_id, keyed)
    return weigh(of_examples(add), of_stored(known), Policy.REPLACE).remove


async def other_answers(
    changes: changing.Changes,
    scope_id: int,
    examples: Sequence[models.NewExample],
    besides: Collection[int] = (),
    within: int | None = None,
) -> list[models.Example]:
    """Return what is taught as other answers to exactly these questions, oldest first, each answer once.

    Parameters
    ----------
    besides
        Ids of examples that are left out: those which the new ones take the place of anyway.
    within
        The dataset's id; `None`: the active one.
    """
    dataset = await changes.indexes.ready(scope_id, within)
    add = [keys.keyed(example) for example in examples]
    found = await others(changes, scope_id, dataset.id, add)
    known = await changes.store.examples.examples(scope_id, found.difference(besides))
    return [*{_words(each): each for each in known}.values()]


async def settle(
    changes: changing.Changes, scope_id: int, author_id: int, change_id: int, policy: Policy
) -> receipts.Settled:
    """Choose between the answers that a change taught and those they contradict; done as a change of its own, in use on return.

    Raises
    ------
    errors.NotFoundError
        ``error-change-unknown(change_id)``
    errors.RefusedError
        ``error-change-undone``; ``error-conflicts-none``, if there are no contradictions any more
    """
    began = changes.erasures.moment()
    stored = changes.store.examples
    change = await changes.store.history.change(scope_id, change_id)
    if change is None:
        raise errors.NotFoundError("error-change-unknown", change_id=change_id)
    if change.undone_by is not None:
        raise errors.RefusedError("error-change-undone")
    async with changes.writing(scope_id):
        taught = await stored.answers_of_change(scope_id, change_id)
        alike = await stored.answers_to(scope_id, change.dataset_id, {each.prompt_key for each in taught})
        mine = {each.id for each in taught}
        weighed = weigh(of_stored(taught), of_stored(each for each in alike if each.id not in mine), policy)
        remove = tuple(sorted(weighed.drop | weighed.remove))
        if not remove:
            raise errors.RefusedError("error-conflicts-none")
        applied = await changes.commit_locked(
            NewChange(scope_id, change.dataset_id, author_id, ChangeKind.FORGET, change.source, remove=remove), began
        )
    return receipts.Settled(applied.id, len(applied.removed))
