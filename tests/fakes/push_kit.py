"""Kit, written to: subscribers by address, active ones alone unless all are asked for, plain-text 429, tags."""

from __future__ import annotations

from typing import Any

from tests.fakes.push_contacts import Person, Pushed
from tests.fakes.serving import Asked, Reply


class PushKit(Pushed):
    def __init__(self, people: list[Person]) -> None:
        super().__init__(people)
        self.tags: dict[int, set[int]] = {31: set(), 32: set()}
        self.names = {31: "newsletter", 32: "statement-2026"}

    def said(self, asked: Asked) -> str:
        return asked.headers.get("x-kit-api-key", "")

    def denied(self) -> Reply:
        return Reply(401, {"errors": ["The access token is invalid"]})

    def is_write(self, asked: Asked) -> bool:
        return asked.method != "GET"

    def handle(self, asked: Asked, *, writes: bool) -> Reply:
        parts = asked.path.removeprefix("/v4/").split("/")
        if parts == ["custom_fields"]:
            names = self.known if asked.query.get("after") else self.known[:2]
            more = {"has_next_page": names != self.known, "end_cursor": "WzJd"}
            fields = [{"id": at, "key": name, "label": name.title()} for at, name in enumerate(names)]
            return Reply(200, {"custom_fields": fields, "pagination": more})
        if parts == ["tags"]:
            return Reply(200, {"tags": [{"id": each, "name": name} for each, name in self.names.items()]})
        if parts[0] == "tags":
            tag, number = int(parts[1]), int(parts[3])
            self.writes.append(number)
            (self.tags[tag].add if asked.method == "POST" else self.tags[tag].discard)(number)
            return Reply(201, {"subscriber": {"id": number}}) if asked.method == "POST" else Reply(204)
        if len(parts) == 1:
            state = asked.query.get("status", "active")
            found = [one for one in self.people.values() if one.email == asked.query["email_address"].casefold()]
            found = [one for one in found if state == "all" or not one.opted_out]
            return Reply(200, {"subscribers": list(map(_subscriber, found)), "pagination": {"has_next_page": False}})
        person = self.people.get(int(parts[1]))
        if person is None:
            return Reply(404, {"errors": ["Not Found"]})
        if parts[2:] == ["tags"]:
            mine = [{"id": each, "name": self.names[each]} for each, those in self.tags.items() if person.id in those]
            return Reply(200, {"tags": mine, "pagination": {"has_next_page": False}})
        if writes:
            assert asked.json["email_address"] == person.email
            self.writes.append(person.id)
            for name, value in asked.json["fields"].items():
                self.written(person, name, value)
        return Reply(200, {"subscriber": _subscriber(person)})


def _subscriber(one: Person) -> dict[str, Any]:
    state = "cancelled" if one.opted_out else "active"
    return {"id": one.id, "email_address": one.email, "state": state, "fields": dict(one.fields)}
