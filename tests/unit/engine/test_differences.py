"""Differences between two texts: each kind is seen, and other words for the same are not taken for one."""

from __future__ import annotations

import time

import hypothesis
import pytest
from hypothesis import strategies

from chatterbot import engine
from chatterbot.engine import contrasts, differences

pytestmark = pytest.mark.unit

MARKS = differences.NAMES[: differences.NAMES.index("replaced")]
"""The numbers that tell a kind of difference; the others say how much is the same."""


def found(first: str, second: str) -> dict[str, float]:
    """What two texts differ in."""
    words = [differences.TextWords.of(engine.normalise(text)) for text in (first, second)]
    return dict(zip(differences.NAMES, differences.differences(words[0], words[1]), strict=True))


def marks(first: str, second: str) -> set[str]:
    """The kinds of difference that are certain."""
    values = found(first, second)
    return {name for name in MARKS if values[name] == 1}


@pytest.mark.parametrize(
    ("kind", "first", "second"),
    [
        ("negation", "why does it load", "why doesn't it load?"),
        ("negation", "what may I bring", "what may I not bring"),
        ("negation", "кто сдаёт нормы", "кто не сдаёт нормы"),
        ("without", "soup with salt", "soup without salt"),
        ("without", "пирог с начинкой", "пирог без начинки"),
        ("numbers", "what is in chapter 3", "what is in chapter 13"),
        ("numbers", "what is in the third chapter", "what is in the fourth chapter"),
        ("numbers", "что в главе 3", "что в пятой главе, то есть пять"),
        ("signs", "who knows C#", "who knows C++"),
        ("signs", "what is 🔵", "what is 🔴"),
        ("opposites", "is the gate open", "is the gate closed"),
        ("opposites", "where do you buy fish", "where do you sell fish"),
        ("opposites", "когда открывается баня", "когда закрывается баня"),
        ("opposites", "how do I follow", "how do I unfollow"),
        ("opposites", "как приклеить наклейку", "как отклеить наклейку"),
        ("opposites", "is the gate open", "ворота закрыты?"),
        ("choices", "is it open on Monday", "is it open on Friday"),
        ("choices", "сколько идти в минутах", "сколько идти в километрах"),
        ("choices", "how do I delete the channel", "how do I delete the role"),
        ("question", "who wrote the song", "when was the song written"),
        ("question", "how many songs", "how long are the songs"),
        ("question", "где праздник", "когда праздник"),
        ("exchange", "can the cat chase the dog", "can the dog chase the cat"),
        ("exchange", "can I call the doctor", "can the doctor call me"),
        ("exchange", "я должен Лене рубль", "Лена должна мне рубль"),
        ("direction", "bus from York to Leeds", "bus from Leeds to York"),
        ("direction", "перевод с чешского на польский", "перевод с польского на чешский"),
    ],
)
def test_each_kind_is_seen(kind: str, first: str, second: str) -> None:
    assert kind in marks(first, second)
    assert kind in marks(second, first), "either way round"
    assert kind not in marks(first, first)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("how do I open the chest", "opening the chest: how do I do it?"),
        ("when does the fair begin in May", "in May, when does the fair begin"),
        ("how do I calibrate the joystick", "how do i calibarte the joystik"),
        ("is there a ferry or not", "is there a ferry"),
        ("could you please tell me where the pool is", "where is the pool"),
        ("bus from York to Leeds", "bus to Leeds from York"),
        ("cats and dogs", "dogs and cats"),
        ("I am not able to swim", "I am unable to swim"),
        ("лампа на кухне", "поставь лампу на пол на кухне"),
        ("where is the second stage", "where is stage 2"),
        ("как доехать до дома", "подскажите, пожалуйста, как доехать до дома"),
        ("сколько стоит билет", "билет сколько стоит?"),
        ("сделать торт", "делать торт"),
        ("кто дежурит завтра", "завтра кто дежурный"),
        ("is the gate open", "открыты ли ворота"),
    ],
)
def test_other_words_for_the_same_are_no_difference(first: str, second: str) -> None:
    assert marks(first, second) == set()


def test_a_word_instead_of_another_is_told_from_words_that_are_added() -> None:
    instead = found("how do I clean the lens", "how do I clean the sensor")
    assert instead["replaced"] == pytest.approx(1 / 3)
    assert instead["substituted"] == instead["frame"] > 0.6
    added = found("how do I clean the lens of my old camera", "how do I clean the lens")
    assert added["replaced"] == added["substituted"] == added["less"] == 0
    assert added["more"] == 0.5


def test_forms_and_misspellings_are_kept() -> None:
    assert found("where are the guitars", "were is the gitar")["kept"] == 1
    assert found("как настроить гитару", "настройка гитары")["kept"] == 1
    assert found("platform 2", "platform 22")["kept"] == 0.5, "another number is no misspelling"


def test_texts_in_different_letters_are_compared_by_the_lists_alone() -> None:
    values = found("where is the gate", "где ворота")
    assert values["comparable"] == 0
    assert [values[name] for name in ("replaced", "kept", "frame", "substituted", "more", "less")] == [0.0] * 6
    assert values["question"] == 0, "both ask for a place"


@pytest.mark.parametrize("groups", [contrasts.OPPOSITES, contrasts.CHOICES])
def test_no_word_stands_on_two_sides_of_a_group(groups: contrasts.WordGroups) -> None:
    words = [*groups.whole, *(word for each in groups.beginnings.values() for word in each)]
    for word in words:
        sides = groups.sides([word])
        assert len(sides) == len({group for group, _ in sides}), word


@hypothesis.given(strategies.text(max_size=200), strategies.text(max_size=200))
@hypothesis.example("", "")
@hypothesis.example("👍", "?")
@hypothesis.example("to to to", "from to")
def test_any_texts_can_be_compared(first: str, second: str) -> None:
    values, back = found(first, second), found(second, first)
    assert all(0 <= value <= 1 for value in values.values())
    assert {name: values[name] for name in MARKS} == {name: back[name] for name in MARKS}
    assert not any(found(first, first)[name] for name in MARKS)


@pytest.mark.parametrize("unit", ["a ", "не ", "to ", "can you tell me ", "1 ", "ab", "от", "+ "])
def test_long_texts_take_little_time(unit: str) -> None:
    text = (unit * 4_000)[:4_000]
    started = time.process_time()
    found(text, text + "x")
    assert time.process_time() - started < 0.05
