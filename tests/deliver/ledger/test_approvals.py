"""An approval holds for one content; a lawful change carries it over and says so."""

from __future__ import annotations

import pytest

from valuereport.deliver.ledger import Ledger, open_ledger


def test_an_approval_holds_for_its_content_alone(ledger: Ledger) -> None:
    approval = ledger.approve("spring", "d1")
    assert (approval.run, approval.digest, approval.operator) == ("spring", "d1", "Ada")
    assert ledger.approval("d1") == approval
    assert ledger.approval("d2") is None
    assert ledger.approvals("spring") == (approval,)
    assert ledger.approvals("summer") == ()


def test_who_approved_first_has_approved(url: str, ledger: Ledger) -> None:
    first = ledger.approve("spring", "d1")
    with open_ledger(url, "Bo") as other:
        assert other.approve("spring", "d1") == first
    assert ledger.approvals("spring") == (first,)


def test_an_amended_approval_keeps_who_and_when_and_leaves_the_old_content(url: str, ledger: Ledger) -> None:
    first = ledger.approve("spring", "d1")
    with open_ledger(url, "Bo") as other:
        amended = other.amend("d1", "d2", "a member was forgotten")
        assert other.amend("d1", "d2", "a member was forgotten") == amended  # a command that was started again
    assert amended is not None
    assert (amended.digest, amended.operator, amended.at) == ("d2", "Ada", first.at)
    assert ledger.approval("d2") == amended
    assert ledger.approval("d1") is None
    assert ledger.approvals("spring") == (first, amended)
    third = ledger.amend("d2", "d3", "another was forgotten")
    assert third is not None
    assert ledger.approval("d3") == third


@pytest.mark.parametrize("new", ["d1", "d2"])
def test_a_draft_stays_a_draft(ledger: Ledger, new: str) -> None:
    assert ledger.amend("d1", new, "a member was forgotten") is None
    assert ledger.approvals("spring") == ()


def test_content_that_comes_back_can_be_approved_again(ledger: Ledger) -> None:
    ledger.approve("spring", "d1")
    assert ledger.amend("d1", "d1", "nothing changed") == ledger.approval("d1")
    ledger.amend("d1", "d2", "a member was forgotten")
    again = ledger.approve("spring", "d1")
    assert ledger.approval("d1") == again
