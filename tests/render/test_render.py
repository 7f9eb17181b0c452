"""The PDF: what it says, that it is tagged, that its bytes are always the same, and what bad input does to it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf
import pytest

from tests.checkers import checked
from tests.valuations import (
    AMARA,
    ANNELIESE,
    FIRM,
    WORKSPACE,
    empty_example,
    first_year_example,
    light_use_example,
    line,
    ranged_example,
    valuation,
    worked_example,
)
from valuereport.compose import compose
from valuereport.files import digest, packaged
from valuereport.model.member import Member
from valuereport.model.valuation import Valuation
from valuereport.render.look import look_of
from valuereport.render.renderer import Rendered, Renderer
from valuereport.settings import Settings, load_settings
from valuereport.wording import translations_for

SHIPPED = packaged("templates")
CASES: dict[str, tuple[Member, Callable[[Member], Valuation]]] = {
    "standard": (AMARA, ranged_example),
    "worked": (AMARA, lambda _: worked_example()),
    "first-year": (AMARA, first_year_example),
    "light-use": (AMARA, light_use_example),
    "empty": (AMARA, empty_example),
    "one benefit": (AMARA, lambda _: valuation([line("savings", "handbook", 1, 12.5)])),
    "one win": (AMARA, lambda _: valuation(ranged_example().lines[4:], edition="light-use")),
    "standard-de": (ANNELIESE, ranged_example),
    "first-year-de": (ANNELIESE, first_year_example),
    "standard-fr": (FIRM, ranged_example),
    "light-use-fr": (FIRM, light_use_example),
}


@pytest.fixture(scope="module")
def settings() -> Settings:
    return load_settings(WORKSPACE)


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer([SHIPPED], translations_for, look_of(load_settings(WORKSPACE)))


@pytest.fixture
def rendered(settings: Settings, renderer: Renderer) -> Callable[..., Rendered]:
    def made(case: Valuation, member: Member = AMARA) -> Rendered:
        return renderer.render(compose(member, case, settings)[0])

    return made


def text_of(pdf: bytes) -> str:
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        text = "\n".join(page.get_text() for page in document)
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_every_edition_takes_one_sheet_and_is_accessible(rendered: Any, tmp_path: Path) -> None:
    files = []
    for name, (member, make) in CASES.items():
        found = rendered(make(member), member)
        assert (found.pages, found.problems) == (2, ()), name
        files.append(tmp_path / f"{name}.pdf")
        files[-1].write_bytes(found.pdf)
    assert checked(files) == []


def test_the_worked_example_stands_in_the_text_to_the_penny(rendered: Any) -> None:
    text = text_of(rendered(worked_example()).pdf)
    for figure in (
        "£1,147",
        "3.5",
        "£1,129, 3.4 times your fee",
        "£1,147.25",
        "£259.20",
        "£150.00",
        "£120.00",
        "£600.00",
        "£18.05",
        "£325",
    ):
        assert figure in text


@pytest.mark.parametrize("name", ["standard", "standard-de", "standard-fr"])
def test_title_language_and_alternative_text(rendered: Any, name: str, tmp_path: Path) -> None:
    member, make = CASES[name]
    file = tmp_path / "statement.pdf"
    file.write_bytes(rendered(make(member), member).pdf)
    with pikepdf.open(file) as pdf:
        assert str(pdf.Root.Lang) == member.locale
        assert pdf.Root.MarkInfo.Marked
        assert member.name in str(pdf.docinfo.Title)
        elements = [found for found in pdf.objects if isinstance(found, pikepdf.Dictionary) and "/S" in found]
        figures = [found for found in elements if found.S == "/Figure"]
        scopes = {str(found.A.Scope) for found in elements if found.S == "/TH"}
        boxes = [[float(side) for side in found.A.BBox] for found in figures]
    year, chart, code = figures
    assert "2026" in str(year.Alt)
    assert "720" in str(chart.Alt)
    assert "harbour-surveyors.example" in str(code.Alt)
    assert scopes == {"/Column", "/Row"}
    for box in boxes:
        assert 0 < box[0] < box[2] < 596
        assert 0 < box[1] < box[3] < 842


def test_lists_are_not_nested_by_their_layout(rendered: Any, tmp_path: Path) -> None:
    file = tmp_path / "statement.pdf"
    file.write_bytes(rendered(ranged_example()).pdf)
    with pikepdf.open(file) as pdf:
        for found in pdf.objects:
            if isinstance(found, pikepdf.Dictionary) and found.get("/S") == "/LI":
                assert found.P.S == "/L"
                assert found.P.P.S != "/L"


def test_a_person_s_name_is_text_and_never_code(rendered: Any) -> None:
    named = replace(AMARA, name="<script>alert(1)</script>", salutation="{{ 7*7 }} & {% raise %} <b>you</b>")
    text = text_of(rendered(ranged_example(), named).pdf)
    assert "<script>alert(1)</script>" in text
    assert "{{ 7*7 }} & {% raise %} <b>you</b>" in text
    assert "Dear 49" not in text


def test_what_no_font_can_show_is_marked_and_told(rendered: Any) -> None:
    named = replace(AMARA, name="Amara \U0001f389 Okafor \x07", city="𒀀")
    found = rendered(ranged_example(), named)
    assert [problem.value for problem in found.problems] == ["", "𒀀", "\U0001f389"]
    assert {problem.member_id for problem in found.problems} == {"M-0117"}
    assert "U+1F389, PARTY POPPER" in found.problems[2].reason
    assert "DejaVu Sans" in found.problems[2].reason
    assert "Amara □ Okafor □" in text_of(found.pdf)


def test_arabic_and_accents_in_an_english_statement_are_shown(rendered: Any) -> None:
    found = rendered(ranged_example(), replace(AMARA, name="Zażółć Åsgård Đặng", salutation="أمينة"))
    assert found.problems == ()
    assert "Zażółć Åsgård Đặng" in text_of(found.pdf)


def test_a_lone_surrogate_does_not_stop_the_statement(rendered: Any) -> None:
    assert rendered(ranged_example(), replace(AMARA, name="half \ud83d an emoji")).problems


def test_very_long_names_wrap_and_stay_on_the_page(rendered: Any) -> None:
    long = replace(
        AMARA, name="Wolfeschlegelsteinhausenbergerdorff " * 3, street="Y" * 150, email="z" * 90 + "@x.example"
    )
    found = rendered(ranged_example(), long)
    assert found.pages == 2
    with pymupdf.open(stream=found.pdf, filetype="pdf") as document:
        for page in document:
            for *box, _, _, _, _ in page.get_text("words"):
                assert box[2] <= 540, "right of the margin"


@pytest.mark.parametrize("figure", [0.02, 987_654_321.5])
def test_tiny_and_huge_values(rendered: Any, figure: float) -> None:
    lines = [line("leads", "referral", 1, figure, 0.3), line("cpd", "cpd-webinar", 1, figure / 3, 0.2)]
    found = rendered(valuation(lines))
    assert (found.pages, found.problems) == (2, ())
    assert f"£{figure:,.2f}" in text_of(found.pdf)


def test_forty_activities_still_take_two_pages(rendered: Any) -> None:
    lines = [line("savings", "handbook", 1, 10.0 + number) for number in range(40)]
    assert rendered(valuation(lines)).pages == 2


_PRINT_DIGEST = """
import sys
from pathlib import Path
from tests.render.test_render import CASES, SHIPPED, WORKSPACE
from valuereport.compose import compose
from valuereport.files import digest
from valuereport.render.look import look_of
from valuereport.render.renderer import Renderer
from valuereport.settings import load_settings
from valuereport.wording import translations_for
settings = load_settings(WORKSPACE)
renderer = Renderer([SHIPPED], translations_for, look_of(settings))
for name in reversed(["standard", "light-use-fr", "first-year-de"]):
    member, make = CASES[name]
    print(name, digest(renderer.render(compose(member, make(member), settings)[0]).pdf))
"""


def test_the_bytes_are_the_same_in_any_process_whatever_the_operator_speaks(rendered: Any) -> None:
    root = Path(__file__).parents[2]
    operator = {"LC_ALL": "de_DE.UTF-8", "LANG": "ar_EG.UTF-8", "LANGUAGE": "fr", "TZ": "Asia/Tokyo"}
    environment = os.environ | operator | {"PYTHONHASHSEED": "4711", "PYTHONPATH": str(root)}
    command = [sys.executable, "-c", _PRINT_DIGEST]
    elsewhere = subprocess.run(command, env=environment, cwd=root, capture_output=True, text=True, check=True)
    for row in elsewhere.stdout.splitlines():
        name, theirs = row.split()
        member, make = CASES[name]
        assert digest(rendered(make(member), member).pdf) == theirs, name


def test_nothing_is_kept_between_members(rendered: Any) -> None:
    first = rendered(ranged_example()).pdf
    other = rendered(light_use_example(FIRM), FIRM)
    assert "Amara" not in text_of(other.pdf)
    assert rendered(ranged_example()).pdf == first


def test_only_our_fonts_are_used(rendered: Any) -> None:
    with pymupdf.open(stream=rendered(ranged_example()).pdf, filetype="pdf") as document:
        names = {font[3].partition("+")[2] for page in document for font in page.get_fonts()}
    assert names == {"Source-Sans-Pro", "Source-Sans-Pro-Semi-Bold"}
