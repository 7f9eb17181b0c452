"""A workbook's best estimate is live: it is the manifest's, and follows every assumption's cell."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.audit.recalculated import Recalculated
from tests.commands import SAMPLE, manifest, run, said
from tests.workspaces import edited, worked_example


def member_book(path: Path, member: str, folder: Path) -> Recalculated:
    said(path, "explain", member, "--xlsx", folder / "m.xlsx")
    return Recalculated((folder / "m.xlsx").read_bytes())


def test_the_worked_example_comes_out_to_the_penny_and_follows_its_assumptions(tmp_path: Path) -> None:
    path = worked_example(tmp_path)
    book = member_book(path, "W1", tmp_path)
    assert round(book.figure("best estimate"), 2) == 1147.25
    assert book.figure("cautious estimate") == 1147.25
    assert book.figure("benefit-cost ratio") == 3.53
    row = next(row for row, name in book.column("Assumptions", "A").items() if name == "hour")
    for letter in "CDE":
        assert book.number("Assumptions", f"{letter}{row}") == 40
        book.put("Assumptions", f"{letter}{row}", 50)
    # 6 uses x 1.5 hours x 10 more x 0.8 x 0.9
    assert book.figure("best estimate") == pytest.approx(1147.2493 + 64.8, abs=1e-4)
    assert book.figure("cautious estimate") == 1147.25  # a value, from the run


@pytest.fixture(scope="module")
def rendered(sample_run: Path) -> list[dict[str, str]]:
    return [row for row in manifest(sample_run) if row["status"] == "rendered"]


@pytest.mark.parametrize("edition", ["standard", "below-fee", "first-year", "light-use"])
def test_each_edition_s_workbook_shows_the_manifest_s_figures(
    edition: str, rendered: list[dict[str, str]], tmp_path: Path
) -> None:
    row = next(row for row in rendered if row["edition"] == edition)
    book = member_book(SAMPLE, row["member_id"], tmp_path)
    assert round(book.figure("best estimate"), 2) == pytest.approx(float(row["central"]), abs=0.0051)
    for what, column in (
        ("cautious estimate", "low"),
        ("high estimate", "high"),
        ("fee", "fee"),
        ("cautious estimate without policy wins", "low_without_policy"),
        ("benefit-cost ratio", "benefit_cost_ratio"),
    ):
        assert book.figure(what) == float(row[column]), what


def test_every_assumption_s_cell_moves_the_total_as_explain_says(
    rendered: list[dict[str, str]], tmp_path: Path
) -> None:
    member = next(row["member_id"] for row in rendered if row["edition"] == "standard" and row["currency"] == "EUR")
    found = json.loads(said(SAMPLE, "explain", member, "--json"))
    assert len(found["swings"]) == 4
    said(SAMPLE, "explain", member, "--xlsx", tmp_path / "m.xlsx")
    data = (tmp_path / "m.xlsx").read_bytes()
    for swing in found["swings"]:
        for end, letter in (("total_at_low", "C"), ("total_at_high", "E")):
            book = Recalculated(data)
            row = next(row for row, name in book.column("Assumptions", "A").items() if name == swing["assumption"])
            figure = book.number("Assumptions", f"{letter}{row}")
            for cell in "CDE":
                book.put("Assumptions", f"{cell}{row}", figure)
            assert round(book.figure("best estimate"), 2) == pytest.approx(swing[end], abs=0.0051)


def test_texts_are_never_formulas(tmp_path: Path) -> None:
    path = worked_example(tmp_path)
    edited(path.parent / "history.csv", "Fee proposal", "=HYPERLINK(0)+cmd|'/c calc'!A1")
    book = member_book(path, "W1", tmp_path)
    assert "=HYPERLINK(0)+cmd|'/c calc'!A1" in book.texts.values()
    assert not any("HYPERLINK" in formula for formula in book.formulas.values())


def test_an_organisation_s_workbook_adds_up_and_follows_its_assumptions(sample_run: Path, tmp_path: Path) -> None:
    file = tmp_path / "t.xlsx"
    options = ("--config", SAMPLE, "--output", sample_run.parent, "--run", sample_run.name)
    done = run("assumptions", *options, "--xlsx", file, "--json")
    report = json.loads(done.stdout)
    book = Recalculated(file.read_bytes())
    total = book.figure("best estimate", "Totals")
    assert total == pytest.approx(report["total"], abs=0.006)
    labels = book.column("Totals", "A").values()
    for kind in ("benefit", "activity"):
        parts = [book.figure(str(name), "Totals") for name in labels if str(name).startswith(f"{kind}: ")]
        assert sum(parts) == pytest.approx(total, rel=1e-9)
    most = report["assumptions"][0]
    row = next(row for row, name in book.column("Assumptions", "A").items() if name == most["id"])
    for cell in "CDE":
        book.put("Assumptions", f"{cell}{row}", most["high"])
    assert book.figure("best estimate", "Totals") == pytest.approx(most["total_at_high"], abs=0.006)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_works_out_the_same(rendered: list[dict[str, str]], tmp_path: Path) -> None:
    row = next(row for row in rendered if row["edition"] == "standard")
    file = tmp_path / "full.xlsx"
    said(SAMPLE, "explain", row["member_id"], "--xlsx", file)
    with zipfile.ZipFile(file) as full, zipfile.ZipFile(tmp_path / "m.xlsx", "w") as bare:
        for name in full.namelist():  # without the values that we keep beside the formulas
            bare.writestr(name, re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", full.read(name)))
    convert = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to"]
    command = [*convert, "xlsx:Calc MS Excel 2007 XML", "--outdir", "out", "m.xlsx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=180)
    book = CalamineWorkbook.from_path(str(tmp_path / "out" / "m.xlsx"))
    shown = {cells[0]: cells[1] for cells in book.get_sheet_by_name("Statement").to_python()}
    assert round(shown["best estimate"], 2) == pytest.approx(float(row["central"]), abs=0.0051)


@pytest.mark.parametrize("command", [("explain", "W1"), ("assumptions",)])
def test_a_workbook_that_cannot_be_written_is_said(command: tuple[str, ...], tmp_path: Path) -> None:
    path = worked_example(tmp_path)
    (tmp_path / "file").write_text("in the way")
    done = run(*command, "--config", path, "--xlsx", tmp_path / "file" / "m.xlsx")
    assert done.returncode == 2
    assert "m.xlsx cannot be written" in done.stderr
