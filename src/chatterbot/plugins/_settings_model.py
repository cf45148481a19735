"""What /settings says about the language model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from chatterbot import errors
from chatterbot.container import Container
from chatterbot.discord import Translator, formatting
from chatterbot.generation import ModelTerms
from chatterbot.preferences import GuildPreferences, ModelMode

__all__ = (
    "FIELDS",
    "MODES",
    "check_configured",
    "lines",
    "of_place",
    "privacy",
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
PLACES: Final[Mapping[ModelMode, str]] = {
    ModelMode.OFF: "settings-place-model-off",
    ModelMode.TAUGHT: "settings-place-model-taught",
    ModelMode.GROUNDED: "settings-place-model-grounded",
    ModelMode.OPEN: "settings-place-model-open",
}
"""What a mode is called in the settings of a single channel."""
WIDER: Final = frozenset({ModelMode.GROUNDED, ModelMode.OPEN})
"""Modes in which questions that nothing taught is near go to the model, too."""
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


def of_place(translate: Translator, mode: ModelMode) -> str:
    """Return what the model may write in a place, in words."""
    return translate(PLACES[mode])


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


def privacy(translate: Translator, terms: ModelTerms | None, present: GuildPreferences) -> list[str]:
    """Return the sentence of /privacy about what goes to the model; none if nothing does."""
    if terms is None or _widest(present) is ModelMode.OFF:
        return []
    return [_told(translate, terms, "privacy-model-sent", "privacy-model-sent-here")]


def check_configured(services: Container) -> None:
    """Refuse to set something about a model where there is none.

    Raises
    ------
    errors.RefusedError
        ``error-settings-no-model``
    """
    if services.model_terms is None:
        raise errors.RefusedError("error-settings-no-model")


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
