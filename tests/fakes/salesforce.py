"""Salesforce: tokens by client credentials, queries in SOQL, cursors on the server, a bin with losers of merges."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final

from tests.fakes.organisation import NOW, Organisation, Payment, Person
from tests.fakes.serving import Asked, Fake, Reply

_SOQL: Final = re.compile(r"SELECT (?P<fields>[\w., ]+) FROM (?P<sobject>\w+)(?: WHERE (?P<where>.+))?")
_OF_EVERY: Final = {"IsDeleted": False, "MasterRecordId": None}
CLIENT: Final = {"CLIENT_ID": "client-of-the-fake", "CLIENT_SECRET": "secret-of-the-fake-0815"}


def contact_id(number: int) -> str:
    return f"003{number:012}AAA"


def account_id(number: int) -> str:
    return f"001{number:012}AAA"


class Salesforce(Fake):
    def __init__(self, organisation: Organisation) -> None:
        super().__init__()
        contacts = [_contact(one) for one in organisation.people]
        accounts = [_account(one.number, one.name, one.city) for one in organisation.firms]
        opportunities = [_opportunity(one) for one in organisation.payments]
        self.objects: dict[str, dict[str, dict[str, Any]]] = {
            "Contact": {one["Id"]: one for one in contacts},
            "Account": {one["Id"]: one for one in accounts},
            "Opportunity": {one["Id"]: one for one in opportunities},
        }
        self.batch, self.tokens = 2000, 0
        self.cursors: dict[str, list[dict[str, Any]]] = {}
        self.token = ""

    def change(self, sobject: str, id: str, when: datetime, **values: Any) -> None:  # noqa: A002
        self.objects[sobject][id] |= {**values, "SystemModstamp": _moment(when)}

    def delete(self, sobject: str, id: str, when: datetime) -> None:  # noqa: A002
        self.change(sobject, id, when, IsDeleted=True)

    def merge(self, winner: str, loser: str, when: datetime) -> None:
        self.change("Contact", loser, when, IsDeleted=True, MasterRecordId=winner)

    def empty_the_bin(self) -> None:
        self.objects = {
            sobject: {key: one for key, one in found.items() if not one["IsDeleted"]}
            for sobject, found in self.objects.items()
        }

    def answer(self, asked: Asked) -> Reply:
        if asked.path == "/services/oauth2/token":
            return self._token(asked)
        if not self.token or asked.headers.get("authorization") != f"Bearer {self.token}":
            return _error(401, "INVALID_SESSION_ID", "Session expired or invalid")
        match asked.path.strip("/").split("/"):
            case ["services", "data", "v67.0", ("query" | "queryAll") as how]:
                return self._queried(asked.query["q"], everything=how == "queryAll")
            case ["services", "data", "v67.0", "query", cursor]:
                if cursor not in self.cursors:
                    return _error(400, "INVALID_QUERY_LOCATOR", "invalid query locator")
                return self._batch(self.cursors.pop(cursor))
        return _error(404, "NOT_FOUND", "The requested resource does not exist")

    def _token(self, asked: Asked) -> Reply:
        given = {"CLIENT_ID": asked.form.get("client_id"), "CLIENT_SECRET": asked.form.get("client_secret")}
        if asked.form.get("grant_type") != "client_credentials" or given != CLIENT:
            return Reply(400, {"error": "invalid_client", "error_description": "invalid client credentials"})
        self.tokens += 1
        self.token = f"00D-session-{self.tokens:04}"
        return Reply(200, {"access_token": self.token, "instance_url": self.url, "token_type": "Bearer"})

    def _queried(self, soql: str, *, everything: bool) -> Reply:
        found = _SOQL.fullmatch(soql)
        if found is None:
            return _error(400, "MALFORMED_QUERY", f"unexpected token in {soql}")
        sobject, fields = found["sobject"], found["fields"].split(", ")
        records = [one for one in self.objects[sobject].values() if everything or not one["IsDeleted"]]
        known = {*_OF_EVERY, *next(iter(self.objects[sobject].values()))}
        for field in fields:
            if field not in known or (field == "MasterRecordId" and sobject == "Opportunity"):
                return _error(400, "INVALID_FIELD", f"No such column '{field}' on entity '{sobject}'")
        match (found["where"] or "").split(" "):
            case ["IsDeleted", "=", "true"]:
                records = [one for one in records if one["IsDeleted"]]
            case ["SystemModstamp", ">=", since]:
                begins = datetime.fromisoformat(since)
                records = [one for one in records if datetime.fromisoformat(one["SystemModstamp"]) >= begins]
        attributes = {"type": sobject, "url": f"/services/data/v67.0/sobjects/{sobject}/1"}
        return self._batch([{"attributes": attributes, **{name: one[name] for name in fields}} for one in records])

    def _batch(self, records: list[dict[str, Any]]) -> Reply:
        part, rest = records[: self.batch], records[self.batch :]
        data: dict[str, Any] = {"totalSize": len(records), "done": not rest, "records": part}
        if rest:
            cursor = f"01g-{len(self.asked)}-{len(rest)}"
            self.cursors[cursor] = rest
            data["nextRecordsUrl"] = f"/services/data/v67.0/query/{cursor}"  # of queryAll, too
        return Reply(200, data, headers={"Sforce-Limit-Info": f"api-usage={len(self.asked)}/15000"})


def _error(status: int, code: str, message: str) -> Reply:
    return Reply(status, [{"errorCode": code, "message": message}])


def _moment(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%S.000+0000")


def _contact(one: Person) -> dict[str, Any]:
    return {
        "Id": contact_id(one.number),
        **_OF_EVERY,
        "SystemModstamp": _moment(one.updated),
        "FirstName": one.first,
        "LastName": one.last,
        "Email": one.email,
        "Title": "Engineer",
        "npe01__HomeEmail__c": f"home.{one.email}",
        "npe01__WorkEmail__c": None,
        "npe01__AlternateEmail__c": None,
        "MailingStreet": one.street,
        "MailingCity": one.city,
        "MailingState": None,
        "MailingPostalCode": "AB1",
        "MailingCountry": "United Kingdom",
        "HasOptedOutOfEmail": one.opted_out,
        "npsp__Do_Not_Contact__c": one.number == 12,
    }


def _account(number: int, name: str, city: str) -> dict[str, Any]:
    return {
        "Id": account_id(number),
        **_OF_EVERY,
        "SystemModstamp": _moment(NOW),
        "Name": name,
        "BillingStreet": None,
        "BillingCity": city,
        "BillingState": None,
        "BillingPostalCode": None,
        "BillingCountry": None,
    }


def _opportunity(one: Payment) -> dict[str, Any]:
    return {
        "Id": f"006{one.number:012}AAA",
        "IsDeleted": False,
        "SystemModstamp": _moment(one.paid),
        "StageName": "Closed Won" if one.is_paid else "Prospecting",
        "Amount": one.amount / 100,
        "CloseDate": one.paid.date().isoformat(),
        "AccountId": None,
        "npsp__Primary_Contact__c": contact_id(one.person.number),
        "npe01__Membership_Start_Date__c": "2026-01-01",
        "npe01__Membership_End_Date__c": "2026-12-31",
        "npe01__Member_Level__c": one.person.grade,
    }
