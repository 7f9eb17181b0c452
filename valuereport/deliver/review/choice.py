"""Whose statements a person should look at before releasing a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, zip_longest
from typing import Final

from valuereport.deliver.review.letters import letter
from valuereport.model.review import Change, Review
from valuereport.model.run import ManifestRow

_LOOKED_AT: Final = 24


def members_to_show(
    review: Review, rows: Sequence[ManifestRow], limit: int = _LOOKED_AT
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return member ids with the reasons to look at them, each once, `limit` at most.

    Half of them are extremes: the largest and smallest values, outliers, and changes, in turn. Then each edition in
    each locale that is not among these, the commonest first; then more extremes.
    """
    reasons: dict[str, list[str]] = {}
    for member, reason in chain.from_iterable(_in_turn(review)):
        reasons.setdefault(member, []).append(reason)
    chosen = list(reasons)[: -(-limit // 2)]
    for member, reason in _of_editions(rows, chosen):
        reasons.setdefault(member, []).append(reason)
        if member not in chosen:
            chosen.append(member)
    chosen += [member for member in reasons if member not in chosen]
    return tuple((member, tuple(reasons[member])) for member in chosen[:limit])


def _in_turn(review: Review) -> Iterator[list[tuple[str, str]]]:
    """Yield the first of each list of extremes, then the second of each, and so on."""
    lists: list[list[tuple[str, str]]] = []
    for one in review.currencies:
        lists.append([(row.member_id, f"among the largest in {one.currency}") for row in one.largest])
        lists.append([(row.member_id, f"among the smallest in {one.currency}") for row in one.smallest])
    lists.append([(one.row.member_id, f"outlier, z {one.score:+.1f} ({one.group})") for one in review.outliers])
    if review.compared:
        lists += [[(change.row.member_id, _by(change)) for change in one.changes] for one in review.currencies]
        lists.append([(one.row.member_id, f"changed by {one.share or 0:+.0%}") for one in review.compared.changes])
    for each in zip_longest(*lists):
        yield [one for one in each if one]


def _by(change: Change) -> str:
    return f"changed by {change.difference:+,} {change.row.currency}"


def _of_editions(rows: Sequence[ManifestRow], chosen: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield a member for each edition in each locale: one that is chosen already, else the one in the middle."""
    rendered = [row for row in rows if row.status == "rendered"]
    shown: Mapping[str, ManifestRow] = {row.member_id: row for row in rendered if row.member_id in chosen}
    counts = Counter((letter(row), row.locale) for row in rendered)
    for kind, _ in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
        own = sorted(
            (row for row in rendered if (letter(row), row.locale) == kind),
            key=lambda row: (row.central or 0, row.member_id),
        )
        among = [row for row in own if row.member_id in shown]
        found = among[0] if among else own[len(own) // 2]
        yield found.member_id, f"{kind[0]} in {kind[1]}"
