"""One occasion gives value once: rows of one export or of several that may tell of the same thing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.calculator.organisations import Use, line_of, organisation, valuation, worth
from valuereport.errors import Problem
from valuereport.pipeline.calculated import CalculatedMembers

PRICES = {"hour": 40, "price": 50, "hours": 2.5, "saving": 30}
WEBINAR = {"benefit": "cpd", "nonmember_price": "price"}
ACTIVITIES = {
    "webinar": {"benefit": "cpd"},
    "handout": {"benefit": "time_saved", "hours_saved": "hours"},  # 100
    "shop": {"benefit": "savings", "unit_saving": "saving"},  # 30
    "committee": {"benefit": "community"},
}


def twice(valued: CalculatedMembers) -> list[Problem]:
    return [one for one in valued.valuations.problems if one.reason.startswith("may be counted twice")]


def webinar(saved: float, title: str = "", **other: str) -> Use:
    return Use("webinar", title=title, list=saved + 10, paid=10, **other)  # type: ignore[arg-type]


def test_the_same_title_in_two_sources_counts_the_smaller_value(tmp_path: Path) -> None:
    uses = [webinar(40, "Fire safety", source="shop"), webinar(25, "  FIRE Safety ", source="zoom")]
    valued = organisation(tmp_path, PRICES, ACTIVITIES, uses)
    assert worth(valued) == pytest.approx(25)
    (problem,) = twice(valued)
    assert (problem.stage, problem.severity, problem.file, problem.row) == ("calculate", "warning", "shop.csv", 2)
    assert "zoom.csv row 2" in problem.reason
    assert problem.member_id == "M1"
    assert "beside" in problem.action
    assert {one.source: one.counted for one in line_of(valued).evidence} == {"shop": 0, "zoom": 1}


@pytest.mark.parametrize(
    "other",
    [
        {"title": "Fire safety 2"},
        {"date": "2026-03-03"},
        {"member": "M2"},
        {"source": "shop"},  # in one source a title may come twice; only a reference may not
        {"title": ""},
    ],
)
def test_another_title_day_or_member_is_another_occasion(tmp_path: Path, other: dict[str, str]) -> None:
    second = {"title": "Fire safety", "source": "zoom"} | other
    uses = [webinar(40, "Fire safety", source="shop"), webinar(25, **second)]
    valued = organisation(tmp_path, PRICES, ACTIVITIES, uses, members=({}, {}))
    assert worth(valued, 0) + worth(valued, 1) == pytest.approx(65)
    assert twice(valued) == []


def test_rows_without_a_title_are_not_alike(tmp_path: Path) -> None:
    valued = organisation(tmp_path, PRICES, ACTIVITIES, [webinar(40, source="shop"), webinar(25, source="zoom")])
    assert worth(valued) == pytest.approx(65)


def test_the_same_reference_in_one_source_counts_the_smaller_value(tmp_path: Path) -> None:
    uses = [webinar(40, "One", reference="r1"), webinar(25, "Other", reference="r1"), webinar(5, reference="r2")]
    valued = organisation(tmp_path, PRICES, ACTIVITIES, uses)
    assert worth(valued) == pytest.approx(30)
    (problem,) = twice(valued)
    assert problem.row == 2


def test_a_reference_of_another_source_is_another_reference(tmp_path: Path) -> None:
    uses = [webinar(40, "One", reference="r1"), webinar(25, "Other", reference="r1", source="zoom")]
    assert worth(organisation(tmp_path, PRICES, ACTIVITIES, uses)) == pytest.approx(65)


@pytest.mark.parametrize(
    ("beside", "expected"), [({}, 40), ({"webinar": ["handout"]}, 140), ({"handout": ["webinar"]}, 140)]
)
def test_of_several_activities_the_first_of_the_taxonomy_counts_unless_beside(
    tmp_path: Path, beside: dict[str, list[str]], expected: float
) -> None:
    activities = {name: keys | {"beside": beside.get(name, [])} for name, keys in ACTIVITIES.items()}
    # The handout is worth 100: more than the webinar, which comes first all the same.
    uses = [Use("handout", title="Fire safety", source="downloads"), webinar(40, "Fire safety", source="zoom")]
    valued = organisation(tmp_path, PRICES, activities, uses)
    assert worth(valued) == pytest.approx(expected)
    assert len(twice(valued)) == (expected == 40)


def test_rows_that_are_linked_by_a_third_are_one_occasion(tmp_path: Path) -> None:
    """An order of two lines in the shop, one of which has the webinar's title in the report of who was there."""
    uses = [
        webinar(40, "Fire safety", source="shop", reference="7"),
        webinar(30, "Ticket", source="shop", reference="7"),
        webinar(50, "Fire safety", source="zoom"),
    ]
    valued = organisation(tmp_path, PRICES, ACTIVITIES, uses)
    assert worth(valued) == pytest.approx(30)


def test_three_sources_give_value_once(tmp_path: Path) -> None:
    uses = [webinar(40, "Fire safety", source=name) for name in ("a", "c")]
    uses += [webinar(25, "Fire safety", source="b"), Use("shop", title="Fire safety", source="b")]
    valued = organisation(tmp_path, PRICES, ACTIVITIES, uses)
    assert worth(valued) == pytest.approx(25)
    assert [(one.file, one.row) for one in twice(valued)] == [("a.csv", 2), ("b.csv", 3), ("c.csv", 2)]


def test_what_stands_beside_the_first_stands_beside_it_alone(tmp_path: Path) -> None:
    # The shop stands beside the handout, but the webinar leaves the handout out: the shop is then beside nothing.
    activities = ACTIVITIES | {"shop": ACTIVITIES["shop"] | {"beside": ["handout"]}}
    uses = [webinar(40, "Fire safety", source="a"), Use("handout", title="Fire safety", source="b")]
    uses.append(Use("shop", title="Fire safety", source="c"))
    assert worth(organisation(tmp_path, PRICES, activities, uses)) == pytest.approx(40)


def test_a_source_that_has_an_occasion_in_two_rows_is_one_visit(tmp_path: Path) -> None:
    uses = [webinar(25, "Fire safety", source="zoom"), webinar(20, "Fire safety", source="zoom")]
    uses.append(webinar(40, "Fire safety", source="shop"))
    valued = organisation(tmp_path, PRICES, ACTIVITIES, uses)
    assert worth(valued) == pytest.approx(40)  # and not 25 or 20: both hours of the report are one visit, of 45
    assert len(twice(valued)) == 2


def test_community_takes_no_value_away_and_is_counted(tmp_path: Path) -> None:
    activities = {"committee": ACTIVITIES["committee"], **ACTIVITIES}
    uses = [Use("committee", title="Fire safety", source="a"), webinar(40, "Fire safety", source="b")]
    valued = organisation(tmp_path, PRICES, activities, uses)
    assert worth(valued) == pytest.approx(40)
    assert valuation(valued).community == (("committee", 1.0, 1),)


def test_what_is_left_out_uses_up_no_cap(tmp_path: Path) -> None:
    activities = {"webinar": WEBINAR | {"cap_per_year": 2}}
    uses = [Use("webinar", title="A", source=name, paid=0) for name in ("a", "b")]
    uses.append(Use("webinar", title="B", source="a", paid=0, date="2026-05-05"))
    valued = organisation(tmp_path, PRICES, activities, uses)
    assert worth(valued) == pytest.approx(100)


NAMES = ("webinar", "handout", "shop", "committee")
ROWS = st.lists(
    st.builds(
        Use,
        activity=st.sampled_from(NAMES),
        quantity=st.sampled_from([1.0, 2.0]),
        date=st.sampled_from(["2026-03-02", "2026-03-03"]),
        title=st.sampled_from(["", "A", "a", "B"]),
        reference=st.sampled_from(["", "r1", "r2"]),
        list=st.sampled_from([60.0, 90.0]),
        paid=st.sampled_from([5.0, 75.0]),
        source=st.sampled_from(["a", "b", "c"]),
    ),
    max_size=8,
    unique=True,
)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS, st.integers(0, 9))
def test_an_occasion_is_never_worth_more_than_its_most_valuable_visit(
    tmp_path: Path, rows: list[Use], seed: int
) -> None:
    # Each row alone, of a member of its own; then one member with all of them, and one with them in another order.
    apart = [replace(row, member=f"M{number}") for number, row in enumerate(rows, 1)]
    together, again = len(rows), len(rows) + 1
    shuffled = Random(seed).sample(rows, len(rows))  # noqa: S311 - an order of rows
    of_both = [
        replace(row, member=f"M{at + 1}") for at, order in ((together, rows), (again, shuffled)) for row in order
    ]
    valued = organisation(tmp_path, PRICES, ACTIVITIES, apart + of_both, members=({},) * (len(rows) + 2))
    alone = [(row, worth(valued, at)) for at, row in enumerate(rows)]
    assert worth(valued, together) <= sum(value for _, value in alone) + 1e-9
    for day in {row.date for row in rows}:
        for title in ("a", "b"):
            same = [(row, value) for row, value in alone if (row.date, row.title.lower()) == (day, title)]
            visits = [sum(value for row, value in same if row.source == source) for source in "abc"]
            counted = sum(
                one.value
                for line in valuation(valued, together).lines
                for one in line.evidence
                if (str(one.date), one.title.lower()) == (day, title)
            )
            assert counted <= max(visits) + 1e-9
    assert worth(valued, again) == pytest.approx(worth(valued, together))
    said = Counter(one.member_id for one in twice(valued))
    assert said[f"M{again + 1}"] == said[f"M{together + 1}"]
    assert sum(said.values()) == 2 * said[f"M{again + 1}"]  # a row alone is no second one
