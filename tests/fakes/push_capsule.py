"""Capsule, written to: fields by their definitions, notes among the entries, filters that answer without fields."""

from __future__ import annotations

from typing import Any

from tests.fakes.push_contacts import Person, Pushed
from tests.fakes.serving import Asked, Reply


class PushCapsule(Pushed):
    def __init__(self, people: list[Person]) -> None:
        super().__init__(people)
        self.entries: dict[int, dict[str, Any]] = {}

    def said(self, asked: Asked) -> str:
        return asked.headers.get("authorization", "").removeprefix("Bearer ")

    def is_write(self, asked: Asked) -> bool:
        return asked.method != "GET" and "filters" not in asked.path

    def handle(self, asked: Asked, *, writes: bool) -> Reply:
        parts = asked.path.removeprefix("/api/v2/").split("/")
        if asked.path.endswith("fields/definitions"):
            found = [{"id": 70 + at, "name": name, "type": "text"} for at, name in enumerate(self.known)]
            page = int(asked.query.get("page", 1))
            more = {"Link": f'<{self.url}{asked.path}?page={page + 1}>; rel="next"'} if page * 3 < len(found) else {}
            return Reply(200, {"definitions": found[(page - 1) * 3 : page * 3]}, headers=more)
        if asked.path.endswith("filters/results"):
            (condition,) = asked.json["filter"]["conditions"]
            return Reply(
                200, {"parties": [_party(one, []) for one in self.people.values() if self._is(one, condition)]}
            )
        if parts[0] == "entries":
            return self._entry(asked, parts)
        person = self.people.get(int(parts[1]))
        if person is None:
            return Reply(404, {"message": "party not found"})
        if parts[2:] == ["entries"]:
            mine = [one for one in self.entries.values() if one["party"]["id"] == person.id]
            return Reply(200, {"entries": [{"id": 1, "type": "email", "content": "hello"}, *mine]})
        if writes:
            self.writes.append(person.id)
            for one in asked.json["party"]["fields"]:
                self.written(person, self.known[one["definition"]["id"] - 70], one["value"])
        return Reply(200, {"party": _party(person, self.known if "fields" in asked.query.get("embed", "") else [])})

    def _is(self, person: Person, condition: dict[str, str]) -> bool:
        if condition["field"] == "email":
            return person.email.casefold() == condition["value"].casefold()
        name = self.known[int(condition["field"].removeprefix("custom:")) - 70]
        return person.fields.get(name) == condition["value"]

    def _entry(self, asked: Asked, parts: list[str]) -> Reply:
        if asked.method == "POST":
            entry = {**asked.json["entry"], "id": 500 + len(self.entries)}
            self.entries[entry["id"]] = entry
            self.writes.append(entry["party"]["id"])
            return Reply(201, {"entry": entry})
        number = int(parts[1])
        self.writes.append(self.entries[number]["party"]["id"])
        if asked.method == "DELETE":
            del self.entries[number]
            return Reply(204)
        self.entries[number] |= asked.json["entry"]
        return Reply(200, {"entry": self.entries[number]})


def _party(one: Person, known: list[str]) -> dict[str, Any]:
    return {
        "id": one.id,
        "type": "organisation" if one.is_organisation else "person",
        "emailAddresses": [{"id": 1, "type": "Home", "address": "old@x.example"}, {"id": 2, "address": one.email}],
        "fields": [
            {"id": 900 + at, "definition": {"id": 70 + at, "name": name}, "value": one.fields[name]}
            for at, name in enumerate(known)
            if name in one.fields
        ],
    }
