"""/extras: a picture or file, a link button and an embed that are sent along with an answer."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from typing import Final

import hikari

from chatterbot import errors, files, models
from chatterbot.admission import Requester
from chatterbot.container import Container
from chatterbot.discord import (
    AccessLevel,
    CompletionRequest,
    Context,
    HelpSection,
    Loader,
    attachments,
    formatting,
    is_reference,
    options,
    replies,
)
from chatterbot.plugins import _extras_told, corrections
from chatterbot.teaching import extras as extras_
from chatterbot.teaching import set_extras, triggers

__all__ = ("loader",)

loader = Loader[Container]()

TEACHER: Final = AccessLevel.TEACHER
_ENTRY: Final = re.compile(r"#(\d{1,18})")
"""An entry, by its example's number."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class WantedExtras:
    """The options of /extras."""

    message: str
    """The reply: its id or link; or an entry, ``#17``."""
    image: hikari.Attachment | None = None
    link: str | None = None
    label: str | None = None
    title: str | None = None
    colour: str | None = None
    remove: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class _Target:
    """The answer that is meant."""

    present: models.AnswerExtras | None
    answer: str
    example: models.Example | None = None
    turn: models.Turn | None = None


async def _answers(request: CompletionRequest, services: Container) -> list[tuple[str, str]]:
    """Return the recent replies in this channel that have an answer."""
    return await corrections.recent_replies(request, services, answered=True)


@loader.command(
    "extras",
    section=HelpSection.TEACH,
    position=5,
    access=TEACHER,
    options=[
        options.text(
            "message", autocomplete=_answers, recognise=lambda text: is_reference(text) or bool(_ENTRY.fullmatch(text))
        ),
        options.attachment("image"),
        options.text("link", max_length=extras_.LONGEST_LINK, free=True),
        options.text("label", max_length=extras_.LONGEST_LABEL),
        options.text("title", max_length=extras_.LONGEST_TITLE),
        options.text("colour", max_length=20),
        options.boolean("remove"),
    ],
)
async def extras(context: Context, services: Container, wanted: WantedExtras) -> None:
    """Set what is sent along with an answer: what is given is added to what there is, or takes its place."""
    await context.defer()
    target = await _target(context, services, wanted.message)
    present = target.present or models.AnswerExtras()
    given = models.AnswerExtras() if wanted.remove else present
    given = dataclasses.replace(
        given,
        link=wanted.link or given.link,
        link_label=wanted.label or given.link_label,
        title=wanted.title or given.title,
        colour=extras_.colour_of(wanted.colour) if wanted.colour else given.colour,
    )
    _check_together(given, wanted)
    new = extras_.check(given)
    if wanted.image is not None:
        kept = await _kept(context, services, wanted.image)
        new = extras_.check(dataclasses.replace(given, file=kept))
    elif not wanted.remove and new == target.present:
        raise errors.InvalidInputError("error-extras-nothing")
    await _set(context, services, target, new)


def _check_together(given: models.AnswerExtras, wanted: WantedExtras) -> None:
    if wanted.label and given.link is None:
        raise errors.InvalidInputError("error-extras-label")
    if wanted.colour and given.title is None:
        raise errors.InvalidInputError("error-extras-colour-alone")


async def _target(context: Context, services: Container, message: str) -> _Target:
    changes = services.teaching.changes
    if entry := _ENTRY.fullmatch(message.strip()):
        try:
            example = await services.teaching.example(context.scope_id, int(entry[1]))
        except errors.NotFoundError:
            raise errors.NotFoundError("error-entry-unknown") from None
        return _Target(await changes.store.answers.extras(example), models.spoken(example), example)
    turn = await services.turns.of_reference(context, message)
    explained = await services.conversation.explain(context.scope_id, turn)
    example = explained.put_right or explained.example
    if example is None and turn.reply.trigger_id is None:
        raise errors.InvalidInputError("error-extras-no-answer")
    return _Target(explained.extras, await services.conversation.present(turn), example, turn)


async def _kept(context: Context, services: Container, image: hikari.Attachment) -> str:
    """Keep the file in the data folder, as those of /train are."""
    path = files.upload_path(image.filename, dt.datetime.now(dt.UTC))
    async with services.transfers.request(Requester(context.scope_id, context.author_id)):
        data = await attachments.read(image, services.options.uploads.max_bytes)
        return await services.teaching.keep_upload(context.scope_id, context.author_id, path, data)


async def _set(context: Context, services: Container, target: _Target, new: models.AnswerExtras | None) -> None:
    changes, turn, translate = services.teaching.changes, target.turn, context.translate
    if target.example is not None:
        done = await set_extras(changes, context.scope_id, context.author_id, target.example.id, new)
        change_id, answer = done.change_id, target.answer
    elif turn is not None:
        changed = await triggers.set_extras(changes, context.scope_id, context.author_id, turn, new)
        change_id, answer = changed.change_id, changed.trigger.reply
    else:
        raise errors.InvalidInputError("error-extras-no-answer")
    edited = False
    if turn is not None:
        rich = await services.rich_answers.prepare(turn.scope_id, turn.channel_id, answer, new)
        edited = await replies.edit(services.bot.rest, turn, answer, rich=rich)
    shown = formatting.quoted(answer, 200)
    lines = [translate("extras-removed", answer=shown)]
    if new is not None:
        lines = [translate("extras-set", answer=shown), *_extras_told.told(translate, new), translate("extras-voice")]
    if turn is not None and not edited:
        lines.append(translate("correct-not-edited"))
    message_id = turn.reply_message_id if turn is not None and edited else None
    await context.answer("\n".join(lines), buttons=replies.undo_button(translate, change_id, message_id))
