"""Templates that are wrong on purpose: they cost plates, and never a wrong statement."""

from __future__ import annotations

import csv
import importlib
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.render.plates.equality import differences
from tests.render.plates.press import Plating
from tests.render.test_plate import CASES, another_year, somebody_else
from tests.sheets import SHIPPED, text_of
from tests.workspaces import edited
from valuereport.cli import cli
from valuereport.model.statement import Document
from valuereport.sample import write_sample

# Shadows slot(): every text of the region is printed as it is, nowhere marked.
choosing = importlib.import_module("valuereport.render.plates.choose")
BARE = (
    '{% macro slot(text, kind="", tag="span", room=0, sizes=(), bold=false, link="", lang="", optional=false) %}'
    '{% if text or tag != "span" %}<{{ tag }} class="slot {{ kind }}">{{ text }}</{{ tag }}>{% endif %}{% endmacro %}'
)


@pytest.fixture(scope="module")
def plating() -> Plating:
    return Plating()


def two_members(plating: Plating) -> tuple[Document, Document]:
    member, make = CASES["firm"]
    other = replace(somebody_else(member), name="Zoë O’Connor <b>", salutation="Dr Zoë {{ 7*7 }}")
    contacts = {a.name: b.name for a, b in zip(member.contacts, other.contacts, strict=True)}
    return (
        plating.desk.compose(member, make(member)),
        plating.desk.compose(other, another_year(make(member), contacts)),
    )


@pytest.mark.parametrize("region", ["address", "headline", "counted", "footer"])
def test_what_nobody_marked_makes_more_plates_and_no_wrong_page(region: str, plating: Plating, tmp_path: Path) -> None:
    (tmp_path / "regions").mkdir()
    shipped = (SHIPPED / "regions" / f"{region}.html.j2").read_text(encoding="utf-8")
    (tmp_path / "regions" / f"{region}.html.j2").write_text(BARE + shipped, encoding="utf-8")
    wrong = Plating(plating.desk, (tmp_path, SHIPPED), plating.plates)
    documents = two_members(plating)
    keys = [marked.keys for document in documents if (marked := wrong.parameterised(document))]
    assert len(keys) == 2
    apart = sum(one != other for one, other in zip(*keys, strict=True))
    assert apart >= 1, "the two members share no plate of this region"
    printed = wrong.printed(documents)
    renderer = plating.desk.renderer_of((tmp_path, SHIPPED))
    for document, made in zip(documents, printed, strict=True):
        if isinstance(made, bytes):  # a page of one member's own may be laid out once, too
            assert differences(renderer.render(document).pdf, made, tmp_path) == []
    for text in ("Yann Kervadec", "Maëlle Le Goff"):
        assert isinstance(printed[1], str) or text not in text_of(printed[1])


def members(folder: Path, run: str) -> dict[str, dict[str, str]]:
    with (folder / "output" / run / "manifest.csv").open(encoding="utf-8-sig", newline="") as stream:
        return {row["member_id"]: row for row in csv.DictReader(stream) if row["status"] == "rendered"}


def batch(folder: Path, run: str) -> tuple[dict[str, dict[str, str]], int]:
    """Return the manifest's rows by member, and how many plates were chosen."""
    arguments = ["batch", "--run", run, "--locale", "en-GB", "--limit", "16", "--workers", "2"]
    result = CliRunner().invoke(cli, [*arguments, "--config", str(folder / "valuereport.toml")])
    assert result.exit_code in (0, 1), result.output
    plates = json.loads((folder / "output" / run / "plates.json").read_text(encoding="utf-8"))
    return members(folder, run), len(plates["keys"])


def test_the_manifest_tells_what_wrong_templates_cost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_sample(tmp_path, 40, 3)
    monkeypatch.setattr(choosing, "_COST", 0.01)  # as if there were thousands of members
    right, plates = batch(tmp_path, "right")
    number = len(right)
    assert sum(row["way"] == "plate" for row in right.values()) > 0.8 * number
    # A price at which plates for all pay, and as many more as there are members do not.
    monkeypatch.setattr(choosing, "_COST", (number / plates + number / (plates + number)) / 2)
    changed(
        tmp_path / "templates", "regions/greeting.html.j2", 'slot(statement.greeting, tag="p")', "statement.greeting"
    )
    wrong, _ = batch(tmp_path, "wrong")
    assert {row["way"] for row in wrong.values()} == {"direct"}
    assert wrong.keys() == right.keys()
    for member_id, row in wrong.items():
        pages = [text_of((tmp_path / "output" / run / row["file"]).read_bytes()) for run in ("right", "wrong")]
        assert sorted(pages[0].split()) == sorted(pages[1].split()), member_id


def changed(templates: Path, file: str, one: str, other: str) -> None:
    """Write a shipped template with something else in it to a folder."""
    (templates / file).parent.mkdir(parents=True)
    shutil.copy(SHIPPED / file, templates / file)
    edited(templates / file, one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("span.slot { display: block }", "span.slot { display: inline }"),
        ("left: 34mm; width: 60mm", "left: 34mm; width: 5mm"),
    ],
)
def test_a_slot_in_flowing_text_or_too_narrow_goes_the_direct_way(
    one: str, other: str, plating: Plating, tmp_path: Path
) -> None:
    changed(tmp_path / "templates", "statement.css", one, other)
    document, _ = two_members(plating)
    (why,) = Plating(plating.desk, (tmp_path / "templates", SHIPPED)).printed([document])
    assert isinstance(why, str)
    assert why != "not marked"


def test_an_empty_text_takes_as_much_room_by_plate_as_directly(plating: Plating, tmp_path: Path) -> None:
    shipped = (SHIPPED / "regions/signature.html.j2").read_text(encoding="utf-8")
    (tmp_path / "regions").mkdir()
    (tmp_path / "regions/signature.html.j2").write_text(f'{{{{ slot(statement.thanks, tag="p") }}}}{shipped}')
    templates = (tmp_path, SHIPPED)
    document, _ = two_members(plating)
    other, renderer = Plating(plating.desk, templates), plating.desk.renderer_of(templates)
    for thanks in ("Thank you.", ""):
        made = (replace(document[0], thanks=thanks),)
        (by_plate,) = other.printed([made])
        assert isinstance(by_plate, bytes), by_plate
        assert differences(renderer.render(made).pdf, by_plate, tmp_path) == []


@pytest.mark.parametrize("step", ["PlateMaker.plate", "PlateFiller.filled"])
def test_whatever_goes_wrong_with_plates_the_statements_are_made_directly(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("slot-3")

    write_sample(tmp_path, 12, 3)
    monkeypatch.setattr(choosing, "_COST", 0.01)
    monkeypatch.setattr(f"valuereport.pipeline.worker.{step}", broken)
    arguments = ["batch", "--run", "r", "--locale", "en-GB", "--limit", "4", "--workers", "1"]
    result = CliRunner().invoke(cli, [*arguments, "--config", str(tmp_path / "valuereport.toml")])
    assert result.exit_code in (0, 1), result.output
    rows = members(tmp_path, "r")
    assert {row["way"] for row in rows.values()} == {"direct"}
    assert "KeyError" in result.output
    assert "slot-3" not in result.output
