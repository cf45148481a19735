"""What tests of all kinds share: the database they run on, and the model that hears."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import AsyncGenerator, Generator, Iterator
from typing import Final

import hypothesis
import pytest
import pytest_asyncio
from tests import postgres, shared_parts
from tests.fresh_tables import FreshTables
from tests.speech_model import speech_model

from chatterbot.store import migrating, sqlite

__all__ = ("speech_model",)


YOUNG: Final = 10_000
"""New objects between two garbage collections."""

# Where the environment forbids to keep compiled code, each program that a test starts compiles the bot anew, for half a second.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# The same examples in each run: what one finds, the next finds too. To look for others: `--hypothesis-profile=default`.
hypothesis.settings.register_profile("repeatable", derandomize=True)
hypothesis.settings.load_profile("repeatable")


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: in the stories people speak and listen in real time, and the processor waits."""
    return (os.cpu_count() or 1) + 1


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests have recorded as their property `summary`, a line each."""
    for report in (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")):
        for name, value in report.user_properties:
            if name == "summary":
                terminalreporter.write_line(str(value))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect no garbage while test modules are imported, never examine afterwards what they made, and collect less often.

    These are 600,000 objects that live as long as the process. Python would look through them again and again: a third of the processor
    time of importing the tests, and a sixth of running them. (`cli.loading` does the same for the bot.)
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()
        gc.set_threshold(YOUNG, *gc.get_threshold()[1:])


@pytest.fixture(scope="session", autouse=True)
def parts_made_once() -> Iterator[None]:
    """Spare what each start would make again."""
    with pytest.MonkeyPatch.context() as patch:
        shared_parts.share(patch)
        yield


@pytest.fixture(scope="session")
def fresh_tables() -> FreshTables:
    """What makes the tables of empty databases."""
    return FreshTables(migrating.upgrade)


@pytest.fixture(autouse=True)
def tables_made_quickly(
    request: pytest.FixtureRequest, fresh_tables: FreshTables, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Spare the migrations, and the waits for the disk, wherever they are not what is tested."""
    if "store" not in request.path.parent.name:
        monkeypatch.setattr(sqlite, "SYNCHRONOUS", "OFF")
        monkeypatch.setattr(migrating, "upgrade", fresh_tables)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Address of a PostgreSQL server."""
    with postgres.server() as address:
        yield address


@pytest_asyncio.fixture
async def database_url(request: pytest.FixtureRequest) -> AsyncGenerator[str, None]:
    """Address of an empty database of the kind TEST_DATABASE names; empty for the one the program takes by itself."""
    if not postgres.is_chosen():
        yield ""
        return
    async with postgres.database(request.getfixturevalue("postgres_server")) as address:
        yield address
