"""Amplemarket: two lists, the next page as a relative address in the body, no ids and no changes."""

from __future__ import annotations

from typing import Any

from tests.fakes.organisation import Organisation
from tests.fakes.serving import Asked, Fake, Reply


class Amplemarket(Fake):
    def __init__(self, organisation: Organisation) -> None:
        super().__init__()
        self.emails = [_exclusion("email", one.email) for one in organisation.people if one.opted_out]
        self.domains = [_exclusion("domain", domain) for domain in ("gone.example", "Other.Example")]
        self.size = 40

    def answer(self, asked: Asked) -> Reply:
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            return Reply(401, {"object": "error", "_errors": [{"code": "unauthorized", "title": "Invalid token"}]})
        lists = {"/excluded-emails": self.emails, "/excluded-domains": self.domains}
        if asked.path not in lists:
            return Reply(404, {"object": "error"})
        begin = int(asked.query.get("page[after]", 0))
        links = {"self": {"href": f"{asked.path}?size={self.size}"}}
        if begin + self.size < len(lists[asked.path]):
            links["next"] = {"href": f"{asked.path}?page[after]={begin + self.size}&page[size]={self.size}"}
        part = lists[asked.path][begin : begin + self.size]
        return Reply(200, {asked.path.strip("/").replace("-", "_"): part, "_links": links})


def _exclusion(name: str, value: str) -> dict[str, Any]:
    return {name: value, "source": "amplemarket", "date_added": "2026-08-28T22:33:16.145Z", "excluded_reason": "manual"}
