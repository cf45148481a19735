"""An answer as it grows: what was shown stays, what fails leaves no half sentence without a mark, and everything is counted once."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import os
from collections.abc import AsyncGenerator, Sequence

import pytest
from hypothesis import example as tried
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.generation.test_requesting import NOW, example, passage

from chatterbot import errors, models
from chatterbot.catalogue import Catalogue
from chatterbot.generation.composing import AnswerInWriting, ComposingTools
from chatterbot.generation.evidence import EvidencePassage, GatheredEvidence
from chatterbot.generation.interfaces import Notice, Scene, SpentBudget
from chatterbot.generation.options import ComposerOptions
from chatterbot.generation.requesting import ModelInquiry
from chatterbot.llm import ChatChunk, ChatRequest, FinishReason, ScriptedModel, TokenUsage
from chatterbot.models import ReplySource

pytestmark = pytest.mark.unit

CATALOGUE = Catalogue.load()
UNKNOWN = models.Reply("", ReplySource.UNKNOWN, 0.3, 0.5, near=(1,), began=4)
EVIDENCE = GatheredEvidence((example(1), example(2, "and on Sunday?", "Never on **Sundays**.")), (passage(9),))
CLOSING = set("`*_~|\n")
"""What may be put behind a text that is not whole, to close what is open."""


class Pieces(ScriptedModel):
    """Sends pieces, and then ends in a way."""

    def __init__(self, pieces: Sequence[str], end: FinishReason | errors.ModelFault | None = FinishReason.STOP) -> None:
        super().__init__(lambda _: "")
        self.pieces, self.end = pieces, end
        self.open = 0

    async def chat(self, request: ChatRequest) -> AsyncGenerator[ChatChunk]:
        self.open += 1
        try:
            for piece in self.pieces:
                yield ChatChunk(piece, "pieces-1")
            if isinstance(self.end, errors.ModelFault):
                raise errors.ModelError("broken", self.end)
            yield ChatChunk("", "pieces-1", self.end, TokenUsage(100, 20))
        finally:
            self.open -= 1


@dataclasses.dataclass
class Told:
    """A budget that is told."""

    usages: list[tuple[TokenUsage, bool]] = dataclasses.field(default_factory=list)

    async def admit(self, scope_id: int, person_id: int) -> SpentBudget | None:
        return None

    async def spent(self, scope_id: int, person_id: int, model: str, usage: TokenUsage, *, failed: bool) -> None:
        self.usages.append((usage, failed))


class NoQuotes:
    """Quotes nothing."""

    async def quoted(self, prompt: models.Prompt, reply: models.Reply, item: EvidencePassage) -> models.Reply:
        raise errors.EncoderError("no")


def writing(
    model: Pieces,
    budget: Told | None = None,
    *,
    general: bool = False,
    evidence: GatheredEvidence = EVIDENCE,
    scene: Scene | None = None,
    most: int = 6000,
) -> AnswerInWriting:
    tools = ComposingTools(
        model, NoQuotes(), CATALOGUE, ComposerOptions(max_characters=most), budget, None, lambda: NOW
    )
    prompt = models.Prompt("when do you open?", 7, 1, 5)
    return AnswerInWriting(tools, ModelInquiry(prompt, scene or Scene(), general, None, None), UNKNOWN, evidence)


async def shown(answer: AnswerInWriting) -> list[str]:
    return [text async for text in answer.texts()]


WORDS = st.lists(
    st.sampled_from(
        [
            *("USE 1", "NONE", "We open", " at nine", ". ", "[1]", " [2]", "[3]", "[9]", "\n", "```", "`", "**", "||"),
            *(
                "At nine.",
                "Never on Sundays",
                "I don't know",
                "<think>",
                "</think>",
                "- item",
                "Sources: [1]",
                "@everyone",
            ),
            *(" ", "...", "🎉", "Да! ", "[", "]", "(x)", "<|im_end|>", "# ", "> ", '"', "https://evil.example "),
        ]
    ),
    max_size=14,
)


@settings(max_examples=80, deadline=None)
@given(WORDS, st.booleans(), st.booleans())
@tried(["```", "At nine. ", "\n", "```", " [1]"], False, False)
@tried(["At nine", ".", " [1]"], False, False)
async def test_an_answer_only_grows(pieces: list[str], general: bool, voice: bool) -> None:
    budget = Told()
    answer = writing(Pieces(pieces), budget, general=general, scene=Scene(voice=voice))
    texts = await shown(answer)
    for before, after in itertools.pairwise(texts):
        common = os.path.commonprefix([before, after])  # noqa: RUF071 - texts, not paths
        assert set(before[len(common) :]) <= CLOSING, (before, after)
    outcome = answer.outcome
    assert outcome.reply.began == UNKNOWN.began
    assert [failed for _, failed in budget.usages] == [not "".join(pieces).strip()]
    if not texts:
        assert outcome.reply == UNKNOWN
        return
    assert texts[-1] == outcome.reply.text
    assert outcome.reply.source is not ReplySource.UNKNOWN
    assert outcome.reply.composed is not None
    assert texts[0].partition("\n")[0].strip() not in {"USE 1", "NONE"}
    assert not texts[0].startswith("<think>")
    if outcome.reply.source is ReplySource.CHOSEN:
        assert outcome.reply.text in {"At nine.", "Never on **Sundays**."}
    else:
        assert (outcome.reply.source is ReplySource.GENERAL) <= general


async def test_an_answer_that_breaks_off_is_marked() -> None:
    budget = Told()
    model = Pieces(["We open at ten [1]. ", "On Sun"], errors.ModelFault.UNREACHABLE)
    answer = writing(model, budget)
    assert (await shown(answer))[-1] == "We open at ten [1]. On Sun …\n-# 📚 [1] taught by <@7>"
    outcome = answer.outcome
    assert (outcome.notice, outcome.reply.source) == (Notice.CUT, ReplySource.COMPOSED)
    assert outcome.reply.composed is not None
    assert outcome.reply.composed.cut
    ((usage, failed),) = budget.usages
    assert failed
    assert usage.completion > 0


@pytest.mark.parametrize(
    ("pieces", "end", "notice"),
    [
        (["We open"], errors.ModelFault.TIMEOUT, Notice.UNAVAILABLE),
        ([], errors.ModelFault.RATE_LIMITED, Notice.BUSY),
        ([], FinishReason.STOP, Notice.UNAVAILABLE),
        ([], FinishReason.FILTER, Notice.REFUSED),
        (["We open"], FinishReason.FILTER, Notice.REFUSED),
    ],
)
async def test_before_anything_is_shown_the_former_reply_stands(
    pieces: list[str], end: FinishReason | errors.ModelFault, notice: Notice
) -> None:
    answer = writing(Pieces(pieces, end), general=True)
    assert await shown(answer) == []
    assert (answer.outcome.reply, answer.outcome.notice) == (UNKNOWN, notice)


async def test_a_choice_counts_though_the_stream_breaks() -> None:
    answer = writing(Pieces(["USE 2\n", "Because"], errors.ModelFault.UNREACHABLE))
    assert await shown(answer) == ["Never on **Sundays**."]
    assert (answer.outcome.reply.source, answer.outcome.notice) == (ReplySource.CHOSEN, None)


async def test_what_is_too_long_is_cut_and_the_request_ended() -> None:
    model = Pieces([f"Word {number}. " for number in range(500)])
    answer = writing(model, general=True, most=200)
    text = (await shown(answer))[-1]
    assert answer.outcome.notice is Notice.CUT
    assert len(text.partition("\n-#")[0]) <= 202
    assert model.open == 0
    length = writing(Pieces(["A list without an end", "\n- one"], FinishReason.LENGTH), general=True)
    assert (await shown(length))[-1].startswith("A list without an end\n- one …\n-#")
    assert length.outcome.notice is Notice.CUT


async def test_a_model_that_goes_on_after_its_choice_is_stopped() -> None:
    model = Pieces(["USE 1\n", *["and so on "] * 1000])
    answer = writing(model)
    assert await shown(answer) == ["At nine."]
    assert model.open == 0


async def test_nothing_runs_on_when_nobody_reads() -> None:
    model, budget = Pieces(["First sentence. ", *["More. "] * 50]), Told()
    answer = writing(model, budget, general=True)
    texts = answer.texts()
    assert await anext(texts) == "First sentence."
    assert model.open == 1
    await answer.close()
    assert model.open == 0
    assert len(budget.usages) == 1
    assert answer.outcome.notice is Notice.CUT
    with pytest.raises(ValueError, match="once"):
        answer.texts()


async def test_nothing_is_asked_without_ground() -> None:
    model, budget = Pieces(["Paris."]), Told()
    answer = writing(model, budget, evidence=GatheredEvidence())
    assert await shown(answer) == []
    assert (answer.outcome.reply, answer.outcome.notice, budget.usages) == (UNKNOWN, None, [])


async def test_a_passage_that_cannot_be_quoted_is_not_given() -> None:
    answer = writing(Pieces(["USE 3"]))
    assert await shown(answer) == []
    assert answer.outcome.reply == UNKNOWN


async def test_times_and_tokens_are_those_of_the_server() -> None:
    answer = writing(Pieces(["USE", " 1"]))
    await shown(answer)
    made = answer.outcome.reply.composed
    assert made is not None
    assert (made.model, made.prompt_tokens, made.completion_tokens) == ("pieces-1", 100, 20)
    assert 0 <= made.first_s <= made.total_s < dt.timedelta(minutes=1).total_seconds()
