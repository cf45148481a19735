"""DAVE, Discord's end-to-end encryption of voice: `frames` reads the frame format, `session` manages the group and its keys."""

from __future__ import annotations
