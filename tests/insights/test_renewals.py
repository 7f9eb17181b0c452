"""Which memberships were due, and what became of them."""

from __future__ import annotations

from datetime import date

from tests.insights.histories import histories_of
from valuereport.insights.renewals import Outcome, renewals
from valuereport.settings.insights import InsightRules


def outcomes(*terms: tuple[object, ...], as_at: date = date(2027, 1, 1), **member: object) -> list[str]:
    found = renewals(histories_of([{"member_id": "A", **member}], terms, as_at=as_at), InsightRules())
    return [Outcome(one).name for one in found.terms["outcome"]]


def test_a_term_is_renewed_where_another_begins_before_the_grace_is_over() -> None:
    assert outcomes(("A", "2024-01-01", "2024-12-31"), ("A", "2025-03-01", "2026-02-28")) == ["RENEWED", "LAPSED"]


def test_after_the_grace_a_member_has_lapsed_and_joined_anew() -> None:
    first, second = ("A", "2024-01-01", "2024-12-31"), ("A", "2025-03-03", "2026-12-31")
    found = renewals(histories_of([{"member_id": "A"}], [first, second]), InsightRules())
    assert [Outcome(one).name for one in found.terms["outcome"]] == ["LAPSED", "RENEWED", "NOT_DUE"]
    assert found.terms["spell"].tolist() == [0, 1, 1]
    assert found.terms["tenure"].tolist() == [1, 1, 2]


def test_what_is_not_decided_is_not_counted_however_early_somebody_renewed() -> None:
    assert outcomes(("A", "2025-12-01", "2026-11-30"), ("A", "2026-12-01", "2027-11-30")) == ["NOT_DUE", "NOT_DUE"]


def test_a_row_of_several_years_is_a_term_a_year() -> None:
    assert outcomes(("A", "2021-05-01", "2024-04-30")) == ["RENEWED", "RENEWED", "LAPSED"]
    assert outcomes(("A", "2024-05-01", "")) == ["RENEWED", "RENEWED", "NOT_DUE"]


def test_death_a_free_grade_and_another_grade_are_no_lapses() -> None:
    assert outcomes(("A", "2024-01-01", "2024-12-31", {"reason": "deceased"})) == ["EXCUSED"]
    assert outcomes(("A", "2024-01-01", "2024-12-31", {"grade": "Honorary"})) == ["COMPLIMENTARY"]
    upgraded = outcomes(
        ("A", "2024-01-01", "2024-12-31", {"grade": "Associate"}),
        ("A", "2024-07-01", "2025-06-30", {"grade": "Fellow"}),
    )
    assert upgraded == ["CHANGED", "LAPSED"]


def test_the_tenure_counts_from_the_day_of_joining() -> None:
    terms = [("A", "2023-01-01", "2023-12-31"), ("A", "2024-01-01", "2024-12-31")]
    found = renewals(histories_of([{"member_id": "A", "joined": "2011-03-09"}], terms), InsightRules())
    assert found.terms["tenure"].tolist() == [13, 14]


def test_the_tenure_of_who_was_there_when_the_data_begin_is_known_from_the_day_of_joining_alone() -> None:
    terms = [(one, f"{year}-01-01", f"{year}-12-31") for one, year in (("A", 2023), ("B", 2023), ("C", 2024))]
    found = renewals(
        histories_of([{"member_id": "A", "joined": "2023-01-01"}, {"member_id": "B"}, {"member_id": "C"}], terms),
        InsightRules(),
    )
    assert found.terms["tenure_known"].tolist() == [True, False, True]


def test_the_term_in_which_somebody_joined_is_the_first_one_however_long_it_is() -> None:
    terms = [("A", "2023-11-20", "2025-01-31"), ("A", "2025-02-01", "2026-01-31")]
    for joined in ("2023-11-20", "2023-11-02", ""):
        found = renewals(histories_of([{"member_id": "A", "joined": joined}], terms), InsightRules())
        assert found.terms["tenure"].tolist() == [1, 2]


def test_rows_that_cannot_be_are_named_and_the_others_count() -> None:
    found = renewals(
        histories_of(
            [{"member_id": "A"}, {"member_id": "B"}],
            [
                ("A", "2024-06-01", "2024-01-31"),
                ("A", "2028-01-01", "2028-12-31"),
                ("A", "2024-01-01", "2024-12-31"),
                ("A", "2024-06-01", "2025-05-31"),
                ("B", "2024-01-01", "2024-12-31"),
            ],
        ),
        InsightRules(),
    )
    assert [(one.row, one.column, one.member_id) for one in found.problems] == [
        (2, "ends", "A"),
        (3, "starts", "A"),
        (5, "starts", "A"),
    ]
    assert [Outcome(one).name for one in found.terms["outcome"]] == ["RENEWED", "LAPSED", "LAPSED"]


def test_nobody_has_memberships() -> None:
    assert renewals(histories_of([{"member_id": "A"}]), InsightRules()).terms.empty
