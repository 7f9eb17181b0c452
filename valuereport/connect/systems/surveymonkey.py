"""SurveyMonkey, API v3: the answers to the surveys that the connection names, a row an answer.

An app of one's own may ask 120 times a minute and 500 times a day: a pull of more stops with a sentence and goes on
the next day; where other programs have used the day up, the answer says when it ends. Responses name questions and
choices by their ids alone, so that the survey's details are read first, each time. Pages of 100 by the URL of the next
one. A response that was deleted is missing among the ids. Questions are called as the tool's own export calls them:
"heading / choice" where several choices can be ticked, "heading / row" in a matrix.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from valuereport.connect.auth import Bearer
from valuereport.connect.changes import Changes, param_since
from valuereport.connect.endpoint import Endpoint
from valuereport.connect.limits import ADay, Window
from valuereport.connect.pages import BodyUrl
from valuereport.connect.parents import Parents
from valuereport.connect.questionnaires import answer_rows
from valuereport.connect.record import Context, Record, flat, key_of, text_at
from valuereport.connect.request import Answer, Request
from valuereport.connect.system import System
from valuereport.connect.verdicts import Busy, Verdict, by_status
from valuereport.pulls import Row

_DAY_LEFT: Final = "x-ratelimit-app-global-day-remaining"
_DAY_ENDS: Final = "x-ratelimit-app-global-day-reset"  # seconds until then


def _judge(request: Request, answer: Answer, now: datetime) -> Verdict:
    """Judge by the status; where the calls of the day are used up, wait until it ends."""
    ends = answer.headers.get(_DAY_ENDS, "")
    if answer.status == 429 and answer.headers.get(_DAY_LEFT, "") == "0" and ends.isdecimal():
        return Busy(float(ends))
    return by_status(request, answer, now)


def _ids_alone(request: Request, headings: Sequence[str]) -> Request:
    return replace(request, path=request.path.removesuffix("/bulk")).having(per_page="1000")


@dataclass(frozen=True, slots=True)
class _Question:
    """A question as the survey's details have it; texts by id. `ticked`: several choices can be."""

    heading: str
    texts: Mapping[str, str]
    ticked: bool


def _questions(pages: Any) -> Mapping[str, _Question]:  # noqa: ANN401
    found = {}
    for page in _listed(pages):
        for one in _listed(page.get("questions")):
            heading = next((text for each in _listed(one.get("headings")) if (text := text_at(each, "heading"))), "")
            options = one.get("answers") or {}
            named = [each for kind in ("choices", "rows", "cols") for each in _listed(options.get(kind))]
            named += [inner for each in _listed(options.get("cols")) for inner in _listed(each.get("choices"))]
            named += [options["other"]] if isinstance(options.get("other"), dict) else []
            texts = {text_at(each, "id"): text_at(each, "text") for each in named}
            found[text_at(one, "id")] = _Question(heading, texts, one.get("family") == "multiple_choice")
    return found


def _listed(found: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _answers(record: Record, questions: Mapping[str, _Question]) -> Iterator[tuple[str, str]]:
    """Yield question and value of each answer. What the details do not name is called by its id."""
    for page in _listed(record.get("pages")):
        for one in _listed(page.get("questions")):
            question = questions.get(text_at(one, "id"), _Question(text_at(one, "id"), {}, ticked=False))
            for answer in _listed(one.get("answers")):
                yield _answer(answer, question)


def _answer(answer: Record, question: _Question) -> tuple[str, str]:
    def called(name: str) -> str:
        return question.texts.get(text_at(answer, name), text_at(answer, name))

    choice = called("choice_id")
    value = text_at(answer, "text") or choice
    below = [called("other_id"), called("row_id"), called("col_id"), choice if question.ticked else ""]
    return " / ".join([question.heading, *(one for one in below if one)]), value


def _response(record: Record, context: Context) -> Iterator[Row]:
    """Yield a row an answer; one without question and value where nothing was answered."""
    key = key_of(record, "id")
    values = {**flat({name: one for name, one in record.items() if name != "pages"}), "survey.title": context["title"]}
    yield from answer_rows(
        key, values, _answers(record, _questions(context["pages"])), text_at(record, "date_modified")
    )


SURVEYMONKEY: Final = System(
    name="surveymonkey",
    title="SurveyMonkey",
    base_url="https://api.surveymonkey.com/v3",
    auth=Bearer(),
    limits=(Window(120, 60), ADay(500)),
    judge=_judge,
    options={"surveys": "the ids of the surveys that are read, separated by commas"},
    endpoints=(
        Endpoint(
            name="surveys",
            path="surveys/{surveys}/details",
            each="surveys",
            without=("href", "preview", "edit_url", "collect_url", "summary_url", "validation", "layout"),
        ),
        Endpoint(
            name="responses",
            path="surveys/{survey}/responses/bulk",
            parents=Parents(of="surveys", context={"survey": "id", "title": "title", "pages": "pages"}),
            records="data",
            changed="date_modified",
            pages=BodyUrl("links.next", {"per_page": "100"}),
            changes=Changes(since=param_since("start_modified_at", "%Y-%m-%dT%H:%M:%S"), overlap=60, ids=_ids_alone),
            without=("ip_address", "edit_url", "analyze_url", "logic_path", "page_path", "first_name", "last_name"),
            rows=_response,
        ),
    ),
    unverified=(
        "how many ids the list of responses gives in a page; that the headers about the calls of the day are as "
        "described; the addresses of the European and the Canadian service (say base_url)"
    ),
)
