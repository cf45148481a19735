"""The processes that ``kills.py`` kills: the bot's services on a data folder and a database, and the command line.

They are forked from a server that has imported everything already, so that hundreds of starts are affordable.
"""

from __future__ import annotations

import asyncio
import contextlib
import pathlib
import sys
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from multiprocessing.connection import Connection
from typing import Any, Final

from chatterbot import cli, errors, models, settings
from chatterbot.cluster import ShardLease, ShardPlan
from chatterbot.documents.values import SourceFile
from chatterbot.importing import ImportSource
from chatterbot.services import Services, services
from chatterbot.teaching import TrainSource

__all__ = ("AUTHOR", "HOME", "LEASE_S", "PARTS", "chosen", "run_command", "work")

HOME: Final = 100
AUTHOR: Final = 7
PARTS: Final = {"teach": 5, "train": 40, "import": 8}
"""Examples of one act: a half-done one would show."""
LEASE_S: Final = 5.0
"""Seconds for which the lease of a worker holds: a server that was killed is usually back earlier."""


def chosen(folder: pathlib.Path, url: str) -> settings.Settings:
    """Return the settings of a worker: words only, nothing taught at the start."""
    return settings.Settings.model_validate(
        {
            "files": {"data": folder},
            "database": {"url": url},
            "teaching": {"starter": False},
            "engine": {"encoder": "none"},
        }
    )


def work(folder: pathlib.Path, url: str, act: str, parent: Connection) -> None:
    """Do an act whenever the parent names a number; say ``begin`` and ``done``, or ``failed`` where the database did."""
    asyncio.run(_work(folder, url, act, parent))


def run_command(words: Sequence[str], log: pathlib.Path) -> None:
    """Run a command of the command line; what it prints goes into a file."""
    with log.open("w", encoding="utf-8") as target:
        sys.stdout = sys.stderr = target
        status = cli.main(words)
        target.flush()
    raise SystemExit(status)


async def _work(folder: pathlib.Path, url: str, act: str, parent: Connection) -> None:
    doing = {"teach": _teach, "import": _import, "correct": _correct}[act]
    async with services(chosen(folder, url)) as parts, _lease(parts, parent) as lease:
        await parts.store.journal.close_open_jobs(lambda *_: True)
        parent.send({"kind": "ready"})
        while True:
            number: int = await asyncio.to_thread(parent.recv)
            try:
                do = await doing(parts, number)
                began = time.perf_counter()
                parent.send({"kind": "begin", "number": number})
                await do()
                parent.send({"kind": "done", "number": number, "seconds": time.perf_counter() - began})
            except errors.ServiceError as error:
                parent.send({"kind": "failed", "number": number, "why": str(error)})
                if not await _answers_again(parts, lease):
                    parent.send({"kind": "lost"})
                    return
                parent.send({"kind": "again"})


async def _answers_again(parts: Services, lease: ShardLease | None) -> bool:
    """Wait until the database answers; `False`: the lease was lost meanwhile, so this process has to end."""
    while lease is None or not lease.is_lost:
        with contextlib.suppress(errors.StoreError):
            await parts.store.database.ping()
            return True
        await asyncio.sleep(0.05)
    return False


@contextlib.asynccontextmanager
async def _lease(parts: Services, parent: Connection) -> AsyncGenerator[ShardLease | None]:
    """Hold the lease of all shards, where processes share a database, as the bot does; say how long it took to get it."""
    if not parts.store.database.is_shared:
        yield None
        return
    began = time.perf_counter()
    await parts.store.leases.install()

    async def one() -> int:
        return 1

    taken = ShardLease.open(
        parts.store.leases, ShardPlan.read(""), instance=parts.place, seconds=LEASE_S, recommended=one
    )
    async with taken as lease:
        parent.send({"kind": "lease", "seconds": time.perf_counter() - began})
        yield lease


Act = Callable[[], Awaitable[Any]]


async def _teach(parts: Services, number: int) -> Act:
    """Teach a few examples at once, or many as a job."""
    kind = "train" if number % 2 else "teach"
    pairs = [(f"question {number} part {part}", f"answer {number}") for part in range(PARTS[kind])]

    async def teach() -> None:
        examples = [models.NewExample(*pair) for pair in pairs]
        await parts.teaching.teach(HOME, AUTHOR, examples, source="text")

    async def train() -> None:
        source = TrainSource.of_text("\n".join(" => ".join(pair) for pair in pairs))
        job = await parts.teaching.train(HOME, AUTHOR, source, skip_bad=False)
        await job.finished()

    return train if number % 2 else teach


async def _import(parts: Services, number: int) -> Act:
    """Import a document; each second one is a new version of the one before, in whose place it comes."""
    sections = [
        f"## Section {part}\n\nThis is version {number} part {part} of what the document says here.\n"
        for part in range(PARTS["import"])
    ]
    source = SourceFile(f"document-{number // 2}.md", "\n".join([f"# Document {number // 2}\n", *sections]).encode())

    async def do() -> None:
        document = await parts.importer.read(ImportSource.of_files(source))
        job = await parts.importer.start(HOME, AUTHOR, document)
        await job.finished()

    return do


async def _correct(parts: Services, number: int) -> Act:
    """Correct what was said to a question."""
    prompt = models.Prompt(f"what about {number}?", AUTHOR, HOME, 55, message_id=number)
    reply = await parts.conversation.reply(prompt)
    turn = await parts.conversation.delivered(prompt, reply, number)

    async def do() -> None:
        await parts.teaching.correct(HOME, AUTHOR, turn, f"better {number}")

    return do
