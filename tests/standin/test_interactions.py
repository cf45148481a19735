"""Interactions: their payloads, their first answer, what comes after it, and who sees what."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest
from tests.standin.test_commands import command, option, put
from tests.standin.test_messages import button, paths, rows
from tests.standin.town import Raw, Town

from chatterbot.standin import Interaction, NoAnswer, Permission, SetupError

pytestmark = pytest.mark.protocol

TEXT = {"type": 4, "data": {"content": "hi"}}
FIELD = {"type": 4, "custom_id": "text", "label": "Text", "style": 1}
MODAL: dict[str, Any] = {
    "type": 9,
    "data": {"title": "T", "custom_id": "m", "components": [{"type": 1, "components": [FIELD]}]},
}


@pytest.fixture(autouse=True)
async def registered(town: Town, raw: Raw) -> None:
    completing = option(autocomplete=True)
    await put(raw, town, command(options=[completing]), {"name": "Menu", "type": 3}, {"name": "Who", "type": 2})


async def use(town: Town) -> Interaction:
    return await town.ann.slash("train", wait=False)


async def answer(raw: Raw, used: Interaction, body: Any, query: str = "") -> tuple[int, Any]:
    return await raw.call("POST", f"/interactions/{used.id}/{used.token}/callback{query}", body, token="none needed")


def hook(town: Town, used: Interaction, message: str = "") -> str:
    return f"/webhooks/{town.discord.app_id}/{used.token}{message}"


async def test_payload_in_a_guild_and_in_private(town: Town) -> None:
    payload = (await use(town)).payload
    assert payload["member"]["permissions"] == str(int(town.ann.permissions))
    bot_may = town.discord.world.allowed(town.discord.app_id, town.general)
    assert payload["app_permissions"] == str(int(bot_may))
    assert (payload["context"], payload["guild_id"], "user" in payload) == (0, town.guild["id"], False)
    payload = (await town.ann.dm().slash("train", wait=False)).payload
    assert (payload["context"], "guild_id" in payload, payload["user"]["id"]) == (1, False, town.ann.id)


async def test_an_answer_is_a_message(town: Town, raw: Raw) -> None:
    used = await use(town)
    assert await answer(raw, used, TEXT) == (204, None)
    assert (used.kind, used.content, used.ephemeral) == ("message", "hi", False)
    assert used.message is not None
    assert (used.message["type"], used.message["interaction_metadata"]["user"]["id"]) == (20, town.ann.id)
    assert used.message in town.discord.messages(town.general)


async def test_answers_mention_only_users_by_default(town: Town, raw: Raw) -> None:
    used = await use(town)
    await answer(raw, used, {"type": 4, "data": {"content": f"@everyone <@{town.ann.id}>"}})
    assert used.message is not None
    assert used.message["mention_everyone"] is False
    assert [user["id"] for user in used.message["mentions"]] == [town.ann.id]


async def test_a_deferral_can_only_be_made_ephemeral(town: Town, raw: Raw) -> None:
    used = await use(town)
    await answer(raw, used, {"type": 5, "data": {"flags": 1 << 15 | 64}})
    assert used.message is not None
    assert used.message["flags"] == 64 | 128


async def test_with_response_tells_the_message(town: Town, raw: Raw) -> None:
    used = await use(town)
    status, body = await answer(raw, used, TEXT, "?with_response=true")
    assert (status, body["resource"]["message"]["content"]) == (200, "hi")
    assert body["interaction"]["response_message_id"] == body["resource"]["message"]["id"]
    used = await use(town)
    body = (await answer(raw, used, {"type": 5}, "?with_response=1"))[1]
    assert body["interaction"]["response_message_loading"] is True


async def test_only_one_answer_in_time_by_the_right_token(town: Town, raw: Raw) -> None:
    used = await use(town)
    wrong = await raw.call("POST", f"/interactions/{used.id}/wrong/callback", TEXT)
    assert wrong[1]["code"] == 10062
    await answer(raw, used, TEXT)
    assert (await answer(raw, used, TEXT))[1]["code"] == 40060
    late = await use(town)
    town.discord.clock.advance(3.5)
    assert (await answer(raw, late, TEXT))[1]["code"] == 10062


async def test_no_answer_raises_an_error_with_the_latest_requests(town: Town) -> None:
    town.discord.ack_deadline = 0.01
    with pytest.raises(NoAnswer, match=r"(?s)did not respond.*PUT /applications"):
        await town.ann.slash("train")


@pytest.mark.parametrize("kind", [1, 6, 7, 8, 10, None])
async def test_commands_take_only_some_answers(town: Town, raw: Raw, kind: int | None) -> None:
    status, error = await answer(raw, await use(town), {"type": kind, "data": {}})
    assert (status, paths(error)) == (400, {"type INTERACTION_CALLBACK_TYPE_INVALID"})


async def test_a_refused_answer_leaves_the_interaction_open(town: Town, raw: Raw) -> None:
    used = await use(town)
    status, error = await answer(raw, used, {"type": 4, "data": {"content": "x" * 2001}})
    assert (status, paths(error)) == (400, {"data/content BASE_TYPE_MAX_LENGTH"})
    assert (await answer(raw, used, {"type": 4, "data": {}}))[1]["code"] == 50006
    assert (await answer(raw, used, TEXT))[0] == 204


async def test_ephemeral_answers_are_seen_by_one(town: Town, raw: Raw) -> None:
    used = await use(town)
    await answer(raw, used, {"type": 4, "data": {"content": "psst", "flags": 64, "components": rows(button())}})
    assert used.ephemeral
    assert town.discord.messages(town.general) == []
    assert [message["content"] for message in town.ann.messages()] == ["psst"]
    assert used.message is not None
    path = f"/channels/{town.general['id']}/messages/{used.message['id']}"
    assert (await raw.call("GET", path))[1]["code"] == 10008
    bob = town.discord.user("Bob", town.general)
    with pytest.raises(SetupError, match="ephemeral"):
        await bob.click(used.message, "Go")
    await town.ann.click(used.message, "Go", wait=False)


async def test_the_first_followup_becomes_the_deferred_answer_and_keeps_its_visibility(town: Town, raw: Raw) -> None:
    used = await use(town)
    await answer(raw, used, {"type": 5, "data": {"flags": 64}})
    assert used.loading
    assert (await raw.call("POST", hook(town, used), {"content": "done"}))[0] == 200
    assert (used.content, used.ephemeral, used.followups, used.loading) == ("done", True, [], False)
    used = await use(town)
    await answer(raw, used, {"type": 5})
    await raw.call("POST", hook(town, used), {"content": "done", "flags": 64})
    assert (used.content, used.ephemeral) == ("done", False)
    assert used.message is not None
    assert used.message["edited_timestamp"] is None
    await raw.call("POST", hook(town, used), {"content": "more", "flags": 64})
    assert [message["flags"] for message in used.followups] == [64]


async def test_original_and_followups_are_read_edited_deleted(town: Town, raw: Raw) -> None:
    used = await use(town)
    assert (await raw.call("POST", hook(town, used), {"content": "early"}))[1]["code"] == 10015
    await answer(raw, used, TEXT)
    original = hook(town, used, "/messages/@original")
    assert (await raw.call("GET", original))[1]["content"] == "hi"
    assert (await raw.call("PATCH", original, {"content": "ho"}))[1]["content"] == "ho"
    _, more = await raw.call("POST", hook(town, used), {"content": "more"})
    later = hook(town, used, f"/messages/{more['id']}")
    assert (await raw.call("PATCH", later, {"content": "most"}))[1]["content"] == "most"
    assert (await raw.call("DELETE", later))[0] == 204
    assert (await raw.call("GET", later))[1]["code"] == 10008
    assert (await raw.call("DELETE", original))[0] == 204
    assert (await raw.call("GET", original))[1]["code"] == 10008
    assert town.discord.messages(town.general) == []


async def test_tokens_end_and_belong_to_one_application(town: Town, raw: Raw) -> None:
    used = await use(town)
    await answer(raw, used, TEXT)
    assert (await raw.call("POST", f"/webhooks/1/{used.token}", {"content": "x"}))[1]["code"] == 10015
    assert (await raw.call("POST", f"/webhooks/{town.discord.app_id}/x", {"content": "x"}))[1]["code"] == 50027
    town.discord.clock.advance(901)
    assert (await raw.call("PATCH", hook(town, used, "/messages/@original"), {"content": "x"}))[1]["code"] == 50027


async def test_answers_need_no_permission_in_the_channel(town: Town, raw: Raw) -> None:
    town.discord.overwrite(town.general, town.discord.bot, deny=Permission.SEND_MESSAGES)
    assert (await answer(raw, await use(town), TEXT))[0] == 204


async def _panel(town: Town, raw: Raw) -> dict[str, Any]:
    menu = {"type": 3, "custom_id": "menu", "placeholder": "Pick", "options": [{"label": "One", "value": "1"}]}
    disabled = button(custom_id="off", label="Off", disabled=True)
    link = {"type": 2, "style": 5, "label": "Link", "url": "https://example.org"}
    body = {"content": "panel", "components": rows(button(), disabled, link) + rows(menu)}
    await raw.call("POST", f"/channels/{town.general['id']}/messages", body)
    return town.discord.messages(town.general)[-1]


async def test_a_component_updates_its_message_or_gets_a_new_answer(town: Town, raw: Raw) -> None:
    panel = await _panel(town, raw)
    used = await town.ann.click(panel, "Go", wait=False)
    assert used.payload["message"]["id"] == panel["id"]
    assert (await answer(raw, used, {"type": 7, "data": {"content": "new"}}))[0] == 204
    assert (panel["content"], used.message) == ("new", panel)
    used = await town.ann.click(panel, "go", wait=False)
    await answer(raw, used, {"type": 6})
    assert used.kind == "deferred update"
    await raw.call("PATCH", hook(town, used, "/messages/@original"), {"content": "newer"})
    await raw.call("POST", hook(town, used), {"content": "extra"})
    assert (panel["content"], used.followups[0]["content"]) == ("newer", "extra")
    used = await town.ann.choose(panel, "Pick", "One", wait=False)
    assert used.payload["data"]["values"] == ["1"]
    await answer(raw, used, TEXT)
    assert used.message is not None
    assert used.message["interaction_metadata"]["interacted_message_id"] == panel["id"]
    await town.discord.owner(town.general).delete(panel)
    with pytest.raises(SetupError, match="gone"):
        await town.ann.click(panel, "Go")


@pytest.mark.parametrize("which", ["Off", "Link", "Pick", "Nothing"])
async def test_what_cannot_be_clicked_raises_setup_error(town: Town, raw: Raw, which: str) -> None:
    with pytest.raises(SetupError):
        await town.ann.click(await _panel(town, raw), which)


@pytest.mark.parametrize("values", [[], ["One", "1"], ["Two"]])
async def test_what_cannot_be_chosen_raises_setup_error(town: Town, raw: Raw, values: list[str]) -> None:
    with pytest.raises(SetupError):
        await town.ann.choose(await _panel(town, raw), "Pick", *values)


async def test_choosing_people_roles_and_channels(town: Town, raw: Raw) -> None:
    menu = {"type": 7, "custom_id": "menu", "max_values": 2}
    await raw.call("POST", f"/channels/{town.general['id']}/messages", {"content": "x", "components": rows(menu)})
    panel = town.discord.messages(town.general)[-1]
    used = await town.ann.choose(panel, "menu", town.ann, town.guild["roles"][0], wait=False)
    data = used.payload["data"]
    assert data["values"] == [town.ann.id, town.guild["id"]]
    assert set(data["resolved"]) == {"users", "members", "roles"}


async def test_a_modal_is_opened_and_submitted(town: Town, raw: Raw) -> None:
    used = await use(town)
    assert (await answer(raw, used, MODAL))[0] == 204
    assert used.kind == "modal"
    assert (await raw.call("GET", hook(town, used, "/messages/@original")))[1]["code"] == 10008
    sent = await used.submit(Text="words", wait=False)
    field = sent.payload["data"]["components"][0]["components"][0]
    assert (field["custom_id"], field["value"]) == ("text", "words")
    assert (await answer(raw, sent, MODAL))[0] == 400
    assert (await answer(raw, sent, {"type": 7, "data": {}}))[0] == 400
    assert (await answer(raw, sent, TEXT))[0] == 204
    assert sent.message is not None
    opened_by = sent.message["interaction_metadata"]["triggering_interaction_metadata"]
    assert (opened_by["id"], opened_by["name"]) == (used.id, "train")


async def test_a_modal_of_a_button_may_update_its_message(town: Town, raw: Raw) -> None:
    panel = await _panel(town, raw)
    opened = await town.ann.click(panel, "Go", wait=False)
    await answer(raw, opened, MODAL)
    sent = await opened.submit(text="x", wait=False)
    assert sent.payload["message"]["id"] == panel["id"]
    await answer(raw, sent, {"type": 7, "data": {"content": "by modal"}})
    assert panel["content"] == "by modal"


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"title": ""}, "data/title BASE_TYPE_REQUIRED"),
        ({"title": "x" * 46}, "data/title BASE_TYPE_BAD_LENGTH"),
        ({"custom_id": "x" * 101}, "data/custom_id BASE_TYPE_BAD_LENGTH"),
        ({"components": []}, "data/components BASE_TYPE_REQUIRED"),
        ({"components": [{"type": 1, "components": [FIELD]}] * 6}, "data/components BASE_TYPE_BAD_LENGTH"),
        (
            {"components": [{"type": 1, "components": [FIELD]}] * 2},
            "data/components/1/components/0/custom_id COMPONENT_CUSTOM_ID_DUPLICATED",
        ),
        ({"components": rows(button())}, "data/components/0/components UNION_TYPE_CHOICES"),
        (
            {"components": [{"type": 1, "components": [FIELD | {"label": "x" * 46}]}]},
            "data/components/0/components/0/label BASE_TYPE_BAD_LENGTH",
        ),
        (
            {"components": [{"type": 1, "components": [FIELD | {"max_length": 4001}]}]},
            "data/components/0/components/0/max_length NUMBER_TYPE_MAX",
        ),
        (
            {"components": [{"type": 1, "components": [FIELD | {"value": "x", "min_length": 2}]}]},
            "data/components/0/components/0/value TEXT_INPUT_VALUE_LENGTH",
        ),
    ],
)
async def test_a_wrong_modal_is_refused_with_its_place(
    town: Town, raw: Raw, changes: dict[str, Any], place: str
) -> None:
    used = await use(town)
    status, error = await answer(raw, used, {"type": 9, "data": MODAL["data"] | changes})
    assert status == 400
    assert place in paths(error)


async def test_labels_menus_and_files_in_modals(town: Town, raw: Raw) -> None:
    options = [{"label": "One", "value": "1"}, {"label": "Two", "value": "2"}]
    parts = [
        {"type": 18, "label": "Which", "component": {"type": 3, "custom_id": "which", "options": options}},
        {"type": 18, "label": "Files", "component": {"type": 19, "custom_id": "files", "max_values": 2}},
        {"type": 10, "content": "words"},
    ]
    used = await use(town)
    assert (await answer(raw, used, {"type": 9, "data": MODAL["data"] | {"components": parts}}))[0] == 204
    with pytest.raises(SetupError, match="not among"):
        await used.submit(Which=["3"], Files=[("a", b"a")])
    sent = await used.submit(Which=["2"], files=[("a.txt", b"a"), ("b.txt", b"b")], wait=False)
    data = sent.payload["data"]
    assert data["components"][0]["component"]["values"] == ["2"]
    assert data["components"][1]["component"]["values"] == list(data["resolved"]["attachments"])


@pytest.mark.parametrize(
    ("choices", "good"),
    [
        ([], True),
        ([{"name": "a", "value": "1"}], True),
        ([{"name": str(n), "value": "x"} for n in range(26)], False),
        ([{"name": "", "value": "x"}], False),
        ([{"name": "x" * 101, "value": "x"}], False),
        ([{"name": "a", "value": 1}], False),
        ([{"name": "a", "value": "x" * 101}], False),
        (None, False),
    ],
)
async def test_a_wrong_autocomplete_answer_is_refused(town: Town, raw: Raw, *, choices: Any, good: bool) -> None:
    async def respond() -> int:
        await town.discord.wait_until(lambda: town.discord.interactions)
        used = town.discord.interactions[-1]
        assert (await answer(raw, used, TEXT))[0] == 400
        return (await answer(raw, used, {"type": 8, "data": {"choices": choices}}))[0]

    town.discord.ack_deadline = 0.3
    async with asyncio.TaskGroup() as tasks:
        responding = tasks.create_task(respond())
        if good:
            assert await town.ann.complete("train", "name", "a") == choices
        else:
            with pytest.raises(NoAnswer):
                await town.ann.complete("train", "name", "a")
    assert responding.result() == (204 if good else 400)


async def test_context_menus_name_their_target(town: Town, raw: Raw) -> None:
    message = await town.ann.say("target", files=[("a.txt", b"x")])
    used = await town.ann.context("Menu", message, wait=False)
    data = used.payload["data"]
    assert data["resolved"]["messages"][message["id"]]["attachments"][0]["filename"] == "a.txt"
    await answer(raw, used, TEXT)
    assert used.message is not None
    assert (used.message["type"], used.message["interaction_metadata"]["target_message_id"]) == (23, message["id"])
    bob = town.discord.user("Bob", town.general)
    used = await town.ann.context("Who", bob, wait=False)
    assert used.payload["data"]["target_id"] == bob.id
    await answer(raw, used, TEXT)
    assert used.message is not None
    assert used.message["interaction_metadata"]["target_user"]["id"] == bob.id


async def test_files_in_a_callback(town: Town, raw: Raw) -> None:
    used = await use(town)
    form = aiohttp.FormData()
    form.add_field("payload_json", '{"type": 4, "data": {"attachments": [{"id": 0}]}}', content_type="application/json")
    form.add_field("files[0]", b"abc", filename="a.txt")
    assert (await raw.call("POST", f"/interactions/{used.id}/{used.token}/callback", data=form))[0] == 204
    assert used.files == {"a.txt": b"abc"}
