"""[statement]: what a statement says first."""

from __future__ import annotations

from valuereport.model.statement_order import OrderBy
from valuereport.settings.fields import Strict


class StatementRules(Strict):
    """The order of what a statement, its letter and the stories of its run show."""

    order: OrderBy = "value"
