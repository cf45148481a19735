"""The buttons of ``/test compare:model``: ask engine and models the same questions, and stop that."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Final

from chatterbot import datasets, errors, pictures
from chatterbot.admission import Requester
from chatterbot.comparing import AnswerWay, CompareEnd, CompareReport, WayCount
from chatterbot.container import Container
from chatterbot.discord import AccessLevel, InteractionContext, Loader, Translator, attachments, components, formatting
from chatterbot.generation import Notice
from chatterbot.plugins import _testing_report
from chatterbot.plugins._comparing_offer import CASES_FILE, GIVEN, START

__all__ = ("loader",)

_log = logging.getLogger(__name__)

loader = Loader[Container]()

STOP: Final = "compare-stop"
WAYS: Final[Mapping[AnswerWay, str]] = {
    AnswerWay.ENGINE: "compare-way-engine",
    AnswerWay.MODEL: "compare-way-model",
    AnswerWay.TUNED: "compare-way-tuned",
    AnswerWay.ENGINE_MODEL: "compare-way-engine-model",
    AnswerWay.ENGINE_TUNED: "compare-way-engine-tuned",
}
"""Catalogue keys of who answers."""
ENDS: Final[Mapping[Notice, str]] = {
    Notice.PERSON_LIMIT: "compare-end-person",
    Notice.SERVER_LIMIT: "compare-end-server",
    Notice.TOTAL_LIMIT: "compare-end-total",
    Notice.BUSY: "compare-end-busy",
}
"""Catalogue keys of why a comparison ended early; other reasons are a server that fails."""


@loader.button(START, access=AccessLevel.MANAGER)
async def start(context: InteractionContext, services: Container) -> None:
    """Ask all questions, and answer with figures and one picture."""
    await context.defer()
    translate = context.translate
    plan = await services.comparison.plan(context.scope_id, await _cases(context, services))
    stop = components.Button(STOP, translate("compare-stop-button"))
    async with context.progress(stop) as progress:

        def step(done: int, total: int) -> None:
            bar = formatting.bar(translate, done, total)
            progress.show("\n".join([translate("compare-progress"), *([bar] if bar else [])]))

        step(0, len(plan.questions))
        report = await services.comparison.run(context.scope_id, context.author_id, plan, step)
    await _answer(context, services, report)


async def _answer(context: InteractionContext, services: Container, report: CompareReport) -> None:
    translate = context.translate
    if not report.asked:
        await context.revise(translate("compare-nothing") if report.end is None else _end(translate, report.end))
        return
    text = _text(translate, report)
    described = _picture(translate, report)
    drawn: Sequence[bytes] = ()
    if described is not None:
        try:
            drawn = await services.painter.draw([described.picture])
        except errors.ServiceError as error:
            _log.warning("guild %d: a comparison is answered without a picture: %s", context.scope_id, error)
            text += f"\n{translate('test-no-pictures')}"
    wanted = [] if described is None else [described]
    await context.revise(text, embeds=_testing_report.embeds(drawn, wanted))


async def _cases(context: InteractionContext, services: Container) -> Sequence[datasets.TestCase] | None:
    """Return the questions in the file of the button's message; `None`: own ones are asked."""
    if context.argument != GIVEN:
        return None
    attached = next((file for file in context.message.attachments if file.filename == CASES_FILE), None)
    if attached is None:
        raise errors.NotFoundError("error-train-text-gone")
    limits = services.options.uploads
    async with services.transfers.request(Requester(context.scope_id, context.author_id)):
        data = await attachments.read(attached, limits.max_bytes)
    return await asyncio.to_thread(datasets.read_tests, data, CASES_FILE, limits=limits)


def _text(translate: Translator, report: CompareReport) -> str:
    plan = report.plan
    title = "compare-title-own" if plan.own else "compare-title-given"
    lines = [translate(title, count=report.asked)]
    lines += [_line(translate, count) for count in report.ways]
    if report.end is not None:
        lines.append(_end(translate, report.end))
    if len(plan.models) == 1:
        lines.append(translate("compare-no-tuned"))
    elif not plan.own:
        lines.append(translate("compare-seen"))
    lines += [translate("compare-meaning"), translate("compare-requests", count=report.requests)]
    return "\n".join(lines)


def _line(translate: Translator, count: WayCount) -> str:
    line = translate(
        "compare-line", way=translate(WAYS[count.way]), right=count.right, wrong=count.wrong, declined=count.declined
    )
    alone = count.way in {AnswerWay.MODEL, AnswerWay.TUNED} and count.model is not None
    return f"{line} · {formatting.code(count.model or '', 60)}" if alone else line


def _end(translate: Translator, end: CompareEnd) -> str:
    if end.notice is None:
        return translate("compare-end-stopped")
    text = translate(ENDS.get(end.notice, "compare-end-fails"))
    return text if end.until is None else f"{text} {translate('compare-again', when=formatting.time(end.until))}"


def _picture(translate: Translator, report: CompareReport) -> _testing_report.Described | None:
    legend = {outcome.value: translate(key) for outcome, key in _testing_report.LEGEND.items()}
    title = translate("compare-picture-title", count=report.asked)
    rows = [
        (
            translate(WAYS[count.way]).partition(" ")[2],  # the fonts of pictures have no emoji
            {
                pictures.AnswerResult.RIGHT: count.right,
                pictures.AnswerResult.WRONG: count.wrong,
                pictures.AnswerResult.SILENT: count.declined,
            },
        )
        for count in report.ways
    ]
    picture = pictures.bar_picture(rows, pictures.UsageWords(title=title, legend=legend))
    if picture is None:
        return None
    told = " ".join(_line(translate, count).replace("**", "").replace("`", "") + "." for count in report.ways)
    return _testing_report.Described(picture, translate("compare-described", title=title, ways=told))


@loader.button(STOP, access=AccessLevel.MANAGER)
async def stop(context: InteractionContext, services: Container) -> None:
    """End a comparison with what is there."""
    if not services.comparison.stop(context.scope_id):
        raise errors.NotFoundError("error-compare-over")
    await context.answer(context.translate("compare-stopping"))
