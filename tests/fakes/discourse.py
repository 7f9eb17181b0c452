"""Discourse: the list of users for admins, the directory of a period, 60 calls a minute, names that change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.fakes.organisation import Organisation, Person
from tests.fakes.serving import Asked, Fake, Reply, iso


class Discourse(Fake):
    """Each member but every tenth was there in the last year."""

    def __init__(self, organisation: Organisation) -> None:
        super().__init__()
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.users = {one.number: _user(one) for one in organisation.people}
        self.directory = {one.number: _counts(one) for one in organisation.people}
        self.calls: list[datetime] = []

    def rename(self, id: int, username: str) -> None:  # noqa: A002
        self.users[id] = {**self.users[id], "username": username}

    def anonymise(self, id: int) -> None:  # noqa: A002
        self.users[id] = {**self.users[id], "username": f"anon{id}", "name": None, "email": f"{id}@anonymized.invalid"}

    def merge(self, id: int) -> None:  # noqa: A002
        del self.users[id], self.directory[id]

    def answer(self, asked: Asked) -> Reply:
        if asked.headers.get("api-key") != self.token or asked.headers.get("api-username") != "system":
            said = "You are not permitted to view the requested resource. The API username or key is invalid."
            return Reply(403, {"errors": [said], "error_type": "invalid_access"})
        recent = [one for one in self.calls if self.now() - one < timedelta(minutes=1)]
        if len(recent) >= 60:
            return too_many(20)
        self.calls = [*recent, self.now()]
        if asked.path == "/admin/users/list/active.json":
            return Reply(200, self._part(self._listed(asked), int(asked.query.get("page", 1)) - 1, 100))
        if asked.path == "/directory_items.json":
            page = int(asked.query.get("page", 0))
            items = [self._item(one, asked.query["period"]) for one in self.directory]
            items.insert(0, {"id": -1, "days_visited": 365, "user": {"id": -1, "username": "system"}})
            meta = {
                "total_rows_directory_items": len(items),
                "load_more_directory_items": f"/directory_items?page={page + 1}",
            }
            return Reply(200, {"directory_items": self._part(items, page, 50), "meta": meta})
        return Reply(404, {"errors": ["The requested URL or resource could not be found."], "error_type": "not_found"})

    def _part(self, found: list[Any], page: int, size: int) -> list[Any]:
        return found[page * size : (page + 1) * size]

    def _listed(self, asked: Asked) -> list[dict[str, Any]]:
        shown = asked.query.get("show_emails") == "true"
        return [{name: one[name] for name in one if shown or name != "email"} for one in self.users.values()]

    def _item(self, id: int, period: str) -> dict[str, Any]:  # noqa: A002
        counts = self.directory[id] if period == "yearly" else dict.fromkeys(self.directory[id], 0)
        user = {name: self.users[id][name] for name in ("id", "username", "name")}
        return {"id": id, **counts, "user": {**user, "avatar_template": "/letter/{size}.png"}}


def too_many(seconds: int) -> Reply:
    extras = {"wait_seconds": seconds, "time_left": f"{seconds} seconds"}
    return Reply(429, {"errors": ["Too many calls."], "error_type": "rate_limit", "extras": extras})


def _user(one: Person) -> dict[str, Any]:
    return {
        "id": one.number,
        "username": f"user{one.number}",
        "name": one.name,
        "email": one.email,
        "secondary_emails": [],
        "last_seen_at": iso(one.updated),
        "created_at": iso(one.updated),
        "trust_level": 1,
    }


def _counts(one: Person) -> dict[str, int]:
    days = one.number % 10
    return {
        "days_visited": days,
        "posts_read": 7 * days,
        "topics_entered": 2 * days,
        "topic_count": 0,
        "post_count": days // 3,
        "likes_given": days // 2,
        "likes_received": 3,
    }
