"""What a language model may rest its answer on: the nearest taught answers and passages, numbered, and what must not be said."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from typing import Final, Protocol, TypeVar

from chatterbot import folding, models
from chatterbot.answering import AnswerChooser, ChosenReply
from chatterbot.citations import Citations, Quoting
from chatterbot.engine import PassageHit, ReplyEngine, Verdict
from chatterbot.generation.interfaces import ModelChoice
from chatterbot.store import PassageRecord, Store

__all__ = ("EvidenceExample", "EvidenceGatherer", "EvidencePassage", "EvidenceRules", "GatheredEvidence")

T = TypeVar("T")

MOST_EXAMPLES: Final = 8
"""Taught answers that the model is given. Where taught answers are near and none is sure, the right one is the nearest for 49 of 100 questions,
among the nearest three for 78, among the nearest eight for 89 (BANKING77 and commands to voice assistants in three languages, 5 and 10
examples an answer, a fifth of the answers not taught)."""
MOST_PASSAGES: Final = 3
"""Passages of documents that it is given: as many as the engine offers."""
LIKELY: Final = 0.25
"""Share of the threshold that a taught answer's confidence needs where others are nearly sure: 88 of those 89 have it."""
FAR: Final = 0.15
"""The same where answers may be farther away (``grounded`` and ``open``): of the questions to which nothing is near, the right answer is still
given along for 74 of 100, at .25 for 70, and at .5 for 37."""
PASSAGE_LIKELY: Final = 0.5
"""Share of the threshold that a passage's confidence needs where taught answers are near."""
PASSAGE_FAR: Final = 0.1
"""The same where passages may be farther away."""


class EvidenceRules(ModelChoice, Quoting, Protocol):
    """Knows what a scope lets a model write, from what, and in which language (`preferences.Preferences` does)."""

    async def language(self, scope_id: int) -> str | None:
        """Return the code of the language that a scope chose; `None`: it chose none."""
        ...


@dataclasses.dataclass(frozen=True, slots=True)
class EvidenceExample:
    """A taught answer with the question it was taught for."""

    example: models.Example
    given: ChosenReply
    """The reply that is given if the model chooses it."""
    confidence: float

    @property
    def people(self) -> tuple[int, ...]:
        """Who taught it."""
        example = self.example
        return (example.author_id,) if example.credited_id is None else (example.author_id, example.credited_id)


@dataclasses.dataclass(frozen=True, slots=True)
class EvidencePassage:
    """A passage of a document."""

    record: PassageRecord
    hit: PassageHit | None
    """How it was found; `None`: it is the one that was quoted already."""
    threshold: float
    """The confidence that it would have needed to be quoted."""

    @property
    def people(self) -> tuple[int, ...]:
        """Who imported it."""
        return (self.record.document.author_id,)


@dataclasses.dataclass(frozen=True, slots=True)
class GatheredEvidence:
    """What an answer may rest on; numbers count from 1, examples first."""

    examples: tuple[EvidenceExample, ...] = ()
    passages: tuple[EvidencePassage, ...] = ()
    unwanted: tuple[str, ...] = ()
    """Answers that people said are wrong for questions like this."""

    def __len__(self) -> int:
        return len(self.examples) + len(self.passages)

    def example(self, number: int) -> EvidenceExample | None:
        """Return the example with a number; `None` if there is none."""
        return self.examples[number - 1] if 0 < number <= len(self.examples) else None

    def passage(self, number: int) -> EvidencePassage | None:
        """Return the passage with a number; `None` if there is none."""
        place = number - len(self.examples)
        return self.passages[place - 1] if 0 < place <= len(self.passages) else None

    def people(self, numbers: Iterable[int]) -> tuple[int, ...]:
        """Return who taught and imported what has these numbers."""
        found = (self.example(each) or self.passage(each) for each in numbers)
        return tuple(dict.fromkeys(person for item in found if item is not None for person in item.people))

    def half(self) -> GatheredEvidence:
        """Return the nearer half of it, for a model that can take less than was thought; what must not be said stays."""
        return dataclasses.replace(
            self,
            examples=self.examples[: (len(self.examples) + 1) // 2],
            passages=self.passages[: (len(self.passages) + 1) // 2],
        )


class EvidenceGatherer:
    """Finds evidence for prompts.

    Parameters
    ----------
    rules
        Whether a scope wants documents to be used.
    """

    def __init__(self, engine: ReplyEngine, store: Store, rules: EvidenceRules) -> None:
        self._engine = engine
        self._store = store
        self._rules = rules
        self._chooser = AnswerChooser(store, rules)
        self._citations = Citations(engine, store, rules)

    async def gather(
        self,
        prompt: models.Prompt,
        reply: models.Reply,
        dataset_id: int,
        *,
        distant: bool,
        follow_up: str | None = None,
    ) -> GatheredEvidence:
        """Return what an answer to a prompt may rest on.

        Parameters
        ----------
        reply
            What the prompt has been answered so far: UNKNOWN or DOCUMENT.
        distant
            Whether examples and passages count that are not nearly sure.
        follow_up
            The prompt with the question before it that it goes on from: what is near that comes after what is near the prompt alone.

        Raises
        ------
        errors.ServiceError
            If the database or the encoder fails.
        """
        verdict = await self._engine.match(dataset_id, prompt.text, prompt.previous, most=MOST_EXAMPLES)
        share = FAR if distant else LIKELY
        unwanted = await self._unwanted(prompt.scope_id, dataset_id, verdict)
        examples = await self._examples(prompt, dataset_id, verdict, share, unwanted)
        passages = await self._passages(prompt, reply, dataset_id, distant=distant)
        if follow_up is not None:
            wider = await self._engine.match(dataset_id, follow_up, prompt.previous, most=MOST_EXAMPLES)
            # What must not be said to the question alone must not be said to it here either.
            wider = dataclasses.replace(wider, barred=wider.barred | verdict.barred)
            more = await self._examples(prompt, dataset_id, wider, share, unwanted)
            examples = _joined(examples, more, lambda each: each.example.id)[:MOST_EXAMPLES]
            asked = dataclasses.replace(prompt, text=follow_up)
            further = await self._passages(asked, reply, dataset_id, distant=distant)
            passages = _joined(passages, further, lambda each: each.record.id)[:MOST_PASSAGES]
        return GatheredEvidence(examples, passages, unwanted)

    async def _examples(
        self, prompt: models.Prompt, dataset_id: int, verdict: Verdict, share: float, unwanted: Sequence[str]
    ) -> tuple[EvidenceExample, ...]:
        """Return the candidates of a verdict that have this share of its threshold."""
        needed = share * verdict.threshold
        near = [
            each
            for each in verdict.candidates
            if each.answer is not None and each.similarity > 0 and each.confidence >= needed
        ]
        ids = [each.example_id for each in near]
        known = {each.id: each for each in await self._store.examples.examples(prompt.scope_id, ids)} if ids else {}
        barred = {folding.fold(each.strip()) for each in unwanted}
        found: list[EvidenceExample] = []
        for candidate in near:
            example = known.get(candidate.example_id)
            given = await self._chooser.choose(prompt, dataset_id, candidate, verdict.barred)
            if example is not None and given is not None and folding.fold(given.text.strip()) not in barred:
                found.append(EvidenceExample(example, given, candidate.confidence))
        return tuple(found)

    async def quoted(self, prompt: models.Prompt, reply: models.Reply, item: EvidencePassage) -> models.Reply:
        """Return the quotation of a passage, in place of the reply so far.

        Raises
        ------
        errors.ServiceError
            If the encoder fails.
        """
        if item.hit is None or item.record.id == reply.passage_id:
            return reply
        quoted = await self._citations.quoted(prompt, item.record, item.hit, item.threshold, reply.began)
        return dataclasses.replace(quoted, runner_up=reply.runner_up, dataset_id=reply.dataset_id)

    async def _passages(
        self, prompt: models.Prompt, reply: models.Reply, dataset_id: int, *, distant: bool
    ) -> tuple[EvidencePassage, ...]:
        search = self._engine.passages
        if not search.size(dataset_id) or not await self._rules.quotes_documents(prompt.scope_id):
            return ()
        verdict = await search.match(dataset_id, prompt.text)
        needed = (PASSAGE_FAR if distant else PASSAGE_LIKELY) * verdict.threshold
        hits: dict[int, PassageHit | None] = {}
        if reply.passage_id is not None:
            hits[reply.passage_id] = None
        hits.update({hit.passage_id: hit for hit in verdict.hits if hit.confidence >= needed})
        found: list[EvidencePassage] = []
        for passage_id, hit in list(hits.items())[:MOST_PASSAGES]:
            record = await self._store.documents.passage(prompt.scope_id, passage_id)
            if record is not None and record.live:
                found.append(EvidencePassage(record, hit, verdict.threshold))
        return tuple(found)

    async def _unwanted(self, scope_id: int, dataset_id: int, verdict: Verdict) -> tuple[str, ...]:
        """Return the words of the answers that the verdict's vetoes forbid."""
        if not verdict.vetoes:
            return ()
        rows = await self._store.examples.examples(scope_id, [veto.example_id for veto in verdict.vetoes])
        by_id = {each.id: each for each in rows}
        words: dict[str, None] = {}
        for veto in verdict.vetoes:
            example = by_id.get(veto.example_id)
            if example is None:
                continue
            if example.reply is not None:
                words[example.reply] = None
            elif veto.answer is not None:  # a label: its replies are meant
                replies = await self._store.answers.replies(scope_id, dataset_id, veto.example_id, veto.answer)
                words.update(dict.fromkeys(each.text for each in replies))
        return tuple(each for each in words if each.strip())


def _joined(first: Sequence[T], more: Sequence[T], key: Callable[[T], int]) -> tuple[T, ...]:
    """Return items in order, each once."""
    found: dict[int, T] = {}
    for each in (*first, *more):
        found.setdefault(key(each), each)
    return tuple(found.values())
