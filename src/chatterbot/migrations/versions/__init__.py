"""The migrations, one after the other; Alembic finds them by their files."""

from __future__ import annotations

__all__ = ()
