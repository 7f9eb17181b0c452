"""The health score can be derived by hand, knows nothing of later days and other members, and says how sure it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from math import log
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.insights.histories import histories_of
from valuereport.insights.health import COLUMNS, _bands, health, health_scores
from valuereport.insights.health_parts import PARTS, PartsOfHistories, weights_of
from valuereport.insights.renewals import renewals
from valuereport.model.histories import Histories
from valuereport.model.insight import Health, MemberList, Withheld
from valuereport.settings.insights import HealthWeights, InsightRules

ACTIVITIES = ("cpd-webinar", "template-download", "forum-post")
RULES = InsightRules(contribution=("forum-post",), smallest=5)
Use = tuple[str, str, str]


def day(text: str) -> int:
    return int(np.datetime64(text, "D").astype(np.int64))


def parts(histories: Histories, member: int, on: str, rules: InsightRules = RULES) -> list[float]:
    found = PartsOfHistories(histories, renewals(histories, rules), rules)
    return found.at(np.array([member]), np.array([day(on)])).values[0].tolist()  # type: ignore[no-any-return]


def scored(histories: Histories, rules: InsightRules = RULES) -> tuple[Health, MemberList]:
    mask = ~histories.members["no_scoring"].to_numpy(dtype=bool)
    found = health(histories, renewals(histories, rules), rules, mask)
    assert not isinstance(found, Withheld)
    return found


def organisation(many: int, **more: Any) -> Histories:
    """Members 0, 1 ... of whom each has so many webinars in December, and a membership since its year."""
    ids = [f"M{number}" for number in range(many)]
    uses: list[Use] = [("M0", "cpd-webinar", "2024-01-01")]
    uses += [(one, "cpd-webinar", f"2026-12-{n + 1:02d}") for at, one in enumerate(ids) for n in range(at)]
    terms = [(one, f"{2026 - at % 5}-01-01", "2026-12-31") for at, one in enumerate(ids)]
    return histories_of([{"member_id": one, **more} for one in ids], terms, uses, activities=ACTIVITIES)


def test_every_part_by_hand() -> None:
    uses: list[Use] = [
        ("A", "cpd-webinar", "2026-10-02"),  # 90 days before 31 December, the last day that is known
        ("A", "cpd-webinar", "2026-05-01"),
        ("A", "forum-post", "2026-01-01"),  # the first day of the year before 1 January 2027
        ("A", "template-download", "2025-12-31"),  # a day before
    ]
    histories = histories_of([{"member_id": "A"}], [("A", "2024-07-02", "2027-07-01")], uses, activities=ACTIVITIES)
    found = parts(histories, 0, "2027-01-01")
    assert found == pytest.approx([0.5, 2 / 4, log(4) / log(13), 1 / 4, 913 / 1826.25])
    _, rows = scored(histories, RULES.model_copy(update={"smallest": 1}))
    points = (15.0, 10.0, 13.5, 2.5, 7.5)
    assert rows.rows == (("A", "", 48.5, *points, 1, 1, 1, date(2026, 10, 2)),)


def test_no_use_is_zero_and_a_part_is_never_over_one() -> None:
    uses: list[Use] = [("A", name, f"2026-12-{n:02d}") for n in range(1, 32) for name in ACTIVITIES]
    terms = [("A", "2010-01-01", "2027-12-31"), ("B", "2026-12-31", "2027-12-31")]
    histories = histories_of([{"member_id": "A"}, {"member_id": "B"}], terms, uses, activities=ACTIVITIES)
    assert parts(histories, 0, "2027-01-01") == [1, 3 / 4, 1, 1, 1]
    assert parts(histories, 1, "2027-01-01") == pytest.approx([0, 0, 0, 0, 1 / 1826.25])


def test_a_lapse_begins_the_relationship_anew_and_who_has_lapsed_has_none() -> None:
    terms = [("A", "2020-01-01", "2021-12-31"), ("A", "2025-01-01", "2025-12-31")]
    histories = histories_of([{"member_id": "A", "joined": "2015-01-01"}], terms, activities=ACTIVITIES)
    assert parts(histories, 0, "2025-07-01")[4] == pytest.approx(181 / 1826.25)
    assert parts(histories, 0, "2026-03-01")[4] > 0  # within the grace
    assert parts(histories, 0, "2026-03-03")[4] == 0
    unrecorded = histories_of([{"member_id": "A", "joined": "2015-01-01"}], activities=ACTIVITIES)
    assert parts(unrecorded, 0, "2017-01-01")[4] == pytest.approx(731 / 1826.25)
    assert parts(unrecorded, 0, "2015-01-01")[4] == 0


def test_different_activities_are_counted_of_any_number() -> None:
    names = [f"a{number}" for number in range(130)]
    uses: list[Use] = [("A", name, "2026-06-01") for name in (names[0], names[63], names[64], names[64])]
    histories = histories_of([{"member_id": "A"}], (), uses, activities=names)
    assert parts(histories, 0, "2027-01-01")[1] == 3 / 4


DAYS = st.dates(date(2023, 1, 1), date(2026, 12, 31))
USES = st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from(ACTIVITIES), DAYS.map(str)), max_size=20)
TERMS = st.lists(st.tuples(st.sampled_from("AB"), DAYS.map(str), st.just("")), max_size=3)


@settings(max_examples=60, deadline=None)
@given(USES, TERMS, DAYS.map(str))
def test_nothing_later_and_nobody_else_changes_a_score(uses: list[Use], terms: list[Use], moment: str) -> None:
    people = [{"member_id": one, "joined": "2022-05-05"} for one in "AB"]
    terms = [(one, starts, str(date.fromisoformat(starts) + timedelta(days=364))) for one, starts, _ in terms]
    whole = parts(histories_of(people, terms, uses, activities=ACTIVITIES), 0, moment)
    if any(one == "A" for one, *_ in terms) == any(one == "A" and starts < moment for one, starts, _ in terms):
        before = [[one for one in rows if one[2 if rows is uses else 1] < moment] for rows in (uses, terms)]
        assert parts(histories_of(people, before[1], before[0], activities=ACTIVITIES), 0, moment) == whole
    alone = [[one for one in rows if one[0] == "A"] for rows in (uses, terms)]
    assert parts(histories_of(people[:1], alone[1], alone[0], activities=ACTIVITIES), 0, moment) == whole
    assert all(0 <= part <= 1 for part in whole)


def test_ranks_are_those_of_every_weight_a_quarter_up_and_down() -> None:
    histories = organisation(12)
    found, rows = scored(histories)
    member = np.arange(12)
    values = PartsOfHistories(histories, renewals(histories, RULES), RULES).at(member, np.full(12, day("2027-01-01")))
    weights = weights_of(RULES, ACTIVITIES)
    ranks = []
    for at in range(len(PARTS)):
        for factor in (1, 0.75, 1.25):
            changed = [weight * (factor if at == place else 1) for place, weight in enumerate(weights)]
            scores = [sum(w * p for w, p in zip(changed, row, strict=True)) / sum(changed) for row in values.values]
            ranks.append([1 + sum(other < own - 1e-12 for other in scores) for own in scores])
    by_id = {row[0]: row for row in rows.rows}
    assert [by_id[f"M{at}"][8:11] for at in range(12)] == [
        (ranks[0][at], min(each[at] for each in ranks), max(each[at] for each in ranks)) for at in range(12)
    ]
    fifths = np.array(ranks) - 1
    stays = ((fifths * 5 // 12) == (fifths[0] * 5 // 12)).all(axis=0).mean()
    assert found.stable == stays
    assert [row[8] for row in rows.rows] == sorted(row[8] for row in rows.rows)  # type: ignore[type-var]
    assert rows.columns == COLUMNS


def test_zeros_and_ties_are_told_apart() -> None:
    people = [{"member_id": f"M{number}"} for number in range(8)]
    uses: list[Use] = [(f"M{number}", "cpd-webinar", "2026-12-31") for number in range(3)]
    uses += [("M3", "cpd-webinar", "2026-11-01")]
    found, rows = scored(histories_of(people, (), uses, activities=ACTIVITIES))
    assert (found.zeros, found.ties) == (4, 3)
    assert [row[8] for row in rows.rows] == [1, 1, 1, 1, 5, 6, 6, 6]


def test_nobody_without_a_basis_and_nobody_who_objects() -> None:
    histories = organisation(12)
    terms = renewals(histories, RULES)
    assert health(histories, terms, RULES, Withheld("no_scoring_basis")) == Withheld("no_scoring_basis")
    mask = np.ones(12, dtype=np.bool_)
    mask[[3, 4]] = False
    found = health(histories, terms, RULES, mask)
    assert not isinstance(found, Withheld)
    assert found[0].opted_out == 2
    assert {row[0] for row in found[1].rows} == {f"M{number}" for number in range(12) if number not in (3, 4)}
    assert sum(band.members for band in found[0].bands) == 10
    scores = health_scores(histories, terms, RULES, mask)
    assert np.isnan(scores).nonzero()[0].tolist() == [3, 4]
    assert sorted(np.round(scores[mask], 1)) == [row[2] for row in found[1].rows]
    assert health(histories, terms, RULES, np.arange(12) < 4) == Withheld("too_few", 5, 4)
    idle = replace(histories, engagements=histories.engagements.iloc[:0])
    assert health(idle, terms, RULES, mask) == Withheld("no_engagements")


def test_a_month_s_median_is_that_of_its_last_day() -> None:
    histories = organisation(8)
    found, _ = scored(histories)
    months = dict(found.months)
    assert [*months] == [f"2026-{month:02d}" for month in range(1, 13)]
    at_end = PartsOfHistories(histories, renewals(histories, RULES), RULES)
    weights = weights_of(RULES, ACTIVITIES)
    november = at_end.at(np.arange(8), np.full(8, day("2026-12-01"))).scores(weights)
    assert months["2026-11"] == pytest.approx(np.median(november))
    earlier = replace(histories, as_at=date(2026, 11, 20))
    assert scored(earlier)[0].months[-1][0] == "2026-10"
    # Uses on record from March 2026 on: no score before February 2027 would say anything but that.
    young = histories_of(
        [{"member_id": f"M{n}"} for n in range(8)],
        [(f"M{n}", "2025-01-01", "2026-12-31") for n in range(8)],
        [("M1", "cpd-webinar", "2026-03-01")],
        activities=ACTIVITIES,
    )
    assert scored(young)[0].months == ()
    assert all(band.renewal.n == 0 for band in scored(young)[0].bands)


def test_a_band_says_how_members_with_such_a_score_renewed() -> None:
    """Sixteen were idle 90 days before they were due, twelve of whom left; sixteen were active, and all renewed."""
    people, terms, uses = [], [], [("M0", "forum-post", "2023-01-01")]
    for number in range(32):
        name, active = f"M{number}", number >= 16
        people.append({"member_id": name, "current": number >= 12})
        terms.append((name, "2025-01-01", "2025-12-31"))
        if number >= 12:
            terms.append((name, "2026-01-01", "2026-12-31"))
        if active:
            uses += [(name, each, f"2025-{month:02d}-28") for each in ACTIVITIES for month in range(1, 10)]
        else:
            uses += [(name, "cpd-webinar", "2025-12-24")]  # after the moment that counts
    histories = histories_of(people, terms, uses, activities=ACTIVITIES)
    found, _ = scored(histories, RULES.model_copy(update={"smallest": 3}))
    low, *_, high = [band for band in found.bands if band.renewal.n]
    assert (low.low, low.renewal.value, low.renewal.n) == (0, 4 / 16, 16)
    assert (low.renewal.low, low.renewal.high) == (pytest.approx(0.1018, abs=1e-4), pytest.approx(0.4950, abs=1e-4))
    assert (high.high, high.renewal.value, high.renewal.n) == (100, 1.0, 16)


@pytest.mark.parametrize(
    ("counts", "bands"),
    [
        ((10, 10, 10, 10, 10), [(0, 19), (20, 39), (40, 59), (60, 79), (80, 100)]),
        ((3, 2, 10, 10, 10), [(0, 39), (40, 59), (60, 79), (80, 100)]),
        ((10, 0, 10, 10, 1), [(0, 19), (20, 39), (40, 59), (60, 100)]),
        ((10, 0, 0, 0, 1), [(0, 100)]),
        ((10, 2, 0, 1, 1), [(0, 100)]),
    ],
)
def test_a_small_band_joins_its_neighbour(counts: tuple[int, ...], bands: list[tuple[int, int]]) -> None:
    scores = np.array([20.0 * band + 5 for band, count in enumerate(counts) for _ in range(count)])
    found = _bands(scores, (np.empty(0), np.empty(0, dtype=np.bool_)), 5)
    assert all(not 0 < band.members < 5 for band in found)
    assert sum(band.members for band in found) == sum(counts)
    assert [(band.low, band.high) for band in found] == bands


def test_weights_are_of_hundred_and_contribution_weighs_nothing_where_nothing_is_recorded() -> None:
    histories = organisation(6)
    weights = HealthWeights(recency=3, breadth=0, depth=0, contribution=9, relationship=1)
    heavy = RULES.model_copy(update={"health": weights})
    shares = [part.weight for part in scored(histories, heavy)[0].parts]
    assert shares == pytest.approx([300 / 13, 0, 0, 900 / 13, 100 / 13])
    none = heavy.model_copy(update={"contribution": ("mentoring",)})
    assert [part.weight for part in scored(histories, none)[0].parts] == [75, 0, 0, 0, 25]
