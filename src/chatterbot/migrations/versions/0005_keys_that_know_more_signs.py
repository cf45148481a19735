"""Keys for what 0004 took for the same: "what is :)" and "what is :(", 10² and 102."""

from __future__ import annotations

from chatterbot.migrations import keys

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    keys.renew()


def downgrade() -> None:
    """Keep the keys: the version before only takes some questions for others than the ones it knows."""
