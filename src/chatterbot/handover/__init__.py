"""Handing a question over to people: a card in the helpers' channel, and the answer on its way back to who asked.

Read `service` first.
"""

from __future__ import annotations

from chatterbot.handover.cards import ANSWER, ASK, DECLINE, GIVE_BACK, TAKE, TEACH, WITHDRAW, ask_button
from chatterbot.handover.service import Handovers

__all__ = ("ANSWER", "ASK", "DECLINE", "GIVE_BACK", "TAKE", "TEACH", "WITHDRAW", "Handovers", "ask_button")
