"""One header of a message as bytes: RFC 5322 and 2047, so that no text can ever become a second header."""

from __future__ import annotations

import re
import unicodedata
from email.header import Header
from typing import Final
from urllib.parse import quote

from valuereport.notation.addresses import Mailbox

_LINE: Final = 76
_PLAIN: Final = re.compile(r"[ -~]*")
_ATOMS: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_URI: Final = "!#$%&'()*+,/:;=?@[]~"


def one_line(text: str) -> str:
    """Return a text on one line: control characters and line separators become spaces, runs of spaces one."""
    told = "".join(" " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char for char in text)
    return " ".join(encodable(told).split())


def encodable(text: str) -> str:
    """Return a text without halves of characters, which UTF-8 cannot write."""
    return text.encode("utf-8", "replace").decode("utf-8")


def text_header(name: str, text: str) -> bytes:
    """Return a header of free text; what is not short plain ASCII is written in encoded words."""
    said = one_line(text)
    if _is_plain(said) and len(name) + 2 + len(said) <= _LINE:
        return f"{name}: {said}\r\n".encode("ascii")
    return f"{name}: {_encoded(name, said)}\r\n".encode("ascii")


def address_header(name: str, who: str, address: Mailbox) -> bytes:
    """Return a header of one address with its display name; only an international address leaves ASCII."""
    said = one_line(who)
    if not said:
        return f"{name}: {address.text}\r\n".encode()
    if _is_plain(said) and len(said) <= _LINE // 2:
        escaped = said.replace("\\", "\\\\").replace('"', '\\"')
        shown = said if _ATOMS.fullmatch(said) else f'"{escaped}"'
    else:
        shown = _encoded(name, said)
    return f"{name}: {shown}\r\n <{address.text}>\r\n".encode()


def links_header(name: str, *links: str) -> bytes:
    """Return a header of web and mail addresses, each on a line of its own and never encoded."""
    written = ",\r\n ".join(f"<{quote(link, safe=_URI)}>" for link in links)
    return f"{name}: {written}\r\n".encode("ascii")


def _is_plain(text: str) -> bool:
    # A text that only looks like an encoded word has to be encoded too, or it would be decoded when it is read.
    return bool(_PLAIN.fullmatch(text)) and "=?" not in text


def _encoded(name: str, text: str) -> str:
    return Header(text, "utf-8", maxlinelen=_LINE, header_name=name).encode(linesep="\r\n")
