"""That the bot is careful while it was taught little: said once in a server, to the first person who teaches it there."""

from __future__ import annotations

import logging
from typing import Final

from chatterbot import errors
from chatterbot.container import Container
from chatterbot.discord import Translator
from chatterbot.engine import ENOUGH_EXAMPLES
from chatterbot.teaching import TrainReceipt

__all__ = ("first_hour", "is_due", "told")

_log = logging.getLogger(__name__)

CHORE: Final = "say that it is careful"
"""Name of the chore that remembers that it was said."""


async def is_due(services: Container, scope_id: int, receipt: TrainReceipt) -> bool:
    """Tell whether a receipt says it: little has been taught, and it was not said here yet. It counts as said from now on."""
    if not receipt.added or receipt.taught >= ENOUGH_EXAMPLES:
        return False
    try:
        return await services.store.chores.note(scope_id, CHORE)
    except errors.StoreError as error:  # the next receipt says it
        _log.info("scope %d: it could not be noted that the bot is careful: %s", scope_id, error)
        return False


def told(translate: Translator, receipt: TrainReceipt) -> str:
    """Return what a receipt says."""
    return translate("few-examples-receipt", taught=receipt.taught, enough=ENOUGH_EXAMPLES)


def first_hour(translate: Translator) -> str:
    """Return what managers are told when they are asked who may teach."""
    return translate("few-examples-first-hour", enough=ENOUGH_EXAMPLES)
