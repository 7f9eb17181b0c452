"""A review as one page that needs nothing else: to be read, printed and kept beside the run."""

from __future__ import annotations

import base64
import shlex
from collections.abc import Sequence
from pathlib import Path

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from valuereport.deliver.review.sections import sections
from valuereport.errors import RunError, TemplateError
from valuereport.files import write_atomically
from valuereport.model.review import Review
from valuereport.notation.links import refusal
from valuereport.notation.page_links import forbidden
from valuereport.settings import Settings
from valuereport.wording import wording_for

_TEMPLATE = "review.html.j2"
_PAGE = "review.html"


def write_review(
    review: Review, folder: Path, contact_sheet: Sequence[bytes], settings: Settings, templates: Sequence[Path]
) -> Path:
    """Write review.html into a run's folder and return its path. Raises RunError and TemplateError.

    `contact_sheet`: pictures (PNG) of the statements to look at; `templates`: where templates are looked for.
    """
    page = review_html(review, contact_sheet, settings, templates)
    try:
        write_atomically(folder / _PAGE, page.encode())
    except OSError as error:
        raise RunError(f"{folder / _PAGE} cannot be written: {error.strerror}; the run itself is as it was") from None
    return folder / _PAGE


def review_html(review: Review, contact_sheet: Sequence[bytes], settings: Settings, templates: Sequence[Path]) -> str:
    """Return the page. Raises TemplateError."""
    organisation = settings.workspace.organisation
    words = wording_for(organisation.locale, settings.catalogues)
    environment = ImmutableSandboxedEnvironment(
        loader=jinja2.FileSystemLoader([str(folder) for folder in templates]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    try:
        page = environment.get_template(_TEMPLATE).render(
            organisation=organisation.name,
            review=review,
            approve=shlex.join(["valuereport", "approve", review.run, "--by", "NAME"]),
            period=("members' own years, " if review.own_years else "") + words.period(review.start, review.end),
            below_fee=words.number(review.members_below_fee, 0),
            having_fee=words.number(review.having_fee, 0),
            sections=sections(review, words),
            pictures=[f"data:image/png;base64,{base64.b64encode(png).decode()}" for png in contact_sheet],
        )
    except jinja2.TemplateSyntaxError as error:
        raise TemplateError(f"{error.filename or error.name}:{error.lineno}: {error.message}") from None
    except jinja2.TemplateNotFound as error:
        raise TemplateError(f"there is no template {error.name}") from None
    except (jinja2.TemplateError, TypeError, ValueError, AttributeError, LookupError) as error:
        raise TemplateError(f"{_TEMPLATE}: {error}") from None
    for address in forbidden(page, files=True):  # statements lie in the run's folder, beside this page
        raise TemplateError(f"{_TEMPLATE}: {refusal(address)}")
    return page
