"""An organisation's list of those who get no email, in whatever notation: the addresses and members that it names.

A line may be an address, an id, `Name <address>`, or a row of a table with either in any cell. Reading too little would
write to somebody who said no, so what can be read in two ways is read in both, and what cannot be read is a problem.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from valuereport.errors import Problem
from valuereport.model.stop_list import StopList
from valuereport.notation.addresses import Mailbox, mailbox, normalised

_LINE_ENDS: Final = re.compile(r"\r\n|\r|\n")
_APART: Final = frozenset({"Cc", "Zs", "Zl", "Zp", "Ps", "Pe", "Pi", "Pf"})  # spaces, brackets, quotation marks
_ASCII: Final = dict.fromkeys([*range(32), 127, *map(ord, "()[]<>")], " ")
_CELLS: Final = re.compile(r"[,;\t|¦^~\x00-\x1f，；、]")
_ADDRESS: Final = re.compile(r"""[^\s,;:"@\\¦，；、]{1,320}@[^\s,;:"'@\\|¦，；、/?!#&=%*+~^`{}$]*""")
_INSIDE: Final = re.compile(r"[=/&`{}?!$%^~*#|]")  # lawful before the @, and more often the end of something else
_BEFORE: Final = "'`*-_+.~#•·–—=/&!?"
_BEHIND: Final = ".-_"
_AROUND_ID: Final = " \t\"'`=#*()[]<>{}.:"
_HEADING: Final = re.compile(
    r"(?i)mail|address|adres|courriel|correo|ebost|indirizzo|endere|メール|邮|郵|البريد|member|mitglied|membre|miembro|socio"
    r"|sócio|membro|\blid|członek|aelod|会員|会员|عضو|\bid\b|status|^sep=.$"
)
_LONGEST: Final = 200  # characters of a line that a problem repeats


@dataclass(frozen=True, slots=True)
class Known:
    """Whom an address, in the form in which addresses are compared, or a folded id means: member ids."""

    addresses: Mapping[str, frozenset[str]] = field(default_factory=dict)
    ids: Mapping[str, frozenset[str]] = field(default_factory=dict)
    contacts: Mapping[str, frozenset[str]] = field(default_factory=dict)  # a contact's folded id -> its addresses
    names: Mapping[str, frozenset[str]] = field(default_factory=dict)  # a firm's folded name -> its id
    of_contacts: frozenset[str] = frozenset()  # addresses of contacts alone: they stop themselves, and no member


def read_stop_list(text: str, file: str, known: Known) -> StopList:
    """Return whom a list names."""
    lines = [_read(row, line, known) for row, line in enumerate(_LINE_ENDS.split(text), start=1) if not _is_blank(line)]
    if lines and _is_heading(lines):
        lines = lines[1:]
    return StopList(
        file,
        len(lines),
        frozenset(chain.from_iterable(line.addresses for line in lines)),
        frozenset(chain.from_iterable(line.member_ids for line in lines)),
        frozenset(chain.from_iterable(line.members for line in lines)),
        frozenset(chain.from_iterable(line.strangers for line in lines)),
        frozenset(chain.from_iterable(line.contacts for line in lines)),
        tuple(line.row for line in lines if not line.understood),
        tuple(chain.from_iterable(_problems(line, file) for line in lines)),
    )


@dataclass(frozen=True, slots=True)
class _Line:
    row: int
    text: str
    addresses: frozenset[str]  # to be stopped, those that nothing can be sent to among them
    strangers: frozenset[str]
    member_ids: frozenset[str]  # named by an id
    members: frozenset[str]
    by_address: frozenset[str]
    contacts: frozenset[str]  # their addresses
    understood: bool


def _read(row: int, text: str, known: Known) -> _Line:
    plain = _plain(text)
    written = _ADDRESS.findall(plain if "@" in plain else plain.replace("%40", "@"))
    readings = [_readings(one, known) for one in written]
    found = set(chain.from_iterable(readings))
    member_ids, of_contacts = _named(text, plain, known, guess=not found)
    mailed = found | of_contacts
    by_address = _members(mailed - known.of_contacts, known)
    likeliest = [each[-1] for each in readings if each]
    understood = bool(mailed or member_ids) and all(readings) and "\ufffd" not in plain  # what no encoding could read
    just_so = () if understood else (normalised(part) for part in (*_parts(text), *plain.split()) if "@" in part)
    return _Line(
        row,
        text,
        frozenset(mailed.union(just_so)),
        frozenset(one for one in likeliest if one not in known.addresses and not member_ids),
        member_ids,
        member_ids | by_address,
        by_address,
        known.of_contacts.intersection(mailed),
        understood,
    )


def _plain(text: str) -> str:
    """Return a line with plain spaces for all spaces, brackets and typographic quotation marks, and nothing hidden."""
    if text.isascii():
        return text.translate(_ASCII)
    composed = unicodedata.normalize("NFC", text.replace("＠", "@").replace("﹫", "@"))
    kinds = ((char, unicodedata.category(char)) for char in composed)
    shown = ((char, kind in _APART or char in "<>") for char, kind in kinds if kind != "Cf")
    return "".join(" " if apart and char not in "{}" else char for char, apart in shown)  # {} may be in an address


def _readings(written: str, known: Known) -> list[str]:
    """Return the addresses that a text with an @ may be: the longest that a member has, else all that could exist.

    The last one is the likeliest: `x|ann@a.example` may be an address as it stands, and hardly is.
    """
    before, _, domain = written.partition("@")
    domain = domain.rstrip(_BEHIND)
    starts = [before, *(before[match.end() :] for match in _INSIDE.finditer(before))]
    befores = dict.fromkeys(one for start in starts for one in (start, start.lstrip(_BEFORE)))
    fit = [f"{one}@{domain}" for one in befores if isinstance(mailbox(f"{one}@{domain}"), Mailbox)]
    forms = sorted({normalised(one) for one in fit}, key=len, reverse=True)
    return next(([one] for one in forms if one in known.addresses), forms)


def _named(text: str, plain: str, known: Known, *, guess: bool) -> tuple[frozenset[str], set[str]]:
    """Return the members, and the addresses of the contacts, whose id is a cell of a line, or the whole of it.

    `guess`: where it is neither, the id may be the first or last word of the line, or stand behind a colon, and a
    firm's name means the firm. Beside an address it is where somebody works.
    """
    found = [one for one in _parts(text) if one in known.ids or one in known.contacts or (guess and one in known.names)]
    if not found and guess:
        words = plain.split()
        ends = [*words[:1], *words[-1:], *re.split(r"[:=]", plain)]
        keys = (one.strip(_AROUND_ID).casefold() for one in ends)
        found = [one for one in keys if one in known.ids or one in known.contacts]
    ids = frozenset(chain.from_iterable(known.ids.get(one, ()) for one in found))
    ids |= frozenset(chain.from_iterable(known.names.get(one, ()) for one in found))
    return ids, set(chain.from_iterable(known.contacts.get(one, ()) for one in found))


def _parts(text: str) -> list[str]:
    """Return a line and its cells, as ids are compared."""
    cells = [one.strip() for one in (text, *_CELLS.split(text))]
    bare = (one.strip(_AROUND_ID) for one in cells)
    return list(dict.fromkeys(one.casefold() for one in (*cells, *bare) if one))


def _members(addresses: Iterable[str], known: Known) -> frozenset[str]:
    return frozenset(chain.from_iterable(known.addresses.get(one, ()) for one in addresses))


def _is_blank(line: str) -> bool:
    return not _plain(line).strip(" ,;|\"'")


def _is_heading(lines: list[_Line]) -> bool:
    """Say whether the first line is a heading row: it names nobody, and reads like one or heads a table without gaps.

    A single name on the first line is no heading: somebody may have meant that person.
    """
    first, *others = lines
    if first.addresses or first.members or "@" in _plain(first.text):
        return False
    if _HEADING.search(first.text.strip()):
        return not any(char.isdecimal() for char in first.text)
    width = len(_CELLS.split(first.text))
    return (
        width > 1 and bool(others) and all(line.understood and len(_CELLS.split(line.text)) == width for line in others)
    )


def _problems(line: _Line, file: str) -> Iterator[Problem]:
    shown = line.text.strip()[:_LONGEST]
    if not line.understood:
        has_at = "@" in _plain(line.text)
        what = "a text with an @ is no address that mail can be sent to" if has_at else ""
        yield Problem(
            "deliver",
            "warning",
            what or "the line is neither an address nor the id of a member or contact",
            f"nobody is kept from email by it{', but who has just this for an address' if has_at else ''}: write the "
            "address or the id",
            file,
            line.row,
            value=shown,
        )
    if line.by_address and line.member_ids and not line.by_address & line.member_ids:
        named = f"{', '.join(sorted(line.by_address))} by the address, {', '.join(sorted(line.member_ids))} by the id"
        yield Problem(
            "deliver",
            "warning",
            f"the line means two members: {named}",
            "both get no email",
            file,
            line.row,
            value=shown,
        )
