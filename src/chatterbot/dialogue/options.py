"""How a spoken dialogue is led: how long to wait, when to yield. Durations in seconds."""

from __future__ import annotations

import dataclasses

from chatterbot.dialogue.endpointing import EndpointOptions
from chatterbot.speech.turns.turn_detector import TurnOptions

__all__ = ("DialogueOptions",)


@dataclasses.dataclass(frozen=True, slots=True)
class DialogueOptions:
    """How a spoken dialogue is led.

    Parameters
    ----------
    turns
        When a turn begins, and from which pause on it is recognised on speculation. 0.064 s (two frames of the detector) instead of the
        0.2 s of files: recognising takes about 0.2 s, and is then done when `EndpointOptions.likely_s` has passed. 0.064 s of
        speech begin a turn, also over the bot's own voice: there it only pauses, and goes on if it was a cough.
    endpoint
        How much silence ends a turn, by what was understood so far.
    preroll_s
        Sound before the onset that belongs to a turn: the detector is late at soft consonants.
    gap_s
        Without a packet for so long, the person is silent: Discord's clients send nothing while their gate is closed. Five frames; less
        would take the network's unevenness for silence.
    join_s
        Speech that goes on so soon after a turn's end belongs to it, if nobody could hear the answer yet, or only its beginning.
    yield_s
        Who speaks over the bot's own voice for so long has the floor, whatever they say. Until then the answer is only paused, and goes on
        if it was a cough or "mhm"; "oh, I see" lasts a second.
    decide_s
        After so long in a pause that nobody explains, the answer goes on.
    follow_up_s
        What the same person says so soon after the bot's answer to them is meant for it.
    sign_after_s
        Thinking is a silence of so long at most; then there is a soft tone.
    sign_every_s
        And again.
    stale_s
        An answer that could not begin for so long, because people talked, is not given any more.
    waiting
        Turns that wait to be answered at most; the oldest is dropped.
    unknowns
        So often in a row the bot says that it does not know something nobody called it for; then a tone does.
    higher_bar
        Share of the way from a community's threshold to certainty that an answer must have come for what nobody addressed to the bot.
    """

    turns: TurnOptions = dataclasses.field(
        default_factory=lambda: TurnOptions(pause_s=0.064, onset_s=0.064, interrupting_onset_s=0.064)
    )
    endpoint: EndpointOptions = dataclasses.field(default_factory=EndpointOptions)
    preroll_s: float = 0.3
    gap_s: float = 0.1
    join_s: float = 1.5
    yield_s: float = 1.2
    decide_s: float = 3.0
    follow_up_s: float = 8.0
    sign_after_s: float = 0.8
    sign_every_s: float = 2.5
    stale_s: float = 15.0
    waiting: int = 4
    unknowns: int = 2
    higher_bar: float = 0.5
