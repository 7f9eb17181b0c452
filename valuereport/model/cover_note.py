"""The finished, format-free message that brings one member's statement by email, in one language.

As in a statement, every text is finished and without mark-up, and each figure is a field of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from valuereport.model.statement import Detail, Direction, Phrase
from valuereport.model.valuation import Edition


@dataclass(frozen=True, slots=True)
class CoverNote:
    """One part of a message; `fee`, `estimate`, `ratio`, `read` and `password` are None where nothing is to be said."""

    member_id: str
    locale: str  # a BCP 47 tag: en-GB
    language: str  # its own name for itself: Cymraeg
    direction: Direction
    edition: Edition
    subject: str
    preview: str  # what a mail program shows beside the subject: no sum of money, because other people see it too
    sender: str
    greeting: str
    headline: str  # a sentence without figures
    fee: Detail | None
    estimate: Detail | None  # the cautious one
    ratio: Detail | None  # of the two
    opening: str
    renew: Phrase  # the button
    read: Phrase | None  # leads to the statement, where it can be read online
    password: Detail | None  # what opens the PDF, where it is encrypted
    closing: str
    signatory: str
    signatory_role: str
    reference: Detail  # what a member quotes
    correction: tuple[Phrase, ...]
    reason: str  # why the member gets this message
    stop: Phrase  # leads to where it can be stopped
    address: tuple[str, ...]
