"""The folder of a preview: a PDF and an HTML page for each statement, and the contact sheet as PNG and as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from valuereport.errors import RunError
from valuereport.files import safe_name, write_atomically
from valuereport.preview.captions import Faces
from valuereport.preview.contact_sheet import contact_sheet
from valuereport.preview.shown import Shown

_NAME: Final = "contact-sheet"


def write_preview(folder: Path, title: str, statements: Sequence[Shown], faces: Faces) -> tuple[Path, ...]:
    """Write the files and return those of the contact sheet, the PNG first. Raises RunError."""
    made = contact_sheet(title, statements, faces)
    pngs = [f"{_NAME}.png", *(f"{_NAME}-{number}.png" for number in range(2, len(made.pngs) + 1))]
    files = {f"{_stem(each)}.pdf": each.pdf for each in statements if each.pdf}
    files |= {f"{_stem(each)}.html": each.html.encode() for each in statements if each.pdf}
    sheets = dict(zip(pngs, made.pngs, strict=True)) | {f"{_NAME}.pdf": made.pdf}
    try:
        for name, data in (files | sheets).items():
            write_atomically(folder / name, data)
        for earlier in folder.glob(f"{_NAME}-*.png"):
            if earlier.name not in pngs:
                earlier.unlink()  # of a longer contact sheet
    except OSError as error:
        raise RunError(f"{folder}: the preview cannot be written: {error.strerror}") from None
    return tuple(folder / name for name in sheets)


def _stem(shown: Shown) -> str:
    return f"{safe_name(shown.member_id)}_{shown.locale}"
