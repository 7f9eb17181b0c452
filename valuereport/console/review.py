"""A review in a terminal: what to look at before a run is approved; the whole of it is in review.html."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from valuereport.model.assumption_use import UNSIGNED
from valuereport.model.review import Count, InCurrency, Review
from valuereport.model.run import ManifestRow

_ENDS = 3
_REASONS = 4
_PROBLEMS = 5
_SECRETS = 12
_CONCERNS = 6
_CORRECTIONS = 6


def review_text(review: Review) -> str:
    """Return the review in about 30 lines."""
    whose = "members' own years, " if review.own_years else ""
    return "\n".join(
        [
            *_mostly_below_fee(review),
            f"run {review.run}, {whose}{review.start} to {review.end}, content {review.digest[:12]}",
            "",
            *_still_sample(review.still_sample),
            *_statuses(review),
            f"editions   {_listed(review.editions)}",
            f"locales    {_listed(review.locales)}",
            f"below fee  {_listed(review.below_fee)}",
            f"zero       {_listed(review.zero)}",
            "",
            *_totals(review.currencies),
            "",
            *(line for one in review.currencies for line in _ends(one)),
            *_assumptions(review),
            *_corrections(review),
            *_changes(review),
            *_outliers(review),
            *_weak_secrets(review),
            *_problems(review),
        ]
    )


def _mostly_below_fee(review: Review) -> Iterator[str]:
    if review.mostly_below_fee:
        number = f"{review.members_below_fee:,} of {review.having_fee:,}"
        yield f"MOST MEMBERS ARE BELOW THEIR FEE: {number}, by the cautious estimate"
        yield ""


def _still_sample(left: Sequence[str]) -> Iterator[str]:
    if left:
        yield "THESE STILL ARE THE SAMPLE'S:"
        yield from (f"  {one}" for one in left)
        yield ""


def _assumptions(review: Review) -> Iterator[str]:
    found = review.assumptions
    if found is None:
        return
    sources = ", ".join(f"{one.label or 'none'} {one.number:,}" for one in found.fee_sources)
    yield f"fees       {sources}"
    yield f"assumptions {found.number} in use, {len(found.concerns)} to look at before you approve"
    unsigned = [name for name, what in found.concerns if what == UNSIGNED]
    others = [(name, what) for name, what in found.concerns if what != UNSIGNED]
    yield from (f"  {name}: {what}" for name, what in others[:_CONCERNS])
    if len(others) > _CONCERNS:
        yield f"  and {len(others) - _CONCERNS:,} more; the review page has all"
    if unsigned:
        more = f" and {len(unsigned) - _CONCERNS:,} more" if len(unsigned) > _CONCERNS else ""
        yield f"  {UNSIGNED}: {', '.join(unsigned[:_CONCERNS])}{more}"
    if found.switching is not None:
        yield f"  {found.most} would have to be {found.switching:.4g} before the cautious total falls to the fees"
    yield f"  with other draws a member's cautious estimate would differ by {found.low_error:.2%}"
    yield ""


def _corrections(review: Review) -> Iterator[str]:
    if found := review.corrections:
        kinds = Counter(one.what for one in found)
        yield f"corrected  {len(found):,}: {', '.join(f'{kind} {number:,}' for kind, number in sorted(kinds.items()))}"
        yield from (f"  {one.member}: {one.said} [{one.signature}]" for one in found[-_CORRECTIONS:])
        if len(found) > _CORRECTIONS:
            yield f"  and {len(found) - _CORRECTIONS:,} more; the review page has them"


def _statuses(review: Review) -> Iterator[str]:
    for group in review.groups:
        yield f"{group.status:9}{group.members:>8,}"
        yield from (f"{one.number:>17,} because {one.label}" for one in group.reasons[:_REASONS])
        if len(group.reasons) > _REASONS:
            yield f"{'':17} and {len(group.reasons) - _REASONS:,} more reasons"


def _totals(currencies: Sequence[InCurrency]) -> Iterator[str]:
    table: list[tuple[str, ...]] = [("total", "members", "fees", "cautious", "best", "high", "cautious / fees")]
    for one in currencies:
        ratio = "" if one.ratio is None else f"{one.ratio:.2f}"
        sums = (f"{amount:,}" for amount in (one.fee, one.low, one.central, one.high))
        table.append((one.currency, f"{one.members:,}", *sums, ratio))
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    for first, *rest in table:
        yield "  ".join(
            [f"{first:<{widths[0]}}", *(f"{cell:>{width}}" for cell, width in zip(rest, widths[1:], strict=True))]
        )


def _ends(one: InCurrency) -> Iterator[str]:
    yield f"largest   {_named(one.largest)}"
    yield f"smallest  {_named(one.smallest)}"


def _named(rows: Sequence[ManifestRow]) -> str:
    return ", ".join(f"{row.member_id} {_amount(row.central, row.currency)}" for row in rows[:_ENDS]) or "none"


def _changes(review: Review) -> Iterator[str]:
    if review.not_compared:
        yield f"changes   nothing is compared: {review.not_compared}"
        return
    if not review.compared:
        yield "changes   no earlier run is named: --previous RUN compares"
        return
    one = review.compared
    counts = f"{one.both:,} in both, {one.new:,} new, {one.gone:,} gone"
    currency = f", {one.other_currency:,} in another currency" if one.other_currency else ""
    yield f"changes   since {one.run}: {counts}{currency}"
    moved = [change for each in review.currencies for change in each.changes[:_ENDS]]
    lines = [
        f"{change.row.member_id} {change.difference:+,} {change.row.currency}"
        + (f" ({change.share:+.0%})" if change.share is not None else "")
        for change in moved
    ]
    yield from (f"          {', '.join(lines[at : at + _ENDS])}" for at in range(0, len(lines), _ENDS))


def _outliers(review: Review) -> Iterator[str]:
    found = ", ".join(f"{one.row.member_id} z {one.score:+.1f}" for one in review.outliers[:_ENDS])
    yield f"outliers  {len(review.outliers):,}{': ' if found else ''}{found}{_more(len(review.outliers))}"


def _weak_secrets(review: Review) -> Iterator[str]:
    if weak := review.weak_secrets:
        named = ", ".join(member_id for member_id, _ in weak[:_SECRETS])
        more = f" and {len(weak) - _SECRETS:,} more" if len(weak) > _SECRETS else ""
        yield f"secrets   {len(weak):,} that are weak: {named}{more}"
        reasons = Counter(reason for _, reason in weak)
        yield from (f"{number:>8,}  {reason}" for reason, number in reasons.most_common())


def _problems(review: Review) -> Iterator[str]:
    yield f"problems  {sum(one.number for one in review.problems):,}"
    yield from (f"{one.number:>8,}  {one.severity:8} {one.reason}" for one in review.problems[:_PROBLEMS])
    if len(review.problems) > _PROBLEMS:
        yield f"          and {len(review.problems) - _PROBLEMS:,} more kinds"


def _listed(counts: Iterable[Count]) -> str:
    return ", ".join(f"{one.label} {one.number:,}" for one in counts) or "none"


def _more(number: int) -> str:
    return f" and {number - _ENDS:,} more" if number > _ENDS else ""


def _amount(amount: Decimal | None, currency: str) -> str:
    return "" if amount is None else f"{currency} {amount:,}"
