"""A feedback form -> one HTML file for the organisation's own site, which needs nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup

from valuereport.errors import Problem
from valuereport.model.feedback_form import FeedbackForm
from valuereport.render.look import Look
from valuereport.render.templates import Catalogues
from valuereport.render.web_page import Design, PageRenderer, check_page

_DESIGN: Final = Design("feedback.html.j2", styles=("story.css", "feedback.css"), screen=())
_FILL: Final = (
    'const t=new URLSearchParams(location.search).get("token");'
    "if(t)for(const f of document.forms){f.token.value=t;f.token.parentElement.hidden=true}"
)
"""Spares members the typing of the code where the form posts to another address; without it they type."""


class FeedbackFormRenderer:
    """The template and the style sheets of the feedback form."""

    def __init__(self, template_folders: Sequence[Path], catalogues: Catalogues, look: Look) -> None:
        """`catalogues`: the translations of each locale. Raises TemplateError where a template cannot be used."""
        check_page(_DESIGN, FeedbackForm, template_folders, look)
        self._pages = PageRenderer(_DESIGN, template_folders, catalogues, look)

    def html(self, page: FeedbackForm) -> tuple[bytes, tuple[Problem, ...]]:
        """Return the file, and what a person should look at. Raises TemplateError with the template's file and line."""
        return self._pages.html(page, _script)


def _script(part: Any) -> Markup:  # noqa: ANN401 - as WebPage's drawings are
    """Return the script, or the hash by which the page allows it and no other."""
    if part == "hash":
        return Markup(base64.b64encode(hashlib.sha256(_FILL.encode()).digest()).decode("ascii"))  # noqa: S704 - ours
    return Markup(f"<script>{_FILL}</script>")  # noqa: S704 - ours
