"""What the playground's page keeps and shows by itself: theme, drafts, first steps, hostile texts. Nobody but the stand-in is there."""

from __future__ import annotations

import base64
import contextlib
import json
import urllib.parse
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from typing import Any, Final, Literal

import aiohttp
import pytest
import pytest_asyncio
from playwright import async_api as playwright
from tests.e2e.test_playground import ARGUMENTS, CHROMIUM, PATIENCE_MS, Newcomer

from chatterbot import catalogue
from chatterbot.playground.server import Playground
from chatterbot.playground.town import Town

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
    pytest.mark.asyncio(loop_scope="module"),  # one browser serves all tests
    pytest.mark.timeout(120),  # a browser on a busy machine starts slowly
]

BACKGROUND: Final = "getComputedStyle(document.body).backgroundColor"
LIGHT: Final = "rgb(255, 255, 255)"
DARK: Final = "rgb(20, 24, 32)"
PNG: Final = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
"""A picture of one pixel."""
FOCUSED: Final = """() => {
  const one = document.activeElement;
  if (one === document.body) return null;
  const style = getComputedStyle(one), box = one.closest(".composer-box");
  const ring = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0)
    || (box !== null && getComputedStyle(box).boxShadow !== "none");
  return { name: one.getAttribute("aria-label") || one.textContent.trim() || one.tagName, visible: ring };
}"""
"""What has the focus, and whether that can be seen."""
NO_COLOURS: Final = """
  const draw = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (text, ...place) { draw.call(this, "x", ...place); };
"""
"""Makes every sign that is drawn on a canvas look as on a computer without emoji."""
COLOURS: Final = """
  CanvasRenderingContext2D.prototype.fillText = function () { this.fillStyle = "red"; this.fillRect(2, 2, 9, 9); };
"""
"""Makes every sign that is drawn on a canvas coloured, as on a computer with emoji."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[playwright.Browser]:
    """Chromium, as installed on the machine."""
    playwright.expect.set_options(timeout=PATIENCE_MS)
    async with playwright.async_playwright() as starter:
        chromium = await starter.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        await chromium.close()


@contextlib.asynccontextmanager
async def served(*, port: int = 0, restarted: bool = False) -> AsyncGenerator[tuple[Town, Playground]]:
    """Serve the page without a bot."""
    async with Town(restarted=restarted) as town:
        playground = Playground("127.0.0.1", port, town, catalogue.Catalogue.load())
        async with playground.listening():
            yield town, playground


@contextlib.asynccontextmanager
async def visitor(
    browser: playwright.Browser, link: str, *, width: int = 1280, theme: Literal["light", "dark"] | None = None
) -> AsyncGenerator[Newcomer]:
    """Open the page in a new profile; console errors and policy violations fail the test."""
    context = await browser.new_context(
        locale="en-US", viewport={"width": width, "height": 800}, color_scheme=theme, reduced_motion="reduce"
    )
    newcomer = Newcomer(await context.new_page(), link)
    await enter(newcomer)
    yield newcomer
    await context.close()
    assert newcomer.complaints == []


async def enter(newcomer: Newcomer) -> None:
    """Open the link, and wait until the page shows the world."""
    await newcomer.page.goto(newcomer.link)
    await newcomer.page.locator(".beginning").wait_for()


async def reload(newcomer: Newcomer) -> None:
    """Load the page anew, and wait until it shows the world."""
    await newcomer.page.reload()
    await newcomer.page.locator(".beginning").wait_for()


async def post(town: Town, message: Mapping[str, Any], *files: tuple[str, bytes]) -> None:
    """Send a message as the bot, in Discord's shape, into the first channel."""
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("payload_json", json.dumps(message), content_type="application/json")
    for index, (name, data) in enumerate(files):
        form.add_field(f"files[{index}]", data, filename=name)
    address = f"{town.discord.rest_url}/channels/{town.channels[0]['id']}/messages"
    headers = {"Authorization": f"Bot {town.discord.token}"}
    async with aiohttp.ClientSession() as session, session.post(address, data=form, headers=headers) as answer:
        assert answer.status == 200, await answer.text()


async def test_the_theme_is_the_systems_until_one_is_chosen_and_the_choice_is_kept(browser: playwright.Browser) -> None:
    async with served() as (_, playground), visitor(browser, playground.link, theme="light") as newcomer:
        page = newcomer.page
        assert await page.evaluate(BACKGROUND) == LIGHT
        await page.emulate_media(color_scheme="dark")
        assert await page.evaluate(BACKGROUND) == DARK
        await page.get_by_role("radio", name="Light").click()
        assert await page.evaluate(BACKGROUND) == LIGHT
        await reload(newcomer)
        assert await page.evaluate(BACKGROUND) == LIGHT
        await playwright.expect(page.get_by_role("radio", name="Light")).to_have_attribute("aria-checked", "true")
        await page.get_by_role("radio", name="Light").press("ArrowRight")
        await page.emulate_media(color_scheme="light")
        assert await page.evaluate(BACKGROUND) == DARK
        await page.get_by_role("radio", name="As the system").click()
        assert await page.evaluate(BACKGROUND) == LIGHT
        await reload(newcomer)
        assert await page.evaluate(BACKGROUND) == LIGHT


async def test_each_person_and_channel_has_a_draft_that_survives_a_reload_until_it_is_sent(
    browser: playwright.Browser,
) -> None:
    async with served() as (_, playground), visitor(browser, playground.link) as newcomer:
        page, box = newcomer.page, playwright.expect(newcomer.page.locator("#input"))
        await page.fill("#input", "for general\nin two lines")
        await page.get_by_role("button", name="help", exact=True).click()
        await box.to_have_value("")
        await page.fill("#input", "for help")
        await reload(newcomer)
        await box.to_have_value("for general\nin two lines")
        await newcomer.act_as("Boss")
        await box.to_have_value("")
        await newcomer.act_as("Ann")
        await box.to_have_value("for general\nin two lines")
        await page.press("#input", "Enter")
        await newcomer.sees("in two lines")
        await box.to_have_value("")
        await reload(newcomer)
        await box.to_have_value("")
        await page.get_by_role("button", name="help", exact=True).click()
        await box.to_have_value("for help")
        await page.get_by_role("radio", name="Русский").click()
        await playwright.expect(page.get_by_role("button", name="Отправить", exact=True)).to_be_visible()
        await box.to_have_value("for help")


async def test_a_restarted_playground_says_that_the_chat_is_gone_and_the_drafts_are_still_there(
    browser: playwright.Browser,
) -> None:
    gone = "The playground was restarted: the chat from before is gone, what was taught is kept."
    context = await browser.new_context(locale="en-US")
    async with served() as (_, playground):
        newcomer = Newcomer(await context.new_page(), playground.link)
        await enter(newcomer)
        await newcomer.sees_not(gone)
        await newcomer.write("this will be gone")
        await newcomer.sees("this will be gone")
        await newcomer.page.fill("#input", "this will not")
        await newcomer.page.close()
        port = urllib.parse.urlsplit(playground.link).port
    assert port is not None
    async with served(port=port, restarted=True) as (_, playground):
        again = Newcomer(await context.new_page(), playground.link)
        await enter(again)
        await again.sees(gone)
        await again.sees_not("this will be gone")
        await playwright.expect(again.page.locator("#input")).to_have_value("this will not")
        assert again.complaints == []
    await context.close()


async def test_a_text_that_could_not_be_sent_stays_in_its_own_channel(browser: playwright.Browser) -> None:
    async with served() as (_, playground):
        context = await browser.new_context(locale="en-US")
        newcomer = Newcomer(await context.new_page(), playground.link)
        page = newcomer.page
        uploads: list[playwright.Route] = []

        def hold(route: playwright.Route) -> None:
            uploads.append(route)

        await page.route("**/uploads*", hold)
        await enter(newcomer)
        await page.locator(".composer input[type=file]").set_input_files(
            {"name": "a.txt", "mimeType": "text/plain", "buffer": b"a"}
        )
        async with page.expect_request("**/uploads*"):
            await newcomer.write("with a file")
        await page.get_by_role("button", name="help", exact=True).click()
        await uploads[0].abort()
        await newcomer.sees("That did not work", where="#toasts")
        await playwright.expect(page.locator("#input")).to_have_value("")
        await page.get_by_role("button", name="general", exact=True).click()
        await playwright.expect(page.locator("#input")).to_have_value("with a file")
        await context.close()


async def test_the_first_steps_can_be_closed_stay_closed_and_can_be_opened_again(browser: playwright.Browser) -> None:
    async with served() as (_, playground), visitor(browser, playground.link) as newcomer:
        page = newcomer.page
        heading = playwright.expect(page.get_by_role("heading", name="First steps"))
        toggle = page.get_by_role("button", name="First steps", exact=True)
        await page.get_by_role("button", name="Close the first steps").click()
        await heading.to_have_count(0)
        await playwright.expect(toggle).to_be_focused()
        await playwright.expect(toggle).to_have_attribute("aria-expanded", "false")
        await playwright.expect(page.get_by_role("heading", name="Members")).to_be_visible()
        await reload(newcomer)
        await heading.to_have_count(0)
        await toggle.click()
        await heading.to_be_visible()
        await toggle.click()
        await heading.to_have_count(0)
        await page.set_viewport_size({"width": 800, "height": 800})
        await toggle.click()
        await heading.to_be_visible()
        for _ in range(12):  # more than the drawer has
            await page.keyboard.press("Tab")
            assert await page.evaluate("!document.activeElement.closest('#main, #sidebar')")
        await page.get_by_role("button", name="Close the first steps").focus()
        await page.keyboard.press("Escape")
        await playwright.expect(page.locator("#aside")).not_to_be_visible()
        await playwright.expect(toggle).to_be_focused()


async def test_without_an_emoji_font_the_page_says_so_once_and_draws_the_emoji_of_buttons(
    browser: playwright.Browser,
) -> None:
    async with served() as (town, playground):
        button = {"type": 2, "style": 2, "custom_id": "up", "emoji": {"name": "👍"}}
        await post(town, {"content": "good?", "components": [{"type": 1, "components": [button]}]})
        context = await browser.new_context(locale="en-US")
        for script, missing in ((NO_COLOURS, True), (COLOURS, False)):
            newcomer = Newcomer(await context.new_page(), playground.link)
            await newcomer.page.add_init_script(script)
            await enter(newcomer)
            note = newcomer.page.get_by_role("note").filter(has_text="fonts-noto-color-emoji")
            await playwright.expect(note).to_have_count(1 if missing else 0)
            voted = newcomer.page.get_by_role("button", name="👍")
            await playwright.expect(voted.locator("svg")).to_have_count(1 if missing else 0)
            if missing:
                await note.get_by_role("button", name="Dismiss").click()
                await reload(newcomer)
                await playwright.expect(note).to_have_count(0)
            assert newcomer.complaints == []
        await context.close()


async def test_pictures_are_described_by_the_words_that_came_with_them(browser: playwright.Browser) -> None:
    async with served() as (town, playground):
        shown = {"title": "Scores", "image": {"url": "attachment://a.png"}, "thumbnail": {"url": "attachment://b.png"}}
        described = [
            {"id": 0, "filename": "a.png", "description": "Answers get better"},
            {"id": 1, "filename": "b.png"},
        ]
        await post(town, {"embeds": [shown], "attachments": described}, ("a.png", PNG), ("b.png", PNG))
        async with visitor(browser, playground.link) as newcomer:
            embed = newcomer.page.locator(".embed")
            await playwright.expect(embed.get_by_role("link", name="Open Answers get better")).to_be_visible()
            await playwright.expect(embed.locator(".embed-picture")).to_have_attribute("alt", "Answers get better")
            await playwright.expect(embed.locator(".thumbnail")).to_have_attribute("alt", "Scores")


@pytest.mark.parametrize("width", [1280, 800, 390, 320])
async def test_no_message_makes_the_page_scroll_sideways(width: int, browser: playwright.Browser) -> None:
    long = "Donaudampfschiff" * 20
    buttons = [{"type": 2, "style": 1, "label": f"{long[:75]} {i}"[:80], "custom_id": f"b{i}"} for i in range(5)]
    field = {"name": long[:200], "value": long, "inline": True}
    async with served() as (town, playground):
        await post(town, {"content": f"{long}\n# {long}\n> {long}\n- {long}\n`{long}`\n```\n{long}\n```"})
        await post(
            town,
            {
                "content": f"||{long}|| https://example.invalid/{long}",
                "components": [{"type": 1, "components": buttons}],
            },
        )
        await post(
            town,
            {
                "embeds": [
                    {
                        "title": long[:250],
                        "description": long,
                        "author": {"name": long[:250]},
                        "fields": [field] * 3,
                        "footer": {"text": long},
                    }
                ]
            },
        )
        await post(town, {"content": "a file"}, (f"{long}.txt"[-200:], b"x"))
        async with visitor(browser, playground.link, width=width) as newcomer:
            await newcomer.page.locator(".file").wait_for()
            for box in ("document.documentElement", "document.getElementById('log')"):
                assert await newcomer.page.evaluate(f"{box}.scrollWidth - {box}.clientWidth") <= 0, box


async def test_lines_begin_where_their_own_script_begins(browser: playwright.Browser) -> None:
    async with served() as (town, playground):
        await post(town, {"content": "שלום עולם\n- אחד\n> ציטוט\nplain"})
        async with visitor(browser, playground.link) as newcomer:
            text = newcomer.page.locator(".message .text")
            edge = "element => { const range = document.createRange(); range.selectNodeContents(element); const box = range.getBoundingClientRect(), all = element.closest('.text').getBoundingClientRect(); return box.left - all.left > all.right - box.right ? 'right' : 'left'; }"
            for part, side in (
                (".line >> nth=0", "right"),
                ("li", "right"),
                ("blockquote .line", "right"),
                (".line >> nth=-1", "left"),
            ):
                assert await text.locator(part).evaluate(edge) == side, part


async def test_previews_keep_lines_apart_and_spoilers_hidden(browser: playwright.Browser) -> None:
    async with served() as (town, playground):
        await post(town, {"content": "# One\n- two\n- three\n||secret||"})
        async with visitor(browser, playground.link) as newcomer:
            message = newcomer.page.locator(".message").first
            await playwright.expect(message).to_have_attribute("aria-label", "chatterbot: One two three •••")


async def test_a_reply_shows_the_words_of_its_message_as_they_are_after_an_edit(browser: playwright.Browser) -> None:
    async with served() as (town, playground), visitor(browser, playground.link) as newcomer:
        await post(town, {"content": "who are yuo?"})
        asked = town.discord.messages(town.channels[0])[-1]
        await post(town, {"content": "A bot.", "message_reference": {"message_id": asked["id"]}})
        preview = newcomer.page.locator(".message .reference")
        await playwright.expect(preview).to_contain_text("who are yuo?")
        town.discord.backend.chat.edit(asked, {"content": "who are you?"}, {})
        await playwright.expect(preview).to_contain_text("who are you?")


async def test_with_the_keyboard_alone_every_part_is_reached_and_left(browser: playwright.Browser) -> None:
    async with served() as (_, playground), visitor(browser, playground.link) as newcomer:
        page = newcomer.page
        await newcomer.write("a message")
        await newcomer.sees("a message")
        await page.locator("#skip").focus()
        reached: list[str] = ["Skip to the message box"]
        for _ in range(40):
            await page.keyboard.press("Tab")
            seen = await page.evaluate(FOCUSED)
            if seen is None:
                break
            assert seen["visible"], f"nothing shows that {seen['name']} has the focus"
            reached.append(seen["name"])
        for name in ("Skip to the message box", "general", "Join Lounge", "Ann", "English", "As the system"):
            assert any(name in one for one in reached), name
        for name in ("First steps", "Ann: a message", "Attach files", "Message", "Close the first steps"):
            assert any(name in one for one in reached), name

        await page.locator("#skip").press("Enter")
        await playwright.expect(page.locator("#input")).to_be_focused()
        await page.keyboard.press("ArrowUp")
        await playwright.expect(page.locator(".message.own")).to_be_focused()
        await page.keyboard.press("Enter")
        await playwright.expect(page.get_by_role("menuitem", name="Reply", exact=True)).to_be_focused()
        await page.keyboard.press("Escape")
        await playwright.expect(page.locator(".message.own")).to_be_focused()
