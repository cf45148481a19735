"""One message and its answer: the recordings in it are transcribed, the answer is looked for, sent and recorded."""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import hikari

from chatterbot import errors, handover, models, spans
from chatterbot.admission import Requester
from chatterbot.aio import background
from chatterbot.container import Container
from chatterbot.discord import (
    Incoming,
    RichAnswer,
    StopReason,
    TextContext,
    Wordless,
    channel_access,
    components,
    error_messages,
    formatting,
    is_question,
    replies,
    sending,
    written_in,
)
from chatterbot.generation import CompositionOutcome, Notice, answer_words
from chatterbot.plugins import _wordless
from chatterbot.plugins._answer_place import AnswerPlace, AnswerView
from chatterbot.plugins._composed_answer import StreamedAnswer
from chatterbot.preferences import AnswerMode, GuildPreferences, ModelMode, override_at

__all__ = ("MessageAnswer", "QuestionEdit")

_log = logging.getLogger(__name__)

CONTEXT_AGE: Final = dt.timedelta(minutes=10)
"""How long the bot's latest reply to a person counts as the context of their next question."""
DECLINES_APART_S: Final = 60.0
"""Seconds in which the bot says once in a channel that it does not know something, where nobody addressed it."""

_MAY_SHOW: Final = frozenset({Wordless.FILE, Wordless.STICKER, Wordless.MENTION})
"""Messages without words that may be about an image: their own, or that of the message they are a reply to."""
_KNOWN: Final = frozenset({models.ReplySource.TAUGHT, models.ReplySource.TRIGGER})
"""What people taught; a quotation of a document is shown only where nothing of it fits."""
HIGHER_BAR: Final = 0.5
"""How much surer than usual an answer to a message must be that neither addresses the bot nor asks, as a share of what is left up to 1.
In voice channels it is the same (`DialogueOptions.higher_bar`)."""


@dataclasses.dataclass(frozen=True, slots=True)
class QuestionEdit:
    """A question that was edited."""

    since: dt.timedelta
    """How long after it was written."""
    before: models.Turn | None = None
    """What the bot answered to it before."""
    unfinished: Sequence[int] = ()
    """The messages of an answer that was not whole yet, in whose place the new one comes."""


class MessageAnswer:
    """One message and its answer.

    Parameters
    ----------
    services
        All services.
    incoming
        The message.
    chosen
        The settings of its guild or direct message.
    may_teach
        Whether its author may teach here: only then they are asked to.
    message
        The message as hikari received it; `None` for one that was edited, whose recordings are not transcribed again.
    edit
        How the message was edited; `None`: it was not.
    """

    def __init__(
        self,
        services: Container,
        incoming: Incoming,
        chosen: GuildPreferences,
        *,
        may_teach: bool,
        message: hikari.Message | None = None,
        edit: QuestionEdit | None = None,
    ) -> None:
        self._services = services
        self._incoming = incoming
        self._scope_id = incoming.scope_id
        self._chosen = chosen
        self._may_teach = may_teach
        self._message = message
        self._before = None if edit is None else edit.before
        self._unfinished = [] if edit is None else list(edit.unfinished)
        # Each edit gets an answer of its own.
        moment = "" if edit is None else f"-{int(edit.since / dt.timedelta(milliseconds=1)):x}"
        self._place = AnswerPlace(services, incoming, chosen, f"{incoming.id:x}{moment}", incoming.text)
        self._direct = incoming.addressing.direct
        # A message that does not address the bot gets no "I don't know that yet" everywhere, and in chosen channels only if it asks.
        wanted = chosen.answers_in is AnswerMode.CHANNELS or override_at(chosen, incoming.place).answers
        self._asks = bool(incoming.title) or is_question(incoming.text)
        self._quiet = not self._direct and not (wanted and self._asks)
        self._context: TextContext | None = None
        """The message with the recordings' text, which shows the progress before."""
        self.asked_model = False
        """Whether a language model was asked: then the time until the answer says nothing about the bot."""

    async def run(self, work: Callable[[], Awaitable[bool]]) -> bool:
        """Do a part of the work and tell the person about errors; return what `work` returns, False after an error."""
        try:
            return await work()
        except (hikari.ForbiddenError, hikari.NotFoundError) as error:
            _log.info(
                "guild or person %d: a message in channel %d cannot be answered, it is gone or the bot may not write there: %s",
                self._incoming.scope_id,
                self._incoming.channel_id,
                error,
            )
        except Exception as error:  # noqa: BLE001 - this is the edge: whatever it was, the person gets an answer
            await self.apologise(error)
        return False

    async def listen(self, sounds: Sequence[hikari.Attachment]) -> bool:
        """Transcribe the recordings and post their text. Return whether there is something to answer."""
        if self._message is None:
            return bool(self._incoming.text)
        translate, hearing = await self._place.words(), self._services.hearing
        self._context = context = TextContext(self._services.bot.rest, self._message, translate, "", is_manager=False)

        def progress(share: float) -> None:
            if not self._quiet:
                steps.show(translate("heard-progress", percent=round(100 * share)))

        likely = (self._chosen.language, written_in(self._place.said))
        async with background(self._place.typing(), "typing"), context.progress() as steps:
            if hearing.loading and not self._quiet:
                steps.show(translate("heard-loading"))
            terms = (await self._services.vocabulary.of(self._scope_id)).terms
            requester = Requester(self._scope_id, self._incoming.author_id)
            self._place.heard = await hearing.hear(
                sounds, requester, likely=likely, glossary=terms, on_progress=progress
            )
        heard = self._place.heard.text
        self._place.said = "\n".join(part for part in (self._incoming.text, heard) if part)[: models.LONGEST_PROMPT]
        if not self._quiet:
            await self._quote()
        return bool(heard or self._incoming.text)

    async def _quote(self) -> None:
        """Post the recordings' text in a message of its own: so the answer's message holds only the answer, to be corrected and read aloud."""
        if self._place.heard is not None and self._context is not None:
            text, files = self._place.heard.told(await self._place.words())
            await self._context.revise(text, files=files)

    async def answer(self, leave: Callable[[], Awaitable[None]] | None = None) -> bool:
        """Answer the message; one that does not address the bot only if that is wanted. Return whether there was an answer.

        Parameters
        ----------
        leave
            Lets the next message of the channel have its turn: a language model takes long.
        """
        if not self._place.said and not await self._read():
            return False
        prompt = await self._prompt()
        async with background(self._place.typing(), "typing"):
            prompt, reply = await self._found(prompt)
            if reply.source is models.ReplySource.UNKNOWN and self._place.heard and self._incoming.text:
                # The written text may only announce the recording.
                heard = dataclasses.replace(prompt, text=self._place.heard.text[: models.LONGEST_PROMPT])
                if (other := await self._services.conversation.reply(heard)).is_answer:
                    prompt, reply = heard, other
        if self._is_chatter(reply):
            return False
        # What people say to each other is never sent to a model.
        self.asked_model = not self._quiet and await self._services.conversation.asks_model(prompt, reply)
        messages = await self._messages()
        if self.asked_model or messages:
            return await self._composed(prompt, reply, messages, leave)
        view = await self._view(prompt, reply)
        if view is None:
            return False
        if self._before is not None and await self._revised(self._before, prompt, reply, view):
            return True
        sent = await self._place.send(view.text, view.buttons, rich=view.rich)
        await self._place.record(self._services.conversation.delivered(prompt, reply, int(sent.id)), int(sent.id))
        if spoken := reply.speech if reply.is_answer else view.text:
            self._place.speak(spoken, int(sent.id))
        return True

    async def _view(self, prompt: models.Prompt, reply: models.Reply) -> AnswerView | None:
        """Return what the answer's message shows; `None`: the bot says nothing."""
        if reply.source is models.ReplySource.UNKNOWN:
            return await self._declined(prompt, reply) if not self._quiet and self._may_decline() else None
        if self._quiet:
            await self._quote()
        extras = reply.extras
        rich: RichAnswer | None = None
        if extras is not None:
            prepare = self._services.rich_answers.prepare
            rich = await prepare(self._scope_id, self._incoming.channel_id, reply.text, extras)
        return AnswerView(reply.text, await self._buttons(), rich)

    async def _messages(self) -> list[int]:
        """Return the messages of an earlier answer, in whose place the new one comes while it is written."""
        before = self._before
        if before is None or not (self.asked_model or before.reply.composed):
            return self._unfinished
        if not await self._services.store.turns.may_revise(before):
            self._before = None  # people voted on it, or corrected it: it stays
            return []
        return replies.messages_of(before)

    async def _composed(
        self,
        prompt: models.Prompt,
        reply: models.Reply,
        messages: Sequence[int],
        leave: Callable[[], Awaitable[None]] | None,
    ) -> bool:
        """Let the model answer; or put what is known without it in the place of an earlier answer."""
        running = self._services.running_answers
        outcome = None if self.asked_model else CompositionOutcome(reply)
        if self.asked_model and running.full(self._scope_id, self._incoming.author_id):
            outcome = CompositionOutcome(reply, Notice.BUSY)
        answer = StreamedAnswer(self._place, self._view, before=self._before)
        with running.begin(self._incoming, messages) as begun:
            if self._services.scenes.memory.is_gone(self._incoming.id):  # while it waited for its turn
                begun.stop(StopReason.QUESTION_DELETED)
            if leave is not None:
                await leave()
            return await answer.answer(begun, prompt, reply, outcome=outcome)

    async def _buttons(self) -> list[components.Button]:
        """Return the buttons below an answer: to the first post of a thread also "Solved"."""
        incoming = self._incoming
        first = incoming.id == incoming.channel_id  # a post of a forum
        thread = self._services.bot.cache.get_thread(incoming.channel_id)
        if thread is not None and thread.owner_id == incoming.author_id and not first:
            first = not await self._services.conversation.recent_turns(self._scope_id, incoming.channel_id, 1)
        return [*replies.votes(), *([replies.solved_button(await self._place.words())] if first else [])]

    async def _reply(self, prompt: models.Prompt) -> models.Reply:
        with spans.span("reply") as told:
            reply = await self._services.conversation.reply(prompt)
            told["source"] = reply.source.value
            return reply

    async def _found(self, prompt: models.Prompt) -> tuple[models.Prompt, models.Reply]:
        """Return the reply, and the question it answers: of a forum post title and text together, else either alone."""
        title = self._incoming.title
        if not title:
            return prompt, await self._reply(prompt)
        parts = (prompt.text, title, prompt.text.removeprefix(title).strip())
        tried: list[tuple[models.Prompt, models.Reply]] = []
        for text in dict.fromkeys(part for part in parts if part):
            asked = dataclasses.replace(prompt, text=text[: models.LONGEST_PROMPT])
            reply = await self._reply(asked)
            # The text alone may be about anything: what answers it has to be surer.
            sure = text is not parts[-1] or reply.confidence >= _bar(reply)
            if reply.source in _KNOWN and sure:
                return asked, reply
            tried.append((asked, reply))
        cited = next((each for each in tried if each[1].source not in {*_KNOWN, models.ReplySource.UNKNOWN}), None)
        # The title alone says best what somebody may teach.
        return cited or (tried[1] if len(tried) > 1 else tried[0])

    async def _read(self) -> bool:
        """Find the text of a message without one; tell the person if there is none. Return whether there is one."""
        if self._incoming.wordless is None or not self._direct:
            return False
        found = await _wordless.text_of(self._incoming)
        if not found and await self._asks_about_images():
            found = (await self._place.words())("image-question")
        if found:
            self._place.said = found
            return True
        if self._incoming.wordless not in {Wordless.HIDDEN, Wordless.HIDDEN_ROLE} or self._services.cooldowns.begin(
            ("hidden", self._incoming.channel_id, self._incoming.author_id), _wordless.HINTS_APART_S
        ):
            told = _wordless.sentence(self._incoming.wordless, may_train=self._may_train())
            await self._place.send((await self._place.words())(told), [])
        return False

    async def _asks_about_images(self) -> bool:
        """Tell whether a message without words asks about an image that a language model may look at here."""
        if self._incoming.wordless not in _MAY_SHOW or not self._services.scenes.has_images(self._incoming):
            return False
        mode, _ = await self._services.preferences.model(self._scope_id, self._incoming.place)
        return mode in {ModelMode.GROUNDED, ModelMode.OPEN}

    def _is_chatter(self, reply: models.Reply) -> bool:
        """Tell whether the message neither addresses the bot nor asks, and only resembles something taught."""
        return (
            not self._direct and not self._asks and not is_question(self._place.said) and reply.confidence < _bar(reply)
        )

    def _may_train(self) -> bool:
        """Tell whether the author can use ``/train`` here."""
        guild_id, message = self._incoming.guild_id, self._message
        member = None if message is None else message.member or None
        return channel_access.is_manager(self._services.bot, guild_id, member)

    def _may_decline(self) -> bool:
        """Tell whether the bot may say now that it does not know the answer."""
        key = ("declined", self._incoming.channel_id)
        return self._direct or self._services.cooldowns.begin(key, DECLINES_APART_S)

    async def _declined(self, prompt: models.Prompt, reply: models.Reply) -> AnswerView:
        """Return the words for an answer that is not known, with the buttons: what may have been meant, and "Teach me"."""
        translate = await self._place.words()
        # Where people talk to each other, nobody is asked back; the first post of a forum's thread asks everybody.
        asked = self._direct or bool(self._incoming.title)
        near = await self._services.conversation.suggestions(prompt, reply) if asked else []
        teach = replies.teach_button(translate) if self._may_teach else []
        if self._incoming.guild_id is not None and self._chosen.handover_channel is not None:
            teach = [*teach, handover.ask_button(translate)]
        if near:
            return AnswerView(
                translate("chat-did-you-mean", count=len(near)),
                [*replies.suggestion_buttons(near), replies.none_button(translate), *teach],
            )
        return AnswerView(translate("chat-unknown" if self._may_teach else "chat-unknown-only"), teach)

    async def _revised(self, before: models.Turn, prompt: models.Prompt, reply: models.Reply, view: AnswerView) -> bool:
        """Put the answer to an edited question in the place of the one before. Return whether that was possible."""
        if max(len(view.text), len(before.reply.text)) > sending.LONGEST_MESSAGE:
            return False  # it fills several messages, or is a file
        revised = await self._services.conversation.revise(before, prompt.text, reply)
        if revised is None:
            return False
        return await replies.edit(self._services.bot.rest, revised, view.text, view.buttons, rich=view.rich)

    async def apologise(self, error: BaseException) -> None:
        """Tell the person that something went wrong."""
        self._services.failures.note(error)
        text = error_messages.explain(error, await self._place.words(), self._incoming.scope_id)
        if self._quiet and isinstance(error, (errors.UserError, errors.ServiceError)):
            return  # the message did not address the bot
        try:
            if self._context is not None and self._context.failed_in_progress and self._context.answered:
                await self._context.revise(text)
            else:
                await self._place.send(text, [], mark="x")  # an answer to the written text may follow
        except hikari.HikariError as failure:
            _log.warning("person %d could not be told that something went wrong: %s", self._incoming.author_id, failure)

    async def _prompt(self) -> models.Prompt:
        return models.Prompt(
            text=self._place.said,
            author_id=self._incoming.author_id,
            scope_id=self._scope_id,
            channel_id=self._incoming.channel_id,
            message_id=self._incoming.id,
            previous=await self._previous(),
            place=self._incoming.place,
        )

    async def _previous(self) -> str | None:
        """Return what the bot said last to this person: the message they reply to, else its latest reply to them in this channel.

        What was said before they started afresh no longer counts, as with a model.
        """
        replied = self._incoming.replied
        if replied is not None:
            return (formatting.unquoted(replied.content) or None) if replied.mine else None
        oldest = dt.datetime.now(dt.UTC) - CONTEXT_AGE
        for turn in await self._services.conversation.recent_turns(self._scope_id, self._incoming.channel_id, 10):
            if turn.author_id == self._incoming.author_id and turn.prompt_message_id != self._incoming.id:
                if turn.reply.source is models.ReplySource.UNKNOWN or turn.created_at < oldest:
                    return None
                incoming = self._incoming
                started = await self._services.store.memory_limits.started(
                    self._scope_id, incoming.channel_id, incoming.author_id
                )
                return answer_words(turn.reply) if started is None or turn.created_at > started else None
        return None


def _bar(reply: models.Reply) -> float:
    """Return how sure an answer has to be to a message that may not ask for it."""
    return reply.threshold + HIGHER_BAR * (1.0 - reply.threshold)
