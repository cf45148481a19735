"""Voice messages are refused where Discord refuses them."""

from __future__ import annotations

import base64
import json
from typing import Any

import aiohttp
import pytest
from tests.standin.town import Raw, Town

from chatterbot.standin import Permission

pytestmark = pytest.mark.protocol

GOOD: dict[str, Any] = {"duration_secs": 1.5, "waveform": base64.b64encode(bytes(range(15))).decode()}


def form(
    described: dict[str, Any], *, files: int = 1, name: str = "v.ogg", kind: str | None = "audio/ogg", **body: Any
) -> aiohttp.FormData:
    data = aiohttp.FormData()
    attachments = [{"id": 0, "filename": name, **described}]
    data.add_field("payload_json", json.dumps({"flags": 8192, "attachments": attachments, **body}))
    for number in range(files):
        data.add_field(f"files[{number}]", b"OggS", filename=name, content_type=kind)
    return data


async def send(raw: Raw, town: Town, data: aiohttp.FormData) -> tuple[int, Any]:
    return await raw.call("POST", f"/channels/{town.general['id']}/messages", data=data)


async def test_a_complete_voice_message_is_posted(town: Town, raw: Raw) -> None:
    status, message = await send(raw, town, form(GOOD))
    (attachment,) = message["attachments"]
    assert (status, message["flags"], message["content"]) == (200, 8192, "")
    assert (attachment["duration_secs"], attachment["waveform"]) == (1.5, GOOD["waveform"])
    assert attachment["content_type"] == "audio/ogg"


@pytest.mark.parametrize("kind", ["audio/mpeg", "audio/wav", "audio/x-m4a", "audio/webm; codecs=opus", "AUDIO/FLAC"])
async def test_a_voice_message_may_have_any_audio_type(town: Town, raw: Raw, kind: str) -> None:
    status, message = await send(raw, town, form(GOOD, name="v.bin", kind=kind))
    assert (status, message["flags"]) == (200, 8192)


async def test_the_type_follows_from_the_name_if_the_upload_has_none(town: Town, raw: Raw) -> None:
    assert (await send(raw, town, form(GOOD, kind="application/octet-stream")))[0] == 200


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"described": GOOD, "content": "listen"}, 50159),
        ({"described": GOOD, "embeds": [{"title": "t"}]}, 50159),
        ({"described": GOOD, "files": 0}, 50035),
        ({"described": GOOD, "files": 2}, 50160),
        ({"described": GOOD, "name": "v.mp4", "kind": "video/mp4"}, 50160),
        ({"described": GOOD, "name": "v.ogg", "kind": "application/ogg"}, 50160),
        ({"described": GOOD, "name": "v.txt", "kind": "application/octet-stream"}, 50160),
        ({"described": {}}, 50161),
        ({"described": {"duration_secs": 1.5}}, 50161),
        ({"described": {"waveform": "AAAA"}}, 50161),
        ({"described": GOOD | {"waveform": ""}}, 50161),
        ({"described": GOOD | {"waveform": "no base64!"}}, 50035),
        ({"described": GOOD | {"waveform": base64.b64encode(bytes(257)).decode()}}, 50035),
        ({"described": GOOD | {"waveform": "A" * 404}}, 50035),
        ({"described": GOOD | {"duration_secs": -1}}, 50035),
        ({"described": GOOD | {"duration_secs": "long"}}, 50035),
    ],
)
async def test_a_wrong_voice_message_is_refused(town: Town, raw: Raw, data: dict[str, Any], code: int) -> None:
    status, error = await send(raw, town, form(**data))
    assert (status, error["code"]) == (400, code)
    assert town.discord.messages(town.general) == []


async def test_a_voice_message_needs_its_permission(town: Town, raw: Raw) -> None:
    town.discord.overwrite(town.general, town.discord.bot, deny=Permission.SEND_VOICE_MESSAGES)
    _, error = await send(raw, town, form(GOOD))
    assert error["code"] == 50173


async def test_a_voice_message_cannot_be_edited(town: Town, raw: Raw) -> None:
    _, message = await send(raw, town, form(GOOD))
    path = f"/channels/{town.general['id']}/messages/{message['id']}"
    assert (await raw.call("PATCH", path, {"content": "x"}))[1]["code"] == 50162
