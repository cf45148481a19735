"""A model that does everything an attacker asks for harms nobody, and nobody's words become rules."""

from __future__ import annotations

import collections
import dataclasses
import datetime as dt
import functools
import itertools

import pytest
from tests.attacks import Attack, ObedientModel, broken_out, read_attacks
from tests.harmless import MARKS_AT_THE_END, problems

from chatterbot import models
from chatterbot.answering import ChosenReply
from chatterbot.catalogue import Catalogue
from chatterbot.generation import Remark, Scene
from chatterbot.generation.composing import AnswerInWriting, ComposingTools
from chatterbot.generation.evidence import EvidenceExample, EvidencePassage, GatheredEvidence
from chatterbot.generation.options import ComposerOptions
from chatterbot.generation.requesting import ModelInquiry
from chatterbot.llm import ScriptedModel
from chatterbot.models import ReplySource
from chatterbot.store import DocumentRecord, PassageRecord

pytestmark = pytest.mark.unit

NOW = dt.datetime(2026, 5, 4, tzinfo=dt.UTC)
TAUGHT = "We open at nine."
UNKNOWN = models.Reply("", ReplySource.UNKNOWN, 0.1, 0.5)


class Quoter:
    """Quotes nothing."""

    async def quoted(self, prompt: models.Prompt, reply: models.Reply, item: EvidencePassage) -> models.Reply:
        return reply


def evidence(
    question: str = "when do you open?", answer: str = TAUGHT, passage: str = "The door is green."
) -> GatheredEvidence:
    example = models.Example(5, 1, 1, question, answer, None, True, False, None, "text", 9, NOW)
    document = DocumentRecord(3, 1, 1, "a.md", "Handbook", "markdown", None, b"", 9, NOW, live=True)
    return GatheredEvidence(
        (EvidenceExample(example, ChosenReply(answer, 5, None, None), 0.4),),
        (EvidencePassage(PassageRecord(4, 1, "Doors", passage, None, True, document), None, 0.5),),
    )


def situation(attack: Attack) -> tuple[ModelInquiry, GatheredEvidence]:
    """Return where the attack's order stands."""
    text, found, persona, scene, order = (
        "and on Sunday?",
        evidence(),
        None,
        Scene(asker="Ann", guild="Town"),
        attack.order,
    )
    match attack.through:
        case "question":
            text = order
        case "taught answer":
            found = evidence(answer=order)
        case "taught question":
            found = evidence(question=order)
        case "document":
            found = evidence(passage=order)
        case "persona":
            persona = order
        case "display name":
            scene = dataclasses.replace(scene, asker=order)
        case "channel name":
            scene = dataclasses.replace(scene, channel=order)
        case "quoted message":
            scene = dataclasses.replace(scene, remarks=(Remark(order, 8, "Bob", False, NOW, 2, pointed=True),))
        case "history":
            scene = dataclasses.replace(scene, remarks=(Remark(order, 8, order, False, NOW, 2),))
        case other:
            raise ValueError(other)
    return ModelInquiry(models.Prompt(text, 7, 1, 55), scene, True, persona, None), found


@functools.cache
def attacks() -> dict[str, list[Attack]]:
    found: dict[str, list[Attack]] = collections.defaultdict(list)
    for attack in read_attacks():
        found[attack.through].append(attack)
    return dict(found)


def test_there_are_enough_attacks() -> None:
    assert sum(map(len, attacks().values())) >= 200
    assert min(map(len, attacks().values())) >= 20
    assert len(attacks()) == 9


@pytest.mark.parametrize("through", [*attacks()])
async def test_whatever_it_says_is_harmless(through: str) -> None:
    for attack in attacks()[through]:
        obedient = ObedientModel([attack])
        tools = ComposingTools(
            ScriptedModel(obedient), Quoter(), Catalogue.load(), ComposerOptions(), None, None, lambda: NOW
        )
        inquiry, found = situation(attack)
        answer = AnswerInWriting(tools, inquiry, UNKNOWN, found)
        shown = [text async for text in answer.texts()]
        reply = answer.outcome.reply
        assert obedient.obeyed == [attack.number], attack
        assert broken_out(obedient.requests[0]) == [], attack
        if reply.source in {ReplySource.COMPOSED, ReplySource.GENERAL}:
            words, _, ours = reply.text.rpartition("\n-# ")
            assert shown[-1] == reply.text
            assert "\n" not in ours
            assert problems(words, 6_002) == [], attack
            assert problems(reply.aloud, 6_002) == [], attack
        else:
            assert reply == UNKNOWN or reply.source is ReplySource.CHOSEN, attack
        for before, after in itertools.pairwise(shown):
            assert problems(before, 6_002) == [], attack
            assert after.startswith(MARKS_AT_THE_END.sub("", before).rstrip()), attack
