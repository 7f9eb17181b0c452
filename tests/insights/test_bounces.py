"""What the ledger knows of addresses becomes a half-life: accepted mail is exposure, a hard bounce ends it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from tests.insights.histories import histories_of
from valuereport.insights.bounces import email_exposures, members_whose_email_came_back
from valuereport.insights.decay import measured_half_life
from valuereport.model.delivery import Delivery
from valuereport.model.suppression import Suppression


def at(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def delivery(address: str, day: str, **more: Any) -> Delivery:
    texts = dict.fromkeys(("id", "member_id", "period", "reissue", "run", "file", "sha256", "reason", "answer"), "")
    given = {"channel": "email", "state": "sent", "operator": "", "attempts": 1, "issue": 1, "address": address}
    times = {"planned_at": at(day), "sending_at": at(day), "ended_at": at(day)}
    return Delivery(**{**texts, **given, **times, **more})


def bounce(address: str, day: str, **more: Any) -> Suppression:
    return Suppression(address, more.pop("reason", "bounce"), "", "Ada", at(day), **more)


def test_mail_that_was_accepted_is_exposure_and_a_hard_bounce_ends_it() -> None:
    seen, until, bounced = email_exposures(
        [
            delivery("A@x.example", "2024-01-10"),
            delivery("a@x.example", "2026-01-10"),
            delivery("b@x.example", "2025-01-10"),
            delivery("b@x.example", "2026-01-10", state="bounced"),
            delivery("c@x.example", "2026-01-10", state="bounced"),  # at the first time
            delivery("d@x.example", "2025-01-10"),
            delivery("1 A Street", "2025-01-10", channel="print"),
            delivery("", "2025-01-10"),  # of a forgotten member
            delivery("e@x.example", "2025-01-10"),
            delivery("f@x.example", "2025-01-10"),
            delivery("f@x.example", "2026-03-10"),
        ],
        [
            bounce("b@x.example", "2026-01-11"),
            bounce("c@x.example", "2026-01-11"),
            bounce("d@x.example", "2025-02-01", lifted_at=at("2025-03-01")),
            bounce("e@x.example", "2025-02-01", reason="complaint"),
            bounce("f@x.example", "2025-02-01"),
        ],
    )
    assert seen.astype(str).tolist() == ["2024-01-10", "2025-01-10", "2025-01-10", "2025-01-10", "2025-01-10"]
    assert until.astype(str).tolist() == ["2026-01-10", "2026-01-11", "2025-01-10", "2025-01-10", "2026-03-10"]
    assert bounced.tolist() == [False, True, False, False, False]


def test_the_half_life_of_a_ledger() -> None:
    """40 addresses of a year, 20 of which came back at its end: 480 months, 20 bounces, ln 2 x 24."""
    addresses = [f"m{number}@x.example" for number in range(40)]
    deliveries = [delivery(one, "2025-01-01") for one in addresses]
    deliveries += [delivery(one, "2026-01-01") for one in addresses[20:]]
    found = email_exposures(deliveries, [bounce(one, "2026-01-01") for one in addresses[:20]])
    assert measured_half_life(*found) == pytest.approx(np.log(2) * 24, rel=0.001)
    assert measured_half_life(*email_exposures([], [])) is None


def test_whose_address_of_today_came_back() -> None:
    people = [
        {"member_id": "A", "email": "A@X.example"},
        {"member_id": "B", "email": "b@x.example"},
        {"member_id": "C"},
    ]
    members = histories_of(people).members
    assert members_whose_email_came_back(members, []) == frozenset()
    assert members_whose_email_came_back(members, [bounce("a@x.example", "2026-01-01")]) == {"A"}
