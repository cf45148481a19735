"""Application commands: Discord's rules on registering them, and what the client then shows and lets through."""

from __future__ import annotations

from typing import Any

import pytest
from tests.standin.test_messages import paths
from tests.standin.town import Raw, Town

from chatterbot.standin import Actor, Permission, SetupError
from chatterbot.standin.rules import commands

pytestmark = pytest.mark.protocol


def command(name: str = "train", **fields: Any) -> dict[str, Any]:
    return {"name": name, "description": "d", "type": 1} | fields


def option(name: str = "name", kind: int = 3, **fields: Any) -> dict[str, Any]:
    return {"name": name, "description": "d", "type": kind} | fields


async def put(raw: Raw, town: Town, *listed: dict[str, Any], guild: bool = False) -> tuple[int, Any]:
    scope = f"/guilds/{town.guild['id']}" if guild else ""
    return await raw.call("PUT", f"/applications/{town.discord.app_id}{scope}/commands", list(listed))


@pytest.mark.parametrize("name", ["train", "обучить", "a_b-c'd", "名前", "ตอบ", "उत्तर", "x" * 32, "5"])
def test_a_valid_command_name_is_accepted(name: str) -> None:
    assert commands.valid_name(name)


@pytest.mark.parametrize("name", ["", "Train", "Обучить", "two words", "x" * 33, "a.b", "a/b", "😀"])
def test_an_invalid_command_name_is_refused(name: str) -> None:
    assert not commands.valid_name(name)


@pytest.mark.parametrize(
    ("sent", "place"),
    [
        (command("Train"), "0/name APPLICATION_COMMAND_INVALID_NAME"),
        (command(description=""), "0/description BASE_TYPE_REQUIRED"),
        (command(description="x" * 101), "0/description BASE_TYPE_BAD_LENGTH"),
        (command(type=9), "0/type BASE_TYPE_CHOICES"),
        (command(name_localizations={"xx": "y"}), "0/name_localizations DICT_TYPE_INVALID_KEY"),
        (command(name_localizations={"ru": "Обучить"}), "0/name_localizations/ru APPLICATION_COMMAND_INVALID_NAME"),
        (command(description_localizations={"ru": "x" * 101}), "0/description_localizations/ru BASE_TYPE_BAD_LENGTH"),
        (command(default_member_permissions="x"), "0/default_member_permissions BITFIELD_TYPE_CONVERT"),
        (command(contexts=[0, 0]), "0/contexts BASE_TYPE_CHOICES"),
        (command(contexts=[7]), "0/contexts BASE_TYPE_CHOICES"),
        (command(options=[option(f"o{n}") for n in range(26)]), "0/options BASE_TYPE_MAX_LENGTH"),
        (command(options=[option(), option()]), "0/options APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS"),
        (
            command(options=[option("a"), option("b", required=True)]),
            "0/options/1 APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
        ),
        (
            command(options=[option(choices=[{"name": "a", "value": 1}])]),
            "0/options/0/choices/0/value BASE_TYPE_BAD_TYPE",
        ),
        (
            command(options=[option(choices=[{"name": str(n), "value": "x"} for n in range(26)])]),
            "0/options/0/choices BASE_TYPE_MAX_LENGTH",
        ),
        (
            command(options=[option(autocomplete=True, choices=[{"name": "a", "value": "1"}])]),
            "0/options/0/autocomplete APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID",
        ),
        (
            command(options=[option(choices=[{"name": "a", "value": "1", "name_localizations": {"de": "x" * 101}}])]),
            "0/options/0/choices/0/name_localizations/de BASE_TYPE_BAD_LENGTH",
        ),
        (command(options=[option(file_types=[".pdf"])]), "0/options/0/file_types APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"),
        (command(options=[option(kind=11, file_types=["pdf"])]), "0/options/0/file_types BASE_TYPE_CHOICES"),
        (command(options=[option(min_value=1)]), "0/options/0/min_value NUMBER_TYPE_MAX"),
        (command(options=[option(max_length=6001)]), "0/options/0/max_length NUMBER_TYPE_MAX"),
        (
            command(options=[option("a", 1), option("b")]),
            "0/options APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
        ),
        (
            command(options=[option("a", 2, options=[option("b")])]),
            "0/options/0/options APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
        ),
        (
            command(options=[option(f"o{n}", description_localizations={"de": "x" * 100}) for n in range(25)])
            | {"options": [option("s" * 20, 1, options=[
                option(f"o{n}", choices=[{"name": f"{k}" + "n" * 90, "value": "v" * 90} for k in range(20)])
                for n in range(3)
            ])]},
            "0 APPLICATION_COMMAND_TOO_LARGE",
        ),
        (command("Menu", type=3), "0/description APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION"),
    ],
)  # fmt: skip
async def test_a_wrong_command_is_refused_with_its_place(
    town: Town, raw: Raw, sent: dict[str, Any], place: str
) -> None:
    status, error = await put(raw, town, sent)
    assert status == 400
    assert place in paths(error)
    assert town.discord.commands == []


async def test_names_are_unique_by_type_and_scope(town: Town, raw: Raw) -> None:
    assert "1/name APPLICATION_COMMANDS_DUPLICATE_NAME" in paths((await put(raw, town, command(), command()))[1])
    menu = {"name": "train", "type": 3}
    assert (await put(raw, town, command(), menu))[0] == 200
    assert (await put(raw, town, command(), guild=True))[0] == 200
    many = [{"name": f"Menu {n}", "type": 2} for n in range(16)]
    assert (await put(raw, town, *many))[1]["code"] == 30032


async def test_ids_stay_and_versions_change_with_the_content(town: Town, raw: Raw) -> None:
    first = (await put(raw, town, command(), command("gone")))[1]
    again = (await put(raw, town, command(), command("new")))[1]
    changed = (await put(raw, town, command(description="e")))[1]
    assert first[0] == again[0]
    assert changed[0]["id"] == first[0]["id"]
    assert changed[0]["version"] != first[0]["version"]
    assert [c["name"] for c in town.discord.commands] == ["train"]


async def test_create_edit_get_delete(town: Town, raw: Raw) -> None:
    base = f"/applications/{town.discord.app_id}/commands"
    status, made = await raw.call("POST", base, command(name_localizations={"ru": "обучить"}))
    assert status == 201
    assert (await raw.call("POST", base, command(description="e")))[0] == 200
    path = f"{base}/{made['id']}"
    assert (await raw.call("PATCH", path, {"description": "f"}))[1]["description"] == "f"
    assert (await raw.call("GET", path))[1]["description"] == "f"
    assert (await raw.call("DELETE", path))[0] == 204
    assert (await raw.call("GET", path))[1]["code"] == 10063
    assert (await raw.call("GET", "/applications/1/commands"))[1]["code"] == 20012


async def test_translations_are_listed_only_when_asked_for(town: Town, raw: Raw) -> None:
    base = f"/applications/{town.discord.app_id}/commands"
    await put(raw, town, command(name_localizations={"ru": "обучить"}))
    assert "name_localizations" not in (await raw.call("GET", base))[1][0]
    for true in ("true", "1"):
        full = (await raw.call("GET", f"{base}?with_localizations={true}"))[1][0]
        assert full["name_localizations"] == {"ru": "обучить"}


# -- the client


def names(actor: Actor) -> list[str]:
    return sorted(shown["name"] for shown in actor.commands())


async def test_the_client_shows_what_the_member_may_use(town: Town, raw: Raw) -> None:
    manage = str(int(Permission.MANAGE_GUILD))
    await put(raw, town, command(), command("manage", default_member_permissions=manage),
              command("nobody", default_member_permissions="0"), command("private", contexts=[1]))  # fmt: skip
    await put(raw, town, command("here"), guild=True)
    assert names(town.ann) == ["here", "train"]
    assert names(town.ann.dm()) == ["manage", "nobody", "private", "train"]
    with pytest.raises(SetupError, match="hidden"):
        await town.ann.slash("manage")
    with pytest.raises(SetupError, match="not registered"):
        await town.ann.slash("never")
    assert names(town.ann.with_permissions(Permission.MANAGE_GUILD)) == ["here", "manage", "train"]
    assert names(town.discord.owner(town.general)) == ["here", "manage", "nobody", "train"]
    admin = town.discord.user("Cid", town.general).with_permissions(Permission.ADMINISTRATOR)
    assert names(admin) == ["here", "manage", "nobody", "train"]
    town.discord.overwrite(town.general, town.ann, deny=Permission.USE_APPLICATION_COMMANDS)
    assert names(town.ann) == []


async def test_commands_and_options_are_found_by_localized_names(town: Town, raw: Raw) -> None:
    options = [option("text", name_localizations={"ru": "текст"}, required=True)]
    await put(raw, town, command(name_localizations={"ru": "обучить"}, options=options))
    eve = town.discord.user("Eve", town.general, locale="ru")
    used = await eve.slash("обучить", текст="x", wait=False)
    assert used.payload["data"]["name"] == "train"
    assert used.payload["data"]["options"] == [{"name": "text", "type": 3, "value": "x"}]
    assert used.payload["locale"] == "ru"
    with pytest.raises(SetupError):
        await town.ann.slash("обучить", text="x")


@pytest.mark.parametrize(
    ("spec", "value"),
    [
        (option(kind=4), "1"),
        (option(kind=4), True),
        (option(kind=4, min_value=2), 1),
        (option(kind=4, max_value=2), 3),
        (option(kind=4), 2**53 + 1),
        (option(kind=5), 1),
        (option(kind=10), "x"),
        (option(max_length=2), "abc"),
        (option(min_length=2), "a"),
        (option(), ""),
        (option(choices=[{"name": "A", "value": "a"}]), "A"),
        (option(kind=6), "ann"),
        (option(kind=7, channel_types=[2]), "general"),
        (option(kind=11), b"bytes"),
        (option(kind=11), ("a", bytes(11))),
    ],
)
async def test_the_client_refuses_wrong_values(town: Town, raw: Raw, spec: dict[str, Any], value: Any) -> None:
    town.discord.upload_limit = 10
    await put(raw, town, command(options=[spec]))
    with pytest.raises(SetupError):
        await town.ann.slash("train", name=town.general if value == "general" else value)
    assert town.discord.interactions == []


async def test_required_and_unknown_options(town: Town, raw: Raw) -> None:
    await put(raw, town, command(options=[option(required=True)]))
    with pytest.raises(SetupError, match="required"):
        await town.ann.slash("train")
    with pytest.raises(SetupError, match="no option"):
        await town.ann.slash("train", name="x", other=1)
    with pytest.raises(SetupError, match="no autocomplete"):
        await town.ann.complete("train", "name", "x")


async def test_values_of_options_are_resolved(town: Town, raw: Raw) -> None:
    kinds = {"who": 6, "where": 7, "role": 8, "any": 9, "file": 11}
    await put(raw, town, command(options=[option(name, kind) for name, kind in kinds.items()]))
    bob, role = town.discord.user("Bob", town.general), town.discord.role(town.guild, "r")
    given = {"who": bob, "where": town.general, "role": role, "any": town.ann, "file": ("a.txt", b"abc")}
    data = (await town.ann.slash("train", wait=False, **given)).payload["data"]
    resolved = data["resolved"]
    assert set(resolved["users"]) == set(resolved["members"]) == {bob.id, town.ann.id}
    assert "user" not in resolved["members"][bob.id]
    assert resolved["channels"][town.general["id"]]["permissions"] == str(int(town.ann.permissions))
    assert list(resolved["roles"]) == [role["id"]]
    [file] = resolved["attachments"].values()
    assert (file["size"], file["ephemeral"], "/ephemeral-attachments/" in file["url"]) == (3, True, True)


async def test_subcommands_must_be_chosen(town: Town, raw: Raw) -> None:
    group = option("group", 2, options=[option("inner", 1, options=[option("text")])])
    await put(raw, town, command(options=[group, option("plain", 1)]))
    with pytest.raises(SetupError, match="choose a subcommand"):
        await town.ann.slash("train")
    with pytest.raises(SetupError, match="no subcommand"):
        await town.ann.slash("train other")
    data = (await town.ann.slash("train group inner", text="x", wait=False)).payload["data"]
    assert data["options"][0]["options"][0]["options"][0]["value"] == "x"
