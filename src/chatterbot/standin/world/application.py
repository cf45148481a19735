"""The bot's application, as set up in Discord's developer portal."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from chatterbot.standin.protocol import Intent, Json

if TYPE_CHECKING:
    from chatterbot.standin.world.world import World

LIMITED_FLAGS = {Intent.GUILD_PRESENCES: 1 << 13, Intent.GUILD_MEMBERS: 1 << 15, Intent.MESSAGE_CONTENT: 1 << 19}
"""Application flags that show which privileged intents are switched on, for bots in fewer than 100 guilds."""
COMMAND_BADGE = 1 << 23  # APPLICATION_COMMAND_BADGE: the application has registered a command


class Application:
    """The application's token, intents and flags.

    Parameters
    ----------
    world
        The world, which holds the bot's user and id.
    privileged_intents
        Privileged intents switched on in the portal; others are refused at IDENTIFY with close code 4014.
    """

    def __init__(self, world: World, privileged_intents: Intent) -> None:
        self._world = world
        self.privileged_intents = privileged_intents
        head = base64.urlsafe_b64encode(world.app_id.encode()).decode().rstrip("=")
        self.token = f"{head}.stand.in-{world.ids.token(24)}"

    @property
    def flags(self) -> int:
        """Public flags of the application."""
        return COMMAND_BADGE | sum(flag for bit, flag in LIMITED_FLAGS.items() if bit & self.privileged_intents)

    @property
    def reads_content(self) -> bool:
        """Whether the message content intent is switched on."""
        return bool(self.privileged_intents & Intent.MESSAGE_CONTENT)

    def payload(self) -> Json:
        """Return the application object, as Discord sends it."""
        world = self._world
        return {
            "id": world.app_id,
            "name": world.bot["username"],
            "icon": None,
            "description": "",
            "type": None,
            "summary": "",
            "bot": world.bot,
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "flags": self.flags,
            "flags_new": str(self.flags),
            "redirect_uris": [],
            "interactions_endpoint_url": None,
            "role_connections_verification_url": None,
            "owner": world.owner,
            "approximate_guild_count": len(world.guilds),
            "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0,
            "explicit_content_filter": 0,
            "team": None,
            "eligible_oauth2_scopes": [],
            "integration_types_config": {"0": {}},
            "hook": True,
            "storefront_available": False,
            "is_monetized": False,
            "is_verified": False,
            "is_discoverable": False,
            "event_webhooks_status": 1,
            "event_webhooks_types": [],
            "event_webhooks_url": None,
        }
