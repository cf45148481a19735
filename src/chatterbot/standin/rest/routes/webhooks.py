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


def callback(backend: Backend, exchange: Exchange) -> Json | None:
    """Accept the first answer to an interaction."""
    args = exchange.args
    interaction = backend.responses.callback(
        args["interaction_id"], args["interaction_token"], exchange.json or {}, exchange.uploads
    )
    return interaction_responses.response(interaction) if truthy(exchange.query.get("with_response")) else None


def _interaction(backend: Backend, exchange: Exchange) -> Interaction:
    return backend.responses.by_token(exchange.args["webhook_id"], exchange.args["webhook_token"])


def follow_up(backend: Backend, exchange: Exchange) -> Json:
    """Post a follow-up."""
    return backend.responses.follow_up(_interaction(backend, exchange), exchange.json or {}, exchange.uploads)


def get(backend: Backend, exchange: Exchange) -> Json:
    """Return a message of an interaction."""
    return backend.responses.find(_interaction(backend, exchange), exchange.args.get("message_id", "@original"))


def edit(backend: Backend, exchange: Exchange) -> Json:
    """Edit a message of an interaction."""
    interaction = _interaction(backend, exchange)
    message = backend.responses.find(interaction, exchange.args.get("message_id", "@original"))
    return backend.responses.edit(interaction, message, exchange.json or {}, exchange.uploads)


def delete(backend: Backend, exchange: Exchange) -> None:
    """Delete a message of an interaction."""
    interaction = _interaction(backend, exchange)
    backend.responses.delete(
        interaction, backend.responses.find(interaction, exchange.args.get("message_id", "@original"))
    )


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
