"""Salesforce with the Nonprofit Success Pack, REST API v67.0: contacts, accounts, opportunities with the membership.

Everything is a query in SOQL that names its fields: one that the organisation does not have, or that the integration's
user may not see, makes the whole query fail. An answer holds up to 2,000 records, and where to go on: nextRecordsUrl,
a cursor on the server that ends some time.

`query` leaves out what was deleted; `queryAll` has it until the bin is emptied, the losers of merges with it, each with
its MasterRecordId. The nextRecordsUrl of queryAll says query, and goes on all the same. What is deleted and out of the
bin is seen by reading all ids. Changes are those of SystemModstamp, which a formula field does not touch.

The connection's base_url is the organisation's own domain (https://MyDomain.my.salesforce.com); the token comes by the
client credentials of an external client app, and says nothing about how long it is good. Calls are counted in 24 hours
by the edition: where they are used up, the pull waits for an hour or goes on later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from valuereport.connect.auth import ClientCredentials
from valuereport.connect.changes import Changes, Fields
from valuereport.connect.endpoint import Endpoint
from valuereport.connect.errors import PullError
from valuereport.connect.pages import BodyUrl
from valuereport.connect.record import Context, Record, flat, key_of, text_at
from valuereport.connect.request import Answer, Request
from valuereport.connect.system import System
from valuereport.connect.verdicts import Busy, Denied, PageExpired, Refused, Verdict, by_status, said_by
from valuereport.pulls import MERGED_IDS, Row

_FIELD: Final = re.compile(r"[A-Za-z]\w*(\.[A-Za-z]\w*)*", re.ASCII)
_PATH: Final = "services/data/v67.0"
_PAGES: Final = BodyUrl("nextRecordsUrl")


def _selecting(sobject: str) -> Fields:
    """Return what asks for some fields of an object."""

    def ask(request: Request, headings: Sequence[str]) -> Request:
        return request.having(q=_query(["Id", *sorted({*headings} - {"Id", MERGED_IDS})], sobject))

    return ask


def _query(fields: Sequence[str], sobject: str, where: str = "") -> str:
    """Return a query in SOQL. Raises PullError where a heading is no name of a field."""
    for field in fields:
        if not _FIELD.fullmatch(field):
            raise PullError(f"{field}: no field of {sobject}: columns are named as the API names them (MailingCity)")
    return f"SELECT {', '.join(fields)} FROM {sobject}{where}"  # noqa: S608 - names alone are in it, as looked at


def _changes(request: Request, moment: datetime) -> Request:
    query = dict(request.params)["q"]
    return request.having(q=f"{query} WHERE SystemModstamp >= {moment.strftime('%Y-%m-%dT%H:%M:%SZ')}")


def _record(record: Record, context: Context) -> Iterator[Row]:
    yield Row(key_of(record, "Id"), flat(_without_attributes(record)))


def _without_attributes(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record without what each says of its own kind and address."""
    return {
        name: _without_attributes(value) if isinstance(value, dict) else value
        for name, value in record.items()
        if name != "attributes"
    }


def _deleted(record: Record, context: Context) -> Iterator[Row]:
    yield Row(key_of(record, "Id"), gone=True, into=text_at(record, "MasterRecordId"))


def _judge(request: Request, answer: Answer, now: datetime) -> Verdict:
    """Judge by the code in the answer where it has one."""
    match _code(answer):
        case "REQUEST_LIMIT_EXCEEDED":
            return Busy(3600)
        case "INVALID_QUERY_LOCATOR":
            return PageExpired()
        case "INVALID_FIELD":
            why = "map the column without this field, or let the integration's user see it"
            return Refused(f"{said_by(answer)}: {why}")
        case "INVALID_SESSION_ID":
            return Denied(said_by(answer))
    return by_status(request, answer, now)


def _code(answer: Answer) -> str:
    data = answer.data
    if answer.status >= 400 and isinstance(data, list) and data and isinstance(data[0], dict):
        return text_at(data[0], "errorCode")
    return ""


def _object(name: str, sobject: str, *, merges: bool = True) -> tuple[Endpoint, Endpoint]:
    """Return the endpoints of one kind of objects: those that are there, and those in the bin."""
    in_the_bin = _query(["Id", "MasterRecordId"] if merges else ["Id"], sobject, " WHERE IsDeleted = true")
    return (
        Endpoint(
            name=name,
            path=f"{_PATH}/query",
            records="records",
            key="Id",
            pages=_PAGES,
            fields=_selecting(sobject),
            changes=Changes(since=_changes, ids=lambda request, _: request.having(q=_query(["Id"], sobject))),
            rows=_record,
        ),
        Endpoint(
            name=f"{name}-deleted",
            feeds=name,
            path=f"{_PATH}/queryAll",
            params={"q": in_the_bin},
            records="records",
            key="Id",
            pages=_PAGES,
            rows=_deleted,
        ),
    )


SALESFORCE: Final = System(
    name="salesforce",
    title="Salesforce (Nonprofit Success Pack)",
    auth=ClientCredentials("services/oauth2/token", in_form=True),
    judge=_judge,
    endpoints=(
        *_object("contacts", "Contact"),
        *_object("accounts", "Account"),
        *_object("opportunities", "Opportunity", merges=False),
    ),
    unverified=(
        "organisations of the Nonprofit Cloud, whose objects of memberships are others; whether every edition gives "
        "tokens by client credentials"
    ),
)
