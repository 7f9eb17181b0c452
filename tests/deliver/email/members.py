"""Deliveries, and a ledger in memory that keeps the promises of the real one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime

from valuereport.deliver.email.attachment import attachment
from valuereport.deliver.email.message import Outgoing, seal
from valuereport.deliver.email.outcome import Envelope
from valuereport.files import digest
from valuereport.model.delivery import Delivery, State
from valuereport.wording import wording_for

SENDER = "membership@building-aftercare.example"
AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 8 + b"\n.\r\n%%EOF"


def delivery(number: int, address: str = "") -> Delivery:
    """Return a planned delivery; its id and its member are made of its number."""
    return Delivery(
        id=f"{number:032x}",
        member_id=f"M{number:04d}",
        period="2026-01-01/2027-01-01",
        channel="email",
        issue=1,
        reissue="",
        run="2026",
        file=f"statements/{number:04d}.pdf",
        sha256=digest(PDF),
        address=address or f"m{number:04d}@members.example",
        state="planned",
        reason="",
        answer="",
        attempts=0,
        operator="Ada",
        planned_at=AT,
        sending_at=None,
        ended_at=None,
    )


def outgoing(
    given: Delivery, *, name: str = "Zoë Ångström", subject: str = "Your membership value statement 2026"
) -> Outgoing:
    """Return the message of a delivery."""
    return Outgoing(
        delivery_id=given.id,
        sender_name="Institute of Building Aftercare",
        sender=SENDER,
        reply_to=SENDER,
        name=name,
        address=given.address,
        subject=subject,
        text="Dear Zoë,\n\n.a line that begins with a dot\nFrom the office\n",
        html="<p lang=en>Dear Zoë,</p>\n",
        locale="en-GB",
        at=AT,
        attachment=attachment(PDF, "M0001", date(2026, 1, 1), date(2026, 12, 31), wording_for("en-GB")),
        unsubscribe_page="https://members.example/stop?who={token}",
        unsubscribe_email="stop@building-aftercare.example",
    )


def envelope(given: Delivery) -> Envelope:
    """Return the message of a delivery, ready to hand over."""
    return seal(outgoing(given))


class MemoryLedger:
    """A ledger that forgets everything when the test ends."""

    def __init__(self, deliveries: Iterable[Delivery]) -> None:
        self.rows = {each.id: each for each in deliveries}

    def claim(self, delivery_id: str) -> Delivery | None:
        row = self.rows[delivery_id]
        if row.state not in {"planned", "failed"}:
            return None
        self.rows[delivery_id] = replace(row, state="sending", attempts=row.attempts + 1)
        return self.rows[delivery_id]

    def record(self, delivery_id: str, state: State, *, answer: str = "", reason: str = "") -> Delivery:
        row = self.rows[delivery_id]
        assert row.state == "sending", f"{row.state} was not claimed"
        assert state in {"sent", "rejected", "failed", "uncertain", "planned", "skipped"}
        self.rows[delivery_id] = replace(row, state=state, answer=answer, reason=reason)
        return self.rows[delivery_id]

    def states(self) -> Counter[State]:
        """Return how many deliveries are in each state."""
        return Counter(row.state for row in self.rows.values())
