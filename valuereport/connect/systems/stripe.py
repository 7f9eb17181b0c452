"""Stripe: paid invoices, less what was given back of them.

100 calls a second; lists of 100, the newest first, each going on behind the last id of the one before, so that what
comes in meanwhile is no gap. Nothing says when an invoice last changed: those of the last 90 days are read again, and
what is paid later than that arrives with the next full pull. Amounts are whole numbers in the smallest unit of the
currency, which some currencies do not have and some divide by a thousand. A refund says what of its charge was given
back in all, and the charge which invoice it paid, so that a late refund finds its invoice. A customer who was deleted
is a stub with an id alone; the invoice still has the address that it was sent to. What a test key shows looks like
money and is none: it is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from valuereport.connect.auth import Access, HeaderKey, Secret, Secrets, Send
from valuereport.connect.changes import Changes
from valuereport.connect.endpoint import Endpoint
from valuereport.connect.limits import Window
from valuereport.connect.pages import BodyCursor
from valuereport.connect.record import Context, Record, flat, key_of
from valuereport.connect.request import Answer, Request, found_at
from valuereport.connect.system import System
from valuereport.connect.verdicts import Refused, Verdict, by_status
from valuereport.pulls import Row

_BEARER: Final = HeaderKey("Authorization", before="Bearer ", others={"Stripe-Version": "2024-06-20"})
_OF_TESTS: Final = re.compile("[a-z]+_test_")
_NO_MONEY: Final = "these are data of Stripe's test mode, and no money: the key must be a live one"
_PAGES: Final = BodyCursor("starting_after", size={"limit": "100"}, more="has_more", of_last="id", records="data")
_A_DAY: Final = 24 * 60  # minutes
_WHOLE: Final = frozenset(
    (
        *("bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga"),
        *("pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf"),
    )
)
_THOUSANDTHS: Final = frozenset(["bhd", "jod", "kwd", "omr", "tnd"])
_INVOICE: Final = ("id", "number", "status", "customer_email", "customer_name", "description", "metadata")
_MOMENTS: Final = ("created", "paid_at")
_NOT_KEPT: Final = (
    *("lines", "payment_method_details", "billing_details", "payment_method", "default_payment_method", "source"),
    *(
        "default_source",
        "sources",
        "payment_settings",
        "hosted_invoice_url",
        "invoice_pdf",
        "receipt_url",
        "receipt_email",
    ),
    *("customer_address", "customer_phone", "customer_shipping", "customer_tax_ids", "shipping", "phone", "address"),
    *("receipt_email", "outcome", "fraud_details", "invoice_settings", "next_action", "instructions_email"),
)


@dataclass(frozen=True, slots=True)
class _LiveKey:
    """The key as a bearer, with the version of the API that is spoken; none of the test mode."""

    needs: tuple[Secret, ...] = ("TOKEN",)

    def access(self, secrets: Secrets, options: Mapping[str, str], send: Send) -> Access:
        """Return the headers. Raises ValueError where the key itself says that it is of the test mode."""
        access = _BEARER.access(secrets, options, send)
        if _OF_TESTS.match(secrets["TOKEN"]):
            raise ValueError(_NO_MONEY)
        return access


def _judge(request: Request, answer: Answer, now: datetime) -> Verdict:
    """Judge by the status; data of the test mode is no answer, whatever the status says."""
    listed = found_at(answer.data, "data")
    if isinstance(listed, list) and any(isinstance(one, dict) and one.get("livemode") is False for one in listed):
        return Refused(_NO_MONEY)
    return by_status(request, answer, now)


def _since(request: Request, moment: datetime) -> Request:
    return request.having_all({"created[gte]": str(int(moment.timestamp()))})


def _with_customer(request: Request, headings: Sequence[str]) -> Request:
    """Ask for what is known of the customer where it is read: the invoice has the id alone."""
    expand = any(heading.startswith("customer.") for heading in headings)
    return request.having_all({"expand[]": "data.customer"}) if expand else request


def _invoice(record: Record, context: Context) -> Iterator[Row]:
    """Yield a paid invoice, its money in the currency's own unit; nothing is given back until a refund says so."""
    currency = str(record.get("currency") or "")
    values = flat({name: record[name] for name in _INVOICE if name in record})
    customer = record.get("customer")
    if isinstance(customer, dict):
        values |= flat({"customer": {name: one for name, one in customer.items() if name != "id"}})
        customer = customer.get("id")
    moments = {"created": record.get("created"), "paid_at": found_at(record, "status_transitions.paid_at")}
    values |= {
        "customer": customer,
        "currency": currency.upper(),
        "amount_paid": money(record.get("amount_paid"), currency),
        "amount_refunded": money(0, currency),
        **{name: _day_and_time(moments[name]) for name in _MOMENTS},
    }
    yield Row(key_of(record, "id"), values)


def _refund(record: Record, context: Context) -> Iterator[Row]:
    """Yield what was given back in all of the invoice that a refund's charge had paid."""
    charge = record.get("charge")
    if isinstance(charge, dict) and isinstance(charge.get("invoice"), str):
        given_back = money(charge.get("amount_refunded"), str(charge.get("currency") or ""))
        yield Row(charge["invoice"], {"amount_refunded": given_back}, part=True)


def money(units: Any, currency: str) -> str:  # noqa: ANN401
    """Return an amount in a currency's smallest unit as a number in the currency itself. Raises ValueError."""
    if isinstance(units, bool) or not isinstance(units, int):
        raise ValueError("an amount that is no whole number")
    places = 0 if currency.lower() in _WHOLE else 3 if currency.lower() in _THOUSANDTHS else 2
    return str(Decimal(units).scaleb(-places))


def _day_and_time(seconds: Any) -> str:  # noqa: ANN401
    known = isinstance(seconds, int) and not isinstance(seconds, bool)
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if known else ""


STRIPE: Final = System(
    name="stripe",
    title="Stripe",
    base_url="https://api.stripe.com/v1",
    auth=_LiveKey(),
    limits=(Window(100, 1),),
    judge=_judge,
    endpoints=(
        Endpoint(
            name="invoices",
            path="invoices",
            records="data",
            params={"status": "paid"},
            pages=_PAGES,
            changes=Changes(since=_since, overlap=90 * _A_DAY),
            # an invoice is written before it is paid
            fields=_with_customer,
            without=_NOT_KEPT,
            rows=_invoice,
        ),
        Endpoint(
            name="refunds",
            path="refunds",
            feeds="invoices",
            records="data",
            params={"expand[]": "data.charge"},
            pages=_PAGES,
            changes=Changes(since=_since, overlap=30 * _A_DAY),
            # one that fails afterwards is taken back
            without=_NOT_KEPT,
            rows=_refund,
        ),
    ),
    unverified=(
        "that the version of the API which is asked for (2024-06-20, in which a charge names its invoice) is still "
        "answered; payments without an invoice are not read; whether an invoice can be paid in several charges"
    ),
)
