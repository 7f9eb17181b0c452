"""The file that stories are made from: whole, small, the same bytes again, and of its own run or refused."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import pytest

from tests.commands import run as command
from tests.runs import Told, finished_run
from tests.stories.organisations import run_of, sample
from tests.workspaces import worked_example
from valuereport.batch import forget_in_run, read_contributions, write_contributions
from valuereport.errors import RESUME, Remedy, RunError
from valuereport.files import digest_of_file
from valuereport.model.contributions import Contributions

MEMBERS, TERMS, SUMS = (Path("valuations") / name for name in ("members.parquet", "terms.parquet", "SHA256SUMS"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Contributions]:
    folder = tmp_path_factory.mktemp("runs") / "2026"
    return folder, run_of(sample(), folder)


@pytest.fixture
def folder(made: tuple[Path, Contributions], tmp_path: Path) -> Path:
    return Path(shutil.copytree(made[0], tmp_path / "2026"))


def of_rows(found: Contributions, rows: Any) -> Contributions:
    """Return the contributions of some members."""
    members = found.members.iloc[rows].reset_index(drop=True)
    return replace(found, members=members, weights=found.weights[rows], hour_weights=found.hour_weights[rows])


def test_what_is_read_is_what_was_calculated(made: tuple[Path, Contributions]) -> None:
    folder, calculated = made
    found = read_contributions(folder)
    pd.testing.assert_frame_equal(
        found.members, calculated.members, check_like=True, check_dtype=False, rtol=0, atol=5.1e-5
    )
    assert np.array_equal(found.weights, calculated.weights)
    np.testing.assert_allclose(found.units, calculated.units, rtol=1e-7)
    assert np.array_equal(found.hour_weights, calculated.hour_weights)
    np.testing.assert_allclose(found.hour_units, calculated.hour_units, rtol=1e-7)
    assert found.hour_terms == calculated.hour_terms
    assert (found.benefits, found.terms) == (calculated.benefits, calculated.terms)
    assert (found.name, found.start, found.end, found.currency) == (
        *("2026", calculated.start, calculated.end),
        "GBP",
    )


def test_a_batch_leaves_it_and_a_resume_leaves_the_same_bytes(tmp_path: Path) -> None:
    config = worked_example(tmp_path)
    arguments = ("batch", "--config", config, "--workers", "1", "--run", "r")
    assert command(*arguments).returncode == 0
    folder = tmp_path / "output" / "r"
    found = read_contributions(folder)
    assert found.members["member_id"].tolist() == ["W1"]
    assert found.members["hours_saved"].tolist() == pytest.approx([6.48])
    before = [(folder / name).read_bytes() for name in (MEMBERS, TERMS)]
    shutil.rmtree(folder / "valuations")
    assert command(*arguments, "--resume").returncode == 0
    assert [(folder / name).read_bytes() for name in (MEMBERS, TERMS)] == before


def test_members_without_a_statement_are_not_in_it(made: tuple[Path, Contributions]) -> None:
    manifest = pd.read_csv(made[0] / "manifest.csv", encoding="utf-8-sig")
    rendered = manifest.loc[manifest["status"] == "rendered", "member_id"].tolist()
    assert len(rendered) < len(manifest)
    assert read_contributions(made[0]).members["member_id"].tolist() == rendered


def test_a_run_of_nobody_can_be_read(folder: Path, made: tuple[Path, Contributions]) -> None:
    nobody = of_rows(made[1], slice(0))
    manifest = folder / "manifest.csv"
    manifest.write_bytes(manifest.read_bytes().split(b"\r\n")[0] + b"\r\n")
    write_contributions(folder, nobody)
    found = read_contributions(folder)
    assert found.members.empty
    assert found.weights.shape == (0, found.units.shape[0])


@pytest.mark.parametrize("missing", [MEMBERS, TERMS, SUMS])
def test_a_run_of_an_older_version_is_said(folder: Path, missing: Path) -> None:
    (folder / missing).unlink()
    with pytest.raises(RunError, match=r"older version.*make the run again$") as said:
        read_contributions(folder)
    assert said.value.remedies == (Remedy("batch", run="2026", resume=True),)


@pytest.mark.parametrize("name", [MEMBERS, TERMS, SUMS])
def test_a_damaged_file_is_said(folder: Path, name: Path) -> None:
    whole = (folder / name).read_bytes()
    places = np.random.default_rng(8).integers(0, len(whole), 12).tolist()
    flipped = [whole[:at] + bytes([whole[at] ^ 0x20]) + whole[at + 1 :] for at in places]
    for content in [b"", whole[:40], whole[:-2], b"PAR1" + bytes(60) + b"PAR1", *flipped]:
        (folder / name).write_bytes(content)
        with pytest.raises(RunError, match=r"is damaged: .*name another run"):
            read_contributions(folder)


def test_files_of_two_runs_do_not_fit_together(folder: Path, made: tuple[Path, Contributions], tmp_path: Path) -> None:
    other = tmp_path / "other"
    write_contributions(other, replace(made[1], units=made[1].units * 1.01))
    shutil.copy(other / TERMS, folder / TERMS)
    with pytest.raises(RunError, match=r"terms.parquet is damaged"):
        read_contributions(folder)


def test_the_hashes_can_be_checked_without_valuereport(made: tuple[Path, Contributions]) -> None:
    checked = subprocess.run(
        ["sha256sum", "--check", "--strict", SUMS.name], cwd=made[0] / "valuations", capture_output=True, check=False
    )
    assert (checked.returncode, checked.stdout) == (0, b"members.parquet: OK\nterms.parquet: OK\n")


@pytest.mark.parametrize("column", ["fee", "low", "central", "high"])
def test_figures_that_are_not_the_manifests_are_refused(
    folder: Path, made: tuple[Path, Contributions], column: str
) -> None:
    members = made[1].members.copy()
    members.loc[7, column] += 0.02
    write_contributions(folder, replace(made[1], members=members))
    with pytest.raises(RunError, match=rf"its figures \({column}\) are not those of manifest\.csv"):
        read_contributions(folder)


def test_members_that_are_not_the_manifests_are_refused(folder: Path, made: tuple[Path, Contributions]) -> None:
    found = made[1]
    for kept in (slice(1, None), slice(None, None, -1)):
        write_contributions(folder, of_rows(found, kept))
        with pytest.raises(RunError, match=r"its members are not those of manifest\.csv"):
            read_contributions(folder)


def test_figures_that_are_no_numbers_are_refused(folder: Path, made: tuple[Path, Contributions]) -> None:
    weights = made[1].weights.copy()
    weights[3, 0] = np.nan
    write_contributions(folder, replace(made[1], weights=weights))
    with pytest.raises(RunError, match="is no number"):
        read_contributions(folder)


def test_a_file_with_a_column_less_is_refused(folder: Path) -> None:
    table = pa.parquet.read_table(folder / MEMBERS)
    pa.parquet.write_table(table.drop_columns(["hours_saved"]), folder / MEMBERS)
    hashes = (f"{digest_of_file(folder / name)}  {name.name}\n" for name in (MEMBERS, TERMS))
    (folder / SUMS).write_text("".join(hashes))
    with pytest.raises(RunError, match="not as a run leaves it"):
        read_contributions(folder)


def test_a_run_under_way_is_refused(folder: Path) -> None:
    (folder / "journal.jsonl").write_text("")
    with pytest.raises(RunError, match="still under way"):
        read_contributions(folder)


def test_a_forgotten_member_leaves_it_and_the_others_stay(folder: Path, made: tuple[Path, Contributions]) -> None:
    gone = "M1164"
    at = made[1].members["member_id"].tolist().index(gone)
    assert forget_in_run(folder, gone)
    found = read_contributions(folder)
    assert gone not in found.members["member_id"].tolist()
    assert np.array_equal(found.weights, np.delete(made[1].weights, at, axis=0))
    for file in folder.rglob("*"):
        assert not file.is_file() or gone.encode() not in file.read_bytes(), file


def test_forgetting_goes_on_where_it_was_interrupted(folder: Path) -> None:
    manifest = (folder / "manifest.csv").read_bytes()
    assert forget_in_run(folder, "M1164")
    (folder / "manifest.csv").write_bytes(manifest)  # as if the power had gone before the last write
    assert forget_in_run(folder, "M1164")
    assert "M1164" not in read_contributions(folder).members["member_id"].tolist()


def test_a_member_is_forgotten_in_a_run_of_an_older_version(tmp_path: Path) -> None:
    folder = finished_run(tmp_path / "2025", [Told("M1"), Told("M2")])
    assert forget_in_run(folder, "M1")
    assert not (folder / "valuations").exists()


def test_nobody_is_forgotten_by_halves_where_the_file_is_damaged(folder: Path) -> None:
    (folder / MEMBERS).write_bytes(b"PAR1")
    with pytest.raises(RunError, match="delete the file, and forget the member again"):
        forget_in_run(folder, "M1164")
    assert b"M1164" in (folder / "manifest.csv").read_bytes()
    (folder / MEMBERS).unlink()
    assert forget_in_run(folder, "M1164")


def test_a_full_disk_is_said(made: tuple[Path, Contributions], tmp_path: Path) -> None:
    (tmp_path / "valuations").write_text("in the way")
    with pytest.raises(RunError, match=r"cannot be written.*go on$") as said:
        write_contributions(tmp_path, made[1])
    assert said.value.remedies == (RESUME,)


def test_ten_thousand_members_take_little_room(made: tuple[Path, Contributions], tmp_path: Path) -> None:
    chance = np.random.default_rng(3)
    rows = chance.integers(0, len(made[1].members), 10_000)
    many = of_rows(made[1], rows)
    members = many.members
    members["member_id"] = [f"M{number}" for number in range(len(members))]
    for name in ("low", "central", "high", "time_value", "hours_saved", "savings"):
        members[name] *= chance.uniform(0.5, 2, len(members))
    weights = many.weights * chance.uniform(0.5, 2, (len(rows), 1))
    write_contributions(tmp_path, replace(many, weights=weights))
    assert sum((tmp_path / name).stat().st_size for name in (MEMBERS, TERMS)) < 4_000_000


def test_the_frozen_run_names_the_version_that_wrote_it(made: tuple[Path, Contributions]) -> None:
    assert "pyarrow" in json.loads((made[0] / "run.json").read_text())["versions"]
