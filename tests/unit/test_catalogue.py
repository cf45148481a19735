"""The catalogue: languages, fallback, plurals, and mistakes found at load and by the check."""

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


def test_every_shipped_text_is_fluent() -> None:
    catalogue.Catalogue.load().check()


def test_a_text_may_refer_to_another_and_have_several_lines(folder: pathlib.Path) -> None:
    (folder / "en" / "more.ftl").write_text(
        "# A comment = with an equals sign\n"
        "-brand = Robo\n"
        "long =\n    { -brand } says:\n    { inner }\n\n    Bye = bye.\n"
        "inner = { $count ->\n    [one] one\n   *[other] { $count }\n}\n"
        "plain =   blanks around   \n"
        'quoted = [{ "{" }"key": { " 1 " }{"}"}] \n',
        encoding="utf-8",
    )
    words = catalogue.Catalogue.load(folder)
    assert words.text("en", "long", count=2) == "Robo says:\n2\n\nBye = bye."
    assert words.text("en", "plain") == "blanks around"
    assert words.text("en", "quoted") == '[{"key":  1 }]'
    assert words.keys("en") >= {"-brand", "long", "inner", "plain", "quoted"}


@pytest.mark.parametrize("text", ["other = a\nother = b\n", "hi = again\n"])
def test_a_text_defined_twice_is_refused_at_once(folder: pathlib.Path, text: str) -> None:
    (folder / "en" / "broken.ftl").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="defined twice"):
        catalogue.Catalogue.load(folder)


def test_a_file_that_begins_with_something_else_is_refused_at_once(folder: pathlib.Path) -> None:
    (folder / "en" / "broken.ftl").write_text("[section]\nother = a\n", encoding="utf-8")
    with pytest.raises(ValueError, match="not Fluent syntax"):
        catalogue.Catalogue.load(folder)


@pytest.mark.parametrize("text", ["other = { $\n", "other = a\n?\nlast = b\n", "other\n", "other =\n"])
def test_a_broken_text_is_found_by_the_check(folder: pathlib.Path, text: str) -> None:
    (folder / "en" / "broken.ftl").write_text(f"first = 1\n{text}", encoding="utf-8")
    with pytest.raises(ValueError, match="not Fluent syntax"):
        catalogue.Catalogue.load(folder).check()
