"""Suppressed addresses outlive everything but a named person's word; opt-outs are counted at each delivery."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.deliver.ledger.given import PERIOD, claimed, wanted
from valuereport.deliver.ledger import Ledger, open_ledger
from valuereport.errors import LedgerError
from valuereport.model.suppression import OptOuts, Suppression
from valuereport.notation.addresses import Mailbox, mailbox


def found(ledger: Ledger, address: str) -> Suppression | None:
    return ledger.suppressed().find(address)


def test_a_suppression_is_found_in_every_spelling_of_its_address(ledger: Ledger) -> None:
    ledger.suppress(["h@Bücher.example"], "unsubscribe", "rang on 3 May")
    for spelling in ("h@bücher.example", "H@xn--bcher-kva.EXAMPLE", " h@bu\u0308cher.example "):
        one = found(ledger, spelling)
        assert one is not None
        assert (one.address, one.reason, one.note, one.operator) == (
            "h@xn--bcher-kva.example",
            "unsubscribe",
            "rang on 3 May",
            "Ada",
        )
    assert found(ledger, "h@buecher.example") is None


def test_twice_is_as_once_and_two_reasons_are_two(ledger: Ledger) -> None:
    assert len(ledger.suppress(["a@x.example", "A@X.example"], "bounce", "")) == 1
    assert ledger.suppress(["a@x.example"], "bounce", "again") == ()
    assert len(ledger.suppress(["a@x.example"], "complaint", "")) == 1
    one = found(ledger, "a@x.example")
    assert one is not None
    assert one.reason == "complaint"  # a wish comes before a bounce, whichever was first
    assert len(ledger.suppressions()) == 2


def test_only_a_named_person_lifts_a_suppression_and_it_is_remembered_who(url: str) -> None:
    with open_ledger(url, "Ada") as ledger:
        ledger.suppress(["a@x.example"], "manual", "")
        ledger.suppress(["a@x.example"], "bounce", "")
    with open_ledger(url, "Ben") as ledger:
        with pytest.raises(LedgerError, match=r"b@x\.example is not suppressed"):
            ledger.allow("b@x.example", "why not")
        assert {one.lifted_by for one in ledger.allow("A@x.example", "she asked for it")} == {"Ben"}
        assert found(ledger, "a@x.example") is None
        assert [(one.operator, one.lifted_by, one.lifted_note) for one in ledger.suppressions()] == [
            ("Ada", "Ben", "she asked for it")
        ] * 2
        assert len(ledger.suppress(["a@x.example"], "manual", "changed her mind")) == 1
        assert found(ledger, "a@x.example") is not None


def test_what_was_read_before_is_read_again_only_where_something_changed(ledger: Ledger) -> None:
    before = ledger.suppressed()
    assert ledger.suppressed(before) is before
    ledger.suppress(["a@x.example"], "manual", "")
    after = ledger.suppressed(before)
    assert after.find("a@x.example")
    ledger.allow("a@x.example", "asked")
    assert ledger.suppressed(after).find("a@x.example") is None


def test_a_forgotten_member_s_suppressions_stay_in_force_and_tell_nobody(ledger: Ledger) -> None:
    delivery = claimed(ledger, "M1")
    ledger.record(delivery.id, "sent")
    ledger.suppress([delivery.address.upper(), "old@x.example", "m2@example.org"], "complaint", "M1 rang")
    ledger.forget("M1", ["Old@x.example"])
    kept = {one.address: one for one in ledger.suppressions()}
    assert len(kept) == 3
    assert "m2@example.org" in kept
    others = [one for address, one in kept.items() if address != "m2@example.org"]
    assert all(one.address.startswith("forgotten-") and not one.note for one in others)
    for address in (delivery.address, "old@x.example"):
        assert found(ledger, address)
        assert ledger.suppress([address], "complaint", "again") == ()
    ledger.allow("OLD@x.example", "has joined anew")
    assert found(ledger, "old@x.example") is None


def test_an_address_in_another_spelling_is_no_new_address_after_a_bounce(ledger: Ledger) -> None:
    (one,) = ledger.plan(PERIOD, "email", [wanted("M1", address="h@bücher.example")])
    ledger.claim(one.id)
    ledger.record(one.id, "sent")
    ledger.resolve(one.id, "bounced", "5.1.1")
    (same,) = ledger.plan(PERIOD, "email", [wanted("M1", address="H@xn--bcher-kva.example")])
    assert same.state == "bounced"
    (new,) = ledger.plan(PERIOD, "email", [wanted("M1", address="h@new.example")])
    assert new.state == "planned"


def test_opt_outs_are_counted_at_each_delivery(ledger: Ledger) -> None:
    assert ledger.opt_outs() == ()
    ledger.record_opt_outs(OptOuts("2026", 12, 400))
    ledger.record_opt_outs(OptOuts("2027", 3, 410, accepted="the CRM was cleaned"))
    first, second = ledger.opt_outs()
    assert (first.run, first.opt_outs, first.members, first.operator, first.accepted) == ("2026", 12, 400, "Ada", "")
    assert (second.opt_outs, second.accepted) == (3, "the CRM was cleaned")
    assert first.at is not None


def test_a_run_that_is_called_after_a_forgotten_member_is_renamed_in_the_counts_too(ledger: Ledger) -> None:
    delivery = ledger.plan(PERIOD, "email", [wanted("M4711", run="2026-M4711")])[0]
    ledger.record_opt_outs(OptOuts(delivery.run, 1, 2))
    ledger.forget("M4711")
    assert "M4711" not in ledger.opt_outs()[0].run


LOCAL = st.text(st.characters(categories=["L", "N"], include_characters="!#$%&'*+-/=?^_`{|}~"), min_size=1, max_size=20)
ADDRESSES = st.tuples(LOCAL, st.sampled_from(["x.example", "bücher.example", "例え.example"])).map("@".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(st.lists(ADDRESSES.filter(lambda one: isinstance(mailbox(one), Mailbox)), min_size=1, max_size=5))
def test_whatever_can_be_written_to_can_be_suppressed(ledger: Ledger, addresses: list[str]) -> None:
    ledger.suppress(addresses, "manual", "")
    for address in addresses:
        assert found(ledger, address)
