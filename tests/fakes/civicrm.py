"""CiviCRM's APIv4: POST with `params`, no order unless one is asked for, a clock of its own, a trash, merges."""

from __future__ import annotations

import json
import random
from datetime import datetime, timedelta
from typing import Any, Final

from tests.fakes.organisation import Meeting, Organisation, Payment, Person
from tests.fakes.serving import Asked, Fake, Reply

BEHIND_UTC: Final = timedelta(hours=8)
Records = dict[int, dict[str, Any]]


class CiviCRM(Fake):
    def __init__(self, organisation: Organisation) -> None:
        super().__init__()
        self.contacts: Records = {one.number: _contact(one) for one in organisation.people}
        self.contacts |= {100_000 + one.number: _firm(100_000 + one.number, one.name) for one in organisation.firms}
        self.contacts[7000] = {**_contact(organisation.people[0]), "id": 7000, "is_deleted": True}
        memberships = [_membership(one) for one in organisation.people]
        self.memberships: Records = {one["id"]: one for one in memberships}
        self.memberships[9000] = {**memberships[0], "id": 9000, "is_test": True}
        self.memberships[9001] = {**memberships[0], "id": 9001, "contact_id": 7000}
        self.log: Records = {one["id"]: one for each in organisation.people for one in _log(each)}
        self.participants: Records = {
            each["id"]: each
            for meeting in organisation.meetings
            for at, (person, came, _) in enumerate(meeting.people)
            for each in [_participant(meeting.number * 10_000 + at, meeting, person, came)]
        }
        self.participants[1] = {**next(iter(self.participants.values())), "id": 1, "is_test": True}
        self.contributions: Records = {one.number: _contribution(one) for one in organisation.payments}
        self.contributions[9000] = {**self.contributions[1], "id": 9000, "is_template": True}
        self.contributions[9001] = {**self.contributions[1], "id": 9001, "is_test": True}
        self.activities: Records = {}
        self.targets: Records = {}
        for one in organisation.replies:
            with_whom = (one.person.number, one.person.number % 50 + 1)
            self.add_activity("Phone Call", one.at, with_whom, status="Scheduled" if one.score > 8 else "Completed")
        self.add_activity("Phone Call", organisation.replies[0].at, (1,), is_test=True)

    def add_activity(self, kind: str, when: datetime, contacts: tuple[int, ...], **more: Any) -> int:
        number = len(self.activities) + 1
        moment = _local(when)
        self.activities[number] = {
            "id": number,
            "parent_id": None,
            "activity_type_id:name": kind,
            "activity_type_id:label": kind,
            "activity_date_time": moment,
            "modified_date": moment,
            "subject": f"{kind} {number}",
            "duration": 15,
            "is_test": False,
            "is_deleted": False,
            "status_id:name": more.pop("status", "Completed"),
            **more,
        }
        self.aim(number, contacts)
        return number

    def aim(self, activity: int, contacts: tuple[int, ...]) -> None:
        """Say with whom an activity was: each time under new ids, as CiviCRM does it."""
        first = max(self.targets, default=0) + 1
        self.targets = {key: one for key, one in self.targets.items() if one["activity_id"] != activity}
        for key, contact in enumerate(contacts, first):
            self.targets[key] = {"id": key, "activity_id": activity, "contact_id": contact}

    def change(self, contact: int, when: datetime, **values: Any) -> None:
        self.contacts[contact] |= {**values, "modified_date": _local(when)}

    def merge(self, winner: int, loser: int, when: datetime) -> None:
        """Merge two contacts; what a loser had won before goes over to the new winner."""
        for one in self.targets.values():
            if one["contact_id"] == loser and self.activities[one["activity_id"]]["activity_type_id:name"] == _MERGED:
                one["contact_id"] = winner
        merged = self.add_activity(_MERGED, when, (winner,))
        self.add_activity("Contact Deleted by Merge", when, (loser,), parent_id=merged)
        self.change(loser, when, is_deleted=True)

    def answer(self, asked: Asked) -> Reply:
        if asked.headers.get("x-requested-with") != "XMLHttpRequest":
            return Reply(400, {"error_message": "SECURITY ALERT: Ajax requests can only be issued by javascript"})
        if asked.headers.get("x-civi-auth") != f"Bearer {self.token}":
            return Reply(401, text="HTTP 401 Invalid credential")
        path = asked.query.get("q") or asked.path
        entity, action = path.split("/")[-2:]
        if "ajax/api4" not in path or asked.method != "POST" or action != "get":
            return Reply(200, text="<!DOCTYPE html><title>Page not found</title>")
        params = json.loads(asked.form["params"])
        if not params.get("checkPermissions"):
            return Reply(403, {"error_code": "unauthorized", "error_message": "Authorization failed"})
        found = [one for one in self._values(entity, params) if all(_fits(one, *each) for each in params["where"])]
        if params.get("orderBy") == {"id": "ASC"}:
            found.sort(key=lambda one: one["id"])
        else:
            random.Random(len(self.asked)).shuffle(found)  # noqa: S311 - no secret
        begins = params.get("offset", 0)
        part = found[begins : begins + params["limit"]]
        values = [{name: one.get(name) for name in params["select"]} for one in part]
        return Reply(200, {"values": values, "entity": entity, "action": "get", "count": len(values)})

    def _values(self, entity: str, params: dict[str, Any]) -> list[dict[str, Any]]:
        if entity == "Activity" and params.get("join"):
            return self._merges()
        if entity == "ActivityContact":
            return [
                self._of_contact(
                    {
                        **one,
                        "record_type_id:name": "Activity Targets",
                        **_below("activity_id", self.activities[one["activity_id"]]),
                    }
                )
                for one in self.targets.values()
            ]
        if entity == "MembershipLog":
            return [
                {**one, **_below("membership_id", self._of_contact(self.memberships[one["membership_id"]]))}
                for one in self.log.values()
            ]
        records = {
            "Contact": self.contacts,
            "Membership": self.memberships,
            "Participant": self.participants,
            "Contribution": self.contributions,
        }[entity]
        return [dict(one) if entity == "Contact" else self._of_contact(one) for one in records.values()]

    def _of_contact(self, one: dict[str, Any]) -> dict[str, Any]:
        return {**one, **_below("contact_id", self.contacts[one["contact_id"]])}

    def _merges(self) -> list[dict[str, Any]]:
        def target(activity: int) -> int:
            return next(one["contact_id"] for one in self.targets.values() if one["activity_id"] == activity)

        return [
            {**one, "loser.contact_id": target(one["id"]), "winner.contact_id": target(one["parent_id"])}
            for one in self.activities.values()
            if one["parent_id"]
        ]


_MERGED: Final = "Contact Merged"


def _below(name: str, record: dict[str, Any]) -> dict[str, Any]:
    return {f"{name}.{key}": value for key, value in record.items()}


def _local(when: datetime) -> str:
    return (when - BEHIND_UTC).strftime("%Y-%m-%d %H:%M:%S")


def _fits(one: dict[str, Any], name: str, how: str, value: Any) -> bool:
    said = one[name]
    if how == "=":
        return bool(said == value)
    return bool(said > value if how == ">" else said >= value)


def _contact(one: Person) -> dict[str, Any]:
    return {
        "id": one.number,
        "contact_type": "Individual",
        "display_name": one.name,
        "external_identifier": f"M-{one.number}",
        "preferred_language": "en_GB",
        "job_title": "Engineer",
        "email_primary.email": one.email,
        "email_primary.on_hold": 2 if one.number == 11 else 0,
        "address_primary.street_address": one.street,
        "address_primary.city": one.city,
        "address_primary.country_id:label": "United Kingdom",
        "do_not_email": False,
        "is_opt_out": one.opted_out,
        "do_not_mail": one.number == 12,
        "is_deceased": one.number == 13,
        "is_deleted": False,
        "modified_date": _local(one.updated),
    }


def _firm(number: int, name: str) -> dict[str, Any]:
    return {
        "id": number,
        "contact_type": "Organization",
        "display_name": name,
        "is_deleted": False,
        "is_deceased": False,
        "modified_date": "2026-01-01 00:00:00",
    }


def _membership(one: Person) -> dict[str, Any]:
    return {
        "id": one.number,
        "contact_id": one.number,
        "is_test": False,
        "membership_type_id:label": one.grade,
        "status_id:label": "Current",
        "join_date": one.joined.isoformat(),
        "start_date": "2026-01-01",
        "end_date": "2026-12-31",
    }


def _log(one: Person) -> list[dict[str, Any]]:
    known = {"membership_id": one.number, "status_id:label": "Current", "membership_type_id:label": one.grade}
    return [
        {**known, "id": one.number * 10 + year - 2020, "start_date": f"{year}-01-01", "end_date": f"{year}-12-31"}
        for year in (2025, 2026)
    ]


def _participant(number: int, meeting: Meeting, person: Person, came: bool) -> dict[str, Any]:
    return {
        "id": number,
        "contact_id": person.number,
        "is_test": False,
        "fee_amount": 12.5,
        "fee_currency": "GBP",
        "status_id:name": "Attended" if came else "No-show",
        "event_id.title": meeting.title,
        "event_id.start_date": meeting.begins.strftime("%Y-%m-%d %H:%M:%S"),
        "event_id.event_type_id:label": "Meeting",
    }


def _contribution(one: Payment) -> dict[str, Any]:
    return {
        "id": one.number,
        "contact_id": one.person.number,
        "is_test": False,
        "is_template": False,
        "total_amount": one.amount / 100,
        "currency": "GBP",
        "trxn_id": f"T-{one.number}",
        "invoice_number": None,
        "contribution_status_id:name": "Completed" if one.is_paid else "Pending",
        "receive_date": one.paid.strftime("%Y-%m-%d %H:%M:%S"),
    }
