"""What a language model may write is chosen in /settings, which says what is sent where."""

from __future__ import annotations

from typing import Any, cast

import pytest
from tests.e2e import people
from tests.e2e.test_settings_sections import GO, chosen, find, pick, press, said, section
from tests.e2e.town import Town

from chatterbot.llm import LanguageModel, ScriptedModel
from chatterbot.preferences import ChannelOverride, ModelMode
from chatterbot.standin import Actor, Interaction, StandIn

pytestmark = pytest.mark.e2e

SERVER = {"base_url": "https://user:secret@llm.example.org/v1", "allowed_models": ["tiny", "größer-🦙", "x" * 150]}


class Remote:
    """A model on a server, as far as anybody is told."""

    def __init__(self) -> None:
        self._model = ScriptedModel(lambda _: "fine")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)


def remote() -> LanguageModel:
    return cast("LanguageModel", Remote())


def offered(shown: Interaction, menu: str) -> list[str]:
    """The values of a menu."""
    assert shown.message is not None
    parts = [part for row in shown.message["components"] for part in row["components"]]
    return [option["value"] for part in parts if part["custom_id"] == menu for option in part["options"]]


async def test_modes_say_what_they_mean_and_what_is_sent_where(town: Town, boss: Actor) -> None:
    async with town.running(model=remote(), llm=SERVER) as app:
        shown = await section(boss, "model")
        assert "only where a taught answer may fit" in said(shown)
        assert "are sent to `llm.example.org`" in said(shown)
        assert "secret" not in said(shown)
        assert "are sent to `llm.example.org`, the language model" in str((await people.use(boss, "privacy")).content)
        await press(boss, shown, "settings-press:model:off")
        assert "example.org" not in str((await people.use(boss, "privacy")).content)
        assert "nothing is sent to it" in said(shown)
        assert "example.org" not in said(shown)
        await press(boss, shown, "settings-press:model:grounded")
        assert "ℹ️ From now on, questions for which nothing is taught" in said(shown)
        await press(boss, shown, "settings-press:model:open")
        assert "ℹ️" not in said(shown)  # nothing more is sent than before
        assert "general knowledge. Such answers say so" in said(shown)
        await press(boss, shown, "settings-press:model_reads_channel:yes")
        assert "other people's included, are sent along to `llm.example.org`" in said(shown)
        await pick(boss, shown, "settings-pick:model_name", "größer-🦙")
        assert "Model: **`größer-🦙`**" in said(shown)
        assert offered(shown, "settings-pick:model_name") == ["-", "tiny", "größer-🦙"]
        now = await chosen(app, town)
        assert (now.model, now.model_name, now.model_reads_channel) == (ModelMode.OPEN, "größer-🦙", True)
        assert len(said(shown)) < 2_000
    async with town.running(model=remote(), llm={**SERVER, "allowed_models": []}) as app:
        # Another operator's list: the model is gone, which is said, and can be taken back.
        shown = await section(boss, "model")
        assert "⚠️ It is not available any more, so `scripted` answers" in said(shown)
        await pick(boss, shown, "settings-pick:model_name", "-")
        assert (await chosen(app, town)).model_name is None


async def test_single_channels_go_through_the_modes(town: Town, discord: StandIn, boss: Actor) -> None:
    async with town.running(model=remote(), llm=SERVER) as app:
        quiet = discord.channel(town.guild, "quiet")
        shown = await section(boss, "places")
        await pick(boss, shown, "settings-pick:place", quiet)
        place = f"settings-press:place:{quiet['id']}:model"
        for mode, words in (
            ("off", "Model: writes nothing"),
            ("taught", "Model: near what was taught"),
            ("grounded", "Model: from sources"),
            ("open", "Model: general knowledge"),
        ):
            assert find(shown, place) == f"{place}:{mode}"
            await press(boss, shown, place)
            assert f"**<#{quiet['id']}>**: {words}" in said(shown)
            assert ("ℹ️ From now on" in said(shown)) is (mode == "grounded")
            override = (await chosen(app, town)).overrides[int(quiet["id"])]
            assert override == ChannelOverride(model=ModelMode(mode))
        await press(boss, shown, f"settings-press:place:{quiet['id']}:clear")
        assert not (await chosen(app, town)).overrides


async def test_in_a_direct_message_a_person_chooses(town: Town, discord: StandIn, ann: Actor) -> None:
    async with town.running(model=ScriptedModel(lambda _: "fine")) as app:
        home = ann.at(discord.dm(ann))
        shown = await people.use(home, "settings", model="open")
        assert "✅ A language model writes: **also from its general knowledge**" in str(shown.content)
        assert "nothing is sent to another server" in str(shown.content)
        assert (await app.services.preferences.get(int(ann.data["id"]))).model is ModelMode.OPEN
        russian = await discord.wait_reply(await home.say("!настройки модель: выкл"))
        assert "Языковая модель пишет: **ничего**" in russian["content"]


async def test_without_a_model_nothing_is_offered_and_nothing_changed(town: Town, boss: Actor) -> None:
    async with town.running(model=ScriptedModel(lambda _: "fine")):
        shown = await section(boss, "model")
    async with town.running() as app:
        plain = await people.use(boss, "settings")
        assert plain.message is not None
        assert "model" not in offered(plain, GO)
        assert "odel" not in str(plain.content)
        assert "language model" not in str((await people.use(boss, "privacy")).content)
        refused = await people.use(boss, "settings", model="open")
        assert "No language model is set up on this bot" in str(refused.content)
        pressed = await (await boss.click(shown.message or {}, "settings-press:model:open")).finished()
        assert "No language model is set up on this bot" in str(pressed.content)
        assert (await chosen(app, town)).model is ModelMode.TAUGHT


@pytest.mark.parametrize(
    ("mode", "said_so"),
    [
        (ModelMode.OFF, None),
        (ModelMode.TAUGHT, "a language model helps with taught answers"),
        (ModelMode.GROUNDED, "a language model writes from what was taught and imported"),
        (ModelMode.OPEN, "say that they are general knowledge, which may be wrong"),
    ],
)
async def test_help_tells_members_that_a_model_may_answer(
    town: Town, ann: Actor, mode: ModelMode, said_so: str | None
) -> None:
    async with town.running(model=remote(), llm=SERVER) as app:
        await app.services.preferences.change(int(town.guild["id"]), model=mode)
        told = str((await people.use(ann, "help")).embeds[0]["description"])
        assert (said_so in told) if said_so else ("model" not in told)
    if said_so is None:
        async with town.running():
            assert str((await people.use(ann, "help")).embeds[0]["description"]) == told
