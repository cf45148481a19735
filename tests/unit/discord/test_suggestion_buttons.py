"""The buttons of "Did you mean ...?": each question can be told from the others."""

from __future__ import annotations

import datetime as dt

import pytest

from chatterbot import models
from chatterbot.discord import components, replies

pytestmark = pytest.mark.unit

LONG = "how do I change the configuration file of the game server that we all play on, if it runs on"


def example(number: int, question: str) -> models.Example:
    return models.Example(
        id=number,
        scope_id=1,
        dataset_id=1,
        prompt=question,
        reply="So.",
        label=None,
        positive=True,
        correction=False,
        previous=None,
        source="text",
        author_id=1,
        created_at=dt.datetime(2026, 11, 30, tzinfo=dt.UTC),
    )


def test_long_questions_that_begin_alike_are_shown_by_their_ends() -> None:
    questions = [f"{LONG} Linux?", f"{LONG} Windows?", "where do we meet?"]
    shown = [button.label for button in replies.suggestion_buttons([example(n, q) for n, q in enumerate(questions)])]
    assert len(set(shown)) == 3
    assert all(len(label) <= components.LONGEST_LABEL for label in shown)
    assert shown[0].startswith("…")
    assert shown[0].endswith("runs on Linux?")
    assert shown[2] == "where do we meet?"


def test_a_long_question_alone_is_shown_by_its_beginning() -> None:
    (button,) = replies.suggestion_buttons([example(1, f"{LONG} Linux?")])
    assert button.label.startswith("how do I change")
    assert button.label.endswith("…")


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("**where** is ||the|| `mill`?", "where is the mill?"),
        ("see [the map](https://evil.example/x) @everyone?", "see the map @everyone?"),
        (
            "who is <@123456789012345678> in <#123456789012345678> <a:wave:123456789012345678>?",
            "who is @… in #… :wave:?",
        ),
        ("\u202eabc\u202c\n\n def", "abc def"),
        ("где\u00a0мы   встречаемся?", "где мы встречаемся?"),
        ("**", "…"),
        ("🦊", "🦊"),
        ("2 * 3 * 4 and snake_case and a[0](b)", "2 * 3 * 4 and snake_case and a0"),
        ("אֵיפֹה נִפְגָּשִׁים?", "\u2068אֵיפֹה נִפְגָּשִׁים?\u2069"),
    ],
)
def test_a_button_shows_words_and_no_markup(question: str, label: str) -> None:
    (button,) = replies.suggestion_buttons([example(1, question)])
    assert button.label == label


@pytest.mark.parametrize("question", ["word " * 400, "ё" * 2_000, "👩‍👩‍👧‍👦" * 300, "שלום " * 400])
def test_a_long_question_fits_and_says_that_it_goes_on(question: str) -> None:
    (button,) = replies.suggestion_buttons([example(1, question)])
    assert len(button.label) <= components.LONGEST_LABEL
    assert button.label.strip("\u2069").endswith("…")
    assert "\u200d …" not in button.label
    assert "word w …" not in button.label
