"""One command at a time in a run: who comes second is told who works there, and a killed one leaves no lock."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.commands import ROOT, SAMPLE, manifest, run, tree
from tests.runs import Told, finished_run
from tests.workspaces import worked_example
from valuereport.batch import forget_in_run, read_run, working_in
from valuereport.errors import RunError
from valuereport.storage import storage_path

HOLD = """
import sys
from pathlib import Path
from valuereport.batch import working_in

with working_in(Path(sys.argv[1]), begun=False):
    print(flush=True)
    sys.stdin.read()
"""


@contextmanager
def held_by_another(folder: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", HOLD, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        process.stdout.readline()
        try:
            yield process
        finally:
            process.kill()


def test_a_second_command_is_told_who_works_there(tmp_path: Path) -> None:
    folder = finished_run(tmp_path / "r", [Told("M1"), Told("M2")])
    before = tree(folder)
    with held_by_another(folder) as process:
        with pytest.raises(RunError, match=rf"another command is working on this run \(process {process.pid} on .*UTC"):
            forget_in_run(folder, "M1")
        assert {name: sha for name, sha in tree(folder).items() if name != ".lock"} == before
        config = worked_example(tmp_path / "workspace")
        done = run("batch", "--config", config, "--output", tmp_path, "--run", "r", "--resume", "--workers", "1")
        assert done.returncode == 2
        assert f"process {process.pid}" in done.stderr
        assert len([line for line in done.stderr.splitlines() if line.startswith("valuereport: ")]) == 1
    assert forget_in_run(folder, "M1")  # the other was killed: its lock went with it
    assert not (folder / ".lock").exists()
    assert [row.member_id for row in read_run(folder).rows] == ["M2"]


def test_a_run_that_is_being_begun_is_held_too(tmp_path: Path) -> None:
    config = worked_example(tmp_path / "workspace")
    arguments = ("batch", "--config", config, "--output", tmp_path, "--run", "r", "--workers", "1")
    with held_by_another(tmp_path / "r"):
        done = run(*arguments)
        assert done.returncode == 2
        assert "another command is working on this run" in done.stderr
    assert run(*arguments).returncode == 0


def test_what_is_no_run_is_said_by_who_reads_it(tmp_path: Path) -> None:
    with working_in(tmp_path / "none"), working_in(storage_path("memory://shelf/r"), begun=False):
        assert not (tmp_path / "none").exists()
    (tmp_path / "file").touch()
    with working_in(tmp_path / "file", begun=False):
        pass
    with pytest.raises(ValueError, match="mine"), working_in(tmp_path):  # what happens inside goes on
        raise ValueError("mine")
    assert not (tmp_path / ".lock").exists()


def test_two_resumes_at_once(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Nothing is lost, nothing is made twice, and the manifest is right; with --whole, fifty times.

    The shipped sample has its lock in the output folder: the second waits for nobody and is told who is at work.
    """
    arguments = ("batch", "--config", SAMPLE, "--output", tmp_path, "--limit", "3", "--workers", "1")
    run(*arguments, "--run", "undisturbed")
    undisturbed = tree(tmp_path / "undisturbed")
    rounds = 50 if request.config.getoption("--whole") else 1
    for number in range(rounds):
        folder = tmp_path / f"r{number}"
        folder.mkdir()
        (folder / "run.json").write_bytes((tmp_path / "undisturbed" / "run.json").read_bytes())  # stopped at once
        command = [sys.executable, "-m", "valuereport", *map(str, arguments), "--run", folder.name, "--resume"]
        both = [
            subprocess.Popen(
                command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ
            )
            for _ in range(2)
        ]
        said = [process.communicate()[1] for process in both]
        codes = sorted(process.returncode for process in both)
        assert "Traceback" not in "".join(said)
        assert codes in ([1, 2], [1, 1]), said  # two that came one after the other are right, too
        assert codes == [1, 1] or any("is making statements since" in text for text in said)
        assert tree(folder) == undisturbed
        assert len(manifest(folder)) == 3
