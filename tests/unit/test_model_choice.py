"""A model that a guild chose answers only as long as it is allowed there; otherwise the operator's does."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from chatterbot.model_services import AllowedModelChoice

pytestmark = pytest.mark.unit


class Chosen:
    """What every scope chose."""

    def __init__(self, name: str | None) -> None:
        self._name = name

    async def model(self, scope_id: int, place: Sequence[int]) -> tuple[str, str | None]:
        return "open" if place else "taught", self._name


async def tuned(scope_id: int) -> list[str]:
    return ["ft:ours"] if scope_id == 100 else []


@pytest.mark.parametrize(
    ("name", "scope_id", "answers"),
    [
        (None, 100, None),
        ("allowed", 100, "allowed"),
        ("ft:ours", 100, "ft:ours"),
        ("ft:ours", 200, None),  # fine-tuned for another guild
        ("gone", 100, None),
    ],
)
async def test_the_model_has_to_be_allowed(name: str | None, scope_id: int, answers: str | None) -> None:
    choice = AllowedModelChoice(Chosen(name), ["allowed"], tuned)
    assert await choice.model(scope_id, (5,)) == ("open", answers)
