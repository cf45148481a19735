"""What /train offers with ``target:model``: what would be sent to the model's server, and buttons that send it."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Final

import hikari

from chatterbot import errors
from chatterbot.container import Container
from chatterbot.datasets import ExportFormat, Omission
from chatterbot.discord import Context, Translator, components, error_messages, formatting
from chatterbot.finetuning import PreparedFiles

__all__ = ("NO", "START", "TARGETS", "TrainTarget", "left_out", "offer")

START: Final = "finetune-start"
"""Argument: the format."""
NO: Final = "finetune-no"
LEFT_OUT: Final[Mapping[Omission, str]] = {
    Omission.SILENT: "finetune-left-silent",
    Omission.NEGATIVE: "finetune-left-negative",
    Omission.UNPAIRED: "finetune-left-unpaired",
}
"""Catalogue keys of why examples are left out."""
FORMATS: Final[Mapping[ExportFormat, tuple[str, str]]] = {
    ExportFormat.CHAT: ("finetune-with-chat", "finetune-with-chat-button"),
    ExportFormat.PREFERENCE: ("finetune-with-preference", "finetune-with-preference-button"),
}
"""Catalogue keys of what a model can be trained with, and of the button."""


class TrainTarget(enum.StrEnum):
    """What is taught."""

    BOT = "bot"
    MODEL = "model"
    """A language model, on its server."""


TARGETS: Final[Mapping[TrainTarget, str]] = {
    TrainTarget.BOT: "train-target-bot",
    TrainTarget.MODEL: "train-target-model",
}
"""Catalogue keys of what can be taught."""


async def offer(context: Context, services: Container) -> None:
    """Answer with what a job would be trained with, and a button for each way that is possible."""
    if context.guild_id is None:
        raise errors.RefusedError("error-finetune-direct")
    services.finetuning.check_available()
    await context.defer()
    translate = context.translate
    lines = [translate("finetune-offer", model=formatting.code(services.finetuning.base_model))]
    buttons: list[components.Component] = []
    for form, (key, button) in FORMATS.items():
        files = await services.finetuning.prepared(context.scope_id, form)
        lines += ["", *_described(translate, key, files)]
        label = translate(button, rows=files.rows)
        style = hikari.ButtonStyle.PRIMARY if not buttons else hikari.ButtonStyle.SECONDARY
        buttons.append(components.Button(START, label, form.value, style=style, disabled=files.problem is not None))
    lines += ["", translate("finetune-offer-cost")]
    buttons.append(components.Button(NO, translate("finetune-no-button")))
    await context.answer("\n".join(lines), buttons=buttons)


def _described(translate: Translator, key: str, files: PreparedFiles) -> list[str]:
    lines = [f"**{translate(key)}**"]
    if files.problem is None:
        lines.append(translate("finetune-offer-rows", rows=files.rows, held=files.held_out, tokens=files.tokens))
    else:
        lines.append(f"❌ {error_messages.explain(files.problem, translate)}")
    lines += left_out(translate, files.left_out, files.reduced)
    if files.duplicates:
        lines.append(translate("finetune-left-double", count=files.duplicates))
    return lines


def left_out(translate: Translator, counts: Mapping[Omission, int], reduced: int) -> list[str]:
    """Return lines that say what of a dataset is not in a file, and why."""
    lines = [translate(key, count=counts[why]) for why, key in LEFT_OUT.items() if counts.get(why)]
    if reduced:
        lines.append(translate("finetune-left-reduced", count=reduced))
    return lines
