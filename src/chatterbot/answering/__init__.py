"""What is given as the answer: a trigger's, or one of the replies of the answer that meaning chose."""

from __future__ import annotations

from chatterbot.answering.choosing import AnswerChooser, ChosenReply, GuildLanguages
from chatterbot.answering.triggering import TriggerLookup

__all__ = ("AnswerChooser", "ChosenReply", "GuildLanguages", "TriggerLookup")
