"""Workbooks for tests: XLSX by a library, ODS by hand, each with one sheet of data."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter


def write_xlsx(path: Path, rows: Sequence[Sequence[object]], sheet: str = "attendance") -> None:
    """Write a workbook with a cover sheet before the sheet of data."""
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy hh:mm"}) as book:
        book.add_worksheet("Cover" if sheet != "Cover" else "Other").write(0, 0, "A cover sheet")
        page = book.add_worksheet(sheet)
        for row, cells in enumerate(rows):
            page.write_row(row, 0, cells)


def write_ods(path: Path, rows: Sequence[Sequence[object]], more: str = "") -> None:
    """Write an open document with one sheet; `more`: rows in XML behind the others."""
    body = "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows) + more
    namespaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    document = (
        f'<?xml version="1.0"?><office:document-content {namespaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="attendance">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", document)


def _cell(value: object) -> str:
    if isinstance(value, date):
        return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"/>'
    if isinstance(value, (int, float)):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(value))}</text:p></table:table-cell>'
