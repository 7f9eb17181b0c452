"""Zoom: an account in a region, tokens of an hour, page tokens of 15 minutes, reports by month, UUIDs encoded twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import unquote

from tests.fakes.organisation import Meeting, Organisation
from tests.fakes.serving import Asked, Fake, Reply, iso

ACCOUNT, CLIENT, SECRET = "account-4711", "client-of-the-fake", "secret-of-the-fake-0815"
UUIDS = ("/ajXp112QmuoKj4854875==", "a//b2QmuoKj485==", "x/y2QmuoKj485==", "4444AAAiAAAAAiAiAiiAii==")
"""One that begins with /, one that holds //, one with a single /, one that is harmless."""


class Zoom(Fake):
    """Odd meetings are webinars, even ones meetings. `region`: where the token's answer sends to."""

    def __init__(self, organisation: Organisation) -> None:
        super().__init__()
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.region = ""
        self.size = 300
        self.reach = 400
        self.token_good = timedelta(hours=1)
        self.tokens: dict[str, datetime] = {}
        self.page_tokens: dict[str, tuple[int, datetime]] = {}
        self.meetings = {uuid_of(one): one for one in organisation.meetings if one.number % 2 == 0}
        self.webinars = {uuid_of(one): one for one in organisation.meetings if one.number % 2}
        self.listed = {one.number for one in self.webinars.values()}
        self.without_address: set[int] = set()

    def answer(self, asked: Asked) -> Reply:
        if asked.path == "/oauth/token":
            return self._token(asked)
        given = self.tokens.get(asked.headers.get("authorization", "").removeprefix("Bearer "))
        if given is None or self.now() - given > self.token_good:
            return Reply(401, {"code": 124, "message": "Access token is expired."})
        parts = [unquote(part) for part in asked.path.split("/")[1:]]
        match parts:
            case ["v2", "users"]:
                users = [{"id": one, "email": f"{one}@host.example", "type": 2} for one in ("host1", "host2")]
                return self._page(asked, "users", users)
            case ["v2", "report", "users", user, "meetings"]:
                return self._months(asked, user)
            case ["v2", "users", user, "webinars"]:
                if user == "host2":
                    return Reply(400, {"code": 200, "message": "Webinar plan is missing. Enable webinar."})
                known = [one for one in self.webinars.values() if one.number in self.listed]
                return self._page(asked, "webinars", [_webinar(one) for one in known])
            case ["v2", "past_webinars", number, "instances"]:
                found = [(uuid, one) for uuid, one in self.webinars.items() if one.number == int(number) - 900]
                if not found:
                    return Reply(404, {"code": 3001, "message": "Webinar does not exist."})
                times = [{"uuid": uuid, "start_time": iso(one.begins)} for uuid, one in found if self._is_past(one)]
                return Reply(200, {"webinars": times})
            case ["v2", "report", "meetings" | "webinars" as kind, uuid, "participants"]:
                # a server unpacks a path once before it splits it, and the name in it once more
                if uuid.startswith("/") or "//" in uuid:
                    return Reply(404, {"code": 3001, "message": f"Meeting does not exist: {uuid}."})
                uuid = unquote(uuid)
                one = (self.meetings if kind == "meetings" else self.webinars).get(uuid)
                if one is None:
                    return Reply(404, {"code": 3001, "message": "Meeting does not exist."})
                return self._page(asked, "participants", self._participants(one))
        return Reply(404, {"code": 2300, "message": "This API endpoint is not recognized."})

    def _token(self, asked: Asked) -> Reply:
        import base64

        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        wanted = {"grant_type": "account_credentials", "account_id": ACCOUNT}
        if asked.headers.get("authorization") != f"Basic {basic}" or asked.form != wanted:
            return Reply(400, {"reason": "Invalid client_id or client_secret", "error": "invalid_client"})
        token = f"access-token-{len(self.tokens)}-of-the-fake"
        self.tokens[token] = self.now()
        return Reply(200, {"access_token": token, "expires_in": 3599, "api_url": self.region or self.url})

    def _is_past(self, one: Meeting) -> bool:
        return one.begins + timedelta(minutes=one.minutes) < self.now()

    def _months(self, asked: Asked, user: str) -> Reply:
        first, last = date.fromisoformat(asked.query["from"]), date.fromisoformat(asked.query["to"])
        if (last - first).days > 30:
            return Reply(400, {"code": 300, "message": "The from and to dates are more than a month apart."})
        if first < (self.now() - timedelta(days=self.reach)).date():
            return Reply(400, {"code": 300, "message": "Only the last months are available."})
        found = [
            {
                "uuid": uuid,
                "id": 700 + one.number,
                "type": 2,
                "topic": one.title,
                "user_email": f"{user}@host.example",
                "start_time": iso(one.begins),
                "duration": one.minutes,
                "participants_count": len(one.people),
            }
            for uuid, one in self.meetings.items()
            if first <= one.begins.date() <= last and self._is_past(one) and host_of(one) == user
        ]
        return self._page(asked, "meetings", found)

    def _participants(self, one: Meeting) -> list[dict[str, Any]]:
        return [
            {
                "id": "",
                "user_id": f"{16_000_000 + at}",
                "name": person.name,
                "user_email": "" if person.number in self.without_address else person.email,
                "join_time": iso(joined),
                "leave_time": iso(left),
                "duration": (left - joined).seconds,
                "ip_address": "192.0.2.7",
            }
            for at, (person, joined, left) in enumerate(visits(one))
        ]

    def _page(self, asked: Asked, name: str, found: list[dict[str, Any]]) -> Reply:
        begins = 0
        if token := asked.query.get("next_page_token", ""):
            begins, given = self.page_tokens.get(token, (0, datetime.min.replace(tzinfo=UTC)))
            if self.now() - given > timedelta(minutes=15):
                return Reply(400, {"code": 300, "message": "The next page token is invalid or expired."})
        size = min(int(asked.query.get("page_size", 30)), self.size)
        following = ""
        if begins + size < len(found):
            following = f"page-{len(self.page_tokens)}"
            self.page_tokens[following] = (begins + size, self.now())
        part = found[begins : begins + size]
        return Reply(200, {"page_size": size, "next_page_token": following, "total_records": len(found), name: part})


def uuid_of(one: Meeting) -> str:
    return f"{UUIDS[one.number % 4]}{one.number}"


def host_of(one: Meeting) -> str:
    return "host1" if one.number % 4 else "host2"


def visits(one: Meeting) -> list[tuple[Any, datetime, datetime]]:
    """Return who came, from when to when; each third one went after a while, and came again."""
    found = []
    for person, came, minutes in one.people:
        ends = one.begins + timedelta(minutes=minutes)
        if came and person.number % 3 == 0:
            between = one.begins + timedelta(minutes=minutes // 2)
            found += [(person, one.begins, between), (person, between, ends)]
        elif came:
            found.append((person, one.begins, ends))
    return found


def _webinar(one: Meeting) -> dict[str, Any]:
    return {
        "id": 900 + one.number,
        "uuid": f"planned-{one.number}",
        "topic": one.title,
        "type": 5,
        "start_time": iso(one.begins),
        "duration": one.minutes,
        "join_url": "https://zoom.example/j/1",
        "agenda": "An agenda that nobody reads",
    }
