"""What a short question goes on from, so that something can be found for it."""

from __future__ import annotations

import pytest
from tests.unit.generation.test_requesting import NOW

from chatterbot import models
from chatterbot.generation.follow_ups import with_question_before
from chatterbot.generation.interfaces import Remark, Scene

pytestmark = pytest.mark.unit

ANN, BOB, BOT = 7, 8, 1
BEFORE = "when are you open?"


def remark(text: str, author: int = ANN, *, pointed: bool = False) -> Remark:
    return Remark(text, author, str(author), author == BOT, NOW, pointed=pointed)


def followed(text: str, *remarks: Remark) -> str | None:
    return with_question_before(models.Prompt(text, ANN, 1, 5), Scene(remarks=remarks))


@pytest.mark.parametrize("text", ["and on Sunday?", "а в воскресенье? 🌧️", "والأحد؟", "星期天呢？", "?"])
def test_a_short_question_goes_on_from_the_persons_own_question_before(text: str) -> None:
    earlier = (remark(BEFORE), remark("From nine to six.", BOT), remark("nice weather", BOB))
    assert followed(text, *earlier) == f"{BEFORE}\n{text}"


def test_other_questions_stand_alone() -> None:
    assert followed("and on Sunday?") is None
    assert followed("and on Sunday?", remark("who has a bicycle?", BOB), remark("By the river.", BOT)) is None
    assert followed("what is the largest city of France?", remark(BEFORE)) is None
    assert followed("星期天" * 20, remark(BEFORE)) is None
    assert followed(BEFORE, remark(BEFORE)) is None


def test_what_is_replied_to_comes_first_however_long_the_question_is() -> None:
    long = "and what would that be if somebody came on a Sunday?"
    chain = (remark("where do we meet?", BOB, pointed=True), remark("At the mill.", BOT, pointed=True))
    assert followed(long, *chain, remark(BEFORE)) == f"where do we meet?\n{long}"
    assert followed(long, chain[1]) == f"At the mill.\n{long}"
    assert followed(long, *chain, remark(BEFORE, pointed=True)) == f"{BEFORE}\n{long}"
    assert len(followed("and?", remark("x" * 4_000)) or "") < 400
