"""The pictures of /test: what is drawn, that Cyrillic is, and that the drawing process ends whatever happens."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import datetime as dt
import json
import os
import pathlib
import struct
import sys

import pytest

from chatterbot import errors, pictures

pytestmark = pytest.mark.unit

LEGEND = {"right": "верно", "wrong": "неверно", "silent": "не ответил"}
PAIR_WORDS = pictures.PairWords(
    title="Что путается", expected="верно:", answered="ответ:", legend=LEGEND, note="[…]: not in this font"
)
SCORE_WORDS = pictures.ScoreWords(title="Scores", axis="confidence", threshold="threshold 0.60", legend=LEGEND)


def drawing_processes() -> list[str]:
    """Command lines of living drawing processes that this process started."""
    found: list[str] = []
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parent = (folder / "stat").read_text().rsplit(")", 1)[1].split()[1]
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            if int(parent) == os.getpid() and "chatterbot.pictures.drawing" in line:
                found.append(line)
    return found


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def bar(
    question: str, expected: str = "b", answered: str = "c", given: int = 1, held_back: int = 0
) -> pictures.PairBar:
    return pictures.PairBar(question, expected, answered, given, held_back)


def confusions(*questions: str) -> pictures.PairPicture:
    picture = pictures.pair_picture([bar(question) for question in questions], PAIR_WORDS)
    assert picture is not None
    return picture


def test_the_picture_shows_the_first_pairs() -> None:
    picture = confusions(*(f"question {number}" for number in range(9)))
    assert [pair.question for pair in picture.pairs] == [f"question {number}" for number in range(5)]


def test_without_confusions_there_is_no_picture_of_pairs() -> None:
    assert pictures.pair_picture([], PAIR_WORDS) is None


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("two\nlines\x00 and more", "two lines and more"),
        ("a" * 100, "a" * 57 + "…"),
        ("店" * 100, "店" * 28 + "…"),
        ("\u202egnp.exe", "gnp.exe"),
        ("e\u0301" * 58, "e\u0301" * 58),
        ("", ""),
    ],
)
def test_labels_are_one_short_line(text: str, label: str) -> None:
    (pair,) = confusions(text).pairs
    assert pair.question == label


def test_scores_are_counted_in_bins_and_empty_groups_left_out() -> None:
    right = [(0.0, False), (0.01, False), (1.0, True), (1.2, True)]
    groups = [("right", pictures.AnswerResult.RIGHT, right), ("wrong", pictures.AnswerResult.WRONG, [])]
    picture = pictures.score_picture(groups, 0.6, SCORE_WORDS)
    assert picture is not None
    assert [group.name for group in picture.groups] == ["right"]
    assert (picture.groups[0].held_back[0], picture.groups[0].given[-1]) == (2, 2)
    assert sum(picture.groups[0].given) + sum(picture.groups[0].held_back) == 4
    assert pictures.score_picture([], 0.6, SCORE_WORDS) is None


async def test_both_pictures_are_drawn_and_nothing_stays_behind() -> None:
    had_matplotlib = "matplotlib" in sys.modules
    groups = [
        ("верно", pictures.AnswerResult.RIGHT, [(0.9, True), (0.8, True)]),
        ("ошибки", pictures.AnswerResult.WRONG, [(0.5, False)]),
        ("не по теме", pictures.AnswerResult.WRONG, [(0.1, False), (0.7, True)]),
    ]
    scores = pictures.score_picture(groups, 0.6, SCORE_WORDS)
    assert scores is not None
    drawn = await pictures.Painter().draw([confusions("карта", "возврат", "$x^{", "<b>"), scores])
    assert [size(png) for png in drawn] == [(1200, 900), (1200, 900)]
    assert all(len(png) < 1_000_000 for png in drawn)
    assert ("matplotlib" in sys.modules) == had_matplotlib, "the bot's own process never loads it"
    assert not drawing_processes()


async def test_cyrillic_letters_are_drawn_as_letters_not_as_boxes() -> None:
    # Glyphs a font lacks all look alike; different Cyrillic letters must not.
    first, second = await pictures.Painter().draw([confusions("Ж", "b"), confusions("Щ", "b")])
    assert first != second


@pytest.mark.parametrize(
    "text", ["什么时候开门？", "\U0001f535 or \U0001f534?", "\U000e0041", "مرحبا", "שלום", "हिन्दी", "👋🏽👨‍👩‍👧‍👦"]
)
async def test_characters_that_no_font_has_are_never_drawn_as_boxes(text: str) -> None:
    # matplotlib warns of each such character; the drawing process then ends with an error.
    picture = confusions(text)
    drawing = await asyncio.create_subprocess_exec(
        sys.executable, "-W", "error", "-c", DRAWS, stdin=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    _, complaint = await drawing.communicate(json.dumps(dataclasses.asdict(picture)).encode())
    assert drawing.returncode == 0, complaint.decode()


DRAWS = """
import json, sys
from chatterbot.pictures import descriptions, drawing
drawing.draw(descriptions.from_json({"kind": "pairs"} | json.load(sys.stdin)))
"""


async def test_nothing_to_draw_starts_nothing() -> None:
    assert await pictures.Painter(time_limit=0.001).draw([]) == ()


async def test_a_slow_drawing_is_given_up_and_its_process_ended() -> None:
    with pytest.raises(errors.ServiceError, match="took over"):
        await pictures.Painter(time_limit=0.05).draw([confusions("a", "b")])
    assert not drawing_processes()


async def test_a_cancelled_drawing_ends_its_process() -> None:
    task = asyncio.create_task(pictures.Painter().draw([confusions("a", "b")]))
    async with asyncio.timeout(10):
        while not drawing_processes():  # noqa: ASYNC110 - nothing announces that a process is there
            await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not drawing_processes()


async def test_a_picture_that_cannot_be_drawn_is_an_error_with_its_reason() -> None:
    broken = pictures.PairPicture(PAIR_WORDS, ())
    with pytest.raises(errors.ServiceError, match="ValueError"):
        await pictures.Painter().draw([broken])


def test_the_drawing_process_is_not_given_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHATTERBOT_DISCORD__TOKEN", "secret")
    monkeypatch.setenv("chatterbot_other", "secret")
    assert "secret" not in pictures.Painter().environment().values()


USAGE = pictures.UsageWords("Вопросы", {"right": "с ответом", "wrong": "исправлено", "silent": "не знал"})
ONE = {pictures.AnswerResult.RIGHT: 1}


def days(count: int) -> list[tuple[dt.date, dict[pictures.AnswerResult, int]]]:
    return [(dt.date(2026, 1, 1) + dt.timedelta(days=day), ONE) for day in range(count)]


def test_many_days_are_shown_as_weeks_the_last_of_which_is_whole() -> None:
    few = pictures.day_picture(days(45), USAGE, "%d.%m")
    assert few is not None
    assert (len(few.labels), few.labels[0], set(few.counts["right"])) == (45, "01.01", {1})
    many = pictures.day_picture(days(366), USAGE, "%d.%m")
    assert many is not None
    assert (len(many.labels), many.counts["right"][0], many.counts["right"][-1]) == (53, 2, 7)
    assert sum(many.counts["right"]) == 366


def test_nothing_to_show_is_no_picture() -> None:
    assert pictures.day_picture([(dt.date(2026, 1, 1), {})], USAGE, "%d") is None
    assert pictures.bar_picture([("question", {pictures.AnswerResult.RIGHT: 0})], USAGE) is None
    assert pictures.bar_picture([], USAGE) is None


async def test_days_and_answers_are_drawn_whatever_people_wrote() -> None:
    rows = [(text, ONE) for text in ("=1+1", "$x_", "где карта?", "🙂" * 90, "a\nb\u202ec", "שלום עולם")]
    bars = pictures.bar_picture([*rows, *rows], USAGE)
    day = pictures.day_picture(days(1), USAGE, "%d.%m")
    week = pictures.day_picture(days(366), USAGE, "%d.%m")
    assert bars is not None
    assert day is not None
    assert week is not None
    assert len(bars.rows) == 8
    drawn = await pictures.Painter().draw([bars, day, week])
    assert [size(each) for each in drawn] == [(1200, 900)] * 3
