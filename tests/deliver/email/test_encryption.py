"""An encrypted statement opens with the member's secret alone, and reads as the open one does."""

from __future__ import annotations

import io
import unicodedata

import pikepdf
import pypdfium2
import pytest
import weasyprint

from tests.tags import outline
from valuereport.deliver.email.encryption import encrypted

BORN = "31-12-1980"


@pytest.fixture(scope="module")
def statement() -> bytes:
    """A small tagged PDF."""
    page = "<html lang=en><title>Statement</title><h1>Your year</h1><p>At least £120.</p></html>"
    made = weasyprint.HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")
    assert isinstance(made, bytes)
    return made


def test_opens_with_the_secret_and_not_without(statement: bytes) -> None:
    locked = encrypted(statement, BORN)
    assert b"At least" not in locked
    for wrong in ("", "31-12-1981", BORN + " "):
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(io.BytesIO(locked), password=wrong)
    with pikepdf.open(io.BytesIO(locked), password=BORN) as document:
        assert document.encryption.R == 6
        assert document.encryption.bits == 256
        assert document.user_password_matched
        assert not document.owner_password_matched
        assert document.allow.accessibility
        assert document.allow.print_highres
        assert not document.allow.modify_other


def test_another_reader_opens_it_and_it_stays_tagged(statement: bytes) -> None:
    locked = encrypted(statement, BORN)
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(locked)
    document = pypdfium2.PdfDocument(locked, password=BORN)
    assert "At least £120." in document[0].get_textpage().get_text_bounded()
    document.close()
    opened = io.BytesIO()
    with pikepdf.open(io.BytesIO(locked), password=BORN) as readable:
        assert readable.Root.MarkInfo.Marked
        assert str(readable.Root.Lang) == "en"
        readable.save(opened, encryption=False)
    assert outline(opened.getvalue()) == outline(statement)


@pytest.mark.parametrize("secret", ["Zürich-1980", "ﬁnance", "كلمة", "x" * 60])
def test_secrets_in_any_script(statement: bytes, secret: str) -> None:
    locked = encrypted(statement, secret)
    typed = unicodedata.normalize("NFKC", secret)  # as viewers do with what is typed
    pypdfium2.PdfDocument(locked, password=typed).close()


def test_two_copies_differ_and_the_open_one_is_untouched(statement: bytes) -> None:
    before = bytes(statement)
    assert encrypted(statement, BORN) != encrypted(statement, BORN)
    assert statement == before


def test_nothing_is_encrypted_with_an_empty_secret(statement: bytes) -> None:
    with pytest.raises(ValueError, match="no secret"):
        encrypted(statement, "")
