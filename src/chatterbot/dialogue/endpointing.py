"""How much silence ends a turn, given how the person pauses and what they have said so far.

Waiting is the largest share of the time to an answer. The words tell better than the clock whether it is needed: a question that was
taught, word for word, is complete; "what is the capital of" is not. Recognised punctuation says nothing (see `speech.turns`).
"""

from __future__ import annotations

import dataclasses
from typing import Final

from chatterbot.dialogue import backchannels

__all__ = ("EndpointOptions", "Evidence", "silence_needed_s")

_EARLY_SHARE: Final = 0.5
"""A speaker who makes long pauses gets a longer normal wait; the early wait grows by this share of that: few pauses follow a whole question."""


@dataclasses.dataclass(frozen=True, slots=True)
class EndpointOptions:
    """How long to wait: silence in seconds, and a turn model's probabilities that the turn is complete.

    Parameters
    ----------
    early_s
        With strong evidence that the person has finished. People leave 0.2 to 0.3 s between turns; less would cut off a breath.
    likely_s
        If only a turn model says that the person has finished, which is wrong in some 4 % of cases: a frame or two more.
    normal_s
        Without evidence: longer than nine of ten pauses inside sentences (0.42 s at most in read speech; people's are longer).
    long_s
        With evidence that the person has not finished: they are looking for a word.
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
    likely_s: float = 0.32
    normal_s: float = 0.6
    long_s: float = 0.9
    limit_s: float = 1.6
    habit_margin_s: float = 0.1
    complete_from: float = 0.8
    complete_below: float = 0.2

    def __post_init__(self) -> None:
        if not 0 < self.early_s <= self.likely_s <= self.normal_s <= self.long_s <= self.limit_s:
            raise ValueError("0 < early_s <= likely_s <= normal_s <= long_s <= limit_s")
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
    """

    text: str
    taught: bool
    beginning: bool
    complete: float | None = None


def silence_needed_s(evidence: Evidence | None, habit_s: float | None, options: EndpointOptions) -> float:
    """Return the seconds of silence that end a turn.

    Parameters
    ----------
    evidence
        `None`: nothing is known yet.
    habit_s
        How long the speaker's pauses inside turns usually last (see `PauseModel`); `None`: not known.

    Returns
    -------
        A question that was taught and with which a longer one begins gets the normal wait: the two cancel out. So does anything else
        in which evidence contradicts evidence.
    """
    excess_s = 0.0 if habit_s is None else max(0.0, habit_s + options.habit_margin_s - options.normal_s)
    return min(options.limit_s, _wait_s(evidence, excess_s, options))


def _wait_s(evidence: Evidence | None, excess_s: float, options: EndpointOptions) -> float:
    normal_s = options.normal_s + excess_s
    if evidence is None:
        return normal_s
    trailing = backchannels.trails_off(evidence.text)
    heard_end = evidence.complete is not None and evidence.complete >= options.complete_from
    heard_more = evidence.complete is not None and evidence.complete < options.complete_below
    done = heard_end or (evidence.taught and not trailing)
    not_done = trailing or evidence.beginning or heard_more
    if done and not_done:
        return normal_s
    if not_done:
        return options.long_s + excess_s
    if done:
        # Never longer than without evidence, whatever the settings are.
        early_s = options.early_s if evidence.taught else options.likely_s
        return min(normal_s, early_s + _EARLY_SHARE * excess_s)
    return normal_s
