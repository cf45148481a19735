"""A spoken conversation in the playground: a real browser whose (simulated) microphone hears a person, real Whisper, a real voice."""

from __future__ import annotations

import pathlib
import re
from collections.abc import AsyncGenerator
from typing import Final

import numpy as np
import pytest
import pytest_asyncio
from playwright import async_api as playwright
from tests.e2e.talk_scenes import natural, spoken
from tests.e2e.test_playground import CHROMIUM, Newcomer
from tests.e2e.test_playground_voice import QUESTION, at_the_page
from tests.speech_sounds import piper_model

from chatterbot.audio import AudioFrame

for library in ("av", "dave", "davey", "nacl", "cryptography"):
    pytest.importorskip(library, reason="the extra `playground` is not installed")
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
    pytest.mark.skipif(piper_model() is None, reason="Piper's English voice is not installed"),
    pytest.mark.usefixtures("logged"),
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(180),  # a browser on a busy machine starts slowly
]

QUIET_S: Final = 15.0
"""Seconds of silence after the question, which then comes again: longer than anything takes here."""
A_SECOND: Final = re.compile(r"^([5-9]\d|\d{3,})$")
"""Of sound at least, in pieces of 21 ms: more than a sign that the bot thinks."""
HESITATES: Final = """() => {
  const devices = navigator.mediaDevices, ask = devices.getUserMedia.bind(devices);
  const allowed = new Promise((resolve) => addEventListener("microphone-allowed", resolve, { once: true }));
  devices.getUserMedia = async (wishes) => { await allowed; return ask(wishes); };
}"""
"""The browser's question about the microphone is not answered at once; then it hears from the beginning what is said."""
ANSWER: Final = "No, I am a program. Everything I say was taught by people."
ALLOWS: Final = 'dispatchEvent(new Event("microphone-allowed"))'


@pytest_asyncio.fixture(loop_scope="module")
async def talker(tmp_path: pathlib.Path, speech_model: pathlib.Path) -> AsyncGenerator[Newcomer]:
    """Somebody at the page who asks a question, once they allow their microphone."""
    pause, question = AudioFrame.silence(0.5, channels=1), spoken(QUESTION)
    sound = np.concatenate([pause.samples, question.samples, AudioFrame.silence(QUIET_S, channels=1).samples])
    speech = natural(speech_model, speak=True, edge=False, espeak=False)
    settings = {f"speech_{name}": value for name, value in speech.items()}
    async with at_the_page(tmp_path, AudioFrame(sound, question.rate), **settings) as newcomer:
        await newcomer.page.evaluate(HESITATES)
        yield newcomer


async def test_a_question_is_asked_and_answered_aloud(talker: Newcomer) -> None:
    page = talker.page
    panel, voices = page.locator("#call"), page.locator("#channels [data-user]")
    await page.get_by_role("button", name="Join Lounge").click()
    await playwright.expect(panel).to_contain_text("Voice connected")
    await page.get_by_role("button", name="Call the bot here").click()
    await talker.sees("This call is end-to-end encrypted. Its privacy code")
    await page.get_by_role("button", name="Let the bot hear me").click()
    await talker.sees("From now on I hear you")
    assert await panel.get_attribute("data-heard") == "0"

    await page.evaluate(ALLOWS)
    await playwright.expect(voices.filter(has_text="Ann")).to_have_class("speaking")
    bot = voices.filter(has_text="chatterbot")
    await playwright.expect(bot).to_have_class("speaking")
    await playwright.expect(panel).to_have_attribute("data-heard", A_SECOND)
    await playwright.expect(bot).to_have_class("speaking")
    await talker.sees(ANSWER)
    written = page.locator(".message:has(.author.bot)").filter(has_text=ANSWER).last
    await playwright.expect(written.locator("blockquote")).to_contain_text(re.compile("@Ann: Are you .*(person|bot)"))
    await playwright.expect(written.get_by_role("button", name="👍")).to_be_visible()
    await playwright.expect(bot).not_to_have_class("speaking")
