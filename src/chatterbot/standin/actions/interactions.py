"""Interactions as the users who made them see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, Self

from chatterbot.standin.protocol import CallbackType, Json, MessageFlag

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from chatterbot.standin.actions.interaction_view import View

FINISH_S = 10.0
"""Seconds a test waits for a deferred answer, unless it says otherwise."""

KINDS: Mapping[CallbackType, str] = {
    CallbackType.MESSAGE: "message",
    CallbackType.DEFERRED_MESSAGE: "deferred",
    CallbackType.DEFERRED_UPDATE: "deferred update",
    CallbackType.UPDATE: "update",
    CallbackType.CHOICES: "choices",
    CallbackType.MODAL: "modal",
}


class Submitter(Protocol):
    """A user who uses the bot in a channel, and can submit the modal it opens."""

    id: str
    data: Json
    """The user object."""
    channel: Json
    locale: str

    async def submit(self, opener: Interaction, values: Mapping[str, Any], *, wait: bool = True) -> Interaction:
        """Fill in the modal that an interaction opened, and submit it."""
        ...


class Interaction:
    """An interaction of a user with the bot, and the bot's answers.

    The attributes can be read at any time; `acknowledged` and `finished` wait for the answers.
    """

    def __init__(self, payload: Json, actor: Submitter, channel: Json, created: float, view: View) -> None:
        self.payload = payload
        self.actor = actor
        self.channel = channel
        self.id: str = payload["id"]
        self.token: str = payload["token"]
        self.type: int = payload["type"]
        self.created = created
        """POSIX time in seconds, by the stand-in's clock."""
        self.callback: Json | None = None
        """The body of the first answer."""
        self.original: Json | None = None
        """The message that ``@original`` refers to."""
        self.revised = False
        """Whether the bot has edited the message that `original` is."""
        self.followups: list[Json] = []
        self.source: Json | None = None
        """The message whose component was used, also if that component opened the modal that was used."""
        self.opener: Interaction | None = None
        """The interaction that opened the modal this one submits."""
        self._view = view

    @property
    def kind(self) -> str | None:
        """Kind of the first answer: message, deferred, update, deferred update, modal or choices; `None` before it."""
        return None if self.callback is None else KINDS[CallbackType(self.callback["type"])]

    @property
    def changes_its_message(self) -> bool:
        """Whether the first answer changes the message whose component was used, at once or later."""
        return self.kind in {"update", "deferred update"}

    @property
    def message(self) -> Json | None:
        """The answer: a new message, or the updated one."""
        return self.original

    @property
    def content(self) -> str | None:
        """The answer's text."""
        return None if self.original is None else self.original["content"]

    @property
    def embeds(self) -> list[Json]:
        """The answer's embeds."""
        return [] if self.original is None else self.original["embeds"]

    @property
    def ephemeral(self) -> bool:
        """Whether only this user sees the answer."""
        return self.original is not None and bool(self.original["flags"] & MessageFlag.EPHEMERAL)

    @property
    def loading(self) -> bool:
        """Whether the answer still shows that the bot "is thinking…"."""
        return self.original is not None and bool(self.original["flags"] & MessageFlag.LOADING)

    @property
    def settled(self) -> bool:
        """Whether the bot has answered, and what it announced (thinking, or a change of the message) is there, too."""
        announced = self.kind == "deferred update" and not (self.revised or self.followups)
        return self.callback is not None and not self.loading and not announced

    @property
    def files(self) -> dict[str, bytes]:
        """The answer's attachments, by file name."""
        attachments: list[Json] = [] if self.original is None else self.original["attachments"]
        return {attachment["filename"]: self._view.cdn.read(attachment) for attachment in attachments}

    @property
    def modal(self) -> Json | None:
        """The modal the bot opened."""
        return self.callback["data"] if self.callback is not None and self.kind == "modal" else None

    @property
    def choices(self) -> list[Json]:
        """The suggestions of an autocomplete, each ``{"name", "value"}``."""
        return [] if self.callback is None or self.kind != "choices" else self.callback["data"]["choices"]

    async def wait(
        self, predicate: Callable[[Self], object], timeout_s: float = FINISH_S, what: str = "what was waited for"
    ) -> Self:
        """Wait until a condition on this interaction is true; raise `NoAnswerError` if it is not in time."""

        def words() -> str:
            data = self.payload["data"]
            name = data.get("name") or data.get("custom_id")
            return f"{what}: not within {timeout_s} s after {name!r}; traffic:\n{self._view.transcript()}"

        await self._view.events.wait_for(lambda: predicate(self), timeout_s, words)
        return self

    async def acknowledged(self, timeout_s: float | None = None) -> Self:
        """Wait for the first answer, by default as long as Discord waits."""
        limit = self._view.acknowledge_s if timeout_s is None else timeout_s
        return await self.wait(lambda i: i.callback is not None, limit, "The application did not respond")

    async def finished(self, timeout_s: float = FINISH_S) -> Self:
        """Wait until the bot has answered, and what it announced is there (`settled`)."""
        return await self.wait(lambda i: i.settled, timeout_s, "final answer")

    async def followed_up(self, count: int = 1, timeout_s: float = FINISH_S) -> Self:
        """Wait for that many follow-up messages."""
        return await self.wait(lambda i: len(i.followups) >= count, timeout_s, f"{count} follow-up(s)")

    async def submit(self, *, wait: bool = True, **values: Any) -> Interaction:
        """Fill in the modal this interaction opened, with fields by ``custom_id`` or label, and submit it."""
        return await self.actor.submit(self, values, wait=wait)
