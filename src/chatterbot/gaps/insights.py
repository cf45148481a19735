"""Numbers of how a scope uses the bot: for /insights, the weekly digest and ``chatterbot insights``."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Final

from chatterbot.store import AnswerNumbers, Counted, GapStore

__all__ = ("MINUTES_SAVED", "MOST_PERIOD", "DayNumbers", "InsightNumbers", "insight_numbers")

MINUTES_SAVED: Final = 2
"""Minutes that a helper is assumed to need for one question: to notice it, to write the answer or look up a link, and to go back to work."""
MOST_PERIOD: Final = 366
"""Most days that are looked at."""
MOST_ANSWERS: Final = 10
"""Answers in each list."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DayNumbers:
    """The numbers of one day (UTC), or the sum of several."""

    day: dt.date
    """The first of them."""
    answered: int = 0
    declined: int = 0
    chosen: int = 0
    """Of those answered: with a taught answer that a language model chose."""
    composed: int = 0
    """Of those answered: by a language model, from examples and passages."""
    general: int = 0
    """Of those answered: by a language model, from what it knows itself."""
    corrected: int = 0
    taught: int = 0
    """Missing answers that were taught."""
    up: int = 0
    down: int = 0

    @property
    def asked(self) -> int:
        """How many questions there were."""
        return self.answered + self.declined

    @property
    def by_model(self) -> int:
        """How many were answered with a language model's help."""
        return self.chosen + self.composed + self.general


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class InsightNumbers:
    """The numbers of a period."""

    days: tuple[DayNumbers, ...]
    """Each day, also those without a question, the earliest first."""
    total: DayNumbers
    before: DayNumbers
    """The sum of as many days before."""
    most_used: tuple[AnswerNumbers, ...]
    """Since they were taught."""
    helpful: tuple[AnswerNumbers, ...]
    """Answers with more 👍 than 👎 in the period, those with most 👍 first."""
    unhelpful: tuple[AnswerNumbers, ...]
    """Answers with at least as many 👎 as 👍, those with most 👎 first."""

    @property
    def minutes_saved(self) -> int:
        """An estimate: `MINUTES_SAVED` for each question that was answered, and whose answer nobody corrected or disliked."""
        total = self.total
        return MINUTES_SAVED * max(0, total.answered - total.corrected - total.down)


async def insight_numbers(counts: GapStore, scope_id: int | None, days: int, today: dt.date) -> InsightNumbers:
    """Count the days up to and with today; without a scope (the command line's) for all together.

    Parameters
    ----------
    days
        From 1 to `MOST_PERIOD`.
    """
    first = today - dt.timedelta(days=days - 1)
    former = first - dt.timedelta(days=days)
    found = await counts.daily(scope_id, former)

    def numbers(day: dt.date) -> DayNumbers:
        each = found.get(day, {})
        return DayNumbers(day=day, **{what.value: max(0, each.get(what, 0)) for what in Counted})

    period = tuple(numbers(first + dt.timedelta(days=day)) for day in range(days))
    voted = await counts.voted(scope_id, dt.datetime.combine(first, dt.time(), dt.UTC))
    return InsightNumbers(
        days=period,
        total=added(period),
        before=added([numbers(former + dt.timedelta(days=day)) for day in range(days)]),
        most_used=tuple(await counts.most_used(scope_id, MOST_ANSWERS)),
        helpful=tuple(sorted((each for each in voted if each.up > each.down), key=lambda each: -each.up))[
            :MOST_ANSWERS
        ],
        unhelpful=tuple(sorted((each for each in voted if each.down >= each.up), key=lambda each: -each.down))[
            :MOST_ANSWERS
        ],
    )


def added(days: Sequence[DayNumbers]) -> DayNumbers:
    """Return the sum of some days."""
    return DayNumbers(
        day=days[0].day, **{what.value: sum(getattr(day, what.value) for day in days) for what in Counted}
    )
