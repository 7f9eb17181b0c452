"""Editions in their order, and their limits."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.calculator.organisations import Use, organisation, valuation

ACTIVITIES = {"shop": {"benefit": "savings", "unit_saving": "saving"}, "committee": {"benefit": "community"}}


def edition(
    folder: Path, uses: int, saving: float, fee: float, joined: str = "2015-01-01", community: int = 0, below: int = 3
) -> str:
    """Return the edition of a member with so many purchases, each worth `saving`."""
    rows = [Use("shop", date=f"2026-12-{number:02}", title=str(number)) for number in range(10, 10 + uses)]
    rows += [Use("committee", date=f"2026-12-{number:02}") for number in range(10, 10 + community)]
    valued = organisation(
        folder,
        {"saving": saving},
        ACTIVITIES,
        rows,
        members=[{"joined": joined, "fee": fee}],
        calculation={"light_use_below": below},
    )
    return valuation(valued).edition


@pytest.mark.parametrize(
    ("uses", "saving", "fee", "expected"),
    [
        (3, 50, 150, "standard"),
        (3, 50, 150.01, "below-fee"),
        (2, 50, 150, "light-use"),
        (2, 75, 150, "standard"),  # few uses, but they cover the fee
        (2, 74.99, 150, "light-use"),
        (1, 0.3, 0.3, "standard"),
        (3, 50, 0, "standard"),
        (2, 50, 0, "light-use"),  # without a fee nothing can cover it
        (0, 50, 150, "light-use"),
    ],
)
def test_the_first_that_applies(tmp_path: Path, uses: int, saving: float, fee: float, expected: str) -> None:
    assert edition(tmp_path, uses, saving, fee) == expected


@pytest.mark.parametrize(
    ("joined", "expected"),
    [
        ("2025-12-31", "light-use"),
        ("2026-01-01", "first-year"),
        ("2026-12-09", "first-year"),
        ("", "light-use"),
    ],
)
def test_the_first_year_comes_before_all_others(tmp_path: Path, joined: str, expected: str) -> None:
    assert edition(tmp_path, 1, 1, 150, joined) == expected
    assert edition(tmp_path, 5, 1, 150, joined) == expected.replace("light-use", "below-fee")
    assert edition(tmp_path, 5, 100, 150, joined) == expected.replace("light-use", "standard")


def test_community_counts_as_use(tmp_path: Path) -> None:
    assert edition(tmp_path, 1, 50, 150, community=1) == "light-use"
    assert edition(tmp_path, 1, 50, 150, community=2) == "below-fee"


def test_the_limit_is_a_setting(tmp_path: Path) -> None:
    assert edition(tmp_path, 4, 1, 150, below=5) == "light-use"
    assert edition(tmp_path, 0, 1, 150, below=0) == "below-fee"


def test_the_last_bits_of_a_sum_decide_nothing(tmp_path: Path) -> None:
    # Ten times 0.1 and 7 times 0.7 are not 1 and 4.9 in binary floating point.
    for uses, saving, fee in ((10, 0.1, 1), (7, 0.7, 4.9), (3, 1.1, 3.3), (6, 43.2, 259.2)):
        assert edition(tmp_path, uses, saving, fee) == "standard"
        assert edition(tmp_path, uses, saving, fee + 0.01) == "below-fee"


def test_days_to_the_first_benefit_are_counted_in_the_first_year_only(tmp_path: Path) -> None:
    members = [{"joined": "2026-02-01"}, {"joined": "2020-02-01"}]
    rows = [Use("shop", date="2026-03-03", member=member) for member in ("M1", "M2")]
    valued = organisation(tmp_path, {"saving": 1}, ACTIVITIES, rows, members=members)
    assert [valuation(valued, row).first_meaningful_days for row in range(2)] == [30, None]
