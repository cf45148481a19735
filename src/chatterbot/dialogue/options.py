"""How a spoken dialogue is led: how long to wait, and when to stop speaking. Durations in seconds."""

from __future__ import annotations

import dataclasses

from chatterbot.dialogue.endpointing import EndpointOptions
from chatterbot.speech.turns.turn_detector import TurnOptions

__all__ = ("DialogueOptions",)


@dataclasses.dataclass(frozen=True, slots=True)
class DialogueOptions:
    """How long to wait, and when to stop speaking; durations in seconds.

    Parameters
    ----------
    turns
        When a turn begins, and after which pause it is recognised on speculation. 0.064 s (two frames of the detector) instead of the
        0.2 s for files: recognising takes about 0.2 s, and is then done when `EndpointOptions.likely_s` has passed. 0.064 s of
        speech begin a turn, also over the bot's own voice: there the bot only pauses, and goes on if it was a cough.
    endpoint
        How much silence ends a turn, by what was understood so far.
    second_pass_s
        Words without a certain answer are looked at a second time, until so long after their recognition began: with the 0.064 s before it,
        that is 0.1 s more than the shortest wait without a certain answer; the end of the turn is not put off for it.
    preroll_s
        Sound before the detected beginning that belongs to a turn: soft consonants are detected late.
    gap_s
        A person who sent no packet for this long is silent: Discord's clients send nothing while nobody speaks. Five frames; with
        less, packets that are late would count as silence.
    join_s
        Speech that begins this soon after the end of a turn continues it, if the answer was not heard to its end.
    yield_s
        When a person has spoken over the bot for this long, and there are words in it, the bot stops for good. Until then its answer is
        only paused, and goes on if it was a cough or "mhm"; "oh, I see" lasts a second.
    noise_s
        After this long, sound without words (laughter, a fan) does not keep the bot silent any more. A laugh is over by then.
    decide_s
        A paused answer goes on after this time, if the person who interrupted is silent and it is not known what they said.
    follow_up_s
        What the same person says this soon after the bot's answer to them is meant for the bot.
    sign_after_s
        After this silence, a soft tone tells that the bot is thinking.
    sign_every_s
        Until the next such tone.
    stale_s
        An answer that could not begin for this long, because people talked, is dropped.
    waiting
        How many turns wait to be answered at most; the oldest is dropped.
    unknowns
        How often in a row the bot says to a person who is alone with it that it does not know the answer; then it plays a tone instead.
    ask_back_every_s
        A person is asked at most this often what they meant, where no answer is sure.
    higher_bar
        How much surer the bot must be of an answer if nobody addressed it: this share of the way from the community's threshold to
        certainty, in [0, 1].
    """

    turns: TurnOptions = dataclasses.field(
        default_factory=lambda: TurnOptions(pause_s=0.064, onset_s=0.064, interrupting_onset_s=0.064)
    )
    endpoint: EndpointOptions = dataclasses.field(default_factory=EndpointOptions)
    second_pass_s: float = 0.45
    preroll_s: float = 0.3
    gap_s: float = 0.1
    join_s: float = 1.5
    yield_s: float = 1.2
    noise_s: float = 4.0
    decide_s: float = 3.0
    follow_up_s: float = 8.0
    sign_after_s: float = 0.8
    sign_every_s: float = 2.5
    stale_s: float = 15.0
    waiting: int = 4
    unknowns: int = 2
    ask_back_every_s: float = 60.0
    higher_bar: float = 0.5
