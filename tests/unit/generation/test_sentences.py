"""An answer is cut into sentences while it is being written, in many languages; what only a reader needs is not said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatterbot.generation.sentences import MOST_SENTENCE, MOST_SPOKEN, SpokenSentences, aloud

pytestmark = pytest.mark.unit


def whole(text: str) -> list[str]:
    return SpokenSentences(10_000).take(text, last=True)


def growing(text: str, step: int = 1) -> list[str]:
    taken, found = SpokenSentences(10_000), list[str]()
    for end in range(step, len(text), step):
        found += taken.take(text[:end])
    return [*found, *taken.take(text, last=True)]


CASES = {
    "signs": ["We meet at six.", "Bring chess!", "Will you come?", "I hope so…"],
    "Russian": ["Мы встречаемся в шесть.", "Возьми шахматы!", "Придёшь?"],
    "Chinese": ["我们六点见面。", "带上棋子！", "你来吗？"],
    "Arabic": ["نلتقي في السادسة.", "هل ستأتي؟", "أحضر الشطرنج."],
    "Hindi": ["हम छह बजे मिलते हैं।", "शतरंज लाओ।"],
    "abbreviations": ["Dr. Smith, e.g. Anna, knows.", "Ask her."],
    "Russian abbreviations": [
        "Это бот, т. е. программа.",
        "Это г. Москва, ул. Мира, д. 5.",
        "Он жил в 2020 г.",
        "Потом уехал.",
    ],
    "initials": ["A. S. Pushkin wrote it.", "Read it."],
    "numbers": ["Pi is 3.14 and version 2.0.1 is out.", "It costs 1,000.50 euros."],
    "times": ["It begins at 7 p.m. on Friday.", "Be there."],
    "dots": ["Well... perhaps we meet.", "Or not..."],
    "quotations": ['"Where?" asked Ann.', "“At the mill!” said Bob.", "«В парке?» спросил он."],
    "addresses": ["See https://example.org/a.b?c=d!e for it.", "Or www.example.org/x.html now."],
    "brackets": ["Come early (it fills up.)", "Bring a chair."],
    "several signs": ["Really?!", "Yes!!!"],
}


@pytest.mark.parametrize("name", CASES)
def test_sentences_end_where_they_end(name: str) -> None:
    sentences = CASES[name]
    text = ("" if name == "Chinese" else " ").join(sentences)
    assert whole(text) == sentences
    assert growing(text) == sentences


def test_a_sentence_is_said_as_soon_as_the_next_one_begins() -> None:
    taken = SpokenSentences()
    assert taken.take("We meet at six.") == [], "it may be 'six.30'"
    assert taken.take("We meet at six. ") == [], "it may be an abbreviation"
    assert taken.take("We meet at six. B") == ["We meet at six."]
    assert taken.take("We meet at six. Bring chess!") == []
    assert taken.take("We meet at six. Bring chess! ") == ["Bring chess!"], "nothing else can follow this sign"
    assert taken.take("We meet at six. Bring chess! And tea", last=True) == ["And tea"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("We meet at six [1]. Bring chess [2, 3].", ["We meet at six.", "Bring chess."]),
        ("We meet at six.[1] Bring chess.[2-4]", ["We meet at six.", "Bring chess."]),
        ("We meet at six. [1] Bring chess. [2]", ["We meet at six.", "Bring chess."]),
        ("See [the plan of Dr. Who. Now](https://a.example/x).", ["See the plan of Dr. Who.", "Now."]),
        ("Yes.\n\n-# [1] where do we meet?", ["Yes."]),
        ("Yes.\n[1] <https://a.example>\n[2]: [Plan](https://b.example)", ["Yes."]),
        ("Да.\n\n**Источники:**\n1. Первый.\n2. Второй.", ["Да."]),
        ("Yes.\nSources: one. Two.", ["Yes."]),
        (
            "Bring:\n- chess\n- tea\n1. First. Then\n2. Second",
            ["Bring:", "- chess", "- tea", "1. First.", "Then", "2. Second"],
        ),
        ("Do this:\n```py\nprint('a. B')\n```\nThen stop.", ["Do this:", "Then stop."]),
        ("Do this:\n```py\nprint('a. B", ["Do this:"]),
        ("🎉\n\n---\n😀 !!! Hello.", ["😀 !!!", "Hello."][1:]),
        ("An array[0] of [12] things.", ["An array of things."]),
        ("", []),
        (" \n\u200b\n ", []),
    ],
)
def test_what_only_a_reader_needs_is_not_said(text: str, said: list[str]) -> None:
    assert whole(text) == said
    assert growing(text) == said


def test_a_long_sentence_is_cut_at_a_clause_or_between_words() -> None:
    clause = "and then we walk along the river until the old mill comes into view, "
    for text in (clause * 12, "word " * 200, "字" * 700):
        parts = growing(text, 7)
        assert max(map(len, parts)) <= MOST_SENTENCE
        assert "".join("".join(parts).split()) == "".join(text.split()), "no letter is lost"
    assert growing(clause * 12, 7)[0].endswith("view,")


def test_only_the_first_sentences_of_a_long_answer_are_said() -> None:
    text = "This is one of very many sentences. " * 100
    taken = SpokenSentences()
    found = taken.take(text, last=True)
    assert taken.full
    assert MOST_SPOKEN - 40 < sum(map(len, found)) <= MOST_SPOKEN
    assert taken.take(text + "More. And more.", last=True) == []
    short = SpokenSentences()
    short.take("Yes. It is so. [1]\n\n-# [1] why", last=True)
    assert not short.full, "all of it was said"
    assert aloud(text) == " ".join(found)


@given(st.text(alphabet=st.sampled_from(list('ab A.!?…\n1)»",。*😀т ')), max_size=80), st.integers(1, 9))
def test_what_is_said_does_not_depend_on_the_pieces_it_comes_in(text: str, step: int) -> None:
    assert letters(growing(text, step)) == letters([text])


def letters(sentences: list[str]) -> str:
    return "".join(filter(str.isalnum, "".join(sentences)))
