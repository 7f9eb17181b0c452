"""corrections.csv: engagements, fees and fields that people state; nothing counts twice, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.combine.histories import combined, fee, fees_of, member, only, reasons
from tests.workspaces import edited, worked_example
from valuereport.errors import SettingsError
from valuereport.model.correction import COLUMNS
from valuereport.model.history import History
from valuereport.pipeline import calculation
from valuereport.pipeline.calculation import load_and_calculate
from valuereport.settings import load_settings

FEES = "Member,Amount,Currency,Paid\nM1,100,GBP,2026-01-05\nM2,200,GBP,2026-01-05\n"
MEMBERS = member("M1") + member("M2") + member("M3")
ROWS = "M1,cpd-webinar,2026-03-01,Fire doors,2,,r1,,,\nM1,referral,2026-04-01,A,1,500,r2,,,\n"
SIGNED = {"by": "A. Person", "on": "2026-11-30", "why": "rang us"}


def line(**cells: str) -> str:
    row = {**SIGNED, **cells}
    return ",".join(f'"{row.get(column, "")}"' for column in COLUMNS) + "\n"


def corrected(folder: Path, *lines: str, rows: str = ROWS, members: str = MEMBERS, fees: str = FEES) -> History:
    files = {"corrections.csv": ",".join(COLUMNS) + "\n" + "".join(lines)}
    return fees_of(folder, fees, history=rows, members=members, files=files)


def of_member(found: History, member_id: str) -> dict[str, object]:
    return dict(found.members.set_index("member_id").loc[member_id])


WEBINAR = {"member": "M1", "what": "engagement", "activity": "cpd-webinar", "date": "2026-05-04", "title": "Damp"}


def test_a_missing_webinar_counts_with_its_evidence_and_is_reported_at_best(tmp_path: Path) -> None:
    found = corrected(tmp_path, line(**WEBINAR, quantity="1.5"))
    assert len(found.engagements) == 3
    added = found.engagements[found.engagements["source"] == "corrections"].iloc[0]
    assert (added["title"], added["quantity"], added["file"], added["row"]) == ("Damp", 1.5, "corrections.csv", 2)
    assert [(one.member, one.what, one.by) for one in found.corrections] == [("M1", "engagement", "A. Person")]
    tally = next(one for one in found.tallies if one.source == "corrections")
    assert (tally.table, tally.read, tally.counted) == ("engagements", 1, 1)
    valued = load_and_calculate(load_settings(tmp_path / "valuereport.toml"))
    grades = {one.activity: one.grade for one in calculation.explain(valued, 0).lines}
    assert grades["cpd-webinar"] != "recorded"


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"date": "2026-03-01", "title": "fire  Doors"}, "date", "is there already: history, history.csv, row 2"),
        ({"date": "2026-03-01", "title": ""}, "date", "there already"),
        ({"date": "2026-03-01", "title": "Other", "reference": "R1"}, "date", "there already"),
        ({"date": "2026-03-01", "title": "Fire doors", "reference": "r9"}, "date", "there already"),
        ({"activity": "cpd-webinr"}, "activity", "no activity of this name"),
        ({"member": "M9"}, "member", "no member or contact"),
        ({"date": "2014-05-04"}, "", ""),  # of another period: it waits there in silence, as rows of exports do
    ],
)  # fmt: skip
def test_an_engagement_that_does_not_count(tmp_path: Path, cells: dict[str, str], column: str, words: str) -> None:
    found = corrected(tmp_path, line(**{**WEBINAR, "quantity": "1", **cells}))
    assert len(found.engagements) == 2
    assert not found.corrections
    said = [one for one in found.problems if one.file == "corrections.csv"]
    assert [(one.row, one.column) for one in said] == ([(2, column)] if words else [])
    assert all(words in one.reason for one in said)


def test_another_title_on_the_same_day_counts_and_the_same_row_twice_counts_once(tmp_path: Path) -> None:
    one = line(**{**WEBINAR, "date": "2026-03-01", "quantity": "1"})
    found = corrected(tmp_path, one, one)
    assert len(found.engagements) == 3
    assert only(found, "there already").row == 3


def test_hours_that_nobody_states_are_not_made_up(tmp_path: Path) -> None:
    found = corrected(tmp_path, line(**WEBINAR))
    assert len(found.engagements) == 2
    assert only(found, "counted in hours").column == "quantity"


PAID = {"member": "M1", "what": "fee", "amount": "50", "date": "2026-02-01"}


@pytest.mark.parametrize(
    ("cells", "expected", "words"),
    [
        ({}, 150.0, ""),
        ({"member": "M3"}, 50.0, ""),
        ({"amount": "-20"}, 80.0, ""),
        ({"amount": "100", "currency": "GBP"}, 100.0, "the payment is there already: fees, fees.csv, row 2"),
        ({"amount": "100", "date": "2026-06-01"}, 100.0, "there already"),
        ({"date": "2025-06-01"}, 100.0, ""),  # of another period
    ],
)
def test_a_fee_counts_once(tmp_path: Path, cells: dict[str, str], expected: float, words: str) -> None:
    found = corrected(tmp_path, line(**{**PAID, **cells}))
    assert fee(found, cells.get("member", "M1"))[0] == expected
    assert bool(found.corrections) == (expected != 100.0)
    if words:
        assert words in only(found, "there already").reason


def test_the_whole_fee_is_a_field(tmp_path: Path) -> None:
    row = {"member": "M1", "what": "field", "field": "fee", "value": "120"}
    found = corrected(tmp_path, line(**row, was="100"), line(**{**row, "member": "M3", "value": "90"}))
    assert fee(found) == (120.0, "paid", "")
    assert fee(found, "M3") == (90.0, "paid", "")
    assert not reasons(found, "M3")
    assert of_member(found, "M1")["fee_source"] == "corrections (corrections.csv, 1 row)"
    found = corrected(tmp_path, line(**row, was="110"), fees=FEES)
    assert fee(found)[0] == 100.0
    assert only(found, "the exports have changed since: fee is 100 now").column == "was"


FIELD = {"member": "M1", "what": "field"}


@pytest.mark.parametrize(
    ("field", "value", "was", "column", "expected"),
    [
        ("email", "new@guild.example", "m1@guild.example", "emails", "new@guild.example\x1fM1@guild.example"),
        ("email", "new@guild.example", "", "emails", "new@guild.example\x1fM1@guild.example"),
        ("name", "Zoë O’Hara", "Name of M1", "name", "Zoë O’Hara"),
        ("street", "=1 Lane", "(empty)", "street", "=1 Lane"),
        ("grade", "(empty)", "Member", "grade", ""),
        ("country", "Germany", "GB", "country", "DE"),
        ("no_email", "yes", "no", "no_email", True),
    ],
)
def test_one_field_is_changed_and_the_others_are_kept(
    tmp_path: Path, field: str, value: str, was: str, column: str, expected: object
) -> None:
    before = of_member(corrected(tmp_path / "before"), "M1")
    found = corrected(tmp_path / "after", line(**FIELD, field=field, value=value, was=was))
    after = of_member(found, "M1")
    assert after.pop(column) == expected
    before.pop(column)
    changed = {name for name in before if str(before[name]) != str(after[name])}
    assert changed == set()
    assert not [one for one in found.problems if one.file == "corrections.csv"]


def test_a_date_is_changed(tmp_path: Path) -> None:
    found = corrected(tmp_path, line(**FIELD, field="joined", value="2026-03-15", was="2015-03-01"))
    assert str(of_member(found, "M1")["joined"]).startswith("2026-03-15")
    assert only(found, "before the member joined").row == 2


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"field": "email", "value": "x@y.example", "was": "z@guild.example"}, "was", "email is M1@guild.example now"),
        ({"field": "email", "value": "M1@guild.example"}, "value", "say the same by now"),
        ({"field": "email", "value": "x@y"}, "value", "not an address such as"),
        ({"field": "emial", "value": "x@y.example"}, "field", "did you mean email?"),
        ({"field": "grade"}, "value", "write (empty)"),
        ({"field": "name", "value": "(empty)"}, "value", "which every member needs"),
        ({"field": "joined", "value": "1 March"}, "value", "not a date such as"),
        ({"field": "no_post", "value": "perhaps"}, "value", "not yes or no"),
        ({"field": "country", "value": "Atlantis"}, "value", "not a country"),
        ({"field": "size", "value": "-3"}, "value", "not a number from 0"),
        ({"field": "email", "value": "x@y.example", "member": "M9"}, "member", "no one member"),
        ({"field": "other_ids", "value": "9"}, "field", "none of the fields"),
        ({"field": "fee", "value": "90", "currency": "EUR"}, "currency", "in the member's currency, GBP"),
    ],
)
def test_a_field_that_is_not_changed_is_said(tmp_path: Path, cells: dict[str, str], column: str, words: str) -> None:
    found = corrected(tmp_path, line(**{**FIELD, **cells}))
    said = [one for one in found.problems if one.file == "corrections.csv"]
    assert [(one.row, one.column) for one in said] == [(2, column)]
    assert words in said[0].reason
    assert not found.corrections
    assert of_member(found, "M1")["emails"] == "M1@guild.example"


def test_rows_at_the_former_address_are_still_the_members_unless_it_is_another_members(tmp_path: Path) -> None:
    rows = (
        ROWS + "M1@guild.example,referral,2026-06-01,B,1,500,r3,,,\nnew@guild.example,referral,2026-06-01,C,1,9,r4,,,\n"
    )
    change = line(**FIELD, field="email", value="new@guild.example")
    assert len(corrected(tmp_path / "a", change, rows=rows).engagements) == 4
    shared = member("M1") + member("M2").replace("M2@guild", "M1@guild") + member("M3")
    found = corrected(tmp_path / "b", change, rows=rows, members=shared)
    assert found.engagements["member"].tolist() == [0, 0, 0, 1]
    assert of_member(found, "M1")["emails"] == "new@guild.example"


def test_an_address_that_is_taken_away_gives_its_place_to_none(tmp_path: Path) -> None:
    rows = f"{ROWS}M1@guild.example,referral,2026-06-01,B,1,9,r3,,,\n"
    found = corrected(tmp_path, line(**FIELD, field="email", value="(empty)"), rows=rows)
    assert of_member(found, "M1")["emails"] == ""
    assert len(found.engagements) == 3
    without = MEMBERS.replace("M1@guild.example", "")
    assert only(corrected(tmp_path, members=without), "has no email address").member_id == "M1"
    found = corrected(tmp_path, line(**FIELD, field="email", value="M1@guild.example", was="(empty)"), members=without)
    assert of_member(found, "M1")["emails"] == "M1@guild.example"
    assert not reasons(found)


def test_corrections_of_one_field_follow_one_another_and_end_when_the_export_is_mended(tmp_path: Path) -> None:
    rows = (
        line(**FIELD, field="email", value="b@guild.example", was="M1@guild.example"),
        line(**FIELD, field="email", value="c@guild.example", was="b@guild.example"),
    )
    assert str(of_member(corrected(tmp_path, *rows), "M1")["emails"]).startswith("c@guild.example\x1f")
    mended = MEMBERS.replace("M1@guild", "b@guild")
    found = corrected(tmp_path, *rows, members=mended)
    assert of_member(found, "M1")["emails"] == "c@guild.example\x1fb@guild.example"
    assert only(found, "say the same by now").severity == "warning"


@pytest.mark.parametrize(
    ("cell", "value", "opted_out", "words"),
    [
        ("Sí?", "no", False, ""),
        ("Sí?", "yes", True, ""),
        ("yes", "no", True, "no correction lifts that"),
        ("", "yes", True, ""),
        ("yes", "yes", True, "say the same by now"),
    ],
)
def test_an_opt_out_is_set_and_only_one_that_could_not_be_read_is_lifted(
    tmp_path: Path, cell: str, value: str, opted_out: bool, words: str
) -> None:
    corrected(tmp_path, line(**FIELD, field="no_email", value=value))
    path = edited(tmp_path / "valuereport.toml", 'postcode = "Postcode"\n', 'no_email = "Postcode"\n')
    members = tmp_path / "members.csv"
    members.write_text(members.read_text().replace(",,,,,GB\n", f",,,,{cell},GB\n", 1), encoding="utf-8")
    found = combined(path)
    assert of_member(found, "M1")["no_email"] == opted_out
    assert of_member(found, "M1")["unreadable"] == ""
    said = [one for one in found.problems if one.file == "corrections.csv"]
    assert [words in one.reason for one in said] == ([True] if words else [])


def test_a_new_address_takes_over_what_its_owner_wishes(tmp_path: Path) -> None:
    corrected(tmp_path, line(**FIELD, field="email", value="M2@guild.example"))
    path = edited(tmp_path / "valuereport.toml", 'postcode = "Postcode"\n', 'no_email = "Postcode"\n')
    members = (tmp_path / "members.csv").read_text()
    header, one, *others = members.splitlines(keepends=True)
    opted_out = one.replace("M1,", ",").replace("M1@", "M2@").replace(",,,,,GB", ",,,,yes,GB")
    (tmp_path / "members.csv").write_text(header + one + "".join(others) + opted_out)
    assert of_member(combined(path), "M1")["no_email"]


@pytest.mark.parametrize("alias", ["p.doyle@other.example", "Doyle & Sons Ltd", "XERO-77"])
def test_an_alias_is_any_key_that_rows_have(tmp_path: Path, alias: str) -> None:
    rows = f"{alias.upper()},referral,2026-06-01,B,1,9,r3,,,\n"
    fees = f"{FEES}{alias},80,GBP,2026-02-01\n"
    (tmp_path / "aliases.csv").write_text(f'alias,member,on,source\n"{alias}",M3,2026-11-30,told us\n')
    found = fees_of(tmp_path, fees, history=rows, members=MEMBERS)
    assert found.engagements["member"].tolist() == [2]
    assert fee(found, "M3")[0] == 80.0
    assert [one.old_id for one in found.aliases] == ([] if "@" in alias else [alias])


def test_an_address_of_another_member_is_no_alias(tmp_path: Path) -> None:
    (tmp_path / "aliases.csv").write_text("alias,member,on,source\nm2@guild.example,M1,,us\n")
    found = fees_of(tmp_path, FEES, history="M2@guild.example,referral,2026-06-01,B,1,9,r3,,,\n", members=MEMBERS)
    assert found.engagements["member"].tolist() == [1]
    assert only(found, "another member has this address: M2").column == "alias"


def test_a_name_stands_for_an_id_in_any_case_and_with_any_spaces(tmp_path: Path) -> None:
    (tmp_path / "aliases.csv").write_text("alias,member,on,source\nDoyle & Sons Ltd,M3,,us\n")
    fees = f"{FEES}DOYLE\u00a0&  Sons  ltd,80,GBP,2026-02-01\n"
    assert fee(fees_of(tmp_path, fees, members=MEMBERS), "M3")[0] == 80.0


def test_the_name_of_the_file_is_no_name_of_a_source(tmp_path: Path) -> None:
    path = edited(worked_example(tmp_path), 'name = "history"', 'name = "corrections"')
    with pytest.raises(SettingsError, match=r"allowed: .*another name than corrections"):
        load_settings(path)
