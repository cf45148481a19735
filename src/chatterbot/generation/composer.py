"""`Composer`: a prompt that nothing taught answers surely, and what is near it, in; an answer in a language model's words out."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import AsyncGenerator
from typing import Final

from chatterbot import models
from chatterbot.catalogue import Catalogue
from chatterbot.generation.composing import AnswerInWriting, ComposingTools
from chatterbot.generation.evidence import EvidenceGatherer, GatheredEvidence
from chatterbot.generation.follow_ups import with_question_before
from chatterbot.generation.interfaces import (
    Composition,
    ModelBudget,
    ModelChoice,
    Moderator,
    PersonaSource,
    Scene,
)
from chatterbot.generation.options import ComposerOptions
from chatterbot.generation.requesting import ModelInquiry
from chatterbot.llm import LanguageModel

__all__ = ("Composer",)

_STANDARD: Final = ComposerOptions()
_OPEN_TO_MODELS: Final = frozenset({models.ReplySource.UNKNOWN, models.ReplySource.DOCUMENT})


class Composer:
    """Asks a language model.

    Parameters
    ----------
    gatherer
        Finds what an answer may rest on.
    choice
        What a scope lets the model write.
    budget
        Counts what is used; `None`: nothing is counted, and there is no limit.
    moderator
        Looks at questions and answers; `None`: nobody does.
    personas
        How the model is to speak; `None`: in its own way.
    """

    def __init__(
        self,
        model: LanguageModel,
        gatherer: EvidenceGatherer,
        choice: ModelChoice,
        catalogue: Catalogue,
        *,
        options: ComposerOptions = _STANDARD,
        budget: ModelBudget | None = None,
        moderator: Moderator | None = None,
        personas: PersonaSource | None = None,
    ) -> None:
        self._gatherer = gatherer
        self._choice = choice
        self._personas = personas
        self._tools = ComposingTools(
            model, gatherer, catalogue, options, budget, moderator, lambda: dt.datetime.now(dt.UTC)
        )

    async def wanted(self, prompt: models.Prompt, reply: models.Reply) -> bool:
        """Tell whether the model is asked about a prompt that has this reply so far.

        In the mode ``taught`` it is where taught answers are near; a quotation is not put in question then. What was taught not to be
        answered is never given to it.
        """
        if reply.source not in _OPEN_TO_MODELS or reply.forbidden or not prompt.text.strip():
            return False
        mode, _ = await self._choice.model(prompt.scope_id, prompt.place)
        return mode in {"grounded", "open"} or (mode == "taught" and bool(reply.near))

    @contextlib.asynccontextmanager
    async def composing(
        self, prompt: models.Prompt, reply: models.Reply, scene: Scene, dataset_id: int
    ) -> AsyncGenerator[Composition]:
        """Ask the model about a prompt; leaving the block ends the request.

        Parameters
        ----------
        dataset_id
            The dataset that was searched for the reply.

        Raises
        ------
        errors.ServiceError
            If the database or the encoder fails.
        """
        mode, model = await self._choice.model(prompt.scope_id, prompt.place)
        distant = mode in {"grounded", "open"}
        follow_up = with_question_before(prompt, scene) if distant else None
        evidence = await self._gatherer.gather(prompt, reply, dataset_id, distant=distant, follow_up=follow_up)
        inquiry = ModelInquiry(prompt, scene, mode == "open", await self._persona(prompt), model)
        async with self._written(inquiry, reply, evidence) as answer:
            yield answer

    @contextlib.asynccontextmanager
    async def answering(
        self, prompt: models.Prompt, evidence: GatheredEvidence, *, model: str | None
    ) -> AsyncGenerator[Composition]:
        """Ask a model about a prompt with evidence that was found elsewhere, and from nothing else: for tests of models.

        Parameters
        ----------
        model
            Which model is asked; `None`: the operator's.
        """
        unknown = models.Reply("", models.ReplySource.UNKNOWN, 0.0, 1.0)
        inquiry = ModelInquiry(prompt, Scene(), False, await self._persona(prompt), model)
        async with self._written(inquiry, unknown, evidence) as answer:
            yield answer

    async def _persona(self, prompt: models.Prompt) -> str | None:
        return None if self._personas is None else await self._personas.persona(prompt.scope_id, prompt.place)

    @contextlib.asynccontextmanager
    async def _written(
        self, inquiry: ModelInquiry, reply: models.Reply, evidence: GatheredEvidence
    ) -> AsyncGenerator[Composition]:
        answer = AnswerInWriting(self._tools, inquiry, reply, evidence)
        try:
            yield answer
        finally:
            await answer.close()
