"""The batch on the worked example and on a few members of the sample: what is promised to users and programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands import SAMPLE, manifest, run, run_as_process, tree
from tests.workspaces import edited, pdf_text, worked_example
from valuereport.files import safe_name


def test_the_worked_example_holds_to_the_penny_everywhere(tmp_path: Path) -> None:
    config = worked_example(tmp_path)
    explained = run("explain", "W1", "--config", config, "--json")
    assert explained.returncode == 0
    data = json.loads(explained.stdout)
    assert (data["low"], data["central"], data["high"]) == (1147.25, 1147.25, 1147.25)
    assert (data["benefit_cost_ratio"], data["roi"]) == (3.53, 2.53)
    figures = {(line["activity"], line["variant"]): (line["gross"], line["central"]) for line in data["lines"]}
    assert figures == {
        ("template-download", "assumed"): (360.0, 259.2),
        ("cpd-webinar", "assumed"): (200.0, 150.0),
        ("referral", "assumed"): (240.0, 120.0),
        ("referral", "recorded"): (1200.0, 600.0),
        ("late-payment", "worth"): (45.12, 18.05),
    }
    text = run("explain", "W1", "--config", config).stdout
    assert "6 times x 1.5 hours_saved x 40 hourly_value x (1 - 0.2 deadweight) x (1 - 0.1 attribution)" in text
    assert "Total:                             GBP 1,147.25" in text

    assert run("batch", "--config", config, "--workers", "1", "--run", "r").returncode == 0
    (row,) = manifest(tmp_path / "output" / "r")
    assert (row["fee"], row["low"], row["central"], row["high"]) == ("325.00", "1147.25", "1147.25", "1147.25")
    assert row["benefit_cost_ratio"] == "3.53"
    text = pdf_text(tmp_path / "output" / "r" / row["file"])
    assert (row["low_without_policy"], row["ratio_without_policy"]) == ("1129.20", "3.47")
    lines = ("£259.20", "£150.00", "£600.00", "£120.00", "£18.05", "£1,147.25", "£720.00")
    # The headline is rounded down on paper.
    headline = (
        "£325 Fee that you paid",
        "£1,147 What you got back",
        "3.5 times your fee",
        "£1,129, 3.4 times your fee",
    )
    for figure in (*headline, *lines):
        assert figure in text, figure


def test_two_runs_are_equal_and_a_resume_makes_again_only_what_was_changed_or_is_missing(tmp_path: Path) -> None:
    few = ("--config", SAMPLE, "--output", tmp_path, "--limit", "5", "--workers", "1")
    # With more workers, too, the bytes are the same: faults/test_interrupted_batch.py.
    one = run_as_process("batch", *few, "--run", "one", PYTHONHASHSEED="7")
    assert one.returncode == 1
    assert run("batch", *few, "--run", "two").returncode == 1
    before = tree(tmp_path / "one")
    assert before == tree(tmp_path / "two")
    assert len([name for name in before if name.endswith(".pdf")]) >= 4
    assert run("batch", *few, "--run", "one", "--resume").returncode == 1
    assert tree(tmp_path / "one") == before
    files = sorted((tmp_path / "two").rglob("*.pdf"))
    files[0].write_bytes(b"changed by hand")
    files[1].unlink()
    run("batch", *few, "--run", "two", "--resume")
    assert tree(tmp_path / "two") == before


def test_a_run_is_not_resumed_with_other_inputs(tmp_path: Path) -> None:
    config = worked_example(tmp_path)
    run("batch", "--config", config, "--workers", "1", "--run", "r")
    edited(tmp_path / "fees.csv", "325.00", "326.00")
    done = run("batch", "--config", config, "--workers", "1", "--run", "r", "--resume")
    assert done.returncode == 2
    assert "inputs: fees.csv" in done.stderr
    again = run("batch", "--config", config, "--workers", "1", "--run", "r")
    assert again.returncode == 2
    assert "--resume" in again.stderr


def test_a_second_run_without_a_name_gets_the_next_number(tmp_path: Path) -> None:
    config = worked_example(tmp_path)
    for _ in range(2):
        assert run("batch", "--config", config, "--workers", "1").returncode == 0
    assert sorted(folder.name for folder in (tmp_path / "output").iterdir()) == ["2026", "2026-2"]


def test_dry_run_plans_and_makes_nothing(tmp_path: Path) -> None:
    config = worked_example(tmp_path)
    edited(tmp_path / "members.csv", "W1,", "../../x,")
    edited(tmp_path / "fees.csv", "W1,", "../../x,")
    done = run("batch", "--config", config, "--dry-run", "--json")
    (plan,) = json.loads(done.stdout)["plan"]
    assert (plan["member_id"], plan["action"], plan["reason"]) == ("../../x", "render", "")
    assert plan["file"].startswith("statements/")
    assert ".." not in plan["file"]
    assert not (tmp_path / "output").exists()


def test_an_id_that_is_a_path_stays_in_the_run(tmp_path: Path) -> None:
    config = worked_example(tmp_path)
    for file in ("members.csv", "fees.csv"):
        edited(tmp_path / file, "W1,", "../../x,")
    run("batch", "--config", config, "--workers", "1", "--run", "r")
    (row,) = manifest(tmp_path / "output" / "r")
    assert row["status"] == "rendered"
    assert (tmp_path / "output" / "r" / row["file"]).resolve().is_relative_to(tmp_path / "output" / "r" / "statements")


def test_names_are_safe_and_apart() -> None:
    ids = ["M1", "m1", "../../x", "a/b", "a_b", "", "..", "CON", "é", "\u202ex", "x" * 500]
    names = [safe_name(one) for one in ids]
    assert len({name.casefold() for name in names}) == len(ids)
    for name in names:
        assert "/" not in name
        assert not name.startswith(".")
        assert len(name) < 100


@pytest.mark.parametrize(("wanted", "words"), [("Nobody", "no member has the id"), ("wilma w", "W1 Wilma Worked")])
def test_an_unknown_member_is_said_with_near_names(tmp_path: Path, wanted: str, words: str) -> None:
    done = run("explain", wanted, "--config", worked_example(tmp_path))
    assert done.returncode == 2
    assert words in done.stderr


def test_one_statement_by_address(tmp_path: Path) -> None:
    done = run("statement", "WILMA@guild.example", "--config", worked_example(tmp_path), "--locale", "de-DE")
    file = Path(done.stdout.strip())
    assert file.read_bytes().startswith(b"%PDF")
    assert "1.147,25" in pdf_text(file)


def test_cells_that_a_spreadsheet_would_compute_are_disarmed(tmp_path: Path) -> None:
    config = worked_example(tmp_path)
    edited(tmp_path / "history.csv", "W1,referral,2026-07-08", '"=HYPERLINK(""http://x"")",referral,2026-07-08')
    assert run("check", "--config", config).returncode == 1
    text = (tmp_path / "output" / "problems.csv").read_text(encoding="utf-8-sig")
    assert '''"'=HYPERLINK(""http://x"")"''' in text
