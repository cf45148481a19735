"""`Conversation`: a prompt in, a reply out; every part that answers people does so through it."""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import datetime as dt
import logging
from collections.abc import AsyncGenerator, Sequence
from typing import Protocol

from chatterbot import citations, errors, folding, models, texts
from chatterbot.answering import AnswerChooser, TriggerLookup
from chatterbot.engine import AnswerCandidate, ReplyEngine, Verdict
from chatterbot.erasures import Erasures
from chatterbot.explaining import AnswerSource, Explainer, Explanation
from chatterbot.generation import Composer, Composition, Scene, answer_words
from chatterbot.store import Store, TriggerRecord

__all__ = ("AnswerSource", "Conversation", "Explanation", "Scopes", "Strictness")

_log = logging.getLogger(__name__)

MOST_RECENT = 25
"""How many turns `recent_turns` lists by default: as many as Discord shows in an autocompletion."""


class Scopes(Protocol):
    """Loads the indexes of a scope's datasets (`teaching.Indexes` does)."""

    async def ready(self, scope_id: int, wanted: str | int | None = None) -> models.Dataset:
        """Return a dataset of a scope by name or id, once its index is loaded; for `None` or an unknown one, the active one."""
        ...


class Strictness(citations.Quoting, Protocol):
    """Knows how a scope wants to be answered, and where (`preferences.Preferences` does)."""

    async def strictness(self, scope_id: int, place: Sequence[int] = ()) -> float | None:
        """Return the share of right answers to give up so that wrong ones are held back, in (0, 0.5); `None`: the engine's default."""
        ...

    async def dataset(self, scope_id: int, place: Sequence[int]) -> str | None:
        """Return the name of the dataset that answers in a place; `None`: the active one."""
        ...

    async def language(self, scope_id: int) -> str | None:
        """Return the code of the language that a scope chose; `None`: it chose none."""
        ...


class Conversation:
    """Answers prompts from what their scope was taught.

    Parameters
    ----------
    scopes
        Loads a scope's index before the first answer from it.
    preferences
        How strict each scope wants the bot to be.
    erasures
        The latest erasures: an exchange that began before one of the same person is not recorded.
    composer
        Asks a language model; `None`: there is none.
    """

    def __init__(
        self,
        engine: ReplyEngine,
        store: Store,
        scopes: Scopes,
        preferences: Strictness,
        erasures: Erasures | None = None,
        *,
        composer: Composer | None = None,
    ) -> None:
        self._engine = engine
        self._store = store
        self._scopes = scopes
        self._preferences = preferences
        self._citations = citations.Citations(engine, store, preferences)
        self._erasures = erasures or Erasures()
        self._chooser = AnswerChooser(store, preferences)
        self._explainer = Explainer(store)
        self._triggers = TriggerLookup(store)
        self._composer = composer
        self.replies: collections.Counter[str] = collections.Counter()
        """Replies that were given since the program started, by where they came from (`models.ReplySource`)."""

    async def reply(self, prompt: models.Prompt) -> models.Reply:
        """Return the answer to a prompt; nothing is recorded.

        Raises
        ------
        errors.ServiceError
            If the database or the encoder fails.
        """
        began = self._erasures.moment()
        strictness = await self._preferences.strictness(prompt.scope_id, prompt.place)
        wanted = await self._preferences.dataset(prompt.scope_id, prompt.place)
        while True:
            dataset = await self._scopes.ready(prompt.scope_id, wanted)
            trigger = await self._triggers.first(prompt.scope_id, dataset.id, prompt.text)
            if trigger is not None:
                dataset_id = None if wanted is None else dataset.id
                return dataclasses.replace(_of_trigger(trigger), dataset_id=dataset_id, began=began)
            verdict = await self._engine.match(dataset.id, prompt.text, prompt.previous, strictness)
            if verdict.candidates or self._engine.knows(dataset.id):
                break  # otherwise another dataset was selected meanwhile, and this one is no longer loaded
        searched = None if wanted is None else dataset.id
        best = verdict.candidates[0] if verdict.candidates else None
        chosen = verdict.chosen
        given = None if chosen is None else await self._chooser.choose(prompt, dataset.id, chosen, verdict.barred)
        if best is None or chosen is None or given is None:
            if not _is_forbidden(verdict) and (
                quoted := await self._citations.reply(prompt, dataset.id, strictness, began)
            ):
                return dataclasses.replace(quoted, runner_up=_runner_up(best), dataset_id=searched)
            return models.Reply(
                text="",
                source=models.ReplySource.UNKNOWN,
                confidence=best.confidence if best is not None else 0.0,
                threshold=verdict.threshold,
                runner_up=_runner_up(best),
                near=_near(verdict),
                forbidden=_is_forbidden(verdict),
                dataset_id=searched,
                began=began,
            )
        return models.Reply(
            text=given.text,
            source=models.ReplySource.TAUGHT,
            confidence=chosen.confidence,
            threshold=verdict.threshold,
            example_id=given.example_id,
            extras=given.extras,
            answer=given.answer,
            runner_up=_runner_up(next((other for other in verdict.candidates if other is not chosen), None)),
            dataset_id=searched,
            began=began,
        )

    @property
    def has_model(self) -> bool:
        """Whether there is a language model."""
        return self._composer is not None

    async def asks_model(self, prompt: models.Prompt, reply: models.Reply) -> bool:
        """Tell whether a language model may answer a prompt that has this reply so far: then `composing` is used, with a `Scene`."""
        return self._composer is not None and await self._composer.wanted(prompt, reply)

    @contextlib.asynccontextmanager
    async def composing(self, prompt: models.Prompt, reply: models.Reply, scene: Scene) -> AsyncGenerator[Composition]:
        """Let a language model answer a prompt for which `asks_model` says so; leaving the block ends its work.

        Raises
        ------
        errors.ServiceError
            If the database or the encoder fails.
        """
        if self._composer is None:
            raise ValueError("there is no language model")
        dataset = await self._scopes.ready(prompt.scope_id, reply.dataset_id)
        async with self._composer.composing(prompt, reply, scene, dataset.id) as composition:
            yield composition

    async def suggestions(self, prompt: models.Prompt, reply: models.Reply) -> list[models.Example]:
        """Return the examples that an unknown prompt may have meant, nearest first, each with another question and answer.

        None for a person who said of the same question that they meant none of them.
        """
        if not reply.near:
            return []
        offered = await self._store.choices.offered(prompt.scope_id, prompt.text, prompt.author_id, reply.near)
        found = {each.id: each for each in offered}
        asked = {folding.fold(prompt.text)}
        suggested: list[models.Example] = []
        for example in (found[near] for near in reply.near if near in found):
            question = folding.fold(example.prompt)
            if question not in asked and not texts.is_blank(example.prompt):
                asked.add(question)
                suggested.append(example)
        return suggested

    async def meant(self, prompt: models.Prompt, reply: models.Reply, example_id: int) -> models.Reply:
        """Return the reply to an unknown prompt by which a person meant an example: what is answered to that example's question now.

        Raises
        ------
        errors.NotFoundError
            ``error-suggestion-gone``: the example is not taught any more, or its question is not answered any more.
        errors.ServiceError
            If the database or the encoder fails.
        """
        began = self._erasures.moment()
        dataset = await self._scopes.ready(prompt.scope_id, reply.dataset_id)
        example = await self._store.examples.example(prompt.scope_id, example_id)
        answer = await self._store.answers.answer_of(prompt.scope_id, dataset.id, example_id)
        if example is None:
            raise errors.NotFoundError("error-suggestion-gone")
        # Its answer may have been corrected or rejected since; several answers to the question leave the one that was meant.
        verdict = await self._engine.match(dataset.id, example.prompt, example.previous)
        taught = verdict.exact or answer is not None
        candidates = [] if verdict.chosen is None or not taught else [verdict.chosen, *verdict.candidates]
        given = None
        if candidates:
            chosen = next(
                (each for each in candidates if each.answer == answer and _is_sure(each, verdict)), candidates[0]
            )
            given = await self._chooser.choose(prompt, dataset.id, chosen, verdict.barred)
        if given is None:
            raise errors.NotFoundError("error-suggestion-gone")
        return dataclasses.replace(
            reply,
            text=given.text,
            source=models.ReplySource.TAUGHT,
            example_id=given.example_id,
            runner_up=None,
            extras=given.extras,
            answer=given.answer,
            began=began,
        )

    async def choose(self, turn: models.Turn, example_id: int) -> models.Turn:
        """Answer a turn with the example that the person meant; return the turn as it is recorded now.

        Raises
        ------
        errors.NotFoundError
            As `meant`, and if the turn was answered by now.
        """
        if turn.reply.source is not models.ReplySource.UNKNOWN:
            raise errors.NotFoundError("error-suggestion-gone")
        asked = models.Prompt(turn.prompt, turn.author_id, turn.scope_id, turn.channel_id, turn.prompt_message_id)
        revised = await self.revise(turn, turn.prompt, await self.meant(asked, turn.reply, example_id))
        if revised is None:
            raise errors.NotFoundError("error-suggestion-gone")
        return revised

    async def prepare(self, scope_id: int, text: str, place: Sequence[int] = ()) -> None:
        """Start the work on a message whose turn to be answered has not come yet, so that `reply` is quicker.

        Raises
        ------
        errors.ServiceError
            As `reply`, which raises it again.
        """
        wanted = await self._preferences.dataset(scope_id, place)
        dataset = await self._scopes.ready(scope_id, wanted)
        await self._engine.prepare(dataset.id, text)

    def said(self, scope_id: int, channel_id: int, reply: models.Reply) -> None:
        """Note that a reply was given in a channel, whether it is recorded or not: of several replies, another one comes next."""
        self._chooser.given(scope_id, channel_id, reply)
        self.replies[reply.source.value] += 1

    async def delivered(
        self,
        prompt: models.Prompt,
        reply: models.Reply,
        message_id: int | None,
        *,
        keep_for: dt.timedelta | None = None,
    ) -> models.Turn:
        """Record a prompt and its reply, once the reply has a message id, and return them as a turn.

        Parameters
        ----------
        keep_for
            How long the turn is kept at most; `None`: as long as every other (`privacy.turns_kept`).

        Raises
        ------
        errors.RefusedError
            ``error-erased-meanwhile``, if the data of the person, or of somebody whose words a language model's reply rests on, was erased
            since the reply was begun; nothing is recorded then.
        """
        self.said(prompt.scope_id, prompt.channel_id, reply)
        async with self._erasures.writing(reply.began, prompt.scope_id, prompt.author_id, *reply.people):
            turn = await self._store.turns.add(prompt, reply, message_id, keep_for=keep_for)
            if reply.source in {models.ReplySource.UNKNOWN, models.ReplySource.GENERAL}:
                await self._keep_features(prompt.text)
            return turn

    async def _keep_features(self, question: str) -> None:
        """Keep what the engine made of a question just now: questions without an answer are grouped by meaning (`gaps.Gaps`)."""
        try:
            (record,) = await self._engine.features([question])
            await self._store.features.put(self._engine.encoder_id, {question: record})
        except errors.ServiceError as error:  # it is encoded again when it is needed
            _log.info("the features of a question without an answer were not kept: %s", error)

    async def revise(self, turn: models.Turn, prompt: str, reply: models.Reply) -> models.Turn | None:
        """Record that a reply's message now answers another prompt, and return the turn as it is then.

        `None`, and nothing is changed, if people voted on the reply or corrected it, or somebody's data was erased meanwhile (`delivered`).
        """
        self.said(turn.scope_id, turn.channel_id, reply)
        try:
            async with self._erasures.writing(reply.began, turn.scope_id, turn.author_id, *reply.people):
                return await self._store.turns.revise(turn, prompt, reply)
        except errors.RefusedError:
            return None

    async def turn(self, scope_id: int, message_id: int) -> models.Turn:
        """Return the turn whose reply is that message, or begins a few messages before it.

        Raises
        ------
        errors.NotFoundError
            ``error-turn-unknown``: the message is no reply of the bot in this scope, or too old.
        """
        turn = await self._store.turns.by_message(scope_id, message_id)
        if turn is None:
            raise errors.NotFoundError("error-turn-unknown")
        return turn

    async def recent_turns(self, scope_id: int, channel_id: int, limit: int = MOST_RECENT) -> list[models.Turn]:
        """Return the latest turns of a channel, newest first."""
        return await self._store.turns.recent(scope_id, channel_id, limit)

    async def explain(self, scope_id: int, turn: models.Turn) -> Explanation:
        """Return why a reply was given.

        Raises
        ------
        errors.NotFoundError
            ``error-turn-unknown``, if the turn belongs to another scope.
        """
        if turn.scope_id != scope_id:
            raise errors.NotFoundError("error-turn-unknown")
        return await self._explainer.explained(turn, await self.extras(turn))

    async def sources(self, scope_id: int, reply: models.Reply) -> tuple[AnswerSource, ...]:
        """Return what a language model chose a reply from, or wrote it from, in the order of the numbers in it."""
        return await self._explainer.sources(scope_id, reply.composed)

    async def present(self, turn: models.Turn) -> str:
        """Return the text of a reply after the corrections made since; empty if the answer is not known.

        Of a language model's answer, these are its words without the numbers and the line of its sources.
        """
        now = await self._store.examples.put_right(turn.scope_id, turn.id)
        return answer_words(turn.reply) if now is None else models.spoken(now)

    async def extras(self, turn: models.Turn) -> models.AnswerExtras | None:
        """Return what belongs to the text of `present`: a file, a link, an embed."""
        example = await self._store.examples.put_right(turn.scope_id, turn.id)
        if example is None and turn.reply.trigger_id is not None:
            trigger = await self._store.triggers.get(turn.scope_id, turn.reply.trigger_id)
            return None if trigger is None else trigger.extras
        example = example or await self._example(turn.scope_id, turn.reply.example_id)
        return None if example is None else await self._store.answers.extras(example)

    async def _example(self, scope_id: int, example_id: int | None) -> models.Example | None:
        return None if example_id is None else await self._store.examples.example(scope_id, example_id)


def _of_trigger(trigger: TriggerRecord) -> models.Reply:
    return models.Reply(
        text=trigger.reply,
        source=models.ReplySource.TRIGGER,
        confidence=1.0,
        threshold=0.0,
        trigger_id=trigger.id,
        extras=trigger.extras,
    )


def _runner_up(candidate: AnswerCandidate | None) -> models.RunnerUp | None:
    return None if candidate is None else models.RunnerUp(candidate.example_id, candidate.confidence)


def _is_sure(candidate: AnswerCandidate, verdict: Verdict) -> bool:
    return candidate.confidence >= verdict.threshold


def _is_forbidden(verdict: Verdict) -> bool:
    """Tell whether it was taught that this must not be answered: then no document is quoted either."""
    best = verdict.candidates[0] if verdict.candidates else None
    return best is not None and best.answer is None and best.confidence >= verdict.offer_threshold


def _near(verdict: Verdict) -> tuple[int, ...]:
    """Return the examples that were nearly chosen; none if the best one says that the question must not be answered."""
    if not verdict.candidates or verdict.candidates[0].answer is None:
        return ()
    needed = verdict.offer_threshold
    return tuple(
        each.example_id for each in verdict.candidates if each.answer is not None and each.confidence >= needed
    )
