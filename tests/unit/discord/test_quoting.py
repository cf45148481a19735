"""Texts of people in receipts: whatever is in them, the message around them stays as it is."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chatterbot import models
from chatterbot.catalogue import Catalogue
from chatterbot.discord import error_messages, formatting
from chatterbot.discord.localization import Translator
from chatterbot.plugins import _changes
from chatterbot.proposals import ChangeOutcome, ProposedChange

pytestmark = pytest.mark.unit

CATALOGUE = Catalogue.load()
ISOLATES = "\u2068\u2069"
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067"
PIECES = [
    "`", "```", "\\", "*", "**", "__", "_", "~~", "||spoiler||", "“", "”", "«", "»", '"', "'", "\n", "\r\n", "\u2028", "\t", " ", "# ", "-# ",
    "> ", ">>> ", "1. ", "- ", "<@1>", "<@&1>", "<#1>", "@everyone", "@here", "</train:1>", "<:a:1>", "<t:1:R>", "[x](https://evil.example)",
    "https://example.org/a_b*c?d=(e)", "http://", "https://", "example", "שלום", "مرحبا", "店", "🏳️‍🌈", "\u202e", "\u2066", "\u2067", "\u2068",
    "\u2069", "\u200f", "e\u0301", "\x00", "…", "a" * 400,
]  # fmt: skip
HOSTILE = st.one_of(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.text(max_size=300))
AUTOLINK = re.compile(r"<https?://[^\s<>]+>")
ESCAPED = re.compile(r"\\[^0-9A-Za-z\s]")
DISCORDS_LINK = re.compile(r"https?://[^\s<]+[^<.,:;\"'\]\s]")
"""What Discord's clients take for a link (simple-markdown and its rules)."""


def words(language: str) -> Translator:
    return Translator(CATALOGUE, language)


def assert_harmless(line: str) -> None:
    assert len(line.splitlines()) <= 1
    rest = AUTOLINK.sub("", ESCAPED.sub("", line))
    assert not re.search(r"[\\`*_~|<>\[\]]", rest), rest
    assert not DISCORDS_LINK.search(AUTOLINK.sub("", line))
    assert not re.match(r"(?:#{1,3}|-#?|\+|\d+[.)])\s", line)
    assert not set(line) & set(TURNING)
    assert_isolated(line)


def assert_isolated(line: str) -> None:
    assert line.count(ISOLATES[0]) == line.count(ISOLATES[1]) <= 1
    if any(unicodedata.bidirectional(character) in {"R", "AL", "AN"} for character in line):
        assert line.startswith(ISOLATES[0])
        assert line.endswith(ISOLATES[1])


@given(HOSTILE, st.integers(20, 400))
@example("*" * 4000, 200)
@example("https://example.org/" + "a" * 4000, 200)
@example("שלום " * 800, 200)
@example("\u2069\u202eevil\u2068", 200)
def test_a_quoted_text_does_nothing_and_fits(text: str, length: int) -> None:
    line = formatting.quoted(text, length)
    assert_harmless(line)
    assert len(line) <= length


@given(HOSTILE, st.integers(4, 200))
def test_a_text_in_code_is_isolated_and_fits(text: str, length: int) -> None:
    shown = formatting.code(text, length)
    assert shown.count("`") == 2
    assert len(shown) <= length + 2
    assert not set(shown) & set(TURNING)
    assert_isolated(shown.strip("`"))


@given(HOSTILE, st.integers(4, 200))
def test_a_text_for_a_place_without_markup_is_isolated_and_fits(text: str, length: int) -> None:
    shown = formatting.isolated(text, length)
    assert len(shown) <= length
    assert_isolated(shown)


@given(HOSTILE, st.integers(4, 120))
def test_a_sentence_with_quoted_texts_is_cut_without_leaving_one_open(text: str, length: int) -> None:
    sentence = f"“{formatting.quoted(text, 40)}” should be “{formatting.quoted(text, 40)}”."
    cut = formatting.clipped(sentence, length)
    assert len(cut) <= length
    assert cut.count(ISOLATES[0]) == cut.count(ISOLATES[1])
    assert not DISCORDS_LINK.search(AUTOLINK.sub("", cut))


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("plain, as it is: 5 - 4 = 1!", "plain, as it is: 5 - 4 = 1!"),
        ("https://example.org", "<https://example.org>"),
        ("see https://example.org/a_b.", "see <https://example.org/a_b>."),
        ("(https://example.org/)", "(<https://example.org/>)"),
        ("a_b", "a\\_b"),
        ("# no heading", "\\# no heading"),
        ("1. no list", "1\\. no list"),
        ("מתי?", "\u2068מתי?\u2069"),
        ("\u202emoc.elgoog", "moc.elgoog"),
        ("", ""),
    ],
)
def test_texts_are_quoted_readably(text: str, quoted: str) -> None:
    assert formatting.quoted(text) == quoted


def test_a_link_beside_a_quotation_mark_ends_before_it() -> None:
    said = words("en")(
        "learned-pair", question=formatting.quoted("where?"), answer=formatting.quoted("https://example.org/faq")
    )
    assert said == "“where?” → “<https://example.org/faq>”"
    assert DISCORDS_LINK.findall(said.replace(">", "<")) == ["https://example.org/faq"]


def test_a_link_that_is_cut_leads_nowhere() -> None:
    line = formatting.quoted("go to https://example.org/" + "a" * 400, 60)
    assert line.startswith("go to https:\\//example.org/aaa")
    assert line.endswith("…")
    assert not DISCORDS_LINK.search(line)


@given(HOSTILE, HOSTILE, HOSTILE)
@example("`" * 2000, "*" * 4000, "\u202e" * 4000)
@example("|" * 2000, "https://a.example/" * 200, "<@1>" * 1000)
def test_the_receipt_of_a_correction_holds_any_texts(question: str, better: str, instead: str) -> None:
    reply = models.Reply(instead, models.ReplySource.TAUGHT, 1.0, 0.5)
    turn = models.Turn(1, 1, 1, 1, question, reply, 1, 1, dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    change = ProposedChange(
        guild_id=1, channel_id=1, author_id=1, question=question, present=instead, better=better, turn=turn
    )
    for language in ("en", "ru"):
        receipt = _changes.receipt(words(language), change, ChangeOutcome(1, instead=instead))
        assert len(receipt.splitlines()) == 3 + bool(instead)
        assert len(receipt) < 2000
        assert receipt.count("“" if language == "en" else "«") >= 2
        for line in receipt.splitlines()[1:]:
            rest = AUTOLINK.sub("", ESCAPED.sub("", line))
            assert not re.search(r"[\\`*_~|<>\[\]]", rest), rest
            assert line.count(ISOLATES[0]) == line.count(ISOLATES[1])


@given(HOSTILE)
def test_errors_show_names_and_texts_of_people_inertly(text: str) -> None:
    path = error_messages.harmless("error-path-missing", {"path": text, "near": text})
    for value in path.values():
        assert "`" not in str(value)
        assert len(str(value).splitlines()) <= 1
    row = error_messages.harmless("error-row-not-a-flag", {"field": text, "found": text, "line": 3})
    assert row["line"] == 3
    assert_harmless(str(row["field"]))
    assert_harmless(str(row["found"]))


def test_errors_show_a_sent_file_by_its_own_name() -> None:
    shown = error_messages.harmless("error-dataset-empty", {"file": "uploads/20261130-114200-faq.txt"})
    assert shown == {"file": "faq.txt"}
