"""From an approved run to a page for the public: marketing in a real browser, clicking what it sees."""

from __future__ import annotations

import shlex
import shutil
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.commands import run
from tests.desk.visitor import click, inside, rows
from tests.desks import opened
from tests.workspaces import edited, worked_example
from valuereport.actions.approve import ApproveRequest, ReviewRequest, approve, review
from valuereport.actions.batch import BatchRequest, batch
from valuereport.actions.workspace import open_workspace

MEMBERS = "Member,Name,Email,Locale,Currency,Grade,Joined,Renewal,Street,City,Postcode,Country,Region\n" + "".join(
    f"M{n},Member {n},m{n}@guild.example,en-GB,GBP,Member,2015-03-01,2027-01-01,{n} Sample Street,London,EC1A 1AB,GB,"
    f"{'East' if n < 20 else 'West'}\n"
    for n in range(40)
)
HISTORY = "Member,Activity,Date,Title,Quantity,Amount,Reference\n" + "".join(
    f"M{n},template-download,2026-01-12,Appointment letter,{n % 4 + (2 if n < 20 else 4)},,d{n}\n" for n in range(40)
)
FEES = "Member,Amount,Currency,Paid\n" + "".join(f"M{n},100.00,GBP,2026-01-05\n" for n in range(40))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a workspace with an approved run of forty members in two regions."""
    path = worked_example(tmp_path / "guild", members_csv=MEMBERS, history_csv=HISTORY, fees_csv=FEES)
    workspace = open_workspace(edited(path, 'country = "Country"\n', 'country = "Country"\nregion = "Region"\n'))
    batch(workspace, BatchRequest("2026", workers=1))
    approve(workspace, ApproveRequest(review(workspace, ReviewRequest("2026")), "Anna Berg"))
    return path.parent


def test_what_is_downloaded_is_what_the_command_writes(chromium: Browser, folder: Path, tmp_path: Path) -> None:
    twin = shutil.copytree(folder, tmp_path / "twin")
    with opened(folder, "operator", "Mary Market") as desk, inside(chromium, desk) as page:
        click(page, "Stories")
        expect(page.get_by_text("No stories were made yet.")).to_be_visible()
        click(page, "Make stories")
        expect(page.get_by_text("40 statements. Approved by Anna Berg on")).to_be_visible()
        page.get_by_label("sector").uncheck()
        click(page, "Look at what they would say")
        expect(page.get_by_text("Members are divided by region.")).to_be_visible()
        expect(page.get_by_text("36 figures will be shown, and 24 hidden to protect members.")).to_be_visible()
        assert not (folder / "output/2026/stories").exists()
        command = page.get_by_text("In a terminal:").locator("code").inner_text()

        # They are made in a process of its own, which the page follows to its end.
        click(page, "Make the stories")
        expect(page.get_by_text("Mary Market is at work")).to_be_visible()
        expect(page.get_by_role("heading", name="What our members received in 2026")).to_be_visible(timeout=60_000)
        # The 20 of the east have 70 templates, the 20 of the west 110, each 1.5 h x 0.8 x 0.9.
        expect(page.get_by_text("190 hours", exact=True)).to_be_visible()
        assert rows(page, "Region") == [["East", "20", "£3,400", "£170", "76"], ["West", "20", "£5,100", "£260", "120"]]
        click(page, "Sentences that you may quote")
        expect(page.get_by_text("Our members saved an estimated 190 hours in 2026.")).to_be_in_viewport()

        with page.expect_download() as archive:
            click(page, "Download all that may be published (ZIP)")
        archive.value.save_as(tmp_path / "stories.zip")
        page.get_by_text("What may be published, and what not").click()
        with page.expect_download() as table:
            click(page, "stories.csv")
        table.value.save_as(tmp_path / "stories.csv")

    # The command that the page named writes the same in a workspace that no page has seen.
    assert run(*shlex.split(command)[1:], cwd=twin).returncode == 0
    written = twin / "output" / "2026" / "stories"
    with zipfile.ZipFile(tmp_path / "stories.zip") as found:
        names = found.namelist()
        assert {"story-en-GB.html", "story-en-GB.pdf", "stories.csv", "pictures/en-GB/region-wide.png"} <= {*names}
        assert [name for name in names if found.read(name) != (written / name).read_bytes()] == []
    assert (tmp_path / "stories.csv").read_bytes() == (written / "stories.csv").read_bytes()
