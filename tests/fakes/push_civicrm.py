"""CiviCRM, written to: APIv4 with its conditions, 500 with a message, an update that no right was given for."""

from __future__ import annotations

import json
from typing import Any

from tests.fakes.push_contacts import Person, Pushed
from tests.fakes.serving import Asked, Reply


class PushCiviCrm(Pushed):
    def __init__(self, people: list[Person]) -> None:
        super().__init__(people)
        self.known = [f"Statement.{name}" for name in self.known]
        self.locked: set[int] = set()
        self.too_long: set[int] = set()
        self.notes: dict[int, dict[str, Any]] = {}

    def said(self, asked: Asked) -> str:
        return asked.headers.get("x-civi-auth", "").removeprefix("Bearer ")

    def denied(self) -> Reply:
        return Reply(401, {"error_code": 0, "error_message": "Invalid credential"})

    def is_write(self, asked: Asked) -> bool:
        return asked.path.rpartition("/")[2] in ("update", "create", "delete")

    def handle(self, asked: Asked, *, writes: bool) -> Reply:
        assert asked.headers["x-requested-with"] == "XMLHttpRequest"
        entity, action = asked.path.split("/")[-2:]
        said = json.loads(asked.form["params"])
        if action == "getFields":
            (condition,) = said["where"]
            return _values([{"name": name} for name in self.known if name in condition[2]])
        if entity == "Note":
            return self._note(action, said)
        people = [one for one in self.people.values() if all(_holds(one, *each) for each in said["where"])]
        if not writes:
            return _values([{name: _cell(one, name) for name in said["select"]} for one in people])
        if any(one.id in self.too_long for one in people):
            return Reply(500, {"error_code": 0, "error_message": "DB Error: value is too long for headline"})
        people = [one for one in people if one.id not in self.locked]
        for one in people:
            self.writes.append(one.id)
            for name, value in said["values"].items():
                self.written(one, name, value)
        return _values([{"id": one.id} for one in people])

    def _note(self, action: str, said: dict[str, Any]) -> Reply:
        where = {field: value for field, _, value in said.get("where", ())}
        found = [one for one in self.notes.values() if where.items() <= one.items()]
        if action == "create":
            found = [{"id": len(self.notes) + 1, **said["values"]}]
            self.notes[found[0]["id"]] = found[0]
        for one in found if action != "get" else ():
            self.writes.append(one["entity_id"])
        if action == "update":
            found[0] |= said["values"]
        if action == "delete":
            self.notes = {key: one for key, one in self.notes.items() if one not in found}
        return _values(found)


def _values(found: list[dict[str, Any]]) -> Reply:
    return Reply(200, {"values": found, "count": len(found)})


def _cell(one: Person, name: str) -> object:
    known = {"id": one.id, "email_primary.email": one.email, "is_deleted": False, "contact_type": "Individual"}
    return known[name] if name in known else one.fields.get(name)


def _holds(one: Person, field: str, sign: str, value: object) -> bool:
    assert sign == "="
    found = _cell(one, field)
    return str(found).casefold() == str(value).casefold() if isinstance(found, str) else found == value
