"""The playground's page for people with a screen reader, weak eyes or only a keyboard, judged by axe-core in all its states."""

from __future__ import annotations

import importlib.resources
import pathlib
from collections.abc import AsyncIterator
from typing import Any, Final, Literal

import pytest
import pytest_asyncio
from playwright import async_api as playwright
from tests.e2e.test_playground import ARGUMENTS, CHROMIUM, PATIENCE_MS, Newcomer, running
from tests.e2e.test_playground_page import PNG, post, served, visitor

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
    pytest.mark.usefixtures("logged"),
    pytest.mark.asyncio(loop_scope="module"),  # one browser serves all tests
    pytest.mark.timeout(180),  # a browser on a busy machine starts slowly
]

AXE: Final = importlib.resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
"""Deque's axe-core; of the package around it only this file is used."""

OFFERS: Final = [{"label": "One", "value": "1", "description": "the first"}, {"label": "Two", "value": "2"}]
MENUS: Final = [
    {"type": 3, "custom_id": "one", "placeholder": "Pick one", "options": OFFERS},
    {"type": 3, "custom_id": "many", "placeholder": "Pick several", "max_values": 2, "options": OFFERS},
    {"type": 3, "custom_id": "off", "placeholder": "Not now", "max_values": 2, "options": OFFERS, "disabled": True},
]
BUTTONS: Final = [
    {"type": 2, "style": style, "label": f"Style {style}", "custom_id": f"b{style}"} for style in (1, 2, 3, 4)
]
LINK: Final = {"type": 2, "style": 5, "label": "A link", "url": "https://example.invalid/"}
EMBED: Final = {
    "title": "Title",
    "url": "https://example.invalid/",
    "description": "### Heading\n> quote\n-# small",
    "author": {"name": "Author"},
    "fields": [{"name": "Field", "value": "`value`", "inline": True}],
    "image": {"url": "attachment://a.png"},
    "footer": {"text": "Footer"},
}
MESSAGES: Final[list[dict[str, Any]]] = [
    {"content": "# One\n### Three\n<t:1700000000:R> @everyone ||hidden|| [link](https://example.invalid/) -# x"},
    {"content": "menus", "components": [{"type": 1, "components": [menu]} for menu in MENUS]},
    {"content": "buttons", "components": [{"type": 1, "components": [*BUTTONS, LINK]}]},
    {"embeds": [EMBED]},
    {
        "flags": 1 << 15,
        "components": [
            {"type": 17, "components": [{"type": 10, "content": "## Text"}, {"type": 1, "components": BUTTONS}]}
        ],
    },
]
"""Messages with every part that the page draws."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[playwright.Browser]:
    """Chromium, as installed on the machine; its microphone is simulated."""
    playwright.expect.set_options(timeout=PATIENCE_MS)
    microphone = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", "--mute-audio"]
    async with playwright.async_playwright() as starter:
        chromium = await starter.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *microphone])
        yield chromium
        await chromium.close()


async def findings(page: playwright.Page) -> list[str]:
    """Return what axe-core finds in the page as it is now, one line each."""
    await page.evaluate(AXE)
    found: dict[str, Any] = await page.evaluate("axe.run({ resultTypes: ['violations'] })")
    return [
        f"{violation['id']}: {node['target']}: {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_axe_finds_nothing_in_any_state_of_the_page(
    theme: Literal["light", "dark"], tmp_path: pathlib.Path, browser: playwright.Browser
) -> None:
    async with running(tmp_path / "data") as link:
        # Without animations: a notice that is still fading in has too little contrast.
        context = await browser.new_context(
            locale="en-US", viewport={"width": 1280, "height": 800}, color_scheme=theme, reduced_motion="reduce"
        )
        newcomer = Newcomer(await context.new_page(), link)
        page = newcomer.page
        await newcomer.open()
        assert await findings(page) == [], "at the start"

        await newcomer.write("### Sub\n> quote\n- item\n```\ncode\n```\n`x` <#1> <@1> ||hidden||")
        await newcomer.sees("Sub")
        await newcomer.write("who are you?")
        await newcomer.sees("I am a chatterbot")
        answer = newcomer.last
        await answer.get_by_role("button", name="👍").wait_for()
        await newcomer.command("help")
        await page.keyboard.press("Enter")
        await page.locator(".embed").first.wait_for()
        assert await findings(page) == [], "after an answer with buttons and an embed"

        await page.fill("#input", "/")
        await page.locator(".suggestion").first.wait_for()
        assert await findings(page) == [], "with the menu of commands"
        await page.fill("#input", "/nothing like this")
        await newcomer.sees("There is no such command", where=".composer")
        assert await findings(page) == [], "when no command fits"
        await page.fill("#input", "")

        form = await newcomer.command("correct")
        await form.get_by_role("option").first.wait_for()
        assert await findings(page) == [], "with the form of a command"
        await form.get_by_role("button", name="Send command").click()
        await form.get_by_text("This is required").first.wait_for()
        assert await findings(page) == [], "with a form that lacks something"
        await form.get_by_role("button", name="Cancel").click()

        await page.locator(".message:has-text('I am a chatterbot') .author").last.click(button="right")
        await page.get_by_role("menu").wait_for()
        assert await findings(page) == [], "with the menu of a message"
        await page.get_by_role("menuitem", name="Correct this reply").click()
        await page.get_by_role("dialog").wait_for()
        assert await findings(page) == [], "with a dialog"
        await page.keyboard.press("Escape")

        await page.get_by_role("button", name="Join Lounge").click()
        await playwright.expect(page.locator("#call")).to_contain_text("Voice connected")
        assert await findings(page) == [], "in a call"
        await page.set_viewport_size({"width": 390, "height": 844})
        for drawer in ("Channels", "First steps"):
            await page.get_by_role("button", name=drawer, exact=True).click()
            assert await findings(page) == [], f"with the drawer {drawer}"
            await page.keyboard.press("Escape")
            await playwright.expect(page.get_by_role("button", name=drawer, exact=True)).to_be_focused()
        await context.close()
        assert newcomer.complaints == []


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_axe_finds_nothing_in_messages_of_every_kind(
    theme: Literal["light", "dark"], browser: playwright.Browser
) -> None:
    async with served(restarted=True) as (town, playground):
        for message in MESSAGES:
            await post(town, message, *([("a.png", PNG)] if "embeds" in message else []))
        await post(town, {"content": "files"}, ("a.png", PNG), ("notes.txt", b"x"), ("sound.ogg", b"OggS"))
        async with visitor(browser, playground.link, theme=theme) as newcomer:
            page = newcomer.page
            await page.locator("summary").first.click()
            await page.locator(".spoiler").click()
            message = page.locator(".message").last
            await message.hover()
            await message.get_by_role("button", name="Add a reaction").click()
            assert await findings(page) == [], "with the menu of reactions"
            await page.get_by_role("menuitem", name="🎉").click()
            await message.get_by_role("button", name="🎉, 1").wait_for()
            await message.hover()
            await message.get_by_role("button", name="Reply").click()
            await page.locator(".composer input[type=file]").set_input_files(
                {"name": "a.txt", "mimeType": "text/plain", "buffer": b"a"}
            )
            await page.fill("#input", "x" * 2001)
            assert await findings(page) == [], "with a reply, a file and too long a text"
            await page.fill("#input", "@")
            await page.locator(".suggestion").first.wait_for()
            assert await findings(page) == [], "with names to mention"
            await page.fill("#input", "")
            await page.get_by_role("button", name="Cancel reply").click()
            await page.get_by_role("button", name="Record a voice message").click()
            await page.get_by_role("group", name="Recording").wait_for()
            assert await findings(page) == [], "while recording"
            await page.keyboard.press("Escape")
            await page.evaluate("navigator.clipboard.writeText = async () => {}")
            await message.locator(".author, .text").first.click(button="right")
            await page.get_by_role("menuitem", name="Copy message ID").click()
            await newcomer.sees("Copied", where="#toasts")
            assert await findings(page) == [], "with a notice"
