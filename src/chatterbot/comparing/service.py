"""`Comparison`: asks engine and models the same questions, within the budgets, and counts who was right."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import datetime as dt
import itertools
import logging
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from typing import Final

from chatterbot import datasets, errors, models
from chatterbot.answering import ChosenReply
from chatterbot.comparing.judged import AnswerWay, WayCount, WayResult
from chatterbot.comparing.questions import ComparePlan, CompareQuestion, chosen, given_questions, own_questions
from chatterbot.engine import AnswerCandidate, IndexedExample, ReplyEngine, Verdict, normalise
from chatterbot.finetuning import FineTuning
from chatterbot.generation import Composer, CompositionOutcome, EvidenceExample, GatheredEvidence, Notice
from chatterbot.preferences import ModelMode, Preferences
from chatterbot.store import Store, StoredExample
from chatterbot.teaching import Teaching, judging

__all__ = ("CompareEnd", "CompareReport", "Comparison")

_log = logging.getLogger(__name__)

MOST_QUESTIONS: Final = 30
"""Most questions: each is a request to each model, and a person may send only a few a minute."""
EVIDENCE: Final = 8
"""Taught answers that a model chooses from, as in a conversation."""
FAILURES: Final = 3
"""Failed requests in a row after which the comparison ends."""
MOST_WAIT: Final = dt.timedelta(seconds=90)
"""Longest wait for a person's share of a minute."""


@dataclasses.dataclass(frozen=True, slots=True)
class CompareEnd:
    """Why a comparison ended before all questions were asked."""

    notice: Notice | None
    """A limit, or a server that fails; `None`: a person stopped it."""
    until: dt.datetime | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class CompareReport:
    """What came of a comparison."""

    plan: ComparePlan
    ways: tuple[WayCount, ...]
    asked: int
    """Questions that every way answered."""
    requests: int
    end: CompareEnd | None = None


@dataclasses.dataclass(slots=True)
class _Run:
    """A comparison under way."""

    plan: ComparePlan
    scope_id: int
    person_id: int
    mode: ModelMode
    counts: dict[AnswerWay, WayCount]
    taught: Mapping[bytes, frozenset[int]]
    asked: int = 0
    requests: int = 0
    failures: int = 0
    end: CompareEnd | None = None


class _EndedError(Exception):
    """The comparison ends here; `_Run.end` says why."""


class Comparison:
    """Compares engine, model and fine-tuned model; one comparison at a time in each scope."""

    def __init__(
        self,
        composer: Composer | None,
        engine: ReplyEngine,
        store: Store,
        teaching: Teaching,
        *,
        preferences: Preferences,
        finetuning: FineTuning,
    ) -> None:
        self._composer = composer
        self._engine = engine
        self._store = store
        self._teaching = teaching
        self._preferences = preferences
        self._finetuning = finetuning
        self._running: dict[int, asyncio.Task[None]] = {}
        self._keys = itertools.count(1)

    async def plan(self, scope_id: int, cases: Sequence[datasets.TestCase] | None) -> ComparePlan:
        """Return what would be asked: questions that are given, or (`None`) own ones that are held back.

        Raises
        ------
        errors.RefusedError
            ``error-compare-off`` without a language model
        errors.InvalidInputError
            ``error-compare-few``, if no own question can be held back; ``error-test-nothing`` without given ones
        """
        names = await self._finetuning.models.allowed_models(scope_id)
        if self._composer is None or not names:
            raise errors.RefusedError("error-compare-off")
        used = (await self._preferences.get(scope_id)).model_name
        trained = await self._store.finetunes.results(scope_id)
        tuned = used if used in trained else next(iter(trained), None)
        asked = (names[0],) if tuned is None else (names[0], tuned)
        if cases is not None:
            if not cases:
                raise errors.InvalidInputError("error-test-nothing")
            given = given_questions(cases)
            return ComparePlan(chosen(given, MOST_QUESTIONS), len(given), asked, own=False)
        examples, stored = await self._contents(scope_id)
        own, held = await asyncio.to_thread(own_questions, examples, stored)
        if not own:
            raise errors.InvalidInputError("error-compare-few")
        return ComparePlan(chosen(own, MOST_QUESTIONS), len(own), asked, own=True, held=held)

    async def run(
        self, scope_id: int, person_id: int, plan: ComparePlan, progress: Callable[[int, int], None]
    ) -> CompareReport:
        """Ask all questions, and return who was right; a limit, or `stop`, ends it with what is there.

        Raises
        ------
        errors.RefusedError
            ``error-compare-running``; ``error-work-busy...(waiting)``
        errors.ServiceError
            If the database or the encoder fails.
        """
        mode = (await self._preferences.get(scope_id)).model
        if scope_id in self._running:
            raise errors.RefusedError("error-compare-running")
        ways = [AnswerWay.ENGINE, AnswerWay.MODEL, AnswerWay.ENGINE_MODEL]
        names: dict[AnswerWay, str | None] = dict.fromkeys(ways, plan.models[0]) | {AnswerWay.ENGINE: None}
        if len(plan.models) > 1:
            names |= dict.fromkeys((AnswerWay.TUNED, AnswerWay.ENGINE_TUNED), plan.models[1])
        run = _Run(
            plan, scope_id, person_id, mode, {way: WayCount(way, names[way]) for way in AnswerWay if way in names}, {}
        )
        task = asyncio.create_task(self._ask_all(run, progress), name=f"compare-{scope_id}")
        self._running[scope_id] = task
        try:
            await asyncio.wait([task])
        finally:
            self._running.pop(scope_id, None)
            task.cancel()
            await asyncio.wait([task])
        if task.cancelled():
            run.end = CompareEnd(None)
        else:
            task.result()
        return CompareReport(plan, tuple(run.counts.values()), run.asked, run.requests, run.end)

    def stop(self, scope_id: int) -> bool:
        """End the comparison of a scope; return whether there was one."""
        task = self._running.get(scope_id)
        return task is not None and task.cancel()

    async def forget(self, user_id: int, scope_id: int | None) -> None:
        """End comparisons, as their questions may be words of a person who was erased, from a scope or (`None`) from all."""
        for scope in [*self._running] if scope_id is None else [scope_id]:
            self.stop(scope)

    # -- the work ----------------------------------------------------------------------------------------------------

    async def _contents(self, scope_id: int) -> tuple[list[models.Example], list[StoredExample]]:
        dataset = await self._teaching.indexes.ready(scope_id)
        stored = self._store.examples
        return await stored.live_examples(scope_id, dataset.id), await stored.live_indexed(scope_id, dataset.id)

    async def _ask_all(self, run: _Run, progress: Callable[[int, int], None]) -> None:
        strictness = await self._preferences.strictness(run.scope_id)
        _, stored = await self._contents(run.scope_id)
        run.taught = await asyncio.to_thread(
            lambda: judging.by_question((each.prompt, each.answer) for each in stored if each.answer is not None)
        )
        async with self._index(run, stored) as key:
            for number, question in enumerate(run.plan.questions, 1):
                verdict = await self._engine.match(key, question.text, question.previous, strictness, EVIDENCE)
                try:
                    await self._compare(run, question, verdict)
                except _EndedError:
                    return
                progress(number, len(run.plan.questions))

    @contextlib.asynccontextmanager
    async def _index(self, run: _Run, stored: Sequence[StoredExample]) -> AsyncGenerator[int]:
        """Yield the key of the index that answers: the dataset's, or for own questions one that does not know them."""
        if not run.plan.own:
            yield (await self._teaching.indexes.ready(run.scope_id)).id
            return
        held = run.plan.held
        known = await asyncio.to_thread(lambda: [each for each in stored if normalise(each.prompt) not in held])
        indexed = [
            IndexedExample(each.id, each.prompt, each.answer, each.positive, each.correction, each.previous)
            for each in known
        ]
        key = -next(self._keys)
        async with self._teaching.queue.other_work(run.scope_id, run.person_id):
            features = await self._teaching.indexes.cache.features([each.prompt for each in known])
            await self._engine.load(key, indexed, [features[each.prompt] for each in known])
            try:
                await self._engine.settled(key)
            except BaseException:
                self._engine.unload(key)
                raise
        try:
            yield key
        finally:
            self._engine.unload(key)

    async def _compare(self, run: _Run, question: CompareQuestion, verdict: Verdict) -> None:
        """Let every way answer one question, and count how."""
        evidence, candidates = await self._evidence(run, verdict)
        sure = verdict.chosen
        results = {
            AnswerWay.ENGINE: self._judged(run, question, evidence, candidates, [sure.example_id] if sure else [])
        }
        for way, name in zip((AnswerWay.MODEL, AnswerWay.TUNED), run.plan.models, strict=False):
            given = await self._asked(run, question, evidence, name) if len(evidence) else []
            results[way] = self._judged(run, question, evidence, candidates, given)
        best = verdict.candidates[0] if verdict.candidates else None
        nearly = best is not None and best.answer is not None
        if best is not None and run.mode is ModelMode.TAUGHT:
            nearly = nearly and best.confidence >= verdict.offer_threshold
        declined = self._judged(run, question, evidence, candidates, [])
        for way, count in run.counts.items():
            if (asks := way.asks) is not None:
                results[way] = results[AnswerWay.ENGINE] if sure else results[asks] if nearly else declined
            count.add(results[way])
        run.asked += 1

    async def _evidence(self, run: _Run, verdict: Verdict) -> tuple[GatheredEvidence, dict[int, AnswerCandidate]]:
        candidates = {each.example_id: each for each in verdict.candidates if each.answer is not None}
        found = {each.id: each for each in await self._store.examples.examples(run.scope_id, candidates)}
        return GatheredEvidence(
            tuple(
                EvidenceExample(
                    found[number], ChosenReply(models.spoken(found[number]), number, None, None), candidate.confidence
                )
                for number, candidate in candidates.items()
                if number in found
            )
        ), candidates

    def _judged(
        self,
        run: _Run,
        question: CompareQuestion,
        evidence: GatheredEvidence,
        candidates: Mapping[int, AnswerCandidate],
        given: Sequence[int],
    ) -> WayResult:
        """Say what became of a question that was answered with these examples; an answer made of several is right if one is."""
        if not given:
            return WayResult.RIGHT if question.answer is None else WayResult.DECLINED
        if question.answer is None or question.expected is None:
            return WayResult.WRONG
        by_id = {item.example.id: item.example for item in evidence.examples}
        for number in given:
            example, candidate = by_id.get(number), candidates.get(number)
            if example is None or candidate is None or candidate.answer is None:
                continue
            said = judging.GivenAnswer(
                question.text, question.expected, models.spoken(example), example.prompt, candidate.similarity
            )
            if judging.right(said, question.answer, candidate.answer, run.taught):
                return WayResult.RIGHT
        return WayResult.WRONG

    async def _asked(
        self, run: _Run, question: CompareQuestion, evidence: GatheredEvidence, name: str
    ) -> Sequence[int]:
        """Return the examples that a model answers with; none: it declines.

        Raises
        ------
        _EndedError
            If a limit is reached, or the server fails again and again.
        """
        while True:
            outcome = await self._answer(run, question, evidence, name)
            if outcome.notice is Notice.PERSON_LIMIT and outcome.until is not None:
                wait = outcome.until - dt.datetime.now(dt.UTC)
                if wait <= MOST_WAIT:
                    await asyncio.sleep(max(wait.total_seconds(), 0.0) + 0.1)
                    continue
            break
        notice = outcome.notice
        if notice in {Notice.PERSON_LIMIT, Notice.SERVER_LIMIT, Notice.TOTAL_LIMIT}:
            run.end = CompareEnd(notice, outcome.until)
            raise _EndedError
        run.requests += 1
        run.failures = run.failures + 1 if notice in {Notice.UNAVAILABLE, Notice.BUSY} else 0
        if run.failures >= FAILURES:
            run.end = CompareEnd(notice, outcome.until)
            raise _EndedError
        composed = outcome.reply.composed
        return () if composed is None else composed.examples

    async def _answer(
        self, run: _Run, question: CompareQuestion, evidence: GatheredEvidence, name: str
    ) -> CompositionOutcome:
        if self._composer is None:
            raise errors.RefusedError("error-compare-off")
        prompt = models.Prompt(question.text, run.person_id, run.scope_id, 0, previous=question.previous)
        async with self._composer.answering(prompt, evidence, model=name) as composition:
            async for _ in composition.texts():
                pass
            return composition.outcome
