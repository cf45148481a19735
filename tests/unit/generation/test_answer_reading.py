"""What a model writes is read in whatever form it comes, and what was decided or shown once stays."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chatterbot.generation.answer_reading import AnswerForm, ModelAnswer, read_answer, thought_length
from chatterbot.generation.citing import cited_text, whole_words, without_numbers

pytestmark = pytest.mark.unit

SOURCES = 3


@pytest.mark.parametrize(
    "raw",
    [
        "USE 2",
        "use [2].",
        "**USE 2**",
        "`USE 2`",
        "```\nUSE 2\n```",
        "“USE 2”",
        "Answer: USE 2",
        "**Answer:** use source 2",
        "<think>The second one fits.\nUSE 1</think>\n\nUSE 2",
        "USE 2\nWe open at nine, my friend.",
        "USE 2<|im_end|>\n<|im_start|>user\nUSE 3",
        "[2]",
        "Использую пример №2",
        "ИСПОЛЬЗУЙ 2",
        "Choose 2",
        "USE 2, USE 9",
    ],
)
def test_a_choice_is_understood_in_many_forms(raw: str) -> None:
    assert read_answer(raw, final=True, choices=SOURCES) == ModelAnswer(AnswerForm.CHOSEN, 2)


@pytest.mark.parametrize(
    "raw",
    [
        "NONE",
        "none.",
        "**None**",
        "Answer: NONE",
        "NONE\nThe sources are about something else.",
        "N/A",
        "No answer.",
        "I don't know the answer to that.",
        "I’m not sure.",
        "Я не знаю.",
        "Нет ответа",
        "USE 7",
        "USE 0",
        "use [99].",
        "USE 8 and 9\nWe open at ten.",
        "USE",
        "",
        "   \n",
        "<think>Hm. I will never end",
        "```\nNONE\n```",
        "[1] Taught answer to:\n| when do you open?\nis:\n| At nine.\n[2] Taught answer to:",
        'QUESTION of member "Ann":\n| when?',
    ],
)
def test_declining_is_understood_in_many_forms(raw: str) -> None:
    assert read_answer(raw, final=True, choices=SOURCES) == ModelAnswer(AnswerForm.DECLINED)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("We open at nine [1].", "We open at nine [1]."),
        ("Answer: We open at nine [1].", "We open at nine [1]."),
        ("**Ответ:** в девять [1].", "в девять [1]."),
        ("```\nWe open at nine [1].\n```", "We open at nine [1]."),
        ('"We open at nine [1]."', "We open at nine [1]."),
        ("USE 1, 3\nWe open at nine [1] and close at six [3].", "We open at nine [1] and close at six [3]."),
        ("Use the back door [2].", "Use the back door [2]."),
        ("Use 2 eggs [1].", "Use 2 eggs [1]."),
        ("None of the doors is open [1].", "None of the doors is open [1]."),
        ("I don't know who told you, but we open at nine [1].", "I don't know who told you, but we open at nine [1]."),
        ("3", "3"),
        ("```py\nprint(1)\n```\nruns it [1].", "```py\nprint(1)\n```\nruns it [1]."),
        ("We open at nine [1].</s></s>", "We open at nine [1].\n"),
        ("We open at nine [1].\nWRONG answers, never to be given:\n| At ten.", "We open at nine [1].\n"),
    ],
)
def test_an_answer_is_freed_of_what_stands_around_it(raw: str, text: str) -> None:
    assert read_answer(raw, final=True, choices=SOURCES) == ModelAnswer(AnswerForm.WRITTEN, text=text)


def test_nothing_is_chosen_where_there_is_nothing_to_choose() -> None:
    assert read_answer("Use 2", final=True, choices=0) == ModelAnswer(AnswerForm.WRITTEN, text="Use 2")


def test_thoughts_are_told_apart() -> None:
    assert thought_length("<think>abc</think>USE 1") == len("<think>abc</think>")
    assert thought_length("<think>abc") == len("<think>abc")
    assert thought_length("USE 1 <think>") == 0


@pytest.mark.parametrize(
    ("written", "shown", "plain", "used"),
    [
        ("At nine [2]. At six [1, 2].", "At nine [1]. At six [2][1].", "At nine. At six.", (2, 1)),
        ("At nine [7]. At six[9].", "At nine. At six.", "At nine. At six.", ()),
        ("[3] At nine", "[1] At nine", "At nine", (3,)),
        ("At nine [source 1] or [Источник №2] or 【3】", "At nine [1] or [2] or [3]", "At nine or or", (1, 2, 3)),
        ("At nine [1-3].", "At nine [1][2][3].", "At nine.", (1, 2, 3)),
        ("See [1](https://evil.example).", "See [1] (https://evil.example).", "See(https://evil.example).", (1,)),
        ("`a[1]` and ```\nb[2]\n``` [3]", "`a[1]` and ```\nb[2]\n``` [1]", "`a[1]` and ```\nb[2]\n```", (3,)),
        ("At nine [1].\n\nSources: [1], [2]", "At nine [1].", "At nine.", (1, 2)),
        ("В девять [1].\n**Источники:** [1]", "В девять [1].", "В девять.", (1,)),
        ("between [0, 1] and [here]", "between [0, 1] and [here]", "between [0, 1] and [here]", ()),
        ("", "", "", ()),
    ],
)
def test_numbers_are_shown_in_order(written: str, shown: str, plain: str, used: tuple[int, ...]) -> None:
    cited = cited_text(written, SOURCES, final=True)
    assert (cited.text, cited.plain, cited.used) == (shown, plain, used)


def test_numbers_are_taken_out_of_what_was_shown() -> None:
    assert without_numbers("At nine [1]. At six [2][1], from [0, 1].") == "At nine. At six, from [0, 1]."


PIECES = st.lists(
    st.sampled_from(
        [
            *("USE", "use ", "NONE", "No", " answer", "Answer", ": ", "**", "\n", " ", "3", "1, 2", "Ответ", "и"),
            *("```", "`", "```text\n", "```py\n", "[3]", "[1]", "[9]", "[", "]", '"', "“", "”", "<think>", "</think>"),
            *("<", "<|im_end|>", "I don't know", "I don", " know", ".", "We open at nine", "Sources:", "the", "(http"),
            *("[1] Taught answer to:", "Taught ", "answer to", "QUESTION of ", "Q"),
        ]
    ),
    max_size=12,
).map("".join)


@settings(max_examples=200, deadline=None)
@given(PIECES)
@example(".\n\nи")
@example("I don<|im_end|>")
@example("` number `\n\n")
def test_what_was_decided_or_shown_stays(raw: str) -> None:
    whole = read_answer(raw, final=True, choices=SOURCES)
    decided: ModelAnswer | None = None
    shown = ""
    for end in range(len(raw) + 1):
        answer = read_answer(raw[:end], final=False, choices=SOURCES)
        assert decided in {None, answer}
        if answer.form in {AnswerForm.CHOSEN, AnswerForm.DECLINED}:
            decided = answer
        if answer.form is AnswerForm.WRITTEN:
            text = cited_text(whole_words(answer.text), SOURCES, final=False).text.rstrip()
            assert text.startswith(shown)
            shown = text
        else:
            assert not shown
    assert decided in {None, whole}
    if shown:
        assert whole.form is AnswerForm.WRITTEN
        assert cited_text(whole.text, SOURCES, final=True).text.startswith(shown)
