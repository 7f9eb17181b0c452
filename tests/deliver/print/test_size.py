"""The size of the print file of the sample's first members: it grows by a small part of a single file a member."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import SAMPLE, manifest, run
from valuereport.deliver.print import PrintJob, write_print_files

MEMBERS = 32
SHARE = 0.15  # of the single files' sizes, for each member after the first


@pytest.fixture(scope="module")
def jobs_of_a_run(tmp_path_factory: pytest.TempPathFactory) -> list[PrintJob]:
    output = tmp_path_factory.mktemp("sample")
    done = run("batch", "--config", SAMPLE, "--output", output, "--run", "r", "--limit", str(MEMBERS))
    assert done.returncode in (0, 1), done.stderr
    rows = [row for row in manifest(output / "r") if row["status"] == "rendered"]
    return [PrintJob(row["member_id"], output / "r" / row["file"], row["sha256"], "", "", "") for row in rows]


def test_thirty_members_take_a_seventh_of_their_single_files(jobs_of_a_run: list[PrintJob], tmp_path: Path) -> None:
    sizes = [job.file.stat().st_size for job in jobs_of_a_run]
    assert len(sizes) >= 30
    out = write_print_files(jobs_of_a_run, tmp_path, "p")
    assert out.problems == ()
    assert out.files[0].file.stat().st_size - sizes[0] <= SHARE * sum(sizes[1:])
