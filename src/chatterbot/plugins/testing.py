"""/test: how well the bot answers what it was taught, or given cases; with pictures and a file of the mistakes."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping, Sequence
from typing import Final

import hikari

from chatterbot import datasets, errors
from chatterbot.admission import Requester
from chatterbot.container import Container
from chatterbot.discord import (
    AccessLevel,
    Context,
    HelpSection,
    Loader,
    TextContext,
    attachments,
    error_messages,
    options,
    pasted,
)
from chatterbot.plugins import _comparing_offer, _testing_report
from chatterbot.teaching import TestRow, triggers

__all__ = ("loader",)

_log = logging.getLogger(__name__)

loader = Loader[Container]()

PLACE_BEFORE: Final = 60
"""Characters shown before the place of a mistake in the given cases."""
PLACE_AFTER: Final = 30
"""Characters shown after it."""
_NOTHING: Final = frozenset({"error-test-nothing", "error-test-alone", "error-test-starter"})
"""Errors that say that there is nothing to test by meaning."""
ERRORS_FILE: Final = "mistakes.jsonl"


async def _cases(
    given: str | hikari.Attachment, context: Context, limits: datasets.DatasetLimits
) -> Sequence[datasets.TestCase]:
    """Return the cases in a text or a file."""
    if isinstance(given, str):
        data, name = pasted.unwrapped(given).encode("utf-8", "replace"), ""
    else:
        data, name = await attachments.read(given, limits.max_bytes), given.filename
    try:
        return await asyncio.to_thread(datasets.read_tests, data, name, limits=limits)
    except errors.InvalidInputError as error:
        if name:
            raise _placed(error, data, context) from None
        params = dict(error.params) | {"file": context.translate("test-your-data")}
        raise _placed(errors.InvalidInputError(error.key, **params), data, context) from None


def _placed(error: errors.InvalidInputError, data: bytes, context: Context) -> errors.InvalidInputError:
    """Return `error` with the reason in words and the place shown, if it has one."""
    params = dict(error.params)
    line, column = params.get("line"), params.get("column")
    if not isinstance(line, int) or line < 1:
        return error
    shown_line = data.decode("utf-8", errors="replace").replace("\r\n", "\n").split("\n")[line - 1 : line]
    if not shown_line:
        return error
    at = column if isinstance(column, int) and column > 0 else 1
    place = _place(shown_line[0], at, pointed=isinstance(column, int))
    return errors.InvalidInputError(
        "error-test-place", problem=error_messages.explain(error, context.translate), place=place
    )


def _place(line: str, column: int, *, pointed: bool) -> str:
    """Return a code block with the line around `column` (from 1), and an arrow below it."""
    start = max(0, column - 1 - PLACE_BEFORE)
    part = line[start : column - 1 + PLACE_AFTER].replace("\t", " ").replace("`", "ˋ")
    arrow = f"\n{' ' * (column - 1 - start)}▲" if pointed else ""
    return f"```\n{part}{arrow}\n```"


@loader.command(
    "test",
    section=HelpSection.TEACH,
    position=12,
    access=AccessLevel.MANAGER,
    options=[
        options.text("data", free=True),
        options.attachment("file"),
        options.choice("compare", _comparing_offer.COMPARED, words="test-compare-words"),
    ],
    former_names=["проверить"],
)
async def measure(
    context: Context,
    services: Container,
    data: str | None = None,
    file: hikari.Attachment | None = None,
    compare: _comparing_offer.ComparedWith | None = None,
) -> None:
    """Test what was taught, or the cases given, and answer with figures, pictures and mistakes; or offer to compare with a model.

    As a text command in a channel, which has many readers, it does not hand out the mistakes.
    """
    if data is not None and file is not None:
        raise errors.InvalidInputError("error-test-one-source")
    await context.defer()
    given = data if file is None else file

    async def read() -> Sequence[datasets.TestCase]:
        async with services.transfers.request(Requester(context.scope_id, context.author_id)):
            return await _cases(given or "", context, services.options.uploads)

    if compare is not None:
        await _comparing_offer.offer(context, services, None if given is None else await read())
        return
    # A file is read when it is the test's turn: many large ones at once would take the memory, and the processor from everybody's answers.
    cases = None if given is None else read
    translate = context.translate
    async with context.progress() as progress:

        def step(done: int, total: int) -> None:
            progress.show(translate("test-progress", done=done, total=total))

        progress.show(translate("test-progress-start"))
        tested = await triggers.test(services.teaching.changes, context.scope_id)
        try:
            report = await services.teaching.evaluate(context.scope_id, context.author_id, cases, step)
        except errors.InvalidInputError as error:
            if not tested or error.key not in _NOTHING:
                raise
            problem, report = error_messages.explain(error, translate), None
        else:
            problem = ""
        if report is None:
            await context.revise("\n".join([*_testing_report.of_triggers(translate, tested), problem]))
            return
        wanted = _testing_report.described(translate, report)
        try:
            drawn = await services.painter.draw([each.picture for each in wanted])
        except errors.ServiceError as error:
            _log.warning("guild %d: a test is answered without pictures: %s", context.scope_id, error)
            drawn = ()
    text = _testing_report.text(translate, report)
    if len(drawn) < len(wanted):
        text += f"\n{translate('test-no-pictures')}"
    if tested:
        text = "\n".join([text, *_testing_report.of_triggers(translate, tested)])
    mistakes = [row for row in report.rows if not row.passed]
    files: list[hikari.Bytes] = []
    if mistakes and isinstance(context, TextContext) and context.guild_id is not None:
        text += (
            f"\n{translate('test-mistakes-private', command=services.command_ids.mention('test', context.guild_id))}"
        )
    elif mistakes:
        files.append(hikari.Bytes(_jsonl(mistakes), ERRORS_FILE, mimetype="application/x-ndjson"))
    await context.revise(text, embeds=_testing_report.embeds(drawn, wanted), files=files)


def _jsonl(rows: Sequence[TestRow]) -> bytes:
    """Return the mistakes, one JSON object a line, which /train and /test can read; each says what went wrong."""
    lines: list[str] = []
    for row in rows:
        value: Mapping[str, object] = {
            "name": row.name,
            "input": row.text,
            "expected": row.expected,
            "given": row.given,
            "confidence": round(row.confidence, 4),
            "problem": row.judgement.value,
        }
        lines.append(json.dumps(value, ensure_ascii=False) + "\n")
    return "".join(lines).encode("utf-8", "backslashreplace")
