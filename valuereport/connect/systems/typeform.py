"""Typeform: the answers to the forms that the connection names, a row an answer.

About two calls a second; pages of 1,000, the newest first, each going on before the token of the last one, until one
is empty. Answers of the last half hour may not be listed yet, so that two hours are read again. A response names its
fields by their ids: the form is read first, each time. Questionnaires that were begun and not sent have no moment by
which changes could be asked for, and are records of their own. A response that was deleted is missing among the tokens.
The member's id comes as a hidden field of the form, where its links carry one: `hidden.member_id`, say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from valuereport.connect.auth import Bearer
from valuereport.connect.changes import Changes, param_since
from valuereport.connect.endpoint import Endpoint
from valuereport.connect.limits import Window
from valuereport.connect.pages import BodyCursor
from valuereport.connect.parents import Parents
from valuereport.connect.questionnaires import answer_rows
from valuereport.connect.record import Context, Record, flat, key_of, text_at
from valuereport.connect.request import Request
from valuereport.connect.system import System
from valuereport.pulls import Row

_PAGES: Final = BodyCursor("before", size={"page_size": "1000"}, of_last="token", records="items")
_CONTEXT: Final = {"form": "id", "title": "title", "fields": "fields"}
_NOT_KEPT: Final = ("metadata", "thankyou_screen", "calculated", "variables")


def _all(request: Request, headings: Sequence[str]) -> Request:
    return request


def _titles(fields: Any) -> Mapping[str, str]:  # noqa: ANN401
    """Return the title of each field by its id, those inside groups among them."""
    found: dict[str, str] = {}
    for one in fields if isinstance(fields, list) else ():
        found[text_at(one, "id")] = text_at(one, "title")
        found |= _titles((one.get("properties") or {}).get("fields"))
    return found


def _answers(record: Record, titles: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield question and value of each answer; what can be ticked several times is "title / choice"."""
    for one in record.get("answers") or ():
        field = text_at(one, "field.id")
        title = titles.get(field, field)
        said = one.get(text_at(one, "type"))
        if isinstance(said, dict) and "labels" in said:
            labels = [*(said.get("labels") or ()), *([said["other"]] if said.get("other") else ())]
            yield from ((f"{title} / {label}", str(label)) for label in labels)
        elif isinstance(said, dict):
            yield title, text_at(said, "label") or text_at(said, "other")
        elif isinstance(said, bool):
            yield title, "yes" if said else "no"
        else:
            yield title, "" if said is None else str(said)


def _response(record: Record, context: Context) -> Iterator[Row]:
    """Yield a row an answer; one without question and value where nothing was answered."""
    key = key_of(record, "token")
    values = {**flat({name: one for name, one in record.items() if name != "answers"}), "form.title": context["title"]}
    yield from answer_rows(key, values, _answers(record, _titles(context["fields"])), text_at(record, "submitted_at"))


TYPEFORM: Final = System(
    name="typeform",
    title="Typeform",
    base_url="https://api.typeform.com",
    auth=Bearer(),
    limits=(Window(2, 1),),
    options={"forms": "the ids of the forms that are read, separated by commas"},
    endpoints=(
        Endpoint(
            name="forms",
            path="forms/{forms}",
            each="forms",
            without=("theme", "workspace", "settings", "_links", "welcome_screens", "thankyou_screens", "attachment"),
        ),
        Endpoint(
            name="responses",
            path="forms/{form}/responses",
            parents=Parents(of="forms", context=_CONTEXT),
            records="items",
            key="token",
            changed="submitted_at",
            params={"completed": "true"},
            pages=_PAGES,
            changes=Changes(since=param_since("since", "%Y-%m-%dT%H:%M:%S"), overlap=120, ids=_all),
            without=_NOT_KEPT,
            rows=_response,
        ),
        Endpoint(
            name="partial-responses",
            path="forms/{form}/responses",
            parents=Parents(of="forms", context=_CONTEXT),
            records="items",
            key="token",
            params={"response_type": "partial"},
            pages=_PAGES,
            without=_NOT_KEPT,
            rows=_response,
        ),
    ),
    unverified=(
        "that a moment and the token of the page before may be asked for together; how partial responses are asked "
        "for, and whether an account may; the address of the European service (say base_url)"
    ),
)
