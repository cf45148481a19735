"""``check``, the language model: the server is tried, and what is wrong with it is said with what to do."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import time
from collections.abc import Sequence
from typing import Final

from chatterbot import errors, redaction, settings, texts
from chatterbot.cli.findings import Finding, State
from chatterbot.errors import ModelFault
from chatterbot.llm import (
    ChatMessage,
    ChatRequest,
    ChatRole,
    LanguageModel,
    ModelInfo,
    TokenUsage,
    missing_for_model,
    open_model,
)
from chatterbot.settings import ModerationMode

__all__ = ("check_client", "check_model")

NAME: Final = "language model"
EXTRA: Final = "in the clone: pip install -c constraints.txt '.[llm]'"
PROMPT: Final = "Reply with the word OK."
LONGEST_LIST: Final = 300
"""Characters of a list of models."""
TRIAL_S: Final = 60.0
"""Seconds for the whole trial, whatever the settings allow: a model that thinks long has shown by then that it works."""


def check_client() -> None:
    """Refuse to go on where a command needs a language model, and the library that asks it is missing.

    Raises
    ------
    errors.SettingsError
        If it is.
    """
    if library := missing_for_model():
        raise errors.SettingsError(f"{library} is not installed, so no language model can be asked; {EXTRA}")


async def check_model(given: settings.Settings) -> list[Finding]:
    """Try the server: list its models, ask the configured one, and the moderation if it is used."""
    llm = given.llm
    if not llm.model:
        meant = "; name one, as the other settings of llm alone do nothing" if llm.base_url or llm.api_key else ""
        text = f"llm.model is empty: the bot answers with what it was taught, and asks no model{meant}"
        return [Finding(State.OFF, NAME, text)]
    if library := missing_for_model():
        return [Finding(State.MISSING, NAME, f"{library} is not installed: {EXTRA}")]
    from chatterbot import service_options  # noqa: PLC0415 - slow to import; other checks do not need it

    options = service_options.llm_options(given)
    where = redaction.address(options.base_url)
    try:
        async with open_model(options) as model:
            return await _tried(given, model, where)
    except errors.SettingsError as error:
        return [Finding(State.FAULT, NAME, str(error))]


@dataclasses.dataclass(frozen=True, slots=True)
class _Trial:
    first_s: float
    usage: TokenUsage | None


async def _tried(given: settings.Settings, model: LanguageModel, where: str) -> list[Finding]:
    listed: Sequence[ModelInfo] | None = None
    try:
        listed = await model.models()
    except errors.ModelError as error:
        if error.fault is not ModelFault.REQUEST:  # some servers offer no list
            return [Finding(State.FAULT, NAME, _said(error, model.name, where, listed))]
    try:
        trial = await _ask(model)
    except errors.ModelError as error:
        return [Finding(State.FAULT, NAME, _said(error, model.name, where, listed))]
    said = f"{model.name} at {where} answers, the first word after {1000 * trial.first_s:.0f} ms"
    if trial.usage is None:
        said += "; the server counts no tokens, so the budgets go by an estimate"
    found = [Finding(State.OK, NAME, said)]
    names = {one.name for one in listed or ()}
    absent = [name for name in given.llm.allowed_models if not _offered(name, names)]
    if listed is not None and absent:
        found.append(Finding(State.WARN, NAME, f"llm.allowed_models: the server does not list {', '.join(absent)}"))
    if given.llm.moderation is ModerationMode.SERVER:
        found.append(await _moderated(model, where))
    return found


async def _ask(model: LanguageModel) -> _Trial:
    """Let the model say a word.

    Raises
    ------
    errors.ModelError
        If it says none.
    """
    began, first_s, usage = time.monotonic(), 0.0, None
    request = ChatRequest([ChatMessage(ChatRole.USER, PROMPT)])
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(TRIAL_S), contextlib.aclosing(model.chat(request)) as chunks:
            async for chunk in chunks:
                first_s = first_s or time.monotonic() - began
                usage = chunk.usage or usage
    if not first_s:
        raise errors.ModelError(f"no word within {TRIAL_S:g} s", ModelFault.TIMEOUT)
    return _Trial(first_s, usage)


async def _moderated(model: LanguageModel, where: str) -> Finding:
    try:
        await model.moderate(PROMPT)
    except errors.ModelError as error:
        detail = f"{where} offers no moderation that works ({error}): set llm.moderation to off or to patterns"
        return Finding(State.FAULT, "moderation", detail)
    return Finding(State.OK, "moderation", f"{where} looks at questions and answers")


def _offered(name: str, names: set[str]) -> bool:
    return name in names or f"{name}:latest" in names  # Ollama lists the tag that it takes for granted


def _said(error: errors.ModelError, name: str, where: str, listed: Sequence[ModelInfo] | None) -> str:
    """Return what is wrong, and what to do."""
    match error.fault:
        case ModelFault.UNREACHABLE:
            todo = "Is it running, and is llm.base_url right? In a container, localhost is the container itself"
        case ModelFault.KEY:
            todo = "Set llm.api_key to a key of this server (CHATTERBOT_LLM__API_KEY)"
        case ModelFault.MODEL:
            names = texts.clip(", ".join(sorted(one.name for one in listed or ())), LONGEST_LIST)
            todo = f"Correct llm.model ({name}); the server has: {names}" if names else f"Correct llm.model ({name})"
        case ModelFault.TIMEOUT:
            todo = "A large model on a slow machine needs longer (llm.first_token_timeout), or take a smaller one"
        case ModelFault.RATE_LIMITED:
            todo = "Try again later; if it stays so, the account allows too few requests"
        case ModelFault.QUOTA:
            todo = "Top the account up, or set a limit there that is not used up"
        case ModelFault.TOO_LONG:
            todo = "Lower llm.max_tokens: question and answer must fit into what the model takes"
        case ModelFault.EMPTY:
            todo = "A model that thinks before it answers needs more: raise llm.max_tokens"
        case ModelFault.REQUEST:
            todo = "Is llm.base_url right? It usually ends in /v1"
        case ModelFault.MALFORMED:
            todo = "Does llm.base_url lead to an OpenAI-compatible server? It usually ends in /v1"
        case _:
            todo = "The log of the server says more"
    return f"{where}: {error}. {todo}"
