"""The counters of a voice connection, which show the cause of a problem."""

from __future__ import annotations

import dataclasses

__all__ = ("VoiceCounters",)


@dataclasses.dataclass(slots=True)
class VoiceCounters:
    """Counts of one connection since it was made; all of them only grow, except the gauges at the end.

    Parameters
    ----------
    packets_sent, packets_received
        RTP packets of audio, silence frames included.
    frames_withheld
        Frames that were due while nothing could be sent (no key yet, or reconnecting); they were kept and sent later.
    send_failures
        Packets that the operating system refused.
    pacer_slips
        Times the event loop was so late that the sending clock was restarted.
    underruns
        Times a playback's source was too slow, so that there was a gap in the sound.
    malformed
        Datagrams that are neither RTP, RTCP, a discovery response nor a keepalive.
    control
        RTCP packets and packets of other streams than Opus, which are ignored.
    transport_failures
        Packets that transport decryption rejected, or whose decrypted content is contradictory.
    unknown_ssrc
        Packets dropped because the server did not say whose they were.
    not_listened
        Packets dropped before decoding, because their speaker has not allowed the bot to hear them.
    decrypt_failures
        Frames that end-to-end decryption rejected; a few around each transition are normal.
    lost
        Packets that never came, or could not be decrypted, counted by the gaps in the sequence.
    late
        Packets that came after their time; they are counted in `lost`, too.
    duplicates
        Packets that came twice.
    concealed
        Frames that were estimated in place of lost or broken ones.
    recovered
        Lost frames of which the next packet contained a copy; they are counted in `lost`, and not in `concealed`.
    undecodable
        Frames that the Opus decoder rejected.
    consumer_dropped
        Frames dropped because a consumer was too slow.
    resumes, reconnects
        Websockets that resumed the same session, and new sessions.
    epochs
        Changes of the end-to-end keys since the start.
    invalid_commits
        Times the group had to be joined again, because a commit or welcome could not be used.
    jitter_s
        Gauge: the highest interarrival jitter of the present speakers, in seconds (RFC 3550 section 6.4.1).
    speakers
        Gauge: speakers that have a jitter buffer, and perhaps a decoder.
    """

    packets_sent: int = 0
    packets_received: int = 0
    frames_withheld: int = 0
    send_failures: int = 0
    pacer_slips: int = 0
    underruns: int = 0
    malformed: int = 0
    control: int = 0
    transport_failures: int = 0
    unknown_ssrc: int = 0
    not_listened: int = 0
    decrypt_failures: int = 0
    lost: int = 0
    late: int = 0
    duplicates: int = 0
    concealed: int = 0
    recovered: int = 0
    undecodable: int = 0
    consumer_dropped: int = 0
    resumes: int = 0
    reconnects: int = 0
    epochs: int = 0
    invalid_commits: int = 0
    jitter_s: float = 0.0
    speakers: int = 0
