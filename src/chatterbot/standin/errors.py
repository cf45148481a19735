"""Errors: a wrong test, a bot that does not answer, and Discord's answers to bad requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chatterbot.standin.protocol import Json


class SetupError(Exception):
    """Raised when no Discord user could do what the test asks for (an unknown command, a disabled button)."""


class NoAnswerError(AssertionError):
    """Raised when the bot did not do in time what the test waits for; the text ends with the latest REST requests."""


NoAnswer = NoAnswerError
"""A shorter name for tests."""


class ApiError(Exception):
    """An error answer of Discord's REST API.

    Parameters
    ----------
    status
        HTTP status.
    code
        Discord's JSON error code; 0 where it has none.
    message
        The error's text, as Discord words it.
    errors
        The tree of a form error (code 50035): the body's keys lead to ``{"_errors": [{"code", "message"}]}``.
    """

    def __init__(self, status: int, code: int, message: str, errors: Json | None = None) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.body: Json = {"message": message, "code": code}
        if errors:
            self.body["errors"] = errors


CATALOGUE: Mapping[int, tuple[int, str]] = {
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10011: (404, "Unknown Role"),
    10013: (404, "Unknown User"),
    10014: (400, "Unknown Emoji"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    10065: (404, "Unknown Voice State"),
    10067: (404, "Unknown Stage Instance"),
    10066: (404, "Unknown application command permissions"),
    10087: (404, "Unknown tag"),
    20001: (403, "Bots cannot use this endpoint"),
    20012: (403, "You are not authorized to perform this action on this application"),
    30003: (400, "Maximum number of pins reached (250)"),
    30010: (400, "Maximum number of reactions reached (20)"),
    30032: (400, "Maximum number of application commands reached"),
    30047: (400, "Maximum number of pinned threads in a forum channel has been reached"),
    40001: (401, "Unauthorized"),
    40005: (413, "Request entity too large"),
    40032: (400, "Target user is not connected to voice."),
    40060: (400, "Interaction has already been acknowledged."),
    40061: (400, "Tag names must be unique"),
    40066: (400, "There are no tags available that can be set by non-moderators"),
    40067: (400, "A tag is required to create a forum post in this channel"),
    50001: (403, "Missing Access"),
    50003: (403, "Cannot execute action on a DM channel"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50008: (400, "Cannot send messages in a non-text channel"),
    50013: (403, "Missing Permissions"),
    50016: (400, "Provided too few or too many messages to delete. Must provide at least 2 and at most 100 messages."),
    50024: (400, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50034: (400, "You can only bulk delete messages that are under 14 days old."),
    50035: (400, "Invalid Form Body"),
    50083: (400, "Thread is archived"),
    50109: (400, "The request body contains invalid JSON."),
    50159: (400, "Voice messages do not support additional content."),
    50160: (400, "Voice messages must have a single audio attachment."),
    50161: (400, "Voice messages must have supporting metadata."),
    50162: (400, "Voice messages cannot be edited."),
    50173: (400, "You cannot send voice messages in this channel."),
    50278: (403, "Cannot send messages to this user due to having no mutual guilds"),
    150006: (400, "The Stage is already open"),
    160002: (400, "You cannot reply without permission to read message history."),
    160004: (400, "A thread has already been created for this message"),
    160005: (400, "Thread is locked"),
}
"""HTTP status and text of the JSON error codes that the stand-in uses."""


def refuse(code: int) -> NoReturn:
    """Raise the error of `CATALOGUE` with this code."""
    status, message = CATALOGUE[code]
    raise ApiError(status, code, message)


class FormErrors:
    """Collects all errors of a body with their places, as Discord does."""

    def __init__(self) -> None:
        self.tree: Json = {}

    def add(self, path: tuple[str | int, ...], code: str, message: str) -> None:
        """Add an error at a place, given as the keys and indices that lead to it."""
        node = self.tree
        for key in path:
            node = node.setdefault(str(key), {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def length(self, path: tuple[str | int, ...], value: object, low: int, high: int) -> None:
        """Check the length of a text or list; `None` is accepted, a value of another type is an error."""
        if value is None:
            return
        if not isinstance(value, (str, list)):
            self.add(path, "BASE_TYPE_BAD_TYPE", "Must be a string or a list.")
            return
        size = len(value)
        if low <= size <= high:
            return
        if size == 0:
            self.required(path)
        elif low == 0 or size > high:
            word = "or fewer in length" if low == 0 else "in length"
            limits = f"{high}" if low == 0 else f"between {low} and {high}"
            code = "BASE_TYPE_MAX_LENGTH" if low == 0 else "BASE_TYPE_BAD_LENGTH"
            self.add(path, code, f"Must be {limits} {word}.")
        else:
            self.add(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length.")

    def integer(self, path: tuple[str | int, ...], value: object, low: int, high: int) -> None:
        """Check that a value is an integer in a range; `None` is accepted."""
        if value is None:
            return
        if isinstance(value, bool) or not isinstance(value, int):
            self.add(path, "NUMBER_TYPE_COERCE", f"Value {value!r} is not int.")
        elif value < low:
            self.add(path, "NUMBER_TYPE_MIN", f"int value should be greater than or equal to {low}.")
        elif value > high:
            self.add(path, "NUMBER_TYPE_MAX", f"int value should be less than or equal to {high}.")

    def snowflake(self, path: tuple[str | int, ...], value: object) -> None:
        """Check that a value is an id: a text of digits or an integer."""
        if not isinstance(value, (str, int)) or not str(value).isdigit():
            self.add(path, "NUMBER_TYPE_COERCE", f"Value {value!r} is not snowflake.")

    def boolean(self, path: tuple[str | int, ...], value: object) -> None:
        """Check that a value is true or false; `None` is accepted."""
        if value is not None and not isinstance(value, bool):
            self.add(path, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")

    def objects(self, path: tuple[str | int, ...], value: object) -> list[Json]:
        """Return the objects of a list; `None` counts as an empty list, and what is no list or no object is an error."""
        if value is None:
            return []
        if not isinstance(value, list):
            self.add(path, "BASE_TYPE_BAD_TYPE", "Only iterables may be used in a ListType")
            return []
        items: list[object] = value
        for index, item in enumerate(items):
            if not isinstance(item, dict):
                self.add((*path, index), "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
        return [item if isinstance(item, dict) else {} for item in items]

    def required(self, path: tuple[str | int, ...]) -> None:
        """Add the error that a field is missing."""
        self.add(path, "BASE_TYPE_REQUIRED", "This field is required")

    def check(self) -> None:
        """Raise an error with code 50035 if any error was added."""
        if self.tree:
            raise ApiError(400, 50035, "Invalid Form Body", self.tree)


def form_error(path: tuple[str | int, ...], code: str, message: str) -> NoReturn:
    """Raise an error with code 50035 and this one form error."""
    errors = FormErrors()
    errors.add(path, code, message)
    errors.check()
    raise AssertionError  # check() has raised
