"""The buttons under a proposal and under its receipt."""

from __future__ import annotations

import hikari

from chatterbot.calls import Proposals, proposals
from chatterbot.conversation import Conversation
from chatterbot.discord import AccessLevel, InteractionContext, Loader, TurnLookup
from chatterbot.plugins import corrections
from chatterbot.teaching import Teaching

__all__ = ()

loader = Loader()


@loader.button(proposals.APPROVE, permission=AccessLevel.TEACHER)
async def on_approve(context: InteractionContext, proposals: Proposals) -> None:
    """Approve."""
    await proposals.approve(context)


@loader.button(proposals.DECLINE, permission=AccessLevel.TEACHER)
async def on_decline(context: InteractionContext, proposals: Proposals) -> None:
    """Decline."""
    await proposals.decline(context)


@loader.button(proposals.UNDO, permission=AccessLevel.TEACHER)
async def on_undo(
    context: InteractionContext,
    conversation: Conversation,
    turns: TurnLookup,
    teaching: Teaching,
    rest: hikari.api.RESTClient,
) -> None:
    """Undo, under the receipt of an approved proposal."""
    await corrections.undo(context, conversation, turns, teaching, rest, any_author=True)
