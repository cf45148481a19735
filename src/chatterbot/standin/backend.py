"""The stand-in's parts together, for the REST routes and the simulated users."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chatterbot.standin.actions.builder import Builder
    from chatterbot.standin.actions.interaction_responses import InteractionResponses
    from chatterbot.standin.actions.interaction_view import View
    from chatterbot.standin.actions.messages import Chat
    from chatterbot.standin.gateway.gateway import GatewayServer
    from chatterbot.standin.rules import Commands
    from chatterbot.standin.voice.server import VoiceServer, VoiceStates
    from chatterbot.standin.world.application import Application
    from chatterbot.standin.world.cdn import Cdn
    from chatterbot.standin.world.dispatch import Dispatcher
    from chatterbot.standin.world.events import WorldEvents
    from chatterbot.standin.world.world import World


@dataclasses.dataclass(frozen=True, slots=True)
class Backend:
    """All parts of the stand-in behind its servers."""

    world: World
    application: Application
    cdn: Cdn
    events: WorldEvents
    dispatcher: Dispatcher
    chat: Chat
    commands: Commands
    builder: Builder
    voice: VoiceStates
    voice_server: VoiceServer
    gateway: GatewayServer
    view: View
    responses: InteractionResponses
    problems: list[tuple[str, str]]
    """Errors found by a checker or by the stand-in itself: pairs of the place and the error."""
