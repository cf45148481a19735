"""What a spoken conversation leaves in the database: exchanges with an end, consents, proposals; on both databases."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import pathlib
import sqlite3
from typing import Any

import alembic.command
import alembic.config
import pytest
import sqlalchemy as sa
from sqlalchemy.ext import asyncio as sa_asyncio
from tests.unit.services import world as worlds
from tests.unit.services.world import ADA, BOB, CHANNEL, HOME

from chatterbot import models
from chatterbot.files import DataFolder
from chatterbot.privacy import Privacy
from chatterbot.store import NewProposal, ProposalKind, ProposalRecord, ProposalStatus, Store, migrating, turns

pytestmark = pytest.mark.protocol

AWAY = 200
DAY = dt.timedelta(days=1)
UNKNOWN = models.Reply("", models.ReplySource.UNKNOWN, 0.0, 0.5)
PROPOSAL = NewProposal(
    channel_id=CHANNEL,
    author_id=ADA,
    kind=ProposalKind.CORRECTION,
    question="where is it",
    present="there",
    better="here",
    asker_id=BOB,
    example_id=3,
    turn_id=4,
)


async def at_revision(url: str, revision: str, *statements: str) -> None:
    """Make a database as an older version left it, with what it kept."""

    def make(connection: sa.Connection) -> None:
        config = alembic.config.Config()
        config.set_main_option("script_location", str(migrating.MIGRATIONS).replace("%", "%%"))
        config.attributes["connection"] = connection
        alembic.command.upgrade(config, revision)
        for statement in statements:
            connection.execute(sa.text(statement))

    engine = sa_asyncio.create_async_engine(url, poolclass=sa.NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(make)
    await engine.dispose()


async def keep(store: Store, scope_id: int, proposal: NewProposal) -> int:
    """Keep a proposal that fits in."""
    proposal_id = await store.proposals.add(scope_id, proposal)
    assert proposal_id is not None
    return proposal_id


async def test_a_database_of_the_version_before_keeps_all_it_has(url: str) -> None:
    await at_revision(
        url,
        "0002",
        "INSERT INTO turns (scope_id, channel_id, author_id, prompt, reply, reply_source, confidence, threshold, "
        "prompt_message_id, reply_message_id, created_at) "
        f"VALUES ({HOME}, {CHANNEL}, {ADA}, 'where is it', 'there', 'taught', 0.9, 0.5, 1, 2, '2026-01-01 00:00:00')",
        f"INSERT INTO consents (scope_id, user_id, purpose, granted, updated_at) "
        f"VALUES ({HOME}, {ADA}, 'voice', true, '2026-01-01 00:00:00')",
        f'INSERT INTO preferences (scope_id, "values", updated_at) '
        f"VALUES ({HOME}, '{{\"language\": \"ru\"}}', '2026-01-01 00:00:00')",
    )
    now = dt.datetime(2026, 1, 10, tzinfo=dt.UTC)
    async with Store.open(url, now=lambda: now) as store:
        turn = await store.turns.by_message(HOME, 2)
        assert turn is not None
        assert (turn.prompt, turn.reply.text, turn.heard) == ("where is it", "there", False)
        assert await store.turns.purge(now - 14 * DAY) == 0  # an end of its own it has none
        assert await store.people.granted(HOME, "voice") == frozenset({ADA})
        assert await store.people.preferences(HOME) == {"language": "ru"}
        new = await store.turns.add(worlds.prompt("new"), UNKNOWN, 3, keep_for=DAY)
        assert new.id > turn.id
        assert await keep(store, HOME, PROPOSAL) == 1
        assert await store.turns.purge(now - 5 * DAY) == 1


async def test_an_exchange_goes_at_its_own_end(url: str) -> None:
    clock = [dt.datetime(2026, 1, 1, tzinfo=dt.UTC)]
    async with Store.open(url, now=lambda: clock[0]) as store:
        for number, keep_for in enumerate((DAY, 2 * DAY, None), start=1):
            await store.turns.add(worlds.prompt(f"question {number}"), UNKNOWN, number, keep_for=keep_for)
        assert len(await store.turns.recent(HOME, CHANNEL, 10)) == 3
        long_ago = clock[0] - DAY
        clock[0] += DAY - dt.timedelta(seconds=1)
        assert await store.turns.purge(long_ago) == 0
        clock[0] += dt.timedelta(seconds=1)
        assert await store.turns.purge(long_ago) == 1
        assert await store.turns.by_message(HOME, 1) is None
        assert [turn.reply_message_id for turn in await store.turns.recent(HOME, CHANNEL, 10)] == [3, 2]
        clock[0] += 365 * DAY
        assert await store.turns.purge(long_ago) == 1
        kept = await store.turns.by_message(HOME, 3)
        assert kept is not None
        assert await store.turns.get(HOME, kept.id) == kept
        assert await store.turns.get(AWAY, kept.id) is None


async def test_of_one_person_only_the_newest_exchanges_stay(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "MOST_TURNS", 2)
    async with Store.open(url) as store:
        for number in range(1, 5):
            await store.turns.add(worlds.prompt(f"question {number}"), UNKNOWN, number)
        other = dataclasses.replace(worlds.prompt("of another person"), author_id=BOB)
        await store.turns.add(other, UNKNOWN, 5)
        elsewhere = dataclasses.replace(worlds.prompt("in another scope"), scope_id=AWAY)
        await store.turns.add(elsewhere, UNKNOWN, 6)
        assert await store.turns.purge(dt.datetime(2020, 1, 1, tzinfo=dt.UTC)) == 2
        assert [turn.reply_message_id for turn in await store.turns.recent(HOME, CHANNEL, 10)] == [5, 4, 3]
        assert await store.turns.by_message(AWAY, 6) is not None


async def test_who_agreed_is_known_by_scope_and_purpose(url: str) -> None:
    async with Store.open(url) as store:
        for scope, user, purpose, granted in (
            (HOME, ADA, "voice", True),
            (HOME, BOB, "voice", False),
            (HOME, BOB, "other", True),
            (AWAY, BOB, "voice", True),
        ):
            await store.people.put_consent(scope, user, purpose, granted=granted)
        assert await store.people.granted(HOME, "voice") == frozenset({ADA})
        assert await store.people.granted(AWAY, "voice") == frozenset({BOB})
        await store.people.put_consent(HOME, ADA, "voice", granted=False)
        assert await store.people.granted(HOME, "voice") == frozenset()


async def test_a_proposal_is_kept_as_it_was_made(url: str) -> None:
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    async with Store.open(url, now=lambda: now) as store:
        proposal_id = await keep(store, HOME, PROPOSAL)
        await store.proposals.posted(HOME, proposal_id, 77)
        expected = ProposalRecord(
            id=proposal_id,
            scope_id=HOME,
            message_id=77,
            status=ProposalStatus.PENDING,
            decided_by=None,
            created_at=now,
            decided_at=None,
            **dataclasses.asdict(PROPOSAL),
        )
        assert await store.proposals.get(HOME, proposal_id) == expected
        assert await store.proposals.get(AWAY, proposal_id) is None
        await store.proposals.posted(AWAY, proposal_id, 78)
        await store.proposals.remove(AWAY, proposal_id)
        assert await store.proposals.decide(AWAY, proposal_id, BOB, approved=True) is None
        assert await store.proposals.get(HOME, proposal_id) == expected
        await store.proposals.remove(HOME, proposal_id)
        assert await store.proposals.get(HOME, proposal_id) is None


async def test_a_proposal_is_decided_once(url: str) -> None:
    async with Store.open(url) as store:
        proposal_id = await keep(store, HOME, PROPOSAL)
        deciding = [store.proposals.decide(HOME, proposal_id, user, approved=user % 2 == 0) for user in range(1, 21)]
        (decided,) = [found for found in await asyncio.gather(*deciding) if found is not None]
        assert await store.proposals.get(HOME, proposal_id) == decided
        wanted = ProposalStatus.APPROVED if (decided.decided_by or 0) % 2 == 0 else ProposalStatus.DECLINED
        assert decided.status is wanted
        assert decided.decided_at is not None


async def test_proposals_go_when_they_are_decided_or_old(tmp_path: pathlib.Path, url: str) -> None:
    clock = [dt.datetime(2026, 1, 1, tzinfo=dt.UTC)]
    async with worlds.opened(tmp_path) as world, Store.open(url, now=lambda: clock[0]) as store:
        privacy = Privacy(store, world.teaching.eraser, world.preferences, DataFolder(world.root), now=lambda: clock[0])
        old, decided, kept = [await keep(store, HOME, PROPOSAL) for _ in range(3)]
        await store.proposals.decide(HOME, decided, BOB, approved=False)
        for minutes, there in ((0, True), (15, True), (1, False)):  # who was slower hears that it is decided
            clock[0] += dt.timedelta(minutes=minutes)
            await privacy.purge_expired()
            assert (await store.proposals.get(HOME, decided) is not None) is there
        assert await store.proposals.get(HOME, old) is not None
        clock[0] += 15 * DAY
        kept = await keep(store, HOME, PROPOSAL)
        await privacy.purge_expired()
        assert await store.proposals.get(HOME, old) is None
        assert await store.proposals.get(HOME, kept) is not None


@pytest.mark.parametrize("user_id", [ADA, BOB, 9])
async def test_whoever_a_proposal_names_can_have_it_erased(url: str, tmp_path: pathlib.Path, user_id: int) -> None:
    """Who made it, whose question it is, who decided it."""
    async with worlds.opened(tmp_path, url) as world:
        mine = await keep(world.store, HOME, PROPOSAL)
        await world.store.proposals.decide(HOME, mine, 9, approved=True)
        others = await keep(
            world.store,
            HOME,
            dataclasses.replace(PROPOSAL, author_id=12, asker_id=None, question="another", better="thing"),
        )
        away = await keep(world.store, AWAY, PROPOSAL)
        await world.store.proposals.decide(AWAY, away, 9, approved=True)
        assert (await world.privacy.stored_about(user_id, None)).counts["proposals"] == 2
        receipt = await world.privacy.erase(user_id, HOME, keep_taught=True)
        assert receipt.counts["proposals"] == 1
        assert await world.store.proposals.get(HOME, mine) is None
        assert await world.store.proposals.get(HOME, others) is not None
        assert await world.store.proposals.get(AWAY, away) is not None


async def test_what_a_proposal_repeats_of_an_erased_answer_goes_with_it(url: str, tmp_path: pathlib.Path) -> None:
    async with worlds.opened(tmp_path, url) as world:
        taught = await world.teaching.teach(HOME, ADA, [models.NewExample("tea", "Adas-answer")], source="text")
        plain = dataclasses.replace(PROPOSAL, author_id=BOB, asker_id=None)
        by_example = dataclasses.replace(plain, present="", example_id=taught.examples[0].id)
        by_words = dataclasses.replace(plain, present="Adas-answer", example_id=None)
        ids = [await keep(world.store, HOME, each) for each in (by_example, by_words, plain)]
        await world.privacy.erase(ADA, HOME, keep_taught=False)
        found = [await world.store.proposals.get(HOME, each) for each in ids]
        assert [each is not None for each in found] == [False, False, True]


async def test_erased_proposals_leave_no_trace_in_the_file(tmp_path: pathlib.Path) -> None:
    async with worlds.opened(tmp_path, worlds.on_disk(tmp_path)) as world:
        await keep(world.store, HOME, dataclasses.replace(PROPOSAL, better="Adas-better"))
        await world.privacy.erase(ADA, None, keep_taught=False)
    held = _bytes_below(tmp_path)
    assert held
    assert b"Adas-better" not in held


def _bytes_below(root: pathlib.Path) -> bytes:
    return b"".join(path.read_bytes() for path in root.rglob("*") if path.is_file())


def test_purging_walks_through_no_table(tmp_path: pathlib.Path) -> None:
    """It runs every quarter of an hour: each of its two conditions needs an index."""
    path = tmp_path / "chatterbot.sqlite3"

    async def make() -> None:
        async with Store.open(worlds.on_disk(tmp_path)):
            pass

    asyncio.run(make())
    connection = sqlite3.connect(path)
    plan: list[Any] = connection.execute(
        "EXPLAIN QUERY PLAN DELETE FROM turns WHERE created_at < ? OR expires_at <= ?", (None, None)
    ).fetchall()
    connection.close()
    assert not any(str(row[3]).startswith("SCAN") for row in plan), plan
