"""The pictures of /test: what is drawn, that Cyrillic is, and that the drawing process ends whatever happens."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pathlib
import struct
import sys

import pytest

from chatterbot import errors, pictures

pytestmark = pytest.mark.unit

CONFUSION_WORDS = pictures.ConfusionWords(title="Что путается", expected="Ожидалось", answered="Ответ")
SCORE_WORDS = pictures.ScoreWords(title="Scores", axis="confidence", threshold="threshold 0.60")


def drawing_processes() -> list[str]:
    """Command lines of living drawing processes that this process started."""
    found: list[str] = []
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parent = (folder / "stat").read_text().rsplit(")", 1)[1].split()[1]
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            if int(parent) == os.getpid() and "chatterbot.pictures.drawing" in line:
                found.append(line)
    return found


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def confusions(*labels: str) -> pictures.ConfusionPicture:
    pairs = [(a, b) for a in labels for b in labels]
    picture = pictures.confusion_picture(pairs, CONFUSION_WORDS)
    assert picture is not None
    return picture


def test_the_matrix_holds_the_labels_confused_most() -> None:
    pairs = [("a", "b")] * 5 + [("b", "b")] * 3 + [("c", "c")] * 9 + [(f"rare{i}", f"rarer{i}") for i in range(10)]
    picture = pictures.confusion_picture(pairs, CONFUSION_WORDS)
    assert picture is not None
    assert len(picture.labels) == 8
    assert picture.labels[:2] == ("a", "b")
    assert "c" not in picture.labels, "never confused"
    assert picture.counts[0][1] == 5
    assert picture.counts[1][1] == 3


def test_without_confusions_there_is_no_matrix() -> None:
    assert pictures.confusion_picture([("a", "a"), ("b", "b")], CONFUSION_WORDS) is None


def test_labels_are_one_short_line() -> None:
    picture = pictures.confusion_picture([("two\nlines\x00 and much more text than fits", "b")], CONFUSION_WORDS)
    assert picture is not None
    assert picture.labels == ("b", "two lines and muc…")


def test_scores_are_counted_in_bins_and_empty_groups_left_out() -> None:
    picture = pictures.score_picture({"right": [0.0, 0.01, 1.0, 1.2], "wrong": []}, 0.6, SCORE_WORDS)
    assert picture is not None
    assert [group.name for group in picture.groups] == ["right"]
    assert picture.groups[0].counts[0] == 2
    assert picture.groups[0].counts[-1] == 2
    assert pictures.score_picture({}, 0.6, SCORE_WORDS) is None


async def test_both_pictures_are_drawn_and_nothing_stays_behind() -> None:
    had_matplotlib = "matplotlib" in sys.modules
    scores = pictures.score_picture({"верно": [0.9, 0.8], "ошибки": [0.5], "не по теме": [0.1, 0.2]}, 0.6, SCORE_WORDS)
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
    broken = pictures.ConfusionPicture(CONFUSION_WORDS, ("a", "b"), ((1,),))
    with pytest.raises(errors.ServiceError, match="IndexError"):
        await pictures.Painter().draw([broken])


def test_the_drawing_process_is_not_given_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHATTERBOT_DISCORD__TOKEN", "secret")
    monkeypatch.setenv("chatterbot_other", "secret")
    assert "secret" not in pictures.Painter().environment().values()
