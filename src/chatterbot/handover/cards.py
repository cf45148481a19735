"""What a handed-over question looks like: the card for the helpers, and the messages to who asked."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Final

import hikari

from chatterbot.discord import Translator, components, formatting
from chatterbot.store import HandoverRecord, HandoverStatus

__all__ = (
    "ANSWER",
    "ASK",
    "DECLINE",
    "GIVE_BACK",
    "LONGEST_ANSWER",
    "LONGEST_REASON",
    "TAKE",
    "TEACH",
    "WITHDRAW",
    "Card",
    "ask_button",
    "asked_buttons",
    "buttons",
    "text",
)

ASK: Final = "handover-ask"
"""Under "I don't know that yet": hand the question over; no argument, the message of the button is the reply."""
WITHDRAW: Final = "handover-withdraw"
"""For who asked: take the question back; argument: its id."""
TAKE: Final = "handover-take"
GIVE_BACK: Final = "handover-give-back"
ANSWER: Final = "handover-answer"
DECLINE: Final = "handover-decline"
TEACH: Final = "handover-teach"
"""On the card; no argument, the message of the button is the card. The forms have the same verbs, and the card's message id as argument."""

LONGEST_ANSWER: Final = 1_700
"""Characters of a helper's answer: with who answers whom above it, it fits into one message."""
LONGEST_REASON: Final = 500
CLIPPED_QUESTION: Final = 600
CLIPPED_NEAR: Final = 300
CLIPPED_ANSWER: Final = 500
"""Characters shown on the card, those included that make markup inert. All of it fits into a message."""
MOST_ASKERS: Final = 5
"""People named on a card; it says how many more there are."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What stands on a card."""

    questions: Sequence[HandoverRecord]
    """The question, and the same one of other people; not empty."""
    near: str = ""
    """What the bot nearly would have said; empty: nothing."""
    ping: int | None = None
    """The role that the card pings."""
    taught: bool = False
    """Whether the answer was taught."""

    @property
    def first(self) -> HandoverRecord:
        """The question that the card was made for, or that is left of it; one that waits goes before one that is done with."""
        return next((each for each in self.questions if each.waits), self.questions[0])


def ask_button(translate: Translator) -> components.Button:
    """Return the button that hands a question over."""
    return components.Button(ASK, translate("handover-button-ask"), emoji="🙋")


def asked_buttons(translate: Translator, record: HandoverRecord) -> list[components.Button]:
    """Return what stands under the bot's reply once the question is in people's hands."""
    return [components.Button(WITHDRAW, translate("handover-button-withdraw"), str(record.id))]


def text(translate: Translator, card: Card) -> str:
    """Return the text of a card."""
    first = card.first
    askers = list(dict.fromkeys(each.asker_id for each in card.questions))
    named = ", ".join(formatting.person(translate, asker) for asker in askers[:MOST_ASKERS])
    lines = [
        f"<@&{card.ping}>" if card.ping else "",
        translate("handover-card", askers=named, count=len(askers)),
        f"> {formatting.quoted(first.question, CLIPPED_QUESTION)}",
        translate("handover-card-link", link=link(first)),
        translate("handover-card-near", answer=formatting.quoted(card.near, CLIPPED_NEAR)) if card.near else "",
        _state(translate, first),
        translate("handover-card-taught") if card.taught else "",
    ]
    return "\n".join(line for line in lines if line)


def _state(translate: Translator, record: HandoverRecord) -> str:
    helper = formatting.person(translate, record.helper_id or 0)
    answer = formatting.quoted(record.answer or "", CLIPPED_ANSWER)
    match record.status:
        case HandoverStatus.OPEN:
            return translate("handover-card-open")
        case HandoverStatus.TAKEN:
            return translate("handover-card-taken", helper=helper)
        case HandoverStatus.ANSWERED:
            return translate("handover-card-answered", helper=helper, answer=answer)
        case HandoverStatus.DECLINED:
            return translate("handover-card-declined", helper=helper, reason=answer)
        case HandoverStatus.UNREACHABLE:
            return translate("handover-card-unreachable", helper=helper, answer=answer)


def buttons(translate: Translator, card: Card) -> list[components.Button]:
    """Return the buttons of a card."""
    first = card.first
    if first.waits:
        taken = first.status is HandoverStatus.TAKEN
        return [
            components.Button(ANSWER, translate("handover-button-answer"), emoji="✏️", style=hikari.ButtonStyle.PRIMARY),
            components.Button(GIVE_BACK if taken else TAKE, translate(_BACK if taken else _TAKE), emoji="✋"),
            components.Button(DECLINE, translate("handover-button-decline"), emoji="🚫"),
        ]
    if first.status is HandoverStatus.DECLINED or card.taught:
        return []
    return [components.Button(TEACH, translate("handover-button-teach"), emoji="💡", style=hikari.ButtonStyle.SUCCESS)]


_TAKE: Final = "handover-button-take"
_BACK: Final = "handover-button-give-back"


def link(record: HandoverRecord) -> str:
    """Return the link of the message that asked."""
    message = record.prompt_message_id or record.reply_message_id
    return formatting.message_link(record.scope_id, record.channel_id, message)
