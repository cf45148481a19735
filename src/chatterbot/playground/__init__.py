"""The playground: a page in the browser where a newcomer without a Discord token talks to the real bot.

`serve` starts the stand-in of Discord with one guild of a few channels and people, the page, and the bot, which connects to
the stand-in. The page acts as one of those people and can only do what a person can do (`standin.Actor`); it has no access to
the bot's objects.

============  ======================================================================
`town`        the guild, its channels and people, with the same ids at every start
`wire`        the messages between page and playground, and their validation
`views`       what a person sees, as JSON for the page
`tab`         one open page: handles its requests and sends it updates
`call`        one voice call of the page, which lasts while its own websocket is open
`model_switch`  the switch of the language model
`uploads`     uploaded files that a message or an option has not used yet
`guard`       access control: which requests the server answers at all
`browser`     decides whether to open the page in a browser, and opens it
`server`      the HTTP server: routes, start and stop
`static`      the page: plain HTML, CSS and JavaScript modules, no build step
============  ======================================================================
"""

from __future__ import annotations

from chatterbot.playground.model_switch import ModelToggle
from chatterbot.playground.server import serve

__all__ = ("ModelToggle", "serve")
