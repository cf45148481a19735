"""Why this reply? Which example gave it, who taught that and when, and what can be done about it."""

from __future__ import annotations

from typing import Final

import hikari

from chatterbot import models
from chatterbot.container import Container
from chatterbot.conversation import Explanation
from chatterbot.discord import (
    Context,
    InteractionContext,
    Loader,
    Translator,
    components,
    formatting,
    replies,
)
from chatterbot.plugins import _examples_told, _extras_told, _model_told
from chatterbot.store import TriggerRecord

__all__ = ("explain",)

loader = Loader[Container]()

_TO_REJECT: Final = models.WRITTEN | {models.ReplySource.TAUGHT, models.ReplySource.CHOSEN}
"""Sources of replies that can be rejected: an example gave them, or a language model wrote them."""


async def explain(context: Context, services: Container, turn: models.Turn) -> None:
    """Show the person where a reply came from."""
    explanation = await services.conversation.explain(context.scope_id, turn)
    message_id = turn.reply_message_id
    buttons: list[components.Button] = []
    if message_id is not None:
        example = explanation.put_right or explanation.example
        if turn.reply.source not in _TO_REJECT and explanation.put_right is None:
            buttons = [replies.correct_button(context.translate, message_id)]
        else:
            buttons = replies.offers(context.translate, message_id, why=False)
        if example is not None:
            buttons.insert(1, replies.forget_button(context.translate, example.id))
    await context.answer(embeds=[_embed(context.translate, explanation)], buttons=buttons)


def _embed(translate: Translator, explanation: Explanation) -> hikari.Embed:
    turn, example, runner_up = explanation.turn, explanation.example, explanation.runner_up
    reply = turn.reply
    known = reply.is_answer
    embed = hikari.Embed(
        title=translate("why-title"),
        description=translate("why-asked", question=formatting.quoted(turn.prompt, 300)),
    )
    if explanation.put_right is not None:
        now = explanation.put_right
        embed.add_field(
            translate("why-corrected" if now.correction else "why-answered-since"), _examples_told.pair(translate, now)
        )
        embed.add_field(translate("why-taught"), _examples_told.origin(translate, now))
        embed.add_field(translate("why-before"), formatting.quoted(reply.text, 400) or translate("chat-unknown"))
        if example is not None:
            embed.add_field(
                translate("why-before-example"),
                f"{_examples_told.pair(translate, example)}\n{_examples_told.origin(translate, example)}",
            )
    elif not known:
        embed.add_field(translate("why-no-answer"), _why_unknown(translate, explanation))
    elif explanation.trigger is not None:
        _add_trigger(translate, embed, explanation.trigger)
    elif reply.source in models.WRITTEN:
        _model_told.add_sources(translate, embed, explanation)
    elif reply.source is models.ReplySource.DOCUMENT:
        _add_passage(translate, embed, explanation)
    elif example is None:
        embed.add_field(translate("why-example"), translate("why-example-gone"))
    else:
        embed.add_field(translate("why-example"), _examples_told.pair(translate, example))
        embed.add_field(translate("why-taught"), _examples_told.origin(translate, example))
    if explanation.extras is not None and known:
        embed.add_field(translate("why-extras"), "\n".join(_extras_told.told(translate, explanation.extras)))
    if reply.composed is not None and explanation.put_right is None:
        _model_told.add_model(translate, embed, reply.composed, chose=known and reply.source not in models.WRITTEN)
    if reply.source is not models.ReplySource.TRIGGER and reply.source not in models.WRITTEN:
        embed.add_field(
            translate("why-confidence" if explanation.put_right is None else "why-confidence-before"),
            translate(
                "why-confidence-value",
                confidence=formatting.share(translate, reply.confidence),
                threshold=formatting.share(translate, reply.threshold),
            ),
        )
    if runner_up is not None and reply.runner_up is not None and explanation.put_right is None:
        embed.add_field(
            translate("why-runner-up" if known and reply.source not in models.WRITTEN else "why-closest"),
            f"{_examples_told.pair(translate, runner_up)}\n{translate('why-score', confidence=formatting.share(translate, reply.runner_up.confidence))}",
        )
    return embed


def _why_unknown(translate: Translator, explanation: Explanation) -> str:
    """Return why nothing was answered, and what helps."""
    found = explanation.difference
    if found is None:
        return translate("why-held-back" if explanation.turn.reply.runner_up else "why-nothing")
    asked, taught = formatting.quoted(found.asked, 60), formatting.quoted(found.taught, 60)
    return f"{translate('why-other', kind=found.kind, asked=asked, taught=taught)}\n{translate('why-other-help')}"


def _add_trigger(translate: Translator, embed: hikari.Embed, trigger: TriggerRecord) -> None:
    """Add what is said of the trigger that gave the reply."""
    key = "why-trigger-keyword" if trigger.kind is models.TriggerKind.KEYWORD else "why-trigger-pattern"
    lines = [translate(key, pattern=formatting.code(trigger.pattern, 300)), formatting.quoted(trigger.reply, 400)]
    if not trigger.live:
        lines.append(translate("why-trigger-gone"))
    embed.add_field(translate("why-trigger"), "\n".join(lines))
    when = formatting.time(trigger.created_at)
    if trigger.author_id:
        person = formatting.person(translate, trigger.author_id)
        embed.add_field(translate("why-taught"), translate("why-trigger-by", person=person, when=when))


def _add_passage(translate: Translator, embed: hikari.Embed, explanation: Explanation) -> None:
    """Show the document that was quoted, and who imported it."""
    passage = explanation.passage
    if passage is None:
        embed.add_field(translate("why-document"), translate("why-document-gone"))
        return
    document = passage.document
    names = " › ".join(name for name in (document.title, passage.heading) if name)
    link = passage.url or document.url
    embed.add_field(
        translate("why-document"),
        f"{formatting.quoted(names, 200)}\n{formatting.quoted(link, 400)}" if link else formatting.quoted(names, 300),
    )
    embed.add_field(translate("why-passage"), formatting.quoted(passage.text, 600))
    when = formatting.time(document.created_at)
    person = formatting.person(translate, document.author_id)
    told = [translate("why-imported", person=person, when=when)]
    if not passage.live:
        told.append(translate("why-document-removed"))
    embed.add_field(translate("why-taught"), "\n".join(told))


@loader.message_command("why")
async def why_this_reply(context: InteractionContext, services: Container, message: hikari.Message) -> None:
    """Explain the reply whose context menu it is."""
    await explain(context, services, await services.turns.of_target(context, message))


@loader.button(replies.WHY)
async def on_why(context: InteractionContext, services: Container) -> None:
    """Answer "Why?" on a private message about a reply."""
    await explain(context, services, await services.turns.of_id(context, context.number))
