"""Mailchimp: offset and count, fields on request, archived members by their status alone, ids that are hashes."""

from __future__ import annotations

import hashlib
from base64 import b64decode
from datetime import datetime
from typing import Any

from tests.fakes.organisation import Organisation, Person
from tests.fakes.serving import Asked, Fake, Reply

AUDIENCES = {"a1b2": "Members", "c3d4": "Newsletter"}


class Mailchimp(Fake):
    """All people are in the first audience, the first hundred in the second one, too, and subscribed there."""

    def __init__(self, organisation: Organisation) -> None:
        super().__init__()
        self.token = "key-of-the-fake-0815-us19"  # noqa: S105
        people = organisation.people
        self.members = {
            "a1b2": {f"c{one.number}": _member(one, status_of(one)) for one in people},
            "c3d4": {f"c{one.number}": _member(one, "subscribed") for one in people[:100]},
        }

    def change(self, audience: str, contact: str, when: datetime, **values: Any) -> None:
        one = self.members[audience][contact] | values | {"last_changed": when.isoformat(timespec="seconds")}
        self.members[audience][contact] = one | {"id": md5(one["email_address"])}

    def answer(self, asked: Asked) -> Reply:
        login = b64decode(asked.headers.get("authorization", "").removeprefix("Basic ")).decode()
        if login.partition(":")[2] != self.token:
            return Reply(401, {"title": "API Key Invalid", "status": 401, "detail": "Your API key may be invalid"})
        match asked.path.removeprefix("/3.0").strip("/").split("/"):
            case ["lists"]:
                return self._page(asked, "lists", [{"id": key, "name": name} for key, name in AUDIENCES.items()])
            case ["lists", audience, "members"] if audience in self.members:
                wanted, since = asked.query.get("status"), asked.query.get("since_last_changed", "")
                listed = [
                    one
                    for one in self.members[audience].values()
                    if (one["status"] == wanted if wanted else one["status"] != "archived")
                    and one["last_changed"] >= since
                ]
                return self._page(asked, "members", listed)
        return Reply(404, {"title": "Resource Not Found", "status": 404})

    def _page(self, asked: Asked, name: str, listed: list[dict[str, Any]]) -> Reply:
        begin, count = int(asked.query.get("offset", 0)), min(int(asked.query.get("count", 10)), 1000)
        fields = asked.query["fields"].split(",")
        of_one = {field.removeprefix(f"{name}.") for field in fields if field.startswith(f"{name}.")}
        part = [{key: value for key, value in one.items() if key in of_one} for one in listed[begin : begin + count]]
        return Reply(200, {name: part, **({"total_items": len(listed)} if "total_items" in fields else {})})


def status_of(person: Person) -> str:
    """Return in which status a person of the organisation is."""
    if person.opted_out:
        return "unsubscribed" if person.number % 2 else "cleaned"
    return {0: "pending", 1: "transactional"}.get(person.number % 60, "subscribed")


def md5(address: str) -> str:
    return hashlib.md5(address.lower().encode()).hexdigest()  # noqa: S324 - as Mailchimp does


def _member(one: Person, status: str) -> dict[str, Any]:
    return {
        "id": md5(one.email),
        "contact_id": f"c{one.number}",
        "email_address": one.email,
        "full_name": one.name,
        "status": status,
        "last_changed": one.updated.isoformat(timespec="seconds"),
        "ip_opt": "192.0.2.7",
        "merge_fields": {"FNAME": one.first},
    }
