"""Triggers: keywords and patterns that are answered before meaning is looked at; adding, changing, removing and testing them."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any, Final

from chatterbot import errors, models
from chatterbot.aio import shielded
from chatterbot.engine import MOST_INSTRUCTIONS, TriggerMatcher, TriggerRule
from chatterbot.speech.tts import detect_language
from chatterbot.store import ChangeKind, NewChange, NewTrigger, TriggerRecord, TriggerSamples
from chatterbot.teaching import changing, extras, limits

__all__ = (
    "MOST_SAMPLES",
    "MOST_TRIGGERS",
    "ChangedTrigger",
    "TestedSample",
    "add",
    "correct",
    "find",
    "hits",
    "listed",
    "remove",
    "replace",
    "set_extras",
    "test",
)

MOST_TRIGGERS: Final = 100
"""Triggers of a dataset: all of them are compared with every question, and people have to know them."""
MOST_SAMPLES: Final = 20
"""Texts that a trigger is tested with."""
SOURCE: Final = "trigger"


@dataclasses.dataclass(frozen=True, slots=True)
class ChangedTrigger:
    """A trigger was added, changed or removed."""

    change_id: int
    trigger: TriggerRecord
    """As it is now; of a removed one, as it was."""
    before: TriggerRecord | None = None
    """As it was before it was changed."""


@dataclasses.dataclass(frozen=True, slots=True)
class TestedSample:
    """A sample text of a trigger, and what becomes of it."""

    __test__ = False  # tells pytest that this is not a class of tests

    trigger: TriggerRecord
    text: str
    must_hit: bool
    hit: bool
    taken_by: TriggerRecord | None = None
    """The trigger before it in the list that is given in its place."""

    @property
    def passed(self) -> bool:
        """Whether the text does what was said of it."""
        return self.hit == self.must_hit and self.taken_by is None


async def listed(changes: changing.Changes, scope_id: int) -> list[TriggerRecord]:
    """Return the triggers of the active dataset, in the order in which they are looked at."""
    dataset = await changes.indexes.ready(scope_id)
    return await changes.store.triggers.live(scope_id, dataset.id)


async def find(changes: changing.Changes, scope_id: int, trigger_id: int) -> TriggerRecord:
    """Return one trigger that is in use.

    Raises
    ------
    errors.NotFoundError
        ``error-trigger-unknown``
    """
    found = await changes.store.triggers.get(scope_id, trigger_id)
    if found is None or not found.live:
        raise errors.NotFoundError("error-trigger-unknown")
    return found


async def add(changes: changing.Changes, scope_id: int, author_id: int, trigger: NewTrigger) -> ChangedTrigger:
    """Add a trigger; in use on return.

    Raises
    ------
    errors.InvalidInputError
        What `TriggerMatcher.check`, `limits.check_reply` and `extras.check` raise; ``error-trigger-known``; ``error-trigger-samples(limit)``;
        ``error-trigger-sample-hit(name)`` and ``error-trigger-sample-miss(name)``, for a sample text that does not do what it must
    errors.RefusedError
        ``error-triggers-full(limit)``, ``error-trigger-heavy``: all patterns together are too large
    """
    return await _change(changes, scope_id, author_id, trigger, None)


async def replace(
    changes: changing.Changes, scope_id: int, author_id: int, trigger_id: int, new: NewTrigger
) -> ChangedTrigger:
    """Put a trigger in the place of another one, as one change; raises what `find` and `add` raise."""
    return await _change(changes, scope_id, author_id, new, trigger_id)


async def correct(
    changes: changing.Changes, scope_id: int, author_id: int, turn: models.Turn, better: str
) -> ChangedTrigger:
    """Give a better reply to the trigger that answered a turn, whatever else hits it.

    Raises
    ------
    errors.UserError
        What `find` and `add` raise; ``error-correction-same``
    """
    if turn.scope_id != scope_id or turn.reply.trigger_id is None:
        raise errors.NotFoundError("error-turn-unknown")
    before = await _present(changes, scope_id, turn)
    if limits.check_reply(better, changes.limits) == before.reply:
        raise errors.InvalidInputError("error-correction-same")
    return await replace(changes, scope_id, author_id, before.id, _new(before, reply=better))


async def set_extras(
    changes: changing.Changes, scope_id: int, author_id: int, turn: models.Turn, given: models.AnswerExtras | None
) -> ChangedTrigger:
    """Set what is sent along with the answer of the trigger that answered a turn.

    Raises
    ------
    errors.UserError
        What `find` and `add` raise; ``error-extras-same``
    """
    before = await _present(changes, scope_id, turn)
    if before.extras == given:
        raise errors.InvalidInputError("error-extras-same")
    return await replace(changes, scope_id, author_id, before.id, _new(before, extras=given))


async def remove(changes: changing.Changes, scope_id: int, author_id: int, trigger_id: int) -> ChangedTrigger:
    """Remove a trigger; raises what `find` raises."""
    began = changes.erasures.moment()
    async with changes.writing(scope_id):
        trigger = await find(changes, scope_id, trigger_id)
        change = NewChange(scope_id, trigger.dataset_id, author_id, ChangeKind.TRIGGER, SOURCE)
        async with changes.erasures.writing(began, scope_id, author_id):
            change_id, _ = await shielded(changes.store.triggers.apply(change, None, [trigger_id]))
    return ChangedTrigger(change_id, trigger)


async def hits(changes: changing.Changes, scope_id: int, text: str) -> list[TriggerRecord]:
    """Return the triggers that a text would hit, in their order: the first one is answered."""
    known = {each.id: each for each in await listed(changes, scope_id)}
    found = await asyncio.to_thread(lambda: TriggerMatcher([_rule(each) for each in known.values()]).hits(text))
    return [known[rule.id] for rule in found]


async def test(changes: changing.Changes, scope_id: int) -> list[TestedSample]:
    """Return what becomes of the sample texts of every trigger."""
    known = await listed(changes, scope_id)
    return await asyncio.to_thread(_tested, known)


def _tested(known: Sequence[TriggerRecord]) -> list[TestedSample]:
    matcher, by_id = TriggerMatcher([_rule(each) for each in known]), {each.id: each for each in known}
    tested: list[TestedSample] = []
    for trigger in known:
        for texts, must_hit in ((trigger.samples.hit, True), (trigger.samples.miss, False)):
            for text in texts:
                found = [rule.id for rule in matcher.hits(text)]
                hit = trigger.id in found
                taken = by_id[found[0]] if must_hit and hit and found[0] != trigger.id else None
                tested.append(TestedSample(trigger, text, must_hit, hit, taken))
    return tested


async def _present(changes: changing.Changes, scope_id: int, turn: models.Turn) -> TriggerRecord:
    """Return the trigger that answered a turn, or the one that was put in its place since: with the same pattern."""
    given = await changes.store.triggers.get(scope_id, turn.reply.trigger_id or 0)
    known = await listed(changes, scope_id)
    for each in known:
        if given is not None and (each.id == given.id or (each.kind, each.pattern) == (given.kind, given.pattern)):
            return each
    raise errors.NotFoundError("error-trigger-unknown")


async def _change(
    changes: changing.Changes, scope_id: int, author_id: int, trigger: NewTrigger, instead_of: int | None
) -> ChangedTrigger:
    began = changes.erasures.moment()
    checked = _checked(trigger, changes.limits)
    size = await asyncio.to_thread(TriggerMatcher.check, checked.kind, checked.pattern)
    await asyncio.to_thread(_check_samples, checked)
    async with changes.writing(scope_id) as dataset:
        before = None if instead_of is None else await find(changes, scope_id, instead_of)
        known = await changes.store.triggers.live(scope_id, dataset.id)
        others = [each for each in known if each.id != instead_of]
        if before is not None and len(others) == len(known):
            raise errors.NotFoundError("error-trigger-unknown")  # it is of another dataset
        if any((each.kind, each.pattern) == (checked.kind, checked.pattern) for each in others):
            raise errors.InvalidInputError("error-trigger-known")
        if len(others) >= MOST_TRIGGERS:
            raise errors.RefusedError("error-triggers-full", limit=MOST_TRIGGERS)
        if size and size + await asyncio.to_thread(_size, others) > MOST_INSTRUCTIONS:
            raise errors.RefusedError("error-trigger-heavy")
        change = NewChange(scope_id, dataset.id, author_id, ChangeKind.TRIGGER, SOURCE)
        gone = () if before is None else (before.id,)
        async with changes.erasures.writing(began, scope_id, author_id):
            change_id, added = await shielded(changes.store.triggers.apply(change, checked, gone))
    if added is None:
        raise errors.StoreError("a trigger was not written", retryable=False)
    return ChangedTrigger(change_id, added, before)


def _size(known: Iterable[TriggerRecord]) -> int:
    return TriggerMatcher([_rule(each) for each in known]).instructions


def _rule(trigger: TriggerRecord) -> TriggerRule:
    return TriggerRule(trigger.id, trigger.kind, trigger.pattern)


def _new(trigger: NewTrigger, **changed: Any) -> NewTrigger:
    """Return the words of a trigger, without what the store added, and with some of them changed."""
    given = {field.name: getattr(trigger, field.name) for field in dataclasses.fields(NewTrigger)}
    return NewTrigger(**(given | changed))


def _checked(trigger: NewTrigger, bounds: limits.Limits) -> NewTrigger:
    reply = limits.check_reply(trigger.reply, bounds)
    hit, miss = (
        tuple(text for text in map(limits.clean, texts) if text)
        for texts in (trigger.samples.hit, trigger.samples.miss)
    )
    if len(hit) + len(miss) > MOST_SAMPLES:
        raise errors.InvalidInputError("error-trigger-samples", limit=MOST_SAMPLES)
    if any(len(text) > bounds.prompt_chars for text in (*hit, *miss)):
        longest = max(len(text) for text in (*hit, *miss))
        raise errors.InvalidInputError("error-prompt-too-long", length=longest, limit=bounds.prompt_chars)
    return _new(
        trigger,
        pattern=limits.clean(trigger.pattern),
        reply=reply,
        extras=None if trigger.extras is None else extras.check(trigger.extras),
        language=trigger.language or detect_language(reply),
        samples=TriggerSamples(hit, miss),
    )


def _check_samples(trigger: NewTrigger) -> None:
    matcher = TriggerMatcher([TriggerRule(0, trigger.kind, trigger.pattern)])
    for text in trigger.samples.hit:
        if matcher.first(text) is None:
            raise errors.InvalidInputError("error-trigger-sample-hit", name=text[:100])
    for text in trigger.samples.miss:
        if matcher.first(text) is not None:
            raise errors.InvalidInputError("error-trigger-sample-miss", name=text[:100])
