"""The message catalogue: every text a person sees, by key and language.

Texts are Project Fluent files (``locales/<language>/*.ftl``, https://projectfluent.org): Fluent has the plural forms of Russian
and of every other language, and never parses a value that a person typed as markup of the catalogue.

The program's start needs a sixth of the texts, and those are plain. So reading a file only cuts it into its entries, and an entry is
parsed when its text is first needed: 6 ms and 1 MB in place of 230 ms and 8.4 MB; and Babel's data of a language (3 MB) is loaded only
when a text in that language is formatted.
"""

from __future__ import annotations

import functools
import importlib.resources
import re
import threading
from typing import TYPE_CHECKING, Final

from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import ast

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable

__all__ = ("DEFAULT_LANGUAGE", "Catalogue", "Language")

DEFAULT_LANGUAGE: Final = "en"
"""The language for people whose own language has no catalogue."""

_ENTRY: Final = re.compile(r"^(?P<key>-?[A-Za-z][\w-]*) *=", re.MULTILINE | re.ASCII)
"""The beginning of a message or term. No other line begins like this: further lines of a text are indented.

https://github.com/projectfluent/fluent/blob/main/spec/fluent.ebnf, `Entry` and `block_text`
"""
_COMMENT: Final = re.compile(r"^#.*\n?", re.MULTILINE)
_LITERAL: Final = re.compile(r'\{ *"([^"\\\n]*)" *\}')
"""Text between quotes, for what would otherwise be markup: ``{ "{" }`` (`StringLiteral` there, without escapes)."""
_PLAIN: Final = re.compile(rf"(?:[^{{}}\n]|{_LITERAL.pattern})+")
"""A text of one line without placeholders: it is shown as it is, without the spaces around it (`inline_text` there)."""
_REFERENCE: Final = re.compile(r"-?[A-Za-z][\w-]*", re.ASCII)
"""A word that is a reference to another entry, if there is one of this name."""


class Language:
    """The texts of one language.

    Parameters
    ----------
    code
        ``en``, ``ru``.
    files
        Each file's name and content.

    Raises
    ------
    ValueError
        If a key is defined twice, or a file begins with something that is no entry.
    """

    def __init__(self, code: str, files: Mapping[str, str]) -> None:
        self.code = code
        self._sources: dict[str, tuple[str, str]] = {}  # key: its file's name, and the entry as written
        for name, content in files.items():
            for key, source in self._entries(name, content):
                if key in self._sources:
                    raise ValueError(f"{code}/{name}: {key} is defined twice")
                self._sources[key] = name, source
        self.keys: Final = frozenset(self._sources)
        """All keys it defines."""
        self._parsed: set[str] = set()
        self._plain: dict[str, str] = {}
        self._parsing = threading.RLock()  # used from the event loop and from worker threads

    @functools.cached_property
    def _bundle(self) -> FluentBundle:
        """The parsed texts. Made when first needed: Babel keeps 3 MB in memory for each language it was asked about."""
        return FluentBundle([self.code, DEFAULT_LANGUAGE], use_isolating=False)

    def text(self, key: str, params: Mapping[str, object]) -> str:
        """Return the text of a key that this language defines; see `Catalogue.text`."""
        if (plain := self._plain.get(key)) is not None:
            return plain
        _, _, value = self._sources[key][1].partition("=")
        if _PLAIN.fullmatch(value := value.strip(" \n")):
            return self._plain.setdefault(key, _LITERAL.sub(r"\1", value))
        self._parse(key)
        pattern = self._bundle.get_message(key).value
        if pattern is None:
            raise KeyError(key)
        text, problems = self._bundle.format_pattern(pattern, dict(params))
        if problems:
            raise KeyError(f"{key} ({self.code}): {problems}")
        return str(text)

    def check(self) -> None:
        """Parse everything.

        Raises
        ------
        ValueError
            If an entry is not Fluent syntax; without this check, that is noticed when its text is first needed.
        """
        for key in self._sources:
            self._parse(key)

    def _entries(self, name: str, content: str) -> Iterator[tuple[str, str]]:
        content = _COMMENT.sub("", content)
        starts = [(match.start(), match["key"]) for match in _ENTRY.finditer(content)]
        ends = [start for start, _ in starts[1:]] + [len(content)]
        if before := content[: starts[0][0] if starts else None].strip():
            raise ValueError(f"{self.code}/{name}: not Fluent syntax: {before[:80]!r}")
        for (start, key), end in zip(starts, ends, strict=True):
            yield key, content[start:end]

    def _parse(self, key: str) -> None:
        """Parse an entry and those it refers to."""
        with self._parsing:
            if key in self._parsed:
                return
            name, source = self._sources[key]
            resource = FluentResource(source)
            for entry in resource.body:
                if isinstance(entry, ast.Junk):
                    start = (entry.content or "").strip()[:80]
                    raise ValueError(  # noqa: TRY004 - the file's content is wrong, not the type of an argument
                        f"{self.code}/{name}: not Fluent syntax: {start!r}"
                    )
            self._bundle.add_resource(resource)
            self._parsed.add(key)
            for other in self.keys.intersection(_REFERENCE.findall(source)):
                self._parse(other)


class Catalogue:
    """Texts in every language the bot speaks.

    Parameters
    ----------
    languages
        The texts of each language by its code (``en``, ``ru``); `DEFAULT_LANGUAGE` must be among them.
    """

    def __init__(self, languages: Mapping[str, Language]) -> None:
        self._languages = languages

    @classmethod
    def load(cls, folder: Traversable | None = None) -> Catalogue:
        """Read all languages from `folder` (default: the package's own ``locales``).

        Raises
        ------
        ValueError
            If a key is defined twice in one language, or a file does not begin with an entry: a mistake in the program's own files. Other
            mistakes are found by `check`.
        """
        folder = folder or importlib.resources.files("chatterbot") / "locales"
        languages: dict[str, Language] = {}
        for inner in sorted((entry for entry in folder.iterdir() if entry.is_dir()), key=lambda entry: entry.name):
            files = sorted((file for file in inner.iterdir() if file.name.endswith(".ftl")), key=lambda file: file.name)
            if files:
                texts = {file.name: file.read_text(encoding="utf-8") for file in files}
                languages[inner.name] = Language(inner.name, texts)
        return cls(languages)

    def check(self) -> None:
        """Parse every text now; for tests.

        Raises
        ------
        ValueError
            If one is not Fluent syntax.
        """
        for language in self._languages.values():
            language.check()

    @property
    def languages(self) -> tuple[str, ...]:
        """The codes of all languages, sorted."""
        return tuple(self._languages)

    def keys(self, language: str) -> frozenset[str]:
        """Return all keys that `language` defines."""
        return self._languages[language].keys

    def language_of(self, locale: str | None) -> str:
        """Return the language for a person whose Discord client is set to `locale` (``ru``, ``en-GB``, ``pt-BR``)."""
        language = (locale or DEFAULT_LANGUAGE).split("-")[0].split("_")[0].lower()
        return language if language in self._languages else DEFAULT_LANGUAGE

    def everywhere(self, key: str) -> dict[str, str]:
        """Return the text of `key`, which has no placeholders, in every language that has it, by language code."""
        return {code: texts.text(key, {}) for code, texts in self._languages.items() if key in texts.keys}

    def text(self, language: str, key: str, /, **params: object) -> str:
        """Return the text of `key` in `language`, or in `DEFAULT_LANGUAGE` if `language` does not define it.

        Numbers are written as the language does (1,000 or 1 000): pass ids as `str`.

        Raises
        ------
        KeyError
            If no language defines the key, or a placeholder has no value: a mistake in the program.
        """
        for code in (language, DEFAULT_LANGUAGE):
            texts = self._languages.get(code)
            if texts is not None and key in texts.keys:
                return texts.text(key, params)
        raise KeyError(key)
