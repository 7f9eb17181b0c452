"""What a person signed about the exports, in corrections.csv."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, get_args

from valuereport.model.tables import MEMBERS, Kind

What = Literal["confirm", "field", "engagement", "fee"]
WHATS: Final[tuple[What, ...]] = get_args(What)

CORRECTIONS: Final = "corrections"
"""The source of engagements and fees that rows of corrections.csv state."""

COLUMNS: Final = (
    *("member", "what", "field", "value", "was", "activity", "date", "quantity", "title", "amount", "currency"),
    *("reference", "by", "on", "why"),
)

_NOT_CORRECTED: Final = frozenset(
    ("member_id", "emails", "other_ids", "secret", "unreadable", "fee_currency", "hourly_value_currency")
)
FIELDS: Final[Mapping[str, Kind]] = {
    "email": "text",  # the first address: where the statement goes
    **{name: kind for name, kind in MEMBERS.items() if name not in _NOT_CORRECTED},
}
"""The fields of a member that a correction may change. `fee` is the whole fee of the period, not one payment."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One signed row, checked for itself; what is None or empty is not given.

    field: `field` has `value`, and had `was`. engagement: the member did `activity` on `day`. fee: the
    member paid `amount` on `day`. confirm: an extreme amount that the export has is right.
    """

    member: str  # an id or address; in a history the id of the member
    what: What
    by: str
    on: date
    why: str
    field: str = ""
    value: str = ""
    was: str = ""
    activity: str = ""
    day: date | None = None
    quantity: float | None = None
    title: str = ""
    amount: float | None = None
    currency: str = ""
    reference: str = ""
    file: str = ""
    row: int = 0

    @property
    def cells(self) -> dict[str, object]:
        """Return the row as it stands in the file, by column."""
        return {
            "member": self.member,
            "what": self.what,
            "field": self.field,
            "value": self.value,
            "was": self.was,
            "activity": self.activity,
            "date": self.day.isoformat() if self.day else "",
            "quantity": "" if self.quantity is None else f"{self.quantity:g}",
            "title": self.title,
            "amount": "" if self.amount is None else f"{self.amount:.2f}",
            "currency": self.currency,
            "reference": self.reference,
            "by": self.by,
            "on": self.on.isoformat(),
            "why": self.why,
        }

    @property
    def signature(self) -> str:
        """Return who signed it, when and why."""
        return f"{self.by}, {self.on.isoformat()}: {self.why}"

    @property
    def said(self) -> str:
        """Return in a few words what the row says."""
        if self.what == "field":
            return f"{self.field}: {self.was or 'what it was'} -> {self.value}"
        if self.what == "engagement":
            quantity = "" if self.quantity is None else f", {self.quantity:g}"
            return f"{self.activity} on {self.day}{quantity}{f', {self.title}' if self.title else ''}"
        amount = f"{self.amount:,.2f} {self.currency}".strip()
        return f"a fee of {amount} paid on {self.day}" if self.what == "fee" else f"{amount} is right"
