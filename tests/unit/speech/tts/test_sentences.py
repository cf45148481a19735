"""The cutting of a text into pieces that are spoken one after the other."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatterbot.speech.tts import sentences

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Sure thing. Dr. Smith knows.", "Sure thing. Dr. Smith knows."),
        ("Yes. That is how it has always been here.", "Yes. That is how it has always been here."),
        ("I asked Dr. Smith about it. He knew.", "I asked Dr. Smith about it."),
        ("It costs 3.5 dollars, e.g. in the U.S. market. Next.", "It costs 3.5 dollars, e.g. in the U.S. market."),
        ("He said “never again!” Then he left the room.", "He said “never again!”"),
        ("Это сделал А. С. Пушкин в деревне. Потом уехал.", "Это сделал А. С. Пушкин в деревне."),
        ("Это было, т.е. кажется, давно. Потом прошло.", "Это было, т.е. кажется, давно."),
        ("Случилось в 2020 г. Потом всё изменилось.", "Случилось в 2020 г."),
        ("Он живёт в г. Москва с детства. Теперь нет.", "Он живёт в г. Москва с детства."),
        ("Really?! I did not know that at all.", "Really?! I did not know that at all."),
        ("Are you sure...? I am not at all sure.", "Are you sure...?"),
        ("これはとても長い文章の例です。次の文です。", "これはとても長い文章の例です。"),
        ("यह एक अच्छा दिन है। कल भी होगा।", "यह एक अच्छा दिन है।"),
        ("هل أنت متأكد من ذلك؟ نعم بالتأكيد.", "هل أنت متأكد من ذلك؟"),
        (
            "To answer this question in detail, one first has to understand how the whole system was built over the years.",
            "To answer this question in detail,",
        ),
    ],
)
def test_the_first_piece_is_short(text: str, first: str) -> None:
    assert sentences.pieces(text)[0] == first


def test_later_pieces_join_whole_sentences() -> None:
    text = "The first sentence is here. " + "A short one. " * 30
    first, *later = sentences.pieces(text)
    assert first == "The first sentence is here."
    assert all(140 <= len(piece) <= 160 for piece in later[:-1])


def test_a_first_sentence_of_the_maximum_length_is_not_cut_at_its_comma() -> None:
    sentence = "And if you ask me about it now, it is" + " so" * 14 + "."
    assert len(sentence) == 80
    assert sentences.pieces(f"{sentence} And there is something more to say about that.")[0] == sentence


def test_a_later_sentence_of_the_maximum_length_is_one_piece() -> None:
    sentence = "B" + " so" * 60 + ", as I said" + " so" * 28 + " on."
    assert len(sentence) == sentences.MAX_PIECE
    assert sentences.pieces(f"The first one is here. {sentence} And one more.")[1] == sentence


def test_pieces_are_returned_while_the_text_arrives() -> None:
    chunker = sentences.Chunker()
    assert chunker.feed("Well, hello there") == []
    assert chunker.feed(". ") == []  # it could be an abbreviation
    assert chunker.feed("How") == ["Well, hello there."]
    assert chunker.feed(" are you today, my friend?") == []
    assert chunker.flush() == ["How are you today, my friend?"]
    assert chunker.feed("The next text begins afresh. It") == ["The next text begins afresh."]


TEXTS = st.one_of(
    st.text(max_size=900),
    st.lists(
        st.sampled_from(["word", " ", ". ", ", ", "! ", "Dr. ", "г. ", "5", "\n", "。", "x" * 300, "… ", "A. ", "?"]),
        max_size=200,
    ).map("".join),
)


@given(text=TEXTS)
def test_nothing_is_lost_and_no_piece_is_too_long(text: str) -> None:
    found = sentences.pieces(text)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(0 < len(piece) <= sentences.MAX_PIECE and piece == piece.strip() for piece in found)


@given(text=TEXTS, cuts=st.lists(st.integers(1, 40), min_size=1, max_size=50))
def test_the_size_of_the_portions_does_not_matter(text: str, cuts: list[int]) -> None:
    chunker = sentences.Chunker()
    found: list[str] = []
    start = 0
    while start < len(text):
        size = cuts[len(found) % len(cuts)]
        found += chunker.feed(text[start : start + size])
        start += size
    found += chunker.flush()
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(0 < len(piece) <= sentences.MAX_PIECE for piece in found)


@pytest.mark.parametrize(
    "text", [". " * 4_000, "a" * 20_000, "a. " * 3_000, ", " * 4_000, '."' * 4_000, "(" * 9_000 + "."]
)
def test_no_text_takes_long(text: str) -> None:
    before = time.process_time()
    sentences.pieces(text)
    assert time.process_time() - before < 0.5
