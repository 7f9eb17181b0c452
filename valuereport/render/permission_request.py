"""A letter that asks for a story, with its form -> one HTML file and a tagged PDF."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup

from valuereport.model.permission_request import PermissionRequest
from valuereport.render.look import Look
from valuereport.render.templates import Catalogues
from valuereport.render.web_page import Design, PageRenderer, RenderedPage, check_page, paper_size

_DESIGN: Final = Design("permission_request.html.j2", styles=("story.css", "permission_request.css"), screen=())


class PermissionRequestRenderer:
    """The template and the style sheets of the letter."""

    def __init__(self, template_folders: Sequence[Path], catalogues: Catalogues, look: Look) -> None:
        """`catalogues`: the translations of each locale. Raises TemplateError where a template cannot be used."""
        check_page(_DESIGN, PermissionRequest, template_folders, look)
        self._look = look
        self._pages = PageRenderer(_DESIGN, template_folders, catalogues, look)

    def page(self, page: PermissionRequest) -> RenderedPage:
        """Return the letter and the form. Raises TemplateError with the template's file and line."""
        return self._pages.render(page, _nothing, _nothing, f"@page {{ size: {paper_size(self._look)} }}")


def _nothing(_: Any) -> Markup:  # noqa: ANN401 - as WebPage's drawings are
    return Markup()
