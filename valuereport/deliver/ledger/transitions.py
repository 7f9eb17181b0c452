"""What may become of a delivery, and by whom."""

from __future__ import annotations

from typing import Final

from valuereport.model.delivery import WAITING, State

REJUDGED: Final[frozenset[State]] = WAITING | {"skipped"}
"""A plan judges these again; all others stand, but for `AT_A_NEW_ADDRESS`."""

AT_A_NEW_ADDRESS: Final[frozenset[State]] = frozenset({"rejected", "bounced"})
"""A plan tries these again where the member has another address by now."""

REISSUED: Final[frozenset[State]] = frozenset({"sent", "bounced", "rejected", "uncertain"})
"""A re-issue makes a new delivery beside these."""

RECORDED: Final[frozenset[State]] = frozenset({"sent", "rejected", "failed", "uncertain", "planned", "skipped"})
"""What a sender may record of what it claimed; planned: to be tried again, skipped: not to be sent after all."""

RESOLVED: Final[dict[State, tuple[State, ...]]] = {"uncertain": ("sent", "failed", "bounced"), "sent": ("bounced",)}
"""What a person may find out."""

ENDED: Final[frozenset[State]] = frozenset({"sent", "bounced", "rejected", "failed", "uncertain", "skipped"})
"""A delivery in these waits for nothing; the time is kept."""
