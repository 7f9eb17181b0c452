"""Capsule: pages by the header Link, deletions in a list of their own, `since`, tags and fields on request."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from tests.fakes.organisation import NOW, Organisation, Person
from tests.fakes.serving import Asked, Fake, Reply, iso


class Capsule(Fake):
    def __init__(self, organisation: Organisation) -> None:
        super().__init__()
        self.parties = {str(one.number): _party(one) for one in organisation.people}
        self.opportunities = {
            str(one.number): _opportunity(one.number, one.person) for one in organisation.payments[:250]
        }
        self.deleted: list[dict[str, Any]] = []
        self.clamp = 100

    def change(self, id: str, when: datetime, **values: Any) -> None:  # noqa: A002
        self.parties[id] = {**self.parties[id], **values, "updatedAt": iso(when)}

    def delete(self, id: str, when: datetime) -> None:  # noqa: A002
        del self.parties[id]
        self.deleted.append({"id": int(id), "deletedAt": iso(when)})

    def answer(self, asked: Asked) -> Reply:
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            return Reply(401, {"message": "invalid or expired access token"})
        lists: dict[str, list[dict[str, Any]]] = {
            "/api/v2/parties": list(self.parties.values()),
            "/api/v2/parties/deleted": self.deleted,
            "/api/v2/opportunities": list(self.opportunities.values()),
            "/api/v2/opportunities/deleted": [],
        }
        if asked.path not in lists:
            return Reply(404, {"message": "not found"})
        name = asked.path.split("/")[3]
        since = asked.query.get("since", "")
        changed = "deletedAt" if asked.path.endswith("deleted") else "updatedAt"
        found = [one for one in lists[asked.path] if one[changed] >= since]
        embed = asked.query.get("embed", "").split(",")
        found = [
            {key: value for key, value in one.items() if key not in ("tags", "fields") or key in embed} for one in found
        ]
        size, page = min(int(asked.query.get("perPage", 50)), self.clamp), int(asked.query.get("page", 1))
        part, more = found[(page - 1) * size : page * size], page * size < len(found)
        following = f"{self.url}{asked.path}?{urlencode({**asked.query, 'page': page + 1})}"
        links = {"Link": f'<{following}>; rel="next"'} if more else {}
        return Reply(200, {name: part}, headers={"X-Pagination-Has-More": str(more).lower(), **links})


def _party(one: Person) -> dict[str, Any]:
    return {
        "id": one.number,
        "type": "person",
        "firstName": one.first,
        "lastName": one.last,
        "jobTitle": "Engineer",
        "createdAt": iso(one.updated),
        "updatedAt": iso(one.updated),
        "lastContactedAt": None,
        "organisation": {"id": 100_000 + one.firm.number, "name": one.firm.name} if one.firm else None,
        "emailAddresses": [{"id": one.number, "type": "Work", "address": one.email}],
        "phoneNumbers": [],
        "addresses": [
            {"type": "Home", "street": one.street, "city": one.city, "state": None, "zip": "AB1", "country": "GB"}
        ],
        "tags": [{"id": 1, "name": "member"}],
        "fields": [
            {"id": 1, "definition": {"id": 7, "name": "Grade"}, "value": one.grade},
            {"id": 2, "definition": {"id": 8, "name": "Member since"}, "value": one.joined.isoformat()},
        ],
    }


def _opportunity(number: int, person: Person) -> dict[str, Any]:
    return {
        "id": number,
        "name": f"Enquiry {number}",
        "party": {"id": person.number, "type": "person"},
        "value": {"amount": 100 + number, "currency": "GBP"},
        "milestone": {"id": 1, "name": "Won"},
        "closedOn": "2026-05-12",
        "createdAt": iso(NOW),
        "updatedAt": iso(NOW),
    }
