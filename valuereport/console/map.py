"""What `valuereport map` says: what each file is and why, what is asked, and what came of a dry run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from valuereport.errors import Problem
from valuereport.mapping.memory import Change
from valuereport.mapping.proposal import Proposal
from valuereport.mapping.questions import GROUPS, Question
from valuereport.mapping.table import NoSource

_WIDTH = 100
_EXAMPLES = 5
_TABLES = {
    "members": "members",
    "contacts": "contacts of members",
    "fees": "fees",
    "engagements": "what members did",
    "opt_outs": "addresses that get no mail",
    "responses": "answers to a survey",
}


def files_text(files: Sequence[Proposal], no_sources: Sequence[NoSource]) -> str:
    """Return a few lines for each file: what it feeds, why, and where each column comes from."""
    lines: list[str] = []
    for one in files:
        lines += [f"{one.found.file}: {_TABLES.get(one.table or '', 'not used')}", f"    {one.why}"]
        if one.table:
            lines += [f"    {line}" for line in _how(one)]
        lines.append("")
    lines += [f"{one.file}: not used: {one.reason}" for one in no_sources]
    return "\n".join(lines).rstrip()


def _how(one: Proposal) -> Iterator[str]:
    sheet = one.found.sheet
    written = [sheet.encoding] if sheet.encoding else []
    if sheet.delimiters and sheet.delimiters[0].cells > 1:
        best, *others = sheet.delimiters
        second = f" ({others[0].share:.0%} with {others[0].character!r})" if others else ""
        written.append(f"{best.share:.0%} of its lines have {best.cells} cells with {best.character!r}{second}")
    if sheet.name and sheet.others:
        written.append(f"sheet {sheet.name}, not {', '.join(sheet.others)}")
    if one.found.heading_row > 1:
        written.append(f"headings in row {one.found.heading_row}")
    if written:
        yield "; ".join(written)
    if one.order_reason not in ("", "no dates"):
        yield f"dates {one.order or 'not decided'}: {one.order_reason}"
    for name, origin in one.columns.items():
        where = " + ".join(origin.headings) or origin.value or origin.above
        yield f"{name:12} {where:34} {origin.reason}"
    for heading, words in one.where.items():
        yield f"only rows whose {heading} is {', '.join(words[:_EXAMPLES])}"
    if one.never:
        yield "not mapped: " + "; ".join(f"{heading} ({why})" for heading, why in one.never.items())


def changes_text(changes: Sequence[Change]) -> str:
    """Return what has changed in the headings of each file since the last time."""
    lines = []
    for one in changes:
        both = (("added", one.added), ("removed", one.removed))
        told = "; ".join(f"{what} {', '.join(headings)}" for what, headings in both if headings)
        lines.append(f"{one.file}: since the last time, {told}")
    return "\n".join(lines)


def heading_of(group: str) -> str:
    """Return what a group of questions is about."""
    return GROUPS[group]


def group_text(group: str, asked: Sequence[Question], answers: Mapping[str, str]) -> str:
    """Return a group of questions as a numbered table with the answers as they stand."""
    lines = ["", GROUPS[group], ""]
    shown: tuple[str, ...] = ()
    for number, one in enumerate(asked, 1):
        if one.choices and one.choices != shown:
            lines.append(f"      ({', '.join(one.choices)})")
            shown = one.choices
        lines.append(f"  {number:>2}  {one.asked}")
        lines.append(f"      = {answers.get(one.id, one.default) or '(nothing)'}")
    return "\n".join(lines)


def unanswered_text(asked: Sequence[Question]) -> str:
    """Return the questions without an answer, as lines of answers.toml would answer them."""
    lines = [f"{len(asked)} questions have no answer. answers.toml takes a line for each:", ""]
    for one in asked:
        choices = f"  ({', '.join(one.choices)})" if one.choices else ""
        lines += [f"# {one.asked[:160]}{choices}", f'"{one.id}" = "{one.default}"']
    return "\n".join(lines)


def unmatched_text(problems: Sequence[Problem]) -> str:
    """Return whom the rows that belong to nobody name, by file."""
    by_file: dict[str, Counter[str]] = {}
    for one in problems:
        if one.stage == "combine" and "no member or contact has this" in one.reason:
            by_file.setdefault(one.file, Counter())[one.value] += one.rows
    lines: list[str] = []
    for file, found in by_file.items():
        shown = ", ".join(name for name, _ in found.most_common(_EXAMPLES))
        more = f" and {len(found) - _EXAMPLES} others" if len(found) > _EXAMPLES else ""
        lines.append(f"{file}: {found.total()} rows name {len(found)} who are no member or contact: {shown}{more}")
    return "\n".join(lines)
