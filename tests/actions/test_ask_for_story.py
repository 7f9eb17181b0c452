"""consents ask: a letter in the member's language and a draft; nobody is asked who must not be."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from tests.workspaces import edited, pdf_text, worked_example
from valuereport.actions.ask_for_story import AskForStoryRequest, ask_for_story
from valuereport.actions.forget import ForgetRequest, forget
from valuereport.actions.workspace import Workspace, open_workspace
from valuereport.errors import RunError
from valuereport.stories.consents import read_consents

TODAY = date(2026, 11, 30)


def workspace_of(folder: Path, consents: str = "") -> Workspace:
    path = worked_example(folder)
    if consents:
        (folder / "consents.csv").write_text(consents, encoding="utf-8")
    return open_workspace(path)


def ask(workspace: Workspace, member: str = "W1") -> None:
    ask_for_story(workspace, AskForStoryRequest(member, "Ada", TODAY))


def test_a_letter_and_a_draft_that_allows_nothing(tmp_path: Path) -> None:
    workspace = workspace_of(tmp_path)
    done = ask_for_story(workspace, AskForStoryRequest("W1", "Ada", TODAY))
    assert {one.suffix for one in done.files} == {".html", ".pdf"}
    assert all(one.stat().st_mode & 0o077 == 0 for one in done.files)
    letter = pdf_text(next(one for one in done.files if one.suffix == ".pdf"))
    assert "May we tell your story?" in letter
    assert "Date and signature" in letter
    (row,) = csv.DictReader(io.StringIO(done.consents.read_text(encoding="utf-8-sig")))
    assert (row["member_id"], row["draft"], row["asked_on"], row["asked_by"]) == ("W1", "yes", "2026-11-30", "Ada")
    assert not any(row[name] for name in ("quote", "scope", "given", "signed_by", "evidence"))
    usable, problems = read_consents(done.consents, ["W1"], TODAY, "web")
    assert not usable
    assert [one.severity for one in problems] == ["warning"]
    with pytest.raises(RunError, match="has been asked before, and has not signed yet"):
        ask(workspace, "W1")


HEAD = "member_id,name,quote,scope,given,until,withdrawn,signed_by,evidence\n"


@pytest.mark.parametrize(
    ("consents", "reason"),
    [
        (f"{HEAD}W1,A,,,,,2026-01-02,,\n", "has withdrawn a permission"),
        (f"{HEAD}w1,A,Fine.,web,2026-01-02,,,A,file\n", "has signed a permission"),
        (HEAD.replace(",", ";"), "not separated by commas"),
        (f'{HEAD}"W1', "no CSV file"),
    ],
)
def test_who_stands_in_the_file_is_not_asked_and_a_file_that_is_not_understood_is_not_written(
    tmp_path: Path, consents: str, reason: str
) -> None:
    workspace = workspace_of(tmp_path, consents)
    with pytest.raises(RunError, match=reason):
        ask(workspace, "W1")
    assert (tmp_path / "consents.csv").read_text(encoding="utf-8") == consents
    assert not list(workspace.output.glob("story-requests/*"))


def test_who_wants_no_mail_by_any_way_is_not_asked(tmp_path: Path) -> None:
    path = worked_example(tmp_path)
    members = (tmp_path / "members.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "members.csv").write_text(
        "\n".join([f"{members[0]},No mail", *(f"{line},yes" for line in members[1:]), ""]), encoding="utf-8"
    )
    edited(path, 'name = "Name"\nemails', 'no_email = "No mail"\nno_post = "No mail"\nname = "Name"\nemails')
    workspace = open_workspace(path)
    with pytest.raises(RunError, match="is not asked: opted out of email; opted out of post"):
        ask(workspace, "W1")
    with pytest.raises(RunError, match="no member has the id or address"):
        ask(workspace, "nobody")


def test_the_letter_goes_with_whoever_is_forgotten(tmp_path: Path) -> None:
    workspace = workspace_of(tmp_path)
    done = ask_for_story(workspace, AskForStoryRequest("W1", "Ada", TODAY))
    other = workspace.output / "story-requests" / "W11_letter-en-GB.pdf"
    other.write_bytes(b"")
    erased = forget(workspace, ForgetRequest(("W1",), "Ada")).erased
    assert {*done.files} <= {*erased}
    assert not any(one.exists() for one in done.files)
    assert other.exists()
