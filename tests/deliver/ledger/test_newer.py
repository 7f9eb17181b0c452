"""A member who was re-issued by one channel does not get the old figures by another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.deliver.ledger.given import PERIOD, states, wanted
from tests.deliver.ledger.test_aliases import alias
from valuereport.deliver.ledger import Ledger
from valuereport.model.delivery import Channel, Delivery


@pytest.fixture(autouse=True)
def _released(ledger: Ledger) -> None:
    """Let the run spring be approved first, and summer after it."""
    for run in ("spring", "summer"):
        ledger.approve(run, f"digest of {run}")


def planned(ledger: Ledger, channel: Channel, run: str, reissue: str = "") -> Delivery:
    return ledger.plan(PERIOD, channel, [wanted("M1", run=run)], reissue)[0]


def send(ledger: Ledger, delivery: Delivery) -> None:
    assert ledger.claim(delivery.id)
    ledger.record(delivery.id, "sent")


OTHER: dict[Channel, Channel] = {"email": "print", "print": "email"}


@pytest.mark.parametrize("channel", ["email", "print"])
def test_the_old_statement_does_not_follow_the_new_one(ledger: Ledger, channel: Channel) -> None:
    send(ledger, planned(ledger, channel, "spring"))
    send(ledger, planned(ledger, channel, "summer", "a wrong figure"))
    for reissue in ("", "the post lost it"):
        found = planned(ledger, OTHER[channel], "spring", reissue)
        assert found.state == "skipped"
        assert "a newer statement, of the run summer, was " in found.reason
    assert planned(ledger, OTHER[channel], "summer").state == "planned"


@pytest.mark.parametrize("channel", ["email", "print"])
def test_what_waits_of_the_old_statement_is_superseded(ledger: Ledger, channel: Channel) -> None:
    waits = planned(ledger, OTHER[channel], "spring")
    planned(ledger, channel, "summer")
    assert ledger.claim(waits.id) is None
    assert states(ledger, waits) == ["planned", "skipped"]
    found = ledger.find(waits.id)
    assert found
    assert found.reason == "the statement of the run summer has taken its place"
    again = planned(ledger, OTHER[channel], "summer")  # planned anew, with the new file
    assert (again.id, again.state, again.run) == (waits.id, "planned", "summer")


@pytest.mark.parametrize("channel", ["email", "print"])
def test_the_new_statement_follows_the_old_one(ledger: Ledger, channel: Channel) -> None:
    send(ledger, planned(ledger, channel, "spring"))
    waits = planned(ledger, OTHER[channel], "summer")
    planned(ledger, channel, "spring")
    assert ledger.claim(waits.id)


def test_a_run_that_was_approved_anew_is_the_newer_one(ledger: Ledger) -> None:
    send(ledger, planned(ledger, "email", "summer"))
    assert planned(ledger, "print", "spring").state == "skipped"
    ledger.approve("spring", "digest of spring as it was made again")
    assert planned(ledger, "print", "spring").state == "planned"


def test_the_same_file_is_no_older_statement(ledger: Ledger) -> None:
    send(ledger, planned(ledger, "email", "summer"))
    same = replace(wanted("M1", run="spring"), sha256="hash of summer M1")
    assert ledger.plan(PERIOD, "print", [same])[0].state == "planned"


def test_a_newer_statement_under_an_old_id_counts(ledger: Ledger) -> None:
    send(ledger, planned(ledger, "email", "summer"))
    ledger.remember(["M7"], [alias("M1", "M7")])
    found = ledger.plan(PERIOD, "print", [wanted("M7", run="spring")])[0]
    assert "a newer statement, of the run summer, was sent by email on " in found.reason
    newer = ledger.newer("spring", PERIOD, {"M7": "hash of spring M7", "M8": "hash of spring M8"})
    assert list(newer) == ["M7"]
    assert ledger.newer("summer", PERIOD, {"M7": "hash of summer M7"}) == {}


def test_other_periods_and_members_are_left_alone(ledger: Ledger) -> None:
    send(ledger, planned(ledger, "email", "summer"))
    assert ledger.plan("2027-01-01/2028-01-01", "print", [wanted("M1", run="spring")])[0].state == "planned"
    assert ledger.plan(PERIOD, "print", [wanted("M2", run="spring")])[0].state == "planned"
