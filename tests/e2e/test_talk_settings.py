"""/settings of spoken conversations: what is answered, by which names, what is written down and kept."""

from __future__ import annotations

import shutil

import pytest
from tests.e2e import people
from tests.e2e.town import Town

from chatterbot.app import App
from chatterbot.preferences import GuildPreferences, TalkMode
from chatterbot.standin import Actor, Interaction, Permission, StandIn

pytestmark = pytest.mark.e2e


def lines(shown: Interaction) -> list[str]:
    return str(shown.content).split("\n")


async def kept(app: App, town: Town) -> GuildPreferences:
    return await app.services.preferences.get(int(town.guild["id"]))


async def test_all_four_are_kept_and_shown(app: App, town: Town, boss: Actor) -> None:
    changed = await people.use(
        boss, "settings", listening="called", names="Robbie, the  *Bot* ,ROBBIE", mirror=True, transcripts_kept=7
    )
    assert [line for line in lines(changed) if line.startswith("✅")] == [
        "✅ What I answer in voice channels: **what is said to me: when we are alone, when somebody says my name, and follow-ups**",
        "✅ Other names I answer to in voice channels: **ROBBIE, the \\*Bot\\***",
        "✅ Who said what, and what I answered, **is also posted in the voice channel's chat**",
        "✅ Spoken questions and answers are kept **for 7 days**",
    ]
    chosen = await kept(app, town)
    assert (chosen.talk, chosen.wake_names) == (TalkMode.CALLED, ("ROBBIE", "the *Bot*"))
    assert (chosen.mirror, chosen.transcripts_kept) == (True, 7)
    assert "✅ In voice channels I answer to **my own name only**" in lines(
        await people.use(boss, "settings", names="-")
    )
    assert not (await kept(app, town)).wake_names


async def test_what_is_written_down_is_kept_for_a_day(app: App, town: Town, boss: Actor) -> None:
    changed = lines(await people.use(boss, "settings", mirror=True))
    assert "✅ Spoken questions and answers are kept **for 1 day**" in changed
    assert any(line.startswith("ℹ️ What is posted in the chat is also kept for a day") for line in changed)
    assert (await kept(app, town)).transcripts_kept == 1
    ended = lines(await people.use(boss, "settings", transcripts_kept=0))
    assert "✅ What is said in voice channels is **not posted** in their chat" in ended
    assert any(line.startswith("ℹ️ I no longer post in the voice channel's chat either") for line in ended)
    assert not (await kept(app, town)).mirror
    refused = await people.use(boss, "settings", mirror=True, transcripts_kept=0)
    assert str(refused.content).startswith("What I post in the chat must be kept for at least a day")
    assert await kept(app, town) == GuildPreferences()


async def test_what_holds_where_nobody_chose_is_the_operators_to_say(town: Town, boss: Actor) -> None:
    for said, days in (
        ({"mirror": True}, 1),
        ({"mirror": True, "transcripts_kept": 3}, 3),
        ({"transcripts_kept": 2}, 2),
    ):
        async with town.running(voice=said) as app:
            chosen = await kept(app, town)
            assert (chosen.mirror, chosen.transcripts_kept) == ("mirror" in said, days)
    async with town.running(voice={"mirror": True}) as app:
        await people.use(boss, "settings", transcripts_kept=0)
        chosen = await kept(app, town)
        assert (chosen.mirror, chosen.transcripts_kept) == (False, 0), "a server chooses otherwise"


async def test_nothing_is_kept_longer_than_the_operator_says(town: Town, boss: Actor) -> None:
    async with town.running(privacy={"turns_kept": 3}):
        changed = await people.use(boss, "settings", transcripts_kept=30)
        assert "✅ Spoken questions and answers are kept **for 3 days**" in lines(changed)


@pytest.mark.parametrize("names", ["x", "a" * 33, " , ", ", ".join(f"name {number}" for number in range(11))])
async def test_names_that_are_none(app: App, town: Town, boss: Actor, names: str) -> None:
    refused = await people.use(boss, "settings", names=names)
    assert refused.content == "I accept up to 10 names of 2 to 32 characters each, separated by commas; `-` for none."
    assert await kept(app, town) == GuildPreferences()


@pytest.mark.usefixtures("app")
async def test_they_are_a_servers_and_for_managers(town: Town, discord: StandIn, ann: Actor) -> None:
    refused = await people.use(ann.dm(), "settings", listening="never")
    assert str(refused.content).startswith("Where I answer and who can teach me are settings of a server.")
    olga = discord.user("Olga", town.general, locale="ru").with_permissions(Permission.MANAGE_GUILD)
    shown = await people.use(olga, "настройки", разговоры="never", срок_хранения=2)
    assert "✅ На что отвечаю в голосовых каналах: **ни на что: я не слушаю**" in lines(shown)
    assert "✅ Сказанное и ответы на него хранятся **2 дня**" in lines(shown)


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
async def test_the_list_has_them_where_something_can_be_said(town: Town, boss: Actor) -> None:
    pytest.importorskip("av", reason="the extra `speech` is not installed")
    async with town.running(speech={"speak": True, "edge": False, "espeak": True, "prefill": False}):
        shown = lines(await people.use(boss, "settings"))
        assert "• What I answer in voice channels: **also anything very close to something I was taught**" in shown
        assert "• In voice channels I answer to **my own name only**" in shown
        assert "• What is said in voice channels is **not posted** in their chat" in shown
        assert "• Spoken questions and answers are **not kept**" in shown
        assert any(line.startswith("🙉 I can't hear anybody in voice channels") for line in shown)
