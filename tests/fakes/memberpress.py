"""MemberPress on a site: a header of its own, numbered pages, 404 in several meanings, memberships for life."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.fakes.organisation import Organisation, Payment, Person
from tests.fakes.serving import Asked, Fake, Reply

FOR_LIFE = "0000-00-00 00:00:00"


class MemberPress(Fake):
    def __init__(self, organisation: Organisation) -> None:
        super().__init__()
        paid = organisation.payments
        self.lists: dict[str, dict[int, dict[str, Any]]] = {
            "members": {one.number: _member(one) for one in organisation.people},
            "transactions": {one.number: _transaction(one) for one in paid},
            "subscriptions": {one.number: _subscription(one) for one in paid[:30]},
        }
        self.clamp = 100
        self.says_pages = True

    def answer(self, asked: Asked) -> Reply:
        if asked.headers.get("memberpress-api-key") != self.token:
            return Reply(401, {"code": "unauthorized", "message": "You must be logged in", "data": {"status": 401}})
        name = asked.path.removeprefix("/wp-json/mp/v1/")
        if name not in self.lists:
            said = {"code": "rest_no_route", "message": "No route was found matching the URL and request method."}
            return Reply(404, {**said, "data": {"status": 404}})
        found = list(self.lists[name].values())
        if not found:
            return Reply(404, {"code": "mp_none_found", "message": "None found", "data": {"status": 404}})
        size, page = min(int(asked.query.get("per_page", 10)), self.clamp), int(asked.query.get("page", 1))
        pages = -(-len(found) // size)
        if page > pages:
            said = {"code": "rest_post_invalid_page_number", "message": "The page number is larger than the pages"}
            return Reply(400, {**said, "data": {"status": 400}})
        headers = {"X-WP-Total": str(len(found)), "X-WP-TotalPages": str(pages)} if self.says_pages else {}
        return Reply(200, found[(page - 1) * size : page * size], headers=headers)


def _member(one: Person) -> dict[str, Any]:
    return {
        "id": one.number,
        "email": one.email,
        "username": f"user{one.number}",
        "first_name": one.first,
        "last_name": one.last,
        "display_name": one.name,
        "registered_at": "2026-01-01 10:00:00",
        "active_memberships": [{"id": 7, "title": one.grade, "content": "Secret text"}],
        "recent_transactions": [{"id": 1, "amount": "1.00"}],
    }


def _transaction(one: Payment) -> dict[str, Any]:
    given_back = one.refunded == one.amount
    ends = one.paid + timedelta(days=365)
    return {
        "id": one.number,
        "amount": f"{one.amount / 120:.2f}",
        "total": f"{one.amount / 100:.2f}",
        "status": "refunded" if given_back else "complete" if one.is_paid else "pending",
        "created_at": one.paid.strftime("%Y-%m-%d %H:%M:%S"),
        "expires_at": FOR_LIFE if one.number % 20 == 0 else ends.strftime("%Y-%m-%d %H:%M:%S"),
        "member": {"id": one.person.number, "email": one.person.email} if one.number % 2 else one.person.number,
        "membership": {"id": 7, "title": one.person.grade},
    }


def _subscription(one: Payment) -> dict[str, Any]:
    return {
        "id": one.number,
        "status": "active",
        "gateway": "stripe",
        "cc_last4": "4242",
        "total": f"{one.amount / 100:.2f}",
        "created_at": one.paid.strftime("%Y-%m-%d %H:%M:%S"),
        "expires_at": FOR_LIFE,
        "member": one.person.number,
        "membership": {"id": 7, "title": one.person.grade},
    }
