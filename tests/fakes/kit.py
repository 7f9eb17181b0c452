"""Kit: cursors in the body, active subscribers alone unless all are asked for, no trace of who was deleted."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from tests.fakes.organisation import Organisation, Person
from tests.fakes.serving import Asked, Fake, Reply, iso

STATES = ("cancelled", "bounced", "complained")
OPENED = "2026-06-02T08:00:00Z"  # by everybody: programs open messages, too
TAGS = {11: "Came to a webinar", 12: "Took a template"}


class Kit(Fake):
    def __init__(self, organisation: Organisation) -> None:
        super().__init__()
        self.subscribers = {one.number: _subscriber(one) for one in organisation.people}
        self.tagged = {11: [one.number for one in organisation.people[::3]], 12: [5, 7]}
        self.clicked = {one.number for one in organisation.people if one.number % 4 == 0}

    def answer(self, asked: Asked) -> Reply:
        if asked.headers.get("x-kit-api-key") != self.token:
            return Reply(401, {"errors": ["The access token is invalid"]})
        match asked.path.removeprefix("/v4").strip("/").split("/"):
            case ["subscribers"]:
                return self._page(asked, "subscribers", list(self.subscribers.values()))
            case ["tags"]:
                tags = [{"id": id_, "name": name, "created_at": "2025-01-01T00:00:00Z"} for id_, name in TAGS.items()]
                return self._page(asked, "tags", tags)
            case ["tags", tag, "subscribers"]:
                those = [self.subscribers[id_] for id_ in self.tagged[int(tag)] if id_ in self.subscribers]
                at = {"tagged_at": "2026-05-04T10:00:00Z"}
                return self._page(asked, "subscribers", [{**one, **at} for one in those])
            case ["subscribers", id_, "stats"] if int(id_) in self.subscribers:
                at = "2026-06-01T08:00:00Z" if int(id_) in self.clicked else None
                stats = {"sent": 9, "opened": 9, "clicked": 3 if at else 0, "last_opened": OPENED, "last_clicked": at}
                return Reply(200, {"subscriber": {"id": int(id_), "stats": stats}})
        return Reply(404, {"errors": ["Not Found"]})

    def _page(self, asked: Asked, name: str, listed: list[dict[str, Any]]) -> Reply:
        wanted = asked.query.get("status", "active")
        if name == "subscribers":
            listed = [one for one in listed if wanted in ("all", one["state"])]
        listed = sorted(listed, key=lambda one: -int(one["id"]))
        begin = next((at for at, one in enumerate(listed, 1) if cursor(one) == asked.query.get("after")), 0)
        part = listed[begin : begin + min(int(asked.query.get("per_page", 500)), 1000)]
        more = begin + len(part) < len(listed)
        pages = {"has_next_page": more, "end_cursor": cursor(part[-1]) if part else None, "per_page": len(part)}
        return Reply(200, {name: part, "pagination": pages})


def cursor(one: dict[str, Any]) -> str:
    return b64encode(f"[{one['id']}]".encode()).decode()


def state_of(person: Person) -> str:
    """Return in which state a person of the organisation is."""
    if person.opted_out:
        return STATES[person.number % 3]
    return "inactive" if person.number % 50 == 0 else "active"


def _subscriber(one: Person) -> dict[str, Any]:
    return {
        "id": one.number,
        "first_name": one.first,
        "email_address": one.email,
        "state": state_of(one),
        "created_at": iso(one.updated),
        "fields": {"member_number": str(one.number)},
        "attribution": {"referrer": "https://social.example/somebody"},
        "location": {"city": "Cardiff", "latitude": 51.5},
    }
