"""What `valuereport batch` says at the end: rendered, skipped and why, failed and who, and where everything is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from valuereport.console.check import problem_counts
from valuereport.errors import Problem
from valuereport.model.run import Planned, Result

_DIRECT_REASONS: Final = 4  # that are listed


def summary_text(
    folder: Path, results: Sequence[tuple[Planned, Result]], problems: Sequence[Problem], seconds: float
) -> str:
    """Return the summary of a run."""
    by_status = Counter(result.status for _, result in results)
    rendered = [planned for planned, result in results if result.status == "rendered"]
    editions = Counter(planned.edition for planned in rendered)
    locales = Counter(planned.locale for planned in rendered)
    lines = [
        f"rendered {by_status['rendered']:,}{_counted(editions)}{_counted(locales)}",
        f"skipped  {by_status['skipped']:,}",
    ]
    direct_reasons = Counter(
        result.direct_reason for _, result in results if result.status == "rendered" and result.direct_reason
    )
    if direct_reasons:
        by_plate = sum(result.way == "plate" for _, result in results)
        lines.insert(1, f"    {by_plate:,} filled into plates, {direct_reasons.total():,} laid out one by one, because")
        lines[2:2] = [f"    {number:>7,} {reason}" for reason, number in direct_reasons.most_common(_DIRECT_REASONS)]
    reasons = Counter(planned.reason for planned, result in results if result.status == "skipped")
    lines += [f"    {number:,} because {reason}" for reason, number in sorted(reasons.items())]
    failed = [result for _, result in results if result.status == "failed"]
    lines.append(f"failed   {len(failed):,}")
    lines += [f"    {result.member_id}: {result.problem}" for result in failed[:20]]
    if len(failed) > 20:
        lines.append(f"    and {len(failed) - 20:,} more in manifest.csv")
    if problems:
        lines += ["", *problem_counts(problems)]
    lines += [
        "",
        f"statements  {folder / 'statements'}",
        f"manifest    {folder / 'manifest.csv'}  (a row a member: status, figures, file, sha256)",
        f"problems    {folder / 'problems.csv'}  (file, row, column, reason and what was done)",
        f"time        {seconds:.1f} s",
    ]
    return "\n".join(lines)


def plan_text(planned: Sequence[Planned]) -> str:
    """Return a line a member of what a batch would do, and how many statements it would make."""
    rows = [(one.member_id, one.locale, one.edition, one.file, one.action, one.reason) for one in planned]
    render = sum(one.action == "render" for one in planned)
    return "\n".join([*map("  ".join, rows), f"{render} statements of {len(planned)} members; none made"])


def _counted(counts: Counter[str]) -> str:
    listed = ", ".join(f"{name} {number:,}" for name, number in sorted(counts.items()))
    return f" ({listed})" if listed else ""
