"""HubSpot, written to: a search whose index lags, validation rules, properties that have to be there, 530."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from tests.fakes.push_contacts import Person, Pushed
from tests.fakes.serving import Asked, Reply

_CONTACTS = "/crm/objects/2026-09/contacts"


class PushHubSpot(Pushed):
    def __init__(self, people: list[Person]) -> None:
        super().__init__(people)
        self.refused: dict[int, str] = {}  # by contact: what the administrator's rule says
        self.indexed = {one.id: dict(one.fields) for one in people}

    def said(self, asked: Asked) -> str:
        return asked.headers.get("authorization", "").removeprefix("Bearer ")

    def is_write(self, asked: Asked) -> bool:
        return asked.method == "PATCH"

    def handle(self, asked: Asked, *, writes: bool) -> Reply:
        if asked.path == "/crm/properties/2026-09/contacts":
            return Reply(200, {"results": [{"name": name, "type": "string"} for name in ("email", *self.known)]})
        if asked.path == f"{_CONTACTS}/search":
            (one,) = asked.json["filterGroups"][0]["filters"]
            ids = [each for each, fields in self.indexed.items() if fields.get(one["propertyName"]) == one["value"]]
            return Reply(200, {"results": [{"id": str(each), "properties": self.indexed[each]} for each in ids]})
        name = unquote(asked.path.removeprefix(f"{_CONTACTS}/"))
        if asked.query.get("idProperty") == "email":
            person = next((one for one in self.people.values() if one.email == name.casefold()), None)
        else:
            person = self.people.get(int(name))
        if person is None:
            return Reply(404, {"status": "error", "message": "resource not found", "category": "OBJECT_NOT_FOUND"})
        if writes:
            if person.id in self.refused:
                return Reply(
                    400, {"status": "error", "message": self.refused[person.id], "category": "VALIDATION_ERROR"}
                )
            self.writes.append(person.id)
            for field, value in asked.json["properties"].items():
                self.written(person, field, value)
        return Reply(200, _record(person, asked.query.get("properties", "").split(",")))


def _record(one: Person, asked: list[str]) -> dict[str, Any]:
    has = {
        "email": one.email,
        "hs_additional_emails": None,
        "hs_email_optout": str(one.opted_out).lower(),
        **one.fields,
    }
    return {"id": str(one.id), "properties": {name: has.get(name) for name in asked}, "archived": False}
