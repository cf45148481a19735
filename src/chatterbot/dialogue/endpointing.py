"""How much silence ends a turn, given how the person pauses and what they have said so far.

Waiting is the largest share of the time to an answer. The words tell better than the clock whether it is needed: a question that was
taught, word for word, is complete; "what is the capital of" is not. Recognised punctuation says nothing (see `speech.turns`).
"""

from __future__ import annotations

import dataclasses
from typing import Final

from chatterbot.dialogue import tokens
from chatterbot.dialogue import unfinished as unfinished_words
from chatterbot.dialogue.pause_model import Pace

__all__ = ("EndpointOptions", "Evidence", "silence_needed_s")

_EARLY_SHARE: Final = 0.5
"""A speaker who makes long pauses gets a longer normal wait; the early wait grows by this share of that: few pauses follow a whole question."""
_PHRASE_WORDS: Final = 3
"""Words of a phrase that may stand for itself: after one or two, people often go on ("Bob. When ...", "one. two.")."""


@dataclasses.dataclass(frozen=True, slots=True)
class EndpointOptions:
    """How long to wait: silence in seconds, and a turn model's probabilities that the turn is complete.

    Parameters
    ----------
    early_s
        With strong evidence that the person has finished. People leave 0.2 to 0.3 s between turns; less would cut off a breath.
    rephrased_s
        If the question is certainly one that was taught, but in other words: these are sometimes the beginning of another one.
    likely_s
        If an answer is known, and a turn model says that the person has finished. (Its word alone is not enough: it takes half of the
        pauses inside short utterances of people for their end.)
    brisk_s
        If an answer is known, though not for certain, or if a phrase of three words or more was said in one go (see `Pace.BRISK`):
        hardly any pause inside such an utterance is longer.
    normal_s
        Without evidence: longer than nine of ten pauses inside sentences (0.42 s at most in read speech; people's are longer).
    long_s
        With evidence that the person has not finished: they are looking for a word.
    telling_s
        Without evidence, of a person who has been speaking for long (see `Pace.TELLING`).
    patient_s
        If people talk among themselves, and nobody waits for an answer: there is no hurry, and what is cut in pieces is understood worse.
    limit_s
        At most, whatever is known: otherwise the person would think that they were not heard.
    habit_margin_s
        Beyond the pauses a speaker usually makes: a few frames, since the next one may be a little longer.
    complete_from
        Probability from which a turn model's result counts as evidence of an end.
    complete_below
        Probability below which it counts as evidence that more will come. Between the two it says nothing.
    """

    early_s: float = 0.25
    rephrased_s: float = 0.32
    likely_s: float = 0.32
    brisk_s: float = 0.4
    normal_s: float = 0.6
    long_s: float = 0.9
    telling_s: float = 0.9
    patient_s: float = 1.2
    limit_s: float = 1.6
    habit_margin_s: float = 0.1
    complete_from: float = 0.8
    complete_below: float = 0.2

    def __post_init__(self) -> None:
        if not 0 < self.early_s <= self.likely_s <= self.normal_s <= self.long_s <= self.limit_s:
            raise ValueError("0 < early_s <= likely_s <= normal_s <= long_s <= limit_s")
        if not self.early_s <= self.rephrased_s <= self.normal_s or not self.early_s <= self.brisk_s <= self.normal_s:
            raise ValueError("early_s <= rephrased_s <= normal_s, and early_s <= brisk_s <= normal_s")
        if not all(self.normal_s <= wait_s <= self.limit_s for wait_s in (self.telling_s, self.patient_s)):
            raise ValueError("normal_s <= telling_s <= limit_s, and normal_s <= patient_s <= limit_s")
        if not 0 <= self.complete_below < self.complete_from <= 1 or self.habit_margin_s < 0:
            raise ValueError("0 <= complete_below < complete_from <= 1, and 0 <= habit_margin_s")


@dataclasses.dataclass(frozen=True, slots=True)
class Evidence:
    """What is known about whether a turn is complete.

    Parameters
    ----------
    text
        The transcript so far.
    taught
        Whether it is certainly a question that was taught.
    beginning
        Whether a longer question that was taught begins with it.
    complete
        A turn model's probability that the turn is complete, in [0, 1]; `None` without a model.
    rephrased
        Whether it was taught in other words. Then it may be the beginning of something else: what was taught begins like much that was not.
    known
        Whether there is an answer to it, even one that is not certain.
    addressed
        Whether it is meant for the bot whoever is there: it calls the bot, or is certainly a question that was taught.
    """

    text: str
    taught: bool
    beginning: bool
    complete: float | None = None
    rephrased: bool = False
    known: bool = False
    addressed: bool = False


def silence_needed_s(
    evidence: Evidence | None,
    habit_s: float | None,
    options: EndpointOptions,
    *,
    pace: Pace = Pace.USUAL,
    patient: bool = False,
) -> float:
    """Return the seconds of silence that end a turn.

    Parameters
    ----------
    evidence
        `None`: nothing is known yet.
    habit_s
        How long the speaker's pauses inside turns usually last (see `PauseModel`); `None`: not known.
    pace
        How the person speaks in this turn.
    patient
        Whether nobody waits for the bot, unless the evidence says that this is meant for it.

    Returns
    -------
        A question that was taught and with which a longer one begins gets the normal wait: the two cancel out. So does anything else
        in which evidence contradicts evidence.
    """
    excess_s = 0.0 if habit_s is None else max(0.0, habit_s + options.habit_margin_s - options.normal_s)
    wait_s = _wait_s(evidence, excess_s, options, pace)
    if patient and (evidence is None or not evidence.addressed):
        wait_s = max(wait_s, options.patient_s + excess_s)
    return min(options.limit_s, wait_s)


def _wait_s(evidence: Evidence | None, excess_s: float, options: EndpointOptions, pace: Pace) -> float:
    normal_s = excess_s + (options.telling_s if pace is Pace.TELLING else options.normal_s)
    if evidence is None:
        return normal_s
    heard_end = evidence.complete is not None and evidence.complete >= options.complete_from
    heard_more = evidence.complete is not None and evidence.complete < options.complete_below
    unfinished = unfinished_words.is_unfinished(evidence.text)
    taught = evidence.taught and not unfinished
    soon = _may_end_soon(evidence, pace)
    if unfinished or evidence.beginning:
        return normal_s if taught or heard_end else max(normal_s, options.long_s + excess_s)
    if heard_more:
        return normal_s if taught or soon else max(normal_s, options.long_s + excess_s)
    waits_s = [normal_s]
    if taught:
        waits_s.append(options.rephrased_s if evidence.rephrased else options.early_s)
    if heard_end and (taught or evidence.known):
        waits_s.append(options.likely_s)
    if soon:
        # Part of a long story may happen to have an answer.
        waits_s.append(options.normal_s if pace is Pace.TELLING else options.brisk_s)
    # Never longer than without evidence, whatever the settings are.
    return min(normal_s, min(waits_s) + _EARLY_SHARE * excess_s)


def _may_end_soon(evidence: Evidence, pace: Pace) -> bool:
    """Tell whether the words may well be all, though nothing proves it."""
    if unfinished_words.ends_in_number(evidence.text):
        return False
    return evidence.known or (pace is Pace.BRISK and _is_phrase(evidence.text))


def _is_phrase(text: str) -> bool:
    return len(tokens.folded(text)) >= _PHRASE_WORDS
