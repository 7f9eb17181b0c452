"""Files of one export that follow one another, such as a report a webinar: read as one source."""

from __future__ import annotations

import glob
from collections.abc import Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from itertools import takewhile

from valuereport.mapping.proposal import Proposal


def series(found: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """Return the proposals with those of one series as one: the first, with the rows and the names of all files.

    Files that no pattern tells from the others stay apart.
    """
    every = [one.found.file for one in found]
    groups: dict[object, list[Proposal]] = {}
    for at, one in enumerate(found):
        groups.setdefault(_kind(one) or at, []).append(one)
    joined: list[Proposal] = []
    for group in groups.values():
        files = [one.found.file for one in group]
        joined += [_joined(group)] if len(group) == 1 or pattern(files, every) else group
    return tuple(joined)


def _kind(one: Proposal) -> object:
    """Return what files of a series have in common, None for a file that is no part of one."""
    dated = {"engagements": "date", "fees": "amount"}.get(one.table or "")
    if dated is None or dated not in one.columns or one.order is None:
        return None
    sheet = one.found.sheet
    folder, _, name = one.found.file.rpartition("/")
    suffix = name.rpartition(".")[2]
    marks = (one.order, one.decimal, sheet.encoding, sheet.delimiters[:1] and sheet.delimiters[0].character)
    return (
        one.table,
        one.found.headings,
        one.found.preset and one.found.preset.name,
        folder,
        suffix,
        sheet.name,
        marks,
    )


def _joined(group: Sequence[Proposal]) -> Proposal:
    first = group[0]
    if len(group) == 1:
        return first
    rows = [row for one in group for row in one.found.rows]
    return replace(first, found=replace(first.found, rows=rows), files=tuple(one.found.file for one in group))


def pattern(files: Sequence[str], others: Sequence[str]) -> str | None:
    """Return a pattern that fits the files and none of the others; None where there is none."""
    start = _shared(files)
    end = _shared([name[::-1] for name in files])[::-1]
    end = end[max(0, len(start) + len(end) - min(map(len, files))) :]
    made = f"{glob.escape(start.rstrip('0123456789'))}*{glob.escape(end.lstrip('0123456789'))}"
    return None if any(fnmatchcase(name, made) for name in others if name not in files) else made


def _shared(names: Sequence[str]) -> str:
    """Return the letters that all names begin with."""
    alike = takewhile(lambda letters: len({*letters}) == 1, zip(*names, strict=False))
    return "".join(letters[0] for letters in alike)
