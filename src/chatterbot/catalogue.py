"""The message catalogue: every text a person sees, by key and language.

Texts are Project Fluent files (``locales/<language>/*.ftl``, https://projectfluent.org): they know the plural forms of Russian
and every other language, and a value a person typed is never parsed as markup of the catalogue.
"""

from __future__ import annotations

import importlib.resources
from typing import TYPE_CHECKING, Final

from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import ast

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

__all__ = ("DEFAULT_LANGUAGE", "Catalogue")

DEFAULT_LANGUAGE: Final = "en"
"""What people read whose own language has no catalogue."""


class Catalogue:
    """Texts in every language the bot speaks.

    Parameters
    ----------
    bundles
        Language code (``en``, ``ru``) to its texts; must hold `DEFAULT_LANGUAGE`.
    keys
        Language code to the keys it defines.
    """

    def __init__(self, bundles: Mapping[str, FluentBundle], keys: Mapping[str, frozenset[str]]) -> None:
        self._bundles = bundles
        self._keys = keys

    @classmethod
    def load(cls, folder: Traversable | None = None) -> Catalogue:
        """Read all languages from `folder` (default: the package's own ``locales``).

        Raises
        ------
        ValueError
            If a file has a syntax error, or a key stands twice in one language: the program's own mistake, found by any test.
        """
        folder = folder or importlib.resources.files("chatterbot") / "locales"
        bundles: dict[str, FluentBundle] = {}
        keys: dict[str, frozenset[str]] = {}
        for language in sorted((entry for entry in folder.iterdir() if entry.is_dir()), key=lambda entry: entry.name):
            files = sorted(
                (file for file in language.iterdir() if file.name.endswith(".ftl")), key=lambda file: file.name
            )
            if not files:
                continue
            bundle = FluentBundle([language.name, DEFAULT_LANGUAGE], use_isolating=False)
            known: set[str] = set()
            for file in files:
                resource = FluentResource(file.read_text(encoding="utf-8"))
                for entry in resource.body:
                    if isinstance(entry, ast.Junk):
                        start = (entry.content or "").strip()[:80]
                        raise ValueError(  # noqa: TRY004 - the file says something wrong, nobody passed a wrong type
                            f"{language.name}/{file.name}: not Fluent syntax: {start!r}"
                        )
                    if (identifier := getattr(entry, "id", None)) is not None:
                        if identifier.name in known:
                            raise ValueError(f"{language.name}/{file.name}: {identifier.name} is defined twice")
                        known.add(identifier.name)
                bundle.add_resource(resource)
            bundles[language.name] = bundle
            keys[language.name] = frozenset(known)
        return cls(bundles, keys)

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of all languages, sorted."""
        return tuple(self._bundles)

    def keys(self, language: str) -> frozenset[str]:
        """All keys `language` defines."""
        return self._keys[language]

    def language_of(self, locale: str | None) -> str:
        """The language to speak to a person whose Discord client is set to `locale` (``ru``, ``en-GB``, ``pt-BR``)."""
        language = (locale or DEFAULT_LANGUAGE).split("-")[0].split("_")[0].lower()
        return language if language in self._bundles else DEFAULT_LANGUAGE

    def text(self, language: str, key: str, /, **params: object) -> str:
        """The text of `key` in `language`; falls back to `DEFAULT_LANGUAGE`.

        Numbers are written in the language's own way (1,000 or 1 000): pass ids as `str`.

        Raises
        ------
        KeyError
            If no language knows the key, or a placeholder has no value: the program's own mistake.
        """
        for code in (language, DEFAULT_LANGUAGE):
            bundle = self._bundles.get(code)
            if bundle is not None and bundle.has_message(key):
                pattern = bundle.get_message(key).value
                if pattern is None:
                    break
                text, problems = bundle.format_pattern(pattern, params)
                if problems:
                    raise KeyError(f"{key} ({code}): {problems}")
                return str(text)
        raise KeyError(key)
