"""What /settings says about the language model, and the menus and buttons that change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from chatterbot import errors
from chatterbot.container import Container
from chatterbot.discord import Translator, components, formatting
from chatterbot.generation import ModelTerms
from chatterbot.plugins import _settings_parts as parts
from chatterbot.preferences import GuildPreferences, ModelMode

__all__ = (
    "FIELDS",
    "MODES",
    "buttons",
    "check_configured",
    "check_name",
    "following",
    "lines",
    "of_place",
    "place_button",
    "receipts",
    "row",
)

FIELDS: Final = frozenset({"model", "model_name", "model_reads_channel"})
"""The preferences about the model."""
MODES: Final[Mapping[ModelMode, str]] = {
    ModelMode.OFF: "choice-settings-model-off",
    ModelMode.TAUGHT: "choice-settings-model-taught",
    ModelMode.GROUNDED: "choice-settings-model-grounded",
    ModelMode.OPEN: "choice-settings-model-open",
}
ABOUTS: Final[Mapping[ModelMode, str]] = {
    ModelMode.OFF: "settings-model-off-about",
    ModelMode.TAUGHT: "settings-model-taught-about",
    ModelMode.GROUNDED: "settings-model-grounded-about",
    ModelMode.OPEN: "settings-model-open-about",
}
"""What each mode means."""
PRESSES: Final[Mapping[ModelMode, str]] = {
    ModelMode.OFF: "settings-press-model-off",
    ModelMode.TAUGHT: "settings-press-model-taught",
    ModelMode.GROUNDED: "settings-press-model-grounded",
    ModelMode.OPEN: "settings-press-model-open",
}
PLACES: Final[Mapping[ModelMode, str]] = {
    ModelMode.OFF: "settings-place-model-off",
    ModelMode.TAUGHT: "settings-place-model-taught",
    ModelMode.GROUNDED: "settings-place-model-grounded",
    ModelMode.OPEN: "settings-place-model-open",
}
"""What a mode is called in the settings of a single channel."""
WIDER: Final = frozenset({ModelMode.GROUNDED, ModelMode.OPEN})
"""Modes in which questions that nothing taught is near go to the model, too."""
LONGEST_CHOICE: Final = 100
"""Characters of a choice's value (Discord's limit): a longer name cannot be offered."""
NAME_SHOWN: Final = 60


def row(translate: Translator, present: GuildPreferences) -> str:
    """Return the line about the model in the list of all settings."""
    return translate("settings-model", mode=translate(MODES[present.model]))


def lines(translate: Translator, terms: ModelTerms, present: GuildPreferences, names: Sequence[str]) -> list[str]:
    """Return what is chosen, what it means, and what is sent where."""
    chosen = terms.model if present.model_name is None else present.model_name
    found = [row(translate, present), translate(ABOUTS[present.model])]
    others = {override.model for override in present.overrides.values()} - {None}
    if present.model is not ModelMode.OFF or others - {ModelMode.OFF}:
        found.append(_sent(translate, terms))
    found.append(translate("settings-model-name", name=formatting.code(chosen, NAME_SHOWN)))
    if chosen not in names:
        found.append(translate("settings-model-name-gone", name=formatting.code(terms.model, NAME_SHOWN)))
    found.append(translate("settings-model-reads-on" if present.model_reads_channel else "settings-model-reads-off"))
    return found


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


def of_place(translate: Translator, mode: ModelMode) -> str:
    """Return what the model may write in a place, in words."""
    return translate(PLACES[mode])


def place_button(translate: Translator, place: int, mode: ModelMode | None) -> components.Button:
    """Return the button that shows what the model may write in a place, and goes to the next mode."""
    label = translate("settings-place-model-unset") if mode is None else of_place(translate, mode)
    return components.Button(parts.PRESS, label, f"place:{place}:model:{following(mode)}", emoji="🔁")


def following(mode: ModelMode | None) -> str:
    """Return the value of a place after a press: the modes in order, then back to the server's."""
    values: list[ModelMode | None] = [None, *ModelMode]
    after = values[(values.index(mode) + 1) % len(values)]
    return parts.UNSET if after is None else after.value


def receipts(
    translate: Translator, terms: ModelTerms | None, before: GuildPreferences, after: GuildPreferences
) -> list[str]:
    """Return sentences about what is sent from now on, and was not before."""
    if terms is None:
        return []
    found: list[str] = []
    if _widest(before) not in WIDER and _widest(after) in WIDER:
        found.append(_told(translate, terms, "settings-model-receipt", "settings-model-receipt-here"))
    if after.model_reads_channel and not before.model_reads_channel:
        found.append(_told(translate, terms, "settings-model-reads-receipt", "settings-model-reads-receipt-here"))
    return found


def check_configured(services: Container) -> None:
    """Refuse to set something about a model where there is none.

    Raises
    ------
    errors.RefusedError
        ``error-settings-no-model``
    """
    if services.model_terms is None:
        raise errors.RefusedError("error-settings-no-model")


async def check_name(services: Container, scope_id: int, value: str) -> Mapping[str, Any]:
    """Return the fields for a model that was chosen.

    Raises
    ------
    errors.UserError
        ``error-settings-no-model``; ``error-settings-model-gone``: it is not allowed any more.
    """
    check_configured(services)
    terms = services.model_terms
    if value == parts.UNSET or terms is None:
        return {"model_name": None}
    if value not in await terms.choices(scope_id):
        raise errors.NotFoundError("error-settings-model-gone")
    return {"model_name": value}


def _widest(preferences: GuildPreferences) -> ModelMode:
    """Return the mode of those in use anywhere in which most is sent."""
    modes = [*ModelMode]
    used = [preferences.model, *(each.model for each in preferences.overrides.values() if each.model is not None)]
    return max(used, key=modes.index)


def _sent(translate: Translator, terms: ModelTerms) -> str:
    return _told(translate, terms, "settings-model-sent", "settings-model-sent-here")


def _told(translate: Translator, terms: ModelTerms, key: str, here: str) -> str:
    """Return a sentence that names the server, or says that there is none."""
    return translate(here) if terms.host is None else translate(key, host=formatting.code(terms.host, NAME_SHOWN))
