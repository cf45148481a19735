"""One answer that a language model is writing: asked, read, checked and shown as it grows."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import logging
import re
import time
from collections.abc import AsyncGenerator, Callable
from typing import Final, Protocol

from chatterbot import errors, folding, models, texts
from chatterbot.aio import shielded
from chatterbot.catalogue import Catalogue
from chatterbot.generation.answer_reading import AnswerForm, ModelAnswer, read_answer, thought_length
from chatterbot.generation.citing import CitedText, cited_text, whole_words
from chatterbot.generation.evidence import EvidenceExample, EvidencePassage, GatheredEvidence
from chatterbot.generation.guarding import guarded
from chatterbot.generation.interfaces import CompositionOutcome, ModelBudget, Moderator, Notice
from chatterbot.generation.negatives import repeats
from chatterbot.generation.options import ComposerOptions
from chatterbot.generation.progress import StreamProgress, notice_of
from chatterbot.generation.requesting import BuiltRequest, ModelInquiry, build_request
from chatterbot.generation.sources import CUT, source_notes
from chatterbot.llm import FinishReason, LanguageModel
from chatterbot.speech.tts import detect_language

__all__ = ("AnswerInWriting", "ComposingTools", "PassageQuoter")

_log = logging.getLogger(__name__)

AFTER_DECISION: Final = 200
"""Characters that a model may write after it chose or declined; then the request is ended. Most end by themselves, and a server tells the
tokens only at the end."""
BEYOND_LIMIT: Final = 500
"""Characters beyond the longest answer after which the request is ended: some of what is written is not shown."""
LOOKS: Final = 50
"""A text is looked at again when a 50th of its length is new: reading it takes milliseconds if it is long, and nobody sees single words of it
come."""
_SENTENCE: Final = re.compile(r"[.!?…][\"'»”)\]*_]{0,3}(?:\s{0,2}\[\d{1,2}\]){0,8}\s|[。！？\n]")
"""The end of a first sentence that can be shown."""


class PassageQuoter(Protocol):
    """Quotes passages (`EvidenceGatherer` does)."""

    async def quoted(self, prompt: models.Prompt, reply: models.Reply, item: EvidencePassage) -> models.Reply:
        """Return the quotation of a passage, in place of the reply so far."""
        ...


@dataclasses.dataclass(frozen=True, slots=True)
class ComposingTools:
    """What every answer needs."""

    model: LanguageModel
    quoter: PassageQuoter
    catalogue: Catalogue
    options: ComposerOptions
    budget: ModelBudget | None
    moderator: Moderator | None
    now: Callable[[], dt.datetime]


class AnswerInWriting:
    """Implements `Composition`.

    Parameters
    ----------
    reply
        What the prompt has been answered so far: UNKNOWN, or DOCUMENT. It stands if the model does not answer.
    evidence
        What the answer may rest on.
    """

    def __init__(
        self, tools: ComposingTools, inquiry: ModelInquiry, reply: models.Reply, evidence: GatheredEvidence
    ) -> None:
        self._tools = tools
        self._inquiry = inquiry
        self._reply = reply
        self._evidence = evidence
        self._progress = StreamProgress(time.monotonic(), tools.model.name)
        self._shown = ""
        self._failed = False
        self._outcome = CompositionOutcome(reply)
        self._open: AsyncGenerator[str] | None = None

    @property
    def outcome(self) -> CompositionOutcome:
        """What came of it."""
        return self._outcome

    def texts(self) -> AsyncGenerator[str]:
        """Yield the answer so far; see `Composition`."""
        if self._open is not None:
            raise ValueError("the texts of an answer are read once")
        self._open = self._texts()
        return self._open

    async def close(self) -> None:
        """End the request, if it is still running."""
        if self._open is not None:
            await self._open.aclose()

    async def _texts(self) -> AsyncGenerator[str]:
        tools, inquiry = self._tools, self._inquiry
        if not len(self._evidence) and not inquiry.general:
            return
        prompt = inquiry.prompt
        request = self._built(tools.options)  # what fails here was not admitted
        try:
            if tools.moderator is not None and await tools.moderator.flags(prompt.text):
                self._fail(Notice.REFUSED)
                return
            if tools.budget is not None:
                spent = await tools.budget.admit(prompt.scope_id, prompt.author_id)
                if spent is not None:
                    self._outcome = CompositionOutcome(self._reply, spent.notice, spent.until)
                    return
        except errors.ServiceError as error:
            _log.warning("a model was not asked: %s", error)
            self._fail(Notice.UNAVAILABLE)
            return
        self._progress.began = time.monotonic()
        try:
            async with contextlib.aclosing(self._written(request)) as written:
                async for text in written:
                    yield text
        finally:
            if tools.budget is not None:
                await shielded(self._pay(tools.budget, request))

    async def _pay(self, budget: ModelBudget, request: BuiltRequest) -> None:
        """Tell the budget what was used. What the server did not count, since it was stopped or does not count, is estimated."""
        prompt, progress = self._inquiry.prompt, self._progress
        usage = progress.counted(request.tokens)
        try:
            await budget.spent(prompt.scope_id, prompt.author_id, progress.name, usage, failed=self._failed)
        except errors.ServiceError as error:
            _log.warning("the use of a model was not counted: %s", error)

    def _built(self, options: ComposerOptions) -> BuiltRequest:
        built = build_request(
            self._inquiry,
            self._evidence,
            options,
            now=self._tools.now(),
            sees_images=self._tools.model.sees_images,
        )
        self._evidence = built.evidence
        return built

    async def _written(self, request: BuiltRequest) -> AsyncGenerator[str]:
        """Ask the model and yield what may be shown; then settle the outcome."""
        problem: errors.ModelError | None = None
        try:
            try:
                async with contextlib.aclosing(self._growing(request)) as growing:
                    async for text in growing:
                        yield text
            except errors.ModelError as error:
                if error.fault is not errors.ModelFault.TOO_LONG or self._progress.raw:
                    raise
                options = self._tools.options
                less = dataclasses.replace(
                    options, context_tokens=options.context_tokens // 2, memory_tokens=options.memory_tokens // 2
                )
                self._evidence = self._evidence.half()
                async with contextlib.aclosing(self._growing(self._built(less))) as growing:
                    async for text in growing:
                        yield text
        except errors.ModelError as error:
            _log.info("the model did not answer: %s", error)
            problem = error
            self._progress.fault = error.fault
        last = await self._settled(problem)
        if last and last != self._shown:
            yield last

    async def _growing(self, request: BuiltRequest) -> AsyncGenerator[str]:
        """Read the stream and yield the answer as it grows."""
        progress, limit = self._progress, self._tools.options.max_characters
        # What must not be shown has to be known before anything is.
        whole = bool(self._evidence.unwanted) or self._tools.moderator is not None
        decided = looked_at = 0
        async with contextlib.aclosing(self._tools.model.chat(request.chat)) as chunks:
            async for chunk in chunks:
                progress.name, progress.usage = chunk.model or progress.name, chunk.usage or progress.usage
                progress.finish = chunk.finish or progress.finish
                if not chunk.text:
                    continue
                progress.first_s = progress.first_s or time.monotonic() - progress.began
                progress.raw += chunk.text
                length = len(progress.raw)
                if decided and length > decided + AFTER_DECISION:
                    return
                if length > limit + BEYOND_LIMIT and length - thought_length(progress.raw) > limit + BEYOND_LIMIT:
                    return
                if whole or decided or length < looked_at + looked_at // LOOKS:
                    continue
                looked_at = length
                answer = self._answer(final=False)
                if answer.form in {AnswerForm.CHOSEN, AnswerForm.DECLINED}:
                    decided = len(progress.raw)
                elif (text := self._showable(answer)) and text != self._shown:
                    self._shown = text
                    yield text

    def _answer(self, *, final: bool) -> ModelAnswer:
        return read_answer(self._progress.raw, final=final, choices=len(self._evidence))

    def _showable(self, answer: ModelAnswer) -> str:
        """Return what may be shown of an answer that is not whole; empty: nothing yet."""
        if answer.form is not AnswerForm.WRITTEN:
            return ""
        cited = cited_text(whole_words(answer.text), len(self._evidence), final=False)
        if not self._shown:
            # An answer that names no source may be no answer, and one that repeats a taught one is that one.
            first = _SENTENCE.search(cited.text)
            if first is None or not cited.says_something or self._copied(cited, final=False):
                return ""
            if not cited.used and not self._inquiry.general:
                return ""
        text = self._said(cited, final=False)
        if text and not texts.is_blank(text):
            self._outcome = CompositionOutcome(self._composed(text, cited, cut=True), Notice.CUT)
            return text
        return ""

    def _said(self, cited: CitedText, *, final: bool) -> str:
        return guarded(cited.text, final=final, limit=self._tools.options.max_characters).rstrip()

    async def _settled(self, problem: errors.ModelError | None) -> str:
        """Settle the outcome, and return the whole text; empty: there is none."""
        self._failed = problem is not None or not self._progress.raw.strip()
        answer = self._answer(final=problem is None)
        if problem is not None and answer.form is AnswerForm.WRITTEN:
            answer = self._answer(final=True)
        if problem is not None and not self._shown and answer.form is not AnswerForm.CHOSEN:
            self._fail(notice_of(problem), problem)
            return ""
        if not self._progress.raw.strip():
            refused = self._progress.finish is FinishReason.FILTER
            self._fail(Notice.REFUSED if refused else Notice.UNAVAILABLE)
            return ""
        if self._progress.finish is FinishReason.FILTER and not self._shown:
            self._fail(Notice.REFUSED)
            return ""
        if answer.form is AnswerForm.CHOSEN and not self._shown:
            return await self._given(answer.number)
        if answer.form is not AnswerForm.WRITTEN:
            return self._declined()
        return await self._whole(answer.text, problem)

    async def _whole(self, words: str, problem: errors.ModelError | None) -> str:
        """Settle the outcome of an answer in the model's own words."""
        cited = cited_text(words, len(self._evidence), final=True)
        copied = None if self._shown else self._copied(cited, final=True)
        if copied is not None:
            return self._chosen(copied)
        if not cited.used and not self._inquiry.general:
            return self._declined()
        text = self._said(cited, final=True)
        if texts.is_blank(text) or not cited.says_something or repeats(cited.plain, self._evidence.unwanted):
            return self._declined()
        try:
            if self._tools.moderator is not None and await self._tools.moderator.flags(cited.plain):
                self._fail(Notice.REFUSED)
                return ""
        except errors.ServiceError as error:
            _log.warning("an answer of the model was not looked at, and is not sent: %s", error)
            self._fail(Notice.UNAVAILABLE)
            return ""
        cut = problem is not None or self._progress.finish in {FinishReason.LENGTH, FinishReason.FILTER}
        cut = cut or len(cited.text) > self._tools.options.max_characters
        if cut and not text.endswith(CUT):
            text = f"{text}\n{CUT}" if text.endswith("```") else f"{text} {CUT}"
        notes = source_notes(self._evidence, cited.used, self._tools.catalogue, self._language())
        text = f"{text}\n{notes}"
        self._outcome = CompositionOutcome(self._composed(text, cited, cut=cut), Notice.CUT if cut else None)
        return text

    def _copied(self, cited: CitedText, *, final: bool) -> EvidenceExample | None:
        """Return the taught answer that an answer repeats, or may be about to repeat; `None`: none."""
        words = folding.words(cited.plain)
        for item in self._evidence.examples:
            taught = folding.words(item.given.text)
            if words and (words == taught if final else words == taught[: len(words)]):
                return item
        return None

    def _declined(self) -> str:
        """Settle that the model does not answer. What was shown already stays, marked as not whole."""
        if not self._shown:
            self._outcome = CompositionOutcome(self._reply)
        return ""

    def _fail(self, notice: Notice, problem: errors.ModelError | None = None) -> None:
        wait = None if problem is None else problem.retry_after_s
        until = None if wait is None else self._tools.now() + dt.timedelta(seconds=wait)
        self._outcome = CompositionOutcome(self._reply, notice, until)

    async def _given(self, number: int) -> str:
        """Settle that what has a number is given as it is: a taught answer, or the quotation of a passage."""
        item, passage = self._evidence.example(number), self._evidence.passage(number)
        if item is not None:
            return self._chosen(item)
        if passage is None:
            return self._declined()
        try:
            quoted = await self._tools.quoter.quoted(self._inquiry.prompt, self._reply, passage)
        except errors.ServiceError as error:
            _log.warning("a passage that the model chose was not quoted: %s", error)
            return self._declined()
        made = self._progress.made((), (passage.record.id,), (1,), cut=False)
        self._outcome = CompositionOutcome(dataclasses.replace(quoted, composed=made, people=passage.people))
        return quoted.text

    def _chosen(self, item: EvidenceExample) -> str:
        given = item.given
        runner_up = next((each for each in self._evidence.examples if each is not item), None)
        reply = dataclasses.replace(
            self._reply,
            text=given.text,
            source=models.ReplySource.CHOSEN,
            confidence=item.confidence,
            example_id=given.example_id,
            extras=given.extras,
            answer=given.answer,
            runner_up=None if runner_up is None else models.RunnerUp(runner_up.example.id, runner_up.confidence),
            near=(),
            passage_id=None,
            aloud="",
            composed=self._progress.made((item.example.id,), (), (1,), cut=False),
            people=item.people,
        )
        self._outcome = CompositionOutcome(reply)
        return given.text

    def _composed(self, text: str, cited: CitedText, *, cut: bool) -> models.Reply:
        numbered = list(enumerate(cited.used, 1))
        examples = [(place, item.example.id) for place, each in numbered if (item := self._evidence.example(each))]
        passages = [(place, found.record.id) for place, each in numbered if (found := self._evidence.passage(each))]
        return dataclasses.replace(
            self._reply,
            text=text,
            source=models.ReplySource.COMPOSED if cited.used else models.ReplySource.GENERAL,
            near=(),
            passage_id=None,
            aloud=guarded(cited.plain, final=True, limit=self._tools.options.max_characters),
            composed=self._progress.made(
                tuple(found for _, found in examples),
                tuple(found for _, found in passages),
                tuple(place for place, _ in (*examples, *passages)),
                cut=cut,
            ),
            people=self._evidence.people(cited.used),
        )

    def _language(self) -> str:
        """Return the language of the program's own words below the answer."""
        scene, prompt = self._inquiry.scene, self._inquiry.prompt
        wanted = scene.language or detect_language(prompt.text, [self._tools.options.language])
        return self._tools.catalogue.language_of(wanted or self._tools.options.language)
