"""What the fakes that are written to have in common: contacts by id, a token that may only read, faults on writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.fakes.serving import Asked, Fake, Reply

READING = "reading-token-4711"
WRITING = "writing-token-0815"


@dataclass
class Person:
    """A contact as the system has it."""

    id: int
    email: str
    fields: dict[str, str] = field(default_factory=dict)
    is_organisation: bool = False
    opted_out: bool = False


class Pushed(Fake):
    """A system whose contacts are written to. `writes`: the contacts that were, in order, a request each."""

    def __init__(self, people: list[Person]) -> None:
        super().__init__()
        self.token = WRITING
        self.people = {one.id: one for one in people}
        self.writes: list[int] = []
        self.known = ["headline", "ratio", "link", "date", "member_no"]
        self.after_write: Callable[[int], Reply | None] = lambda number: None  # in place of the answer

    def said(self, asked: Asked) -> str:
        """Return the token that was sent."""
        raise NotImplementedError

    def handle(self, asked: Asked, *, writes: bool) -> Reply:
        raise NotImplementedError

    def is_write(self, asked: Asked) -> bool:
        raise NotImplementedError

    def denied(self) -> Reply:
        return Reply(401, {"message": "invalid or expired access token"})

    def answer(self, asked: Asked) -> Reply:
        token, writes = self.said(asked), self.is_write(asked)
        if token != WRITING and (writes or token != READING):
            return self.denied()
        reply = self.handle(asked, writes=writes)
        if writes and reply.status < 300:
            return self.after_write(len(self.writes)) or reply
        return reply

    def written(self, person: Person, name: str, value: str | None) -> None:
        if value:
            person.fields[name] = value
        else:
            person.fields.pop(name, None)
