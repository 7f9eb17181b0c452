"""The box of a member's own text: escaped, in its own direction, and of a size that the text cannot change."""

from __future__ import annotations

import unicodedata
from html.parser import HTMLParser
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuereport.render.slots import slot_for

Direction = Literal["ltr", "rtl"]
Attributes = list[tuple[str, str | None]]
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
    return Read(slot_for(direction)(text, *more, **options)).elements[0][1]


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1), DIRECTIONS)
def test_any_text_stands_as_it_is_in_one_element(text: str, direction: Direction) -> None:
    found = Read(slot_for(direction)(text, "wrap"))
    assert found.text == text
    assert [tag for tag, _ in found.elements] == ["span"]


@given(st.text("<>&\"'{}%/ a", min_size=1, max_size=30))
def test_nothing_in_a_text_is_markup(text: str) -> None:
    source = str(slot_for("ltr")(text, tag="p"))
    assert source.count("<") == 2
    assert Read(source).text == text


@given(st.text("<>&\"'{}%/ a", min_size=1, max_size=30))
def test_nothing_in_an_address_is_markup(address: str) -> None:
    found = Read(slot_for("ltr")("here", link=address))
    assert [tag for tag, _ in found.elements] == ["span", "a"]
    assert found.elements[1][1] == {"href": address}


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_an_empty_text_is_no_element_but_in_a_table_an_empty_cell(direction: Direction) -> None:
    slot = slot_for(direction)
    assert slot("") == slot("", "figure", 12) == ""
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


def size(figure: str, fits: int) -> int:
    """Return how many sizes smaller a figure is set."""
    classes = str(attributes_of(figure, "ltr", "figure", fits)["class"]).split()
    return 2 if "longer" in classes else 1 if "long" in classes else 0


@given(st.text("0123456789,.£", min_size=1, max_size=60), st.integers(1, 30))
def test_a_figure_is_set_smaller_only_where_it_does_not_fit(figure: str, fits: int) -> None:
    assert (size(figure, fits) == 0) is (len(figure) <= fits)
    assert size(figure, fits) <= size(figure + "0", fits)


@given(st.text("0123456789,.", min_size=1, max_size=20), st.integers(1, 30))
def test_wide_letters_count_twice(figure: str, fits: int) -> None:
    assert size("万" * len(figure), fits) == size(figure * 2, fits)


def test_a_cell_that_is_a_heading_says_so() -> None:
    assert attributes_of("Webinars", "ltr", tag="th")["scope"] == "row"
    assert "scope" not in attributes_of("Webinars", "ltr", "money figure", tag="td")
