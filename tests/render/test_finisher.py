"""The tag tree: what a screen reader is given of a statement, and what it is spared."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pikepdf
import pytest

from tests.sheets import COMPANY, MEMBER, Desk, company_example, of_the_sample
from tests.tags import Element, sequences, tree
from tests.valuations import empty_example, first_year_example, light_use_example, ranged_example
from valuereport.model.member import Member
from valuereport.model.valuation import Valuation
from valuereport.wording import wording_for

CASES: dict[str, tuple[Desk, Member, Callable[[Member], Valuation]]] = {
    "standard": (Desk(), MEMBER, ranged_example),
    "first-year": (Desk(fold_marks=True), MEMBER, first_year_example),
    "light-use": (Desk("letter", "us", logo=False), MEMBER, light_use_example),
    "nothing": (Desk(), MEMBER, empty_example),
    "firm": (Desk(window="din-5008-b"), COMPANY, company_example),
    "Arabic": (Desk(), replace(MEMBER, locale="ar-EG"), ranged_example),
    "two languages": (Desk(fold_marks=True), replace(MEMBER, locale="cy-GB+en-GB"), ranged_example),
}
each_case = pytest.mark.parametrize("case", CASES)


@cache
def pdf_of(case: str) -> bytes:
    desk, member, make = CASES[case]
    return desk.render(member, of_the_sample(make(member))).pdf


@cache
def tree_of(case: str) -> Element:
    return tree(pdf_of(case))


def elements(case: str, kind: str) -> list[Element]:
    return [found for found in tree_of(case).walk() if found.kind == kind]


@each_case
def test_every_text_is_in_the_tree_once_or_an_artifact(case: str) -> None:
    read = [mark for found in tree_of(case).walk() for mark in found.marks]
    with pikepdf.open(io.BytesIO(pdf_of(case))) as pdf:
        painted = [
            (number, mark)
            for number, page in enumerate(pdf.pages)
            for kind, mark, _ in sequences(page)
            if kind != "/Artifact"
        ]
    assert len(read) == len(set(read))
    assert sorted(read) == sorted(painted)


@each_case
def test_the_running_line_is_an_artifact_on_every_page(case: str) -> None:
    number = CASES[case][1].member_id
    with pikepdf.open(io.BytesIO(pdf_of(case))) as pdf:
        for page in pdf.pages:
            spared = "".join(text for kind, _, text in sequences(page) if kind == "/Artifact")
            assert number in spared
            kinds = [
                (str(operands[1].Type), str(operands[1].get("/Subtype")))
                for operands, operator in pikepdf.parse_content_stream(page)
                if str(operator) == "BDC" and str(operands[0]) == "/Artifact" and "/Type" in operands[1]
            ]
            assert set(kinds) - {("/Layout", "None")} == {("/Pagination", "/Footer")}  # the logo is decoration
    said = tree_of(case).said
    assert not any(folio in said for folio in ("Page 1", "Page 2"))
    assert said.count("Institute of Building Aftercare") == 1 * len(tree_of(case).kids) / 2 + (
        case == "firm"
    )  # the return line in the window


@each_case
def test_each_side_is_a_part_and_says_its_language_where_there_are_two(case: str) -> None:
    sides = tree_of(case).kids
    assert {side.kind for side in sides} == {"Part"}
    two = ["cy-GB", "cy-GB", "en-GB", "en-GB"]
    assert [side.language for side in sides] == (two if case == "two languages" else ["", ""])
    assert tree_of(case).language == CASES[case][1].locale.partition("+")[0]


@each_case
def test_every_heading_of_a_table_says_what_it_heads(case: str) -> None:
    for group in tree_of(case).walk():
        for row in group.kids:
            for cell in row.kids:
                if cell.kind == "TH":
                    assert cell.scope == ("Column" if group.kind == "THead" else "Row")
                    assert cell.said
    if case != "nothing":
        assert elements(case, "TH")


@each_case
def test_every_link_is_in_a_link_with_its_text(case: str) -> None:
    links = elements(case, "Link")
    assert {link.address.partition(":")[0] for link in links} == {"https", "mailto"}
    for link in links:
        assert link.text
        assert link.text.removeprefix("www.") in link.address
    with pikepdf.open(io.BytesIO(pdf_of(case))) as pdf:
        annotations = [found for page in pdf.pages for found in page.get("/Annots", [])]
        assert len(annotations) == len(links)
        assert all(found.F == 4 and found.Contents for found in annotations)


@each_case
def test_nothing_is_empty_but_cells(case: str) -> None:
    empty = [found.kind for found in tree_of(case).walk() if not (found.kids or found.marks or found.alternative)]
    assert set(empty) <= {"TD"}


@each_case
def test_nothing_wraps_one_of_its_own_kind_alone(case: str) -> None:
    for found in tree_of(case).walk():
        if len(found.kids) == 1 and not found.marks:
            assert not (found.kids[0].kind == found.kind and found.kind in ("L", "P", "Div", "H1", "H2"))
    for found in elements(case, "L"):
        assert {kid.kind for kid in found.kids} == {"LI"}


@each_case
def test_one_headline_a_sheet_and_headings_below_it(case: str) -> None:
    headings = [found.kind for found in tree_of(case).walk() if found.kind in ("H1", "H2", "H3")]
    sheets = len(tree_of(case).kids) // 2
    assert headings.count("H1") == sheets
    assert headings[0] == "H1"
    assert headings.count("H2") >= 2 * sheets
    with pikepdf.open(io.BytesIO(pdf_of(case))) as pdf, pdf.open_outline() as bookmarks:
        assert len(bookmarks.root) == sheets


@each_case
def test_figures_say_what_they_show(case: str) -> None:
    told = [found.alternative for found in elements(case, "Figure")]
    member = CASES[case][1]
    words = wording_for(member.locale.partition("+")[0])
    assert all(told)
    charts = [text for text in told if words.gettext("Bar chart of the value of your membership by benefit.") in text]
    assert len(charts) == (case not in ("nothing", "light-use"))
    codes = [text for text in told if "building-aftercare.example" in text]
    assert len(codes) == len(tree_of(case).kids) // 2


def test_a_letter_is_read_from_its_head_to_its_signature() -> None:
    said = tree_of("standard").said.replace("\u00a0", " ")
    order = [
        *("Institute of Building Aftercare", "Amara Okafor", "Member number", "Dear Amara,"),
        *("£325", "Fee that you paid", "£902", "A cautious estimate of what you got back", "2.7 times", "your fee"),
        *("Best estimate £1,147", "Thank you for", "Your year with us", "You used your membership"),
        *("Where the value came from", "3 referrals to you", "£720.00", "What was worth most"),
        *("Scan to renew", "Renew by 1 January 2027", "With best wishes,"),
        *("Margaret Ellwood", "What we counted", "How we worked it out", "Is this right?"),
    ]
    at = 0
    for text in order:
        at = said.index(text, at)
