"""Members answer their statements: links, the form, replies that are read back, corrections that a person decides."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pymupdf
import pytest

from tests.commands import call, manifest, refused, said
from tests.workspaces import worked_example
from valuereport.actions.feedback.form import write_forms
from valuereport.actions.feedback.proposals import proposals
from valuereport.actions.workspace import open_workspace
from valuereport.combine import combine
from valuereport.errors import SettingsError
from valuereport.loaders import load
from valuereport.settings import load_settings
from valuereport.tokens import VARIABLE, signed

KEY = "a key of the tests that is long enough"
PAGE = "https://www.guild.example/feedback/{language}"
UNTIL = date(2027, 12, 31)
MEMBERS = (
    "Member,Name,Email,Locale,Currency,Grade,Joined,Renewal,Street,City,Postcode,Country\n"
    "W1,Ann Able,ann@guild.example,en-GB,GBP,Member,2015-03-01,2027-01-01,1 Lane,Leeds,LS1 1AA,GB\n"
    "W2,Bo Berg,bo@guild.example,de-DE,GBP,Member,2015-03-01,2027-01-01,2 Lane,Leeds,LS1 1AB,GB\n"
)
FEES = "Member,Amount,Currency,Paid\nW1,325,GBP,2026-01-05\nW2,325,GBP,2026-01-05\n"
SOURCE = """
[[source]]
name = "replies"
table = "responses"
format = "csv"
file = "replies-export.csv"
not_questions = ["language"]

[source.columns]
survey = { value = "statement" }
wave = { value = "2026" }
member = "token"
date = "sent"
"""


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the settings of a workspace whose statements may be answered."""
    monkeypatch.setenv(VARIABLE, KEY)
    path = worked_example(tmp_path / "ws", members_csv=MEMBERS, fees_csv=FEES)
    path.write_text(path.read_text(encoding="utf-8") + f'\n[feedback]\npage = "{PAGE}"\n', encoding="utf-8")
    return path


def answered(path: Path, *rows: str) -> Path:
    """Give the workspace an export of replies, and the questions that our own form asks."""
    forms = write_forms(open_workspace(path), ("en-GB",))
    assert forms.lacking is not None
    (path.parent / "surveys.toml").write_bytes(forms.lacking.read_bytes())
    head = "sent,token,language,correct,correction,useful,nps,suggestion\n"
    (path.parent / "replies-export.csv").write_text(head + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    path.write_text(path.read_text(encoding="utf-8") + SOURCE, encoding="utf-8")
    return path


def token(member: str, until: date = UNTIL) -> str:
    return signed(KEY, "feedback", "2026", member, until)


def test_each_statement_has_its_members_links(path: Path) -> None:
    said(path, "batch", "--run", "with", "--workers", "1")
    run = path.parent / "output" / "with"
    links: dict[str, list[str]] = {}
    assert '"key": "' in (run / "run.json").read_text(encoding="utf-8")
    for row in manifest(run):
        with pymupdf.open(run / row["file"]) as document:
            links[row["member_id"]] = [
                one["uri"] for one in document[1].get_links() if "feedback" in one.get("uri", "")
            ]
    mine = f"https://www.guild.example/feedback/en?token={signed(KEY, 'feedback', 'with', 'W1', date(2028, 1, 1))}"
    assert links["W1"] == [f"{mine}#correct-yes", f"{mine}#correct-no", mine]
    assert links["W2"][0].startswith("https://www.guild.example/feedback/de?token=")
    assert KEY not in (run / "run.json").read_text(encoding="utf-8")


def test_another_key_is_another_run_and_none_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said(path, "batch", "--run", "r", "--workers", "1")
    monkeypatch.setenv(VARIABLE, KEY[::-1])
    assert "feedback" in refused(path, "batch", "--run", "r", "--resume", "--workers", "1")
    monkeypatch.delenv(VARIABLE)
    assert f"{VARIABLE}: found 'nothing'" in refused(path, "batch", "--run", "s", "--workers", "1")
    assert not (path.parent / "output" / "s").exists()


def test_replies_are_their_tokens_members_and_what_is_forged_or_late_counts_for_nobody(path: Path) -> None:
    late = token("W2", date(2026, 6, 30))
    answered(
        path,
        f"2026-11-02,{token('W1')},en,yes,,cpd,9,",
        f"2026-11-03,{late},de,no,,,0,",
        "2026-11-03,W2,de,no,,,0,",
        f"2026-11-03,{token('W1')[:-3]},de,no,,,0,",
        f",{token('W1')},de,no,,,0,",
        "2026-11-03,,de,no,,,0,",
    )
    settings = load_settings(path)
    history = combine(load(settings), settings)
    responses = history.past.responses
    assert set(responses["member"]) == {0}
    assert dict(zip(responses["question"], responses["answer"], strict=True)) == {
        "correct": "yes",
        "nps": "9",
        "useful": "cpd",
    }
    problems = [one for one in history.problems if one.action == "the reply is not counted"]
    assert [(one.row, one.reason) for one in problems] == [
        (3, "the token counted until 2026-06-30"),
        (4, "the token was not made by us for this purpose, or was changed"),
        (5, "the token was not made by us for this purpose, or was changed"),
        (6, "the reply has no day, so that nobody can tell whether its token still counted"),
        (7, "the token was not made by us for this purpose, or was changed"),
    ]
    assert all(one.value in ("", "W2") or len(one.value) == 15 for one in problems)  # no token in a file of problems


def test_without_a_key_no_reply_is_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answered(path, f"2026-11-02,{token('W1')},en,yes,,,9,")
    monkeypatch.delenv(VARIABLE)
    settings = load_settings(path)
    with pytest.raises(SettingsError, match=VARIABLE):
        combine(load(settings), settings)


def test_a_correction_is_proposed_until_a_person_accepts_or_declines_it(path: Path) -> None:
    answered(
        path,
        f"2026-11-02 10:00:00,{token('W1')},en,no,My street is 7 Long Row,,9,",
        f"2026-11-03 10:00:00,{token('W2')},de,no,,,,",
        f"2026-11-04 10:00:00,{token('W2')},de,yes,,,8,",
        f"2026-11-05 10:00:00,{token('W2')},de,,Bin umgezogen,,8,",
    )
    first, second, third = proposals(open_workspace(path))
    assert [(one.member_id, one.words, one.state) for one in (first, second, third)] == [
        ("W1", "My street is 7 Long Row", "open"),
        ("W2", "", "open"),
        ("W2", "Bin umgezogen", "open"),
    ]
    settings = load_settings(path)
    assert combine(load(settings), settings).members["street"].tolist() == ["1 Lane", "2 Lane"]  # nothing by itself
    done = said(
        path, "feedback", "accept", first.id, "--field", "street", "--value", "7 Long Row", "--by", "Ann", "--yes"
    )
    assert "1 Lane -> 7 Long Row" in done
    assert combine(load(settings), settings).members["street"].tolist() == ["7 Long Row", "2 Lane"]
    assert "reply of 2026-11-02: My street is 7 Long Row" in (path.parent / "corrections.csv").read_text("utf-8")
    said(path, "feedback", "decline", second.id, "--note", "rang: all is right", "--by", "Ann")
    said(path, "feedback", "accept", third.id, "--note", "in the CRM", "--by", "Ann")
    listed = said(path, "feedback", "list", "--all")
    assert listed.endswith("0 open, 3 decided\n")
    assert "W1" not in (path.parent / "replies.csv").read_text("utf-8")
    assert "was accepted by Ann" in refused(path, "feedback", "decline", first.id, "--note", "x")
    assert "--id: found 'nobody'" in refused(path, "feedback", "accept", "nobody", "--note", "x")
    assert "--note" in refused(path, "feedback", "decline", third.id)
    assert call(path, "feedback", "list").output == "0 open, 3 decided\n"


def test_suggestions_are_listed_without_names(path: Path) -> None:
    answered(
        path,
        f"2026-11-02 10:00:00,{token('W1')},en,,,,,Webinars in the evening",
        f"2026-11-03 10:00:00,{token('W2')},de,,,,,=Mehr Treffen",
        "2026-11-03 10:00:00,forged,de,,,,,Buy pills",
    )
    assert said(path, "feedback", "suggestions").splitlines() == [
        "2026-11-03  =Mehr Treffen",
        "2026-11-02  Webinars in the evening",
        "2 written by members; in your file: 0 open, 0 planned, 0 done, 0 declined",
    ]
