"""The rows that were made of a system's answers: one record a row, with dotted headings; gzip over JSON lines."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from valuereport.errors import SourceError
from valuereport.files import digest, write_atomically


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a system.

    `key`: the system's id of it. `values`: by heading, a text, a number, true or false, or a list of these. `changed`:
    when it last changed, in the system's own notation, which sorts. `gone`: it was deleted; `into`: the record that
    it was merged into, empty where it was not. `part`: the values belong to the record of this key, besides what
    another row says of it. `of`: the record of which this is one of several rows, as an answer is of a questionnaire:
    where that record comes again, or is gone, the rows that it had before are void.
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    changed: str = ""
    gone: bool = False
    into: str = ""
    part: bool = False
    of: str = ""


def rows_file(pull: Path, records: str) -> Path:
    """Return where the rows of some records stand."""
    return pull / f"{records}.jsonl.gz"


def write_rows(file: Path, rows: Iterable[Row]) -> tuple[int, str]:
    """Write rows; the same rows give the same bytes. Returns how many they are, and the hash. Raises OSError."""
    packed, count = io.BytesIO(), 0
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0, filename="") as stream:
        for row in rows:
            stream.write(_line(row))
            count += 1
    data = packed.getvalue()
    write_atomically(file, data)
    return count, digest(data)


def _line(row: Row) -> bytes:
    said: dict[str, Any] = {"key": row.key, "values": row.values}
    said |= {name: value for name in ("changed", "gone", "into", "part", "of") if (value := getattr(row, name))}
    return json.dumps(said, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"


def read_rows(file: Path) -> Iterator[Row]:
    """Yield the rows of a file. Raises SourceError where it is not whole."""
    try:
        with gzip.open(file, "rb") as stream:
            for line in stream:
                yield Row(**json.loads(line))
    except (OSError, EOFError, zlib.error, ValueError, TypeError) as error:
        why = getattr(error, "strerror", None) or "is damaged"
        raise SourceError(f"{file.parent.name}/{file.name}: {why}: remove the pull, and pull again") from None
