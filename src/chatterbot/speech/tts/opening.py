"""Opens what the speaker is made of: the configured voices and the cache. What is missing is named in the log, and left out."""

from __future__ import annotations

import contextlib
import logging
from concurrent.futures import Executor
from pathlib import Path

import aiohttp

from chatterbot import errors
from chatterbot.speech.tts import cache as tts_cache
from chatterbot.speech.tts import edge, prefetch
from chatterbot.speech.tts import piper as tts_piper
from chatterbot.speech.tts import program as tts_program
from chatterbot.speech.tts.options import TtsOptions
from chatterbot.speech.tts.voices import Synthesizer, language_of

__all__ = ("local_voices", "online_voices", "opened_cache")

_log = logging.getLogger(__name__)


async def online_voices(
    stack: contextlib.AsyncExitStack,
    options: TtsOptions,
    executor: Executor,
    connector: aiohttp.BaseConnector | None,
) -> edge.EdgeVoices | None:
    """Open the online voices; `None` if their library is not installed, which is logged."""
    try:
        return await stack.enter_async_context(edge.EdgeVoices.open(options.limits, executor, connector=connector))
    except ImportError as error:
        _log.warning(
            "the online voices need the extra `speech` (in the clone: pip install -c constraints.txt '.[speech]'): %s",
            error,
        )
        return None


async def local_voices(
    stack: contextlib.AsyncExitStack, options: TtsOptions, prefetcher: prefetch.Prefetcher
) -> list[Synthesizer]:
    """Open the voices on this machine that are configured, the preferred first; those that are missing are logged and left out."""
    found: list[Synthesizer] = []
    if options.piper:
        try:
            piper = await stack.enter_async_context(tts_piper.PiperVoices.open(options.piper))
            found.append(piper)
            # The likeliest model is loaded now, the others when they are needed: each takes 60 to 120 MB.
            prefetcher.run_soon(lambda: piper.warm(language_of(options.language)))
        except ImportError as error:
            _log.warning("Piper's voices need the library piper-tts (pip install piper-tts): %s", error)
        except errors.TextToSpeechError as error:
            _log.warning("Piper's voices are left out: %s", error)
    for program in options.programs:
        try:
            found.append(tts_program.ProgramVoices(program))
        except errors.TextToSpeechError as error:
            _log.warning("the voices of the program %s are left out: %s", program.name, error)
    return found


async def opened_cache(options: TtsOptions, folder: Path | None, executor: Executor) -> tts_cache.SpeechCache | None:
    """Open the cache of spoken answers; `None` if there is none, or its folder cannot be used, which is logged."""
    if folder is None or not options.cache_bytes:
        return None
    try:
        return await tts_cache.SpeechCache.open(folder, options.cache_bytes, executor)
    except OSError as error:
        _log.warning("spoken answers are not cached, because the cache folder %s cannot be used: %s", folder, error)
        return None
