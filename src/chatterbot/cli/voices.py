"""``voices``: list the voices of Piper that can be downloaded, and download them by name."""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import sys
from collections.abc import Sequence
from typing import Any, Final

from chatterbot import errors, settings
from chatterbot.cli import console, process
from chatterbot.cli.progress import TerminalProgress
from chatterbot.speech.tts import HubVoice, PiperHub, find_piper_voices, language_of

__all__ = ("voices",)

_MEGABYTE: Final = 1_000_000
_MOST_CARDS: Final = 40
"""Voices whose licences are asked for when they are listed: each is a request of its own."""
_AT_ONCE: Final = 4
_NOT_STATED: Final = "not stated: look at the voice's MODEL_CARD"


def voices(arguments: argparse.Namespace, sourced: settings.Sourced) -> int:
    """List Piper's voices, or download the named ones.

    Raises
    ------
    errors.SettingsError
        If the command is used wrongly, or there is no such voice, or several.
    errors.TextToSpeechError
        If something cannot be downloaded.
    """
    if arguments.action == "get" and not arguments.names:
        raise errors.SettingsError("Name a voice. Example: chatterbot voices get ru_RU-denis-medium")
    if arguments.action == "list" and arguments.names:
        raise errors.SettingsError("Names are only for `get`. Example: chatterbot voices list --language ru")

    async def work() -> int:
        async with PiperHub.open(sourced.settings.speech.piper_source) as hub:
            offered = await hub.voices()
            if arguments.action == "get":
                chosen = [_one(offered, name) for name in arguments.names]
                return await _get(hub, chosen, sourced.settings, as_json=arguments.json)
            return await _list(hub, offered, arguments)

    return process.run_async(work())


async def _list(hub: PiperHub, offered: Sequence[HubVoice], arguments: argparse.Namespace) -> int:
    wanted = language_of(arguments.language) if arguments.language else None
    shown = [voice for voice in offered if wanted in (None, voice.language)]
    if not shown:
        known = ", ".join(sorted({voice.language for voice in offered}))
        raise errors.SettingsError(f"Piper has no voice for {arguments.language!r}. It has voices for: {known}.")
    licences = await _licences(hub, shown) if len(shown) <= _MOST_CARDS else {}
    if arguments.json:
        print(console.as_json({"voices": [_as_json(voice, licences.get(voice.name)) for voice in shown]}, indent=2))
        return process.OK
    for voice in shown:
        size = f"{voice.size / _MEGABYTE:.0f} MB"
        several = f", {voice.speakers} speakers" if voice.speakers > 1 else ""
        line = f"{voice.name:<34} {voice.language:<4} {voice.language_name:<30} {voice.quality:<7} {size:>7}{several}"
        print(f"{line}  {licences[voice.name]}" if voice.name in licences else line)
    if not licences:
        print("\nFor the licences, choose a language: chatterbot voices --language ru", file=sys.stderr)
    return process.OK


async def _licences(hub: PiperHub, shown: Sequence[HubVoice]) -> dict[str, str]:
    """Return the licence of each voice; a card that cannot be read is no reason to show no list."""
    places = asyncio.Semaphore(_AT_ONCE)

    async def licence(voice: HubVoice) -> tuple[str, str]:
        async with places:
            try:
                return voice.name, await hub.licence(voice) or _NOT_STATED
            except errors.TextToSpeechError:
                return voice.name, "its licence cannot be read now"

    return dict(await asyncio.gather(*(licence(voice) for voice in shown)))


async def _get(hub: PiperHub, chosen: Sequence[HubVoice], given: settings.Settings, *, as_json: bool) -> int:
    done: list[dict[str, Any]] = []
    for voice in chosen:
        licence = await hub.licence(voice) or _NOT_STATED
        if not as_json:
            print(
                f"{voice.name}: {voice.language_name}, {voice.size / _MEGABYTE:.0f} MB, licence: {licence}", flush=True
            )
        with TerminalProgress.shown() as progress:

            def downloading(got: int, total: int, name: str = voice.name, bar: TerminalProgress = progress) -> None:
                bar.show(f"downloading {name}, MB", got // _MEGABYTE, max(1, total // _MEGABYTE))

            path = await hub.fetch(voice, given.piper_folder, downloading)
        done.append(_as_json(voice, licence) | {"file": str(path)})
        if not as_json:
            print(f'It is in {path}. To use it, set in [speech]: piper = ["{voice.language}={voice.name}"]', flush=True)
    if as_json:
        print(console.as_json({"voices": done}, indent=2))
    if importlib.util.find_spec("piper") is None:
        print("Piper itself is not installed: pip install piper-tts (GPL-3.0)", file=sys.stderr)
    return process.OK


def _one(offered: Sequence[HubVoice], wanted: str) -> HubVoice:
    found = find_piper_voices(offered, wanted)
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(voice.name for voice in found)
        raise errors.SettingsError(f"{wanted!r} may be one of these: {names}. Give the whole name.")
    raise errors.SettingsError(f"Piper has no voice {wanted!r}. `chatterbot voices` lists those it has.")


def _as_json(voice: HubVoice, licence: str | None) -> dict[str, Any]:
    return {
        "name": voice.name,
        "language": voice.language,
        "language_name": voice.language_name,
        "quality": voice.quality,
        "speakers": voice.speakers,
        "bytes": voice.size,
        "licence": licence,
    }
