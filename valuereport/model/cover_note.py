"""The finished, format-free message that brings one member's statement by email, in one language.

As in a statement, every text is finished and without mark-up, and each figure is a field of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from valuereport.model.statement import Detail, Direction, Headline, Phrase
from valuereport.model.valuation import Edition


@dataclass(frozen=True, slots=True)
class CoverNote:
    """One part of a message; `read` and `password` are None, and `facts` empty, where there is nothing to say."""

    member_id: str
    locale: str  # a BCP 47 tag: en-GB
    language: str  # its own name for itself: Cymraeg
    direction: Direction
    edition: Edition
    subject: str
    preview: str  # what a mail program shows beside the subject: no figure, because other people see it too
    sender: str
    greeting: str
    headline: Headline
    facts: tuple[Detail, ...]
    opening: str
    read: Phrase | None  # leads to the statement, where it can be read online
    password: Detail | None  # what opens the PDF, where it is encrypted
    correction: tuple[Phrase, ...]
    reference: Detail  # what a member quotes
    closing: str
    signatory: str
    signatory_role: str
    reason: str  # why the member gets this message
    stop: Phrase  # leads to where it can be stopped
    address: tuple[str, ...]
