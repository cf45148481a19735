"""/insights: how the bot is used and how well it answers, in numbers, pictures and tables."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping
from typing import Final

from chatterbot import errors, gaps
from chatterbot.container import Container
from chatterbot.discord import AccessLevel, HelpSection, InteractionContext, Loader, options
from chatterbot.plugins import _insights_report, _model_use, _unanswered_shown
from chatterbot.store import ModelUse

__all__ = ()

_log = logging.getLogger(__name__)

loader = Loader[Container]()

USUAL_DAYS: Final = 30
GROUPS: Final = 20
"""Groups of questions without an answer in the table."""


@loader.command(
    "insights",
    section=HelpSection.TEACH,
    position=13,
    access=AccessLevel.TEACHER,
    options=[options.integer("days", min_value=1, max_value=gaps.MOST_PERIOD)],
)
async def insights(context: InteractionContext, services: Container, days: int = USUAL_DAYS) -> None:
    """Answer with the numbers of the last days; in a direct message with those of the person's own questions."""
    await context.defer()
    numbers = await gaps.insight_numbers(services.store.gaps, context.scope_id, days, dt.datetime.now(dt.UTC).date())
    requester, viewer = _unanswered_shown.requester(context), _unanswered_shown.viewer(services, context)
    uses = dict(await services.store.model_use.days(context.scope_id, numbers.days[0].day, numbers.days[-1].day))
    page = await services.gaps.page(requester, viewer, start=0, size=GROUPS)
    translate = context.translate
    wanted = _insights_report.described(translate, numbers, page.groups)
    notes = ""
    try:
        drawn = await services.painter.draw([each.picture for each in wanted])
    except errors.ServiceError as error:
        _log.warning("scope %d: insights are shown without pictures: %s", context.scope_id, error)
        drawn, notes = (), translate("test-no-pictures")
    await context.answer(
        notes,
        embeds=[
            _insights_report.text(translate, numbers, page.groups, _by_model(context, services, numbers, uses)),
            *_insights_report.embeds(drawn, wanted),
        ],
        files=_insights_report.tables(numbers, page.groups, uses),
    )


def _by_model(
    context: InteractionContext, services: Container, numbers: gaps.InsightNumbers, uses: Mapping[dt.date, ModelUse]
) -> list[str]:
    """Return what a language model did; what it cost is for managers."""
    terms = services.model_terms
    prices = terms.prices if terms is not None and context.is_manager else None
    return _model_use.insight_lines(context.translate, numbers, uses, prices)
