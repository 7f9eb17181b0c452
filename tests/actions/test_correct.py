"""Member services on the phone: what is wrong is corrected in one command, shown first, signed, and refused twice."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from tests.commands import refused, said
from tests.workspaces import edited, worked_example
from valuereport.actions.correct import CorrectRequest, propose
from valuereport.actions.own_tables import add_row
from valuereport.actions.workspace import open_workspace
from valuereport.errors import RunError
from valuereport.loaders.corrections import read_corrections
from valuereport.model.correction import COLUMNS
from valuereport.settings import load_settings

BY = ("--why", "rang us", "--by", "Ann")
MEMBERS = (
    "Member,Name,Email,Locale,Currency,Grade,Joined,Renewal,Street,City,Postcode,Country\n"
    "W1,Ann Able,ann@guild.example,en-GB,GBP,Member,2015-03-01,2027-01-01,1 Lane,Leeds,LS1 1AA,GB\n"
    "W2,Doyle & Sons Ltd,office@doyle.example,en-GB,GBP,Member,2015-03-01,2027-01-01,2 Lane,Leeds,LS1 1AB,GB\n"
)
HISTORY = (
    "Member,Activity,Date,Title,Quantity,Amount,Reference\n"
    "W1,cpd-webinar,2026-03-01,Fire doors,2,,r1\n"
    "OLD-1,cpd-webinar,2026-03-01,Fire doors,2,,r2\n"
    "p.doyle@doyle.example,cpd-webinar,2026-03-01,Fire doors,2,,r3\n"
)
FEES = "Member,Amount,Currency,Paid,Reference\nW1,100,GBP,2026-01-05,F1\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return worked_example(tmp_path, members_csv=MEMBERS, history_csv=HISTORY, fees_csv=FEES)


def explained(path: Path, member: str = "W1") -> dict[str, object]:
    found: dict[str, object] = json.loads(said(path, "explain", member, "--json"))
    return found


def test_an_address_is_corrected_and_only_that(path: Path) -> None:
    text = said(path, "correct", "ann@guild.example", "--field", "email", "--value", "ann@new.example", *BY)
    assert "email      ann@guild.example -> ann@new.example" in text
    file = path.parent / "corrections.csv"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    (row,), problems, _ = read_corrections(load_settings(path))
    assert not problems
    assert (row.member, row.field, row.value, row.was) == ("W1", "email", "ann@new.example", "ann@guild.example")
    assert (row.by, row.why) == ("Ann", "rang us")
    assert explained(path, "ann@new.example")["member_id"] == "W1"
    assert "say the same by now" in refused(
        path, "correct", "W1", "--field", "email", "--value", "ann@new.example", *BY
    )


def test_settings_that_name_the_usual_file_wait_for_its_first_row(path: Path) -> None:
    edited(path, "[period]", '[files]\ncorrections = "corrections.csv"\n\n[period]')
    said(path, "correct", "W1", "--field", "city", "--value", "York", *BY)
    assert (path.parent / "corrections.csv").exists()


def test_a_missing_webinar_is_added_once_and_explained(path: Path) -> None:
    missing = ("--engagement", "cpd-webinar", "--date", "2026-05-04", "--quantity", "1", "--title", "=Damp")
    text = said(path, "correct", "W1", *missing, *BY)
    assert text.count(" engagements") == 1
    assert text.count(" engagement;") == 1
    assert "is there already: corrections, corrections.csv, row 2" in refused(path, "correct", "W1", *missing, *BY)
    assert "'=Damp" in (path.parent / "corrections.csv").read_text(encoding="utf-8-sig")
    assert "=Damp: 1" in said(path, "explain", "W1")
    assert "corrections.csv row 2; Ann, " in said(path, "explain", "W1")
    found = explained(path)
    line = next(one for one in found["lines"] if one["activity"] == "cpd-webinar")  # type: ignore[attr-defined]
    assert str(line["evidence"][-1]["signed"]).endswith(": rang us")
    assert [one["by"] for one in found["corrections"]] == ["Ann"]  # type: ignore[attr-defined]
    assert "engagements added: 1" in said(path, "check")


def test_a_fee_is_added_once_and_the_whole_fee_is_a_field(path: Path) -> None:
    said(path, "correct", "W2", "--fee", "325", "--date", "2026-02-01", *BY)
    assert explained(path, "W2")["fee"] == 325.0
    again = refused(path, "correct", "W2", "--fee", "325", "--date", "2026-02-09", *BY)
    assert "the payment is there already" in again
    said(path, "correct", "W2", "--field", "fee", "--value", "300", *BY)
    assert explained(path, "W2")["fee"] == 300.0


def test_a_merged_member_takes_the_rows_of_the_former_id(path: Path) -> None:
    assert "OLD-1 is this member" in said(path, "correct", "OLD-1", "--merged-into", "W1", *BY)
    text = (path.parent / "aliases.csv").read_text(encoding="utf-8-sig")
    assert text.startswith("alias,member,on,source\nOLD-1,W1,")
    assert text.endswith(",Ann: rang us\n")
    assert len(explained(path, "OLD-1")["lines"][0]["evidence"]) == 2  # type: ignore[index]
    assert "OLD-1 is known as W1 already" in refused(path, "correct", "OLD-1", "--merged-into", "W1", *BY)
    assert "a member of its own" in refused(path, "correct", "W1", "--merged-into", "W2", *BY)


def test_rows_of_an_address_become_a_members(path: Path) -> None:
    said(path, "correct", "W2", "--alias", "P.Doyle@doyle.example", *BY)
    said(path, "correct", "W2", "--fee", "325", "--date", "2026-02-01", *BY)
    assert len(explained(path, "W2")["lines"][0]["evidence"]) == 1  # type: ignore[index]
    assert "another member has this address: W1" in refused(path, "correct", "W2", "--alias", "ann@guild.example", *BY)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ("--field", "emial", "--value", "x@y.example"),
            "--field: found 'emial'; allowed: the fields that can be",
        ),
        (("--field", "email", "--value", "x@y"), "--value: found 'x@y'; allowed: an address such as"),
        (("--field", "no_post", "--value", "perhaps"), "--value: found 'perhaps'; allowed: yes or no"),
        (("--field", "name", "--value", ""), "which every member needs"),
        (("--field", "email"), "--field: found 'email'; allowed: with --value TEXT"),
        (("--value", "x"), "allowed: one of --field, --engagement, --fee, --confirm, --alias, --merged-into"),
        (("--fee", "1", "--field", "email", "--value", "x"), "allowed: one of --field"),
        (("--engagement", "cpd-webinr", "--date", "2026-05-04"), "did you mean cpd-webinar?"),
        (("--engagement", "cpd-webinar", "--date", "4 May"), "--date: found '4 May'; allowed: a date such as"),
        (("--engagement", "cpd-webinar", "--quantity", "1"), "--date: found ''; allowed: a row of engagement needs"),
        (("--engagement", "cpd-webinar", "--date", "2019-05-04", "--quantity", "1"), "outside the period, 2026-01-01"),
        (("--fee", "£325", "--date", "2026-05-04"), "--fee: found '£325'; allowed: a number such as"),
        (("--confirm", "9000"), "no amount that waits for confirmation"),
        (("--alias", " "), "--alias: found ' '; allowed: an id, an address or a name"),
    ],
)
def test_what_cannot_be_corrected_is_refused_and_nothing_is_written(
    path: Path, arguments: tuple[str, ...], words: str
) -> None:
    assert words in refused(path, "correct", "W1", *arguments, *BY)
    assert not (path.parent / "corrections.csv").exists()
    assert not (path.parent / "aliases.csv").exists()


def test_who_and_why_are_needed_and_a_stranger_is_named(path: Path) -> None:
    change = ("--field", "city", "--value", "York")
    assert "--why: found ''; allowed: the reason in a few words" in refused(path, "correct", "W1", *change)
    assert "with this name: W2 Doyle & Sons Ltd" in refused(path, "correct", "doyle", *change, *BY)


def test_an_opt_out_is_set_and_a_clear_one_is_not_lifted(path: Path) -> None:
    said(path, "correct", "W2", "--field", "no_email", "--value", "yes", *BY)
    again = refused(path, "correct", "W2", "--field", "no_email", "--value", "no", *BY)
    assert "no correction lifts that; where the row 2 of this file set it by mistake, delete that row" in again
    edited(path, 'city = "City"\n', 'no_post = "City"\n')
    edited(path.parent / "members.csv", "Leeds", "yes")
    assert "no correction lifts that" in refused(path, "correct", "W1", "--field", "no_post", "--value", "no", *BY)


def test_a_file_that_people_keep_stays_theirs(path: Path) -> None:
    aliases = path.parent / "aliases.csv"
    aliases.write_bytes("old_id,new_id,date,source,note\nX1,W1,2026-01-01,José,=mine\n".encode("cp1252"))
    said(path, "correct", "W1", "--alias", "X2", *BY)
    lines = aliases.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "old_id,new_id,date,source,note"
    assert lines[1] == "X1,W1,2026-01-01,José,'=mine"
    assert lines[2].startswith("X2,W1,")


def test_several_clerks_at_once_lose_no_row(path: Path) -> None:
    settings = load_settings(path)
    rows = [{**dict.fromkeys(COLUMNS, ""), "member": f"W{number}"} for number in range(24)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda row: add_row(settings, "corrections.csv", COLUMNS, row, {}), rows))
    text = (path.parent / "corrections.csv").read_text(encoding="utf-8-sig")
    assert {line.partition(",")[0] for line in text.splitlines()[1:]} == {row["member"] for row in rows}
    assert not list(path.parent.glob(".corrections*"))


def test_a_file_that_cannot_be_written_is_said(path: Path) -> None:
    settings = load_settings(path)
    (path.parent / "corrections.csv").mkdir()
    with pytest.raises(RunError, match="cannot be read: Is a directory; nothing is corrected"):
        add_row(settings, "corrections.csv", COLUMNS, {}, {})


def test_the_shipped_sample_stays_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RunError, match="the shipped sample, which stays as it is"):
        propose(open_workspace(), CorrectRequest("M1001", {"what": "field"}, "rang us"), date(2026, 11, 30))


def test_a_terminal_asks_for_what_is_not_given_and_before_it_writes(path: Path) -> None:
    try:
        ours, theirs = os.openpty()
    except OSError:
        pytest.skip("this machine has no terminals")
    os.write(ours, b"field\ncity\nYork\nshe moved\nn\n")
    command = [sys.executable, "-m", "valuereport", "correct", "W1", "--config", str(path)]
    done = subprocess.run(command, stdin=theirs, capture_output=True, text=True, check=True)
    os.close(ours)
    os.close(theirs)
    assert "What it shall be" in done.stderr
    assert "city       Leeds -> York" in done.stdout
    assert "nothing is written" in done.stdout
    assert not (path.parent / "corrections.csv").exists()
