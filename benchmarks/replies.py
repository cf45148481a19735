"""How long a person waits for a reply, for something taught to be learned, and for a correction, end to end.

The real bot as a process of its own (``chatterbot run``), people on the stand-in of Discord on the loopback: from the message leaving
the person to the reply's arrival at them, gateway, REST and database included. The network to Discord is not. Columns, in ms:
`reply_p50`, `reply_p99` of a question at a time; `encode_p50` what of it is the text encoder (the same questions, in this process);
`floor_p50` what of it the least possible bot takes, which echoes every question at once: the stand-in, the gateway, hikari, the people;
`beside_p50` what is left: what this program adds. `fastest` is the quickest reply, `again_p50` that to a question that was asked before.
`busy_p50`, `busy_p99` while `--together` people ask at once, all in one channel, where answers keep their order; `teach` a `/train` of
one pair until its receipt, `correct` sending the correction's form until its receipt (medians); every one of them is asked again, and
has to be answered with what was just taught. `right` is the share of those that were. The row `echo` is the echoing bot itself.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import pathlib
import statistics
import tempfile
import time
from typing import Any

from bot_process import echo_bot, milliseconds, questions, running_bot, seed, table

from chatterbot.engine import encoders
from chatterbot.standin import Actor, Interaction, Json, Permission, StandIn

WAIT_S = 120.0
TEACHERS = 5
"""A receipt's score follows when the server has come to rest, and until then its command counts among the 20 that one person may have."""
PLEASE = "please"
"""Makes another question of one that was asked: texts asked lately are not encoded again."""


class Town:
    """One guild with the bot in it."""

    def __init__(self, discord: StandIn) -> None:
        self.discord = discord
        self.guild = discord.guild("Town")
        self.general = discord.channel(self.guild)
        self.boss = discord.user("Boss", self.general).with_permissions(Permission.MANAGE_GUILD)
        self._teachers = itertools.cycle(
            discord.user(f"Teacher {number}", self.general).with_permissions(Permission.MANAGE_GUILD)
            for number in range(TEACHERS)
        )

    async def ask(self, who: Actor, question: str) -> tuple[float, Json]:
        """Mention the bot; gives the seconds until its reply, and the reply."""
        began = time.perf_counter()
        asked = await who.say(f"<@{self.discord.bot['id']}> {question}")
        reply = await self.discord.wait_reply(asked, timeout_s=WAIT_S)
        return time.perf_counter() - began, reply

    async def teach(self, question: str, answer: str) -> float:
        """Teach one pair; gives the seconds until its receipt."""
        began = time.perf_counter()
        await _receipt(await next(self._teachers).slash("train", text=f"{question} => {answer}"), "Taught 1 example")
        return time.perf_counter() - began

    async def correct(self, reply: Json, answer: str) -> float:
        """Correct a reply; gives the seconds from sending the form until its receipt."""
        form = await self.boss.context("Correct this reply", reply)
        began = time.perf_counter()
        await _receipt(await form.submit(answer=answer), answer)
        return time.perf_counter() - began


async def _receipt(used: Interaction, words: str) -> None:
    """Wait for the last word of a job or a form, past what it says about its progress."""
    await used.wait(lambda now: words in f"{now.content} {now.embeds}", WAIT_S, "the receipt")


async def echo(arguments: argparse.Namespace) -> dict[str, Any]:
    """Measure the bot that echoes: the floor of the others."""
    asked = questions(arguments.questions, min(arguments.sizes))
    async with StandIn() as discord:
        town = Town(discord)
        async with echo_bot(discord):
            await town.ask(town.boss, asked[0])
            alone, busy = await _ask_all(town, asked, arguments.together)
    reply, waiting = milliseconds(alone), milliseconds(busy)
    nothing = dict.fromkeys(("encode_p50", "floor_p50", "beside_p50", "again_p50", "teach", "correct", "right"), "")
    return {
        **_columns("echo", reply, waiting),
        **nothing,
        "fastest": min(alone) * 1000,
    }


def _columns(name: int | str, reply: dict[str, float], busy: dict[str, float]) -> dict[str, Any]:
    order = (
        *("examples", "reply_p50", "reply_p99", "encode_p50", "floor_p50", "beside_p50", "fastest", "again_p50"),
        *("busy_p50", "busy_p99", "teach", "correct", "right"),
    )
    measured = {
        "examples": name,
        "reply_p50": reply["p50_ms"],
        "reply_p99": reply["p99_ms"],
        "busy_p50": busy["p50_ms"],
        "busy_p99": busy["p99_ms"],
    }
    return {column: measured.get(column, "") for column in order}


async def _ask_all(town: Town, asked: list[str], together: int) -> tuple[list[float], list[float]]:
    """Ask one question at a time, then as many others by several people at once; no question is asked twice."""
    alone = [(await town.ask(town.boss, question))[0] for question in asked]
    people = [town.discord.user(f"Person {number}", town.general) for number in range(together)]
    return alone, await _together(town, people, [f"{question} {PLEASE}" for question in asked])


async def measure(size: int, arguments: argparse.Namespace, floor: float) -> dict[str, Any]:
    without = ("teaching.starter", "speech.hear", "speech.speak")
    options = (
        "--set",
        f"engine.encoder={arguments.encoder}",
        *(part for name in without for part in ("--set", f"{name}=false")),
    )
    asked = questions(arguments.questions, size)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        async with StandIn() as discord:
            town = Town(discord)
            await seed(folder, int(town.guild["id"]), size, arguments.encoder)
            async with running_bot(discord, folder, *options) as bot:
                await town.ask(town.boss, asked[0])  # loads the server's examples
                await bot.idle()
                alone, busy = await _ask_all(town, asked, arguments.together)
                again = [(await town.ask(town.boss, question))[0] for question in asked]
                taught, corrected, right = await _teach_and_correct(town, arguments.lessons)
    encode = _encoder_times(asked, arguments.encoder)
    reply, waiting = milliseconds(alone), milliseconds(busy)
    encoder = milliseconds(encode)["p50_ms"]
    return {
        **_columns(size, reply, waiting),
        "encode_p50": encoder,
        "floor_p50": floor,
        "beside_p50": reply["p50_ms"] - encoder - floor,
        "fastest": min(alone) * 1000,
        "again_p50": milliseconds(again)["p50_ms"],
        "teach": statistics.median(taught) * 1000,
        "correct": statistics.median(corrected) * 1000,
        "right": right,
    }


async def _together(town: Town, people: list[Actor], asked: list[str]) -> list[float]:
    async def one(number: int, who: Actor) -> list[float]:
        return [(await town.ask(who, question))[0] for question in asked[number :: len(people)]]

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(number, who)) for number, who in enumerate(people)]
    return [seconds for task in tasks for seconds in task.result()]


async def _teach_and_correct(town: Town, lessons: int) -> tuple[list[float], list[float], float]:
    taught: list[float] = []
    corrected: list[float] = []
    right = 0
    for number in range(lessons):
        question = f"which colour has the balloon number {number} of the parade"
        taught.append(await town.teach(question, f"first colour {number}"))
        _, reply = await town.ask(town.boss, question)
        right += reply["content"] == f"first colour {number}"
        corrected.append(await town.correct(reply, f"better colour {number}"))
        _, reply = await town.ask(town.boss, question)
        right += reply["content"] == f"better colour {number}"
    return taught, corrected, right / (2 * lessons)


def _encoder_times(asked: list[str], name: str) -> list[float]:
    encoder, _ = encoders.load(name, "", None)
    times: list[float] = []
    for question in asked:
        began = time.perf_counter()
        encoder.encode([question])
        times.append(time.perf_counter() - began)
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 20_000, 100_000], metavar="N")
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--together", type=int, default=8, help="people who ask at once (default: 8)")
    parser.add_argument("--lessons", type=int, default=20, help="things taught, then corrected (default: 20)")
    parser.add_argument("--encoder", default="auto")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    rows = [asyncio.run(echo(arguments))]
    floor = rows[0]["reply_p50"]
    rows += [asyncio.run(measure(size, arguments, floor)) for size in arguments.sizes]
    print(json.dumps(rows, indent=1) if arguments.json else table(rows))


if __name__ == "__main__":
    main()
