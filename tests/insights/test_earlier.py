"""Histories as they were on a day, and with what earlier runs know."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd

from tests.insights.histories import histories_of, responses_of
from valuereport.insights.earlier import as_of, with_earlier
from valuereport.model.histories import Histories


def terms(histories: Histories) -> list[tuple[str, str, str]]:
    ids, found = histories.members["member_id"], histories.memberships
    columns = (ids.iloc[found["member"]], found["starts"].dt.strftime("%Y-%m-%d"), found["origin"])
    return list(zip(*(one.tolist() for one in columns), strict=True))


def test_what_happened_later_is_not_known() -> None:
    found = as_of(
        histories_of(
            [{"member_id": "A"}],
            [("A", "2025-01-01", "2025-12-31"), ("A", "2026-01-01", "")],
            [("A", "cpd-webinar", "2025-12-31"), ("A", "cpd-webinar", "2026-01-01")],
        ),
        date(2026, 1, 1),
    )
    assert (found.as_at, len(found.engagements), terms(found)) == (
        date(2026, 1, 1),
        1,
        [("A", "2025-01-01", "memberships")],
    )


def test_an_earlier_run_knows_who_was_a_member_then_and_what_they_used() -> None:
    now = histories_of(
        [{"member_id": "A"}, {"member_id": "B"}],
        [("A", "2026-01-01", "2026-12-31"), ("B", "2025-07-01", "2026-06-30")],
        [("A", "cpd-webinar", "2026-03-01"), ("B", "template-download", "2025-08-01")],
    )
    then = replace(
        histories_of(
            [
                {"member_id": "B", "edition": "standard"},
                {"member_id": "Gone", "edition": "light-use", "joined": "2025-04-01", "fee": 90.0},
                {"member_id": "A", "edition": "standard", "fee": 100.0},
                {"member_id": "None"},
            ],
            [],
            [
                ("Gone", "cpd-webinar", "2025-05-01"),
                ("A", "cpd-webinar", "2025-06-01"),
                ("B", "template-download", "2025-08-01"),
                ("A", "cpd-webinar", "2026-03-01"),
            ],
        ),
        run="2025",
        start=date(2025, 1, 1),
        end=date(2026, 1, 1),
    )
    found = with_earlier(now, [then])
    assert terms(found) == [
        ("A", "2025-01-01", "runs"),
        ("A", "2026-01-01", "memberships"),
        ("B", "2025-07-01", "memberships"),
        ("Gone", "2025-04-01", "runs"),
    ]
    assert found.members["member_id"].tolist() == ["A", "B", "Gone", "None"]
    assert found.members["current"].tolist() == [True, True, False, False]
    ids = found.members["member_id"].iloc[found.engagements["member"]]
    assert list(zip(ids, found.engagements["date"].dt.strftime("%Y-%m"), strict=True)) == [
        *(("A", "2025-06"), ("A", "2026-03"), ("B", "2025-08"), ("Gone", "2025-05")),
    ]
    assert found.engagements["member"].dtype == now.engagements["member"].dtype


def test_responses_are_cut_and_taken_from_the_run_that_has_more_of_a_wave() -> None:
    now = histories_of([{"member_id": "A"}, {"member_id": "B"}])
    short = responses_of([(0, 0, "5")], wave="2025", day="2025-12-31")
    undated = responses_of([(1, 1, "4")], wave="2026", day="")
    now = replace(now, responses=pd.concat([short, undated], ignore_index=True))
    then = replace(histories_of([{"member_id": "Gone"}, {"member_id": "B"}]), run="2025")
    long = responses_of([(0, 0, "1"), (-1, 1, "2"), (1, 2, "3")], wave="2025", day="2025-11-01")
    then = replace(then, responses=long)
    both = with_earlier(now, [then])
    ids = [*both.members["member_id"], ""]
    assert [ids[one] for one in both.responses["member"]] == ["Gone", "", "B", "B"]
    assert both.responses[["wave", "respondent", "value"]].to_numpy().tolist() == [
        ["2025", 2, "1"],
        ["2025", 3, "2"],
        ["2025", 4, "3"],
        ["2026", 1, "4"],
    ]
    assert both.responses.dtypes.tolist() == long.dtypes.tolist()
    assert len(as_of(both, date(2025, 11, 2)).responses) == 3
    assert len(as_of(both, date(2025, 11, 1)).responses) == 0
    assert len(as_of(both, both.as_at).responses) == 4  # the day of one is not known
    assert with_earlier(both, [then]).responses.equals(both.responses)
