"""The first line of /status: one sentence made from the state of every part, so that it never contradicts the parts below it."""

from __future__ import annotations

from chatterbot.calls import RecognitionState
from chatterbot.container import Container
from chatterbot.discord import Translator
from chatterbot.llm import HealthState

__all__ = ("status_line",)


def status_line(translate: Translator, services: Container, guild_id: int | None, *, memory_reads: bool) -> str:
    """Return which parts do not work, and which are still loading; that everything works if there are none.

    A part that the operator has switched off or not installed is not out of order; its own line says so.

    Parameters
    ----------
    memory_reads
        Whether the database could be read just now.
    """
    failing = [translate(key) for key in _failing(services, guild_id, memory_reads=memory_reads)]
    loading = translate("status-part-ears") if services.hearing.state is RecognitionState.LOADING else ""
    parts = ", ".join(failing)
    if parts and loading:
        return translate("status-failing-and-loading", parts=parts, loading=loading)
    if parts:
        return translate("status-failing", parts=parts)
    return translate("status-loading", parts=loading) if loading else translate("status-fine")


def _failing(services: Container, guild_id: int | None, *, memory_reads: bool) -> list[str]:
    """Return the catalogue keys of the parts that do not work."""
    keys: list[str] = []
    if not memory_reads or services.store.write_problem is not None:
        keys.append("status-part-memory")
    if services.engine.degraded is not None:
        keys.append("status-part-encoder")
    if services.hearing.state is RecognitionState.DOWN:
        keys.append("status-part-ears")
    if services.model_health is not None and services.model_health.report.state is HealthState.DOWN:
        keys.append("status-part-model")
    failed, voices = services.speaking.failing
    if failed:
        keys.append("status-part-voices" if failed == voices else "status-part-some-voices")
    return keys + _failing_in_call(services, guild_id)


def _failing_in_call(services: Container, guild_id: int | None) -> list[str]:
    call = services.calls.get(guild_id)
    if call is None or guild_id is None:
        return []
    keys: list[str] = []
    if call.connection is None or not call.whole:
        keys.append("status-part-call")
    if services.calls.rooms.is_muted(guild_id) or services.calls.rooms.is_suppressed(guild_id):
        keys.append("status-part-muted")
    if services.calls.may_listen and services.calls.rooms.is_deafened(guild_id):
        keys.append("status-part-deafened")
    return keys
