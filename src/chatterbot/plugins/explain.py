"""Why this reply? What gave it, who taught that and when, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import hikari
import lightbulb

from chatterbot import models
from chatterbot.conversation import Conversation, Explanation
from chatterbot.discord import components, formatting, replies
from chatterbot.discord.context import Context, InteractionContext
from chatterbot.discord.loader import Loader
from chatterbot.discord.localization import Translator
from chatterbot.discord.turn_lookup import TurnLookup

__all__ = ("explain",)

loader = Loader()

_SOURCES: Final[Mapping[str, str]] = {
    "correction": "why-source-correction",
    "chat": "why-source-chat",
    "text": "why-source-text",
    "voice": "why-source-voice",
    "starter": "why-source-starter",
}
"""What the program writes as an example's source, to words; anything else is a file's path and stands for itself."""


async def explain(request: Context, conversation: Conversation, turn: models.Turn) -> None:
    """Show where a reply came from, privately."""
    explanation = await conversation.explain(request.scope_id, turn)
    message_id = turn.reply_message_id
    buttons: list[components.Button] = []
    if message_id is not None:
        example = explanation.put_right or explanation.example
        if turn.reply.source is models.ReplySource.UNKNOWN and explanation.put_right is None:
            buttons = [replies.correct_button(request.words, message_id)]
        else:
            buttons = replies.offers(request.words, message_id, why=False)
        if example is not None:
            buttons.insert(1, replies.forget_button(request.words, example.id))
    await request.answer(embeds=[_embed(request.words, explanation)], buttons=buttons)


def _embed(words: Translator, explanation: Explanation) -> hikari.Embed:
    turn, example, runner_up = explanation.turn, explanation.example, explanation.runner_up
    reply = turn.reply
    known = reply.source is models.ReplySource.TAUGHT
    embed = hikari.Embed(
        title=words("why-title"),
        description=words("why-asked", question=replies.clip(turn.prompt, 300)),
    )
    if explanation.put_right is not None:
        now = explanation.put_right
        embed.add_field(words("why-corrected" if now.correction else "why-answered-since"), _pair(words, now))
        embed.add_field(words("why-taught"), _origin(words, now))
        embed.add_field(words("why-before"), replies.clip(reply.text, 400) or words("chat-unknown"))
        if example is not None:
            embed.add_field(words("why-before-example"), f"{_pair(words, example)}\n{_origin(words, example)}")
    elif not known:
        embed.add_field(words("why-no-answer"), words("why-held-back") if reply.runner_up else words("why-nothing"))
    elif example is None:
        embed.add_field(words("why-example"), words("why-example-gone"))
    else:
        embed.add_field(words("why-example"), _pair(words, example))
        embed.add_field(words("why-taught"), _origin(words, example))
    embed.add_field(
        words("why-confidence" if explanation.put_right is None else "why-confidence-before"),
        words(
            "why-confidence-value",
            confidence=formatting.share(words, reply.confidence),
            threshold=formatting.share(words, reply.threshold),
        ),
    )
    if runner_up is not None and reply.runner_up is not None and explanation.put_right is None:
        embed.add_field(
            words("why-runner-up") if known else words("why-closest"),
            f"{_pair(words, runner_up)}\n{words('why-score', confidence=formatting.share(words, reply.runner_up.confidence))}",
        )
    return embed


def _pair(words: Translator, example: models.Example) -> str:
    answer = example.reply or example.label
    question = replies.clip(example.prompt, 300)
    if answer is None:
        return words("why-not-to-answer", question=question)
    return words("learned-pair", question=question, answer=replies.clip(answer, 400))


def _origin(words: Translator, example: models.Example) -> str:
    key = _SOURCES.get(example.source)
    source = words(key) if key else words("why-source-file", path=formatting.code(example.source))
    when = formatting.time(example.created_at)
    if not example.author_id:
        return words("why-taught-by-nobody", source=source, when=when)
    return words("why-taught-by", person=formatting.person(words, example.author_id), source=source, when=when)


@loader.command
class WhyThisReply(lightbulb.MessageCommand, name="menu-why", localize=True):
    """Context menu of a reply."""

    @lightbulb.invoke
    async def invoke(
        self,
        _: lightbulb.Context,
        request: InteractionContext,
        conversation: Conversation,
        turns: TurnLookup,
        bot: hikari.GatewayBot,
    ) -> None:
        await explain(request, conversation, await turns.of_target(request, self.target, bot))


@loader.button(replies.WHY)
async def on_why(request: InteractionContext, conversation: Conversation, turns: TurnLookup) -> None:
    """Why?, on a private message about a reply."""
    await explain(request, conversation, await turns.of_id(request, int(request.argument)))
