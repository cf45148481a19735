"""The field of /status about the language model: up, down and since when, from what is known; nothing is asked for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from chatterbot.discord import Translator, formatting
from chatterbot.errors import ModelFault
from chatterbot.llm import HealthReport, HealthState

__all__ = ("model_status",)


_STATES: Final[Mapping[HealthState, str]] = {
    HealthState.MISSING: "status-model-missing",
    HealthState.UNTRIED: "status-model-untried",
    HealthState.UP: "status-model-up",
    HealthState.DOWN: "status-model-down",
}
_FAULTS: Final[Mapping[ModelFault, str]] = {
    ModelFault.UNREACHABLE: "model-fault-unreachable",
    ModelFault.TIMEOUT: "model-fault-timeout",
    ModelFault.SERVER: "model-fault-server",
    ModelFault.MALFORMED: "model-fault-malformed",
    ModelFault.KEY: "model-fault-key",
    ModelFault.QUOTA: "model-fault-quota",
    ModelFault.MODEL: "model-fault-model",
}
"""The faults that make a server count as down."""


def model_status(translate: Translator, name: str, report: HealthReport) -> str:
    """Return how the model's server is.

    Parameters
    ----------
    name
        The name of the model.
    """
    return translate(
        _STATES[report.state],
        model=formatting.code(name),
        since=formatting.time(report.since) if report.since else "",
        reason=translate(_FAULTS[report.fault]) if report.fault else "",
    )
