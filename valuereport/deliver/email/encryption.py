"""An encrypted copy of a statement: AES-256, opened with a secret that the member knows."""

from __future__ import annotations

import io
import secrets
import unicodedata

import pikepdf


def encrypted(pdf: bytes, secret: str) -> bytes:
    """Return a PDF that opens with `secret` alone; it may be printed and read aloud. Raises ValueError without one."""
    if not secret:
        raise ValueError("there is no secret to encrypt the statement with")
    # Viewers normalise what is typed before they try it (ISO 32000-2, 7.6.4.3.3): so is what it is compared with.
    opens = unicodedata.normalize("NFKC", secret)
    allow = pikepdf.Permissions(
        accessibility=True,
        extract=False,
        modify_annotation=False,
        modify_assembly=False,
        modify_form=False,
        modify_other=False,
        print_lowres=True,
        print_highres=True,
    )
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        protection = pikepdf.Encryption(user=opens, owner=secrets.token_urlsafe(32), R=6, allow=allow)
        document.save(written, encryption=protection)
    return written.getvalue()
