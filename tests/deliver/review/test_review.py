"""The review's figures, held against pandas; and what it says of runs that are small, empty or odd."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.runs import Told
from valuereport.deliver.review import members_to_show, review
from valuereport.errors import Problem
from valuereport.model.review import Count
from valuereport.model.run import VALUE_MODEL, FinishedRun


def run_of(members: Sequence[Told], name: str = "2026", value_model: int = VALUE_MODEL) -> FinishedRun:
    rows = tuple(told.row() for told in members)
    return FinishedRun(Path("runs") / name, date(2026, 1, 1), date(2027, 1, 1), "d" * 64, rows, value_model)


def some_members(number: int, seed: int = 7) -> list[Told]:
    """Return members in three currencies, editions and locales; some skipped, some worth nothing, some far out."""
    chance = random.Random(seed)  # noqa: S311 - the same members each time
    found = []
    for at in range(number):
        edition = chance.choice(["standard"] * 5 + ["light-use"] * 3 + ["first-year"])
        currency, locale = chance.choice([("GBP", "en-GB"), ("GBP", "cy-GB+en-GB"), ("EUR", "de-DE"), ("JPY", "ja-JP")])
        fee = chance.choice([100.0, 250.0, 1200.0])
        central = round(fee * chance.lognormvariate(0.5, 0.4) * chance.choice([1] * 30 + [25, 0.02]), 2)
        told = Told(f"M{at:04}", central, fee, edition, locale, currency)
        if at % 17 == 0:
            told = replace(told, central=0.0)
        if at % 13 == 0:
            told = replace(told, central=None, status=chance.choice(["skipped", "failed"]), problem="a reason")
        found.append(told)
    return found


def frame(run: FinishedRun) -> pd.DataFrame:
    data = pd.DataFrame([{name: getattr(row, name) for name in row.__dataclass_fields__} for row in run.rows])
    return data[data.status == "rendered"].astype(dict.fromkeys(("fee", "low", "central", "high"), float))


def test_totals_and_counts_are_those_of_pandas() -> None:
    run = run_of(some_members(600))
    seen, data = review(run, None, ()), frame(run)
    sums = data.groupby("currency")[["fee", "low", "central", "high"]].sum()
    assert {one.currency for one in seen.currencies} == set(sums.index) == {"GBP", "EUR", "JPY"}
    for one in seen.currencies:
        expected = sums.loc[one.currency]
        assert [float(one.fee), float(one.low), float(one.central), float(one.high)] == pytest.approx(list(expected))
        assert one.members == (data.currency == one.currency).sum()
        assert one.ratio == pytest.approx(expected.low / expected.fee)
        own = data[data.currency == one.currency].sort_values("member_id")
        largest = own.sort_values("central", ascending=False, kind="stable")
        assert [row.member_id for row in one.largest] == list(largest.member_id[:10])
        smallest = own[own.central > 0].sort_values("central", kind="stable")
        assert [row.member_id for row in one.smallest] == list(smallest.member_id[:10])
    for counts, expected in (
        (seen.editions, data.edition.value_counts()),
        (seen.locales, data.locale.value_counts()),
        (seen.below_fee, data[data.low < data.fee].edition.value_counts()),
        (seen.zero, data[data.central == 0].edition.value_counts()),
    ):
        assert {one.label: one.number for one in counts} == dict(expected)
    assert sum(group.members for group in seen.groups) == 600
    assert {one.label for group in seen.groups for one in group.reasons} == {"a reason"}
    assert {row.status for row in seen.failed} == {"failed"}


def test_outliers_are_those_of_pandas() -> None:
    run = run_of(some_members(400))
    data = frame(run)
    data = data[(data.central > 0) & (data.fee > 0)]
    values = np.log(data.central / data.fee)
    assert (data.edition.value_counts() >= 10).all()
    middle = values.groupby(data.edition).transform("median")
    spread = (values - middle).abs().groupby(data.edition).transform("median")
    scores = 0.6745 * (values - middle) / spread
    expected = dict(zip(data.member_id[scores.abs() > 3.5], scores[scores.abs() > 3.5], strict=True))
    found = review(run, None, ()).outliers
    assert len(expected) > 3
    assert {one.row.member_id: pytest.approx(one.score) for one in found} == expected
    assert [abs(one.score) for one in found] == sorted((abs(one.score) for one in found), reverse=True)


def test_a_small_edition_is_measured_against_all() -> None:
    usual = [Told(f"M{at}", 300.0 + at, 250.0) for at in range(40)]
    few = [Told(f"F{at}", 300.0 + at, 250.0, "first-year") for at in range(8)]
    (found,) = review(run_of([*usual, *few, Told("F9", 9000.0, 250.0, "first-year")]), None, ()).outliers
    assert (found.row.member_id, found.group) == ("F9", "all editions")
    (found,) = review(run_of([*usual, *few, Told("M9", 9000.0, 250.0)]), None, ()).outliers[:1]
    assert (found.row.member_id, found.group) == ("M9", "standard")


def test_changes_since_the_earlier_run() -> None:
    earlier = run_of(
        [
            Told("same", 100.0),
            Told("up", 100.0),
            Told("down", 1000.0),
            Told("from-nothing", 0.0),
            Told("moved", 100.0, currency="EUR"),
            Told("gone", 100.0),
            Told("skipped-now", 100.0),
            Told("skipped-then", None, status="skipped"),
        ],
        "2025",
    )
    now = run_of(
        [
            Told("same", 100.0),
            Told("up", 150.0),
            Told("down", 900.0),
            Told("from-nothing", 20.0),
            Told("moved", 100.0),
            Told("skipped-now", None, status="skipped"),
            Told("skipped-then", 70.0),
            Told("new", 80.0),
        ]
    )
    seen = review(now, earlier, ())
    assert seen.compared is not None
    one = seen.compared
    assert (one.run, one.both, one.new, one.gone, one.other_currency) == ("2025", 5, 2, 2, 1)
    (pounds,) = seen.currencies
    assert [(each.row.member_id, each.difference) for each in pounds.changes] == [
        ("down", Decimal(-100)),
        ("up", Decimal(50)),
        ("from-nothing", Decimal(20)),
    ]
    assert [(each.row.member_id, each.share) for each in one.changes] == [("up", 0.5), ("down", -0.1)]
    assert review(now, None, ()).compared is None


def test_a_run_of_the_first_edition_is_named_and_not_compared() -> None:
    now = run_of([Told("M1", 150.0)])
    seen = review(now, run_of([Told("M1", 100.0)], "2025", value_model=1), ())
    assert seen.compared is None
    assert [one.changes for one in seen.currencies] == [()]
    assert seen.not_compared == "the figures of the run 2025 are from edition 1 of the value model"
    assert review(now, run_of([Told("M1", 100.0)], "2025"), ()).not_compared == ""
    assert review(now, None, ()).not_compared == ""


def test_problems_are_counted_by_kind_errors_first() -> None:
    gone = Problem("load", "error", "not a number", "row not used", row=3)
    seen = Problem("render", "warning", "no font", "an empty box", member_id="M1")
    kinds = review(run_of([Told("M1")]), None, (seen, seen, seen, gone, replace(gone, row=4))).problems
    assert [(one.severity, one.reason, one.number) for one in kinds] == [
        ("error", "not a number", 2),
        ("warning", "no font", 3),
    ]


def test_a_run_of_nobody_one_and_of_nothing() -> None:
    nobody = review(run_of([]), run_of([]), ())
    assert (nobody.currencies, nobody.outliers) == ((), ())
    assert members_to_show(nobody, ()) == ()
    one = run_of([Told("M1", 0.01)])
    assert review(one, None, ()).outliers == ()
    assert members_to_show(review(one, one, ()), one.rows) == (
        ("M1", ("among the largest in GBP", "among the smallest in GBP", "standard in en-GB")),
    )
    nothing = run_of([Told(f"M{at}", 0.0, 0.0) for at in range(30)])
    seen = review(nothing, nothing, ())
    assert (seen.zero, seen.below_fee, seen.outliers) == ((Count("standard", 30),), (), ())
    assert (seen.currencies[0].ratio, seen.currencies[0].smallest) == (None, ())


@pytest.mark.parametrize("limit", [1, 5, 24, 60])
def test_the_choice_has_extremes_and_each_edition_in_each_locale(limit: int) -> None:
    run, earlier = run_of(some_members(500)), run_of(some_members(500, seed=8), "2025")
    seen = review(run, earlier, ())
    chosen = members_to_show(seen, run.rows, limit)
    ids = [member for member, _ in chosen]
    assert len(set(ids)) == len(ids) == limit
    rendered = {row.member_id: row for row in run.rows if row.status == "rendered"}
    assert set(ids) <= rendered.keys()
    assert all(reasons for _, reasons in chosen)
    assert ids[0] == seen.currencies[0].largest[0].member_id
    if limit >= 24:
        kinds = {(row.edition, row.locale) for row in rendered.values()}
        assert {(rendered[member].edition, rendered[member].locale) for member in ids} == kinds
        said = " ".join(reason for _, reasons in chosen for reason in reasons)
        for one in seen.currencies:
            assert f"largest in {one.currency}" in said
        assert "outlier" in said
        assert "changed by" in said
