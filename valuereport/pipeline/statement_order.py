"""The order of a run's statements, by the responses of its own exports."""

from __future__ import annotations

from valuereport.insights.statement_order import order_by_kano
from valuereport.model.statement_order import BY_VALUE, StatementOrder
from valuereport.pipeline.calculated import CalculatedMembers
from valuereport.pipeline.histories import histories_of


def order_of(valued: CalculatedMembers) -> StatementOrder:
    """Return what the statements of a workspace say first."""
    settings = valued.settings
    if settings.workspace.statement.order == "value":
        return BY_VALUE
    return order_by_kano(histories_of(valued, ""), settings.surveys, settings.workspace.insights.smallest)
