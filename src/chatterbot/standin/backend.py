"""The stand-in's parts, together: what routes and actors work on."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chatterbot.standin.answers import Answers
    from chatterbot.standin.application import Application
    from chatterbot.standin.builder import Builder
    from chatterbot.standin.cdn import Cdn
    from chatterbot.standin.changes import Changes
    from chatterbot.standin.chat import Chat
    from chatterbot.standin.commands import Commands
    from chatterbot.standin.gateway import Gateway
    from chatterbot.standin.interaction_view import View
    from chatterbot.standin.sessions import Dispatcher
    from chatterbot.standin.voice.server import VoiceServer
    from chatterbot.standin.voice.states import VoiceStates
    from chatterbot.standin.world import World


@dataclasses.dataclass(frozen=True, slots=True)
class Backend:
    """Everything behind the wire."""

    world: World
    application: Application
    cdn: Cdn
    changes: Changes
    dispatcher: Dispatcher
    chat: Chat
    commands: Commands
    builder: Builder
    voice: VoiceStates
    voice_server: VoiceServer
    gateway: Gateway
    view: View
    answers: Answers
    problems: list[tuple[str, str]]
    """What a checker, or the stand-in itself, found wrong: where, and what."""
