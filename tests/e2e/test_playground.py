"""A newcomer's first minutes in the playground: the real bot, the real page, a real browser."""

from __future__ import annotations

import asyncio
import contextlib
import pathlib
import re
import shutil
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright import async_api as playwright

from chatterbot import app, llm, playground, settings
from chatterbot.cli.model_switch import PreferenceSwitch

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
    pytest.mark.usefixtures("logged"),
    pytest.mark.asyncio(loop_scope="module"),  # one browser serves all tests
    pytest.mark.timeout(180),  # a browser on a busy machine starts slowly
]

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 20_000
"""How long the browser waits for a thing to be so, in milliseconds."""
CONFIG = pathlib.Path(__file__).parents[2] / "config"


class Newcomer:
    """Somebody at the page; what the browser complains of is kept."""

    def __init__(self, page: playwright.Page, link: str) -> None:
        self.page = page
        self.link = link
        self.complaints: list[str] = []
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    async def open(self) -> None:
        """Open the printed link, and wait for the bot."""
        await self.page.goto(self.link)
        await playwright.expect(self.page.locator(".member").first).to_contain_text("Ready")

    async def sees(self, text: str, *, where: str = "#messages") -> None:
        """Wait until a text is shown."""
        await playwright.expect(self.page.locator(where)).to_contain_text(text)

    async def sees_not(self, text: str, *, where: str = "#messages") -> None:
        """Wait until a text is not shown."""
        await playwright.expect(self.page.locator(where)).not_to_contain_text(text)

    async def write(self, text: str) -> None:
        """Write a message and send it."""
        await self.page.fill("#input", text)
        await self.page.press("#input", "Enter")

    @property
    def last(self) -> playwright.Locator:
        """The latest message of the bot."""
        return self.page.locator(".message:has(.author.bot)").last

    async def command(self, name: str) -> playwright.Locator:
        """Pick a slash command with the keyboard; gives the form of its options."""
        await self.page.fill("#input", f"/{name}")
        await self.page.locator(".suggestion").first.wait_for()
        await self.page.press("#input", "Enter")
        form = self.page.locator(".command-form")
        await form.wait_for()
        return form

    async def commands(self) -> list[str]:
        """Read the names of all commands offered."""
        await self.page.fill("#input", "/")
        await self.page.locator(".suggestion").first.wait_for()
        names = await self.page.locator(".suggestion .command-name").all_text_contents()
        await self.page.press("#input", "Escape")
        await self.page.fill("#input", "")
        return names

    async def act_as(self, name: str) -> None:
        """Become somebody else."""
        person = self.page.get_by_role("radio", name=name)
        await person.click()
        await playwright.expect(person).to_have_attribute("aria-checked", "true")


@contextlib.asynccontextmanager
async def running(data: pathlib.Path, model: llm.LanguageModel | None = None, **more: Any) -> AsyncGenerator[str]:
    """Run the playground with the real bot; gives the link. `more`: settings, with ``_`` in place of the dot."""
    values = {
        "files.data": data,
        "files.config": CONFIG,
        "engine.encoder": "none",
        "speech.hear": False,
        "speech.speak": False,
        "playground.port": 0,
        **{name.replace("_", ".", 1): value for name, value in more.items()},
    }
    loaded = settings.load(environment={}, arguments=values).settings
    link: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(
        playground.serve(
            loaded,
            lambda given: app.lifespan(given, model=model),
            open_browser=False,
            started=link.set_result,
            switch_of=lambda bot: None if model is None else PreferenceSwitch.of(bot.services),
        ),
        name="playground",
    )
    try:
        await asyncio.wait((serving, link), return_when=asyncio.FIRST_COMPLETED)
        if serving.done():
            await serving
        yield link.result()
    finally:
        serving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await serving


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[playwright.Browser]:
    """Chromium, as installed on the machine."""
    playwright.expect.set_options(timeout=PATIENCE_MS)
    async with playwright.async_playwright() as starter:
        chromium = await starter.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        await chromium.close()


@pytest_asyncio.fixture(loop_scope="module")
async def newcomer(tmp_path: pathlib.Path, browser: playwright.Browser) -> AsyncIterator[Newcomer]:
    """Somebody who has just started the playground; console errors and policy violations fail the test."""
    async with running(tmp_path / "data") as link:
        context = await browser.new_context(locale="en-US", viewport={"width": 1280, "height": 800})
        newcomer = Newcomer(await context.new_page(), link)
        await newcomer.open()
        yield newcomer
        await context.close()
        assert newcomer.complaints == []


async def test_ask_correct_ask_again(newcomer: Newcomer) -> None:
    page = newcomer.page
    await page.get_by_role("button", name="Write a question").click()
    await page.keyboard.press("Enter")
    await newcomer.sees("I am a chatterbot")
    await playwright.expect(newcomer.last.locator(".reference")).to_contain_text("who are you?")

    await newcomer.last.locator(".author").click(button="right")
    await page.get_by_role("menuitem", name="Correct this reply").click()
    dialog = page.get_by_role("dialog", name="Correct this reply")
    answer = dialog.get_by_label("Better answer")
    await playwright.expect(answer).to_have_value(
        "I am a chatterbot: I answer with what people here taught me, and say so when I don't know."
    )
    await answer.fill("")
    await dialog.get_by_role("button", name="Submit").click()
    await playwright.expect(dialog.get_by_text("This is required")).to_be_visible()
    await answer.fill("I am the town's own bot.")
    await dialog.get_by_role("button", name="Submit").click()
    await playwright.expect(dialog).to_have_count(0)

    receipt = page.locator(".message.ephemeral").last
    await playwright.expect(receipt).to_contain_text("Only you can see this")
    await playwright.expect(receipt.locator(".thinking")).to_have_count(0)
    await newcomer.write("@chatterbot who are you?")
    await playwright.expect(newcomer.last.locator(".body")).to_contain_text("I am the town's own bot.")

    await receipt.get_by_role("button", name="Dismiss message").click()
    await playwright.expect(receipt).to_have_count(0)


async def test_commands_by_keyboard_with_suggestions_of_the_bot(newcomer: Newcomer) -> None:
    page = newcomer.page
    await newcomer.write("@chatterbot who are you?")
    await newcomer.sees("I am a chatterbot")
    form = await newcomer.command("correct")
    which = form.get_by_role("combobox", name="message")
    await playwright.expect(which).to_be_focused()
    await form.get_by_role("option").first.wait_for()
    await page.keyboard.press("Enter")
    await playwright.expect(which).to_have_value(re.compile("who are you"))
    await page.keyboard.press("Tab")
    await page.keyboard.type("A bot, taught by Ann.")
    await page.keyboard.press("Enter")
    await playwright.expect(page.locator(".command-form")).to_have_count(0)
    await playwright.expect(page.locator(".message.ephemeral:not(:has(.thinking))")).to_have_count(1)
    await newcomer.write("@chatterbot who are you?")
    await playwright.expect(newcomer.last.locator(".body")).to_contain_text("A bot, taught by Ann.")


async def test_only_who_manages_the_server_trains_with_a_file(newcomer: Newcomer, tmp_path: pathlib.Path) -> None:
    page = newcomer.page
    assert "/train" not in await newcomer.commands()
    await newcomer.act_as("Boss")
    assert "/train" in await newcomer.commands()

    lessons = tmp_path / "lessons.txt"
    lessons.write_text(
        "when do we meet? => On Fridays at seven.\nwhere do we meet? => In the Lounge.\n", encoding="utf-8"
    )
    await page.get_by_role("button", name="Become Boss, open /train").click()
    form = page.locator(".command-form")
    await form.locator("input[type=file]").set_input_files(lessons)
    await form.get_by_role("button", name="Send command").click()
    await newcomer.sees("Taught 2 examples")
    await newcomer.act_as("Ann")
    await newcomer.write("@chatterbot when do we meet?")
    await newcomer.sees("On Fridays at seven.")
    assert "/train" not in await newcomer.commands()


async def test_a_vote_with_the_buttons_of_a_reply(newcomer: Newcomer) -> None:
    page = newcomer.page
    await newcomer.write("@chatterbot who are you?")
    await newcomer.sees("I am a chatterbot")
    await newcomer.last.get_by_role("button", name="👍").click()
    await page.locator(".message.ephemeral").wait_for()
    await newcomer.last.locator(".author").click(button="right")
    await page.keyboard.press("Escape")
    await playwright.expect(page.get_by_role("menu")).to_have_count(0)


async def test_everything_speaks_russian(newcomer: Newcomer) -> None:
    page = newcomer.page
    await page.get_by_role("radio", name="Русский").click()
    await playwright.expect(page.get_by_role("button", name="Написать вопрос")).to_be_visible()
    assert await page.title() == "Песочница Chatterbot"
    assert "/помощь" in await newcomer.commands()
    await page.get_by_role("button", name="Написать вопрос").click()
    await page.keyboard.press("Enter")
    await newcomer.sees("Я — чаттербот")
    await newcomer.last.locator(".author").click(button="right")
    await page.get_by_role("menuitem", name="Исправить этот ответ").wait_for()
    await page.keyboard.press("Escape")
    await page.reload()
    await playwright.expect(page.get_by_role("button", name="Написать вопрос")).to_be_visible()


async def test_what_people_write_never_becomes_markup(newcomer: Newcomer) -> None:
    page = newcomer.page
    await newcomer.write(
        "<img src=x onerror=alert(1)> **bold** `<b>code</b>` ||<script>alert(2)</script>|| "
        "[link](https://example.invalid/a?b=c) [bad](javascript:alert(3)) ~~gone~~ _soft_ snake_case_name <@1>"
    )
    message = page.locator(".message.own").last
    await playwright.expect(message.locator("strong")).to_have_text("bold")
    await playwright.expect(message.locator(".text")).to_contain_text("<img src=x onerror=alert(1)>")
    await playwright.expect(message.locator("code")).to_have_text("<b>code</b>")
    await playwright.expect(message.locator("em")).to_have_text("soft")
    await playwright.expect(message.locator("s")).to_have_text("gone")
    assert await message.locator("img, script, b").count() == 0
    assert await message.locator("a").evaluate_all("links => links.map(link => link.href)") == [
        "https://example.invalid/a?b=c"
    ]
    await message.locator(".spoiler").press("Enter")
    await playwright.expect(message.locator(".spoiler")).to_have_class(re.compile("shown"))


async def test_files_replies_reactions_edits(newcomer: Newcomer) -> None:
    page = newcomer.page
    await page.locator(".composer input[type=file]").set_input_files(
        [
            {"name": "заметки.txt", "mimeType": "text/plain", "buffer": b"notes"},
            {"name": "s.ogg", "mimeType": "audio/ogg", "buffer": b"OggS"},
        ]
    )
    await newcomer.write("two files?")
    message = page.locator(".message.own").last
    await playwright.expect(message.locator("audio")).to_have_count(1)
    # The bot's answer moves everything up: a click at that moment would meet nothing.
    await playwright.expect(newcomer.last).to_be_visible()
    async with page.expect_download() as coming:
        await message.get_by_role("link", name="Download заметки.txt").click()
    download = await coming.value
    assert (await asyncio.to_thread(pathlib.Path(await download.path()).read_bytes)) == b"notes"

    await message.hover()
    await message.get_by_role("button", name="Add a reaction").click()
    await page.get_by_role("menuitem", name="🎉").click()
    reaction = message.get_by_role("button", name="🎉, 1")
    await playwright.expect(reaction).to_have_attribute("aria-pressed", "true")
    await reaction.click()
    await playwright.expect(reaction).to_have_count(0)

    await message.focus()
    await page.keyboard.press("Shift+F10")
    await page.get_by_role("menuitem", name="Reply", exact=True).press("Enter")
    await newcomer.write("an answer")
    await playwright.expect(page.locator(".message.own").last.locator(".reference")).to_contain_text("two files?")

    await page.locator(".message.own").last.click(button="right", position={"x": 300, "y": 40})
    await page.get_by_role("menuitem", name="Edit message").click()
    await page.get_by_role("dialog").get_by_label("Message").fill("a better answer")
    await page.get_by_role("dialog").get_by_role("button", name="Submit").click()
    await newcomer.sees("a better answer (edited)")


async def test_a_narrow_screen_has_everything_in_drawers(newcomer: Newcomer) -> None:
    page = newcomer.page
    await page.set_viewport_size({"width": 380, "height": 760})
    await playwright.expect(page.locator("#sidebar")).not_to_be_visible()
    await page.get_by_role("button", name="Channels").click()
    await page.locator("#sidebar").get_by_role("button", name="chatterbot").click()
    await playwright.expect(page.locator("#sidebar")).not_to_be_visible()
    await newcomer.write("who are you?")
    await newcomer.sees("I am a chatterbot")
    await page.get_by_role("button", name="First steps").click()
    await playwright.expect(page.get_by_role("button", name="Write a question")).to_be_visible()
    await page.keyboard.press("Escape")
    await playwright.expect(page.get_by_role("button", name="Write a question")).not_to_be_visible()
    overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0


async def test_two_pages_see_each_other_and_a_cut_connection_comes_back(newcomer: Newcomer) -> None:
    connections: list[playwright.WebSocketRoute] = []

    def connect(route: playwright.WebSocketRoute) -> None:
        route.connect_to_server()
        connections.append(route)

    other = Newcomer(await newcomer.page.context.new_page(), newcomer.link)
    await other.page.route_web_socket("**/socket", connect)
    await other.open()
    await other.act_as("Boss")
    await newcomer.write("is anybody here?")
    await other.sees("is anybody here?")
    await other.write("I am")
    await newcomer.sees("I am")
    await connections[0].close(code=1013)
    await newcomer.write("still here?")
    await other.sees("still here?")
    await playwright.expect(other.page.get_by_role("radio", name="Boss")).to_have_attribute("aria-checked", "true")
    await playwright.expect(other.page.locator("#banner")).not_to_be_visible()
    assert len(connections) == 2
    assert other.complaints == []


async def test_what_was_taught_outlives_the_playground_and_so_does_what_was_typed(
    tmp_path: pathlib.Path, browser: playwright.Browser
) -> None:
    context = await browser.new_context(locale="en-US")
    async with running(tmp_path / "data") as link:
        newcomer = Newcomer(await context.new_page(), link)
        await newcomer.open()
        await newcomer.act_as("Boss")
        form = await newcomer.command("train")
        await form.get_by_role("button", name="text", exact=True).click()
        await form.get_by_label("text", exact=True).fill("what is the password? => Swordfish.")
        await form.get_by_role("button", name="Send command").click()
        await newcomer.sees("Taught 1 example")
        assert newcomer.complaints == []
    await newcomer.sees("The connection to the playground is lost", where="#banner")
    await newcomer.write("a long thought")
    await newcomer.sees("There is no connection to the playground", where="#toasts")
    await playwright.expect(newcomer.page.locator("#input")).to_have_value("a long thought")

    async with running(tmp_path / "data") as link:
        again = Newcomer(await context.new_page(), link)
        await again.open()
        await again.write("what is the password?")
        await again.sees("Swordfish.")
        assert again.complaints == []
    await context.close()
