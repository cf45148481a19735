"""``check``: print every setting with its source, and check that everything the bot needs is available."""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import importlib
import importlib.util
import os
import pathlib
import shlex
import stat
import sys
import tempfile
from collections.abc import Callable, Coroutine, Iterator, Mapping
from typing import Any, Final

from chatterbot import datasets, engine, errors, logs, private_files, redaction, settings
from chatterbot.cli import process
from chatterbot.cli.check_model import check_model
from chatterbot.cli.findings import Finding, State
from chatterbot.speech import tts
from chatterbot.store import Database

__all__ = ("check",)

EXTRAS: Final = "in the clone: pip install -c constraints.txt '.[speech]'"
"""How to install what a part needs."""
TRIAL_S: Final = 60.0
"""Seconds that a recogniser or a voice may take to show that it works: a large model is loaded from disk first."""
OTHERS: Final = stat.S_IRGRP | stat.S_IROTH
"""Permission bits of a file that other users of this machine can read."""


def check(arguments: argparse.Namespace, sourced: settings.Sourced) -> int:
    """Print the settings and the result of each check; return 1 if there is a fault. What is off or missing is none.

    Raises
    ------
    errors.SettingsError
        If `--repair` stands there without `--deep`; see also `check_deep`.
    """
    if arguments.deep:
        from chatterbot.cli import check_deep  # noqa: PLC0415 - slow to import; the other checks do not need it

        return check_deep.check_deep(sourced, repair=arguments.repair)
    if arguments.repair:
        raise errors.SettingsError("--repair belongs to --deep: chatterbot check --deep --repair.")
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
            check_model,
            _discord,
        ):
            for finding in await run_check(sourced.settings):
                findings.append(finding)
                print(redact(str(finding)), flush=True)
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
        return Finding(State.OFF, "secrets", "not checked on Windows")
    readable = [file for file in sourced.secret_files if not _is_mounted(file) and file.stat().st_mode & OTHERS]
    if not readable:
        return Finding(State.OK, "secrets", "no file with a secret can be read by other users of this machine")
    names = " ".join(shlex.quote(str(file)) for file in readable)
    detail = f"other users of this machine can read the token, key or password in {names}: chmod 600 {names}"
    return Finding(State.WARN, "secrets", detail)


def _is_mounted(file: pathlib.Path) -> bool:
    """Tell whether Docker or systemd provides a file: they choose its mode, and only this process can see it."""
    return file.absolute().is_relative_to("/run")


async def _python(_given: settings.Settings) -> list[Finding]:
    state = State.OK if sys.version_info[:2] >= (3, 11) else State.FAULT
    return [Finding(state, "python", f"{sys.version.split()[0]}; it has to be 3.11 or newer")]


async def _folder(given: settings.Settings) -> list[Finding]:
    folder = given.files.data

    def run_check() -> Finding:
        try:
            private_files.make_folder(folder)
            with tempfile.TemporaryFile(dir=folder) as file:
                file.write(b"writable")
        except OSError as error:
            detail = f"{folder}: {error.strerror}. Correct files.data, or the folder's permissions"
            return Finding(State.FAULT, "data folder", detail)
        return Finding(State.OK, "data folder", f"{folder.absolute()} is writable")

    return [await asyncio.to_thread(run_check)]


async def _config(given: settings.Settings) -> list[Finding]:
    def run_check() -> Finding:
        missing: list[str] = []
        for name in ("bot_instruction.md", "starter.jsonl"):
            try:
                content = given.config_file(name).read_bytes()
                if name == "starter.jsonl" and (refused := datasets.read(content, name).refused):
                    missing.append(f"{given.config_file(name)}, line {refused[0].line} cannot be used")
            except (OSError, errors.UserError) as error:
                missing.append(f"{given.config_file(name)}: {error}")
        if missing:
            return Finding(State.FAULT, "config files", "; ".join(missing))
        return Finding(State.OK, "config files", str(given.files.config.absolute()))

    return [await asyncio.to_thread(run_check)]


async def _database(given: settings.Settings) -> list[Finding]:

    async def run_check() -> str:
        # Open the database, not the store: opening the store ends unfinished jobs, and the bot may be running.
        from chatterbot import services  # noqa: PLC0415 - slow to import; other checks do not need it

        refusal = await asyncio.to_thread(services.refuse_empty, given)
        async with Database.open(given.database_url, if_empty=refusal) as opened:
            if problems := await opened.check():
                raise errors.StoreError("; ".join(problems))
        return _masked("database.url", given.database_url) + " is reachable and undamaged"

    return await _finding("database", run_check)


async def _encoder(given: settings.Settings) -> list[Finding]:
    from chatterbot import services  # noqa: PLC0415 - slow to import; other checks do not need it

    try:
        async with engine.ReplyEngine.open(services.engine_options(given)) as opened:
            await opened.features(["hello"])
            degraded, description = opened.degraded is not None, opened.description
    except errors.ChatterbotError as error:
        return [Finding(State.FAULT, "encoder", str(error))]
    if not degraded:
        return [Finding(State.OK, "encoder", description)]
    detail = f"{given.engine.encoder} is not available; {description} is used instead"
    if given.engine.encoder == "auto":
        return [Finding(State.MISSING, "encoder", f"{detail}. The log above says why; set engine.encoder to choose")]
    return [Finding(State.FAULT, "encoder", f"{detail}. Correct engine.encoder")]


async def _speech_recognition(given: settings.Settings) -> list[Finding]:
    name = "speech recognition"
    if not given.speech.hear:
        return [Finding(State.OFF, name, "speech.hear is false")]
    from chatterbot import services  # noqa: PLC0415 - slow to import; other checks do not need it

    if library := services.missing_for_hearing(given):
        return [Finding(State.MISSING, name, f"{library} is not installed: {EXTRAS}")]
    from chatterbot.speech import stt  # noqa: PLC0415 - only now it is known that its libraries are installed

    options, where = services.stt_options(given), redaction.address(given.speech.server)
    try:
        if not given.speech.server:
            is_onnx = stt.is_onnx(options.model)
            look, place = (stt.find_onnx_here, stt.place_onnx) if is_onnx else (stt.find_here, stt.place)
            folder = await asyncio.to_thread(look, options.model, given.encoder_cache)
            if folder is None:
                by_hand = place(options.model, given.encoder_cache)
                detail = f"the model {options.model} is not on this machine: the bot downloads it when it starts, or put its files into {by_hand}"
                return [Finding(State.MISSING, name, detail)]
            if not is_onnx:
                options = dataclasses.replace(options, model=str(folder))
        async with stt.Recogniser.open(options, given.encoder_cache) as recogniser:
            await recogniser.check(TRIAL_S)
    except errors.ChatterbotError as error:
        return [Finding(State.FAULT, name, str(error))]
    tried = f"{given.speech.model} at {where} answers" if where else f"{given.speech.model} is loaded and works"
    return [Finding(State.OK, name, tried)]


async def _voices(given: settings.Settings) -> list[Finding]:
    if not given.speech.speak:
        return [Finding(State.OFF, "voices", "speech.speak is false")]
    from chatterbot import services  # noqa: PLC0415 - slow to import; other checks do not need it

    if library := services.missing_for_speaking():
        return [Finding(State.MISSING, "voices", f"{library} is not installed: {EXTRAS}")]
    try:
        wanted = services.tts_options(given)
        async with services.speech(given, hear=False, keep=False) as speech:
            return [*_left_out(wanted, speech.speaker), *await _tried(speech.speaker)]
    except errors.ChatterbotError as error:
        return [Finding(State.FAULT, "voices", str(error))]


def _left_out(wanted: tts.TtsOptions, speaker: tts.Speaker | None) -> list[Finding]:
    """Return a row for each configured synthesizer that could not be opened."""
    opened = set() if speaker is None else {one.engine for one in speaker.health()}
    names = [program.name for program in wanted.programs]
    rows = [
        Finding(State.FAULT, f"voice {name}", "cannot be used as it is set; the log above says why")
        for name in names
        if name not in opened
    ]
    if wanted.piper and tts.PIPER not in opened:
        rows.append(Finding(State.FAULT, f"voice {tts.PIPER}", _missing_piper(wanted.piper)))
    for language, name in wanted.preferred.items():
        if speaker is not None and speaker.voice(name) is None:
            detail = f"there is no voice {name}, so another one speaks {language}. `chatterbot speak --voices` lists those that are here"
            own = name.removeprefix(f"{tts.PIPER}/")
            if tts.is_piper_name(own) and own not in {path.stem for path in wanted.piper.values()}:
                detail = (
                    f'there is no voice {name}: `chatterbot voices get {own}`, then speech.piper = ["{language}={own}"]'
                )
            rows.append(Finding(State.WARN, "speech.voices", detail))
    return rows


def _missing_piper(models: Mapping[str, pathlib.Path]) -> str:
    """Return why Piper's voices cannot be used, and what to do."""
    if importlib.util.find_spec("piper") is None:
        return "Piper is not installed: pip install piper-tts (GPL-3.0)"
    for path in models.values():
        if not path.is_file():
            get = f": `chatterbot voices get {path.stem}` downloads it" if tts.is_piper_name(path.stem) else ""
            return f"there is no {path}{get}"
    return "cannot be used as it is set; the log above says why"


async def _tried(speaker: tts.Speaker | None) -> list[Finding]:
    """Let every synthesizer speak, and return a row for each."""
    if speaker is None:
        return [Finding(State.MISSING, "voices", "none is installed: install espeak-ng, or set speech.edge to true")]
    rows: list[Finding] = []
    for engine_name in (one.engine for one in speaker.health()):
        problem = await speaker.trial(engine_name, TRIAL_S)
        count = sum(voice.engine == engine_name for voice in speaker.voices())
        if problem is None:
            rows.append(Finding(State.OK, f"voice {engine_name}", f"speaks; {count} voices"))
        elif engine_name == tts.EDGE:
            detail = f"{problem}. It needs the internet; speech.edge = false turns it off"
            rows.append(Finding(State.MISSING, f"voice {engine_name}", detail))
        else:
            rows.append(Finding(State.FAULT, f"voice {engine_name}", problem))
    return rows


async def _channels(given: settings.Settings) -> list[Finding]:
    name = "voice channels"
    if not given.voice.enabled:
        return [Finding(State.OFF, name, "voice.enabled is false")]
    from chatterbot import services  # noqa: PLC0415 - slow to import; other checks do not need it

    if library := services.missing_for_voice():
        return [Finding(State.MISSING, name, f"{library} is not installed: {EXTRAS.replace('speech', 'voice,speech')}")]
    try:
        await asyncio.to_thread(importlib.import_module, "chatterbot.voice.connection")
    except (ImportError, OSError, errors.ChatterbotError) as error:
        return [Finding(State.FAULT, name, f"a library cannot be loaded: {error}. Install the extra `voice` again")]
    if not given.speech.speak or services.missing_for_speaking():
        return [Finding(State.MISSING, name, "the bot joins only if it can speak: see voices")]
    if not (given.voice.listen and given.speech.hear) or services.missing_for_hearing(given):
        return [Finding(State.OK, name, "the libraries are loaded; the bot does not listen there")]
    try:
        await asyncio.to_thread(_load_turn_models, given.speech.turn_model)
    except errors.ChatterbotError as error:
        return [Finding(State.FAULT, name, f"the bot cannot listen there: {error}")]
    loaded = "the libraries and the models that notice the end of speech are loaded"
    return [Finding(State.OK, name, f"{loaded}, the end-of-turn model too" if given.speech.turn_model else loaded)]


def _load_turn_models(turn_model: str) -> None:
    """Load what a spoken conversation needs besides the speech model. Blocks."""
    from chatterbot.speech.turns import smart_turn, vad  # noqa: PLC0415 - only now it is known that its libraries are installed

    vad.Silero()
    if turn_model:
        smart_turn.SmartTurn(turn_model)


async def _discord(given: settings.Settings) -> list[Finding]:
    if given.discord.token is None:
        detail = "no token: `chatterbot start` runs the playground; set CHATTERBOT_DISCORD__TOKEN for Discord"
        return [Finding(State.OFF, "discord", detail)]
    return [Finding(State.SET, "discord", "a token is set; whether Discord accepts it shows when the bot starts")]


async def _finding(name: str, run_check: Callable[[], Coroutine[Any, Any, str]]) -> list[Finding]:
    try:
        return [Finding(State.OK, name, await run_check())]
    except errors.ChatterbotError as error:
        return [Finding(State.FAULT, name, str(error))]


def _masked(name: str, value: object) -> str:
    return next(leaf for leaf in settings.leaves() if leaf.name == name).shown(value)
