"""A finished run -> its review."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import get_args

from valuereport.deliver.review.compared import changes, compared
from valuereport.deliver.review.letters import letter
from valuereport.deliver.review.outliers import outliers
from valuereport.deliver.review.totals import in_currencies
from valuereport.errors import Problem
from valuereport.model.correction import Correction
from valuereport.model.review import Count, Group, ProblemCount, Review, ReviewedAssumptions
from valuereport.model.run import FinishedRun, ManifestRow, Status


def review(
    run: FinishedRun,
    earlier: FinishedRun | None,
    problems: Sequence[Problem],
    weak_secrets: Sequence[tuple[str, str]] = (),
    still_sample: Sequence[str] = (),
    assumptions: ReviewedAssumptions | None = None,
    corrections: Sequence[Correction] = (),
) -> Review:
    """Return what a person should see of a run before releasing it; `earlier`: the run of the year before.

    `weak_secrets`: members whose statements somebody else could open, and why; `still_sample`: what is the sample's.
    `assumptions`: what is to be said of them; `corrections`: what people signed.
    """
    rendered = [row for row in run.rows if row.status == "rendered"]
    having_fee = [row for row in rendered if row.low is not None and row.fee]
    other_edition = earlier.other_value_model if earlier else ""
    earlier = None if other_edition else earlier
    changed = changes(run, earlier) if earlier else ()
    return Review(
        run.name,
        run.start,
        run.end,
        run.digest,
        tuple(_group(status, run.rows) for status in get_args(Status)),
        tuple(row for row in run.rows if row.status == "failed"),
        _counted(letter(row) for row in rendered),
        _counted(row.locale for row in rendered),
        in_currencies(rendered, changed),
        len(having_fee),
        _counted(letter(row) for row in having_fee if row.low is not None and row.fee and row.low < row.fee),
        _counted(letter(row) for row in rendered if row.central == 0),
        outliers(rendered),
        compared(run, earlier, changed) if earlier else None,
        _kinds(problems),
        tuple(weak_secrets),
        tuple(still_sample),
        assumptions,
        tuple(corrections),
        other_edition,
        run.own_years,
    )


def _group(status: Status, rows: Sequence[ManifestRow]) -> Group:
    own = [row for row in rows if row.status == status]
    reasons = () if status == "rendered" else _counted(row.problem for row in own)
    return Group(status, len(own), reasons)


def _counted(labels: Iterable[str]) -> tuple[Count, ...]:
    """Return how often each label is there, the commonest first."""
    counts = Counter(labels)
    return tuple(Count(label, number) for label, number in sorted(counts.items(), key=lambda each: (-each[1], each[0])))


def _kinds(problems: Sequence[Problem]) -> tuple[ProblemCount, ...]:
    counts = Counter((problem.severity, problem.reason, problem.action) for problem in problems)
    found = [ProblemCount(*kind, number) for kind, number in counts.items()]
    return tuple(sorted(found, key=lambda one: (one.severity, -one.number, one.reason, one.action)))
