"""Consents to be quoted, as marketing records them: some are limited, some ended, and some rows are wrong."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from valuereport.sample.scene import Scene, Written

FILE: Final = "consents.csv"
_HEADINGS: Final = ("member_id", "name", "quote", "scope", "given", "until", "withdrawn", "signed_by", "evidence")
_USUAL_LEVEL: Final = 0.6  # members below this level give no quote
_AGREED: Final[tuple[Mapping[str, str], ...]] = (
    {
        "quote": "The survey template saved me a day the first time I used it. I have used it on every job since.",
        "scope": "web;print;social",
        "given": "2026-01-19",
    },
    {
        "quote": "I rang the helpline on a Thursday, and on Friday I could answer my client.",
        "scope": "web;print",
        "given": "2026-02-03",
        "until": "2031-02-02",
    },
    {
        "quote": 'Before, I said "I think so". Now I can show the standard.',
        "scope": "web;social",
        "given": "2026-02-10",
    },
    {"quote": "The annual review is on my desk all year.", "scope": "print", "given": "2026-02-12"},
    {
        "quote": "My mentor read the first three reports that I signed.",
        "scope": "web;print",
        "given": "2024-01-08",
        "until": "2025-01-07",
    },
    {
        "quote": "Two clients found me in the directory.",
        "scope": "web;print;social",
        "given": "2025-11-04",
        "withdrawn": "2026-06-15",
    },
    {
        "quote": "The <b>webinars</b> are short enough for a lunch break.",
        "scope": "web;print",
        "given": "2026-01-27",
    },
    {"quote": "The partner discounts paid for half of my fee.", "scope": "web", "given": "2026-02-20", "evidence": ""},
)
_FIRM: Final = {
    "quote": "Our juniors do their CPD through the webinars, together, and talk about it afterwards.",
    "scope": "web;print",
    "given": "2025-12-02",
}
_FORMER: Final = {
    "member_id": "M0412",
    "name": "Gwen Pryce",
    "quote": "Twenty years, and never a dull newsletter.",
    "scope": "web;print",
    "given": "2025-10-14",
    "signed_by": "Gwen Pryce",
    "evidence": "consents/M0412.pdf",
}


def write(scene: Scene, folder: Path) -> Written:
    """Write the consents; they are no engagements."""
    organisation = scene.organisation
    keen = [
        (who.membership.member_no, who.person, "")
        for who in organisation.individuals
        if who.level >= _USUAL_LEVEL and who.person.language == "en" and who.membership.status == "Active"
    ]
    firms = [
        (firm.membership.member_no, firm.contacts[0].person, f", {firm.name}")
        for firm in organisation.firms
        if firm.contacts[0].person.language == "en" and firm.membership.status == "Active"
    ]
    rows = []
    for (number, person, employer), words in (
        *zip(keen[::7], _AGREED, strict=False),
        *((one, _FIRM) for one in firms[:1]),
    ):
        name = f"{person.first} {person.last}"
        signed = {"member_id": number, "name": name + employer, "signed_by": name, "evidence": f"consents/{number}.pdf"}
        rows.append({**signed, **words})
    with (folder / FILE).open("w", encoding="utf-8-sig", newline="") as stream:
        table = csv.DictWriter(stream, _HEADINGS, restval="", lineterminator="\r\n")
        table.writeheader()
        table.writerows([*rows, _FORMER])
    return Written(0)
