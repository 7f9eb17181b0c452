"""HubSpot: lists and a search of its own index, archived and merged records, associations in batches."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from tests.fakes.organisation import NOW, Organisation, Payment, Person
from tests.fakes.serving import Asked, Fake, Reply, iso

_CHANGED: Final = {"contacts": "lastmodifieddate"}
_LONGEST: Final = 15_000
Objects = dict[str, dict[str, Any]]
Shown = Callable[[dict[str, Any]], dict[str, Any]]


def company_id(firm: int) -> str:
    return str(500_000 + firm)


class HubSpot(Fake):
    def __init__(self, organisation: Organisation) -> None:
        super().__init__()
        self.objects: dict[str, Objects] = {
            "contacts": {str(one.number): _contact(one) for one in organisation.people},
            "companies": {
                company_id(one.number): _object(company_id(one.number), NOW, name=one.name, city=one.city)
                for one in organisation.firms
            },
            "deals": {str(9000 + one.number): _deal(one) for one in organisation.payments},
            "feedback_submissions": {
                str(one.number): _object(
                    str(one.number),
                    one.at,
                    hs_survey_type="NPS",
                    hs_value=str(one.score),
                    hs_content=one.words,
                    hs_submission_timestamp=iso(one.at),
                )
                for one in organisation.replies
            },
        }
        firms = {str(one.number): [company_id(one.firm.number)] for one in organisation.people if one.firm}
        self.associations: dict[tuple[str, str], dict[str, list[str]]] = {
            ("contacts", "companies"): firms,
            ("deals", "contacts"): {str(9000 + one.number): [str(one.person.number)] for one in organisation.payments},
            ("deals", "companies"): {
                str(9000 + one.number): firms.get(str(one.person.number), []) for one in organisation.payments
            },
            ("feedback_submissions", "contacts"): {
                str(one.number): [str(one.person.number)] for one in organisation.replies
            },
        }
        self.meetings = organisation.meetings
        self.archived: dict[str, Objects] = {name: {} for name in self.objects}
        self.index: dict[str, Objects] = {}
        self.clamp, self.search_clamp, self.search_ends = 100, 200, 10_000
        self.catch_up()

    def catch_up(self) -> None:
        """Let the index of the search know what there is."""
        self.index = {name: dict(objects) for name, objects in self.objects.items()}

    def change(self, kind: str, id: str, when: datetime, **properties: Any) -> None:  # noqa: A002
        one = self.objects[kind][id]
        moment = iso(when)
        changed = {_CHANGED.get(kind, "hs_lastmodifieddate"): moment}
        self.objects[kind][id] = {
            **one,
            "properties": {**one["properties"], **properties, **changed},
            "updatedAt": moment,
        }

    def archive(self, kind: str, id: str, when: datetime) -> None:  # noqa: A002
        self.archived[kind][id] = {**self.objects[kind].pop(id), "archived": True, "archivedAt": iso(when)}

    def delete_for_good(self, id: str) -> None:  # noqa: A002
        del self.objects["contacts"][id]

    def merge(self, winner: str, loser: str, when: datetime, into: str = "hs_merged_object_ids") -> None:
        del self.objects["contacts"][loser]
        said = f"{loser}:1763000000000" if into == "hs_calculated_merged_vids" else loser
        before = self.objects["contacts"][winner]["properties"].get(into)
        self.change("contacts", winner, when, **{into: f"{before};{said}" if before else said})

    def answer(self, asked: Asked) -> Reply:
        said = asked.headers.get("authorization", "")
        if not said.startswith("Bearer ") or "-" not in said:
            return Reply(530, text="error code: 1016")
        if said != f"Bearer {self.token}":
            return Reply(401, {"status": "error", "message": "Authentication credentials not found"})
        match asked.path.strip("/").split("/"):
            case ["crm", "objects", "2026-09", kind]:
                return self._listed(asked, kind)
            case ["crm", "objects", "2026-09", kind, "search"]:
                return self._searched(asked.json, kind, len(asked.body))
            case ["crm", "objects", "2026-09", kind, "batch", "read"]:
                return self._read(asked.json, kind)
            case ["crm", "associations", "2026-09", kind, other, "batch", "read"]:
                return self._associated(asked.json, kind, other)
            case ["marketing", "marketing-events", "2026-09"]:
                return self._page(asked, [_event(one.number, one.title, one.begins) for one in self.meetings])
            case ["marketing", "marketing-events", "2026-09", "participations", event, "breakdown"]:
                return self._page(asked, self._participations(event))
        return Reply(404, {"status": "error", "message": "resource not found"})

    def _listed(self, asked: Asked, kind: str) -> Reply:
        if len(urlencode(asked.query)) > _LONGEST:
            return Reply(414, text="<html>URI Too Long</html>")
        objects = self.archived[kind] if asked.query.get("archived") == "true" else self.objects[kind]
        names = asked.query.get("properties", "").split(",")
        return self._page(asked, list(objects.values()), lambda one: _with(one, names))

    def _page(self, asked: Asked, found: list[dict[str, Any]], shown: Shown = lambda one: one) -> Reply:
        size, begins = min(int(asked.query.get("limit", 10)), self.clamp), int(asked.query.get("after", 0))
        part, end = [shown(one) for one in found[begins : begins + size]], begins + size
        data: dict[str, Any] = {"results": part}
        if end < len(found):
            data["paging"] = {"next": {"after": str(end), "link": f"{self.url}{asked.path}?after={end}"}}
        return Reply(200, data)

    def _searched(self, search: dict[str, Any], kind: str, length: int) -> Reply:
        if length > 3000:
            return Reply(400, {"status": "error", "message": "the request is longer than 3000 characters"})
        found = sorted(self.index[kind].values(), key=lambda one: int(one["id"]))
        assert search["sorts"] == [{"propertyName": "hs_object_id", "direction": "ASCENDING"}]
        for each in search["filterGroups"][0]["filters"]:
            found = [one for one in found if _fits(one, each["propertyName"], int(each["value"]))]
        begins, size = int(search.get("after", 0)), min(search["limit"], self.search_clamp)
        if begins + size > self.search_ends:
            return Reply(400, {"status": "error", "message": "a search ends at 10000 results"})
        part = [_with(one, search["properties"]) for one in found[begins : begins + size]]
        data: dict[str, Any] = {"total": len(found), "results": part}
        if begins + size < len(found):
            data["paging"] = {"next": {"after": str(begins + size)}}
        return Reply(200, data)

    def _read(self, asked: dict[str, Any], kind: str) -> Reply:
        ids = [one["id"] for one in asked["inputs"]]
        if len(ids) > 100:
            return Reply(400, {"status": "error", "message": "more than 100 inputs"})
        found = [_with(self.objects[kind][one], asked["properties"]) for one in ids if one in self.objects[kind]]
        gone = [one for one in ids if one not in self.objects[kind]]
        return _batch(found, [_nothing("", one) for one in gone])

    def _associated(self, asked: dict[str, Any], kind: str, other: str) -> Reply:
        ids = [one["id"] for one in asked["inputs"]]
        if len(ids) > 1000:
            return Reply(400, {"status": "error", "message": "more than 1000 inputs"})
        known = self.associations[kind, other]
        found = [
            {"from": {"id": one}, "to": [{"toObjectId": int(each), "associationTypes": []} for each in known[one]]}
            for one in reversed(ids)
            if known.get(one)
        ]
        nothing = [_nothing("crm.associations.NO_ASSOCIATIONS_FOUND", one) for one in ids if not known.get(one)]
        return _batch(found, nothing)

    def _participations(self, event: str) -> list[dict[str, Any]]:
        (meeting,) = (one for one in self.meetings if str(one.number) == event)
        return [
            {
                "id": f"{meeting.number}-{person.number}",
                "createdAt": iso(meeting.begins),
                "associations": {
                    "contact": {
                        "contactId": str(person.number),
                        "email": person.email,
                        "firstname": person.first,
                        "lastname": person.last,
                    },
                    "marketingEvent": {"marketingEventId": event, "name": meeting.title},
                },
                "properties": {
                    "attendanceState": "ATTENDED" if came else "NO_SHOW",
                    "attendanceDurationSeconds": minutes * 60 if came else None,
                    "occurredAt": 1_790_000_000_000,
                },
            }
            for person, came, minutes in meeting.people
        ]


def _object(id: str, when: datetime, **properties: Any) -> dict[str, Any]:  # noqa: A002
    moment = iso(when)
    known = {"hs_object_id": id, "hs_lastmodifieddate": moment, "createdate": moment, **properties}
    return {"id": id, "properties": known, "createdAt": moment, "updatedAt": moment, "archived": False}


def _contact(one: Person) -> dict[str, Any]:
    return _object(
        str(one.number),
        one.updated,
        lastmodifieddate=iso(one.updated),
        hs_lastmodifieddate=None,
        firstname=one.first,
        lastname=one.last,
        email=one.email,
        work_email=None,
        jobtitle="Engineer",
        address=one.street,
        city=one.city,
        hs_email_optout="true" if one.opted_out else None,
        associatedcompanyid=company_id(one.firm.number) if one.firm else None,
        member_grade=one.grade,
        member_since=one.joined.isoformat(),
    )


def _deal(one: Payment) -> dict[str, Any]:
    # moments come in all three notations
    closed = one.paid.strftime(("%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S.000Z", "%Y-%m-%dT%H:%M:%S")[one.number % 3])
    return _object(
        str(9000 + one.number),
        one.paid,
        dealname=f"Fee {one.number}",
        dealstage="closedwon" if one.is_paid else "appointmentscheduled",
        pipeline="default",
        amount=f"{one.amount / 100:.2f}",
        deal_currency_code="GBP",
        closedate=closed,
    )


def _event(number: int, title: str, begins: datetime) -> dict[str, Any]:
    return {
        "objectId": str(number),
        "eventName": title,
        "eventDescription": "what nobody reads",
        "startDateTime": iso(begins),
        "customProperties": [],
    }


def _with(one: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """Return an object with the properties that were asked for, and three that always come."""
    always = [name for name in ("createdate", "hs_object_id", "hs_lastmodifieddate") if name in one["properties"]]
    known = [name for name in names if name]
    return {**one, "properties": {name: one["properties"].get(name) for name in (*always, *known)}}


def _fits(one: dict[str, Any], name: str, value: int) -> bool:
    if name == "hs_object_id":
        return int(one["id"]) > value
    said = one["properties"].get(name)
    return bool(said) and datetime.fromisoformat(said).timestamp() * 1000 >= value


def _nothing(why: str, id: str) -> dict[str, Any]:  # noqa: A002
    return {"status": "error", "category": "OBJECT_NOT_FOUND", "subCategory": why, "context": {"fromObjectId": [id]}}


def _batch(found: list[dict[str, Any]], errors: list[dict[str, Any]]) -> Reply:
    data = {"status": "COMPLETE", "results": found}
    return Reply(207, {**data, "numErrors": len(errors), "errors": errors}) if errors else Reply(200, data)
