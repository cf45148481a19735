"""How soon a listener hears something: the online voices by way of a loopback service, Piper, espeak-ng, and the cache.

The service on the loopback speaks with Piper (English) or festival (Russian), so that its own time is a real voice's; the network's and
Microsoft's time is left out. Each line: `first_ms` from the call until the first frame, median and least of `--repeats`; `all_ms` until the
last; `cpu_ms` processor time of this process (the service runs in it, too, so it is given for local voices and the cache only); `sound_s`
how long it sounds. Run it from the repository's root as ``python -m benchmarks.tts``.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import dataclasses
import resource
import statistics
import tempfile
import time
from collections.abc import AsyncGenerator
from pathlib import Path

from tests import speech_sounds
from tests.edge_service import EdgeFault, EdgeService

from chatterbot import errors
from chatterbot.speech.tts import circuit_breaker, edge, sentences, text_normalization
from chatterbot.speech.tts import piper as tts_piper
from chatterbot.speech.tts import speaker as tts_speaker

ANSWERS = {
    "en": "Sure, I can help with that. First open the settings of the server, and choose the channel in which I should answer. "
    "Then tell me what people often ask, and what I should say. Whatever I get wrong, you can correct with two clicks.",
    "ru": "Конечно, помогу. Сначала откройте настройки сервера и выберите канал, в котором мне отвечать. "
    "Потом расскажите, о чём люди часто спрашивают и что им говорить. Если я ошибусь, меня можно поправить в два нажатия.",
}
"""13 to 16 s of speech in four sentences."""
PATIENT = edge.EdgeOptions(first_s=60, next_s=60)


@dataclasses.dataclass
class Run:
    """One answer spoken."""

    first: float
    whole: float
    cpu: float
    sound: float


async def listen(sound: AsyncGenerator[object]) -> Run:
    """Listen to the end as fast as it comes; times in seconds."""
    began, worked = time.perf_counter(), time.process_time()
    first, length = 0.0, 0.0
    async with contextlib.aclosing(sound) as frames:
        async for frame in frames:
            first = first or time.perf_counter() - began
            length += frame.duration_s  # type: ignore[attr-defined] - an AudioFrame
    return Run(first, time.perf_counter() - began, time.process_time() - worked, length)


def show(name: str, runs: list[Run], *, cpu: bool = True) -> None:
    firsts = [run.first * 1000 for run in runs]
    worked = f"{min(run.cpu for run in runs) * 1000:.0f}" if cpu else "-"
    whole = statistics.median(run.whole for run in runs) * 1000
    line = (
        name,
        f"{statistics.median(firsts):.0f}",
        f"{min(firsts):.0f}",
        f"{whole:.0f}",
        worked,
        f"{runs[0].sound:.1f}",
    )
    print("| " + " | ".join(line) + " |", flush=True)


async def local(model: Path | None, repeats: int) -> None:
    """Whole text against sentence by sentence, with Piper; and espeak-ng."""
    if model is not None:
        text = text_normalization.speakable(ANSWERS["en"], "en")
        async with tts_piper.PiperVoices.open({"en": model}) as piper:
            await piper.warm("en")
            (voice,) = piper.voices()
            whole = [await listen(piper.speak(text, voice, 1.0)) for _ in range(repeats)]
            show("Piper en, the whole text at once (its own sentences)", whole)
            for size, piece in ((len(one), one) for one in sentences.pieces(text)[:1]):
                alone = [await listen(piper.speak(piece, voice, 1.0)) for _ in range(repeats)]
                show(f"Piper en, the first piece alone ({size} characters)", alone)
        settings = tts_speaker.TtsOptions(online=False, piper={"en": model})
        async with tts_speaker.Speaker.open(settings, None) as speaker:
            await speaker.settled()
            show("Piper en, Speaker", [await listen(speaker.synthesize(ANSWERS["en"])) for _ in range(repeats)])
    async with tts_speaker.Speaker.open(tts_speaker.TtsOptions(online=False), None) as speaker:
        for language, answer in ANSWERS.items():
            runs = [await listen(speaker.synthesize(answer)) for _ in range(repeats)]
            show(f"espeak-ng {language}, Speaker", runs, cpu=False)


async def online(model: Path | None, folder: Path, repeats: int) -> None:
    """The service, the cache, the fallback and an outage."""
    piper = {"en": model} if model is not None else {}
    sounds = speech_sounds.Sounds(natural=True, varied=True)
    async with EdgeService.open(folder, sounds) as service:
        settings = tts_speaker.TtsOptions(piper=piper, limits=PATIENT)
        for language, answer in ANSWERS.items():
            async with tts_speaker.Speaker.open(settings, None, connector=service.connector) as speaker:
                await listen(speaker.synthesize(answer))  # loads the service's voice
                runs = [await listen(speaker.synthesize(answer)) for _ in range(repeats)]
                show(f"online {language} (loopback service)", runs, cpu=False)
        async with tts_speaker.Speaker.open(settings, folder / "kept", connector=service.connector) as speaker:
            for language, answer in ANSWERS.items():
                await listen(speaker.synthesize(answer))
                await speaker.settled()
                show(
                    f"from the cache {language}",
                    [await listen(speaker.synthesize(answer)) for _ in range(10 * repeats)],
                )
        for fault in (EdgeFault.DOWN, EdgeFault.OVERLOADED, EdgeFault.SLOW, EdgeFault.CUT):
            await outage(service, fault, piper)


async def outage(service: EdgeService, fault: EdgeFault, piper: dict[str, Path]) -> None:
    """The first answers after a fault began: who is heard when."""
    settings = tts_speaker.TtsOptions(piper=piper, circuit=circuit_breaker.CircuitOptions(skip_s=3_600))
    async with tts_speaker.Speaker.open(settings, None, connector=service.connector) as speaker:
        await speaker.settled()
        service.fault = fault
        for number in range(1, 4):
            with contextlib.suppress(errors.TextToSpeechError):
                show(f"{fault.value}: answer {number}", [await listen(speaker.synthesize(ANSWERS["en"]))], cpu=False)
        service.fault = None


async def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--repeats", type=int, default=5)
    repeats: int = parser.parse_args().repeats
    model = speech_sounds.piper_model()
    print("| what | first_ms | least | all_ms | cpu_ms | sound_s |\n|---|---|---|---|---|---|")
    await local(model, repeats)
    with tempfile.TemporaryDirectory() as folder:
        await online(model, Path(folder), repeats)
    print(
        f"\npeak memory of this process, service and voices included: "
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"
    )


if __name__ == "__main__":
    asyncio.run(main())
