"""Eventbrite: two organisations, continuation tokens, attendees who cancelled, got their money back, or never came."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.fakes.organisation import NOW, Meeting, Organisation, Person
from tests.fakes.serving import Asked, Fake, Reply, iso


class Eventbrite(Fake):
    """Each event is of the first organisation or the second; who registered and did not come was not checked in."""

    def __init__(self, organisation: Organisation) -> None:
        super().__init__()
        self.events = {str(5000 + one.number): one for one in organisation.meetings}
        self.attendees = {
            event: {
                f"{event}{at:04}": _attendee(f"{event}{at:04}", event, person, came) for at, person, came in _of(one)
            }
            for event, one in self.events.items()
        }
        self.size = 50

    def change(self, event: str, id: str, when: datetime, **values: Any) -> None:  # noqa: A002
        one = self.attendees[event][id]
        self.attendees[event][id] = {**one, **values, "changed": iso(when)}

    def answer(self, asked: Asked) -> Reply:
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            return Reply(401, {"status_code": 401, "error": "INVALID_AUTH", "error_description": "Invalid token."})
        match asked.path.strip("/").split("/"):
            case ["v3", "users", "me", "organizations"]:
                return self._page(asked, "organizations", [{"id": "11", "name": "One"}, {"id": "12", "name": "Two"}], 1)
            case ["v3", "organizations", id, "events"]:
                found = [_event(event, one) for event, one in self.events.items() if one.number % 2 == int(id) % 2]
                return self._page(asked, "events", found, 4)
            case ["v3", "events", id, "attendees"]:
                since = asked.query.get("changed_since", "")
                found = [one for one in self.attendees[id].values() if one["changed"] >= since]
                return self._page(asked, "attendees", found, self.size)
        return Reply(404, {"status_code": 404, "error": "NOT_FOUND", "error_description": "The path does not exist."})

    def _page(self, asked: Asked, name: str, found: list[dict[str, Any]], size: int) -> Reply:
        begins = int(asked.query.get("continuation", "from-0").removeprefix("from-"))
        more = begins + size < len(found)
        pagination = {"object_count": len(found), "page_size": size, "has_more_items": more}
        pagination |= {"continuation": f"from-{begins + size}"} if more else {}
        return Reply(200, {"pagination": pagination, name: found[begins : begins + size]})


def _of(one: Meeting) -> list[tuple[int, Person, bool]]:
    return [(at, person, came) for at, (person, came, _) in enumerate(one.people)]


def _event(id: str, one: Meeting) -> dict[str, Any]:  # noqa: A002
    begins = one.begins.strftime("%Y-%m-%dT%H:%M:%S")
    return {
        "id": id,
        "name": {"text": one.title, "html": one.title},
        "description": {"text": "A description that nobody reads"},
        "start": {"timezone": "Europe/London", "local": begins, "utc": iso(one.begins)},
        "end": {"timezone": "Europe/London", "local": begins, "utc": iso(one.begins)},
        "status": "live",
        "changed": iso(one.begins),
    }


def _attendee(id: str, event: str, person: Person, came: bool) -> dict[str, Any]:  # noqa: A002
    return {
        "id": id,
        "event_id": event,
        "changed": iso(NOW),
        "created": iso(NOW),
        "cancelled": False,
        "refunded": False,
        "checked_in": came,
        "status": "Checked In" if came else "Attending",
        "profile": {"name": person.name, "email": person.email, "cell_phone": "+44 20 7946 0000"},
        "answers": [{"question": "Anything else?", "answer": "An answer that nobody reads"}],
    }
