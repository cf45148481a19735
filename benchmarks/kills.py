"""kill -9 of the bot or the database in the middle of an act, over and over, and what is left of it afterwards.

``teach``, ``import`` and ``correct`` run in a process of the bot's services on a data folder, with a lease as the bot has it
(``kill_worker.py``); ``migrate`` and ``restore`` are the commands ``chatterbot migrate-store``, ``backup`` and ``restore``. The moment of the kill is
random over the time that the act usually takes. The database is killed whole (postmaster and all its processes), and recovers.

After each kill the bot or the database is started again, and SQL of our own compares what is there with what was confirmed
(``kill_checks.py``). Now and then, and at the end, ``chatterbot check --deep`` compares everything.

Columns: `kills`, and `inside` those of them that came after the act's begin and before it was confirmed; `far_p10`, `far_p50` and `far_p90`: how far those acts
were, as a share of their usual time; `lost` confirmed changes that are missing; `half` changes that are there in part; `log_wrong` lines of
``corrections.jsonl`` that are missing or too many; `not_redone` commands that neither succeeded nor were refused cleanly the second time;
`left_over` kills after which something was left lying about when it had been done again; `deep_checks` and `deep_faults`; `hung` commands that did not end
when their database had gone; `lease_worst_s` from the start of a process until it had the lease of one that was killed;
`recovery_worst_s` until a killed database answered again.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import json
import multiprocessing
import os
import pathlib
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Generator
from typing import Any, Final

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import kill_checks
import kill_commands
import kill_worker
from bot_process import table
from tests import postgres

from chatterbot import numbers

WAIT_S: Final = 60.0
"""Seconds after which something that should happen counts as not happening."""
MOST: Final = 3
"""How many times as many kills there are at most, since some come before the act begins or after it was confirmed."""
WARM_UP: Final = 6
"""Acts that are not killed at first, to learn how long they take."""
BEYOND: Final = 1.1
"""The kill comes up to this share of an act's usual time after its begin."""


class Worker:
    """A process of the bot's services."""

    def __init__(self, folder: pathlib.Path, url: str, act: str) -> None:
        context = multiprocessing.get_context("forkserver")
        self.connection, theirs = context.Pipe()
        self._process = context.Process(target=kill_worker.work, args=(folder, url, act, theirs), daemon=True)
        self._process.start()
        theirs.close()
        self.lease_s = 0.0
        while (told := self.hear())["kind"] != "ready":
            self.lease_s = told["seconds"]

    def hear(self) -> dict[str, Any]:
        """Return what it says next."""
        if not self.connection.poll(WAIT_S):
            raise TimeoutError("the worker says nothing")
        return self.connection.recv()

    def kill(self) -> list[dict[str, Any]]:
        """Kill it; gives what it had said before it died."""
        self._process.kill()
        self._process.join()
        heard: list[dict[str, Any]] = []
        with contextlib.suppress(EOFError, OSError):
            while True:
                heard.append(self.connection.recv())
        self.connection.close()
        return heard


class Continuous:
    """Acts of a bot that is killed, or whose database is."""

    def __init__(self, act: str, folder: pathlib.Path, url: str, server: postgres.OwnServer | None, seed: int) -> None:
        self.act, self.folder, self.url, self.server = act, folder, url, server
        self.chance = random.Random(seed)
        self.acknowledged = kill_checks.Acknowledged()
        self.found: collections.Counter[str] = collections.Counter()
        self.far: list[float] = []
        self.lease_s: list[float] = []
        self.recovery_s: list[float] = []
        self._usual: dict[int, list[float]] = {0: [], 1: []}
        self._number = 0
        self._worker: Worker | None = None

    def run(self, times: int, victim: str, deep_every: int) -> None:
        """Kill so often."""
        for _ in range(WARM_UP):
            self._whole()
        for round_ in range(MOST * times):
            if self.found["inside"] >= times:
                break
            self.found["kills"] += 1
            for _ in range(self.chance.randint(0, 2)):
                self._whole()
            self._killed(self.chance.choice(("bot", "database")) if victim == "mixed" else victim)
            self._check(started=False)
            if round_ % deep_every == deep_every - 1:
                self._deep()
        self._deep()
        self._running().kill()

    def _begin(self) -> tuple[Worker, int]:
        self._number += 1
        while True:
            worker = self._running()
            worker.connection.send(self._number)
            if worker.hear()["kind"] == "begin":
                return worker, self._number
            self.found["failed_late"] += 1  # before the act: what it needs could not be read
            self._failed(worker)

    def _running(self) -> Worker:
        """Return the worker that runs; start one where there is none, and look what it found."""
        if self._worker is None:
            self._worker = Worker(self.folder, self.url, self.act)
            self.lease_s.append(self._worker.lease_s)
            self._check(started=True)
        return self._worker

    def _failed(self, worker: Worker) -> None:
        """Wait until a worker whose database failed goes on; where it has lost its lease it ends, as the bot does."""
        if worker.hear()["kind"] == "lost":
            worker.kill()
            self._worker = None
            self.found["lease_lost"] += 1

    def _whole(self) -> None:
        worker, number = self._begin()
        told = worker.hear()
        if told["kind"] == "failed":
            self.found["failed_late"] += 1  # the database answers, and yet
            self._failed(worker)
            return
        self.acknowledged.numbers.add(number)
        self._usual[number % 2].append(told["seconds"])

    def _killed(self, victim: str) -> None:
        worker, number = self._begin()
        usual = statistics.median(self._usual[number % 2][-50:])
        delay = self.chance.uniform(0, BEYOND * usual)
        time.sleep(delay)  # the moment of death is the input
        if victim == "bot":
            heard = worker.kill()
            self._worker = None
        else:
            assert self.server is not None
            self.server.kill()
            began = time.perf_counter()
            self.server.start()
            self.recovery_s.append(time.perf_counter() - began)
            heard = [worker.hear()]
            if heard[0]["kind"] == "failed":
                self._failed(worker)
        if any(told["kind"] == "done" for told in heard):
            self.acknowledged.numbers.add(number)
        else:
            self.found["inside"] += 1
            self.far.append(delay / usual)

    def _check(self, *, started: bool) -> None:
        if self.act == "teach":
            lost, half = kill_checks.lessons_wrong(self.url, self.acknowledged)
        elif self.act == "import":
            lost, half = kill_checks.imports_wrong(self.url, self.acknowledged)
        else:
            log = self.folder / "corrections.jsonl"
            lost, half, wrong = kill_checks.corrections_wrong(self.url, log, self.acknowledged, started=started)
            self.found["log_wrong"] += wrong
        self.found["lost"] = max(self.found["lost"], lost)
        self.found["half"] = max(self.found["half"], half)

    def _deep(self) -> None:
        """Compare everything, as a bot that starts would find it."""
        self._running()
        self.found["deep_checks"] += 1
        status = kill_commands.run(
            self.folder, "check", "--deep", *kill_commands.options(self.folder, self.url), wait_s=WAIT_S
        )
        if status != 0:
            self.found["deep_faults"] += 1
            print((self.folder.parent / "printed.txt").read_text(encoding="utf-8"), file=sys.stderr)


def measure(act: str, given: argparse.Namespace) -> dict[str, Any]:
    """Kill so often, and return a row."""
    began = time.perf_counter()
    victim, database = given.victim, given.database
    with _places(database, needs_server=act in {"migrate", "restore"} or victim != "bot") as (folder, url, server):
        if act in {"migrate", "restore"}:
            assert server is not None
            found: Any = kill_commands.Commands(act, folder, server, given.seed)
        else:
            found = Continuous(act, folder / "data", url, server, given.seed)
        found.run(given.times, victim, given.deep_every)
    far = found.far or [0.0]
    names = (
        "kills",
        "inside",
        "lost",
        "half",
        "log_wrong",
        "not_redone",
        "left_over",
        "deep_checks",
        "deep_faults",
        "hung",
    )
    return {
        "act": act,
        "victim": victim,
        "database": database,
        "times": given.times,
        "kills": found.found["kills"],
        "inside": found.found["inside"],
        **{f"far_p{share}": numbers.quantile(far, share / 100) or 0.0 for share in (10, 50, 90)},
        **{name: found.found[name] for name in names[2:]},
        **{name: count for name, count in found.found.items() if name not in names},
        "lease_worst_s": max(found.lease_s, default=0.0),
        "recovery_worst_s": max(found.recovery_s, default=0.0),
        "seconds": time.perf_counter() - began,
    }


@contextlib.contextmanager
def _places(database: str, *, needs_server: bool) -> Generator[tuple[pathlib.Path, str, postgres.OwnServer | None]]:
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kills-")))
        (folder / "data").mkdir()
        server = None
        if database == "postgres" or needs_server:
            place = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pg-")))
            server = stack.enter_context(postgres.OwnServer.made(place, "-c max_connections=40"))
        if database == "postgres" and server is not None:
            yield folder, server.address, server
        else:
            yield folder, f"sqlite+aiosqlite:///{folder / 'data' / 'chatterbot.sqlite3'}", server


def main() -> None:
    """Kill as asked, and print the rows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    acts = ("teach", "import", "correct", "migrate", "restore")
    parser.add_argument("--act", choices=acts, action="append", help="default: all")
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--victim", choices=("bot", "database", "mixed"), default="mixed")
    parser.add_argument(
        "--database", choices=("sqlite", "postgres"), default="postgres", help="of teach, import and correct"
    )
    parser.add_argument("--deep-every", type=int, default=20, help="kills between two of `check --deep`")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    if given.database == "sqlite" and given.victim != "bot":
        parser.error("SQLite runs in the bot's process: --victim bot")
    multiprocessing.get_context("forkserver").set_forkserver_preload(
        ["kill_worker", "kill_checks", "chatterbot.cli.process"]
    )
    rows = [measure(act, given) for act in given.act or acts]
    print(
        json.dumps({"cores": os.cpu_count(), "rows": rows}) if given.json else "\n".join(table([row]) for row in rows)
    )


if __name__ == "__main__":
    main()
