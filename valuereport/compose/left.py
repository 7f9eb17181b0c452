"""What is still the member's to use: entitlements of the grade, less what was used."""

from __future__ import annotations

from valuereport.compose.context import StatementContext
from valuereport.model.statement import Left


def left(context: StatementContext) -> Left | None:
    """Return what is left; None where nothing is."""
    return None
