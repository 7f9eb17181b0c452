"""Cover notes for tests: the sample organisation's settings, and the manifest's rows as a batch writes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache, partial
from typing import Any

from tests.sheets import MEMBER, SHIPPED, Desk
from valuereport.batch import Figures
from valuereport.compose import compose_cover_note
from valuereport.model.cover_note import CoverNote
from valuereport.model.member import Member
from valuereport.model.run import ManifestRow
from valuereport.model.valuation import Valuation
from valuereport.render.cover_note import NoteRenderer, RenderedNote
from valuereport.render.look import look_of
from valuereport.settings import Settings
from valuereport.wording import translations_for

STOP = "https://building-aftercare.example/stop?token=0f&how=email"
_FIGURES = (
    *("fee", "low", "central", "high", "benefit_cost_ratio"),
    *("low_without_policy", "ratio_without_policy"),
)
TODAY = date(2026, 11, 30)
PAGE = "https://building-aftercare.example/statements/0f?a=1&b=2"


def settings_with(**email: Any) -> Settings:
    """Return the sample's settings with an [email] of one's own."""
    settings = Desk().settings
    changed = settings.workspace.email.model_copy(update=email)
    return settings.model_copy(update={"workspace": settings.workspace.model_copy(update={"email": changed})})


def row_of(case: Valuation, locale: str = "en-GB", total: bool = True) -> ManifestRow:
    """Return the manifest's row of a valuation, with its figures as the manifest writes them."""
    shown = case.total if total else None
    period = date(2026, 1, 1), date(2027, 1, 1)
    cells = Figures(case.currency, case.fee, shown, case.without_policy.low, case.fee_basis, *period).cells()
    figures = {name: Decimal(cells[name]) if cells.get(name) else None for name in _FIGURES}
    return ManifestRow(
        member_id=case.member_id,
        status="rendered",
        locale=locale,
        edition=case.edition,
        file="statements/ab/M-0117.pdf",
        pages=2,
        bytes=40_000,
        sha256="0" * 64,
        currency=case.currency,
        problem="",
        fee_basis=case.fee_basis,
        **figures,
    )


def notes_for(case: Valuation, locale: str = "en-GB", member: Member = MEMBER, **email: Any) -> tuple[CoverNote, ...]:
    """Return a member's cover notes, with the statement attached unless `attach` is false."""
    settings = settings_with(**email)
    page = "" if settings.workspace.email.attach else PAGE
    return compose_cover_note(member, row_of(case, locale), settings, page, STOP, today=TODAY)


@cache
def renderer() -> NoteRenderer:
    settings = Desk().settings
    return NoteRenderer([SHIPPED], partial(translations_for, folder=settings.catalogues), look_of(settings))


def rendered(*notes: CoverNote) -> RenderedNote:
    """Return a message, about which there is nothing to say."""
    found = renderer().render(notes)
    assert found.problems == ()
    return found
