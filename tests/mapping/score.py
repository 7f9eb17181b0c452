"""How well `valuereport map FOLDER --json` did: what it said about a folder, held against the folder's truth.json."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

from tests.mapping.folders.generators.truth import MATTERS

TABLE: Final = "(table)"
FORM: Final = ("encoding", "delimiter", "heading_row", "sheet", "decimal", "date_order")
"""What is said of a file as a whole; marked as `(date_order)`, so that it stands apart from canonical columns."""

_KEYS: Final = ("member", "emails", "other_ids", "email")
_MUST_BE_ASKED: Final = {"date_order": "date order", "decimal": "decimal sign"}
_SAME: Final = {"utf-8-sig": "utf-8", "utf-16-le": "utf-16", "utf-16le": "utf-16", "shift_jis": "cp932", "\\t": "\t"}
_YES: Final = frozenset({"yes", "true", "1", "y"})


class Mark(NamedTuple):
    """One thing that was said, or should have been."""

    file: str
    canonical: str
    said: Any
    truth: Any


@dataclass(frozen=True, slots=True)
class Score:
    """What was right, wrong or missed without a question, and what was asked.

    `extra`: columns that matter and of which the truth knows nothing; whether they are right is for a reader to say.
    """

    right: tuple[Mark, ...]
    wrong: tuple[Mark, ...]
    asked: tuple[Mark, ...]
    missed: tuple[Mark, ...]
    extra: tuple[Mark, ...]

    @property
    def share_right(self) -> float:
        """Return the share of the columns that matter that were right without a question."""
        right, *others = (_columns(marks) for marks in (self.right, self.wrong, self.asked, self.missed))
        return right / max(1, right + sum(others))


def score(folder: Path, said: Mapping[str, Any]) -> Score:
    """Return the score of what map said about a folder with a truth.json.

    A file may stand in `said` several times, once for each table that it feeds.
    """
    truths: Mapping[str, Any] = json.loads((folder / "truth.json").read_text(encoding="utf-8"))["files"]
    found: dict[str, list[Mark]] = {"right": [], "wrong": [], "asked": [], "missed": [], "extra": []}
    for file, truth in truths.items():
        for verdict, mark in _marks(file, truth, [entry for entry in said["files"] if entry["file"] == file]):
            found[verdict].append(mark)
    return Score(**{verdict: tuple(marks) for verdict, marks in found.items()})


def _marks(file: str, truth: Mapping[str, Any], entries: list[Mapping[str, Any]]) -> Iterator[tuple[str, Mark]]:
    accepted = [truth["table"], *truth.get("accept", {}).get("table", ())]
    fitting = [entry for entry in entries if entry["table"] in accepted]
    entry = next(iter(sorted(fitting, key=lambda one: one["table"] != truth["table"])), next(iter(entries), {}))
    table = entry.get("table")
    if table in accepted:
        yield "right", Mark(file, TABLE, table, truth["table"])
    else:
        yield "wrong" if table else _open(entry, "table"), Mark(file, TABLE, table, truth["table"])
    yield from _forbidden(file, truth, entries)
    if truth["table"] is None or (table is None and None in accepted):
        return
    for name in FORM:
        yield from _form(file, name, truth, entry)
    for name in truth["matters"]:
        yield from _column(file, name, truth, entry)
    for name, heading in entry.get("columns", {}).items():
        if name in MATTERS and name not in truth["columns"] and not set(_names(heading)) <= _banned(truth, name):
            yield "extra", Mark(file, name, heading, None)


def _forbidden(file: str, truth: Mapping[str, Any], entries: list[Mapping[str, Any]]) -> Iterator[tuple[str, Mark]]:
    for entry in entries:
        for name, heading in entry.get("columns", {}).items():
            bad = sorted(set(_names(heading)) & _banned(truth, name))
            if bad and name not in truth.get("matters", ()):
                yield "wrong", Mark(file, name, heading, f"never {', '.join(bad)}")


def _form(file: str, name: str, truth: Mapping[str, Any], entry: Mapping[str, Any]) -> Iterator[tuple[str, Mark]]:
    right, told = truth[name], entry.get(name)
    mark = Mark(file, f"({name})", told, right)
    if right is None:
        if _MUST_BE_ASKED.get(name) in truth["asks"]:
            yield ("wrong" if told else _open(entry, name)), mark
    elif _same(told) in map(_same, [right, *truth["accept"].get(name, ())]):
        yield "right", mark
    elif told is None:
        never_in_doubt = name == "date_order" and right == "ymd"  # a year of four digits in front needs no order
        yield ("right" if never_in_doubt else _open(entry, name)), mark
    else:
        yield "wrong", mark


def _column(file: str, name: str, truth: Mapping[str, Any], entry: Mapping[str, Any]) -> Iterator[tuple[str, Mark]]:
    right, told = truth["columns"][name], entry.get("columns", {}).get(name)
    mark = Mark(file, name, told, right)
    if not told:
        verdict = _open(entry, name)
        if verdict == "asked" or name not in truth["optional"]:
            yield verdict, mark
        return
    names, accepted = _names(told), [right, *truth["accept"].get(name, ())]
    if name in _KEYS:
        fits = set(names) <= {heading for one in accepted for heading in _names(one)}
    else:
        fits = names in map(_names, accepted)
    if fits and not _words_fit(truth["values"].get(name), entry.get("values", {}).get(name)):
        fits, mark = False, mark._replace(said={"column": told, "values": entry.get("values", {}).get(name)})
    yield ("right" if fits else "wrong"), mark


def _words_fit(right: Mapping[str, str] | None, told: Mapping[str, str] | None) -> bool:
    """Return whether the words of a flag are read as they are meant; without a map, yes is yes."""
    if right is None:
        return True
    if told is None:
        return right.get("希望する") is None and not any(
            (word in ("oui", "ja", "true", "yes")) != (meaning == "yes") for word, meaning in right.items()
        )
    read = {word.casefold(): str(meaning).casefold() in _YES for word, meaning in told.items()}
    return all(read.get(word.casefold(), meaning == "yes") == (meaning == "yes") for word, meaning in right.items())


def _open(entry: Mapping[str, Any], name: str) -> str:
    """Return whether a question of this file is about this: an id or a text that names it."""
    wanted = name.replace("_", " ")
    for question in entry.get("questions", ()):
        if wanted in f"{question.get('id')} {question.get('about')}".replace("_", " ").replace("-", " ").casefold():
            return "asked"
    return "missed"


def _banned(truth: Mapping[str, Any], name: str) -> set[str]:
    return set(truth.get("never", {}).get(name, ()))


def _names(heading: Any) -> list[str]:
    return [heading] if isinstance(heading, str) else list(heading or ())


def _same(value: Any) -> Any:
    return _SAME.get(value.casefold(), value.casefold()) if isinstance(value, str) else value


def _columns(marks: tuple[Mark, ...]) -> int:
    return sum(not mark.canonical.startswith("(") for mark in marks)
