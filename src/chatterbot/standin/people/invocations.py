"""Makes interactions and sends them to the bot."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from chatterbot.standin.actions.interactions import Interaction
from chatterbot.standin.protocol import InteractionType, Json
from chatterbot.standin.world.events import WorldEventKind

if TYPE_CHECKING:
    from chatterbot.standin.actions.interactions import Submitter
    from chatterbot.standin.backend import Backend


def invoke(
    backend: Backend,
    actor: Submitter,
    kind: InteractionType,
    data: Json,
    *,
    source: Json | None = None,
    opener: Interaction | None = None,
) -> Interaction:
    """Make an interaction, send it to the bot and return it.

    Parameters
    ----------
    data
        The payload's ``data``: what was used, and with which values.
    source
        The message whose component was used, also if that component opened the modal that is submitted.
    opener
        The interaction that opened the modal.
    """
    interaction = Interaction(
        _payload(backend, actor, kind, data, source), actor, actor.channel, backend.world.clock.now(), backend.view
    )
    interaction.source, interaction.opener = source, opener
    backend.responses.add(interaction)
    backend.events.publish(
        WorldEventKind.INTERACTION_CREATED,
        {"id": interaction.id, "type": int(kind), "name": data.get("name") or data.get("custom_id")},
        channel_id=actor.channel["id"],
        visible_to=actor.id,
        interaction_id=interaction.id,
    )
    backend.dispatcher.dispatch("INTERACTION_CREATE", interaction.payload, actor.channel.get("guild_id"))
    return interaction


def _payload(backend: Backend, actor: Submitter, kind: InteractionType, data: Json, source: Json | None) -> Json:
    world, channel = backend.world, actor.channel
    guild = world.guild_of(channel)
    payload: Json = {
        "id": world.ids.snowflake(),
        "application_id": world.app_id,
        "type": int(kind),
        "data": data,
        "token": world.ids.token(96),
        "version": 1,
        "channel_id": channel["id"],
        "channel": world.partial_channel(channel, actor.id),
        "app_permissions": str(int(world.allowed(world.app_id, channel))),
        "locale": actor.locale,
        "entitlements": [],
        "entitlement_sku_ids": [],
        "authorizing_integration_owners": {"0": guild["id"] if guild else "0"},
        "context": int(world.context_of(channel)),
        "attachment_size_limit": backend.chat.upload_limit,
    }
    if guild is None:
        payload["user"] = actor.data
    else:
        locale = guild["preferred_locale"]
        payload |= {"guild_id": guild["id"], "guild_locale": locale}
        payload["guild"] = {"id": guild["id"], "locale": locale, "features": guild["features"]}
        permissions = str(int(world.allowed(actor.id, channel)))
        payload["member"] = world.members[guild["id"]][actor.id] | {"permissions": permissions}
    if source is not None:
        payload["message"] = source
    copied: Json = json.loads(json.dumps(payload))
    return copied
