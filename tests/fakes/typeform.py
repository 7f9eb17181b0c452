"""Typeform: responses before a token, the newest first; the very recent ones come late; partial ones apart."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.fakes.organisation import CHOICES, Organisation
from tests.fakes.organisation import Reply as Answered
from tests.fakes.serving import Asked, Fake, Reply, iso

SCORE, USED, WORDS = "How likely are you to recommend us?", "What did you use?", "What should we do better?"


class Typeform(Fake):
    def __init__(self, organisation: Organisation, form: str = "aBc1") -> None:
        super().__init__()
        self.form = form
        self.responses = {f"t{one.number:05}": _response(one) for one in organisation.replies}
        self.partial = {f"p{one.number:05}": _partial(one) for one in organisation.replies[:20]}
        self.clamp = 1000
        self.lag = timedelta()
        self.now: datetime | None = None

    def add(self, token: str, when: datetime, member: str, words: str) -> None:
        answers = [{"field": {"id": "f3", "type": "long_text"}, "type": "text", "text": words}]
        self.responses[token] = _item(token, when, member, answers)

    def answer(self, asked: Asked) -> Reply:
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            return Reply(403, {"code": "AUTHENTICATION_FAILED", "description": "Authentication credentials not found"})
        if asked.path == f"/forms/{self.form}":
            return Reply(200, _form(self.form))
        if asked.path != f"/forms/{self.form}/responses":
            return Reply(404, {"code": "FORM_NOT_FOUND", "description": "Non existing form"})
        query = asked.query
        if "before" in query and "sort" in query:
            return Reply(400, {"code": "VALIDATION_ERROR", "description": "before and sort exclude one another"})
        found = list((self.partial if query.get("response_type") == "partial" else self.responses).values())
        if "since" in query:
            found = [one for one in found if one["submitted_at"] >= query["since"]]
        if self.now:
            found = [one for one in found if (one["submitted_at"] or "") <= iso(self.now - self.lag)]
        found.sort(key=lambda one: (one["submitted_at"] or one["landed_at"], one["token"]), reverse=True)
        tokens = [one["token"] for one in found]
        start = tokens.index(query["before"]) + 1 if "before" in query else 0
        size = min(int(query.get("page_size", 25)), self.clamp)
        return Reply(200, {"total_items": len(found), "page_count": 1, "items": found[start : start + size]})


def _item(token: str, when: datetime, member: str, answers: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "token": token,
        "response_id": token,
        "landed_at": iso(when - timedelta(minutes=4)),
        "submitted_at": iso(when),
        "metadata": {"user_agent": "Secret browser 7", "network_id": "n-4711"},
        "hidden": {"member_id": member},
        "answers": answers,
    }


def _response(one: Answered) -> dict[str, Any]:
    labels = [one.choice, CHOICES[0]] if one.number % 10 == 0 else [one.choice]
    answers: list[dict[str, Any]] = [
        {"field": {"id": "f1", "type": "nps"}, "type": "number", "number": one.score},
        {
            "field": {"id": "f2", "type": "multiple_choice"},
            "type": "choices",
            "choices": {"labels": list(dict.fromkeys(labels))},
        },
        {"field": {"id": "f3", "type": "long_text"}, "type": "text", "text": one.words},
        {"field": {"id": "f4", "type": "yes_no"}, "type": "boolean", "boolean": one.score > 6},
        {"field": {"id": "f5", "type": "dropdown"}, "type": "choice", "choice": {"label": one.person.city}},
    ]
    return _item(f"t{one.number:05}", one.at, str(one.person.number), answers)


def _partial(one: Answered) -> dict[str, Any]:
    answers = [{"field": {"id": "f1", "type": "nps"}, "type": "number", "number": one.score}]
    return {**_item(f"p{one.number:05}", one.at, str(one.person.number), answers), "submitted_at": None}


def _form(form: str) -> dict[str, Any]:
    fields: list[dict[str, Any]] = [
        {"id": "f1", "title": SCORE, "type": "nps", "properties": {}},
        {
            "id": "g1",
            "title": "About you",
            "type": "group",
            "properties": {
                "fields": [
                    {"id": "f2", "title": USED, "type": "multiple_choice"},
                    {"id": "f3", "title": WORDS, "type": "long_text"},
                ]
            },
        },
        {"id": "f4", "title": "Would you join again?", "type": "yes_no"},
        {"id": "f5", "title": "Where do you work?", "type": "dropdown"},
    ]
    return {"id": form, "title": "Members' survey", "theme": {"href": "https://theme.example"}, "fields": fields}
