"""What is true after a kill, by means of our own: SQL through the plain drivers, and the bytes of files. Used by ``kills.py``."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import dataclasses
import hashlib
import json
import pathlib
import re
import sqlite3
from typing import Any, Final

import asyncpg
from kill_worker import PARTS

__all__ = ("Acknowledged", "corrections_wrong", "counts", "fingerprint", "imports_wrong", "lessons_wrong", "rows")

_OWN: Final = frozenset({"alembic_version"})
"""Tables that say nothing about what is kept."""


@dataclasses.dataclass(slots=True)
class Acknowledged:
    """What was confirmed: the numbers of the acts."""

    numbers: set[int] = dataclasses.field(default_factory=set[int])


def rows(url: str, query: str) -> list[tuple[Any, ...]]:
    """Ask a database without any code of the bot's."""
    if url.startswith("sqlite"):
        with contextlib.closing(sqlite3.connect(url.partition(":///")[2], timeout=30)) as connection:
            return connection.execute(query).fetchall()

    async def ask() -> list[tuple[Any, ...]]:
        connection = await asyncpg.connect(url.replace("+asyncpg", ""))
        try:
            return [tuple(row) for row in await connection.fetch(query)]
        finally:
            await connection.close()

    return asyncio.run(ask())


def counts(url: str) -> dict[str, int]:
    """Return how many rows each table has; tables without any are left out."""
    if url.startswith("sqlite"):
        path = pathlib.Path(url.partition(":///")[2])
        if not path.exists() or not path.stat().st_size:
            return {}
        names = rows(url, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    else:
        names = rows(url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    found = {name: rows(url, f'SELECT count(*) FROM "{name}"')[0][0] for (name,) in names if name not in _OWN}
    return {name: number for name, number in found.items() if number}


def fingerprint(url: str) -> str:
    """Return a hash of what was taught, with its ids."""
    told = rows(url, "SELECT id, prompt, reply, added_by FROM examples ORDER BY id")
    return hashlib.sha256(repr(told).encode()).hexdigest()


def lessons_wrong(url: str, acknowledged: Acknowledged) -> tuple[int, int]:
    """Return how many confirmed lessons are missing, and how many are there in part."""
    taught: collections.Counter[int] = collections.Counter()
    for (prompt,) in rows(url, "SELECT prompt FROM examples WHERE removed_by IS NULL"):
        if (match := re.fullmatch(r"question (\d+) part \d+", prompt)) is not None:
            taught[int(match[1])] += 1
    whole = {number for number, parts in taught.items() if parts == PARTS["train" if number % 2 else "teach"]}
    return len(acknowledged.numbers - whole), len(taught) - len(whole)


def imports_wrong(url: str, acknowledged: Acknowledged) -> tuple[int, int]:
    """Return how many confirmed documents are not what they were made, and how many are a mixture or a part."""
    found: dict[int, list[int]] = collections.defaultdict(list)
    query = "SELECT d.name, p.text FROM documents d JOIN passages p ON p.document_id = d.id WHERE d.live AND p.live"
    for name, text in rows(url, query):
        found[int(re.findall(r"\d+", name)[0])] += [int(version) for version in re.findall(r"version (\d+) part", text)]
    half = sum(len(set(versions)) != 1 or len(versions) != PARTS["import"] for versions in found.values())
    latest: dict[int, int] = {}
    for number in acknowledged.numbers:
        latest[number // 2] = max(number, latest.get(number // 2, 0))
    lost = sum(max(found.get(document, [-1])) < version for document, version in latest.items())
    return lost, half


def corrections_wrong(
    url: str, log: pathlib.Path, acknowledged: Acknowledged, *, started: bool
) -> tuple[int, int, int]:
    """Return how many confirmed corrections are missing, how many are there in part, and how many lines of the log are wrong.

    Parameters
    ----------
    started
        Whether a bot has started since the kill: then the log is the same as the table; before, it has at least what was confirmed.
    """
    kept = rows(url, "SELECT key, better FROM corrections ORDER BY id")
    expected = {f"better {number}" for number in acknowledged.numbers}
    live = collections.Counter(
        reply
        for (reply,) in rows(url, "SELECT reply FROM examples WHERE removed_by IS NULL AND positive AND correction")
    )
    half = sum(live[better] != 1 for _, better in kept) + len(set(live) - {better for _, better in kept})
    lines: list[dict[str, Any]] = []
    for line in log.read_bytes().splitlines() if log.exists() else ():
        with contextlib.suppress(ValueError):
            lines.append(json.loads(line))
    if started:
        found = [line["id"] for line in lines]
        wrong = len(set(found) ^ {key for key, _ in kept}) + len(found) - len(set(found))
    else:
        wrong = len(expected - {line["better"] for line in lines})
    return len(expected - {better for _, better in kept}), half, wrong
