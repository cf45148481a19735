"""Replies that are said: which words, or which sign, and that they are written down."""

from __future__ import annotations

import collections

from chatterbot import models
from chatterbot.dialogue.addressing import AddressReason
from chatterbot.dialogue.agreement import Agreement
from chatterbot.dialogue.asking_back import AskedBack, AskingBack
from chatterbot.dialogue.earcons import Earcon
from chatterbot.dialogue.exchange_writer import ExchangeWriter
from chatterbot.dialogue.growing_answer import GrowingAnswer
from chatterbot.dialogue.interfaces import Assistant, Phrase, SpokenExchange
from chatterbot.dialogue.options import DialogueOptions
from chatterbot.dialogue.pardons import Pardons
from chatterbot.dialogue.participant import Understood
from chatterbot.dialogue.pending_turn import PendingTurn, TurnState
from chatterbot.dialogue.speech_handle import SpeechObserver
from chatterbot.dialogue.speech_output import SpeechOutput
from chatterbot.dialogue.understanding import known

__all__ = ("SpokenReplies",)


class SpokenReplies:
    """Says the replies of one call.

    Parameters
    ----------
    assistant
        Knows the fixed phrases.
    speech
        Says them.
    writer
        Writes them down.
    options
        How often it is said that the answer is not known, and asked what was meant.
    """

    def __init__(
        self, assistant: Assistant, speech: SpeechOutput, writer: ExchangeWriter, options: DialogueOptions
    ) -> None:
        self.asking = AskingBack(assistant, options)
        """Who was asked what they meant."""
        self.pardons = Pardons(assistant)
        """Who was told that they were not understood."""
        self._assistant = assistant
        self._speech = speech
        self._writer = writer
        self._options = options
        self._unknowns: collections.Counter[int] = collections.Counter()
        """How often in a row each person asked something that the bot does not know."""

    @property
    def people(self) -> set[int]:
        """The ids of everybody about whom something is remembered."""
        return {*self._unknowns, *self.asking.people, *self.pardons.people}

    def forget(self, user_id: int) -> None:
        """Remember nothing of a person."""
        self._unknowns.pop(user_id, None)
        self.asking.forget(user_id)
        self.pardons.forget(user_id)

    def reply(self, pending: PendingTurn, exchange: SpokenExchange, ready_at: float, notice: str = "") -> None:
        """Say the reply that was found, or ask what was meant, or say that the answer is not known.

        Parameters
        ----------
        ready_at
            When it was known what the person had said, in seconds of the loop's clock.
        notice
            Why a language model gave no answer, where people are told.
        """
        user_id = exchange.user_id
        if known(exchange.reply):
            self._known(user_id)
            exchange.answer = exchange.reply.speech
        elif question := self.asking.begin(pending, exchange):
            exchange.answer = f"{notice} {question}".strip()
        else:
            self._unknowns[user_id] += 1
            too_often = exchange.why is AddressReason.ALONE and self._unknowns[user_id] > self._options.unknowns
            unknown = "" if too_often else self._assistant.phrase(Phrase.UNKNOWN, exchange.language)
            exchange.answer = f"{unknown} {notice}".strip()
        self.say(pending, exchange, ready_at)

    async def choose(
        self, pending: PendingTurn, asked: AskedBack, agreement: Agreement, understood: Understood
    ) -> None:
        """Say the answer to what a person meant; or ask about the next suggestion; or say that the answer is not known."""
        choices, question = self._assistant.choices, asked.exchange
        suggestion = asked.meant(agreement)
        found = None if suggestion is None else await choices.meant(question, suggestion)
        if pending.is_abandoned:
            return
        if found is not None:
            exchange = SpokenExchange(question.user_id, question.asked, question.language, found, "", question.why)
            exchange.instead = question
            self.reply(pending, exchange, understood.ready_at)
            return
        further = asked.next if suggestion is None else None
        if further is not None:
            text = self.asking.another(asked, further, pending)
        else:
            text = self._assistant.phrase(Phrase.UNKNOWN, question.language)
        pending.recorded = True  # the question is written down already
        exchange = SpokenExchange(
            question.user_id, question.asked, question.language, question.reply, text, question.why
        )
        exchange.reference = question.reference
        self.say(pending, exchange, understood.ready_at)
        if further is None and suggestion is None:
            await choices.none_meant(question)

    def _known(self, user_id: int) -> None:
        """Note that a person gets an answer."""
        self._unknowns.pop(user_id, None)
        self.asking.answered(user_id)

    def greet(self, pending: PendingTurn, understood: Understood) -> None:
        """Answer to the bot's name alone: what the person says next is meant for the bot."""
        self.pardons.greeted(pending.turn.user_id)
        self._ask_for_more(pending, understood, Phrase.YES, AddressReason.CALLED)

    def asks_pardon(self, pending: PendingTurn, understood: Understood, *, follows_up: bool) -> bool:
        """Tell a person whose words were not understood so, if they spoke to the bot; return whether it does that."""
        if pending.interrupting or pending.state is not TurnState.PENDING or self._speech.audible:
            return False
        reason = self.pardons.why(pending.turn, understood, follows_up=follows_up)
        if reason is not None:
            self._ask_for_more(pending, understood, Phrase.PARDON, reason)
        return reason is not None

    def _ask_for_more(
        self, pending: PendingTurn, understood: Understood, phrase: Phrase, reason: AddressReason
    ) -> None:
        user_id, language = pending.turn.user_id, understood.language
        nothing = models.Reply("", models.ReplySource.UNKNOWN, 0.0, 1.0)
        pending.recorded = True  # nothing was asked
        exchange = SpokenExchange(user_id, "", language, nothing, self._assistant.phrase(phrase, language), reason)
        self.say(pending, exchange, understood.ready_at)

    def say(self, pending: PendingTurn, exchange: SpokenExchange, ready_at: float) -> None:
        """Say the answer of an exchange, or play a sign if there is none."""
        observer = self._writer.observer(pending, exchange)
        pending.answer(exchange)
        if exchange.answer:
            pending.speech = self._speech.answer(pending.turn, exchange, ready_at, observer)
        else:
            pending.speech = self._speech.sign(pending.turn.user_id, Earcon.NOTHING, observer)

    def say_composed(self, pending: PendingTurn, composed: GrowingAnswer, observer: SpeechObserver) -> None:
        """Say an answer whose first sentence is written, and the following ones as they come.

        Parameters
        ----------
        observer
            Told what becomes of the speech.
        """
        self._known(composed.exchange.user_id)
        pending.answer(composed.exchange)
        pending.speech = self._speech.composed(pending, composed, observer)
