"""Real statements for the tests of the print file, each as a run has it: a file, and its hash in the manifest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from tests.sheets import COMPANY, MEMBER, Desk, company_example, of_the_sample
from tests.valuations import ranged_example
from valuereport.deliver.print import PrintJob
from valuereport.files import digest
from valuereport.model.member import Member

KINDS: Final[Mapping[str, tuple[Desk, Member]]] = {
    "english": (Desk(), MEMBER),
    "another": (Desk(), replace(MEMBER, member_id="M2", name="Bea Wolfe", salutation="Bea", postcode="NE1 4XF")),
    "firm": (Desk(), COMPANY),
    "german-fold-marks": (Desk(window="din-5008-b", fold_marks=True), replace(MEMBER, locale="de-DE")),
    "japanese": (Desk(), replace(MEMBER, locale="ja-JP")),
    "arabic": (Desk(fold_marks=True), replace(MEMBER, locale="ar-EG")),
    "two-languages": (Desk(), replace(MEMBER, locale="cy-GB+en-GB")),
    "letter": (Desk(paper="letter", window="us", fold_marks=True), MEMBER),
}


def rendered(kind: str) -> bytes:
    """Return the PDF of one of the kinds."""
    desk, member = KINDS[kind]
    case = company_example(member) if member is COMPANY else of_the_sample(ranged_example(member))
    return desk.render(member, case).pdf


def job(file: Path, member_id: str, name: str = "Amara Stokes", postcode: str = "NE9 6WA") -> PrintJob:
    """Return the job that prints a file as it is now."""
    return PrintJob(member_id, file, digest(file.read_bytes()), name, postcode, "GB")
