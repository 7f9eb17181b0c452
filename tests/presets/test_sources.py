"""`preset` in a source: newcomers' files are read by it alone, and every key of the source counts before it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

from tests.loaders.exports import HEAD, MEMBERS
from tests.workspaces import worked_example
from valuereport.errors import SettingsError, SourceError
from valuereport.loaders import load
from valuereport.model.history import Loaded
from valuereport.settings import load_settings

FILES = Path(__file__).parent / "files"
WILD_APRICOT, XERO, EVENTBRITE, SALESFORCE = (
    (FILES / f"{name}.csv").read_text(encoding="utf-8") for name in ("wild-apricot", "xero", "eventbrite", "salesforce")
)


def load_preset(
    folder: Path, preset: str, content: str, more: str = "", columns: str = "", suffix: str = "csv"
) -> Loaded:
    """Load `content` by a source with a preset."""
    folder.mkdir(exist_ok=True)
    path = worked_example(folder)
    (folder / f"it.{suffix}").write_text(content, encoding="utf-8")
    mapping = f"[source.columns]\n{columns}\n" if columns else ""
    source = f'[[source]]\nname = "it"\npreset = "{preset}"\nfile = "it.{suffix}"\n{more}\n{mapping}'
    path.write_text(HEAD + MEMBERS + source, encoding="utf-8")
    return load(load_settings(path))


def rows(loaded: Loaded, table: str, *columns: str) -> list[tuple[object, ...]]:
    frame: pd.DataFrame = loaded.frames[table]  # type: ignore[index]
    frame = frame[frame["source"] == "it"]
    return [tuple(map(plain, row)) for row in frame[list(columns)].itertuples(index=False)]


def plain(value: object) -> object:
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%d %H:%M").removesuffix(" 00:00")
    return None if pd.isna(value) else value  # type: ignore[call-overload]


CASES: Mapping[str, tuple[str, str, tuple[str, ...], list[tuple[object, ...]]]] = {
    "wild-apricot": (
        'date_order = "dmy"',
        "members",
        ("member_id", "name", "joined", "renewal", "status", "fee"),
        [
            ("48200390", "Ben Jones", "2024-02-03", "2026-12-20", "Active", 475.0),
            ("48200391", "Isla Müller", None, "2026-12-20", "Lapsed", None),
        ],
    ),
    "xero": (
        'date_order = "dmy"',
        "fees",
        ("member", "amount", "paid", "reference"),
        [("Harbour Joinery Ltd", 570.0, "2026-02-13", "INV-1")],
    ),
    "eventbrite": (
        'date_order = "dmy"',
        "engagements",
        ("member", "activity", "date", "title", "price_paid", "reference"),
        [("hugh@sable.example", "Member ticket", "2026-03-19 09:30", "Conference", 145.0, "146")],
    ),
    "zoom-webinar": (
        "",
        "engagements",
        ("member", "activity", "date", "title"),
        [("maya@penrose.example", "webinar", "2026-02-11 12:03", "CE marking in practice")],
    ),
    "zoom-meeting": (
        "",
        "engagements",
        ("member", "date", "end", "title"),
        [("ann@a.example", "2026-03-09 08:30", "2026-03-09 09:30", "")],
    ),
    "teams": (
        "",
        "engagements",
        ("member", "date", "end"),
        [
            ("ann@a.example", "2026-09-01 10:00", "2026-09-01 10:20"),
            ("bob@b.example", "2026-09-01 10:05", None),
            ("ann@a.example", "2026-09-01 10:30", "2026-09-01 11:00"),
        ],
    ),
    "teams-meeting": (
        "",
        "engagements",
        ("member", "activity", "date", "quantity"),
        [("ann@a.example", "meeting", "2026-06-24 13:47", 1.5)],
    ),
    "moodle": (
        "",
        "engagements",
        ("member", "activity", "date"),
        [
            ("ann@a.example", "Quiz 1", "2026-02-03 10:00"),
            ("bob@b.example", "Quiz 1", "2026-02-04 10:00"),
            ("bob@b.example", "Site safety", "2026-02-05 11:00"),
        ],
    ),
    "stripe": (
        "",
        "fees",
        ("member", "amount", "paid", "reference"),
        [
            ("ann@a.example", 70.0, "2026-03-01 10:00", "ch_1"),
            ("cus_1\x1fcy@c.example", 250.0, "2026-03-02 10:00", "ch_3"),
        ],
    ),
    "civicrm-memberships": (
        "",
        "members",
        ("member_id", "kind", "name", "grade", "no_email", "no_post", "on_hold"),
        [
            ("1", "person", "Ann Lee", "Full", False, True, False),
            ("2", "person", "Bob J. Ray", "Full", True, False, True),
        ],
    ),
    "ghost": (
        "",
        "members",
        ("member_id", "grade", "no_email"),
        [("m1", "Full", False), ("m2", "Full", True), ("m3", "Full", True)],
    ),
    "salesforce": (
        'date_order = "mdy"',
        "fees",
        ("member", "amount", "currency", "from", "until", "reference"),
        [("003A\x1fHarbour", 1200.0, "USD", "2026-01-01", "2026-12-31", "006A")],
    ),
    "bank": ("", "fees", ("member", "amount", "paid"), [("Max Muster", 1142.5, "2026-01-14")]),
}


@pytest.mark.parametrize("preset", CASES)
def test_a_newcomers_file_is_read_by_its_preset_alone(tmp_path: Path, preset: str) -> None:
    more, table, columns, expected = CASES[preset]
    loaded = load_preset(tmp_path, preset, (FILES / f"{preset}.csv").read_text(encoding="utf-8"), more)
    assert rows(loaded, table, *columns) == expected
    silent = [one for one in loaded.problems if "who wants mail" in one.reason]
    assert [one.reason for one in loaded.problems if one not in silent] == []
    assert [one.rows for one in silent] == ([1] if preset == "ghost" else [])


def test_whatever_the_source_says_counts_before_the_preset(tmp_path: Path) -> None:
    columns = 'fee = ""\nname = "Organization"\nother_ids = "Phone"\n'
    more = 'date_order = "dmy"\nempty = ["NEVER", "Lapsed"]\nwhere = { "Membership level" = "Small firm" }'
    loaded = load_preset(tmp_path, "wild-apricot", WILD_APRICOT, more, columns)
    assert rows(loaded, "members", "name", "fee", "status") == [
        ("Harbour Joinery Ltd", None, "Active"),
        ("Harbour Joinery Ltd", None, ""),
    ]
    words = load_preset(tmp_path, "eventbrite", EVENTBRITE, 'date_order = "dmy"\nwhere = {}')
    assert len(rows(words, "engagements", "member")) == 2


def test_people_of_an_export_of_members_may_be_contacts(tmp_path: Path) -> None:
    columns = 'contact_id = "User ID"\nmember_id = "Organization"\n'
    loaded = load_preset(tmp_path, "wild-apricot", WILD_APRICOT, 'table = "contacts"', columns)
    assert rows(loaded, "contacts", "contact_id", "member_id", "name", "emails")[0] == (
        *("48200390", "Harbour Joinery Ltd", "Ben Jones", "ben@harbour.example"),
    )


def test_a_file_of_another_system_is_refused_with_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as raised:
        load_preset(tmp_path, "wild-apricot", XERO)
    text = str(raised.value)
    assert text.startswith("source it: it.csv: no export as the preset wild-apricot knows it: no heading ")
    assert '"User ID", "Membership status", "Membership level"; the columns are: Contact Name' in text
    assert text.endswith("these are the headings of the preset xero")


def test_a_needed_column_that_the_file_lacks_names_where_it_was_looked_for(tmp_path: Path) -> None:
    content = EVENTBRITE.replace(",Event Start Date", ",Starts")
    with pytest.raises(
        SourceError, match=r'no column for date \(the preset eventbrite looks for "Event Start Date" or'
    ):
        load_preset(tmp_path, "eventbrite", content, 'date_order = "dmy"')
    loaded = load_preset(tmp_path, "eventbrite", content, 'date_order = "dmy"', 'date = "Starts"\n')
    assert len(rows(loaded, "engagements", "date")) == 1
    with pytest.raises(SourceError, match="Sarts"):
        load_preset(tmp_path, "eventbrite", content, "", 'date = "Sarts"\n')


def test_which_rows_count_is_not_guessed(tmp_path: Path) -> None:
    content = SALESFORCE.replace(",Stage,", ",Step,")
    with pytest.raises(SourceError, match='which rows count stands in a column "StageName" or "Stage"'):
        load_preset(tmp_path, "salesforce", content, 'date_order = "mdy"')


def test_consent_that_the_export_does_not_hold_is_said(tmp_path: Path) -> None:
    content = "Id,FirstName,LastName,AccountId,MailingCity,Email\n1,Ann,Lee,9,Leeds,a@a.example\n"
    loaded = load_preset(tmp_path, "salesforce-contacts", content)
    assert [(one.column, one.severity) for one in loaded.problems] == [("no_email", "warning"), ("no_post", "warning")]
    named = load_preset(tmp_path, "salesforce-contacts", content, "", 'no_email = ""\nno_post = ""\n')
    assert not named.problems


def test_records_of_an_api_are_read_by_a_preset_too(tmp_path: Path) -> None:
    content = '{"username": "ann", "email": "a@a.example", "last_seen_at": "2026-03-01", "topics_entered": 1, '
    content += '"posts_read_count": 2, "likes_given": 3}\n'
    loaded = load_preset(tmp_path, "discourse", content, suffix="jsonl")
    assert rows(loaded, "engagements", "member", "activity", "date") == [("a@a.example", "forum", "2026-03-01")]


@pytest.mark.parametrize(
    ("preset", "allowed"),
    [
        ("wildapricot", "did you mean wild-apricot?"),
        ("mailchimp-unsubscribed", "it is a list of opt-outs"),
        ("mailchimp", "it is no source"),
    ],
)
def test_a_wrong_preset_names_what_is_allowed(tmp_path: Path, preset: str, allowed: str) -> None:
    with pytest.raises(SettingsError) as raised:
        load_preset(tmp_path, preset, XERO)
    assert raised.value.key == "source.it.preset"
    assert raised.value.found == preset
    assert allowed.replace("it is a list", f"{preset} is a list") in raised.value.allowed


@pytest.mark.parametrize(
    ("preset", "more", "columns", "allowed"),
    [
        ("mailchimp-clicks", "", "", "a column for date: the table engagements needs it, and the preset"),
        ("memberpress", "", 'name = "Name"\n', "a column for member_id"),
        ("xero", 'table = "members"', "", 'table = "fees" with the preset xero'),
        ("xero", "", 'fe = "Total"\n', "columns of the table fees"),
        ("xero", "", 'paid = { column = "Paid Date", less = "Due Date" }\n', "less beside the column of an amount"),
    ],
)
def test_what_a_preset_does_not_say_has_to_be_said(
    tmp_path: Path, preset: str, more: str, columns: str, allowed: str
) -> None:
    with pytest.raises(SettingsError) as raised:
        load_preset(tmp_path, preset, XERO, more, columns)
    assert allowed in str(raised.value.allowed)


def test_a_preset_whose_heading_row_is_not_known_reads_the_columns_that_are_named(tmp_path: Path) -> None:
    content = "Members of the site\n\nNo,Who,Until\n1,Ann,0000-00-00 00:00:00\n"
    columns = 'member_id = "No"\nname = "Who"\nrenewal = "Until"\n'
    loaded = load_preset(tmp_path, "memberpress", content, "", columns)
    assert rows(loaded, "members", "member_id", "name", "renewal") == [("1", "Ann", None)]
    assert not loaded.problems


def test_who_goes_without_having_come_is_a_problem(tmp_path: Path) -> None:
    content = (FILES / "teams.csv").read_text(encoding="utf-8").replace("10:00:00 AM,Joined", "10:00:00 AM,Idle")
    loaded = load_preset(tmp_path, "teams", content)
    tally = next(one for one in loaded.tallies if one.source == "it")
    assert (tally.read, tally.filtered, tally.rejected, len(rows(loaded, "engagements", "date"))) == (5, 2, 1, 2)
    assert [(one.row, one.reason) for one in loaded.problems] == [(4, "somebody goes who did not come before")]


def test_pairs_name_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as raised:
        load_preset(tmp_path, "teams", "", 'pairs = { column = "Action" }')
    assert (raised.value.key, raised.value.allowed) == ("source.it.pairs.begin", "this key is needed")


def test_what_stands_between_the_address_and_the_activities_is_no_activity(tmp_path: Path) -> None:
    lines = (FILES / "moodle.csv").read_text(encoding="utf-8").splitlines()
    wider = [
        line.replace(cell, f"{cell}\t{more}", 1)
        for line, cell, more in zip(
            lines, ("Email address", "ann@a.example", "bob@b.example"), ("Department", "Works", "Site"), strict=True
        )
    ]
    loaded = load_preset(tmp_path, "moodle", "\n".join(wider) + "\n")
    assert rows(loaded, "engagements", "member", "activity", "date") == CASES["moodle"][3]
