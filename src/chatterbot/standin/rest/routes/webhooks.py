"""Routes of answers to interactions: callback, original message, follow-ups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatterbot.standin.actions import interaction_responses
from chatterbot.standin.protocol import Json, truthy
from chatterbot.standin.rest.routes._table import route

if TYPE_CHECKING:
    from chatterbot.standin.actions.interactions import Interaction
    from chatterbot.standin.backend import Backend
    from chatterbot.standin.rest.exchange import Exchange


def callback(b: Backend, call: Exchange) -> Json | None:
    """Accept the first answer to an interaction."""
    args = call.args
    interaction = b.answers.callback(args["interaction_id"], args["interaction_token"], call.json or {}, call.uploads)
    return interaction_responses.response(interaction) if truthy(call.query.get("with_response")) else None


def _interaction(b: Backend, call: Exchange) -> Interaction:
    return b.answers.by_token(call.args["webhook_id"], call.args["webhook_token"])


def follow_up(b: Backend, call: Exchange) -> Json:
    """Post a follow-up."""
    return b.answers.follow_up(_interaction(b, call), call.json or {}, call.uploads)


def get(b: Backend, call: Exchange) -> Json:
    """Return a message of an interaction."""
    return b.answers.find(_interaction(b, call), call.args.get("message_id", "@original"))


def edit(b: Backend, call: Exchange) -> Json:
    """Edit a message of an interaction."""
    interaction = _interaction(b, call)
    message = b.answers.find(interaction, call.args.get("message_id", "@original"))
    return b.answers.edit(interaction, message, call.json or {}, call.uploads)


def delete(b: Backend, call: Exchange) -> None:
    """Delete a message of an interaction."""
    interaction = _interaction(b, call)
    b.answers.delete(interaction, b.answers.find(interaction, call.args.get("message_id", "@original")))


HOOK = "/webhooks/{webhook_id}/{webhook_token}"
ROUTES = (
    route("POST", "/interactions/{interaction_id}/{interaction_token}/callback", callback, authorized=False),
    route("POST", HOOK, follow_up, authorized=False),
    *(
        route(method, HOOK + "/messages/" + which, handler, authorized=False)
        for method, handler in (("GET", get), ("PATCH", edit), ("DELETE", delete))
        for which in ("@original", "{message_id}")
    ),
)
