"""Templates -> HTML, in the visitor's language. Everything that varies is escaped; no script or style is inside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final

import jinja2

from valuereport.command_line import command_of
from valuereport.desk.answers import Page, Part
from valuereport.desk.names import NAMES
from valuereport.desk.visit import Visit
from valuereport.wording import Wording, wording_for

LANGUAGES: Final = {
    "ar": "العربية",
    "cy": "Cymraeg",
    "de": "Deutsch",
    "en": "English",
    "es": "Español",
    "fr": "Français",
    "it": "Italiano",
    "ja": "日本語",
    "nl": "Nederlands",
    "pl": "Polski",
    "pt": "Português",
    "zh": "中文",
}
"""The languages of the desk, each by its own name."""


def page_html(page: Page, visit: Visit, done: Sequence[str] = ()) -> str:
    """Return a page in its frame. `done`: what was done before it."""
    data = {**page.data, "page": page, "done": done, "languages": LANGUAGES}
    if page.command:
        data["command"] = command_of(page.command)
    return _rendered(page.template, visit, data)


def part_html(part: Part, visit: Visit) -> str:
    """Return a part of a page."""
    return _rendered(part.template, visit, part.data)


def _rendered(template: str, visit: Visit, data: Mapping[str, Any]) -> str:
    environment = _environment(visit.words.tag)
    return environment.get_template(f"{template}.html.j2").render({**data, "visit": visit, "words": visit.words})


@lru_cache(maxsize=2 * len(LANGUAGES))
def _environment(tag: str) -> jinja2.Environment:
    words = wording_for(tag)
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined] # of the extension
        words.gettext, words.ngettext, newstyle=True, pgettext=words.pgettext
    )
    environment.filters |= _filters(words)
    return environment


def _filters(words: Wording) -> dict[str, Any]:
    def day(value: date | None) -> str:
        return words.date(value) if value else ""

    def moment(value: datetime) -> str:
        here = value.astimezone()
        return f"{words.date(here.date())} {here:%H:%M}"

    def number(value: float) -> str:
        return words.number(value, 0)

    def size(value: int) -> str:
        return f"{words.number(value / 1_000_000, 1)} MB" if value >= 100_000 else f"{words.number(value / 1000, 1)} kB"

    def language(tag: str) -> str:
        return f"{wording_for(tag).language_name} ({tag})"

    return {
        **{kind: partial(named, words) for kind, named in NAMES.items()},
        "language": language,
        "day": day,
        "moment": moment,
        "number": number,
        "size": size,
        "money": words.round_money,
    }
