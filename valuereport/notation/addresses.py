"""Email addresses: which can be sent to, how they stand on an envelope, and in which form they are compared."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

# The `idna` package follows IDNA 2008, as registries do; Python's own codec is the 2003 one, which would turn
# straße.example into strasse.example: another domain, perhaps with another owner.
import idna

_LOCAL_ASCII: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~.")
_LONGEST_LOCAL: Final = 64  # octets: RFC 5321, 4.5.3.1.1
_LONGEST: Final = 254  # octets: RFC 5321, 4.5.3.1.3, without the angle brackets


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address that can be written on an envelope; `domain` is in ASCII."""

    local: str
    domain: str

    @property
    def text(self) -> str:
        """Return the address as the mail server gets it."""
        return f"{self.local}@{self.domain}"

    @property
    def international(self) -> bool:
        """Say whether only a server that offers SMTPUTF8 can take it."""
        return not self.local.isascii()


@dataclass(frozen=True, slots=True)
class Unfit:
    """An address that nothing can be sent to; `reason` continues a sentence that begins with "the address"."""

    reason: str


@lru_cache(1 << 15)  # whoever plans a sending asks for each address several times
def mailbox(address: str) -> Mailbox | Unfit:
    """Return an address in its parts, or why nothing can be sent to it. No repair: a guess may reach a stranger."""
    if reason := _unwritable(address):
        return Unfit(reason)
    local, _, domain = address.partition("@")
    if reason := _bad_local(local):
        return Unfit(reason)
    ascii_domain = _ascii_domain(domain)
    if isinstance(ascii_domain, Unfit):
        return ascii_domain
    found = Mailbox(local, ascii_domain)
    if len(found.text.encode()) > _LONGEST:
        return Unfit(f"is longer than {_LONGEST} characters")
    return found


def reason_against(address: str) -> str:
    """Return why nothing can be sent to an address, or nothing where it is fit."""
    found = mailbox(address)
    return f"the address {found.reason}" if isinstance(found, Unfit) else ""


def normalised(address: str) -> str:
    """Return the one form in which addresses are compared: as on the envelope (NFC, IDNA 2008), in lower case.

    An address that nothing can be sent to is only made NFC and lower case. Lower case, not folded: `ß` is not `ss` in
    a domain. The local part is compared without its case too, although RFC 5321 lets servers tell them apart: hardly
    any does, and two letters to one person are worse than a question.
    """
    if address.isascii():
        return address.strip().lower()  # ASCII has no other form; this is called for every row of an export
    text = unicodedata.normalize("NFC", address.strip())
    found = mailbox(text)
    written = found.text if isinstance(found, Mailbox) else text
    return unicodedata.normalize("NFC", written.lower())


def _unwritable(address: str) -> str:
    """Return the reason why an address must not be written: it could become a second recipient or a header."""
    if not address:
        return "is empty"
    if re.search(r"[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", address):
        return "has a line break in it"
    if any(char.isspace() for char in address):
        return "has a space in it"
    if any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Cn", "Co"} for char in address):
        return "has a character in it that cannot be seen"
    if "<" in address or ">" in address:
        return "has a name or angle brackets around it"
    if "," in address or ";" in address:
        return "holds more than one address"
    if "@" not in address:
        return "has no @"
    if address.count("@") > 1:
        return "has more than one @"
    return ""


def _bad_local(local: str) -> str:
    if not local:
        return "has nothing before the @"
    if len(local.encode()) > _LONGEST_LOCAL:
        return f"has more than {_LONGEST_LOCAL} characters before the @"
    strange = next((char for char in local if char.isascii() and char not in _LOCAL_ASCII), "")
    if strange:
        return f"has {strange!r} before the @, which mail servers do not take"
    if local.startswith(".") or local.endswith(".") or ".." in local:
        return "has a dot in the wrong place before the @"
    return ""


@lru_cache(1 << 14)
def _ascii_domain(domain: str) -> str | Unfit:
    if not domain:
        return Unfit("has no domain after the @")
    if "." not in domain.strip("."):
        return Unfit("has no full domain after the @")
    if domain.endswith("."):
        return Unfit("ends with a dot")
    try:
        found = idna.encode(domain, uts46=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError):  # the error's own text would repeat the address
        return Unfit("has a domain after the @ that cannot exist")
    if found.rpartition(".")[2].isdecimal():
        return Unfit("has a number where the domain should be")
    return found
