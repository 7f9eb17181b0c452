"""The box of a member's own text: escaped, in its own direction, and of a size that the text cannot change."""

from __future__ import annotations

import re
import unicodedata
from html.parser import HTMLParser
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuereport.render.letters import SMALLEST, letters_of
from valuereport.render.slots import UNFIT, Put, slot_for, smallest_room

Direction = Literal["ltr", "rtl"]
Attributes = list[tuple[str, str | None]]
LETTERS = letters_of("en-GB", None)
DIRECTIONS = st.sampled_from(["ltr", "rtl"])


class Read(HTMLParser):
    """The elements of a piece of HTML with their attributes, and its text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def attributes_of(text: str, direction: Direction = "ltr", *more: Any, **options: Any) -> dict[str, str | None]:
    return Read(slot_for(direction, LETTERS)(text, *more, **options)).elements[0][1]


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1), DIRECTIONS)
def test_any_text_stands_as_it_is_in_one_element(text: str, direction: Direction) -> None:
    found = Read(slot_for(direction, LETTERS)(text, "wrap"))
    assert found.text == text
    assert [tag for tag, _ in found.elements] == ["span"]


@given(st.text("<>&\"'{}%/ a", min_size=1, max_size=30))
def test_nothing_in_a_text_is_markup(text: str) -> None:
    source = str(slot_for("ltr", LETTERS)(text, tag="p"))
    assert source.count("<") == 2
    assert Read(source).text == text


@given(st.text("<>&\"'{}%/ a", min_size=1, max_size=30))
def test_nothing_in_an_address_is_markup(address: str) -> None:
    found = Read(slot_for("ltr", LETTERS)("here", link=address))
    assert [tag for tag, _ in found.elements] == ["span", "a"]
    assert found.elements[1][1] == {"href": address}


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_an_empty_text_is_no_element_but_in_a_table_an_empty_cell(direction: Direction) -> None:
    slot = slot_for(direction, LETTERS)
    assert slot("") == slot("", "figure", room=12, sizes=(9.0, 8.0)) == ""
    assert Read(slot("", "money", tag="td")).elements[0][0] == "td"


@pytest.mark.parametrize(
    ("text", "side", "marked"),
    [
        ("Amara", "ltr", None),
        ("Amara", "rtl", "ltr"),
        ("ليلى", "ltr", "rtl"),
        ("ليلى", "rtl", None),
        ("ליאת", "ltr", "rtl"),
        ("12 ليلى Amara", "ltr", "rtl"),
        ("(Amara) ليلى", "rtl", "ltr"),
        ("902.45", "ltr", None),
        ("902.45", "rtl", None),
        ("🎉 !", "rtl", None),
        ("東京", "rtl", "ltr"),
    ],
)
def test_a_text_runs_in_the_direction_of_its_first_letter(text: str, side: Direction, marked: str | None) -> None:
    assert attributes_of(text, side).get("dir") == marked


@given(st.text(max_size=20), DIRECTIONS)
def test_the_direction_is_said_only_where_it_differs(text: str, side: Direction) -> None:
    if not text:
        return
    strong = [kind for kind in map(unicodedata.bidirectional, text) if kind in ("L", "R", "AL")]
    own = side if not strong else "ltr" if strong[0] == "L" else "rtl"
    assert attributes_of(text.translate({0: None}) or "-", side).get("dir") == (own if own != side else None)


SIZES = (16.0, 12.0, 8.0)


def size_of(found: dict[str, str | None]) -> float:
    return float(re.fullmatch(r"font-size: ([\d.]+)pt", found["style"] or "")[1])  # type: ignore[index]


@given(st.text("0123456789,.£", min_size=1, max_size=60), st.floats(1.0, 60.0), st.booleans())
def test_a_figure_is_set_as_large_as_there_is_room_and_said_where_there_is_none(
    figure: str, room: float, bold: bool
) -> None:
    found = attributes_of(figure, "ltr", "central figure", room=room, sizes=SIZES, bold=bold)
    fits = LETTERS.size((figure,), room, SIZES, bold=bold)
    assert size_of(found) == (fits or SIZES[-1])
    assert (UNFIT in str(found["class"]).split()) is (fits is None)
    assert {"slot", "central", "figure"} <= set(str(found["class"]).split())


def test_without_sizes_there_is_no_style_and_nothing_unfit() -> None:
    found = attributes_of("9" * 300, "ltr", "two")
    assert found == {"class": "slot two"}


@pytest.mark.parametrize(
    ("kind", "classes"),
    [
        ("", "slot line"),
        ("title", "slot line title"),
        ("title two high", "slot title two high"),
        ("wrap", "slot wrap"),
        ("lines-3 whole", "slot lines-3 whole"),
        ("whole", "slot line whole"),
        ("figure", "slot figure"),
    ],
)
def test_its_class_says_how_many_lines_it_has(kind: str, classes: str) -> None:
    assert attributes_of("Fire doors", "ltr", kind)["class"] == classes


def put_of(seen: list[tuple[str, int, bool]]) -> Put:
    def text(each: str, lines: int, short: bool) -> tuple[str, str]:
        seen.append((each, lines, short))
        return f' id="x{len(seen)}"', "X"

    return Put(text, lambda each: f"@{each}", lambda each: f"to:{each}")


def test_for_many_members_something_else_stands_there_and_how_it_is_cut_is_known() -> None:
    seen: list[tuple[str, int, bool]] = []
    slot = slot_for("ltr", LETTERS, put_of(seen))
    for kind in ("", "two", "wrap", "lines-4 whole", "whole", "figure"):
        slot("Amara", kind)
    made = Read(slot("Amara", "two", lang="fr", link="https://a.example/?a&b"))
    assert seen == [
        *(("Amara", 1, True), ("Amara", 2, True), ("Amara", 3, True)),
        *(("Amara", 4, False), ("Amara", 1, False), ("Amara", 1, False), ("Amara", 2, True)),
    ]
    assert made.elements == [
        ("span", {"class": "slot two", "lang": "@fr", "id": "x7"}),
        ("a", {"href": "to:https://a.example/?a&b"}),
    ]
    assert made.text == "X"


def test_an_optional_box_is_kept_for_others_and_left_out_on_a_page_of_ones_own() -> None:
    """So that two pages with and without a title are the same; but an empty element is never read out."""
    seen: list[tuple[str, int, bool]] = []
    kept = slot_for("ltr", LETTERS, put_of(seen))
    assert Read(kept("", "title", optional=True)).elements == [("span", {"class": "slot line title", "id": "x1"})]
    assert kept("", "title") == ""
    assert slot_for("ltr", LETTERS)("", "title", optional=True) == ""
    assert [each for each, _, _ in seen] == [""]
    assert Read(kept("", "money", tag="td")).elements[0][1]["id"] == "x2"  # a cell has its row's height
    assert "id" not in Read(kept("", "note", tag="p")).elements[0][1]


def test_a_text_in_another_language_says_so() -> None:
    assert attributes_of("Les portes", lang="fr-FR")["lang"] == "fr-FR"
    assert "lang" not in attributes_of("Fire doors")


def test_whether_a_text_has_room_is_asked_at_the_smallest_size() -> None:
    has_room = smallest_room(LETTERS)
    width = LETTERS.width("£417 – £534", SMALLEST)
    assert has_room("£417 – £534", width + 0.01)
    assert not has_room("£417 – £534", width - 0.01)
    assert not has_room("£417 – £534", width + 0.01, bold=True)
    assert not has_room("£417 – £534", width + 0.01, size=SMALLEST + 0.5)


def test_a_cell_that_is_a_heading_says_so() -> None:
    assert attributes_of("Webinars", "ltr", tag="th")["scope"] == "row"
    assert "scope" not in attributes_of("Webinars", "ltr", "money figure", tag="td")
