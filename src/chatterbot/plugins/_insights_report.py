"""How the numbers of /insights are told: a text, pictures with their descriptions, and tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

import hikari

from chatterbot import gaps, pictures
from chatterbot.digest import field_text, group_line
from chatterbot.discord import Translator, attachments, formatting
from chatterbot.pictures import AnswerResult
from chatterbot.plugins._testing_report import Described
from chatterbot.store import AnswerNumbers, ModelUse

__all__ = ("described", "embeds", "headline", "tables", "text")

TOP: Final = 5
"""Entries of each list in the text."""
TOLD: Final = 60
"""Characters of a question in a picture's description."""
COLOUR: Final = 0x56B4E9


def text(
    translate: Translator,
    numbers: gaps.InsightNumbers,
    groups: Sequence[gaps.QuestionGroup],
    by_model: Sequence[str] = (),
) -> hikari.Embed:
    """Return the numbers in words.

    Parameters
    ----------
    by_model
        What a language model did.
    """
    embed = hikari.Embed(
        title=translate("insights-title", days=len(numbers.days)),
        description="\n".join(headline(translate, numbers)),
        colour=COLOUR,
    )
    for key, lines in (
        ("insights-model", by_model),
        ("insights-gaps", [group_line(translate, group) for group in groups[:TOP]]),
        ("insights-most-used", [_used(translate, each) for each in numbers.most_used[:TOP]]),
        ("insights-helpful", [_voted(translate, each) for each in numbers.helpful[:TOP]]),
        ("insights-unhelpful", [_voted(translate, each) for each in numbers.unhelpful[:TOP]]),
    ):
        if lines:
            embed.add_field(translate(key), field_text(lines), inline=False)
    return embed.set_footer(translate("insights-estimate", minutes=gaps.MINUTES_SAVED))


def headline(translate: Translator, numbers: gaps.InsightNumbers) -> list[str]:
    """Return the sums of the period in a few lines."""
    total = numbers.total
    if not total.asked:
        return [translate("insights-none")]
    share, before = _share(total), _share(numbers.before)
    difference = formatting.difference(translate, before, share)
    lines = [
        translate(
            "insights-asked",
            asked=total.asked,
            before=numbers.before.asked,
            days=len(numbers.days),
        ),
        translate("insights-answered", count=total.answered, share=formatting.share(translate, share))
        + (f" {difference}" if difference else ""),
        translate("insights-declined", count=total.declined, taught=total.taught),
        translate("insights-corrected", count=total.corrected, up=total.up, down=total.down),
    ]
    if numbers.minutes_saved:
        lines.append(translate("insights-saved", time=_time(translate, numbers.minutes_saved)))
    return lines


def _share(day: gaps.DayNumbers) -> float | None:
    return day.answered / day.asked if day.asked else None


def _time(translate: Translator, minutes: int) -> str:
    return (
        translate("insights-hours", hours=round(minutes / 60, 1))
        if minutes >= 60
        else translate("insights-minutes", minutes=minutes)
    )


def _used(translate: Translator, each: AnswerNumbers) -> str:
    return translate("insights-used", question=formatting.quoted(each.prompt, 120), uses=each.uses)


def _voted(translate: Translator, each: AnswerNumbers) -> str:
    return translate("insights-voted", question=formatting.quoted(each.prompt, 120), up=each.up, down=each.down)


def described(
    translate: Translator, numbers: gaps.InsightNumbers, groups: Sequence[gaps.QuestionGroup]
) -> list[Described]:
    """Return the pictures to draw: the days, the answers that were voted on, and the questions without an answer."""
    return [*_days(translate, numbers), *_answers(translate, numbers), *_groups(translate, groups)]


def _days(translate: Translator, numbers: gaps.InsightNumbers) -> list[Described]:
    days: list[tuple[dt.date, dict[AnswerResult, int]]] = []
    for day in numbers.days:
        wrong = min(day.corrected, day.answered)  # a correction may come on a later day than its answer
        days.append(
            (
                day.day,
                {
                    AnswerResult.RIGHT: day.answered - wrong,
                    AnswerResult.WRONG: wrong,
                    AnswerResult.SILENT: day.declined,
                },
            )
        )
    legend = {
        AnswerResult.RIGHT.value: translate("insights-legend-answered"),
        AnswerResult.WRONG.value: translate("insights-legend-corrected"),
        AnswerResult.SILENT.value: translate("insights-legend-declined"),
    }
    title = translate("insights-picture-days")
    picture = pictures.day_picture(days, pictures.UsageWords(title, legend), translate("insights-date"))
    if picture is None:
        return []
    busiest = max(numbers.days, key=lambda day: day.asked)
    told = translate(
        "insights-described-days",
        title=title,
        asked=numbers.total.asked,
        answered=numbers.total.answered,
        declined=numbers.total.declined,
        corrected=numbers.total.corrected,
        busiest=busiest.day.strftime(translate("insights-date")),
        most=busiest.asked,
    )
    return [Described(picture, told)]


def _answers(translate: Translator, numbers: gaps.InsightNumbers) -> list[Described]:
    voted = sorted((*numbers.helpful, *numbers.unhelpful), key=lambda each: -(each.up + each.down))
    legend = {
        AnswerResult.RIGHT.value: translate("insights-legend-helpful"),
        AnswerResult.WRONG.value: translate("insights-legend-unhelpful"),
    }
    title = translate("insights-picture-votes")
    rows = [(each.prompt, {AnswerResult.RIGHT: each.up, AnswerResult.WRONG: each.down}) for each in voted]
    picture = pictures.bar_picture(rows, pictures.UsageWords(title, legend))
    if picture is None:
        return []
    told = [
        translate("insights-voted", question=formatting.isolated(each.prompt, TOLD), up=each.up, down=each.down)
        for each in voted[: len(picture.rows)]
    ]
    return [Described(picture, f"{title}: {'; '.join(told)}")]


def _groups(translate: Translator, groups: Sequence[gaps.QuestionGroup]) -> list[Described]:
    title = translate("insights-picture-gaps")
    legend = {AnswerResult.SILENT.value: translate("insights-legend-times")}
    rows = [(group.example, {AnswerResult.SILENT: group.times}) for group in groups]
    picture = pictures.bar_picture(rows, pictures.UsageWords(title, legend))
    if picture is None:
        return []
    told = [
        translate("insights-used", question=formatting.isolated(group.example, TOLD), uses=group.times)
        for group in groups[: len(picture.rows)]
    ]
    return [Described(picture, f"{title}: {'; '.join(told)}")]


def embeds(drawn: Sequence[bytes], wanted: Sequence[Described]) -> list[hikari.Embed]:
    """Return one embed for each picture, with its description."""
    return [
        hikari.Embed(color=COLOUR).set_image(
            attachments.described(picture, f"insights-{number}.png", each.words, mimetype="image/png")
        )
        for number, (picture, each) in enumerate(zip(drawn, wanted, strict=False), 1)
    ]


def tables(
    numbers: gaps.InsightNumbers, groups: Sequence[gaps.QuestionGroup], uses: Mapping[dt.date, ModelUse]
) -> list[hikari.Bytes]:
    """Return the numbers as CSV files."""
    has_days = any(day != gaps.DayNumbers(day=day.day) for day in numbers.days)
    found = {
        "insights-days.csv": gaps.day_table(numbers) if has_days else [],
        "insights-answers.csv": gaps.answer_table(numbers),
        "insights-unanswered.csv": gaps.group_table(groups),
        "insights-model.csv": gaps.model_table(numbers, uses),
    }
    return [
        hikari.Bytes(gaps.as_csv(table), name, mimetype="text/csv") for name, table in found.items() if len(table) > 1
    ]
