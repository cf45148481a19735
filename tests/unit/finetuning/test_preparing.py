"""The files of a fine-tuning job: held back fairly, and within the format's rules."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.llm_server.training_files import problem_of

from chatterbot import errors, models
from chatterbot.datasets import ExportFormat, Omission
from chatterbot.engine import normalise
from chatterbot.finetuning import check_file, estimated_tokens, held_out, prepare

pytestmark = pytest.mark.unit

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12).map(str.strip)


def taught(count: int, start: int = 0) -> list[models.NewExample]:
    return [models.NewExample(f"question {n}", f"answer {n}") for n in range(start, start + count)]


@given(st.lists(WORDS.filter(bool), max_size=60))
def test_a_question_is_on_one_side_in_all_its_wordings_and_stays_there(prompts: list[str]) -> None:
    held = held_out(prompts)
    assert held == held_out(reversed(prompts))
    assert {normalise(prompt) in held for prompt in prompts} <= {True, False}
    back = sum(normalise(prompt) in held for prompt in prompts)
    assert back <= max(0, min(len(prompts) // 4, len(prompts) - 10))
    if len(prompts) < 20:
        assert not held


def test_about_a_tenth_is_held_back_and_at_least_one_of_twenty() -> None:
    many = held_out(f"question {n}" for n in range(2_000))
    assert 150 < len(many) < 250
    assert all(held_out(f"{word} {n}" for n in range(20)) for word in ("a", "b", "c", "d", "e"))
    later = held_out(f"question {n}" for n in range(2_500))
    assert many <= later


def test_wordings_that_are_one_question_to_the_engine_stay_together() -> None:
    prompts = [f"Question {n // 3}{'?' * (n % 3)}" for n in range(90)]
    files = prepare([models.NewExample(p, "yes") for p in prompts], ExportFormat.CHAT, None)
    assert files.validation is not None
    sides = [
        {normalise(json.loads(line)["messages"][0]["content"]) for line in data.splitlines()}
        for data in (files.training, files.validation)
    ]
    assert not sides[0] & sides[1]


ODD = ["👩‍👩‍👧?", "Где касса?", "a\nb", "two\u2028lines", "@everyone", "\u202e" + "x" * 1_990]


@pytest.mark.parametrize("form", [ExportFormat.CHAT, ExportFormat.PREFERENCE])
@pytest.mark.parametrize("persona", [None, "Speak like a pirate.\n" * 50])
def test_what_is_sent_is_what_the_server_takes(form: ExportFormat, persona: str | None) -> None:
    examples = taught(30) + [models.NewExample(f"{odd} {n}", odd, previous=odd) for n, odd in enumerate(ODD)]
    examples += [models.NewExample(e.prompt, f"not {e.reply}", positive=False, previous=e.previous) for e in examples]
    files = prepare(examples, form, persona)
    assert files.problem is None
    assert files.rows + files.held_out == 36
    method = "dpo" if form is ExportFormat.PREFERENCE else "supervised"
    assert problem_of(files.training, method) is None
    assert problem_of(files.validation or b"", method, fewest=1) is None
    assert files.tokens > 30


def test_doubles_and_what_has_no_place_are_counted_not_sent() -> None:
    examples = [*taught(12), *taught(3), models.NewExample("spam"), models.NewExample("q", "x", positive=False)]
    files = prepare(examples, ExportFormat.CHAT, None)
    assert (files.rows, files.held_out, files.validation, files.duplicates) == (12, 0, None, 3)
    assert files.left_out == {Omission.SILENT: 1, Omission.NEGATIVE: 1}


def test_too_few_are_said_and_nothing_is_lost() -> None:
    files = prepare(taught(9), ExportFormat.CHAT, None)
    assert files.problem is not None
    assert (files.problem.key, files.problem.params["count"], files.rows) == ("error-finetune-few", 9, 9)
    assert prepare([], ExportFormat.PREFERENCE, None).problem is not None


def test_a_row_that_no_model_takes_is_named() -> None:
    files = prepare(taught(12), ExportFormat.CHAT, "ы" * 40_000)
    assert files.problem is not None
    assert files.problem.params == {"line": 1, "problem": "long"}


def chat(*said: tuple[str, str]) -> dict[str, Any]:
    return {"messages": [{"role": role, "content": text} for role, text in said]}


ASK = {"messages": [{"role": "user", "content": "q"}]}
SAY = [{"role": "assistant", "content": "a"}]


@pytest.mark.parametrize(
    ("form", "bad", "problem"),
    [
        (ExportFormat.CHAT, [1], "fields"),
        (ExportFormat.CHAT, {**chat(("user", "q"), ("assistant", "a")), "label": "x"}, "fields"),
        (ExportFormat.CHAT, {"messages": []}, "messages"),
        (ExportFormat.CHAT, {"messages": ["a"]}, "messages"),
        (ExportFormat.CHAT, chat(("user", "q"), ("assistant", " ")), "empty"),
        (ExportFormat.CHAT, chat(("ann", "q"), ("assistant", "a")), "roles"),
        (ExportFormat.CHAT, chat(("user", "q"), ("system", "s"), ("assistant", "a")), "roles"),
        (ExportFormat.CHAT, chat(("assistant", "a"), ("user", "q")), "last"),
        (ExportFormat.CHAT, chat(("system", "s"), ("assistant", "a")), "question"),
        (ExportFormat.PREFERENCE, {"input": "q", "preferred_output": SAY, "non_preferred_output": SAY}, "fields"),
        (ExportFormat.PREFERENCE, {"input": ASK, "preferred_output": SAY, "non_preferred_output": SAY}, "same"),
        (ExportFormat.PREFERENCE, {"input": ASK, "preferred_output": SAY, "non_preferred_output": SAY * 2}, "outputs"),
        (
            ExportFormat.PREFERENCE,
            {"input": {"messages": SAY}, "preferred_output": SAY, "non_preferred_output": SAY},
            "last",
        ),
    ],
)
def test_each_broken_rule_is_named_with_its_row(form: ExportFormat, bad: Any, problem: str) -> None:
    good = prepare(
        [*taught(12), *(models.NewExample(e.prompt, "no", positive=False) for e in taught(12))], form, None
    ).training
    for row in (json.dumps(bad).encode(), b"{"):
        with pytest.raises(errors.InvalidInputError) as caught:
            check_file(good + row + b"\n", form)
        assert caught.value.key == "error-finetune-row"
        assert caught.value.params == {"line": 13, "problem": problem if row != b"{" else "json"}
    with pytest.raises(errors.InvalidInputError, match="double"):
        check_file(good + good, form)


def test_tokens_are_estimated_by_script() -> None:
    assert estimated_tokens("a" * 400) == 101
    assert estimated_tokens("я" * 400) == 201
