"""[texts.EDITION]: the organisation's own words fit their boxes and are printed as they are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workspaces import edited, worked_example
from valuereport.errors import SettingsError, TemplateError
from valuereport.pipeline.design import check_design
from valuereport.settings import Workspace, load_settings

REFUSED = {
    "an edition that is none": ("[texts.ligth-use]", ["texts.ligth-use: ", "'first-year'", "did you mean light-use?"]),
    "a key that is none": (
        '[texts.standard]\nthank = { en = "x" }',
        ["texts.standard.thank: ", "thanks (did"],
    ),
    "no language": ('[texts.standard]\nthanks = "Thank you."', ["texts.standard.thanks: ", '{ en = "..." }']),
    "no text": ('[texts.standard]\nthanks = { en = " " }', ["texts.standard.thanks.en: ", "no entry"]),
    "a tag": ('[texts.first-year]\nnext = { en = "a <b>word" }', ["texts.first-year.next.en: ", "plain text; <b>"]),
    "a field": ('[texts.standard]\nnext = { en = "Dear {name}" }', ["texts.standard.next.en: ", "in place of {name}"]),
    "too long": (
        f'[texts.standard]\nnext = {{ en = "{"x" * 161}" }}',
        ["texts.standard.next.en: ", "up to 160 letters", "this one has 161"],
    ),
    "too wide": (
        f'[texts.light-use]\nmore = {{ ja = "{"名" * 121}" }}',
        ["texts.light-use.more.ja: ", "up to 240 letters", "has 242", "counts as two"],
    ),
    "more where nobody sees it": (
        '[texts.standard]\nmore = { en = "x" }',
        ["texts: ", "[texts.light-use] and [texts.below-fee] alone (not in [texts.standard])"],
    ),
}


def read(folder: Path, texts: str) -> Workspace:
    return load_settings(edited(worked_example(folder), "[period]", f"{texts}\n\n[period]")).workspace


@pytest.mark.parametrize("case", REFUSED)
def test_a_text_that_cannot_stand_in_its_box(tmp_path: Path, case: str) -> None:
    texts, words = REFUSED[case]
    with pytest.raises(SettingsError) as raised:
        read(tmp_path, texts)
    said = str(raised.value)
    assert said.startswith(f"{tmp_path / 'valuereport.toml'}: ")
    for word in words:
        assert word in said


def test_texts_are_read_by_edition_on_one_line(tmp_path: Path) -> None:
    """A no-break space stays; marks of direction and accents do not count."""
    circumflex = "e\u0302"
    texts = f'[texts.below-fee]\nthanks = {{ fr = """Merci\n  à\u00a0vous : 3 < 4""", cy = "{circumflex * 240}" }}'
    found = read(tmp_path, texts).texts
    assert found.keys() == {"below-fee"}
    assert found["below-fee"].thanks is not None
    assert found["below-fee"].thanks["fr"] == "Merci à\u00a0vous : 3 < 4"
    assert found["below-fee"].more is None


def test_a_translation_in_a_catalogue_fits_the_same_box(tmp_path: Path) -> None:
    path = edited(worked_example(tmp_path), "[period]", '[texts.standard]\nnext = { en = "Next" }\n\n[period]')
    (tmp_path / "locale").mkdir()
    (tmp_path / "locale" / "cy.po").write_text(f'msgid "Next"\nmsgstr "{"x" * 160}"\n', encoding="utf-8")
    check_design(load_settings(path))
    (tmp_path / "locale" / "ja.po").write_text(f'msgid "Next"\nmsgstr "{"名" * 81}"\n', encoding="utf-8")
    with pytest.raises(TemplateError, match=r"ja\.po: .*texts\.standard\.next has 162 letters; at most 160"):
        check_design(load_settings(path))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("deutsch", ["source.history.title_language: ", '"de"', '"member"']),
        ("xx-YY", ["source.history.title_language: "]),
        ("members", ["did you mean member?"]),
    ],
)
def test_a_language_of_titles_that_nobody_speaks(tmp_path: Path, value: str, words: list[str]) -> None:
    path = edited(worked_example(tmp_path), 'name = "history"', f'name = "history"\ntitle_language = "{value}"')
    with pytest.raises(SettingsError) as raised:
        load_settings(path)
    for word in words:
        assert word in str(raised.value)


@pytest.mark.parametrize(
    ("line", "language"),
    [("", "en-GB"), ('title_language = "cy"', "cy"), ('title_language = "member"', "")],
)
def test_titles_are_in_the_organisations_language_unless_their_source_says_more(
    tmp_path: Path, line: str, language: str
) -> None:
    path = edited(worked_example(tmp_path), 'name = "history"', f'name = "history"\n{line}')
    found = load_settings(path).workspace.title_languages
    assert found == {"history": language, "corrections": "en-GB"}  # what staff write is in the organisation's
