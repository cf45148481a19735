"""What is quoted from a document is said without its link, if it is short enough."""

from __future__ import annotations

import pytest

from chatterbot import models
from chatterbot.dialogue.understanding import known

pytestmark = pytest.mark.unit

QUOTED = models.Reply(
    "> At nine.\n-# 📄 Club", models.ReplySource.DOCUMENT, 0.9, 0.7, passage_id=3, aloud="Club: At nine."
)


def test_only_what_can_be_said_is_an_answer_in_a_call() -> None:
    assert (known(QUOTED), QUOTED.speech) == (True, "Club: At nine.")
    long = models.Reply("> ...", models.ReplySource.DOCUMENT, 0.9, 0.7, passage_id=3)
    assert (long.is_answer, known(long), long.speech) == (True, False, "")
    taught = models.Reply("At nine.", models.ReplySource.TAUGHT, 0.9, 0.5, example_id=1)
    assert (known(taught), taught.speech) == (True, "At nine.")
    assert not known(models.Reply("", models.ReplySource.UNKNOWN, 0.0, 0.5))
