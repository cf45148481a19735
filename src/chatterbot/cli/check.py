"""``check``: print every setting with its source, and check that everything the bot needs is available."""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import os
import pathlib
import shlex
import stat
import sys
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, Final

from chatterbot import datasets, engine, errors, logs, private_files, redaction, settings
from chatterbot.cli import process
from chatterbot.store import Database

__all__ = ("check",)

OTHERS: Final = stat.S_IRGRP | stat.S_IROTH
"""Permission bits of a file that other users of this machine can read."""


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check."""

    ok: bool
    name: str
    detail: str
    warning: bool = False
    """Whether everything works, but the operator should change something."""

    def __str__(self) -> str:
        """Return the line that is printed."""
        return f"{'warn' if self.warning else 'ok  ' if self.ok else 'FAIL'} {self.name}: {self.detail}"


def check(_arguments: argparse.Namespace, sourced: settings.Sourced) -> int:
    """Print the settings and the result of each check; return 1 if a check failed."""
    redact = logs.Redactor(sourced.settings.secrets())
    for line in _settings(sourced):
        print(redact(line))
    print()
    findings: list[Finding] = []

    async def work() -> int:
        findings.append(await asyncio.to_thread(_secret_files, sourced))
        print(findings[-1], flush=True)
        for run_check in (
            _python,
            _folder,
            _config,
            _database,
            _encoder,
            _speech_recognition,
            _voices,
            _channels,
            _discord,
        ):
            findings.append(await run_check(sourced.settings))
            print(redact(str(findings[-1])), flush=True)
        return process.OK if all(finding.ok for finding in findings) else process.FAILED

    return process.run_async(work())


def _settings(sourced: settings.Sourced) -> Iterator[str]:
    rows: list[tuple[str, str, str]] = []
    for leaf in settings.leaves():
        value: Any = sourced.settings
        for part in leaf.name.split("."):
            value = getattr(value, part)
        rows.append((leaf.name, leaf.shown(value), sourced.sources[leaf.name]))
    names, values = (max(len(row[column]) for row in rows) for column in (0, 1))
    for name, value, source in rows:
        yield f"{name:<{names}}  {value:<{min(values, 48)}}  ({source})"


def _secret_files(sourced: settings.Sourced) -> Finding:
    """Check that no other user of this machine can read a file with a token, key or password; Windows has no permission bits for it."""
    if os.name == "nt":
        return Finding(True, "secrets", "not checked on Windows")
    readable = [file for file in sourced.secret_files if not _is_mounted(file) and file.stat().st_mode & OTHERS]
    if not readable:
        return Finding(True, "secrets", "no file with a secret can be read by other users of this machine")
    names = " ".join(shlex.quote(str(file)) for file in readable)
    detail = f"other users of this machine can read the token, key or password in {names}: chmod 600 {names}"
    return Finding(True, "secrets", detail, warning=True)


def _is_mounted(file: pathlib.Path) -> bool:
    """Tell whether Docker or systemd provides a file: they choose its mode, and only this process can see it."""
    return file.absolute().is_relative_to("/run")


async def _python(_given: settings.Settings) -> Finding:
    version = sys.version.split()[0]
    return Finding(sys.version_info[:2] >= (3, 11), "python", version)


async def _folder(given: settings.Settings) -> Finding:
    folder = given.files.data

    def run_check() -> Finding:
        try:
            private_files.make_folder(folder)
            with tempfile.TemporaryFile(dir=folder) as file:
                file.write(b"writable")
        except OSError as error:
            return Finding(False, "data folder", f"{folder}: {error.strerror}")
        return Finding(True, "data folder", f"{folder.absolute()} is writable")

    return await asyncio.to_thread(run_check)


async def _config(given: settings.Settings) -> Finding:
    def run_check() -> Finding:
        missing: list[str] = []
        for name in ("bot_instruction.md", "starter.jsonl"):
            try:
                content = given.config_file(name).read_bytes()
                if name == "starter.jsonl" and (refused := datasets.read(content, name).refused):
                    missing.append(f"{given.config_file(name)}, line {refused[0].line} cannot be used")
            except (OSError, errors.UserError) as error:
                missing.append(f"{given.config_file(name)}: {error}")
        return Finding(not missing, "config files", "; ".join(missing) or str(given.files.config.absolute()))

    return await asyncio.to_thread(run_check)


async def _database(given: settings.Settings) -> Finding:

    async def run_check() -> str:
        # Open the database, not the store: opening the store ends unfinished jobs, and the bot may be running.
        from chatterbot import services  # noqa: PLC0415 - slow to import; other checks do not need it

        refusal = await asyncio.to_thread(services.refuse_empty, given)
        async with Database.open(given.database_url, if_empty=refusal) as opened:
            if problems := await opened.check():
                raise errors.StoreError("; ".join(problems))
        return _masked("database.url", given.database_url) + " is reachable and undamaged"

    return await _finding("database", run_check)


async def _encoder(given: settings.Settings) -> Finding:
    from chatterbot import services  # noqa: PLC0415 - slow to import; other checks do not need it

    async def run_check() -> str:
        async with engine.ReplyEngine.open(services.engine_options(given)) as opened:
            await opened.features(["hello"])
            if opened.degraded is not None and given.engine.encoder != "auto":
                raise errors.EncoderError(
                    f"{given.engine.encoder} is not available; {opened.description} would be used instead"
                )
            return opened.description

    return await _finding("encoder", run_check)


async def _speech_recognition(given: settings.Settings) -> Finding:
    if not given.speech.hear:
        return Finding(True, "speech recognition", "switched off")
    from chatterbot import services  # noqa: PLC0415 - slow to import; other checks do not need it

    if library := services.missing_for_hearing(given):
        return Finding(True, "speech recognition", f"{library} is not installed (extra `speech`)")
    where = (
        f"at {redaction.address(given.speech.server)}"
        if given.speech.server
        else "on this machine; loaded, and if necessary downloaded, when the bot starts"
    )
    return Finding(True, "speech recognition", f"{given.speech.model} {where}")


async def _voices(given: settings.Settings) -> Finding:
    from chatterbot import services  # noqa: PLC0415 - slow to import; other checks do not need it

    async def run_check() -> str:
        async with services.speech(given, hear=False, keep=False) as speech:
            if speech.speaker is None:
                return "none" if given.speech.speak else "switched off"
            engines = [one.engine for one in speech.speaker.health()]
            return f"{', '.join(engines)}: {len(speech.speaker.voices())} voices in all"

    return await _finding("voices", run_check)


async def _channels(given: settings.Settings) -> Finding:
    if not given.voice.enabled:
        return Finding(True, "voice channels", "switched off")
    from chatterbot import services  # noqa: PLC0415 - slow to import; other checks do not need it

    library = services.missing_for_voice()
    return Finding(True, "voice channels", f"{library} is not installed (extra `voice`)" if library else "ready")


async def _discord(given: settings.Settings) -> Finding:
    if given.discord.token is None:
        return Finding(True, "discord", "no token: `chatterbot start` runs the playground")
    return Finding(True, "discord", "a token is set (whether Discord accepts it shows when the bot starts)")


async def _finding(name: str, run_check: Callable[[], Coroutine[Any, Any, str]]) -> Finding:
    try:
        return Finding(True, name, await run_check())
    except errors.ChatterbotError as error:
        return Finding(False, name, str(error))


def _masked(name: str, value: object) -> str:
    return next(leaf for leaf in settings.leaves() if leaf.name == name).shown(value)
