"""The organisations show what they are for, and leave no figure to chance."""

from __future__ import annotations

from collections import Counter

from tests.independent.expected import expected
from tests.independent.facts import Organisation
from tests.independent.organisations import ORGANISATIONS
from tests.independent.reference import Account

SHOWN = [
    "central-at-means",
    "low-at-least-zero",
    "floor-at-means",
    "list-zero",
    "list-below-assumed",
    "one-price-missing",
    "quantity-zero",
    "cap-by-period",
    "worth-by-period",
    "29-february",
    "joined-in-period",
    "joined-last-day",
    "drop-off",
    "duration-ends",
    "exposure",
    "refund-notations",
    "instalments",
    "fee-year",
    "fee-from",
    "paid-window",
    "invoiced",
    "fee-in-members",
    "vat",
    "duplicates-across-files",
    "equal-rows-one-file",
    "fee-zero",
    "nothing-recorded",
    "currency-in-cell",
    "rate-of-day",
    "before-first-rate",
    "own-currency",
    "assumption-currency",
    "price-year",
    "extreme",
    "extreme-confirmed",
    "occasion-reference",
    "occasion-title",
    "beside",
    "policy-apart",
    "first-year",
    "light-use",
    "below-fee",
    "standard",
    "ratio",
    "correlation-0",
    "correlation-half",
    "recorded-independent",
    "helps-and-harms",
    "subtotals",
]


def test_every_marked_line_is_shown_by_two_organisations() -> None:
    """At least forty organisations of two to six members; every matter in two of them; every name once."""
    shown = Counter(matter for each in ORGANISATIONS for matter in each.shows)
    assert sorted(shown) == sorted(SHOWN)
    assert [matter for matter, count in shown.items() if count < 2] == []
    assert len({each.name for each in ORGANISATIONS}) == len(ORGANISATIONS) >= 40
    assert all(2 <= len(each.members) <= 6 for each in ORGANISATIONS)


def test_editions_are_what_the_organisations_say() -> None:
    """No low lies so near its fee that the draws decide (which is refused); each edition named comes out."""
    for organisation in ORGANISATIONS:
        found = expected(organisation.name)
        editions = {account.edition for account in found.values()}
        named = {"first-year", "light-use", "below-fee", "standard"} & set(organisation.shows)
        assert named <= editions, organisation.name
        for account in found.values():
            assert _adds_up(organisation, account)


def _adds_up(organisation: Organisation, account: Account) -> bool:
    """Tell whether lines, subtotals and total agree, and what the draws leave open is not certain."""
    lines = sum(
        each.central for line, each in account.lines.items() if organisation.policy != "apart" or line[0] != "policy"
    )
    return (
        lines == account.total.central == account.recorded.central + account.estimates.central
        and account.total.low.highest <= account.total.central <= account.total.high.lowest
        and (account.total.low.exact or not account.total.high.exact)
    )
