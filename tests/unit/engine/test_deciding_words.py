"""The lists of deciding words: whole, without contradictions, and seen in many languages."""

from __future__ import annotations

import pathlib

import pytest

from chatterbot import engine
from chatterbot.engine import deciding_words, differences

pytestmark = pytest.mark.unit

FILE = pathlib.Path(deciding_words.__file__).with_name("data") / "deciding_words.txt"
MARKS = differences.NAMES[: differences.NAMES.index("replaced")]
WORDS = deciding_words.WORDS


def marks(first: str, second: str) -> set[str]:
    """The kinds of difference that are certain."""
    words = [differences.TextWords.of(engine.normalise(text)) for text in (first, second)]
    found = dict(zip(differences.NAMES, differences.differences(words[0], words[1]), strict=True))
    return {name for name in MARKS if found[name] == 1}


def test_every_word_is_one_word_of_a_normal_form() -> None:
    """Others could never be found."""
    lines = [line for line in FILE.read_text("utf-8").splitlines() if line and line[0] not in "#["]
    words = " ".join(line.partition(":")[2] or line for line in lines).replace("|", " ").replace(",", " ").split()
    assert len(words) > 1_000
    assert [word for word in words if engine.normalise(word.removesuffix("*")) != word.removesuffix("*")] == []
    assert [word for word in words if len(word) < 4 and word.endswith("*")] == []


@pytest.mark.parametrize("section", ["questions", "numbers", "persons"])
def test_no_word_has_two_meanings(section: str) -> None:
    part = FILE.read_text("utf-8").partition(f"[{section}]\n")[2].partition("\n\n")[0]
    words = [word for line in part.splitlines() for word in line.partition(":")[2].split()]
    assert sorted(words) == sorted(set(words))


def test_what_takes_something_away_is_no_negation() -> None:
    assert not WORDS.without & WORDS.negations
    assert not WORDS.sources & WORDS.targets


def test_a_missing_section_is_an_error() -> None:
    with pytest.raises(KeyError):
        deciding_words.DecidingWords.of("[negations]\nnot # a comment\n")


@pytest.mark.parametrize(
    ("kind", "first", "second"),
    [
        ("negation", "warum geht der Bot", "warum geht der Bot nicht"),
        ("negation", "quelles couleurs sont permises", "quelles couleurs ne sont pas permises"),
        ("negation", "hangi renkler var", "hangi renkler yok"),
        ("without", "Suppe mit Nudeln", "Suppe ohne Nudeln"),
        ("without", "pizza con queso", "pizza sin queso"),
        ("without", "zupa z makaronem", "zupa bez makaronu"),
        ("question", "wo ist das Treffen", "wann ist das Treffen"),
        ("question", "¿dónde es la fiesta?", "¿cuándo es la fiesta?"),
        ("question", "où est la réunion", "quand est la réunion"),
        ("question", "gdzie jest impreza", "kiedy jest impreza"),
        ("question", "أين الحفلة", "متى الحفلة"),
        ("question", "पार्टी कहाँ है", "पार्टी कब है"),
        ("numbers", "Raum zwei", "Raum drei"),
        ("opposites", "wie kann ich die Tür öffnen", "wie kann ich die Tür schließen"),
        ("opposites", "comment ouvrir la porte", "comment fermer la porte"),
        ("opposites", "dónde puedo comprar fichas", "dónde puedo vender fichas"),
        ("opposites", "how do I ban someone", "how do I unban someone"),
        ("choices", "habt ihr am Montag offen", "habt ihr am Freitag offen"),
        ("choices", "ouvert le lundi", "ouvert le vendredi"),
        ("direction", "Zug von Kiel nach Bonn", "Zug von Bonn nach Kiel"),
    ],
)
def test_differences_are_seen_in_other_languages(kind: str, first: str, second: str) -> None:
    assert kind in marks(first, second)
    assert kind in marks(second, first), "either way round"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("what time do you open", "when do you open"),
        ("which day is the raid", "when is the raid"),
        ("how come the bot is muted", "why is the bot muted"),
        ("во сколько начало", "когда начало"),
        ("в какое время начало", "когда начало"),
        ("по какой причине бот молчит", "почему бот молчит"),
        ("um wieviel Uhr macht ihr auf", "wann macht ihr auf"),
        ("à quelle heure est la réunion", "quand est la réunion"),
        ("a qué hora es la fiesta", "cuándo es la fiesta"),
    ],
)
def test_two_words_ask_together_for_one_thing(first: str, second: str) -> None:
    assert "question" not in marks(first, second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("can I play with an alt", "can I play with a new alt account"),
        ("when is the rent due", "when is our rent due"),
        ("how fast is the boat", "how fast is a boat"),
        ("any links for the mod", "is there a link for the mod"),
        ("I got a cent", "I got 5 cents and a cent"),
        ("come to the dove pub", "please come to the dove pub"),
        ("what was the die roll", "what was the die roll in the game"),
    ],
)
def test_words_of_one_language_are_not_taken_for_those_of_another(first: str, second: str) -> None:
    assert marks(first, second) == set()


@pytest.mark.parametrize(
    ("kind", "first", "second"),
    [
        ("numbers", "what is 2+2", "what is 2+3"),
        ("numbers", "do we go if only eight come", "do we go if more than forty come"),
        ("signs", "what does a > b return for strings", "what does a < b return for strings"),
        ("signs", "what does :) mean", "what does :( mean"),
        ("signs", "what does the 🔴 next to a name mean", "what does the 🟢 next to a name mean"),
        ("negation", "I did get the role, what now", "I did not get the role, what now"),
        ("negation", "я получил роль, что теперь", "я не получил роль, что теперь"),
        ("choices", "сколько стоит курс шитья", "сколько длится курс шитья"),
        ("exchange", "могу ли я позвать друга в гильдию", "может ли друг позвать меня в гильдию"),
        ("opposites", "服务器什么时候开门", "服务器什么时候关门"),
        ("negation", "我可以带狗", "我不可以带狗"),
        ("numbers", "三个人可以玩吗", "五个人可以玩吗"),
    ],
)
def test_small_differences_are_seen(kind: str, first: str, second: str) -> None:
    assert kind in marks(first, second)
    assert kind in marks(second, first), "either way round"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("not sure, when is the big game on saturday", "when is the big game on saturday"),
        ("nope, when is the big game on saturday in town", "when is the big game on saturday in town"),
        ("yo 🎮 when does the summer party start", "hey 🔥 when does the summer party start 🎉"),
        ("level 2? what do I get at level 2", "what do I get at level 2"),
        ("能不能带狗", "能带狗"),
        ("有没有地图", "有地图"),
    ],
)
def test_what_looks_like_a_small_difference_is_none(first: str, second: str) -> None:
    assert marks(first, second) == set()
