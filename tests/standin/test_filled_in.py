"""What Discord fills in: embeds, media, sizes of pictures, references of answers, and fields of events."""

from __future__ import annotations

import io
import json
import struct
from typing import Any

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.standin.test_commands import command, option, put
from tests.standin.test_interactions import answer, hook
from tests.standin.test_messages import button, post, rows
from tests.standin.town import Raw, Town

from chatterbot.standin import ChannelType, images

pytestmark = pytest.mark.protocol


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", width, height) + bytes(5)


def gif(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + bytes(3)


def jpeg(width: int, height: int) -> bytes:
    comment = b"\xff\xfe" + struct.pack(">H", 6) + b"\xff\xc0\xff\xc0"
    tables = b"\xff\xdb" + struct.pack(">H", 4) + bytes(2) + b"\xff\xff\xc4" + struct.pack(">H", 3) + b"\x00"
    return b"\xff\xd8" + comment + tables + b"\xff\xc2" + struct.pack(">HBHHB", 8, 8, height, width, 1)


def webp(kind: bytes, head: bytes) -> bytes:
    return b"RIFF" + bytes(4) + b"WEBP" + kind + struct.pack("<I", len(head)) + head


def lossy(width: int, height: int) -> bytes:
    return webp(b"VP8 ", b"\x00\x00\x00\x9d\x01\x2a" + struct.pack("<HH", width | 1 << 14, height))


def lossless(width: int, height: int) -> bytes:
    return webp(b"VP8L", b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14))


def extended(width: int, height: int) -> bytes:
    return webp(b"VP8X", bytes(4) + struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3])


KINDS = (png, gif, jpeg, lossy, lossless, extended)


@pytest.mark.parametrize("build", KINDS)
@given(width=st.integers(1, 16_383), height=st.integers(1, 16_383))
def test_the_size_of_a_picture_is_read_from_its_header(build: Any, width: int, height: int) -> None:
    assert images.size(build(width, height)) == (width, height)


@pytest.mark.parametrize("build", KINDS)
def test_a_header_that_is_cut_off_has_no_size(build: Any) -> None:
    whole = build(300, 200)
    assert {images.size(whole[:length]) for length in range(len(whole) - 7)} == {None}


@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"\xff\xd8", b"\xff\xd8\xff", b"RIFF0000WEBP", b"GIF89a", b"\x89PNG\r\n\x1a\n"]),
)
def test_no_bytes_make_reading_a_size_fail(data: bytes, head: bytes) -> None:
    images.size(head + data)


def test_sizes_are_those_another_library_reads() -> None:
    image = pytest.importorskip("PIL.Image")
    for kind in ("PNG", "JPEG", "GIF", "WEBP"):
        written = io.BytesIO()
        image.new("RGB", (123, 45)).save(written, kind)
        assert images.size(written.getvalue()) == (123, 45)


async def send(town: Town, raw: Raw, body: dict[str, Any], **files: bytes) -> Any:
    form = aiohttp.FormData()
    form.add_field("payload_json", json.dumps(body), content_type="application/json")
    for number, (name, data) in enumerate(files.items()):
        kind = {"png": "image/png", "pdf": "application/pdf"}[name.rpartition("_")[2]]
        form.add_field(f"files[{number}]", data, filename=name.replace("_", "."), content_type=kind)
    status, message = await raw.call("POST", f"/channels/{town.general['id']}/messages", data=form)
    assert status == 200, message
    return message


async def test_embeds_are_stored_in_full(town: Town, raw: Raw) -> None:
    embed = {
        "type": "video",
        "title": "  t ",
        "timestamp": "2026-11-30T15:00:00.5+03:00",
        "fields": [{"name": "n", "value": " v"}, {"name": "n", "value": "v", "inline": True}],
        "image": {"url": "attachment://a.png"},
        "footer": {"text": "f", "icon_url": "https://example.com/i.png"},
        "description": None,
        "provider": {"name": "nobody"},
    }
    message = await send(town, raw, {"embeds": [embed]}, a_png=png(30, 20))
    (stored,) = message["embeds"]
    attachment = message["attachments"][0]
    assert (attachment["width"], attachment["height"], attachment["content_type"]) == (30, 20, "image/png")
    assert stored == {
        "type": "rich",
        "title": "t",
        "timestamp": "2026-11-30T12:00:00.500000+00:00",
        "fields": [{"name": "n", "value": "v", "inline": False}, {"name": "n", "value": "v", "inline": True}],
        "image": {"url": attachment["url"], "proxy_url": attachment["proxy_url"], "width": 30, "height": 20}
        | {"content_type": "image/png"},
        "footer": {"text": "f", "icon_url": "https://example.com/i.png", "proxy_icon_url": "https://example.com/i.png"},
    }


async def test_layouts_are_stored_in_full(town: Town, raw: Raw) -> None:
    picture = {"media": {"url": "attachment://a.png"}}
    parts = [
        {
            "type": 17,
            "components": [{"type": 12, "items": [picture]}, {"type": 13, "file": {"url": "attachment://b.pdf"}}],
        },
        {"type": 9, "components": [{"type": 10, "content": "t"}], "accessory": {"type": 11} | picture},
        {"type": 12, "items": [{"media": {"url": "https://example.com/c.png"}, "spoiler": True, "description": "d"}]},
        {"type": 14},
    ]
    message = await send(town, raw, {"flags": 1 << 15, "components": parts}, a_png=png(3, 2), b_pdf=b"pdf")
    box, section, gallery, separator = message["components"]
    first, second = message["attachments"]
    own = {"id": first["id"], "url": first["url"], "proxy_url": first["proxy_url"], "attachment_id": first["id"]}
    own |= {"width": 3, "height": 2, "content_type": "image/png"}
    assert (box["accent_color"], box["spoiler"]) == (None, False)
    assert box["components"][0]["items"] == [{"media": own, "description": None, "spoiler": False}]
    file = box["components"][1]
    assert (file["name"], file["size"], file["spoiler"]) == ("b.pdf", 3, False)
    assert (file["file"]["attachment_id"], file["file"]["content_type"]) == (second["id"], "application/pdf")
    assert section["accessory"]["media"] == own
    assert (section["accessory"]["description"], section["accessory"]["spoiler"]) == (None, False)
    (item,) = gallery["items"]
    assert (item["spoiler"], item["description"], item["media"]["url"]) == (True, "d", "https://example.com/c.png")
    assert item["media"]["id"].isdigit()
    assert (separator["divider"], separator["spacing"]) == (True, 1)
    assert [part["id"] for part in (box, *box["components"], section)] == [1, 2, 3, 4]


async def test_spoilers_are_flags_of_attachments_and_can_be_edited(town: Town, raw: Raw) -> None:
    body = {"attachments": [{"id": 0, "is_spoiler": True}, {"id": 1, "filename": "SPOILER_b.png"}]}
    message = await send(town, raw, body, a_png=b"a", b_png=b"b")
    assert [attachment["flags"] & 8 for attachment in message["attachments"]] == [8, 8]
    path = f"/channels/{town.general['id']}/messages/{message['id']}"
    kept = [{"id": message["attachments"][0]["id"], "is_spoiler": False, "description": "now seen"}]
    _, edited = await raw.call("PATCH", path, {"attachments": kept})
    (attachment,) = edited["attachments"]
    assert (attachment["flags"] & 8, attachment["description"]) == (0, "now seen")


async def test_suppressed_embeds_are_not_shown(town: Town, raw: Raw) -> None:
    _, message = await post(raw, town, content="x", embeds=[{"title": "t"}], flags=4)
    assert message["embeds"] == []
    path = f"/channels/{town.general['id']}/messages/{message['id']}"
    _, edited = await raw.call("PATCH", path, {"flags": 0})
    assert ([embed["title"] for embed in edited["embeds"]], edited["edited_timestamp"]) == (["t"], None)


@pytest.mark.usefixtures("bot")
async def test_events_of_messages_tell_the_type_of_their_channel(town: Town, raw: Raw) -> None:
    said = [await town.ann.say("x"), await town.ann.dm().say("x")]
    await town.ann.edit(said[0], "y")
    _, spoken = await raw.call(
        "POST", f"/channels/{town.discord.dm(town.ann)['id']}/messages", {"content": "z", "tts": True}
    )
    await raw.call("PATCH", f"/channels/{spoken['channel_id']}/messages/{spoken['id']}", {"content": "zz"})
    sent = [
        (e.name, e.data["channel_type"], e.data["tts"])
        for e in town.discord.gateway.sent
        if e.name.startswith("MESSAGE")
    ]
    assert sent == [
        ("MESSAGE_CREATE", ChannelType.TEXT, False),
        ("MESSAGE_CREATE", ChannelType.DM, False),
        ("MESSAGE_UPDATE", ChannelType.TEXT, False),
        ("MESSAGE_CREATE", ChannelType.DM, True),
        ("MESSAGE_UPDATE", ChannelType.DM, False),
    ]
    assert "channel_type" not in spoken


async def test_answers_refer_to_what_they_answer(town: Town, raw: Raw) -> None:
    await put(raw, town, command(options=[option()]), {"name": "Menu", "type": 3})
    used = await town.ann.slash("train", wait=False)
    _, body = await answer(
        raw, used, {"type": 4, "data": {"content": "hi", "components": rows(button())}}, "?with_response=1"
    )
    first = body["resource"]["message"]
    assert (first["type"], "message_reference" in first, "referenced_message" in first) == (20, False, False)
    _, more = await raw.call("POST", hook(town, used), {"content": "more"})
    expected = {"type": 0, "channel_id": town.general["id"], "message_id": first["id"], "guild_id": town.guild["id"]}
    assert (more["type"], more["message_reference"], more["referenced_message"]["content"]) == (19, expected, "hi")
    assert (more["mentions"], more["interaction_metadata"]["original_response_message_id"]) == ([], first["id"])

    clicked = await town.ann.click(town.discord.messages(town.general)[0], "Go", wait=False)
    await answer(raw, clicked, {"type": 4, "data": {"content": "clicked", "flags": 64}})
    assert clicked.message is not None
    assert (clicked.message["type"], clicked.message["message_reference"]) == (19, expected)
    assert clicked.message["referenced_message"]["id"] == first["id"]

    asked = await town.ann.say("?")
    chosen = await town.ann.context("Menu", asked, wait=False)
    await answer(raw, chosen, {"type": 5})
    assert chosen.message is not None
    assert (chosen.message["type"], chosen.message["message_reference"]["message_id"]) == (23, asked["id"])
    assert chosen.message["referenced_message"]["content"] == "?"


async def test_resolved_channels_tell_the_permissions_of_the_bot(town: Town, raw: Raw) -> None:
    await put(raw, town, command(options=[option(type=7, name="where")]))
    other = town.discord.channel(town.guild, "other")
    town.discord.overwrite(other, town.discord.bot, deny=town.ann.permissions)
    used = await town.ann.slash("train", where=other, wait=False)
    (channel,) = used.payload["data"]["resolved"]["channels"].values()
    assert (channel["app_permissions"], channel["permissions"]) == ("0", str(int(town.ann.at(other).permissions)))
