"""The part of /settings about spoken conversations: what is wanted, and how it is shown."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, Final

from chatterbot import errors
from chatterbot.discord import Translator, formatting
from chatterbot.preferences import DAYS_OF_MIRROR, LONGEST_NAME, MOST_NAMES, SHORTEST_NAME, GuildPreferences, TalkMode

__all__ = ("FIELDS", "NO_NAMES", "TALK", "WantedTalk", "notes", "rows")

TALK: Final[Mapping[TalkMode, str]] = {
    TalkMode.NEVER: "choice-settings-talk-never",
    TalkMode.CALLED: "choice-settings-talk-called",
    TalkMode.FITTING: "choice-settings-talk-fitting",
}
NO_NAMES: Final = "-"
"""Given in place of names to have none any more."""
LONGEST_NAMES: Final = MOST_NAMES * (LONGEST_NAME + 2)
"""Characters of all names with the separators between them."""
FIELDS: Final = frozenset({"talk", "wake_names", "mirror", "transcripts_kept"})
"""The preferences about spoken conversations."""


@dataclasses.dataclass(frozen=True, slots=True)
class WantedTalk:
    """The options a person gave; `None`: not given."""

    talk: TalkMode | None = None
    names: str | None = None
    """Names with commas between them, or `NO_NAMES`."""
    mirror: bool | None = None
    transcripts_kept: int | None = None

    @property
    def nothing(self) -> bool:
        """Whether none was given."""
        return self == WantedTalk()

    def changes(self, present: GuildPreferences) -> dict[str, Any]:
        """Return the fields of the preferences to change.

        What is posted in the chat is also kept: switching posting on switches keeping on, and switching keeping off switches posting off.

        Raises
        ------
        errors.InvalidInputError
            ``error-settings-names(most, shortest, longest)``; ``error-settings-mirror``, if posting is wanted without keeping.
        """
        changes: dict[str, Any] = {}
        if self.talk is not None:
            changes["talk"] = self.talk
        if self.names is not None:
            changes["wake_names"] = _names(self.names)
        if self.transcripts_kept is not None:
            changes["transcripts_kept"] = self.transcripts_kept
        if self.mirror is not None:
            changes["mirror"] = self.mirror
        if changes.get("mirror", present.mirror) and not changes.get("transcripts_kept", present.transcripts_kept):
            if self.mirror and self.transcripts_kept is not None:
                raise errors.InvalidInputError("error-settings-mirror")
            if self.mirror:
                changes["transcripts_kept"] = DAYS_OF_MIRROR
            elif self.transcripts_kept is not None:
                changes["mirror"] = False
        return changes


def _names(given: str) -> tuple[str, ...]:
    if given.strip() == NO_NAMES:
        return ()
    names = tuple(name for name in (" ".join(each.split()) for each in given.split(",")) if name)
    if not names or len(names) > MOST_NAMES or not all(SHORTEST_NAME <= len(name) <= LONGEST_NAME for name in names):
        raise errors.InvalidInputError(
            "error-settings-names", most=MOST_NAMES, shortest=SHORTEST_NAME, longest=LONGEST_NAME
        )
    return names


def rows(translate: Translator, present: GuildPreferences, *, most_days: int) -> dict[str, str]:
    """Return the lines that show the preferences, by field.

    Parameters
    ----------
    most_days
        Days for which any exchange is kept at most, as the operator set it.
    """
    names = ", ".join(formatting.inert(name) for name in present.wake_names)
    days = min(present.transcripts_kept, most_days)
    return {
        "talk": translate("settings-talk", which=translate(TALK[present.talk])),
        "wake_names": translate("settings-names", names=names) if names else translate("settings-names-none"),
        "mirror": translate("settings-mirror-on" if present.mirror else "settings-mirror-off"),
        "transcripts_kept": translate("settings-transcripts", days=days)
        if days
        else translate("settings-transcripts-none"),
    }


def notes(translate: Translator, wanted: WantedTalk, changes: Mapping[str, Any]) -> list[str]:
    """Return lines about what was changed beyond the options given."""
    found: list[str] = []
    if "transcripts_kept" in changes and wanted.transcripts_kept is None:
        found.append(translate("settings-mirror-keeps"))
    if "mirror" in changes and wanted.mirror is None:
        found.append(translate("settings-mirror-ends"))
    return found
