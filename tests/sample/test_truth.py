"""What is planted in the years before is there: counted from the files alone, in an organisation of 5,000 members."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from valuereport.sample.exports import engagement_archive, membership_log
from valuereport.sample.scene import Scene, draw_scene
from valuereport.sample.truth import (
    BANDS,
    DECOY,
    DRIVER,
    DRIVER_EFFECT,
    FIRST_USE_BY_14,
    FIRST_USE_BY_30,
    HOLE,
    ONBOARDING_EFFECT,
    RENEWAL,
)

_FIRST_YEAR = 2022
"""The first in which the archive holds the whole year before memberships were due."""


@dataclass(frozen=True)
class Past:
    """`terms`: the decided ones of the log, with due, year, band, renewed; `uses`: the archive."""

    scene: Scene
    log: pd.DataFrame
    terms: pd.DataFrame
    uses: pd.DataFrame


def _terms(log: pd.DataFrame) -> pd.DataFrame:
    """Return the terms that were due until February 2026 and were renewed or not: no death, no retirement."""
    log = log.drop_duplicates()
    log = log[(log["End Date"] > log["Start Date"]) & (log["Status"] != "Upgraded")]
    log = log.sort_values(["Member No", "Start Date"], ignore_index=True)
    log["due"] = log["End Date"] + pd.Timedelta(days=1)
    followed = log["Member No"].eq(log["Member No"].shift(-1))
    log["renewed"] = followed & (log["Start Date"].shift(-1) <= log["due"] + pd.Timedelta(days=60))
    log["spell"] = (~log["renewed"].shift(1, fill_value=False)).cumsum()
    log["tenure"] = log.groupby("spell").cumcount() + 1
    log["joined"] = log.groupby("spell")["Start Date"].transform("first")
    log["band"] = np.searchsorted(BANDS, log["tenure"], side="right") - 1
    log["year"] = log["due"].dt.year
    decided = (log["due"] < "2026-06-01") & ~log["Leaving Reason"].isin(["Deceased", "Retired"])
    return log[decided].reset_index(drop=True)


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Past:
    folder, scene = tmp_path_factory.mktemp("past"), draw_scene(5000, 7)
    membership_log.write(scene, folder)
    engagement_archive.write(scene, folder)
    uses = pd.read_csv(folder / engagement_archive.FILE, parse_dates=["Date"])
    log = pd.read_csv(folder / membership_log.FILE)
    for name in ("Start Date", "End Date"):
        log[name] = pd.to_datetime(log[name], format="%d/%m/%Y", errors="coerce")
    return Past(scene, log, _terms(log), uses)


def _exposed(past: Past, activity: str) -> tuple[pd.DataFrame, pd.Series]:
    """Return the terms of the archive's years, and which had a use in the year that ends 90 days before."""
    terms = past.terms[past.terms["year"] >= _FIRST_YEAR].reset_index(drop=True)
    found = terms.reset_index().merge(past.uses[past.uses["Activity"] == activity], on="Member No")
    before = (found["due"] - found["Date"]).dt.days
    return terms, pd.Series(terms.index.isin(found.loc[(before > 90) & (before <= 455), "index"]))


def _difference(terms: pd.DataFrame, exposed: pd.Series) -> tuple[float, float]:
    """Return the difference of renewal within strata of tenure and grade (Mantel-Haenszel), and its standard error."""
    sums = np.zeros(3)
    for _, group in terms.groupby(["band", "Grade"]):
        yes, no = (group["renewed"][which[group.index]] for which in (exposed, ~exposed))
        if len(yes) and len(no):
            weight = len(yes) * len(no) / len(group)
            noise = yes.var(ddof=0) / len(yes) + no.var(ddof=0) / len(no)
            sums += weight * (yes.mean() - no.mean()), weight, weight**2 * noise
    return sums[0] / sums[1], float(np.sqrt(sums[2])) / sums[1]


def test_the_first_renewal_is_the_hardest(past: Past) -> None:
    rates = past.terms.groupby("band")["renewed"].mean()
    assert rates.to_numpy() == pytest.approx(RENEWAL, abs=0.01)
    assert past.terms.loc[past.terms["band"] > 0, "renewed"].mean() == pytest.approx(0.9, abs=0.015)


def test_the_mix_changed_and_not_the_rate(past: Past) -> None:
    before, after = (past.terms[past.terms["year"] == year] for year in (2025, 2026))
    share, rates = [], []
    for terms in (before, after):
        first = terms["band"] == 0
        share.append(first.mean())
        rates.append((terms["renewed"][first].mean(), terms["renewed"][~first].mean(), terms["renewed"].mean()))
    assert share[1] > share[0] + 0.1
    assert 0 < rates[1][0] - rates[0][0] < 0.02
    assert 0 < rates[1][1] - rates[0][1] < 0.02
    assert rates[1][2] < rates[0][2] - 0.01


def test_what_drives_renewal_does_so_in_each_band(past: Past) -> None:
    terms, asked = _exposed(past, DRIVER)
    assert 0.35 < asked.mean() < 0.5
    difference, error = _difference(terms, asked)
    assert difference == pytest.approx(DRIVER_EFFECT, abs=0.015)
    assert error < 0.006
    for _, group in terms.groupby("band"):
        rate = group["renewed"].groupby(asked[group.index]).mean()
        assert 0.04 < rate[True] - rate[False] < 0.14


def test_what_only_looks_so_does_nothing_given_tenure_and_grade(past: Past) -> None:
    terms, went = _exposed(past, DECOY)
    assert 0.3 < went.mean() < 0.5
    assert terms["renewed"][went].mean() - terms["renewed"][~went].mean() > 0.03
    difference, error = _difference(terms, went)
    assert abs(difference) < 2.5 * error < 0.015


def test_joiners_begin_late_and_those_who_begin_early_stay(past: Past) -> None:
    terms = past.terms
    again = terms["Member No"].duplicated()
    archived = (terms["joined"] >= "2020-10-01") & (terms["joined"] < "2025-09-01")
    joiners = terms[(terms["tenure"] == 1) & ~again & archived].reset_index()
    uses = past.uses[past.uses["Activity"] != "Forum reply"].merge(joiners, on="Member No")
    days = (uses["Date"] - uses["joined"]).dt.days.groupby(uses["index"]).min().reindex(joiners["index"])
    first = days.fillna(9999).to_numpy()
    assert (first <= 14).mean() == pytest.approx(FIRST_USE_BY_14, abs=0.03)
    assert (first <= 30).mean() == pytest.approx(FIRST_USE_BY_30, abs=0.03)
    renewed = joiners["renewed"].to_numpy()
    assert renewed[first <= 30].mean() - renewed[first > 30].mean() == pytest.approx(ONBOARDING_EFFECT, abs=0.05)


def test_the_hole_is_in_one_activity_alone(past: Past) -> None:
    what, since, until = HOLE
    gone = past.uses["Date"].between(pd.Timestamp(since), pd.Timestamp(until), inclusive="left")
    by_activity = past.uses[gone]["Activity"].value_counts()
    assert what not in by_activity
    assert by_activity.min() > 100
    assert (past.uses["Activity"] == what).sum() > 5000


def test_nobody_uses_anything_before_joining_or_after_leaving(past: Past) -> None:
    log = past.log.groupby("Member No").agg(joined=("Start Date", "min"), until=("End Date", "max"))
    former = np.isin(log.index, [one.member_no for one, _ in past.scene.organisation.memberships], invert=True)
    uses = past.uses.merge(log[former], left_on="Member No", right_index=True)
    assert len(uses) > 10_000
    assert (uses["Date"] >= uses["joined"]).all()
    assert (uses["Date"] <= uses["until"]).all()
    assert past.uses["Date"].max() < pd.Timestamp(2026, 2, 1)


def test_the_log_has_what_logs_have(past: Past) -> None:
    terms = past.terms
    after = terms.groupby("Member No")["Start Date"].shift(-1) - terms["due"]
    days = after.dt.days.dropna()
    assert ((days < 0) & (days >= -25)).sum() > 100  # paid early
    assert days.between(14, 50).sum() > 100  # late, and within the grace
    assert (days > 365).sum() > 100  # away for years


def test_a_small_organisation_has_each_kind_of_row(tmp_path: Path) -> None:
    membership_log.write(draw_scene(240, 2026), tmp_path)
    log = pd.read_csv(tmp_path / membership_log.FILE)
    assert {"Honorary", "Associate", "Member", "Fellow", "Corporate"} == {*log["Grade"]}
    assert {"Upgraded", "Current", "Renewed", "Lapsed", "Resigned", "Ended"} == {*log["Status"]}
    assert {"Deceased", "Retired", "Non-payment"} <= {*log["Leaving Reason"].dropna()}
    assert log.duplicated().sum() == 1
    days = {name: pd.to_datetime(log[name], format="%d/%m/%Y", errors="coerce") for name in ("Start Date", "End Date")}
    starts, ends = days.values()
    assert (starts.isna().sum(), (ends < starts).sum()) == (1, 1)
    assert (tmp_path / membership_log.FILE).stat().st_size < 300_000
    assert engagement_archive.write(draw_scene(240, 2026), tmp_path).earlier > 5000
    assert (tmp_path / engagement_archive.FILE).stat().st_size < 650_000
