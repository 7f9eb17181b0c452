"""`valuereport preview` from end to end, once and while files change."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import pytest

from tests.commands import ROOT, SAMPLE, run
from tests.workspaces import edited, pdf_text, worked_example
from valuereport.actions.preview import PreviewRequest, preview
from valuereport.actions.workspace import open_workspace
from valuereport.files import packaged
from valuereport.preview import Watch

PATIENCE = 90.0  # seconds, on a busy machine
GREETING = "templates/regions/greeting.html.j2"


def test_the_files_of_a_statement_and_the_contact_sheet(tmp_path: Path) -> None:
    config = worked_example(tmp_path)
    done = run("preview", "--config", config)
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "output" / "preview"
    names = {"W1_en-GB.html", "W1_en-GB.pdf", "contact-sheet.pdf", "contact-sheet.png"}
    assert {file.name for file in folder.iterdir()} == names
    assert "Wilma Worked" in pdf_text(folder / "W1_en-GB.pdf")
    page = (folder / "W1_en-GB.html").read_text(encoding="utf-8")
    assert "Wilma Worked" in page
    assert (packaged("templates") / "statement.css").read_text(encoding="utf-8") in page
    assert done.stdout.splitlines()[1:] == [str(folder / "contact-sheet.png"), str(folder / "contact-sheet.pdf")]


def test_the_same_workspace_gives_the_same_bytes(tmp_path: Path) -> None:
    config = worked_example(tmp_path / "workspace")
    for name in ("one", "two"):
        run("preview", "--config", config, "--output", tmp_path / name)
    for file in sorted((tmp_path / "one").iterdir()):
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes(), file.name


def test_members_and_locales_that_are_asked_for(tmp_path: Path) -> None:
    request = PreviewRequest(("M1111", "m1111", "F526"), ("en-XA", "de-DE+en-GB"), tmp_path)
    made = preview(open_workspace(SAMPLE), request)
    found = [(shown.member_id, shown.locale, shown.reasons) for shown in made.statements]
    assert found == [
        (member, locale, ("asked for",)) for member in ("M1111", "F526") for locale in ("en-XA", "de-DE+en-GB")
    ]
    assert (tmp_path / "F526_de-DE+en-GB.pdf").is_file()
    assert "[" in pdf_text(tmp_path / "M1111_en-XA.pdf")  # the pseudo-locale's brackets


def test_typical_members_of_the_sample(tmp_path: Path) -> None:
    made = preview(open_workspace(SAMPLE), PreviewRequest(folder=tmp_path))
    reasons = {reason for shown in made.statements for reason in shown.reasons}
    assert {"edition standard", "edition first-year", "edition below-fee", "longest name", "highest value"} <= reasons
    assert {"edition light-use, nothing used", "edition light-use, a little used"} <= reasons
    assert {"locale en-GB", "locale de-DE", "locale fr-FR", "firm with the most contacts"} <= reasons
    assert len({shown.member_id for shown in made.statements}) == len(made.statements)


def test_a_member_whom_a_batch_skips_can_be_looked_at_and_is_told(tmp_path: Path) -> None:
    config = edited(worked_example(tmp_path), "[period]", '[eligibility]\nskip_status = ["gone"]\n\n[period]')
    edited(config, 'grade = "Grade"', 'grade = "Grade"\nstatus = { value = "gone" }')
    alone = run("preview", "W1", "--config", config)
    assert alone.returncode == 1
    assert "the status is gone" in alone.stderr
    nobody = run("preview", "--config", config)
    assert nobody.returncode == 2
    assert "no member would get a statement" in nobody.stderr


def test_a_text_without_translation_is_told_once_with_how_often(tmp_path: Path) -> None:
    done = run("preview", "--config", worked_example(tmp_path), "--locale", "de-DE")
    assert done.returncode == 1
    (line,) = [line for line in done.stderr.splitlines() if "no text in the language de" in line]
    assert line.startswith("warning: W1 in de-DE: ")
    assert " times" in line


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("NOBODY",), "no member has the id or address 'NOBODY'"),
        (("--locale", "xx"), "--locale"),
        (("--locale", "en-GB+xx"), "--locale"),
        (("--output", "valuereport.toml/x"), "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_one_line(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    worked_example(tmp_path)
    done = run("preview", *arguments, cwd=tmp_path, PYTHONPATH=str(ROOT))
    assert done.returncode == 2
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("valuereport: ")]
    assert said in line


class Watching:
    """A preview that goes on, and the lines that it says."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self._lines: queue.Queue[str] = queue.Queue()
        self._kept: list[str] = []
        for stream in (process.stdout, process.stderr):
            assert stream is not None
            threading.Thread(target=self._read, args=(stream,), daemon=True).start()

    def _read(self, stream: IO[str]) -> None:
        for line in stream:
            self._lines.put(line.rstrip("\n"))

    def until(self, said: str) -> str:
        """Return the next line that says something; fails where none comes in time.

        Lines that say something else are kept: the two streams may overtake each other.
        """
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            for place, line in enumerate(self._kept):
                if said in line:
                    return self._kept.pop(place)
            with suppress(queue.Empty):
                self._kept.append(self._lines.get(timeout=0.2))
        pytest.fail(f"nothing said {said!r}: {self._kept}")

    def made_anew(self) -> None:
        self.until("statements: 1, ")
        self.until("contact-sheet.pdf")


@contextmanager
def watching(config: Path) -> Iterator[Watching]:
    command = [sys.executable, "-m", "valuereport", "preview", "--config", str(config), "--watch"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, start_new_session=True, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            yield Watching(process)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def test_a_change_of_a_template_makes_the_preview_anew_and_a_broken_one_is_told(tmp_path: Path) -> None:
    config = worked_example(tmp_path)
    page = tmp_path / "output" / "preview" / "W1_en-GB.html"
    own = tmp_path / GREETING
    shipped = (packaged("templates") / "regions" / "greeting.html.j2").read_text(encoding="utf-8")
    with watching(config) as seen:
        seen.made_anew()
        seen.until("watching")
        own.parent.mkdir(parents=True)
        own.write_text(shipped + "<p>Well met</p>", encoding="utf-8")
        seen.made_anew()
        assert "Well met" in page.read_text(encoding="utf-8")

        own.write_text("{{ statement.no_such_thing }}", encoding="utf-8")
        assert f"{own}:1:" in seen.until("valuereport: ")
        own.write_text("{% if %}", encoding="utf-8")
        assert f"{own}:1:" in seen.until("valuereport: ")

        own.unlink()
        seen.made_anew()
        assert "Well met" not in page.read_text(encoding="utf-8")
        seen.process.send_signal(signal.SIGINT)
        assert seen.process.wait(PATIENCE) == 0


def test_a_change_of_the_settings_loads_all_anew_and_a_bad_one_is_told(tmp_path: Path) -> None:
    config = worked_example(tmp_path)
    page = tmp_path / "output" / "preview" / "W1_en-GB.html"
    with watching(config) as seen:
        seen.made_anew()
        edited(config, 'locale = "en-GB"', 'locale = "no such locale"')
        assert "organisation.locale" in seen.until("valuereport: ")
        edited(config, 'locale = "no such locale"', 'locale = "en-GB"')
        seen.made_anew()
        members = edited(tmp_path / "members.csv", "Wilma Worked", "Walter Worked")
        assert members.exists()  # data alone wake nobody: they are read with the next change of the settings
        edited(config, "Guild of Examples", "Guild of Changes")
        seen.made_anew()
        text = page.read_text(encoding="utf-8")
        assert "Guild of Changes" in text
        assert "Walter Worked" in text


def after(change: Callable[[], object], watch: Watch, stop: threading.Event) -> frozenset[Path]:
    """Return the files that a watch tells of after a change; empty where it tells nothing in time."""
    found: queue.Queue[frozenset[Path]] = queue.Queue()
    thread = threading.Thread(target=lambda: [found.put(each) for each in watch.changes()])
    thread.start()
    try:
        change()
        return found.get(timeout=20)
    except queue.Empty:
        return frozenset()
    finally:
        stop.set()
        thread.join(20)


def test_a_change_while_something_else_was_done_is_not_lost(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a")
    stop = threading.Event()
    watch = Watch(lambda: tmp_path.glob("*.css"), stop)
    (tmp_path / "b.css").write_text("b")
    assert after(lambda: None, watch, stop) == {tmp_path / "b.css"}


@pytest.mark.parametrize("change", ["written", "replaced", "made", "removed"])
def test_each_kind_of_change_is_noticed(tmp_path: Path, change: str) -> None:
    file = tmp_path / "a.css"
    if change != "made":
        file.write_text("a")
    (tmp_path / "other.txt").write_text("x")
    stop = threading.Event()
    watch = Watch(lambda: [file], stop)

    def act() -> None:
        (tmp_path / "other.txt").write_text("y")  # of no interest
        if change == "removed":
            file.unlink()
        elif change == "replaced":
            (tmp_path / "new").write_text("a")
            (tmp_path / "new").replace(file)
        else:
            file.write_text("longer")

    assert after(act, watch, stop) == {file}
