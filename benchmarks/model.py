"""How long answers of a language model take: in the services, in text and in voice, beside a direct call to the same server.

The server is `tests/llm_server` on the loopback, in this process with the stand-in and its people; it writes a word each `--word-ms`.
The bot is a process of its own, as an operator runs it (``chatterbot run``), but for the row `layer`. All times in ms, p50 / p95.

`direct`   the unmodified `openai` client sends the very request that the bot sent: first word, whole first sentence, whole answer.
`layer`    the services without Discord. `engine`: from the question to what was taught about it, as without a model (most of it is the
           text encoder). `first_sentence`: from there to the first sentence that may be shown: evidence, budget, persona, the request,
           reading what comes, the guard. `added_first_token_ms` is how much later that is than `direct`, question by question.
`text`     from a person's message to the message with the first sentence, and to the last edit; how long after the server wrote the
           sentence's end and the last word that was; edits an answer; the share that was shown whole.
`voice`    from the server writing the word after the first sentence (before it nobody can know that it is whole) to the first audible
           sample at the person: speech synthesis (Piper) and the way through the call are part of it.
`taught`   a taught answer, which the model is not asked about: without a model, and with one configured; `asks_us` is what asking
           whether there is a model costs where there is none, in microseconds.

::

    PYTHONPATH=.:benchmarks python benchmarks/model.py [--answers 40] [--voice 12] [--word-ms 20] [--encoder auto] [--json]
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import math
import pathlib
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Sequence
from typing import Any, Final

import openai
from bot_process import examples, running_bot, seed
from tests import llm_server
from tests.llm_server import LlmServer, ServedAnswer, ServedRequest
from tests.speech_model import assemble
from tests.speech_sounds import piper_model
from voice_to_voice import Speech, consent, first_sound, speak

from chatterbot import models, numbers, settings
from chatterbot.generation import Scene
from chatterbot.services import Services, services
from chatterbot.standin import ChannelType, Json, StandIn
from chatterbot.standin.voice.client.person import VoicePerson

SIZE: Final = 1_000
"""Examples that are taught beside."""
FIRST: Final = "The harbour of the old town lies behind a long wall of grey stone."
ANSWER: Final = (
    f"{FIRST} Two towers guard its entrance, and each of them has a lamp that burns all night. In summer the water is calm, and children "
    "learn to swim there before they learn to read. In winter the fishermen mend their nets in the sheds, tell stories of the ice, and "
    "wait for the first day on which a boat can leave again. Nobody remembers who built the wall, but everybody is glad that it stands."
)
SPOKEN: Final = f"{FIRST} Two towers guard its entrance."
"""What the model says in voice: the whole answer would be spoken for half a minute each time."""
THINGS: Final = (
    "harbour",
    "lighthouse",
    "market",
    "bridge",
    "library",
    "garden",
    "mill",
    "tower",
    "theatre",
    "railway",
)
PLACES: Final = ("Zanzibar", "Trondheim", "Valparaiso", "Samarkand", "Bergen", "Nagasaki", "Lisbon", "Tbilisi")
VOICE: Final = 3_000
"""Of 32,768: a voice is louder, the bot's sign of thinking stays below 2,700."""
QUIET_S: Final = 2.0
"""Seconds without sound after which an answer is at its end."""
PERSON: Final = 1
CHANNEL: Final = 2
WAIT_S: Final = 60.0


def question(number: int) -> str:
    """Return a question that nothing taught is near; no two are alike."""
    thing, place = THINGS[number % len(THINGS)], PLACES[number // len(THINGS) % len(PLACES)]
    return f"Describe the {thing} of {place} as travellers saw it in the year {1500 + 7 * number}."


def summary(seconds: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile (nearest rank), in ms."""
    if not seconds:
        return {"count": 0}
    p95 = numbers.quantile(seconds, 0.95) or 0.0
    return {
        "count": len(seconds),
        "p50_ms": round(1000 * statistics.median(seconds), 2),
        "p95_ms": round(1000 * p95, 2),
    }


def end_of_first(asked: ServedRequest) -> float:
    """When the server wrote the first sentence's last word."""
    return asked.times[len(FIRST.split()) - 1]


def sections(folder: pathlib.Path, encoder: str, server: LlmServer | None) -> settings.Settings:
    """Return the settings of services in this process."""
    given: dict[str, Any] = {
        "files": {"data": folder},
        "teaching": {"starter": False},
        "engine": {"encoder": encoder},
        "speech": {"hear": False, "speak": False},
    }
    if server is not None:
        given["llm"] = {**server.options(), "requests_person_minute": 1000, "tokens_person_minute": 10_000_000}
    return settings.Settings.model_validate(given)


@contextlib.asynccontextmanager
async def taught(folder: pathlib.Path, scope: int, encoder: str, server: LlmServer | None) -> AsyncGenerator[Services]:
    """Open the services on a folder where `SIZE` examples are taught and the model may answer anything."""
    await seed(folder, scope, SIZE, encoder)
    async with services(sections(folder, encoder, server)) as parts:
        await parts.preferences.change(scope, model="open")
        yield parts


async def layer(root: pathlib.Path, chosen: argparse.Namespace, server: LlmServer) -> dict[str, Any]:
    """Measure the services, and a direct call with the same request after each answer."""
    engine: list[float] = []
    first: list[float] = []
    last: list[float] = []
    direct: dict[str, list[float]] = {"first_word": [], "first_sentence": [], "last": []}
    added: list[float] = []
    async with (
        taught(root / "layer", 5, chosen.encoder, server) as parts,
        openai.AsyncOpenAI(base_url=server.url, api_key="none", max_retries=0) as client,
    ):
        for number in range(chosen.answers + 1):
            searched, at_first, at_last = await _answered(parts, question(number))
            times = await _direct(client, server.chats[-1])
            if number == 0:
                continue  # what is loaded late is loaded now
            engine.append(searched)
            first.append(at_first)
            last.append(at_last)
            added.append(at_first - times["first_sentence"])
            for name, value in times.items():
                direct[name].append(value)
    return {
        "direct": {name: summary(values) for name, values in direct.items()},
        "layer": {
            "engine": summary(engine),
            "first_sentence": summary(first),
            "last": summary(last),
            "added": summary(added),
        },
        "added_first_token_ms": summary(added).get("p50_ms"),
    }


async def _answered(parts: Services, text: str) -> tuple[float, float, float]:
    """Return the seconds of the engine, and from there to the first sentence and to the end."""
    prompt = models.Prompt(text, PERSON, 5, CHANNEL)
    asked = time.perf_counter()
    reply = await parts.conversation.reply(prompt)
    began = time.perf_counter()
    if not await parts.conversation.asks_model(prompt, reply):
        raise RuntimeError(f"the model is not asked: {reply}")
    first = 0.0
    async with parts.conversation.composing(prompt, reply, Scene(asker="Ann", guild="Town", channel="general")) as one:
        async for shown in one.texts():
            if not first:
                first = time.perf_counter() - began
                if FIRST not in shown:
                    raise RuntimeError(f"the first text is another: {shown}")
        last = time.perf_counter() - began
        if one.outcome.notice is not None or ANSWER not in one.outcome.reply.text:
            raise RuntimeError(f"not the whole answer: {one.outcome}")
    return began - asked, first, last


async def _direct(client: openai.AsyncOpenAI, sent: ServedRequest) -> dict[str, float]:
    began = time.perf_counter()
    text, times = "", dict[str, float]()
    async for chunk in await client.chat.completions.create(**sent.body):
        text += (chunk.choices[0].delta.content or "") if chunk.choices else ""
        if text:
            times.setdefault("first_word", time.perf_counter() - began)
        if len(text) > len(FIRST):
            times.setdefault("first_sentence", time.perf_counter() - began)
    return {**times, "last": time.perf_counter() - began}


async def in_text(root: pathlib.Path, chosen: argparse.Namespace, server: LlmServer) -> dict[str, Any]:
    """Measure the bot on the stand-in of Discord, with its limits on edits."""
    first: list[float] = []
    last: list[float] = []
    after_first: list[float] = []
    after_last: list[float] = []
    edits: list[int] = []
    async with StandIn() as discord:
        guild = discord.guild("Town")
        general = discord.channel(guild)
        async with taught(root / "text", int(guild["id"]), chosen.encoder, None):
            pass
        people = [discord.user(f"Person {number}", general) for number in range(8)]
        loop = asyncio.get_running_loop()
        async with running_bot(discord, root / "text", *_options(chosen.encoder, server)):
            for number in range(chosen.answers + 1):
                before = len(server.chats)
                began = loop.time()
                who = people[number % len(people)]
                asked = await who.say(f"<@{discord.bot['id']}> {question(number)}")
                reply = await discord.wait_reply(asked, timeout_s=WAIT_S)
                at_first = loop.time()
                await discord.wait_until(lambda reply=reply: _is_whole(discord, general, reply), WAIT_S)
                at_last = loop.time()
                if number == 0 or len(server.chats) != before + 1:
                    continue
                sent = server.chats[-1]
                first.append(at_first - began)
                last.append(at_last - began)
                after_first.append(at_first - end_of_first(sent))
                after_last.append(at_last - sent.times[-1])
                edits.append(_edits(discord, reply))
    return {
        "first": summary(first),
        "last": summary(last),
        "after_first_sentence": summary(after_first),
        "after_last_word": summary(after_last),
        "edits": round(statistics.mean(edits), 2) if edits else None,
        "whole": len(first) / chosen.answers,
    }


def _options(encoder: str, server: LlmServer, **more: str) -> list[str]:
    given = {
        "teaching.starter": "false",
        "engine.encoder": encoder,
        "speech.hear": "false",
        "speech.speak": "false",
        "llm.base_url": server.url,
        "llm.model": llm_server.MODEL,
        "llm.requests_person_minute": "1000",
        "llm.tokens_person_minute": "10000000",
        **more,
    }
    return [part for name, value in given.items() for part in ("--set", f"{name}={value}")]


def _is_whole(discord: StandIn, channel: Json, reply: Json) -> bool:
    now = next(message for message in discord.messages(channel) if message["id"] == reply["id"])
    return ANSWER in now["content"] and bool(now.get("components"))


def _edits(discord: StandIn, reply: Json) -> int:
    return sum(1 for call in discord.exchanges if call.method == "PATCH" and call.path.endswith(reply["id"]))


async def in_voice(root: pathlib.Path, chosen: argparse.Namespace, server: LlmServer) -> dict[str, Any]:
    """Measure the bot in a voice channel; needs Whisper base and a Piper voice."""
    model = assemble(root / "models")
    if model is None or piper_model() is None or not chosen.voice:
        return {"skipped": "needs the extra `dev`: Whisper base and a Piper voice"}
    after: list[float] = []
    asked_ms: list[float] = []
    server.script = lambda _asked: ServedAnswer(SPOKEN)
    async with StandIn() as discord:
        guild = discord.guild("Town")
        general = discord.channel(guild)
        lounge = discord.channel(guild, "Lounge", ChannelType.VOICE)
        ann = discord.user("Ann", general)
        async with taught(root / "voice", int(guild["id"]), chosen.encoder, None):
            pass
        authority = root / "authority.pem"
        authority.write_text(discord.voice_ca, encoding="ascii")
        options = _options(
            chosen.encoder,
            server,
            **{
                "discord.voice_ca": str(authority),
                "speech.hear": "true",
                "speech.speak": "true",
                "speech.model": str(model),
                "speech.edge": "false",
                "speech.piper": json.dumps([f"en={piper_model()}"]),
            },
        )
        spoken = [await asyncio.to_thread(Speech, "en", f"What do you know about the {thing}?") for thing in THINGS[:4]]
        async with running_bot(discord, root / "voice", *options) as bot:
            person = await ann.join_voice(lounge)
            await ann.slash("join")
            await discord.voice_server.wait_settled(lounge, 2, 30)
            await consent(ann, discord, lounge)
            await bot.idle()
            for number in range(chosen.voice + 2):
                person.stream_of().take()
                before = len(server.chats)
                _, ended = await speak(person, spoken[number % len(spoken)])
                try:
                    async with asyncio.timeout(WAIT_S):
                        at = await _first_word(person)
                except Exception as error:  # noqa: BLE001 - counted, and said
                    print(f"voice {number}: {error!r}", file=sys.stderr)
                    continue
                if number > 1 and len(server.chats) == before + 1:
                    sent = server.chats[-1]
                    after.append(at - sent.times[len(FIRST.split())])
                    asked_ms.append(at - ended)
    return {
        "after_first_sentence": summary(after),
        "from_last_word": summary(asked_ms),
        "answered": len(after) / chosen.voice,
    }


async def _first_word(person: VoicePerson) -> float:
    """Hear the answer to its end, and return when its first word came; the signs of thinking before it are no words."""
    first = float("nan")
    while math.isnan(first):
        first = first_sound(await person.hear(timeout_s=20.0), VOICE)
    loop = asyncio.get_running_loop()
    while (left := person.stream_of().last_at + QUIET_S - loop.time()) > 0:  # noqa: ASYNC110 - silence tells nobody
        await asyncio.sleep(left)
    return first


async def without(root: pathlib.Path, chosen: argparse.Namespace, server: LlmServer) -> dict[str, Any]:
    """Measure taught answers, in turn without and with a model configured."""
    known = [asked for asked, _ in examples(SIZE)][: 10 * chosen.answers]
    times: dict[str, list[float]] = {"without": [], "with": []}
    asks: list[float] = []
    async with (
        taught(root / "plain", 7, chosen.encoder, None) as plain,
        taught(root / "equipped", 7, chosen.encoder, server) as equipped,
    ):
        for number, text in enumerate(known):
            for name, parts in (("without", plain), ("with", equipped)):
                prompt = models.Prompt(text, PERSON, 7, CHANNEL)
                began = time.perf_counter()
                reply = await parts.conversation.reply(prompt)
                asked = time.perf_counter()
                if await parts.conversation.asks_model(prompt, reply):
                    continue
                ended = time.perf_counter()
                if number > 5:
                    times[name].append(ended - began)
                    if name == "without":
                        asks.append(ended - asked)
    shown = {name: summary(values) for name, values in times.items()}
    return {
        **shown,
        "asks_us": round(1e6 * statistics.median(asks), 2),
        "asks_share": round(statistics.median(asks) / statistics.median(times["without"]), 5),
    }


async def run(chosen: argparse.Namespace) -> dict[str, Any]:
    """Run all of it."""
    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name)
        async with llm_server.running() as server:
            server.word_s = chosen.word_ms / 1000
            server.script = lambda _asked: ServedAnswer(ANSWER)
            found = await layer(root, chosen, server)
            found["taught"] = await without(root, chosen, server)
            found["text"] = await in_text(root, chosen, server)
            found["voice"] = await in_voice(root, chosen, server)
    return found


def main() -> None:
    """Run, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=int, default=40)
    parser.add_argument("--voice", type=int, default=12, help="spoken questions; 0: none")
    parser.add_argument("--word-ms", type=float, default=20.0)
    parser.add_argument("--encoder", default="auto")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    found = asyncio.run(run(chosen))
    if chosen.json:
        print(json.dumps(found))
        return
    for part, values in found.items():
        print(part, values)


if __name__ == "__main__":
    main()
