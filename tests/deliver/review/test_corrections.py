"""What people corrected stands in the run, in its review, and goes with the member who is forgotten."""

from __future__ import annotations

from pathlib import Path

from tests.actions.test_correct import FEES, HISTORY, MEMBERS
from tests.commands import said
from tests.workspaces import worked_example


def test_a_run_its_review_and_forgetting_know_the_corrections(tmp_path: Path) -> None:
    path = worked_example(tmp_path, members_csv=MEMBERS, history_csv=HISTORY, fees_csv=FEES)
    said(path, "correct", "W2", "--fee", "80", "--date", "2026-02-01", "--why", "bank statement", "--by", "Bea")
    missing = ("--engagement", "cpd-webinar", "--date", "2026-05-04", "--quantity", "2", "--title", "Damp & <mould>")
    said(path, "correct", "W1", *missing, "--why", "attendance list", "--by", "Ann Other")
    said(path, "batch", "--run", "r", "--workers", "1")
    text = said(path, "approve", "r", "--yes")
    assert "corrected  2: engagement 1, fee 1" in text
    assert "W1: cpd-webinar on 2026-05-04, 2, Damp & <mould> [Ann Other, " in text
    run = tmp_path / "output" / "r"
    page = (run / "review.html").read_text(encoding="utf-8")
    for words in ("Corrections", "Damp &amp; &lt;mould&gt;", "Ann Other", "attendance list"):
        assert words in page
    assert "Ann Other" in (run / "corrections.csv").read_text(encoding="utf-8-sig")
    said(path, "ledger", "list", "--member", "W1")  # reads members alone: rows of corrections harm nothing
    said(path, "forget", "W1", "--yes")
    assert not [file for file in tmp_path.rglob("output/**/*") if file.is_file() and b"Ann Other" in file.read_bytes()]
    assert "Bea" in (run / "corrections.csv").read_text(encoding="utf-8-sig")


def test_a_run_without_corrections_has_no_such_file(tmp_path: Path) -> None:
    path = worked_example(tmp_path)
    said(path, "batch", "--run", "r", "--workers", "1")
    assert "corrected" not in said(path, "approve", "r", "--yes")
    assert not (tmp_path / "output" / "r" / "corrections.csv").exists()
