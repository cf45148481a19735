"""What several benchmarks share: examples to teach, a data folder that holds them, and the real bot as a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import json
import os
import pathlib
import random
import re
import statistics
import sys
import time
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from engine_speed import ENDINGS, NOISE, OPENINGS, SUBJECTS, sentence

from chatterbot import datasets, models, numbers, settings
from chatterbot.engine import encoders, features, reference_texts, text
from chatterbot.services import engine_options, services
from chatterbot.standin import StandIn
from chatterbot.teaching import TrainSource

__all__ = ("Bot", "echo_bot", "examples", "milliseconds", "questions", "running_bot", "seed", "table")

PER_ANSWER: Final = 10
"""Examples that share an answer."""
MEGABYTE: Final = 1_000_000
QUIET_S: Final = 1.5
"""A process that used no processor time for so long is idle."""


def examples(size: int) -> list[tuple[str, str]]:
    """Give `size` questions with their answers, the same in every run."""
    chance = random.Random(1)
    return [
        (f"{sentence(chance, number)[0]} ({number})", f"answer {number // PER_ANSWER}: {'so it is. ' * 4}")
        for number in range(size)
    ]


def questions(count: int, size: int) -> list[str]:
    """Give questions to ask: some of those taught, with a letter lost, and as many new ones of the same kind."""
    chance = random.Random(2)
    taught = examples(size)
    asked: list[str] = []
    for number in range(count):
        said = sentence(chance, number)[0] if number % 2 else chance.choice(taught)[0]
        lost = chance.randrange(len(said))
        asked.append(said[:lost] + said[lost + 1 :])
    return asked


async def seed(folder: pathlib.Path, scope_id: int, size: int, encoder: str) -> float:
    """Teach `size` examples to a scope, through the same job as /train; gives its seconds, encoding left out.

    Encoding 100,000 texts takes 25 minutes, so their features are computed from those of their parts, as in ``engine_speed.py``,
    and put where the bot keeps features.
    """
    given = settings.Settings.model_validate(
        {
            "files": {"data": folder, "max_upload": 100 << 20},
            "teaching": {"starter": False, "max_examples": 1_000_000},
            "engine": {"encoder": encoder},
        }
    )
    taught = examples(size)
    async with services(given) as parts:
        made = await asyncio.to_thread(_features, [question for question, _ in taught], given)
        for start in range(0, size, 1_000):
            part = taught[start : start + 1_000]
            records = made[start : start + 1_000]
            await parts.store.features.put(
                parts.engine.encoder_id, {question: record for (question, _), record in zip(part, records, strict=True)}
            )
        content = datasets.write_jsonl([models.NewExample(question, answer) for question, answer in taught])
        began = time.perf_counter()
        job = await parts.teaching.train(scope_id, 0, TrainSource.of_file("seed.jsonl", content), skip_bad=False)
        receipt = await job.finished()
        if receipt.added != size:
            raise RuntimeError(f"{receipt.added} of {size} were taught")
        return time.perf_counter() - began


def _features(taught: Sequence[str], given: settings.Settings) -> list[bytes]:
    chosen = engine_options(given)
    encoder, _ = encoders.load(chosen.encoder, chosen.encoder_prefix, chosen.cache_dir)
    vectors = np.zeros((len(taught), encoder.dimensions), np.float32)
    if encoder.dimensions:
        pieces = [*OPENINGS, *SUBJECTS, *ENDINGS]
        known = reference_texts.centre(encoder.encode(pieces), reference_texts.load(encoder, None).mean)
        where = {piece: row for row, piece in enumerate(pieces)}
        chance, noise = random.Random(1), np.random.default_rng(1)
        for row in range(len(taught)):
            _, parts = sentence(chance, row)
            vector = known[[where[piece] for piece in parts]].sum(0)
            vector /= np.linalg.norm(vector)
            vector += noise.normal(0, NOISE / encoder.dimensions**0.5, vector.shape).astype(np.float32)
            vectors[row] = vector / np.linalg.norm(vector)
    records: list[bytes] = []
    for start in range(0, len(taught), 1_000):
        batch, _ = features.make(
            [text.normalise(each) for each in taught[start : start + 1_000]], vectors[start : start + 1_000]
        )
        records += batch.records()
    return records


@dataclasses.dataclass(slots=True)
class Bot:
    """The bot's process."""

    process: asyncio.subprocess.Process
    seconds_to_ready: float
    """From the start of the process until every command is registered and every event is answered."""

    def memory_mb(self) -> tuple[float, float]:
        """Give resident memory now, and its peak, in MB (Linux only)."""
        told = pathlib.Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        now, peak = (int(re.findall(rf"{name}:\s+(\d+)", told)[0]) * 1024 / MEGABYTE for name in ("VmRSS", "VmHWM"))
        return now, peak

    def processor_s(self) -> float:
        """Give the processor time used so far, in seconds (Linux only)."""
        return self._processor_ticks() / os.sysconf("SC_CLK_TCK")

    async def idle(self) -> None:
        """Wait until the process has nothing to do: the background refit of 100,000 examples takes a while."""
        before, since = self._processor_ticks(), time.perf_counter()
        while time.perf_counter() - since < QUIET_S:
            await asyncio.sleep(0.1)
            now = self._processor_ticks()
            if now > before + 2:  # heartbeats cost a hundredth of a second now and then
                before, since = now, time.perf_counter()

    def _processor_ticks(self) -> int:
        stat = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return int(stat[11]) + int(stat[12])


@contextlib.asynccontextmanager
async def running_bot(discord: StandIn, folder: pathlib.Path, *options: str) -> AsyncGenerator[Bot]:
    """Run ``chatterbot run`` against the stand-in, as an operator would."""
    environment = {name: value for name, value in os.environ.items() if not name.upper().startswith("CHATTERBOT_")}
    environment["CHATTERBOT_DISCORD__TOKEN"] = discord.token
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program is compiled; ours is at its first start
    chosen = ("--set", f"discord.rest_url={discord.rest_url}", "--set", "log.format=json", "--data", str(folder))
    chosen += ("--set", "limits.requests_person_minute=10000", "--set", "limits.requests_server_minute=1000000")
    async with _process(["-m", "chatterbot", "run", *chosen, *options], folder, environment, _is_ready) as bot:
        yield bot


@contextlib.asynccontextmanager
async def echo_bot(discord: StandIn) -> AsyncGenerator[Bot]:
    """Run the least that can answer; see ``echo_bot.py``."""
    here = pathlib.Path(__file__).parent
    environment = {**os.environ, "ECHO_TOKEN": discord.token}
    command = [str(here / "echo_bot.py"), discord.rest_url]
    async with _process(command, here, environment, lambda line: line == "ready\n") as bot:
        yield bot


@contextlib.asynccontextmanager
async def _process(
    command: Sequence[str], folder: pathlib.Path, environment: Mapping[str, str], ready: Callable[[str], bool]
) -> AsyncGenerator[Bot]:
    """Run a bot until the block ends; `ready` knows the line that says so."""
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, cwd=folder, env=environment, stderr=asyncio.subprocess.PIPE
    )
    if process.stderr is None:
        raise RuntimeError("no pipe")
    said: list[str] = []
    async for line in process.stderr:
        said.append(line.decode())
        if ready(said[-1]):
            break
    else:
        raise RuntimeError("".join(said))
    seconds = time.perf_counter() - began
    drain = asyncio.create_task(process.stderr.read(), name="log")  # a full pipe would stop the bot
    try:
        yield Bot(process, seconds)
    finally:
        with contextlib.suppress(ProcessLookupError):  # it has ended already
            process.terminate()
        await process.wait()
        await drain


def _is_ready(line: str) -> bool:
    try:
        entry: Mapping[str, Any] = json.loads(line)
    except ValueError:
        return False
    return entry.get("logger") == "chatterbot.app" and str(entry.get("message", "")).startswith("ready")


def milliseconds(seconds: Sequence[float]) -> dict[str, float]:
    """Give median and 99th percentile (nearest rank) in ms."""
    return {"p50_ms": statistics.median(seconds) * 1000, "p99_ms": (numbers.quantile(seconds, 0.99) or 0.0) * 1000}


def table(rows: Iterable[Mapping[str, Any]]) -> str:
    """Lay out rows with the same keys as a Markdown table."""
    lines: list[str] = []
    for row in rows:
        if not lines:
            lines += ["| " + " | ".join(row) + " |", "|" + "---|" * len(row)]
        cells = (
            f"{value:,.3g}"
            if isinstance(value, float) and value < 1000
            else f"{value:,.0f}"
            if isinstance(value, (int, float))
            else str(value)
            for value in row.values()
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)
