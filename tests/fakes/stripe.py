"""Stripe: lists by the last id, the newest first; amounts in the smallest unit; stubs of customers; a test mode."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.fakes.organisation import Organisation, Payment
from tests.fakes.serving import Asked, Fake, Reply


class Stripe(Fake):
    def __init__(self, organisation: Organisation) -> None:
        super().__init__()
        self.token = "rk_live_of-the-fake-0815"  # noqa: S105
        self.livemode = True
        self.deleted_customers: set[str] = set()
        self.invoices = {f"in_{one.number}": self._invoice(one) for one in organisation.payments}
        self.charges = {f"ch_{one.number}": self._charge(one) for one in organisation.payments}
        self.refunds: list[dict[str, Any]] = []
        for one in organisation.payments:
            if one.refunded:
                self.refund(f"in_{one.number}", one.refunded, one.paid)

    def refund(self, invoice: str, amount: int, when: datetime) -> None:
        charge = self.charges[self.invoices[invoice]["charge"]]
        charge["amount_refunded"] += amount
        self.refunds.append(
            {
                "id": f"re_{len(self.refunds) + 1}",
                "object": "refund",
                "amount": amount,
                "charge": charge["id"],
                "created": int(when.timestamp()),
                "status": "succeeded",
            }
        )

    def add(self, number: int, when: datetime, amount: int, currency: str = "gbp", person: int = 1) -> None:
        self.charges[f"ch_{number}"] = _charge(number, amount, currency)
        self.invoices[f"in_{number}"] = _invoice(number, person, "late@members.example", when, amount, currency, True)

    def answer(self, asked: Asked) -> Reply:
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            return Reply(401, {"error": {"type": "invalid_request_error", "message": "Invalid API Key provided"}})
        if asked.path == "/v1/invoices":
            found = [one for one in self.invoices.values() if one["status"] == asked.query.get("status", one["status"])]
            found = [self._seen(one, asked.query.get("expand[]", "")) for one in found]
        elif asked.path == "/v1/refunds":
            found = [{**one, "charge": self.charges[one["charge"]]} for one in self.refunds]
        else:
            return Reply(404, {"error": {"message": "Unrecognized request URL"}})
        found = [one for one in found if one["created"] >= int(asked.query.get("created[gte]", 0))]
        found.sort(key=lambda one: (one["created"], one["id"]), reverse=True)
        ids = [one["id"] for one in found]
        start = ids.index(asked.query["starting_after"]) + 1 if "starting_after" in asked.query else 0
        size = min(int(asked.query.get("limit", 10)), 100)
        part = [{**one, "livemode": self.livemode} for one in found[start : start + size]]
        return Reply(200, {"object": "list", "data": part, "has_more": start + size < len(found)})

    def _seen(self, invoice: dict[str, Any], expand: str) -> dict[str, Any]:
        if expand != "data.customer":
            return invoice
        customer = invoice["customer"]
        stub = {"id": customer, "object": "customer", "deleted": True}
        known = {"id": customer, "object": "customer", "metadata": {"member_id": customer.removeprefix("cus_")}}
        return {**invoice, "customer": stub if customer in self.deleted_customers else known}

    def _invoice(self, one: Payment) -> dict[str, Any]:
        person = one.person
        return _invoice(one.number, person.number, person.email, one.paid, one.amount, one.currency, one.is_paid)

    def _charge(self, one: Payment) -> dict[str, Any]:
        return _charge(one.number, one.amount, one.currency)


def _invoice(
    number: int, person: int, email: str, when: datetime, amount: int, currency: str, is_paid: bool
) -> dict[str, Any]:
    moment = int(when.timestamp())
    return {
        "id": f"in_{number}",
        "object": "invoice",
        "status": "paid" if is_paid else "open",
        "customer": f"cus_{person}",
        "customer_email": email,
        "customer_address": {"line1": "1 Secret Lane"},
        "currency": currency,
        "amount_due": amount,
        "amount_paid": amount if is_paid else 0,
        "charge": f"ch_{number}",
        "created": moment,
        "status_transitions": {"paid_at": moment if is_paid else None},
    }


def _charge(number: int, amount: int, currency: str) -> dict[str, Any]:
    return {
        "id": f"ch_{number}",
        "invoice": f"in_{number}",
        "amount": amount,
        "amount_refunded": 0,
        "currency": currency,
        "payment_method_details": {"card": {"last4": "4242"}},
    }
