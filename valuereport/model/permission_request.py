"""A letter that asks a member for a story, with the form of permission: every text finished in its locale."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from valuereport.errors import Problem
from valuereport.model.statement import Detail, Direction


@dataclass(frozen=True, slots=True)
class PermissionRequest:
    """The letter and, on a page of its own, the form; nothing that the member used or said stands in it."""

    locale: str
    direction: Direction
    title: str  # the document's
    organisation: str
    sender: tuple[str, ...]
    recipient: tuple[str, ...]
    date: str
    heading: str
    greeting: str
    paragraphs: tuple[str, ...]
    signatory: str
    signatory_role: str
    form: str  # its heading
    reference: Detail  # the member's number
    words: str  # over the room for the member's own words
    name: str
    places: str
    choices: tuple[str, ...]  # where the words may stand
    until: str
    agreement: str
    signature: str


@dataclass(frozen=True, slots=True)
class AskedForStory:
    """Who is asked, the files of the letter, the row that waits in consents.csv, and by which ways it may be sent.

    `no_email`, `no_post`: why the letter must not go that way, or nothing. Before it is written there are no files.
    """

    member_id: str
    name: str
    files: tuple[Path, ...]
    consents: Path
    no_email: str
    no_post: str
    problems: tuple[Problem, ...] = ()
    locales: tuple[str, ...] = ()  # of the letter
