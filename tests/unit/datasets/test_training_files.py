"""The files of fine-tuning jobs: written as the formats say, and read back as the same examples."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chatterbot import datasets, folding, models
from chatterbot.datasets import ExportFormat, Omission
from chatterbot.texts import is_blank

pytestmark = pytest.mark.unit


def told(text: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return texts as they are stored: not blank, without blanks around them."""
    return text.map(str.strip).filter(lambda each: bool(each) and not is_blank(each))


ODD = st.sampled_from(
    [
        "👩‍👩‍👧 where?",
        "Где касса?",
        'say "hi"\n```py\nx\n```',
        "a" * 2_000,
        "\u202eright to left",
        "@everyone",
        "\\n",
        "[1, 2]",
        "two\u2028lines\x85more",
    ]
)
TEXT = told(ODD | st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=40))
EXAMPLE = st.builds(
    models.NewExample,
    prompt=TEXT,
    reply=st.none() | TEXT,
    label=st.none() | told(st.sampled_from(["greeting", "касса", "🙂"])),
    positive=st.booleans(),
    previous=st.none() | TEXT,
    language=st.none() | st.sampled_from(["ru", "en"]),
    extras=st.none() | st.just(models.AnswerExtras(link="https://example.org", title="More")),
)
EXAMPLES = st.lists(EXAMPLE, max_size=12)


def read(data: bytes) -> list[models.NewExample]:
    """Read a file that holds something; every row of it is right."""
    parsed = datasets.read(data, "x.jsonl")
    assert parsed.refused == ()
    return [*dict.fromkeys(parsed.examples)]


def core(each: models.NewExample) -> models.NewExample:
    """Return what the formats hold of an example: the question, the answer, what was said before."""
    answer = each.reply or each.label
    return models.NewExample(each.prompt, answer, positive=each.positive, previous=each.previous)


def lines(written: datasets.TrainingRows) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.data.decode().splitlines()] if written.rows else []


@given(EXAMPLES, st.none() | TEXT)
@example([models.NewExample("q", "a", previous="before")], "Speak like a pirate.")
def test_chats_are_read_back_as_the_same_examples(examples: list[models.NewExample], persona: str | None) -> None:
    written = datasets.training_rows(examples, ExportFormat.CHAT, persona)
    wanted = [core(each) for each in examples if each.positive and (each.reply or each.label)]
    assert written.examples + sum(written.left_out.values()) == len(examples)
    assert len(written.data.decode().splitlines()) == len(written.rows)
    if wanted:
        assert read(written.data) == [*dict.fromkeys(wanted)]
    else:
        assert written.data == b""


@given(EXAMPLES)
@example([models.NewExample("q", "a"), models.NewExample("q", "b", positive=False), models.NewExample("q", "c")])
def test_pairs_are_read_back_as_the_same_examples(examples: list[models.NewExample]) -> None:
    """Questions that differ by capitals alone are one question."""
    folded = [core(each) for each in examples if each.reply or each.label]
    bad = {(folding.fold(e.prompt), e.previous, e.reply) for e in folded if not e.positive}
    good = {key for e in folded if e.positive and (key := (folding.fold(e.prompt), e.previous, e.reply)) not in bad}
    paired = {(key[:2]) for key in good} & {key[:2] for key in bad}
    written = datasets.training_rows(examples, ExportFormat.PREFERENCE)
    assert written.examples + sum(written.left_out.values()) == len(examples)
    found = read(written.data) if written.rows else []
    for side, positive in ((good, True), (bad, False)):
        back = {(folding.fold(e.prompt), e.previous, e.reply) for e in found if e.positive is positive}
        assert back == {key for key in side if key[:2] in paired}


def test_a_chat_has_the_persona_what_was_said_before_question_and_answer() -> None:
    taught = models.NewExample("And when?", "At 8.", previous="On Friday.")
    (row,) = lines(datasets.training_rows([taught], ExportFormat.CHAT, "Be brief."))
    assert row == {
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "assistant", "content": "On Friday.", "weight": 0},
            {"role": "user", "content": "And when?"},
            {"role": "assistant", "content": "At 8."},
        ]
    }


def test_a_pair_has_the_answer_to_give_and_the_one_to_avoid() -> None:
    taught = [models.NewExample("Who?", "Ann."), models.NewExample("who?", "Bob.", positive=False)]
    (row,) = lines(datasets.training_rows(taught, ExportFormat.PREFERENCE, "Be brief."))
    assert row == {
        "input": {"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Who?"}]},
        "preferred_output": [{"role": "assistant", "content": "Ann."}],
        "non_preferred_output": [{"role": "assistant", "content": "Bob."}],
    }


def test_what_has_no_place_is_counted() -> None:
    taught = [
        models.NewExample("spam"),
        models.NewExample("q", "a", "label", language="en"),
        models.NewExample("q", "b", positive=False),
        models.NewExample("r", "a"),
        models.NewAlternative("r", "c", beside="a"),
    ]
    chat = datasets.training_rows(taught, ExportFormat.CHAT)
    assert (chat.examples, chat.left_out, chat.reduced) == (3, {Omission.SILENT: 1, Omission.NEGATIVE: 1}, 2)
    pairs = datasets.training_rows(taught, ExportFormat.PREFERENCE)
    assert (pairs.examples, pairs.left_out, pairs.reduced) == (2, {Omission.SILENT: 1, Omission.UNPAIRED: 2}, 1)


@pytest.mark.parametrize(
    "row",
    [
        {"input": "q", "preferred_output": [], "non_preferred_output": []},
        {"input": {"messages": []}, "preferred_output": [], "non_preferred_output": []},
        {
            "input": {"messages": [{"role": "user", "content": "q"}]},
            "preferred_output": [{"role": "user", "content": "a"}],
            "non_preferred_output": [{"role": "assistant", "content": "b"}],
        },
        {
            "input": {"messages": [{"role": "user", "content": "q"}]},
            "preferred_output": [{"role": "assistant", "content": "a"}],
            "non_preferred_output": [],
        },
    ],
)
def test_a_pair_that_is_not_whole_is_refused(row: dict[str, Any]) -> None:
    parsed = datasets.read(json.dumps(row).encode(), "x.jsonl")
    assert (len(parsed.examples), len(parsed.refused)) == (0, 1)
