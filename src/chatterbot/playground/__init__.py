"""The playground: a page in the browser where a newcomer without a token talks to the real bot.

`serve` starts the stand-in of Discord, a small town of channels and people in it, the page, and the bot against all that.
The page acts as one of those people, only by the verbs a person has (`standin.Actor`); it reaches nothing of the bot.

============  ======================================================================
`town`        the guild, its channels and people, with the same ids at every start
`wire`        the messages between page and playground, checked
`views`       what a person sees, as the page wants it
`tab`         one open page: requests in, news out
`call`        the page's voice: in a channel while a websocket of its own is open
`uploads`     files on their way from the page into a message or an option
`guard`       who may talk to the server at all
`browser`     whether to open the page, and how
`server`      routes, start and stop
`static`      the page: plain HTML, CSS and JavaScript modules, no build step
============  ======================================================================
"""

from __future__ import annotations

from chatterbot.playground.server import RunBot, serve

__all__ = ("RunBot", "serve")
