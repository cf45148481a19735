"""What an older version taught is found again, by keys that know signs."""

from __future__ import annotations

import hashlib
import pathlib
import re
import unicodedata
from typing import Any

import alembic.command
import alembic.config
import pytest
import sqlalchemy as sa
from sqlalchemy.ext import asyncio as sa_asyncio
from tests.unit.services import world as worlds
from tests.unit.services.world import ADA, HOME

from chatterbot import models
from chatterbot.store import Store, database, migrating, tables
from chatterbot.store.features import text_key
from chatterbot.teaching import keys

pytestmark = pytest.mark.protocol

TAUGHT = [
    ("where do we discuss C++?", "In native."),
    ("where do we discuss C#?", "In dotnet."),
    ("दिन कब है?", "REPLY-DAY"),
    ("दान कब है?", "REPLY-DONATION"),
    ("how do I get the 🔵 role?", "Press."),
    ("how do I get the 🔴 role?", "Boost."),
    ("Hello, how are you?", "Fine."),
    ("hidden", "Here."),
    ("hidd en", "Here."),
]
HIDDEN = "hid\u00adden"
"""Another question to the version before, and "hidden" to this one."""


def former_form(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).lower().replace("ё", "е")
    return " ".join(re.findall(r"\w+", folded)) or " ".join(folded.split())


def hashed(*parts: str | None) -> bytes:
    state = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = b"" if part is None else part.encode()
        state.update(b"-" if part is None else b"%d:" % len(data))
        state.update(data)
    return state.digest()


def age(connection: sa.Connection) -> None:
    """Write keys and features as the version before had them."""
    examples, features = tables.examples, tables.features
    connection.execute(sa.update(examples).where(examples.c.prompt == "hidd en").values(prompt=HIDDEN))
    for row in connection.execute(sa.select(examples)).all():
        former = former_form(row.prompt)
        label = None if row.label is None else former_form(row.label)
        values: dict[str, Any] = {
            "prompt_key": hashed(former),
            "identity": hashed(former, row.reply, label, "+" if row.positive else "-"),
        }
        if label is not None:
            values["answer"] = int.from_bytes(hashed("label", label)[:8], "little", signed=True)
        connection.execute(sa.update(examples).where(examples.c.id == row.id).values(**values))
    connection.execute(sa.delete(features).where(features.c.text_key == text_key("hidd en")))
    for row in connection.execute(sa.select(features)).all():
        former = {"encoder_id": "none+f1", "features": row.features[:148] + row.features[152:]}
        connection.execute(sa.update(features).where(features.c.text_key == row.text_key).values(**former))
    go_back(connection, "0003")


def go_back(connection: sa.Connection, revision: str) -> None:
    """Take the tables back to a version before."""
    config = alembic.config.Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(migrating.MIGRATIONS))
    alembic.command.downgrade(config, revision)


async def in_database(url: str, work: Any) -> Any:
    engine = sa_asyncio.create_async_engine(url, poolclass=sa.NullPool)
    async with engine.begin() as connection:
        found = await connection.run_sync(work)
    await engine.dispose()
    return found


async def test_nothing_taught_by_the_version_before_is_lost(tmp_path: pathlib.Path, url: str) -> None:
    labels = [models.NewExample("grade one", None, "A+"), models.NewExample("grade two", None, "A-")]
    async with worlds.opened(tmp_path, url) as world:
        await world.teach(*TAUGHT[:8])
        latest = await world.teach(TAUGHT[8])
        await world.teaching.teach(HOME, ADA, labels, source="text")
    await in_database(url, age)
    async with worlds.opened(tmp_path, url) as world:
        for question, answer in [*TAUGHT[:8], (HIDDEN, "Here.")]:
            reply = await world.ask(question)
            assert (reply.text, reply.confidence) == (answer, 1.0)
        # Equal to the engine now: the latest counts, and the one before again when that is undone.
        assert world.engine.size((await world.teaching.indexes.ready(HOME)).id) == len(TAUGHT) - 1 + len(labels)
        await world.teaching.undo(HOME, ADA, latest)
        assert (await world.ask(HIDDEN)).text == "Here."
        assert world.engine.size((await world.teaching.indexes.ready(HOME)).id) == len(TAUGHT) - 1 + len(labels)

        # A correction of the one leaves the other alone.
        turn = await world.say("where do we discuss C#?")
        await world.teaching.correct(HOME, ADA, turn, "In sharp.")
        assert (await world.ask("where do we discuss C#?")).text == "In sharp."
        assert (await world.ask("where do we discuss C++?")).text == "In native."

    def kept(connection: sa.Connection) -> tuple[list[Any], set[str]]:
        rows = list(connection.execute(sa.select(tables.examples)).all())
        return rows, set(connection.scalars(sa.select(tables.features.c.encoder_id)))

    rows, encoders = await in_database(url, kept)
    assert encoders == {"none+f2"}
    for row in rows:
        example = models.NewExample(row.prompt, row.reply, row.label, positive=row.positive)
        wanted = keys.keyed(example)
        assert (row.prompt_key, row.identity, row.answer) == (wanted.prompt_key, wanted.identity, wanted.answer)
    assert len({row.answer for row in rows if row.label is not None}) == 2


async def test_a_database_without_examples_is_brought_up_to_date_too(url: str) -> None:
    async with Store.open(url):
        pass
    await in_database(url, age)
    async with Store.open(url):
        pass
    version = await in_database(url, lambda each: each.scalar(sa.text("SELECT version_num FROM alembic_version")))
    assert version == database.REVISION


async def test_keys_are_made_anew_after_each_change_of_the_normal_form(url: str, tmp_path: pathlib.Path) -> None:
    async with worlds.opened(tmp_path, url) as world:
        await world.teach(("what is 10²?", "A hundred."))

    def as_before(connection: sa.Connection) -> None:
        values = {"prompt_key": hashed("what is 102"), "identity": hashed("what is 102", "A hundred.", None, "+")}
        connection.execute(sa.update(tables.examples).values(**values))
        go_back(connection, "0004")

    await in_database(url, as_before)
    async with Store.open(url):
        pass
    kept = await in_database(url, lambda each: each.scalar(sa.select(tables.examples.c.prompt_key)))
    assert kept == keys.keyed(models.NewExample("what is 10²?", "A hundred.")).prompt_key
