"""Texts in one person's, or one guild's, language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import hikari

from chatterbot.catalogue import DEFAULT_LANGUAGE, Catalogue
from chatterbot.preferences import Preferences

__all__ = ("DEFAULT_LOCALE", "Languages", "Translator", "written_in")

DEFAULT_LOCALE: Final = hikari.Locale.EN_US
"""What Discord shows of a command to people whose language has no translation of it."""

_LOCALES: Final[Mapping[str, tuple[hikari.Locale, ...]]] = {
    "en": (hikari.Locale.EN_US, hikari.Locale.EN_GB),
    "pt": (hikari.Locale.PT_BR,),
    "es": (hikari.Locale.ES_ES,),
    "sv": (hikari.Locale.SV_SE,),
    "zh": (hikari.Locale.ZH_CN,),
}
"""Discord's locales of languages whose code is not itself a locale of Discord's."""


class Translator:
    """The catalogue in one language: ``words("chat-unknown")``."""

    __slots__ = ("_catalogue", "language")

    def __init__(self, catalogue: Catalogue, language: str) -> None:
        self._catalogue = catalogue
        self.language = language

    def __call__(self, key: str, /, **params: object) -> str:
        """The text of `key`; see `Catalogue.text`."""
        return self._catalogue.text(self.language, key, **params)


def written_in(text: str) -> str | None:
    """Tell a language by its letters, where they tell: mostly Cyrillic, and none that Russian lacks, is Russian."""
    letters = [letter for letter in text.lower() if letter.isalpha()]
    cyrillic = sum("а" <= letter <= "я" or letter == "ё" for letter in letters)
    foreign = any(
        "\u0450" <= letter <= "\u052f" and letter != "ё" for letter in letters
    )  # Ukrainian, Serbian, Kazakh ...
    return "ru" if letters and not foreign and cyrillic > len(letters) / 2 else None


class Languages:
    """Finds the language to speak.

    Parameters
    ----------
    catalogue
        All texts.
    preferences
        Knows the language a guild chose.
    default
        Language code for ordinary messages in guilds that chose none.
    """

    def __init__(self, catalogue: Catalogue, preferences: Preferences, default: str) -> None:
        self._catalogue = catalogue
        self._preferences = preferences
        self._default = default

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of all languages the bot speaks."""
        return self._catalogue.languages

    def translate(self, language: str) -> Translator:
        """Words of one language code."""
        return Translator(self._catalogue, language)

    def of_locale(self, locale: str | None) -> Translator:
        """For commands, buttons and forms: the person's own language, as their Discord client is set."""
        return Translator(self._catalogue, self._catalogue.language_of(locale))

    async def of_message(self, scope_id: int, said: str | None) -> Translator:
        """For ordinary messages: what the guild (or the person, in a DM) chose, else the language the message looks written in."""
        language = (await self._preferences.get(scope_id)).language or written_in(said or "") or self._default
        return Translator(self._catalogue, self._catalogue.language_of(language))

    def everywhere(self, key: str) -> dict[str, str]:
        """Language code to the text of `key`, in every language that has it."""
        return {
            code: self._catalogue.text(code, key)
            for code in self._catalogue.languages
            if key in self._catalogue.keys(code)
        }

    def localisations(self, key: str) -> Mapping[hikari.Locale, str]:
        """Lightbulb's localisation provider: Discord's locale to the text of `key`.

        English stands under `DEFAULT_LOCALE` only: it is the default that everybody else sees.
        """
        found: dict[hikari.Locale, str] = {}
        for code, text in self.everywhere(key).items():
            if code == DEFAULT_LANGUAGE:
                found[DEFAULT_LOCALE] = text
            else:
                found.update(dict.fromkeys(_LOCALES.get(code) or (hikari.Locale(code),), text))
        return found
