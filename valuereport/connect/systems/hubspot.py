"""HubSpot, paths of 2026-09: contacts, companies, deals, feedback submissions, marketing events and who came.

Everything is read from lists of 100 with a cursor; what has changed, by search. Search has four oddities. It ends at
10,000 results, so that it is sorted by id and begun anew behind the last id of each page. Its index lags behind by
minutes, so that each search begins half an hour before the pull before. It takes a request of 3,000 characters, so
that many properties are read by their ids. It gives no associations, which are read by their ids, too.

Contacts say when they changed in lastmodifieddate, everything else in hs_lastmodifieddate, which contacts have empty.
What was archived is a list of its own for 90 days. A contact that was deleted for good stands in no list: all ids are
read at each pull to see it. Whoever was merged into another stands with that one alone, in hs_merged_object_ids, of
contacts also in hs_calculated_merged_vids.

100 calls in 10 seconds, 5 searches in a second; 429 comes with Retry-After or without; 530 is a malformed token.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import accumulate
from typing import Any, Final

from valuereport.connect.auth import Bearer
from valuereport.connect.changes import Changes, Since, as_it_is
from valuereport.connect.endpoint import Endpoint, RowsOf
from valuereport.connect.limits import Window
from valuereport.connect.pages import BodyCursor
from valuereport.connect.parents import Parents, ids_in
from valuereport.connect.record import Context, Record, flat, key_of, text_at
from valuereport.connect.request import Answer, Request, found_at
from valuereport.connect.system import System
from valuereport.connect.verdicts import Denied, Verdict, by_status
from valuereport.pulls import Row

_VERSION: Final = "2026-09"
_LIST: Final = BodyCursor("after", "paging.next.after", {"limit": "100"})
_POST: Final = Request("", method="POST")
_ROOM: Final = 2_000  # characters for the names of properties: a search takes 3,000 in all
_MERGED: Final = ("hs_merged_object_ids", "hs_calculated_merged_vids")
_PROPERTY: Final = "properties."


@dataclass(frozen=True, slots=True)
class _ListOrSearch:
    """A list goes on by its cursor; a search behind the last id that has come, as long as there is more."""

    def first(self, request: Request) -> Request:
        return _LIST.first(request)

    def following(self, request: Request, answer: Answer, found: int) -> Request | None:
        if request.method == "GET":
            return _LIST.following(request, answer, found)
        if not found or not found_at(answer.data, "paging.next"):
            return None
        last = text_at(found_at(answer.data, "results")[-1], "id")
        return replace(request, json=_behind(request.json, last))


def _behind(search: dict[str, Any], last: str) -> dict[str, Any]:
    """Return a search for what has a higher id than the last one that came."""
    filters = [one for one in search["filterGroups"][0]["filters"] if one["propertyName"] != "hs_object_id"]
    filters.append({"propertyName": "hs_object_id", "operator": "GT", "value": last})
    return {**search, "filterGroups": [{"filters": filters}]}


def _asked(headings: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the properties that are read: those that are asked for at once, and those for which there is no room."""
    read = [one.removeprefix(_PROPERTY) for one in headings if one.startswith(_PROPERTY)]
    names = [*_MERGED, *sorted({*read} - {*_MERGED})]
    lengths = accumulate(len(name) + 3 for name in names)
    fit = sum(1 for length in lengths if length < _ROOM)
    return names[:fit], names[fit:]


def _fields(request: Request, headings: Sequence[str]) -> Request:
    return request.having(properties=",".join(_asked(headings)[0]))


def _other_fields(request: Request, headings: Sequence[str]) -> Request:
    return replace(request, json={**(request.json or {}), "properties": _asked(headings)[1]})


def _no_room(headings: Sequence[str]) -> bool:
    return bool(_asked(headings)[1])


def _ids_alone(request: Request, headings: Sequence[str]) -> Request:
    return request.having(properties="hs_object_id")


def _named(request: Request, ids: Sequence[str]) -> Request:
    return replace(request, json={**(request.json or {}), "inputs": [{"id": one} for one in ids]})


def _object(record: Record, context: Context) -> Iterator[Row]:
    """Yield an object, and a row for each that was merged into it."""
    key, changed = key_of(record, "id"), text_at(record, "updatedAt")
    properties = {name: one for name, one in record["properties"].items() if name not in _MERGED}
    yield Row(key, flat({"id": key, "properties": properties}), changed)
    for former in _merged(record):
        if former != key:
            yield Row(former, changed=changed, gone=True, into=key)


def _merged(record: Record) -> list[str]:
    """Return the former ids of an object: "12;15", of contacts also "12:1700000000000;15:1700000000000"."""
    texts = [text_at(record, _PROPERTY + name) for name in _MERGED]
    return sorted({one.partition(":")[0].strip() for text in texts for one in text.split(";")} - {""})


def _archived(record: Record, context: Context) -> Iterator[Row]:
    yield Row(key_of(record, "id"), changed=text_at(record, "archivedAt"), gone=True)


def _results(record: Record) -> Iterator[Record]:
    """Yield the results of an answer about several ids (207 where it has none for some of them). Raises ValueError
    where the answer says of one of them anything else but that there is nothing."""
    for one in found_at(record, "errors") or ():
        if found_at(one, "category") != "OBJECT_NOT_FOUND":
            raise ValueError(text_at(one, "message") or text_at(one, "category") or "an error without a word")
    yield from found_at(record, "results") or ()


def _other_properties(record: Record, context: Context) -> Iterator[Row]:
    for one in _results(record):
        yield Row(key_of(one, "id"), flat({"properties": one["properties"]}), part=True)


def _changes(changed: str) -> Since:
    """Return what turns a list into a search for what has changed; `changed`: the property that says when it has."""

    def search(request: Request, moment: datetime) -> Request:
        since = {"propertyName": changed, "operator": "GTE", "value": str(int(moment.timestamp() * 1000))}
        asked = {
            "filterGroups": [{"filters": [since]}],
            "sorts": [{"propertyName": "hs_object_id", "direction": "ASCENDING"}],
            "properties": dict(request.params).get("properties", "").split(","),
            "limit": 200,
        }
        return Request(f"{request.path}/search", method="POST", json=asked)

    return search


def _associated(heading: str) -> RowsOf:
    """Return what makes rows of an answer about associations: of whom it says nothing has none any more."""

    def rows(record: Record, context: Context) -> Iterator[Row]:
        found: dict[str, list[str]] = {key: [] for key in ids_in(context)}
        for one in _results(record):
            if found_at(one, "paging.next"):
                raise ValueError(f"{heading} of {text_at(one, 'from.id')}: they are more than one answer holds")
            found[text_at(one, "from.id")] = [text_at(each, "toObjectId") for each in one["to"]]
        for key, ids in found.items():
            yield Row(key, {heading: ids}, part=True)

    return rows


def _objects(
    name: str, path: str, changed: str, associations: tuple[str, ...] = (), *, swept: bool = False
) -> tuple[Endpoint, ...]:
    """Return the endpoints of one kind of objects. `swept`: all ids are read, to see what was deleted for good."""
    return (
        Endpoint(
            name=name,
            path=f"crm/objects/{_VERSION}/{path}",
            records="results",
            pages=_ListOrSearch(),
            fields=_fields,
            changes=Changes(since=_changes(changed), overlap=30, ids=_ids_alone if swept else None),
            rows=_object,
        ),
        Endpoint(
            name=f"{name}-further",
            feeds=name,
            path=f"crm/objects/{_VERSION}/{path}/batch/read",
            request=_POST,
            parents=Parents(of=name, naming=_named),
            fields=_other_fields,
            needed=_no_room,
            rows=_other_properties,
        ),
        *(_associations(name, path, other) for other in associations),
        Endpoint(
            name=f"{name}-archived",
            feeds=name,
            path=f"crm/objects/{_VERSION}/{path}",
            params={"archived": "true", "properties": "hs_object_id"},
            records="results",
            pages=_LIST,
            changes=Changes(since=as_it_is, alone=True),
            rows=_archived,
        ),
    )


def _associations(name: str, path: str, other: str) -> Endpoint:
    heading = f"associations.{other}"
    return Endpoint(
        name=f"{name}-{other}",
        feeds=name,
        path=f"crm/associations/{_VERSION}/{path}/{other}/batch/read",
        request=_POST,
        parents=Parents(of=name, naming=_named, together=1000),
        needed=lambda headings: heading in headings,
        rows=_associated(heading),
    )


def _judge(request: Request, answer: Answer, now: datetime) -> Verdict:
    return Denied("530: the token is malformed") if answer.status == 530 else by_status(request, answer, now)


HUBSPOT: Final = System(
    name="hubspot",
    title="HubSpot",
    base_url="https://api.hubapi.com",
    auth=Bearer(),
    limits=(Window(100, 10), Window(5, 1)),
    judge=_judge,
    endpoints=(
        *_objects("contacts", "contacts", "lastmodifieddate", ("companies",), swept=True),
        *_objects("companies", "companies", "hs_lastmodifieddate"),
        *_objects("deals", "deals", "hs_lastmodifieddate", ("contacts", "companies")),
        *_objects("feedback-submissions", "feedback_submissions", "hs_lastmodifieddate", ("contacts",)),
        Endpoint(
            name="marketing-events",
            path=f"marketing/marketing-events/{_VERSION}",
            records="results",
            key="objectId",
            pages=_LIST,
            without=("eventDescription", "customProperties"),
        ),
        Endpoint(
            name="attendances",
            path=f"marketing/marketing-events/{_VERSION}/participations/{{eventId}}/breakdown",
            records="results",
            pages=_LIST,
            parents=Parents(
                of="marketing-events",
                context={"eventId": "objectId", "eventName": "eventName", "eventStart": "startDateTime"},
            ),
            without=("firstname", "lastname"),
        ),
    ),
    unverified=(
        "how long the index of the search lags behind (half an hour is assumed), whether an answer about associations "
        "names ids that were archived meanwhile, whether a merged record is listed as archived, too, and the sizes of "
        "pages of attendances"
    ),
)
