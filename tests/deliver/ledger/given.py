"""What the tests of the ledger begin with."""

from __future__ import annotations

from collections import Counter
from typing import Any

from valuereport.deliver.ledger import Ledger
from valuereport.model.delivery import Delivery, State, Wanted

PERIOD = "2026-01-01/2027-01-01"


def wanted(member_id: str, reason: str = "", *, run: str = "spring", address: str = "") -> Wanted:
    return Wanted(
        member_id=member_id,
        run=run,
        file=f"statements/{member_id}.pdf",
        sha256=f"hash of {run} {member_id}",
        address=address or f"{member_id}@example.org",
        reason=reason,
    )


def planned(ledger: Ledger, member_id: str = "M1") -> Delivery:
    (delivery,) = ledger.plan(PERIOD, "email", [wanted(member_id)])
    assert delivery.state == "planned"
    return delivery


def claimed(ledger: Ledger, member_id: str = "M1") -> Delivery:
    delivery = ledger.claim(planned(ledger, member_id).id)
    assert delivery is not None
    return delivery


def states(ledger: Ledger, delivery: Delivery) -> list[str]:
    return [event.state for event in ledger.history(delivery.id)]


def state(ledger: Ledger, delivery: Delivery) -> str:
    found = ledger.find(delivery.id)
    assert found is not None
    return found.state


def counts(ledger: Ledger, **which: Any) -> Counter[State]:
    """Return how many deliveries are in each state, of all or of those that `which` names."""
    return Counter(one.state for one in ledger.deliveries(**which))
