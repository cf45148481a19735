"""Keys by the normal form that knows signs: "C++" and "C#" are two questions, and what was taught for each is found by its own key."""

from __future__ import annotations

from chatterbot.migrations import keys

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    keys.renew()


def downgrade() -> None:
    """Keep the keys: the version before only takes some questions for others than the ones it knows."""
