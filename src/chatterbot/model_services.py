"""The language model of the settings, opened and guarded against a server that fails, and what answers in its words."""

from __future__ import annotations

import contextlib
import dataclasses
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Sequence

from chatterbot import errors, redaction
from chatterbot.aio import background
from chatterbot.catalogue import Catalogue
from chatterbot.erasures import Erasures
from chatterbot.generation import Composer, EvidenceGatherer, ModelBudgets, ModelChoice, ModelTerms, PersonaSource
from chatterbot.llm import GuardedModel, LanguageModel, ModelHealth, ScriptedModel, missing_for_model, open_model
from chatterbot.service_options import (
    budget_limits,
    composer_options,
    llm_options,
    model_host,
    model_prices,
    moderator,
)
from chatterbot.settings import Settings
from chatterbot.store import Store

__all__ = ("AllowedModelChoice", "OpenedModel", "composer_of", "language_model", "model_terms")

_log = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True, slots=True)
class OpenedModel:
    """A language model that can be asked, and how its server is."""

    model: LanguageModel | None
    """`None`: none is configured, or its client's library is missing."""
    health: ModelHealth | None
    """`None`: none is configured."""
    host: str | None = None
    """The server that is asked; `None`: none, it runs in this process."""


@contextlib.asynccontextmanager
async def language_model(settings: Settings, given: LanguageModel | None = None) -> AsyncGenerator[OpenedModel]:
    """Open the model of the settings; leaving closes its connections. Its server is asked for its models in the background.

    Parameters
    ----------
    given
        A model in place of the one in the settings.

    Raises
    ------
    errors.SettingsError
        If the server's address or the key cannot be used.
    """
    if given is None and not settings.llm.model:
        yield OpenedModel(None, None)
        return
    if given is None and (library := missing_for_model()):
        _log.warning("no language model is asked: %s is not installed (extra `llm`)", library)
        yield OpenedModel(None, ModelHealth(missing=True))
        return
    async with contextlib.AsyncExitStack() as stack:
        model = given
        if model is None:
            options = llm_options(settings)
            model = await stack.enter_async_context(open_model(options))
            _log.info("language model: %s at %s", model.name, redaction.address(options.base_url))
        health = ModelHealth()
        guarded = GuardedModel(model, health)
        await stack.enter_async_context(background(_try(guarded), "first look at the language model"))
        yield OpenedModel(guarded, health, None if isinstance(given, ScriptedModel) else model_host(settings))


@contextlib.asynccontextmanager
async def model_terms(
    settings: Settings, opened: OpenedModel, store: Store, erasures: Erasures
) -> AsyncGenerator[ModelTerms | None]:
    """Open the budgets of the language model, with what else the operator set about it; `None`: there is no model."""
    if opened.model is None:
        yield None
        return
    async with ModelBudgets.open(store, budget_limits(settings), erasures) as budgets:
        yield ModelTerms(
            host=opened.host,
            model=opened.model.name,
            prices=model_prices(settings),
            budgets=budgets,
            moderator=moderator(settings, opened.model),
        )


def composer_of(
    settings: Settings,
    opened: OpenedModel,
    terms: ModelTerms | None,
    evidence: EvidenceGatherer,
    *,
    choice: ModelChoice,
    catalogue: Catalogue,
    personas: PersonaSource,
) -> Composer | None:
    """Return what answers in the model's words; `None`: there is no model."""
    if opened.model is None or terms is None:
        return None
    return Composer(
        opened.model,
        evidence,
        choice,
        catalogue,
        options=composer_options(settings),
        budget=terms.budgets,
        moderator=terms.moderator,
        personas=personas,
    )


class AllowedModelChoice:
    """What scopes chose, as far as it is still allowed: in place of a model that is not any more, the operator's answers.

    Parameters
    ----------
    chosen
        What scopes chose.
    allowed
        Names of the models that the operator allows.
    tuned
        Returns the names of the models that were fine-tuned for a scope.
    """

    def __init__(
        self,
        chosen: ModelChoice,
        allowed: Collection[str],
        tuned: Callable[[int], Awaitable[Collection[str]]],
    ) -> None:
        self._chosen = chosen
        self._allowed = frozenset(allowed)
        self._tuned = tuned

    async def model(self, scope_id: int, place: Sequence[int]) -> tuple[str, str | None]:
        """Return the mode in a place, and the name of the model that answers; `None`: the operator's."""
        mode, name = await self._chosen.model(scope_id, place)
        if name is None or name in self._allowed or name in await self._tuned(scope_id):
            return mode, name
        return mode, None


async def _try(model: LanguageModel) -> None:
    """Ask for the list of models, so that it is known from the start whether the server is up; it costs nothing."""
    with contextlib.suppress(errors.ModelError):  # noted and logged by the guard
        await model.models()
