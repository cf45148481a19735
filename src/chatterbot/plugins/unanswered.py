"""/unanswered: what people asked and got no good answer to, grouped by meaning; teach, attach or dismiss it; and what people think of the bot."""

from __future__ import annotations

import enum
from typing import Final

from chatterbot import errors, models
from chatterbot.container import Container
from chatterbot.digest import LIST
from chatterbot.discord import (
    AccessLevel,
    HelpSection,
    InteractionContext,
    Loader,
    Translator,
    components,
    formatting,
    options,
    replies,
)
from chatterbot.gaps import Lesson, QuestionGroup
from chatterbot.plugins import _changes
from chatterbot.plugins import _unanswered_shown as shown
from chatterbot.proposals import ProposedChange
from chatterbot.store import ProposalKind

__all__ = ()

loader = Loader[Container]()

TEACHER: Final = AccessLevel.TEACHER
PAGE: Final = "gaps-page"
"""Argument: how many groups come before."""
OPEN: Final = "gaps-open"
"""A menu; its values are exchanges, by which groups are found again."""
TEACH: Final = "gaps-teach"
LESSON: Final = "gaps-lesson"
ATTACH: Final = "gaps-attach"
DISMISS: Final = "gaps-dismiss"
"""These carry the exchange of a group."""
RESTORE: Final = "gaps-restore"
"""Argument: the dismissal."""
OPINIONS: Final = "gaps-opinions"
"""Argument: how many opinions come before."""
MOST_LINES: Final = 25
"""Most wordings that are taught at once from a form."""
FORM_WORDINGS: Final = 15
"""Wordings that the form begins with."""
LONGEST_WORDING: Final = 250
"""Most characters of a wording that the form begins with: a longer one is a story, and teaching it word for word helps nobody."""
ANSWER_LENGTH: Final = 4000
SOURCE: Final = "chat"
"""Source of what is taught here: typed, not from a file."""


class GapView(enum.StrEnum):
    """What /unanswered shows."""

    QUESTIONS = "questions"
    FEEDBACK = "feedback"


# -- the list ----------------------------------------------------------------------------------------------------------


@loader.command(
    "unanswered",
    section=HelpSection.TEACH,
    position=8,
    access=TEACHER,
    options=[
        options.choice(
            "view", {GapView.QUESTIONS: "unanswered-view-questions", GapView.FEEDBACK: "unanswered-view-feedback"}
        )
    ],
)
async def unanswered(context: InteractionContext, services: Container, view: GapView = GapView.QUESTIONS) -> None:
    """List the questions without an answer, or what people think of the bot."""
    await context.defer()
    if view is GapView.FEEDBACK:
        await _show_opinions(context, services, 0)
        return
    await _show_page(context, services, 0)


@loader.button(LIST, access=TEACHER)
async def on_list(context: InteractionContext, services: Container) -> None:
    """Show the list in a private message, from the button under the digest."""
    await context.defer()
    await _show_page(context, services, 0)


@loader.button(PAGE, access=TEACHER)
async def on_page(context: InteractionContext, services: Container) -> None:
    """Turn to another page."""
    start = context.number
    await context.defer_replace()
    await _show_page(context, services, start)


async def _show_page(context: InteractionContext, services: Container, start: int) -> None:
    translate = context.translate

    async with context.progress() as progress:

        def encoding(done: int, total: int) -> None:
            if total - done >= shown.WORTH_SHOWING:
                progress.show(translate("unanswered-reading", progress=formatting.bar(translate, done, total)))

        page = await services.gaps.page(
            shown.requester(context), shown.viewer(services, context), start=start, size=shown.PAGE, progress=encoding
        )
    notes = await _notes(context, services)
    if not page.groups and not start:
        await context.revise("\n".join([translate("unanswered-none"), *notes]))
        return
    buttons: list[components.Component] = []
    if page.groups:
        choices = [
            components.Choice(
                formatting.isolated(group.example, 100),
                str(group.turn_id),
                translate("unanswered-choice", times=group.times, people=group.people),
            )
            for group in page.groups
        ]
        buttons.append(components.Menu(verb=OPEN, placeholder=translate("unanswered-open"), choices=choices))
    buttons += shown.turning(translate, PAGE, page.start, more=page.more, size=shown.PAGE)
    await context.revise("\n".join(notes), embeds=[shown.page_embed(translate, page)], buttons=buttons)


async def _notes(context: InteractionContext, services: Container) -> list[str]:
    """Tell managers what keeps the weekly digest from being posted."""
    channel_id = (await services.preferences.get(context.scope_id)).digest_channel
    if channel_id is None or context.guild_id is None or not context.is_manager:
        return []
    problem = services.digest.problem(context.guild_id, channel_id)
    settings = services.command_ids.mention("settings", context.guild_id)
    return [context.translate(problem, channel=str(channel_id), settings=settings)] if problem else []


# -- one group ---------------------------------------------------------------------------------------------------------


@loader.menu(OPEN, access=TEACHER)
async def on_open(context: InteractionContext, services: Container) -> None:
    """Show one group with its wordings."""
    turn_id = components.number(context.values[0])
    await context.defer_replace()
    group = await _group(context, services, turn_id)
    translate, argument = context.translate, str(turn_id)
    chosen = await services.preferences.get(context.scope_id)
    near = await services.gaps.nearest(context.scope_id, group)
    buttons: list[components.Component] = []
    if near:
        choices = [
            components.Choice(
                formatting.isolated(example.prompt, 100),
                str(example.id),
                formatting.isolated(models.spoken(example), 100),
            )
            for example in near
        ]
        buttons.append(
            components.Menu(verb=ATTACH, placeholder=translate("unanswered-attach"), choices=choices, argument=argument)
        )
    buttons += [
        components.Button(TEACH, translate("unanswered-teach"), argument, emoji="🎓"),
        components.Button(DISMISS, translate("unanswered-dismiss"), argument),
        components.Button(PAGE, translate("unanswered-back"), "0"),
    ]
    embed = shown.group_embed(translate, group, askers=chosen.show_askers and context.is_manager)
    await context.revise(embeds=[embed], buttons=buttons)


async def _group(context: InteractionContext, services: Container, turn_id: int) -> QuestionGroup:
    return await services.gaps.group(shown.requester(context), shown.viewer(services, context), turn_id)


@loader.button(TEACH, access=TEACHER)
async def on_teach(context: InteractionContext, services: Container) -> None:
    """Open the form with the wordings."""
    group = await _group(context, services, context.number)
    translate = context.translate
    lines: list[str] = []
    for wording in group.wordings:
        line = " ".join(wording.text.split())
        fits = sum(map(len, lines)) + len(lines) + len(line) <= components.LONGEST_INPUT
        if len(line) <= LONGEST_WORDING and len(lines) < FORM_WORDINGS and fits:
            lines.append(line)
    await context.ask(
        LESSON,
        translate("unanswered-form-title"),
        [
            components.Field(
                "wordings", translate("unanswered-form-wordings"), "\n".join(lines or [group.example]), long=True
            ),
            components.Field(
                "answer",
                translate("teach-form-answer"),
                placeholder=translate("correct-form-answer-hint"),
                long=True,
                max_length=ANSWER_LENGTH,
            ),
        ],
        str(context.number),
    )


@loader.form(LESSON, access=TEACHER)
async def on_lesson(context: InteractionContext, services: Container) -> None:
    """Teach what the form says: one answer to several wordings."""
    wordings, answer = context.field("wordings").splitlines(), context.field("answer")
    await context.defer()
    # Not by the group, which may be gone by now: what was typed must not be lost.
    lesson = await services.gaps.lesson(context.scope_id, wordings, models.NewExample("", answer))
    await _teach(context, services, lesson, answer)


@loader.menu(ATTACH, access=TEACHER)
async def on_attach(context: InteractionContext, services: Container) -> None:
    """Give the wordings of a group the answer of something taught."""
    example_id = components.number(context.values[0])
    await context.defer()
    group = await _group(context, services, context.number)
    found = await services.store.examples.examples(context.scope_id, [example_id])
    if not found or not await services.store.examples.is_live(context.scope_id, example_id):
        raise errors.NotFoundError("error-gap-entry-gone")
    (example,) = found
    like = models.NewExample(
        "",
        None if example.label else example.reply,
        example.label,
        extras=example.extras,
        language=example.language,
        origin=example.origin,
        credited_id=models.credited(example, context.author_id),
    )
    wordings = [wording.text for wording in group.wordings[:MOST_LINES]]
    lesson = await services.gaps.lesson(context.scope_id, wordings, like)
    await _teach(context, services, lesson, models.spoken(example))


async def _teach(context: InteractionContext, services: Container, lesson: Lesson, answer: str) -> None:
    """Teach a lesson, and say what was learned; ask first where one of the questions has another answer."""
    if not lesson.examples:
        raise errors.InvalidInputError("error-teach-nothing")
    if len(lesson.examples) > MOST_LINES:
        raise errors.InvalidInputError("error-gap-wordings", count=len(lesson.examples), limit=MOST_LINES)
    question, *wordings = [example.prompt for example in lesson.examples]
    askers = {lesson.askers.get(each) for each in (question, *wordings)}
    change = ProposedChange(
        guild_id=context.scope_id,
        channel_id=context.channel_id,
        author_id=context.author_id,
        kind=ProposalKind.TEACH,
        question=question,
        wordings=tuple(wordings),
        present="",
        better=answer,
        asker_id=askers.pop() if len(askers) == 1 else None,
        credited_id=lesson.examples[0].credited_id,
        source=SOURCE,
    )
    if await services.proposals.other_answers(change):
        await _changes.submit(context, services, change)
        return
    taught = await services.teaching.teach(
        context.scope_id, context.author_id, lesson.examples, source=SOURCE, asker_id=lesson.askers
    )
    if not taught.added:
        raise errors.InvalidInputError("error-taught-already")
    translate = context.translate
    text = translate(
        "unanswered-taught",
        count=taught.added,
        question=formatting.quoted(lesson.examples[0].prompt, 200),
        answer=formatting.quoted(answer, 300),
    )
    buttons = [*replies.undo_button(translate, taught.change_id), _back(translate)]
    await context.answer(text, buttons=buttons)


def _back(translate: Translator) -> components.Button:
    return components.Button(PAGE, translate("unanswered-back"), "0")


@loader.button(DISMISS, access=TEACHER)
async def on_dismiss(context: InteractionContext, services: Container) -> None:
    """Leave a group out of the list from now on."""
    turn_id = context.number
    await context.defer_replace()
    group = await _group(context, services, turn_id)
    dismissal = await services.gaps.dismiss(context.scope_id, context.author_id, group)
    translate = context.translate
    text = translate("unanswered-dismissed", question=formatting.quoted(group.example, 200))
    undo = components.Button(RESTORE, translate("button-undo"), str(dismissal))
    await context.revise(text, buttons=[undo, _back(translate)])


@loader.button(RESTORE, access=TEACHER)
async def on_restore(context: InteractionContext, services: Container) -> None:
    """Put a dismissed group back into the list."""
    await services.gaps.restore(context.scope_id, context.number)
    translate = context.translate
    await context.replace(translate("unanswered-restored"), buttons=[_back(translate)])


# -- opinions ----------------------------------------------------------------------------------------------------------


@loader.button(OPINIONS, access=AccessLevel.MANAGER)
async def on_opinions(context: InteractionContext, services: Container) -> None:
    """Turn to another page of opinions."""
    start = context.number
    await context.defer_replace()
    await _show_opinions(context, services, start)


async def _show_opinions(context: InteractionContext, services: Container, start: int) -> None:
    """Show what people wrote with /feedback; to managers only, for whom it was written."""
    if not context.is_manager:
        raise errors.RefusedError("error-only-managers")
    translate = context.translate
    found = await services.gaps.opinions(context.scope_id)
    page = found[start : start + shown.PAGE]
    if not page:
        await context.revise(translate("unanswered-feedback-none"))
        return
    votes = await services.store.turns.votes(context.scope_id)
    names = (await services.preferences.get(context.scope_id)).show_askers
    buttons = shown.turning(translate, OPINIONS, start, more=len(found) > start + shown.PAGE, size=shown.PAGE)
    await context.revise(embeds=[shown.opinions_embed(translate, page, votes, names=names)], buttons=buttons)
