"""Stripe: money in the currency's own unit, less what was given back; and what is no money."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.connect.pulling import Pulling, pulling, row
from tests.fakes.organisation import Payment, organisation
from tests.fakes.serving import Reply
from tests.fakes.stripe import Stripe

_SOURCES = """
[[source]]
name = "dues"
pull = "stripe"
preset = "stripe-invoices"
"""
_PEOPLE = organisation(400)


@pytest.fixture
def stripe(tmp_path: Path) -> Iterator[Pulling]:
    with pulling(Stripe(_PEOPLE), tmp_path, _SOURCES, connection="stripe", settings='base_url = "{url}/v1"') as found:
        yield found


def fake_of(pulled: Pulling) -> Stripe:
    assert isinstance(pulled.fake, Stripe)
    return pulled.fake


def dues(payments: tuple[Payment, ...]) -> dict[str, float]:
    return {f"in_{one.number}": round((one.amount - one.refunded) / 100, 2) for one in payments if one.is_paid}


def read(stripe: Pulling) -> dict[str, float]:
    frame = stripe.table("fees", "dues")
    return dict(zip(frame["reference"], frame["amount"].round(2), strict=True))


def test_everything_arrives_as_the_organisation_has_it(tmp_path: Path) -> None:
    everyone = organisation()
    settings = 'base_url = "{url}/v1"'
    with pulling(Stripe(everyone), tmp_path, _SOURCES, connection="stripe", settings=settings) as stripe:
        pulled = stripe.pull()
        paid = {f"in_{one.number}": one for one in everyone.payments if one.is_paid}
        assert [(one.records, one.there) for one in pulled.changes] == [("invoices", len(paid))]
        assert read(stripe) == dues(everyone.payments)
        frame = stripe.table("fees", "dues")
        whose = dict(zip(frame["reference"], frame["member"], strict=True))
        assert whose == {key: f"cus_{one.person.number}\x1f{one.person.email}" for key, one in paid.items()}
        days = dict(zip(frame["reference"], frame["paid"].dt.to_pydatetime(), strict=True))
        assert days == {key: one.paid.replace(tzinfo=None) for key, one in paid.items()}
        assert set(frame["currency"]) == {"GBP"}


def test_a_late_refund_finds_its_invoice_and_a_new_payment_arrives(stripe: Pulling) -> None:
    stripe.pull()
    calls = len(stripe.fake.asked)
    fake, before = fake_of(stripe), dues(_PEOPLE.payments)
    oldest = min((one for one in _PEOPLE.payments if one.is_paid and not one.refunded), key=lambda one: one.paid)
    fake.refund(f"in_{oldest.number}", 2_000, stripe.time.moment)
    fake.refund(f"in_{oldest.number}", 1_000, stripe.time.moment)
    fake.add(9_001, stripe.time.moment, 24_000)
    (invoices,) = stripe.pull().changes
    assert (invoices.new, invoices.gone) == (1, ())
    expected = before[f"in_{oldest.number}"] - 30
    assert read(stripe) == before | {"in_9001": 240.0, f"in_{oldest.number}": round(expected, 2)}
    asked = stripe.fake.asked[calls:]
    assert all("created[gte]" in one.query for one in asked)
    assert len(asked) < calls


def test_an_invoice_that_is_paid_weeks_later_arrives(stripe: Pulling) -> None:
    fake = fake_of(stripe)
    fake.add(9_002, stripe.time.moment, 12_000)
    fake.invoices["in_9002"] |= {"status": "open", "amount_paid": 0}
    stripe.pull()
    assert "in_9002" not in read(stripe)
    stripe.time.on(days=40)
    fake.invoices["in_9002"] |= {"status": "paid", "amount_paid": 12_000}
    stripe.pull()
    assert read(stripe)["in_9002"] == 120.0


def test_what_comes_in_while_pages_are_read_is_no_gap(stripe: Pulling) -> None:
    fake = fake_of(stripe)

    def before(_: object, number: int) -> None:
        if number == 2:
            fake.add(9_003, stripe.time.moment, 5_000)

    fake.before = before
    stripe.pull()
    assert read(stripe) == dues(_PEOPLE.payments)
    stripe.pull()
    assert read(stripe) == dues(_PEOPLE.payments) | {"in_9003": 50.0}


@pytest.mark.parametrize(("currency", "units", "amount"), [("jpy", 24_000, 24_000.0), ("kwd", 24_500, 24.5)])
def test_some_currencies_have_no_hundredths(stripe: Pulling, currency: str, units: int, amount: float) -> None:
    fake_of(stripe).add(9_004, stripe.time.moment, units, currency)
    fake_of(stripe).refund("in_9004", units // 4, stripe.time.moment)
    stripe.pull()
    found = row(stripe.table("fees", "dues"), "reference", "in_9004")
    assert (found["amount"], found["currency"]) == (amount * 3 / 4, currency.upper())


def test_data_of_the_test_mode_are_never_money(stripe: Pulling) -> None:
    stripe.pull()
    fake_of(stripe).livemode = False
    assert "data of Stripe's test mode, and no money" in stripe.failing()
    assert read(stripe) == dues(_PEOPLE.payments)


def test_a_key_of_the_test_mode_is_not_used_at_all(stripe: Pulling, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VALUEREPORT_STRIPE_TOKEN", "rk_test_4711-of-the-fake")
    why = stripe.failing()
    assert "the key must be a live one" in why
    assert "4711" not in why
    assert not stripe.fake.asked


def test_a_deleted_customer_is_known_by_the_address_of_the_invoice(tmp_path: Path) -> None:
    source = f'{_SOURCES}[source.columns]\nmember = ["customer.metadata.member_id", "customer_email"]\n'
    fake = Stripe(_PEOPLE)
    paid = [one for one in _PEOPLE.payments if one.is_paid]
    fake.deleted_customers = {f"cus_{paid[0].person.number}"}
    with pulling(fake, tmp_path, source, connection="stripe", settings='base_url = "{url}/v1"') as stripe:
        stripe.pull()
        frame = stripe.table("fees", "dues")
        whose = dict(zip(frame["reference"], frame["member"], strict=True))
        assert whose[f"in_{paid[0].number}"] == paid[0].person.email
        assert whose[f"in_{paid[1].number}"] == f"{paid[1].person.number}\x1f{paid[1].person.email}"


def test_customers_are_asked_for_where_they_are_read_and_no_card_is_kept(stripe: Pulling) -> None:
    stripe.pull()
    assert {one.query.get("expand[]") for one in stripe.fake.asked if one.path.endswith("invoices")} == {None}
    assert {one.headers["stripe-version"] for one in stripe.fake.asked} == {"2024-06-20"}
    pages = b"".join(gzip.decompress(one.read_bytes()) for one in stripe.folder.rglob("*.pages.jsonl.gz"))
    assert b"amount_refunded" in pages
    assert b"4242" not in pages
    assert b"Secret Lane" not in pages


def test_too_many_calls_and_a_page_that_is_cut_off(stripe: Pulling) -> None:
    stripe.fake.plant(Reply(429, {"error": {"message": "Too many requests"}}), Reply(200, {"data": []}, cut=5))
    stripe.pull()
    assert read(stripe) == dues(_PEOPLE.payments)
    assert stripe.time.slept[:2] == [1.0, 2.0]


def test_a_wrong_key_is_said_without_the_key(stripe: Pulling, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VALUEREPORT_STRIPE_TOKEN", "sk_live_wrong-4711")
    why = stripe.failing()
    assert "Invalid API Key provided" in why
    assert "4711" not in why
