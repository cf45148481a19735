"""The receipt of /train: scores never come without their meaning, and the longest one fits into a message."""

from __future__ import annotations

import dataclasses

import pytest

from chatterbot import datasets
from chatterbot.catalogue import Catalogue
from chatterbot.discord.localization import Translator
from chatterbot.plugins import training
from chatterbot.teaching import Conflict, Policy, TrainReceipt, TrainSource

pytestmark = pytest.mark.unit

CATALOGUE = Catalogue.load()
RECEIPT = TrainReceipt(
    job_id=1,
    change_id=1,
    dataset_id=1,
    added=60,
    duplicates=0,
    refused=(),
    score_before=None,
    score_after=None,
    scorable=True,
    seconds=0.1,
)
HOSTILE = "`*_~|<@1> [x](https://example.org) שלום \u202e\n" * 90


def receipt(language: str = "en", *, name: str = "faq.txt", **changed: object) -> str:
    wanted = training.WantedTraining(TrainSource.of_path(name), "", skip_bad=True, policy=Policy.KEEP, sent_as=name)
    made = dataclasses.replace(RECEIPT, **changed)
    return training.receipt_text(Translator(CATALOGUE, language), wanted, made, checking=False)


def test_a_score_says_what_it_means() -> None:
    lines = receipt(score_after=0.35).split("\n")
    assert lines[1] == "Self-test accuracy: **35%**"
    assert lines[2].startswith("-# Self-test: I am asked each question as if I had never been taught it.")
    assert len(lines) == 4


def test_a_score_that_falls_says_why() -> None:
    lines = receipt(score_before=0.5, score_after=0.25).split("\n")
    assert lines[1] == "Self-test accuracy: 50% → **25%** (−25 points)"
    assert lines[3].startswith("-# The self-test now asks other questions than before, too")
    assert "now asks" not in receipt(score_before=0.25, score_after=0.5)


def test_without_a_score_there_is_no_word_of_it() -> None:
    assert "elf-test" not in receipt()


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("bad", [0, 3, 40])
def test_the_longest_receipt_fits_and_holds_any_texts(language: str, bad: int) -> None:
    refused = [
        datasets.RefusedLine(10**6, "error-row-not-a-flag", {"field": HOSTILE, "found": HOSTILE}, HOSTILE[:90])
    ] * bad
    conflicts = (Conflict(HOSTILE, (HOSTILE,) * 5, (HOSTILE,) * 5),) * 10
    told = receipt(
        language,
        name=HOSTILE[:200],
        refused=tuple(refused),
        conflicts=conflicts,
        conflicting=10**6,
        score_before=0.999,
        score_after=0.111,
        duplicates=10**6,
    )
    assert len(told) <= 2000, len(told)
    assert "\u202e" not in told
    assert told.count("\u2068") == told.count("\u2069")
