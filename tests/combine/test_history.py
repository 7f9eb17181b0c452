"""Whose row is it, and what becomes of it: identity, duplicates, rejoins, fees, and tallies that add up."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workspaces import edited, worked_example
from valuereport.combine import Roster, combine
from valuereport.console.check import problem_counts
from valuereport.errors import Problem
from valuereport.loaders import load
from valuereport.model.history import History, Tally
from valuereport.settings import load_settings

MEMBERS = """\
Member,Name,Email,Locale,Currency,Grade,Joined,Renewal,Street,City,Postcode,Country
W1,Wilma Worked,wilma@guild.example,en-GB,GBP,Member,2015-03-01,2027-01-01,2 Sample Street,London,EC1A 1AB,GB
W2,Wim Shared,shared@guild.example,en-GB,GBP,Member,2015-03-01,2027-01-01,3 Sample Street,London,EC1A 1AB,GB
W3,Wen Shared,SHARED@guild.example,en-GB,EUR,Member,2026-03-01,2027-01-01,4 Sample Street,London,EC1A 1AB,GB
W4,Wout Mailless,,en-GB,GBP,Member,2015-03-01,2027-01-01,5 Sample Street,London,EC1A 1AB,GB
"""
FEES = """\
Member,Amount,Currency,Paid
W1,325.00,GBP,2026-01-05
W2,300.00,GBP,2026-01-05
W2,-0,GBP,2025-12-31
W3,400.00,EUR,2026-01-05
nobody@guild.example,1.00,GBP,2026-01-05
"""
HISTORY_HEAD = "Member,Activity,Date,Title,Quantity,Amount,Reference\n"


def combined(folder: Path, history: str, members: str = MEMBERS, fees: str = FEES) -> History:
    path = worked_example(folder, members_csv=members, fees_csv=fees, history_csv=HISTORY_HEAD + history)
    settings = load_settings(path)
    return combine(load(settings), settings)


def tally(history: History, source: str) -> Tally:
    return next(found for found in history.tallies if found.source == source)


def problem(history: History, words: str) -> Problem:
    found = [one for one in history.problems if words in one.reason]
    assert len(found) == 1, [one.reason for one in history.problems]
    return found[0]


def test_ids_and_addresses_lead_to_the_member_whatever_their_case(tmp_path: Path) -> None:
    history = combined(
        tmp_path,
        "w1,referral,2026-05-01,A,1,,\nWILMA@Guild.example,referral,2026-05-02,B,1,,\nW1,referral,2026-05-03,C,1,,\n",
    )
    assert history.engagements["member"].tolist() == [0, 0, 0]


def test_countries_are_read_in_words_and_what_is_none_is_a_problem(tmp_path: Path) -> None:
    rows = MEMBERS.replace(",GB\n", ",England\n", 1).replace(",GB\n", ",deu\n", 1).replace(",GB\n", ",XX\n", 1)
    history = combined(tmp_path, "", rows.replace(",GB\n", ",\n", 1))
    assert history.members["country"].tolist() == ["GB", "DE", "XX", ""]
    assert Roster(history)[0].country == "GB"
    found = problem(history, "no country has this name or code")
    assert (found.severity, found.member_id, found.column, found.value, found.row) == (
        "warning",
        "W3",
        "country",
        "XX",
        4,
    )


def test_an_unknown_address_is_a_problem_and_not_a_loss(tmp_path: Path) -> None:
    history = combined(tmp_path, "stranger@guild.example,referral,2026-05-01,A,1,,\n")
    found = problem(history, "no member or contact has this id")
    assert (found.file, found.row, found.column, found.value) == ("history.csv", 2, "member", "stranger@guild.example")
    assert tally(history, "history").unmatched == 1


def test_two_members_with_one_address_get_nothing_by_it(tmp_path: Path) -> None:
    history = combined(tmp_path, "shared@guild.example,referral,2026-05-01,A,1,,\nW2,referral,2026-05-01,A,1,,\n")
    assert "W2, W3" in problem(history, "2 members have this id or address").reason
    assert problem(history, "several members have this").row == 2
    assert history.engagements["member"].tolist() == [1]


def test_a_member_without_address_is_said_and_kept(tmp_path: Path) -> None:
    history = combined(tmp_path, "W4,referral,2026-05-01,A,1,,\n")
    assert problem(history, "no email address").member_id == "W4"
    assert history.engagements["member"].tolist() == [3]
    assert Roster(history)[3].email == ""


def test_exact_duplicates_are_dropped_and_counted(tmp_path: Path) -> None:
    row = "W1,referral,2026-05-01,A,1,,r1\n"
    history = combined(tmp_path, row + row + row.replace("r1", "r2"))
    assert tally(history, "history") == Tally("history", "engagements", read=3, counted=2, duplicate=1)


def test_an_engagement_before_joining_does_not_count(tmp_path: Path) -> None:
    history = combined(tmp_path, "W3,referral,2026-02-28,A,1,,\nW3,referral,2026-03-01,B,1,,\n")
    found = problem(history, "before the member joined")
    assert (found.row, found.value, found.member_id) == (2, "2026-02-28", "W3")
    assert history.engagements["title"].tolist() == ["B"]


def test_the_period_is_half_open(tmp_path: Path) -> None:
    history = combined(
        tmp_path,
        "".join(f"W1,referral,{day},A,1,,\n" for day in ("2025-12-31", "2026-01-01", "2026-12-31", "2027-01-01")),
    )
    assert history.engagements["date"].dt.strftime("%Y-%m-%d").tolist() == ["2026-01-01", "2026-12-31"]
    assert tally(history, "history").outside == 2


def test_an_activity_that_the_taxonomy_lacks_is_a_problem(tmp_path: Path) -> None:
    history = combined(tmp_path, "W1,skydiving,2026-05-01,A,1,,\n")
    assert problem(history, "the taxonomy has no activity").value == "skydiving"
    assert tally(history, "history").rejected == 1


def test_each_unknown_activity_is_told_once_with_how_often_and_the_nearest(tmp_path: Path) -> None:
    rows = "W1,cpd-webinars,2026-05-01,A,1,,\nW1,Skydiving,2026-05-02,A,1,,\n"
    rows += "".join(f"W1,{word},2026-05-{day:02},A,1,,\n" for day in range(3, 9) for word in ("SKYDIVING", "referral"))
    rows += "W1,,2026-05-09,A,1,,\nW1,Skydiving,2020-05-02,A,1,,\n"
    history = combined(tmp_path, rows)
    told = [one for one in history.problems if one.column == "activity"]
    assert [(one.value, one.rows, one.row, one.reason) for one in told] == [
        ("Skydiving", 7, 3, 'the taxonomy has no activity of this name: "Skydiving"'),
        ("cpd-webinars", 1, 2, 'the taxonomy has no activity of this name: "cpd-webinars"'),
        ("", 1, 16, "the activity is empty"),
    ]
    assert [one.action for one in told] == [
        "not counted; add the name to an activity's matches",
        "not counted; add the name to an activity's matches; the nearest: cpd-webinar",
        "not counted",
    ]
    found = tally(history, "history")
    assert (found.counted, found.rejected, found.outside) == (6, 9, 1)
    shown = problem_counts(history.problems)
    assert '       7 error    the taxonomy has no activity of this name: "Skydiving" -> ' + told[0].action in shown[1:4]


@pytest.mark.parametrize(("number", "lines"), [(20, 20), (30, 21), (300, 1)])
def test_many_unknown_activities_are_counted_and_not_listed_without_end(
    tmp_path: Path, number: int, lines: int
) -> None:
    history = combined(tmp_path, "".join(f"W1,{at:03} skydives,2026-05-01,A,1,,\n" for at in range(number)))
    assert sum(one.column == "activity" for one in history.problems) == number
    shown = [line for line in problem_counts(history.problems) if "no activity of this name" in line]
    assert len(shown) == lines
    assert sum(int(line.split()[0]) for line in shown) == number


def test_an_empty_quantity_counts_once_where_the_activity_is_counted_in_times(tmp_path: Path) -> None:
    rows = "W1,cpd-webinar,2026-05-01,A,,,\nW1,referral,2026-05-01,A,,,\nW1,referral,2026-05-02,A,0,,\n"
    history = combined(tmp_path, rows)
    assert problem(history, "the quantity is empty, and the activity is counted in hours").row == 2
    assert problem(history, "the quantity is zero").row == 4
    assert history.engagements["quantity"].tolist() == [1.0]
    assert tally(history, "history").rejected == 2


def test_a_currency_without_a_rate_is_a_problem_of_that_member(tmp_path: Path) -> None:
    history = combined(tmp_path, "")
    found = problem(history, "the member's currency has no rate")
    assert (found.member_id, found.value, found.action) == ("W3", "EUR", "no statement is made")
    assert history.members["obstacle"].tolist()[:3] == ["", "", "the member's currency has no rate"]


def test_an_unpaid_fee_is_an_obstacle_and_a_fee_of_zero_is_said(tmp_path: Path) -> None:
    history = combined(tmp_path, "", fees="Member,Amount,Currency,Paid\nW1,0.00,GBP,2026-01-05\n")
    assert problem(history, "the fee is zero").member_id == "W1"
    unpaid = [one.member_id for one in history.problems if one.reason.startswith("no fee paid")]
    assert unpaid == ["W2", "W4"]


def test_who_has_left_is_not_asked_for_a_fee(tmp_path: Path) -> None:
    members = MEMBERS.replace("W4,Wout Mailless,,en-GB,GBP,Member", "W4,Wout Mailless,,en-GB,GBP,Lapsed")
    fees = "Member,Amount,Currency,Paid\nW1,1.00,GBP,2026-01-05\n"
    path = worked_example(tmp_path, members_csv=members, fees_csv=fees, history_csv=HISTORY_HEAD)
    edited(path, 'grade = "Grade"', 'grade = "Grade"\nstatus = "Grade"')
    edited(path, "[period]", '[eligibility]\nskip_status = ["lapsed"]\n\n[period]')
    settings = load_settings(path)
    history = combine(load(settings), settings)
    assert history.members["obstacle"].tolist()[3] == "no fee paid in the period is recorded"
    unpaid = [one.member_id for one in history.problems if one.reason.startswith("no fee paid")]
    assert unpaid == ["W2"]


def test_fees_are_those_paid_in_the_period(tmp_path: Path) -> None:
    fees = "Member,Amount,Currency,Paid\nW1,100,GBP,2026-01-05\nW1,25.50,GBP,2026-06-05\nW1,9,GBP,2025-06-05\n"
    history = combined(tmp_path, "", fees=fees)
    assert history.members["fee"].tolist()[0] == 125.5
    assert tally(history, "fees") == Tally("fees", "fees", read=3, counted=2, outside=1)


def test_a_second_row_of_a_member_with_other_details_is_a_problem(tmp_path: Path) -> None:
    other = (
        "W1,Wilma Other,other@guild.example,en-GB,GBP,Member,2015-03-01,2027-01-01,2 Sample Street,London,EC1A 1AB,GB\n"
    )
    history = combined(tmp_path, "", members=MEMBERS + other)
    assert problem(history, "another row has the same member id").row == 6
    assert history.members["name"].tolist()[0] == "Wilma Worked"


@pytest.mark.parametrize("merge", [True, False])
def test_rejoins_are_merged_where_the_source_says_so(tmp_path: Path, merge: bool) -> None:
    path = worked_example(tmp_path, members_csv=MEMBERS, fees_csv=FEES)
    (tmp_path / "history.csv").write_text(
        "Member,Activity,Date,Title,Leave\n"
        "W1,cpd-webinar,2026-05-01 09:00:00,A,2026-05-01 09:30:00\n"
        "W1,cpd-webinar,2026-05-01 09:20:00,A,2026-05-01 10:00:00\n"
        "W1,cpd-webinar,2026-05-01 10:30:00,A,2026-05-01 11:00:00\n"
        "W1,cpd-webinar,2026-05-02 09:00:00,A,2026-05-02 10:00:00\n"
        "W1,cpd-webinar,2026-05-03 09:00:00,A,2026-05-03 08:00:00\n"
    )
    edited(path, 'quantity = "Quantity"\namount = "Amount"\nreference = "Reference"\n', 'end = "Leave"\n')
    edited(path, 'file = "history.csv"', f'file = "history.csv"\nmerge_intervals = {str(merge).lower()}')
    settings = load_settings(path)
    history = combine(load(settings), settings)
    assert history.engagements["quantity"].tolist() == ([1.5, 1.0] if merge else [0.5, 2 / 3, 0.5, 1.0])
    assert tally(history, "history").merged == (2 if merge else 0)
    assert problem(history, "the end is before the start").row == 6


def test_every_row_has_one_outcome(tmp_path: Path) -> None:
    history = combined(
        tmp_path,
        "W1,referral,2026-05-01,A,1,,\n" * 2
        + "stranger,referral,2026-05-01,A,1,,\nW1,skydiving,2026-05-01,A,1,,\nW1,referral,2020-05-01,A,1,,\n"
        + "W1,referral,31/02/2026,A,1,,\nW1,referral,2026-05-01,A,-1,,\n",
    )
    for found in history.tallies:
        parts = (found.filtered, found.counted, found.duplicate, found.merged, found.rejected, found.unmatched)
        assert found.read == sum(parts) + found.outside, found
    assert tally(history, "history").rejected == 3
