"""The catalogue keys of what stands on the menus and buttons of /settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ("ABOUTS", "PICKS", "PRESSES", "SECTIONS", "VALUES", "WHATS")

SECTIONS: Final[Mapping[str, str]] = {
    "answering": "settings-section-answering",
    "teaching": "settings-section-teaching",
    "places": "settings-section-places",
    "voice": "settings-section-voice",
    "log": "settings-section-log",
    "handover": "settings-section-handover",
    "model": "settings-section-model",
}
"""The names of the sections."""
ABOUTS: Final[Mapping[str, str]] = {
    "answering": "settings-section-answering-about",
    "teaching": "settings-section-teaching-about",
    "places": "settings-section-places-about",
    "voice": "settings-section-voice-about",
    "log": "settings-section-log-about",
    "handover": "settings-section-handover-about",
    "model": "settings-section-model-about",
}
"""What each section is about."""
PRESSES: Final[Mapping[str, str]] = {
    "answers_in-addressed": "settings-press-answers_in-addressed",
    "answers_in-channels": "settings-press-answers_in-channels",
    "answers_in-everywhere": "settings-press-answers_in-everywhere",
    "documents-on": "settings-press-documents-on",
    "documents-off": "settings-press-documents-off",
    "teachers-auto": "settings-press-teachers-auto",
    "teachers-everyone": "settings-press-teachers-everyone",
    "teachers-teachers": "settings-press-teachers-teachers",
    "teachers-managers": "settings-press-teachers-managers",
    "speak-on": "settings-press-speak-on",
    "speak-off": "settings-press-speak-off",
    "voice_answers-on": "settings-press-voice_answers-on",
    "voice_answers-off": "settings-press-voice_answers-off",
    "mirror-on": "settings-press-mirror-on",
    "mirror-off": "settings-press-mirror-off",
    "show_askers-on": "settings-press-show_askers-on",
    "show_askers-off": "settings-press-show_askers-off",
    "clear": "settings-press-clear",
    "gone": "settings-press-gone",
}
"""The labels of buttons: the field, and what a press makes of it."""
PICKS: Final[Mapping[str, str]] = {
    "channels": "settings-pick-channels",
    "strictness": "settings-pick-strictness",
    "language": "settings-pick-language",
    "teacher_roles": "settings-pick-teacher_roles",
    "choices": "settings-pick-choices",
    "calls": "settings-pick-calls",
    "talk": "settings-pick-talk",
    "log_channel": "settings-pick-log_channel",
    "digest_channel": "settings-pick-digest_channel",
    "handover_channel": "settings-pick-handover_channel",
    "handover_role": "settings-pick-handover_role",
    "handover_every": "settings-pick-handover_every",
    "place": "settings-pick-place",
    "dataset": "settings-pick-dataset",
}
"""What stands on menus, by the field."""
VALUES: Final[Mapping[str, str]] = {
    "answers-unset": "settings-place-answers-unset",
    "answers-yes": "settings-place-answers-yes",
    "answers-no": "settings-place-answers-no",
    "voice-unset": "settings-place-voice-unset",
    "voice-yes": "settings-place-voice-yes",
    "voice-no": "settings-place-voice-no",
}
"""What holds in a place: the field, and its value."""
WHATS: Final[Mapping[str, str]] = {
    "strictness": "settings-what-strictness",
    "language": "settings-what-language",
    "dataset": "settings-what-dataset",
    "choices": "settings-what-choices",
    "calls": "settings-what-calls",
    "talk": "settings-what-talk",
    "handover_every": "settings-what-handover_every",
}
"""What the choices of a menu are about, by the field."""
