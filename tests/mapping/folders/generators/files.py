"""Bytes of files as systems and offices write them, the same in every run."""

from __future__ import annotations

import csv
import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime

import xlsxwriter
from PIL import Image

Row = Sequence[object]


def table(
    rows: Sequence[Row], *, delimiter: str = ",", encoding: str = "utf-8", quoted: bool = False, end: str = "\r\n"
) -> bytes:
    """Return a text table; a row [] is a blank line. utf-8-sig and utf-16 begin with a byte-order mark."""
    stream = io.StringIO(newline="")
    writer = csv.writer(
        stream, delimiter=delimiter, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL, lineterminator=end
    )
    for row in rows:
        if row:
            writer.writerow(row)
        else:
            stream.write(end)
    if encoding == "utf-16":
        return b"\xff\xfe" + stream.getvalue().encode("utf-16-le")
    return stream.getvalue().encode(encoding)


def workbook(sheets: Mapping[str, Sequence[Row]]) -> bytes:
    """Return a workbook; days are real days."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_urls": False}) as book:
        book.set_properties({"created": datetime(2026, 11, 2, 9, 30)})  # noqa: DTZ001 - a file's date has no zone
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(at, column, cell, day)
                    else:
                        sheet.write(at, column, cell)
    return stream.getvalue()


def document(text: str) -> bytes:
    """Return a letter of a word processor."""
    kinds = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/word/document.xml" ContentType="{kinds}"/></Types>',
        "word/document.xml": '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>",
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 11, 2, 9, 30, 0)), content)
    return stream.getvalue()


def pdf(text: str) -> bytes:
    """Return one page with a line of text."""
    stream = f"BT /F1 12 Tf 50 780 Td ({text}) Tj ET"
    fonts = "<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources {fonts} >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
    )
    body, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    index = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return f"{body}xref\n0 5\n0000000000 65535 f \n{index}{trailer}".encode()


def photo() -> bytes:
    """Return a small picture of a camera."""
    stream = io.BytesIO()
    Image.linear_gradient("L").resize((64, 48)).convert("RGB").save(stream, "JPEG")
    return stream.getvalue()


def locked_workbook() -> bytes:
    """Return a workbook behind a password: a compound file with the two streams of an encrypted package.

    What is in the streams is noise: nobody has the password, and no reader gets beyond asking for it.
    """
    free, end, fat_sector = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII",
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 3, 0xFFFE, 9, 6, bytes(6)),
        *(0, 1, 1, 0, 4096, end, 0, end, 0),
    ) + struct.pack("<109I", 0, *[free] * 108)
    sectors = 16  # of 512 bytes: two streams of 4,096
    chain = [fat_sector, end]
    for first in (2, 2 + sectors // 2):
        chain += [*range(first + 1, first + sectors // 2), end]
    fat = struct.pack("<128I", *chain, *[free] * (128 - len(chain)))
    folder = (
        _entry("Root Entry", 5, child=1, start=end, size=0)
        + _entry("EncryptionInfo", 2, child=free, start=2, size=4096, right=2)
        + _entry("EncryptedPackage", 2, child=free, start=2 + sectors // 2, size=4096)
        + bytes(128)
    )
    return header + fat + folder + bytes(range(256)) * 2 * sectors


def _entry(name: str, kind: int, *, child: int, start: int, size: int, right: int = 0xFFFFFFFF) -> bytes:
    letters = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16sIQQIQ",
        *(letters, len(letters) + 2, kind, 1, 0xFFFFFFFF, right, child, bytes(16), 0, 0, 0, start, size),
    )
