"""The bot's replies in a channel: sent, edited, and the buttons under them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Final

import hikari

from chatterbot import markup, models, texts
from chatterbot.discord import components, formatting, splitting
from chatterbot.discord.localization import Translator
from chatterbot.discord.rich_answers import RichAnswer
from chatterbot.discord.sending import LONGEST_MESSAGE, NO_MENTIONS, post

__all__ = (
    "CORRECT",
    "FORGET",
    "NONE_MEANT",
    "REJECT",
    "SOLVED",
    "SUGGESTION",
    "TEACH",
    "UNDO",
    "VOTE_DOWN",
    "VOTE_UP",
    "WHY",
    "edit",
    "messages_of",
    "none_button",
    "offers",
    "send",
    "solved_button",
    "standing",
    "suggestion_buttons",
    "teach_button",
    "undo_button",
    "votes",
)

_log = logging.getLogger(__name__)

VOTE_UP: Final = "vote-up"
VOTE_DOWN: Final = "vote-down"
TEACH: Final = "teach"
SOLVED: Final = "solved"
"""Under a reply; this verb and those above have no argument: the message of the button is the reply."""
NONE_MEANT: Final = "meant-none"
"""Under "Did you mean ...?": none of them."""
SUGGESTION: Final = "meant"
"""Under "Did you mean ...?"; argument: the id of the example that was meant."""
CORRECT: Final = "correct"
REJECT: Final = "reject"
WHY: Final = "why"
"""On a private message about a reply; argument: the reply's message id."""
FORGET: Final = "forget"
"""Argument: the example's id."""
UNDO: Final = "undo"
"""Argument: the change's id, and the message id of the reply that was edited along with it (if one was)."""

ISOLATING: Final = 2
"""Characters around a text that is written from right to left."""
JOINER: Final = "\u200d"
"""Between the parts of an emoji."""
MOST_MESSAGES: Final = 3
"""Messages that one answer may fill; a longer one is sent as a file, past which nobody has to scroll."""


def votes() -> list[components.Button]:
    """Return the buttons under every answer."""
    return [components.Button(VOTE_UP, emoji="👍"), components.Button(VOTE_DOWN, emoji="👎")]


def solved_button(translate: Translator, *, disabled: bool = False) -> components.Button:
    """Return the button below the answer to a thread's first post; `disabled` when it was pressed."""
    style = hikari.ButtonStyle.SECONDARY if disabled else hikari.ButtonStyle.SUCCESS
    return components.Button(SOLVED, translate("button-solved"), emoji="✅", style=style, disabled=disabled)


def teach_button(translate: Translator) -> list[components.Button]:
    """Return the button under "I don't know that yet"."""
    return [components.Button(TEACH, translate("button-teach"), emoji="💡", style=hikari.ButtonStyle.PRIMARY)]


def suggestion_buttons(examples: Sequence[models.Example]) -> list[components.Button]:
    """Return a button with the question of each example, to be chosen by the person who asked something like it.

    Long questions that begin alike are shown by their ends.
    """
    labels = [_label(example.prompt) for example in examples]
    return [
        components.Button(
            SUGGESTION, label if labels.count(label) == 1 else _label(example.prompt, end=True), str(example.id)
        )
        for label, example in zip(labels, examples, strict=True)
    ]


def none_button(translate: Translator) -> components.Button:
    """Return the button after those: the person meant something else."""
    return components.Button(NONE_MEANT, translate("button-none"), emoji="✖️")


def _label(question: str, *, end: bool = False) -> str:
    """Return a question as it stands on a button, which shows no markup: its beginning in whole words, or its end."""
    line = texts.one_line(markup.in_order(markup.plain(question)))
    most = components.LONGEST_LABEL - ISOLATING
    if len(line) > most:
        line = "…" + line[1 - most :].lstrip() if end else texts.clip(line, most, whole_words=True)
        line = line.replace(f"{JOINER} …", " …")  # an emoji that was cut in two
    return formatting.isolated(line, components.LONGEST_LABEL) or "…"


def correct_button(translate: Translator, message_id: int) -> components.Button:
    """Return the button that opens the correction form for the reply with that id."""
    return components.Button(
        CORRECT, translate("button-correct"), str(message_id), emoji="✏️", style=hikari.ButtonStyle.PRIMARY
    )


def forget_button(translate: Translator, example_id: int) -> components.Button:
    """Return the button that forgets an example."""
    return components.Button(FORGET, translate("button-forget"), str(example_id))


def offers(translate: Translator, message_id: int, *, why: bool = True) -> list[components.Button]:
    """Return the buttons with what can be done about a wrong reply; with `why`, also "Why?"."""
    argument = str(message_id)
    found = [
        correct_button(translate, message_id),
        components.Button(REJECT, translate("button-reject"), argument),
    ]
    return [*found, components.Button(WHY, translate("button-why"), argument)] if why else found


def undo_button(translate: Translator, change_id: int, message_id: int | None = None) -> list[components.Button]:
    """Return the button under a receipt.

    Parameters
    ----------
    message_id
        The reply that was edited along with the change, and is to be edited back.
    """
    argument = f"{change_id}" if message_id is None else f"{change_id}:{message_id}"
    return [components.Button(UNDO, translate("button-undo"), argument)]


async def send(
    rest: hikari.api.RESTClient,
    channel_id: int,
    text: str,
    *,
    buttons: Sequence[components.Component] = (),
    reply_to: int | None = None,
    nonce: str,
    rich: RichAnswer | None = None,
) -> hikari.Message:
    """Send an answer as one message, as a few, or as a file. Return the last message, which has the buttons.

    Parameters
    ----------
    rich
        What goes along with the words; if Discord does not take it, the words are sent alone.
    nonce
        By which Discord recognises a repeated request, so that no answer is posted twice. At most 23 characters, new for each answer.
    """
    if rich is not None and not rich.plain:
        try:
            return await _send(rest, channel_id, text, rich, buttons=buttons, reply_to=reply_to, nonce=nonce)
        except (hikari.BadRequestError, hikari.ForbiddenError, hikari.ClientHTTPResponseError) as error:
            _log.warning("channel %d: an answer is sent without what goes along with it: %s", channel_id, error)
            nonce = f"{nonce}p"
    return await _send(rest, channel_id, text, RichAnswer(), buttons=buttons, reply_to=reply_to, nonce=nonce)


async def _send(
    rest: hikari.api.RESTClient,
    channel_id: int,
    text: str,
    rich: RichAnswer,
    *,
    buttons: Sequence[components.Component],
    reply_to: int | None,
    nonce: str,
) -> hikari.Message:
    pieces = splitting.split(text, LONGEST_MESSAGE) if rich.embed is None else [""]
    files = list(rich.files)
    if len(pieces) > MOST_MESSAGES:
        pieces, files = [""], [hikari.Bytes(text.encode(), "answer.txt"), *files]
    sent: hikari.Message | None = None
    for number, piece in enumerate(pieces):
        last = number == len(pieces) - 1
        sent = await post(
            rest,
            channel_id,
            reply_to if number == 0 else None,
            nonce=f"{nonce}-{number}",
            content=piece or hikari.UNDEFINED,
            attachments=(files if last else None) or hikari.UNDEFINED,
            embeds=[rich.embed] if rich.embed is not None else hikari.UNDEFINED,
            components=components.rows(*buttons, *rich.links) if last else [],
        )
    if sent is None:
        raise ValueError("an answer needs a text")
    return sent


def messages_of(turn: models.Turn) -> list[int]:
    """Return the ids of the messages that a reply fills, as far as they are known, the first one first."""
    further = () if turn.reply.composed is None else turn.reply.composed.messages
    return [] if turn.reply_message_id is None else [turn.reply_message_id, *further]


def standing(turn: models.Turn, text: str) -> str:
    """Return what the message of a reply says: `text`, below a quotation of the question if that was spoken."""
    return f"{formatting.said(turn.author_id, turn.prompt)}\n{text}" if turn.heard else text


async def edit(
    rest: hikari.api.RESTClient,
    turn: models.Turn,
    text: str,
    buttons: Sequence[components.Component] | None = None,
    *,
    rich: RichAnswer | None = None,
) -> bool:
    """Put `text`, and what goes along with it, in the place of a reply. Return whether that was possible: the message may be deleted by now.

    What does not fit into its messages follows in new ones, and messages that are not needed any more are deleted. A reply that was spoken
    has words only.
    """
    if rich is not None and not rich.plain and not turn.heard:
        try:
            return await _edit(rest, turn, text, buttons, rich)
        except hikari.BadRequestError as error:
            _log.warning("reply %s is changed without what goes along with it: %s", turn.reply_message_id, error)
    return await _edit(rest, turn, text, buttons, RichAnswer())


async def _edit(
    rest: hikari.api.RESTClient,
    turn: models.Turn,
    text: str,
    buttons: Sequence[components.Component] | None,
    rich: RichAnswer,
) -> bool:
    if turn.reply_message_id is None:
        return False
    pieces = [] if rich.embed else splitting.split(standing(turn, text), LONGEST_MESSAGE)
    first, more = pieces[0] if pieces else None, pieces[1:]
    _, *further = messages_of(turn)
    rows = components.rows(*(votes() if buttons is None else buttons), *rich.links)
    try:
        await rest.edit_message(
            turn.channel_id,
            turn.reply_message_id,
            first,
            attachments=list(rich.files) or None,
            embeds=[] if rich.embed is None else [rich.embed],
            components=[] if further and more else rows,
            **NO_MENTIONS,
        )
        more = await _edit_further(rest, turn.channel_id, further, more, rows)
        for number, piece in enumerate(more):
            nonce, last = f"{turn.reply_message_id}-e{number}", number == len(more) - 1
            below = rows if further and last else hikari.UNDEFINED
            await rest.create_message(turn.channel_id, piece, nonce=nonce, components=below, **NO_MENTIONS)
    except hikari.HikariError as error:
        if isinstance(error, hikari.BadRequestError) and not rich.plain:
            raise
        # What was taught stays; the receipt says that the reply was not changed.
        gone = isinstance(error, (hikari.NotFoundError, hikari.ForbiddenError))
        _log.log(
            logging.INFO if gone else logging.WARNING, "reply %d could not be edited: %s", turn.reply_message_id, error
        )
        return False
    return True


async def _edit_further(
    rest: hikari.api.RESTClient,
    channel_id: int,
    messages: Sequence[int],
    pieces: Sequence[str],
    rows: Sequence[hikari.api.ComponentBuilder],
) -> list[str]:
    """Edit or delete the further messages of a reply; return the pieces that are in none of them. The last one gets the buttons."""
    for number, message_id in enumerate(messages):
        last = number == len(pieces) - 1
        try:
            if number < len(pieces):
                await rest.edit_message(
                    channel_id,
                    message_id,
                    pieces[number],
                    attachments=None,
                    components=rows if last else [],
                    **NO_MENTIONS,
                )
            else:
                await rest.delete_message(channel_id, message_id)
        except hikari.NotFoundError:
            if number < len(pieces):
                return list(pieces[number:])
    return list(pieces[len(messages) :])
