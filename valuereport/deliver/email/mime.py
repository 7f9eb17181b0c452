"""The parts of a message from outside, read so that none can keep us busy: bounded in size, depth and number.

Python's own parser looks at every line once for each level of nesting, and nests its own calls as deep.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from typing import Final

LONGEST: Final = 32 << 20  # bytes of a message
_HEADERS: Final = 1 << 17  # bytes of the headers of a part
_DEEPEST: Final = 8
_MOST: Final = 100  # parts

_BLANK: Final = re.compile(rb"(?:\A|\n)\r?\n")


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its headers, and its content as it was sent."""

    headers: Message
    content: bytes

    @property
    def kind(self) -> str:
        """Return the content type, in lower case."""
        return self.headers.get_content_type()

    @property
    def data(self) -> bytes:
        """Return the content without its transfer encoding."""
        bare = Message()
        bare["Content-Transfer-Encoding"] = str(self.headers.get("Content-Transfer-Encoding", ""))
        bare.set_payload(self.content.decode("ascii", "surrogateescape"))
        data = bare.get_payload(decode=True)
        return data if isinstance(data, bytes) else b""

    @property
    def text(self) -> str:
        """Return the content as text, whatever its character set says."""
        try:
            return self.data.decode(self.headers.get_content_charset("utf-8"), "replace")
        except (LookupError, UnicodeError):
            return self.data.decode("utf-8", "replace")


def headers_of(data: bytes) -> Message:
    """Return the headers that a text begins with."""
    return BytesParser().parsebytes(data[:_HEADERS], headersonly=True)


def parts_of(message: bytes) -> list[Part]:
    """Return a message and all that is in it, from the outside in: the first is the message itself."""
    found: list[Part] = []
    waiting = [(message, 0)]
    while waiting and len(found) < _MOST:
        data, depth = waiting.pop(0)
        part = _part(data)
        found.append(part)
        if depth < _DEEPEST:
            waiting += [(each, depth + 1) for each in _inside(part)]
    return found


def _part(data: bytes) -> Part:
    blank = _BLANK.search(data)
    end = blank.end() if blank else len(data)
    return Part(headers_of(data[:end]), data[end:])


def _inside(part: Part) -> Iterator[bytes]:
    if part.kind in {"message/rfc822", "message/global"}:
        yield part.data
    elif part.headers.get_content_maintype() == "multipart":
        boundary = part.headers.get_boundary("")
        if not boundary:
            return
        line = rb"(?:\A|\r?\n)--" + re.escape(boundary.encode("utf-8", "replace")) + rb"(--)?[ \t]*(?=\r?\n|\Z)"
        pieces = re.split(line, part.content, maxsplit=_MOST)
        for closed, piece in zip(pieces[1::2], pieces[2::2], strict=True):
            if closed:
                return
            yield re.sub(rb"\A\r?\n", b"", piece, count=1)
