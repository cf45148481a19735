"""The buttons under a proposal and under its receipt."""

from __future__ import annotations

from chatterbot import proposals
from chatterbot.container import Container
from chatterbot.discord import AccessLevel, InteractionContext, Loader
from chatterbot.plugins import corrections

__all__ = ()

loader = Loader[Container]()


@loader.button(proposals.APPROVE, access=AccessLevel.TEACHER)
async def on_approve(context: InteractionContext, services: Container) -> None:
    """Approve the proposal."""
    await services.proposals.approve(context)


@loader.button(proposals.DECLINE, access=AccessLevel.TEACHER)
async def on_decline(context: InteractionContext, services: Container) -> None:
    """Decline the proposal."""
    await services.proposals.decline(context)


@loader.button(proposals.UNDO, access=AccessLevel.TEACHER)
async def on_undo(context: InteractionContext, services: Container) -> None:
    """Undo what an approved proposal changed, whoever proposed it."""
    await corrections.undo(context, services, any_author=True)
