"""The summary of `valuereport check`: what became of every row of every source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from valuereport.errors import Problem
from valuereport.model.correction import Correction, What
from valuereport.model.history import Tally, WaveTally

_COLUMNS = ("read", "filtered", "footers", "counted", "duplicate", "merged", "rejected", "unmatched", "outside")
_CORRECTED: dict[What, str] = {
    "field": "fields changed",
    "engagement": "engagements added",
    "fee": "payments added",
    "confirm": "extreme amounts confirmed",
}
_MEANING = (
    "read = filtered + footers + counted + duplicate + merged + rejected + unmatched + outside",
    "filtered: left out by the source's own where; footers: left out by footers, or the end of a table (until);",
    "merged: rejoins of one occasion; rejected: see the problems; unmatched: no such member;",
    "outside: not in the period",
)


def check_text(tallies: Sequence[Tally], problems: Sequence[Problem]) -> str:
    """Return the table by source, and the problems by what they are."""
    name_width = max(len("total"), *(len(tally.source) for tally in tallies))
    lines = [" ".join([f"{'source':{name_width}}", f"{'table':11}", *(f"{name:>9}" for name in _COLUMNS)])]
    for tally in tallies:
        cells = (f"{getattr(tally, name):>9,}" for name in _COLUMNS)
        lines.append(" ".join([f"{tally.source:{name_width}}", f"{tally.table:11}", *cells]))
    totals = (f"{sum(getattr(tally, name) for tally in tallies):>9,}" for name in _COLUMNS)
    lines.append(" ".join([f"{'total':{name_width}}", f"{'':11}", *totals]))
    lines += ["", *_MEANING]
    if problems:
        lines += ["", *problem_counts(problems)]
    return "\n".join(lines)


def waves_text(waves: Sequence[WaveTally]) -> str:
    """Return what was read of each wave of each survey."""
    lines = ["responses:"]
    for one in waves:
        kind = ", a staff guess" if one.kind == "staff-guess" else ", anonymous" if one.anonymous else ""
        if not one.answers:
            lines.append(f"  {one.survey}, wave {one.wave or 'without a name'}{kind}: none")
            continue
        more = f", {one.empty:,} without a meaning" if one.empty else ""
        more += f"; {one.unknown:,} of unknown members" if one.unknown and not kind else ""
        more += "" if one.listed else "; no [[wave]] of surveys.toml"
        lines.append(
            f"  {one.survey}, wave {one.wave or 'without a name'}{kind}: {one.questionnaires:,} questionnaires, "
            f"{one.answers:,} answers{more}"
        )
    return "\n".join(lines)


def corrections_text(file: str, corrected: Sequence[Correction], problems: Sequence[Problem]) -> str:
    """Return how many corrections of each kind are applied, and how many rows of the file are not."""
    counts = Counter(one.what for one in corrected)
    unused = sum(problem.file == file and problem.severity == "error" for problem in problems)
    lines = [f"{file}: {len(corrected):,} applied, {unused:,} not"]
    lines += [f"  {meaning}: {counts[what]:,}" for what, meaning in _CORRECTED.items() if counts[what]]
    return "\n".join(lines)


def problem_counts(problems: Sequence[Problem]) -> list[str]:
    """Return a line for each kind of problem and its rows, errors and the commonest first; no personal data."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for problem in problems:
        counts[problem.severity, problem.reason, problem.action] += problem.rows
    lines = [f"{len(problems):,} problems:"]
    for (severity, reason, action), number in sorted(counts.items(), key=lambda item: (item[0][0], -item[1], item[0])):
        lines.append(f"  {number:>6,} {severity:8} {reason} -> {action}")
    return lines
