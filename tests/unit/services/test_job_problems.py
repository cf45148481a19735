"""What is kept of the error that ended a training job: enough for its sentence, and no words of people."""

from __future__ import annotations

import pytest
from tests.unit.services.world import ADA, HOME, World

from chatterbot import errors
from chatterbot.teaching import TrainSource

pytestmark = pytest.mark.unit

SECRET = "my secret, which has no arrow"


async def test_numbers_and_keys_are_kept_and_words_are_not(world: World) -> None:
    with pytest.raises(errors.InvalidInputError, match="error-train-refused"):
        await world.train(TrainSource.of_text(SECRET))
    (job,) = await world.teaching.jobs(HOME)
    assert job.problem == "error-train-refused"
    assert dict(job.problem_values or {}).items() >= {"count": 1, "line": 1, "good": 0}.items()
    assert "secret" not in str(job.problem_values)
    assert str((job.problem_values or {})["reason"]).startswith("error-row-")


async def test_a_file_is_named_until_the_person_is_erased(world: World) -> None:
    with pytest.raises(errors.NotFoundError):
        await world.train(TrainSource.of_path("uploads/diary of ada.txt"))
    (job,) = await world.teaching.jobs(HOME)
    assert "diary of ada" in str(job.problem_values)
    await world.privacy.erase(ADA, HOME, keep_taught=False)
    (job,) = await world.teaching.jobs(HOME)
    assert (job.author_id, job.source, job.problem_values) == (0, "", None)
    assert job.problem is not None
