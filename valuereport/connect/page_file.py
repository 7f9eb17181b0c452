"""The answers of one endpoint as they came: one page a line, each its own gzip member, so that a crash costs one page.

The last whole line says where to go on.
"""

from __future__ import annotations

import gzip
import json
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final, Self

from valuereport.connect.request import Request, request_from
from valuereport.errors import SourceError
from valuereport.files import digest, make_folder, make_private, write_atomically

_AGAIN: Final = b'"again":true'


@dataclass(frozen=True, slots=True)
class Page:
    """One answer. `of`: the key of the record that the list hangs on, with its `context`; `following`: the next
    request, None where this was the last page; `again`: the list was begun anew, and what came of it before is void.
    """

    request: Request
    time: str
    status: int
    body: bytes
    following: Request | None = None
    of: str = ""
    context: Mapping[str, object] = field(default_factory=dict)
    etag: str = ""
    again: bool = False


def page_file(pull: Path, endpoint: str) -> Path:
    """Return where the pages of an endpoint stand."""
    return pull / f"{endpoint}.pages.jsonl.gz"


class PageFile:
    """The file of one endpoint, open to be added to. Whatever of it is not whole is cut off first."""

    def __init__(self, file: Path) -> None:
        self.file = file
        make_folder(file.parent)
        handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o600)
        self._stream: BinaryIO = os.fdopen(handle, "ab")
        make_private(file)
        self._stream.truncate(_whole(file))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def add(self, page: Page) -> None:
        """Add a page, and see it on the disk. Raises OSError."""
        end = self._stream.seek(0, os.SEEK_END)
        try:
            self._stream.write(_packed(page))
            self._stream.flush()
            os.fsync(self._stream.fileno())
        except OSError:
            self._stream.truncate(end)
            raise


def read_pages(file: Path) -> Iterator[Page]:
    """Yield the pages of a file, those that were begun anew left out. Raises SourceError where it is damaged."""
    void = _void(file)
    for at, page in enumerate(_pages(file)):
        if at not in void:
            yield page


def write_pages(file: Path, pages: Iterable[Page]) -> None:
    """Write a file of pages anew, as a whole. Raises OSError."""
    write_atomically(file, b"".join(_packed(page) for page in pages))


def has_void_pages(file: Path) -> bool:
    """Return whether a file has pages that count for nothing any more. Raises SourceError."""
    return bool(_void(file))


def hash_of_pages(file: Path) -> tuple[int, str]:
    """Return how many pages a file has, and the hash over what was asked and what came: no time is in it."""
    hashes = [f"{json.dumps(one.request.as_json(), sort_keys=True)} {digest(one.body)}" for one in read_pages(file)]
    return len(hashes), digest("\n".join(hashes).encode())


def _void(file: Path) -> set[int]:
    """Return the numbers of the pages that count for nothing, since their list was begun anew behind them.

    Few files have any, and a line that has it says so outside of its body, in which quotation marks are escaped.
    """
    if not any(_AGAIN in line for line in _lines(file)):
        return set()
    places: dict[str, list[int]] = {}
    found: set[int] = set()
    for at, page in enumerate(_pages(file)):
        if page.again:
            found.update(places.pop(page.of, ()))
        places.setdefault(page.of, []).append(at)
    return found


def _pages(file: Path) -> Iterator[Page]:
    for line in _lines(file):
        try:
            page = _page(json.loads(line))
        except (ValueError, TypeError, KeyError):
            raise _damaged(file, "is damaged") from None
        yield page


def _lines(file: Path) -> Iterator[bytes]:
    if not file.exists():
        return
    try:
        with gzip.open(file, "rb") as stream:
            yield from stream
    except (OSError, EOFError, zlib.error) as error:
        raise _damaged(file, getattr(error, "strerror", None) or "is damaged") from None


def _damaged(file: Path, why: str) -> SourceError:
    return SourceError(f"{file.parent.name}/{file.name}: {why}: remove the pull, and pull again")


def _packed(page: Page) -> bytes:
    return gzip.compress(_line(page), 6, mtime=0)


def _line(page: Page) -> bytes:
    said: dict[str, Any] = {
        "request": page.request.as_json(),
        "time": page.time,
        "status": page.status,
        "sha256": digest(page.body),
        "body": page.body.decode("utf-8", "surrogateescape"),
        "next": page.following.as_json() if page.following else None,
    }
    said |= {name: value for name in ("of", "context", "etag", "again") if (value := getattr(page, name))}
    return json.dumps(said, separators=(",", ":")).encode() + b"\n"


def _page(said: Mapping[str, Any]) -> Page:
    return Page(
        request_from(said["request"]),
        said["time"],
        said["status"],
        said["body"].encode("utf-8", "surrogateescape"),
        request_from(said["next"]) if said["next"] else None,
        said.get("of", ""),
        said.get("context", {}),
        said.get("etag", ""),
        said.get("again", False),
    )


def _whole(file: Path) -> int:
    """Return how much of a file is whole: the end of its last whole gzip member."""
    end = 0
    with file.open("rb") as stream:
        rest = b""
        while True:
            reader = zlib.decompressobj(wbits=31)
            size = 0
            while not reader.eof:
                data = rest or stream.read(1 << 16)
                rest = b""
                if not data:
                    return end
                try:
                    reader.decompress(data)
                except zlib.error:
                    return end
                size += len(data) - len(reader.unused_data)
            rest = reader.unused_data
            end += size
