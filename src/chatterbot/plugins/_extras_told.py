"""What is sent along with an answer, in words: for receipts, lists and explanations."""

from __future__ import annotations

from chatterbot import models
from chatterbot.discord import Translator, formatting
from chatterbot.teaching import extras as extras_

__all__ = ("told",)


def told(translate: Translator, extras: models.AnswerExtras) -> list[str]:
    """Return a line for each thing that is sent along."""
    lines: list[str] = []
    if extras.file is not None:
        name = formatting.code(formatting.own_name(extras.file).rpartition("/")[2])
        lines.append(translate("extras-told-file", name=name))
    if extras.link is not None:
        label = formatting.quoted(extras.link_label or extras_.host_of(extras.link), 80)
        lines.append(translate("extras-told-link", label=label, link=f"<{extras.link}>"))
    if extras.title is not None:
        lines.append(translate("extras-told-title", title=formatting.quoted(extras.title, 100)))
    return lines
