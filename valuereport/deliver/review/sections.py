"""A review as headed tables of finished texts, money in the organisation's locale."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from valuereport.deliver.review.outliers import FAR, GROUP
from valuereport.model.correction import Correction
from valuereport.model.review import Change, Compared, Count, InCurrency, Outlier, Review, ReviewedAssumptions
from valuereport.model.run import ManifestRow
from valuereport.wording import Wording

_KINDS: Final = 40
_MEMBERS: Final = 40


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its heading, where that leads to (relative to the run), and its cells; `member`: whom it is about."""

    label: str
    cells: tuple[str, ...]
    link: str = ""
    member: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; the first `texts` columns are text and the others figures."""

    caption: str
    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    texts: int = 1


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, what a reader should know, and tables."""

    heading: str
    notes: tuple[str, ...]
    tables: tuple[Table, ...]


def sections(review: Review, words: Wording) -> tuple[Section, ...]:
    """Return the review in the order of reading."""
    return (
        *([_still_sample(review.still_sample)] if review.still_sample else []),
        _members(review, words),
        _totals(review, words),
        *([_assumptions(review.assumptions, words)] if review.assumptions else []),
        *([_corrections(review.corrections, words)] if review.corrections else []),
        *(_ends(one, words) for one in review.currencies),
        *([_compared(review, review.compared, words)] if review.compared else []),
        *([Section("Changes", (f"Nothing is compared: {review.not_compared}.",), ())] if review.not_compared else []),
        _outliers(review.outliers, words),
        *([_weak_secrets(review, words)] if review.weak_secrets else []),
        _problems(review, words),
    )


def _still_sample(left: Iterable[str]) -> Section:
    notes = ["Other things are your own already. None of these may reach a member:"]
    return Section("Still the sample's", (*notes, *left), ())


def _members(review: Review, words: Wording) -> Section:
    statuses = []
    for group in review.groups:
        statuses.append(Line(group.status, ("", words.number(group.members, 0))))
        statuses += [Line("", (one.label, words.number(one.number, 0))) for one in group.reasons]
    tables = [Table("By status", ("Status", "Why", "Members"), tuple(statuses), texts=2)]
    if review.failed:
        lines = tuple(Line(row.member_id, (row.problem,), member=row.member_id) for row in review.failed[:_MEMBERS])
        tables.append(Table("Failed", ("Member", "Why"), lines, texts=2))
    tables += [_editions(review, words), _counts("Statements by locale", "Locale", review.locales, words)]
    notes = [f"{words.number(len(review.failed), 0)} failed; the first {_MEMBERS} are listed, all are in manifest.csv."]
    return Section("Members", tuple(notes if len(review.failed) > _MEMBERS else ()), tuple(tables))


def _editions(review: Review, words: Wording) -> Table:
    """Return the statements of each edition, and how many of them have bad news."""
    below, zero = ({one.label: one.number for one in counts} for counts in (review.below_fee, review.zero))
    counts = [(one.label, one.number, below.get(one.label, 0), zero.get(one.label, 0)) for one in review.editions]
    counts.append(("all", sum(one.number for one in review.editions), sum(below.values()), sum(zero.values())))
    lines = (Line(label, tuple(words.number(number, 0) for number in numbers)) for label, *numbers in counts)
    headings = ("Edition", "Statements", "Cautious below the fee", "Best is nothing")
    return Table("Statements by edition", headings, tuple(lines))


def _totals(review: Review, words: Wording) -> Section:
    headings = ("Currency", "Statements", "Fees", "Cautious", "Best", "High", "Cautious / fees")
    lines = tuple(
        Line(
            one.currency,
            (
                words.number(one.members, 0),
                *(words.money(float(sum_), one.currency) for sum_ in (one.fee, one.low, one.central, one.high)),
                _ratio(one.ratio, words),
            ),
        )
        for one in review.currencies
    )
    tables = [Table("Totals by currency", headings, lines)]
    notes = [
        "Sums of what each statement says. The sums of cautious and high estimates are wider than the range of the sum."
    ]
    return Section("Totals", tuple(notes), tuple(tables))


def _assumptions(found: ReviewedAssumptions, words: Wording) -> Section:
    differ = f"With other draws of them a member's cautious estimate would differ by {words.percent(found.low_error)}"
    notes = [f"{words.number(found.number, 0)} are in use. {differ} (the median of members)."]
    if found.switching is not None:
        notes.append(
            f"{found.most} moves the total most: it would have to be {words.number(found.switching, 4)} {found.unit} "
            f"(its mean is {words.number(found.mean, 4)}) before the cautious estimate of the whole falls to the fees."
        )
    elif found.most and found.above_fees:
        notes.append(f"No figure of {found.most}, which moves most, brings the cautious estimate down to the fees.")
    tables = [_counts("Where the fees come from", "Export", found.fee_sources, words)]
    if found.concerns:
        lines = tuple(Line(name, (what,)) for name, what in found.concerns)
        tables.append(Table("To look at before you approve", ("Assumption", "What"), lines, texts=2))
    else:
        notes.append("All are signed, none has expired, and none has changed.")
    return Section("Assumptions", tuple(notes), tuple(tables))


def _corrections(found: Sequence[Correction], words: Wording) -> Section:
    notes = ["What people signed of these members, beside what the exports say."]
    if len(found) > _MEMBERS:
        last = f"The last {_MEMBERS} of {words.number(len(found), 0)} are listed"
        notes.append(f"{last}; all are in corrections.csv of the run.")
    lines = tuple(
        Line(one.member, (one.what, one.said, one.by, words.date(one.on), one.why), member=one.member)
        for one in found[-_MEMBERS:]
    )
    headings = ("Member", "What", "Correction", "By", "On", "Why")
    return Section("Corrections", tuple(notes), (Table("In the order of the file", headings, lines, texts=6),))


def _ends(one: InCurrency, words: Wording) -> Section:
    headings = ("Member", "Edition", "Locale", "Fee", "Cautious", "Best", "High", "Cautious / fee")
    tables = [
        Table(caption, headings, tuple(_line(row, words) for row in rows), texts=3)
        for caption, rows in (
            (f"Largest values in {one.currency}", one.largest),
            (f"Smallest values above nothing in {one.currency}", one.smallest),
        )
    ]
    return Section(f"Largest and smallest in {one.currency}", ("By the best estimate.",), tuple(tables))


def _line(row: ManifestRow, words: Wording) -> Line:
    ratio = None if row.benefit_cost_ratio is None else float(row.benefit_cost_ratio)
    return _linked(row, (*_figures(row, words), _ratio(ratio, words)))


def _figures(row: ManifestRow, words: Wording) -> Iterator[str]:
    yield row.edition
    yield row.locale
    for figure in (row.fee, row.low, row.central, row.high):
        yield "" if figure is None else words.money(float(figure), row.currency)


def _compared(review: Review, one: Compared, words: Wording) -> Section:
    counts = (
        Count("have a statement in both", one.both),
        Count("are new: none in the earlier run", one.new),
        Count("are gone: none in this run", one.gone),
        Count("have one in both, in another currency: not compared", one.other_currency),
    )
    tables = [_counts(f"This run beside {one.run}", "Members who", counts, words)]
    in_money = [(f"Largest changes in {each.currency}", each.changes) for each in review.currencies]
    for caption, changes in (*in_money, ("Largest changes in percent", one.changes)):
        if changes:
            headings = ("Member", "Edition", "Before", "Now", "Change", "In percent")
            tables.append(Table(caption, headings, tuple(_changed(each, words) for each in changes), texts=2))
    period = words.period(one.start, one.end)
    return Section("Changes", (f"Best estimates beside those of the run {one.run}, {period}.",), tuple(tables))


def _changed(change: Change, words: Wording) -> Line:
    row = change.row
    before, now = (words.money(float(figure), row.currency) for figure in (change.before, change.now))
    share = "" if change.share is None else f"{'+' if change.share > 0 else ''}{words.percent(change.share)}"
    return _linked(row, (row.edition, before, now, words.signed_money(change.difference, row.currency), share))


def _outliers(found: Iterable[Outlier], words: Wording) -> Section:
    lines = tuple(_linked(one.row, _far(one, words)) for one in found)
    limits = f"farther than {FAR} modified z-scores from the middle of the edition"
    others = f"all statements where the edition has fewer than {GROUP}"
    notes = [f"Best estimate / fee, as a logarithm, is {limits}, or of {others}."]
    if not lines:
        return Section("Outliers", (*notes, "There are none."), ())
    if len(lines) > _MEMBERS:
        notes.append(f"The {_MEMBERS} farthest of {words.number(len(lines), 0)} are listed.")
    headings = ("Member", "Measured among", "Fee", "Best", "z")
    return Section("Outliers", tuple(notes), (Table("The farthest first", headings, lines[:_MEMBERS], texts=2),))


def _far(one: Outlier, words: Wording) -> tuple[str, ...]:
    fee, central = (words.money(float(figure or 0), one.row.currency) for figure in (one.row.fee, one.row.central))
    return one.group, fee, central, words.fixed(one.score, 1)


def _weak_secrets(review: Review, words: Wording) -> Section:
    weak = review.weak_secrets
    notes = [f"Secrets that are weak: {words.number(len(weak), 0)} members. Somebody else could open their statements."]
    if len(weak) > _MEMBERS:
        notes.append(f"The first {_MEMBERS} are listed; a check writes all of them into problems.csv.")
    lines = tuple(Line(member_id, (reason,), member=member_id) for member_id, reason in weak[:_MEMBERS])
    return Section("Weak secrets", tuple(notes), (Table("By member", ("Member", "Why"), lines, texts=2),))


def _problems(review: Review, words: Wording) -> Section:
    kinds = review.problems
    if not kinds:
        return Section("Problems", ("There are none.",), ())
    notes = ["Each one, with its file and row, is in problems.csv."]
    if len(kinds) > _KINDS:
        notes.append(f"{_KINDS} of {words.number(len(kinds), 0)} kinds are listed.")
    lines = tuple(Line(one.severity, (one.reason, one.action, words.number(one.number, 0))) for one in kinds[:_KINDS])
    headings = ("Severity", "What", "What was done", "Number")
    return Section("Problems", tuple(notes), (Table("Kinds of problem", headings, lines, texts=3),))


def _counts(caption: str, heading: str, counts: Iterable[Count], words: Wording) -> Table:
    lines = tuple(Line(one.label or "none", (words.number(one.number, 0),)) for one in counts)
    return Table(caption, (heading, "Members"), lines)


def _linked(row: ManifestRow, cells: tuple[str, ...]) -> Line:
    return Line(row.member_id, cells, quote(row.file), row.member_id)


def _ratio(ratio: float | None, words: Wording) -> str:
    return "" if ratio is None else words.fixed(ratio, 2)
