"""The messages between page and playground: JSON objects with a ``type``, over one websocket per tab and one per call.

From the page come these, each a model below; ``request`` is a number that the page chooses and that the answer repeats:

``hello``     act as this person, in this language; answered by a ``world``
``say``       write a message, with uploads and a message to reply to
``voice_message``  send an uploaded recording as a voice message
``post``      start a post in a forum: title, text, uploads and names of tags; the result is ``{"thread": id}``
``thread``    start a thread, from a message or without one; the result is ``{"thread": id}``
``edit``      edit a message of one's own
``delete``    delete a message of one's own
``react``     add or remove a reaction
``slash``     use a chat input command: ``path`` is its name with group and subcommand, ``options`` the values by name
``complete``  ask for suggestions for an option; the result is ``[{"display", "value"}]``
``context``   use a message command
``click``     click a button
``choose``    choose from a select menu
``submit``    submit an opened modal
``model``     turn the language model on or off

To the page go these answers:

``done``      ``request``, ``result``: for interactions that opened a modal ``{"modal": {"id", "modal"}}``
``failed``    ``request``, ``reason``: `Reason`, ``text``: for ``setup``, why no Discord user could do that

and these updates, as they happen, if the person may see them:

``world``            everything, see `views.Views.world`
``message``          ``message``: a new or changed message in Discord's shape, with links the page can open
``message_deleted``  ``channel``, ``message``: their ids
``typing``           ``channel``, ``user``
``channels``         ``channels``: all of them, as in ``world``, when a thread was started, changed or deleted
``commands``         ``commands``: see `views.Views.commands`
``bot``              ``online``
``model``            ``model``: ``{"name", "host", "on"}``, or null if there is no language model; also in ``world``
``voice``            ``voice``: ``[{"user", "channel", "muted", "deaf"}]``

A call is a websocket of its own, ``/call?user=…&channel=…&language=…`` (`JoinCall`): opening it joins, closing it leaves.
From the page: binary messages with 20 ms of the microphone (`SOUND_BYTES`: signed 16-bit little-endian samples, mono, 48 kHz), all
of it, with or without speech; and

``mute``      ``muted``: whether the person has muted themselves

To the page: binary messages with 20 ms of one speaker: 8 bytes of the user's id, big endian, then samples like the page's; and

``joined``    ``sound``: whether there is sound; without the libraries for it the person is only shown in the channel
``speaking``  ``users``: the ids of all who are speaking now, including the person's own
``failed``    ``reason`` and ``text``, as above; then the websocket is closed
"""

from __future__ import annotations

import enum
from typing import Annotated, Literal

import pydantic

MAX_MESSAGE_BYTES = 64 * 1024
"""Largest message from the page: ten times a command with its longest texts. Files are sent separately, see `uploads`."""

SOUND_BYTES = 1920
"""Bytes of 20 ms of sound: 960 samples of 2 bytes."""
SPEAKER_BYTES = 8
"""Bytes of the user's id that precede the sound sent to the page."""
MAX_SOUND_BYTES = 4096
"""Largest message from the page in a call: twice its sound."""

Id = Annotated[str, pydantic.StringConstraints(pattern=r"^[0-9]{1,20}$")]
"""A Discord id."""
Text = Annotated[str, pydantic.StringConstraints(max_length=6000)]
"""A text of at most 6000 characters, the longest that any field of Discord takes (that of an option)."""
Name = Annotated[str, pydantic.StringConstraints(min_length=1, max_length=100)]
"""A short text: a command's path, an option's name, a ``custom_id`` or an emoji."""

Language = Annotated[str, pydantic.StringConstraints(pattern=r"^[a-z]{2,3}$")]
"""A language code of the page, such as ``en``."""


class Reason(enum.StrEnum):
    """Why a request failed."""

    NO_ANSWER = "no-answer"
    """The bot did not answer in time."""
    SETUP = "setup"
    """No Discord user could do that; the text says why."""
    INVALID = "invalid"
    """The page sent an invalid request."""
    UPLOAD = "upload"
    """The uploaded file does not exist, or no longer exists."""
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
    """Act as a person."""

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
    """Send a recording as a voice message."""

    type: Literal["voice_message"]
    channel: Id
    upload: Name
    reply_to: Id | None = None


class StartPost(_Request):
    """Start a post in a forum."""

    type: Literal["post"]
    channel: Id
    title: Name
    content: Text
    uploads: Annotated[list[Name], pydantic.Field(max_length=10)] = []
    tags: Annotated[list[Name], pydantic.Field(max_length=5)] = []


class StartThread(_Request):
    """Start a thread in a text channel."""

    type: Literal["thread"]
    channel: Id
    name: Name
    message: Id | None = None


class Edit(_Request):
    """Edit a message of one's own."""

    type: Literal["edit"]
    channel: Id
    message: Id
    content: Text


class Delete(_Request):
    """Delete a message of one's own."""

    type: Literal["delete"]
    channel: Id
    message: Id


class React(_Request):
    """Add or remove a reaction."""

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
    """Ask for the suggestions of an option with autocomplete."""

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
    """Choose from a select menu."""

    type: Literal["choose"]
    channel: Id
    message: Id
    component: Name
    values: Annotated[list[Name], pydantic.Field(max_length=25)]


class Submit(_Request):
    """Submit a modal."""

    type: Literal["submit"]
    modal: Id
    values: Annotated[
        dict[Name, Text | Annotated[list[Name], pydantic.Field(max_length=25)]], pydantic.Field(max_length=10)
    ]


class TurnModel(_Request):
    """Turn the language model on or off."""

    type: Literal["model"]
    on: bool


Request = Annotated[
    Hello
    | SendMessage
    | SendVoiceMessage
    | StartPost
    | StartThread
    | Edit
    | Delete
    | React
    | Slash
    | Complete
    | UseMessageCommand
    | Click
    | Choose
    | Submit
    | TurnModel,
    pydantic.Field(discriminator="type"),
]
_REQUEST: pydantic.TypeAdapter[Request] = pydantic.TypeAdapter(Request)


def parse(text: str) -> Request:
    """Read a message from the page.

    Raises
    ------
    pydantic.ValidationError
        If it is not a valid message.
    """
    return _REQUEST.validate_json(text)


# -- calls


class JoinCall(_Model):
    """Who joins which voice channel: the query parameters of the call's address."""

    user: Id
    channel: Id
    language: Language


class Mute(_Model):
    """Mute or unmute oneself, visibly for the others."""

    type: Literal["mute"]
    muted: bool


def parse_mute(text: str) -> Mute:
    """Read a message from the page in a call; `Mute` is the only kind.

    Raises
    ------
    pydantic.ValidationError
        If it is not a valid message.
    """
    return Mute.model_validate_json(text)
