"""Takes the pictures of the playground in docs/images, from the real bot and page: ``python -m tests.e2e.take_pictures``.

Run it after each change that is seen in the pictures, and look at each. The page is shown with the fonts of this machine; Inter and a font
with coloured emoji are wanted (Debian: fonts-inter, fonts-noto-color-emoji).
"""

from __future__ import annotations

import asyncio
import io
import pathlib
import re
import tempfile
from typing import Final, Literal

import numpy as np
from PIL import Image
from playwright import async_api as playwright
from tests.e2e.talk_scenes import natural, spoken
from tests.e2e.test_playground import ARGUMENTS, CHROMIUM, Newcomer, running
from tests.e2e.test_playground_talk import ALLOWS, HESITATES
from tests.e2e.test_playground_voice import at_the_page
from tests.speech_model import assemble

from chatterbot.audio import AudioFrame

IMAGES: Final = pathlib.Path(__file__).parents[2] / "docs" / "images"
SIZE: Final[playwright.ViewportSize] = {"width": 1280, "height": 800}
WORDS: Final = {
    "en": ("what is love?", "Correct this reply", "Better answer", "Sharing the last slice of pizza.", "Submit"),
    "ru": (
        "что такое любовь?",
        "Исправить этот ответ",
        "Правильный ответ",
        "Когда не жалко последнего кусочка пиццы.",
        "Отправить",
    ),
}
"""In each language of the page: a question, the menu's entry, the form's field, a better answer, the form's button."""


async def save(page: playwright.Page, name: str) -> None:
    """Write the page as it is now into a file."""
    await page.mouse.move(1, 1)  # away from what changes under the pointer
    taken = Image.open(io.BytesIO(await page.screenshot())).convert("RGB")
    few = taken.quantize(256, dither=Image.Dither.NONE)
    few.save(IMAGES / f"{name}.png", optimize=True)  # a third of the size


async def correction(
    browser: playwright.Browser, language: str, theme: Literal["light", "dark"], *, menu: str, whole: str
) -> None:
    """Ask, open the menu of the answer (picture `menu`), correct the answer and ask again (picture `whole`); an empty name: no picture."""
    question, entry, field, better, submit = WORDS[language]
    with tempfile.TemporaryDirectory() as folder:
        async with running(pathlib.Path(folder) / "data", engine_encoder="auto") as link:
            context = await browser.new_context(
                locale=language, viewport=SIZE, color_scheme=theme, reduced_motion="reduce"
            )
            page = await context.new_page()
            newcomer = Newcomer(page, link)
            await page.goto(link)
            await page.locator(".member:first-child:not(.offline)").wait_for()
            await newcomer.write(question)
            await newcomer.last.locator(".row").wait_for()
            await newcomer.last.locator(".author").click(button="right")
            if menu:
                await page.get_by_role("menuitem", name=entry).focus()
                await save(page, menu)
            await page.get_by_role("menuitem", name=entry).click()
            await page.get_by_role("dialog").get_by_label(field).fill(better)
            await page.get_by_role("dialog").get_by_role("button", name=submit).click()
            await page.locator(".message.ephemeral:not(:has(.thinking))").wait_for()
            await newcomer.write(question)
            await newcomer.sees(better, where=".message:last-child")
            if whole:
                await save(page, whole)
            await context.close()


async def conversation() -> None:
    """Ask a question aloud in the voice channel (picture `playground-voice`)."""
    with tempfile.TemporaryDirectory() as folder:
        place = pathlib.Path(folder)
        model = assemble(place)
        if model is None:
            raise SystemExit(
                "Whisper base is not installed (extra `dev`), so there is no picture of the voice channel."
            )
        question = spoken("What is love?")
        quiet = [AudioFrame.silence(seconds, channels=1).samples for seconds in (0.5, 30.0)]
        sound = AudioFrame(np.concatenate([quiet[0], question.samples, quiet[1]]), question.rate)
        options = {
            f"speech_{name}": value for name, value in natural(model, speak=True, edge=False, espeak=False).items()
        }
        async with at_the_page(place, sound, **options) as talker:
            page = talker.page
            await page.evaluate(HESITATES)
            await page.get_by_role("radio", name="Dark").click()
            await page.get_by_role("button", name="Join Lounge").click()
            await page.get_by_role("button", name="Call the bot here").click()
            await page.get_by_role("button", name="Let the bot hear me").click()
            await talker.sees("From now on I hear you")
            await page.locator(".message.ephemeral").last.get_by_role("button", name="Dismiss message").click()
            await page.evaluate(ALLOWS)
            await talker.sees("Caring for somebody else's happiness")
            await talker.sees("What is love?", where="#messages blockquote")  # it is misheard now and then
            bot = page.locator("#channels [data-user]").filter(has_text="chatterbot")
            await playwright.expect(bot).to_have_class(re.compile("speaking"))
            await save(page, "playground-voice")


async def main() -> None:
    """Take all pictures."""
    async with playwright.async_playwright() as starter:
        browser = await starter.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        await correction(browser, "en", "dark", menu="", whole="playground")
        await correction(browser, "en", "light", menu="playground-correct", whole="")
        await correction(browser, "ru", "dark", menu="", whole="playground-russian")
        await browser.close()
    await conversation()


if __name__ == "__main__":
    asyncio.run(main())
