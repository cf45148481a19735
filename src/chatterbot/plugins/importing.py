"""/import: reads a document, shows what was found, and puts it into use; lists what was imported, to update or remove it."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from typing import Final

import hikari

from chatterbot import errors
from chatterbot.admission import Requester
from chatterbot.container import Container
from chatterbot.discord import (
    AccessLevel,
    Context,
    HelpSection,
    InteractionContext,
    Loader,
    Translator,
    attachments,
    components,
    error_messages,
    formatting,
    options,
    replies,
)
from chatterbot.documents.values import DocumentKind, SourceFile
from chatterbot.importing import Draft, ImportReceipt, ImportSource, import_receipt
from chatterbot.plugins import _conflicts, _import_review
from chatterbot.store import DocumentRecord
from chatterbot.teaching import Policy, TrainJob, TrainProgress

__all__ = ("loader",)

_log = logging.getLogger(__name__)

loader = Loader[Container]()

QUICK_S: Final = 0.1
"""Seconds that an import may take without its progress being shown."""
LATE_S: Final = 14 * 60
"""Seconds after which a message can soon be changed no more: Discord allows that for 15 minutes."""
STAGES: Final[Mapping[str, str]] = {
    "waiting": "train-stage-waiting",
    "reading": "train-stage-reading",
    "encoding": "import-stage-encoding",
    "teaching": "train-stage-teaching",
}
"""Catalogue keys of a job's stages."""
KINDS: Final[Mapping[DocumentKind, str]] = {
    DocumentKind.RED: "import-kind-red",
    DocumentKind.NADEKO: "import-kind-nadeko",
    DocumentKind.RASA: "import-kind-rasa",
    DocumentKind.CHATTERBOT: "import-kind-chatterbot",
    DocumentKind.DIALOGFLOW: "import-kind-dialogflow",
    DocumentKind.BOTPRESS: "import-kind-botpress",
    DocumentKind.CHAT: "import-kind-chat",
}
"""Catalogue keys of the formats that can be said: of the others the content tells."""

CHOOSE: Final = "document"
LIST: Final = "documents"
UPDATE: Final = "document-update"
REMOVE: Final = "document-remove"
"""Verbs of the components that manage documents; the argument of the last two is the document's id, of `LIST` the page."""
STOP: Final = "import-stop"
"""Verb of the button that stops an import; argument: the job's id."""
ON_A_PAGE: Final = 10
"""Documents on a page of the list."""


@loader.command(
    "import",
    section=HelpSection.TEACH,
    position=4,
    access=AccessLevel.TEACHER,
    options=[
        options.text("url", free=True, max_length=1000),
        options.attachment("file"),
        options.choice("format", KINDS, words="import-kind-words"),
    ],
)
async def import_document(
    context: Context,
    services: Container,
    *,
    url: str | None = None,
    file: hikari.Attachment | None = None,
    format: DocumentKind | None = None,  # noqa: A002 - the name of the option
) -> None:
    """Read what is given and show what was found, or list what was imported if nothing is given."""
    if url is not None and file is not None:
        raise errors.InvalidInputError("error-import-one-source")
    await context.defer()
    if file is not None:
        async with services.transfers.request(Requester(context.scope_id, context.author_id)):
            data = await attachments.read(file, services.importer.max_bytes)
        sent = SourceFile(file.title or file.filename, data, media_type=file.media_type or "")
        await _read(context, services, ImportSource.of_files(sent, kind=format))
    elif url is not None:
        await _read(context, services, ImportSource.of_address(url, kind=format))
    else:
        text, below = await _listed(context, services, 0)
        await context.answer(text, buttons=below)


async def _read(context: Context, services: Container, source: ImportSource) -> None:
    """Read a document and show what was found in it; the context was deferred."""
    found = await services.importer.read(source)
    translate = context.translate
    if (known := await services.importer.unchanged(context.scope_id, found)) is not None:
        when = formatting.time(known.created_at)
        await context.revise(translate("import-unchanged", title=formatting.quoted(known.title, 100), when=when))
        return
    draft = await services.importer.keep(context.scope_id, context.author_id, found)
    new = await services.importer.new_pairs(context.scope_id, found)
    text, below = _import_review.review(translate, draft, new)
    await context.revise(text, buttons=below)


# -- the review --------------------------------------------------------------------------------------------------------


@loader.button(_import_review.PAGE, access=AccessLevel.TEACHER)
async def on_page(context: InteractionContext, services: Container) -> None:
    """Show another page of a review."""
    draft_id, page = _import_review.of_argument(context.argument)
    await _show(context, services, await services.importer.draft(context.scope_id, draft_id), page)


@loader.menu(_import_review.KEEP, access=AccessLevel.TEACHER)
async def on_keep(context: InteractionContext, services: Container) -> None:
    """Note which pairs of a page are wanted."""
    draft_id, page = _import_review.of_argument(context.argument)
    draft = await services.importer.draft(context.scope_id, draft_id)
    new = await services.importer.new_pairs(context.scope_id, draft.document)
    shown = _import_review.of_page(new, page)
    wanted = {components.number(value) for value in context.values}
    await _show(context, services, await services.importer.choose(context.scope_id, draft, shown, wanted), page)


async def _show(context: InteractionContext, services: Container, draft: Draft, page: int) -> None:
    new = await services.importer.new_pairs(context.scope_id, draft.document)
    text, below = _import_review.review(context.translate, draft, new, page)
    await context.replace(text, buttons=below)


@loader.button(_import_review.CANCEL, access=AccessLevel.TEACHER)
async def on_cancel(context: InteractionContext, services: Container) -> None:
    """Forget what was found."""
    await services.importer.cancel(context.scope_id, context.number)
    await context.replace(context.translate("import-cancelled"))


@loader.button(_import_review.TAKE, access=AccessLevel.TEACHER)
async def on_take(context: InteractionContext, services: Container) -> None:
    """Import what was found, without what is left out."""
    await _take(context, services, everything=False)


@loader.button(_import_review.TAKE_ALL, access=AccessLevel.TEACHER)
async def on_take_all(context: InteractionContext, services: Container) -> None:
    """Import everything that was found."""
    await _take(context, services, everything=True)


async def _take(context: InteractionContext, services: Container, *, everything: bool) -> None:
    """Start the import, follow it, and put its receipt in the place of the review; after an error the review is shown again."""
    draft_id = context.number
    draft = await services.importer.draft(context.scope_id, draft_id)
    job = await services.importer.take(context.scope_id, context.author_id, draft_id, everything=everything)
    translate = context.translate
    await context.replace(_progress(translate, job.progress))
    try:
        done = await _followed(context, job)
    except errors.UserError as error:
        if error.key == "error-import-gone":
            raise
        new = await services.importer.new_pairs(context.scope_id, draft.document)
        text, below = _import_review.review(translate, draft, new)
        told = error_messages.explain(error, translate, context.scope_id)
        await context.revise(f"{told}\n\n{text}", buttons=below)
        return
    below = [
        *replies.undo_button(translate, done.change_id),
        *_conflicts.buttons(translate, done, Policy.KEEP),
    ]
    try:
        await context.revise(_import_review.receipt(translate, done), buttons=below)
    except (hikari.NotFoundError, hikari.UnauthorizedError) as error:
        _log.info("job %d: the receipt could not be shown any more, /jobs lists it: %s", job.id, error)


async def _followed(context: InteractionContext, job: TrainJob) -> ImportReceipt:
    """Show how far an import is until it ends, and return its receipt."""
    translate, began = context.translate, time.monotonic()
    if not await job.ends_within(QUICK_S):
        cancel = components.Button(STOP, label=translate("job-cancel-button"), argument=str(job.id))
        await context.revise(_progress(translate, job.progress), buttons=[cancel])
        async with context.progress(cancel) as shower:
            async for progress in job:
                late = time.monotonic() - began > LATE_S
                shower.show(translate("train-late", job=str(job.id)) if late else _progress(translate, progress))
    return import_receipt(await job.finished())


@loader.button(STOP, access=AccessLevel.TEACHER)
async def on_stop(context: InteractionContext, services: Container) -> None:
    """Stop an own import that waits or runs; who manages the server may stop everybody's."""
    number = context.number
    mine = (
        job
        for job in services.teaching.training(context.scope_id)
        if job.id == number and (context.is_manager or job.order.author_id == context.author_id)
    )
    job = next(mine, None)
    if job is None or not job.cancel():
        raise errors.NotFoundError("error-job-over", job=str(number))
    await context.answer(context.translate("job-stopping", job=str(number)))


def _progress(translate: Translator, progress: TrainProgress) -> str:
    first = translate("import-progress", stage=translate(STAGES[progress.stage]))
    bar = formatting.bar(translate, progress.done, progress.total)
    return f"{first}\n{bar}" if bar else first


# -- what was imported -------------------------------------------------------------------------------------------------


@loader.button(LIST, access=AccessLevel.TEACHER)
async def on_list(context: InteractionContext, services: Container) -> None:
    """Show a page of the list of documents."""
    page = components.number(context.argument.partition(":")[0]) if context.argument else 0
    text, below = await _listed(context, services, page)
    await context.replace(text, buttons=below)


async def _listed(context: Context, services: Container, page: int) -> tuple[str, list[components.Component]]:
    """Return a page of the list of documents, and what stands below it."""
    translate = context.translate
    documents = await services.importer.documents(context.scope_id)
    if not documents:
        return translate("documents-none"), []
    pages = -(-len(documents) // ON_A_PAGE)
    page = min(page, pages - 1)
    shown = documents[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
    lines = [translate("documents-title", count=len(documents)), *(_line(translate, each) for each in shown)]
    choices = [
        components.Choice(
            formatting.isolated(each.title, 100) or "…", str(each.id), formatting.isolated(each.name, 100)
        )
        for each in shown
    ]
    below: list[components.Component] = [
        components.Menu(verb=CHOOSE, placeholder=translate("documents-choose"), choices=choices)
    ]
    if pages > 1:
        below += [
            components.Button(LIST, argument=f"{max(0, page - 1)}:b", emoji="◀️", disabled=page == 0),
            components.Button(LIST, argument=f"{page + 1}:f", emoji="▶️", disabled=page == pages - 1),
        ]
    return "\n".join(lines), below


def _line(translate: Translator, document: DocumentRecord) -> str:
    return translate(
        "documents-line",
        title=formatting.quoted(document.title, 60),
        pairs=document.examples,
        passages=document.passages,
        person=formatting.person(translate, document.author_id),
        when=formatting.time(document.created_at),
    )


@loader.menu(CHOOSE, access=AccessLevel.TEACHER)
async def on_choose(context: InteractionContext, services: Container) -> None:
    """Show one document with what can be done about it."""
    translate = context.translate
    document = await services.importer.document(context.scope_id, components.number(context.values[0]))
    lines = [_line(translate, document), translate("documents-name", name=formatting.quoted(document.name, 300))]
    number = str(document.id)
    below: list[components.Component] = [components.Button(LIST, translate("documents-back"), emoji="◀️")]
    if document.url:
        below.append(components.Button(UPDATE, translate("documents-update"), number, emoji="🔄"))
    else:
        lines.append(translate("documents-update-how"))
    below.append(components.Button(REMOVE, translate("documents-remove"), number, style=hikari.ButtonStyle.DANGER))
    await context.replace("\n".join(lines), buttons=below)


@loader.button(UPDATE, access=AccessLevel.TEACHER)
async def on_update(context: InteractionContext, services: Container) -> None:
    """Read a document anew from its address, and show what was found."""
    document = await services.importer.document(context.scope_id, context.number)
    if not document.url:
        raise errors.NotFoundError("error-document-gone")
    await context.defer()
    source = ImportSource(document.name, address=document.url)
    await _read(context, services, source)


@loader.button(REMOVE, access=AccessLevel.TEACHER)
async def on_remove(context: InteractionContext, services: Container) -> None:
    """Take a document out of use."""
    document, change_id = await services.importer.remove(context.scope_id, context.author_id, context.number)
    translate = context.translate
    what = _import_review.counted(translate, document.examples, document.passages)
    key = "documents-removed" if what else "documents-removed-nothing"
    await context.replace(
        translate(key, title=formatting.quoted(document.title, 100), what=what),
        buttons=replies.undo_button(translate, change_id),
    )
