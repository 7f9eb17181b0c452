"""A member's single file, opened, with what paints its pages."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf

from valuereport.files import digest


@dataclass(frozen=True, slots=True)
class PrintJob:
    """One member's statement as the manifest has it, and the address as sheets.csv shows it."""

    member_id: str
    file: Path
    sha256: str
    name: str
    postcode: str
    country: str


class UnreadableError(ValueError):
    """A single file cannot be printed; says why."""


class Single(NamedTuple):
    """A single file, and the operations of each of its pages."""

    pdf: pikepdf.Pdf
    operations: tuple[bytes, ...]


def open_single(job: PrintJob) -> Single:
    """Return a single file as it was made. Raises UnreadableError."""
    try:
        data = job.file.read_bytes()
    except FileNotFoundError:
        raise UnreadableError("the statement's file is missing") from None
    except OSError as error:
        raise UnreadableError(f"the statement's file cannot be read: {error.strerror}") from None
    if digest(data) != job.sha256:
        raise UnreadableError("the statement's file is not the one of the manifest: its SHA-256 differs")
    try:
        pdf = pikepdf.open(io.BytesIO(data), attempt_recovery=False)
        if pdf.is_encrypted:
            raise UnreadableError("the statement's file is encrypted")
        if not pdf.pages:
            raise UnreadableError("the statement's file has no page")
        return Single(pdf, tuple(_operations(page) for page in pdf.pages))
    except pikepdf.PasswordError:
        raise UnreadableError("the statement's file is encrypted") from None
    except pikepdf.PdfError:
        raise UnreadableError("the statement's file is damaged: it is not a whole PDF") from None


def _operations(page: pikepdf.Page) -> bytes:
    found = page.obj.get("/Contents")
    if found is None:
        return b""
    streams: Sequence[Any] = [found] if isinstance(found, pikepdf.Stream) else list(found)
    return b"\n".join(stream.read_bytes() for stream in streams)
