"""The review of a document fits into a message, whatever is in the document, and each pair is on one page."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from chatterbot.catalogue import Catalogue
from chatterbot.citations import aloud, cited, source_line
from chatterbot.discord import Translator, components
from chatterbot.documents.values import DocumentNote, FoundPair, FoundPassage
from chatterbot.importing import Draft, FoundDocument
from chatterbot.plugins import _import_review
from chatterbot.store import DocumentRecord, PassageRecord

pytestmark = pytest.mark.unit

CATALOGUE = Catalogue.load()
NASTY = ("@everyone **`_~|[x](https://evil.example/)" * 60, "שלום " * 400, "🎉" * 1999, "a\n" * 900, "Как войти? " * 90)

DOCUMENT = DocumentRecord(
    1, 1, 1, "club.md", "Club", "markdown", None, b"1" * 32, 7, dt.datetime(2026, 1, 1, tzinfo=dt.UTC), live=True
)


def draft(left_out: frozenset[int] = frozenset()) -> Draft:
    pairs = tuple(FoundPair((text[number:], "again"), text) for number in range(5) for text in NASTY)
    notes = tuple(
        DocumentNote("document-note-chat", {"messages": 10**9, "pairs": 10**9, "unasked": 10**9}) for _ in "12345"
    )
    document = FoundDocument(
        "n" * 400, NASTY[0], "markdown", "", b"1" * 32, pairs, (FoundPassage((), "x"),), notes=notes
    )
    return Draft(2**62, 7, document, left_out)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_each_page_fits_into_a_message(language: str) -> None:
    translate = Translator(CATALOGUE, language)
    shown: list[str] = []
    for page in range(5):
        text, below = _import_review.review(translate, draft(frozenset({1, 7})), range(25), page)
        assert len(text) + 200 <= 2000, len(text)  # an error may stand above it
        assert not re.search(r"(?<!\\)\]\(https", text)
        rows = components.rows(*below)
        assert len(rows) == 2
        menu = below[0]
        assert isinstance(menu, components.Menu)
        shown += [choice.value for choice in menu.choices]
    assert shown == [str(number) for number in range(25)]


def test_a_page_that_is_none_is_the_last() -> None:
    assert list(_import_review.of_page(range(25), 99)) == [24]
    assert list(_import_review.of_page([], 3)) == []
    text, below = _import_review.review(Translator(CATALOGUE, "en"), draft(), [], 3)
    assert "25 of the questions are taught already." in text
    verbs = [each.verb for each in below if isinstance(each, components.Button)]
    assert verbs == [_import_review.TAKE, _import_review.CANCEL]


def test_a_source_is_no_markup_and_its_link_is_seen() -> None:
    line = source_line("[Win](https://evil.example) **now** <@1>", "@everyone `x`", "https://club.example/a?b=1#c")
    assert line.startswith("-# 📄 \\[Win\\]")
    assert "https://evil" not in line
    assert line.endswith(" · <https://club.example/a?b=1#c>")
    for address in (None, "", "https://x.example/ a", "https://x.example/<b>", "https://x.example/" + "a" * 500):
        assert "·" not in source_line("Title", "", address)


@pytest.mark.parametrize(
    "text",
    [
        "[a](https://evil.example)",
        "[[a]](https://evil.example)",
        "[a [b] c](https://evil.example)",
        "[a]( https://evil.example)",
        "[a](\nhttps://evil.example)",
        '[a](https://evil.example "a")',
        "[a](<https://evil.example/a b>)",
        "[a](https://evil.example/(b)c)",
        "[a](https://evil.example/" + "b" * 600 + ")",
        "[" + "a" * 300 + "](https://evil.example)",
        "[a\nb](https://evil.example)",
        "[a\\](b)](https://evil.example)",
        "[a](discord://evil)",
        "\\`[[a]](https://evil.example)\\`",
    ],
)
def test_no_quotation_has_a_link_with_another_text(text: str) -> None:
    passage = PassageRecord(1, 1, "", text, None, True, DOCUMENT)
    shown = cited(text, passage, "")
    assert "](" not in shown
    assert re.search(r"(?<!<)https?://", shown) is None  # no preview


def test_no_quotation_turns_the_direction_of_writing() -> None:
    text = "See \u202ehttps://evil.example\u202c \u2067now\u2069."
    passage = PassageRecord(1, 1, "\u202eHeading", text, None, True, DOCUMENT)
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") & set(
        cited(text, passage, passage.heading)
    )


def test_only_short_quotations_are_said() -> None:
    assert aloud("See [the shop](https://x.example/).", "Club") == "Club: See the shop."
    assert not aloud("word " * 60, "Club")
    assert not aloud("```\ncode\n```", "Club")
