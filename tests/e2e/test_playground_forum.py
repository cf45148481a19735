"""Forums and threads on the playground's page: posts are listed, opened, written and answered; threads are started from messages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Literal

import pytest
import pytest_asyncio
from playwright import async_api as playwright
from tests.e2e.test_playground import ARGUMENTS, CHROMIUM, PATIENCE_MS
from tests.e2e.test_playground_access import findings
from tests.e2e.test_playground_page import served, visitor

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
    pytest.mark.usefixtures("logged"),
    pytest.mark.asyncio(loop_scope="module"),  # one browser serves all tests
    pytest.mark.timeout(180),  # a browser on a busy machine starts slowly
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[playwright.Browser]:
    """Chromium, as installed on the machine."""
    playwright.expect.set_options(timeout=PATIENCE_MS)
    async with playwright.async_playwright() as starter:
        chromium = await starter.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        await chromium.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_a_post_is_written_found_and_answered(
    theme: Literal["light", "dark"], browser: playwright.Browser
) -> None:
    async with served() as (_, playground), visitor(browser, playground.link, theme=theme) as newcomer:
        page, expect = newcomer.page, playwright.expect
        await page.get_by_role("button", name="questions").click()
        posts = page.locator("#posts .post")
        await expect(posts).to_have_count(2)
        await expect(page.locator("#input")).to_be_hidden()
        assert await findings(page) == [], "with the list of posts"

        await page.get_by_role("button", name="New post").click()
        dialog = page.get_by_role("dialog", name="New post")
        await dialog.get_by_role("button", name="Submit").click()
        await expect(dialog.get_by_text("This is required")).to_have_count(2)
        await dialog.get_by_label("Title").fill("Где мой *пароль*? 🙂")
        await dialog.get_by_label("Text").fill("I lost it.\n**Help** me")
        assert await findings(page) == [], "with the dialog of a new post"
        await dialog.get_by_role("button", name="Submit").click()

        await expect(page.locator("#channel-title")).to_contain_text("Где мой *пароль*? 🙂")
        await newcomer.sees("I lost it.")
        await newcomer.write("and here is more")
        await newcomer.sees("and here is more")
        assert await findings(page) == [], "in a post"
        await page.get_by_role("button", name="Back to #questions").click()
        await expect(posts).to_have_count(3)
        await expect(posts.first).to_contain_text("Где мой *пароль*? 🙂")
        await expect(posts.first).to_contain_text("Answers: 1")
        await posts.nth(1).click()
        await newcomer.sees("приложение")


async def test_a_post_of_somebody_else_is_marked_as_unread_until_it_is_opened(browser: playwright.Browser) -> None:
    async with served() as (town, playground), visitor(browser, playground.link) as newcomer:
        page, expect = newcomer.page, playwright.expect
        boss = town.discord.user("Boss", town.forum)
        made = await boss.start_post("News", "Read this")
        await expect(page.locator("#channels .threads").get_by_role("button", name="News")).to_be_visible()
        await page.get_by_role("button", name="questions").click()
        first = page.locator("#posts .post").first
        await expect(first).to_contain_text("unread")
        await first.get_by_role("button", name="News").press("Enter")
        await newcomer.sees("Read this")
        town.discord.world.channels[made["id"]]["thread_metadata"]["locked"] = True
        await newcomer.write("too late")
        await newcomer.sees("Thread is locked", where="#toasts")


async def test_a_thread_is_started_from_a_message_and_opened_from_it(browser: playwright.Browser) -> None:
    async with served() as (_, playground), visitor(browser, playground.link) as newcomer:
        page, expect = newcomer.page, playwright.expect
        await newcomer.write("who plays on Friday?")
        await page.locator(".message").last.locator(".text").click(button="right")
        await page.get_by_role("menuitem", name="Start a thread").click()
        dialog = page.get_by_role("dialog", name="Start a thread")
        await expect(dialog.get_by_label("Name of the thread")).to_have_value("who plays on Friday?")
        await dialog.get_by_label("Name of the thread").fill("Friday")
        await dialog.get_by_role("button", name="Submit").click()
        await expect(page.locator("#channel-title")).to_have_text("Friday")
        await newcomer.write("me!")
        await newcomer.sees("me!")
        await page.get_by_role("button", name="Back to #general").click()
        await expect(page.locator("#channels .threads").get_by_role("button", name="Friday")).to_be_visible()
        assert await findings(page) == [], "with a thread below its channel"
        await page.locator(".thread-link").click()
        await newcomer.sees("me!")
