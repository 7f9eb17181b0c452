"""A finished run is read as it was written, and no change to it goes unnoticed."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.runs import Told, finished_run
from tests.workspaces import edited
from valuereport.batch import RunFolder, check_files, earlier_figures, read_problems, read_run
from valuereport.errors import Problem, Remedy, RunError
from valuereport.model.run import VALUE_MODEL
from valuereport.model.statement_order import BY_VALUE

MEMBERS = (
    Told("M1", 1234.5, engagements=0),
    Told("=1+1", 10.0, locale="de-DE", edition="light-use", engagements=2),
    Told("M3", None, status="skipped", problem="the status is Lapsed"),
    Told("../M4", 99.99, currency="EUR", status="failed", problem='it would not fit, "at all"\nsays the page'),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return finished_run(tmp_path / "2026", MEMBERS)


def test_what_was_written_is_read(folder: Path) -> None:
    run = read_run(folder)
    assert (run.name, run.start, run.end, *run.periods) == (
        "2026",
        date(2026, 1, 1),
        date(2027, 1, 1),
        "2026-01-01/2027-01-01",
    )
    assert [(row.member_id, row.status, row.problem) for row in run.rows] == [
        (told.member_id, told.status, told.problem) for told in MEMBERS
    ]
    first, formula, skipped, failed = run.rows
    assert (first.fee, first.low, first.central, first.high) == tuple(
        map(Decimal, ("250.00", "1111.05", "1234.50", "1357.95"))
    )
    assert first.benefit_cost_ratio == Decimal("4.44")
    assert (formula.locale, formula.edition) == ("de-DE", "light-use")
    assert (skipped.central, skipped.file) == (None, "")
    assert (failed.currency, failed.sha256) == ("EUR", "")
    assert check_files(run) == ()
    earlier, problems = earlier_figures(folder)
    assert (earlier["=1+1"].central, problems) == (10.0, ())


def test_an_order_that_cannot_be_read_is_damage(folder: Path) -> None:
    assert read_run(folder).order == BY_VALUE
    frozen = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    known = {"by": "kano", "classes": {}, "not_on_offer": {}}
    for order in ("by luck", {}, {**known, "by": "luck"}, {**known, "classes": []}, {**known, "classes": {"a": 1}}):
        (folder / "run.json").write_text(json.dumps({**frozen, "order": order}), encoding="utf-8")
        with pytest.raises(RunError, match="its order cannot be read"):
            read_run(folder)


def test_the_newer_figures_are_read_too(folder: Path) -> None:
    run = read_run(folder)
    first, _, skipped, _ = run.rows
    assert (first.low_without_policy, first.ratio_without_policy) == (Decimal("1111.05"), Decimal("4.44"))
    assert (first.fee_basis, skipped.low_without_policy) == ("paid", None)
    assert [row.engagements for row in run.rows] == [told.engagements for told in MEMBERS]
    assert (run.value_model, run.other_value_model) == (VALUE_MODEL, "")
    edited(folder / "manifest.csv", ",paid,", ",borrowed,")
    with pytest.raises(RunError, match=r"manifest\.csv is damaged.*a basis of the fee that is not known: 'borrowed'"):
        read_run(folder)


def test_a_run_of_the_first_edition_is_read_and_not_compared(tmp_path: Path) -> None:
    folder = finished_run(tmp_path / "2025", MEMBERS, value_model=1)
    with (folder / "manifest.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    with (folder / "manifest.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(row[:-6] for row in rows)  # the first edition had none of the last six columns
    run = read_run(folder)
    first = run.rows[0]
    assert (first.central, first.benefit_cost_ratio) == (Decimal("1234.50"), Decimal("4.44"))
    assert (first.fee_basis, first.low_without_policy, first.ratio_without_policy) == ("paid", None, None)
    assert first.engagements is None
    assert run.value_model == 1
    reason = "the figures of the run 2025 are from edition 1 of the value model"
    assert run.other_value_model == reason
    earlier, (problem,) = earlier_figures(folder)
    assert earlier == {}
    assert (problem.stage, problem.severity, problem.reason, problem.value) == ("batch", "warning", reason, "2025")


def test_problems_are_read_as_they_were_written(tmp_path: Path) -> None:
    problems = (
        Problem("load", "error", "not a number", "row not used", "fees.csv", 7, "fee", "=cmd", ""),
        Problem("render", "warning", "no font has '🦄'", "an empty box", member_id="-M1"),
    )
    run = read_run(finished_run(tmp_path / "r", MEMBERS, problems))
    assert read_problems(run) == problems
    (run.folder / "problems.csv").write_text("nothing,of,this\n1,2,3\n", encoding="utf-8")
    with pytest.raises(RunError, match=r"problems\.csv is damaged"):
        read_problems(run)
    (run.folder / "problems.csv").unlink()
    with pytest.raises(RunError, match=r"problems\.csv cannot be read"):
        read_problems(run)


def replaced(file: str, old: str, new: str) -> Callable[[Path], object]:
    return lambda folder: edited(folder / file, old, new)


def doubled(folder: Path) -> None:
    text = (folder / "manifest.csv").read_text(encoding="utf-8-sig")
    row = next(line for line in text.splitlines() if line.startswith("M1,"))
    (folder / "manifest.csv").write_text(f"{text}{row}\n", encoding="utf-8")


def written(file: str, data: bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / file).write_bytes(data)


NO_RUN: dict[str, tuple[Callable[[Path], object], str]] = {
    "under way": (written("journal.jsonl", b""), r"still under way.*finish it$"),
    "no run.json": (lambda folder: (folder / "run.json").unlink(), r"run\.json: No such file"),
    "no manifest": (lambda folder: (folder / "manifest.csv").unlink(), r"stopped before its end.*finish it$"),
    "a period that is none": (replaced("run.json", "2026-01-01", "last year"), r"run\.json is damaged"),
    "no object": (written("run.json", b"[]"), r"run\.json is damaged"),
    "an empty manifest": (written("manifest.csv", b""), r"manifest\.csv is damaged: the column 'member_id' is missing"),
    "a torn manifest": (
        replaced("manifest.csv", ",EUR,", ","),
        r"manifest\.csv is damaged: row 5 has 21 cells and not 22",
    ),
    "no text": (written("manifest.csv", b"member_id\xff\xfe"), r"manifest\.csv is damaged"),
    "an infinite figure": (replaced("manifest.csv", "1234.50", "Infinity"), r"no number: Infinity"),
    "words for a figure": (replaced("manifest.csv", "1234.50", "much"), r"no number: much"),
    "another status": (replaced("manifest.csv", "skipped", "forgotten"), r"a status that is not known: 'forgotten'"),
    "a member twice": (doubled, r"the member M1 has two rows"),
    "a file outside": (replaced("manifest.csv", "statements/", "statements/../../"), r"names no statement of this run"),
    "an absolute file": (replaced("manifest.csv", "statements/", "/statements/"), r"names no statement of this run"),
}


@pytest.mark.parametrize("case", NO_RUN)
def test_what_is_no_finished_run_is_refused_with_what_to_do(folder: Path, case: str) -> None:
    change, said = NO_RUN[case]
    change(folder)
    with pytest.raises(RunError, match=said) as refused:
        read_run(folder)
    again, finish = Remedy("batch", run="2026"), Remedy("batch", run="2026", resume=True)
    assert refused.value.remedies == ((finish,) if "its end" in said or "under way" in said else (again,))


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="it is not there"):
        read_run(tmp_path / "nowhere")


def test_every_change_to_a_statement_is_found(folder: Path) -> None:
    run = read_run(folder)
    changed, gone = (folder / row.file for row in run.rows[:2])
    changed.write_bytes(changed.read_bytes()[:-1] + b"?")
    gone.unlink()
    gone.mkdir()
    (gone / "left.pdf").write_bytes(b"%PDF")
    (folder / "statements" / ".hidden.partial").write_bytes(b"%PDF")
    told = {(one.severity, one.file, one.member_id): one for one in check_files(run)}
    assert set(told) == {
        ("error", run.rows[0].file, "M1"),
        ("error", run.rows[1].file, "=1+1"),
        ("warning", f"{run.rows[1].file}/left.pdf", ""),
        ("warning", "statements/.hidden.partial", ""),
    }
    assert "not the one that the run made" in told["error", run.rows[0].file, "M1"].reason
    assert "make it again" in told["error", run.rows[1].file, "=1+1"].action


@pytest.mark.parametrize("file", ["run.json", "manifest.csv"])
def test_a_change_to_what_was_approved_is_found(folder: Path, file: str) -> None:
    run = read_run(folder)
    data = (folder / file).read_bytes()
    (folder / file).write_bytes(data + b" \r\n")
    (found,) = check_files(run)
    assert (found.severity, found.action) == ("error", "nothing is delivered from this run")
    (folder / file).unlink()
    (found,) = check_files(run)
    assert file in found.reason
    (folder / file).write_bytes(data)
    assert check_files(run) == ()
    assert read_run(folder).digest == run.digest


def test_an_extra_row_and_a_lost_row_are_found(folder: Path) -> None:
    before = read_run(folder)
    text = (folder / "manifest.csv").read_bytes().decode("utf-8-sig")
    row = next(line for line in text.splitlines() if line.startswith("M1,"))
    extra = row.replace(before.rows[0].file, "statements/00/M2.pdf").replace("M1", "M2")
    (folder / "manifest.csv").write_bytes(f"{text}{extra}\r\n".encode())
    (found,) = check_files(read_run(folder))
    assert (found.severity, found.member_id, found.file) == ("error", "M2", "statements/00/M2.pdf")
    (folder / "manifest.csv").write_bytes(text.replace(f"{row}\r\n", "").encode())
    after = read_run(folder)
    (found,) = check_files(after)
    assert (found.severity, found.file) == ("warning", before.rows[0].file)
    assert after.digest != before.digest


def test_a_large_run_is_checked(tmp_path: Path) -> None:
    run = read_run(finished_run(tmp_path / "big", (Told(f"M{number}") for number in range(1000))))
    assert check_files(run) == ()


def test_what_a_killed_worker_was_writing_is_gone_when_the_run_is_done(tmp_path: Path) -> None:
    run = RunFolder.begin(tmp_path / "r", {})
    left = tmp_path / "r" / "statements" / "9a" / ".half.partial"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"%PDF-1.7")
    run.finish(b"", b"")
    assert sorted(file.name for file in left.parent.iterdir()) == []
