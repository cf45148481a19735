"""Commands that are killed: ``migrate-store``, ``backup`` and ``restore``, with what they move and where they move it. Used by ``kills.py``."""

from __future__ import annotations

import asyncio
import collections
import hashlib
import itertools
import multiprocessing
import pathlib
import random
import shutil
import statistics
import time
from multiprocessing.process import BaseProcess
from typing import Final

import kill_checks
import kill_worker
from tests import postgres

from chatterbot import models
from chatterbot.services import services

__all__ = ("Commands", "options", "run")

TAUGHT: Final = 1_500
"""Examples in what is moved: enough that a command takes a good part of a second beyond its start."""
UPLOADS: Final = 40
UPLOAD_BYTES: Final = 200_000
WAIT_S: Final = 60.0
"""Seconds after which a command counts as hanging."""
MOST: Final = 3
"""How many times as many kills there are at most."""
WARM_UP: Final = 3
REFUSED: Final = 2
"""Exit status of a command that was refused with a sentence."""


def options(folder: pathlib.Path, url: str) -> list[str]:
    """Return the options that lead a command to a data folder and a database."""
    chosen = {"database.url": url, "engine.encoder": "none", "teaching.starter": "false"}
    return ["--data", str(folder), *(part for name, value in chosen.items() for part in ("--set", f"{name}={value}"))]


def start(folder: pathlib.Path, *words: str) -> BaseProcess:
    """Start a command."""
    context = multiprocessing.get_context("forkserver")
    process = context.Process(target=kill_worker.run_command, args=(words, folder.parent / "printed.txt"))
    process.start()
    return process


def run(folder: pathlib.Path, *words: str, wait_s: float) -> int:
    """Run a command to its end; returns its exit status."""
    process = start(folder, *words)
    process.join(wait_s)
    if process.exitcode is None:
        process.kill()
        process.join()
        return -1
    return process.exitcode


class Commands:
    """Commands that are killed, or whose database is."""

    def __init__(self, act: str, folder: pathlib.Path, server: postgres.OwnServer, seed: int) -> None:
        self._folder, self._server = folder, server
        self._round = {"migrate": self._migrate, "restore": self._restore}[act]
        self._is_restore = act == "restore"
        self.chance = random.Random(seed)
        self.found: collections.Counter[str] = collections.Counter()
        self.far: list[float] = []
        self.lease_s: list[float] = []
        self.recovery_s: list[float] = []
        self._usual: dict[str, list[float]] = collections.defaultdict(list)
        self._names = itertools.count()
        self._deep = False

    def run(self, times: int, victim: str, deep_every: int) -> None:
        """Kill so often."""
        asyncio.run(self._prepare())
        for number in range(-WARM_UP * 3, MOST * times):
            if self.found["inside"] >= times:
                break
            self.found["kills"] += number >= 0
            who = "nobody" if number < 0 else self.chance.choice(("bot", "database")) if victim == "mixed" else victim
            self._deep = number % deep_every == 0
            self._round(number, who)

    async def _prepare(self) -> None:
        """Make what is moved: on SQLite, on PostgreSQL, and as a backup."""
        self._source = self._folder / "source"
        self._source.mkdir()
        self._url = f"sqlite+aiosqlite:///{self._source / 'chatterbot.sqlite3'}"
        async with services(kill_worker.chosen(self._source, self._url)) as parts:
            for first in range(0, TAUGHT, 100):
                lessons = [models.NewExample(f"question {first + each}", f"answer {first}") for each in range(100)]
                await parts.teaching.teach(kill_worker.HOME, kill_worker.AUTHOR, lessons, source="text")
            prompt = models.Prompt("question 7", kill_worker.AUTHOR, kill_worker.HOME, 55, message_id=1)
            turn = await parts.conversation.delivered(prompt, await parts.conversation.reply(prompt), 1)
            await parts.teaching.correct(kill_worker.HOME, kill_worker.AUTHOR, turn, "better 7")
        if self._is_restore:
            uploads = self._source / "shared"
            uploads.mkdir()
            for number in range(UPLOADS):
                (uploads / f"{number}.bin").write_bytes(random.Random(number).randbytes(UPLOAD_BYTES))
        self._counts = kill_checks.counts(self._url)
        self._print = kill_checks.fingerprint(self._url)

    def _new_database(self) -> str:
        name = f"moved_{next(self._names)}"
        kill_checks.rows(self._server.address, f"CREATE DATABASE {name}")
        return f"{self._server.address.rpartition('/')[0]}/{name}"

    def _drop(self, url: str) -> None:
        if not url.startswith("sqlite"):
            kill_checks.rows(self._server.address, f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")

    def _kill(self, kind: str, who: str, *words: str) -> bool:
        """Run a command, and kill it or its database on the way; tells whether it had reported success."""
        began = time.perf_counter()
        process = start(self._folder / "x", *words)
        if who == "nobody":
            process.join(WAIT_S)
            self._usual[kind].append(time.perf_counter() - began)
            if process.exitcode != 0:
                raise RuntimeError((self._folder / "printed.txt").read_text(encoding="utf-8"))
            return True
        usual = statistics.median(self._usual[kind])
        delay = self.chance.uniform(0, usual)
        process.join(delay)
        over = process.exitcode is not None
        if who == "bot":
            process.kill()
            process.join()
        else:
            self._server.kill()
            since = time.perf_counter()
            self._server.start()
            self.recovery_s.append(time.perf_counter() - since)
            process.join(WAIT_S)
            if process.exitcode is None:
                self.found["hung"] += 1
                process.kill()
                process.join()
            elif process.exitcode not in {0, 1, 2}:
                self.found["broke"] += 1
        if not over:
            self.found["inside"] += 1
            self.far.append(delay / usual)
        return process.exitcode == 0

    def _state(self, url: str) -> str:
        found = kill_checks.counts(url)
        if not found:
            return "empty"
        whole = found == self._counts and kill_checks.fingerprint(url) == self._print
        return "whole" if whole else "half"

    def _judge(self, url: str, *, confirmed: bool) -> str:
        state = self._state(url)
        self.found["half"] += state == "half"
        self.found["lost"] += confirmed and state != "whole"
        self.found[f"was_{state}"] += 1
        return state

    def _again(self, state: str, url: str, *words: str) -> None:
        """Do it again: it succeeds on an empty target, and is refused on a whole one, which stays as it is."""
        status = run(self._folder / "x", *words, wait_s=WAIT_S)
        if status != (0 if state == "empty" else REFUSED) or self._state(url) != "whole":
            self.found["not_redone"] += 1
            printed = (self._folder / "printed.txt").read_text(encoding="utf-8", errors="replace")
            print(f"status {status}, was {state}, is {self._state(url)}: {printed[-600:]}", flush=True)

    def _migrate(self, number: int, who: str) -> None:
        """Move to PostgreSQL; each third time back to SQLite."""
        back = number % 3 == 2
        new = self._folder / "moved"
        new.mkdir()
        there = self._new_database()
        source, target = self._url, there
        if back:
            source, target = there, f"sqlite+aiosqlite:///{new / 'chatterbot.sqlite3'}"
            if run(new, "migrate-store", self._url, there, "--data", str(new), wait_s=WAIT_S):
                raise RuntimeError("the source of the way back cannot be made")
        command = ("migrate-store", source, target, "--data", str(new))
        confirmed = self._kill("back" if back else "there", who, *command)
        self.found["lost"] += self._state(source) != "whole"  # the source is only read
        self._again(self._judge(target, confirmed=confirmed), target, *command)
        self._check_deep(self._source, target)
        self._drop(there)
        shutil.rmtree(new)

    def _restore(self, number: int, who: str) -> None:
        """Kill a backup each third time; restore one on either database otherwise."""
        new, kept = self._folder / "restored", self._folder / "backups"
        whole = ("backup", "--to", str(kept), *options(self._source, self._url))
        if number % 3 == 0:
            shutil.rmtree(kept, ignore_errors=True)
            confirmed = self._kill("backup", who if who == "nobody" else "bot", *whole)
            named = list(kept.glob("chatterbot-*")) if kept.exists() else []
            self.found["lost"] += confirmed and not named
        if not kept.exists() or not list(kept.glob("chatterbot-*")):
            if run(self._folder / "x", *whole, wait_s=WAIT_S):
                self.found["not_redone"] += 1
            named = list(kept.glob("chatterbot-*"))
        (file, *_) = kept.glob("chatterbot-*")
        if number % 3 == 0:
            run(self._folder / "x", *whole, wait_s=WAIT_S)
            self.found["left_over"] += bool(list(kept.glob(".*")) or list(self._source.glob(".backup*")))
        new.mkdir()
        url = self._new_database() if number % 2 else f"sqlite+aiosqlite:///{new / 'chatterbot.sqlite3'}"
        command = ("restore", str(file), *options(new, url))
        if number % 3 == 0:
            run(self._folder / "x", *command, wait_s=WAIT_S)
            self._judge(url, confirmed=True)
        else:
            confirmed = self._kill("restore" + url[:6], who, *command)
            self._again(self._judge(url, confirmed=confirmed), url, *command)
        same = {path.name: _sum(path) for path in (self._source / "shared").iterdir()}
        there = {path.name: _sum(path) for path in (new / "shared").iterdir()} if (new / "shared").exists() else {}
        self.found["half"] += same != there
        self._check_deep(new, url)
        self.found["left_over"] += any(path.name.startswith(".") for path in new.iterdir())
        self._drop(url)
        shutil.rmtree(new)

    def _check_deep(self, data: pathlib.Path, url: str) -> None:
        if self._deep:
            self.found["deep_checks"] += 1
            self.found["deep_faults"] += run(data, "check", "--deep", *options(data, url), wait_s=WAIT_S) != 0


def _sum(path: pathlib.Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
