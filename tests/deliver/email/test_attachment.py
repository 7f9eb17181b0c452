"""The attachment's name: in the member's words, safe on every system, with an ASCII name beside it where needed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from gettext import NullTranslations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.deliver.email.members import PDF, delivery, outgoing
from valuereport.deliver.email.attachment import Attachment, attachment
from valuereport.deliver.email.message import build
from valuereport.wording import Wording, wording_for

YEAR = date(2026, 1, 1), date(2026, 12, 31)
ENGLISH = wording_for("en-GB")


class Translated(NullTranslations):
    """A catalogue with one translation for everything."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def gettext(self, message: str) -> str:
        return self._text


def named(text: str, member_id: str = "M1023") -> Attachment:
    """Return the attachment of a language in which the words of the name are `text`."""
    words = Wording("en-GB")
    words.translations = Translated(text)
    return attachment(PDF, member_id, *YEAR, words)


def sent(attached: Attachment) -> tuple[bytes, EmailMessage]:
    """Return the message with an attachment, and its part as a mailbox reads it."""
    content = build(replace(outgoing(delivery(7)), attachment=attached))
    found = message_from_bytes(content, policy=default)
    assert isinstance(found, EmailMessage)
    (part,) = found.iter_attachments()
    assert isinstance(part, EmailMessage)
    return content, part


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        (*YEAR, "Membership-value-2026-M1023.pdf"),
        (date(2025, 7, 1), date(2026, 6, 30), "Membership-value-2025-26-M1023.pdf"),
    ],
)
def test_the_year_is_the_periods(first: date, last: date, name: str) -> None:
    found = attachment(PDF, "M1023", first, last, ENGLISH)
    assert (found.name, found.ascii_name, found.data) == (name, name, PDF)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Wert der Mitgliedschaft", "Wert-der-Mitgliedschaft-2026-M1023.pdf"),
        ("Valeur de l’adhésion", "Valeur-de-l-adhésion-2026-M1023.pdf"),
        ("قيمة العضوية", "قيمة-العضوية-2026-M1023.pdf"),
        ("会員としての価値", "会員としての価値-2026-M1023.pdf"),
        ("सदस्यता का मूल्य", "सदस्यता-का-मूल्य-2026-M1023.pdf"),
        ("../..", "Membership-value-2026-M1023.pdf"),
    ],
)
def test_it_is_in_the_words_of_the_language(text: str, name: str) -> None:
    attached = named(text)
    assert (attached.name, attached.ascii_name) == (name, "Membership-value-2026-M1023.pdf")
    content, part = sent(attached)
    assert content.isascii()
    assert part.get_filename() == name
    # Who reads no RFC 2231 finds the plain name; where the name is plain, it stands once.
    assert part["Content-Type"].params.get("name") == (None if name.isascii() else attached.ascii_name)
    assert not [header.defects for header in (part["Content-Type"], part["Content-Disposition"]) if header.defects]


@given(st.text(max_size=80), st.text(min_size=1, max_size=80))
def test_whatever_the_words_and_the_number_it_is_the_name_of_a_file(text: str, member_id: str) -> None:
    attached = named(text, member_id)
    for name in (attached.name, attached.ascii_name):
        assert re.fullmatch(r"[^\\/:*?\"<>|\s\x00-\x1f]+\.pdf", name)
        assert Path(name).name == name
        assert name[0] not in ".-"
        assert len(name.encode()) <= 255
    assert re.fullmatch(r"[A-Za-z0-9._-]+", attached.ascii_name)
    assert sent(attached)[1].get_filename() == attached.name
