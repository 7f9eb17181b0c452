"""Stories by the command line: what is refused, what is in an output, and that nothing of a withdrawn case is left."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.once import made_once
from tests.stories.organisations import run_of
from tests.workspaces import edited
from valuereport.batch import read_run
from valuereport.cli import cli
from valuereport.cli.remedies import message
from valuereport.deliver.ledger import open_ledger
from valuereport.errors import ValuereportError
from valuereport.pipeline.calculation import load_and_calculate
from valuereport.settings import load_settings

AGREED = "--although-below-fee"  # of a region of the sample
SAMPLE = Path(__file__).parent.parent.parent / "sample_data"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace of the sample with an approved run `r` and its stories in two languages.

    What the command said stands in `said.txt`.
    """

    def make(folder: Path) -> None:
        shutil.copytree(SAMPLE, folder)
        run_of(load_and_calculate(load_settings(folder / "valuereport.toml")), folder / "output" / "r")
        with open_ledger(f"sqlite:///{folder / 'ledger.sqlite'}", "Ada") as ledger:
            ledger.approve("r", read_run(folder / "output" / "r").digest)
        text = said(folder, "stories", "--run", "r", "--locale", "en-GB", "--locale", "ar-EG", AGREED)
        assert "hidden" in text
        (folder / "said.txt").write_text(text, encoding="utf-8")

    return made_once(tmp_path_factory, "stories", make)


@pytest.fixture
def workspace(made: Path, tmp_path: Path) -> Path:
    """Return a copy of it."""
    return shutil.copytree(made, tmp_path / "w")


def call(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, [*arguments, "--config", str(folder / "valuereport.toml")])


def said(folder: Path, *arguments: str) -> str:
    result = call(folder, *arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.output


def refused(folder: Path, *arguments: str) -> str:
    result = call(folder, *arguments)
    assert isinstance(result.exception, ValuereportError), (result.output, result.exception)
    return message(result.exception)


def stories(folder: Path) -> Path:
    return folder / "output" / "r" / "stories"


def everything(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


def test_an_output_has_pages_tables_and_pictures_in_each_language(workspace: Path) -> None:
    names = {
        file.relative_to(stories(workspace)).as_posix() for file in stories(workspace).rglob("*") if file.is_file()
    }
    for name in ("stories.csv", "stories.json", "disclosure.csv", "claims.csv"):
        assert name in names
    for locale in ("en-GB", "ar-EG"):
        assert {f"story-{locale}.html", f"story-{locale}.pdf"} <= names
        pictures = [name for name in names if name.startswith(f"pictures/{locale}/")]
        assert any(name.endswith(".svg") for name in pictures)
        assert any(name.endswith(".png") for name in pictures)
        with (stories(workspace) / "pictures" / locale / "pictures.csv").open(encoding="utf-8-sig") as stream:
            assert all(row["alternative"] for row in csv.DictReader(stream))


def test_no_member_is_named_who_did_not_agree(workspace: Path) -> None:
    out = everything(stories(workspace))
    tables = b"".join(file.read_bytes() for file in stories(workspace).iterdir() if file.suffix in (".csv", ".json"))
    valued = load_and_calculate(load_settings(workspace / "valuereport.toml"))
    with (workspace / "consents.csv").open(encoding="utf-8-sig") as stream:
        agreed = {row["name"] for row in csv.DictReader(stream)}
    for member_id, name, email in zip(
        *(valued.history.members[column] for column in ("member_id", "name", "emails")), strict=True
    ):
        assert str(member_id).encode() not in tables, member_id  # in a drawing, M1016 moves the pen
        assert not email or email.split("\x1f")[0].encode() not in out, email
        assert any(name in each for each in agreed) or name.encode() not in out, name


def test_a_draft_is_refused_or_marked(workspace: Path) -> None:
    edited(workspace / "output" / "r" / "run.json", "{", "{ ")
    assert "void" in refused(workspace, "stories", "--run", "r")
    assert "DRAFT" in said(workspace, "stories", "--run", "r", "--draft", AGREED)
    page = (stories(workspace) / "story-en-GB.html").read_text(encoding="utf-8")
    assert "This is a draft" in page
    assert json.loads((stories(workspace) / "stories.json").read_text(encoding="utf-8"))["draft"] is True


def test_what_members_would_not_like_to_read_is_agreed_to_before_anything_is_written(workspace: Path) -> None:
    before = everything(stories(workspace))
    text = refused(workspace, "stories", "--run", "r")
    assert "less than their fee: region West: 0.91 times the fee by the cautious estimate" in text
    assert text.endswith("write the stories with --although-below-fee")
    assert everything(stories(workspace)) == before
    agreed = (workspace / "said.txt").read_text(encoding="utf-8")
    assert "0.91 times the fee by the cautious estimate -> written, as was agreed" in agreed


def test_a_withdrawn_consent_leaves_no_trace_and_other_dimensions_come_later(workspace: Path) -> None:
    file = workspace / "consents.csv"
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    data = everything(stories(workspace)).decode("utf-8", "replace")
    used = [row for row in rows if row["name"] and row["name"] in data]
    assert used, "the sample has consents that are used"
    gone = used[0]
    for row in rows:
        if row["member_id"] == gone["member_id"]:
            row["withdrawn"] = "2026-11-01"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    text = said(workspace, "stories", "--run", "r", "--by", "grade", AGREED)  # after an output by sector and region
    assert "withdrawn" in text
    out = everything(stories(workspace))
    assert gone["name"].encode() not in out
    assert gone["quote"][:30].encode() not in out
    assert not list(stories(workspace).parent.glob(".stories-*"))


def test_a_trend_tells_of_earlier_years_what_their_own_stories_told(workspace: Path) -> None:
    earlier = shutil.copytree(workspace / "output" / "r", workspace / "output" / "before")
    memory = earlier / "stories" / "published.json"
    (year,) = json.loads(memory.read_text(encoding="utf-8"))
    year |= {"run": "before", "period": ["2025-01-01", "2026-01-01"]}
    figure = next(cell for cell in year["cells"] if cell["measure"] == "hours_saved" and not cell["segment"])
    figure["value"] = 4321.0
    memory.write_text(json.dumps([year]), encoding="utf-8")
    silent = shutil.copytree(earlier, workspace / "output" / "silent")
    shutil.rmtree(silent / "stories")
    (workspace / "consents.csv").unlink()  # where the settings name none, there need not be one
    text = said(workspace, "stories", "--run", "r", "--earlier", str(earlier), "--earlier", str(silent), AGREED)
    assert "nothing was published of the run silent" in text
    assert "nothing was published of the run before" not in text
    trends = json.loads((stories(workspace) / "stories.json").read_text(encoding="utf-8"))["trends"]
    hours = next(trend["points"] for trend in trends if trend["measure"] == "hours_saved")
    assert hours[0] == {"start": "2025-01-01", "value": 4321}
    assert len(hours) == 2


def test_a_file_of_consents_that_the_settings_name_has_to_be_there(workspace: Path) -> None:
    (workspace / "consents.csv").unlink()
    with (workspace / "valuereport.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[stories]\nconsents = "agreed.csv"\n')
    assert "stories.consents: found 'agreed.csv'" in refused(workspace, "stories", "--run", "r")


def test_dimensions_that_are_not_known_are_a_wrong_setting(workspace: Path) -> None:
    assert "sector, region, grade, kind" in refused(workspace, "stories", "--run", "r", "--by", "sector,town")
    assert "each once" in refused(workspace, "stories", "--run", "r", "--by", "sector,sector")


def test_a_run_without_its_valuations_says_so(workspace: Path) -> None:
    shutil.rmtree(workspace / "output" / "r" / "valuations")
    assert "valuations" in refused(workspace, "stories", "--run", "r")


def test_a_forgotten_member_is_in_no_later_output(workspace: Path) -> None:
    said(workspace, "forget", "M1043", "--yes")
    assert b"M1043" not in everything(workspace / "output" / "r" / "valuations")
