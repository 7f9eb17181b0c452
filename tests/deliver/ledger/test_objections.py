"""An objection to being scored stands, whatever later exports say, until the member takes it back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.deliver.ledger.given import claimed
from valuereport.deliver.ledger import Ledger
from valuereport.errors import LedgerError
from valuereport.model.member import Alias

LONG_AGO = date(2026, 1, 1)


def test_an_objection_outlives_the_exports_and_new_ids(ledger: Ledger) -> None:
    assert ledger.objections(["M1"]) == frozenset()
    assert ledger.record_objections(["M1", "M2", "M1"], LONG_AGO) == 2
    assert ledger.record_objections(["M1"], LONG_AGO) == 0
    ledger.remember(["N1", "M2", "M3"], [Alias("M1", "N1", "", "aliases.csv")])
    assert ledger.objections(["N1", "M2", "M3"]) == {"N1", "M2"}


def test_only_a_member_s_word_ends_it_and_no_older_export_brings_it_back(ledger: Ledger) -> None:
    ledger.record_objections(["M1"], LONG_AGO)
    assert ledger.lift_objection("M1", "rang on 3 May") == 1
    assert ledger.record_objections(["M1"], LONG_AGO) == 0
    assert ledger.objections(["M1"]) == frozenset()
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    assert ledger.record_objections(["M1"], tomorrow) == 1
    assert ledger.objections(["M1"]) == {"M1"}
    with pytest.raises(LedgerError, match="M2 has not objected"):
        ledger.lift_objection("M2", "why not")


def test_a_forgotten_member_s_objection_stays_and_tells_nobody(ledger: Ledger) -> None:
    delivery = claimed(ledger, "M1")
    ledger.record(delivery.id, "sent")
    ledger.record_objections(["M1"], LONG_AGO)
    ledger.forget("M1")
    assert ledger.objections(["M1", "M2"]) == {"M1"}  # should the exports go on to list the member
    assert ledger.record_objections(["M1"], LONG_AGO) == 0
