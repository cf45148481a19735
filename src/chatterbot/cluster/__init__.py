"""Several processes of one bot on one PostgreSQL database: which shards each runs, and how each learns what the others were taught.

`ShardLease` is the right of a process to run some shards, and to write; `ChangeFollower` reads what the others change; `ErasuresTogether`
lets all of them take part in an erasure. Discord is not known here.
"""

from __future__ import annotations

from chatterbot.cluster.erasing import ErasuresTogether
from chatterbot.cluster.following import ChangeFollower
from chatterbot.cluster.lease import ShardLease
from chatterbot.cluster.ranges import ShardPlan, ShardRange

__all__ = ("ChangeFollower", "ErasuresTogether", "ShardLease", "ShardPlan", "ShardRange")
