"""What the comments of a file say of its keys and sections."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from valuereport.settings.edit.statements import Place, Statement, statements

_LIST: Final = re.compile(
    r"^#   ?(?P<keys>[a-z_]+(?:, [a-z_]+)*)  +(?P<text>\S.*)$|^#   (?P<one>[a-z_]+) (?P<rest>[^=\s].*)$"
)
_MORE: Final = re.compile(r"^#    +(?P<text>\S.*)$")
_BESIDE: Final = re.compile(r"^ {20,}# ?(?P<text>.*)$")
_BANNER: Final = re.compile(r"^# -{2,} (?P<text>.*?) -{2,}$")
NOTED_HEADER: Final = re.compile(r"^[ \t]*# ?\[(?P<name>[A-Za-z0-9_-]+)\][ \t]*(?:#.*)?$")
"""A section that stands in a note: its keys do, too."""
_NOTED: Final = re.compile(r"^# ?(?P<line>[a-z_]+ = .*)$")


@dataclass(frozen=True, slots=True)
class Notes:
    """Comments by place; numbers of entries are left out of the places."""

    keys: Mapping[Place, str]
    sections: Mapping[Place, str]

    def of_key(self, place: Place) -> str:
        """Return what is said of a key: where it stands, else in the list above its table, or above the first one."""
        names = _names(place)
        ways = (names, (names[0], names[-1]), (names[-1],) if len(place) > 2 else names)
        return next((self.keys[way] for way in ways if way in self.keys), self.sections.get(names, ""))

    def of_section(self, place: Place) -> str:
        """Return what is said of a section; a key of its name alone may be any section's."""
        names = _names(place)
        return self.sections.get(names) or (self.keys.get(names, "") if len(names) > 1 else "")


def notes_of(text: str) -> Notes:
    """Return what the comments of a TOML text say; the first that is said of a place counts."""
    keys, sections = dict[Place, str](), dict[Place, str]()
    found, above, follows_key, table = statements(text), list[str](), False, Place()
    for number, one in enumerate(found):
        line = text[one.start : one.end].rstrip()
        header, noted = NOTED_HEADER.match(line), _NOTED.match(line)
        if one.kind == "key":
            comment = text[one.behind : one.end].strip().lstrip("# ")
            beside = list(_beside(text, found, number))
            _keep(keys, one.place, _joined([comment, *beside] if comment else _right_above(above)))
        elif one.kind == "note" and noted:
            name, comment = _noted(noted["line"])
            _keep(keys, (*table, name), _joined([comment, *_beside(text, found, number)]) if name else "")
        if one.kind == "note" and not header:
            above.append(line)
            continue
        if one.kind != "key":
            table = (header["name"],) if header else one.place
            comment = line.partition("]")[2].strip(" ]").lstrip("# ")
            for name, said in _listed(above).items():
                _keep(keys, (str(table[0]), name), said)
                _keep(keys, (name,), said)
            _keep(sections, table, _joined([comment, *_prose(above, follows_key=follows_key)]))
        above, follows_key = [], one.kind == "key"
    return Notes(keys, sections)


def _names(place: Place) -> Place:
    return tuple(step for step in place if isinstance(step, str))


def _keep(found: dict[Place, str], place: Place, text: str) -> None:
    if text:
        found.setdefault(_names(place), text)


def _joined(lines: list[str]) -> str:
    return " ".join(line.strip() for line in lines if line.strip())


def _beside(text: str, found: list[Statement], number: int) -> Iterator[str]:
    """Yield the lines that go on with the comment behind a key."""
    for one in found[number + 1 :]:
        match = _BESIDE.match(text[one.start : one.end].rstrip()) if one.kind == "note" else None
        if not match:
            return
        yield match["text"]


def _noted(line: str) -> tuple[str, str]:
    """Return the key that stands in a note, and the comment behind it; nothing where it is none."""
    try:
        ((name, _),) = tomllib.loads(line).items()
    except (tomllib.TOMLDecodeError, ValueError):
        return "", ""
    (one,) = statements(line)
    return name, line[one.behind :].strip().lstrip("# ")


def _right_above(lines: list[str]) -> list[str]:
    """Return the lines of a comment that stands right above a key."""
    found = list[str]()
    for line in reversed(lines):
        if not line or _BESIDE.match(line) or _NOTED.match(line):
            break
        found.insert(0, line.lstrip("# "))
    return found


def _listed(lines: list[str]) -> dict[str, str]:
    """Return the keys that a comment lists, each with what is said of it."""
    found, names = dict[str, str](), tuple[str, ...]()
    for line in lines:
        if match := _LIST.match(line):
            names = tuple((match["keys"] or match["one"]).split(", "))
            found |= dict.fromkeys(names, match["text"] or match["rest"])
        elif (match := _MORE.match(line)) and names:
            found |= {name: f"{found[name]} {match['text']}" for name in names}
        else:
            names = ()
    return found


def _prose(lines: list[str], *, follows_key: bool) -> Iterator[str]:
    """Yield what comments say besides the keys that they list: of the last block above the table.

    A block right behind a key (`follows_key`) is about that key.
    """
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line:
            blocks[-1].append(line)
        else:
            blocks.append([])
    blocks = [one for one in (blocks[1:] if follows_key else blocks) if one]
    for line in blocks[-1] if blocks else ():
        if banner := _BANNER.match(line):
            yield f"{banner['text']}."
        elif not (_LIST.match(line) or _MORE.match(line) or _NOTED.match(line)):
            yield line.removeprefix("#")
