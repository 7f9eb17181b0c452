"""`forget` finds everything that we made of a member, lists it, and says what only a person can erase."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands import said
from tests.deliver.campaigns import campaign, ledger_url, member, run_of
from tests.faults.test_private_files import wrong
from valuereport.actions.approve import approval_of
from valuereport.actions.forget import ForgetRequest, forget
from valuereport.actions.workspace import open_workspace
from valuereport.batch import RunFolder, forget_in_run, read_run, without_members, working_in
from valuereport.deliver.ledger import open_ledger
from valuereport.errors import Problem, RunError
from valuereport.files import csv_table, safe_name, shard, write_atomically
from valuereport.model.run import Planned, Result

STRANGE = ("=M0002", "@M0002", "+M0002", "-M0002", "'=M0002", "M 0002/x", "ümlaut-2")


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)


def tracks(folder: Path, *words: str) -> list[str]:
    """Return the files below a folder whose content or name holds one of these words."""
    found = []
    for file in sorted(folder.rglob("*")):
        text = file.name.encode() + (file.read_bytes() if file.is_file() else b"")
        found += [f"{file}: {word}" for word in words if word.encode() in text]
    return found


def delivered(folder: Path, gone: str) -> Path:
    """Make a campaign of three, of whom `gone` is one, with all that can be made of a run."""
    address = "second@members.example"
    members = [member(1), member(3), member(2, Member=gone, Email=address)]
    path = campaign(folder, members)
    out = folder / "output"
    said(path, "approve", "r", "--by", "Ada", "--yes")
    said(path, "print", "--run", "r")
    said(path, "export", "--run", "r", "--to", "csv")
    said(path, "email", "--run", "r", "--hand-over-to", str(out / "mail"))
    name = safe_name(gone)
    for file in (f"{name}.pdf", f"preview/{name}_en-GB.pdf", f"preview/{name}_en-GB.html", "preview/contact-sheet.png"):
        write_atomically(out / file, gone.encode())
    for file in ("preview/contact-sheet-2.png", "preview/contact-sheet.pdf", ".x.partial", "r/.y.partial", "r/run.log"):
        write_atomically(out / file, gone.encode())
    for file in ("job.json", "log"):
        write_atomically(out / ".jobs" / "20260101T000000-0a0b0c0d" / file, gone.encode())
    write_atomically(out / "r" / "delivered.json", json.dumps({"email": ["M0001", gone], gone: 1}).encode())
    rows = [{"member_id": one, "value": one, "reason": f"{one} is wrong"} for one in ("M0001", gone)]
    about = [{"reason": f"M0001 shares an address with {gone}.", "member_id": "M0001"}]
    table = csv_table(("value", "reason", "member_id"), [*rows, *about, {"value": gone}])
    write_atomically(out / "problems.csv", table)
    write_atomically(folder.parent / "state" / "valuereport" / "errors.log", gone.encode())
    return path


@pytest.mark.parametrize("gone", ["M0002", *STRANGE])
def test_nothing_of_a_member_stays(tmp_path: Path, gone: str) -> None:
    path = delivered(tmp_path / "ws", gone)
    out = tmp_path / "ws" / "output"
    other = [file for file in (out / "mail").iterdir() if b"m0001@" in file.read_bytes()]
    done = forget(open_workspace(path), ForgetRequest((gone,), "Ada"))
    erased = {file.name for file in done.erased}
    name = safe_name(gone)
    assert {
        f"{name}.pdf",
        f"{name}_en-GB.pdf",
        f"{name}_en-GB.html",
        "contact-sheet.png",
        "contact-sheet-2.png",
    } <= erased
    assert {"manifest.csv", "problems.csv", "print.pdf", "print-sheets.csv", "export-csv.csv", "review.html"} <= erased
    assert {
        "run.log",
        "errors.log",
        ".x.partial",
        ".y.partial",
        "contact-sheet.pdf",
        "delivered.json",
        "job.json",
    } <= erased
    assert (done.deliveries, done.runs, done.left) == (2, ("r",), ())
    assert tracks(out, gone, "second@") == []
    assert tracks(tmp_path / "state", gone) == []
    with open_ledger(ledger_url(path), "Ada") as ledger:
        assert {one.member_id[:9] for one in ledger.deliveries()} == {"M0001", "M0003", "forgotten"}
    assert [row.member_id for row in run_of(path).rows] == ["M0001", "M0003"]
    assert all(file.exists() for file in other)
    assert json.loads((out / "r" / "delivered.json").read_text()) == {"email": ["M0001"]}
    problems = (out / "problems.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(problems) == 3
    assert "M0001 shares an address with (forgotten)." in problems[2]


def test_a_run_stays_deliverable(tmp_path: Path) -> None:
    path = delivered(tmp_path / "ws", "=M0002")
    told = said(path, "forget", "=M0002", "--yes")
    for words in ("erased: ", "print.pdf", "What only you can erase:", "mail house", "backups", "the exports"):
        assert words in told
    exported = tmp_path / "ws" / "members.csv"
    lines = exported.read_text(encoding="utf-8").splitlines(keepends=True)
    exported.write_text("".join(line for line in lines if "=M0002" not in line), encoding="utf-8")
    assert "2 letters are with the mail house" in said(path, "print", "--run", "r", "--handed-over")
    said(path, "export", "--run", "r", "--to", "csv")
    assert "sent             2" in said(path, "email", "--run", "r", "--hand-over-to", "mail")
    assert "approved by Ada" in said(path, "approve", "r")
    assert wrong(tmp_path / "ws" / "output" / "r" / "manifest.csv", {"file": 0o600}) == {}


def test_only_the_print_files_with_the_member_are_erased(tmp_path: Path) -> None:
    path = campaign(tmp_path, [member(number) for number in range(3)], more="[print]\nsheets = 1\n")
    said(path, "approve", "r", "--by", "Ada", "--yes")
    said(path, "print", "--run", "r")
    run = tmp_path / "output" / "r"
    assert len(list(run.glob("print-*.pdf"))) == 3
    said(path, "forget", "M0001", "--yes")
    assert [file.name for file in sorted(run.glob("print*.pdf"))] == ["print-01.pdf", "print-03.pdf"]


def stopped(folder: Path, *members: str, named: tuple[str, ...] = ()) -> RunFolder:
    """Make a run that was stopped after these statements."""
    with working_in(folder, begun=False):
        run = RunFolder.begin(folder, {"scope": {"members": list(named)}, "settings": {"name": members[0]}})
        with run.journal() as journal:
            for one in members:
                write_atomically(folder / planned(one).file, one.encode())
                journal.add(Result(one, "rendered", problems=(Problem("render", "warning", "r", "a", member_id=one),)))
    write_atomically(folder / ".plates.partial", members[0].encode())
    write_atomically(folder / ".worker.partial", members[0].encode())
    return run


def planned(one: str) -> Planned:
    return Planned(0, one, "en-GB", "standard", f"statements/{shard(one)}/{safe_name(one)}.pdf", "render")


@pytest.mark.parametrize("gone", ["M2", *STRANGE])
def test_a_stopped_run_is_searched_too_and_stays_resumable(tmp_path: Path, gone: str) -> None:
    run = stopped(tmp_path / "r", "M1", gone)
    with (run.path / "journal.jsonl").open("ab") as stream:
        stream.write(f'{{"member_id": "{gone}", "stat'.encode())  # torn by the kill
    done = forget_in_run(run.path, gone)
    assert done
    assert (done.before, done.after) == ("", "")
    assert tracks(tmp_path, gone, safe_name(gone), ".partial") == []
    assert (run.path / planned("M1").file).exists()
    frozen = {"scope": {"members": []}, "settings": {"name": "M1"}}
    assert RunFolder.resume(run.path, frozen).path == run.path
    assert b'"M1"' in (run.path / "journal.jsonl").read_bytes()
    assert forget_in_run(run.path, gone) is None


def test_a_run_that_somebody_stopped_by_ctrl_c_has_a_manifest_and_a_journal(tmp_path: Path) -> None:
    path = campaign(tmp_path, [member(1), member(2)])
    run = tmp_path / "output" / "r"
    (run / "journal.jsonl").write_text('{"member_id": "M0002", "status": "rendered", "problems": []}\n')
    assert forget_in_run(run, "M0002")
    assert tracks(run, "M0002") == []
    with pytest.raises(RunError, match="finish it"):  # it is not finished by that
        run_of(path)


def test_a_stopped_run_of_one_member_goes_wholly(tmp_path: Path) -> None:
    stopped(tmp_path / "2026-M2", "M2", named=("M2",))
    assert forget_in_run(tmp_path / "2026-M2", "M2")
    assert list(tmp_path.iterdir()) == []
    stopped(tmp_path / "two", "M1", "M2", named=("M1", "M2"))
    assert forget_in_run(tmp_path / "two", "M2")
    assert json.loads((tmp_path / "two" / "run.json").read_text())["scope"] == {"members": ["M1"]}


def test_all_ids_of_a_member_are_forgotten_together(tmp_path: Path) -> None:
    path = campaign(tmp_path, [member(number) for number in range(3)])
    said(path, "approve", "r", "--by", "Ada", "--yes")
    said(path, "email", "--run", "r", "--hand-over-to", "mail")
    workspace = open_workspace(path)
    done = forget(workspace, ForgetRequest(("M0000", "M0002"), "Ada"))
    assert done.deliveries == 2
    assert [row.member_id for row in run_of(path).rows] == ["M0001"]
    assert approval_of(workspace, run_of(path))
    assert forget(workspace, ForgetRequest(("M0001",), "Ada")).runs == ("r",)
    assert not (tmp_path / "output" / "r").exists()


def test_messages_of_others_and_of_one_s_own_stay(tmp_path: Path) -> None:
    path = campaign(tmp_path / "ws", [member(number) for number in range(3)])
    said(path, "approve", "r", "--by", "Ada", "--yes")
    said(path, "email", "--run", "r", "--hand-over-to", "rehearsal")
    mine = tmp_path / "rehearsal" / "a letter.eml"
    mine.write_text("To: Member 2 <M0002@members.example>\n\nhello\n")
    named = tmp_path / "rehearsal" / "r-M0002.eml"
    longer = tmp_path / "rehearsal" / "r-M00021.eml"
    for file in (named, longer):
        file.write_text("To: somebody@example.org\n\n")
    told = said(path, "forget", "M0002", "--yes")
    assert f"look yourself: {mine} may hold this member" in told
    assert (mine.exists(), named.exists(), longer.exists()) == (True, False, True)
    assert len(list((tmp_path / "rehearsal").iterdir())) == 4


def test_a_number_is_not_taken_out_of_counts(tmp_path: Path) -> None:
    columns = ("row", "value", "reason", "member_id")
    rows = [
        {"row": 12, "value": "12", "reason": "12 rows", "member_id": "7"},
        {"row": 12, "value": "12", "reason": "nobody has this id", "member_id": ""},
        {"row": 3, "value": "", "reason": "", "member_id": "12"},
    ]
    assert without_members(csv_table(columns, rows), ("12",)) == csv_table(columns, rows[:1])
    assert without_members(b"a,b\r\n12,12\r\n", ("12",)) == b"a,b\r\n12,12\r\n"


def test_a_run_under_way_is_not_touched(tmp_path: Path) -> None:
    path = campaign(tmp_path, [member(1), member(2)])
    run = tmp_path / "output" / "r"
    before = (run / "manifest.csv").read_bytes()
    with working_in(run), pytest.raises(RunError, match="another command is working on this run"):
        forget_in_run(run, "M0002")
    assert (run / "manifest.csv").read_bytes() == before
    assert [row.member_id for row in read_run(run_of(path).folder).rows] == ["M0001", "M0002"]
