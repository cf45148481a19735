"""What stands in a proposal's message: who wants what, the buttons to decide, and the receipt afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import hikari

from chatterbot.discord import Translator, components, formatting
from chatterbot.proposals.changes import ProposedChange
from chatterbot.proposals.execution import ChangeOutcome
from chatterbot.store import ProposalKind

__all__ = (
    "APPROVE",
    "DECLINE",
    "UNDO",
    "agreed",
    "buttons",
    "card",
    "declined",
    "line",
    "pair",
    "receipt",
    "undo_button",
)

APPROVE: Final = "proposal-approve"
DECLINE: Final = "proposal-decline"
"""Verbs of the buttons under a proposal; argument: its id."""
UNDO: Final = "proposal-undo"
"""Under the receipt; argument as `replies.UNDO`. Everyone who may teach may also take back what was approved, whoever proposed it."""

CLIPPED: Final = 200
"""Characters shown of a question and of the present answer."""
CLIPPED_WORDING: Final = 60
"""Characters shown of each further wording."""
WORDINGS: Final = 3
"""Further wordings that are shown, and questions or answers that go."""
LONGEST_QUOTED: Final = 10_000
"""Characters that hold every text as it is quoted: 4,000, each made inert."""
CLIPPED_ANSWER: Final = 450
"""Characters shown of a proposed answer; what does not fit is attached as a file, for those who decide. All parts fit into a message, and
each into a text of the catalogue (1,000 characters), even if escaping doubles every character."""

_HEADINGS: Final[Mapping[ProposalKind, str]] = {
    ProposalKind.CORRECTION: "proposal-correction",
    ProposalKind.FORGET: "proposal-forget",
    ProposalKind.TEACH: "proposal-teach",
    ProposalKind.EDIT: "proposal-edit",
}
_LINES: Final[Mapping[ProposalKind, str]] = {
    ProposalKind.CORRECTION: "proposals-line-correction",
    ProposalKind.FORGET: "proposals-line-forget",
    ProposalKind.TEACH: "proposals-line-teach",
    ProposalKind.EDIT: "proposals-line-edit",
}
"""Catalogue keys of the first line of a proposal's message, and of its line in the list."""
_DROPS: Final[Mapping[ProposalKind, str]] = {ProposalKind.EDIT: "proposal-drops-questions"}
"""Catalogue keys of what else would go, where that is no answers."""


def card(translate: Translator, change: ProposedChange) -> tuple[str, list[hikari.Bytes]]:
    """Return the text of a proposal's message, and what does not fit into it as files: who decides has to see all of it."""
    rejects = change.kind is ProposalKind.CORRECTION and change.better is None
    heading = "proposal-reject" if rejects else "proposal-also" if change.like else _HEADINGS[change.kind]
    lines = [
        translate(heading, person=formatting.person(translate, change.author_id)),
        f"> {_quoted(change.question)}",
        *_listed(translate, "proposal-wordings", change.wordings),
        *([translate("proposal-like", question=_quoted(change.like_question))] if change.like_question else []),
        *_present(translate, change),
        *_listed(translate, _DROPS.get(change.kind, "proposal-drops-answers"), change.dropped),
    ]
    if change.better is not None:
        key = "proposal-answer" if change.kind is ProposalKind.TEACH else "proposal-better"
        lines.append(translate(key, answer=_quoted(change.better, CLIPPED_ANSWER)))
    if change.credited_id is not None:
        lines.append(translate("proposal-credited", person=formatting.person(translate, change.credited_id)))
    if change.votes > 1:
        lines.append(translate("proposal-votes", count=change.votes))
    if (link := _link(change)) is not None:
        lines.append(translate("proposal-about", link=link))
    return "\n".join([*lines, translate("proposal-who")]), _files(change)


def _listed(translate: Translator, key: str, texts: tuple[str, ...]) -> list[str]:
    """Return a line with some questions or answers, those that fit; nothing if there are none."""
    if not texts:
        return []
    shown = ", ".join(f"“{_quoted(text, CLIPPED_WORDING)}”" for text in texts[:WORDINGS])
    return [translate(key, wordings=shown + (" …" if len(texts) > WORDINGS else ""))]


def _present(translate: Translator, change: ProposedChange) -> list[str]:
    present = _quoted(change.present)
    if change.kind is ProposalKind.TEACH:
        if not present:
            return []
        return [translate("proposal-replaces" if change.replace else "proposal-beside", answer=present)]
    return [translate("proposal-present", answer=present) if present else translate("proposal-present-unknown")]


def _link(change: ProposedChange) -> str | None:
    """Return the link of the message that a change is about."""
    if change.origin is not None:
        return change.origin
    turn = change.turn
    if turn is None or turn.reply_message_id is None:
        return None
    return formatting.message_link(change.guild_id, turn.channel_id, turn.reply_message_id)


def _files(change: ProposedChange) -> list[hikari.Bytes]:
    files: list[hikari.Bytes] = []
    if _is_cut(change.question, CLIPPED) or _is_more(change.wordings):
        files.append(hikari.Bytes("\n".join(change.questions).encode(), "questions.txt", mimetype="text/plain"))
    if change.better is not None and _is_cut(change.better, CLIPPED_ANSWER):
        files.append(hikari.Bytes(change.better.encode(), "answer.txt", mimetype="text/plain"))
    if _is_more(change.dropped):
        files.append(hikari.Bytes("\n".join(change.dropped).encode(), "removed.txt", mimetype="text/plain"))
    return files


def _is_more(texts: tuple[str, ...]) -> bool:
    return len(texts) > WORDINGS or any(_is_cut(text, CLIPPED_WORDING) for text in texts)


def _is_cut(text: str, limit: int) -> bool:
    return _quoted(text, limit) != _quoted(text, LONGEST_QUOTED)


def _quoted(text: str, limit: int = CLIPPED) -> str:
    return formatting.quoted(text, limit)


def buttons(translate: Translator, proposal_id: int) -> list[components.Component]:
    """Return the buttons with which a proposal is decided."""
    argument, style = str(proposal_id), hikari.ButtonStyle.SUCCESS
    return [
        components.Button(APPROVE, translate("button-approve"), argument, emoji="✅", style=style),
        components.Button(DECLINE, translate("button-decline"), argument, emoji="🚫"),
    ]


def line(translate: Translator, change: ProposedChange) -> str:
    """Return a proposal in one line of a list: who wants what for which question."""
    person = formatting.person(translate, change.author_id)
    return translate(_LINES[change.kind], person=person, question=_quoted(change.question, CLIPPED_WORDING))


# -- afterwards --------------------------------------------------------------------------------------------------------


def receipt(
    translate: Translator, change: ProposedChange, outcome: ChangeOutcome, decider_id: int
) -> tuple[str, list[components.Component]]:
    """Return what stands in a proposal's message after it was approved, with the button to take it back."""
    removes = change.better is None
    lines = [
        _signed(translate, "proposal-forgotten" if removes else "proposal-approved", change, decider_id),
        pair(translate, change),
    ]
    if outcome.change_id is None:
        return "\n".join([*lines, translate("proposal-nothing-left")]), []
    return "\n".join(lines), [undo_button(translate, outcome)]


def agreed(
    translate: Translator, change: ProposedChange, outcome: ChangeOutcome
) -> tuple[str, list[components.Component]]:
    """Return what stands in a proposal's message after so many people chose the same that it was learned, with the button to take it back."""
    lines = [translate("proposal-agreed", count=change.votes), pair(translate, change)]
    if outcome.change_id is None:
        return "\n".join([*lines, translate("proposal-nothing-left")]), []
    return "\n".join(lines), [undo_button(translate, outcome)]


def declined(translate: Translator, change: ProposedChange, decider_id: int) -> str:
    """Return what stands in a proposal's message after it was declined."""
    return _signed(translate, "proposal-declined", change, decider_id)


def pair(translate: Translator, change: ProposedChange) -> str:
    """Return the question and the answer that was taught for it, or that is no longer given."""
    answer = change.present if change.better is None else change.better
    return translate("learned-pair", question=_quoted(change.question), answer=_quoted(answer))


def _signed(translate: Translator, key: str, change: ProposedChange, decider_id: int) -> str:
    decider, person = formatting.person(translate, decider_id), formatting.person(translate, change.author_id)
    return translate(key, decider=decider, person=person)


def undo_button(translate: Translator, outcome: ChangeOutcome) -> components.Button:
    """Return the button that takes back what was approved."""
    argument = f"{outcome.change_id}" if outcome.edited is None else f"{outcome.change_id}:{outcome.edited}"
    return components.Button(UNDO, translate("button-undo"), argument)
