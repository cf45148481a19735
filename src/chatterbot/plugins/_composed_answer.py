"""An answer that a language model writes: shown while it is written, whole or marked at its end, recorded once."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from typing import Any, Final

import hikari

from chatterbot import models, spans
from chatterbot.aio import background
from chatterbot.discord import (
    MARK,
    MOST_STREAMED,
    AnswerStream,
    RichAnswer,
    RunningAnswer,
    StopReason,
    components,
    formatting,
    replies,
    sending,
    splitting,
)
from chatterbot.generation import Composition, CompositionOutcome, Notice
from chatterbot.plugins._answer_place import AnswerPlace, AnswerView

__all__ = ("StreamedAnswer",)

_log = logging.getLogger(__name__)

FAREWELL_S: Final = 3.0
"""Seconds for the last edit when the bot is stopped: Docker kills it a few seconds later."""
_NOTICES: Final[Mapping[Notice, str]] = {
    Notice.UNAVAILABLE: "model-notice-unavailable",
    Notice.BUSY: "model-notice-busy",
    Notice.PERSON_LIMIT: "model-notice-person-limit",
    Notice.SERVER_LIMIT: "model-notice-server-limit",
    Notice.TOTAL_LIMIT: "model-notice-total-limit",
    Notice.REFUSED: "model-notice-refused",
    Notice.CUT: "model-notice-cut",
}
"""Catalogue keys of the sentences below an answer."""


class StreamedAnswer:
    """One answer of the language model.

    Parameters
    ----------
    place
        Where it goes.
    view
        Returns what is shown of a reply, with its buttons; `None`: the bot says nothing.
    before
        The exchange whose answer it replaces, because the question was edited.
    """

    def __init__(
        self,
        place: AnswerPlace,
        view: Callable[[models.Prompt, models.Reply], Awaitable[AnswerView | None]],
        *,
        before: models.Turn | None = None,
    ) -> None:
        self._place = place
        self._services = place.services
        self._view = view
        self._before = before
        self._outcome: CompositionOutcome | None = None
        self._composition: Composition | None = None
        self._told = ""
        """What the person is told of what could not go along with the question."""

    async def answer(
        self,
        running: RunningAnswer,
        prompt: models.Prompt,
        reply: models.Reply,
        *,
        outcome: CompositionOutcome | None = None,
    ) -> bool:
        """Let the model write an answer, and show it. Return whether there was an answer.

        Parameters
        ----------
        reply
            The reply without the model.
        outcome
            What is shown without asking the model.
        """
        async with contextlib.AsyncExitStack() as typing:
            await typing.enter_async_context(background(self._place.typing(), "typing"))
            stream = AnswerStream(
                self._services.bot.rest,
                running,
                reply_to=self._place.reply_to,
                nonce=self._place.nonce,
                before_first=typing.aclose,
            )
            failed: Exception | None = None
            if outcome is not None:
                self._outcome = outcome
            else:
                async with background(stream.run(), "stream"):
                    try:
                        await running.write(self._written(stream, prompt, reply))
                    except Exception as error:
                        if not running.messages:
                            raise
                        failed = error  # a half answer is there: it is marked, and no apology follows it
                    await stream.close()
            if failed is not None:
                _log.error("channel %d: an answer broke off", running.channel_id, exc_info=failed)
            return await _to_its_end(self._end(stream, running, prompt, reply), stopping=_is_stopping(running))

    async def _written(self, stream: AnswerStream, prompt: models.Prompt, reply: models.Reply) -> None:
        """Let the model write; what is there so far is shown."""
        place = self._place
        found = await self._services.scenes.of_message(place.incoming, place.said)
        self._told = found.told(await place.words())
        with spans.span("model") as step:
            async with self._services.conversation.composing(prompt, reply, found.scene) as composition:
                await self._shown(stream, composition)
                step["source"] = composition.outcome.reply.source.value

    async def _shown(self, stream: AnswerStream, composition: Composition) -> None:
        """Show what is written, until it is whole."""
        self._composition = composition
        async with contextlib.aclosing(composition.texts()) as texts:
            async for text in texts:
                so_far = composition.outcome
                # What is whole is shown once, with its buttons and what goes along with it.
                if so_far.reply.text != text or so_far.notice is Notice.CUT:
                    stream.show(text)
        self._outcome = composition.outcome

    async def _end(
        self, stream: AnswerStream, running: RunningAnswer, prompt: models.Prompt, reply: models.Reply
    ) -> bool:
        """Put the messages in order, and record the exchange."""
        match running.stopped:
            case StopReason.QUESTION_EDITED:
                return False  # whoever stopped it takes the messages over
            case StopReason.QUESTION_DELETED:
                await stream.drop()
                return False
            case StopReason.UNREACHABLE if stream.failure is not None:
                raise stream.failure
            case _:
                pass
        outcome = self._outcome
        if outcome is None or running.stopped is StopReason.REPLY_DELETED:
            if not running.messages or not stream.text:
                return False
            outcome = CompositionOutcome(self._cut(reply, stream.text), Notice.CUT)
        whole = outcome.notice is not Notice.CUT
        if not whole:
            outcome = dataclasses.replace(outcome, reply=_unmarked(outcome.reply))
        view = await self._view(prompt, outcome.reply) if whole else AnswerView(outcome.reply.text, [])
        if view is None:
            await stream.drop()
            return False
        told = await self._small_print(outcome)
        # Where somebody deletes messages, no new ones are posted.
        most = stream.count if running.stopped is StopReason.REPLY_DELETED else MOST_STREAMED
        await self._show(stream, view, told, most, written=outcome.reply.source in models.WRITTEN)
        if running.messages:
            await self._record(prompt, outcome.reply, running.messages, spoken=view.text)
        return True

    def _cut(self, reply: models.Reply, text: str) -> models.Reply:
        """Return the reply as far as it was shown."""
        written = None if self._composition is None else self._composition.outcome.reply
        if written is None or written.composed is None:
            model = self._services.model
            composed = models.Composed(model="" if model is None else model.name, cut=True)
            return dataclasses.replace(
                reply, text=text, source=models.ReplySource.GENERAL, composed=composed, passage_id=None, aloud=""
            )
        return dataclasses.replace(written, text=text, composed=dataclasses.replace(written.composed, cut=True))

    async def _small_print(self, outcome: CompositionOutcome) -> str:
        """Return what is said below the answer, in small letters: why it is none, or not whole; what was not looked at."""
        translate = await self._place.words()
        lines = [self._told] if self._told else []
        if outcome.notice is not None:
            until = "" if outcome.until is None else formatting.time(outcome.until)
            direct = str(self._place.incoming.guild_id is None).lower()
            key, limited = _NOTICES[outcome.notice], str(bool(until)).lower()
            lines.append(translate(key, until=until, limited=limited, direct=direct))
        return "".join(f"\n-# {line}" for line in lines)

    async def _show(self, stream: AnswerStream, view: AnswerView, told: str, most: int, *, written: bool) -> None:
        text = await self._place.told(view.text, view.rich)
        rich = view.rich or RichAnswer()
        pieces = stream.whole(text) if rich.embed is None else [told.strip()]
        if told and rich.embed is None:
            pieces = [*pieces[:-1], *splitting.split("".join(pieces[-1:]) + told, sending.LONGEST_MESSAGE)]
        files = list(rich.files)
        if len(pieces) > replies.MOST_MESSAGES and not written:
            # What people wrote themselves is a file when it is long, as it is without a model.
            pieces, files = [told.strip()], [hikari.Bytes(text.encode(), "answer.txt"), *files]
        elif len(pieces) > most:
            if most == MOST_STREAMED:
                told = "\n-# " + (await self._place.words())("model-answer-as-file")
                files = [hikari.Bytes(text.encode(), "answer.txt"), *files]
            ending, *_ = splitting.split(pieces[most - 1], sending.LONGEST_MESSAGE - len(told))
            pieces = [*pieces[: most - 1], ending + told]
        last = _last(rich, files, view.buttons)
        try:
            await stream.finish(pieces, last)
        except (hikari.BadRequestError, hikari.ForbiddenError, hikari.ClientHTTPResponseError) as error:
            if not files and not rich.links and rich.embed is None:
                raise
            _log.warning("an answer is sent without what goes along with it: %s", error)
            await stream.finish(stream.whole(text)[:MOST_STREAMED], _last(RichAnswer(), [], view.buttons))

    async def _record(
        self, prompt: models.Prompt, reply: models.Reply, messages: Sequence[int], *, spoken: str
    ) -> None:
        first, *further = messages
        if reply.composed is not None and further:
            reply = dataclasses.replace(reply, composed=dataclasses.replace(reply.composed, messages=tuple(further)))
        await self._place.record(self._recorded(prompt, reply, first), first)
        if reply.composed is None or not reply.composed.cut:
            aloud = reply.speech if reply.is_answer else spoken
            if aloud:
                self._place.speak(aloud, messages[-1])

    async def _recorded(self, prompt: models.Prompt, reply: models.Reply, first: int) -> None:
        """Record the answer in the place of the one before, or as a new exchange."""
        conversation = self._services.conversation
        if self._before is None or await conversation.revise(self._before, prompt.text, reply) is None:
            await conversation.delivered(prompt, reply, first)


def _last(
    rich: RichAnswer, files: Sequence[hikari.Resourceish], buttons: Sequence[components.Button]
) -> dict[str, Any]:
    """Return the arguments of the last message."""
    given: dict[str, Any] = {"components": components.rows(*buttons, *rich.links)}
    if files:
        given["attachments"] = list(files)
    if rich.embed is not None:
        given["embeds"] = [rich.embed]
    return given


def _unmarked(reply: models.Reply) -> models.Reply:
    """Return a reply that is not whole without the sign that says so: a sentence below it does."""
    words, notes, sources = reply.text.rpartition("\n-# ")
    if not notes:
        words, sources = sources, ""
    return dataclasses.replace(reply, text=words.rstrip().removesuffix(MARK.strip()).rstrip() + notes + sources)


def _is_stopping(running: RunningAnswer) -> bool:
    return running.stopped is StopReason.SHUTDOWN


async def _to_its_end(work: Coroutine[Any, Any, bool], *, stopping: bool) -> bool:
    """Do the work to its end; once the bot is stopped, it has `FAREWELL_S` seconds."""
    task = asyncio.create_task(work, name="end of an answer")
    cancelled = asyncio.CancelledError() if stopping else None
    while not task.done():
        try:
            await asyncio.wait([task], timeout=None if cancelled is None else FAREWELL_S)
            if not task.done():
                task.cancel()
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        if not task.cancelled() and (failure := task.exception()) is not None:
            _log.warning("the end of an answer could not be shown: %s", failure)
        raise cancelled
    return task.result()
