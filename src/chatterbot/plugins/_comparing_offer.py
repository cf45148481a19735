"""What /test offers with ``compare:model``: how many requests it takes, and a button that sends them."""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping, Sequence
from typing import Final

import hikari

from chatterbot import datasets
from chatterbot.container import Container
from chatterbot.discord import Context, components, formatting

__all__ = ("CASES_FILE", "COMPARED", "GIVEN", "START", "ComparedWith", "offer")

START: Final = "compare-start"
"""Argument: `GIVEN`, or empty for own questions."""
GIVEN: Final = "given"
"""The questions are in a file of the button's message."""
CASES_FILE: Final = "questions.jsonl"


class ComparedWith(enum.StrEnum):
    """What the engine is compared with."""

    MODEL = "model"


COMPARED: Final[Mapping[ComparedWith, str]] = {ComparedWith.MODEL: "test-compare-model"}
"""Catalogue keys of what can be compared."""


async def offer(context: Context, services: Container, cases: Sequence[datasets.TestCase] | None) -> None:
    """Say how many requests a comparison takes, with a button that starts it; `context` has been deferred."""
    translate = context.translate
    plan = await services.comparison.plan(context.scope_id, cases)
    lines = [
        translate("compare-offer-own" if plan.own else "compare-offer-given", count=len(plan.questions)),
        *([translate("compare-offer-most", found=plan.found)] if plan.found > len(plan.questions) else []),
        translate("compare-offer-models", models=", ".join(map(formatting.code, plan.models)), count=len(plan.models)),
        translate("compare-offer-requests", requests=plan.requests),
    ]
    files: list[hikari.Bytes] = []
    if cases is not None:
        files.append(hikari.Bytes(_jsonl(cases), CASES_FILE, mimetype="application/x-ndjson"))
    argument = "" if cases is None else GIVEN
    label = translate("compare-start-button", requests=plan.requests)
    button = components.Button(START, label, argument, style=hikari.ButtonStyle.PRIMARY)
    await context.revise("\n".join(lines), files=files, buttons=[button])


def _jsonl(cases: Sequence[datasets.TestCase]) -> bytes:
    """Return test cases so that the button can read them again."""
    lines: list[str] = []
    for case in cases:
        row = {"text": case.text, "label": case.expected} if case.by_label or case.expected is None else None
        lines.append(json.dumps(row or {"input": case.text, "expected": case.expected}, ensure_ascii=False) + "\n")
    return "".join(lines).encode("utf-8", "backslashreplace")
