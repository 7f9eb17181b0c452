"""The PDF: what it says, that it is tagged, that its bytes are always the same, and what bad input does to it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf
import pytest

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
from valuereport.errors import TemplateError
from valuereport.files import digest, packaged
from valuereport.model.member import Member
from valuereport.model.valuation import Valuation
from valuereport.render import Rendered, Renderer, check_templates
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
    return Renderer([SHIPPED], translations_for)


@pytest.fixture
def rendered(settings: Settings, renderer: Renderer) -> Callable[..., Rendered]:
    def made(case: Valuation, member: Member = AMARA) -> Rendered:
        return renderer.render(compose(member, case, settings)[0])

    return made


def text_of(pdf: bytes) -> str:
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        text = "\n".join(page.get_text() for page in document)
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("name", CASES)
def test_every_edition_and_locale_is_accessible_and_takes_two_pages_at_most(
    rendered: Any, name: str, tmp_path: Path
) -> None:
    member, make = CASES[name]
    found = rendered(make(member), member)
    assert found.pages == (1 if name == "empty" else 2)
    assert found.problems == ()
    file = tmp_path / "statement.pdf"
    file.write_bytes(found.pdf)
    for checker in (["outloud", "--fail-on", "error"], ["pdfua", "check", "--min-severity", "error"]):
        command = [str(Path(sys.executable).parent / checker[0]), *checker[1:], str(file)]
        checked = subprocess.run(command, capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stdout


def test_the_worked_example_stands_in_the_text_to_the_penny(rendered: Any) -> None:
    text = text_of(rendered(worked_example()).pdf)
    for figure in ("£1,147.25", "3.53", "£259.20", "£150.00", "£120.00", "£600.00", "£18.05", "£325.00"):
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
        box = [float(side) for side in figures[0].A.BBox]
    assert "720" in str(figures[0].Alt)
    assert len(figures) == 1
    assert scopes == {"/Column", "/Row"}
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
    named = replace(AMARA, name="Amara \U0001f389 Okafor \x07", city="東")
    found = rendered(ranged_example(), named)
    assert [problem.value for problem in found.problems] == ["", "東", "\U0001f389"]
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
from valuereport.render import Renderer
from valuereport.settings import load_settings
from valuereport.wording import translations_for
settings, renderer = load_settings(WORKSPACE), Renderer([SHIPPED], translations_for)
for name in reversed(["standard", "light-use-fr", "first-year-de"]):
    member, make = CASES[name]
    print(name, digest(renderer.render(compose(member, make(member), settings)[0]).pdf))
"""


def test_the_bytes_are_the_same_in_any_process(rendered: Any) -> None:
    root = Path(__file__).parents[2]
    environment = os.environ | {"PYTHONHASHSEED": "4711", "TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONPATH": str(root)}
    environment.pop("FONTCONFIG_FILE", None)
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


@pytest.fixture
def own(tmp_path: Path) -> Callable[[str, str], list[Path]]:
    """Return a function that makes a workspace's own template and returns the folders."""

    def made(name: str, content: str) -> list[Path]:
        folder = tmp_path / "templates"
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
        return [folder, SHIPPED]

    return made


def test_the_shipped_templates_pass_the_check() -> None:
    check_templates([SHIPPED])


def test_a_workspace_may_override_a_file(own: Any, settings: Settings) -> None:
    folders = own("_signature.html.j2", "<p>Signed by {{ statement.signatory }} in person</p>")
    check_templates(folders)
    found = Renderer(folders, translations_for).render(compose(AMARA, ranged_example(), settings)[0])
    assert "Signed by Marian Holloway in person" in text_of(found.pdf)


@pytest.mark.parametrize(("height", "pages", "told"), [(70, 2, False), (92, 2, False), (150, 3, True)])
def test_a_third_page_is_avoided_or_told(own: Any, settings: Settings, height: int, pages: int, told: bool) -> None:
    folders = own("_policy.html.j2", f'<div style="height: {height}mm"></div>')
    found = Renderer(folders, translations_for).render(compose(AMARA, ranged_example(), settings)[0])
    assert found.pages == pages
    assert [problem.reason for problem in found.problems] == ["the statement takes 3 pages, not 2"] * told


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("<p>\n{% if statement.title %}\n", "2"),
        ("<p>\n{{ statement.titel }}</p>", "'valuereport.model.statement.Statement object' has no attribute 'titel'"),
        ("\n\n{{ nobody }}", ":3: 'nobody' is undefined"),
        ("{{ statement.signatory.__class__.__mro__ }}", "unsafe"),
        ('{% include "nowhere.j2" %}', "nowhere.j2"),
        ("{{ 1 / 0 }}", "division by zero"),
    ],
)
def test_a_template_that_cannot_be_used_is_told_with_file_and_line(own: Any, content: str, said: str) -> None:
    with pytest.raises(TemplateError) as error:
        check_templates(own("_signature.html.j2", content))
    assert "_signature.html.j2" in str(error.value)
    assert said in str(error.value)


def test_a_template_that_is_not_text_is_told(own: Any, tmp_path: Path) -> None:
    folders = own("_signature.html.j2", "")
    (tmp_path / "templates" / "_signature.html.j2").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(TemplateError, match="not UTF-8"):
        check_templates(folders)


def test_no_style_sheet_is_told(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"statement\.css"):
        check_templates([tmp_path])


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/logo.png",
        "http://127.0.0.1:9/x.png",
        "file:///etc/passwd",
        "../secret.svg",
        "ftp://x/y.png",
    ],
)
def test_nothing_is_loaded_from_elsewhere(own: Any, settings: Settings, tmp_path: Path, address: str) -> None:
    (tmp_path / "secret.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    folders = own("_signature.html.j2", f'<p><img src="{address}" alt="A logo"></p>')
    found = Renderer(folders, translations_for).render(compose(AMARA, ranged_example(), settings)[0])
    assert len(found.problems) == 1
    assert address.rpartition("/")[2] in found.problems[0].reason
    assert found.problems[0].member_id == "M-0117"


def test_a_symbolic_link_leads_nowhere(own: Any, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "secret.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    folders = own("_signature.html.j2", '<p><img src="link.svg" alt="A logo"></p>')
    (folders[0] / "link.svg").symlink_to(tmp_path / "secret.svg")
    assert Renderer(folders, translations_for).render(compose(AMARA, ranged_example(), settings)[0]).problems


def test_a_file_of_a_template_folder_is_loaded(own: Any, settings: Settings, tmp_path: Path) -> None:
    folders = own("_signature.html.j2", '<p><img src="logo.svg" alt="A logo"></p>')
    logo = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    (folders[0] / "logo.svg").write_text(logo, encoding="utf-8")
    assert Renderer(folders, translations_for).render(compose(AMARA, ranged_example(), settings)[0]).problems == ()


def test_a_mistake_in_a_style_sheet_is_a_problem(own: Any, settings: Settings) -> None:
    folders = own("statement.css", (SHIPPED / "statement.css").read_text(encoding="utf-8") + "\np { colour: red }\n")
    found = Renderer(folders, translations_for).render(compose(AMARA, ranged_example(), settings)[0])
    assert [("colour" in problem.reason) for problem in found.problems] == [True]


def test_without_a_home_folder_that_can_be_written(settings: Settings, tmp_path: Path, monkeypatch: Any) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    monkeypatch.setenv("FONTCONFIG_FILE", "")
    found = Renderer([SHIPPED], translations_for).render(compose(AMARA, worked_example(), settings)[0])
    assert found.pages == 2
    assert shutil.which("fc-list") is None or os.environ["FONTCONFIG_FILE"]
