"""The application's answers to interactions: first answer (callback), original message, follow-ups."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from chatterbot.standin import errors
from chatterbot.standin.protocol import CallbackType, CommandType, InteractionType, Json, MessageFlag, MessageType
from chatterbot.standin.rules import commands, emoji, modals
from chatterbot.standin.rules import messages as rules_messages
from chatterbot.standin.world.events import WorldEventKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chatterbot.standin.actions.interaction_view import View
    from chatterbot.standin.actions.interactions import Interaction
    from chatterbot.standin.actions.messages import Chat
    from chatterbot.standin.rules import Upload
    from chatterbot.standin.world.events import WorldEvents
    from chatterbot.standin.world.world import World

ALLOWED: Mapping[InteractionType, frozenset[int]] = {
    InteractionType.COMMAND: frozenset({4, 5, 9}),
    InteractionType.COMPONENT: frozenset({4, 5, 6, 7, 9}),
    InteractionType.AUTOCOMPLETE: frozenset({8}),
    InteractionType.MODAL: frozenset({4, 5, 6, 7}),
}
"""Callback types that may answer each interaction type."""
KEPT_INTERACTIONS = 1000
"""Number of interactions from which those with expired tokens are deleted."""
NEEDS_MESSAGE = frozenset({CallbackType.DEFERRED_UPDATE, CallbackType.UPDATE})


class InteractionResponses:
    """All interactions, and the application's answers to them."""

    def __init__(self, world: World, chat_: Chat, events: WorldEvents, view: View) -> None:
        self._world = world
        self._chat = chat_
        self._events = events
        self._view = view
        self._by_id: dict[str, Interaction] = {}
        self._by_token: dict[str, Interaction] = {}

    def add(self, interaction: Interaction) -> None:
        """Add a new interaction; if there are too many, those with expired tokens are deleted."""
        if len(self._by_id) >= KEPT_INTERACTIONS:
            oldest = self._world.clock.now() - self._view.token_s
            self._by_id = {key: i for key, i in self._by_id.items() if i.created > oldest}
            self._by_token = {key: i for key, i in self._by_token.items() if i.created > oldest}
        self._by_id[interaction.id] = self._by_token[interaction.token] = interaction

    def all(self) -> list[Interaction]:
        """Return all interactions, oldest first."""
        return list(self._by_id.values())

    # -- the first answer

    def callback(self, interaction_id: str, token: str, body: Json, uploads: Mapping[str, Upload]) -> Interaction:
        """Accept the first answer to an interaction.

        Raises
        ------
        ApiError
            Code 10062 if the interaction is unknown or too old, 40060 if it was already answered, 50035 for a wrong body.
        """
        interaction = self._by_id.get(interaction_id)
        if interaction is None or interaction.token != token:
            errors.refuse(10062)
        if interaction.callback is not None:
            errors.refuse(40060)
        if self._world.clock.now() - interaction.created > self._view.acknowledge_s:
            errors.refuse(10062)
        kind = self._check_kind(interaction, body)
        data: Json = body.get("data") or {}
        if kind is CallbackType.UPDATE and interaction.source is not None:
            self._chat.check_exists(interaction.source)
        if kind in (CallbackType.MESSAGE, CallbackType.UPDATE):
            self._check_nested(data, uploads, interaction.source if kind is CallbackType.UPDATE else None)
        elif kind is CallbackType.MODAL:
            modals.check(data, emoji.known(self._world))
        elif kind is CallbackType.CHOICES:
            self._check_choices(interaction, data)
        interaction.callback = body
        if kind in (CallbackType.MESSAGE, CallbackType.DEFERRED_MESSAGE):
            self._answer(interaction, data, uploads, loading=kind is CallbackType.DEFERRED_MESSAGE)
        elif kind in NEEDS_MESSAGE:
            interaction.original = interaction.source
            if kind is CallbackType.UPDATE and interaction.source is not None:
                self._chat.edit(interaction.source, data, uploads)
        self._told(interaction, kind, data)
        return interaction

    def _check_kind(self, interaction: Interaction, body: Json) -> CallbackType:
        kind = body.get("type")
        wrong = kind not in ALLOWED[InteractionType(interaction.type)]
        if wrong or (kind in NEEDS_MESSAGE and interaction.source is None):
            message = f"Interaction type {interaction.type} cannot be answered with callback type {kind}."
            errors.form_error(("type",), "INTERACTION_CALLBACK_TYPE_INVALID", message)
        return CallbackType(kind)

    def _check_nested(self, data: Json, uploads: Mapping[str, Upload], previous: Json | None) -> None:
        """Check a message body that is nested in ``data``; the errors are nested in ``data``, too."""
        try:
            self._check_body(data, uploads, previous)
        except errors.ApiError as error:
            if "errors" in error.body:
                error.body["errors"] = {"data": error.body["errors"]}
            raise

    def _check_body(self, body: Json, uploads: Mapping[str, Upload], previous: Json | None = None) -> None:
        rules_messages.check(body, uploads, previous=previous, emojis=emoji.known(self._world))

    def _check_choices(self, interaction: Interaction, data: Json) -> None:
        form = errors.FormErrors()
        if not isinstance(data.get("choices"), list):
            form.required(("data", "choices"))
        commands.check_choices(
            data.get("choices") or [], focused(interaction.payload["data"]), ("data", "choices"), form
        )
        form.check()

    def _answer(self, interaction: Interaction, data: Json, uploads: Mapping[str, Upload], *, loading: bool) -> None:
        ephemeral = int((data.get("flags") or 0) & MessageFlag.EPHEMERAL)
        earlier = interaction.source
        kind = MessageType.DEFAULT if earlier is None else MessageType.REPLY
        if interaction.type == InteractionType.COMMAND:
            chat_input = interaction.payload["data"]["type"] == CommandType.CHAT_INPUT
            kind = MessageType.CHAT_INPUT_COMMAND if chat_input else MessageType.CONTEXT_MENU_COMMAND
            earlier = self._world.messages[interaction.channel["id"]].get(interaction.payload["data"].get("target_id"))
        interaction.original = self._chat.post(
            interaction.channel,
            self._world.bot,
            {} if loading else data,
            uploads,
            flags=ephemeral | (MessageFlag.LOADING if loading else 0),
            reply_to=earlier,
            extra=self._webhook_fields(interaction) | {"type": int(kind)},
            visible_to=interaction.actor.id if ephemeral else None,
        )

    def _webhook_fields(self, interaction: Interaction) -> Json:
        return {
            "webhook_id": self._world.app_id,
            "application_id": self._world.app_id,
            "interaction_metadata": metadata(interaction),
        }

    def _told(self, interaction: Interaction, kind: CallbackType, data: Json) -> None:
        private = kind in (CallbackType.MODAL, CallbackType.CHOICES) or interaction.ephemeral
        self._events.publish(
            WorldEventKind.MODAL_OPENED if kind is CallbackType.MODAL else WorldEventKind.INTERACTION_ANSWERED,
            {"id": interaction.id, "type": interaction.type, "callback": int(kind), "data": data}
            | {"message_id": interaction.original["id"] if interaction.original else None},
            channel_id=interaction.channel["id"],
            visible_to=interaction.actor.id if private else None,
            interaction_id=interaction.id,
        )

    # -- later answers

    def by_token(self, application_id: str, token: str) -> Interaction:
        """Return the interaction that a webhook request belongs to.

        Raises
        ------
        ApiError
            Code 10015 for another application or an unanswered interaction, 50027 for a wrong or expired token.
        """
        if application_id != self._world.app_id:
            errors.refuse(10015)
        interaction = self._by_token.get(token)
        if interaction is None or self._world.clock.now() - interaction.created > self._view.token_s:
            errors.refuse(50027)
        if interaction.callback is None:
            errors.refuse(10015)
        return interaction

    def find(self, interaction: Interaction, message_id: str) -> Json:
        """Return one of an interaction's messages; refused with 10008 if there is none or it was deleted."""
        messages = (
            [interaction.original] if message_id == "@original" else [interaction.original, *interaction.followups]
        )
        found = (m for m in messages if m is not None and message_id in ("@original", m["id"]))
        return next(found, None) or errors.refuse(10008)

    def follow_up(self, interaction: Interaction, body: Json, uploads: Mapping[str, Upload]) -> Json:
        """Post a follow-up. The first one after a deferred answer becomes that answer and keeps its visibility."""
        original = interaction.original
        self._check_body(body, uploads)
        if original is not None and original["flags"] & MessageFlag.LOADING:
            return self._fill_in(interaction, original, body, uploads)
        ephemeral = int((body.get("flags") or 0) & MessageFlag.EPHEMERAL)
        extra = self._webhook_fields(interaction)
        if original is not None:
            extra["interaction_metadata"]["original_response_message_id"] = original["id"]
        message = self._chat.post(
            interaction.channel,
            self._world.bot,
            body,
            uploads,
            flags=ephemeral,
            reply_to=original,
            extra=extra,
            visible_to=interaction.actor.id if ephemeral else None,
        )
        interaction.followups.append(message)
        self._events.notify()
        return message

    def edit(self, interaction: Interaction, message: Json, body: Json, uploads: Mapping[str, Upload]) -> Json:
        """Edit one of an interaction's messages."""
        self._check_body(body, uploads, message)
        interaction.revised = interaction.revised or message is interaction.original
        if message["flags"] & MessageFlag.LOADING:
            return self._fill_in(interaction, message, body, uploads)
        return self._chat.edit(message, body, uploads)

    def _fill_in(self, interaction: Interaction, message: Json, body: Json, uploads: Mapping[str, Upload]) -> Json:
        message["flags"] &= ~MessageFlag.LOADING
        self._chat.edit(message, body, uploads, touched=False)
        self._told(interaction, CallbackType.MESSAGE, {})
        return message

    def delete(self, interaction: Interaction, message: Json) -> None:
        """Delete one of an interaction's messages."""
        self._chat.delete(message)
        if message is interaction.original:
            interaction.original = None
        else:
            interaction.followups.remove(message)
        self._events.notify()


def focused(data: Json) -> int:
    """Return the type of the option that is being completed, 0 if there is none."""
    for option in data.get("options") or []:
        if option.get("focused"):
            return option["type"]
        if inner := focused(option):
            return inner
    return 0


def metadata(interaction: Interaction) -> Json:
    """Return the ``interaction_metadata`` of an answer."""
    payload = interaction.payload
    built: Json = {
        "id": interaction.id,
        "type": interaction.type,
        "user": interaction.actor.data,
        "authorizing_integration_owners": payload["authorizing_integration_owners"],
    }
    if interaction.type == InteractionType.COMMAND:
        data = payload["data"]
        built |= {"name": data["name"], "command_type": data["type"]}
        if data["type"] == CommandType.USER:
            built["target_user"] = data["resolved"]["users"][data["target_id"]]
        elif data["type"] == CommandType.MESSAGE:
            built["target_message_id"] = data["target_id"]
    elif interaction.type == InteractionType.COMPONENT:
        built["interacted_message_id"] = payload["message"]["id"]
    elif interaction.type == InteractionType.MODAL and interaction.opener is not None:
        built["triggering_interaction_metadata"] = metadata(interaction.opener)
    return built


def response(interaction: Interaction) -> Json:
    """Return the body that answers a callback with ``with_response=true``."""
    callback = interaction.callback
    if callback is None:
        raise AssertionError
    built: Json = {"interaction": {"id": interaction.id, "type": interaction.type}}
    message, kind = interaction.original, callback["type"]
    if message is not None:
        built["interaction"] |= {
            "response_message_id": message["id"],
            "response_message_loading": bool(message["flags"] & MessageFlag.LOADING),
            "response_message_ephemeral": bool(message["flags"] & MessageFlag.EPHEMERAL),
            "channel_id": interaction.channel["id"],
        }
        if "guild_id" in interaction.channel:
            built["interaction"]["guild_id"] = interaction.channel["guild_id"]
        if kind in (CallbackType.MESSAGE, CallbackType.UPDATE):
            built["resource"] = {"type": kind, "message": json.loads(json.dumps(message))}
    return built
