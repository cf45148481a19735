"""The messages between the page and the playground, over one websocket for each tab and one for its call; JSON objects with a ``type``.

From the page, each a model below; ``request`` is a number of the page's own choice that comes back in the answer:

``hello``     be this person, in this language; answered by a ``world``
``say``       write a message, with uploads and a message to reply to
``voice_message``  send a recording, an upload, as a voice message
``edit``      change an own message
``delete``    delete an own message
``react``     add or take back a reaction
``slash``     use a chat input command: ``path`` is its name, with group and subcommand; options by their own names
``complete``  ask for suggestions for an option; the result is ``[{"display", "value"}]``
``context``   use a message command
``click``     click a button
``choose``    choose from a menu
``submit``    send a modal that was opened

To the page, answers:

``done``      ``request``, ``result``: for interactions that opened a modal ``{"modal": {"id", "modal"}}``
``failed``    ``request``, ``reason``: `Reason`, ``text``: what no Discord user could do, for ``setup``

and news, as they happen and as far as the person may see them:

``world``            everything, see `views.world`
``message``          ``message``: new or changed, as Discord shapes it, with links the page can open
``message_deleted``  ``channel``, ``message``: the ids
``typing``           ``channel``, ``user``
``commands``         ``commands``: see `views.commands`
``bot``              ``online``
``voice``            ``voice``: ``[{"user", "channel", "muted", "deaf"}]``

A call is a websocket of its own, ``/call?user=…&channel=…&language=…`` (`JoinCall`): to open it is to join, to close it is to leave.
From the page: 20 ms of the microphone in binary (`SOUND_BYTES`: signed 16-bit little-endian samples, mono, 48 kHz), as it comes,
with or without speech; and

``mute``      ``muted``: the person's own sign to the others

To the page: what one speaker has said in 20 ms, in binary: 8 bytes of the user's id, big endian, then samples like the page's; and

``joined``    ``sound``: whether there is any; without the libraries for it one is only seen in the channel
``speaking``  ``users``: the ids of all who speak at this moment, the own one included
``failed``    ``reason`` and ``text``, as above; then it is closed
"""

from __future__ import annotations

import enum
from typing import Annotated, Literal

import pydantic

MAX_MESSAGE_BYTES = 64 * 1024
"""Largest message of the page: ten times a command with its longest texts. Files go another way, see `uploads`."""

SOUND_BYTES = 1920
"""20 ms of sound: 960 samples of 2 bytes."""
SPEAKER_BYTES = 8
"""Bytes of a user's id before sound for the page."""
MAX_SOUND_BYTES = 4096
"""Largest message of the page in a call: twice its sound."""

Id = Annotated[str, pydantic.StringConstraints(pattern=r"^[0-9]{1,20}$")]
"""A Discord id."""
Text = Annotated[str, pydantic.StringConstraints(max_length=6000)]
"""The longest text any field of Discord takes, an option's, in characters."""
Name = Annotated[str, pydantic.StringConstraints(min_length=1, max_length=100)]
"""A command's path, an option's name, a ``custom_id``, an emoji."""

Language = Annotated[str, pydantic.StringConstraints(pattern=r"^[a-z]{2,3}$")]
"""A language of the page."""


class Reason(enum.StrEnum):
    """Why a request failed."""

    NO_ANSWER = "no-answer"
    """The bot did not answer in time."""
    SETUP = "setup"
    """No user could do that; the text says why."""
    INVALID = "invalid"
    """The page sent something wrong."""
    UPLOAD = "upload"
    """The file is not here (any more)."""
    BUSY = "busy"
    """Too many requests at once."""


class _Model(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", strict=True, frozen=True)


class Uploaded(_Model):
    """A file as the value of an option."""

    upload: Name


class _Request(_Model):
    request: Annotated[int, pydantic.Field(ge=0, le=2**53)]


class Hello(_Request):
    """Be somebody."""

    type: Literal["hello"]
    user: Id | None
    language: Language


class SendMessage(_Request):
    """Write a message."""

    type: Literal["say"]
    channel: Id
    content: Text
    reply_to: Id | None = None
    uploads: Annotated[list[Name], pydantic.Field(max_length=10)] = []


class SendVoiceMessage(_Request):
    """Send a recording."""

    type: Literal["voice_message"]
    channel: Id
    upload: Name
    reply_to: Id | None = None


class Edit(_Request):
    """Change an own message."""

    type: Literal["edit"]
    channel: Id
    message: Id
    content: Text


class Delete(_Request):
    """Delete an own message."""

    type: Literal["delete"]
    channel: Id
    message: Id


class React(_Request):
    """Add or take back a reaction."""

    type: Literal["react"]
    channel: Id
    message: Id
    emoji: Name
    add: bool


Value = bool | int | float | Text | Uploaded
Options = Annotated[dict[Name, Value], pydantic.Field(max_length=25)]


class Slash(_Request):
    """Use a chat input command."""

    type: Literal["slash"]
    channel: Id
    path: Name
    options: Options


class Complete(_Request):
    """Ask for suggestions."""

    type: Literal["complete"]
    channel: Id
    path: Name
    option: Name
    text: Text
    options: Options


class UseMessageCommand(_Request):
    """Use a message command."""

    type: Literal["context"]
    channel: Id
    command: Name
    message: Id


class Click(_Request):
    """Click a button."""

    type: Literal["click"]
    channel: Id
    message: Id
    component: Name


class Choose(_Request):
    """Choose from a menu."""

    type: Literal["choose"]
    channel: Id
    message: Id
    component: Name
    values: Annotated[list[Name], pydantic.Field(max_length=25)]


class Submit(_Request):
    """Send a modal."""

    type: Literal["submit"]
    modal: Id
    values: Annotated[
        dict[Name, Text | Annotated[list[Name], pydantic.Field(max_length=25)]], pydantic.Field(max_length=10)
    ]


Request = Annotated[
    Hello
    | SendMessage
    | SendVoiceMessage
    | Edit
    | Delete
    | React
    | Slash
    | Complete
    | UseMessageCommand
    | Click
    | Choose
    | Submit,
    pydantic.Field(discriminator="type"),
]
_REQUEST: pydantic.TypeAdapter[Request] = pydantic.TypeAdapter(Request)


def parse(text: str) -> Request:
    """Read a message of the page.

    Raises
    ------
    pydantic.ValidationError
        If it is not one.
    """
    return _REQUEST.validate_json(text)


# -- calls


class JoinCall(_Model):
    """Who joins a voice channel, and which: the query of the call's address."""

    user: Id
    channel: Id
    language: Language


class Mute(_Model):
    """Close the microphone, or open it again, for everybody to see."""

    type: Literal["mute"]
    muted: bool


def parse_mute(text: str) -> Mute:
    """Read a message of the page in a call; the only one it has.

    Raises
    ------
    pydantic.ValidationError
        If it is not one.
    """
    return Mute.model_validate_json(text)
