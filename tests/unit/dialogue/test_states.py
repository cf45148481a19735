"""The states of a turn and of a speech: which change is allowed, which is refused, and whether docs/talking.md draws the same."""

from __future__ import annotations

import enum
import itertools
import pathlib
import re
from collections.abc import Iterator

import pytest

from chatterbot.dialogue import pending_turn, speech_handle
from chatterbot.dialogue.pending_turn import TurnState
from chatterbot.dialogue.speech_handle import SpeechState
from chatterbot.dialogue.transitions import Transitions

pytestmark = pytest.mark.unit

DOCUMENT = pathlib.Path(__file__).parents[3] / "docs" / "talking.md"


class Lamp(enum.Enum):
    OFF = "off"
    ON = "on"
    BROKEN = "broken"


LAMP = Transitions({Lamp.OFF: {Lamp.ON}, Lamp.ON: {Lamp.OFF, Lamp.BROKEN}, Lamp.BROKEN: ()})


def test_an_allowed_change_gives_the_new_state() -> None:
    assert LAMP.change(Lamp.OFF, Lamp.ON) is Lamp.ON
    assert LAMP.change(Lamp.ON, Lamp.BROKEN) is Lamp.BROKEN


@pytest.mark.parametrize(
    ("old", "new"), [(Lamp.OFF, Lamp.BROKEN), (Lamp.BROKEN, Lamp.ON), (Lamp.ON, Lamp.ON), (Lamp.BROKEN, Lamp.BROKEN)]
)
def test_any_other_change_is_refused_and_says_which(old: Lamp, new: Lamp) -> None:
    with pytest.raises(RuntimeError, match=f"Lamp: {old.value} cannot become {new.value}"):
        LAMP.change(old, new)


def test_all_allowed_changes_are_listed() -> None:
    assert sorted((old.value, new.value) for old, new in LAMP) == [("off", "on"), ("on", "broken"), ("on", "off")]


TURN = {
    (TurnState.PENDING, TurnState.MERGED),
    (TurnState.PENDING, TurnState.ANSWERED),
    (TurnState.PENDING, TurnState.OBEYED),
    (TurnState.PENDING, TurnState.DISMISSED),
    (TurnState.MERGED, TurnState.PENDING),
    (TurnState.MERGED, TurnState.ANSWERED),
    (TurnState.MERGED, TurnState.DISMISSED),
    (TurnState.ANSWERED, TurnState.MERGED),
    *((state, TurnState.ABANDONED) for state in TurnState if state is not TurnState.ABANDONED),
}
SPEECH = {
    (SpeechState.WAITING, SpeechState.PLAYING),
    (SpeechState.WAITING, SpeechState.CUT_OFF),
    (SpeechState.WAITING, SpeechState.DROPPED),
    (SpeechState.PLAYING, SpeechState.CUT_OFF),
    (SpeechState.PLAYING, SpeechState.FINISHED),
    (SpeechState.PLAYING, SpeechState.INTERRUPTED),
    (SpeechState.CUT_OFF, SpeechState.PLAYING),
    (SpeechState.CUT_OFF, SpeechState.FINISHED),
    (SpeechState.CUT_OFF, SpeechState.INTERRUPTED),
    (SpeechState.CUT_OFF, SpeechState.DROPPED),
}


@pytest.mark.parametrize(("old", "new"), [*itertools.product(TurnState, TurnState)])
def test_a_turn_changes_only_as_allowed(old: TurnState, new: TurnState) -> None:
    if (old, new) in TURN:
        assert pending_turn.TRANSITIONS.change(old, new) is new
        return
    with pytest.raises(RuntimeError, match=f"{old.value} cannot become {new.value}"):
        pending_turn.TRANSITIONS.change(old, new)


@pytest.mark.parametrize(("old", "new"), [*itertools.product(SpeechState, SpeechState)])
def test_a_speech_changes_only_as_allowed(old: SpeechState, new: SpeechState) -> None:
    if (old, new) in SPEECH:
        assert speech_handle.TRANSITIONS.change(old, new) is new
        return
    with pytest.raises(RuntimeError, match=f"{old.value} cannot become {new.value}"):
        speech_handle.TRANSITIONS.change(old, new)


def drawn(name: str) -> set[tuple[str, str]]:
    """The arrows of a diagram in docs/talking.md, `[*]` at its beginning and its ends."""
    diagrams = re.findall(r"```mermaid\nstateDiagram-v2\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    [diagram] = [one for one in diagrams if f"%% {name}\n" in one]
    return set(re.findall(r"^ *(\S+) --> ([^\s:]+)", diagram, re.MULTILINE))


def expected(
    transitions: Transitions[TurnState] | Transitions[SpeechState], first: enum.Enum
) -> Iterator[tuple[str, str]]:
    changes = [(old.name, new.name) for old, new in transitions]
    yield "[*]", first.name
    yield from changes
    yield from ((state.name, "[*]") for state in type(first) if state.name not in {old for old, _ in changes})


def test_the_diagram_of_a_turn_shows_every_change_and_no_other() -> None:
    assert drawn("TurnState") == {*expected(pending_turn.TRANSITIONS, TurnState.PENDING)}


def test_the_diagram_of_a_speech_shows_every_change_and_no_other() -> None:
    assert drawn("SpeechState") == {*expected(speech_handle.TRANSITIONS, SpeechState.WAITING)}
