"""The templates, tried on made-up statements before anything is made."""

from __future__ import annotations

import gettext
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from valuereport.model.statement import Statement
from valuereport.render.look import Look
from valuereport.render.pages import STATEMENT, Pages, drawn
from valuereport.render.specimen import specimens
from valuereport.render.templates import Localised, check_links, read_style
from valuereport.render.typesetter import STYLES


def check_templates(template_folders: Sequence[Path], look: Look) -> None:
    """Try every template on made-up statements, without laying out. Raises TemplateError with file and line."""
    for name in STYLES:
        read_style(template_folders, name.format(paper=look.paper))
    pages = Pages(template_folders, lambda locale: gettext.NullTranslations(), partial(_undrawn, look))
    pages.check()
    for statement in specimens(Statement):
        page, _ = pages.html((statement,))
        check_links(page, STATEMENT)


def _undrawn(look: Look, of: Localised) -> dict[str, Any]:
    return drawn(look, of) | {"picture": lambda _: "data:,"}
