"""A voice channel in the playground: a real browser with a (simulated) microphone, among people who speak and hear there."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import re
from collections.abc import AsyncIterator

import numpy as np
import pytest
import pytest_asyncio
from playwright import async_api as playwright
from tests.e2e.test_playground import ARGUMENTS, CHROMIUM, PATIENCE_MS, Newcomer
from tests.standin.voices import pitch, tone

from chatterbot import catalogue, standin
from chatterbot.audio import AudioFrame
from chatterbot.playground.server import Playground
from chatterbot.playground.town import Town
from chatterbot.speech.codecs import encoding
from chatterbot.standin.voice.client.person import VoicePerson

for library in ("av", "davey", "nacl", "cryptography"):
    pytest.importorskip(library, reason="the extra `playground` is not installed")
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
    pytest.mark.asyncio(loop_scope="module"),  # one browser serves all tests
    pytest.mark.timeout(120),  # a browser on a busy machine starts slowly
]

MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", "--mute-audio"]
PITCH = 440.0
"""Of what the microphone hears, in hertz."""
OTHER_PITCH = 660.0
NO_MICROPHONE = """() => {
  navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", "NotAllowedError"));
}"""


@dataclasses.dataclass(slots=True)
class Stage:
    """The page, and who else is there; no bot."""

    town: Town
    playground: Playground
    page: Newcomer
    lounge: standin.Json
    boss: VoicePerson
    """In the Lounge, with sound."""

    @property
    def ann(self) -> standin.Json:
        """The user at the page."""
        return self.town.discord.world.users[self.town.people[0].id]

    @property
    def panel(self) -> playwright.Locator:
        """The panel of the call."""
        return self.page.page.locator("#call")

    def row(self, user: standin.Json) -> playwright.Locator:
        """Somebody in the list below the channel."""
        return self.page.page.locator(f"#channels [data-user='{user['id']}']")

    async def join(self) -> None:
        """Press the button, and wait until the call has come to rest."""
        await self.page.page.get_by_role("button", name="Join Lounge").click()
        await playwright.expect(self.panel).to_contain_text("Voice connected")
        await self.town.discord.voice_server.wait_settled(self.lounge, 2)

    async def boss_sees(self, *, ann_speaks: bool) -> None:
        """Wait until the other one sees Ann begin to speak, or end."""
        async with asyncio.timeout(10), contextlib.aclosing(self.boss.speakers()) as news:
            async for speakers in news:
                if (self.ann["id"] in speakers) is ann_speaks:
                    return


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[playwright.Browser]:
    """Chromium, whose microphone hears a short tone every second: what lasts is noise to a browser, and is taken out."""
    sound = np.concatenate([tone(PITCH, 0.35).samples, AudioFrame.silence(0.65, channels=1).samples])
    heard = tmp_path_factory.mktemp("microphone") / "heard.wav"
    await asyncio.to_thread(heard.write_bytes, encoding.encode([AudioFrame(sound, 48_000)], encoding.OutputFormat.WAV))
    arguments = [*ARGUMENTS, *MICROPHONE, f"--use-file-for-fake-audio-capture={heard}"]
    playwright.expect.set_options(timeout=PATIENCE_MS)
    async with playwright.async_playwright() as starter:
        chromium = await starter.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield chromium
        await chromium.close()


@pytest_asyncio.fixture(loop_scope="module")
async def stage(browser: playwright.Browser) -> AsyncIterator[Stage]:
    """A playground without a bot; Boss is in the Lounge already. Console errors and policy violations fail the test."""
    async with Town() as town:
        playground = Playground("127.0.0.1", 0, town, catalogue.Catalogue.load())
        async with playground.listening():
            lounge = next(channel for channel in town.channels if channel["name"] == "Lounge")
            boss = await town.actor(town.people[1], "en").join_voice(lounge)
            context = await browser.new_context(locale="en-US", viewport={"width": 1280, "height": 800})
            newcomer = Newcomer(await context.new_page(), playground.link)
            await newcomer.page.goto(newcomer.link)
            await newcomer.page.locator(".member").first.wait_for()
            yield Stage(town, playground, newcomer, lounge, boss)
            await context.close()
            assert newcomer.complaints == []
        assert town.discord.problems == []


async def test_who_joins_is_heard_hears_and_is_seen_to_speak(stage: Stage) -> None:
    page, boss = stage.page.page, stage.boss
    await stage.join()
    heard = await boss.hear(stage.ann["id"], seconds=1.5)
    assert abs(pitch(heard.audio) - PITCH) < 8
    await playwright.expect(stage.row(stage.ann)).to_have_class("speaking")
    assert int(await stage.panel.get_attribute("data-heard") or 0) == 0

    mute = page.get_by_role("button", name="Mute", exact=True)
    await mute.click()
    await playwright.expect(page.get_by_role("button", name="Unmute")).to_be_visible()
    await stage.boss_sees(ann_speaks=False)
    count = boss.ear(stage.ann["id"]).count
    speaking = asyncio.create_task(boss.speak(tone(OTHER_PITCH, 1.5)))
    await playwright.expect(stage.row(boss.user)).to_have_class("speaking")
    await speaking
    await playwright.expect(stage.panel).to_have_attribute("data-heard", re.compile(r"^[3-9]\d|\d{3}"))
    await playwright.expect(stage.row(boss.user)).not_to_have_class("speaking")
    assert boss.ear(stage.ann["id"]).count == count
    await playwright.expect(stage.row(stage.ann)).to_contain_text("muted")

    await page.get_by_role("button", name="Unmute").click()
    await stage.boss_sees(ann_speaks=True)
    await page.get_by_role("button", name="Leave", exact=True).click()
    await playwright.expect(stage.panel).not_to_be_visible()
    await stage.town.discord.voice_server.wait_settled(stage.lounge, 1)
    await playwright.expect(stage.row(stage.ann)).to_have_count(0)


async def test_without_a_microphone_one_listens(stage: Stage) -> None:
    page, boss = stage.page.page, stage.boss
    await page.evaluate(NO_MICROPHONE)
    await page.get_by_role("radio", name="Русский").click()
    await page.get_by_role("button", name="Войти в Lounge").click()
    note = page.get_by_role("alert").filter(has_text="Браузер не разрешает использовать микрофон. Слушать можно и так.")
    await note.wait_for()
    await stage.town.discord.voice_server.wait_settled(stage.lounge, 2)
    await boss.speak(tone(OTHER_PITCH, 0.5))
    await playwright.expect(stage.panel).to_have_attribute("data-heard", re.compile(r"^[1-9]\d"))
    assert boss.ear(stage.ann["id"]).count == 0
    await page.evaluate("delete navigator.mediaDevices.getUserMedia")
    await note.get_by_role("button", name="Попробовать снова").click()
    await stage.boss_sees(ann_speaks=True)
    await playwright.expect(page.get_by_role("button", name="Выключить микрофон")).to_be_visible()
    await playwright.expect(note).to_have_count(0)


async def test_the_chat_of_the_voice_channel_is_there_and_opens_with_the_call(stage: Stage) -> None:
    page = stage.page.page
    boss = stage.town.actor(stage.town.people[1], "en").at(stage.lounge)
    await boss.say("who is coming?")
    channel = page.locator("#channels").get_by_role("button", name=re.compile(r"^Lounge"))
    await channel.get_by_text("unread").wait_for()
    await channel.click()
    await stage.page.sees("This is the beginning of Lounge")
    await stage.page.sees("who is coming?")
    await stage.page.write("I am")
    await stage.page.sees("I am")
    await playwright.expect(stage.panel).not_to_be_visible()
    await page.locator("#channels").get_by_role("button", name="general").click()
    await stage.page.sees_not("who is coming?")
    await stage.join()
    await stage.page.sees("who is coming?")
    await playwright.expect(page.locator("#input")).to_have_attribute("placeholder", "Message Lounge")


async def test_one_is_in_a_call_with_one_page_and_as_long_as_that_is_open(stage: Stage) -> None:
    server, ended = stage.town.discord.voice_server, "The call has ended"
    await stage.join()
    other = Newcomer(await stage.page.page.context.new_page(), stage.page.link)
    await other.page.goto(other.link)
    await other.page.get_by_role("button", name="Join Lounge").click()
    await playwright.expect(other.page.locator("#call")).to_contain_text("Voice connected")
    await stage.page.sees(ended, where="#toasts")
    await playwright.expect(stage.panel).not_to_be_visible()
    await server.wait_settled(stage.lounge, 2)
    await stage.boss_sees(ann_speaks=True)
    await other.page.close()
    await server.wait_settled(stage.lounge, 1)
    assert other.complaints == []

    await stage.join()
    await stage.page.act_as("Boss")
    await playwright.expect(stage.panel).not_to_be_visible()
    await server.wait_settled(stage.lounge, 1)
    stage.town.discord.voice.move(stage.town.guild["id"], stage.boss.user["id"], None)
    await playwright.expect(stage.row(stage.boss.user)).to_have_count(0)


async def test_whom_others_put_out_is_told(stage: Stage) -> None:
    await stage.join()
    stage.town.discord.voice.move(stage.town.guild["id"], stage.ann["id"], None)
    await stage.page.sees("The call has ended", where="#toasts")
    await playwright.expect(stage.panel).not_to_be_visible()
    stage.town.discord.overwrite(stage.lounge, stage.ann, deny=standin.Permission.CONNECT)
    await stage.page.page.get_by_role("button", name="Join Lounge").click()
    await stage.page.sees("lacks CONNECT", where="#toasts")
    await playwright.expect(stage.panel).not_to_be_visible()


# -- what runs in the browser's audio thread

CAPTURED = """async (rate) => {
  const context = new OfflineAudioContext(1, rate / 2, rate);
  await context.audioWorklet.addModule("/static/capture-worklet.js");
  const source = new OscillatorNode(context, { frequency: 440 });
  const node = new AudioWorkletNode(context, "capture", { channelCount: 1, channelCountMode: "explicit" });
  const frames = [];
  const whole = new Promise((done) => {
    node.port.onmessage = ({ data }) => frames.push([...new Int16Array(data.samples)]) === 24 && done();
  });
  source.connect(node).connect(context.destination);
  source.start();
  await context.startRendering();
  await whole;
  return frames.flat();
}"""
PLAYED = """async (pieces) => {
  const made = {};
  globalThis.AudioWorkletProcessor = class { port = { postMessage() {} }; };
  globalThis.registerProcessor = (name, processor) => { made[name] = processor; };
  await import(`/static/player-worklet.js?${pieces}`);
  const player = new made.player();
  for (const user of pieces) player.port.onmessage({ data: { user, samples: new Int16Array(960).fill(8192) } });
  const played = [];
  for (let block = 0; block < 100; block += 1) {
    const output = [new Float32Array(128), new Float32Array(128)];
    player.process([], [output]);
    played.push(...output[1]);
  }
  return played;
}"""


async def test_a_sound_card_of_any_rate_is_taken_at_48_khz(stage: Stage) -> None:
    for rate in (44_100, 96_000):
        samples = np.array(await stage.page.page.evaluate(CAPTURED, rate), np.int16)
        assert len(samples) in (24 * 960, 25 * 960)
        assert abs(pitch(AudioFrame(samples.reshape(-1, 1), 48_000)) - PITCH) < 8


async def test_what_comes_unevenly_is_played_evenly(stage: Stage) -> None:
    frame, target = 960, 2880
    for pieces, began, samples, loudest in (
        (["1"], target - 128, frame, 0.25),  # shorter than what is waited for: it waits no longer than that
        (["1"] * 10, 0, 10 * frame, 0.25),
        (["1"] * 20, 0, target + 4 * frame, 0.25),  # too much at once: the latest 60 ms, and what came after
        (["1", "2"] * 5, 0, 5 * frame, 0.5),  # two at the same time
    ):
        played = np.array(await stage.page.page.evaluate(PLAYED, pieces))
        assert (np.flatnonzero(played)[0] - began) // 128 == 0
        assert np.count_nonzero(played) == samples
        assert np.flatnonzero(played)[-1] - np.flatnonzero(played)[0] == samples - 1  # without a gap
        assert played.max() == loudest
