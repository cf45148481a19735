"""Answers that contradict each other, in the receipt of /train: a list of them, and buttons to choose between them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from chatterbot.container import Container
from chatterbot.discord import AccessLevel, InteractionContext, Loader, Translator, components, formatting
from chatterbot.teaching import Conflict, Policy, TrainReceipt

__all__ = ("buttons", "lines", "loader", "undo")

loader = Loader[Container]()

DECIDED: Final[Mapping[Policy, str]] = {
    Policy.REPLACE: "train-conflicts-were-replaced",
    Policy.LEAVE: "train-conflicts-were-left",
}
"""Catalogue keys of what became of contradictions, where that was chosen with the command."""
SHOWN: Final = 5
"""Questions named in a receipt: as many as fit beside the rest of it."""
REFUSED: Final = 3
"""With more refused lines than these, contradictions are only counted: there is no room for both lists."""
ANSWERS: Final = 3
"""Answers shown of each question, beside one more."""
LENGTHS: Final = (50, 25)
"""Characters shown of a question or an answer; the smaller number where a line would be too long."""
LINE_LENGTH: Final = 200
"""Characters of a line: five of them and a receipt have less than Discord's 2000."""


def lines(translate: Translator, receipt: TrainReceipt, policy: Policy) -> list[str]:
    """Return the lines of a receipt about contradictions, and about what became of them."""
    if not receipt.conflicting:
        return []
    named = receipt.conflicts[:SHOWN] if len(receipt.refused) <= REFUSED else ()
    removed = receipt.replaced + receipt.left
    told = [
        translate("train-conflicts", count=receipt.conflicting)
        if policy is Policy.KEEP
        else translate(DECIDED[policy], count=receipt.conflicting, removed=removed),
        *(_line(translate, each) for each in named),
    ]
    if named and receipt.conflicting > len(named):
        told.append(translate("train-conflicts-more", count=receipt.conflicting - len(named)))
    return told


def _line(translate: Translator, conflict: Conflict) -> str:
    lines_ = (_line_of(translate, conflict, length) for length in LENGTHS)
    return next((line for line in lines_ if len(line) <= LINE_LENGTH), "") or _line_of(translate, conflict, LENGTHS[-1])


def _line_of(translate: Translator, conflict: Conflict, length: int) -> str:
    """Return the line with at most `length` characters of the question and of each answer."""

    def shown(answer: str) -> str:
        return formatting.code(answer, length) if answer else translate("train-conflict-silence")

    before = [translate("train-conflict-known", answer=shown(answer)) for answer in conflict.known]
    told = [*before[:ANSWERS], *(shown(answer) for answer in conflict.answers if answer not in conflict.known)]
    rest = "" if len(told) <= ANSWERS + 1 else " / …"
    return f"- {formatting.code(conflict.question, length)}: {' / '.join(told[: ANSWERS + 1])}{rest}"


def buttons(translate: Translator, receipt: TrainReceipt, policy: Policy) -> list[components.Button]:
    """Return the buttons for the choices other than to keep all answers; none if a choice was made already."""
    if not receipt.conflicting or not receipt.added or policy is not Policy.KEEP:
        return []
    change = str(receipt.change_id)
    return [
        components.Button("train-later", label=translate("train-conflicts-later-button"), argument=change),
        components.Button("train-earlier", label=translate("train-conflicts-earlier-button"), argument=change),
    ]


def undo(translate: Translator, *changes: int) -> components.Button:
    """Return the button that undoes changes, the last one first."""
    argument = ",".join(map(str, reversed(changes)))
    return components.Button("train-undo", label=translate("train-undo-button"), argument=argument, emoji="↩️")


@loader.button("train-later", access=AccessLevel.MANAGER)
async def later(context: InteractionContext, services: Container) -> None:
    """Put the answers of a job in the place of those they contradict."""
    await _settle(context, services, Policy.REPLACE, "train-conflicts-later")


@loader.button("train-earlier", access=AccessLevel.MANAGER)
async def earlier(context: InteractionContext, services: Container) -> None:
    """Take back those answers of a job that contradict what was known before."""
    await _settle(context, services, Policy.LEAVE, "train-conflicts-earlier")


async def _settle(context: InteractionContext, services: Container, policy: Policy, key: str) -> None:
    change_id = context.number
    async with context.deferring(replace=True):
        settled = await services.teaching.settle(context.scope_id, context.author_id, change_id, policy)
    first = (context.message.content or "").partition("\n")[0]
    text = f"{first}\n{context.translate(key, removed=settled.removed)}"
    await context.replace(text, buttons=[undo(context.translate, change_id, settled.change_id)])
