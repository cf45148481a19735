"""The settings that limit how much one person, one server and everybody together may use."""

from __future__ import annotations

from typing import Annotated, Final

import pydantic

from chatterbot.admission import AdmissionLimits
from chatterbot.settings.section import MEBIBYTE, Section

__all__ = ("LimitsSettings",)

KIBIBYTE: Final = 1024
GIBIBYTE: Final = 1024 * MEBIBYTE


class LimitsSettings(Section):
    """How much one person, one server and everybody together may use; direct messages get less than servers, and wait for them."""

    requests_person_minute: Annotated[int, pydantic.Field(ge=4, le=10_000)] = 120
    """Questions, commands and clicks of one person in a minute, 4 to 10,000, on all servers together; half of them may come at once. Those beyond
    are refused, and the person is told for how long."""
    requests_server_minute: Annotated[int, pydantic.Field(ge=10, le=1_000_000)] = 1_200
    """The same of everybody on one server together, 10 to 1,000,000."""
    downloads_server_hour: Annotated[pydantic.ByteSize, pydantic.Field(ge=MEBIBYTE)] = pydantic.ByteSize(2 * GIBIBYTE)
    """Files that are received for one server, or for the direct messages of one person, in an hour, in bytes or as "2 GiB"; at least 1 MiB.
    Recordings count, too."""
    jobs: Annotated[int, pydantic.Field(ge=1, le=16)] = 3
    """Training jobs that run at the same time, 1 to 16: each holds its file in memory. Of several places, one is kept for short jobs and
    one for servers."""
    jobs_open: Annotated[int, pydantic.Field(ge=2, le=1000)] = 40
    """Training jobs that run or wait in the whole program, 2 to 1000; direct messages together get half of them."""
    jobs_server: Annotated[int, pydantic.Field(ge=1, le=100)] = 4
    """Training jobs of one server that run or wait, 1 to 100; they run one after the other."""
    jobs_direct: Annotated[int, pydantic.Field(ge=1, le=100)] = 2
    """Training jobs from the direct messages of one person that run or wait, 1 to 100."""
    short_job: Annotated[pydantic.ByteSize, pydantic.Field(ge=KIBIBYTE, le=MEBIBYTE)] = pydantic.ByteSize(16 * KIBIBYTE)
    """Largest source of a training job that does not wait for long ones, in bytes or as "16 KiB"; 1 KiB to 1 MiB. 16 KiB hold about 200
    examples, which are learned in a few seconds."""
    examples_server: Annotated[int, pydantic.Field(ge=100, le=10_000_000)] = 200_000
    """Most examples that one server may have in use, in all its datasets together, 100 to 10,000,000. 200,000 take about 140 MB of memory
    while the server is active."""
    examples_direct: Annotated[int, pydantic.Field(ge=10, le=10_000_000)] = 5_000
    """Most examples that one person may have in use in direct messages, 10 to 10,000,000."""
    passages_server: Annotated[int, pydantic.Field(ge=0, le=1_000_000)] = 20_000
    """Most passages of imported documents that one server may have in use, in all its datasets together, 0 to 1,000,000. 20,000 are about
    3,000 pages, and take 40 MB of memory while the server is active."""
    passages_direct: Annotated[int, pydantic.Field(ge=0, le=1_000_000)] = 1_000
    """The same for the direct messages of one person."""
    index_memory: Annotated[pydantic.ByteSize, pydantic.Field(ge=16 * MEBIBYTE)] = pydantic.ByteSize(512 * MEBIBYTE)
    """Memory for what was taught to servers and in direct messages that use the bot, in bytes or as "512 MiB"; at least 16 MiB. 100 examples
    take about 0.2 MiB, 10,000 about 10 MiB. What was used longest ago is dropped, and loaded again with the next question. The program itself
    takes about 200 MiB more, and speech its models."""
    index_unused_minutes: Annotated[int, pydantic.Field(ge=1, le=100_000)] = 120
    """Minutes after which a server's examples leave the memory if nobody uses them, 1 to 100,000."""
    database: Annotated[pydantic.ByteSize, pydantic.Field(ge=10 * MEBIBYTE)] = pydantic.ByteSize(8 * GIBIBYTE)
    """Size of the database from which on nothing more is taught, in bytes or as "8 GiB"; at least 10 MiB. Keep it below the free space on
    the disk: when that is full, nothing can be stored at all."""
    files_server: Annotated[pydantic.ByteSize, pydantic.Field(ge=MEBIBYTE)] = pydantic.ByteSize(GIBIBYTE)
    """Most disk space for the files of one server (sent files, archives, exports), in bytes or as "1 GiB"; at least 1 MiB."""
    files_direct: Annotated[pydantic.ByteSize, pydantic.Field(ge=MEBIBYTE)] = pydantic.ByteSize(32 * MEBIBYTE)
    """The same for the direct messages of one person."""
    transfers: Annotated[int, pydantic.Field(ge=1, le=64)] = 4
    """Files for /train, /test, /export and /getfile that are received or sent at the same time, 1 to 64: each is held in memory, up to
    files.max_upload or Discord's own limit. Of several places, one is kept for servers."""
    transfers_open: Annotated[int, pydantic.Field(ge=2, le=1000)] = 64
    """Such files that are transferred or wait in the whole program, 2 to 1000; direct messages together get half of them."""
    transfers_server: Annotated[int, pydantic.Field(ge=1, le=1000)] = 16
    """Such files of one server that are transferred or wait, 1 to 1000."""
    transfers_person: Annotated[int, pydantic.Field(ge=1, le=100)] = 5
    """Such files of one person that are transferred or wait, 1 to 100."""
    voices: Annotated[int, pydantic.Field(ge=0, le=64)] = 0
    """Texts that voices on this machine turn into sound at the same time, 0 to 64; each keeps a core busy. 0: one per core,
    and one more. Of several places, one is kept for voice channels, where people wait for the sound."""
    voices_online: Annotated[int, pydantic.Field(ge=1, le=64)] = 8
    """Texts that online voices turn into sound at the same time, 1 to 64: the service is free of charge and refuses those who ask too
    much."""
    speaking_open: Annotated[int, pydantic.Field(ge=2, le=1000)] = 32
    """Voice messages that are made or wait in the whole program, 2 to 1000; direct messages together get half of them. A minute of sound
    takes about 3 MB of memory."""
    speaking_server: Annotated[int, pydantic.Field(ge=1, le=1000)] = 12
    """Voice messages of one server that are made or wait, 1 to 1000."""
    speaking_person: Annotated[int, pydantic.Field(ge=1, le=100)] = 3
    """Voice messages of one person that are made or wait, 1 to 100."""
    recordings: Annotated[int, pydantic.Field(ge=1, le=16)] = 3
    """Messages with recordings that are transcribed at the same time, 1 to 16. Of several places, one is kept for short recordings and one
    for servers."""
    recordings_open: Annotated[int, pydantic.Field(ge=2, le=1000)] = 32
    """Messages with recordings that are transcribed or wait in the whole program, 2 to 1000; direct messages together get half of them. Those
    that wait are not downloaded yet."""
    recordings_server: Annotated[int, pydantic.Field(ge=1, le=1000)] = 12
    """Messages with recordings of one server that are transcribed or wait, 1 to 1000."""
    recordings_person: Annotated[int, pydantic.Field(ge=1, le=100)] = 3
    """Messages with recordings of one person that are transcribed or wait, 1 to 100; one at a time is transcribed."""
    recordings_memory: Annotated[pydantic.ByteSize, pydantic.Field(ge=16 * MEBIBYTE)] = pydantic.ByteSize(
        256 * MEBIBYTE
    )
    """Most memory for recordings that are transcribed at the same time, files and decoded sound together, in bytes or as "256 MiB"; at least
    16 MiB. A minute of sound takes about 6 MB. A recording that needs more than this is transcribed alone."""
    short_recording: Annotated[float, pydantic.Field(ge=1, le=600)] = 60.0
    """Longest recording that does not wait for long ones, in seconds, 1 to 600: it is transcribed in a few seconds."""

    @property
    def transferring(self) -> AdmissionLimits:
        """How many files are received or sent at the same time and wait."""
        return AdmissionLimits(
            running=self.transfers,
            open=self.transfers_open,
            open_by_scope=self.transfers_server,
            open_by_person=self.transfers_person,
        )

    @property
    def speaking(self) -> AdmissionLimits:
        """How many voice messages are made at the same time and wait."""
        return AdmissionLimits(
            running=self.voices_online,  # those that need a voice on this machine take turns there
            open=self.speaking_open,
            open_by_scope=self.speaking_server,
            open_by_person=self.speaking_person,
        )

    @property
    def transcribing(self) -> AdmissionLimits:
        """How many messages with recordings are transcribed at the same time and wait; amounts are in bytes, costs in seconds of sound."""
        return AdmissionLimits(
            running=self.recordings,
            open=self.recordings_open,
            open_by_scope=self.recordings_server,
            open_by_person=self.recordings_person,
            running_by_person=1,
            long_cost=self.short_recording,
            amount=self.recordings_memory,
        )
