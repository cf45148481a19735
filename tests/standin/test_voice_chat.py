"""The chat of a voice channel: messages, commands and buttons there, for people and bots, by the rights to join."""

from __future__ import annotations

import pytest
from tests.standin.fake_bot import SmallBot
from tests.standin.town import Raw, Town

from chatterbot.standin import ChannelType, Json, MessageFlag, Permission, SetupError

pytestmark = pytest.mark.protocol


@pytest.fixture
def lounge(town: Town) -> Json:
    return town.discord.channel(town.guild, "Lounge", ChannelType.VOICE)


async def test_people_and_bots_write_and_click_there(lounge: Json, town: Town, bot: SmallBot) -> None:
    ann = town.ann.at(lounge)
    asked = await ann.say("hello")
    reply = await town.discord.wait_reply(asked)
    assert (reply["content"], reply["channel_id"]) == ("hi ann", lounge["id"])
    assert ann.messages() == [asked, reply]
    assert town.ann.messages() == []
    panel = (await ann.slash("show")).message
    assert panel is not None
    await ann.click(panel, "Again")
    assert (await town.discord.wait_message(lounge))["content"] == "clicked 7"
    picked = await ann.choose(panel, "Pick", "Two")
    assert picked.message is not None
    assert picked.message["flags"] & MessageFlag.EPHEMERAL
    assert (await (await ann.slash("ask")).submit(text="words")).content == "you wrote words (42)"
    assert bot.heard[0] == "hello"


async def test_who_may_not_join_neither_reads_nor_writes(town: Town, raw: Raw, lounge: Json) -> None:
    ann = town.ann.at(lounge)
    await ann.say("hello")
    town.discord.overwrite(lounge, town.ann, deny=Permission.CONNECT)
    assert ann.messages() == []
    with pytest.raises(SetupError, match="lacks CONNECT"):
        await ann.say("let me in")
    town.discord.permit_bot(town.guild, Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES)
    town.discord.permit_everyone(town.guild, Permission.VIEW_CHANNEL)
    for method in ("GET", "POST"):
        status, refusal = await raw.call(method, f"/channels/{lounge['id']}/messages", {"content": "x"})
        assert (status, refusal["code"]) == (403, 50001)
