"""Which models a scope may use: the operator's, and those that were trained for it; and using another one of them."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Sequence
from typing import Any, Final

from chatterbot import errors
from chatterbot.llm import LanguageModel
from chatterbot.preferences import GuildPreferences, Preferences
from chatterbot.store import FineTuneStatus, FineTuneStore

__all__ = ("ModelSwitch", "ModelSwitching", "model_mark")

_MARK_LENGTH: Final = 16
"""Characters that stand for a model's name in a button, whose argument is too short for the name."""


@dataclasses.dataclass(frozen=True, slots=True)
class ModelSwitch:
    """A scope uses another model."""

    before: str | None
    """`None`: the operator's."""
    after: str | None


class ModelSwitching:
    """Knows the models of each scope: no scope ever uses a model that was trained for another one."""

    def __init__(
        self, model: LanguageModel | None, jobs: FineTuneStore, preferences: Preferences, allowed: Sequence[str]
    ) -> None:
        self._model = model
        self._jobs = jobs
        self._preferences = preferences
        self._allowed = tuple(allowed)

    async def allowed_models(self, scope_id: int) -> tuple[str, ...]:
        """Return the models that a scope may use: the operator's first, then those trained for it; none without a model."""
        if self._model is None:
            return ()
        return tuple(dict.fromkeys((self._model.name, *self._allowed, *await self._jobs.results(scope_id))))

    async def use(self, scope_id: int, job_id: int) -> ModelSwitch:
        """Let a scope use the model that a job of its own made.

        Raises
        ------
        errors.NotFoundError
            ``error-finetune-no-model``
        """
        record = await self._jobs.get(scope_id, job_id)
        if record is None or record.state is not FineTuneStatus.SUCCEEDED or not record.result:
            raise errors.NotFoundError("error-finetune-no-model")
        return await self._switch(scope_id, record.result)

    async def use_former(self, scope_id: int, job_id: int, mark: str) -> ModelSwitch:
        """Let a scope use the model again that it had before `use`; `mark` is that model's (`model_mark`).

        Raises
        ------
        errors.NotFoundError
            ``error-finetune-no-model``, if it may not be used any more
        errors.RefusedError
            ``error-finetune-other-model``, if the scope uses another one than the job made by now
        """
        former = None
        if mark:
            allowed = await self.allowed_models(scope_id)
            former = next((name for name in allowed if model_mark(name) == mark), None)
            if former is None:
                raise errors.NotFoundError("error-finetune-no-model")
        record = await self._jobs.get(scope_id, job_id)
        if record is None:
            raise errors.NotFoundError("error-finetune-no-model")
        return await self._switch(scope_id, former, present=record.result)

    async def _switch(self, scope_id: int, name: str | None, *, present: str | None = None) -> ModelSwitch:
        before: list[str | None] = []

        def change(now: GuildPreferences) -> dict[str, Any]:
            if present is not None and now.model_name != present:
                raise errors.RefusedError("error-finetune-other-model")
            before.append(now.model_name)
            return {"model_name": name}

        await self._preferences.update(scope_id, change)
        return ModelSwitch(before[0], name)


def model_mark(name: str | None) -> str:
    """Return what stands for a model's name in a button; empty for the operator's."""
    return "" if name is None else hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:_MARK_LENGTH]
