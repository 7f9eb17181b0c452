"""Names in several scripts: every letter has a glyph, and text reads back in the order in which it is read."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pypdfium2
import pytest

from tests.sheets import MEMBER, Desk, of_the_sample
from tests.tags import Element, tree
from tests.valuations import ranged_example
from valuereport.render.renderer import Rendered
from valuereport.wording import wording_for

NAMES = {
    ("en-GB", "Layla ليلى Haddad"),
    ("ar-EG", "ليلى Haddad حداد"),
    ("ar-EG", "ليلى حداد"),
    ("ja-JP", "佐藤 花子"),
    ("cy-GB", "Gwenŵyfar Ŷnyr-Siân"),
    ("en-GB", "佐藤 Hanako"),
}


@cache
def rendered(locale: str, name: str) -> Rendered:
    member = replace(MEMBER, locale=locale, name=name, salutation=name)
    return Desk().render(member, of_the_sample(ranged_example()))


def lines_of(pdf: bytes) -> list[str]:
    """Return the lines of the first page as PDFium reads them back."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [" ".join(line.split()) for line in document[0].get_textpage().get_text_bounded().splitlines()]
    finally:
        document.close()


@pytest.mark.parametrize(("locale", "name"), sorted(NAMES))
def test_a_name_reads_back_in_order_and_lacks_no_glyph(locale: str, name: str) -> None:
    found = rendered(locale, name)
    assert (found.pages, found.problems) == (2, ())
    lines = lines_of(found.pdf)
    assert name in lines
    assert "□" not in "".join(lines)


@pytest.mark.parametrize(("locale", "name"), sorted(NAMES))
def test_every_letter_of_a_statement_says_what_it_is(locale: str, name: str) -> None:
    said = tree(rendered(locale, name).pdf).said
    assert "\ufffd" not in said
    assert all(letter in said for letter in name)


def test_japanese_headings_read_back_whole() -> None:
    words = wording_for("ja-JP")
    said = tree(rendered("ja-JP", "佐藤 花子").pdf).said
    for message in ("Where the value came from", "What we counted", "How we worked it out", "Is this right?"):
        assert words.gettext(message) in said
        assert words.gettext(message) != message


def test_a_welsh_and_english_pair_says_the_same_figures_twice() -> None:
    member = replace(MEMBER, locale="cy-GB+en-GB")
    sheets = tree(Desk().render(member, of_the_sample(ranged_example())).pdf).kids
    welsh, english = (headline(side) for side in (sheets[0], sheets[2]))
    assert welsh[:1] == english[:1] == ["£325"]
    assert "£902" in welsh
    assert "£902" in english
    assert wording_for("cy-GB").gettext("A cautious estimate of what you got back") in " ".join(welsh)
    assert "A cautious estimate of what you got back" in " ".join(english)


def headline(side: Element) -> list[str]:
    (found,) = (each for each in side.walk() if each.kind == "H1")
    return [each.text.strip() for each in found.walk() if each.text]
