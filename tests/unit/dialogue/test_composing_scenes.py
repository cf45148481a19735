"""Conversations by chance, with a language model: whatever people do and in which order, nothing is left open, kept or said twice."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping, Sequence

import pytest
from tests.unit.dialogue.world import CHESS, GAME, LIBRARY, MEET, Call, Partner
from tests.virtual_time import passes

from chatterbot.dialogue.options import DialogueOptions
from chatterbot.dialogue.session import DialogueState

pytestmark = pytest.mark.unit

LOVE = "what is love"
SAID = (
    *(LOVE, MEET, GAME, f"chatterbot {LOVE}", f"chatterbot {MEET}", "why is that so then", f"{LOVE} ...0.8 really now"),
    *("stop", "chatterbot stop", "chatterbot", "mhm", "okay", "#0.2", "#0.4"),
    *("repeat that", "no the answer is poker", "forget that"),
)
SENTENCES = ("One two three four", "Yes", "", "Five six seven eight nine ten")


class Model(Mapping[str, Sequence[tuple[float, str]]]):
    """Writes something to everything, or nothing, at any speed."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def __getitem__(self, _: str) -> Sequence[tuple[float, str]]:
        chance = self._chance
        waits = (0.0, 0.1, 0.5, 2.0, 5.0)
        return [(chance.choice(waits), chance.choice(SENTENCES)) for _ in range(chance.randint(0, 4))]

    def __iter__(self) -> None:  # type: ignore[override]
        raise NotImplementedError

    def __len__(self) -> int:
        raise NotImplementedError


@pytest.mark.parametrize("seed", range(16))
async def test_nothing_is_left_open(seed: int, caplog: pytest.LogCaptureFixture) -> None:
    chance = random.Random(seed)
    partner = Partner({MEET: LIBRARY, GAME: CHESS}, present=chance.choice([1, 1, 2, 3]))
    partner.sound_takes_s, partner.takes_s = chance.choice([0, 0.2, 0.7]), chance.choice([0, 0, 0.5])
    partner.model, partner.notice = Model(chance), chance.choice(["", "away"])
    call = Call(partner, DialogueOptions(), recognising_s=chance.choice([0.1, 0.15, 0.6]))

    async def talk(user_id: int) -> None:
        for _ in range(chance.randint(2, 5)):
            await passes(chance.choice([0, 0.3, 0.9, 1.4, 2.5, 5]))
            if call.session is not None and chance.random() < 0.08:
                call.session.forget(user_id)
            await call.say(user_id, chance.choice(SAID), word_s=chance.choice([0.15, 0.3]))

    async with call.open():
        assert call.session is not None
        await asyncio.gather(*(talk(user_id) for user_id in range(1, partner.present + 1)))
        await passes(60)
        assert call.session.state is DialogueState.LISTENING
        assert call.floor.saying is None
        running = [task.get_name() for task in asyncio.all_tasks() if task.get_name().startswith(("dialogue c", "sp"))]
        assert running in ([], ["dialogue clock"])
        written = partner.exchanges
        assert len({id(one) for one in written}) == len(written), "each is written down once"
        assert not any(one.writing for one in written), "when it is final"
        for user_id in call.session.people:
            call.session.forget(user_id)
        assert call.session.people == set()
    assert not [record for record in caplog.records if record.levelname in {"WARNING", "ERROR"}]
