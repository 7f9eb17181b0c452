"""The message beside a statement: read by people, by screen readers, on dark screens; it loads nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cover_notes import PAGE, STOP, notes_for, rendered
from tests.sheets import LOCALES, MEMBER, SHIPPED, Desk
from tests.valuations import empty_example, first_year_example, light_use_example, ranged_example
from valuereport.errors import TemplateError
from valuereport.render.columns import COLUMNS, in_lines, width
from valuereport.render.cover_note import NoteRenderer, check_note_templates
from valuereport.render.dark import SCREEN, on_dark
from valuereport.render.look import look_of
from valuereport.settings import contrast
from valuereport.wording import translations_for

Attributes = dict[str, str | None]
EXAMPLES = {
    "standard": ranged_example,
    "first-year": first_year_example,
    "light-use": light_use_example,
    "nothing": empty_example,
}
HINT = {"secret_hint": {"en": "your date of birth as 31-12-1980"}, "encrypt": True}
RENEW = Desk().settings.workspace.organisation.renewal_page.replace("{member_id}", MEMBER.member_id)
WITHOUT_END = {"br", "meta"}


class Page(HTMLParser):
    """The elements of a message with their attributes, the texts that people see, and the style sheets."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, Attributes]] = []
        self.seen: list[str] = []
        self.hidden = ""
        self.styles: list[str] = []
        self._open: list[tuple[str, Attributes]] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in WITHOUT_END:
            self._open.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if any(tag == "style" for tag, _ in self._open):
            self.styles.append(data)
        elif any("display: none" in (attributes.get("style") or "") for _, attributes in self._open):
            self.hidden += data
        elif any(tag == "body" for tag, _ in self._open):
            self.seen.append(data)

    def those(self, tag: str) -> list[Attributes]:
        return [attributes for name, attributes in self.elements if name == tag]


def page_of(name: str = "standard", locale: str = "en-GB", **email: Any) -> Page:
    return Page(rendered(*notes_for(EXAMPLES[name](MEMBER), locale, **email)).html)


def words(text: str) -> list[str]:
    """Return what is read, however it is spaced and broken into lines."""
    return sorted(re.sub(r"\s", "", text))


@pytest.mark.parametrize("locale", [*LOCALES, "cy-GB+en-GB"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_text_and_page_say_the_same(name: str, locale: str) -> None:
    notes = notes_for(EXAMPLES[name](MEMBER), locale, **HINT)
    made = rendered(*notes)
    page = Page(made.html)
    links = "".join(note.stop.address + note.renew.address for note in notes)
    more = "Cymraeg / English" + "Cymraeg" + "-" * 72 * 2 if len(notes) > 1 else ""
    assert words(made.text) == words("".join(page.seen) + links + more)


@pytest.mark.parametrize("locale", [*LOCALES, "cy-GB+en-GB"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_nothing_is_loaded(name: str, locale: str) -> None:
    html = rendered(*notes_for(EXAMPLES[name](MEMBER), locale, attach=False)).html
    page = Page(html)
    loads = {"src", "srcset", "background", "data", "poster", "action", "formaction", "cite", "codebase", "manifest"}
    assert not [
        each for _, attributes in page.elements for each in attributes if each in loads or each.startswith("on")
    ]
    assert not {"link", "script", "img", "iframe", "object", "form", "base"} & {tag for tag, _ in page.elements}
    assert not re.search(r"@import|url\(|expression\(|@font-face", html, re.IGNORECASE)
    addresses = {attributes["href"] for attributes in page.those("a")}
    assert addresses <= {STOP, PAGE, RENEW, "#part-2", "mailto:membership@building-aftercare.example"}
    assert html.count("//") == sum(attributes["href"] in (STOP, PAGE, RENEW) for attributes in page.those("a"))


def test_nothing_in_a_name_is_markup() -> None:
    member = replace(MEMBER, salutation="<script>alert('x')</script> & \"Co\"")
    made = rendered(*notes_for(ranged_example(), member=member))
    assert "<script" not in made.html
    assert f"Dear {member.salutation}," in made.text
    assert f"Dear {member.salutation}," in Page(made.html).seen


@given(st.text("<>&\"'{}%#/ a\u202e\n", min_size=1, max_size=30))
def test_whatever_a_name_holds_the_page_keeps_its_elements(name: str) -> None:
    found = Page(rendered(*notes_for(ranged_example(), member=replace(MEMBER, salutation=name))).html)
    usual = page_of()
    assert [tag for tag, _ in found.elements] == [tag for tag, _ in usual.elements]


def test_nothing_in_an_address_is_markup() -> None:
    (note,) = notes_for(ranged_example(), attach=False)
    address = 'https://x.example/"><script>alert(1)</script>'
    assert note.read
    made = rendered(replace(note, read=replace(note.read, address=address)))
    assert "<script" not in made.html
    assert address in [attributes["href"] for attributes in Page(made.html).those("a")]


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_screen_reader_finds_language_direction_and_one_heading(name: str) -> None:
    page = page_of(name, "ar-EG")
    assert page.those("html") == [{"lang": "ar-EG", "dir": "rtl"}]
    (part,) = [found for found in page.those("div") if found.get("role") == "article"]
    assert (part["lang"], part["dir"]) == ("ar-EG", "rtl")
    assert part["aria-label"]
    assert len(page.those("h1")) == 1
    assert {table.get("role") for table in page.those("table")} == {"presentation"}


def test_what_is_in_latin_letters_on_a_page_from_the_right_says_so() -> None:
    html = rendered(*notes_for(ranged_example(), "ar-EG")).html
    assert '<span dir="ltr">14 Wharf Court</span>' in html
    assert "<span dir=" not in rendered(*notes_for(ranged_example())).html


def test_two_languages_are_one_message_with_one_first_heading() -> None:
    made = rendered(*notes_for(light_use_example(), "cy-GB+en-GB"))
    page = Page(made.html)
    parts = [found for found in page.those("div") if found.get("role") == "article"]
    assert [part["lang"] for part in parts] == ["cy-GB", "en-GB"]
    assert [part["id"] for part in parts] == ["part-1", "part-2"]
    assert (len(page.those("h1")), len(page.those("h2"))) == (1, 1)
    assert {"href": "#part-2", "lang": "en-GB", "hreflang": "en-GB"} in page.those("a")
    assert made.subject == "Datganiad o werth eich aelodaeth, 2026"
    assert made.text.startswith("Institute of Building Aftercare\n\nCymraeg / English\n")


@pytest.mark.parametrize("locale", ["en-GB", "cy-GB+en-GB"])
def test_the_organisation_is_named_once(locale: str) -> None:
    made = rendered(*notes_for(ranged_example(), locale))
    for text in ("".join(Page(made.html).seen), made.text):
        assert text.count("Institute of Building Aftercare") == 1
        assert text.count("14 Wharf Court") == 1


def test_what_shows_beside_the_subject_holds_no_money() -> None:
    hidden = page_of().hidden
    assert hidden.startswith("Renew by 1\u00a0January 2027 · Your statement is attached to this message as a PDF.")
    assert "£" not in hidden
    assert len(hidden) > 250  # a mail program would fill the rest of its line with the figures


def test_the_button_is_one_link_high_enough_for_a_finger_in_colours_of_its_own() -> None:
    page = page_of()
    (cell,) = page.those("td")
    (link,) = [found for found in page.those("a") if found["href"] == RENEW]
    box, style = cell["style"] or "", link["style"] or ""
    (line,), (above,) = re.findall(r"line-height: (\d+)px", style), re.findall(r"padding: (\d+)px", style)
    assert int(line) + 2 * int(above) >= 44
    # Outlook gives a link no padding: there the cell has the same.
    assert f"mso-padding-alt: {above}px" in box
    brand = look_of(Desk().settings).colour
    assert (cell["bgcolor"], f"background: {brand};" in box) == (brand, True)
    assert contrast(re.findall(r"(?<!-)color: (#\w{6})", style)[0], brand) >= 4.5


def test_three_facts_stand_in_one_row_and_each_is_one_phrase() -> None:
    html = rendered(*notes_for(ranged_example())).html
    read = [re.sub(r"<[^>]*>", "", each) for each in re.findall(r'<div class="fact".*?</div>', html)]
    (note,) = notes_for(ranged_example())
    assert note.ratio
    assert read == [
        "£325 Fee that you paid",
        "£902 A cautious estimate of what you got back",
        f"{note.ratio.value} your fee",
    ]
    for line in read:
        assert f"    {line}\n" in rendered(note).text


def test_gmail_does_not_clip_it() -> None:
    html = rendered(*notes_for(ranged_example(), "cy-GB+en-GB", attach=False, **HINT)).html
    assert len(html.encode()) < 20_000  # Gmail shows the first 102 kB


def test_letters_are_large_enough_and_lines_short_enough() -> None:
    html = rendered(*notes_for(ranged_example())).html
    sizes = [int(size) for size in re.findall(r"font-size: (\d+)px", html)]
    assert min(sizes) >= 14
    assert "font-size: 16px" in html
    assert "max-width: 600px" in html


def declared(style: str, name: str) -> dict[str, str]:
    """Return the colour that a style sheet gives each selector as `color` or as `background`."""
    return dict(re.findall(rf"(?:^|\n)\s*([.a-z, ]+?) \{{[^}}]*?(?<!-){name}: (#[0-9a-f]{{6}})", style))


@pytest.mark.parametrize("brand", ["#0b4a57", "#000000", "#767676", "#b00000", "#7a00ff", "#006600"])
def test_every_colour_can_be_read_on_light_and_dark(brand: str) -> None:
    look = replace(look_of(Desk().settings), colour=brand)
    made = NoteRenderer([SHIPPED], translations_for, look).render(notes_for(ranged_example()))
    light, dark, _ = Page(made.html).styles
    for scheme in (light, dark):
        colours, grounds = declared(scheme, "color"), declared(scheme, "background")
        assert colours.keys() >= {"body", ".brand, a", ".quiet"}
        for ground in (grounds["body"], grounds[".field"]):
            assert min(contrast(colours[name], ground) for name in ("body", ".quiet")) >= 4.5
        assert contrast(colours[".brand, a"], grounds["body"]) >= 4.5
        assert contrast(colours[".brand, a"], grounds[".field"]) >= 3  # figures alone, large and bold
    assert contrast(declared(dark, "color")[".button a"], declared(dark, "background")[".button"]) >= 7
    assert declared(light, "color")[".brand, a"] == brand
    assert (declared(light, "color")["body"], declared(dark, "background")["body"]) == ("#1f2428", SCREEN)


def test_both_schemes_are_announced_and_no_colour_stands_inline_but_the_buttons() -> None:
    page = page_of()
    names = {found.get("name"): found.get("content") for found in page.those("meta")}
    assert names["color-scheme"] == names["supported-color-schemes"] == "light dark"
    inline = [(tag, attributes.get("style") or "") for tag, attributes in page.elements]
    assert [tag for tag, style in inline if "color" in style or "#" in style] == ["td", "a"]


@given(st.integers(0, 0xFFFFFF))
def test_any_colour_is_lightened_until_it_can_be_read_in_the_dark(number: int) -> None:
    colour = f"#{number:06x}"
    found = on_dark(colour)
    assert contrast(found, SCREEN) >= 7
    if contrast(colour, SCREEN) >= 7:
        assert found == colour


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_no_line_of_the_text_is_too_long_but_for_an_address(name: str, locale: str) -> None:
    text = rendered(*notes_for(EXAMPLES[name](MEMBER), locale)).text
    assert all(width(line) <= COLUMNS for line in text.splitlines() if "https://" not in line)
    assert "\n\n\n" not in text
    assert not any(line != line.rstrip() for line in text.splitlines())
    assert f"    {STOP}\n" in text


def test_an_address_is_never_broken() -> None:
    address = "https://example.org/" + "a" * 100
    assert in_lines(f"See {address} there", 4) == f"    See\n    {address}\n    there"


def test_words_held_together_stay_together() -> None:
    text = "x " * 34 + "+44\u00a0117\u00a0496\u00a00142"
    assert in_lines(text).splitlines()[1] == "+44\u00a0117\u00a0496\u00a00142"


pieces = st.text("aé字。「」、ー\u00a0ب", max_size=14)


@given(st.lists(pieces, max_size=40).map(" ".join), st.integers(0, 8))
def test_lines_hold_all_the_words_in_their_order(text: str, indent: int) -> None:
    lines = in_lines(text, indent).splitlines()
    assert re.sub(r"[ \n]", "", text.strip()) == "".join(lines).replace(" ", "")
    for line in lines:
        assert line.startswith(" " * indent)
        piece = line.strip(" ")
        assert width(line) <= COLUMNS or not (" " in piece or "字字" in piece)


@given(st.lists(st.sampled_from("字漢、。）「ー"), min_size=80, max_size=200))
def test_no_line_begins_with_what_closes_or_ends_with_what_opens(characters: list[str]) -> None:
    lines = in_lines("".join(characters)).splitlines()
    for line in lines[1:]:
        assert unicodedata.category(line[0]) not in ("Pe", "Po", "Lm")
    for line in lines[:-1]:
        assert unicodedata.category(line[-1]) != "Ps"


@pytest.fixture
def own(tmp_path: Path) -> Callable[[str, str], list[Path]]:
    """Return a function that makes a workspace's own template and returns the folders."""

    def made(name: str, content: str) -> list[Path]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
        return [tmp_path, SHIPPED]

    return made


def test_the_shipped_templates_pass_the_check() -> None:
    check_note_templates([SHIPPED], look_of(Desk().settings))


def test_a_workspace_may_override_a_file(own: Any) -> None:
    folders = own("email/part.txt.j2", "Only {{ note.greeting }} & {{ note.headline }}")
    look = look_of(Desk().settings)
    check_note_templates(folders, look)
    made = NoteRenderer(folders, translations_for, look).render(notes_for(ranged_example()))
    assert "\n\nOnly Dear Amara, & What your membership gave you in 2026\n\n" in made.text
    assert "<h1" in made.html


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            "<p>\n{{ note.titel }}</p>",
            "part.html.j2:2: 'valuereport.model.cover_note.CoverNote object' has no attribute",
        ),
        ("<p>\n{% if note.fee %}\n", "part.html.j2:2"),
        ("{{ note.sender.__class__.__mro__ }}", "unsafe"),
    ],
)
def test_a_template_that_cannot_be_used_is_told_with_file_and_line(own: Any, content: str, said: str) -> None:
    with pytest.raises(TemplateError) as error:
        check_note_templates(own("email/part.html.j2", content), look_of(Desk().settings))
    assert said in str(error.value)


def test_a_message_of_ones_own_template_without_a_translation_is_told(own: Any) -> None:
    folders = own("email/part.txt.j2", '{{ _("See you in spring") }}')
    look, notes = look_of(Desk().settings), notes_for(ranged_example(), "de-DE")
    made = NoteRenderer(folders, translations_for, look).render(notes)
    assert "See you in spring" in made.text
    (problem,) = made.problems
    assert "de-DE: See you in spring" in problem.reason
    assert problem.member_id == MEMBER.member_id
    assert NoteRenderer([SHIPPED], translations_for, look).render(notes).problems == ()  # nor is it told of another
