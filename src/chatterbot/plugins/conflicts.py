"""Answers that contradict each other, in the receipt of /train: which they are, and buttons to choose."""

from __future__ import annotations

from typing import Final

from chatterbot.plugins import components, loading, shown
from chatterbot.plugins.permissions import Permission
from chatterbot.plugins.requests import InteractionRequest
from chatterbot.plugins.words import Words
from chatterbot.teaching import Conflict, Policy, Teaching, TrainReceipt

__all__ = ("buttons", "lines", "loader", "undo")

loader = loading.Loader()

SHOWN: Final = 5
"""Questions named in a receipt: they fit beside the rest of it."""
REFUSED: Final = 3
"""With more refused lines than these, contradictions are only counted: both lists do not fit."""
ANSWERS: Final = 3
"""Answers of each that are shown."""
LENGTH: Final = 50
"""Characters shown of a question or an answer."""


def lines(words: Words, receipt: TrainReceipt) -> list[str]:
    """Lines of a receipt about contradictions."""
    if not receipt.conflicting:
        return []
    named = receipt.conflicts[:SHOWN] if len(receipt.refused) <= REFUSED else ()
    told = [words("train-conflicts", count=receipt.conflicting), *(_line(words, each) for each in named)]
    if named and receipt.conflicting > len(named):
        told.append(words("train-conflicts-more", count=receipt.conflicting - len(named)))
    return told


def _line(words: Words, conflict: Conflict) -> str:
    before = [words("train-conflict-known", answer=_answer(words, answer)) for answer in conflict.known]
    told = [*before[:ANSWERS], *(_answer(words, answer) for answer in conflict.answers if answer not in conflict.known)]
    rest = "" if len(told) <= ANSWERS + 1 else " / …"
    return f"- {shown.code(conflict.question, LENGTH)}: {' / '.join(told[: ANSWERS + 1])}{rest}"


def _answer(words: Words, answer: str) -> str:
    return shown.code(answer, LENGTH) if answer else words("train-conflict-silence")


def buttons(words: Words, receipt: TrainReceipt) -> list[components.Button]:
    """The choices beside keeping all."""
    if not receipt.conflicting or not receipt.added:
        return []
    change = str(receipt.change_id)
    return [
        components.Button("train-later", label=words("train-conflicts-later-button"), argument=change),
        components.Button("train-earlier", label=words("train-conflicts-earlier-button"), argument=change),
    ]


def undo(words: Words, *changes: int) -> components.Button:
    """The button that takes changes back, the last one first."""
    argument = ",".join(map(str, reversed(changes)))
    return components.Button("train-undo", label=words("train-undo-button"), argument=argument, emoji="↩️")


@loader.button("train-later", permission=Permission.MANAGER)
async def later(request: InteractionRequest, teaching: Teaching) -> None:
    """Let the answers of a job take the place of those they contradict."""
    await _settle(request, teaching, Policy.REPLACE, "train-conflicts-later")


@loader.button("train-earlier", permission=Permission.MANAGER)
async def earlier(request: InteractionRequest, teaching: Teaching) -> None:
    """Take those answers of a job back that contradict what was known."""
    await _settle(request, teaching, Policy.LEAVE, "train-conflicts-earlier")


async def _settle(request: InteractionRequest, teaching: Teaching, policy: Policy, key: str) -> None:
    change_id = int(request.argument)
    settled = await teaching.settle(request.scope_id, request.author_id, change_id, policy)
    first = (request.message.content or "").partition("\n")[0]
    text = f"{first}\n{request.words(key, removed=settled.removed)}"
    await request.replace(text, buttons=[undo(request.words, change_id, settled.change_id)])
