"""A newcomer tries a language model in the playground, without a key: it streams, names its sources, and is corrected."""

from __future__ import annotations

import pathlib
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright import async_api as playwright
from tests.e2e.test_playground import ARGUMENTS, CHROMIUM, PATIENCE_MS, Newcomer, running
from tests.e2e.test_playground_access import findings

from chatterbot import llm

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
    pytest.mark.usefixtures("logged"),
    pytest.mark.asyncio(loop_scope="module"),  # one browser serves all tests
    pytest.mark.timeout(180),  # a browser on a busy machine starts slowly
]


QUESTION = "Does a program like you get tired of people?"
"""What the page proposes: near what the starter examples teach, and not surely the same."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[playwright.Browser]:
    """Chromium, as installed on the machine."""
    playwright.expect.set_options(timeout=PATIENCE_MS)
    async with playwright.async_playwright() as starter:
        chromium = await starter.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        await chromium.close()


async def test_an_answer_grows_names_its_source_and_is_corrected(
    tmp_path: pathlib.Path, browser: playwright.Browser
) -> None:
    async with running(tmp_path / "data", llm.demo_model(word_s=0.15)) as link:
        context = await browser.new_context(
            locale="en-US", viewport={"width": 1280, "height": 900}, reduced_motion="reduce"
        )
        newcomer = Newcomer(await context.new_page(), link)
        page, expect = newcomer.page, playwright.expect
        await newcomer.open()
        switch = page.get_by_role("switch", name="Write answers from what was taught")
        await expect(switch).to_have_attribute("aria-checked", "false")
        await expect(page.locator("#aside")).to_contain_text("scripted-demo is a scripted model for trying things out")
        await switch.press("Space")
        await expect(switch).to_have_attribute("aria-checked", "true")
        await expect(switch).to_be_focused()
        assert await findings(page) == []

        await page.get_by_role("button", name="Try it with a question").click()
        await expect(page.locator("#input")).to_have_value(QUESTION)
        await page.press("#input", "Enter")
        answer = newcomer.last
        await expect(answer).to_contain_text("I am a scripted model")
        begun = len(await answer.inner_text())
        await expect(page.locator("#log")).to_have_attribute("aria-busy", "true")  # it is read aloud when it is whole
        await expect(answer).to_contain_text("[1]")
        await expect(answer).to_contain_text("Everything I say was taught by people.")
        await expect(page.locator("#log")).not_to_have_attribute("aria-busy", "true")
        assert len(await answer.inner_text()) > begun

        await answer.click(button="right")
        await page.get_by_role("menuitem", name="Correct this reply").click()
        dialog = page.get_by_role("dialog", name="Correct this reply")
        await dialog.get_by_label("Better answer").fill("Never: people are my teachers.")
        await dialog.get_by_role("button", name="Submit").click()
        await newcomer.sees("Never: people are my teachers.")
        await newcomer.write(QUESTION)
        await expect(newcomer.last).to_contain_text("Never: people are my teachers.")
        await expect(newcomer.last).not_to_contain_text("scripted")

        await switch.click()
        await expect(switch).to_have_attribute("aria-checked", "false")
        await page.get_by_role("radio", name="Русский").click()
        await expect(page.get_by_role("switch", name="Составлять ответы из выученного")).to_be_visible()
        await context.close()
        assert newcomer.complaints == []
