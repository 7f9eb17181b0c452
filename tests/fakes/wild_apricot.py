"""Wild Apricot: a token for the key APIKEY, searches in the background, fields under the labels of the account."""

from __future__ import annotations

import base64
import re
from typing import Any

from tests.fakes.organisation import Organisation, Payment, Person
from tests.fakes.serving import Asked, Fake, Reply

ACCOUNT = "4711"


class WildApricot(Fake):
    def __init__(self, organisation: Organisation, since: str = "Member since", due: str = "Renewal due") -> None:
        super().__init__()
        self.since, self.due = since, due
        self.contacts = {one.number: self._contact(one) for one in organisation.people}
        self.payments = {one.number: _payment(one) for one in organisation.payments if one.is_paid}
        self.polls = 2
        self.clamp = 500
        self.fails = False
        self.access = "access-token-of-the-fake-1"
        self.tokens = 0
        self.searches: dict[str, tuple[int, dict[str, str]]] = {}

    def revoke(self) -> None:
        self.access += "x"

    def answer(self, asked: Asked) -> Reply:
        if asked.path == "/auth/token":
            return self._token(asked)
        if asked.headers.get("authorization") != f"Bearer {self.access}":
            return Reply(401, {"code": "Unauthorized", "message": "Access token is invalid or expired"})
        if asked.path == f"/v2.2/accounts/{ACCOUNT}/contacts":
            return self._search(asked)
        if asked.path == f"/v2.2/accounts/{ACCOUNT}/payments":
            return Reply(200, {"Payments": _part(list(self.payments.values()), asked.query, 100)})
        return Reply(404, {"code": "NotFound", "message": "There is no such resource"})

    def _token(self, asked: Asked) -> Reply:
        expected = base64.b64encode(f"APIKEY:{self.token}".encode()).decode()
        form = {"grant_type": "client_credentials", "scope": "auto"}
        if asked.headers.get("authorization") != f"Basic {expected}" or asked.form != form:
            return Reply(400, {"error": "invalid_client", "error_description": "Client authentication failed."})
        self.tokens += 1
        return Reply(200, {"access_token": self.access, "token_type": "Bearer", "expires_in": 1800})

    def _search(self, asked: Asked) -> Reply:
        if (search := asked.query.get("resultId")) is None:
            search = f"s-{len(self.searches) + 1}"
            self.searches[search] = (self.polls, dict(asked.query))
            return Reply(200, {"ResultId": search, "State": "Waiting"})
        left, query = self.searches[search]
        if left:
            self.searches[search] = (left - 1, query)
            return Reply(200, {"ResultId": search, "State": "Processing"})
        labels = [one.replace("''", "'") for one in re.findall(r"'((?:[^']|'')*)'", query.get("$select", ""))]
        unknown = [one for one in labels if one not in (self.since, self.due, "Chapter", "Interests")]
        if self.fails or unknown:
            details = f"Unknown field {unknown[0]}" if unknown else "Search is too complex"
            return Reply(200, {"ResultId": search, "State": "Failed", "ErrorDetails": details})
        found = _part([*self.contacts.values()], query, self.clamp)
        seen = [
            {**one, "FieldValues": [each for each in one["FieldValues"] if each["FieldName"] in labels]}
            for one in found
        ]
        return Reply(200, {"ResultId": search, "State": "Complete", "Contacts": seen})

    def _contact(self, one: Person) -> dict[str, Any]:
        due = "NEVER" if one.number % 50 == 0 else "CLEAR" if one.number % 50 == 1 else "2027-01-01T00:00:00"
        fields = {
            self.since: f"{one.joined.isoformat()}T00:00:00",
            self.due: due,
            "Chapter": {"Id": 7, "Label": one.city},
            "Interests": [{"Id": 1, "Label": "Safety"}, {"Id": 2, "Label": "Law"}],
            "Private note": "Secret remark",
        }
        return {
            "Id": one.number,
            "FirstName": one.first,
            "LastName": one.last,
            "Email": one.email,
            "DisplayName": f"{one.last}, {one.first}",
            "MembershipLevel": {"Id": 1, "Name": one.grade, "Url": "https://api.example/level"},
            "Status": "Active",
            "ProfileLastUpdated": one.updated.strftime("%Y-%m-%dT%H:%M:%S"),
            "FieldValues": [{"FieldName": name, "Value": value} for name, value in fields.items()],
        }


def _payment(one: Payment) -> dict[str, Any]:
    return {
        "Id": one.number,
        "Value": one.amount / 100,
        "RefundedAmount": one.refunded / 100,
        "DocumentDate": one.paid.strftime("%Y-%m-%dT%H:%M:%S"),
        "Contact": {"Id": one.person.number, "Name": one.person.name},
        "Comment": "Secret remark",
    }


def _part(found: list[dict[str, Any]], query: Any, most: int) -> list[dict[str, Any]]:
    skip, top = int(query.get("$skip", 0)), min(int(query.get("$top", most)), most)
    return found[skip : skip + top]
