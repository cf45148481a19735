"""The catalogues against the code: nothing missing, nothing left over, the same in every language, and within Discord's rules."""

from __future__ import annotations

import ast
import collections
import functools
import pathlib
import re
from collections.abc import Iterator

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as fluent
from fluent.syntax.visitor import Visitor

import chatterbot
from chatterbot.catalogue import Catalogue

pytestmark = pytest.mark.unit

PACKAGE = pathlib.Path(chatterbot.__file__).parent
LOCALES = PACKAGE / "locales"
LANGUAGES = sorted(folder.name for folder in LOCALES.iterdir() if folder.is_dir())
PREFIXES = ("command-", "option-", "choice-", "menu-")
NAME = re.compile(r"[-_'\w]{1,32}")
"""Discord's rule for a slash command's or an option's name, beside being lower case."""
CLIENTS = ("playground",)
"""Catalogue files whose keys are used by a page rather than by Python code."""


class References(Visitor):
    """What a message needs: its placeholders, and other messages."""

    def __init__(self) -> None:
        self.variables: set[str] = set()
        self.messages: set[str] = set()

    def visit_VariableReference(self, node: fluent.VariableReference) -> None:  # noqa: N802 - the library's name
        self.variables.add(node.id.name)

    def visit_MessageReference(self, node: fluent.MessageReference) -> None:  # noqa: N802 - the library's name
        self.messages.add(node.id.name)


@functools.cache
def catalogue(language: str) -> dict[str, tuple[str, fluent.Message]]:
    """Key to its file and message."""
    found: dict[str, tuple[str, fluent.Message]] = {}
    for file in sorted((LOCALES / language).glob("*.ftl")):
        for entry in FluentParser().parse(file.read_text(encoding="utf-8")).body:
            if isinstance(entry, fluent.Message):
                found[entry.id.name] = (file.stem, entry)
    return found


def placeholders(language: str, key: str) -> set[str]:
    """Of a message and those it refers to."""
    references = References()
    references.visit(catalogue(language)[key][1])
    return references.variables.union(*(placeholders(language, other) for other in references.messages))


def plain(language: str, key: str) -> str:
    """The text of a message that has no placeholders."""
    pattern = catalogue(language)[key][1].value
    assert pattern is not None
    text = ""
    for element in pattern.elements:
        if isinstance(element, fluent.TextElement):
            text += element.value
        else:
            assert isinstance(element.expression, fluent.StringLiteral), key
            text += element.expression.value
    return text


@functools.cache
def sources() -> list[tuple[pathlib.Path, ast.Module]]:
    """Every file of the bot; parsed when a test first needs it, because each worker imports this module."""
    return [
        (file, ast.parse(file.read_text(encoding="utf-8")))
        for file in sorted(PACKAGE.rglob("*.py"))
        if "standin" not in file.parts and "versions" not in file.parts
    ]


def literals() -> dict[str, list[str]]:
    """Every string in the code, docstrings left out, to where it stands."""
    found: dict[str, list[str]] = collections.defaultdict(list)
    for file, tree in sources():
        documentation = {
            id(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
                found[node.value].append(f"{file.relative_to(PACKAGE)}:{node.lineno}")
    return found


def declared() -> dict[str, list[str]]:
    """The keys that declarations of commands (`discord.Loader`) make of the names of commands and options, to where they stand."""
    found: dict[str, list[str]] = collections.defaultdict(list)
    for file, tree in sources():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not (node.args and isinstance(node.args[0], ast.Constant)):
                continue
            place, name = f"{file.relative_to(PACKAGE)}:{node.lineno}", node.args[0].value
            match ast.unparse(node.func):
                case "loader.command":
                    keys = [f"command-{name}", f"command-{name}-about"]
                    for keyword in node.keywords:
                        if keyword.arg == "options":
                            names = [
                                call.args[0]
                                for call in ast.walk(keyword.value)
                                if isinstance(call, ast.Call) and call.args
                            ]
                            options = [first.value for first in names if isinstance(first, ast.Constant)]
                            keys += [f"option-{name}-{option}{end}" for option in options for end in ("", "-about")]
                case "loader.message_command":
                    keys = [f"menu-{name}"]
                case _:
                    continue
            for key in keys:
                found[key].append(place)
    assert len(found) > 50
    return found


@functools.cache
def used() -> dict[str, list[str]]:
    """Every string in the code and every key that a declaration makes, to where they stand."""
    return {**literals(), **declared()}


def worded() -> Iterator[tuple[str, str]]:
    """Keys that are certainly looked up: `translate("...")`, errors, and names of commands; and where."""
    for file, tree in sources():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            first, place = node.args[0], f"{file.relative_to(PACKAGE)}:{node.lineno}"
            if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
                continue
            called = ast.unparse(node.func)
            is_error = re.search(r"\b(?:NotFound|Refused|InvalidInput|User)Error$", called)
            if called.split(".")[-1] in {"translate", "words", "_"} or is_error or first.value.startswith(PREFIXES):
                yield first.value, place


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_in_the_code_has_words(language: str) -> None:
    named = {key: places[0] for key, places in used().items() if key.startswith((*PREFIXES, "error-"))}
    needed = named | dict(worded())
    missing = {key: place for key, place in needed.items() if key not in catalogue(language) and key not in PREFIXES}
    assert not {key: place for key, place in missing.items() if re.fullmatch(r"[a-z][a-z0-9_-]+[a-z0-9]", key)}


def test_no_words_are_left_over() -> None:
    referred = References()
    for _, message in catalogue("en").values():
        referred.visit(message)
    unused = [
        key
        for key, (file, _) in catalogue("en").items()
        if key not in used() and key not in referred.messages and file not in CLIENTS
    ]
    assert not unused


def test_all_languages_say_the_same_things() -> None:
    for language in LANGUAGES:
        assert catalogue(language).keys() == catalogue("en").keys(), language
        for key, (file, _) in catalogue(language).items():
            assert file == catalogue("en")[key][0], f"{key} stands in another file"
            assert placeholders(language, key) == placeholders("en", key), f"{language}: {key}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_keep_discords_rules(language: str) -> None:
    for key in catalogue(language):
        if not key.startswith(PREFIXES) or placeholders(language, key):
            continue
        text = plain(language, key)
        if key.startswith(("choice-", "menu-")):
            assert 1 <= len(text) <= (32 if key.startswith("menu-") else 100), key
        elif key.endswith("-about"):
            assert 1 <= len(text) <= 100, f"{key}: {len(text)} characters"
        else:
            assert NAME.fullmatch(text), key
            assert text == text.lower(), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_commands_share_a_name(language: str) -> None:
    names = collections.Counter(
        plain(language, key) for key in catalogue(language) if re.fullmatch(r"command-\w+", key)
    )
    assert [name for name, count in names.items() if count > 1] == []


def test_forms_and_buttons_fit() -> None:
    for language in LANGUAGES:
        for key in catalogue(language):
            if key.startswith("button-"):
                assert len(plain(language, key)) <= 80, key
            elif re.search(r"-form-(?!.*-hint)", key):
                assert len(plain(language, key)) <= 45, f"{language}: {key}"


def test_russian_is_written_in_cyrillic() -> None:
    for key, (_, message) in catalogue("ru").items():
        pattern = message.value
        assert pattern is not None
        text = "".join(e.value for e in pattern.elements if isinstance(e, fluent.TextElement))
        text = re.sub(r"`[^`]*`|</[^>]*>|\b(?:Discord|JSON Lines|ID|UTF-8|CSV|CPU|SHA-256)\b", "", text)
        latin = re.findall(r"[A-Za-z]{4,}", text)
        assert not latin or re.search(r"[а-яё]", text, re.IGNORECASE), f"{key}: {latin}"


def test_twenty_one_is_not_told_as_one() -> None:
    """In Russian 21 has the plural form of 1: a text that leaves the number out for `one` would say 1 of 21."""
    texts, wrong = Catalogue.load(), list[str]()
    for key in catalogue("ru"):
        names = placeholders("ru", key)
        for name in names:

            def told(number: int, key: str = key, name: str = name, others: set[str] = names) -> str:
                return texts.text("ru", key, **(dict.fromkeys(others, 7) | {name: number}))

            if "25" in told(25) and "21" not in told(21):
                wrong.append(f"{key}: {name}")
    assert wrong == []
