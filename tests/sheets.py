"""Statements for tests of the page: the sample organisation's texts in twelve languages, on any paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any

import pymupdf

import valuereport.sample
from tests.valuations import AMARA, FIRM, ranged_example
from valuereport.compose import compose
from valuereport.files import packaged
from valuereport.model.member import Contact, Member
from valuereport.model.statement import Document
from valuereport.model.valuation import BenefitLine, Earlier, Valuation
from valuereport.render.look import look_of
from valuereport.render.renderer import Rendered, Renderer
from valuereport.settings import Feedback, MemberSuggestion, Settings, load_settings
from valuereport.wording import translations_for

SHIPPED = packaged("templates")
SAMPLE = Path(valuereport.sample.__file__).parent / "judgement" / "valuereport.toml"
LOCALES = (
    *("en-GB", "fr-FR", "de-DE", "es-ES", "pt-BR", "it-IT"),
    *("nl-NL", "pl-PL", "cy-GB", "ar-EG", "ja-JP", "zh-CN"),
)

TOKEN = "x" * 96
_SAID = "Webinars in the evening, for those who are on a site all day"
_DONE = "Every second webinar begins at seven in the evening since May, and each of them is recorded."
SUGGESTIONS = tuple(
    MemberSuggestion.model_validate(
        {
            "id": f"suggestion-{number}",
            "said": dict.fromkeys((locale[:2] for locale in LOCALES), _SAID),
            "state": state,
            "answer": dict.fromkeys((locale[:2] for locale in LOCALES), _DONE),
            "on": date(2026, 5, number),
        }
    )
    for number, state in enumerate(("done", "declined", "planned", "open"), 1)
)

_IDS = {
    "handbook": "partner-discount",
    "committee": "committee-meeting",
    "dredging": "one-handover-file",
    "hour-of-time": "hour-of-work",
    "anyway": "deadweight-templates",
    "others": "attribution-leads",
    "cpd-price": "webinar-price",
    "cpd-member-price": "webinar-member-price",
    "anyway-cpd": "deadweight-learning",
    "sale": "average-job",
    "close-rate": "referral-close",
    "others-leads": "attribution-leads",
    "dredging-worth": "handover-file-worth",
    "others-policy": "attribution-policy",
}

MEMBER = replace(AMARA, grade="Fellow", sector="Healthcare", region="Midlands and Wales")
COMPANY = replace(
    FIRM,
    locale="en-GB",
    currency="GBP",
    grade="Corporate",
    sector="Housing",
    region="Munster",
    contacts=(
        Contact("Yann Kervadec", "yann@kervadec.example", "Director"),
        Contact("Maëlle Le Goff", "maelle@kervadec.example", "Surveyor"),
    ),
)


@dataclass(frozen=True)
class Desk:
    """The sample organisation's settings with a sheet of one's own; statements are made at it."""

    paper: str = "a4"
    window: str = "uk"
    fold_marks: bool = False
    archive: str = ""
    logo: bool = True
    feedback: bool = False  # with the ways to answer, and what became of suggestions

    @property
    def settings(self) -> Settings:
        return _settings(self)

    @property
    def renderer(self) -> Renderer:
        return _renderer(self)

    def renderer_of(self, templates: Sequence[Path]) -> Renderer:
        """Return a renderer of other templates."""
        return self.renderer if list(templates) == [SHIPPED] else _renderer_of(self, tuple(templates))

    def compose(self, member: Member, case: Valuation, earlier: Earlier | None = None) -> Document:
        """Return a document, all of whose texts are there."""
        document, problems = compose(
            member, case, self.settings, earlier, feedback_token=TOKEN if self.feedback else ""
        )
        assert problems == ()
        return document

    def render(self, member: Member, case: Valuation, earlier: Earlier | None = None) -> Rendered:
        return self.renderer.render(self.compose(member, case, earlier))

    def html(self, member: Member, case: Valuation) -> str:
        return self.renderer.html(self.compose(member, case))


@cache
def _settings(desk: Desk) -> Settings:
    settings = load_settings(SAMPLE)
    workspace = settings.workspace
    given = {name: getattr(desk, name) for name in ("paper", "window", "fold_marks", "archive")}
    changed: dict[str, Any] = {
        "sheet": workspace.sheet.model_copy(update=given),
        "brand": workspace.brand if desk.logo else workspace.brand.model_copy(update={"logo": ""}),
    }
    if desk.feedback:
        changed["feedback"] = Feedback(page="https://www.our.example/answer/{language}", suggestions=("statements",))
        settings = settings.model_copy(update={"suggestions": SUGGESTIONS})
    return settings.model_copy(update={"workspace": workspace.model_copy(update=changed)})


@cache
def _renderer(desk: Desk) -> Renderer:
    return _renderer_of(desk, (SHIPPED,))


def _renderer_of(desk: Desk, templates: Sequence[Path]) -> Renderer:
    settings = desk.settings
    return Renderer(templates, partial(translations_for, folder=settings.catalogues), look_of(settings))


def of_the_sample(case: Valuation) -> Valuation:
    """Return a valuation of tests/valuations.py with the sample's activities, wins and assumptions."""
    lines = tuple(
        replace(
            line,
            activity=_named(line.activity),
            factors=tuple(factor._replace(assumption=_named(factor.assumption)) for factor in line.factors),
        )
        for line in case.lines
    )
    return replace(
        case,
        lines=lines,
        swings=tuple(each._replace(assumption=_named(each.assumption)) for each in case.swings),
        community=tuple((_named(name), quantity, times) for name, quantity, times in case.community),
        unpriced=tuple(replace(each, activity=_named(each.activity)) for each in case.unpriced),
        suggestions=tuple(replace(each, activity=_named(each.activity)) for each in case.suggestions),
    )


def _named(name: str) -> str:
    return _IDS.get(name, name)


def company_example(member: Member = COMPANY) -> Valuation:
    """Return a firm's year, most of it done by two contacts."""
    case = of_the_sample(ranged_example(member))
    names = [each.name for each in member.contacts]
    return replace(case, lines=tuple(_done_by(line, names) for line in case.lines))


def _done_by(line: BenefitLine, names: Sequence[str]) -> BenefitLine:
    told = [one._replace(contact=names[place % len(names)]) for place, one in enumerate(line.evidence)]
    return replace(line, evidence=tuple(told))


def text_of(pdf: bytes) -> str:
    """Return a PDF's text with every kind of space made one, line by line."""
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        lines = [line for page in document for line in page.get_text().splitlines()]
    return "\n".join(" ".join(line.split()) for line in lines)
