"""SurveyMonkey: details of a survey once, responses with ids in place of words, the URL of the next page, 500 a day."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from tests.fakes.organisation import CHOICES, NOW, Organisation
from tests.fakes.organisation import Reply as Answered
from tests.fakes.serving import Asked, Fake, Reply

SCORE, USED, WORDS, RATED = (
    "How likely are you to recommend us?",
    "What did you use?",
    "What should we do better?",
    "How satisfied are you with",
)


class SurveyMonkey(Fake):
    def __init__(self, organisation: Organisation, survey: str = "501") -> None:
        super().__init__()
        self.surveys = {survey: {str(one.number): _response(one, survey) for one in organisation.replies}}
        self.clamp = 100
        self.day_used_up = 0

    def change(self, survey: str, id: str, when: datetime, questions: list[dict[str, Any]]) -> None:  # noqa: A002
        changed = {"pages": [{"id": "1", "questions": questions}], "date_modified": _moment(when)}
        self.surveys[survey][id] = {**self.surveys[survey][id], **changed}

    def answer(self, asked: Asked) -> Reply:
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            said = {"id": "1011", "name": "Authorization Error", "message": "The authorization token was not provided."}
            return Reply(401, {"error": said})
        if self.day_used_up:
            headers = {
                "X-Ratelimit-App-Global-Day-Remaining": "0",
                "X-Ratelimit-App-Global-Day-Reset": str(self.day_used_up),
            }
            return Reply(429, {"error": {"id": "1040", "message": "Too many requests were made."}}, headers=headers)
        _, version, surveys, survey, *rest = asked.path.split("/")
        if (version, surveys) != ("v3", "surveys") or survey not in self.surveys:
            return Reply(404, {"error": {"id": "1020", "message": "There was an error retrieving the resource."}})
        if rest == ["details"]:
            return Reply(200, _details(survey))
        since = asked.query.get("start_modified_at", "")
        found = [one for one in self.surveys[survey].values() if one["date_modified"] >= since]
        size = min(int(asked.query.get("per_page", 50)), self.clamp if rest == ["responses", "bulk"] else 1000)
        page = int(asked.query.get("page", 1))
        part = found[(page - 1) * size : page * size]
        if rest == ["responses"]:
            part = [{"id": one["id"], "href": f"{self.url}{asked.path}/{one['id']}"} for one in part]
        links = {"self": f"{self.url}{asked.path}?{urlencode(asked.query)}"}
        if page * size < len(found):
            query = {**asked.query, "page": page + 1, "per_page": size}
            links["next"] = f"{self.url}{asked.path}?{urlencode(query)}"
        return Reply(200, {"data": part, "per_page": size, "page": page, "total": len(found), "links": links})


def score(one: int) -> dict[str, Any]:
    return {"id": "11", "answers": [{"row_id": "110", "choice_id": f"11{one + 1:02}"}]}


def _moment(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%S+00:00")


def _response(one: Answered, survey: str) -> dict[str, Any]:
    ticked = [{"choice_id": f"12{CHOICES.index(one.choice)}"}]
    ticked += [{"other_id": "129", "text": f"Lunch {one.number}"}] if one.number % 10 == 0 else []
    questions = [
        score(one.score),
        {"id": "12", "answers": ticked},
        {"id": "13", "answers": [{"text": one.words}]},
        {"id": "14", "answers": [{"row_id": "141", "choice_id": "145"}, {"row_id": "142", "choice_id": "146"}]},
    ]
    return {
        "id": str(one.number),
        "survey_id": survey,
        "response_status": "completed",
        "ip_address": "192.0.2.7",
        "custom_variables": {"member": str(one.person.number)},
        "date_created": _moment(one.at),
        "date_modified": _moment(one.at),
        "pages": [{"id": "1", "questions": questions}],
    }


def _details(survey: str) -> dict[str, Any]:
    scores = [{"id": f"11{one + 1:02}", "text": str(one)} for one in range(11)]
    choices = [{"id": f"12{at}", "text": text} for at, text in enumerate(CHOICES)]
    other = {"id": "129", "text": "Other (please specify)"}
    rated = [{"id": "141", "text": "the journal"}, {"id": "142", "text": "the helpline"}]
    words = [{"id": "145", "text": "Very satisfied"}, {"id": "146", "text": "Not satisfied"}]
    asked: list[tuple[str, str, str, dict[str, Any]]] = [
        ("11", "matrix", SCORE, {"rows": [{"id": "110", "text": ""}], "choices": scores}),
        ("12", "multiple_choice", USED, {"choices": choices, "other": other}),
        ("13", "open_ended", WORDS, {}),
        ("14", "matrix", RATED, {"rows": rated, "choices": words}),
    ]
    questions = [
        {"id": key, "family": family, "headings": [{"heading": heading}], "answers": answers}
        for key, family, heading, answers in asked
    ]
    return {
        "id": survey,
        "title": "Members' survey",
        "date_modified": _moment(NOW),
        "preview": "https://survey.example/preview",
        "pages": [{"id": "1", "questions": questions}],
    }
