"""An opt-out in any row counts: of a repeated row, of a row that could not be used, of a contact."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workspaces import edited, worked_example
from valuereport.combine import Roster, combine
from valuereport.loaders import load
from valuereport.model.history import History
from valuereport.model.member import Member
from valuereport.settings import load_settings

HEAD = "Member,Name,Email,Locale,Currency,Grade,Joined,Renewal,Street,City,Postcode,Country,Out,Post,Hold,Renewed\n"
FLAGS = 'country = "Country"\nno_email = "Out"\nno_post = "Post"\non_hold = "Hold"\nrenewed = "Renewed"\n'
CONTACTS = """
[[source]]
name = "contacts"
table = "contacts"
format = "csv"
file = "contacts.csv"

[source.columns]
member_id = "Firm"
contact_id = "Id"
name = "Name"
emails = ["Email", "Other"]
no_email = "Out"
"""


def row(member: str, email: str, out: str = "", post: str = "", hold: str = "", name: str = "Ann Lee") -> str:
    return (
        f"{member},{name},{email},en-GB,GBP,Member,2015-03-01,2027-01-01,1 A Street,London,E1,GB,{out},{post},{hold},\n"
    )


def combined(folder: Path, members: str, contacts: str = "") -> History:
    path = worked_example(folder, members_csv=HEAD + members, history_csv=HISTORY, fees_csv=FEES)
    edited(path, 'country = "Country"\n', FLAGS)
    if contacts:
        (folder / "contacts.csv").write_text(f"Firm,Id,Name,Email,Other,Out\n{contacts}", encoding="utf-8")
        path.write_text(path.read_text(encoding="utf-8") + CONTACTS, encoding="utf-8")
    settings = load_settings(path)
    return combine(load(settings), settings)


HISTORY = "Member,Activity,Date,Title,Quantity,Amount,Reference\n"
FEES = "Member,Amount,Currency,Paid\nM1,325.00,GBP,2026-01-05\nM2,325.00,GBP,2026-01-05\n"


def members_of(history: History) -> list[Member]:
    roster = Roster(history)
    return [roster[at] for at in range(len(history.members))]


def test_an_opt_out_on_a_second_row_counts(tmp_path: Path) -> None:
    history = combined(tmp_path, row("M1", "a@x.example", "no") + row("M1", "a@x.example", "yes", hold="x"))
    (member,) = members_of(history)
    assert (member.no_email, member.no_post, member.on_hold) == (True, False, True)
    told = [one for one in history.problems if one.reason.startswith("another row of the member opts out")]
    assert [(one.row, one.column, one.action, one.member_id) for one in told] == [
        (3, "no_email", "it counts: no email", "M1"),
        (3, "on_hold", "it counts: nothing is delivered", "M1"),
    ]


def test_what_cannot_be_read_on_a_second_row_counts_until_a_row_says_yes(tmp_path: Path) -> None:
    first, unread, yes = (row("M1", "a@x.example", said) for said in ("no", "Sí?", "yes"))
    (member,) = members_of(combined(tmp_path / "1", first + unread))
    assert member.unreadable == ('no_email: "Sí?"',)
    assert member.cannot_be_read("no_email") == 'whether the member opted out of email cannot be read (no_email: "Sí?")'
    (member,) = members_of(combined(tmp_path / "2", first + unread + yes))
    assert (member.no_email, member.unreadable) == (True, ())
    (member,) = members_of(combined(tmp_path / "3", yes + unread))
    assert (member.no_email, member.unreadable) == (True, ())


def test_an_id_in_its_own_case_is_asked_first(tmp_path: Path) -> None:
    refused = row("M1", "b@x.example", "yes", name="")  # a row without a name is refused as it is read
    history = combined(tmp_path, row("M1", "a@x.example") + row("M2", "c@x.example") + refused)
    assert [member.no_email for member in members_of(history)] == [True, False]


def test_a_refused_row_without_an_id_counts_for_its_address(tmp_path: Path) -> None:
    refused = row("", "Ann@X.example", "yes", post="yes")
    history = combined(tmp_path, row("M1", "ann@x.example") + row("M2", "c@x.example") + refused)
    assert [(member.no_email, member.no_post) for member in members_of(history)] == [(True, True), (False, False)]


def test_a_refused_row_that_is_nobodys_is_said(tmp_path: Path) -> None:
    history = combined(tmp_path, row("M1", "a@x.example") + row("", "", "yes"))
    (found,) = [one for one in history.problems if "find out whose it is" in one.action]
    assert (found.row, found.column) == (3, "no_email")


@pytest.mark.parametrize(
    ("contact", "held"),
    [
        ("M1,C1,Bea,bea@x.example,,yes", True),
        ("M1,C1,Bea,BEA@X.example,,yes", True),
        ("M1,C1,Bea,other@x.example,bea@x.example,yes", True),
        ("M1,C1,Bea,bea@x.example,,no", False),
        ("M1,C1,Bea,other@x.example,,yes", False),
        ("nobody,C1,Bea,bea@x.example,,yes", True),  # of a member that no source lists
        (",C1,Bea,bea@x.example,,yes", True),  # refused as it is read
        ("M2,C1,Bea,bea@x.example,,Sí?", True),
    ],
)
def test_a_contacts_opt_out_counts_for_the_address(tmp_path: Path, contact: str, held: bool) -> None:
    history = combined(tmp_path, row("M1", "bea@x.example") + row("M2", "c@x.example"), f"{contact}\n")
    first, second = members_of(history)
    assert (first.no_email, first.no_post, second.no_email) == (held, False, False)
    assert first.unreadable == (('no_email: "Sí?"',) if "Sí?" in contact else ())


def test_addresses_are_compared_as_on_the_envelope(tmp_path: Path) -> None:
    history = combined(tmp_path, row("M1", "bea@bücher.example"), "M1,C1,Bea,bea@xn--bcher-kva.example,,yes\n")
    assert [member.no_email for member in members_of(history)] == [True]


def test_statuses_that_no_member_has_are_a_warning(tmp_path: Path) -> None:
    path = worked_example(tmp_path)
    edited(path, "[period]", '[eligibility]\nskip_status = ["Lapsed"]\n\n[period]')
    edited(path, 'grade = "Grade"', 'grade = "Grade"\nstatus = "Grade"')
    settings = load_settings(path)
    (found,) = [one for one in combine(load(settings), settings).problems if "skip_status" in one.reason]
    assert (found.severity, found.file) == ("warning", "valuereport.toml")
    assert found.value.startswith('"Lapsed"; there: "')


def test_grades_of_entitlements_that_no_member_has_are_a_warning(tmp_path: Path) -> None:
    entry = (
        '[[entitlement]]\nactivity = "referral"\ngrade = ["Member", "Felow"]\nquantity = 1\nwhere = { en = "here" }\n'
    )
    settings = load_settings(worked_example(tmp_path, entitlements_toml=entry))
    (found,) = [one for one in combine(load(settings), settings).problems if "entitlements" in one.reason]
    assert (found.severity, found.file, found.column) == ("warning", "entitlements.toml", "grade")
    assert found.value.startswith('"Felow"; there: "Member"')


def test_a_source_outside_the_period_is_a_warning(tmp_path: Path) -> None:
    path = worked_example(tmp_path, history_csv=f"{HISTORY}W1,referral,2020-05-01,A,1,,\n")
    settings = load_settings(path)
    (found,) = [one for one in combine(load(settings), settings).problems if "outside the period" in one.reason]
    assert (found.severity, found.file, found.action) == ("warning", "history.csv", "the source counts for nothing")


def test_an_archive_of_earlier_years_is_meant_where_there_is_a_log_of_memberships(tmp_path: Path) -> None:
    path = worked_example(tmp_path, history_csv=f"{HISTORY}W1,referral,2020-05-01,A,1,,\n")
    (tmp_path / "log.csv").write_text("Id,From\nW1,2020-01-01\n", encoding="utf-8")
    (tmp_path / "recent.csv").write_text(f"{HISTORY}W1,referral,2026-05-01,A,1,,\n", encoding="utf-8")
    log = '\n[[source]]\nname = "log"\ntable = "memberships"\nformat = "csv"\nfile = "log.csv"\n'
    log += '[source.columns]\nmember = "Id"\nstarts = "From"\n'
    with path.open("a", encoding="utf-8") as settings:
        settings.write(log)
    assert _outside(path) == ["history.csv"]  # nothing lies in the period: it may be wrong
    text = path.read_text(encoding="utf-8")
    start = text.index('[[source]]\nname = "history"')
    again = text[start : text.find("[[source]]", start + 1)].replace("history", "recent")
    path.write_text(f"{text}\n{again}", encoding="utf-8")
    assert _outside(path) == []


def _outside(path: Path) -> list[str]:
    settings = load_settings(path)
    return [one.file for one in combine(load(settings), settings).problems if "outside the period" in one.reason]
