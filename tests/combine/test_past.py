"""Who was a member when: from a log of memberships, else from the fees of all years; and uses of other years."""

from __future__ import annotations

from pathlib import Path

from tests.combine.histories import MEMBERS_HEAD, RATES, combined, fees_of, member, only
from tests.workspaces import worked_example
from valuereport.model.history import History

LOG = """
[[source]]
name = "log"
table = "memberships"
format = "csv"
file = "log.csv"

[source.columns]
member = ["Member", "Other"]
name = "Name"
starts = "From"
ends = "To"
grade = "Grade"
fee = "Fee"
currency = "Currency"
reason = "Reason"
"""
LOG_HEAD = "Member,Other,Name,From,To,Grade,Fee,Currency,Reason\n"
USES = "Member,Activity,Date,Title,Quantity,Amount,Reference\n"


def logged(folder: Path, rows: str, history: str = "") -> History:
    """Combine a log of memberships with the worked example's members M1 and M2, and engagements."""
    path = worked_example(
        folder, members_csv=MEMBERS_HEAD + member("M1") + member("M2", "EUR"), history_csv=USES + history
    )
    path.write_text(path.read_text() + RATES + LOG)
    (folder / "log.csv").write_text(LOG_HEAD + rows)
    return combined(path)


def terms(history: History) -> list[tuple[str, str, str]]:
    """Return whose each membership is, its first day, and the day after its last."""
    ids = [*history.members["member_id"], *history.past.former["member_id"]]
    found = history.past.memberships
    days = (found[name].dt.strftime("%Y-%m-%d").fillna("").tolist() for name in ("starts", "ends"))
    return [(ids[row], *pair) for row, *pair in zip(found["member"].tolist(), *days, strict=True)]  # type: ignore[misc]


def test_a_log_says_who_is_and_who_was_a_member(tmp_path: Path) -> None:
    history = logged(
        tmp_path,
        "M1,,,2025-01-01,2025-12-31,Member,100,GBP,\n"
        "M1,,,2025-01-01,2025-12-31,Member,100,GBP,\n"
        "M2,,,2026-01-01,,Member,100,,\n"
        "X9,ann@old.example,Ann Old,2023-01-01,2023-12-31,Member,80,,Moved away\n"
        "X9,ann@old.example,Ann Old,2024-01-01,2024-12-31,Member,80,CHF,\n",
        "X9,cpd-webinar,2023-05-01,A,1,,\nann@old.example,cpd-webinar,2026-05-01,B,1,,\nM1,cpd-webinar,2025-05-01,C,2,,\nM1,cpd-webinar,2025-05-01,C,2,,\n",
    )
    assert terms(history) == [
        ("M1", "2025-01-01", "2026-01-01"),
        ("M2", "2026-01-01", ""),
        ("X9", "2023-01-01", "2024-01-01"),
        ("X9", "2024-01-01", "2025-01-01"),
    ]
    assert history.past.memberships["fee"].fillna(-1).tolist() == [100, 86, 80, -1]  # M2 pays in euros
    assert only(history, "no rate into GBP").value == "CHF"
    assert history.past.former["name"].tolist() == ["Ann Old"]
    uses = history.past.engagements
    assert list(zip(uses["member"], uses["date"].dt.year, uses["quantity"], strict=True)) == [
        (2, 2023, 1.0),
        (2, 2026, 1.0),
        (0, 2025, 2.0),
    ]
    assert not [one for one in history.problems if "no member" in one.reason]
    tally = next(one for one in history.tallies if one.source == "log")
    assert (tally.read, tally.counted, tally.duplicate) == (5, 4, 1)


def test_without_a_log_each_year_that_is_paid_for_is_a_membership(tmp_path: Path) -> None:
    history = fees_of(
        tmp_path,
        "Member,Amount,Currency,Paid,Year,Kind\n"
        "M1,100,GBP,2025-02-01,2025,\nM1,100,GBP,2026-02-01,2026,\n"
        "M2,90,GBP,2024-03-01,2024,\nM2,-90,GBP,2024-04-01,2024,\n"
        "M3,70,GBP,2025-12-20,2026,invoice\nM3,60,GBP,2026-01-20,2026,\n"
        "Gone,50,GBP,2023-05-05,2023,\n",
        columns='year = "Year"\nkind = "Kind"\n',
        members=member("M1") + member("M2") + member("M3", joined="2026-04-09"),
    )
    assert terms(history) == [
        ("M1", "2025-01-01", "2026-01-01"),
        ("M1", "2026-01-01", "2027-01-01"),
        ("M3", "2026-04-09", "2027-01-01"),
        ("Gone", "2023-01-01", "2024-01-01"),
    ]
    assert history.past.memberships["fee"].tolist() == [100, 100, 60, 50]
    assert history.past.payments["paid"].dt.strftime("%Y-%m-%d").tolist() == [
        *("2025-02-01", "2026-02-01", "2024-03-01", "2026-01-20", "2023-05-05"),
    ]


def test_a_payment_without_a_year_is_for_the_period_of_its_day(tmp_path: Path) -> None:
    rows = "Member,Amount,Currency,Paid\nM1,10,GBP,2024-12-31\nM1,10,GBP,2025-01-01\nM1,10,GBP,2026-06-01\n"
    years = [first for _, first, _ in terms(fees_of(tmp_path, rows))]
    assert years == ["2024-01-01", "2025-01-01", "2026-01-01"]


def test_words_of_no_activity_are_counted_in_all_years(tmp_path: Path) -> None:
    history = logged(tmp_path, "", "M1,knitting,2023-05-01,,1,,\nM1,knitting,2026-05-01,,1,,\n")
    assert [(one.word, one.uses) for one in history.past.unknown_words] == [("knitting", 2)]
