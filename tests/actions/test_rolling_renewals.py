"""Members who renew on days of their own: a run by renewal dates, years of their own, and the ledger's key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.commands import Done, run
from tests.workspaces import GOLDEN, edited, pdf_text, worked_example
from valuereport.actions.stories import StoriesRequest, stories
from valuereport.actions.workspace import open_workspace
from valuereport.batch import read_run
from valuereport.deliver.ledger import open_ledger
from valuereport.errors import RunError, SettingsError
from valuereport.model.delivery import Delivery
from valuereport.settings import load_settings

DATES = {"W1": "2027-01-01", "W2": "2027-01-31", "W3": "2027-02-01", "W4": "", "W5": "2026-12-31"}
PAID = "2026-03-02"
EMAIL = '[email]\nunsubscribe_page = "https://guild.example/stop?who={token}"\na_minute = 60000\n\n[period]'


def workspace(folder: Path, *, own: bool, dates: Mapping[str, str] = DATES, more_fees: str = "") -> Path:
    """Write the worked example with members of these renewal dates; `own`: each has its own year."""
    fees = "".join(f"{name},325.00,GBP,{PAID}\n" for name in dates)
    path = worked_example(folder, fees_csv=f"Member,Amount,Currency,Paid\n{fees}{more_fees}")
    renew(folder, dates)
    edited(path, "[period]", EMAIL)
    if own:
        edited(path, "start = 2026-01-01\nend = 2027-01-01", 'kind = "member-year"')
    return path


def renew(folder: Path, dates: Mapping[str, str]) -> None:
    """Write the members' export with these renewal dates."""
    heading, row, *_ = (GOLDEN / "worked_example" / "members.csv").read_text(encoding="utf-8").split("\n")
    rows = [
        row.replace("W1", name).replace("wilma", name.lower()).replace("2027-01-01", day) for name, day in dates.items()
    ]
    (folder / "members.csv").write_text("\n".join([heading, *rows, ""]), encoding="utf-8")


def made(path: Path, *options: str) -> Done:
    """Make a run, and return how that ended."""
    done = run("batch", "--config", path, "--workers", "1", *options)
    assert done.returncode in (0, 1), done.stderr
    return done


def emailed(path: Path, name: str, *options: str) -> dict[str, Delivery]:
    """Approve a run and email it into a folder; return the deliveries of the run by member."""
    folder = path.parent / "output" / name
    ledger_url = f"sqlite:///{path.parent / 'ledger.sqlite'}"
    with open_ledger(ledger_url, "Ada") as ledger:
        ledger.approve(name, read_run(folder).digest)
    done = run("email", "--run", name, "--config", path, "--hand-over-to", path.parent / "mail", *options)
    assert done.returncode in (0, 1), done.stderr
    with open_ledger(ledger_url, "Ada") as ledger:
        return {one.member_id: one for one in ledger.deliveries(run=name, channel="email")}


@pytest.fixture(scope="module")
def calendar(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the settings of a workspace of one period."""
    return workspace(tmp_path_factory.mktemp("calendar"), own=False)


def test_a_run_by_renewal_dates_is_for_its_days_and_names_them(calendar: Path) -> None:
    said = run("batch", "--config", calendar, "--dry-run", "--json", "--due", "2027-01")
    assert [one["member_id"] for one in json.loads(said.stdout)["plan"]] == ["W1", "W2"]  # both ends, and no more
    assert said.returncode == 1  # W4 is in no such run, and that is said
    made(calendar, "--due", "2027-01")
    folder = calendar.parent / "output" / "due-2027-01-01-to-2027-01-31"
    frozen = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert frozen["scope"]["due"] == ["2027-01-01", "2027-01-31"]
    assert [row.member_id for row in read_run(folder).rows] == ["W1", "W2"]
    problems = (folder / "problems.csv").read_text(encoding="utf-8")
    assert problems.count("1 member has no renewal date") == 1
    assert "W4" in problems


def test_a_resumed_run_goes_on_with_its_own_days(calendar: Path) -> None:
    made(calendar, "--due", "2027-02-01", "--run", "february")
    assert made(calendar, "--resume", "--run", "february").returncode == 1
    assert made(calendar, "--resume", "--run", "february", "--due", "2027-02-01").returncode == 1
    other = run("batch", "--config", calendar, "--resume", "--run", "february", "--due", "2027-03")
    assert other.returncode == 2
    assert "--due: found '2027-03-01..2027-03-31'; allowed: 2027-02-01..2027-02-01, with which" in other.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            ["--due", "2027-03"],
            "no member has a renewal date from 2027-03-01 to 2027-03-31: the last before is 2027-02-01",
        ),
        (["--due", "2027-01", "--member", "W1"], "days, where no member is named"),
        (["--due", "nextmonth"], "did you mean next-month?"),
    ],
)
def test_days_that_choose_nobody_are_refused(calendar: Path, options: list[str], said: str) -> None:
    done = run("batch", "--config", calendar, "--dry-run", *options)
    assert done.returncode == 2
    assert said in done.stderr


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the settings of a workspace of members' own years, with the run of January and February."""
    path = workspace(tmp_path_factory.mktemp("own"), own=True, more_fees="W1,325.00,GBP,2027-01-05\n")
    made(path, "--due", "2027-01..2027-02", "--run", "first")
    return path


def test_a_statement_is_about_the_members_own_year(own: Path) -> None:
    folder = own.parent / "output" / "first"
    found = read_run(folder)
    assert found.periods == ("2026-01-01/2027-01-01", "2026-01-31/2027-01-31", "2026-02-01/2027-02-01")
    assert (str(found.start), str(found.end), found.own_years) == ("2026-01-01", "2027-02-01", True)
    # The first row of the history, of 12 January, is in the year of W1 alone; only W1 has a history.
    years = {"W1": "1 Jan – 31 Dec 2026", "W2": "31 Jan 2026 – 30 Jan 2027", "W3": "1 Feb 2026 – 31 Jan 2027"}
    for row in found.rows:
        assert years[row.member_id] in pdf_text(folder / row.file).replace("\xa0", " ")
    explained = json.loads(run("explain", "W3", "--json", "--config", own).stdout)
    assert explained["period"] == ["2026-02-01", "2027-02-01"]
    done = run("statement", "W3", "--config", own)
    assert years["W3"] in pdf_text(own.parent / "output" / "W3.pdf").replace("\xa0", " "), done.stderr


def test_stories_refuse_years_that_are_not_one(own: Path) -> None:
    with pytest.raises(RunError, match=r"3 different years, from 2026-01-01 to 2027-01-31, .*\[period\] has kind"):
        stories(open_workspace(own), StoriesRequest("first", draft=True))


def test_no_year_is_sent_twice_and_the_next_one_is(own: Path) -> None:
    sent = emailed(own, "first")
    assert {name: (one.period, one.state) for name, one in sent.items()} == {
        "W1": ("2026-01-01/2027-01-01", "sent"),
        "W2": ("2026-01-31/2027-01-31", "sent"),
        "W3": ("2026-02-01/2027-02-01", "sent"),
    }
    assert len([*(own.parent / "mail").glob("*.eml")]) == 3
    (of_w3,) = (one for one in (own.parent / "mail").glob("*.eml") if b"w3@guild.example" in one.read_bytes())
    assert b'filename="Membership-value-2026-27-W3.pdf"' in of_w3.read_bytes()
    # W1 has renewed, W2's date was corrected by two days, and W3 is as before.
    renew(own.parent, DATES | {"W1": "2028-01-01", "W2": "2027-02-02"})
    made(own, "--due", "2027-01..2028-01", "--run", "second")
    again = emailed(own, "second")
    assert (again["W1"].period, again["W1"].state) == ("2027-01-01/2028-01-01", "sent")
    assert again["W2"].state == "skipped"
    assert "the statement of this year, then dated 2026-01-31 to 2027-01-31, was sent by email" in again["W2"].reason
    assert "W3" not in again  # the delivery is that of the first run
    assert len([*(own.parent / "mail").glob("*.eml")]) == 4
    forced = emailed(own, "second", "--reissue", "the year is another", "--member", "W2")
    assert forced["W2"].state == "sent"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[period]", '[period]\nkind = "members-year"', r"period.kind: found 'members-year'; allowed: .*member-year"),
        ("[period]", '[period]\nkind = "member-year"', "period.start: found '2026-01-01'; allowed: nothing, where"),
        ("start = 2026-01-01\n", "", "period.start: found 'nothing'; allowed: a day, unless kind is"),
        (
            "[period]",
            "[fees]\npaid_ahead_days = 30\n[period]",
            "fees.paid_ahead_days: found 30; allowed: nothing, unless",
        ),
        ("[period]", "[fees]\npaid_ahead_days = 400\n[period]", "fees.paid_ahead_days: found 400; allowed: .*366"),
        (
            "[period]\nstart = 2026-01-01\nend = 2027-01-01",
            '[fees]\npaid_from = 2026-01-01\n[period]\nkind = "member-year"',
            "fees.paid_from: found '2026-01-01'; allowed: nothing, where .*paid_ahead_days",
        ),
        (
            "[period]\nstart = 2026-01-01\nend = 2027-01-01",
            '[period]\nkind = "member-year"\n',
            "source.members.two_digit_years: found 'true'; allowed: false, where",
        ),
    ],
)
def test_wrong_settings_name_the_key_and_what_is_allowed(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = edited(worked_example(tmp_path), old, new)
    if "two_digit" in said:
        edited(path, 'file = "members.csv"\n', 'file = "members.csv"\ntwo_digit_years = true\n')
    with pytest.raises(SettingsError, match=said):
        load_settings(path)
