"""Voice messages in the playground: spoken into a (simulated) microphone, sent, drawn and played."""

from __future__ import annotations

import contextlib
import pathlib
import re
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

import numpy as np
import pytest
import pytest_asyncio
from playwright import async_api as playwright
from tests.e2e.test_playground import ARGUMENTS, CHROMIUM, PATIENCE_MS, Newcomer, running
from tests.speech_sounds import Sounds, piper_model

from chatterbot.audio import AudioFrame
from chatterbot.speech.codecs import encoding

pytest.importorskip("av", reason="the extra `speech` is not installed")
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
    pytest.mark.usefixtures("logged"),
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(180),  # a browser on a busy machine starts slowly
]

MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", "--mute-audio"]
RATE = 48_000
QUESTION = "Are you a real person or a bot?"
"""Among the starter examples."""


@contextlib.asynccontextmanager
async def at_the_page(folder: pathlib.Path, sound: AudioFrame, **settings: Any) -> AsyncGenerator[Newcomer]:
    """Somebody at the page whose microphone hears a sound, again and again."""
    heard = folder / "heard.wav"
    heard.write_bytes(encoding.encode([sound], encoding.OutputFormat.WAV))
    arguments = [*ARGUMENTS, *MICROPHONE, f"--use-file-for-fake-audio-capture={heard}"]
    playwright.expect.set_options(timeout=PATIENCE_MS)
    async with playwright.async_playwright() as starter, running(folder / "data", **settings) as link:
        chromium = await starter.chromium.launch(executable_path=CHROMIUM, args=arguments)
        context = await chromium.new_context(locale="en-US", viewport={"width": 1280, "height": 800})
        newcomer = Newcomer(await context.new_page(), link)
        await newcomer.open()
        yield newcomer
        await chromium.close()
        assert newcomer.complaints == []


@pytest_asyncio.fixture(loop_scope="module")
async def speaker(tmp_path: pathlib.Path) -> AsyncIterator[Newcomer]:
    """Somebody whose microphone hears half a second of silence and two seconds of a tone."""
    sound = np.concatenate((np.zeros(RATE // 2), 0.4 * np.sin(2 * np.pi * 300 * np.arange(2 * RATE) / RATE)))
    async with at_the_page(tmp_path, AudioFrame.from_floats(sound, RATE)) as newcomer:
        yield newcomer


async def test_a_voice_message_is_recorded_sent_and_played(speaker: Newcomer) -> None:
    page = speaker.page
    await page.get_by_role("button", name="Record a voice message").click()
    bar = page.get_by_role("group", name="Recording")
    await playwright.expect(bar.get_by_role("timer")).to_have_text("0:02")
    await playwright.expect(page.locator("#input")).not_to_be_visible()
    await bar.get_by_role("button", name="Send the recording").click()
    await playwright.expect(bar).to_have_count(0)
    await playwright.expect(page.locator("#input")).to_be_visible()

    player = page.locator(".message.own .voice-message").last
    await playwright.expect(player).to_have_attribute("aria-label", re.compile(r"Voice message, 0:0[2-9]"))
    heights = await player.locator("rect").evaluate_all("bars => bars.map(bar => Number(bar.getAttribute('height')))")
    assert len(heights) >= 16
    assert max(heights) > 3 * min(heights)  # the silence and the tone
    await player.get_by_role("button", name="Play").click()
    await playwright.expect(player.locator(".voice-time")).to_have_text("0:01")
    await player.get_by_role("button", name="Pause").click()
    await playwright.expect(player.get_by_role("button", name="Play")).to_be_visible()
    await player.get_by_role("slider", name="Position").fill("2")
    await playwright.expect(player.locator(".voice-time")).to_have_text("0:02")
    await player.get_by_role("slider", name="Position").fill("0.5")
    await playwright.expect(player.locator(".voice-time")).to_have_text("0:00")


async def test_a_recording_can_be_thrown_away(speaker: Newcomer) -> None:
    page = speaker.page
    await page.get_by_role("button", name="Record a voice message").press("Enter")
    bar = page.get_by_role("group", name="Recording")
    await playwright.expect(bar.get_by_role("button", name="Send the recording")).to_be_focused()
    await page.keyboard.press("Escape")
    await playwright.expect(bar).to_have_count(0)
    await playwright.expect(page.locator("#input")).to_be_focused()
    await speaker.write("nothing was sent")
    await speaker.sees("nothing was sent")
    await playwright.expect(page.locator(".voice-message")).to_have_count(0)


async def test_the_bot_hears_and_answers_by_voice(tmp_path: pathlib.Path, speech_model: pathlib.Path) -> None:
    if (voice := piper_model()) is None:
        pytest.skip("Piper's English voice is not installed")
    pieces = [AudioFrame(samples.reshape(-1, 1), rate) for rate, samples in Sounds(natural=True).pcm(QUESTION, "en")]
    rate = pieces[0].rate
    pause = AudioFrame.silence(1.0, rate, 1)
    sound = AudioFrame(np.concatenate([pause.samples, *(piece.samples for piece in pieces), pause.samples]), rate)
    speech = {"speech_hear": True, "speech_speak": True, "speech_edge": False, "speech_espeak": False}
    async with at_the_page(
        tmp_path, sound, **speech, speech_model=str(speech_model), speech_piper=[f"en={voice}"]
    ) as person:
        page = person.page
        await page.get_by_role("button", name="Record a voice message").click()
        bar = page.get_by_role("group", name="Recording")
        await playwright.expect(bar.get_by_role("timer")).to_have_text(f"0:0{int(sound.duration_s)}")
        await bar.get_by_role("button", name="Send the recording").click()
        await person.sees("a real person or a bot", where="#messages blockquote")
        await person.sees("No, I am a program. Everything I say was taught by people.")
        answer = page.locator(".message:not(.own) .voice-message")
        await answer.get_by_role("button", name="Play").click()
        await playwright.expect(answer.locator(".voice-time")).to_have_text("0:01")
