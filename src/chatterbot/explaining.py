"""Why a reply was given: the example, trigger, passage or sources behind it, as far as they are still there."""

from __future__ import annotations

import dataclasses

from chatterbot import models
from chatterbot.engine import Difference, seen_difference
from chatterbot.store import PassageRecord, Store, TriggerRecord

__all__ = ("AnswerSource", "Explainer", "Explanation")


@dataclasses.dataclass(frozen=True, slots=True)
class AnswerSource:
    """What a language model's answer rests on; both are `None` if it was erased since."""

    number: int
    """Its number in the answer."""
    example: models.Example | None = None
    passage: PassageRecord | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Explanation:
    """Why a reply was given."""

    turn: models.Turn
    example: models.Example | None
    """The example that gave the reply; `None`: nothing taught did, or it was erased since."""
    runner_up: models.Example | None
    """The example with the next best answer, or whose answer was held back."""
    trigger: TriggerRecord | None = None
    """The trigger that gave the reply, in use or not."""
    extras: models.AnswerExtras | None = None
    """What is sent along with the answer now."""
    put_right: models.Example | None = None
    """The example the message shows by now, since a person corrected the reply or taught the missing answer; `None`: it is unchanged."""
    passage: PassageRecord | None = None
    """The passage that was quoted; `None`: none was, or its document was erased since."""
    sources: tuple[AnswerSource, ...] = ()
    """What a language model chose the reply from, or wrote it from, in the order of the numbers in it."""
    difference: Difference | None = None
    """Why the runner-up was held back although it looks like what was asked; `None`: not because it asks something else."""


class Explainer:
    """Finds what is behind replies."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def explained(self, turn: models.Turn, extras: models.AnswerExtras | None) -> Explanation:
        """Return why the reply of a turn was given.

        Parameters
        ----------
        extras
            What is sent along with the answer now.
        """
        reply, scope_id = turn.reply, turn.scope_id
        runner_up = await self._example(scope_id, reply.runner_up.example_id if reply.runner_up else None)
        return Explanation(
            turn=turn,
            example=await self._example(scope_id, reply.example_id),
            runner_up=runner_up,
            trigger=None if reply.trigger_id is None else await self._store.triggers.get(scope_id, reply.trigger_id),
            extras=extras,
            put_right=await self._store.examples.put_right(scope_id, turn.id),
            passage=None
            if reply.passage_id is None
            else await self._store.documents.passage(scope_id, reply.passage_id),
            sources=await self.sources(scope_id, reply.composed),
            difference=_difference(turn, runner_up),
        )

    async def sources(self, scope_id: int, composed: models.Composed | None) -> tuple[AnswerSource, ...]:
        """Return what a language model chose a reply from, or wrote it from, in the order of the numbers in it."""
        if composed is None:
            return ()
        found = {each.id: each for each in await self._store.examples.examples(scope_id, composed.examples)}
        passages = [await self._store.documents.passage(scope_id, each) for each in composed.passages]
        sources = [AnswerSource(0, found.get(each)) for each in composed.examples]
        sources += [AnswerSource(0, passage=each) for each in passages]
        numbers = composed.numbers or range(1, len(sources) + 1)
        numbered = (dataclasses.replace(each, number=number) for number, each in zip(numbers, sources, strict=False))
        return tuple(sorted(numbered, key=lambda each: each.number))

    async def _example(self, scope_id: int, example_id: int | None) -> models.Example | None:
        return None if example_id is None else await self._store.examples.example(scope_id, example_id)


def _difference(turn: models.Turn, runner_up: models.Example | None) -> Difference | None:
    """Return why nothing was answered, if that is because the nearest question asks something else."""
    reply = turn.reply
    if reply.is_answer or reply.runner_up is None or runner_up is None:
        return None
    return seen_difference(turn.prompt, runner_up.prompt, reply.runner_up.confidence, reply.threshold)
