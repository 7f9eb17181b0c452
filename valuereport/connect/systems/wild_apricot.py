"""Wild Apricot, API v2.2: contacts and payments of an account.

The API key is exchanged for a token that lasts half an hour. Contacts are searched for in the background: the first
answer holds the number of the search alone, which is asked for until it is complete; each page is a search of its own.
Fields stand in a list under the labels that the account gives them, in its own language (`fields.Member since`), and
those that are read are asked for. Contacts are always read as a whole: a membership that lapses by itself changes no
profile. Nobody publishes how often it may be asked; 60 times a minute here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from valuereport.connect.auth import ClientCredentials
from valuereport.connect.endpoint import Endpoint
from valuereport.connect.limits import Window
from valuereport.connect.pages import Offset
from valuereport.connect.record import Context, Record, flat, key_of, text_at
from valuereport.connect.request import Answer, Request, found_at
from valuereport.connect.system import System
from valuereport.connect.verdicts import Later, Refused, Verdict, by_status
from valuereport.pulls import Row

_FIELDS: Final = "fields."
_SECONDS: Final = 3.0  # between two questions whether a search is complete


def _judge(request: Request, answer: Answer, now: datetime) -> Verdict:
    """Judge by the status; a search that is not complete is asked for again by its number."""
    state = found_at(answer.data, "State")
    if answer.status != 200 or not isinstance(state, str) or state == "Complete":
        return by_status(request, answer, now)
    search = text_at(answer.data, "ResultId")
    if state == "Failed" or not search:
        why = text_at(answer.data, "ErrorDetails") or "without a word why"
        return Refused(f"its search failed: {' '.join(why.split())[:200]}")
    return Later(replace(request, params=(("resultId", search),)), _SECONDS)


def _selected(request: Request, headings: Sequence[str]) -> Request:
    """Ask for the fields that are read, by their labels."""
    labels = sorted(one.removeprefix(_FIELDS) for one in headings if one.startswith(_FIELDS))
    quoted = ["'" + label.replace("'", "''") + "'" for label in labels]
    return request.having_all({"$select": ",".join(quoted)}) if labels else request


def _contact(record: Record, context: Context) -> Iterator[Row]:
    """Yield a contact; its fields under their labels, of a choice the label of what was chosen."""
    values = flat({name: one for name, one in record.items() if name != "FieldValues"})
    for one in record.get("FieldValues") or ():
        values[f"{_FIELDS}{text_at(one, 'FieldName')}"] = _chosen(one.get("Value"))
    yield Row(key_of(record, "Id"), values, text_at(record, "ProfileLastUpdated"))


def _chosen(value: Any) -> object:  # noqa: ANN401
    if isinstance(value, list):
        return [_chosen(one) for one in value]
    return text_at(value, "Label") if isinstance(value, dict) else value


WILD_APRICOT: Final = System(
    name="wild-apricot",
    title="Wild Apricot",
    base_url="https://api.wildapricot.org/v2.2/accounts/{account}",
    hosts=("oauth.wildapricot.org",),
    auth=ClientCredentials(
        "https://oauth.wildapricot.org/auth/token",
        {"grant_type": "client_credentials", "scope": "auto"},
        user="APIKEY",
        needs=("TOKEN",),
    ),
    limits=(Window(60, 60),),
    judge=_judge,
    options={"account": "the number of the account"},
    endpoints=(
        Endpoint(
            name="contacts",
            path="contacts",
            records="Contacts",
            key="Id",
            changed="ProfileLastUpdated",
            pages=Offset("$skip", "$top", 500),
            fields=_selected,
            without=("Url", "Privacy", "TermsOfUseAccepted", "ExtendedMembershipInfo"),
            rows=_contact,
        ),
        Endpoint(
            name="payments",
            path="payments",
            records="Payments",
            key="Id",
            pages=Offset("$skip", "$top", 100),
            without=("Url", "Comment", "PublicComment"),
        ),
    ),
    unverified=(
        "the names of the fields of payments (Value, RefundedAmount, DocumentDate) and that all of them are listed "
        "without a day being said; how many contacts a search gives in a page; what a field that the account does not "
        "have does to a search; how often it may be asked"
    ),
)
