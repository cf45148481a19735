"""The menus and buttons of /settings that change what the language model may write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from chatterbot import errors
from chatterbot.container import Container
from chatterbot.discord import Translator, components
from chatterbot.generation import ModelTerms
from chatterbot.plugins import _settings_model
from chatterbot.plugins import _settings_parts as parts
from chatterbot.preferences import GuildPreferences, ModelMode

__all__ = ("buttons", "check_name", "following", "place_button")

PRESSES: Final[Mapping[ModelMode, str]] = {
    ModelMode.OFF: "settings-press-model-off",
    ModelMode.TAUGHT: "settings-press-model-taught",
    ModelMode.GROUNDED: "settings-press-model-grounded",
    ModelMode.OPEN: "settings-press-model-open",
}
LONGEST_CHOICE: Final = 100
"""Characters of a choice's value (Discord's limit): a longer name cannot be offered."""


def buttons(
    translate: Translator, terms: ModelTerms, present: GuildPreferences, names: Sequence[str]
) -> list[components.Component]:
    """Return what changes the settings of the model."""
    shown: list[components.Component] = [
        parts.option(translate(key), f"model:{mode}", chosen=present.model is mode) for mode, key in PRESSES.items()
    ]
    reads = present.model_reads_channel
    shown.append(
        components.Button(
            parts.PRESS,
            translate("settings-press-model_reads_channel-off" if reads else "settings-press-model_reads_channel-on"),
            f"model_reads_channel:{parts.NO if reads else parts.YES}",
        )
    )
    further = [name for name in names if name != terms.model and len(name) <= LONGEST_CHOICE]
    if further or present.model_name is not None:
        usual = translate("settings-model-usual", name=terms.model)
        choices = [components.Choice(usual, parts.UNSET, chosen=present.model_name is None)]
        choices += [
            components.Choice(translate("settings-model-choice", name=name), name, chosen=present.model_name == name)
            for name in further[: components.CHOICES_IN_A_MENU - 1]
        ]
        shown.append(
            components.Menu(
                verb=parts.PICK,
                argument="model_name",
                placeholder=translate("settings-pick-model_name"),
                choices=choices,
            )
        )
    return shown


def place_button(translate: Translator, place: int, mode: ModelMode | None) -> components.Button:
    """Return the button that shows what the model may write in a place, and goes to the next mode."""
    label = translate("settings-place-model-unset") if mode is None else _settings_model.of_place(translate, mode)
    return components.Button(parts.PRESS, label, f"place:{place}:model:{following(mode)}", emoji="🔁")


def following(mode: ModelMode | None) -> str:
    """Return the value of a place after a press: the modes in order, then back to the server's."""
    values: list[ModelMode | None] = [None, *ModelMode]
    after = values[(values.index(mode) + 1) % len(values)]
    return parts.UNSET if after is None else after.value


async def check_name(services: Container, scope_id: int, value: str) -> Mapping[str, Any]:
    """Return the fields for a model that was chosen.

    Raises
    ------
    errors.UserError
        ``error-settings-no-model``; ``error-settings-model-gone``: it is not allowed any more.
    """
    _settings_model.check_configured(services)
    if value == parts.UNSET:
        return {"model_name": None}
    if value not in await services.finetuning.models.allowed_models(scope_id):
        raise errors.NotFoundError("error-settings-model-gone")
    return {"model_name": value}
