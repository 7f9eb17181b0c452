"""A workspace's own catalogues: they win over the shipped ones, translate its settings, and are told where broken."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.valuations import AMARA, ANNELIESE, WORKSPACE, line, ranged_example, valuation
from valuereport.compose import compose
from valuereport.errors import TemplateError
from valuereport.settings import Settings, load_settings
from valuereport.wording import check_catalogues, translations_for, wording_for

Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a catalogue of a workspace, and returns their folder."""

    def written(name: str, content: str) -> Path:
        (tmp_path / name).write_text(content, encoding="utf-8")
        return tmp_path

    return written


def settings_with(folder: Path) -> Settings:
    settings = load_settings(WORKSPACE)
    files = settings.workspace.files.model_copy(update={"locale": str(folder)})
    return settings.model_copy(update={"workspace": settings.workspace.model_copy(update={"files": files})})


def test_it_wins_over_the_shipped_one_message_by_message(write: Write) -> None:
    folder = write("de.po", 'msgid "Dear {name},"\nmsgstr "Liebe Kollegin, lieber Kollege {name},"\n')
    ((made,), problems) = compose(ANNELIESE, ranged_example(ANNELIESE), settings_with(folder))
    ((shipped,), _) = compose(ANNELIESE, ranged_example(ANNELIESE), load_settings(WORKSPACE))
    assert problems == ()
    assert made.greeting == "Liebe Kollegin, lieber Kollege Frau Brückner-Thießen,"
    assert made.closing == shipped.closing != "With best wishes,"


def test_one_for_a_country_wins_over_one_for_its_language(write: Write) -> None:
    write("de.po", 'msgid "Dear {name},"\nmsgstr "Guten Tag {name},"\n\nmsgid "Best estimate"\nmsgstr "wohl"\n')
    folder = write("de-CH.po", 'msgid "Dear {name},"\nmsgstr "Grüezi {name},"\n')
    swiss, german = wording_for("de-CH", folder), wording_for("de-DE", folder)
    assert (swiss.gettext("Dear {name},"), german.gettext("Dear {name},")) == ("Grüezi {name},", "Guten Tag {name},")
    assert swiss.gettext("Best estimate") == german.gettext("Best estimate") == "wohl"


def test_it_translates_english_too(write: Write) -> None:
    folder = write("en-US.po", 'msgid "Dear {name},"\nmsgstr "Hi {name},"\n')
    assert wording_for("en-US", folder).gettext("Dear {name},") == "Hi {name},"
    assert wording_for("en-GB", folder).gettext("Dear {name},") == "Dear {name},"


def test_it_translates_what_the_settings_say(write: Write) -> None:
    case = valuation([line("savings", "only-english", 1, 12.5)])
    _, problems = compose(ANNELIESE, case, load_settings(WORKSPACE))
    assert [found.column for found in problems] == ["activity only-english: label"]
    folder = write("de.po", 'msgid "Something nobody translated"\nmsgstr "Nun doch übersetzt"\n')
    ((made,), problems) = compose(ANNELIESE, case, settings_with(folder))
    assert problems == ()
    assert made.counted.rows[0].label == "Nun doch übersetzt"


def test_what_is_fuzzy_or_empty_does_not_count(write: Write) -> None:
    folder = write("de.po", '#, fuzzy\nmsgid "Best estimate"\nmsgstr "vielleicht"\n\nmsgid "Benefit"\nmsgstr ""\n')
    words, shipped = wording_for("de-DE", folder), wording_for("de-DE")
    assert words.gettext("Best estimate") == shipped.gettext("Best estimate")
    assert words.gettext("Benefit") == shipped.gettext("Benefit") != "Benefit"


def test_plural_forms_are_taken(write: Write) -> None:
    forms = "".join(f'msgstr[{number}] "{word} {{n}}"\n' for number, word in enumerate(("jedna", "dwie", "pięć")))
    folder = write("pl.po", f'msgid "{{n}} hour"\nmsgid_plural "{{n}} hours"\n{forms}')
    words = wording_for("pl-PL", folder)
    assert [words.hours(hours).split()[0] for hours in (1, 2, 5, 22)] == ["jedna", "dwie", "pięć", "dwie"]


@pytest.mark.parametrize(("without_figure", "refused"), [(1, False), (2, False), (3, True), (4, True)])
def test_a_plural_form_of_one_number_may_say_it_in_words(write: Write, without_figure: int, refused: bool) -> None:
    forms = ["{n}"] * 6
    forms[without_figure] = "x"
    lines = "".join(f'msgstr[{number}] "{text}"\n' for number, text in enumerate(forms))
    folder = write("ar.po", f'msgid "{{n}} win"\nmsgid_plural "{{n}} wins"\n{lines}')
    with pytest.raises(TemplateError, match=r"\{n\}") if refused else nullcontext():
        check_catalogues(folder)


BROKEN = {
    "a placeholder too many": ('msgid "Dear {name},"\nmsgstr "Liebe {nam},"\n', 1, "{nam}"),
    "a placeholder too few": ('\n\nmsgid "Dear {name},"\nmsgstr "Hallo,"\n', 3, "{name}"),
    "a brace left open": ('msgid "Benefit"\nmsgstr "Nutzen {"\n', 1, "brace"),
    "no catalogue at all": ("Dear Sir or Madam\n", 1, ""),
    "an unclosed text": ('msgid "Benefit"\nmsgstr "Nutzen\n', 2, ""),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_one_is_told_in_one_line_with_its_place(write: Write, case: str) -> None:
    content, number, said = BROKEN[case]
    folder = write("de.po", content)
    with pytest.raises(TemplateError) as error:
        check_catalogues(folder)
    assert str(error.value).startswith(f"{folder / 'de.po'}:{number}: ")
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_bytes_that_are_no_text_are_told(write: Write) -> None:
    folder = write("de.po", "")
    (folder / "de.po").write_bytes(b'msgid "Benefit"\nmsgstr "Nutz\xff\xfeen"\n')
    with pytest.raises(TemplateError, match=r"de\.po") as error:
        check_catalogues(folder)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", ["german.po", "xx.po", "de_DE.po.po"])
def test_a_name_that_is_no_language_is_told(write: Write, name: str) -> None:
    with pytest.raises(TemplateError, match="named by its language or locale") as error:
        check_catalogues(write(name, 'msgid "Benefit"\nmsgstr "Nutzen"\n'))
    assert name in str(error.value)


def test_none_is_no_mistake(tmp_path: Path) -> None:
    check_catalogues(tmp_path)
    check_catalogues(tmp_path / "nowhere")
    assert translations_for("de-DE", tmp_path).gettext("Benefit") == translations_for("de-DE").gettext("Benefit")


def test_the_folder_is_read_for_one_workspace_only(write: Write) -> None:
    folder = write("en.po", 'msgid "Dear {name},"\nmsgstr "Ahoy {name},"\n')
    ((made,), _) = compose(AMARA, ranged_example(), settings_with(folder))
    ((other,), _) = compose(AMARA, ranged_example(), load_settings(WORKSPACE))
    assert (made.greeting, other.greeting) == ("Ahoy Amara,", "Dear Amara,")


def test_one_that_is_no_ordinary_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "cy.po")
    with pytest.raises(TemplateError, match=r"cy\.po: cannot be read: a pipe, a socket or a device"):
        check_catalogues(tmp_path)
