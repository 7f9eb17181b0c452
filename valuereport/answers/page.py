"""A composed page as JSON: what a program needs to show it again in a way of its own, without composing it."""

from __future__ import annotations

from typing import Final, TypeVar

from pydantic import TypeAdapter, ValidationError

from valuereport.model.insight_page import InsightPage
from valuereport.model.story_page import StoryPage

P = TypeVar("P", StoryPage, InsightPage)
_FILE: Final = "page-"


def page_file(locale: str) -> str:
    """Return the name of the file in the folder of an output."""
    return f"{_FILE}{locale}.json"


def locale_of_page(name: str) -> str:
    """Return the locale of a file of this name; "" where it is no page."""
    return name.removeprefix(_FILE).removesuffix(".json") if name.startswith(_FILE) else ""


def page_json(page: StoryPage | InsightPage) -> bytes:
    """Return a page's finished texts, and the numbers that something is drawn from."""
    return TypeAdapter(type(page)).dump_json(page)


def read_page(kind: type[P], data: bytes) -> P | None:
    """Return a page; None where the file is of a version whose pages had other parts."""
    try:
        return TypeAdapter(kind).validate_json(data)
    except ValidationError:
        return None
