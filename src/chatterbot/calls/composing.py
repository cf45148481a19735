"""A language model's answers in a call: what it is told of the call, and its text as sentences to be said."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from typing import Final

from chatterbot import errors, models
from chatterbot.calls.services import CallServices
from chatterbot.conversation import Conversation
from chatterbot.dialogue import SpokenExchange
from chatterbot.discord import Translator, author_names
from chatterbot.generation import Composition, CompositionOutcome, Notice, Remark, Scene, SpokenSentences

__all__ = ("CallComposer", "CallComposition", "CallWords")

_log = logging.getLogger(__name__)

TOLD_S: Final = 300.0
"""Seconds for which it is not said again why the model gives no answer, or that its answer is general knowledge."""
WHOLE_S: Final = 0.2
"""Seconds for the end of an answer of which no more is said: a taught answer that the model chose is whole at once."""
GENERAL: Final = "model-voice-general"
"""Said after an answer that nothing taught says."""
NOTICES: Final = {
    Notice.UNAVAILABLE: "model-voice-unavailable",
    Notice.CUT: "model-voice-unavailable",
    Notice.BUSY: "model-voice-busy",
    Notice.PERSON_LIMIT: "model-voice-person-limit",
    Notice.SERVER_LIMIT: "model-voice-server-limit",
    Notice.TOTAL_LIMIT: "model-voice-total-limit",
    Notice.REFUSED: "model-voice-refused",
}
"""Why there is no answer, as keys of the catalogue."""


@dataclasses.dataclass(frozen=True, slots=True)
class CallWords:
    """What is said besides the model's words."""

    translate: Translator
    is_news: Callable[[str], bool]
    """Tells whether to say a remark about the model now, by its key in the catalogue."""
    readable: bool
    """Whether the answer is also posted in the chat."""


class CallComposer:
    """Lets a language model answer what is asked in one call.

    Parameters
    ----------
    services
        The bot, who may be heard, and the conversation.
    guild_id
        Where the call is.
    """

    def __init__(self, services: CallServices, guild_id: int) -> None:
        self._services = services
        self._guild_id = guild_id
        self._told: dict[str, float] = {}
        """When each remark about the model was said last, in seconds of the loop's clock."""

    async def compose(
        self,
        prompt: models.Prompt,
        exchange: SpokenExchange,
        recent: Sequence[SpokenExchange],
        translate: Translator,
        *,
        readable: bool,
    ) -> CallComposition | None:
        """Return the answer that the model is about to write; `None` if it is not asked.

        Parameters
        ----------
        exchange
            What was asked, and the reply so far.
        recent
            What was said lately; of people who may not be heard, object, or had their data erased since, nothing goes along.
        translate
            The language of what is said besides the model's words.
        readable
            Whether the answer is also posted in the chat.

        Raises
        ------
        errors.ServiceError
            If the guild's settings, or what people want, cannot be read.
        """
        conversation = self._services.conversation
        if not await conversation.asks_model(prompt, exchange.reply):
            return None
        scene = self._scene(prompt, exchange, await self._allowed(prompt, recent))
        words = CallWords(translate, self._is_news, readable=readable)
        return CallComposition(conversation, prompt, exchange.reply, scene, words)

    async def _allowed(self, prompt: models.Prompt, recent: Sequence[SpokenExchange]) -> list[SpokenExchange]:
        """Return what was said lately that may go to a model."""
        heard = [one for one in recent if self._services.consents.may_hear(self._guild_id, one.user_id)]
        if not heard:
            return []
        limits = self._services.memory_limits
        withheld = await limits.withheld(prompt.scope_id, {one.user_id for one in heard})
        started = await limits.started(prompt.scope_id, prompt.channel_id, prompt.author_id)
        return [
            one
            for one in heard
            if (started is None or one.at > started) and (one.user_id not in withheld or one.at > withheld[one.user_id])
        ]

    def _scene(self, prompt: models.Prompt, exchange: SpokenExchange, recent: Sequence[SpokenExchange]) -> Scene:
        bot = self._services.bot
        guild = bot.cache.get_guild(self._guild_id)
        channel = bot.cache.get_guild_channel(prompt.channel_id)
        people = {exchange.user_id, *(one.user_id for one in recent)}
        me = bot.get_me()
        names = {user_id: self._name(user_id) for user_id in people}
        called = author_names.labels(names, "" if me is None else self._name(int(me.id)))
        return Scene(
            asker=called[exchange.user_id],
            guild="" if guild is None else guild.name,
            channel="" if channel is None else channel.name or "",
            language=exchange.language or None,
            remarks=tuple(self._remarks(recent, called)),
            voice=True,
        )

    def _remarks(self, recent: Sequence[SpokenExchange], called: Mapping[int, str]) -> list[Remark]:
        me, found = self._services.bot.get_me(), list[Remark]()
        for one in recent:
            found.append(Remark(one.asked, one.user_id, called[one.user_id], mine=False, at=one.at))
            if one.heard and me is not None:
                found.append(Remark(one.heard, int(me.id), self._name(int(me.id)), mine=True, at=one.at))
        return found

    def _name(self, user_id: int) -> str:
        member = self._services.bot.cache.get_member(self._guild_id, user_id)
        return "" if member is None else member.display_name

    def _is_news(self, remark: str) -> bool:
        now, before = asyncio.get_running_loop().time(), self._told.get(remark)
        if before is not None and now - before < TOLD_S:
            return False
        self._told[remark] = now
        return True


class CallComposition:
    """One answer (`dialogue.interfaces.SpokenComposition`).

    Parameters
    ----------
    conversation
        Asks the model.
    prompt, before, scene
        The question, the reply without the model, and where it was asked.
    words
        What is said besides the model's words.
    """

    def __init__(
        self, conversation: Conversation, prompt: models.Prompt, before: models.Reply, scene: Scene, words: CallWords
    ) -> None:
        self._conversation = conversation
        self._prompt = prompt
        self._before = before
        self._scene = scene
        self._words = words
        self._text = ""
        """What the model has written so far."""
        self._said: list[str] = []
        self._outcome: CompositionOutcome | None = None
        self._notice = ""

    @property
    def notice(self) -> str:
        """Why there is no answer, if that is to be said."""
        return self._notice

    @property
    def reply(self) -> models.Reply:
        """The answer: whole, or what was written until it was given up; the reply before if the model gave none."""
        if self._outcome is None or self._outcome.reply.composed is None:
            return self._before
        return dataclasses.replace(self._outcome.reply, aloud=" ".join(self._said))

    async def sentences(self) -> AsyncGenerator[str]:
        """Yield the answer sentence by sentence, and at its end what is to be said about it: that it is not whole, say."""
        taken = SpokenSentences()
        try:
            async with (
                self._conversation.composing(self._prompt, self._before, self._scene) as composition,
                contextlib.aclosing(self._sentences(composition, taken)) as sentences,
            ):
                try:
                    async for sentence in sentences:
                        self._said.append(sentence)
                        yield sentence
                finally:
                    await sentences.aclose()
                    self._outcome = composition.outcome
        except errors.ChatterbotError as error:
            _log.warning("guild %d: the language model was not asked: %s", self._prompt.scope_id, error)
        if ending := self._ending(full=taken.full):
            yield ending

    async def _sentences(self, composition: Composition, taken: SpokenSentences) -> AsyncGenerator[str]:
        async with contextlib.aclosing(composition.texts()) as texts:
            async for text in texts:
                self._text = text
                for sentence in taken.take(text):
                    yield sentence
                if taken.full:
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(WHOLE_S):
                            async for self._text in texts:
                                pass
                    return
        for sentence in taken.take(self._text, last=True):
            yield sentence

    def _ending(self, *, full: bool) -> str:
        """Return what is said at the end; note why there is no answer."""
        notice = Notice.UNAVAILABLE if self._outcome is None else self._outcome.notice
        translate = self._words.translate
        if self._said:
            if full:
                return translate("model-voice-long")
            if notice is not None:
                return translate("model-voice-cut")
            general = self.reply.source is models.ReplySource.GENERAL
            return translate(GENERAL) if general and self._words.is_news(GENERAL) else ""
        if self._text.strip():  # nothing of it can be said: code, an emoji
            return translate("model-voice-written") if self._words.readable else ""
        if notice is not None and self._words.is_news(NOTICES[notice]):
            self._notice = translate(NOTICES[notice])
        return ""
