"""The catalogues are whole: every message of the source, in every language, with the same placeholders."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from valuereport.wording.catalogues import forms_of_one_number

ROOT = Path(__file__).parents[2]
LANGUAGES = sorted(path.parent.parent.name for path in (ROOT / "valuereport" / "locale").glob("*/LC_MESSAGES/*.po"))
SAME_AS_ENGLISH = {
    *("Name", "Open", "open", "Organisation", "Position", "Post", "Postcode", "postcode", "System"),
    *("Dates", "Error", "Exports", "File", "Mentoring", "Pages", "Question", "Webinar"),
    "Source",
    "System",
    "Total",
    "Region",
    "Contacts",
    "Contact",
    "Sector",
    "sector",
    "region",
    "Median: {measure}",
    "Formula",
    "Score",
    "{n} point",
    "{n} points",
    "Net promoter score",
    "Date",
    "Hint",
    "staff",
    "Staff",
    "Contradictions",
    "Performance",
    "Cost",
    "Place",
    "Error: {title}",
    "error",
    "Organisation",
    "Signature",
    "Standard",
    "Suggestion",
    "In %(languages)s.",
}
Ids = tuple[str | None, str]


@cache
def extracted() -> list[tuple[str, Any, str | None]]:
    """Return the file, text and context of each message of the code and the templates, as `pybabel extract` does."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as stream:
        methods, options = parse_mapping_cfg(stream)
    found = []
    for folder in ("valuereport", "templates"):
        here = [(pattern.removeprefix(f"{folder}/"), method) for pattern, method in methods]
        settings = {pattern.removeprefix(f"{folder}/"): values for pattern, values in options.items()}
        found += [
            (f"{folder}/{file}", message, context)
            for file, _, message, _, context in extract_from_dir(ROOT / folder, here, settings)
        ]
    return found


@cache
def source() -> dict[Ids, Any]:
    """Return every message."""
    found, plurals = Catalog(), dict[Ids, Any]()
    for _, message, context in extracted():
        found.add(message, context=context)
        if isinstance(message, tuple):  # a catalogue keeps one plural of a singular: another's placeholders would fail
            one = (context, message[0])
            assert plurals.setdefault(one, message) == message, f"{one} has two plurals"
    return {key(message): message.id for message in found if message.id}


@cache
def on_paper() -> frozenset[Ids]:
    """Return the messages that are not those of the desk alone, whose pages have no fixed places."""
    others = (one for one in extracted() if not one[0].startswith("valuereport/desk/"))
    return frozenset((context, text if isinstance(text, str) else text[0]) for _, text, context in others)


@cache
def catalogue(language: str) -> Catalog:
    with (ROOT / "valuereport" / "locale" / language / "LC_MESSAGES" / "valuereport.po").open("rb") as stream:
        return read_po(stream, locale=language)


def key(message: Message) -> Ids:
    return message.context, message.id[0] if isinstance(message.id, (tuple, list)) else message.id


def forms(text: Any) -> list[str]:
    return list(text) if isinstance(text, (tuple, list)) else [text]


def placeholders(text: str) -> set[str]:
    return {one or other for one, other in re.findall(r"\{(\w+)\}|%\((\w+)\)s", text)}


def test_there_is_something_to_translate() -> None:
    assert len(source()) > 100
    assert {"de", "fr"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_missing_or_left_over(language: str) -> None:
    translated = {key(message) for message in catalogue(language) if message.id}
    assert translated == set(source())
    assert not catalogue(language).obsolete


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_and_none_is_fuzzy(language: str) -> None:
    for message in catalogue(language):
        if message.id:
            assert not message.fuzzy, message.id
            assert all(forms(message.string)), message.id
            assert len(forms(message.string)) == (catalogue(language).num_plurals if message.pluralizable else 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_those_of_the_source(language: str) -> None:
    in_words = forms_of_one_number(language)
    for message in catalogue(language):
        if message.id:
            wanted = placeholders(" ".join(forms(message.id)))
            for number, form in enumerate(forms(message.string)):
                unsaid = {"n", "number"} & wanted if message.pluralizable and number in in_words else set()
                assert placeholders(form) | unsaid == wanted, message.id


def test_no_french_line_begins_with_a_mark() -> None:
    """A no-break space stands before : ; ? ! % » and behind «, and no other space does."""
    marks = re.compile(r"(?<![\u00a0\u202f])(?:[:;?!»]|%(?!\())|«(?![\u00a0\u202f])")
    told = [form for message in catalogue("fr") if message.id for form in forms(message.string)]
    assert [form for form in told if marks.search(form)] == []
    assert marks.search("Source : {organisation}")
    assert not marks.search("Source\u00a0: {organisation}")


def test_a_number_is_said_in_words_only_where_a_form_is_for_it_alone() -> None:
    found = {language: set(forms_of_one_number(language)) for language in LANGUAGES}
    assert found == {
        "ar": {0, 1, 2},
        "cy": {1, 2, 3, 4},
        "pl": {0},
        "fr": set(),
        "pt": set(),
        "ja": set(),
        "zh": set(),
        **{language: {0} for language in ("de", "es", "it", "nl")},
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_in_english(language: str) -> None:
    for message in catalogue(language):
        if message.id and len(re.sub(r"\{\w+\}", "", key(message)[1]).strip(" ,.:()")) > 3:
            same = set(forms(message.id)) & set(forms(message.string))
            assert not same - SAME_AS_ENGLISH, message.id
