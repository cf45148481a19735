"""The catalogue: languages, fallback, plurals, and mistakes found at load."""

from __future__ import annotations

import pathlib

import pytest

from chatterbot import catalogue

pytestmark = pytest.mark.unit


@pytest.fixture
def folder(tmp_path: pathlib.Path) -> pathlib.Path:
    for language, text in {
        "en": "hi = Hello, { $name }!\nexamples = { $count ->\n    [one] one example\n   *[other] { $count } examples\n}\nonly = here\n",
        "ru": "hi = Привет, { $name }!\nexamples = { $count ->\n    [one] { $count } пример\n    [few] { $count } примера\n   *[many] { $count } примеров\n}\n",
    }.items():
        (tmp_path / language).mkdir()
        (tmp_path / language / "all.ftl").write_text(text, encoding="utf-8")
    return tmp_path


def test_speaks_each_language_with_its_plurals(folder: pathlib.Path) -> None:
    words = catalogue.Catalogue.load(folder)
    assert words.languages == ("en", "ru")
    assert words.text("ru", "hi", name="Аня") == "Привет, Аня!"
    assert [words.text("ru", "examples", count=n) for n in (1, 2, 5, 21)] == [
        "1 пример",
        "2 примера",
        "5 примеров",
        "21 пример",
    ]
    assert words.text("en", "examples", count=1) == "one example"


def test_falls_back_to_english(folder: pathlib.Path) -> None:
    words = catalogue.Catalogue.load(folder)
    assert words.text("ru", "only") == "here"
    assert [words.language_of(locale) for locale in ("ru", "en-GB", "ja", None)] == ["ru", "en", "en", "en"]


def test_what_a_person_typed_is_no_markup(folder: pathlib.Path) -> None:
    words = catalogue.Catalogue.load(folder)
    assert words.text("en", "hi", name="{ $count } { hi }") == "Hello, { $count } { hi }!"


def test_missing_keys_and_values_are_the_programs_mistake(folder: pathlib.Path) -> None:
    words = catalogue.Catalogue.load(folder)
    with pytest.raises(KeyError):
        words.text("en", "nothing-like-this")
    with pytest.raises(KeyError):
        words.text("en", "hi")


@pytest.mark.parametrize(
    ("text", "reason"), [("hi = a\nhi = b\n", "defined twice"), ("hi = { $\n", "not Fluent syntax")]
)
def test_a_broken_file_is_refused(folder: pathlib.Path, text: str, reason: str) -> None:
    (folder / "en" / "broken.ftl").write_text(text.replace("hi", "other"), encoding="utf-8")
    with pytest.raises(ValueError, match=reason):
        catalogue.Catalogue.load(folder)
