"""Texts in the language of a person or a guild."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
    """The catalogue in one language: ``translate("chat-unknown")``."""

    __slots__ = ("_catalogue", "language")

    def __init__(self, catalogue: Catalogue, language: str) -> None:
        self._catalogue = catalogue
        self.language = language

    def __call__(self, key: str, /, **params: object) -> str:
        """Return the text of `key`; see `Catalogue.text`."""
        return self._catalogue.text(self.language, key, **params)


def written_in(text: str) -> str | None:
    """Return ``"ru"`` for a text that is mostly Cyrillic, without letters that Russian does not have; otherwise `None`."""
    letters = [letter for letter in text.lower() if letter.isalpha()]
    cyrillic = sum("а" <= letter <= "я" or letter == "ё" for letter in letters)
    foreign = any(
        "\u0450" <= letter <= "\u052f" and letter != "ё" for letter in letters
    )  # Ukrainian, Serbian, Kazakh ...
    return "ru" if letters and not foreign and cyrillic > len(letters) / 2 else None


class Languages:
    """Finds the language to answer in.

    Parameters
    ----------
    catalogue
        All texts.
    preferences
        Knows the language a guild chose.
    default
        Language code for ordinary messages in guilds that chose none.
    guild_locale
        Returns the locale a guild chose on Discord, by its id; for what the bot posts by itself.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        preferences: Preferences,
        default: str,
        *,
        guild_locale: Callable[[int], str | None] = lambda _: None,
    ) -> None:
        self._guild_locale = guild_locale
        self._catalogue = catalogue
        self._preferences = preferences
        self._default = default

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all languages the bot speaks."""
        return self._catalogue.languages

    def translate(self, language: str) -> Translator:
        """Return the texts of one language, by its code."""
        return Translator(self._catalogue, language)

    def of_locale(self, locale: str | None) -> Translator:
        """Return the texts for commands, buttons and forms: in the language of the person's Discord client."""
        return Translator(self._catalogue, self._catalogue.language_of(locale))

    async def of_message(self, scope_id: int, said: str | None) -> Translator:
        """Return the texts for ordinary messages: in the language that the guild (or the person, in direct messages) chose, else that of the message.

        For what the bot posts by itself (`said` is `None`), the language that the guild chose on Discord comes second.
        """
        language = (await self._preferences.get(scope_id)).language
        language = language or (self._guild_locale(scope_id) if said is None else written_in(said)) or self._default
        return Translator(self._catalogue, self._catalogue.language_of(language))

    def everywhere(self, key: str) -> dict[str, str]:
        """Return the text of `key` in every language that has it, by language code."""
        return self._catalogue.everywhere(key)

    def localisations(self, key: str) -> Mapping[hikari.Locale, str]:
        """Return the text of `key` by Discord's locale, as lightbulb wants it.

        English stands under `DEFAULT_LOCALE` only: it is what people with any other language see.
        """
        found: dict[hikari.Locale, str] = {}
        for code, text in self.everywhere(key).items():
            if code == DEFAULT_LANGUAGE:
                found[DEFAULT_LOCALE] = text
            else:
                found.update(dict.fromkeys(_LOCALES.get(code) or (hikari.Locale(code),), text))
        return found
